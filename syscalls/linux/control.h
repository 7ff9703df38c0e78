/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control messages of guests whose words are not the host's (control.c).
 */
#ifndef FERRY_SYSCALLS_LINUX_CONTROL_H
#define FERRY_SYSCALLS_LINUX_CONTROL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include "base/abi.h"

struct sys_frame;

/* What m->msg_control has of the guest becomes the host's, in the frame's memory: 0, -EFAULT,
 * -ENOBUFS. */
int64_t control_to_host(struct sys_frame *f, struct msghdr *m);
/* Writes to the guest what fits in `room` bytes; returns how many, and sets MSG_CTRUNC in m where
   something did not fit; -EFAULT, -ENOBUFS. */
int64_t control_to_guest(struct sys_frame *f, struct msghdr *m, gaddr to, size_t room);

#endif
