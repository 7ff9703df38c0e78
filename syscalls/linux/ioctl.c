/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ioctl.  Between 64-bit little-endian ABIs a request and its structures look
 * the same; for the others ioctl_convert.c converts them.  What would hand the
 * guest the host's own processor is refused.
 */
#include "syscalls/engine.h"
#include "syscalls/linux/ioctl.h"
#include "syscalls/linux/seccomp.h"

#include <errno.h>
#include "linux-user/space.h"

#define REQUEST_TYPE(request) ((request) >> 8 & 0xff)
#define TYPE_KVM              0xae
#define PROCMAP_QUERY         0xc0686611 /* linux/fs.h */

const char *sys_ioctl_name(uint32_t request)
{
    switch (request) {
#define IOCTL(name, number)                                                                        \
    case number:                                                                                   \
        return #name;
#define IOVAL                            IOCTL
#define IOVALLONG                        IOCTL
#define IORAW                            IOCTL
#define IORAWLONG                        IOCTL
#define IOTURN(name, number, size, m)    IOCTL(name, number)
#define IOTAIL(name, number, m, a, w, e) IOCTL(name, number)
#define IOCONF                           IOCTL
#define IOMEM(name, number, dir, st)     IOCTL(name, number)
#define IOLONG(name, number, dir, st)    IOCTL(name, number)
#define IOREQ(name, number, dir, member) IOCTL(name, number)
#include "syscalls/linux/ioctl.def"
    default: return NULL;
    }
}

int64_t sys_ioctl(struct sys_frame *f)
{
    uint32_t request = (uint32_t)f->raw[1];
    uint64_t arg = f->raw[2];

    if (sys_fd_hidden((int)f->arg[0]))
        return -EBADF;
    /* A virtual machine would be one of the host's processor. */
    if (REQUEST_TYPE(request) == TYPE_KVM) {
        sys_unimplemented(f, "KVM request", request);
        return -ENOTTY;
    }
    int64_t result;

    if (seccomp_ioctl(f, request, &result))
        return result;
    if (request == PROCMAP_QUERY) {
        result = lx_procfs_query(f->task, (int)f->arg[0], arg);
        if (result != -LX_ENOTPROC)
            return result;
    }
    if (!f->state->same)
        return sys_ioctl_convert(f, request);
    /* Launcher memory is no guest pointer; a number is never that large. */
    if (arg >= space_top(f->task->process->space) && arg < UINT64_C(1) << 47)
        return -EFAULT;
    f->arg[1] = request;
    return sys_host(f);
}
