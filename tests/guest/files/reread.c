/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files in /proc/self, and those of a child, that are read again from their start tell what is so
   by then. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
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

/* The state that status tells of a process; 0: errno says why not. */
static int state(int fd, int by_offset)
{
    char text[8192];
    ssize_t n;

    if (by_offset)
        n = pread(fd, text, sizeof(text) - 1, 0);
    else
        n = lseek(fd, 0, SEEK_SET) == 0 ? read(fd, text, sizeof(text) - 1) : -1;
    if (n < 0)
        return 0;
    text[n] = 0;
    char *line = strstr(text, "State:");
    return line ? line[7] : '?';
}

/* A child's, while it stands, is dead, and is forgotten. */
static void child_states(void)
{
    char name[40];
    siginfo_t info;
    pid_t child = fork();

    if (!child)
        for (;;)
            pause();
    snprintf(name, sizeof(name), "/proc/%d/status", (int)child);
    int fd = open(name, O_RDONLY);
    kill(child, SIGSTOP);
    waitid(P_PID, (id_t)child, &info, WSTOPPED | WNOWAIT);
    printf("stopped %c %c\n", state(fd, 0), state(fd, 1));
    kill(child, SIGKILL);
    waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
    printf("dead %c %c\n", state(fd, 0), state(fd, 1));
    waitpid(child, NULL, 0);
    for (int by_offset = 0; by_offset < 2; by_offset++) {
        errno = 0;
        printf("gone %d", state(fd, by_offset));
        printf(" %s\n", strerror(errno));
    }
    close(fd);
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
    child_states();
    return 0;
}
