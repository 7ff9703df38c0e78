// cflags: -O2 -fno-tree-vectorize
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loops that look for a zero byte a word at a time, as C libraries do, with their masks and with
   others, for which the look at many words at once must not answer. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SIZE = 16384, WORDS = SIZE / 8 };
static uint64_t memory[WORDS + 1] __attribute__((aligned(4096)));

/* Carries go from byte to byte of memory as in little-endian words. */
static uint64_t word(uint64_t w)
{
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? w : __builtin_bswap64(w);
}

__attribute__((noinline)) static unsigned zero(const uint64_t *p, uint64_t addend, uint64_t mask)
{
    const uint64_t *q = p;
    while (!((word(*q) + addend) & ~word(*q) & mask))
        q++;
    return (unsigned)(q - p);
}

__attribute__((noinline)) static unsigned wanted(const uint64_t *p, uint64_t byte, uint64_t addend,
                                                 uint64_t mask)
{
    const uint64_t *q = p;
    for (;;) {
        uint64_t w = word(*q++) ^ byte;
        if ((w + addend) & ~w & mask)
            return (unsigned)(q - p);
    }
}

static void fill(unsigned char with)
{
    memset(memory, with, SIZE);
    memory[WORDS] = 0;
}

int main(void)
{
    static const uint64_t addends[] = {0xfefefefefefefeff, 0xfefefefefefefefe, 0xff, UINT64_MAX,
                                       0xfefefefefefefeff};
    static const uint64_t masks[] = {0x8080808080808080, 0x8080808080808080, 0x80,
                                     0x8080808080808080, 0x80808080808080};
    static const unsigned char fills[] = {1, 0x7f, 0x80, 0xff, 'a'};
    for (unsigned k = 0; k < 5; k++)
        for (unsigned f = 0; f < 5; f++) {
            uint64_t sum = 0;
            fill(fills[f]);
            for (unsigned i = 0; i < 2000; i++) {
                unsigned char *at = (unsigned char *)memory + i * 37 % SIZE;
                unsigned char was = *at;
                *at = i & 1 ? 0 : 'z';
                sum = sum * 31 + zero(memory + i % 7, addends[k], masks[k]);
                if (!k) {
                    memory[WORDS] = UINT64_C(0x7a7a7a7a7a7a7a7a);
                    sum = sum * 31 +
                          wanted(memory + i % 11, 0x7a7a7a7a7a7a7a7a, addends[k], masks[k]);
                }
                memory[WORDS] = 0;
                *at = was;
            }
            printf("%u %u: %016llx\n", k, f, (unsigned long long)sum);
        }
    return 0;
}
