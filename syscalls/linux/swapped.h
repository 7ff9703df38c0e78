/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conversions for guests of the other byte order (swapped.c); for all others nothing is done.
 */
#ifndef FERRY_SYSCALLS_LINUX_SWAPPED_H
#define FERRY_SYSCALLS_LINUX_SWAPPED_H

#include <sys/socket.h>
#include "syscalls/engine.h"

/* A set of bits in guest words -> *host, the host's pointer to it; 0, -EFAULT, -ENOMEM. */
int64_t sys_get_bits(struct sys_frame *f, uint64_t *host, gaddr from, size_t bytes);
/* Back from there: 0, -EFAULT. */
int64_t sys_put_bits(struct sys_frame *f, gaddr to, uint64_t host, size_t bytes);

/* A socket address that the host shall read: *host stays where it can read the guest's; 0, -EFAULT,
   -ENOMEM. */
int64_t sys_address_to_host(struct sys_frame *f, gaddr from, uint32_t *size, uint64_t *host);
/* One that the host gave: 0, -EFAULT.  Changes *host. */
int64_t sys_address_to_guest(struct sys_frame *f, gaddr to, uint32_t room,
                             struct sockaddr_storage *host, uint32_t size);
/* Argument i, an ADDR: 0, -EFAULT, -ENOMEM. */
int64_t sys_get_address(struct sys_frame *f, unsigned i);

/* Argument i, a SIZED, becomes a copy that is turned round, if it can be read: 0, -ENOMEM. */
int64_t sys_get_sized(struct sys_frame *f, unsigned i);
/* Back from there: 0, -EFAULT. */
int64_t sys_put_sized(struct sys_frame *f, unsigned i);

/* futex, the timeout already converted. */
int64_t sys_swapped_futex(struct sys_frame *f);

#endif
