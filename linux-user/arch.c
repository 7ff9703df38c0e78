/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of guests that linux-user can run, and how one is found.
 * A new guest is one line here and a folder linux-user/ARCH.
 */
#include "linux-user/arch.h"

#include <string.h>

static const struct linux_arch *const all[] = {&lx_arch_aarch64, &lx_arch_arm,     &lx_arch_armeb,
                                               &lx_arch_riscv32, &lx_arch_riscv64, NULL};

const struct linux_arch *const *linux_arch_all(void)
{
    return all;
}

const struct linux_arch *linux_arch_by_name(const char *name)
{
    for (const struct linux_arch *const *a = all; *a; a++)
        for (const char *const *n = (*a)->names; *n; n++)
            if (!strcmp(*n, name))
                return *a;
    return NULL;
}

const struct linux_arch *linux_arch_by_elf(uint16_t machine, uint8_t word, bool big_endian)
{
    for (const struct linux_arch *const *a = all; *a; a++) {
        const struct abi *abi = (*a)->abi;

        if (abi->elf_machine == machine && abi->word == word && abi->big_endian == big_endian)
            return *a;
    }
    return NULL;
}
