/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * See fuzz_room.h.
 *
 * The room's user is a number that no file on the host has, if root makes the room: as a user
 * namespace's root it has every capability, and none that counts outside.
 */
#include "tests/syscall/fuzz_room.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define STRANGER 1000000 /* the first of the user numbers that root gives to the room */

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

    if (fd >= 0)
        close(fd);
    return good;
}

static bool map_users(pid_t pid)
{
    char path[64], map[64];

    snprintf(path, sizeof(path), "/proc/%d/setgroups", (int)pid);
    write_text(path, "deny");
    for (int group = 0; group < 2; group++) {
        if (geteuid() == 0)
            snprintf(map, sizeof(map), "0 %d 65536", STRANGER);
        else
            snprintf(map, sizeof(map), "0 %d 1", group ? (int)getegid() : (int)geteuid());
        snprintf(path, sizeof(path), "/proc/%d/%cid_map", (int)pid, group ? 'g' : 'u');
        if (!write_text(path, map))
            return false;
    }
    return true;
}

/* The file system: empty but for /dev/null and /proc. */
static bool furnish(void)
{
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("room", "/tmp", "tmpfs", 0, "size=16m") < 0 || mkdir("/tmp/dev", 0755) < 0 ||
        mkdir("/tmp/proc", 0755) < 0 || mkdir("/tmp/old", 0755) < 0)
        return false;
    int fd = open("/tmp/dev/null", O_CREAT | O_RDWR | O_CLOEXEC, 0666);

    if (fd < 0 || mount("/dev/null", "/tmp/dev/null", NULL, MS_BIND, NULL) < 0)
        return false;
    close(fd);
    /* Each process of the room may mount a /proc of its own as long as this one is seen. */
    if (mount("/proc", "/tmp/proc", NULL, MS_BIND | MS_REC, NULL) < 0)
        return false;
    return syscall(SYS_pivot_root, "/tmp", "/tmp/old") == 0 && chdir("/") == 0 &&
           umount2("/old", MNT_DETACH) == 0;
}

static void limit(int resource, rlim_t most)
{
    struct rlimit r = {most, most};

    setrlimit(resource, &r);
}

static _Noreturn void enter(int ready, int go, void (*inside)(void *), void *data)
{
    char c = 1;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
                CLONE_NEWPID | CLONE_NEWCGROUP) < 0)
        c = 0;
    if (write(ready, &c, 1) != 1 || !c || read(go, &c, 1) != 1 || !c)
        _exit(77);

    pid_t first = fork(); /* with it everybody in the room ends */

    if (first != 0) {
        int status = 0;

        while (waitpid(first, &status, 0) < 0 && errno == EINTR)
            ;
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status) + 128);
    }
    if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0 || !furnish())
        _exit(77);
    /* A keyring that nobody else has. */
    syscall(SYS_keyctl, 1 /* JOIN_SESSION_KEYRING */, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* the changed user has switched it off */
    limit(RLIMIT_FSIZE, 1 << 20);
    limit(RLIMIT_NOFILE, 256);
    limit(RLIMIT_CORE, 0);
    inside(data);
    _exit(0);
}

int room_run(void (*inside)(void *), void *data, unsigned seconds)
{
    int ready[2], go[2], status = 0;
    char c = 0;

    if (pipe2(ready, O_CLOEXEC) < 0 || pipe2(go, O_CLOEXEC) < 0)
        return -1;
    pid_t pid = fork();

    if (pid == 0)
        enter(ready[1], go[0], inside, data);
    if (pid < 0)
        return -1;
    if (read(ready[0], &c, 1) == 1 && c)
        c = map_users(pid);
    if (write(go[1], &c, 1) != 1)
        kill(pid, SIGKILL);
    for (unsigned tenth = 0; waitpid(pid, &status, WNOHANG) == 0; tenth++) {
        if (tenth == seconds * 10)
            kill(pid, SIGKILL);
        usleep(100000);
    }
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(go[i]);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 77 ? -1 : status;
}

pid_t room_fork(void)
{
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | SIGCHLD, NULL,
                               NULL, NULL, NULL);

    if (pid == 0) {
        setsid(); /* kill(0, ...) */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (mount("proc", "/proc", "proc", 0, NULL) < 0)
            _exit(77);
    }
    return pid;
}
