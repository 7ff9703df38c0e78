// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Barriers, once, spin locks; rounds of a parallel prefix sum. */
#include <pthread.h>
#include <stdio.h>
#define T 6
#define N 600
static pthread_barrier_t bar;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_spinlock_t spin;
static int serial, inits;
static long v[N], w[N], spun;
static void init(void)
{
    inits++;
}
static void *run(void *p)
{
    long id = (long)p;
    pthread_once(&once, init);
    for (int d = 1; d < N; d *= 2) {
        for (int i = id; i < N; i += T)
            w[i] = v[i] + (i >= d ? v[i - d] : 0);
        if (pthread_barrier_wait(&bar) == PTHREAD_BARRIER_SERIAL_THREAD)
            __atomic_add_fetch(&serial, 1, 5);
        for (int i = id; i < N; i += T)
            v[i] = w[i];
        pthread_barrier_wait(&bar);
    }
    for (int i = 0; i < 300; i++)
        pthread_spin_lock(&spin), spun += i, pthread_spin_unlock(&spin);
    return NULL;
}
int main(void)
{
    pthread_t t[T];
    pthread_barrier_init(&bar, NULL, T), pthread_spin_init(&spin, 0);
    for (int i = 0; i < N; i++)
        v[i] = i * 7 % 31;
    for (long i = 0; i < T; i++)
        pthread_create(&t[i], NULL, run, (void *)i);
    for (int i = 0; i < T; i++)
        pthread_join(t[i], NULL);
    printf("%ld %ld %d %d %ld\n", v[N - 1], v[N / 2], serial, inits, spun);
}
