/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads and writes of guests of the other byte order on descriptors whose content is structures of
 * the kernel's (content.c).
 */
#ifndef FERRY_SYSCALLS_LINUX_CONTENT_H
#define FERRY_SYSCALLS_LINUX_CONTENT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct sys_frame;

/* What goes through a descriptor: a protocol of netlink, or one of content.c's kinds. */
enum { CONTENT_BYTES = -1 }; /* nothing to turn round */

/* Of the socket in argument 0; of the descriptor there, for read and write. */
int content_of_socket(struct sys_frame *f);
int content_of(struct sys_frame *f);

/* What the guest's vector holds, for the kernel, in the frame's memory: 0, -EFAULT, -ENOMEM;
   -EOPNOTSUPP for messages that netlink.def does not know. */
int64_t content_to_kernel(struct sys_frame *f, int content, const struct iovec *v, size_t count,
                          struct iovec *host);
/* As much room as the guest's vector has: 0, -ENOMEM. */
int64_t content_room(struct sys_frame *f, const struct iovec *v, size_t count, struct iovec *host);
/* The `got` bytes that came there, to the guest: 0, -EFAULT. */
int64_t content_from_kernel(struct sys_frame *f, int content, const struct iovec *v, size_t count,
                            const struct iovec *host, size_t got);

/* The frame's read or write, through the guest's vector, of such a content. */
int64_t content_read(struct sys_frame *f, int content, const struct iovec *v, size_t count);
int64_t content_write(struct sys_frame *f, int content, const struct iovec *v, size_t count);

#endif
