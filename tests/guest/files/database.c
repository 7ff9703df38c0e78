/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file-backed record store: index, in-place updates, memory-mapped view, truncation, re-opening.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
struct rec {
    uint32_t key;
    char name[20];
    double value;
};
int main(void)
{
    int f = open("db", O_RDWR | O_CREAT, 0644);
    struct rec r;
    memset(&r, 0, sizeof(r));
    for (uint32_t i = 0; i < 1000; i++)
        r.key = i * 7919 % 1009, sprintf(r.name, "record %u", i), r.value = i / 8.0,
        pwrite(f, &r, sizeof(r), i * sizeof(r));
    struct stat s;
    fstat(f, &s), printf("%ld\n", (long)s.st_size);
    for (int i = 0; i < 1000; i += 10)
        pread(f, &r, sizeof(r), i * sizeof(r)), r.value *= -2,
            pwrite(f, &r, sizeof(r), i * sizeof(r));
    struct rec *m = mmap(NULL, s.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, f, 0);
    double sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += m[i].value;
    printf("%g\n", sum);
    for (int i = 0; i < 1000; i++)
        for (int j = i; j && m[j].key < m[j - 1].key; j--)
            r = m[j], m[j] = m[j - 1], m[j - 1] = r;
    msync(m, s.st_size, MS_SYNC);
    int lo = 0, hi = 999, n = 0;
    while (lo <= hi) {
        int k = (lo + hi) / 2;
        n++;
        if (m[k].key == 500) {
            printf("%s %g\n", m[k].name, m[k].value);
            break;
        }
        if (m[k].key < 500)
            lo = k + 1;
        else
            hi = k - 1;
    }
    munmap(m, s.st_size), ftruncate(f, 100 * sizeof(r)), close(f);
    FILE *g = fopen("db", "r+b");
    uint32_t h = 0;
    while (fread(&r, sizeof(r), 1, g) == 1)
        h = h * 31 + r.key;
    printf("%d %08x\n", n, h);
    fseek(g, 50 * sizeof(r), SEEK_SET), fread(&r, sizeof(r), 1, g), printf("%s\n", r.name),
        fclose(g);
}
