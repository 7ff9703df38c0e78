// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals at a high rate into computing, calling and allocating threads: nothing lost or doubled.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 3
#define EACH    2000

static __thread volatile int mine;
static int received[THREADS];
static volatile int stop;
static pthread_barrier_t ready;

static void handler(int sig)
{
    (void)sig;
    mine++;
}

static void *work(void *arg)
{
    long me = (long)arg;
    unsigned long h = 1, bad = 0;
    pthread_barrier_wait(&ready);
    while (!stop) {
        char *p = malloc(64 + h % 1000);
        memset(p, (int)h, 64);
        for (int i = 0; i < 64; i++)
            h = h * 31 + (unsigned char)p[i];
        bad += p[63] != p[0];
        free(p);
        getppid();
    }
    received[me] = mine;
    return (void *)bad;
}

int main(void)
{
    pthread_t t[THREADS];
    struct sigaction a = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(SIGRTMIN + 3, &a, NULL);
    pthread_barrier_init(&ready, NULL, THREADS + 1);
    for (long i = 0; i < THREADS; i++)
        pthread_create(&t[i], NULL, work, (void *)i);
    pthread_barrier_wait(&ready);
    int sent[THREADS] = {0};
    union sigval v = {0};
    for (int k = 0; k < EACH; k++)
        for (int i = 0; i < THREADS; i++)
            while (pthread_sigqueue(t[i], SIGRTMIN + 3, v))
                usleep(100);
    for (int i = 0; i < THREADS; i++)
        sent[i] = EACH;
    usleep(200000);
    stop = 1;
    for (int i = 0; i < THREADS; i++) {
        void *bad;
        pthread_join(t[i], &bad);
        printf("thread %d: %d of %d, bad %ld\n", i, received[i], sent[i], (long)bad);
    }
    return 0;
}
