/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "strings": strlen, memchr, strcmp, memcpy, strstr of the C library
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char text[65536], copy[65536];

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 60000;
    unsigned sum = 0; /* of 32 bits for every guest */
    for (size_t i = 0; i < sizeof(text) - 1; i++)
        text[i] = 'a' + i * 7 % 23;
    for (int r = 0; r < rounds; r++) {
        size_t at = r * 61 % 4096;
        size_t len = strlen(text + at);
        char *z = memchr(text + at, 'z', len);
        memcpy(copy + (r & 31), text + at, 4096);
        sum += len + (z ? (size_t)(z - text) : 1) + copy[r & 4095];
        sum += strcmp(text + at, text + at) == 0;
        sum += strstr(text + 60000, "zzz") == NULL;
    }
    printf("%u\n", sum);
}
