/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of ioctl requests, for -strace.
 */
#ifndef FERRY_SYSCALLS_LINUX_IOCTL_H
#define FERRY_SYSCALLS_LINUX_IOCTL_H

#include <stdint.h>

/* "TCGETS", or NULL. */
const char *sys_ioctl_name(uint32_t request);

#endif
