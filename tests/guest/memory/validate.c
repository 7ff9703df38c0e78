/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings that the kernel looks at more closely: MAP_SHARED_VALIDATE, files of a file system that
   is mounted noexec, memory that grows. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096
#define RW   (PROT_READ | PROT_WRITE)

static char *show(const char *what, void *p)
{
    printf("%s: %s\n", what, p == MAP_FAILED ? strerrorname_np(errno) : "works");
    return p;
}

static void tell(const char *what, int result)
{
    printf("%s: %s\n", what, result ? strerrorname_np(errno) : "works");
}

static void validate(int fd)
{
    const int unknown = 1 << 25;
    char *p = show("validated", mmap(0, PAGE, RW, MAP_SHARED_VALIDATE, fd, 0)), *q;
    char text[6] = "";

    memcpy(p + 10, "hello", 5);
    pread(fd, text, 5, 10);
    printf("the file has '%s'\n", text);
    q = show("at a hint", mmap(p, PAGE, RW, MAP_SHARED_VALIDATE, fd, 0));
    printf("elsewhere: %d\n", p != q);
    q = show("at a place", mmap(p, PAGE, RW, MAP_SHARED_VALIDATE | MAP_FIXED, fd, 0));
    printf("there: %d\n", p == q);
    show("filled", mmap(0, 2 * PAGE, RW, MAP_SHARED_VALIDATE | MAP_POPULATE, fd, 0));
    show("unknown flag", mmap(0, PAGE, RW, MAP_SHARED_VALIDATE | unknown, fd, 0));
    show("unknown flag of a shared one", mmap(0, PAGE, RW, MAP_SHARED | unknown, fd, 0));
    show("no file", mmap(0, PAGE, RW, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0));
    show("no type", mmap(0, PAGE, RW, 0, fd, 0));
    show("not to write", mmap(0, PAGE, RW, MAP_SHARED_VALIDATE, open("file", O_RDONLY), 0));
}

static void noexec(void)
{
    int fd;
    char *p;

    mkdir("mount", 0755);
    if ((unshare(CLONE_NEWNS) && unshare(CLONE_NEWUSER | CLONE_NEWNS)) ||
        mount("none", "mount", "tmpfs", MS_NOEXEC, "")) {
        puts("no file system of our own");
        return;
    }
    fd = open("mount/file", O_RDWR | O_CREAT, 0755);
    ftruncate(fd, 3 * PAGE);
    show("executable", mmap(0, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0));
    p = show("readable", mmap(0, 3 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0));
    tell("made executable", mprotect(p + PAGE, PAGE, PROT_READ | PROT_EXEC));
    tell("made writable", mprotect(p, 3 * PAGE, RW));
    tell("made executable then", mprotect(p, PAGE, PROT_READ | PROT_EXEC));
    p[PAGE] = 1;
    printf("still writable: %d\n", p[PAGE]);
    umount("mount");
}

static void grows(void)
{
    char *hole = mmap(0, 64 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *p;

    munmap(hole, 64 * PAGE);
    p = mmap(hole + 60 * PAGE, 2 * PAGE, RW,
             MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0);
    tell("from below", mprotect(p - 3 * PAGE, PAGE, RW | PROT_GROWSDOWN));
    tell("down from its end", mprotect(p + PAGE, PAGE, PROT_READ | PROT_GROWSDOWN));
    tell("up", mprotect(p, PAGE, PROT_READ | PROT_GROWSUP));
    tell("both", mprotect(p, PAGE, PROT_READ | PROT_GROWSUP | PROT_GROWSDOWN));
    munmap(p, 2 * PAGE);
    p = mmap(hole, PAGE, RW, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    tell("of what does not grow", mprotect(p, PAGE, RW | PROT_GROWSDOWN));
}

int main(void)
{
    int fd = open("file", O_RDWR | O_CREAT, 0644);

    ftruncate(fd, 2 * PAGE);
    validate(fd);
    grows();
    noexec();
    return 0;
}
