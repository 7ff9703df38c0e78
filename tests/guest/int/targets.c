/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls and jumps through pointers whose targets change: long to one place, then to another, in
   turns, out of a callee, to what does not come back the same way, and while code is optimised; to
   code that is replaced, and to code that goes. */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef unsigned op(unsigned a, unsigned b);

static jmp_buf out;
static unsigned depth;

static unsigned sum(unsigned a, unsigned b)
{
    return a + b;
}
static unsigned mix(unsigned a, unsigned b)
{
    return (a ^ b) * 31;
}
static unsigned branches(unsigned a, unsigned b)
{
    return b & 64 ? a - b : a * 3;
}
static unsigned calls(unsigned a, unsigned b)
{
    depth++;
    return (unsigned)abs((int)mix(a, b) / 2);
}
static unsigned leaves(unsigned a, unsigned b)
{
    if (b % 5000 == 4999) {
        depth += a;
        longjmp(out, 1);
    }
    return a + 1;
}

static op *volatile which = sum;
static op *const all[] = {sum, mix, branches, calls, leaves};

__attribute__((noinline)) static unsigned through(unsigned a, unsigned b)
{
    return which(a, b) + 1; /* out of a callee */
}
__attribute__((noinline)) static unsigned tail(unsigned a, unsigned b)
{
    return which(a, b); /* a jump */
}

static unsigned loop(unsigned h, volatile unsigned *i, unsigned n)
{
    for (; *i < n; ++*i) {
        h = which(h, *i);
        h += through(h, *i);
        h ^= tail(h, *i);
    }
    return h;
}

/* A machine whose instructions jump to the next one: long the same, then others. */
static unsigned machine(const unsigned char *code, unsigned rounds)
{
    static void *const label[] = {&&add, &&twist, &&again, &&stop};
    const unsigned char *p = code;
    unsigned acc = 1;
    goto *label[*p];
add:
    acc += 7;
    goto *label[*++p];
twist:
    acc = acc * 5 ^ acc >> 3;
    goto *label[*++p];
again:
    if (rounds-- == 0)
        goto *label[*++p];
    p = code;
    goto *label[*p];
stop:
    return acc;
}

static int up(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}
static int down(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

/* Code at `place` that is that of `f`: where to call it. */
static op *copy(unsigned char *place, op *f)
{
    uintptr_t at = (uintptr_t)f, low = at & 1; /* T32 code has an odd address */
    memcpy(place, (const void *)(at - low), 64);
    __builtin___clear_cache((char *)place, (char *)place + 64);
    return (op *)((uintptr_t)place | low);
}

static sigjmp_buf missing;
static void *volatile at;

static void fault(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)context;
    at = info->si_addr;
    siglongjmp(missing, 1);
}

static void elsewhere(void)
{
    volatile unsigned i = 0, h = 1;
    unsigned char *place =
        mmap(NULL, 65536, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct sigaction sa = {.sa_sigaction = fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &sa, NULL);
    for (unsigned k = 0; k < 4; k++) {
        which = copy(place, k & 1 ? mix : sum);
        i = 0;
        h = loop(h, &i, 25000);
        printf("copy %u: %u\n", k, h);
    }
    munmap(place, 65536);
    i = 0;
    if (sigsetjmp(missing, 1) == 0)
        h = loop(h, &i, 25000);
    printf("gone: %d, %u, %u\n", at == (void *)place, i, h);
}

int main(void)
{
    volatile unsigned i = 0, h = 1;
    for (volatile unsigned k = 0; k < 5; k++) {
        which = all[k];
        i = 0;
        if (setjmp(out) == 0)
            h = loop(h, &i, 40000);
        printf("%u: %u after %u, %u\n", k, h, i, depth);
    }
    for (unsigned k = 0; k < 30000; k++) {
        which = all[k % 4];
        h = tail(through(h, k), k);
    }
    for (unsigned k = 0; k < 60000; k++) {
        which = all[k % 64 ? 1 : 3];
        h = which(h, k);
    }
    printf("%u\n", h);
    printf("%u\n", machine((const unsigned char[]){0, 1, 2, 3}, 50000));
    printf("%u\n", machine((const unsigned char[]){1, 0, 0, 1, 2, 3}, 50000));
    static int v[3000];
    for (unsigned k = 0; k < 20; k++) {
        for (unsigned n = 0; n < 3000; n++)
            v[n] = (int)(n * 7919 % 3001);
        qsort(v, 3000, sizeof(int), k < 12 ? up : down);
        h = h * 31 + (unsigned)v[k * 100];
    }
    printf("%u\n", h);
    elsewhere();
    return 0;
}
