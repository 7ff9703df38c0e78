// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hundreds of threads at once, small stacks, attributes, names, detached ones, a tree of threads.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static int in, out, go;
static void *wait_go(void *p)
{
    char pad[4000];
    memset(pad, 1, sizeof(pad));
    pthread_mutex_lock(&m), in++, pthread_cond_broadcast(&c);
    while (!go)
        pthread_cond_wait(&c, &m);
    out++, pthread_mutex_unlock(&m);
    return (void *)(long)pad[9];
}
static void *tree(void *p)
{
    long d = (long)p;
    if (!d)
        return (void *)1;
    pthread_t a, b;
    void *x, *y;
    pthread_create(&a, NULL, tree, (void *)(d - 1)),
        pthread_create(&b, NULL, tree, (void *)(d - 1)), pthread_join(a, &x), pthread_join(b, &y);
    return (void *)((long)x + (long)y);
}
static void *named(void *p)
{
    char n[20];
    pthread_setname_np(pthread_self(), "my-thread"), pthread_getname_np(pthread_self(), n, 20);
    printf("%s\n", n);
    pthread_attr_t a;
    size_t s;
    void *b;
    pthread_getattr_np(pthread_self(), &a), pthread_attr_getstack(&a, &b, &s);
    printf("%d %d\n", (char *)&a > (char *)b && (char *)&a < (char *)b + s, s >= 65536);
    return NULL;
}
int main(void)
{
    enum { N = 200 };
    pthread_t t[N];
    pthread_attr_t a;
    void *r;
    long s = 0;
    pthread_attr_init(&a), pthread_attr_setstacksize(&a, 65536);
    for (int i = 0; i < N; i++)
        if (pthread_create(&t[i], &a, wait_go, NULL))
            printf("create %d\n", i);
    pthread_mutex_lock(&m);
    while (in < N)
        pthread_cond_wait(&c, &m);
    go = 1, pthread_cond_broadcast(&c), pthread_mutex_unlock(&m);
    for (int i = 0; i < N; i++)
        pthread_join(t[i], &r), s += (long)r;
    printf("%d %d %ld\n", in, out, s);
    pthread_create(t, NULL, tree, (void *)6), pthread_join(*t, &r), printf("%ld\n", (long)r);
    pthread_create(t, &a, named, NULL), pthread_join(*t, NULL);
    void *st = aligned_alloc(4096, 262144);
    pthread_attr_setstack(&a, st, 262144), pthread_create(t, &a, named, NULL),
        pthread_join(*t, NULL);
    cpu_set_t set;
    pthread_getaffinity_np(pthread_self(), sizeof(set), &set),
        printf("%d %d\n", CPU_COUNT(&set) > 0, pthread_equal(pthread_self(), pthread_self()) != 0);
}
