// skip-aarch64: has no 32-bit calls
// skip-riscv64: has no 32-bit calls
// static: natively from 64-bit code
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are opened without O_LARGEFILE: what F_GETFL says, 2 GiB, and an open that waits. */
#define CALLS32
#include "call.h"
#include <sys/stat.h>

#ifdef __arm__
#define LARGE 0400000
#else
#define LARGE 0100000
#endif
#define GIGA (UINT64_C(1) << 30)

static char path[4096];

static void flags(const char *what, int fd)
{
    long all = CALL_RAW(fcntl64, fd, F_GETFL, 0);

    printf("  %s: large %d, access %ld\n", what, !!(all & LARGE), all & 3);
    fflush(stdout);
}

static void come(int sig)
{
    (void)sig;
}

int main(void)
{
    struct sigaction action = {.sa_handler = come};
    int small, large, dir;

    call_start();
    small = CALL(open, "file", O_RDWR | O_CREAT, 0644);
    large = CALL(open, "file", O_RDWR | LARGE, 0);
    flags("small", small);
    flags("large", large);
    flags("its copy", dup(small));
    flags("a folder", CALL(open, ".", O_RDONLY | O_DIRECTORY, 0));
    flags("a device", CALL(open, "/dev/null", O_WRONLY, 0));
    dir = CALL(open, ".", O_RDONLY | O_DIRECTORY | LARGE, 0);
    flags("from a folder", CALL(openat, dir, "file", O_RDONLY, 0));
    getcwd(path, sizeof(path) - 10);
    strcat(path, "/file");
    flags("by its whole name", CALL(openat, 99, path, O_WRONLY | O_APPEND, 0));
    CHILD(flags("in a child", small));
    CALL(fcntl64, small, F_SETFL, O_NONBLOCK | LARGE);
    flags("after F_SETFL", small);

    CALL(pwrite64, small, "x", 1, PAD_LL(2 * GIGA - 2));
    CALL(pwrite64, small, "x", 1, PAD_LL(2 * GIGA - 1));
    CALL(pwrite64, small, "xyz", 3, PAD_LL(2 * GIGA - 2));
    CALL(pwrite64, large, "x", 1, PAD_LL(2 * GIGA - 1));
    CALL(open, "file", O_RDONLY, 0);
    CALL(open, "file", O_RDONLY | O_TRUNC | O_WRONLY, 0);
    CALL(pread64, small, path, 2, PAD_LL(2 * GIGA - 2));
    CALL(open, "file", O_RDONLY | LARGE, 0);
    CALL(open, "none", O_RDONLY, 0);
    CALL(open, BAD, O_RDONLY, 0);

    mkfifo("fifo", 0600);
    sigaction(SIGALRM, &action, NULL);
    ualarm(50000, 0);
    CALL(open, "fifo", O_RDONLY, 0);
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    ualarm(50000, 0);
    fflush(stdout);
    if (!fork()) {
        usleep(200000);
        CALL_RAW(open, "fifo", O_WRONLY, 0);
        _exit(0);
    }
    flags("behind a signal", CALL(open, "fifo", O_RDONLY, 0));
    return 0;
}
