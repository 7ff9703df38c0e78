/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sends and receives on netlink sockets by guests of the other byte order (netlink_calls.c).
 */
#ifndef FERRY_SYSCALLS_LINUX_NETLINK_CALLS_H
#define FERRY_SYSCALLS_LINUX_NETLINK_CALLS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct sys_frame;

/* The protocol of the socket in argument 0 if its messages have to be turned round, else -1. */
int netlink_protocol(struct sys_frame *f);

/* What the guest's vector holds, for the kernel, in the frame's memory: 0, -EFAULT, -ENOMEM;
   -EOPNOTSUPP for messages that netlink.def does not know. */
int64_t netlink_to_kernel(struct sys_frame *f, int protocol, const struct iovec *v, size_t count,
                          struct iovec *host);
/* As much room as the guest's vector has: 0, -ENOMEM. */
int64_t netlink_room(struct sys_frame *f, const struct iovec *v, size_t count, struct iovec *host);
/* The `got` bytes that came there, to the guest: 0, -EFAULT. */
int64_t netlink_from_kernel(struct sys_frame *f, int protocol, const struct iovec *v, size_t count,
                            const struct iovec *host, size_t got);

#endif
