// cflags: -O2
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long numbers, word by word: the carry of ADCS and SBCS stays over a loop's TEQ, which sets N and
   Z, and conditions behind it are asked. Only 32-bit Arm has something to do; the others do
   the same in C. */
#include <stdint.h>
#include <stdio.h>

#ifdef __arm__
#define ROUND(name, first, op)                                                                     \
    __attribute__((noinline)) static uint32_t name(uint32_t *r, const uint32_t *a,                 \
                                                   const uint32_t *b, const uint32_t *end,         \
                                                   uint32_t *conditions)                           \
    {                                                                                              \
        uint32_t x, y, n = 0, last;                                                                \
        __asm__ volatile(first "\n"                                                                \
                               "1: ldr %[x], [%[a]], #4\n"                                         \
                               "ldr %[y], [%[b]], #4\n" op " %[x], %[x], %[y]\n"                   \
                               "str %[x], [%[r]], #4\n"                                            \
                               "teq %[a], %[end]\n"                                                \
                               "it vs\n addvs %[n], %[n], #1\n"                                    \
                               "it cs\n addcs %[n], %[n], #0x100\n"                                \
                               "it hi\n addhi %[n], %[n], #0x10000\n"                              \
                               "it ge\n addge %[n], %[n], #0x1000000\n"                            \
                               "bne 1b\n"                                                          \
                               "mov %[last], #0\n"                                                 \
                               "adc %[last], %[last], #0\n"                                        \
                         : [x] "=&r"(x), [y] "=&r"(y), [r] "+&r"(r), [a] "+&r"(a), [b] "+&r"(b),   \
                           [n] "+&r"(n), [last] "=&r"(last)                                        \
                         : [end] "r"(end)                                                          \
                         : "cc", "memory");                                                        \
        *conditions += n;                                                                          \
        return last;                                                                               \
    }
ROUND(add, "cmn r0, #0", "adcs")
ROUND(subtract, "cmp r0, r0", "sbcs")

/* The carry and the overflow of a comparison, which no round changes, choose. */
__attribute__((noinline)) static void choose(uint32_t *r, const uint32_t *a, const uint32_t *b,
                                             const uint32_t *end, uint32_t m, uint32_t n)
{
    uint32_t x, y;
    __asm__ volatile("cmp %[m], %[n]\n"
                     "1: ldr %[x], [%[a]], #4\n"
                     "ldr %[y], [%[b]], #4\n"
                     "it cc\n movcc %[x], %[y]\n"
                     "it vs\n eorvs %[x], %[x], #7\n"
                     "str %[x], [%[r]], #4\n"
                     "teq %[a], %[end]\n"
                     "bne 1b\n"
                     : [x] "=&r"(x), [y] "=&r"(y), [r] "+&r"(r), [a] "+&r"(a), [b] "+&r"(b)
                     : [end] "r"(end), [m] "r"(m), [n] "r"(n)
                     : "cc", "memory");
}
#else
static uint32_t words(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *end,
                      uint32_t *conditions, uint32_t invert)
{
    uint32_t carry = invert & 1, n = 0;
    while (a != end) {
        uint32_t x = *a++, y = *b++ ^ invert;
        uint64_t sum = (uint64_t)x + y + carry;
        uint32_t v = (x ^ (uint32_t)sum) & (y ^ (uint32_t)sum);
        /* Addresses are no concern of the program's output: N of TEQ is of words below 2 GiB. */
        carry = sum >> 32;
        *r++ = (uint32_t)sum;
        n += v >> 31;
        n += carry << 8;
        n += (carry && a != end) << 16;
        n += !(v >> 31) << 24;
    }
    *conditions += n;
    return carry;
}
static uint32_t add(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *end,
                    uint32_t *conditions)
{
    return words(r, a, b, end, conditions, 0);
}
static uint32_t subtract(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *end,
                         uint32_t *conditions)
{
    return words(r, a, b, end, conditions, UINT32_MAX);
}
static void choose(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *end,
                   uint32_t m, uint32_t n)
{
    for (; a != end; a++, b++, r++)
        *r = (m < n ? *b : *a) ^ (((m ^ n) & (m ^ (m - n))) >> 31 ? 7 : 0);
}
#endif

enum { WORDS = 9 };

int main(void)
{
    static uint32_t a[WORDS], b[WORDS], r[WORDS];
    uint32_t seed = 1, hash = 0, conditions = 0;
    static const uint32_t values[] = {0, UINT32_MAX, 1, 0x80000000, 0x7fffffff, UINT32_MAX - 1};
    for (unsigned round = 0; round < 3000; round++) {
        for (unsigned i = 0; i < WORDS; i++) {
            seed = seed * 1103515245 + 12345;
            a[i] = seed >> 28 < 6 ? values[seed >> 28] : seed;
            seed = seed * 1103515245 + 12345;
            b[i] = seed >> 28 < 6 ? values[seed >> 28] : seed;
        }
        const uint32_t *end = a + 1 + round % WORDS;
        uint32_t carry = add(r, a, b, end, &conditions);
        carry |= subtract(b, r, a, r + (end - a), &conditions) << 1;
        for (unsigned i = 0; i < WORDS; i++)
            hash = (hash ^ r[i] ^ b[i]) * 16777619 + carry;
        choose(r, a, b, end, a[0], b[0]);
        for (unsigned i = 0; i < WORDS; i++)
            hash = (hash ^ r[i]) * 16777619;
    }
    printf("%08x %08x\n", hash, conditions);
    return 0;
}
