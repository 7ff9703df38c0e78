// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C11 threads: thrd, mtx, cnd, tss, call_once. */
#include <stdio.h>
#include <threads.h>
#include <time.h>
static mtx_t m;
static cnd_t c;
static tss_t k;
static once_flag f = ONCE_FLAG_INIT;
static int n, inits, freed;
static void init(void)
{
    inits++;
}
static void dtor(void *p)
{
    __atomic_add_fetch(&freed, 1, 5);
}
static int run(void *p)
{
    call_once(&f, init), tss_set(k, &n);
    for (int i = 0; i < 1000; i++)
        mtx_lock(&m), n++, mtx_unlock(&m);
    mtx_lock(&m), cnd_signal(&c), mtx_unlock(&m);
    thrd_yield();
    return (int)(long)p;
}
int main(void)
{
    thrd_t t[5];
    int r, s = 0;
    mtx_init(&m, mtx_plain | mtx_timed), cnd_init(&c), tss_create(&k, dtor);
    for (long i = 0; i < 5; i++)
        thrd_create(&t[i], run, (void *)i);
    mtx_lock(&m);
    while (n < 5000) {
        struct timespec ts;
        timespec_get(&ts, TIME_UTC), ts.tv_sec++, cnd_timedwait(&c, &m, &ts);
    }
    mtx_unlock(&m);
    for (int i = 0; i < 5; i++)
        thrd_join(t[i], &r), s += r;
    printf("%d %d %d %d\n", n, s, inits, freed);
    thrd_sleep(&(struct timespec){0, 1000000}, NULL),
        printf("%d ", mtx_trylock(&m) == thrd_success),
        printf("%d\n", mtx_trylock(&m) == thrd_busy);
}
