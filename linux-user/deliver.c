/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest side of signals: delivery at safe points and the rt_sig* calls.
 *
 * In: task->sig.taken (signal.c), faults (loop.c), system calls.  Out: frames on the guest's
 * stack, masks.  Invariant: on return from lx_deliver_signals nothing deliverable is left, and
 * the host mask is the guest's.
 */
#include "base/log.h"
#include "linux-user/arch.h"
#include "linux-user/hostcall.h"
#include "linux-user/signal.h"
#include "linux-user/space.h"
#include "linux-user/task.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif
#define SS_FLAG_BITS SS_AUTODISARM
#define HANDLER_DFL  ((gaddr)(uintptr_t)SIG_DFL)
#define HANDLER_IGN  ((gaddr)(uintptr_t)SIG_IGN)

static lx_sigset unblockable(void)
{
    return lx_sigmask(lx_sig_from_host(SIGKILL)) | lx_sigmask(lx_sig_from_host(SIGSTOP));
}

/* ---- default actions ---- */

static bool ignored_by_default(int host_sig)
{
    return host_sig == SIGCHLD || host_sig == SIGCONT || host_sig == SIGURG || host_sig == SIGWINCH;
}

static bool stops_by_default(int host_sig)
{
    return host_sig == SIGSTOP || host_sig == SIGTSTP || host_sig == SIGTTIN || host_sig == SIGTTOU;
}

/*
 * Only signals with a core file get here regularly; others if their disposition changed after they
 * were taken.
 */
static void default_action(struct task *task, int sig, const lx_siginfo *info)
{
    int host_sig = lx_sig_to_host(sig);

    if (ignored_by_default(host_sig))
        return;
    if (stops_by_default(host_sig)) {
        lx_raise_default(task, SIGSTOP);
        return;
    }
    lx_die_by_signal(task, sig, info);
}

/* ---- delivery ---- */

static void enter_handler(struct task *task, int sig, const struct lx_sigaction *action,
                          const lx_siginfo *info)
{
    struct lx_sigstate *s = &task->sig;
    lx_sigset saved = s->suspended ? s->saved_blocked : s->blocked;

    lx_rseq_abort(task);
    lx_restart_for_handler(task, action);
    if (lx_process.arch->push_frame(task, sig, action, info, saved) < 0) {
        lx_force_sigsegv(task, sig);
        return;
    }
    s->suspended = false;
    s->blocked |= action->mask;
    if (!(action->flags & SA_NODEFER))
        s->blocked |= lx_sigmask(sig);
    s->blocked &= ~unblockable();
}

/* -d int, and what it says of the program itself. */
static void log_signal(const struct task *task, int sig, const lx_siginfo *info)
{
    uint64_t pc, address;
    int host = lx_sig_to_host(sig);
    bool memory = host == SIGSEGV || host == SIGBUS;

    if (!log_on(LOG_INT | LOG_INVALID_MEM | LOG_GUEST_ERRORS))
        return;
    pc = lx_process.arch->get_pc(task->cpu);
    address = (uint64_t)(uintptr_t)info->si_addr;
    log_if(LOG_INT, "signal %d (%s), code %d, pc %#" PRIx64 "\n", sig, strsignal(host),
           info->si_code, pc);
    if (info->si_code <= 0 || info->si_code == SI_KERNEL)
        return;
    if (memory)
        log_if(LOG_INVALID_MEM, "invalid access to %#" PRIx64 " at pc %#" PRIx64 "\n", address, pc);
    else if (host == SIGILL)
        log_if(LOG_GUEST_ERRORS, "invalid instruction at pc %#" PRIx64 "\n", pc);
}

static void act(struct task *task, int sig, const struct lx_sigaction *action,
                const lx_siginfo *info)
{
    if (action->handler == HANDLER_IGN)
        return;
    log_signal(task, sig, info);
    if (action->handler == HANDLER_DFL)
        default_action(task, sig, info);
    else
        enter_handler(task, sig, action, info);
}

static void reset_once(struct task *task, int sig, const struct lx_sigaction *action)
{
    struct lx_sigaction none = *action;

    if (!(action->flags & SA_RESETHAND) || action->handler <= 1)
        return;
    none.handler = HANDLER_DFL;
    lx_sigaction(task, sig, &none, NULL);
}

static int held_index(int sig)
{
    switch (lx_sig_to_host(sig)) {
    case SIGSEGV: return 0;
    case SIGBUS: return 1;
    case SIGILL: return 2;
    case SIGFPE: return 3;
    default: return 4;
    }
}

int lx_take_held(struct task *task, lx_sigset set, lx_siginfo *info)
{
    lx_sigset held = task->sig.held & set;

    if (!held)
        return 0;

    int sig = __builtin_ctzll(held) + 1;

    *info = task->sig.held_info[held_index(sig)];
    __atomic_fetch_and(&task->sig.held, ~lx_sigmask(sig), __ATOMIC_RELAXED);
    return sig;
}

void lx_deliver_one(struct task *task, int sig, const lx_siginfo *info)
{
    lx_siginfo now = *info;
    struct lx_sigaction action;

    if (task->trace.traced)
        sig = lx_trace_signal(task, sig, &now);
    if (!sig)
        return;
    action = lx_read_action(task->sighand, sig);
    reset_once(task, sig, &action);
    act(task, sig, &action, &now);
}

static void deliver_held(struct task *task)
{
    int sig = __builtin_ctzll(task->sig.held & ~task->sig.blocked) + 1;
    lx_siginfo info = task->sig.held_info[held_index(sig)];

    __atomic_fetch_and(&task->sig.held, ~lx_sigmask(sig), __ATOMIC_RELAXED);
    lx_deliver_one(task, sig, &info);
}

static void deliver_taken(struct task *task)
{
    int sig = task->sig.taken.sig;
    struct lx_sigaction action = task->sig.taken.action;
    lx_siginfo info = task->sig.taken.info;

    task->sig.pending = 0;
    if (task->trace.traced) {
        int now = lx_trace_signal(task, sig, &info);

        if (now != sig) {
            sig = now;
            action = lx_read_action(task->sighand, sig ? sig : 1);
        }
    }
    if (sig)
        act(task, sig, &action, &info);
}

void lx_deliver_signals(struct task *task)
{
    struct lx_sigstate *s = &task->sig;

    if (__builtin_expect(task->restart.cut, 0))
        lx_host_apply_mask(task);
    while (s->pending || s->suspended || (s->held & ~s->blocked) || task->trace.asked) {
        int wish = 2;

        __atomic_compare_exchange_n(&s->pending, &wish, 0, false, __ATOMIC_SEQ_CST,
                                    __ATOMIC_SEQ_CST);
        if (task->trace.asked)
            lx_trace_asked(task);
        else if (s->pending)
            deliver_taken(task);
        else if (s->held & ~s->blocked)
            deliver_held(task);
        else if (s->suspended)
            lx_suspend_end(task);
        s->fault.valid = false;
        /* What was queued behind arrives here and gets its frame on top, as in the kernel. */
        lx_host_apply_mask(task);
    }
}

void lx_force_signal(struct task *task, const lx_siginfo *info)
{
    int sig = info->si_signo;
    struct lx_sigaction action = lx_read_action(task->sighand, sig);
    lx_siginfo seen = *info;

    log_signal(task, sig, info);

    if (task->trace.traced) {
        int now = lx_trace_signal(task, sig, &seen);

        if (now != sig) {
            task->sig.fault.valid = false;
            if (now) {
                action = lx_read_action(task->sighand, now);
                act(task, now, &action, &seen);
            }
            return;
        }
        info = &seen;
        action = lx_read_action(task->sighand, sig);
    }
    if (action.handler <= 1 || (task->sig.blocked & lx_sigmask(sig)))
        lx_die_by_signal(task, sig, info);
    reset_once(task, sig, &action);
    enter_handler(task, sig, &action, info);
    task->sig.fault.valid = false;
    lx_host_apply_mask(task);
}

void lx_force_sigsegv(struct task *task, int sig)
{
    int segv = lx_sig_from_host(SIGSEGV);
    lx_siginfo info;

    memset(&info, 0, sizeof(info));
    info.si_signo = segv;
    info.si_code = SI_KERNEL;
    task->sig.fault.valid = false;
    if (sig == 0 && lx_process.arch->bad_frame)
        lx_process.arch->bad_frame(task, &info);
    if (sig == segv) /* its own frame could not be written: no handler can run */
        lx_die_by_signal(task, segv, &info);
    lx_force_signal(task, &info);
}

/* ---- masks ---- */

long lx_sigprocmask(struct task *task, int how, const lx_sigset *set, lx_sigset *old)
{
    lx_sigset now = task->sig.blocked;

    if (old)
        *old = now;
    if (!set)
        return 0;
    switch (how) {
    case SIG_BLOCK: now |= *set; break;
    case SIG_UNBLOCK: now &= ~*set; break;
    case SIG_SETMASK: now = *set; break;
    default: return -EINVAL;
    }
    now &= ~unblockable();
    if (now != task->sig.blocked) {
        task->sig.blocked = now;
        lx_host_apply_mask(task);
    }
    return 0;
}

long lx_sigpending(struct task *task, lx_sigset *set)
{
    uint64_t host = 0;
    long result = lx_rawcall(SYS_rt_sigpending, (long)&host, 8, 0, 0, 0, 0);

    if (result < 0)
        return result;
    *set = (lx_sigset_from_host(host) | task->sig.held) & task->sig.blocked;
    return 0;
}

void lx_suspend_begin(struct task *task, lx_sigset mask, uint64_t *host_mask)
{
    struct lx_sigstate *s = &task->sig;

    if (!s->suspended)
        s->saved_blocked = s->blocked;
    s->suspended = true;
    s->blocked = mask & ~unblockable();
    *host_mask = lx_sigset_to_host(s->blocked);
}

void lx_suspend_end(struct task *task)
{
    if (task->sig.suspended) {
        task->sig.suspended = false;
        task->sig.blocked = task->sig.saved_blocked;
    }
}

long lx_sigsuspend(struct task *task, lx_sigset mask)
{
    uint64_t host_mask;

    lx_suspend_begin(task, mask, &host_mask);
    return lx_hostcall(task, SYS_rt_sigsuspend, (long)&host_mask, 8, 0, 0, 0, 0);
}

long lx_hostcall(struct task *task, long nr, long a1, long a2, long a3, long a4, long a5, long a6)
{
    /* Only a temporary mask can have opened the way for a held one. */
    if (task->sig.held & ~task->sig.blocked)
        return -EINTR;
    return lx_hostcall_asm(&task->sig.pending, nr, a1, a2, a3, a4, a5, a6);
}

/*
 * A filter may kill for calls of another architecture: a child makes one first.  (Not one that
 * shares memory: a core file of it is the end of all that do, for older kernels.)
 */
static bool compat_survives(void)
{
    static const int never;
    int status = 0;
    long child;

    if (lx_rawcall(SYS_prctl, PR_GET_SECCOMP, 0, 0, 0, 0, 0) == 0)
        return true;
    child = lx_rawcall(SYS_clone, CLONE_VFORK | CLONE_UNTRACED, 0, 0, 0, 0, 0);
    if (child == 0) {
        struct rlimit none = {0, 0};

        lx_rawcall(SYS_setrlimit, RLIMIT_CORE, (long)&none, 0, 0, 0, 0);
        lx_rawcall(SYS_exit_group,
                   lx_compat_asm(&never, 20 /* getpid */, 0, 0, 0, 0) !=
                       lx_rawcall(SYS_getpid, 0, 0, 0, 0, 0, 0),
                   0, 0, 0, 0, 0);
    }
    return child > 0 && lx_rawcall(SYS_wait4, child, (long)&status, __WALL, 0, 0, 0) == child &&
           !status;
}

long lx_compat_call(struct task *task, long nr, long a1, long a2, long a3, long a4)
{
    enum { UNKNOWN, WORKS, LACKING };
    long result;

    if (task->process->compat == UNKNOWN)
        task->process->compat = compat_survives() ? WORKS : LACKING;
    if (task->process->compat == LACKING)
        return -ENOSYS;
    if (task->sig.held & ~task->sig.blocked)
        return -EINTR;
    result = lx_compat_asm(&task->sig.pending, nr, a1, a2, a3, a4);
    if (result == -ENOSYS)
        task->process->compat = LACKING;
    return result;
}

/* ---- alternate stack ---- */

static bool on_altstack(const struct task *task, gaddr sp)
{
    const struct lx_sigstate *s = &task->sig;

    /* With SS_AUTODISARM the stack is disarmed while in use, so it never is "on". */
    if (s->alt_flags & SS_AUTODISARM)
        return false;
    return s->alt_size && sp > s->alt_sp && sp - s->alt_sp <= s->alt_size;
}

gaddr lx_frame_stack(const struct task *task, const struct lx_sigaction *action, gaddr sp)
{
    const struct lx_sigstate *s = &task->sig;

    if ((action->flags & SA_ONSTACK) && s->alt_size && !on_altstack(task, sp))
        return s->alt_sp + s->alt_size;
    return sp;
}

struct lx_stack lx_altstack_get(const struct task *task, gaddr sp)
{
    const struct lx_sigstate *s = &task->sig;
    struct lx_stack out = {.sp = s->alt_sp, .size = s->alt_size};

    out.flags = s->alt_size ? s->alt_flags & SS_FLAG_BITS : SS_DISABLE;
    if (on_altstack(task, sp))
        out.flags |= SS_ONSTACK;
    return out;
}

void lx_frame_pushed(struct task *task)
{
    if (task->sig.alt_flags & SS_AUTODISARM) {
        task->sig.alt_sp = 0;
        task->sig.alt_size = 0;
        task->sig.alt_flags = SS_DISABLE;
    }
}

static long set_altstack(struct task *task, const struct lx_stack *new, gaddr sp)
{
    struct lx_sigstate *s = &task->sig;
    uint32_t mode = new->flags & ~SS_FLAG_BITS;

    if (on_altstack(task, sp))
        return -EPERM;
    if (mode != 0 && mode != SS_ONSTACK && mode != SS_DISABLE)
        return -EINVAL;
    if (mode == SS_DISABLE) {
        s->alt_sp = 0;
        s->alt_size = 0;
    } else {
        if (new->size < lx_process.arch->minsigstksz_check)
            return -ENOMEM;
        s->alt_sp = new->sp;
        s->alt_size = new->size;
    }
    s->alt_flags = new->flags;
    return 0;
}

void lx_altstack_restore(struct task *task, const struct lx_stack *stack, gaddr sp)
{
    set_altstack(task, stack, sp);
}

long lx_sigaltstack(struct task *task, gaddr guest_ss, gaddr guest_old)
{
    gaddr sp = lx_process.arch->get_sp(task->cpu);
    struct lx_stack old = lx_altstack_get(task, sp), new;
    uint8_t raw[LX_STACK_SIZE_MAX];
    size_t size = lx_stack_encode(raw, &old);
    long result;

    if (guest_ss) {
        uint8_t in[LX_STACK_SIZE_MAX];

        result = lx_copy_from_guest(in, guest_ss, size);
        if (result < 0)
            return result;
        lx_stack_decode(&new, in);
        result = set_altstack(task, &new, sp);
        if (result < 0)
            return result;
    }
    return guest_old ? lx_copy_to_guest(guest_old, raw, size) : 0;
}

/* ---- sigreturn ---- */

long lx_sigreturn(struct task *task)
{
    const struct linux_arch *arch = lx_process.arch;
    lx_sigset mask = task->sig.blocked;
    bool good = arch->pop_frame(task, &mask) == 0;

    task->restart.kept = task->restart.whole = false;
    task->sig.blocked = mask & ~unblockable();
    if (!good)
        lx_force_sigsegv(task, 0);
    lx_host_apply_mask(task);
    return -LX_EJUSTRETURN;
}
