/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector loads and stores that run into a page without rights, which the handler then gives: the
 * loop goes on as if nothing had been, in hot code as well. Fault-only-first loads stop before it.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE    4096
#define V(text) ".option push\n.option arch, +v\n" text "\n.option pop"

static unsigned char *memory; /* three pages; the rights of the second change */
static unsigned long faults, places;

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)sig, (void)context;
    faults++;
    places += (unsigned long)((unsigned char *)info->si_addr - memory);
    mprotect(memory + PAGE, PAGE, PROT_READ | PROT_WRITE);
}

__attribute__((noinline)) static void copy(unsigned char *to, const unsigned char *from, size_t n)
{
    while (n) {
        size_t vl;
        __asm__ volatile(V("vsetvli %0, %1, e8, m4, ta, ma\nvle8.v v8, (%2)\nvse8.v v8, (%3)")
                         : "=&r"(vl)
                         : "r"(n), "r"(from), "r"(to)
                         : "memory");
        n -= vl, from += vl, to += vl;
    }
}

/* Elements that a fault-only-first load of up to 64 bytes gets. */
__attribute__((noinline)) static size_t first(const unsigned char *from)
{
    size_t vl, got;
    __asm__ volatile(V("vsetvli %0, zero, e8, m4, ta, ma\nvle8ff.v v8, (%2)\ncsrr %1, vl")
                     : "=&r"(vl), "=&r"(got)
                     : "r"(from)
                     : "memory");
    return got;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    unsigned char want[PAGE], got[PAGE];
    unsigned wrong = 0, few = 0;
    sigaction(SIGSEGV, &action, NULL);
    memory = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned i = 0; i < 3 * PAGE; i++)
        memory[i] = (unsigned char)(i * 7 ^ i >> 8);
    for (unsigned round = 0; round < 400; round++) {
        unsigned at = PAGE - 300 + round % 290, n = 301 + round % 97;
        memcpy(want, memory + at, n);
        mprotect(memory + PAGE, PAGE, PROT_NONE);
        few += first(memory + PAGE - 1 - round % 63) != 1 + round % 63;
        copy(got, memory + at, n);
        wrong += memcmp(got, want, n) != 0;
        mprotect(memory + PAGE, PAGE, PROT_READ);
        copy(memory + at, want, n);
        wrong += memcmp(memory + at, want, n) != 0;
    }
    printf("%lu faults, %lu, %u wrong, %u\n", faults, places / PAGE / 800, wrong, few);
    return 0;
}
