/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running guest code: code cache, look-up, chaining, faults, invalidation.
 *
 * In: a CPU with a pc.  Out: a trap value when something outside the instruction set is wanted.
 * One `struct exec` per process; calls upward do not exist, traps are return values.
 */
#ifndef FERRY_TCG_EXEC_EXEC_H
#define FERRY_TCG_EXEC_EXEC_H

#include <signal.h>
#include "base/abi.h"
#include "tcg/exec/cpu.h"
#include "tcg/ir/ir.h"

enum exec_engine { EXEC_JIT, EXEC_INTERP, EXEC_COMPARE };

struct exec_options {
    enum exec_engine engine;
    bool one_insn;       /* one guest instruction a region */
    uint64_t opt_limit;  /* optimise only the first N regions (bisection); UINT64_MAX: all */
    uint64_t pass_mask;  /* bit i: pass i of tcg/opt/passes.c runs */
    size_t cache_size;   /* bytes of code cache; 0: default */
    unsigned max_insns;  /* guest instructions a region; 0: default */
    unsigned max_blocks; /* basic blocks a region; 0: default */
    unsigned tier;       /* 0: count, and optimise what is hot; 1: never; 2: everything at once */
    uint32_t tier_after; /* executions after which a region is hot; 0: default */
    const void *cpu_model;
    const char *cpu_name;   /* what was asked for; "" for the default */
    const char *code_cache; /* folder of translated code, or NULL: none is kept */
    bool check_cache;       /* compare what comes from there with a new translation */
    bool create_cache;      /* make the folder if it is missing */
    unsigned fp_traps;      /* SIGFPE comes to exec_fault, and generated code may raise it: 0 never,
                               1 while it is rare, 2 always, 3 but for tiny results */
    struct perf *perf;      /* tcg/exec/perf.h; NULL: none */
};

/* The place in a file that code was mapped from. */
struct exec_file {
    uint64_t dev, ino;
    uint64_t place; /* offset in the file */
    uint64_t code;  /* so many bytes from there on are of the same mapping, and executable */
};

/* What the process around the translator makes of a constant that code stores. */
enum exec_stored {
    EXEC_STORED_VALUE, /* nothing */
    EXEC_STORED_KNOWN, /* it has to be told each time such code is made */
    EXEC_STORED_NEWS,  /* the same, and what guard_at says has changed */
};

/* What the translator asks of the process around it. */
struct exec_env {
    void *opaque;
    /* Is [pc, pc+1) mapped and executable by the guest?  *end becomes the end of that mapping. */
    bool (*code_at)(void *opaque, gaddr pc, gaddr *end);
    /* A region has been made from [start, end): write-protect it, if the target needs that. */
    void (*code_made)(void *opaque, gaddr start, gaddr end);
    uintptr_t mem_base; /* host address of guest address 0: where code is read */
    /* Copies code; false when the memory faults after all (unmapped meanwhile, or beyond the end of
       its file).  NULL: it is read directly. */
    bool (*read_code)(void *opaque, gaddr pc, void *out, size_t size);
    /* Is the page of pc guarded (target.h: branch_tag)?  NULL: none is. */
    bool (*guarded)(void *opaque, gaddr pc);
    /* The file behind pc, if the mapping is neither anonymous nor writable.  NULL: none is known.
     */
    bool (*file_at)(void *opaque, gaddr pc, struct exec_file *file);
    /* Does a function of ours stand for the instruction at pc?  Its number and the instruction's
       size; 0: none.  NULL: nowhere.  The answer for a pc is part of the code that is made. */
    unsigned (*service_at)(void *opaque, gaddr pc, unsigned *size);
    /* The function.  All registers but the pc are in the CPU struct, and may be changed there. */
    void (*service)(struct cpu_common *cpu, uint64_t number);
    /* Do the stores of the instruction at pc have to be guarded, and by what?  0: no.  NULL: none.
       What `guarded_store` refuses is a trap IR_TRAP_RESTART. */
    uint64_t (*guard_at)(void *opaque, gaddr pc);
    uint64_t (*guarded_store)(struct cpu_common *cpu, uint64_t address, uint64_t value,
                              uint64_t size, uint64_t guard);
    /* The CPU is about to wait, or to make system calls: what it is in the middle of has to start
       anew, as if another thread had run.  NULL: it is in the middle of nothing. */
    void (*preempted)(struct cpu_common *cpu);
    /* Code that is being made stores this constant, or what is now at a constant address.  NULL:
       nobody wants to know. */
    enum exec_stored (*stored)(void *opaque, uint64_t value);
};

struct exec *exec_new(const struct target *target, const struct exec_options *opt,
                      const struct exec_env *env);

/* A CPU joins (before its first run, in any thread) and leaves (its own thread). */
void exec_cpu_add(struct exec *x, struct cpu_common *cpu);
void exec_cpu_remove(struct cpu_common *cpu);

/* Runs the CPU from its pc until a trap; its own thread only.  Returns enum ir_trap or a target's
   trap code; cpu->trap_* hold the details.  The state, pc included, is complete in the CPU struct.
 */
unsigned exec_run(struct cpu_common *cpu);

/* Runs one instruction, in the interpreter and without looking at exec_kick.  IR_TRAP_LOOKUP when
   nothing else has come of it; else as exec_run. */
unsigned exec_step(struct cpu_common *cpu);

/* The same; what the instruction loads and stores is told, but for what helpers access: RISC-V's
   vector loads and stores. */
typedef void exec_access_fn(void *opaque, uint64_t address, unsigned bytes, bool write);
unsigned exec_step_watched(struct cpu_common *cpu, exec_access_fn *accessed, void *opaque);

/* From now on generated code makes these system calls of the CPU by itself (NULL: none), if it can
   at all.  The CPU's own thread, outside of exec_run. */
void exec_set_calls(struct cpu_common *cpu, const struct exec_calls *calls);

/* Where has a signal met the CPU's own thread: in generated code that is about to make a system
   call, or has made one?  Then the handler may continue at *abort, and the call is a trap. */
enum exec_call_at {
    EXEC_CALL_NONE,
    EXEC_CALL_BEFORE,
    EXEC_CALL_INSN, /* at `syscall` itself */
    EXEC_CALL_DONE, /* right behind it */
};
enum exec_call_at exec_call_at(const struct cpu_common *cpu, const void *pc, void **abort);
/* Is it that *abort? */
bool exec_call_aborts(const struct cpu_common *cpu, const void *pc);

/* Makes the CPU's exec_run return IR_TRAP_INTERRUPT soon.  Any thread; async-signal-safe. */
void exec_kick(struct cpu_common *cpu);

/* From the handler of a synchronous host signal (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP) of the
   CPU's own thread.  True: it happened in guest code; the context now leads out of exec_run with
   the precise guest state and `trap`; or it was a SIGFPE of opt.fp_traps, and guest code goes on.
   False: not ours to explain. */
bool exec_fault(struct cpu_common *cpu, siginfo_t *info, void *ucontext, unsigned trap);

/* From now on the process has guarded pages. Pages that become guarded, or no longer are, have to
   be invalidated as well. Any thread. */
void exec_guard(struct exec *exec);

/* From now on other processes may write memory that the guest can write. Before such memory is
   there for the guest; any thread. With a second CPU it is so by itself. */
void exec_share(struct exec *exec);

/* Guest code in [start, end) has changed, or is no longer executable.  Any thread. */
void exec_invalidate(struct exec *x, gaddr start, gaddr end);

/* The registers, into the log; with -d fpu and vpu all of them. */
void exec_log_cpu(const struct cpu_common *cpu);

/* Writes what this process has translated to the folder exec_options.code_cache, for the next ones.
   Before the process ends or executes another program. */
void exec_save(struct exec *x);

/* Before fork(), with no lock held: code that its children will want. */
void exec_fork_begin(struct cpu_common *self);
/* Around fork(): prepare takes the translator's locks; the child keeps only `self`. */
void exec_fork_prepare(struct exec *x);
void exec_fork_parent(struct exec *x);
void exec_fork_child(struct exec *x, struct cpu_common *self);
/* The child's part, where there is no other thread and nothing was locked. */
void exec_fork_alone(struct exec *x);

#endif
