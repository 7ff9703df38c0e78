/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The traced side of ptrace (see trace.h).  Rules: ptrace(2).
 */
#include "linux-user/trace.h"

#include "linux-user/arch.h"
#include "linux-user/gdb.h"
#include "linux-user/task.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <linux/ptrace.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EVENT_STOP 128

void lx_trace_stop(struct task *task, unsigned kind)
{
    struct lx_trace *t = &task->trace;
    siginfo_t report;

    if (t->traced == LX_TRACED_SERVER) {
        lx_gdb_park(task, kind);
        return;
    }
    t->machine = lx_process.arch->abi->elf_machine;
    t->kind = kind;
    t->resumed = 0;
    __atomic_store_n(&t->ack, 0, __ATOMIC_RELEASE);
    memset(&report, 0, sizeof(report));
    report.si_signo = SIGTRAP;
    report.si_code = LX_TRACE_REPORT;
    report.si_ptr = task;
    /* Lost when another SIGTRAP waits already: again, then. */
    while (t->traced && !__atomic_load_n(&t->ack, __ATOMIC_ACQUIRE)) {
        if (lx_rawcall(SYS_rt_tgsigqueueinfo, getpid(), task->tid, SIGTRAP, (long)&report, 0, 0) <
            0)
            break;
        if (task->restart.kept)
            lx_host_let_trace(task);
    }
    /* A tracer that ends takes with it the signal that it has waited for. */
    if (__atomic_load_n(&t->ack, __ATOMIC_ACQUIRE) && !t->resumed) {
        t->traced = t->mode = 0;
        t->signal = 0;
    }
    t->kind = LX_STOP_NONE;
    if (t->flush_start < t->flush_end)
        exec_invalidate(lx_process.exec, t->flush_start, t->flush_end);
    t->flush_start = t->flush_end = 0;
    if (t->remask)
        lx_host_apply_mask(task);
    t->remask = 0;
}

unsigned lx_trace_step(struct task *task)
{
    return task->trace.traced == LX_TRACED_SERVER ? lx_gdb_step(task) : exec_step(task->cpu);
}

static void user_signal(siginfo_t *info, int sig)
{
    memset(info, 0, sizeof(*info));
    info->si_signo = sig;
    info->si_code = SI_USER;
    info->si_pid = getppid();
    info->si_uid = getuid();
}

int lx_trace_signal(struct task *task, int sig, siginfo_t *info)
{
    struct lx_trace *t = &task->trace;

    if (!t->traced || lx_sig_to_host(sig) == SIGKILL)
        return sig;
    if (t->traced == LX_TRACED_SERVER && !lx_gdb_wants_signal(sig))
        return sig;
    t->info = *info;
    t->info.si_signo = sig;
    t->signal = sig;
    lx_trace_stop(task, LX_STOP_SIGNAL);
    if (t->signal == t->info.si_signo)
        *info = t->info; /* perhaps changed by PTRACE_SETSIGINFO */
    else if (t->signal)
        user_signal(info, t->signal);
    return t->signal;
}

static void trap_info(struct lx_trace *t, int code)
{
    memset(&t->info, 0, sizeof(t->info));
    t->info.si_signo = lx_sig_from_host(SIGTRAP);
    t->info.si_code = code;
    t->info.si_pid = getpid();
    t->info.si_uid = getuid();
    t->signal = 0;
}

/* A signal that the tracer gives at another stop than a signal's comes as if sent. */
static void given(struct task *task)
{
    int sig = task->trace.signal;

    if (sig > 0 && sig <= LX_NSIG)
        lx_rawcall(SYS_tgkill, getpid(), task->tid, lx_sig_to_host(sig), 0, 0, 0);
}

void lx_trace_event(struct task *task, unsigned event, uint64_t message)
{
    struct lx_trace *t = &task->trace;

    if (!t->traced)
        return;
    trap_info(t, (int)(SIGTRAP | event << 8));
    t->event = event;
    t->message = message;
    lx_trace_stop(task, LX_STOP_EVENT);
    if (t->traced == LX_TRACED_SERVER)
        given(task);
}

static void call_stop(struct task *task, unsigned kind)
{
    struct lx_trace *t = &task->trace;

    trap_info(t, SIGTRAP | (t->options & PTRACE_O_TRACESYSGOOD ? 0x80 : 0));
    t->message =
        kind == LX_STOP_ENTRY ? PTRACE_EVENTMSG_SYSCALL_ENTRY : PTRACE_EVENTMSG_SYSCALL_EXIT;
    lx_trace_stop(task, kind);
    if (task->restart.shut)
        lx_host_apply_mask(task);
    given(task);
}

void lx_trace_show_call(struct task *task, const struct lx_call *call)
{
    struct lx_trace *t = &task->trace;

    t->call[0] = call->nr;
    memcpy(t->call + 1, call->arg, sizeof(call->arg));
    t->skip = t->renumbered = 0;
    if (lx_process.arch->generic_entry)
        lx_process.arch->set_result(task->cpu, -ENOSYS);
}

bool lx_trace_take_call(struct task *task, struct lx_call *call)
{
    const struct linux_arch *arch = lx_process.arch;
    const struct lx_trace *t = &task->trace;

    arch->get_call(task->cpu, call);
    if (t->renumbered || !arch->generic_entry)
        call->nr = t->call[0];
    if (t->skip || (arch->generic_entry && (int32_t)call->nr < 0))
        return false;
    if (arch->generic_entry) {
        call->arg[0] = t->call[1];
        arch->set_result(task->cpu, (int64_t)call->arg[0]);
    }
    return true;
}

bool lx_trace_entry(struct task *task, struct lx_call *call)
{
    struct lx_trace *t = &task->trace;
    bool emulated = t->mode == LX_TRACE_SYSEMU || t->mode == LX_TRACE_SYSEMU_STEP;

    if (t->mode != LX_TRACE_SYSCALL && !emulated)
        return true;
    lx_trace_show_call(task, call);
    call_stop(task, LX_STOP_ENTRY);
    return lx_trace_take_call(task, call) && !emulated;
}

void lx_trace_exit(struct task *task, int64_t result)
{
    if (task->trace.mode != LX_TRACE_SYSCALL)
        return;
    task->trace.result = result;
    call_stop(task, LX_STOP_EXIT);
}

static void stop_for_sigstop(struct task *task)
{
    siginfo_t info;

    user_signal(&info, lx_sig_from_host(SIGSTOP));
    lx_deliver_one(task, info.si_signo, &info);
}

void lx_trace_asked(struct task *task)
{
    struct lx_trace *t = &task->trace;

    while (t->asked) {
        uint32_t asked = __atomic_exchange_n(&t->asked, 0, __ATOMIC_ACQ_REL);

        if (asked & LX_ASK_BIRTH)
            asked |= t->traced == LX_TRACED_SEIZED ? LX_ASK_STOP : LX_ASK_SIGSTOP;
        if (!t->traced)
            return;
        if (asked & LX_ASK_SIGSTOP)
            stop_for_sigstop(task);
        if (asked & LX_ASK_STOP)
            lx_trace_event(task, EVENT_STOP, 0);
    }
}

/* ---- birth, exec ---- */

__attribute__((hot)) void lx_trace_inherit(struct task *child, const struct task *parent,
                                           uint64_t flags, uint64_t exit_signal)
{
    const struct lx_trace *from = &parent->trace;
    uint32_t option = flags & CLONE_VFORK ? PTRACE_O_TRACEVFORK : PTRACE_O_TRACECLONE;
    struct lx_trace trace = {0};

    if (!(flags & CLONE_VFORK) && lx_sig_to_host((int)exit_signal) == SIGCHLD)
        option = PTRACE_O_TRACEFORK;
    if (from->traced && ((from->options & option) || (flags & CLONE_PTRACE)) &&
        !(flags & CLONE_UNTRACED)) {
        trace.traced = from->traced;
        trace.options = from->options;
        trace.asked = LX_ASK_BIRTH;
    }
    if (from->traced == LX_TRACED_SERVER)
        trace = (struct lx_trace){
            .traced = flags & CLONE_THREAD ? LX_TRACED_SERVER : 0,
            .mode = from->mode == LX_TRACE_STEP && !from->watching ? LX_TRACE_CONT : from->mode,
            .watching = from->watching};
    if (trace.traced == LX_TRACED_SERVER)
        trace.asked = LX_ASK_STOP; /* gdb may look just now */
    child->trace = trace;
}

/* Of what an execve hands over, the thread's id, by which its tracer has known it: 22 bits. */
enum { SAVED_TID = 40 };

uint64_t lx_trace_save(const struct task *task)
{
    const struct lx_trace *t = &task->trace;

    return t->traced && t->traced != LX_TRACED_SERVER
               ? t->traced | (uint64_t)t->mode << 4 | (uint64_t)t->options << 8 |
                     (uint64_t)task->tid << SAVED_TID
               : 0;
}

void lx_trace_load(struct task *task, uint64_t saved)
{
    task->trace.traced = saved & 15;
    task->trace.mode = saved >> 4 & 15;
    task->trace.options = (uint32_t)(saved >> 8);
    task->trace.message = saved >> SAVED_TID;
}

/* What the tracer sees of an execve that has succeeded: the event, its end, the old SIGTRAP. */
void lx_trace_exec_done(struct task *task)
{
    struct lx_trace *t = &task->trace;
    bool old_way = t->traced == LX_TRACED_ATTACHED && !(t->options & PTRACE_O_TRACEEXEC);

    if (!t->traced)
        return;
    if (t->options & PTRACE_O_TRACEEXEC)
        lx_trace_event(task, PTRACE_EVENT_EXEC, t->message ? t->message : (uint64_t)task->tid);
    lx_trace_exit(task, 0);
    if (old_way) {
        siginfo_t info;

        user_signal(&info, lx_sig_from_host(SIGTRAP));
        info.si_pid = getpid();
        lx_deliver_one(task, info.si_signo, &info);
    }
}

/* ---- packing ---- */

void lx_trace_pack(siginfo_t *info, unsigned cut)
{
    info->si_errno = (int)((uint32_t)info->si_signo << 24 | (cut & 7) << 20 | (cut != 0) << 23 |
                           ((uint32_t)info->si_code & 0xfffff));
    info->si_signo = SIGTRAP;
    info->si_code = LX_TRACE_GIVEN;
}

unsigned lx_trace_unpack(siginfo_t *info)
{
    uint32_t packed = (uint32_t)info->si_errno;

    info->si_errno = 0;
    info->si_signo = (int)(packed >> 24);
    info->si_code = (int)(packed << 12) >> 12;
    return packed >> 23 & 1 ? LX_CUT_SYS | (packed >> 20 & 7) : 0;
}
