/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "nbody": gravity between five bodies in double precision
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct body {
    double x[3], v[3], mass;
};
static struct body sky[5] = {
    {{0, 0, 0}, {0, 0, 0}, 39.5},
    {{4.84, -1.16, -0.10}, {0.61, 2.81, -0.02}, 0.0377},
    {{8.34, 4.12, -0.40}, {-1.01, 1.82, 0.008}, 0.0113},
    {{12.9, -15.1, -0.22}, {1.08, 0.87, -0.01}, 0.0017},
    {{15.4, -25.9, 0.18}, {0.98, 0.59, -0.03}, 0.0020},
};

static void step(double dt)
{
    for (int i = 0; i < 5; i++) {
        for (int j = i + 1; j < 5; j++) {
            double d[3], r2 = 0;
            for (int k = 0; k < 3; k++) {
                d[k] = sky[i].x[k] - sky[j].x[k];
                r2 += d[k] * d[k];
            }
            double f = dt / (r2 * sqrt(r2));
            for (int k = 0; k < 3; k++) {
                sky[i].v[k] -= d[k] * sky[j].mass * f;
                sky[j].v[k] += d[k] * sky[i].mass * f;
            }
        }
    }
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 3; k++)
            sky[i].x[k] += dt * sky[i].v[k];
}

int main(int argc, char **argv)
{
    int steps = argc > 1 ? atoi(argv[1]) : 3000000;
    for (int i = 0; i < steps; i++)
        step(0.001);
    printf("%.6f %.6f\n", sky[0].x[0], sky[4].x[1]);
}
