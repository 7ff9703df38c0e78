/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flag sets and enumerations: guest value to host value and back, and the
 * names for -strace.
 *
 * In: the rows of syscalls/linux/flags.def.  Out: values, text.  Invariant:
 * bits that no row knows pass unchanged, so that the host kernel judges them.
 */
#ifndef FERRY_SYSCALLS_FLAGMAP_H
#define FERRY_SYSCALLS_FLAGMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "syscalls/abi.h"

enum sys_flagset {
#define SET(id) SYS_FL_##id,
#include "syscalls/linux/flags.def"
    SYS_FL_COUNT
};

/* True when the two ABIs give every name of the set the same value. */
bool sys_flags_same(enum sys_flagset set, const struct sys_abi *a, const struct sys_abi *b);

/* The value that means in `to` what `value` means in `from`. */
uint64_t sys_flags_convert(enum sys_flagset set, uint64_t value, const struct sys_abi *from,
                           const struct sys_abi *to);

/*
 * Writes the value's names in `abi`, as "A|B|0x40", into out (size bytes, NUL
 * included, cut where it does not fit).  Returns the length written.
 */
size_t sys_flags_print(char *out, size_t size, enum sys_flagset set, uint64_t value,
                       const struct sys_abi *abi);

/* The name of an enumeration's value, or NULL. */
const char *sys_value_name(enum sys_flagset set, uint64_t value, const struct sys_abi *abi);

/* "ENOENT" for 2, or NULL. */
const char *sys_errno_name(int err);

/* "SIGINT" for 2, or NULL; real-time signals are NULL. */
const char *sys_signal_name(int sig);

#endif
