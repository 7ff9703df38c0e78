/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quotactl(2): what its last argument points to depends on the command.
 *
 * In: the arguments.  Out: the host's call; a file's name looked up in the sysroot, structures
 * turned round for guests of the other byte order by the rows below (quotactl(2), the kernel's uapi
 * headers).
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dqblk_xfs.h>
#include <linux/quota.h>
#include "syscalls/members.h"

enum { IN = SYS_IN, OUT = SYS_OUT, INOUT = SYS_IN | SYS_OUT };

#define XFS_QUOTA                                                                                  \
    "bbhw"                                                                                         \
    "dddddd"                                                                                       \
    "ww"                                                                                           \
    "hh"                                                                                           \
    "bbbb"                                                                                         \
    "ddd"                                                                                          \
    "whh"                                                                                          \
    "x"
#define XFS_FILE "ddwbbbb"

static const struct {
    uint32_t command;
    uint8_t dir;
    uint16_t size;
    const char *members;
} rows[] = {
    {Q_GETFMT, OUT, 4, "w"},
    {Q_GETINFO, OUT, sizeof(struct if_dqinfo), "ddww"},
    {Q_SETINFO, IN, sizeof(struct if_dqinfo), "ddww"},
    {Q_GETQUOTA, OUT, sizeof(struct if_dqblk), "ddddddddwx"},
    {Q_SETQUOTA, IN, sizeof(struct if_dqblk), "ddddddddwx"},
    {Q_GETNEXTQUOTA, OUT, sizeof(struct if_nextdqblk), "ddddddddww"},
    {Q_XQUOTAON, IN, 4, "w"},
    {Q_XQUOTAOFF, IN, 4, "w"},
    {Q_XQUOTARM, IN, 4, "w"},
    {Q_XGETQUOTA, OUT, sizeof(struct fs_disk_quota), XFS_QUOTA},
    {Q_XGETNEXTQUOTA, OUT, sizeof(struct fs_disk_quota), XFS_QUOTA},
    {Q_XSETQLIM, IN, sizeof(struct fs_disk_quota), XFS_QUOTA},
    {Q_XGETQSTAT, OUT, sizeof(struct fs_quota_stat), "bbhbbbb" XFS_FILE XFS_FILE "wwwwhhx"},
    {Q_XGETQSTATV, INOUT, sizeof(struct fs_quota_statv),
     "bbhw"
     "ddww"
     "ddww"
     "ddww"
     "wwwhhhhwx"},
};

/* Argument 3 by the command's row. */
static int64_t turned(struct sys_frame *f, uint32_t command)
{
    char copy[sizeof(struct fs_quota_statv)];
    int64_t result;
    size_t i = 0;

    while (i < sizeof(rows) / sizeof(*rows) && rows[i].command != command)
        i++;
    if (i == sizeof(rows) / sizeof(*rows) || lx_copy_from_guest(copy, f->raw[3], rows[i].size) < 0)
        return sys_host(f);
    members_swap(copy, rows[i].size, rows[i].members);
    f->arg[3] = (uintptr_t)copy;
    result = sys_host(f);
    if (result < 0 || !(rows[i].dir & SYS_OUT))
        return result;
    members_swap(copy, rows[i].size, rows[i].members);
    return lx_copy_to_guest(f->raw[3], copy, rows[i].size) < 0 ? -EFAULT : result;
}

static int64_t with_command(struct sys_frame *f, uint32_t command)
{
    command = command >> SUBCMDSHIFT;
    if (command == (uint32_t)Q_QUOTAON && f->raw[3]) {
        const char *path;
        int64_t err = sys_get_path(f, AT_FDCWD, f->raw[3], true, &path, NULL);

        if (err < 0 && err != -EFAULT)
            return err;
        if (err == 0)
            f->arg[3] = (uintptr_t)path;
    } else if (f->state->abi->big_endian) {
        return turned(f, command);
    }
    return sys_host(f);
}

int64_t sys_quotactl(struct sys_frame *f)
{
    return with_command(f, (uint32_t)f->raw[0]);
}

int64_t sys_quotactl_fd(struct sys_frame *f)
{
    return with_command(f, (uint32_t)f->raw[1]);
}
