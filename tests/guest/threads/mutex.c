// link: -lpthread -latomic
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many threads and a mutex, a condition, a barrier, atomics. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { THREADS = 8, ROUNDS = 20000 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t barrier;
static long plain;
static atomic_long counter;
static _Atomic unsigned char small;
static __thread int tls = 5;

static void *work(void *arg)
{
    long id = (long)arg;
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < ROUNDS; i++) {
        atomic_fetch_add(&counter, id);
        atomic_fetch_xor(&small, 1);
        pthread_mutex_lock(&lock);
        plain += 1;
        pthread_mutex_unlock(&lock);
        tls++;
    }
    return (void *)(long)tls;
}

int main(void)
{
    pthread_t t[THREADS];
    pthread_barrier_init(&barrier, NULL, THREADS);
    for (long i = 0; i < THREADS; i++)
        pthread_create(&t[i], NULL, work, (void *)i);
    long sum = 0;
    for (int i = 0; i < THREADS; i++) {
        void *r;
        pthread_join(t[i], &r);
        sum += (long)r;
    }
    printf("%ld %ld %d %ld %d\n", plain, counter, small, sum, tls);
}
