// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bounded queue between producers and consumers; cancellation; keys. */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static int queue[8], head, tail, done;
static long total;
static pthread_key_t key;

static void at_end(void *v)
{
    pthread_mutex_lock(&lock);
    total += 1000000 * (long)v;
    pthread_mutex_unlock(&lock);
}

static void *consume(void *arg)
{
    pthread_setspecific(key, (void *)1);
    for (;;) {
        pthread_mutex_lock(&lock);
        while (head == tail && !done)
            pthread_cond_wait(&change, &lock);
        if (head == tail) {
            pthread_mutex_unlock(&lock);
            return NULL;
        }
        total += queue[head++ & 7];
        pthread_cond_broadcast(&change);
        pthread_mutex_unlock(&lock);
    }
}

static void *sleeper(void *arg)
{
    for (;;)
        pause();
}

int main(void)
{
    pthread_t c[3], s;
    pthread_key_create(&key, at_end);
    for (int i = 0; i < 3; i++)
        pthread_create(&c[i], NULL, consume, NULL);
    for (int i = 0; i < 5000; i++) {
        pthread_mutex_lock(&lock);
        while (tail - head == 8)
            pthread_cond_wait(&change, &lock);
        queue[tail++ & 7] = i;
        pthread_cond_broadcast(&change);
        pthread_mutex_unlock(&lock);
    }
    pthread_mutex_lock(&lock);
    done = 1;
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < 3; i++)
        pthread_join(c[i], NULL);
    void *r;
    pthread_create(&s, NULL, sleeper, NULL);
    pthread_cancel(s);
    pthread_join(s, &r);
    printf("%ld %d\n", total, r == PTHREAD_CANCELED);
}
