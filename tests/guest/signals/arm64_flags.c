/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arm64: registers and flags at faults in a loop that is hot by then. Two paths that have compared
 * different things meet before a load; the operand of a comparison is a sum that ends there.
 * Elsewhere the result alone is printed.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <ucontext.h>

enum { PAGE = 4096, PAGES = 64, WORDS = PAGE * PAGES / 4 };
static uint32_t *first, *second;
static unsigned faults, wrong;

#ifdef __aarch64__
static unsigned nzcv(uint64_t a, uint64_t b)
{
    uint64_t d = a - b;
    unsigned n = d >> 63, v = (a ^ b) & (a ^ d) ? ((a ^ b) & (a ^ d)) >> 63 : 0;
    return n << 31 | (d == 0) << 30 | (a >= b) << 29 | v << 28;
}

static void handler(int sig, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;
    uint64_t i = m->regs[1], address = (uintptr_t)info->si_addr;
    unsigned flags = m->pstate & 0xf0000000;
    (void)sig;
    faults++;
    if (address == (uintptr_t)(first + i)) {
        wrong += flags != (i & 1 ? nzcv(i, 5000) : 0x40000000);
        wrong += i && m->regs[2] != i + 3;
    } else {
        wrong += address != (uintptr_t)(second + i) || m->regs[2] != i + 4 || m->regs[9] != i + 1 ||
                 flags != nzcv(i + 4, 1 << 20) || m->regs[4] != first[i];
    }
    mprotect((void *)(address & -(uint64_t)PAGE), PAGE, PROT_READ);
}

static uint64_t loop(void)
{
    register uint64_t sum __asm__("x0") = 0;
    register uint64_t i __asm__("x1") = 0;
    register uint64_t end __asm__("x3") = 1 << 20;
    register uint32_t *p __asm__("x5") = first;
    register uint64_t bound __asm__("x6") = 5000;
    register uint32_t *q __asm__("x8") = second;
    register uint64_t n __asm__("x10") = WORDS;
    __asm__ volatile("1: tst x1, #1\n"
                     "b.eq 2f\n"
                     "cmp x1, x6\n"
                     "2: ldr w4, [x5, x1, lsl #2]\n"
                     "add x2, x1, #4\n"
                     "add x9, x1, #1\n"
                     "cmp x2, x3\n"
                     "b.hi 3f\n"
                     "ldr w7, [x8, x1, lsl #2]\n"
                     "add x0, x0, x4\n"
                     "eor x0, x7, x0, ror #7\n"
                     "mov x1, x9\n"
                     "cmp x1, x10\n"
                     "b.ne 1b\n"
                     "3:"
                     : "+r"(sum), "+r"(i)
                     : "r"(end), "r"(p), "r"(bound), "r"(q), "r"(n)
                     : "x2", "x4", "x7", "x9", "cc", "memory");
    return sum;
}
static void protect(uint32_t *page)
{
    mprotect(page, PAGE, PROT_NONE);
}
#else
static void protect(uint32_t *page)
{
    (void)page;
}

static uint64_t loop(void)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < WORDS; i++) {
        sum += first[i];
        sum = second[i] ^ (sum >> 7 | sum << 57);
    }
    faults = 30;
    return sum;
}
#endif

/* Pages that can't be read begin at an even number of words, or an odd one. */
static void run(uint32_t *memory, unsigned odd)
{
    first = memory + odd;
    second = memory + WORDS + PAGE / 4 + odd;
    faults = 0;
    for (unsigned k = 4; k < PAGES; k += 4) {
        protect(memory + k * (PAGE / 4));
        protect(memory + WORDS + (k + 2) * (PAGE / 4));
    }
    uint64_t sum = loop();
    printf("%016llx, %u faults, %u wrong\n", (unsigned long long)sum, faults, wrong);
}

int main(void)
{
    uint32_t *memory = mmap(NULL, 2 * PAGE * (PAGES + 1), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned i = 0; i < 2 * (WORDS + PAGE / 4); i++)
        memory[i] = i * 2654435761u;
#ifdef __aarch64__
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &sa, NULL);
#endif
    run(memory, 0);
    run(memory, 1);
    return 0;
}
