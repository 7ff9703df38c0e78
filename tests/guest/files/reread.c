/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files in /proc/self that are read again from their start tell what is so by then. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Is there a mapping of [start, end) in maps? */
static int has(FILE *maps, char *start, char *end)
{
    char *line = NULL;
    size_t room = 0;
    unsigned long a, b;
    int found = 0;

    rewind(maps);
    while (getline(&line, &room, maps) > 0)
        if (sscanf(line, "%lx-%lx", &a, &b) == 2)
            found |= a <= (unsigned long)start && b >= (unsigned long)end;
    free(line);
    return found;
}

static long data_size(int fd)
{
    char text[8192];
    ssize_t n = lseek(fd, 0, SEEK_SET) == 0 ? read(fd, text, sizeof(text) - 1) : -1;

    if (n < 0)
        return -1;
    text[n] = 0;
    char *line = strstr(text, "VmData:");
    return line ? atol(line + 7) : -1;
}

int main(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), size = 64 * page;
    FILE *maps = fopen("/proc/self/maps", "r");
    int status = open("/proc/self/status", O_RDONLY);
    long before = data_size(status);
    char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    printf("mapped %d\n", has(maps, p, p + size));
    printf("more data %d\n", data_size(status) >= before + (long)(size >> 10));
    munmap(p, size);
    printf("unmapped %d\n", has(maps, p, p + page));
    printf("less data %d\n", data_size(status) < before + (long)(size >> 10));
    int again = dup(fileno(maps));
    p = mmap(p, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    fflush(stdout);
    if (!fork()) { /* the parent's maps */
        char text[1 << 16];
        munmap(p, size);
        lseek(again, 0, SEEK_SET);
        ssize_t n = read(again, text, sizeof(text) - 1), k;
        char want[20];
        for (k = n; k > 0 && k < (ssize_t)sizeof(text) - 1 &&
                    (k = read(again, text + n, sizeof(text) - 1 - (size_t)n)) > 0;)
            n += k;
        text[n > 0 ? n : 0] = 0;
        snprintf(want, sizeof(want), "%lx-", (unsigned long)p);
        printf("of the parent %d\n", strstr(text, want) != NULL);
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    return 0;
}
