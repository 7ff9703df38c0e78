/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sockets carry beside their buffers, member by member, for guests of the other byte order
 * (sockdata.c).
 */
#ifndef FERRY_SYSCALLS_LINUX_SOCKDATA_H
#define FERRY_SYSCALLS_LINUX_SOCKDATA_H

#include <stddef.h>
#include <stdint.h>

/* struct tcp_info: 8 bytes, 24 words, 4 long ones, 6 words, 4 long ones, 2 words, 2 long ones, 6
   words, 2 halves, words. */
#define TCP_INFO_MEMBERS "bbbbbbbbwwwwwwwwwwwwwwwwwwwwwwwwddddwwwwwwddddwwddwwwwwwhh*w*"

/* A socket address, but for its family, which is `family` in the host's order. */
void sockdata_swap_address(void *address, size_t size, unsigned family);
/* The value of a socket option, or of a control message. */
void sockdata_swap_option(void *value, size_t size, int level, int option);
void sockdata_swap_control(void *data, size_t size, int level, int type);

#endif
