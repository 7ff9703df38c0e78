/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The requests of ioctl: their names, for -strace, and their conversion.
 */
#ifndef FERRY_SYSCALLS_LINUX_IOCTL_H
#define FERRY_SYSCALLS_LINUX_IOCTL_H

#include <stdint.h>

struct sys_frame;

/* "TCGETS", or NULL. */
const char *sys_ioctl_name(uint32_t request);

/* ioctl with the request `number` of a guest whose ABI is not the host's; the descriptor and the
   argument are the frame's. */
int64_t sys_ioctl_convert(struct sys_frame *f, uint32_t number);

#endif
