/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Restartable sequences of the guest (rseq(2)).
 *
 * In: a guest thread's struct rseq, which is registered with the host kernel as it is, so that the
 * kernel itself keeps the CPU number and the like up to date.  Out: sequences that are aborted when
 * the thread is preempted, migrated or takes a signal inside them.  docs/signals.md (Restartable
 * sequences) has the design.
 * Invariant: within a known sequence generated code stores through lx_rseq_store only.
 */
#ifndef FERRY_LINUX_USER_RSEQ_H
#define FERRY_LINUX_USER_RSEQ_H

#include "base/abi.h"
#include "tcg/exec/exec.h"

#include <stdbool.h>
#include <stdint.h>

struct cpu_common;
struct rseq_code;
struct rseq_sequence;
struct task;

/* Of a task. */
struct lx_rseq {
    gaddr area; /* 0: nothing is registered */
    const struct rseq_code *code;
};

/* Of the process; both lists grow in front, without a lock, and nothing leaves them. */
struct lx_rseqs {
    struct rseq_sequence *sequences;
    struct rseq_code *codes;
    gaddr first, end; /* all sequences are within */
};

/* Takes the host thread's registration away from libc, and that of the threads it makes. */
void lx_rseq_init(void);

/* rseq(2) */
long lx_rseq(struct task *task, gaddr area, uint32_t size, int flags, uint32_t signature);

/* exec_env.guard_at: the sequence that the instruction at pc belongs to, as a number, or 0. */
uint64_t lx_rseq_at(void *opaque, gaddr pc);
/* exec_env.stored: the guest's code stores this constant.  True: it is the address of a struct
   rseq_cs that was not known. */
enum exec_stored lx_rseq_stored(void *opaque, uint64_t value);
/* exec_env.guarded_store: a store in sequence `guard`; 0: not done, the sequence is to be aborted.
 */
uint64_t lx_rseq_store(struct cpu_common *cpu, uint64_t address, uint64_t value, uint64_t size,
                       uint64_t guard);

/* exec_env.preempted: forgets the sequence that the thread is in. */
void lx_rseq_preempted(struct cpu_common *cpu);

/* If the pc is in a sequence: to its abort handler.  True if it was. */
bool lx_rseq_abort(struct task *task);

/* A SIGSEGV that is no fault of the program: the kernel could not read or write its struct rseq,
   or does not like what it says.  The kernel forgets the struct. */
bool lx_rseq_broken(struct task *task);

#endif
