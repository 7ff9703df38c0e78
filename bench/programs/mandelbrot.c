/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "mandelbrot": points of the Mandelbrot set in double precision
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int size = argc > 1 ? atoi(argv[1]) : 700;
    unsigned long inside = 0;
    for (int py = 0; py < size; py++)
        for (int px = 0; px < size; px++) {
            double cr = 2.0 * px / size - 1.5, ci = 2.0 * py / size - 1.0;
            double zr = 0, zi = 0;
            int i;
            for (i = 0; i < 200 && zr * zr + zi * zi < 4; i++) {
                double t = zr * zr - zi * zi + cr;
                zi = 2 * zr * zi + ci;
                zr = t;
            }
            inside += i;
        }
    printf("%lu\n", inside);
}
