/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loader's files and errors: see loader.h.
 */
#include "loader/loader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int loader_fail(struct loader_error *e, int err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    e->err = err;
    return -err;
}

int loader_read(const struct loader_file *file, void *buffer, size_t length, uint64_t offset)
{
    uint8_t *to = buffer;
    while (length) {
        int64_t done = file->read(file->opaque, to, length, offset);
        if (done < 0)
            return (int)done;
        if (!done)
            return -EIO;
        to += done;
        offset += (uint64_t)done;
        length -= (size_t)done;
    }
    return 0;
}

static int64_t read_bytes(void *opaque, void *buffer, size_t length, uint64_t offset)
{
    const struct loader_bytes *bytes = opaque;
    if (offset >= bytes->length)
        return 0;
    if (length > bytes->length - offset)
        length = bytes->length - (size_t)offset;
    memcpy(buffer, bytes->data + offset, length);
    return (int64_t)length;
}

struct loader_file loader_file_of_bytes(struct loader_bytes *bytes)
{
    return (struct loader_file){.opaque = bytes, .read = read_bytes, .size = bytes->length};
}

static int64_t read_fd(void *opaque, void *buffer, size_t length, uint64_t offset)
{
    if (offset > INT64_MAX)
        return 0;
    ssize_t done;
    do {
        done = pread(*(const int *)opaque, buffer, length, (off_t)offset);
    } while (done < 0 && errno == EINTR);
    return done < 0 ? -errno : done;
}

struct loader_file loader_file_of_fd(const int *fd)
{
    struct stat st;
    struct loader_file file = {.opaque = (void *)fd, .read = read_fd, .size = UINT64_MAX};
    if (!fstat(*fd, &st) && S_ISREG(st.st_mode))
        file.size = (uint64_t)st.st_size;
    return file;
}
