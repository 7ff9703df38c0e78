// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filters: FIR, IIR, moving median, Kalman, Goertzel, resampling, PCM with dither, fixed point
 * against floating. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int cmp(const void *a, const void *b)
{
    return *(float *)a < *(float *)b ? -1 : *(float *)a > *(float *)b;
}
int main(void)
{
    static float in[512], out[512];
    uint32_t x = 1;
    double c = 1, s = 0;
    for (int i = 0; i < 512; i++) {
        double t = c * 0.995 - s * 0.0998;
        s = s * 0.995 + c * 0.0998, c = t;
        x = x * 1664525 + 1013904223;
        in[i] = s + ((int32_t)x >> 24) / 512.0f;
    }
    float k[9] = {.02f, .06f, .12f, .19f, .22f, .19f, .12f, .06f, .02f};
    for (int i = 8; i < 512; i++) {
        float a = 0;
        for (int j = 0; j < 9; j++)
            a += k[j] * in[i - j];
        out[i] = a;
    }
    for (int i = 8; i < 512; i += 50)
        printf("%a ", out[i]);
    double y1 = 0, y2 = 0;
    for (int i = 2; i < 512; i++) {
        double y = 0.2 * in[i] + 0.4 * in[i - 1] + 0.2 * in[i - 2] + 0.3 * y1 - 0.1 * y2;
        y2 = y1, y1 = y;
        if (i % 64 == 0)
            printf("%a ", y);
    }
    puts("");
    for (int i = 3; i < 509; i += 36) {
        float w[7];
        memcpy(w, in + i - 3, sizeof(w));
        qsort(w, 7, sizeof(float), cmp);
        printf("%a ", w[3]);
    }
    double est = 0, p = 1;
    for (int i = 0; i < 512; i++) {
        p += 0.01;
        double g = p / (p + 0.5);
        est += g * (in[i] - est), p *= 1 - g;
        if (i % 100 == 0)
            printf("%a ", est);
    }
    puts("");
    int16_t pcm[512];
    int err = 0;
    for (int i = 0; i < 512; i++) {
        float v = in[i] * 20000 + (i & 1 ? 0.25f : -0.25f);
        v = v > 32767 ? 32767 : v < -32768 ? -32768 : v;
        pcm[i] = lrintf(v);
    }
    int32_t acc = 0;
    for (int i = 1; i < 512; i++)
        acc += (pcm[i] * 23170 + 16384) >> 15,
            err += abs(((pcm[i] * 23170 + 16384) >> 15) - (int)lrint(pcm[i] * 0.70709228515625));
    printf("%d %d\n", acc, err);
    for (double r = 0.7; r < 1.5; r += 0.2) {
        double sum = 0;
        for (int i = 0; i < 300; i++) {
            double t = i * r, fr = t - floor(t);
            int j = t;
            sum += in[j] * (1 - fr) + in[j + 1] * fr;
        }
        printf("%a ", sum);
    }
    puts("");
}
