/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of system calls that exist on one architecture only; rows of
 * syscalls/linux/abis.c point here.
 */
#ifndef FERRY_SYSCALLS_LINUX_ARCH_H
#define FERRY_SYSCALLS_LINUX_ARCH_H

#include <stdbool.h>
#include <stdint.h>

struct lx_call;
struct sys_frame;
struct task;

/* struct sys_abi's private_call for 32-bit Arm. */
bool sys_private_arm(struct task *task, const struct lx_call *call, int64_t *result);

/* struct sys_abi's prctl for arm64. */
bool sys_prctl_arm64(struct sys_frame *f, int64_t *result);
/* ... for riscv. */
bool sys_prctl_riscv(struct sys_frame *f, int64_t *result);

#endif
