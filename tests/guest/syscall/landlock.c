/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program that forbids itself to execute anything but itself and the folders of libraries; what
 * is no file can't be executed at all.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void allow(int ruleset, const char *path)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = LANDLOCK_ACCESS_FS_EXECUTE};
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd >= 0)
        syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

static void run(const char *what, const char *path, const char *argument)
{
    int status;
    fflush(stdout);
    if (!fork()) {
        execl(path, "landlock", argument, NULL);
        printf("%s: %s\n", what, strerror(errno));
        fflush(stdout);
        _exit(1);
    }
    wait(&status);
    printf("%s: %x\n", what, status);
}

/* What a device may be asked for, too, and be it something that it does not have. */
static void devices(void)
{
    const uint64_t ioctl_dev = 1 << 15; /* LANDLOCK_ACCESS_FS_IOCTL_DEV */
    struct landlock_ruleset_attr attr = {.handled_access_fs = ioctl_dev};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
    int value, fd;

    fflush(stdout);
    if (fork()) {
        wait(NULL);
        return;
    }
    syscall(SYS_landlock_restrict_self, ruleset, 0);
    fd = open("/dev/zero", O_RDONLY);
    value = ioctl(fd, 0xc00ffeee, &value) < 0 ? errno : 0;
    printf("device: %d\n", value);
    fd = open("/", O_RDONLY);
    value = ioctl(fd, 0xc00ffeee, &value) < 0 ? errno : 0;
    printf("folder: %d\n", value);
    fflush(stdout);
    _exit(0);
}

int main(int argc, char **argv)
{
    struct landlock_ruleset_attr attr = {.handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE};
    char name[32], self[4096];
    int ruleset, fd = socket(AF_INET, SOCK_STREAM, 0);
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    if (argc > 1) {
        puts("executed");
        return 7;
    }
    self[n > 0 ? n : 0] = 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    execve(name, argv, environ);
    printf("socket: %d\n", errno);
    errno = 0;
    syscall(SYS_execveat, fd, "", argv, environ, 0x1000 /* AT_EMPTY_PATH */);
    printf("socket: %d\n", errno);
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
    if (ruleset < 0) {
        puts("no landlock here");
        return 0;
    }
    allow(ruleset, self);
    allow(ruleset, "/lib");
    allow(ruleset, "/lib64");
    allow(ruleset, "/usr/aarch64-linux-gnu/lib");
    allow(ruleset, "/usr/riscv64-linux-gnu/lib");
    allow(ruleset, "/usr/arm-linux-gnueabihf/lib");
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    printf("restrict %ld\n", syscall(SYS_landlock_restrict_self, ruleset, 0));
    devices();
    run("self", self, "again");
    run("other", "/bin/true", NULL);
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
    printf("restrict %ld\n", syscall(SYS_landlock_restrict_self, ruleset, 0));
    run("nothing", self, "again");
    return 0;
}
