/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tagged addresses of arm64 in system calls (tagged-address-abi.rst of the kernel).
 *
 * In: the arguments of a call, as the guest gave them.  Out: the same without tags, where the
 * kernel takes tagged ones.  Elsewhere a tagged address is one that no guest can have.
 */
#ifndef FERRY_SYSCALLS_LINUX_TAGGED_H
#define FERRY_SYSCALLS_LINUX_TAGGED_H

struct sys_frame;

/* In f->raw, for a guest whose addresses may have tags. */
void sys_untag(struct sys_frame *f, unsigned id);

#endif
