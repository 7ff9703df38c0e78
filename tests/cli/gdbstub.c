/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What gdbstub_test.py looks at through gdb.  Exit status 7. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

volatile int counter;
volatile int handled;
double half = 0.5;

__attribute__((noinline)) int twice(int n)
{
    return 2 * n;
}

__attribute__((noinline)) void marker(void)
{
    __asm__ volatile("");
}

static void *second(void *argument)
{
    (void)argument;
    marker();
    return NULL;
}

static void handler(int sig)
{
    handled = sig;
}

static int child_status(void)
{
    int status = 0;
    pid_t pid = fork();

    if (!pid)
        _exit(twice(20) == 40 ? 3 : 4); /* over a breakpoint of the parent */
    waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
}

static volatile int over;

static void *many_calls(void *argument)
{
    (void)argument;
    for (int i = 0; i < 200; i++)
        counter += twice(i) != 2 * i;
    over = 1;
    return NULL;
}

/* One thread runs over a breakpoint while the other forks. */
static int fork_all_the_time(void)
{
    pthread_t thread;
    int wrong = 0;

    pthread_create(&thread, NULL, many_calls, NULL);
    while (!over)
        wrong |= child_status() != 3;
    pthread_join(thread, NULL);
    return wrong || counter ? 8 : 7;
}

/* The child of a vfork runs over a breakpoint, then another program ("": none), or is killed. */
static int vfork_status(char *program, const char *how)
{
    int status = 0;
    pid_t pid = vfork();

    if (!pid) {
        counter = twice(20);
        if (*how == 'k')
            kill(getpid(), SIGKILL);
        execl("/nonexistent", program, (char *)NULL);
        execl(program, program, "1", "2", "3", "4", "5", (char *)NULL);
        _exit(3);
    }
    waitpid(pid, &status, 0);
    printf("child %d counter %d parent %d\n", status, counter, twice(30));
    return 7;
}

static void *many_vforks(void *argument)
{
    (void)argument;
    for (int i = 0; i < 20; i++) {
        int status = 0;
        pid_t pid = vfork();

        if (!pid)
            _exit(twice(3));
        waitpid(pid, &status, 0);
        counter += !WIFEXITED(status) || WEXITSTATUS(status) != 6;
    }
    return NULL;
}

static int vfork_all_the_time(void)
{
    pthread_t thread[3];

    for (int i = 0; i < 3; i++)
        pthread_create(&thread[i], NULL, many_vforks, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    return counter ? 8 : 7;
}

static pthread_barrier_t barrier;

static void *waits(void *argument)
{
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    return argument;
}

/* All threads stand while the signal is reported. */
static int crowd(void)
{
    enum { CROWD = 1100 };
    static pthread_t thread[CROWD];
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 65536);
    pthread_barrier_init(&barrier, NULL, CROWD + 1);
    for (int i = 0; i < CROWD; i++)
        if (pthread_create(&thread[i], &attributes, waits, NULL))
            return 8;
    pthread_barrier_wait(&barrier);
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < CROWD; i++)
        pthread_join(thread[i], NULL);
    return 7;
}

int main(int argc, char **argv)
{
    pthread_t thread;

    if (argc == 7)
        return crowd();

    if (argc == 6) /* what the child of a vfork executes */
        return twice(21) == 42 ? 9 : 10;
    if (argc == 5)
        return *argv[2] == 't' ? vfork_all_the_time() : vfork_status(argv[1], argv[2]);

    if (argc == 4)
        return fork_all_the_time();

    if (argc == 2)
        execl(argv[1], argv[1], (char *)NULL);
    for (int fd = 3; fd < 1100; fd++)
        close(fd); /* gdb's connection is none of them */
    if (argc > 2)  /* waits for an interrupt; gdb sets handled */
        while (!handled)
            ;
    for (int i = 1; i < 4; i++)
        counter += twice(i);
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    pthread_create(&thread, NULL, second, NULL);
    pthread_join(thread, NULL);
    printf("counter %d handled %d half %g child %d\n", counter, handled, half, child_status());
    fflush(stdout);
    return 7;
}
