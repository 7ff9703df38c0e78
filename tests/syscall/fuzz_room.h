/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A room for a fuzzer of system calls: private namespaces of every kind, an empty file system,
 * a user who owns nothing.  The kernel sees to it that nothing outside can be hurt.
 */
#ifndef FERRY_TESTS_SYSCALL_FUZZ_ROOM_H
#define FERRY_TESTS_SYSCALL_FUZZ_ROOM_H

#include <sys/types.h>

/*
 * Runs `inside` in a child that lives in the room, and that is killed, with all it has started,
 * `seconds` later.  Returns its wait status, or -1 where the host gives no room.
 */
int room_run(void (*inside)(void *), void *data, unsigned seconds);

/*
 * In the room: a child that is the first process of a PID namespace, so that kill() finds nobody
 * else, with mounts and System V objects of its own.  Returns as fork does.
 */
pid_t room_fork(void);

#endif
