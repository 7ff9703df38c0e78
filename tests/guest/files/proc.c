/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc/self says: maps, cmdline, exe, fd, status, stat, comm, environ, auxv, limits. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>
static char *slurp(const char *p, ssize_t *n)
{
    static char b[200000];
    int f = open(p, O_RDONLY);
    *n = 0;
    ssize_t r;
    while ((r = read(f, b + *n, sizeof(b) - 1 - *n)) > 0)
        *n += r;
    b[*n] = 0;
    close(f);
    return b;
}
int main(int argc, char **argv)
{
    ssize_t n;
    char *b = slurp("/proc/self/cmdline", &n);
    printf("%zd", n == strlen(argv[0]) + 1 ? 1l : 0l), printf(" %d\n", strcmp(b, argv[0]));
    char e[500], *x = strrchr(argv[0], '/');
    ssize_t k = readlink("/proc/self/exe", e, 499);
    e[k < 0 ? 0 : k] = 0;
    printf("%d\n", strcmp(strrchr(e, '/'), x));
    b = slurp("/proc/self/comm", &n), printf("%d ", strncmp(b, x + 1, strlen(x + 1)));
    prctl(PR_SET_NAME, "newname"), b = slurp("/proc/self/comm", &n), printf("%s", b);
    b = slurp("/proc/self/maps", &n);
    char *heap = malloc(10);
    static int var;
    int local;
    long found = 0, text = 0, rw = 0;
    void *m = mmap(NULL, 12288, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect((char *)m + 4096, 4096, PROT_READ | PROT_WRITE);
    b = slurp("/proc/self/maps", &n);
    int lines = 0, mine = 0;
    for (char *l = strtok(b, "\n"); l; l = strtok(NULL, "\n"), lines++) {
        unsigned long s, t;
        char p[5];
        if (sscanf(l, "%lx-%lx %4s", &s, &t, p) != 3)
            printf("bad line %s\n", l);
        if ((uintptr_t)main >= s && (uintptr_t)main < t)
            text = p[0] == 'r' && p[2] == 'x' && strstr(l, x) != NULL;
        if ((uintptr_t)&var >= s && (uintptr_t)&var < t)
            rw = p[1] == 'w';
        if ((uintptr_t)&local >= s && (uintptr_t)&local < t)
            found |= strstr(l, "[stack]") ? 1 : 2;
        if (s >= (uintptr_t)m && t <= (uintptr_t)m + 12288)
            mine++;
        if (strstr(l, "[heap]") && (uintptr_t)heap >= s && (uintptr_t)heap < t)
            found |= 4;
    }
    printf("%ld %ld %ld %d %d\n", text, rw, found, mine, lines > 5 && lines < 100);
    b = slurp("/proc/self/status", &n), printf("%d", strstr(b, "Name:\tnewname") != NULL),
    printf(" %d", strstr(b, "Threads:\t1") != NULL),
    printf(" %d\n", atoi(strstr(b, "\nPid:") + 5) == getpid());
    b = slurp("/proc/self/stat", &n);
    int pid, ppid;
    char st, c[50];
    printf("%d ", sscanf(b, "%d (%[^)]) %c %d", &pid, c, &st, &ppid)),
        printf("%d", pid == getpid()), printf(" %s", c), printf(" %d\n", ppid == getppid());
    slurp("/proc/self/auxv", &n);
    unsigned long *a = (void *)slurp("/proc/self/auxv", &n);
    int ok = 0;
    for (; a[0]; a += 2)
        ok |= (a[0] == AT_PAGESZ && a[1] == 4096) |
              (a[0] == AT_ENTRY && a[1] == getauxval(AT_ENTRY)) << 1 |
              (a[0] == AT_PHDR && a[1] == getauxval(AT_PHDR)) << 2 | (a[0] == AT_RANDOM) << 3;
    printf("%x\n", ok);
    sprintf(e, "/proc/%d/exe", getpid()), k = readlink(e, e, 400), printf("%d\n", k > 0);
    printf("%d", getauxval(AT_SECURE) == 0),
        printf(" %d\n", strcmp((char *)getauxval(AT_EXECFN), argv[0]));
    int fd = open("/dev/null", O_RDONLY);
    sprintf(e, "/proc/self/fd/%d", fd), k = readlink(e, e, 400), printf("%.*s\n", (int)k, e);
    b = slurp("/proc/self/limits", &n), printf("%d\n", strstr(b, "Max open files") != NULL);
    printf("%d ", access("/proc/self/task", F_OK)),
        printf("%d\n", open("/proc/self/nonexistent", O_RDONLY));
}
