/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of semctl, shmctl and msgctl whose structures were others before IPC_64 (ipc_old.c).
 *
 * In: the call, its command without that bit.  Out: true with the result, or false: it is as it is
 * with the bit.
 */
#ifndef FERRY_SYSCALLS_LINUX_IPC_OLD_H
#define FERRY_SYSCALLS_LINUX_IPC_OLD_H

#include <stdbool.h>
#include "syscalls/engine.h"

bool ipc_old_semctl(struct sys_frame *f, int command, int64_t *result);
bool ipc_old_shmctl(struct sys_frame *f, int command, int64_t *result);
bool ipc_old_msgctl(struct sys_frame *f, int command, int64_t *result);

#endif
