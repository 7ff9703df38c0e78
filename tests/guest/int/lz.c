// peer-armeb: depends on the order of bytes
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small LZ77 compressor and its inverse on several kinds of data. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static size_t pack(const uint8_t *in, size_t n, uint8_t *out)
{
    static int head[1 << 12];
    size_t o = 0, i = 0, lit = 0;
    memset(head, -1, sizeof(head));
    while (i < n) {
        size_t len = 0, at = 0;
        if (i + 4 <= n) {
            uint32_t v;
            memcpy(&v, in + i, 4);
            uint32_t h = v * 2654435761u >> 20;
            if (head[h] >= 0 && (size_t)head[h] < i && i - head[h] < 65536) {
                at = head[h];
                while (i + len < n && len < 130 && in[at + len] == in[i + len])
                    len++;
            }
            head[h] = i;
        }
        if (len >= 4 || lit == 127) {
            if (lit)
                out[o++] = lit, memcpy(out + o, in + i - lit, lit), o += lit, lit = 0;
            if (len >= 4)
                out[o++] = 128 + len - 4, out[o++] = i - at, out[o++] = (i - at) >> 8, i += len;
        } else
            i++, lit++;
    }
    if (lit)
        out[o++] = lit, memcpy(out + o, in + i - lit, lit), o += lit;
    return o;
}
static size_t unpack(const uint8_t *in, size_t n, uint8_t *out)
{
    size_t o = 0;
    for (size_t i = 0; i < n;) {
        int c = in[i++];
        if (c < 128)
            memcpy(out + o, in + i, c), o += c, i += c;
        else {
            size_t d = in[i] | in[i + 1] << 8;
            i += 2;
            for (c -= 124; c; c--, o++)
                out[o] = out[o - d];
        }
    }
    return o;
}
int main(void)
{
    enum { N = 100000 };
    uint8_t *a = malloc(N), *b = malloc(2 * N), *c = malloc(N + 200);
    for (int kind = 0; kind < 5; kind++) {
        uint32_t x = 99;
        for (int i = 0; i < N; i++) {
            x = x * 1103515245 + 12345;
            a[i] = kind == 0   ? 0
                   : kind == 1 ? x >> 16
                   : kind == 2 ? "the quick brown fox "[i % 20]
                   : kind == 3 ? (x >> 28) * (i % 7 == 0)
                               : (i > 50 ? a[i - 50 + (x >> 29)] : i);
        }
        size_t n = pack(a, N, b), m = unpack(b, n, c);
        uint32_t h = 0;
        for (size_t i = 0; i < n; i++)
            h = h * 33 + b[i];
        printf("%d: %zu %08x %zu %d\n", kind, n, h, m, memcmp(a, c, N) != 0);
    }
}
