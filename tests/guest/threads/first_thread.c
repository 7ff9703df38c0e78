/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the first thread that a process starts does at once: changes ids (the C library signals the
   others), forks. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 60

static int status_of(pid_t pid)
{
    int status;

    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    return status;
}

static void *change_ids(void *arg)
{
    return (void *)(long)setuid(getuid());
}

static void say(void)
{
    _exit(7);
}

/* The child leaves its last thread: the unwinder runs in it, and exit's functions. */
static void *fork_here(void *arg)
{
    pid_t pid = fork();

    if (!pid) {
        atexit(say);
        pthread_exit(NULL);
    }
    return (void *)(long)(status_of(pid) != 7 << 8);
}

/* In a new process, as only its first thread counts. */
static int run(void *(*thread)(void *))
{
    pid_t pid = fork();

    if (!pid) {
        pthread_t t;
        void *result;

        _exit(pthread_create(&t, NULL, thread, NULL) || pthread_join(t, &result) || result);
    }
    return status_of(pid);
}

int main(void)
{
    int wrong_ids = 0, wrong_forks = 0;

    for (int i = 0; i < ROUNDS; i++) {
        wrong_ids += run(change_ids) != 0;
        wrong_forks += run(fork_here) != 0;
    }
    printf("wrong after setuid %d, after fork %d\n", wrong_ids, wrong_forks);
    return wrong_ids + wrong_forks;
}
