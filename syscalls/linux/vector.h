/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vectors of buffers of guests whose words are not the host's (vector.c).
 */
#ifndef FERRY_SYSCALLS_LINUX_VECTOR_H
#define FERRY_SYSCALLS_LINUX_VECTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include "base/abi.h"

struct sys_frame;

/* `count` of the guest's struct iovec as the host's, which live as long as the frame; 0 or -errno.
 */
int64_t vector_get(struct sys_frame *f, gaddr from, uint64_t count, struct iovec **out);
/* The same for as many as the caller allows. */
int64_t vector_read(struct sys_frame *f, gaddr from, uint64_t count, struct iovec **out);
/* Is it a call of this file whose thread may give tagged addresses (tagged.h) in its memory? */
bool vector_tagged(const struct sys_frame *f, unsigned id);
/* `err`, which is wrong with an argument, or what is wrong with the descriptor: that comes before.
 */
int64_t vector_blame(struct sys_frame *f, int64_t err);
/* A message to be sent: the guest's struct msghdr as the host's; likewise. */
int64_t vector_message(struct sys_frame *f, struct msghdr *host, gaddr from);

#endif
