// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read-write locks: readers see whole updates; try and timed variants. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static long a, b, torn, reads;
static void *reader(void *p)
{
    for (int i = 0; i < 2000; i++) {
        pthread_rwlock_rdlock(&l);
        if (a != b)
            __atomic_add_fetch(&torn, 1, 5);
        __atomic_add_fetch(&reads, 1, 5);
        pthread_rwlock_unlock(&l);
    }
    return NULL;
}
static void *writer(void *p)
{
    for (int i = 0; i < 500; i++) {
        pthread_rwlock_wrlock(&l);
        a++;
        for (volatile int k = 0; k < 20; k++)
            ;
        b++;
        pthread_rwlock_unlock(&l);
    }
    return NULL;
}
static void *try(void *p)
{
    int r = pthread_rwlock_trywrlock(&l), s = pthread_rwlock_tryrdlock(&l);
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += 5000000, t.tv_sec += t.tv_nsec / 1000000000, t.tv_nsec %= 1000000000;
    int q = pthread_rwlock_timedwrlock(&l, &t);
    if (!s)
        pthread_rwlock_unlock(&l);
    printf("%s %s %s\n", strerror(r), strerror(s), strerror(q));
    return NULL;
}
int main(void)
{
    pthread_t t[8];
    for (int i = 0; i < 8; i++)
        pthread_create(&t[i], NULL, i < 5 ? reader : writer, NULL);
    for (int i = 0; i < 8; i++)
        pthread_join(t[i], NULL);
    printf("%ld %ld %ld %ld\n", a, b, torn, reads);
    pthread_rwlock_rdlock(&l), pthread_create(t, NULL, try, NULL), pthread_join(*t, NULL),
        pthread_rwlock_unlock(&l);
    pthread_rwlock_wrlock(&l), pthread_create(t, NULL, try, NULL), pthread_join(*t, NULL),
        pthread_rwlock_unlock(&l);
}
