// skip-arm: names calls that 32-bit Arm has not
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors that the arguments alone decide. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void show(const char *what, long result)
{
    if (result < 0)
        printf("%s: %s\n", what, strerrorname_np(errno));
    else
        printf("%s: %ld\n", what, result);
}

#define TRY(name, ...) show(#name "(" #__VA_ARGS__ ")", syscall(SYS_##name, __VA_ARGS__))

int main(void)
{
    char path[5000], buffer[256];

    memset(path, 'a', sizeof(path));
    path[sizeof(path) - 1] = 0;
    TRY(openat, AT_FDCWD, path, 0, 0);
    TRY(openat, AT_FDCWD, "", 0, 0);
    TRY(openat, 99, "x", 0, 0);
    TRY(openat, 0, "x", 0, 0);
    TRY(openat, AT_FDCWD, "/etc/passwd", O_DIRECTORY, 0);
    TRY(openat, AT_FDCWD, "/", O_WRONLY, 0);
    TRY(openat, AT_FDCWD, "/etc/passwd/x", 0, 0);
    TRY(openat, AT_FDCWD, "/proc/self/exe", O_NOFOLLOW, 0);
    TRY(close, -1);
    TRY(dup3, 1, 1, 0);
    TRY(dup3, 1, 50, 3);
    TRY(dup, 77);
    TRY(lseek, 77, 0, 0);
    TRY(fcntl, 1, 9999, 0);
    TRY(fcntl, 77, F_GETFL, 0);
    TRY(ioctl, 77, 0x5401, buffer);
    TRY(read, 77, buffer, 1);
    TRY(pipe2, buffer, 1);
    TRY(epoll_create1, 1);
    TRY(epoll_ctl, 1, 1, 1, 0);
    TRY(epoll_pwait, 1, buffer, 1, 0, 0, 8);
    TRY(eventfd2, 0, 0xff);
    TRY(signalfd4, -1, buffer, 4, 0);
    TRY(timerfd_create, 99, 0);
    TRY(inotify_init1, 1);
    TRY(socket, 999, 1, 0);
    TRY(listen, 1, 1);
    TRY(shutdown, 1, 1);
    TRY(clock_gettime, 999, buffer);
    TRY(getitimer, 9, buffer);
    TRY(setpriority, 9, 0, 0);
    TRY(prlimit64, 0, 99, 0, buffer);
    TRY(getrusage, 99, buffer);
    TRY(sched_get_priority_max, 1);
    TRY(sched_get_priority_min, 2);
    TRY(sched_get_priority_max, 99);
    TRY(sched_setscheduler, 0, 99, buffer);
    TRY(rt_sigaction, 9, 0, 0, 8);
    TRY(rt_sigaction, 65, 0, 0, 8);
    TRY(rt_sigaction, 0, 0, 0, 8);
    TRY(rt_sigaction, 10, 0, 0, 16);
    TRY(rt_sigprocmask, 7, buffer, 0, 8);
    TRY(kill, 0x7ffffff0, 0);
    TRY(tgkill, -1, 1, 0);
    TRY(kill, getpid(), 65);
    TRY(wait4, -1, 0, 0, 0);
    TRY(wait4, -1, 0, 0x100, 0);
    TRY(waitid, 9, 0, 0, 4);
    TRY(futex, buffer, 1, 1, 0, 0, 0);
    TRY(futex, buffer, 99, 1, 0, 0, 0);
    TRY(futex, buffer + 1, 0, 0, 0, 0, 0);
    TRY(set_robust_list, 0, 7);
    TRY(clone3, buffer, 8);
    TRY(personality, 0xffffffff);
    TRY(prctl, 9999, 0, 0, 0, 0);
    TRY(getrandom, buffer, 1, 99);
    TRY(memfd_create, "x", 0x100);
    TRY(mremap, 0x10000, 4096, 4096, 99, 0);
    TRY(munmap, 1, 4096);
    TRY(munmap, 4096, 0);
    TRY(mprotect, 1, 4096, 0);
    TRY(madvise, 1, 4096, 0);
    TRY(mmap, 0, 0, 0, 0x22, -1, 0);
    TRY(mmap, 0, 4096, 0, 0, -1, 0);
    TRY(mmap, 0, 4096, 1, 2, 99, 0);
    TRY(mmap, 0, 4096, 1, 2, 0, 1);
    TRY(msync, 4096, 4096, 7);
    TRY(shmget, 1, 0, 0);
    TRY(shmctl, -1, 2, buffer);
    TRY(semctl, -1, 0, 2, buffer);
    TRY(msgctl, -1, 2, buffer);
    TRY(semop, -1, buffer, 0);
    TRY(close_range, 5, 4, 0);
    TRY(close_range, 100, 200, 99);
    TRY(getcpu, 0, 0, 0);
    TRY(execve, "/none", 0, 0);
    TRY(execve, "/", 0, 0);
    TRY(execve, "/etc/passwd", 0, 0);
    TRY(execve, "/etc/passwd/x", 0, 0);
    TRY(umask, 022);
    TRY(umask, 077);
    return 0;
}
