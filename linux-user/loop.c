/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of a guest thread: run, trap, deliver.
 *
 * In: a task whose registers are set.  Out: its exit status.  Invariants: signals are delivered
 * only here, between two runs; this is the only caller of syscalls/engine.
 */
#include "linux-user/arch.h"
#include "linux-user/task.h"
#include "syscalls/engine.h"
#include "syscalls/linux/dispatch.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

/* The end of a call as a tracer sees it, before registers go back for a restart. */
static void show_result(struct task *task, const struct linux_arch *arch, int64_t result)
{
    if (result != -LX_EJUSTRETURN)
        arch->set_result(task->cpu, result);
    lx_trace_exit(task, result == -LX_EJUSTRETURN ? 0 : result);
}

/* One instruction for the tracer, and its SIGTRAP. */
static void report_step(struct task *task, const struct linux_arch *arch, bool call)
{
    lx_siginfo info;

    if (!lx_trace_steps(&task->trace) || (call && task->trace.mode == LX_TRACE_SYSEMU_STEP))
        return;
    memset(&info, 0, sizeof(info));
    info.si_signo = lx_sig_from_host(SIGTRAP);
    info.si_code = TRAP_TRACE;
    info.si_addr = lx_ptr(arch->get_pc(task->cpu));
    lx_force_signal(task, &info);
}

/* ---- calls that are cut short ---- */

static void cut_short(struct task *task, const struct linux_arch *arch, const struct lx_call *call)
{
    struct lx_restart *r = &task->restart;

    r->after = arch->get_pc(task->cpu);
    arch->restart_call(task->cpu, call);
    r->pc = arch->get_pc(task->cpu);
}

/* The host's kernel goes on with what it keeps; other calls are made again. */
static void cut_hidden(struct task *task, const struct lx_call *call)
{
    struct lx_restart *r = &task->restart;

    if (r->hidden && !sys_goes_on(task, call) && call->nr != sys_restart_number(task))
        r->cut = LX_CUT_NOHAND;
    r->hidden = false;
}

/* A signal came when others had seen the call already: it shall not seem to be another one. */
static void cut_whole(struct task *task, const struct lx_call *call)
{
    struct lx_restart *r = &task->restart;

    *r = (struct lx_restart){.cut = LX_CUT_BLOCK, .whole = true, .nr = call->nr, .shut = r->shut};
    memcpy(r->arg, call->arg, sizeof(r->arg));
}

void lx_restart_for_handler(struct task *task, const struct lx_sigaction *action)
{
    const struct linux_arch *arch = lx_process.arch;
    struct lx_restart *r = &task->restart;
    bool again = r->cut == LX_CUT_NOINTR || (r->cut == LX_CUT_SYS && (action->flags & SA_RESTART));

    if ((r->cut || r->renumber) && !again && arch->get_pc(task->cpu) == r->pc) {
        arch->set_pc(task->cpu, r->after);
        arch->set_result(task->cpu, -EINTR);
    }
    r->cut = 0;
    r->renumber = false;
}

/* No handler is entered, unless the tracer has set another pc. */
static void go_on(struct task *task, const struct linux_arch *arch)
{
    struct lx_restart *r = &task->restart;

    /* What the kernel no longer has is made again as it was. */
    if (r->cut == LX_CUT_BLOCK && (r->kept || r->whole) && arch->get_pc(task->cpu) == r->pc) {
        if (arch->set_number)
            arch->set_number(task->cpu, sys_restart_number(task));
        else
            r->renumber = true;
    }
    r->cut = 0;
}

/* Returns true when the thread is over. */
static bool system_call(struct task *task, const struct linux_arch *arch)
{
    struct lx_call call;
    int64_t result;

    call.abi = NULL;
    arch->get_call(task->cpu, &call);
    if (__builtin_expect(task->restart.cut, 0)) { /* generated code has made it */
        cut_hidden(task, &call);
        cut_short(task, arch, &call);
        return false;
    }
    bool renumber = task->restart.renumber;

    if (__builtin_expect(renumber, 0)) {
        call.nr = sys_restart_number(task);
        task->restart.renumber = false;
    }
    if (__builtin_expect(task->dispatch.on, 0) && !dispatch_allows(task, &call))
        return false;
    if (task->trace.mode && !lx_trace_entry(task, &call)) {
        /* What the tracer has left in the registers is the result. */
        lx_trace_exit(task, task->trace.result);
        return false;
    }
    long direct = sys_direct(task, &call);

    if (direct >= 0)
        result = lx_hostcall(task, direct, (long)call.arg[0], (long)call.arg[1], (long)call.arg[2],
                             (long)call.arg[3], (long)call.arg[4], (long)call.arg[5]);
    else
        result = sys_call(task, &call);
    if (result == -LX_ERESTART && (task->seccomp_mode || task->trace.mode) &&
        sys_goes_on(task, &call))
        cut_whole(task, &call), result = -EINTR;
    if (__builtin_expect(task->restart.cut, 0)) {
        cut_hidden(task, &call);
        if (result == -EINTR)
            result = -(int64_t)task->restart.cut;
        else
            task->restart.cut = 0;
    }
    if (task->trace.mode && result != -LX_ETHREADEXIT) {
        show_result(task, arch, result);
        if (task->restart.cut && task->trace.result != result)
            task->restart.cut = 0; /* the tracer has given it another one */
        if (result != -LX_ERESTART && !task->restart.cut)
            return false;
    }
    if (__builtin_expect(task->restart.cut, 0)) {
        cut_short(task, arch, &call);
        return false;
    }
    switch (result) {
    case -LX_ERESTART:
        /* It has not been entered: a temporary mask never came into force. */
        if (task->sig.suspended) {
            lx_suspend_end(task);
            lx_host_apply_mask(task);
        }
        arch->restart_call(task->cpu, &call);
        task->restart.renumber = renumber;
        return false;
    case -LX_EJUSTRETURN: return false;
    case -LX_ETHREADEXIT: return true;
    default: arch->set_result(task->cpu, result); return false;
    }
}

int lx_loop(struct task *task)
{
    const struct linux_arch *arch = lx_process.arch;

    for (;;) {
        lx_deliver_signals(task);
        if (__builtin_expect(task->restart.cut, 0))
            go_on(task, arch);

        const struct exec_calls *calls = sys_direct_calls(task);
        bool step = lx_trace_steps(&task->trace);

        if (calls != task->cpu->calls)
            exec_set_calls(task->cpu, calls);
        unsigned trap = step ? lx_trace_step(task) : exec_run(task->cpu);

        if (trap == arch->call_trap) {
            if (system_call(task, arch))
                return task->exit_status;
        } else if (trap == IR_TRAP_RESTART) {
            lx_rseq_abort(task);
        } else if (trap == IR_TRAP_LOOKUP) {
            /* a step that did nothing special */
        } else if (trap != IR_TRAP_INTERRUPT) {
            lx_siginfo info;

            if (arch->trap(task, trap, &info)) {
                lx_force_signal(task, &info);
                step = false;
            } else if (trap == IR_TRAP_SEGV || trap == IR_TRAP_BUS)
                lx_host_apply_mask(task); /* the fault may have left its handler by siglongjmp */
        }
        if (step)
            report_step(task, arch, trap == arch->call_trap);
    }
}
