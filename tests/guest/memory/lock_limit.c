// static
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mlockall without privilege: what counts is the program's own memory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long locked_kb(void)
{
    char line[256];
    long kb = -1;
    FILE *f = fopen("/proc/self/status", "r");

    while (fgets(line, sizeof(line), f))
        sscanf(line, "VmLck: %ld", &kb);
    fclose(f);
    return kb;
}

static void limit(rlim_t bytes)
{
    struct rlimit l;

    getrlimit(RLIMIT_MEMLOCK, &l);
    if (l.rlim_max < bytes)
        exit(77);
    l.rlim_cur = bytes;
    setrlimit(RLIMIT_MEMLOCK, &l);
}

static void say(const char *what, long result)
{
    printf("%s: %s\n", what, result < 0 ? strerrorname_np(errno) : "done");
}

static void map(const char *what, size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    say(what, p == MAP_FAILED ? -1 : 0);
    if (p != MAP_FAILED) {
        memset(p, 1, size);
        munmap(p, size);
    }
}

static void unprivileged(void)
{
    limit(8 << 20);
    if (setuid(65534))
        exit(77);
    say("nothing locked", locked_kb());
    say("current", mlockall(MCL_CURRENT));
    printf("%d\n", locked_kb() > 100 && locked_kb() < 8192);
    say("unlocked", munlockall());
    printf("%ld\n", locked_kb());
    say("current on fault", mlockall(MCL_CURRENT | MCL_ONFAULT));
    printf("%d\n", locked_kb() > 100 && locked_kb() < 8192);
    say("future", mlockall(MCL_CURRENT | MCL_FUTURE));
    map("2 MiB", 2 << 20);
    map("20 MiB", 20 << 20);
    say("heap", sbrk(1 << 20) == (void *)-1 ? -1 : 0);
    say("big heap", sbrk(20 << 20) == (void *)-1 ? -1 : 0);
    say("future on fault", mlockall(MCL_FUTURE | MCL_ONFAULT));
    map("2 MiB", 2 << 20);
    map("20 MiB", 20 << 20);
    fflush(stdout);
    if (!fork()) { /* which has no locks */
        printf("child %ld\n", locked_kb());
        map("20 MiB", 20 << 20);
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    say("unlocked", munlockall());
    map("20 MiB", 20 << 20);
    limit(65536);
    say("little", mlockall(MCL_CURRENT));
    say("future alone", mlockall(MCL_FUTURE));
    map("1 MiB", 1 << 20);
    say("unlocked", munlockall());
    limit(0);
    say("none", mlockall(MCL_CURRENT));
    say("none", mlockall(MCL_FUTURE));
}

int main(void)
{
    if (geteuid())
        return 77;
    limit(65536);
    say("privileged", mlockall(MCL_CURRENT | MCL_FUTURE));
    map("20 MiB", 20 << 20);
    say("unlocked", munlockall());
    unprivileged();
    return 0;
}
