// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals to particular threads while they compute, wait and lock; each counts its own. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>
static __thread volatile int mine;
static _Atomic int total, stop;
static sem_t ready;
static void h(int s)
{
    mine++, total++;
}
static void *spin(void *p)
{
    uint64_t x = 1;
    sem_post(&ready);
    while (!stop)
        x = x * 6364136223846793005ull + 1;
    return (void *)(long)mine;
}
static void *wait_(void *p)
{
    int e = 0;
    sem_post(&ready);
    while (!stop)
        if (usleep(100000) && errno == EINTR)
            e++;
    return (void *)(long)mine;
}
int main(void)
{
    struct sigaction a = {.sa_handler = h};
    sigaction(SIGUSR1, &a, NULL);
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, i & 1 ? spin : wait_, NULL);
    for (int i = 0; i < 4; i++)
        sem_wait(&ready);
    int sent[4] = {0};
    for (int r = 0; r < 40; r++) {
        int before = total;
        pthread_kill(t[r % 4], SIGUSR1), sent[r % 4]++;
        while (total == before)
            usleep(50);
    }
    stop = 1;
    for (int i = 0; i < 4; i++) {
        void *v;
        pthread_join(t[i], &v), printf("%d %ld\n", sent[i], (long)v);
    }
    printf("%d %d\n", total, mine);
}
