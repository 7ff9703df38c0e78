/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mprotect, guard pages, mremap, madvise, mincore, MAP_FIXED_NOREPLACE, growing stacks, msync,
 * mlock, large maps. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* More than fits into memory, less than into the address space. */
#define BIG (1ul << (sizeof(long) == 8 ? 36 : 28))

static sigjmp_buf e;
static void h(int s)
{
    siglongjmp(e, s);
}
static int bad(volatile char *p, int w)
{
    int r = sigsetjmp(e, 1);
    if (!r) {
        if (w)
            *p = 1;
        else
            (void)*p;
    }
    return r;
}
static int deep(int n)
{
    volatile char b[4000];
    b[0] = n;
    return n ? deep(n - 1) + b[0] % 2 : 0;
}
int main(void)
{
    signal(SIGSEGV, h), signal(SIGBUS, h);
    char *m = mmap(NULL, 20 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    printf("%d ", bad(m, 0)), mprotect(m + 4096, 4096, PROT_READ), printf("%d", bad(m + 4096, 0)),
        printf("%d ", bad(m + 4096, 1)), mprotect(m + 8192, 8192, PROT_READ | PROT_WRITE),
        printf("%d", bad(m + 8192, 1)), printf("%d", bad(m + 16383, 1)),
        printf("%d ", bad(m + 16384, 0)), munmap(m + 8192, 4096), printf("%d", bad(m + 8192, 0)),
        printf("%d\n", bad(m + 12288, 0));
    printf("%d ", mprotect(m + 1, 10, PROT_READ)), printf("%d ", errno == EINVAL),
        printf("%d ", mprotect(m, 4 * 4096, PROT_READ)), printf("%d\n", errno == ENOMEM);
    char *a = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    strcpy(a, "moved");
    a = mremap(a, 8192, 1 << 20, MREMAP_MAYMOVE), printf("%s %d ", a, a[1000000]),
    a = mremap(a, 1 << 20, 4096, 0), printf("%s", a), printf(" %d ", bad(a + 4096, 0));
    char *to = m + 10 * 4096;
    a = mremap(a, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, to), printf("%d", a == to),
    printf(" %s\n", a);
    printf("%d ", mmap(to, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
                       0) == MAP_FAILED),
        printf("%d ", errno == EEXIST);
    char *hint = mmap((void *)0x100000000000, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("%d\n", hint != MAP_FAILED);
    a[5] = 'x', madvise(a, 4096, MADV_DONTNEED), printf("%d ", a[5]),
    printf("%d", madvise(a, 4096, MADV_WILLNEED)),
    printf(" %d ", madvise((void *)4096, 4096, MADV_DONTNEED));
    unsigned char v[4];
    printf("%d ", mincore(a, 4096, v)), printf("%d", msync(a, 4096, MS_SYNC)),
        printf(" %d", mlock(a, 4096)), printf(" %d\n", munlock(a, 4096));
    int f = open("f", O_RDWR | O_CREAT, 0600);
    ftruncate(f, 10000);
    char *s = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, f, 0),
         *p = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_PRIVATE, f, 0);
    strcpy(s + 5000, "shared"), printf("%s ", p + 5000), strcpy(p + 5000, "private"),
        printf("%s ", s + 5000);
    char b[20];
    pread(f, b, 20, 5000), printf("%s ", b), pwrite(f, "written", 8, 5000),
        printf("%s %s\n", s + 5000, p + 5000);
    char *off = mmap(NULL, 4096, PROT_READ, MAP_SHARED, f, 4096);
    printf("%s ", off + 904),
        printf("%d ", mmap(NULL, 4096, PROT_READ, MAP_SHARED, f, 100) == MAP_FAILED),
        printf("%d ", errno == EINVAL),
        printf("%d ", mmap(NULL, 0, PROT_READ, MAP_SHARED, f, 0) == MAP_FAILED),
        printf("%d\n",
               mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, open("f", O_RDONLY), 0) == MAP_FAILED);
    printf("%d\n", deep(1000) > 0);
    void *br = sbrk(0);
    printf("%d ", sbrk(100000) == br), memset(br, 7, 100000),
        printf("%d ", sbrk(-50000) != (void *)-1), printf("%d\n", sbrk(0) == (char *)br + 50000);
    char *big =
        mmap(NULL, BIG, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    big[BIG / 2] = 5, printf("%d", big[BIG / 2]), printf(" %d\n", munmap(big, BIG));
    printf("%d\n", mmap(NULL, (size_t)0 - 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                       MAP_FAILED);
    for (int i = 0; i < 500; i++) {
        char *q = mmap(NULL, (i % 7 + 1) * 4096, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        q[0] = i, q[(i % 7 + 1) * 4096 - 1] = i;
        if (i % 3)
            munmap(q, (i % 7 + 1) * 4096);
    }
    puts("done");
}
