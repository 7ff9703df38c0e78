/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host side of guest signals: our host handler, dispositions, masks, death.
 *
 * In: host signals.  Out: task->sig.taken for lx_deliver_signals (deliver.c); exec_fault for faults
 * of guest code; EFAULT for faults of the copy routines.  docs/signals.md gives the design.
 * Invariant: everything reachable from on_host_signal is async-signal-safe and takes no lock.
 */
#include "linux-user/signal.h"

#include "linux-user/arch.h"
#include "linux-user/coredump.h"
#include "linux-user/gdb.h"
#include "linux-user/hostcall.h"
#include "linux-user/task.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define SA_RESTORER_BIT 0x04000000
#define SET_SIZE        8 /* bytes of the kernel's sigset */

/* The kernel's struct sigaction on x86-64. */
struct host_sigaction {
    void *handler;
    unsigned long flags;
    void (*restorer)(void);
    uint64_t mask;
};

static const lx_sigset fault_signals = (lx_sigset)1 << (SIGSEGV - 1) |
                                       (lx_sigset)1 << (SIGBUS - 1) | (lx_sigset)1 << (SIGILL - 1) |
                                       (lx_sigset)1 << (SIGFPE - 1) | (lx_sigset)1 << (SIGTRAP - 1);

static const int held_slot[5] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};

/* ---- numbers and sets ---- */

int lx_sig_to_host(int sig)
{
    const uint8_t *map = lx_process.signal_map;

    return map && sig > 0 && sig <= LX_NSIG ? map[sig] : sig;
}

int lx_sig_from_host(int sig)
{
    const uint8_t *map = lx_process.signal_map;

    for (int i = 1; map && i <= LX_NSIG; i++)
        if (map[i] == sig)
            return i;
    return sig;
}

uint64_t lx_sigset_to_host(lx_sigset set)
{
    uint64_t host = set;

    if (lx_process.signal_map) {
        host = 0;
        for (int i = 1; i <= LX_NSIG; i++)
            if (set & lx_sigmask(i))
                host |= lx_sigmask(lx_sig_to_host(i));
    }
    return host & ~fault_signals;
}

lx_sigset lx_sigset_from_host(uint64_t set)
{
    lx_sigset guest = set;

    if (lx_process.signal_map) {
        guest = 0;
        for (int i = 1; i <= LX_NSIG; i++)
            if (set & lx_sigmask(lx_sig_to_host(i)))
                guest |= lx_sigmask(i);
    }
    return guest;
}

static bool is_fault_signal(int host_sig)
{
    return host_sig >= 1 && host_sig <= LX_NSIG && (fault_signals & lx_sigmask(host_sig));
}

/* Signals whose default action writes a core file. */
static bool dumps_core(int host_sig)
{
    switch (host_sig) {
    case SIGQUIT:
    case SIGILL:
    case SIGTRAP:
    case SIGABRT:
    case SIGBUS:
    case SIGFPE:
    case SIGSEGV:
    case SIGXCPU:
    case SIGXFSZ:
    case SIGSYS: return true;
    default: return false;
    }
}

/* ---- the handler ---- */

/* The action for a signal, consistent even if another thread is changing it. */
struct lx_sigaction lx_read_action(const struct lx_sighand *hand, int sig)
{
    struct lx_sigaction action;
    unsigned seq;

    do {
        while ((seq = __atomic_load_n(&hand->seq, __ATOMIC_ACQUIRE)) & 1)
            __builtin_ia32_pause();
        action = hand->action[sig];
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
    } while (__atomic_load_n(&hand->seq, __ATOMIC_RELAXED) != seq);
    return action;
}

static void hold(struct task *task, int sig, const siginfo_t *info)
{
    int slot = 0;

    while (slot < 4 && held_slot[slot] != lx_sig_to_host(sig))
        slot++;
    if (!(task->sig.held & lx_sigmask(sig)))
        task->sig.held_info[slot] = *info;
    __atomic_fetch_or(&task->sig.held, lx_sigmask(sig), __ATOMIC_RELAXED);
}

/* Where the interruptible call at this pc has its result: NULL: it is at none of its instruction.
 */
static const char *done_at(const char *pc)
{
    if (pc == lx_hostcall_insn || pc == lx_hostcall_done)
        return lx_hostcall_done;
    return pc == lx_compat_insn || pc == lx_compat_done ? lx_compat_done : NULL;
}

/*
 * The kernel has given up a call, and has already made of it what our own handler asks for: the pc
 * is on the `syscall` again, or the result is EINTR.  What the guest makes of it the safe point
 * decides.
 */
static void cut_call(struct task *task, ucontext_t *uc, unsigned cut)
{
    greg_t *reg = uc->uc_mcontext.gregs;
    const char *pc = (const char *)(uintptr_t)reg[REG_RIP];
    void *abort;
    enum exec_call_at at = exec_call_at(task->cpu, pc, &abort);

    if (!cut)
        return;
    if (done_at(pc)) {
        reg[REG_RAX] = -EINTR;
        reg[REG_RIP] = (greg_t)(uintptr_t)done_at(pc);
    } else if (at == EXEC_CALL_INSN || at == EXEC_CALL_DONE) {
        reg[REG_RIP] = (greg_t)(uintptr_t)abort;
    } else {
        return;
    }
    task->restart.cut = cut;
    task->restart.kept = cut == LX_CUT_BLOCK;
}

/*
 * A signal that would not have come to the guest now, had the host not to let it through: the call
 * that it has ended goes on.
 */
static void hide(struct task *task, ucontext_t *uc)
{
    const greg_t *reg = uc->uc_mcontext.gregs;
    const char *pc = (const char *)(uintptr_t)reg[REG_RIP];
    void *abort;

    if (reg[REG_RAX] != -EINTR || (pc != lx_hostcall_done && pc != lx_compat_done &&
                                   exec_call_at(task->cpu, pc, &abort) != EXEC_CALL_DONE))
        return;
    cut_call(task, uc, LX_CUT_BLOCK);
    task->restart.hidden = true;
}

/* If a guest's call has not happened yet, it won't now. */
static void abort_call(const struct task *task, ucontext_t *uc)
{
    const char *pc = (const char *)(uintptr_t)uc->uc_mcontext.gregs[REG_RIP];
    void *abort;

    if (pc >= lx_hostcall_begin && pc <= lx_hostcall_insn)
        uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)lx_hostcall_abort;
    else if (pc >= lx_compat_begin && pc <= lx_compat_insn)
        uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)lx_compat_abort;
    else if (exec_call_at(task->cpu, pc, &abort) == EXEC_CALL_BEFORE ||
             exec_call_at(task->cpu, pc, &abort) == EXEC_CALL_INSN)
        uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)abort;
}

/* What has been taken, one of the fault signals, makes way for one that can't be held. */
static void hold_taken(struct task *task)
{
    int sig = task->sig.taken.sig;

    task->sighand->action[sig].handler = task->sig.taken.action.handler; /* SA_RESETHAND */
    hold(task, sig, &task->sig.taken.info);
}

/*
 * Takes a signal for the guest: the thread's host mask stays shut until it has been delivered.  A
 * fault signal that is sent may come anywhere in here, and before the first instruction.
 */
static void take(struct task *task, int host_sig, const siginfo_t *info, ucontext_t *uc)
{
    int sig = lx_sig_from_host(host_sig);
    uint64_t all = ~fault_signals;
    bool within = task->sig.taking;

    task->sig.taking = true;
    if (is_fault_signal(host_sig)) {
        bool ignored = lx_read_action(task->sighand, sig).handler == (gaddr)(uintptr_t)SIG_IGN;

        if (ignored || within || task->sig.pending || (task->sig.blocked & lx_sigmask(sig))) {
            if (!ignored)
                hold(task, sig, info);
            task->sig.taking = within;
            hide(task, uc);
            return;
        }
    }
    if (task->sig.pending == 1)
        hold_taken(task);
    task->sig.taken.sig = sig;
    task->sig.taken.info = *info;
    task->sig.taken.action = lx_read_action(task->sighand, sig);
    if ((task->sig.taken.action.flags & SA_RESETHAND) && task->sig.taken.action.handler > 1)
        task->sighand->action[sig].handler = (gaddr)(uintptr_t)SIG_DFL;
    task->sig.pending = 1;
    task->sig.taking = within;
    exec_kick(task->cpu);
    memcpy(&uc->uc_sigmask, &all, SET_SIZE);
    abort_call(task, uc);
}

/*
 * A fault signal sent by somebody with a forged si_code: it arrives behind a `syscall` or `int
 * 0x80`.  (Asked only for what is no fault of guest code: there these bytes may stand by chance.)
 */
static bool was_forged(const ucontext_t *uc)
{
    const uint8_t *pc = (const uint8_t *)(uintptr_t)uc->uc_mcontext.gregs[REG_RIP];

    return (pc[-2] == 0x0f && pc[-1] == 0x05) || (pc[-2] == 0xcd && pc[-1] == 0x80);
}

/* Not for what an instruction could not do: sent, or told by the kernel. */
static bool is_sent(int sig, const siginfo_t *info)
{
    return info->si_code <= 0 || (sig == SIGBUS && info->si_code == BUS_MCEERR_AO) ||
           (sig == SIGTRAP && info->si_code == LX_TRAP_PERF);
}

static bool caught_fault(struct task *task, int sig, siginfo_t *info, ucontext_t *uc)
{
    const char *pc = (const char *)(uintptr_t)uc->uc_mcontext.gregs[REG_RIP];

    if (pc >= lx_access_begin && pc < lx_access_end) {
        uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)lx_access_fault;
        return true;
    }
    if (pc == lx_compat_insn) {
        uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)lx_compat_lacking;
        return true;
    }
    if (!task || !task->cpu->exec)
        return false;
    task->sig.fault.address = (gaddr)(uintptr_t)info->si_addr;
    task->sig.fault.error = (uint64_t)uc->uc_mcontext.gregs[REG_ERR];
    task->sig.fault.valid = true;
    task->sig.fault.info = *info;
    return exec_fault(task->cpu, info, uc, sig == SIGBUS ? IR_TRAP_BUS : IR_TRAP_SEGV);
}

/* Dies by the signal with its default action; for faults of the launcher itself. */
/* The signal's default action by the host; not for the tracer a second time. */
void lx_raise_default(struct task *task, int host_sig)
{
    pid_t pid = (pid_t)lx_rawcall(SYS_getpid, 0, 0, 0, 0, 0, 0);
    pid_t tid = (pid_t)lx_rawcall(SYS_gettid, 0, 0, 0, 0, 0, 0);
    siginfo_t info;

    if (task && task->trace.traced) {
        memset(&info, 0, sizeof(info));
        info.si_signo = host_sig;
        info.si_code = LX_TRACE_RAW;
        lx_rawcall(SYS_rt_tgsigqueueinfo, pid, tid, host_sig, (long)&info, 0, 0);
    } else if (host_sig == SIGSTOP) {
        lx_rawcall(SYS_kill, pid, host_sig, 0, 0, 0, 0);
    } else {
        lx_rawcall(SYS_tgkill, pid, tid, host_sig, 0, 0, 0);
    }
}

static _Noreturn void die_here(int host_sig)
{
    struct host_sigaction act = {.handler = (void *)SIG_DFL};
    uint64_t none = 0;

    lx_rawcall(SYS_rt_sigaction, host_sig, (long)&act, 0, SET_SIZE, 0, 0);
    lx_rawcall(SYS_rt_sigprocmask, SIG_SETMASK, (long)&none, 0, SET_SIZE, 0, 0);
    lx_raise_default(task_self(), host_sig);
    /* The init process of a pid namespace survives that. */
    for (;;)
        lx_rawcall(SYS_exit_group, 128 + host_sig, 0, 0, 0, 0, 0);
}

static _Noreturn void launcher_fault(struct task *task, int sig, const siginfo_t *info,
                                     const ucontext_t *uc)
{
    char line[256];
    int n =
        snprintf(line, sizeof(line),
                 "ferry: internal error: %s at host pc %#llx, address %p, guest pc %#llx\n",
                 strsignal(sig), (unsigned long long)uc->uc_mcontext.gregs[REG_RIP], info->si_addr,
                 task ? (unsigned long long)lx_process.arch->get_pc(task->cpu) : 0);

    lx_rawcall(SYS_write, 2, (long)line, n, 0, 0, 0);
    die_here(sig);
}

/* ---- what the tracer sends ---- */

/* The tracer passes a signal on that it has seen. */
static void take_given(struct task *task, const siginfo_t *info, ucontext_t *uc)
{
    siginfo_t given = *info;

    cut_call(task, uc, lx_trace_unpack(&given));
    if (given.si_signo < 1 || given.si_signo > LX_NSIG)
        return;
    if (task->sig.pending == 1 && !is_fault_signal(given.si_signo)) {
        /* Only what nothing blocks gets here: SIGSTOP. */
        task->trace.asked |= LX_ASK_SIGSTOP;
        return;
    }
    take(task, given.si_signo, &given, uc);
}

static void take_wish(struct task *task, uint64_t wish, ucontext_t *uc)
{
    cut_call(task, uc, (unsigned)(wish >> LX_WISH_CUT));
    if (wish >> 8 & 0xff) {
        task->trace.traced = wish >> 8 & 0xff;
        task->trace.options = (uint32_t)(wish >> 16 & UINT32_MAX);
    }
    if (!(wish & 0xff))
        return;
    task->trace.asked |= wish & 0xff;
    if (!task->sig.pending)
        task->sig.pending = 2;
    exec_kick(task->cpu);
    abort_call(task, uc);
}

/* Signals between the two sides of ptrace (linux-user/trace.h); false: it is none. */
static bool trace_message(struct task *task, const siginfo_t *info, ucontext_t *uc)
{
    switch (info->si_code) {
    case LX_TRACE_REPORT:
        if (task && info->si_ptr == task) /* nobody has stopped us: the tracer is gone */
            task->trace.traced = task->trace.mode = 0;
        return true;
    case LX_TRACE_GIVEN:
        if (task)
            take_given(task, info, uc);
        return true;
    case LX_TRACE_ASK:
        if (task)
            take_wish(task, (uint64_t)(uintptr_t)info->si_ptr, uc);
        return true;
    default: return false;
    }
}

/*
 * What the host's kernel keeps of a call that has been cut short is lost in sigreturn.  So back to
 * where few registers matter, if it is such a place, by a jump.  Until the next such place nothing
 * shall come between.
 */
static void leave(const ucontext_t *uc, struct task *task)
{
    uint64_t mask;
    const greg_t *reg = uc->uc_mcontext.gregs;
    const char *pc = (const char *)(uintptr_t)reg[REG_RIP];
    const uint64_t kept[8] = {(uint64_t)reg[REG_RBX], (uint64_t)reg[REG_RBP],
                              (uint64_t)reg[REG_R12], (uint64_t)reg[REG_R13],
                              (uint64_t)reg[REG_R14], (uint64_t)reg[REG_R15],
                              (uint64_t)reg[REG_RSP], (uint64_t)reg[REG_RIP]};

    if (pc != lx_hostcall_done && pc != lx_hostcall_abort && !exec_call_aborts(task->cpu, pc)) {
        task->restart.kept = false;
        return;
    }
    memcpy(&mask, &uc->uc_sigmask, SET_SIZE);
    mask |= lx_sigmask(SIGTRAP);
    task->restart.shut = true;
    __builtin_ia32_ldmxcsr(uc->uc_mcontext.fpregs->mxcsr);
    lx_rawcall(SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, 0, SET_SIZE, 0, 0);
    lx_leave_asm(kept, (long)reg[REG_RAX]);
}

/* A new thread of libc's has the one by which it cancels open: this one, or that one. */
static bool is_of_libc(int host_sig)
{
    return host_sig == 32 || host_sig == 33;
}

/* Has it come to a new thread that has not set its mask yet? */
static bool is_early(const struct task *task, int sig, const siginfo_t *info)
{
    if (!task)
        return is_sent(sig, info);
    return is_of_libc(sig) && (task->sig.blocked & lx_sigmask(lx_sig_from_host(sig)));
}

/* It is sent once more, and kept out until the thread sets its mask.  A timer's has most likely
   been for this thread: libc has a thread wait for one. */
static void postpone(int sig, siginfo_t *info, ucontext_t *uc)
{
    enum { MOST_TRIES = 5000 };
    pid_t pid = (pid_t)lx_rawcall(SYS_getpid, 0, 0, 0, 0, 0, 0);
    pid_t tid = (pid_t)lx_rawcall(SYS_gettid, 0, 0, 0, 0, 0, 0);
    bool to_thread =
        info->si_code == SI_TKILL || info->si_code == SI_TIMER || info->si_code <= LX_TRACE_REPORT;
    uint64_t mask, bit = UINT64_C(1) << (sig - 1);

    memcpy(&mask, &uc->uc_sigmask, SET_SIZE);
    mask |= bit;
    memcpy(&uc->uc_sigmask, &mask, SET_SIZE);
    lx_rawcall(SYS_rt_sigprocmask, SIG_BLOCK, (long)&bit, 0, SET_SIZE, 0, 0);
    if (!to_thread && lx_rawcall(SYS_rt_sigqueueinfo, pid, sig, (long)info, 0, 0, 0) == 0)
        return;
    /* The user's processes may have as many signals pending as they may (RLIMIT_SIGPENDING). */
    for (unsigned tries = 0; tries < MOST_TRIES; tries++) {
        if (lx_rawcall(SYS_rt_tgsigqueueinfo, pid, tid, sig, (long)info, 0, 0) != -EAGAIN)
            return;
        lx_rawcall(SYS_nanosleep, (long)&(struct timespec){0, 1000000}, 0, 0, 0, 0, 0);
    }
}

static void on_host_signal(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    struct task *task = task_self();
    int saved_errno = errno;

    if (is_early(task, sig, info)) {
        postpone(sig, info, uc);
    } else if (sig == SIGTRAP && trace_message(task, info, uc)) {
        /* nothing else */
    } else if (is_fault_signal(sig) && !is_sent(sig, info)) {
        if (!caught_fault(task, sig, info, uc)) {
            if (!task || (!was_forged(uc) && !(info->si_code == SI_KERNEL && lx_rseq_broken(task))))
                launcher_fault(task, sig, info, uc);
            take(task, sig, info, uc);
        }
    } else if (task) {
        take(task, sig, info, uc);
    }
    errno = saved_errno;
    if (task && task->restart.kept)
        leave(uc, task);
}

/* ---- dispositions ---- */

/* By default, and without a core file (dumps_core). */
static bool ends_process(int host_sig)
{
    switch (host_sig) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH:
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU: return false;
    default: return true;
    }
}

/* The host's action that mirrors the guest's; see the table in docs/signals.md. */
static void host_action(int host_sig, const struct lx_sigaction *action, struct host_sigaction *out)
{
    const uint64_t mirrored = SA_NOCLDSTOP | SA_NOCLDWAIT | SA_RESTART | SA_RESETHAND;
    bool fault = is_fault_signal(host_sig);

    *out = (struct host_sigaction){.restorer = lx_restorer, .mask = ~fault_signals};
    out->flags = SA_RESTORER_BIT | SA_SIGINFO | SA_ONSTACK | (action->flags & mirrored);
    out->handler = (void *)on_host_signal;
    if (dumps_core(host_sig))
        out->flags &= ~(uint64_t)SA_RESETHAND; /* the next one has to come through here too */
    if (fault) {
        /* The launcher needs it whatever the guest wants; a dropped one must not disturb a call. */
        if (host_sig != SIGTRAP) /* messages come one by one: each handler may end by a jump */
            out->flags |= SA_NODEFER;
        if (action->handler <= 1)
            out->flags |= SA_RESTART;
    } else if (action->handler == (gaddr)(uintptr_t)SIG_IGN) {
        out->handler = (void *)SIG_IGN;
    } else if (action->handler == (gaddr)(uintptr_t)SIG_DFL && !dumps_core(host_sig)) {
        if (lx_process.gdb && ends_process(host_sig))
            out->flags |= SA_RESTART; /* gdb sees it first, and may drop it */
        else if (!is_of_libc(host_sig))
            out->handler = (void *)SIG_DFL;
    }
}

static long install(int host_sig, const struct lx_sigaction *action)
{
    struct host_sigaction act;

    host_action(host_sig, action, &act);
    return lx_rawcall(SYS_rt_sigaction, host_sig, (long)&act, 0, SET_SIZE, 0, 0);
}

static void lock_hand(struct lx_sighand *hand, uint64_t *mask)
{
    uint64_t all = ~(uint64_t)0;

    /* A fault signal that is sent now would read `action` in the handler and wait for ever. */
    lx_rawcall(SYS_rt_sigprocmask, SIG_SETMASK, (long)&all, (long)mask, SET_SIZE, 0, 0);
    pthread_mutex_lock(&hand->lock);
    __atomic_store_n(&hand->seq, hand->seq + 1, __ATOMIC_SEQ_CST);
}

static void unlock_hand(struct lx_sighand *hand, uint64_t mask)
{
    __atomic_store_n(&hand->seq, hand->seq + 1, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&hand->lock);
    lx_host_set_mask(mask);
}

long lx_sigaction(struct task *task, int sig, const struct lx_sigaction *act,
                  struct lx_sigaction *old)
{
    const uint64_t known = SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_ONSTACK | SA_RESTART |
                           SA_NODEFER | SA_RESETHAND | SA_RESTORER_BIT | 0x800 /* EXPOSE_TAGBITS */;
    struct lx_sighand *hand = task->sighand;
    int host_sig = lx_sig_to_host(sig);
    uint64_t mask;

    if (sig < 1 || sig > LX_NSIG || (act && (host_sig == SIGKILL || host_sig == SIGSTOP)))
        return -EINVAL;
    if (!act) {
        if (old)
            *old = lx_read_action(hand, sig);
        return 0;
    }
    /* `act` and `old` may be the same object. */
    struct lx_sigaction new = *act;

    new.flags &= known;
    new.mask &= ~(lx_sigmask(lx_sig_from_host(SIGKILL)) | lx_sigmask(lx_sig_from_host(SIGSTOP)));
    lock_hand(hand, &mask);
    if (old)
        *old = hand->action[sig];
    hand->action[sig] = new;
    install(host_sig, &new);
    if (new.handler == (gaddr)(uintptr_t)SIG_IGN)
        task->sig.held &= ~lx_sigmask(sig);
    unlock_hand(hand, mask);
    return 0;
}

/* Before the first pthread_create, for signals that libc opens; and behind it, when libc has
   overwritten dispositions behind our back. */
void lx_signal_reinstall(struct task *task)
{
    struct lx_sighand *hand = task->sighand;
    uint64_t mask;

    lock_hand(hand, &mask);
    for (int sig = 1; sig <= LX_NSIG; sig++)
        if (is_of_libc(lx_sig_to_host(sig)))
            install(lx_sig_to_host(sig), &hand->action[sig]);
    unlock_hand(hand, mask);
}

struct lx_sighand *lx_sighand_new(void)
{
    struct lx_sighand *hand = calloc(1, sizeof(*hand));

    if (hand) {
        hand->refs = 1;
        pthread_mutex_init(&hand->lock, NULL);
    }
    return hand;
}

struct lx_sighand *lx_sighand_ref(struct lx_sighand *hand)
{
    __atomic_add_fetch(&hand->refs, 1, __ATOMIC_RELAXED);
    return hand;
}

void lx_sighand_unref(struct lx_sighand *hand)
{
    if (hand && __atomic_sub_fetch(&hand->refs, 1, __ATOMIC_ACQ_REL) == 0)
        free(hand);
}

struct lx_sighand *lx_sighand_copy(struct lx_sighand *hand)
{
    struct lx_sighand *copy = lx_sighand_new();
    uint64_t mask;

    if (copy) {
        lock_hand(hand, &mask);
        memcpy(copy->action, hand->action, sizeof(copy->action));
        unlock_hand(hand, mask);
    }
    return copy;
}

void lx_sighand_clear(struct task *task)
{
    static const struct lx_sigaction none;

    for (int sig = 1; sig <= LX_NSIG; sig++)
        if (lx_read_action(task->sighand, sig).handler > 1)
            lx_sigaction(task, sig, &none, NULL);
}

/* ---- masks ---- */

uint64_t lx_host_block_all(void)
{
    uint64_t all = ~fault_signals, old = 0;

    lx_rawcall(SYS_rt_sigprocmask, SIG_SETMASK, (long)&all, (long)&old, SET_SIZE, 0, 0);
    return old;
}

void lx_host_block_trace(void)
{
    uint64_t trap = UINT64_C(1) << (SIGTRAP - 1);

    lx_rawcall(SYS_rt_sigprocmask, SIG_BLOCK, (long)&trap, 0, SET_SIZE, 0, 0);
}

void lx_host_let_trace(struct task *task)
{
    static const int never;
    uint64_t trap = UINT64_C(1) << (SIGTRAP - 1);

    lx_hostcall_asm(&never, SYS_rt_sigprocmask, SIG_UNBLOCK, (long)&trap, 0, SET_SIZE, 0, 0);
    lx_host_block_trace();
    task->restart.shut = true;
}

void lx_host_set_mask(uint64_t mask)
{
    lx_rawcall(SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, 0, SET_SIZE, 0, 0);
}

void lx_host_apply_mask(struct task *task)
{
    uint64_t mask = lx_sigset_to_host(task->sig.blocked);

    /* Not entered while a taken signal waits: the mask stays shut until its delivery. */
    do {
        task->restart.shut = false;
        lx_hostcall_asm(&task->sig.pending, SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, 0,
                        SET_SIZE, 0, 0);
    } while (__builtin_expect(task->restart.shut, 0) && !task->sig.pending);
}

/* ---- start, fork, exec ---- */

void lx_signal_thread_init(struct task *task, void *altstack, size_t size)
{
    stack_t ss = {.ss_sp = altstack, .ss_size = size};

    (void)task;
    lx_rawcall(SYS_sigaltstack, (long)&ss, 0, 0, 0, 0, 0);
}

void lx_signal_init(struct task *task)
{
    struct host_sigaction act;
    uint64_t mask = 0;

    task->sig.alt_flags = SS_DISABLE;
    lx_rawcall(SYS_rt_sigprocmask, SIG_BLOCK, 0, (long)&mask, SET_SIZE, 0, 0);
    task->sig.blocked = lx_sigset_from_host(mask);
    for (int sig = 1; sig <= LX_NSIG; sig++) {
        int host_sig = lx_sig_to_host(sig);

        if (host_sig == SIGKILL || host_sig == SIGSTOP)
            continue;
        if (lx_rawcall(SYS_rt_sigaction, host_sig, 0, (long)&act, SET_SIZE, 0, 0) < 0)
            continue;
        if (act.handler == (void *)SIG_IGN)
            task->sighand->action[sig].handler = (gaddr)(uintptr_t)SIG_IGN;
        if (act.handler == (void *)SIG_IGN ? is_fault_signal(host_sig) : dumps_core(host_sig))
            install(host_sig, &task->sighand->action[sig]);
    }
    lx_host_apply_mask(task);
}

void lx_signal_fork_child(struct task *task)
{
    task->sig.pending = 0;
    task->sig.held = 0;
}

void lx_signal_before_exec(struct task *task)
{
    struct host_sigaction ignore = {.handler = (void *)SIG_IGN};
    uint64_t mask = task->sig.blocked;

    lx_host_block_all();
    for (int i = 0; i < 5; i++)
        if (lx_read_action(task->sighand, lx_sig_from_host(held_slot[i])).handler ==
            (gaddr)(uintptr_t)SIG_IGN)
            lx_rawcall(SYS_rt_sigaction, held_slot[i], (long)&ignore, 0, SET_SIZE, 0, 0);
    /* The new program inherits the mask, blocked fault signals included. */
    mask = (lx_sigset_to_host(mask) & ~fault_signals);
    for (int i = 0; i < 5; i++)
        if (task->sig.blocked & lx_sigmask(lx_sig_from_host(held_slot[i])))
            mask |= lx_sigmask(held_slot[i]);
    if (!task->sig.pending)
        lx_host_set_mask(mask);
}

void lx_signal_exec_failed(struct task *task)
{
    lx_host_block_all();
    for (int i = 0; i < 5; i++) {
        struct lx_sigaction action = lx_read_action(task->sighand, lx_sig_from_host(held_slot[i]));

        install(held_slot[i], &action);
    }
    lx_host_apply_mask(task);
}

/* ---- death ---- */

void lx_die_by_signal(struct task *task, int sig, const lx_siginfo *info)
{
    int host_sig = lx_sig_to_host(sig);
    struct rlimit no_core = {0, 0};

    lx_host_block_all();
    lx_robust_exit_all(task);
    lx_gdb_killed(task, sig);
    if (dumps_core(host_sig)) {
        char line[128];
        const char *name = strsignal(host_sig);
        bool written = lx_coredump(task, sig, info);
        int n;

        n = snprintf(line, sizeof(line), "qemu: uncaught target signal %d (%s) - core dumped\n",
                     sig, name ? name : "?");
        lx_rawcall(SYS_write, 2, (long)line, n, 0, 0, 0);
        /* The guest's core file is written; the launcher's own would mislead. */
        if (!written || !lx_coredump_unseen())
            setrlimit(RLIMIT_CORE, &no_core);
    }
    die_here(host_sig);
}
