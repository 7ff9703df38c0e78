/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A user namespace for the calling process: see rootless_map.h.
 *
 * A helper, forked beforehand, writes the mapping from outside: newuidmap has to be
 * called there, and a single mapping may be written there as well.
 * Rule: user_namespaces(7), newuidmap(1), subuid(5).
 */
#include "linux-user/rootless_map.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "linux-user/command.h"

static long read_number(const char *path)
{
    char text[32] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    return got > 0 ? strtol(text, NULL, 10) : -1;
}

/* Why unshare(CLONE_NEWUSER) says `err`. */
static const char *explain(int err)
{
    static char text[300];
    const char *hint = "";
    if (read_number("/proc/sys/user/max_user_namespaces") == 0)
        hint = " (sysctl user.max_user_namespaces is 0)";
    else if (read_number("/proc/sys/kernel/unprivileged_userns_clone") == 0)
        hint = " (sysctl kernel.unprivileged_userns_clone is 0)";
    else if (read_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1)
        hint = " (sysctl kernel.apparmor_restrict_unprivileged_userns is 1: allow ferry a profile "
               "with 'userns,')";
    else if (err == EPERM)
        hint = " (a container's seccomp filter, or a chroot, forbids it)";
    snprintf(text, sizeof text, "no user namespace: %s%s", strerror(err), hint);
    return text;
}

const char *rootless_obstacle(void)
{
    int status = 0;
    pid_t pid = fork();
    if (!pid)
        _exit(unshare(CLONE_NEWUSER) ? errno : 0);
    if (pid < 0 || waitpid(pid, &status, 0) < 0)
        return strerror(errno);
    return WEXITSTATUS(status) ? explain(WEXITSTATUS(status)) : NULL;
}

/* The first range of /etc/sub[ug]id for this user; false: none. */
static bool subordinate(const char *file, uid_t uid, unsigned long *start, unsigned long *count)
{
    char line[256], number[16], name[64] = "";
    bool found = false;
    snprintf(number, sizeof number, "%u", uid);
    /* Not getpwuid: a static program can't load what nsswitch.conf names. */
    FILE *users = fopen("/etc/passwd", "re");
    while (users && !*name && fgets(line, sizeof line, users)) {
        char *rest = line, *user = strsep(&rest, ":");
        strsep(&rest, ":");
        char *id = strsep(&rest, ":");
        if (id && strtoul(id, NULL, 10) == uid)
            snprintf(name, sizeof name, "%.63s", user);
    }
    if (users)
        fclose(users);
    FILE *stream = fopen(file, "re");
    while (stream && !found && fgets(line, sizeof line, stream)) {
        char user[64];
        found = sscanf(line, "%63[^:]:%lu:%lu", user, start, count) == 3 && *count &&
                (!strcmp(user, number) || (*name && !strcmp(user, name)));
    }
    if (stream)
        fclose(stream);
    return found;
}

static int run(const char *program, pid_t pid, unsigned own, unsigned long start,
               unsigned long count)
{
    char target[16], id[16], first[24], number[24];
    int status;
    snprintf(target, sizeof target, "%d", (int)pid);
    snprintf(id, sizeof id, "%u", own);
    snprintf(first, sizeof first, "%lu", start);
    snprintf(number, sizeof number, "%lu", count);
    pid_t child = fork();
    if (!child) {
        execlp(program, program, target, "0", id, "1", "1", first, number, (char *)NULL);
        _exit(127);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

static int write_file(pid_t pid, const char *name, const char *text)
{
    char path[48];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t wrote = write(fd, text, strlen(text));
    int saved = errno;
    close(fd);
    errno = saved;
    return wrote < 0 ? -1 : 0;
}

/* What a privileged caller may do without newuidmap: the whole range of a root user. */
static int map_by_hand(pid_t pid, uid_t uid, gid_t gid)
{
    char text[64];
    if (!uid && !write_file(pid, "uid_map", "0 0 4294967295"))
        return write_file(pid, "gid_map", "0 0 4294967295");
    snprintf(text, sizeof text, "0 %u 1", uid);
    if (write_file(pid, "uid_map", text))
        return -1;
    write_file(pid, "setgroups", "deny");
    snprintf(text, sizeof text, "0 %u 1", gid);
    return write_file(pid, "gid_map", text);
}

/* In the helper: maps the ids of `pid`; 0 or an errno. */
static int map(pid_t pid, uid_t uid, gid_t gid)
{
    unsigned long ustart, ucount, gstart, gcount;
    if (uid && subordinate("/etc/subuid", uid, &ustart, &ucount) &&
        subordinate("/etc/subgid", uid, &gstart, &gcount)) {
        if (!run("newuidmap", pid, uid, ustart, ucount) &&
            !run("newgidmap", pid, gid, gstart, gcount))
            return 0;
        log_warn("newuidmap or newgidmap (package uidmap) failed: only one user inside");
    }
    return map_by_hand(pid, uid, gid) ? errno : 0;
}

const char *rootless_map(int flags)
{
    uid_t uid = geteuid();
    gid_t gid = getegid();
    pid_t self = getpid();
    int go[2], status;
    char byte = 0;
    if (pipe2(go, O_CLOEXEC))
        return strerror(errno);
    pid_t helper = fork();
    if (helper < 0)
        return strerror(errno);
    if (!helper) {
        close(go[1]);
        if (read(go[0], &byte, 1) != 1)
            _exit(0);
        _exit(map(self, uid, gid));
    }
    close(go[0]);
    int result = unshare(CLONE_NEWUSER | flags), saved = errno;
    /* A static-pie launcher that is not readable would own its /proc files as root. */
    prctl(PR_SET_DUMPABLE, 1);
    if (!result && write(go[1], "", 1) != 1)
        result = -1;
    close(go[1]);
    while (waitpid(helper, &status, 0) < 0 && errno == EINTR)
        ;
    if (result)
        return explain(saved);
    if (WEXITSTATUS(status)) {
        static char text[128];
        snprintf(text, sizeof text, "the user namespace's ids can't be mapped: %s",
                 strerror(WEXITSTATUS(status)));
        return text;
    }
    return setresgid(0, 0, 0) || setresuid(0, 0, 0) ? strerror(errno) : NULL;
}
