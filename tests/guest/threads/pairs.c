// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two words that somebody else writes at once are read at once, too: by a loop that has been alone
 * with them first; then another process, at last another thread writes them.  Between, it stores
 * words.
 */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ALONE = 30000, ROUNDS = 1000000 };

struct place {
    _Alignas(8) uint64_t pair;
    uint32_t stop;
};

static struct place own;

static uint64_t store_and_read(uint32_t *word, uint32_t value, uint64_t *pair)
{
    uint64_t v;
#ifdef __arm__
    register uint32_t l __asm__("r2"), h __asm__("r3");
    __asm__ volatile("str %3, [%2]\n\tldrd %0, %1, [%4]"
                     : "=&r"(l), "=&r"(h)
                     : "r"(word), "r"(value), "r"(pair)
                     : "memory");
    v = (uint64_t)h << 32 | l;
#else
    *(volatile uint32_t *)word = value;
    v = __atomic_load_n(pair, __ATOMIC_RELAXED);
#endif
    return v;
}

static unsigned read_some(struct place *p, unsigned rounds)
{
    static uint32_t words[2];
    unsigned torn = 0;
    for (unsigned i = 0; i < rounds; i++) {
        uint64_t v = store_and_read(&words[i & 1], i, &p->pair);
        torn += (uint32_t)v != (uint32_t)(v >> 32);
    }
    return torn;
}

static void *write_some(void *opaque)
{
    struct place *p = opaque;
    for (uint32_t i = 0; !__atomic_load_n(&p->stop, __ATOMIC_RELAXED); i++)
        __atomic_store_n(&p->pair, (uint64_t)i << 32 | i, __ATOMIC_RELAXED);
    return NULL;
}

static void with_process(void)
{
    int fd = memfd_create("pairs", 0);
    pid_t pid;

    ftruncate(fd, sizeof(struct place));
    pid = fork();
    if (!pid)
        write_some(mmap(NULL, sizeof(struct place), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
    /* This one can only read it. */
    struct place *shared = mmap(NULL, sizeof(*shared), PROT_READ, MAP_SHARED, fd, 0);
    printf("with a process: %u\n", read_some(shared, ROUNDS));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

int main(void)
{
    pthread_t t;
    pid_t pid;

    printf("alone: %u\n", read_some(&own, ALONE));
    fflush(stdout);
    pid = fork(); /* this process keeps no such memory */
    if (!pid) {
        with_process();
        return 0;
    }
    waitpid(pid, NULL, 0);
    pthread_create(&t, NULL, write_some, &own);
    printf("with a thread: %u\n", read_some(&own, ROUNDS));
    __atomic_store_n(&own.stop, 1, __ATOMIC_RELAXED);
    pthread_join(t, NULL);
    return 0;
}
