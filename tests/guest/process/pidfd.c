/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pidfds: what their ioctls and those of the files of namespaces tell. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* linux/pidfd.h and linux/nsfs.h, which are newer than the system's. */
struct info {
    uint64_t mask, cgroup;
    uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
    int32_t exit_code;
};
#define PIDFD_NAMESPACE(n)   _IO(0xff, n) /* 1 to 10 */
#define PIDFD_GET_INFO       _IOWR(0xff, 11, struct info)
#define NS_GET_USERNS        _IO(0xb7, 1)
#define NS_GET_NSTYPE        _IO(0xb7, 3)
#define NS_GET_MNTNS_ID      _IOR(0xb7, 5, uint64_t)
#define NS_GET_PID_IN_PIDNS  _IOR(0xb7, 8, int)
#define NS_GET_TGID_IN_PIDNS _IOR(0xb7, 9, int)

static int same(int fd, const char *name)
{
    struct stat a, b;

    return fstat(fd, &a) == 0 && stat(name, &b) == 0 && a.st_ino == b.st_ino;
}

int main(void)
{
    static const char *const names[] = {
        "cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children",
        "user",   "uts"};
    struct info info = {.mask = 7};
    char path[64];
    uint64_t id = 0;
    pid_t child = fork();

    if (!child) {
        pause();
        _exit(0);
    }
    int fd = (int)syscall(SYS_pidfd_open, child, 0);
    for (int i = 0; i < 10; i++) {
        int ns = ioctl(fd, PIDFD_NAMESPACE(i + 1), 0);
        int error = errno;

        snprintf(path, sizeof(path), "/proc/self/ns/%s", names[i]);
        if (ns < 0)
            printf("%s: errno %d\n", names[i], error);
        else
            printf("%s: same %d type %d\n", names[i], same(ns, path), ioctl(ns, NS_GET_NSTYPE));
        close(ns);
    }
    int result = ioctl(fd, PIDFD_GET_INFO, &info), error = errno;
    if (result < 0)
        printf("info: errno %d\n", error);
    else
        printf("info: pid %d tgid %d ppid %d uid %d\n", info.pid == (uint32_t)child,
               info.tgid == (uint32_t)child, info.ppid == (uint32_t)getpid(),
               info.ruid == getuid() && info.fsgid == getgid());
    int mnt = open("/proc/self/ns/mnt", O_RDONLY), pid = open("/proc/self/ns/pid", O_RDONLY);
    result = ioctl(mnt, NS_GET_MNTNS_ID, &id);
    printf("mount namespace: %d %d\n", result, id != 0);
    printf("pid here: %d", ioctl(pid, NS_GET_PID_IN_PIDNS, child) == child);
    printf(" tgid %d\n", ioctl(pid, NS_GET_TGID_IN_PIDNS, child) == child);
    result = ioctl(fd, _IO(0xff, 99), 0);
    printf("unknown: %d %d\n", result, errno);
    kill(child, SIGKILL);
    wait(NULL);
    return 0;
}
