/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory whose members have one size everywhere, member by member, for guests of the other byte
 * order (members.c).
 */
#ifndef FERRY_SYSCALLS_MEMBERS_H
#define FERRY_SYSCALLS_MEMBERS_H

#include <stddef.h>

/*
 * Turns the bytes of each number round, from guest to host as back.  `members` has a letter for
 * each member, with no padding but what is named: b a byte, h a number of 2 bytes, w of 4, d of 8;
 * n, a and A are 2, 4 and 16 bytes in the order of the network; x all the rest, as it is; * at the
 * end begins again behind the * before it, or at the start.  What lies beyond `size` is not
 * touched.
 */
void members_swap(void *data, size_t size, const char *members);
/* The bytes of the members, up to an x. */
size_t members_size(const char *members);

/* The structures of syscalls/linux/members.def. */
enum sys_members {
#define MEMBERS(name, letters) SYS_MB_##name,
#include "syscalls/linux/members.def"
#undef MEMBERS
    SYS_MB_COUNT
};

const char *members_of(enum sys_members which);

#endif
