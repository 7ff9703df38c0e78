/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What linux-user has to know about a guest architecture: one const struct a
 * guest (linux-user/ARCH/), found by linux_arch_find.
 *
 * In: nothing.  Out: register conventions of system calls and program start,
 * signal frames, traps as signals, what auxv and /proc/cpuinfo say.
 * Invariant: no other file of linux-user asks which guest it runs.
 */
#ifndef FERRY_LINUX_USER_ARCH_H
#define FERRY_LINUX_USER_ARCH_H

#include "base/abi.h"
#include "linux-user/signal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct cpu_common;
struct elf_image;
struct lx_gdb;
struct target;
struct task;
struct vdso_spec;

/* A system call as it stands in the registers. */
struct lx_call {
    uint64_t nr;
    uint64_t arg[6];
    const struct abi *abi; /* if it follows another than the process's, else NULL */
};

/* A request of ptrace(2) that reads or writes a register set, at address `data` or in it. */
struct lx_regset_request {
    unsigned request, type; /* PTRACE_*, NT_* */
    bool write;
    bool by_value; /* `data` is the set: a number of 32 bits, in the host's order */
    int missing;   /* the error if there is no such set; 0: EINVAL */
};

/* Of an FDPIC program. */
struct lx_fdpic {
    gaddr exec_map, interp_map; /* its map and its interpreter's, or 0 */
    gaddr dynamic;              /* the interpreter's dynamic section, else the program's, or 0 */
    gaddr data;                 /* where its data begin */
};

struct linux_arch {
    const struct abi *abi;
    const struct target *target; /* the translator's view of the guest (target/target.h) */
    const char *elf_platform;    /* AT_PLATFORM */
    const char *const *names;    /* launcher names: "aarch64", "arm64", NULL at the end */
    const char *interpreter;     /* usual PT_INTERP, for messages */
    const char *debian_arch;     /* for messages: "arm64" */

    /* AT_HWCAP, AT_HWCAP2 of the CPU's model. */
    uint64_t (*hwcap)(const struct cpu_common *cpu);
    /* AT_PLATFORM and uname's machine where they depend on the model; NULL: elf_platform, abi->name
     */
    const char *(*platform)(const struct cpu_common *cpu);
    const char *(*machine)(const struct cpu_common *cpu);
    uint64_t (*hwcap2)(const struct cpu_common *cpu);
    /* New random pointer-authentication keys, for the PR_PAC_AP*KEY bits in `keys`; or NULL. */
    void (*new_keys)(struct cpu_common *cpu, uint64_t keys);
    /* Switches the keys of these bits on and off; those that are off.  Where there are new_keys. */
    void (*switch_keys)(struct cpu_common *cpu, uint64_t on, uint64_t off);
    uint64_t (*keys_off)(const struct cpu_common *cpu);
    size_t minsigstksz; /* AT_MINSIGSTKSZ, where all models have the same */
    size_t (*signal_frame)(const struct cpu_common *cpu); /* where they have not; else NULL */
    int prot_extra;   /* PROT_* bits beside read, write, exec that mmap and mprotect take */
    int prot_guarded; /* the one of them that guards pages (target.h: branch_tag), or 0 */
    /* Further PROT_* bits for the executable segments of an image; or NULL. */
    int (*image_prot)(const struct elf_image *image, bool interpreter);
    size_t minsigstksz_check; /* MINSIGSTKSZ: smaller alternate stacks are refused */

    /* Registers. */
    gaddr (*get_pc)(const struct cpu_common *cpu);
    void (*set_pc)(struct cpu_common *cpu, gaddr pc);
    gaddr (*get_sp)(const struct cpu_common *cpu);
    void (*set_sp)(struct cpu_common *cpu, gaddr sp);
    void (*set_tls)(struct cpu_common *cpu, uint64_t tls);
    uint64_t (*get_tls)(const struct cpu_common *cpu);
    /* What of a program's image the CPU must know, before anything is mapped for it; or NULL. */
    void (*prepare)(struct cpu_common *cpu, const struct elf_image *image);
    /* Is code big-endian?  NULL: as data is. */
    bool (*code_big)(const struct cpu_common *cpu);
    /* Registers at the first instruction of a program. */
    void (*start)(struct cpu_common *cpu, gaddr entry, gaddr sp);
    /* What FDPIC programs find in registers besides; of others `fdpic` is NULL.  NULL: there are no
       such programs. */
    void (*start_fdpic)(struct cpu_common *cpu, const struct lx_fdpic *fdpic);

    /* System calls.  `call_trap` is exec_run's value for one; the pc is behind the instruction
     * then. */
    unsigned call_trap;
    void (*get_call)(const struct cpu_common *cpu, struct lx_call *call);
    void (*set_result)(struct cpu_common *cpu, int64_t result); /* value or -errno */
    void (*set_args)(struct cpu_common *cpu, const uint64_t arg[6]);
    /* As a tracer sees a call that begins: the result is -ENOSYS already, the first argument is
     * kept elsewhere, the number is in its register.  False: the number is kept elsewhere. */
    bool generic_entry;
    /* Sets the number of a call that is about to be made; NULL: no register holds it. */
    void (*set_number)(struct cpu_common *cpu, uint64_t nr);
    /* Back to the system-call instruction, with the registers that it had. */
    void (*restart_call)(struct cpu_common *cpu, const struct lx_call *call);

    /*
     * A trap of exec_run that is neither a system call nor a kick: fills the siginfo
     * and task->sig.fault, and moves the pc where the kernel would leave it.  False: no signal, go
     * on.
     */
    bool (*trap)(struct task *task, unsigned trap, lx_siginfo *info);

    /*
     * Signal frames.  push: writes the frame for taken signal `sig` with mask
     * `saved` to restore, and sets the registers to enter the handler; 0 or -EFAULT.
     * pop: restores registers from the frame at sp; the mask goes to *mask; 0 or -EFAULT: then, as
     * in the kernel, that is done which comes before the bad part.
     */
    long (*push_frame)(struct task *task, int sig, const struct lx_sigaction *action,
                       const lx_siginfo *info, lx_sigset saved);
    long (*pop_frame)(struct task *task, lx_sigset *mask);
    /* Address and code of the SIGSEGV for a frame that can't be restored; NULL: SI_KERNEL. */
    void (*bad_frame)(const struct task *task, lx_siginfo *info);

    /* Core files: NT_PRSTATUS registers and NT_FPREGSET; sizes returned, buffer may be NULL. */
    size_t (*core_regs)(const struct cpu_common *cpu, void *buffer);
    size_t (*core_fpregs)(const struct cpu_common *cpu, void *buffer);
    unsigned core_extra; /* NT_* of one more note of each thread, from `regset`; 0: none */
    bool core_short_ids; /* NT_PRPSINFO has 16 bits for uid and gid */

    /*
     * Register sets for a tracer: reads set `type` (NT_*) of `cpu` into the buffer (of
     * LX_REGSET_MAX bytes), or writes its first `size` bytes back.  `cpu` is a copy of another
     * process's: of its pointers only those of `own`, the caller's CPU, are valid.  Size of the
     * set, 0: there is none.
     */
    size_t (*regset)(struct cpu_common *cpu, const struct cpu_common *own, unsigned type,
                     void *buffer, size_t size, bool write);

    /* Requests of ptrace(2) for a whole set, besides those for all guests; ends with request 0.
       NULL: there are none. */
    const struct lx_regset_request *regset_requests;
    /* PTRACE_PEEKUSR and PTRACE_POKEUSR reach NT_PRSTATUS. */
    bool has_user_area;
    bool has_sysemu; /* PTRACE_SYSEMU and PTRACE_SYSEMU_SINGLESTEP */

    /* /proc/cpuinfo for `cpus` processors. */
    void (*cpuinfo)(const struct cpu_common *cpu, FILE *out, int cpus);

    /* riscv_hwprobe: the value of a key; false: unknown.  NULL: the guest has no such call. */
    bool (*hwprobe)(const struct cpu_common *cpu, int64_t key, uint64_t *value);

    const struct lx_gdb *gdb;     /* gdb.h */
    const struct vdso_spec *vdso; /* vdso.h; NULL: none */
    /* Maps what else the kernel gives every process; NULL: nothing. */
    void (*map_pages)(void);

    /* A program without PT_GNU_STACK may execute all that it may read. */
    bool no_stack_all_exec;

    uint32_t rseq_signature;   /* RSEQ_SIG of the C libraries: the word before an abort handler */
    const uint8_t *signal_map; /* guest signal -> host signal [65], NULL: equal; -t changes it */
};

/* Up to RISC-V's vector registers of 1024 bits. */
#define LX_REGSET_MAX (6 * 8 + 32 * 128)

extern const struct linux_arch lx_arch_aarch64;
extern const struct linux_arch lx_arch_arm, lx_arch_armeb;
extern const struct vdso_spec lx_vdso_aarch64, lx_vdso_arm;
extern const struct linux_arch lx_arch_riscv32, lx_arch_riscv64;
extern const struct lx_gdb lx_gdb_aarch64, lx_gdb_arm, lx_gdb_riscv32, lx_gdb_riscv64;
extern const struct vdso_spec lx_vdso_riscv32, lx_vdso_riscv64;

/* By launcher name ("aarch64", "arm64"), or by ELF header facts; NULL: not supported. */
const struct linux_arch *linux_arch_by_name(const char *name);
const struct linux_arch *linux_arch_by_elf(uint16_t machine, uint8_t word, bool big_endian);
/* All, NULL at the end. */
const struct linux_arch *const *linux_arch_all(void);

#endif
