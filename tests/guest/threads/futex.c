// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The futex system call itself: wait, wake, time-outs, requeue, bitsets, wake-op, errors. */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static _Atomic uint32_t f, g;
static _Atomic int woken;
static long fut(void *a, int op, uint32_t v, void *t, void *b, uint32_t v3)
{
    long r = syscall(SYS_futex, a, op, v, t, b, v3);
    return r < 0 ? -errno : r;
}
static void *sleeper(void *p)
{
    while (!f)
        fut(&f, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    woken++;
    return NULL;
}
static void *bit(void *p)
{
    long r = fut(&g, FUTEX_WAIT_BITSET, 0, NULL, NULL, (uint32_t)(long)p);
    if (!r)
        woken += 10;
    return NULL;
}
int main(void)
{
    pthread_t t[6];
    struct timespec ts = {0, 2000000};
    printf("%ld %ld %ld\n", fut(&f, FUTEX_WAIT, 5, NULL, NULL, 0),
           fut(&f, FUTEX_WAIT, 0, &ts, NULL, 0), fut(&f, FUTEX_WAKE, 10, NULL, NULL, 0));
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, sleeper, NULL);
    usleep(10000), f = 1;
    for (int i = 0; i < 100 && woken < 4; i++)
        fut(&f, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0), usleep(1000);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    printf("%d\n", woken);
    woken = 0;
    pthread_create(&t[0], NULL, bit, (void *)1), pthread_create(&t[1], NULL, bit, (void *)2);
    usleep(30000);
    printf("%ld ", fut(&g, FUTEX_WAKE_BITSET, 10, NULL, NULL, 2));
    pthread_join(t[1], NULL);
    printf("%d ", woken), printf("%ld ", fut(&g, FUTEX_WAKE_BITSET, 10, NULL, NULL, 1)),
        pthread_join(t[0], NULL), printf("%d\n", woken);
    uint32_t h = 0;
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, bit, (void *)~0l);
    usleep(30000);
    printf("%ld ", fut(&g, FUTEX_CMP_REQUEUE, 1, (void *)5, &h, 0)),
        printf("%ld ", fut(&g, FUTEX_CMP_REQUEUE, 1, (void *)5, &h, 9)),
        printf("%ld\n", fut(&h, FUTEX_WAKE, 9, NULL, NULL, 0));
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    printf("%ld ",
           fut(&g, FUTEX_WAKE_OP, 1, (void *)1, &h, FUTEX_OP(FUTEX_OP_ADD, 5, FUTEX_OP_CMP_EQ, 0))),
        printf("%u\n", h);
    printf("%ld %ld %ld\n", fut((void *)3, FUTEX_WAIT, 0, NULL, NULL, 0),
           fut(NULL, FUTEX_WAIT, 0, NULL, NULL, 0), fut(&g, 99, 0, NULL, NULL, 0));
    ts.tv_nsec = 2000000000;
    printf("%ld\n", fut(&g, FUTEX_WAIT, 0, &ts, NULL, 0));
    clock_gettime(CLOCK_MONOTONIC, &ts), ts.tv_sec--;
    printf("%ld %ld\n", fut(&g, FUTEX_WAIT_BITSET, 0, &ts, NULL, ~0u),
           fut(&g, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0));
    printf("%ld ", fut(&g, FUTEX_LOCK_PI, 0, NULL, NULL, 0)),
        printf("%d ", (g & FUTEX_TID_MASK) == gettid()),
        printf("%ld ", fut(&g, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0)), printf("%u\n", g);
}
