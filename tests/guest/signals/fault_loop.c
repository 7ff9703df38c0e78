// cflags: -O2
// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults in loops that are hot by then: the handler repairs the page and the loop goes on, so that
   every register must be as it was. Loads, stores, vectors, read-modify-write, nested loops. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGES = 24, PAGE = 4096, SIZE = PAGES * PAGE };
static unsigned char *memory;
static unsigned faults;
static uintptr_t places;

static void repair(int sig, siginfo_t *info, void *context)
{
    uintptr_t page = (uintptr_t)info->si_addr & ~(uintptr_t)(PAGE - 1);
    (void)sig;
    (void)context;
    faults++;
    places = places * 31 + ((uintptr_t)info->si_addr - (uintptr_t)memory);
    mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE);
}

static void protect(int prot)
{
    for (unsigned p = 6; p < PAGES; p += 3)
        mprotect(memory + p * PAGE, PAGE, prot);
}

__attribute__((noinline)) static uint64_t bytes(void)
{
    uint64_t a = 1, b = 2, c = 3;
    for (unsigned i = 0; i < SIZE; i++) {
        a = a * 3 + memory[i];
        b ^= a + i;
        c += b > a ? memory[SIZE - 1 - i] : i;
    }
    return a ^ b ^ c;
}

__attribute__((noinline)) static void store(void)
{
    uint32_t *w = (uint32_t *)memory, x = 12345;
    for (unsigned i = 0; i < SIZE / 4; i++) {
        x = x * 1103515245 + 12345;
        w[i] = x + i;
    }
}

__attribute__((noinline)) static double floats(void)
{
    double *d = (double *)memory, s = 0, t = 1;
    for (unsigned i = 0; i < SIZE / 8; i++) {
        s += (double)i * 0.5;
        d[i] = s - t;
        t = d[i] * 0.25 + t;
        if (t > 1e6)
            t -= 1e6;
    }
    return s + t;
}

__attribute__((noinline)) static uint64_t nested(void)
{
    uint64_t sum = 0;
    for (unsigned row = 0; row < PAGES; row++)
        for (unsigned i = 0; i < PAGE; i += 8) {
            uint64_t *p = (uint64_t *)(memory + row * PAGE + i);
            *p = *p * 5 + sum;
            sum += *p >> 7 ^ row;
        }
    return sum;
}

__attribute__((noinline)) static uint32_t atomics(void)
{
    uint32_t *w = (uint32_t *)memory, sum = 0;
    for (unsigned i = 0; i < SIZE / 4; i++)
        sum = sum * 7 + __atomic_fetch_add(&w[i], sum ^ i, __ATOMIC_SEQ_CST);
    return sum;
}

static void report(const char *name, uint64_t v)
{
    printf("%s %llx faults %u at %llx\n", name, (unsigned long long)v, faults,
           (unsigned long long)places);
    faults = 0;
    places = 0;
}

int main(void)
{
    struct sigaction a = {.sa_sigaction = repair, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &a, NULL);
    memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned round = 0; round < 3; round++) {
        protect(PROT_READ);
        store();
        report("store", 0);
        protect(PROT_NONE);
        report("bytes", bytes());
        protect(PROT_NONE);
        uint64_t bits;
        double d = floats();
        memcpy(&bits, &d, 8);
        report("floats", bits);
        protect(PROT_NONE);
        report("nested", nested());
        protect(PROT_READ);
        report("atomics", atomics());
    }
    return 0;
}
