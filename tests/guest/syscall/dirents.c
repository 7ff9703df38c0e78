/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories through the bare calls: all names are there, an entry's offset leads to the next
 * entry, and fits into a long; buffers of every size; what is refused.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILES = 700, SLOTS = 2000 };

struct entry {
    char name[32];
    long long offset;
    unsigned char type;
};

static struct entry all[SLOTS];

/* Reads the entries in one buffer from the position on; their number, or -1. */
static int take(int fd, int old, size_t room, struct entry *to, int most)
{
    static char buffer[65536];
    long size;
    int n = 0;

#ifdef SYS_getdents
    if (old)
        size = syscall(SYS_getdents, fd, buffer, room);
    else
#endif
        size = syscall(SYS_getdents64, fd, buffer, room);
    if (size < 0)
        return -1;
    for (long at = 0; at < size && n < most; n++) {
        char *p = buffer + at;
        unsigned short length;
        if (old) {
            unsigned long offset;
            memcpy(&offset, p + sizeof(long), sizeof(offset));
            memcpy(&length, p + 2 * sizeof(long), 2);
            to[n].offset = (long)offset;
            snprintf(to[n].name, sizeof to[n].name, "%s", p + 2 * sizeof(long) + 2);
            to[n].type = p[length - 1];
        } else {
            memcpy(&to[n].offset, p + 8, 8);
            memcpy(&length, p + 16, 2);
            snprintf(to[n].name, sizeof to[n].name, "%s", p + 19);
            to[n].type = p[18];
        }
        at += length;
    }
    return n;
}

static void check(int fd, int old, size_t room)
{
    int count = 0, n, seen[FILES] = {0}, once = 0, folders = 0, fits = 1, follows = 1;
    struct entry next[1];

    lseek(fd, 0, SEEK_SET);
    while ((n = take(fd, old, room, all + count, SLOTS - count)) > 0)
        count += n;
    for (int i = 0; i < count; i++) {
        folders += all[i].type == DT_DIR;
        fits &= all[i].offset == (long)all[i].offset;
        if (all[i].name[0] == 'f')
            seen[atoi(all[i].name + 1)]++;
    }
    for (int i = 0; i < FILES; i++)
        once += seen[i] == 1;
    for (int i = 0; i + 1 < count; i += 31) {
        if (lseek(fd, all[i].offset, SEEK_SET) != all[i].offset)
            follows = 0;
        if (take(fd, old, 65536, next, 1) != 1 || strcmp(next->name, all[i + 1].name))
            follows = 0;
    }
    printf("%zu bytes: end %d, %d entries, %d files, %d folders, fits %d, follows %d\n", room, n,
           count, once, folders, fits, follows);
}

static void say(const char *what, long result)
{
    printf("%s %ld %d\n", what, result, result < 0 ? errno : 0);
}

int main(void)
{
    char name[32];
    int fd, file;

    mkdir("d", 0755);
    fd = open("d", O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "f%d", i);
        close(openat(fd, name, O_CREAT | O_WRONLY, 0644));
    }
    mkdirat(fd, "sub", 0755);
    for (int old = 0; old < 2; old++) {
#ifndef SYS_getdents
        int really = 0; /* newer architectures have no old call */
#else
        int really = old;
#endif
        static const size_t rooms[] = {40, 100, 4096, 65536};
        for (int i = 0; i < 4; i++)
            check(fd, really, rooms[i]);
    }
    lseek(fd, 0, SEEK_SET);
    say("small", take(fd, 0, 10, all, 1));
    file = open("d/f1", O_RDONLY);
    say("no folder", take(file, 0, 4096, all, 1));
    say("no file", take(999, 0, 4096, all, 1));
    printf("end %d\n", lseek(fd, 0, SEEK_END) > 0);
    say("pointer", syscall(SYS_getdents64, fd, NULL, 4096));
    lseek(fd, 0, SEEK_SET);
    say("pointer", syscall(SYS_getdents64, fd, NULL, 4096));
    return 0;
}
