/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loop that divides bit by bit in the C runtime's manner, beside the same with a NOP in it,
 * which nobody recognises: all registers and flags are the same, for divisions and for anything
 * else.  The runtime's whole function, beside a copy with another condition that is as good.
 * Out: "ok", or the first difference.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct state {
    unsigned lo, hi, dlo, dhi, n, t, flags;
};

#define LOOP(name, nop)                                                                            \
    static void name(struct state *s)                                                              \
    {                                                                                              \
        asm volatile("ldmia %0, {r2, r3, r4, r5, r6, r8}\n"                                        \
                     "b 2f\n"                                                                      \
                     "1: subs r2, r2, r4\n sbc.w r3, r3, r5\n adds r2, r2, r2\n adcs r3, r3\n"     \
                     "adds r2, #1\n adc.w r3, r3, #0\n subs r6, r6, #1\n beq 3f\n"                 \
                     "2: cmp r2, r4\n sbcs.w r8, r3, r5\n bcs 1b\n adds r2, r2, r2\n" nop          \
                     "adcs r3, r3\n subs r6, r6, #1\n bne 2b\n"                                    \
                     "3: mrs r1, cpsr\n stmia %0, {r2, r3, r4, r5, r6, r8}\n str r1, [%0, #24]\n"  \
                     :                                                                             \
                     : "r"(s)                                                                      \
                     : "r1", "r2", "r3", "r4", "r5", "r6", "r8", "cc", "memory");                  \
    }
LOOP(plain, "")
LOOP(other, "nop\n")

static unsigned long long seed = 12345;

static unsigned random32(void)
{
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(seed >> 33);
}

static unsigned long long random64(void)
{
    unsigned long long v =
        (unsigned long long)random32() << 40 ^ (unsigned long long)random32() << 16 ^ random32();
    return v >> random32() % 64;
}

/* As the C runtime calls it, or with anything. */
static struct state make(unsigned round)
{
    struct state s = {.t = random32()};
    unsigned long long d = random64(), r = random64();
    s.n = 1 + random32() % 64;
    if (round % 4) {
        unsigned shift = s.n - 1;
        d = d << shift >> 1 & ~((1ull << shift) - 1);
        if (round % 4 > 1 && d)
            r %= 2 * d;
    }
    s.lo = (unsigned)r;
    s.hi = (unsigned)(r >> 32);
    s.dlo = (unsigned)d;
    s.dhi = (unsigned)(d >> 32);
    return s;
}

/* The part of the loop before its head is changed when the loop has been recognised. */
static int follows_changes(void)
{
    uint16_t *code = (uint16_t *)((uintptr_t)plain & ~(uintptr_t)1);
    void *page = (void *)((uintptr_t)code & ~(uintptr_t)4095);
    struct state a = {.lo = 7, .dlo = 4, .n = 3}, b = a; /* 7 / 1 in three rounds */
    mprotect(page, 8192, PROT_READ | PROT_WRITE | PROT_EXEC);
    plain(&a);
    for (unsigned i = 0; i < 40; i++)
        if (code[i] == 0x3201) { /* adds r2, #1 */
            code[i] = 0x3200;
            __builtin___clear_cache((char *)(code + i), (char *)(code + i + 1));
        }
    plain(&b);
    return a.lo == 7 && b.lo == 0;
}

/* ---- the function ---- */

unsigned long long __udivmoddi4(unsigned long long, unsigned long long, unsigned long long *);

enum { SIZE = 0x106, BNE = 0x102, STACK = 16 };

struct result {
    unsigned r[13], flags, stack[STACK + 4];
};

struct {
    unsigned sp; /* the caller's */
    void *function;
    unsigned *stack;
    unsigned in[11];
    struct result *out;
} probed;

/* Calls the function with all of probed; what it leaves goes to *out. */
void probe(void);
asm(".syntax unified\n.thumb\n.thumb_func\n"
    "probe: push {r4-r11, lr}\n movw r1, #:lower16:probed\n movt r1, #:upper16:probed\n"
    "str sp, [r1]\n ldr lr, [r1, #4]\n mov r12, #12\n ldr r2, [r1, #8]\n mov sp, r2\n add r1, #12\n"
    "ldmia.w r1, {r0-r11}\n blx lr\n"
    "stmia.w r11, {r0-r10, r12, lr}\n mrs r0, cpsr\n str r0, [r11, #52]\n"
    "movw r1, #:lower16:probed\n movt r1, #:upper16:probed\n ldr r1, [r1]\n mov sp, r1\n"
    "pop {r4-r11, pc}\n");

/* Where the function puts the remainder: nowhere, in the caller's frame, or elsewhere. */
enum rest { NO_REST, REST_ON_STACK, REST_FAR };
static unsigned far_rest[2];

static void call(void *function, unsigned long long r, unsigned long long d, enum rest rest,
                 struct result *out)
{
    unsigned in[] = {(unsigned)r, (unsigned)(r >> 32), (unsigned)d, (unsigned)(d >> 32)};
    memset(out, 0x5a, sizeof *out);
    probed.function = function;
    probed.stack = out->stack + STACK;
    *probed.stack = 0;
    if (rest == REST_ON_STACK)
        *probed.stack = (unsigned)(uintptr_t)(probed.stack + 2);
    else if (rest == REST_FAR)
        *probed.stack = (unsigned)(uintptr_t)far_rest;
    for (unsigned i = 0; i < 11; i++)
        probed.in[i] = i < 4 ? in[i] : i;
    probed.out = out;
    probe();
    *probed.stack = rest == REST_FAR ? far_rest[0] ^ far_rest[1] : 0; /* it was an address */
}

/* A function of the same effect, which is not recognised. */
static void *make_copy(void)
{
    uint16_t *code =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memcpy(code, (void *)((uintptr_t)__udivmoddi4 & ~(uintptr_t)1), SIZE);
    if (code[BNE / 2] >> 8 != 0xd1) /* behind CMP r5, #0 */
        return NULL;                /* another compiler's */
    code[BNE / 2] ^= 0x900;         /* BHI */
    __builtin___clear_cache((char *)code, (char *)code + SIZE);
    return (char *)code + 1;
}

static bool same_function(void)
{
    static struct result a, b;
    void *copy = make_copy();
    for (unsigned i = 0; copy && i < 20000; i++) {
        unsigned long long r = random64(), d = random64();
        if (!d)
            continue;
        call((void *)__udivmoddi4, r, d, i % 3, &a);
        call(copy, r, d, i % 3, &b);
        if (memcmp(&a, &b, sizeof a)) {
            printf("%llx / %llx\n", r, d);
            for (unsigned k = 0; k < sizeof a / 4; k++)
                printf(" %2u: %08x %08x\n", k, ((unsigned *)&a)[k], ((unsigned *)&b)[k]);
            return false;
        }
    }
    return true;
}

int main(void)
{
    for (unsigned i = 0; i < 20000; i++) {
        struct state before = make(i), a = before, b = before;
        plain(&a);
        other(&b);
        if (memcmp(&a, &b, sizeof a)) {
            printf("%08x%08x / %08x%08x, %u rounds: %08x%08x %08x %08x and %08x%08x %08x %08x\n",
                   before.hi, before.lo, before.dhi, before.dlo, before.n, a.hi, a.lo, a.t, a.flags,
                   b.hi, b.lo, b.t, b.flags);
            return 1;
        }
    }
    if (!follows_changes()) {
        puts("a change of the loop is not seen");
        return 1;
    }
    if (!same_function())
        return 1;
    puts("ok");
    return 0;
}
