// cflags: -O2
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number loaded in pieces and put together, in a loop that is hot by then: a fault comes at the
   first piece, in the order of the loads, that is not there, and the others are loaded behind it.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, ROUNDS = 100000 };
static uint8_t *memory;
static volatile unsigned faults;

static void repair(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)context;
    faults++;
    printf(" fault at %ld", (long)((uint8_t *)info->si_addr - memory) - PAGE);
    uintptr_t page = (uintptr_t)info->si_addr & ~(uintptr_t)(PAGE - 1);
    mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE);
}

__attribute__((noinline)) static uint64_t two(const volatile uint8_t *p, const volatile uint8_t *q)
{
    uint32_t b = p[1], a = p[0], d = q[1], c = q[0];
    return (a | b << 8) * 3u + (c | d << 8);
}

__attribute__((noinline)) static uint64_t four(const volatile uint8_t *p, const volatile uint8_t *q)
{
    uint32_t c = p[2], x = q[2], a = p[0], w = q[1], d = p[3], v = q[0], b = p[1], y = q[3];
    uint32_t low = a | b << 8 | c << 16;
    return (low | d << 24) + ((uint64_t)(v | w << 8 | x << 16 | y << 24) << 16) + (low ^ x);
}

__attribute__((noinline)) static uint64_t word(const volatile uint8_t *p, const volatile uint8_t *q)
{
    int32_t c = p[2], a = p[0], d = p[3], b = p[1];
    int32_t v = (int32_t)((uint32_t)d << 24) | c << 16 | b << 8 | a;
    return (uint64_t)(v < 0 ? v / 3 : v + (int64_t)q[0]);
}

__attribute__((noinline)) static uint64_t eight(const volatile uint8_t *p,
                                                const volatile uint8_t *q)
{
    uint64_t d = p[3], h = p[7], a = p[0], f = p[5], b = p[1], g = p[6], c = p[2], e = p[4];
    uint64_t x = q[0], low = a | b << 8 | c << 16 | d << 24 | e << 32;
    return (low | f << 40 | g << 48 | h << 56) * 31 + (low ^ x);
}

__attribute__((noinline)) static uint64_t halves(const volatile uint8_t *p,
                                                 const volatile uint8_t *q)
{
    const volatile uint16_t *h = (const volatile uint16_t *)p;
    uint32_t low = h[0], high = h[1];
    return (low | high << 16) * 5u + q[3];
}

typedef uint64_t load(const volatile uint8_t *p, const volatile uint8_t *q);

static void one(const char *name, load *fn, unsigned bytes, unsigned step)
{
    uint64_t sum = 0;
    mprotect(memory, 3 * PAGE, PROT_READ | PROT_WRITE);
    for (unsigned i = 0; i < ROUNDS; i++)
        sum = sum * 7 + fn(memory + i % 1000 * 2, memory + PAGE + i % 2000);
    printf("%s: %016llx\n", name, (unsigned long long)sum);
    for (unsigned k = 0; k <= bytes; k += step) {
        printf("%u there:", k);
        mprotect(memory + PAGE, PAGE, PROT_NONE);
        printf(" %016llx\n", (unsigned long long)fn(memory + PAGE - k, memory + 100));
        printf("the other:");
        mprotect(memory + 2 * PAGE, PAGE, PROT_NONE);
        printf(" %016llx\n", (unsigned long long)fn(memory + 100, memory + 2 * PAGE - k));
        mprotect(memory + 2 * PAGE, PAGE, PROT_READ | PROT_WRITE);
    }
}

int main(void)
{
    struct sigaction sa = {.sa_sigaction = repair, .sa_flags = SA_SIGINFO};
    uint32_t x = 1;
    memory = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned i = 0; i < 3 * PAGE; i++) {
        x = x * 1103515245 + 12345;
        memory[i] = (uint8_t)(x >> 16);
    }
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    sigaction(SIGSEGV, &sa, NULL);
    one("two", two, 2, 1);
    one("four", four, 4, 1);
    one("word", word, 4, 1);
    one("eight", eight, 8, 1);
    one("halves", halves, 4, 2);
    printf("%u faults\n", faults);
    return 0;
}
