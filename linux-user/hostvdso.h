/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions of the host's vdso, called without the C library in between.
 *
 * In: the image that the kernel has mapped.  Out: pointers, taken once.
 */
#ifndef FERRY_LINUX_USER_HOSTVDSO_H
#define FERRY_LINUX_USER_HOSTVDSO_H

#include <time.h>

/* 0 or -errno, as the system call. */
typedef int lx_clock(clockid_t clock, struct timespec *ts);

/* The host's clock_gettime: the vdso's, or the system call where it has none. */
lx_clock *lx_host_clock(void);

#endif
