/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening without O_LARGEFILE (see smallfile.h).
 */
#include "syscalls/linux/smallfile.h"

#include "syscalls/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define LARGEFILE   0100000 /* of x86; libc's O_LARGEFILE is 0 there */
#define I386_OPENAT 295

/* The folder of the host's path whose rest stands at the end of the guest's, from *skip on; -1. */
static int folder(const char *path, const char *original, size_t *skip)
{
    char prefix[PATH_MAX];
    size_t length = strlen(path), rest;

    *skip = strspn(original, "/");
    rest = strlen(original + *skip);
    if (!rest || rest >= length || length >= sizeof(prefix) || path[length - rest - 1] != '/' ||
        strcmp(path + length - rest, original + *skip) != 0)
        return -1;
    memcpy(prefix, path, length - rest);
    prefix[length - rest] = 0;
    return open(prefix, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

bool small_open(struct sys_frame *f, const char *path, const char *original, uint64_t flags,
                uint64_t mode, int64_t *result)
{
    int dirfd = (int)f->arg[0];
    bool elsewhere = path != original && strcmp(path, original) != 0;
    size_t skip = 0;

    if (f->state->abi->word != 4 || (flags & (LARGEFILE | O_PATH)))
        return false;
    if (elsewhere && (dirfd = folder(path, original, &skip)) < 0)
        return false;
    *result = lx_compat_call(f->task, I386_OPENAT, dirfd, (long)(f->raw[1] + skip), (long)flags,
                             (long)mode);
    if (elsewhere)
        close(dirfd);
    return *result != -ENOSYS;
}
