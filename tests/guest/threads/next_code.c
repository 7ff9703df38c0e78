// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads that follow one another call the same address, where the main thread puts other code in
 * between: each has to run what is there in its time, whatever the one before it has learned.
 * Some of them are alone, others in a group that starts and ends together.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define SIZE 4096

typedef int (*code)(int);

__attribute__((noinline, aligned(64))) static int plus(int x)
{
    return x + 1;
}

__attribute__((noinline, aligned(64))) static int times(int x)
{
    return x * 3;
}

#define THUMB ((uintptr_t)plus & 1) /* in its address, not where it lies */

static char *place;

static void put(code f)
{
    memcpy(place, (void *)((uintptr_t)f - THUMB), 64);
    __builtin___clear_cache(place, place + 64);
}

static void *calls(void *arg)
{
    code volatile f = (code)(place + THUMB);
    int sum = 0;

    for (int i = 0; i < 300; i++)
        sum = sum % 1000 + f(i);
    return (void *)((long)sum + (long)arg);
}

static long group(int n)
{
    pthread_t t[8];
    long all = 0;

    for (int i = 0; i < n; i++)
        pthread_create(&t[i], NULL, calls, (void *)(long)i);
    for (int i = 0; i < n; i++) {
        void *value;

        pthread_join(t[i], &value);
        all += (long)value;
    }
    return all;
}

int main(void)
{
    place =
        mmap(NULL, SIZE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 24; i++) {
        if (i % 4 == 3) /* another mapping at the place */
            mmap(place, SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        put(i & 1 ? times : plus);
        printf("%d: %ld", i, group(1));
        printf(" %ld %ld\n", group(1), group(1 + i % 8));
    }
    return 0;
}
