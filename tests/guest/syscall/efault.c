// skip-arm: names calls that 32-bit Arm has not
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bad pointer in each call gives EFAULT, wherever it stands. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BAD 16L

static void show(const char *what, long result)
{
    printf("%s: %s\n", what, result < 0 ? strerrorname_np(errno) : "fine");
}

#define TRY(name, ...) show(#name "(" #__VA_ARGS__ ")", syscall(SYS_##name, __VA_ARGS__))

int main(void)
{
    int fds[2], ep, mem;
    char buffer[256];

    pipe(fds);
    write(fds[1], "x", 1);
    ep = syscall(SYS_epoll_create1, 0);
    mem = syscall(SYS_memfd_create, "m", 0);
    write(mem, "data", 4);
    TRY(openat, AT_FDCWD, BAD, 0, 0);
    TRY(openat2, AT_FDCWD, "/", BAD, 24);
    TRY(newfstatat, AT_FDCWD, "/", BAD, 0);
    TRY(newfstatat, AT_FDCWD, BAD, buffer, 0);
    TRY(fstat, 0, BAD);
    TRY(statx, AT_FDCWD, "/", 0, 0xfff, BAD);
    TRY(statfs, "/", BAD);
    TRY(readlinkat, AT_FDCWD, "/proc/self/cwd", BAD, 100);
    TRY(getcwd, BAD, 4096);
    TRY(chdir, BAD);
    TRY(mkdirat, AT_FDCWD, BAD, 0777);
    TRY(unlinkat, AT_FDCWD, BAD, 0);
    TRY(symlinkat, BAD, AT_FDCWD, "l");
    TRY(symlinkat, "l", AT_FDCWD, BAD);
    TRY(linkat, AT_FDCWD, "/", AT_FDCWD, BAD, 0);
    TRY(renameat2, AT_FDCWD, BAD, AT_FDCWD, "x", 0);
    TRY(faccessat, AT_FDCWD, BAD, 0);
    TRY(utimensat, AT_FDCWD, "/", BAD, 0);
    TRY(getdents64, syscall(SYS_openat, AT_FDCWD, "/", O_DIRECTORY), BAD, 1000);
    TRY(read, fds[0], BAD, 1);
    TRY(write, fds[1], BAD, 1);
    TRY(readv, fds[0], BAD, 1);
    TRY(writev, fds[1], BAD, 1);
    TRY(pread64, mem, BAD, 4, 0);
    TRY(pwrite64, mem, BAD, 4, 0);
    TRY(sendfile, fds[1], mem, BAD, 1);
    TRY(pipe2, BAD, 0);
    TRY(fcntl, mem, F_GETLK, BAD);
    TRY(fcntl, mem, F_GETOWN_EX, BAD);
    TRY(epoll_ctl, ep, 1, fds[0], BAD);
    TRY(ppoll, BAD, 1, 0, 0, 0);
    TRY(ppoll, 0, 0, BAD, 0, 0);
    TRY(ppoll, 0, 0, 0, BAD, 8);
    TRY(pselect6, 3, BAD, 0, 0, 0, 0);
    TRY(pselect6, 0, 0, 0, 0, 0, BAD);
    TRY(clock_gettime, 1, BAD);
    TRY(clock_getres, 1, BAD);
    TRY(nanosleep, BAD, 0);
    TRY(clock_nanosleep, 1, 0, BAD, 0);
    TRY(gettimeofday, BAD, 0);
    TRY(times, BAD);
    TRY(getitimer, 0, BAD);
    TRY(setitimer, 0, BAD, 0);
    TRY(timer_create, 1, BAD, buffer);
    TRY(timer_create, 1, 0, BAD);
    TRY(timerfd_gettime, syscall(SYS_timerfd_create, 1, 0), BAD);
    TRY(uname, BAD);
    TRY(sysinfo, BAD);
    TRY(getrusage, 0, BAD);
    TRY(prlimit64, 0, 7, 0, BAD);
    TRY(getrandom, BAD, 8, 0);
    TRY(getresuid, BAD, BAD, BAD);
    TRY(getgroups, 100, BAD);
    TRY(sched_getaffinity, 0, 128, BAD);
    TRY(sched_getparam, 0, BAD);
    TRY(rt_sigaction, 10, BAD, 0, 8);
    TRY(rt_sigaction, 10, 0, BAD, 8);
    TRY(rt_sigprocmask, 0, BAD, 0, 8);
    TRY(rt_sigprocmask, 0, 0, BAD, 8);
    TRY(rt_sigpending, BAD, 8);
    TRY(rt_sigtimedwait, BAD, 0, 0, 8);
    TRY(rt_sigsuspend, BAD, 8);
    TRY(sigaltstack, BAD, 0);
    TRY(sigaltstack, 0, BAD);
    TRY(signalfd4, -1, BAD, 8, 0);
    TRY(socketpair, 1, 1, 0, BAD);
    TRY(bind, syscall(SYS_socket, 1, 1, 0), BAD, 16);
    TRY(getsockname, syscall(SYS_socket, 1, 1, 0), BAD, BAD);
    TRY(getsockopt, syscall(SYS_socket, 1, 1, 0), 1, 3, BAD, BAD);
    TRY(sendmsg, syscall(SYS_socket, 1, 2, 0), BAD, 0);
    TRY(recvmsg, syscall(SYS_socket, 1, 2, 0), BAD, 0);
    TRY(futex, BAD, 0, 0, 0, 0, 0);
    TRY(execve, BAD, 0, 0);
    TRY(execve, "/none", BAD, 0);
    TRY(clone3, BAD, 88);
    TRY(get_robust_list, 0, BAD, BAD);
    TRY(mincore, (long)main & ~4095L, 4096, BAD);
    TRY(memfd_create, BAD, 0);
    TRY(inotify_add_watch, syscall(SYS_inotify_init1, 0), BAD, 1);
    TRY(getxattr, "/", BAD, 0, 0);
    TRY(waitid, 0, 0, BAD, 4 | 1);
    return 0;
}
