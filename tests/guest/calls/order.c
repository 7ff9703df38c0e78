// skip-arm: ranges and flags beyond words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two things wrong at once, ranges that wrap, flags in the upper half: which error comes, if any.
 */
#include <linux/mempolicy.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include "call.h"

#define PAGE     4096
#define FAR      (1UL << 63)
#define OVER     (-1L)
#define LAST     (-4096L)
#define REFUSED  -1L
#define HIGH     (1L << 32)
#define UNMAPPED 0

static char bytes[PAGE];
static int64_t soon[2] = {0, 1};

/* Each call on ranges that wrap, are empty, or lie where nothing is. */
#define RANGES(name, ...)                                                                          \
    do {                                                                                           \
        CALL(name, rw, OVER, ##__VA_ARGS__);                                                       \
        CALL(name, rw, LAST, ##__VA_ARGS__);                                                       \
        CALL(name, LAST, PAGE, ##__VA_ARGS__);                                                     \
        CALL(name, FAR, 0, ##__VA_ARGS__);                                                         \
        CALL(name, FAR, PAGE, ##__VA_ARGS__);                                                      \
        CALL(name, rw + 1, 0, ##__VA_ARGS__);                                                      \
        CALL(name, UNMAPPED, PAGE, ##__VA_ARGS__);                                                 \
    } while (0)

int main(void)
{
    char *rw = mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *hole = mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int file = open("file", O_RDWR | O_CREAT, 0644);

    munmap(hole, 4 * PAGE);
    RANGES(mlock);
    RANGES(mlock2, 0);
    RANGES(munlock);
    RANGES(msync, 0);
    RANGES(msync, 1 << 20);
    RANGES(madvise, MADV_NORMAL);
    RANGES(madvise, 99);
    RANGES(mincore, bytes);
    RANGES(mseal, 0);
    RANGES(mseal, 1);
    RANGES(mprotect, PROT_READ | PROT_WRITE);
    CALL(mprotect, rw, PAGE, HIGH | PROT_READ);
    CALL(mprotect, hole, PAGE, FAR);
    CALL(mbind, LAST, PAGE, MPOL_DEFAULT, 0, 0, 0);
    CALL(mbind, rw, OVER, MPOL_DEFAULT, 0, 0, 0);
    CALL(mbind, rw, 0, MPOL_DEFAULT, 0, 0, 0);
    CALL(mbind, hole, PAGE, MPOL_DEFAULT, 0, 0, 0);

    /* Moving memory. */
    CALL(mremap, rw, PAGE, PAGE, HIGH, 0);
    CALL(mremap, rw, PAGE, PAGE, FAR, 0);
    CALL(mremap, rw, 0, PAGE, 0, 0);
    CALL(mremap, rw, 0, PAGE, MREMAP_MAYMOVE, 0);
    CALL(mremap, rw, OVER, PAGE, 0, 0);
    CALL(mremap, hole, 0, PAGE, 0, 0);
    CALL(mremap, rw, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, rw);
    CALL(mremap, rw, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, hole + 1);
    CALL(mremap, rw, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, FAR);

    /* An address that no process has beside another error. */
    CALL(wait4, 0, 0, 0, OVER);
    CALL(wait4, 0, 0, 1 << 20, OVER);
    CALL(futex, OVER, FUTEX_WAIT, 0, 0, 0, 0);
    CALL(futex, LAST, FUTEX_WAIT, 0, 0, 0, 0);
    CALL(getdents64, file, OVER, 64);
    CALL(getdents64, 99, OVER, 64);
    CALL(accept4, file, OVER, OVER, 0);
    CALL(sendmsg, file, OVER, 0);
    CALL(recvmsg, file, OVER, 0);
    CALL(getsockname, file, OVER, OVER);
    CALL(getsockopt, file, 1, 1, OVER, OVER);
    CALL(setsockopt, file, 1, 1, OVER, 4);
    CALL(preadv, file, OVER, 0, 0, 0);
    CALL(preadv, 99, OVER, 1, 0, 0);
    CALL(pwritev, file, OVER, 0, 0, 0);
    CALL(process_vm_readv, 1 << 29, OVER, 0, OVER, 0, 0);
    CALL(pidfd_send_signal, file, 0, OVER, 0);
    CALL(pidfd_send_signal, 99, 0, OVER, 0);
    CALL(epoll_pwait, REFUSED, OVER, 0, 0, 0, 8);
    CALL(nanosleep, soon, OVER);
    CALL(nanosleep, OVER, OVER);
    return 0;
}
