/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmap, mprotect, mremap, madvise, brk, files shared and private. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
    char *a = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 4; i++)
        a[i * 4096] = i + 1;
    printf("%d\n", munmap(a + 4096, 4096));
    char *b = mmap(a + 4096, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
                   -1, 0);
    printf("%d %d %d\n", b == a + 4096, b[0], a[8192]);
    b = mmap(a + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    printf("%d %s\n", b == MAP_FAILED, strerror(errno));
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    ftruncate(fd, 8192);
    char *s = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 4096);
    strcpy(s + 4096, "shared");
    printf("%s\n", p);
    strcpy(p, "private");
    printf("%s %s %d\n", p, s + 4096, msync(s, 8192, MS_SYNC));
    char buf[10] = "";
    pread(fd, buf, 6, 4096), printf("%s\n", buf);
    char *big = mremap(a, 4096, 64 * 4096, MREMAP_MAYMOVE);
    printf("%d %d\n", big != MAP_FAILED, big[0]);
    big[63 * 4096] = 9;
    printf("%d\n", madvise(big, 64 * 4096, MADV_DONTNEED));
    printf("%d %d\n", big[0], big[63 * 4096]);
    char *brk0 = sbrk(0);
    printf("%d\n", sbrk(10000) == brk0);
    memset(brk0, 1, 10000);
    int back = brk(brk0);
    printf("%d %d\n", back, sbrk(0) == brk0);
    unsigned char vec[64];
    printf("%d\n", mincore(big, 64 * 4096, vec));
    int e;
    e = munmap((void *)1, 4096), printf("%d %s\n", e, strerror(errno));
    e = mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
    printf("%d %s\n", e, strerror(errno));
    e = mprotect((void *)0x10000, 4096, PROT_READ), printf("%d %s\n", e, strerror(errno));
}
