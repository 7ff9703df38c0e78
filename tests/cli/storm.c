/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storms: storm signals|forks|threads|execs COUNT
 * Out: what was counted, equal everywhere.  Between its halves it waits for a line on the standard
 * input, so that the test can look at the process (its memory, descriptors, children) in both.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile long taken, sum;

static void on_value(int sig, siginfo_t *info, void *context)
{
    (void)context;
    taken++;
    sum += info->si_value.sival_int + sig * 0;
}

/* A child sends queued signals; each must come once, with its value. */
static void signals(long count)
{
    struct sigaction act = {.sa_sigaction = on_value, .sa_flags = SA_SIGINFO | SA_RESTART};
    pid_t parent = getpid(), pid;
    int status;

    taken = sum = 0;
    for (int sig = SIGRTMIN; sig <= SIGRTMAX; sig++)
        sigaction(sig, &act, NULL);
    pid = fork();
    if (!pid) {
        for (long i = 0; i < count; i++) {
            union sigval v = {.sival_int = (int)(i % 1000)};
            while (sigqueue(parent, SIGRTMIN + (int)(i % (SIGRTMAX - SIGRTMIN + 1)), v))
                if (errno != EAGAIN)
                    _exit(1);
        }
        _exit(0);
    }
    while (waitpid(pid, &status, 0) < 0)
        ;
    for (int i = 0; i < 1000 && taken < count; i++)
        usleep(1000);
    printf("signals %ld sum %ld\n", taken, sum);
}

/* Every child ends with a status of its own, some by a signal. */
static void forks(long count)
{
    long good = 0, killed = 0, total = 0;

    for (long i = 0; i < count; i += 8) {
        for (int k = 0; k < 8; k++) {
            pid_t pid = fork();
            if (!pid) {
                if (k == 5)
                    raise(SIGTERM);
                if (k == 6 && fork() == 0)
                    _exit(1); /* an orphan */
                _exit((int)((i + k) & 127));
            }
            total += pid > 0;
        }
        for (int k = 0; k < 8; k++) {
            int status;
            waitpid(-1, &status, 0);
            good += WIFEXITED(status) && WEXITSTATUS(status) < 128;
            killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
        }
    }
    printf("forks %ld exited %ld killed %ld left %d\n", total, good, killed, waitpid(-1, NULL, 0));
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all = PTHREAD_COND_INITIALIZER, go = PTHREAD_COND_INITIALIZER;
static long there, may_go;

static void *stand(void *arg)
{
    pthread_mutex_lock(&lock);
    there++;
    pthread_cond_signal(&all);
    while (!may_go)
        pthread_cond_wait(&go, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

/* All of them at once. */
static void threads(long count)
{
    pthread_t *t = calloc((size_t)count, sizeof(*t));
    pthread_attr_t attr;
    long made = 0, back = 0;

    there = may_go = 0;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 65536);
    for (long i = 0; i < count; i++)
        made += pthread_create(&t[i], &attr, stand, (void *)i) == 0;
    pthread_mutex_lock(&lock);
    while (there < made)
        pthread_cond_wait(&all, &lock);
    may_go = 1;
    pthread_cond_broadcast(&go);
    pthread_mutex_unlock(&lock);
    for (long i = 0; i < made; i++) {
        void *result;
        pthread_join(t[i], &result);
        back += (long)result == i;
    }
    free(t);
    printf("threads %ld joined %ld\n", made, back);
}

/* The process executes itself again and again; argv[3] says how often it has. */
static void execs(char **argv, long count)
{
    long done = atol(argv[3]);
    char next[32];

    if (done % (count / 2) == 0 && done) {
        int fd = open("/dev/null", O_RDONLY); /* what leaks is seen by its number */
        printf("execs %ld descriptor %d\n", done, fd);
        fflush(stdout);
        close(fd);
        if (getchar() == EOF || done == count)
            exit(0);
    }
    snprintf(next, sizeof(next), "%ld", done + 1);
    execl(argv[0], argv[0], argv[1], argv[2], next, NULL);
    perror("exec");
    exit(1);
}

int main(int argc, char **argv)
{
    long count = atol(argv[2]);

    setvbuf(stdin, NULL, _IONBF, 0);
    if (!strcmp(argv[1], "execs"))
        execs(argv, count);
    for (int half = 0; half < 2; half++) {
        if (!strcmp(argv[1], "signals"))
            signals(count / 2);
        else if (!strcmp(argv[1], "forks"))
            forks(count / 2);
        else
            threads(count / 2);
        fflush(stdout);
        if (getchar() == EOF)
            break;
    }
    return argc == 0;
}
