/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * io_uring for guests whose structures are the host's (64-bit, little-endian).
 *
 * In: io_uring_setup, enter, register, and mmap of a ring's descriptor.  Out: rings that guest and
 * host kernel share.  The kernel lets nobody choose the address at which it maps a ring, and a
 * guest's addresses are chosen by us: so the memory is ours (IORING_SETUP_NO_MMAP), shared, and
 * what the guest maps is a second mapping of it.  Requests that name flags or structures of another
 * value or layout are converted in the ring when the guest hands them over.
 */
#ifndef FERRY_SYSCALLS_LINUX_URING_H
#define FERRY_SYSCALLS_LINUX_URING_H

#include <stdbool.h>
#include <stdint.h>

struct sys_frame;

/* mmap of a ring's descriptor; false: it is none. */
bool uring_mmap(struct sys_frame *f, int64_t *result);
/* The descriptor will be closed, or those from the first to the last. */
void uring_closed(int fd);
void uring_closed_range(unsigned first, unsigned last);
/* Something may have been unmapped: rings that only their mappings keep may go. */
void uring_unmapped(void);
/* `to` will be another number of `from`. */
void uring_replaced(int from, int to);

#endif
