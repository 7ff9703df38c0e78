/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A product with a long number, whose carries are in registers at loads and stores; the last one
 * faults behind the end of memory. The registers that the handler sees are what a loop in C says.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#define BYTES  (64 * 1024)
#define FACTOR 0x123456789abcdef1ul

typedef unsigned __int128 wide;
static unsigned long *numbers, last[6]; /* a0, t0, t1, t2, t3, a5 at the end */

static void handler(int sig, siginfo_t *info, void *context)
{
    static const int regs[6] = {10, 5, 6, 7, 28, 15};
    ucontext_t *u = context;
    int good = 1;
    (void)sig, (void)info;
    for (int i = 0; i < 6; i++)
        if ((unsigned long)u->uc_mcontext.__gregs[regs[i]] != last[i]) {
            printf("x%d: %lx, not %lx\n", regs[i], (long)u->uc_mcontext.__gregs[regs[i]], last[i]);
            good = 0;
        }
    puts(good ? "good" : "bad");
    exit(!good);
}

/* The words from numbers[0] on as the loop below leaves them, and its registers then. */
static void model(void)
{
    unsigned long carry = 0;
    for (unsigned i = 0; i < BYTES / 8; i++) {
        unsigned long a = numbers[i] + carry, c = a < carry;
        wide p = (wide)numbers[i] * FACTOR;
        last[2] = (unsigned long)p;
        last[3] = c;
        last[1] = (unsigned long)(p >> 64) + c;
        last[5] = a + last[2];
        last[4] = last[5] < last[2];
        carry = last[0] = last[1] + last[4];
    }
}

/* n words; a0 is 0 before. */
static void multiply(unsigned long n)
{
    register unsigned long *p __asm__("a1") = numbers;
    register unsigned long count __asm__("a6") = n;
    __asm__ volatile("li a0, 0\n li a3, %2\n"
                     "1: ld a4, 0(a1)\n ld a5, 0(a1)\n mulhu t0, a4, a3\n mul t1, a4, a3\n"
                     "add a5, a5, a0\n sltu t2, a5, a0\n add t0, t0, t2\n add a5, a5, t1\n"
                     "sltu t3, a5, t1\n sd a5, 0(a1)\n add a0, t0, t3\n"
                     "addi a1, a1, 8\n addi a6, a6, -1\n bnez a6, 1b\n"
                     : "+r"(p), "+r"(count)
                     : "i"(FACTOR)
                     : "a0", "a3", "a4", "a5", "t0", "t1", "t2", "t3", "memory");
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    char *memory =
        mmap(NULL, 2 * BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(memory + BYTES, BYTES);
    numbers = (unsigned long *)memory;
    for (unsigned i = 0; i < BYTES / 8; i++)
        numbers[i] = i % 5 ? i * 0x9e3779b97f4a7c15ul : ~0ul;
    for (int round = 0; round < 60; round++)
        multiply(1000);
    model();
    multiply(1ul << 40);
    return 2;
}
