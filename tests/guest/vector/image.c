// peer-armeb: depends on the order of bytes
// cflags: -O3
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Image kernels: blur, Sobel, grey, alpha blending, histogram, downscale, threshold, YUV. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define W 96
#define H 64
static uint8_t rgb[H][W][3], grey[H][W], out[H][W], small[H / 2][W / 2], yuv[H][W][3];
static uint32_t hash(const void *p, size_t n)
{
    const uint8_t *b = p;
    uint32_t h = 5381;
    while (n--)
        h = h * 33 ^ *b++;
    return h;
}
int main(void)
{
    uint32_t x = 9;
    for (int i = 0; i < H; i++)
        for (int j = 0; j < W; j++)
            for (int k = 0; k < 3; k++)
                x = x * 1664525 + 1013904223, rgb[i][j][k] = (x >> 26) + i * 2 + j * k;
    for (int i = 0; i < H; i++)
        for (int j = 0; j < W; j++)
            grey[i][j] = (rgb[i][j][0] * 77 + rgb[i][j][1] * 150 + rgb[i][j][2] * 29) >> 8;
    printf("%08x\n", hash(grey, sizeof(grey)));
    for (int i = 1; i < H - 1; i++)
        for (int j = 1; j < W - 1; j++)
            out[i][j] = (grey[i - 1][j - 1] + 2 * grey[i - 1][j] + grey[i - 1][j + 1] +
                         2 * grey[i][j - 1] + 4 * grey[i][j] + 2 * grey[i][j + 1] +
                         grey[i + 1][j - 1] + 2 * grey[i + 1][j] + grey[i + 1][j + 1] + 8) >>
                        4;
    printf("%08x\n", hash(out, sizeof(out)));
    for (int i = 1; i < H - 1; i++)
        for (int j = 1; j < W - 1; j++) {
            int gx = grey[i - 1][j + 1] + 2 * grey[i][j + 1] + grey[i + 1][j + 1] -
                     grey[i - 1][j - 1] - 2 * grey[i][j - 1] - grey[i + 1][j - 1];
            int gy = grey[i + 1][j - 1] + 2 * grey[i + 1][j] + grey[i + 1][j + 1] -
                     grey[i - 1][j - 1] - 2 * grey[i - 1][j] - grey[i - 1][j + 1];
            int m = abs(gx) + abs(gy);
            out[i][j] = m > 255 ? 255 : m;
        }
    printf("%08x\n", hash(out, sizeof(out)));
    for (int a = 0; a < 256; a += 51) {
        for (int i = 0; i < H; i++)
            for (int j = 0; j < W; j++)
                out[i][j] = (grey[i][j] * a + out[i][j] * (255 - a) + 127) / 255;
        printf("%08x\n", hash(out, sizeof(out)));
    }
    for (int i = 0; i < H / 2; i++)
        for (int j = 0; j < W / 2; j++)
            small[i][j] = (grey[2 * i][2 * j] + grey[2 * i][2 * j + 1] + grey[2 * i + 1][2 * j] +
                           grey[2 * i + 1][2 * j + 1] + 2) /
                          4;
    printf("%08x\n", hash(small, sizeof(small)));
    for (int i = 0; i < H; i++)
        for (int j = 0; j < W; j++) {
            int r = rgb[i][j][0], g = rgb[i][j][1], b = rgb[i][j][2];
            yuv[i][j][0] = ((66 * r + 129 * g + 25 * b + 128) >> 8) + 16,
            yuv[i][j][1] = ((-38 * r - 74 * g + 112 * b + 128) >> 8) + 128,
            yuv[i][j][2] = ((112 * r - 94 * g - 18 * b + 128) >> 8) + 128;
        }
    printf("%08x\n", hash(yuv, sizeof(yuv)));
    int hist[256] = {0};
    for (int i = 0; i < H; i++)
        for (int j = 0; j < W; j++)
            hist[grey[i][j]]++, out[i][j] = grey[i][j] > 128 ? 255 : 0;
    printf("%08x %08x\n", hash(hist, sizeof(hist)), hash(out, sizeof(out)));
}
