/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bare_libc.c lacks of a C library for the programs of tests/guest/calls, on 32-bit Arm:
 * system calls, errno and its names, the few functions that they use beside.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include "raw_call.h"

static int number;

int *__errno_location(void)
{
    return &number;
}

static long say(long result)
{
    if (result >= 0 || result < -4095)
        return result;
    number = (int)-result;
    return -1;
}

long syscall(long nr, ...)
{
    long a[6];
    va_list list;

    va_start(list, nr);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(list, long);
    va_end(list);
    return say(kernel(nr, a[0], a[1], a[2], a[3], a[4], a[5]));
}

#define CALL(name, a, b, c, d, e)                                                                  \
    say(kernel(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0))

const char *strerrorname_np(int error)
{
#define ERRNO(name, value)                                                                         \
    if (error == value)                                                                            \
        return #name;
#include "syscalls/linux/errno.def"
    return "0";
}

/* ---- files ---- */

int open(const char *path, int flags, ...)
{
    va_list list;

    va_start(list, flags);
    int mode = va_arg(list, int);
    va_end(list);
    return CALL(open, path, flags, mode, 0, 0);
}

int close(int fd)
{
    return CALL(close, fd, 0, 0, 0, 0);
}

int dup(int fd)
{
    return CALL(dup, fd, 0, 0, 0, 0);
}

ssize_t write(int fd, const void *data, size_t size)
{
    return CALL(write, fd, data, size, 0, 0);
}

off_t lseek(int fd, off_t offset, int from)
{
    return CALL(lseek, fd, offset, from, 0, 0);
}

int ftruncate(int fd, off_t size)
{
    return CALL(ftruncate, fd, size, 0, 0, 0);
}

int fchmod(int fd, mode_t mode)
{
    return CALL(fchmod, fd, mode, 0, 0, 0);
}

int fcntl(int fd, int what, ...)
{
    va_list list;

    va_start(list, what);
    long arg = va_arg(list, long);
    va_end(list);
    return CALL(fcntl64, fd, what, arg, 0, 0);
}

int mkdir(const char *path, mode_t mode)
{
    return CALL(mkdir, path, mode, 0, 0, 0);
}

int mkfifo(const char *path, mode_t mode)
{
    return CALL(mknod, path, mode | S_IFIFO, 0, 0, 0);
}

int symlink(const char *to, const char *path)
{
    return CALL(symlink, to, path, 0, 0, 0);
}

int statx(int dir, const char *restrict path, int flags, unsigned mask, struct statx *restrict out)
{
    return CALL(statx, dir, path, flags, mask, out);
}

int name_to_handle_at(int dir, const char *path, struct file_handle *handle, int *mount, int flags)
{
    return CALL(name_to_handle_at, dir, path, handle, mount, flags);
}

char *getcwd(char *out, size_t size)
{
    return CALL(getcwd, out, size, 0, 0, 0) < 0 ? NULL : out;
}

int pipe(int out[2])
{
    return CALL(pipe, out, 0, 0, 0, 0);
}

int mq_unlink(const char *name)
{
    return CALL(mq_unlink, name + (*name == '/'), 0, 0, 0, 0);
}

int socket(int family, int type, int protocol)
{
    return CALL(socket, family, type, protocol, 0, 0);
}

int socketpair(int family, int type, int protocol, int out[2])
{
    return CALL(socketpair, family, type, protocol, out, 0);
}

/* ---- memory ---- */

void *mmap(void *at, size_t size, int access, int flags, int fd, off_t offset)
{
    return (void *)say(kernel(SYS_mmap2, (long)at, (long)size, access, flags, fd, offset >> 12));
}

int munmap(void *at, size_t size)
{
    return CALL(munmap, at, size, 0, 0, 0);
}

void *sbrk(intptr_t more)
{
    static long end;
    long was = end = end ? end : kernel(SYS_brk, 0, 0, 0, 0, 0, 0);

    if (more)
        end = kernel(SYS_brk, was + more, 0, 0, 0, 0, 0);
    return (void *)was;
}

/* ---- processes ---- */

pid_t fork(void)
{
    return CALL(fork, 0, 0, 0, 0, 0);
}

/* The child uses the stack. */
__asm__(
    ".globl vfork\n.type vfork, %function\nvfork:\nmov ip, r7\nmov r7, #190\nsvc #0\nmov r7, ip\n"
    "bx lr\n");

pid_t waitpid(pid_t pid, int *status, int flags)
{
    return CALL(wait4, pid, status, flags, 0, 0);
}

void _exit(int status)
{
    for (;;)
        CALL(exit_group, status, 0, 0, 0, 0);
}

pid_t getpid(void)
{
    return CALL(getpid, 0, 0, 0, 0, 0);
}

pid_t getppid(void)
{
    return CALL(getppid, 0, 0, 0, 0, 0);
}

pid_t getpgrp(void)
{
    return CALL(getpgrp, 0, 0, 0, 0, 0);
}

pid_t setsid(void)
{
    return CALL(setsid, 0, 0, 0, 0, 0);
}

int unshare(int what)
{
    return CALL(unshare, what, 0, 0, 0, 0);
}

int uname(struct utsname *out)
{
    return CALL(uname, out, 0, 0, 0, 0);
}

/* ---- signals and time ---- */

int kill(pid_t pid, int sig)
{
    return CALL(kill, pid, sig, 0, 0, 0);
}

struct kernel_action {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask[2];
};

int sigaction(int sig, const struct sigaction *new, struct sigaction *old)
{
    struct kernel_action in, out;

    if (new) {
        in = (struct kernel_action){new->sa_handler, new->sa_flags};
        memcpy(in.mask, &new->sa_mask, sizeof(in.mask));
    }
    if (CALL(rt_sigaction, sig, new ? &in : NULL, old ? &out : NULL, 8, 0) < 0)
        return -1;
    if (old) {
        memset(old, 0, sizeof(*old));
        old->sa_handler = out.handler;
        old->sa_flags = out.flags;
        memcpy(&old->sa_mask, out.mask, sizeof(out.mask));
    }
    return 0;
}

void (*signal(int sig, void (*handler)(int)))(int)
{
    struct sigaction new = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;

    return sigaction(sig, &new, &old) < 0 ? SIG_ERR : old.sa_handler;
}

int sigprocmask(int how, const sigset_t *new, sigset_t *old)
{
    return CALL(rt_sigprocmask, how, new, old, 8, 0);
}

int usleep(useconds_t time)
{
    long t[2] = {time / 1000000, time % 1000000 * 1000};

    return CALL(nanosleep, t, 0, 0, 0, 0);
}

useconds_t ualarm(useconds_t first, useconds_t again)
{
    long t[4] = {again / 1000000, again % 1000000, first / 1000000, first % 1000000};

    CALL(setitimer, 0, t, 0, 0, 0);
    return 0;
}
