/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The traced side of ptrace (docs/ptrace.md).
 *
 * In: a tracer, which is the host's tracer of this host thread and another launcher of the same
 * file. Out: stops at guest events, with complete guest registers in the task. Invariant: while a
 * thread is in lx_trace_stop its struct task belongs to the tracer, which reads and writes it.
 */
#ifndef FERRY_LINUX_USER_TRACE_H
#define FERRY_LINUX_USER_TRACE_H

#include "base/abi.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct task;
struct lx_call;
struct lx_clone_args;

/*
 * si_code of the signals between the two sides; all are SIGTRAP but LX_TRACE_RAW.  The kernel
 * queues them as they are, and no signal of anybody else has them.
 */
enum {
    LX_TRACE_REPORT = -0x5f01, /* the thread stops: si_ptr is its struct task */
    LX_TRACE_GIVEN = -0x5f02,  /* a signal that the tracer passes on: lx_trace_pack */
    LX_TRACE_RAW = -0x5f03,    /* from the thread to itself: the host's default action is wanted */
    LX_TRACE_ASK = -0x5f04,    /* the tracer asks: si_ptr is a wish */
};

enum {
    LX_ASK_STOP = 1,    /* PTRACE_EVENT_STOP */
    LX_ASK_SIGSTOP = 2, /* as if SIGSTOP had come */
    LX_ASK_BIRTH = 4,   /* the first stop of a new thread or child */
};

/* A wish: LX_ASK_* | traced << 8 | options << 16 | cut << LX_WISH_CUT. */
#define LX_WISH_CUT 48

/* SERVER: by no process, by our own gdb server (gdb.h). */
enum lx_traced { LX_TRACED_NOT, LX_TRACED_ATTACHED, LX_TRACED_SEIZED, LX_TRACED_SERVER };

/* A thread of the launcher's own, which is no thread of the guest: its name, for tracers. */
#define LX_HELPER_NAME "ferry-helper"
/* Before a number: those of io_urings that submit by themselves, which no tracer gets either. */
#define LX_SQ_THREAD_NAME "iou-sqp-"

enum lx_trace_mode {
    LX_TRACE_CONT,
    LX_TRACE_SYSCALL,
    LX_TRACE_STEP,
    LX_TRACE_SYSEMU,
    LX_TRACE_SYSEMU_STEP,
};

enum lx_trace_kind { LX_STOP_NONE, LX_STOP_SIGNAL, LX_STOP_ENTRY, LX_STOP_EXIT, LX_STOP_EVENT };

struct lx_trace {
    uint32_t traced;  /* enum lx_traced */
    uint32_t options; /* PTRACE_O_* as the tracer gave them */
    uint32_t mode;    /* enum lx_trace_mode: how it was resumed */
    uint32_t asked;   /* LX_ASK_*: stop at the next safe point */
    uint32_t remask;  /* the tracer has changed the thread's signal mask */
    uint32_t cloning; /* the guest's own clone is under way, no thread of the launcher's */

    /* The stop. */
    uint32_t kind;    /* enum lx_trace_kind */
    uint32_t ack;     /* the tracer has seen it */
    uint32_t resumed; /* and has let the thread go on */
    int32_t signal;   /* the signal to deliver: what has come, and what the tracer wants instead */
    uint32_t event;   /* PTRACE_EVENT_* */
    uint64_t message;
    siginfo_t info;   /* guest's numbers */
    uint64_t call[7]; /* number and arguments */
    int64_t result;
    uint32_t skip;       /* number -1 was set at the entry */
    uint32_t renumbered; /* call[0] was */

    /* Guest code that the tracer has changed. */
    gaddr flush_start, flush_end;
    uint32_t machine; /* e_machine of the guest */

    /* For the gdb server, under its lock. */
    uint32_t parked;         /* the thread stands */
    uint32_t unreported;     /* for a reason that gdb has to hear */
    uint32_t held;           /* gdb has let others go on, not this one */
    uint32_t at_breakpoint;  /* the reason */
    uint32_t watching;       /* it steps only to find changes of watched places */
    int child_fd, parent_fd; /* of a fork under way: the two ends between parent and child, or -1 */
    gaddr watch_hit;         /* the watched place that was changed or accessed; 0: none */
    char watch_type;         /* of Z: '2' written, '3' read, '4' either */
};

/* One instruction at a time. */
static inline bool lx_trace_steps(const struct lx_trace *t)
{
    return t->mode == LX_TRACE_STEP || t->mode == LX_TRACE_SYSEMU_STEP;
}

/* One instruction: as exec_step. */
unsigned lx_trace_step(struct task *task);
/* Stops for the tracer: returns when it lets the thread go on, or is gone. */
void lx_trace_stop(struct task *task, unsigned kind);
/* A signal is about to be delivered: what the tracer makes of it, 0 for nothing. */
int lx_trace_signal(struct task *task, int sig, siginfo_t *info);
/* PTRACE_EVENT_*. */
void lx_trace_event(struct task *task, unsigned event, uint64_t message);
/* Before and after a system call.  False: the call is not made. */
bool lx_trace_entry(struct task *task, struct lx_call *call);
/* What a tracer shall see of a call that begins; and what it has made of it.  False: likewise. */
void lx_trace_show_call(struct task *task, const struct lx_call *call);
bool lx_trace_take_call(struct task *task, struct lx_call *call);
void lx_trace_exit(struct task *task, int64_t result);
/* Stops that were asked for; at a safe point. */
void lx_trace_asked(struct task *task);

/* The state of a new thread or child. */
void lx_trace_inherit(struct task *child, const struct task *parent, uint64_t flags,
                      uint64_t exit_signal);
/* Across execve: one number, 0: not traced. */
uint64_t lx_trace_save(const struct task *task);
void lx_trace_load(struct task *task, uint64_t saved);
/* The program of lx_trace_load's process is about to start. */
void lx_trace_exec_done(struct task *task);

/*
 * A host siginfo as the payload of LX_TRACE_GIVEN, and back; with what the kernel thinks of the
 * call that the signal has cut short: 512 to 516 (enum lx_cut), or 0.
 */
void lx_trace_pack(siginfo_t *info, unsigned cut);
unsigned lx_trace_unpack(siginfo_t *info);

#endif
