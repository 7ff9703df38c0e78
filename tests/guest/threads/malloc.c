// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The allocator under many threads, with blocks freed by others. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define T 6
static void *_Atomic box[256];
static _Atomic long bad, total;
static void *run(void *p)
{
    uint32_t x = (uint32_t)(long)p + 1;
    for (int i = 0; i < 5000; i++) {
        x = x * 1664525 + 1013904223;
        size_t n = (x >> 20) % 2000 + 8;
        unsigned char *q = malloc(n);
        memset(q, n & 255, n), memcpy(q, &n, 4);
        unsigned char *o = __atomic_exchange_n((void **)&box[x >> 12 & 255], q, 5);
        if (o) {
            uint32_t k;
            memcpy(&k, o, 4);
            for (uint32_t j = 4; j < k; j += 13)
                bad += o[j] != (k & 255);
            total++, free(o);
        }
    }
    return NULL;
}
int main(void)
{
    pthread_t t[T];
    long left = 0;
    for (long i = 0; i < T; i++)
        pthread_create(&t[i], NULL, run, (void *)i);
    for (int i = 0; i < T; i++)
        pthread_join(t[i], NULL);
    for (int i = 0; i < 256; i++)
        if (box[i])
            left++, free(box[i]);
    printf("%ld %ld\n", bad, total + left);
}
