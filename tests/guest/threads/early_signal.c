// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals that come to a thread as soon as its creator knows it: each is handled there, once, also
   those of faults and the C library's own, by which it cancels. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define ROUNDS 400

static const int sent[] = {SIGUSR1, SIGSEGV, SIGTRAP, SIGBUS};
static int seen[4];

static void handler(int sig)
{
    for (int i = 0; i < 4; i++)
        if (sent[i] == sig)
            __atomic_fetch_add(&seen[i], 1, __ATOMIC_RELAXED);
}

static void *wait_for_the_end(void *arg)
{
    for (;;)
        pause();
    return arg;
}

int main(void)
{
    int cancelled = 0;

    for (int i = 0; i < 4; i++)
        signal(sent[i], handler);
    for (int i = 0; i < ROUNDS; i++) {
        pthread_t t;
        void *result;

        if (pthread_create(&t, NULL, wait_for_the_end, NULL))
            return 1;
        for (int k = 0; i % 2 && k < 4; k++)
            pthread_kill(t, sent[k]);
        for (int k = 0; i % 2 && k < 4; k++)
            while (__atomic_load_n(&seen[k], __ATOMIC_RELAXED) <= i / 2)
                sched_yield();
        pthread_cancel(t);
        pthread_join(t, &result);
        cancelled += result == PTHREAD_CANCELED;
    }
    printf("cancelled %d, seen %d %d %d %d\n", cancelled, seen[0], seen[1], seen[2], seen[3]);
    return 0;
}
