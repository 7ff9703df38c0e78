/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Classic BPF programs as seccomp uses them.
 *
 * In: instructions and the 16 words of a struct seccomp_data.  Out: the program's return value.
 * Invariant: a program that bpf_check has accepted ends, and touches nothing but its own memory.
 * Rules: the kernel's bpf_check_classic and seccomp_check_filter.
 */
#ifndef FERRY_SYSCALLS_LINUX_BPF_H
#define FERRY_SYSCALLS_LINUX_BPF_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

#define BPF_DATA_WORDS 16

/* May these instructions (1..BPF_MAXINSNS) be a seccomp filter? */
bool bpf_check(const struct sock_filter *insn, unsigned count);

/* Runs a checked program. */
uint32_t bpf_run(const struct sock_filter *insn, const uint32_t data[BPF_DATA_WORDS]);

#endif
