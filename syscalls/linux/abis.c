/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ABIs that the system-call layer knows: one number table and one struct
 * sys_abi each, and the host's.
 */
#include "syscalls/engine.h"
#include "syscalls/linux/arch.h"

#include <string.h>

#define CALLS_MAX 512

static const uint16_t calls_aarch64[CALLS_MAX] = {
#define NR(number, name) [number] = SYS_ID_##name,
#include "syscalls/linux/nr/generic64.tbl"
#include "syscalls/linux/nr/aarch64.tbl"
#undef NR
};

static const uint16_t calls_riscv64[CALLS_MAX] = {
#define NR(number, name) [number] = SYS_ID_##name,
#include "syscalls/linux/nr/generic64.tbl"
#include "syscalls/linux/nr/riscv64.tbl"
#undef NR
};

static const uint16_t calls_riscv32[CALLS_MAX] = {
#define NR(number, name) [number] = SYS_ID_##name,
#include "syscalls/linux/nr/riscv32.tbl"
#undef NR
};

static const uint16_t calls_arm[CALLS_MAX] = {
#define NR(number, name) [number] = SYS_ID_##name,
#include "syscalls/linux/nr/arm.tbl"
#undef NR
};

static const uint16_t calls_arm_oabi[CALLS_MAX] = {
#define NR(number, name) [number] = SYS_ID_##name,
#include "syscalls/linux/nr/arm.tbl"
#include "syscalls/linux/nr/arm-oabi.tbl"
#undef NR
};

static const struct sys_abi abis[] = {
    {
        .name = "aarch64",
        .data = {.name = "aarch64", .word = 8, .align64 = 8, .page_size = 4096},
        .families = SYS_FAM_ARM | SYS_FAM_CLONE_BACKWARDS,
        .call = calls_aarch64,
        .calls = CALLS_MAX,
        .audit_arch = 0xc00000b7,
        .tags = true,
        .prctl = sys_prctl_arm64,
    },
    {
        .name = "riscv64",
        .data = {.name = "riscv64", .word = 8, .align64 = 8, .page_size = 4096},
        .families = SYS_FAM_CLONE_BACKWARDS | SYS_FAM_NO_RESTORER,
        .call = calls_riscv64,
        .calls = CALLS_MAX,
        .audit_arch = 0xc00000f3,
        .user_dispatch = true,
        .prctl = sys_prctl_riscv,
    },
    {
        .name = "riscv32",
        .data = {.name = "riscv32", .word = 4, .align64 = 8, .page_size = 4096},
        .families = SYS_FAM_CLONE_BACKWARDS | SYS_FAM_NO_RESTORER | SYS_FAM_NARROW,
        .call = calls_riscv32,
        .calls = CALLS_MAX,
        .audit_arch = 0x400000f3,
        .user_dispatch = true,
        .prctl = sys_prctl_riscv,
    },
    {
        .name = "armv7l",
        .data =
            {.name = "armv7l", .word = 4, .align64 = 8, .regpair_aligned = true, .page_size = 4096},
        .families = SYS_FAM_ARM | SYS_FAM_CLONE_BACKWARDS | SYS_FAM_NARROW,
        .call = calls_arm,
        .calls = CALLS_MAX,
        .audit_arch = 0x40000028,
        .private_call = sys_private_arm,
    },
    {
        .name = "arm-oabi",
        .data = {.name = "arm-oabi", .word = 4, .align64 = 4, .page_size = 4096},
        .families = SYS_FAM_ARM | SYS_FAM_CLONE_BACKWARDS | SYS_FAM_NARROW | SYS_FAM_OABI,
        .call = calls_arm_oabi,
        .calls = CALLS_MAX,
        .audit_arch = 0x40000028,
        .private_call = sys_private_arm,
    },
    {
        .name = "armeb-oabi",
        .data =
            {.name = "armeb-oabi", .word = 4, .align64 = 4, .big_endian = true, .page_size = 4096},
        .families = SYS_FAM_ARM | SYS_FAM_CLONE_BACKWARDS | SYS_FAM_NARROW | SYS_FAM_OABI,
        .call = calls_arm_oabi,
        .calls = CALLS_MAX,
        .audit_arch = 0x28,
        .private_call = sys_private_arm,
    },
    {
        .name = "armv7b",
        .data = {.name = "armv7b",
                 .word = 4,
                 .align64 = 8,
                 .big_endian = true,
                 .regpair_aligned = true,
                 .page_size = 4096},
        .families = SYS_FAM_ARM | SYS_FAM_CLONE_BACKWARDS | SYS_FAM_NARROW,
        .call = calls_arm,
        .calls = CALLS_MAX,
        .audit_arch = 0x28,
        .private_call = sys_private_arm,
    },
};

static const struct sys_abi host = {
    .name = "x86_64",
    .data = {.name = "x86_64", .word = 8, .align64 = 8, .page_size = 4096},
    .families = SYS_FAM_X86_64,
    .audit_arch = 0xc000003e,
};

const struct sys_abi *sys_abi_at(unsigned index)
{
    return index < sizeof(abis) / sizeof(abis[0]) ? &abis[index] : NULL;
}

const struct sys_abi *sys_abi_find(const char *name)
{
    for (unsigned i = 0; sys_abi_at(i); i++)
        if (strcmp(abis[i].name, name) == 0)
            return &abis[i];
    return NULL;
}

const struct sys_abi *sys_abi_host(void)
{
    return &host;
}
