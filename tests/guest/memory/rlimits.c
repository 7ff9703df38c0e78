/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Limits of memory: enforced, told, inherited by fork and exec, raised and lowered by the rules. */
#define _FILE_OFFSET_BITS 64 /* limits of 64 bits everywhere */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

static void tell(const char *what, long result)
{
    printf("%s: %ld errno %d\n", what, result, errno);
    errno = 0;
}

static int maps(size_t size, int prot, int flags)
{
    void *p = mmap(NULL, size, prot, MAP_ANONYMOUS | flags, -1, 0);

    if (p == MAP_FAILED)
        return 0;
    munmap(p, size);
    return 1;
}

static void show(const char *what, int resource)
{
    struct rlimit l;

    getrlimit(resource, &l);
    printf("%s: %lld %lld\n", what, (long long)l.rlim_cur, (long long)l.rlim_max);
}

static void set(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit l = {soft, hard};

    tell("set", setrlimit(resource, &l));
}

int main(int argc, char **argv)
{
    struct rlimit old, new = {900 * MIB, RLIM_INFINITY};
    int status;
    char *p;

    if (argc > 1) {
        show("exec'ed", RLIMIT_AS);
        show("data", RLIMIT_DATA);
        tell("100 MiB", maps(100 * MIB, PROT_READ, MAP_PRIVATE));
        tell("2 GiB", maps(2048 * MIB, PROT_READ, MAP_PRIVATE));
        return 0;
    }
    show("start", RLIMIT_AS);
    set(RLIMIT_AS, 1000 * MIB, RLIM_INFINITY);
    show("as", RLIMIT_AS);
    tell("500 MiB", maps(500 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE));
    tell("1500 MiB", maps(1500 * MIB, PROT_READ, MAP_PRIVATE));
    tell("shared 1500 MiB", maps(1500 * MIB, PROT_READ, MAP_SHARED | MAP_NORESERVE));
    p = mmap(NULL, MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    tell("grow", mremap(p, MIB, 1500 * MIB, MREMAP_MAYMOVE) != MAP_FAILED);
    tell("sbrk", sbrk(1500 * MIB) != (void *)-1);
    tell("malloc", malloc(1500 * MIB) != NULL);
    tell("prlimit", prlimit(0, RLIMIT_AS, &new, &old));
    printf("old %lld\n", (long long)old.rlim_cur);
    show("now", RLIMIT_AS);
    set(RLIMIT_DATA, 300 * MIB, RLIM_INFINITY);
    tell("data 200 MiB", maps(200 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE));
    tell("data 400 MiB", maps(400 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE));
    tell("read-only 400 MiB", maps(400 * MIB, PROT_READ, MAP_PRIVATE));
    p = mmap(NULL, 400 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    tell("400 MiB to data", mprotect(p, 400 * MIB, PROT_READ | PROT_WRITE));
    tell("100 MiB to data", mprotect(p, 100 * MIB, PROT_READ | PROT_WRITE));
    tell("300 MiB more", mprotect(p + 100 * MIB, 300 * MIB, PROT_READ | PROT_WRITE));
    munmap(p, 400 * MIB);
    p = mmap(NULL, 700 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    tell("in its place",
         mmap(p, 600 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p);
    tell("and beyond it", mmap(p + 500 * MIB, 500 * MIB, PROT_READ,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED);
    munmap(p, 700 * MIB);
    set(RLIMIT_AS, 800 * MIB, 700 * MIB);
    set(RLIMIT_AS, 800 * MIB, 900 * MIB);
    fflush(stdout);
    if (!fork()) {
        show("child", RLIMIT_AS);
        setuid(12345);
        set(RLIMIT_AS, 800 * MIB, 1000 * MIB);
        set(RLIMIT_AS, 900 * MIB, 900 * MIB);
        fflush(stdout);
        _exit(0);
    }
    wait(&status);
    set(1000, 1, 1);
    tell("bad pointer", syscall(SYS_prlimit64, 0, RLIMIT_AS, (void *)8, NULL));
    fflush(stdout);
    execl("/proc/self/exe", "rlimits", "again", NULL);
    return 1;
}
