// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The allocator: many sizes, realloc, aligned, calloc zeroes, threads' arenas are in
 * threads/malloc. */
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    enum { N = 500 };
    static unsigned char *p[N];
    static size_t n[N];
    uint32_t x = 1, h = 0;
    for (int r = 0; r < 20000; r++) {
        x = x * 1664525 + 1013904223;
        int i = x >> 8 & 0xffff;
        i %= N;
        size_t s = (x >> 24) * (r % 50 == 0 ? 1000 : 3);
        if (p[i])
            for (size_t k = 0; k < n[i]; k += 97)
                if (p[i][k] != (unsigned char)(i + k)) {
                    printf("lost %d\n", i);
                    return 1;
                }
        switch (x & 3) {
        case 0: free(p[i]), p[i] = NULL, n[i] = 0; break;
        case 1:
        case 2: p[i] = realloc(p[i], s + 1), n[i] = s; break;
        case 3:
            free(p[i]), p[i] = calloc(1, s + 1), n[i] = s;
            for (size_t k = 0; k < s; k += 5)
                if (p[i][k])
                    puts("not zero");
        }
        if (p[i])
            for (size_t k = 0; k < n[i]; k++)
                p[i][k] = i + k;
        h = h * 31 + n[i];
    }
    printf("%08x\n", h);
    for (size_t a = 16; a <= 65536; a *= 2) {
        void *q = NULL;
        printf("%d", posix_memalign(&q, a, 100));
        printf("%lu ", (uintptr_t)q % a);
        free(q);
        q = aligned_alloc(a, a * 2);
        printf("%lu ", (uintptr_t)q % a);
        free(q);
    }
    void *q = malloc(100);
    printf("\n%d %d %d\n", malloc_usable_size(q) >= 100, malloc(~0ull / 2) == NULL,
           calloc(1ull << 33, 1ull << 33) == NULL);
    q = malloc(50 << 20), memset(q, 1, 50 << 20), q = realloc(q, 70 << 20),
    printf("%d\n", ((char *)q)[49 << 20]), free(q);
    printf("%d\n", reallocarray(NULL, ~0ull, 2) == NULL);
    malloc_trim(0);
}
