/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pread, pwrite, readv, writev, preadv2, lseek with holes, ftruncate, fallocate, append, sendfile,
 * copy_file_range, splice, tee. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
int main(void)
{
    unsigned char b[10000], c[10000];
    for (int i = 0; i < 10000; i++)
        b[i] = i * 7;
    int f = open("a", O_RDWR | O_CREAT | O_TRUNC, 0644), g = open("b", O_RDWR | O_CREAT, 0644),
        p[2], q[2];
    pipe(p), pipe(q);
    printf("%zd", pwrite(f, b, 5000, 100)), printf(" %zd", pread(f, c, 200, 50)),
        printf(" %zd", pread(f, c, 200, 5050)), printf(" %ld\n", (long)lseek(f, 0, SEEK_CUR));
    struct iovec v[4] = {{b, 3}, {b + 100, 0}, {b + 5, 1000}, {b + 9, 1}};
    printf("%zd ", writev(f, v, 4)), printf("%ld ", (long)lseek(f, 0, SEEK_CUR));
    struct iovec r[3] = {{c, 500}, {c + 1000, 504}, {c + 3000, 10}};
    printf("%zd", preadv(f, r, 2, 0)), printf(" %d", memcmp(c, b, 3) != 0),
        printf(" %d\n", memcmp(c + 3, b + 5, 497) != 0);
    printf("%zd", pwritev2(f, v, 4, 7000, 0)), printf(" %zd\n", preadv2(f, r, 3, 7000, 0));
    ftruncate(g, 1 << 20), pwrite(g, "data", 4, 500000),
        printf("%d", (int)lseek(g, 0, SEEK_DATA) <= 500000),
        printf(" %d\n", (int)lseek(g, 0, SEEK_HOLE) >= 0);
    printf("%d ", (int)lseek(g, -5, SEEK_SET)), printf("%d ", errno == EINVAL),
        printf("%d\n", (int)lseek(g, 10, SEEK_END) == (1 << 20) + 10);
    struct stat s;
    fstat(g, &s), printf("%ld %d\n", (long)s.st_size, s.st_blocks < 100);
    posix_fallocate(g, 1 << 20, 5000), fstat(g, &s), printf("%ld\n", (long)s.st_size);
    int a = open("a", O_WRONLY | O_APPEND);
    lseek(a, 0, SEEK_SET), write(a, "end", 3), printf("%ld\n", (long)lseek(a, 0, SEEK_CUR));
    off_t o = 10;
    printf("%zd ", sendfile(g, f, &o, 3000)), printf("%ld ", (long)o), lseek(f, 0, SEEK_SET);
    loff_t x = 0, y = 4000;
    printf("%zd", copy_file_range(f, &x, g, &y, 2000, 0)), printf(" %ld", (long)x),
        printf(" %ld\n", (long)y);
    x = 200;
    printf("%zd ", splice(f, &x, p[1], NULL, 3000, 0)), printf("%zd ", tee(p[0], q[1], 2000, 0)),
        printf("%zd ", read(q[0], c, 10000)), printf("%d ", memcmp(c, b + 100, 2000) != 0),
        printf("%zd", read(p[0], c, 10000)), printf(" %d\n", memcmp(c, b + 100, 3000) != 0);
    v[0].iov_len = 4096;
    printf("%zd", vmsplice(p[1], v, 1, 0)), printf(" %zd\n", read(p[0], c, 5000));
    printf("%zd ", read(99, c, 1)), printf("%d ", errno == EBADF),
        printf("%zd ", write(open("a", O_RDONLY), b, 1)), printf("%d ", errno == EBADF),
        printf("%zd ", read(f, (void *)16, 10)), printf("%d\n", errno == EFAULT);
    printf("%d", fsync(f)), printf(" %d", fdatasync(f)),
        printf(" %d", posix_fadvise(f, 0, 0, POSIX_FADV_RANDOM)),
        printf(" %d\n", (int)readahead(f, 0, 100));
    printf("%d", truncate("a", 50)), printf(" %zd\n", pread(f, c, 100, 0));
    int h = dup(f), k = dup2(f, 77), m = dup3(f, 78, O_CLOEXEC);
    printf("%d", h > 2), printf(" %d", k), printf(" %d", m), printf(" %d", fcntl(78, F_GETFD)),
        printf(" %d\n", fcntl(77, F_GETFD));
    lseek(f, 7, 0), printf("%ld\n", (long)lseek(77, 0, SEEK_CUR));
    close_range(77, 78, 0), printf("%d\n", fcntl(77, F_GETFD));
    unsigned h1 = 0;
    pread(g, c, 10000, 0);
    for (int i = 0; i < 10000; i++)
        h1 = h1 * 31 + c[i];
    printf("%x\n", h1);
    printf("%d\n", fcntl(p[1], F_SETPIPE_SZ, 8192) >= 8192);
}
