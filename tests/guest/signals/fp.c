// skip-arm: 128-bit integers
// link: -lm -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers across handlers: integers, floating point and vectors are kept while a timer interrupts
 * computation. */
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
static volatile int ticks;
static volatile double sink;
static void h(int s)
{
    double x = 1.5;
    char b[200];
    for (int i = 0; i < 50; i++)
        x = sqrt(x * 3 + i);
    memset(b, ticks, sizeof(b));
    sink = x + b[7];
    ticks++;
}
typedef double v2 __attribute__((vector_size(16)));
int main(void)
{
    struct sigaction a = {.sa_handler = h, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &a, NULL);
    struct itimerval it = {{0, 500}, {0, 500}};
    double want = 0;
    uint64_t hw = 0;
    int bad = 0;
    for (int r = 0; r < 12; r++) {
        double x = 0.5;
        v2 v = {1, 2};
        float f = 1;
        uint64_t hh = 1, g = 7;
        unsigned __int128 w = 3;
        for (int i = 0; i < 300000; i++) {
            x = x * 3.7 * (1 - x), v = v * 0.999 + (v2){0.5, 0.25}, f = f * 0.99f + 1,
            hh = hh * 6364136223846793005ull + i, g = g << 7 | g >> 57, g ^= hh, w = w * 31 + i;
        }
        double all = x + v[0] + v[1] + f;
        uint64_t hash = hh ^ g ^ (uint64_t)(w >> 64) ^ (uint64_t)w;
        if (!r) {
            want = all, hw = hash;
            setitimer(ITIMER_REAL, &it, NULL);
        }
        bad += all != want || hash != hw;
    }
    memset(&it, 0, sizeof(it)), setitimer(ITIMER_REAL, &it, NULL);
    printf("%d %d %.10g %lx\n", bad, ticks > 0, want, hw);
}
