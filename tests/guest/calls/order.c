// skip-arm: ranges and flags beyond words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two things wrong at once, ranges that wrap, flags in the upper half: which error comes, if any.
 */
#include <linux/mempolicy.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include "call.h"

#define PAGE     4096
#define FAR      (1UL << 55) /* no tag of arm64 */
#define OVER     (-1L)
#define LAST     (-4096L)
#define REFUSED  -1L
#define HIGH     (1L << 32)
#define UNMAPPED 0

static char bytes[PAGE];
static int64_t soon[2] = {0, 1}, wrong_time[2] = {0, -1};
static uint64_t wrong_pair[2] = {16, 8}, odd_pair[2] = {0, 3}, bad_size[2];

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

    /* Waiting: the time, the mask, its size, the descriptors. */
    bad_size[0] = (uint64_t)bytes, bad_size[1] = 3;
    void *time[] = {soon, wrong_time, (void *)8, (void *)OVER};
    void *mask[] = {bytes, (void *)8, (void *)OVER};
    void *pair[] = {wrong_pair, odd_pair, bad_size, (void *)8};
    for (int t = 0; t < 4; t++)
        for (int m = 0; m < 3; m++)
            for (int size = 3; size <= 8; size += 5) {
                CALL(ppoll, 0, 0, time[t], mask[m], size);
                CALL(ppoll, 8, 1, time[t], mask[m], size);
                CALL(ppoll, 8, OVER, time[t], mask[m], size);
                CALL(epoll_pwait2, file, bytes, 1, time[t], mask[m], size);
                CALL(epoll_pwait2, REFUSED, OVER, 0, time[t], mask[m], size);
                CALL(epoll_pwait, REFUSED, OVER, 0, 0, mask[m], size);
            }
    for (int t = 0; t < 4; t++)
        for (int p = 0; p < 4; p++) {
            CALL(pselect6, 0, 0, 0, 0, time[t], pair[p]);
            CALL(pselect6, REFUSED, 0, 0, 0, time[t], pair[p]);
            CALL(pselect6, 8, 8, 0, 0, time[t], pair[p]);
            CALL(io_pgetevents, REFUSED, 1, 1, bytes, time[t], pair[p]);
        }
    for (long type = 0; type < 9; type += 4)
        for (long options = 0; options < 9; options += 4)
            for (int m = 0; m < 3; m++) {
                CALL(waitid, type, REFUSED, mask[m], options, 0);
                CALL(waitid, type, 0, mask[m], options, OVER);
                CALL(waitid, type, file, 0, options | WNOHANG, 8);
            }

    /* Two paths. */
    static char longest[5000];
    memset(longest, 'x', sizeof(longest) - 1);
    void *path[] = {"/nowhere/at/all", "file", longest, "", (void *)8, (void *)OVER};
    for (int a = 0; a < 6; a++)
        for (int b = 0; b < 6; b++) {
            CALL(pivot_root, path[a], path[b]);
            CALL(move_mount, AT_FDCWD, path[a], AT_FDCWD, path[b], 0);
            CALL(move_mount, AT_FDCWD, path[a], 99, path[b], 1 << 30);
            CALL(mount, path[a], path[b], path[a], 0, path[b]);
            CALL(mount, "none", path[a], path[b], 0, 0);
            CALL(linkat, AT_FDCWD, path[a], AT_FDCWD, path[b], 1 << 30);
            CALL(renameat2, AT_FDCWD, path[a], 99, path[b], 0);
            CALL(symlinkat, path[a], 99, path[b]);
        }
    for (int a = 0; a < 6; a++) {
        CALL(umount2, path[a], 1 << 30);
        CALL(umount2, path[a], 0);
    }
    return 0;
}
