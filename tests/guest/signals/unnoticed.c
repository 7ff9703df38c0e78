/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A signal that is ignored or blocked does not end a call, nor make a sleep longer; all of them. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int signals[] = {SIGSEGV, SIGBUS, SIGTRAP, SIGUSR1, SIGCHLD};
static int ep, set, two[2];

static void nothing(int sig)
{
}

static int call(int which)
{
    struct timespec t = {0, 60000000}, left;
    struct timeval v = {0, 60000};
    struct epoll_event event;
    struct sembuf take = {0, -1, 0};
    sigset_t none;
    char byte;

    sigemptyset(&none);
    sigaddset(&none, SIGUSR2);
    switch (which) {
    case 0: return nanosleep(&t, &left);
    case 1: return clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
    case 2: return poll(NULL, 0, 60);
    case 3: return ppoll(NULL, 0, &t, NULL);
    case 4: return select(0, NULL, NULL, NULL, &v);
    case 5: return epoll_wait(ep, &event, 1, 60);
    case 6: return sigtimedwait(&none, NULL, &t) == -1 && errno == EAGAIN ? 0 : -1;
    case 7: return semtimedop(set, &take, 1, &t) == -1 && errno == EAGAIN ? 0 : -1;
    default: return read(two[0], &byte, 1);
    }
}

/* Three signals while the call waits; the pipe gets a byte at the end. */
static void sender(int sig, pid_t to)
{
    for (int i = 0; i < 3; i++) {
        usleep(10000);
        kill(to, sig);
    }
    usleep(40000);
    write(two[1], "x", 1);
    _exit(0);
}

static long now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void try(int sig, const char *how)
{
    for (int which = 0; which < 9; which++) {
        pid_t me = getpid(), child;
        long start = now(), took;
        char byte;
        int result;

        child = fork();
        if (!child)
            sender(sig, me);
        errno = 0;
        result = call(which);
        took = now() - start;
        if (which < 8)
            read(two[0], &byte, 1);
        waitpid(child, NULL, 0);
        printf("%s %s %d: %d %s\n", how, sigabbrev_np(sig), which, result,
               result < 0 ? strerrorname_np(errno) : "");
        /* The kernel itself starts again with the whole time in 5 to 7 only. */
        if (took < 58 || (which < 5 && took > 1000))
            printf("took %ld ms\n", took);
    }
}

int main(void)
{
    ep = epoll_create1(0);
    set = semget(IPC_PRIVATE, 1, 0600);
    pipe(two);
    for (unsigned i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
        sigset_t mask;

        signal(signals[i], SIG_IGN);
        if (signals[i] != SIGCHLD)
            try(signals[i], "ignored");
        signal(signals[i], signals[i] == SIGCHLD ? SIG_DFL : nothing);
        sigemptyset(&mask);
        sigaddset(&mask, signals[i]);
        sigprocmask(SIG_BLOCK, &mask, NULL);
        if (i % 2 == 0)
            try(signals[i], "blocked");
        sigpending(&mask);
        printf("pending %d\n", sigismember(&mask, signals[i]));
        signal(signals[i], SIG_IGN);
        sigprocmask(SIG_UNBLOCK, &mask, NULL);
    }
    semctl(set, 0, IPC_RMID);
    return 0;
}
