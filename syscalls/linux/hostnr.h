/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System-call numbers of the host kernel: HOST_NR_name, from the host's table; -1 for calls that
 * only guests have.
 */
#ifndef FERRY_SYSCALLS_LINUX_HOSTNR_H
#define FERRY_SYSCALLS_LINUX_HOSTNR_H

enum sys_host_nr {
#define NR(number, name) HOST_NR_##name = number,
#include "syscalls/linux/nr/x86_64.tbl"
#undef NR
    HOST_NR_ipc = -1,
    HOST_NR_socketcall = -1,
    HOST_NR_riscv_hwprobe = -1,
    HOST_NR_riscv_flush_icache = -1,
};

#endif
