/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of guest architectures.
 *
 * In: nothing.  Out: targets[], NULL-terminated. A new guest is a new line here.
 */
#include "target/target.h"

const struct target *const targets[] = {
    &target_aarch64, &target_arm, &target_riscv32, &target_riscv64, NULL,
};
