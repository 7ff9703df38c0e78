// cflags: -O2
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions behind a point where two paths meet that both set the flags in the same way: each way
   of setting them, each condition, in a loop that gets hot. What MRS says on one path is what
   counts. Only arm64 has something to do; the others agree. */
#include <stdint.h>
#include <stdio.h>

#ifdef __aarch64__
/* Runs `set` (operands %[a], %[b], or %w[a], %w[b]) on one of two paths, then asks `cond`. */
#define MERGED(set, cond)                                                                          \
    ({                                                                                             \
        uint64_t r_;                                                                               \
        __asm__ volatile("cmp %w[c], #1\n" /* the carry that comes in */                           \
                         "tbz %w[s], #0, 1f\n" set "\n"                                            \
                         "add %[x], %[x], #1\n"                                                    \
                         "b 2f\n"                                                                  \
                         "1: " set "\n"                                                            \
                         "2: cset %[r], " cond "\n"                                                \
                         : [r] "=&r"(r_), [x] "+&r"(path)                                          \
                         : [a] "r"(a), [b] "r"(b), [c] "r"(carry), [s] "r"(side)                   \
                         : "cc", "x9");                                                            \
        r_;                                                                                        \
    })
#define FLAGS(set)                                                                                 \
    ({                                                                                             \
        uint64_t r_;                                                                               \
        __asm__ volatile("cmp %w[c], #1\n" set "\n mrs %[r], nzcv\n"                               \
                         : [r] "=&r"(r_)                                                           \
                         : [a] "r"(a), [b] "r"(b), [c] "r"(carry)                                  \
                         : "cc", "x9");                                                            \
        (unsigned)(r_ >> 28);                                                                      \
    })

static int holds(unsigned cond, unsigned f)
{
    int n = f >> 3 & 1, z = f >> 2 & 1, c = f >> 1 & 1, v = f & 1;
    const int is[] = {z, c, n, v, c && !z, n == v, n == v && !z};
    return is[cond >> 1] ^ (int)(cond & 1);
}

static uint64_t path;

#define WAY(name, set)                                                                             \
    __attribute__((noinline)) static unsigned name(uint64_t a, uint64_t b, unsigned carry,         \
                                                   unsigned side)                                  \
    {                                                                                              \
        unsigned f = FLAGS(set), got = 0, want = 0;                                                \
        got |= (unsigned)MERGED(set, "eq") << 0 | (unsigned)MERGED(set, "ne") << 1 |               \
               (unsigned)MERGED(set, "cs") << 2 | (unsigned)MERGED(set, "cc") << 3 |               \
               (unsigned)MERGED(set, "mi") << 4 | (unsigned)MERGED(set, "pl") << 5 |               \
               (unsigned)MERGED(set, "vs") << 6 | (unsigned)MERGED(set, "vc") << 7 |               \
               (unsigned)MERGED(set, "hi") << 8 | (unsigned)MERGED(set, "ls") << 9 |               \
               (unsigned)MERGED(set, "ge") << 10 | (unsigned)MERGED(set, "lt") << 11 |             \
               (unsigned)MERGED(set, "gt") << 12 | (unsigned)MERGED(set, "le") << 13;              \
        for (unsigned k = 0; k < 14; k++)                                                          \
            want |= (unsigned)holds(k, f) << k;                                                    \
        return got != want;                                                                        \
    }

WAY(subs64, "subs x9, %[a], %[b]")
WAY(subs32, "subs w9, %w[a], %w[b]")
WAY(adds64, "adds x9, %[a], %[b]")
WAY(adds32, "adds w9, %w[a], %w[b]")
WAY(ands64, "ands x9, %[a], %[b]")
WAY(ands32, "ands w9, %w[a], %w[b]")
WAY(adcs64, "adcs x9, %[a], %[b]")
WAY(adcs32, "adcs w9, %w[a], %w[b]")
WAY(sbcs64, "sbcs x9, %[a], %[b]")
WAY(sbcs32, "sbcs w9, %w[a], %w[b]")
WAY(ccmp64, "ccmp %[a], #7, #9, cs")
WAY(ccmp32, "ccmp %w[a], %w[b], #6, cc")
WAY(ccmn64, "ccmn %[a], #30, #5, cs")
WAY(word, "mrs x9, nzcv\n eor x9, x9, %[a]\n msr nzcv, x9")
WAY(chain, "adcs x9, %[a], %[b]\n adcs x9, x9, %[a]\n ldr xzr, [sp]\n sbcs x9, %[b], x9")

static unsigned (*const ways[])(uint64_t, uint64_t, unsigned, unsigned) = {
    subs64, subs32, adds64, adds32, ands64, ands32, adcs64, adcs32,
    sbcs64, sbcs32, ccmp64, ccmp32, ccmn64, word,   chain};

static const uint64_t values[] = {0,
                                  1,
                                  7,
                                  0x7fffffff,
                                  0x80000000,
                                  0xffffffff,
                                  0x100000000,
                                  INT64_MAX,
                                  (uint64_t)INT64_MIN,
                                  UINT64_MAX,
                                  (uint64_t)-30,
                                  0x123456789abcdef0};

int main(void)
{
    enum { N = sizeof values / sizeof *values };
    for (unsigned w = 0; w < sizeof ways / sizeof *ways; w++) {
        unsigned wrong = 0;
        for (unsigned round = 0; round < 24; round++)
            for (unsigned i = 0; i < N * N; i++)
                for (unsigned k = 0; k < 4; k++)
                    wrong += ways[w](values[i / N], values[i % N], k & 1, k >> 1);
        printf("way %u: %u wrong\n", w, wrong);
    }
    return 0;
}
#else
int main(void)
{
    for (unsigned w = 0; w < 15; w++)
        printf("way %u: 0 wrong\n", w);
    return 0;
}
#endif
