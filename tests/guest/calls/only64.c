// skip-arm: has them by another name
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that a 32-bit ABI has by another name or not at all. */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/resource.h>
#include "call.h"
#define __NR_memfd_secret 447

static struct stat st;
static struct statfs fs;
static struct rlimit limit;

int main(void)
{
    int file = open("file", O_RDWR | O_CREAT, 0644), pair[2];
    char *page;

    pipe(pair);
    write(file, "content", 7);
    CALL(fadvise64, file, 0, 0, 1);
    CALL(fadvise64, file, 0, 0, 99);
    CALL(fadvise64, pair[0], 0, 0, 1);
    CALL(fadvise64, 99, 0, 0, 1);
    CALL(sync_file_range, file, 0, 0, 7);
    CALL(sync_file_range, file, -1, 0, 7);
    CALL(sync_file_range, file, 0, 0, 8);
    CALL(sync_file_range, pair[0], 0, 0, 7);
    CALL(sync_file_range, 99, 0, 0, 7);
    CALL(newfstatat, CWD, "file", &st, 0);
    tell("size", st.st_size);
    CALL(newfstatat, file, "", &st, AT_EMPTY_PATH);
    CALL(newfstatat, CWD, "none", &st, 0);
    CALL(newfstatat, CWD, "file", &st, 1);
    CALL(newfstatat, CWD, "file", BAD, 0);
    CALL(newfstatat, 99, "file", &st, 0);
    CALL(fstat, file, &st);
    CALL(fstat, file, BAD);
    CALL(fstat, 99, &st);
    CALL(statfs, ".", &fs);
    tell("type", fs.f_type);
    CALL(statfs, "none", &fs);
    CALL(statfs, ".", BAD);
    CALL(fstatfs, file, &fs);
    tell("block", fs.f_bsize);
    CALL(fstatfs, file, BAD);
    CALL(fstatfs, 99, &fs);
    page = (char *)SOME(mmap, 0, 8192, PROT_READ, MAP_PRIVATE, file, 0);
    printf("  %s\n", page);
    CALL(mmap, 0, 0, PROT_READ, MAP_PRIVATE, file, 0);
    CALL(mmap, 0, 8192, PROT_READ, 0, file, 0);
    CALL(mmap, 0, 8192, PROT_READ, MAP_PRIVATE, file, 1);
    CALL(mmap, 0, 8192, PROT_READ, MAP_PRIVATE, 99, 0);
    CALL(mmap, 0, 8192, PROT_READ, MAP_PRIVATE, pair[0], 0);
    CALL(mmap, 1, 8192, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 0);
    CALL(mmap, 0, -1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CALL(getrlimit, RLIMIT_CORE, &limit);
    CALL(getrlimit, 99, &limit);
    CALL(getrlimit, RLIMIT_CORE, BAD);
    limit.rlim_cur = 0;
    CALL(setrlimit, RLIMIT_CORE, &limit);
    limit.rlim_cur = 2;
    limit.rlim_max = 1;
    CALL(setrlimit, RLIMIT_CORE, &limit);
    CALL(setrlimit, RLIMIT_CORE, BAD);
    CALL(setrlimit, 99, &limit);
    SOME(memfd_secret, 0);
    CALL(memfd_secret, 1);
    CALL(mseal, page, 4096, 0);
    CALL(mprotect, page, 4096, PROT_NONE);
    CALL(munmap, page, 8192);
    CALL(mseal, page, 4096, 1);
    CALL(mseal, page + 1, 4096, 0);
    CALL(mseal, BAD << 12, 4096, 0);
    CALL(mseal, page, 0, 0);
    tell("no shadow stack", CALL_RAW(map_shadow_stack, 0, 0, 8));
    return 0;
}
