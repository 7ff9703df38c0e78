/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sockets carry beside their buffers, member by member, for guests of the other byte order
 * (sockdata.c).
 */
#ifndef FERRY_SYSCALLS_LINUX_SOCKDATA_H
#define FERRY_SYSCALLS_LINUX_SOCKDATA_H

#include <stddef.h>
#include <stdint.h>

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

/* struct tcp_info: 8 bytes, 24 words, 4 long ones, 6 words, 4 long ones, 2 words, 2 long ones, 6
   words, 2 halves, words. */
#define TCP_INFO_MEMBERS "bbbbbbbbwwwwwwwwwwwwwwwwwwwwwwwwddddwwwwwwddddwwddwwwwwwhh*w*"

/* A socket address, but for its family, which is `family` in the host's order. */
void sockdata_swap_address(void *address, size_t size, unsigned family);
/* The value of a socket option, or of a control message. */
void sockdata_swap_option(void *value, size_t size, int level, int option);
void sockdata_swap_control(void *data, size_t size, int level, int type);

#endif
