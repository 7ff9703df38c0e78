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
static _Atomic pid_t waiters[3];
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
struct waiter {
    int place;
    uint32_t bits;
};
static void *bit(void *p)
{
    struct waiter *w = p;
    long r;
    waiters[w->place] = gettid();
    r = fut(&g, FUTEX_WAIT_BITSET, 0, NULL, NULL, w->bits);
    if (!r)
        woken += 10;
    return NULL;
}
static int asleep(pid_t tid)
{
    char path[64], state = 0;
    FILE *stat;
    snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
    stat = fopen(path, "r");
    if (stat)
        fscanf(stat, "%*d (%*[^)]) %c", &state), fclose(stat);
    return state == 'S';
}
/* Starts a thread for each and comes back when all sleep, twice in a row: the first may be for a
 * lock. */
static void start(pthread_t *t, struct waiter *w, int count)
{
    for (int i = 0; i < count; i++)
        waiters[i] = 0, pthread_create(&t[i], NULL, bit, &w[i]);
    for (int good = 0; good < 2; usleep(15000)) {
        int all = 1;
        for (int i = 0; i < count; i++)
            all = all && waiters[i] && asleep(waiters[i]);
        good = all ? good + 1 : 0;
    }
}
int main(void)
{
    struct waiter one_bit[] = {{0, 1}, {1, 2}}, all_bits[] = {{0, ~0u}, {1, ~0u}, {2, ~0u}};
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
    start(t, one_bit, 2);
    printf("%ld ", fut(&g, FUTEX_WAKE_BITSET, 10, NULL, NULL, 2));
    pthread_join(t[1], NULL);
    printf("%d ", woken), printf("%ld ", fut(&g, FUTEX_WAKE_BITSET, 10, NULL, NULL, 1)),
        pthread_join(t[0], NULL), printf("%d\n", woken);
    uint32_t h = 0;
    start(t, all_bits, 3);
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
