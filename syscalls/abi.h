/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the system-call layer has to know about an ABI beyond base/abi.h.
 *
 * In: nothing.  Out: `struct sys_abi`, one const instance per ABI
 * (syscalls/linux/abis.c); the host's is one of them.  A guest's is found by
 * the name in its struct abi.
 */
#ifndef FERRY_SYSCALLS_ABI_H
#define FERRY_SYSCALLS_ABI_H

#include "base/abi.h"

struct lx_call;
struct sys_frame;
struct task;

/* Families of ABIs that share a departure from the generic tables. */
enum sys_family {
    SYS_FAM_GENERIC = 0,
    SYS_FAM_X86_64 = 1 << 0,
    SYS_FAM_ARM = 1 << 1,             /* arm and arm64: open flags */
    SYS_FAM_CLONE_BACKWARDS = 1 << 2, /* clone(flags, stack, parent_tid, tls, child_tid) */
    SYS_FAM_NO_RESTORER = 1 << 3,     /* struct sigaction has no sa_restorer */
    SYS_FAM_NARROW = 1 << 4,          /* 32-bit words: times of System V IPC in two words */
    SYS_FAM_OABI = 1 << 5,            /* structures are padded to words */
};

struct sys_abi {
    const char *name;     /* as struct abi's */
    struct abi data;      /* word size, alignments, byte order */
    unsigned families;    /* SYS_FAM_* */
    const uint16_t *call; /* number -> enum sys_id, 0 where there is none */
    unsigned calls;
    uint32_t audit_arch; /* AUDIT_ARCH_*, for seccomp filters */
    bool user_dispatch;  /* has syscall user dispatch */
    bool tags;           /* addresses may have a tag in their top byte */
    /*
     * prctl options of the architecture: true when the option is one of them, with
     * the result in *result.  NULL: there are none.
     */
    bool (*prctl)(struct sys_frame *f, int64_t *result);
    /* Calls with numbers beyond the table: true when it is one, with its result.  NULL: none. */
    bool (*private_call)(struct task *task, const struct lx_call *call, int64_t *result);
};

/* By struct abi's name; NULL for an ABI that has no table yet. */
const struct sys_abi *sys_abi_find(const char *name);

/* The guests' ABIs from 0 on; NULL behind the last. */
const struct sys_abi *sys_abi_at(unsigned index);

/* The ABI of the host kernel. */
const struct sys_abi *sys_abi_host(void);

#endif
