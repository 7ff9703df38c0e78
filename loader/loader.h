/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the loader's parts share: the file they read, the error they report, and
 * the memory that a plan is carried out on.
 *
 * Invariant: the loader reads bytes and computes; it opens no file, maps no
 * memory and knows no guest.  Whoever calls it does these through callbacks, so
 * that tests and fuzzers run it on plain buffers.
 */
#ifndef FERRY_LOADER_LOADER_H
#define FERRY_LOADER_LOADER_H

#include <stddef.h>
#include <stdint.h>

#include "base/abi.h"

/* Random access to a file.  read: pread's contract, -errno in place of -1. */
struct loader_file {
    void *opaque;
    int64_t (*read)(void *opaque, void *buffer, size_t length, uint64_t offset);
    uint64_t size; /* bytes; UINT64_MAX when unknown */
};

/* Why something can't be loaded: the kernel's errno for execve and one sentence without a dot. */
struct loader_error {
    int err; /* positive errno */
    char text[224];
};

/* Fills `e` and returns -err. */
int loader_fail(struct loader_error *e, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Reads exactly `length` bytes: 0, -EIO for a short file, or read's error. */
int loader_read(const struct loader_file *file, void *buffer, size_t length, uint64_t offset);

/* A file whose bytes are in memory: for tests, and for what was read already. */
struct loader_bytes {
    const uint8_t *data;
    size_t length;
};
struct loader_file loader_file_of_bytes(struct loader_bytes *bytes);

/* A file descriptor that stays open as long as the result is used; `fd` is read with pread. */
struct loader_file loader_file_of_fd(const int *fd);

/* Where a plan is carried out; every function returns 0 or -errno. Lengths are whole pages. */
struct loader_memory {
    void *opaque;
    int (*map_file)(void *opaque, gaddr address, uint64_t length, int prot, uint64_t offset);
    int (*map_anon)(void *opaque, gaddr address, uint64_t length, int prot);
    int (*zero)(void *opaque, gaddr address, uint64_t length); /* any length; is writable */
};

#endif
