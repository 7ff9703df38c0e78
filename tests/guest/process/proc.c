// skip-arm: looks for a vdso
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process reads about itself in /proc. */
#include <ctype.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static int global = 1;

static void maps(const void *address, const char *what)
{
    FILE *f = fopen("/proc/self/maps", "r");
    char line[512], perms[8], name[256];
    unsigned long a, b, offset, ino;
    unsigned x, y;
    int found = 0;
    while (f && fgets(line, sizeof line, f)) {
        name[0] = 0;
        if (sscanf(line, "%lx-%lx %7s %lx %x:%x %lu %255s", &a, &b, perms, &offset, &x, &y, &ino,
                   name) < 7)
            printf("bad line %s", line);
        if ((unsigned long)address >= a && (unsigned long)address < b) {
            printf("%s: %s %s file %d\n", what, perms,
                   strrchr(name, '/') ? strrchr(name, '/') + 1 : name, ino != 0);
            found = 1;
        }
    }
    if (!found)
        printf("%s: not found\n", what);
    if (f)
        fclose(f);
}

int main(int argc, char **argv)
{
    char text[4096];
    int here = argc, fd;
    ssize_t n = readlink("/proc/self/exe", text, sizeof text - 1);
    text[n > 0 ? n : 0] = 0;
    printf("exe %s\n", basename(text));
    snprintf(text, sizeof text, "/proc/%d/exe", getpid());
    char again[4096];
    n = readlink(text, again, sizeof again - 1);
    printf("exe by pid %zd\n", n > 0 ? (ssize_t)1 : n);
    fd = open("/proc/self/exe", O_RDONLY);
    n = read(fd, text, 4);
    printf("exe content %d\n", n == 4 && !memcmp(text, "\177ELF", 4));
    close(fd);
    fd = open("/proc/self/cmdline", O_RDONLY);
    n = read(fd, text, sizeof text);
    printf("cmdline %d %d %d\n", n == (ssize_t)strlen(argv[0]) + 1,
           !memcmp(text, argv[0], strlen(argv[0])), text[n - 1]);
    close(fd);
    fd = open("/proc/self/comm", O_RDONLY);
    n = read(fd, text, sizeof text);
    prctl(PR_GET_NAME, again);
    printf("comm %d\n", n > 0 && !strncmp(text, again, (size_t)n - 1));
    close(fd);
    prctl(PR_SET_NAME, "renamed");
    fd = open("/proc/thread-self/comm", O_RDONLY);
    n = read(fd, text, sizeof text);
    printf("comm %.*s", (int)n, text);
    close(fd);
    fd = open("/proc/self/stat", O_RDONLY);
    n = read(fd, text, sizeof text - 1);
    text[n > 0 ? n : 0] = 0;
    int fields = 0;
    for (char *p = strrchr(text, ')'); p && (p = strchr(p + 1, ' '));)
        fields++;
    printf("stat pid %d fields %d\n", atoi(text) == getpid(), fields);
    close(fd);
    fd = open("/proc/self/auxv", O_RDONLY);
    n = read(fd, text, sizeof text);
    unsigned long *v = (unsigned long *)text;
    for (ssize_t i = 0; i + 1 < n / 8; i += 2)
        if (v[i] == AT_PAGESZ || v[i] == AT_ENTRY || v[i] == AT_PHDR)
            printf("auxv %d\n", v[i + 1] == getauxval(v[i]));
    close(fd);
    char *anon = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *shared = mmap(NULL, 4096, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    maps(main, "code");
    maps(&global, "data");
    maps(&here, "stack");
    maps(malloc(10), "heap");
    maps(anon, "anonymous");
    maps(shared, "shared");
    maps((void *)getauxval(AT_SYSINFO_EHDR), "vdso");
    fd = open("/proc/self/maps", O_WRONLY);
    printf("maps for writing %d\n", fd >= 0);
    printf("access %d\n", access("/proc/self/exe", X_OK));
    return 0;
}
