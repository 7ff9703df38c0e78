/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening, closing, reading links.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <string.h>
#include "syscalls/linux/busy.h"
#include "syscalls/linux/smallfile.h"
#include "syscalls/linux/uring.h"
#include "syscalls/path.h"

static bool open_follows(uint64_t flags)
{
    return !(flags & O_NOFOLLOW) && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
}

/* Looks the path up: the view of /proc answers (true, *result), or *path is for the host. */
static bool open_special(struct sys_frame *f, uint64_t flags, const char **path,
                         const char **original, int64_t *result)
{
    *result = sys_get_path(f, (int)f->arg[0], f->raw[1], open_follows(flags), path, original);
    if (*result < 0)
        return true;
    *result = lx_procfs_open(f->task, (int)f->arg[0], *original, (int)flags);
    if (*result >= 0)
        sys_see_views(f->state);
    return *result != -LX_ENOTPROC;
}

/* A tracer that writes so changes code which the tracee has translated. */
static void note_mem(const char *path, uint64_t flags)
{
    size_t n = strlen(path);

    if ((flags & O_ACCMODE) != O_RDONLY && n > 4 && !strcmp(path + n - 4, "/mem"))
        lx_process.writes_mem = true;
}

int64_t sys_openat(struct sys_frame *f)
{
    const char *path, *original;
    int64_t result;

    if (open_special(f, f->arg[2], &path, &original, &result))
        return result;
    if (busy_is((int)f->arg[0], path, (int)f->arg[2]))
        return -ETXTBSY;
    note_mem(path, f->arg[2]);
    if (small_open(f, path, original, f->arg[2], f->arg[3], &result))
        return result;
    f->arg[1] = (uint64_t)(uintptr_t)path;
    return sys_host(f);
}

struct open_how_host {
    uint64_t flags, mode, resolve;
};

/* What the kernel says of the flags, and -EFAULT if nothing is wrong with them. */
static int64_t judge_flags(const struct open_how_host *how)
{
    return lx_rawcall(HOST_NR_openat2, -1, 0, (long)how, sizeof(*how), 0, 0);
}

int64_t sys_openat2(struct sys_frame *f)
{
    struct open_how_host how;
    const char *path, *original;
    int64_t result;
    uint64_t size = f->raw[3];

    if (size < sizeof(how))
        return -EINVAL;
    if (size > 4096)
        return -E2BIG;
    if (sys_get_struct(f, SYS_ST_open_how, &how, f->raw[2]) < 0)
        return -EFAULT;
    for (uint64_t i = sizeof(how); i < size; i++) {
        char byte;

        if (lx_copy_from_guest(&byte, f->raw[2] + i, 1) < 0)
            return -EFAULT;
        if (byte)
            return -E2BIG;
    }
    how.flags = sys_flags_convert(SYS_FL_open, how.flags, f->state->guest, f->state->host);
    bool done;

    if (how.resolve == 0) {
        done = open_special(f, how.flags, &path, &original, &result);
    } else {
        result = sys_get_path(f, (int)f->arg[0], f->raw[1], true, &path, NULL);
        done = result < 0;
    }
    if (done && result == -EFAULT) /* wrong flags come before a wrong path */
        return judge_flags(&how);
    if (done)
        return result;
    if (busy_is((int)f->arg[0], path, (int)how.flags))
        return -ETXTBSY;
    if (!how.resolve && judge_flags(&how) == -EFAULT &&
        small_open(f, path, original, how.flags, how.mode, &result))
        return result;
    return sys_host6(f, HOST_NR_openat2, f->arg[0], (uintptr_t)path, (uintptr_t)&how, sizeof(how),
                     0, 0);
}

int64_t sys_truncate(struct sys_frame *f)
{
    const char *path = (const char *)(uintptr_t)f->arg[0];

    return path && busy_is(AT_FDCWD, path, O_WRONLY) ? -ETXTBSY : sys_host(f);
}

int64_t sys_truncate32(struct sys_frame *f)
{
    return sys_truncate(f);
}

int64_t sys_truncate64(struct sys_frame *f)
{
    return sys_truncate(f);
}

int64_t sys_close(struct sys_frame *f)
{
    if (sys_fd_hidden((int)f->arg[0]))
        return -EBADF;
    uring_closed((int)f->arg[0]);
    return lx_rawcall(HOST_NR_close, (long)f->arg[0], 0, 0, 0, 0, 0);
}

/*
 * Closes around the launcher's own descriptors: [first, last] in pieces.  Only the first
 * call may unshare, since the later ones already work on the new table.
 */
static int64_t close_pieces(unsigned first, unsigned last, unsigned flags, const unsigned *own,
                            unsigned count)
{
    int64_t result = 0;

    for (unsigned i = 0; i <= count && result == 0 && first <= last; i++) {
        unsigned end = i < count ? own[i] : last;

        if (i < count && (end < first || end > last))
            continue;
        if (i < count && end == first && !(flags & CLOSE_RANGE_UNSHARE)) {
            first++;
            continue;
        }
        /* An empty piece at the very end of the numbers still unshares. */
        result =
            i < count && end == first
                ? lx_rawcall(HOST_NR_close_range, ~0u, ~0u, flags, 0, 0, 0)
                : lx_rawcall(HOST_NR_close_range, first, i < count ? end - 1 : end, flags, 0, 0, 0);
        flags &= ~CLOSE_RANGE_UNSHARE;
        if (end == ~0u)
            break;
        first = end + 1;
    }
    return result;
}

int64_t sys_close_range(struct sys_frame *f)
{
    unsigned own[SYS_HIDDEN_MAX];
    unsigned count = sys_hidden_fds(own);
    unsigned first = (unsigned)f->arg[0], last = (unsigned)f->arg[1];

    if (first <= last && !(f->arg[2] & ~(uint64_t)CLOSE_RANGE_UNSHARE))
        uring_closed_range(first, last);
    if (first > last || !count)
        return lx_rawcall(HOST_NR_close_range, first, last, (unsigned)f->arg[2], 0, 0, 0);
    return close_pieces(first, last, (unsigned)f->arg[2], own, count);
}

int64_t sys_dup3(struct sys_frame *f)
{
    if (sys_fd_hidden((int)f->arg[0]) || sys_fd_hidden((int)f->arg[1]))
        return -EBADF;
    if (!(f->arg[2] & ~(uint64_t)O_CLOEXEC))
        uring_replaced((int)f->arg[0], (int)f->arg[1]);
    return sys_host(f);
}

int64_t sys_readlinkat(struct sys_frame *f)
{
    char target[4096];
    const char *path, *original;
    int size = (int)f->arg[3];
    int64_t n = sys_get_path(f, (int)f->arg[0], f->raw[1], false, &path, &original);

    if (n < 0)
        return n;
    if (size <= 0)
        return -EINVAL;
    if (size > (int)sizeof(target))
        size = sizeof(target);
    n = lx_procfs_readlink(f->task, (int)f->arg[0], original, target, (size_t)size);
    if (n == -LX_ENOTPROC)
        n = lx_rawcall(HOST_NR_readlinkat, (long)f->arg[0], (long)path, (long)target, size, 0, 0);
    if (n > 0 && lx_copy_to_guest(f->raw[2], target, (size_t)n) < 0)
        return -EFAULT;
    return n;
}
