/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System-call numbers of the host kernel: HOST_NR_name, from the host's table.
 */
#ifndef FERRY_SYSCALLS_LINUX_HOSTNR_H
#define FERRY_SYSCALLS_LINUX_HOSTNR_H

enum sys_host_nr {
#define NR(number, name) HOST_NR_##name = number,
#include "syscalls/linux/nr/x86_64.tbl"
#undef NR
};

#endif
