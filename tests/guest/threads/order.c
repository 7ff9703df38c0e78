// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory ordering: message passing and store buffering with the orders that forbid surprises. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
static _Atomic int x, y, r1, r2, go, done;
static int data;
static void *mp(void *p)
{
    for (int i = 1; i <= 300; i++) {
        while (atomic_load_explicit(&y, memory_order_acquire) != i)
            ;
        if (data != i * 3)
            puts("message lost");
        atomic_store_explicit(&x, i, memory_order_release);
    }
    return NULL;
}
static void *sb(void *p)
{
    for (int i = 1; i <= 300; i++) {
        while (go != i)
            ;
        atomic_store(&y, 1);
        r2 = atomic_load(&x);
        done = i;
    }
    return NULL;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, mp, NULL);
    for (int i = 1; i <= 300; i++) {
        data = i * 3;
        atomic_store_explicit(&y, i, memory_order_release);
        while (atomic_load_explicit(&x, memory_order_acquire) != i)
            ;
    }
    pthread_join(t, NULL);
    int both = 0;
    x = y = 0;
    pthread_create(&t, NULL, sb, NULL);
    for (int i = 1; i <= 300; i++) {
        x = y = 0;
        go = i;
        atomic_store(&x, 1);
        r1 = atomic_load(&y);
        while (done != i)
            ;
        both += !r1 && !r2;
    }
    pthread_join(t, NULL);
    printf("store buffering seen %d times\n", both);
}
