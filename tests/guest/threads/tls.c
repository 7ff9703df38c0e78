// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Thread-local variables of many kinds, keys with destructors, in many threads; dynamic TLS
 * alignment. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static __thread int a = 5;
static __thread char buf[3000];
static __thread double d = 1.5;
static __thread _Alignas(64) long al[8];
_Thread_local struct {
    int x;
    char *s;
} st = {7, "init"};
static pthread_key_t key[50];
static int destroyed;
static void destroy(void *p)
{
    __atomic_add_fetch(&destroyed, (int)(intptr_t)p, 5);
}
static void *run(void *p)
{
    long id = (long)p, bad = 0;
    bad += a != 5 || d != 1.5 || buf[100] || st.x != 7 || strcmp(st.s, "init") ||
           ((uintptr_t)al & 63) || al[3];
    for (int i = 0; i < 50; i++)
        pthread_setspecific(key[i], (void *)(id + i));
    for (int i = 0; i < 500; i++)
        a += id, d *= 1.001, buf[i] = id, al[i % 8] += i, st.x++;
    for (int i = 0; i < 50; i++)
        bad += pthread_getspecific(key[i]) != (void *)(id + i);
    return (void *)(long)(bad * 1000000 + a + st.x + al[3] + buf[77]);
}
int main(void)
{
    long s = 0;
    void *r;
    for (int i = 0; i < 50; i++)
        pthread_key_create(&key[i], destroy);
    for (int k = 0; k < 5; k++) {
        pthread_t t[20];
        for (long i = 0; i < 20; i++)
            pthread_create(&t[i], NULL, run, (void *)(i + 1));
        for (int i = 0; i < 20; i++)
            pthread_join(t[i], &r), s += (long)r;
    }
    printf("%ld %d %d %g\n", s, destroyed, a, d), pthread_key_delete(key[0]),
        printf("%p\n", pthread_getspecific(key[1]));
}
