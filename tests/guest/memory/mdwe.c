/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PR_SET_MDWE: no memory becomes executable; what inherits it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SET 65
#define GET 66
enum { R = PROT_READ, W = PROT_WRITE, X = PROT_EXEC };

static void *map(const char *what, int prot, int fd)
{
    void *p = mmap(NULL, 8192, prot, MAP_PRIVATE | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);

    printf("%s: %s\n", what, p == MAP_FAILED ? strerror(errno) : "mapped");
    return p;
}

static void protect(const char *what, void *p, size_t size, int prot)
{
    int result = mprotect(p, size, prot);

    printf("%s: %s\n", what, result ? strerror(errno) : "protected");
}

static void child(int exec, char **argv)
{
    fflush(stdout);
    if (!fork()) {
        if (exec)
            execl(argv[0], argv[0], "child", NULL);
        printf("child: %d\n", prctl(GET, 0, 0, 0, 0));
        map("child, all", R | W | X, -1);
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
}

int main(int argc, char **argv)
{
    int fd = open(argv[0], O_RDONLY);
    void *rw, *rx, *file;

    if (argc > 1) {
        printf("executed: %d\n", prctl(GET, 0, 0, 0, 0));
        map("executed, all", R | W | X, -1);
        return 0;
    }
    rw = map("before, rw", R | W, -1);
    rx = map("before, all", R | W | X, -1);
    if (!fork()) {
        printf("no inheritance: %d\n", prctl(SET, 3, 0, 0, 0));
        printf("get: %d\n", prctl(GET, 0, 0, 0, 0));
        printf("other bits: %d", prctl(SET, 1, 0, 0, 0));
        printf(" errno %d\n", errno);
        child(0, argv);
        child(1, argv);
        return 0;
    }
    wait(NULL);
    printf("only no inheritance: %d\n", prctl(SET, 2, 0, 0, 0));
    printf("set: %d\n", prctl(SET, 1, 0, 0, 0));
    printf("get: %d\n", prctl(GET, 0, 0, 0, 0));
    printf("again: %d\n", prctl(SET, 1, 0, 0, 0));
    printf("take back: %d\n", prctl(SET, 0, 0, 0, 0));
    map("all", R | W | X, -1);
    map("wx", W | X, -1);
    map("rx", R | X, -1);
    file = map("file rx", R | X, fd);
    protect("file to all", file, 4096, R | W | X);
    protect("file to r", file, 4096, R);
    protect("file to rx again", file, 4096, R | X);
    protect("file, both pages", file, 8192, R | X);
    protect("rw to rx", rw, 4096, R | X);
    protect("rw to all", rw, 4096, R | W | X);
    protect("old all to all", rx, 4096, R | W | X);
    protect("old all to rx", rx, 4096, R | X);
    child(0, argv);
    child(1, argv);
    return 0;
}
