/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops that look for something in memory, of all element sizes, at all alignments, up to the end
 * of what is mapped and beyond: what they find, and where they fault.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, ROOM = 3 * PAGE };

#define NOINLINE __attribute__((noinline, optimize("no-tree-loop-distribute-patterns")))

static NOINLINE size_t length(const char *p)
{
    const char *q = p;
    while (*q)
        q++;
    return q - p;
}

static NOINLINE size_t length_words(const uint64_t *p)
{
    const uint64_t *q = p;
    while (!((*q - 0x0101010101010101) & ~*q & 0x8080808080808080))
        q++;
    return (const char *)q - (const char *)p;
}

static NOINLINE size_t find_byte(const uint8_t *p, unsigned c, size_t n)
{
    size_t i = 0;
    for (; i < n; i++)
        if (p[i] == c)
            break;
    return i;
}

static NOINLINE size_t find_half(const uint16_t *p, unsigned c, size_t n)
{
    for (const uint16_t *q = p; q < p + n; q++)
        if (*q == c)
            return q - p;
    return n;
}

static NOINLINE size_t find_word(const int32_t *p, int32_t c, size_t n)
{
    size_t left = n;
    for (; left; left--, p++)
        if (*p == c)
            return n - left;
    return n;
}

static NOINLINE size_t skip_signed(const int8_t *p, int c)
{
    size_t i = 0;
    while (p[i] == c)
        i++;
    return i;
}

static NOINLINE size_t common(const uint8_t *a, const uint8_t *b, size_t n)
{
    size_t i = 0;
    while (i < n && a[i] == b[i])
        i++;
    return i;
}

static NOINLINE int compare(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}

static NOINLINE size_t common_words(const uint64_t *a, const uint64_t *b, size_t n)
{
    size_t i = 0;
    for (; i < n; i++)
        if (a[i] != b[i])
            break;
    return i;
}

/* What else a round computes is right behind the loop. */
static NOINLINE uint64_t last_before(const uint32_t *p, uint32_t c, uint32_t *product)
{
    uint32_t x, y = 0;
    do {
        x = *p++;
        y = x * 77 + 5;
    } while (x != c && x != 0);
    *product = y;
    return (uintptr_t)p & 0xfff;
}

/* The list is as it was only while nobody counts: not a loop of this kind. */
static NOINLINE size_t count_spaces(const char *p)
{
    size_t n = 0;
    for (; *p; p++)
        n += *p == ' ';
    return n;
}

static uint8_t *new_room(void)
{
    uint8_t *p =
        mmap(NULL, ROOM + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(p + ROOM, PAGE, PROT_NONE);
    memset(p, 'x', ROOM);
    return p;
}

static sigjmp_buf back;
static void *volatile fault_at;

static void on_fault(int sig, siginfo_t *info, void *context)
{
    fault_at = info->si_addr;
    siglongjmp(back, 1);
}

static volatile size_t sink;

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 1;
    uint8_t *a = new_room(), *b = new_room(), *end = a + ROOM, *bend = b + ROOM;
    uint64_t sum = 0;

    for (int r = 0; r < rounds; r++)
        for (size_t n = 0; n < 700; n += n < 40 ? 1 : n < 300 ? 11 : 97)
            for (size_t from = 0; from < 24; from += 5) {
                /* At the end of what there is, and across a page. */
                for (int where = 0; where < 2; where++) {
                    uint8_t *last = where ? end - 1 - from * (size_t)PAGE / 24 : end - 1;
                    last = where ? last : end - 1;
                    uint8_t *start = last - n;
                    uint8_t *other = bend - 1 - n - (where ? from : 0);
                    *last = 0;
                    sum = sum * 31 + length((char *)start) + find_byte(start, 0, n + 1) * 3 +
                          find_byte(start, 'y', n) * 5 + find_byte(start, 0x100, n) * 7;
                    sum =
                        sum * 31 + skip_signed((int8_t *)start, 'x') + count_spaces((char *)start);
                    sum = sum * 31 + common(start, other, n + 1) + common(other, start, n / 2);
                    *(other + n) = 0;
                    sum = sum * 31 + (unsigned)compare((char *)start, (char *)other);
                    if (n) {
                        other[n - 1] = 'w';
                        sum = sum * 31 + (unsigned)compare((char *)start, (char *)other);
                        sum = sum * 31 + common(other, start, n);
                        other[n - 1] = 'x';
                    }
                    *(other + n) = 'x';
                    *last = 'x';
                }
                uint64_t *words = (uint64_t *)end - n, *more = (uint64_t *)bend - n;
                if (n) {
                    ((uint8_t *)end)[-1 - (int)(from & 7)] = 0;
                    sum = sum * 31 + length_words(words);
                    sum = sum * 31 + common_words(words, more, n);
                    ((uint8_t *)end)[-1 - (int)(from & 7)] = 'x';
                    sum = sum * 31 + common_words(words, more, n);
                }
                uint16_t *halves = (uint16_t *)end - n;
                sum = sum * 31 + find_half(halves, 'y', n) + find_half(halves, 0x17878, n);
                int32_t *ints = (int32_t *)end - n;
                if (n) {
                    uint32_t product;
                    ints[n - 1] = -2;
                    sum = sum * 31 + find_word(ints, -2, n) + find_word(ints, 5, n);
                    sum = sum * 31 + last_before((uint32_t *)ints, -2, &product) * 3 + product;
                    memset(&ints[n - 1], 'x', 4);
                }
            }
    printf("%llu\n", (unsigned long long)sum);

    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    for (int kind = 0; kind < 6; kind++)
        for (size_t n = 0; n < 600; n += 24) {
            if (sigsetjmp(back, 1)) {
                if (fault_at != end)
                    printf("%d %zu: fault at %ld\n", kind, n, (long)((uint8_t *)fault_at - end));
                continue;
            }
            switch (kind) {
            case 0: sink = length((char *)end - n); break;
            case 1: sink = length_words((uint64_t *)(end - n)); break;
            case 2: sink = find_byte(end - n, 'y', n + 1); break;
            case 3: sink = skip_signed((int8_t *)end - n, 'x'); break;
            case 4: sink = common(end - n, b, n + 1); break;
            default: sink = common(b, end - n, n + 1);
            }
            puts("no fault");
        }
    puts("end");
}
