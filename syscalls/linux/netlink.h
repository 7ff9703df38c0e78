/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of netlink(7) for guests of the other byte order (netlink.c).
 */
#ifndef FERRY_SYSCALLS_LINUX_NETLINK_H
#define FERRY_SYSCALLS_LINUX_NETLINK_H

#include <stdbool.h>
#include <stddef.h>

/* Turns the messages in `data` round, which are of the protocol (NETLINK_ROUTE ...), to the kernel
   or from it. True if what each carries is known; one that is not known keeps what is behind its
   header. */
bool netlink_swap(void *data, size_t size, int protocol, bool to_kernel);

#endif
