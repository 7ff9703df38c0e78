/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conversions for guests of the other byte order (swapped.c); for all others nothing is done.
 */
#ifndef FERRY_SYSCALLS_LINUX_SWAPPED_H
#define FERRY_SYSCALLS_LINUX_SWAPPED_H

#include "syscalls/engine.h"

/* A set of bits in guest words -> *host, the host's pointer to it; 0, -EFAULT, -ENOMEM. */
int64_t sys_get_bits(struct sys_frame *f, uint64_t *host, gaddr from, size_t bytes);
/* Back from there: 0, -EFAULT. */
int64_t sys_put_bits(struct sys_frame *f, gaddr to, uint64_t host, size_t bytes);

/* Argument i, an ADDR: 0, -EFAULT, -ENOMEM. */
int64_t sys_get_address(struct sys_frame *f, unsigned i);

/* futex, the timeout already converted. */
int64_t sys_swapped_futex(struct sys_frame *f);

#endif
