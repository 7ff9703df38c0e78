// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of mutexes: recursive, error checking, timed, priority inheritance, shared between
 * processes. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static pthread_mutex_t m;
static void make(int type, int proto, int shared, pthread_mutex_t *p)
{
    pthread_mutexattr_t a;
    pthread_mutexattr_init(&a), pthread_mutexattr_settype(&a, type),
        pthread_mutexattr_setprotocol(&a, proto), pthread_mutexattr_setpshared(&a, shared);
    printf("init %d\n", pthread_mutex_init(p, &a));
}
static void *other(void *p)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t), t.tv_nsec += 3000000;
    if (t.tv_nsec >= 1000000000)
        t.tv_sec++, t.tv_nsec -= 1000000000;
    printf("%s, %s", strerror(pthread_mutex_trylock(&m)),
           strerror(pthread_mutex_timedlock(&m, &t)));
    printf(", %s\n", strerror(pthread_mutex_unlock(&m)));
    return NULL;
}
static long n;
static void *work(void *p)
{
    for (int i = 0; i < 3000; i++)
        pthread_mutex_lock(&m), n++, pthread_mutex_unlock(&m);
    return NULL;
}
int main(void)
{
    static const int type[] = {PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK};
    pthread_t t[4];
    for (int i = 0; i < 2; i++) {
        make(type[i], PTHREAD_PRIO_NONE, 0, &m);
        printf("%s ", strerror(pthread_mutex_lock(&m))),
            printf("%s ", strerror(pthread_mutex_lock(&m))), fflush(stdout);
        pthread_create(t, NULL, other, NULL), pthread_join(*t, NULL);
        for (int k = 0; k < 3; k++)
            printf("%s ", strerror(pthread_mutex_unlock(&m)));
        putchar('\n');
    }
    make(PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_INHERIT, 0, &m);
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, work, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    printf("%ld\n", n);
    struct {
        pthread_mutex_t m;
        pthread_cond_t c;
        int turn, sum;
    } *s = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    make(PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_NONE, 1, &s->m);
    pthread_condattr_t ca;
    pthread_condattr_init(&ca), pthread_condattr_setpshared(&ca, 1), pthread_cond_init(&s->c, &ca);
    fflush(stdout);
    int child = !fork();
    for (int i = 0; i < 300; i++) {
        pthread_mutex_lock(&s->m);
        while (s->turn != child)
            pthread_cond_wait(&s->c, &s->m);
        s->turn ^= 1, s->sum += i * (child + 1);
        pthread_cond_signal(&s->c), pthread_mutex_unlock(&s->m);
    }
    if (child)
        _exit(0);
    wait(NULL), printf("%d\n", s->sum);
}
