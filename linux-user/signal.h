/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest signals.
 *
 * In: host signals, faults of guest code, rt_sig* system calls.  Out: signal
 * frames on the guest's stack at safe points; the process's death where
 * nothing handles a fatal one.  docs/signals.md explains the design.
 *
 * Invariants: the host kernel queues.  A thread holds at most one taken but
 * undelivered signal (sig.pending); while it does, its host mask blocks
 * everything but the faults.  The host's disposition of a signal mirrors the
 * guest's (SIG_IGN, SIG_DFL, our handler, and SA_RESTART), so the kernel itself decides
 * about EINTR and restarting.  Signal sets here are guest sets: bit n-1 is
 * guest signal n.
 */
#ifndef FERRY_LINUX_USER_SIGNAL_H
#define FERRY_LINUX_USER_SIGNAL_H

#include "base/abi.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct task;
struct linux_arch;

typedef uint64_t lx_sigset;

#define LX_NSIG 64 /* guest signals 1..64 */

static inline lx_sigset lx_sigmask(int sig)
{
    return (lx_sigset)1 << (sig - 1);
}

/* A guest's sigaction. Flags are SA_* in the host's (asm-generic) values. */
struct lx_sigaction {
    gaddr handler; /* 0 SIG_DFL, 1 SIG_IGN, or the address */
    uint64_t flags;
    gaddr restorer; /* with SA_RESTORER */
    lx_sigset mask;
};

/* The handlers of a process, shared by its threads. */
struct lx_sighand {
    unsigned refs;        /* atomic */
    unsigned seq;         /* odd while `action` changes: readers in handlers retry */
    pthread_mutex_t lock; /* writers */
    struct lx_sigaction action[LX_NSIG + 1];
};

/* siginfo as host bytes; the kernel's layout, 128 bytes. */
typedef siginfo_t lx_siginfo;
#define LX_TRAP_PERF 6 /* TRAP_PERF, which older headers lack */

/* Extra facts about a fault, for the architecture's frame. */
struct lx_fault {
    gaddr address;  /* what was accessed or executed */
    uint64_t error; /* host error code: bit 1 write, bit 4 fetch (x86's #PF code) */
    bool valid;
    siginfo_t info; /* as the host kernel gave it */
};

/* Signal state of one thread. */
struct lx_sigstate {
    lx_sigset blocked;       /* the guest's mask */
    lx_sigset saved_blocked; /* mask to return to after a sigsuspend-like call */
    bool suspended;          /* saved_blocked is valid */

    /*
     * Written by the host's handler in this thread, read at safe points.  1: `taken` holds a
     * signal; 2: nothing but a tracer's wish (task->trace.asked).
     */
    volatile int pending;
    volatile bool taking; /* `taken` is being written */
    struct {
        int sig; /* guest number */
        struct lx_sigaction action;
        lx_siginfo info;
    } taken;

    /*
     * Signals that the host can't keep blocked for us (SEGV, BUS, ILL, FPE, TRAP sent by kill
     * while the guest blocks them).
     */
    lx_sigset held;
    lx_siginfo held_info[5];

    /* sigaltstack: the guest's. */
    gaddr alt_sp;
    uint64_t alt_size;
    uint32_t alt_flags; /* SS_DISABLE, SS_AUTODISARM */

    struct lx_fault fault; /* of the synchronous signal being delivered */
};

/* ---- system calls (guest numbers and sets; all return 0 or -errno) ---- */

/* sig 1..64.  act NULL: only read.  old NULL: not wanted.  -EINVAL as the kernel. */
long lx_sigaction(struct task *task, int sig, const struct lx_sigaction *act,
                  struct lx_sigaction *old);
/* how: SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK; set NULL: only read. */
long lx_sigprocmask(struct task *task, int how, const lx_sigset *set, lx_sigset *old);
/* Pending and blocked signals of the thread and the process. */
long lx_sigpending(struct task *task, lx_sigset *set);
/* For rt_sigtimedwait: takes a blocked signal of `set` that only we hold; its number or 0. */
int lx_take_held(struct task *task, lx_sigset set, lx_siginfo *info);
/* guest_ss/guest_old: addresses of the guest's stack_t (0: none). */
long lx_sigaltstack(struct task *task, gaddr guest_ss, gaddr guest_old);
/* rt_sigreturn: restores the registers; returns -LX_EJUSTRETURN (a bad frame raises SIGSEGV). */
long lx_sigreturn(struct task *task);
/* rt_sigsuspend: -EINTR or -LX_ERESTART. */
long lx_sigsuspend(struct task *task, lx_sigset mask);

/*
 * For calls with a temporary mask (ppoll, pselect6, epoll_pwait, io_pgetevents): call this
 * right before lx_hostcall and pass *host_mask (8 bytes) to the host.  loop.c
 * ends it.
 */
void lx_suspend_begin(struct task *task, lx_sigset mask, uint64_t *host_mask);

/* Guest set to the mask that the host may get (never blocks the five fault signals), and back. */
uint64_t lx_sigset_to_host(lx_sigset set);
lx_sigset lx_sigset_from_host(uint64_t set);
/* Signal numbers; 0 stays 0, what is out of range stays itself. */
int lx_sig_to_host(int sig);
int lx_sig_from_host(int sig);
/* Option -t, before lx_process_init; false: it is wrong, and `error` says what. */
bool lx_signal_map(const char *text, char *error, size_t size);

struct lx_stack;
/* siginfo and stack_t as the guest lays them out; lx_stack_encode returns the size. */
#define LX_SIGINFO_SIZE   128
#define LX_STACK_SIZE_MAX 24
void lx_siginfo_encode(uint8_t guest[LX_SIGINFO_SIZE], const lx_siginfo *info);
size_t lx_stack_encode(uint8_t *guest, const struct lx_stack *stack);
void lx_stack_decode(struct lx_stack *stack, const uint8_t *guest);

/*
 * siginfo in the guest's layout at a guest address: 0, -EFAULT.  And the other way
 * (rt_sigqueueinfo).
 */
long lx_siginfo_to_guest(gaddr to, const lx_siginfo *info);
long lx_siginfo_from_guest(lx_siginfo *info, gaddr from);

/* ---- exec.c ---- */

/*
 * Makes dispositions and mask what an exec'ed program has to inherit (ignored faults really
 * ignored, the guest's mask); call right before execve, and that with lx_hostcall.  If it fails
 * call lx_signal_exec_failed.
 */
void lx_signal_before_exec(struct task *task);
void lx_signal_exec_failed(struct task *task);

/* ---- task.c and loop.c ---- */

/* Reads the inherited dispositions and mask, installs the fault handlers. */
void lx_signal_init(struct task *task);
/* Gives the calling host thread its signal stack (size >= lx_host_altstack_size). */
void lx_signal_thread_init(struct task *task, void *altstack, size_t size);
#define LX_HOST_ALTSTACK_SIZE ((size_t)64 << 10)
/* After fork, in the child: nothing is pending; the mask is the guest's. */
void lx_signal_fork_child(struct task *task);
/* Blocks everything that the host may block; the old host mask. */
uint64_t lx_host_block_all(void);
/* Also keeps out what tracers have to say, until lx_host_apply_mask. */
void lx_host_block_trace(void);
/* Lets them in for a moment, at a place that keeps restart.kept. */
void lx_host_let_trace(struct task *task);
/* Sets the host mask. */
void lx_host_set_mask(uint64_t mask);
/* Sets the host mask to what the guest's mask asks for. */
void lx_host_apply_mask(struct task *task);

/* The action for a signal, consistent even while another thread changes it. Async-signal-safe. */
struct lx_sigaction lx_read_action(const struct lx_sighand *hand, int sig);
/* Puts our dispositions of libc's internal signals back after the first pthread_create. */
void lx_signal_reinstall(struct task *task);

struct lx_sighand *lx_sighand_new(void);
struct lx_sighand *lx_sighand_ref(struct lx_sighand *hand);
struct lx_sighand *lx_sighand_copy(struct lx_sighand *hand);
void lx_sighand_unref(struct lx_sighand *hand);
/* Every caught signal back to SIG_DFL (CLONE_CLEAR_SIGHAND), in `hand` and the host. */
void lx_sighand_clear(struct task *task);

/*
 * Delivers what is pending: frames are pushed, or the process dies.  To be called before
 * guest code runs.
 */
void lx_deliver_signals(struct task *task);
/* A signal that has just come: the tracer is asked, then it is acted upon. */
void lx_deliver_one(struct task *task, int sig, const lx_siginfo *info);
/*
 * A synchronous signal for the current instruction: delivered at once; blocked or ignored it
 * kills, as the kernel's force_sig.
 */
void lx_force_signal(struct task *task, const lx_siginfo *info);
/* As force_sig(SIGSEGV) with SI_KERNEL: a bad signal frame. */
void lx_force_sigsegv(struct task *task, int sig);
/* The call that was cut short, before a handler is entered. */
void lx_restart_for_handler(struct task *task, const struct lx_sigaction *action);
/* Ends a temporary mask (lx_suspend_begin): no signal came, or the call was not entered. */
void lx_suspend_end(struct task *task);

/* ---- for linux-user/ARCH/frame.c ---- */

/* The guest's stack_t, decoded. */
struct lx_stack {
    gaddr sp;
    uint64_t size;
    uint32_t flags; /* SS_ONSTACK, SS_DISABLE, SS_AUTODISARM */
};
/* Where the frame goes: `sp`, or the top of the alternate stack. */
gaddr lx_frame_stack(const struct task *task, const struct lx_sigaction *action, gaddr sp);
/* The alternate stack as a frame records it; to be called before lx_frame_pushed. */
struct lx_stack lx_altstack_get(const struct task *task, gaddr sp);
/* The frame is complete: SS_AUTODISARM takes effect. */
void lx_frame_pushed(struct task *task);
/* sigreturn: sets what the frame recorded; bad values are ignored, as by the kernel. */
void lx_altstack_restore(struct task *task, const struct lx_stack *stack, gaddr sp);

/* The host's default action for a signal whose disposition is the default: stops or dies. */
void lx_raise_default(struct task *task, int host_sig);
/* Prints QEMU's line, writes the guest's core file, dies by the signal. */
_Noreturn void lx_die_by_signal(struct task *task, int sig, const lx_siginfo *info);

#endif
