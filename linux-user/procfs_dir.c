/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Folders of /proc in which a guest must not see what is the launcher's: fd, fdinfo, map_files of
 * its own process, and of other launchers'.
 *
 * In: a descriptor that getdents reads.  Out: names to leave out.
 */
#include "linux-user/procfs.h"

#include "base/fd.h"
#include "base/log.h"
#include "linux-user/space.h"
#include "linux-user/task.h"
#include "linux-user/trace_remote.h"

#include <inttypes.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

struct procfs_dir {
    bool maps; /* of mappings; else of descriptors */
    struct procfs_subject *subject;
    int own[FD_OWN_MAX + 2];
    unsigned owns;
};

/* Whose folder, and which, by the path that the kernel tells. */
static bool parse(const char *path, pid_t *pid, bool *maps)
{
    int id, end = 0, more = 0;
    const char *rest;

    if (sscanf(path, "/proc/%d/%n", &id, &end) != 1 || !end)
        return false;
    rest = path + end;
    if (sscanf(rest, "task/%*d/%n", &more) == 0 && more)
        rest += more;
    *pid = id == getpid() ? 0 : id;
    *maps = !strcmp(rest, "map_files");
    return *maps || !strcmp(rest, "fd") || !strcmp(rest, "fdinfo");
}

static void find_own(struct procfs_dir *d, pid_t pid)
{
    if (pid) {
        d->own[d->owns++] = d->subject->process->exec_fd - 1;
        return;
    }
    d->owns = fd_own_list(d->own);
    d->own[d->owns++] = log_fd();
    d->own[d->owns++] = lx_process.exec_fd - 1;
}

struct procfs_dir *lx_procfs_dir(struct task *task, int fd)
{
    char link[40], path[64];
    struct statfs fs;
    struct procfs_dir *d;
    pid_t pid;
    ssize_t n;
    bool maps;

    if (fstatfs(fd, &fs) || fs.f_type != PROC_SUPER_MAGIC)
        return NULL;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    n = readlink(link, path, sizeof(path) - 1);
    if (n <= 0)
        return NULL;
    path[n] = 0;
    if (!parse(path, &pid, &maps) || (pid && !remote_is_launcher(pid)) ||
        !(d = calloc(1, sizeof(*d))))
        return NULL;
    d->maps = maps;
    if (pid || maps)
        d->subject = procfs_subject_new(task, pid, 0);
    if ((pid || maps) && !d->subject) {
        free(d);
        return NULL;
    }
    find_own(d, pid);
    return d;
}

bool lx_procfs_dir_hides(const struct procfs_dir *d, const char *name)
{
    if (d->maps) {
        uint64_t start = strtoull(name, NULL, 16);

        for (size_t i = 0; i < d->subject->count; i++)
            if (d->subject->region[i].start <= start && start < d->subject->region[i].end)
                return false;
        return *name != '.';
    }
    for (unsigned i = 0; i < d->owns; i++)
        if (d->own[i] > 2 && *name != '.' && atoi(name) == d->own[i])
            return true;
    return false;
}

void lx_procfs_dir_free(struct procfs_dir *d)
{
    if (d)
        procfs_subject_free(d->subject);
    free(d);
}
