// skip-aarch64: has no 32-bit calls
// skip-riscv64: has no 32-bit calls
// static: natively from 64-bit code
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that only 32-bit ABIs have: names without a directory, offsets and sizes. */
#define CALLS32
#include "call.h"
#include <sys/mman.h>
#include <sys/sysmacros.h>

static uint8_t st[256], fs[256];
static char buffer[4096];
static uint32_t two[2], times[4] = {1000000000, 5, 1100000000, 6};
static uint64_t place;
static char *page;

int main(void)
{
    int file;

    call_start();
    file = CALL(open, "file", O_RDWR | O_CREAT | O_EXCL, 0644);
    CALL(open, "file", O_RDWR | O_CREAT | O_EXCL, 0644);
    CALL(open, "none", O_RDONLY, 0);
    CALL(open, BAD, O_RDONLY, 0);
    CALL(creat, "made", 0600);
    CALL(creat, "none/made", 0600);
    CALL(creat, BAD, 0600);
    CALL(link, "file", "hard");
    CALL(link, "file", "hard");
    CALL(link, "none", "other");
    CALL(link, BAD, "other");
    CALL(link, "file", BAD);
    CALL(unlink, "hard");
    CALL(unlink, "hard");
    CALL(unlink, ".");
    CALL(unlink, BAD);
    CALL(mknod, "fifo", S_IFIFO | 0600, 0);
    CALL(mknod, "fifo", S_IFIFO | 0600, 0);
    CALL(mknod, "odd", 0150000, 0);
    CALL(mknod, BAD, S_IFIFO | 0600, 0);
    CALL(chmod, "file", 0640);
    CALL(chmod, "none", 0640);
    CALL(chmod, BAD, 0640);
    CALL(access, "file", R_OK);
    CALL(access, "none", R_OK);
    CALL(access, "file", 99);
    CALL(access, BAD, R_OK);
    CALL(rename, "made", "moved");
    CALL(rename, "made", "moved");
    CALL(rename, BAD, "moved");
    CALL(mkdir, "dir", 0755);
    CALL(mkdir, "dir", 0755);
    CALL(mkdir, BAD, 0755);
    CALL(rmdir, "dir");
    CALL(rmdir, "dir");
    CALL(rmdir, "file");
    CALL(rmdir, BAD);
    CALL(symlink, "file", "link");
    CALL(symlink, "file", "link");
    CALL(symlink, BAD, "bad");
    CALL(readlink, "link", buffer, 64);
    CALL(readlink, "file", buffer, 64);
    CALL(readlink, "link", BAD, 64);
    CALL(readlink, "link", buffer, -1);
    CALL(utimes, "file", times);
    CALL(utimes, "none", times);
    CALL(utimes, "file", BAD);
    times[1] = 1000000;
    CALL(utimes, "file", times);
    times[1] = 5;
    CALL(futimesat, CWD, "file", times);
    CALL(futimesat, 99, "file", times);
    CALL(futimesat, CWD, "file", BAD);
    CALL(chdir, ".");

    CALL(write, file, "0123456789", 10);
    CALL(_llseek, file, 1, 5, &place, SEEK_SET);
    tell("place", (long long)place);
    CALL(_llseek, file, 0, 0, &place, 99);
    CALL(_llseek, file, 0, 0, BAD, SEEK_SET);
    CALL(_llseek, 99, 0, 0, &place, SEEK_SET);
    CALL(truncate, "file", 8);
    CALL(truncate, "none", 8);
    CALL(truncate, "file", -1);
    CALL(ftruncate, file, 9);
    CALL(ftruncate, 99, 9);
    CALL(truncate64, "file", PAD_LL(UINT64_C(0x123456789)));
    CALL(truncate64, "none", PAD_LL(0));
    CALL(truncate64, "file", PAD_LL(-1));
    CALL(stat, "file", st);
    CALL(lseek, file, 5, SEEK_SET);
    CALL(ftruncate64, file, PAD_LL(10));
    CALL(ftruncate64, 99, PAD_LL(10));
    CALL(ftruncate64, file, PAD_LL(-1));
    place = 4;
    CALL(pipe2, two, 0);
    CALL(sendfile64, two[1], file, &place, 3);
    tell("place", (long long)place);
    CALL(sendfile64, two[1], file, BAD, 3);
    CALL(sendfile64, 99, file, &place, 3);
    CALL(fcntl64, file, F_GETFD, 0);
    CALL(fcntl64, file, 12, BAD);
    CALL(fcntl64, file, 9999, 0);
    CALL(fcntl64, 99, F_GETFD, 0);
    CALL(stat, "none", st);
    CALL(stat, BAD, st);
    CALL(lstat, "link", st);
    CALL(lstat, "none", st);
    CALL(lstat, "link", BAD);
    CALL(fstat, 99, st);
    CALL(fstat, file, BAD);
    CALL(stat64, "file", st);
    tell("mode", *(uint32_t *)(st + 16));
    tell("links", *(uint32_t *)(st + 20));
    CALL(stat64, "none", st);
    CALL(stat64, "file", BAD);
    CALL(lstat64, "link", st);
    tell("mode", *(uint32_t *)(st + 16));
    CALL(lstat64, "none", st);
    CALL(lstat64, "link", BAD);
    CALL(fstat64, file, st);
    tell("links", *(uint32_t *)(st + 20));
    CALL(fstat64, 99, st);
    CALL(fstat64, file, BAD);
    CALL(fstatat64, CWD, "link", st, AT_SYMLINK_NOFOLLOW);
    tell("mode", *(uint32_t *)(st + 16));
    CALL(fstatat64, CWD, "file", st, 1);
    CALL(fstatat64, 99, "file", st, 0);
    CALL(fstatat64, CWD, "file", BAD, 0);
    CALL(statfs64, ".", 84, fs);
    tell("type", *(uint32_t *)fs);
    CALL(statfs64, ".", 80, fs);
    CALL(statfs64, "none", 84, fs);
    CALL(statfs64, ".", 84, BAD);
    CALL(fstatfs64, file, 84, fs);
    tell("block", *(uint32_t *)(fs + 4));
    CALL(fstatfs64, file, 80, fs);
    CALL(fstatfs64, 99, 84, fs);
    CALL(fstatfs64, file, 84, BAD);
    page = (char *)SOME(mmap2, 0, 4096, PROT_READ, MAP_PRIVATE, file, 0);
    CALL(munmap, page, 4096);
    CALL(mmap2, 0, 0, PROT_READ, MAP_PRIVATE, file, 0);
    CALL(mmap2, 0, 4096, PROT_READ, 0, file, 0);
    CALL(mmap2, 0, 4096, PROT_READ, MAP_PRIVATE, 99, 0);
    tell("entries", CALL_RAW(getdents, open(".", O_RDONLY), buffer, 4096) > 16 * 5);
    CALL(getdents, file, buffer, 4096);
    CALL(getdents, 99, buffer, 4096);
    CALL(getdents, open(".", O_RDONLY), buffer, 4);
    CALL(nfsservctl, 0, 0, 0);
    CALL(bdflush, 0, 0);
    CALL(_sysctl, 0);
    return 0;
}
