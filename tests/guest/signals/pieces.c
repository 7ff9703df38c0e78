// cflags: -O2
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A number stored in pieces and loaded as a whole, in a loop that is hot by then: a fault of a
   piece comes at its address, with the pieces before it stored and those behind not. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096 };
static uint8_t *memory;
static volatile unsigned faults;

static void repair(int sig, siginfo_t *info, void *context)
{
    uint8_t seen[8];
    (void)sig;
    (void)context;
    faults++;
    printf("fault at %ld:", (long)((uint8_t *)info->si_addr - memory));
    mprotect(memory + PAGE, PAGE, PROT_READ | PROT_WRITE);
    memcpy(seen, memory + PAGE - 4, 8);
    for (unsigned i = 0; i < 8; i++)
        printf(" %02x", seen[i]);
    puts("");
}

static void fresh(void)
{
    mprotect(memory + PAGE, PAGE, PROT_READ | PROT_WRITE);
    memset(memory, 0x55, 2 * PAGE);
    mprotect(memory + PAGE, PAGE, PROT_READ);
}

__attribute__((noinline)) static uint64_t bytes(unsigned rounds, volatile uint8_t *q,
                                                const volatile uint32_t *p, uint64_t sum)
{
    for (unsigned i = 0; i < rounds; i++) {
        uint32_t v = (uint32_t)(sum * 31 + i);
        q[0] = (uint8_t)v;
        q[1] = (uint8_t)(v >> 8);
        q[2] = (uint8_t)(v >> 16);
        q[3] = (uint8_t)(v >> 24);
        sum += *p;
    }
    return sum;
}

__attribute__((noinline)) static uint64_t halves(unsigned rounds, volatile uint16_t *q,
                                                 const volatile uint64_t *p, uint64_t sum)
{
    for (unsigned i = 0; i < rounds; i++) {
        q[0] = (uint16_t)sum;
        q[1] = (uint16_t)(sum >> 5);
        q[2] = (uint16_t)(sum >> 9);
        q[3] = (uint16_t)i;
        sum += *p * 3;
    }
    return sum;
}

int main(void)
{
    enum { HOT = 60000 };
    memory = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct sigaction sa = {.sa_sigaction = repair, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &sa, NULL);
    uint64_t a = bytes(HOT, memory, (uint32_t *)memory, 1);
    uint64_t b = halves(HOT, (uint16_t *)memory, (uint64_t *)memory, 1);
    printf("%llx %llx\n", (unsigned long long)a, (unsigned long long)b);
    for (int at = -4; at <= 2; at++) {
        fresh();
        a = bytes(3, memory + PAGE + at, (uint32_t *)(memory + PAGE - 4), a);
        printf("%d: %llx\n", at, (unsigned long long)a);
    }
    for (int at = -8; at <= 2; at += 2) {
        fresh();
        b = halves(3, (uint16_t *)(memory + PAGE + at), (uint64_t *)(memory + PAGE - 8), b);
        printf("%d: %llx\n", at, (unsigned long long)b);
    }
    printf("%u faults\n", faults);
    return 0;
}
