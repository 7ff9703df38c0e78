/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Families of generic netlink, whose numbers the kernel gives out as they come (netlink_generic.c).
 */
#ifndef FERRY_SYSCALLS_LINUX_NETLINK_GENERIC_H
#define FERRY_SYSCALLS_LINUX_NETLINK_GENERIC_H

#include <linux/genetlink.h>
#include <stdbool.h>

/* The name of the family with this number.  False: there is none, or it can't be asked for. */
bool netlink_generic_name(int number, char name[GENL_NAMSIZ]);

#endif
