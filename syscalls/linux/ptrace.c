/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tracing side of ptrace (see ptrace.h and docs/ptrace.md).  Rules: ptrace(2).
 */
#include "syscalls/linux/ptrace.h"

#include <elf.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/ptrace.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include "linux-user/arch.h"
#include "linux-user/space.h"
#include "linux-user/trace_remote.h"
#include "syscalls/engine.h"
#include "syscalls/linux/dispatch.h"
#include "syscalls/linux/seccomp.h"
#include "syscalls/members.h"

#define EVENT_STOP 128

/* Newer than the headers of some hosts. */
#define GET_RSEQ_CONFIGURATION           0x420f
#define GETFDPIC                         31
#define SET_SYSCALL_USER_DISPATCH_CONFIG 0x4210
#define GET_SYSCALL_USER_DISPATCH_CONFIG 0x4211
#define SET_SYSCALL_INFO                 0x4212

struct rseq_configuration {
    uint64_t area;
    uint32_t size, signature, flags, pad;
};

/* What the host does for us as the guest asked; the rest is the tracee's launcher's. */
#define HOST_OPTIONS                                                                               \
    (PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |          \
     PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXIT | PTRACE_O_SUSPEND_SECCOMP)
#define ALL_OPTIONS                                                                                \
    (HOST_OPTIONS | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP)

enum stop { RUNS, AT_REPORT, AT_HOST_STOP };

struct tracee {
    struct tracee *next;
    struct remote at;
    uint32_t traced; /* enum lx_traced */
    uint32_t options;
    enum stop stop;
    bool loading;  /* the program is being exec'ed: no handlers yet */
    bool internal; /* a thread of the launcher's own */
    uint64_t wish; /* of LX_TRACE_ASK, not sent or not seen yet */
    uint64_t flush_start, flush_end;
};

/* ---- the list ---- */

static struct tracee *find(pid_t tid)
{
    struct tracee *t;

    pthread_mutex_lock(&lx_process.tracees_lock);
    for (t = lx_process.tracees; t && t->at.tid != tid; t = t->next)
        ;
    pthread_mutex_unlock(&lx_process.tracees_lock);
    return t;
}

static struct tracee *add(pid_t tid, uint32_t traced, uint32_t options)
{
    struct tracee *t = find(tid);

    if (t)
        return t;
    t = calloc(1, sizeof(*t));
    if (!t)
        return NULL;
    t->at.tid = tid;
    t->traced = traced;
    t->options = options;
    t->flush_start = UINT64_MAX;
    pthread_mutex_lock(&lx_process.tracees_lock);
    t->next = lx_process.tracees;
    lx_process.tracees = t;
    pthread_mutex_unlock(&lx_process.tracees_lock);
    return t;
}

void ptrace_ended(pid_t tid)
{
    struct tracee **p, *t = NULL;

    if (!lx_process.tracees)
        return;
    pthread_mutex_lock(&lx_process.tracees_lock);
    for (p = &lx_process.tracees; *p && (*p)->at.tid != tid; p = &(*p)->next)
        ;
    if (*p) {
        t = *p;
        *p = t->next;
    }
    pthread_mutex_unlock(&lx_process.tracees_lock);
    free(t);
}

/* ---- the host's ptrace ---- */

static long host(long request, pid_t tid, uint64_t address, uint64_t data)
{
    return lx_rawcall(HOST_NR_ptrace, request, tid, (long)address, (long)data, 0, 0);
}

static uint64_t host_options(uint32_t options)
{
    return (options & HOST_OPTIONS) | PTRACE_O_TRACEEXEC;
}

/* Lets a thread go on after a stop that the guest does not see. */
static bool hide(pid_t tid, int status, bool consumed, uint64_t sig)
{
    int same = status;

    if (!consumed)
        lx_rawcall(HOST_NR_wait4, tid, (long)&same, __WALL | WNOHANG, 0, 0, 0);
    host(PTRACE_CONT, tid, 0, sig);
    return false;
}

/* ---- stops ---- */

static bool is_fault(int sig)
{
    return sig == SIGSEGV || sig == SIGBUS || sig == SIGILL || sig == SIGFPE || sig == SIGTRAP;
}

/* The status that the kernel of the guest would have given for a report. */
static int report_status(const struct lx_trace *trace)
{
    int sig = SIGTRAP;

    switch (trace->kind) {
    case LX_STOP_SIGNAL: sig = trace->info.si_signo; break;
    case LX_STOP_ENTRY:
    case LX_STOP_EXIT: sig |= trace->options & PTRACE_O_TRACESYSGOOD ? 0x80 : 0; break;
    case LX_STOP_EVENT: sig |= (int)trace->event << 8; break;
    }
    return sig << 8 | 0x7f;
}

/* A signal ends the call in which it meets the thread; how, the thread itself will not see. */
static unsigned cut_short(pid_t tid)
{
    struct user_regs_struct regs;

    if (host(PTRACE_GETREGS, tid, 0, (uintptr_t)&regs) < 0 || (int64_t)regs.orig_rax < 0)
        return 0;
    switch (-(int64_t)regs.rax) {
    case LX_CUT_SYS:
    case LX_CUT_NOINTR:
    case LX_CUT_NOHAND:
    case LX_CUT_BLOCK: return (unsigned)-regs.rax;
    default: return 0;
    }
}

static bool reported(struct tracee *t, const siginfo_t *info, int *status)
{
    struct lx_trace trace;

    t->at.task = (uint64_t)(uintptr_t)info->si_ptr;
    t->loading = false;
    if (remote_get_trace(&t->at, &trace) < 0)
        return true;
    remote_ack(&t->at);
    t->stop = AT_REPORT;
    *status = report_status(&trace);
    return true;
}

/* The host's first stop of a new tracee. */
static bool host_start(struct tracee *t, int status, bool consumed)
{
    if (!t->internal)
        return hide(t->at.tid, status, consumed, 0);
    host(PTRACE_DETACH, t->at.tid, 0, 0);
    ptrace_ended(t->at.tid);
    return false;
}

/* A signal, before the tracee's launcher has it. */
static bool signal_stop(struct tracee *t, int *status, bool consumed)
{
    pid_t tid = t->at.tid;
    int sig = WSTOPSIG(*status);
    siginfo_t info;
    long result = host(PTRACE_GETSIGINFO, tid, 0, (uintptr_t)&info);

    if (result == -EINVAL) { /* group-stop */
        t->stop = AT_HOST_STOP;
        return true;
    }
    if (result < 0)
        return true;
    if (sig == SIGTRAP && info.si_code == LX_TRACE_REPORT)
        return reported(t, &info, status);
    if (sig == SIGTRAP && info.si_code == LX_TRACE_ASK) {
        info.si_ptr = (void *)(uintptr_t)(t->wish | (uint64_t)cut_short(tid) << LX_WISH_CUT);
        t->wish = 0;
        host(PTRACE_SETSIGINFO, tid, 0, (uintptr_t)&info);
        return hide(tid, *status, consumed, SIGTRAP);
    }
    if (sig == SIGSTOP && info.si_code == SI_USER && !info.si_pid && !t->at.task)
        return host_start(t, *status, consumed);
    if (sig == SIGTRAP && info.si_code == SI_USER && info.si_pid == tid && !t->at.task) {
        t->loading = true; /* the host's end of an execve */
        return hide(tid, *status, consumed, 0);
    }
    bool again = sig == SIGTRAP && info.si_code == LX_TRACE_GIVEN; /* had to wait for its mask */

    if (t->loading || again || info.si_code == LX_TRACE_RAW || (is_fault(sig) && info.si_code > 0))
        return hide(tid, *status, consumed, (uint64_t)sig);
    info.si_signo = sig;
    lx_trace_pack(&info, cut_short(tid));
    host(PTRACE_SETSIGINFO, tid, 0, (uintptr_t)&info);
    return hide(tid, *status, consumed, SIGTRAP);
}

static bool new_child(struct tracee *t, int status, bool consumed, uint64_t child)
{
    struct lx_trace trace;
    bool own = remote_get_trace(&t->at, &trace) == 0 && !trace.cloning;
    struct tracee *c = add((pid_t)child, t->traced, t->options);

    if (own) {
        if (c)
            c->internal = true;
        return hide(t->at.tid, status, consumed, 0);
    }
    t->stop = AT_HOST_STOP;
    return true;
}

static bool event_stop(struct tracee *t, unsigned event, int status, bool consumed,
                       uint64_t message)
{
    pid_t tid = t->at.tid;

    switch (event) {
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE: return new_child(t, status, consumed, message);
    case PTRACE_EVENT_EXEC:
        t->at.task = 0;
        t->loading = true;
        if (remote_is_launcher(tid))
            return hide(tid, status, consumed, 0);
        host(PTRACE_DETACH, tid, 0, 0); /* a program of the host */
        ptrace_ended(tid);
        return false;
    case EVENT_STOP:
        if (WSTOPSIG(status) == SIGTRAP && !t->at.task)
            return host_start(t, status, consumed);
        t->stop = AT_HOST_STOP;
        return true;
    default: t->stop = AT_HOST_STOP; return true;
    }
}

bool ptrace_stopped(pid_t tid, int *status, bool consumed)
{
    unsigned event = (unsigned)*status >> 16;
    struct tracee *t = find(tid);
    unsigned long message = 0;

    if (host(PTRACE_GETEVENTMSG, tid, 0, (uintptr_t)&message) < 0)
        return true; /* an ordinary child, stopped by job control */
    if (!t) {
        /* A child that has called PTRACE_TRACEME, or one that the host attached just now. */
        t = add(tid, event == EVENT_STOP ? LX_TRACED_SEIZED : LX_TRACED_ATTACHED, 0);
        if (!t)
            return true;
        if (!event)
            host(PTRACE_SETOPTIONS, tid, 0, host_options(0));
    }
    if (event)
        return event_stop(t, event, *status, consumed, message);
    return signal_stop(t, status, consumed);
}

/* ---- starting ---- */

static int64_t trace_me(struct sys_frame *f)
{
    if (f->task->trace.traced == LX_TRACED_SERVER)
        return -EPERM; /* gdb is there */
    int64_t result = host(PTRACE_TRACEME, 0, 0, 0);

    if (result == 0)
        f->task->trace.traced = LX_TRACED_ATTACHED;
    return result;
}

static pid_t group_of(pid_t tid)
{
    char path[40], line[128];
    int group = tid;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)tid);
    file = fopen(path, "re");
    while (file && fgets(line, sizeof(line), file))
        if (sscanf(line, "Tgid: %d", &group) == 1)
            break;
    if (file)
        fclose(file);
    return group;
}

/* Has the tracee's handler do something; its signal passes through our wait call. */
static int64_t wish(struct tracee *t, unsigned what)
{
    siginfo_t info;

    t->wish |= what | t->traced << 8 | (uint64_t)t->options << 16;
    memset(&info, 0, sizeof(info));
    info.si_signo = SIGTRAP;
    info.si_code = LX_TRACE_ASK;
    return lx_rawcall(HOST_NR_rt_tgsigqueueinfo, group_of(t->at.tid), t->at.tid, SIGTRAP,
                      (long)&info, 0, 0);
}

/* Beside what the host asks for: nobody takes a filter away while under one. */
static bool may_suspend(const struct task *task, uint64_t options)
{
    bool suspended = task->trace.traced && (task->trace.options & PTRACE_O_SUSPEND_SECCOMP);

    return !(options & PTRACE_O_SUSPEND_SECCOMP) || (!task->seccomp_mode && !suspended);
}

/* The host's way is PTRACE_SEIZE always: its SIGSTOP would find the guest's registers nowhere. */
static int64_t attach(struct sys_frame *f, pid_t tid, uint32_t traced, uint64_t options)
{
    struct tracee *t;
    int64_t result;

    if (options & ~(uint64_t)ALL_OPTIONS)
        return -EIO;
    if (!may_suspend(f->task, options))
        return -EPERM;
    if (lx_rawcall(HOST_NR_kill, tid, 0, 0, 0, 0, 0) == -ESRCH || remote_is_helper(tid))
        return -ESRCH;
    if (!remote_is_launcher(tid))
        return -EPERM;
    result = host(PTRACE_SEIZE, tid, 0, host_options((uint32_t)options));
    if (result < 0)
        return result;
    t = add(tid, traced, (uint32_t)options);
    if (!t)
        return -ENOMEM;
    wish(t, traced == LX_TRACED_ATTACHED ? LX_ASK_SIGSTOP : 0);
    return 0;
}

/* ---- going on ---- */

static void add_flush(struct tracee *t, struct lx_trace *trace)
{
    if (t->flush_start >= t->flush_end)
        return;
    trace->flush_start = t->flush_start;
    trace->flush_end = t->flush_end;
    t->flush_start = UINT64_MAX;
    t->flush_end = 0;
}

static int64_t resume(struct tracee *t, long request, unsigned mode, uint64_t sig)
{
    struct lx_trace trace;
    enum stop was = t->stop;
    int64_t result;

    if (sig > LX_NSIG)
        return -EIO;
    if (lx_process.writes_mem) { /* through /proc/PID/mem, anywhere */
        t->flush_start = 0;
        t->flush_end = space_top(lx_process.space);
    }
    if (remote_get_trace(&t->at, &trace) == 0) {
        trace.mode = mode;
        if (was == AT_REPORT) {
            trace.signal = (int32_t)sig;
            trace.resumed = 1;
            add_flush(t, &trace);
        }
        if (request == PTRACE_DETACH)
            trace.traced = trace.mode = 0;
        remote_put_trace(&t->at, &trace);
    }
    t->stop = RUNS;
    result = host(request, t->at.tid, 0, 0);
    if (request == PTRACE_DETACH)
        ptrace_ended(t->at.tid);
    else if (t->wish)
        wish(t, 0);
    return result;
}

/* ---- asking ---- */

static int64_t set_options(struct sys_frame *f, struct tracee *t, uint64_t options)
{
    struct lx_trace trace;
    int64_t result;

    if (options & ~(uint64_t)ALL_OPTIONS)
        return -EINVAL;
    if (!may_suspend(f->task, options))
        return -EPERM;
    result = host(PTRACE_SETOPTIONS, t->at.tid, 0, host_options((uint32_t)options));
    if (result < 0)
        return result;
    t->options = (uint32_t)options;
    if (remote_get_trace(&t->at, &trace) == 0) {
        trace.options = t->options;
        remote_put_trace(&t->at, &trace);
    }
    return 0;
}

static int64_t get_message(struct sys_frame *f, struct tracee *t)
{
    struct lx_trace trace;
    unsigned long message = 0;

    if (t->stop == AT_REPORT && remote_get_trace(&t->at, &trace) == 0) {
        message = trace.message;
    } else {
        int64_t result = host(PTRACE_GETEVENTMSG, t->at.tid, 0, (uintptr_t)&message);

        if (result < 0)
            return result;
    }
    return sys_put_word(f, f->raw[3], message);
}

static int64_t get_siginfo(struct sys_frame *f, struct tracee *t)
{
    struct lx_trace trace;
    siginfo_t info;
    int64_t result;

    if (t->stop == AT_REPORT) {
        result = remote_get_trace(&t->at, &trace);
        info = trace.info;
        info.si_signo = lx_sig_to_host(info.si_signo);
    } else {
        result = host(PTRACE_GETSIGINFO, t->at.tid, 0, (uintptr_t)&info);
    }
    return result < 0 ? result : lx_siginfo_to_guest(f->raw[3], &info);
}

static int64_t set_siginfo(struct sys_frame *f, struct tracee *t)
{
    struct lx_trace trace;

    if (t->stop != AT_REPORT || remote_get_trace(&t->at, &trace) < 0)
        return -EINVAL;
    if (lx_siginfo_from_guest(&trace.info, f->raw[3]) < 0)
        return -EFAULT;
    trace.info.si_signo = lx_sig_from_host(trace.info.si_signo);
    return remote_put_trace(&t->at, &trace);
}

/* The queued signals from off on: the thread's or, with the flag, the process's. Their number. */
static void turn(const struct sys_frame *f, void *data, size_t size, const char *members)
{
    if (f->state->abi->big_endian)
        members_swap(data, size, members);
}

static int64_t peek_siginfo(struct sys_frame *f, struct tracee *t)
{
    struct ptrace_peeksiginfo_args args, one = {.nr = 1};
    uint64_t seen = 0;
    int32_t n = 0;

    if (lx_copy_from_guest(&args, f->raw[2], sizeof(args)) < 0)
        return -EFAULT;
    turn(f, &args, sizeof(args), "dww");
    if (args.flags & ~(uint32_t)PTRACE_PEEKSIGINFO_SHARED || args.nr < 0)
        return -EINVAL;
    one.flags = args.flags;
    for (; n < args.nr; one.off++) {
        siginfo_t info;
        int64_t result = host(PTRACE_PEEKSIGINFO, t->at.tid, (uintptr_t)&one, (uintptr_t)&info);

        if (result <= 0)
            return n ? n : result;
        if (info.si_signo == SIGTRAP && info.si_code <= LX_TRACE_REPORT &&
            info.si_code >= LX_TRACE_ASK)
            continue; /* between the two launchers */
        if (seen++ < args.off)
            continue;
        if (lx_siginfo_to_guest(f->raw[3] + (uint64_t)n * LX_SIGINFO_SIZE, &info) < 0)
            return n ? n : -EFAULT;
        n++;
    }
    return n;
}

/* The size of a register in a set, of which a tracer has to ask for a whole number. */
static unsigned regset_unit(unsigned type, unsigned word)
{
    enum { TLS = 0x401, VECTOR = 0x901 }; /* of Arm and RISC-V */

    switch (type) {
    case NT_PRSTATUS:
    case TLS: return word;
    case VECTOR: return 1;
    case NT_FPREGSET: return lx_process.arch->abi->elf_machine == EM_RISCV ? 8 : 4;
    default: return 4;
    }
}

/* struct iovec of the guest at raw[3]: where the set is, and its length, which is updated. */
static int64_t regset(struct sys_frame *f, struct tracee *t, bool write)
{
    unsigned word = f->state->abi->word;
    uint8_t buffer[LX_REGSET_MAX];
    uint64_t base, room;
    size_t size;
    int64_t result;

    if (sys_get_word(f, &base, f->raw[3]) < 0 || sys_get_word(f, &room, f->raw[3] + word) < 0)
        return -EFAULT;
    size = room < sizeof(buffer) ? room : sizeof(buffer);
    if (write && lx_copy_from_guest(buffer, base, size) < 0)
        return -EFAULT;
    if (room % regset_unit((unsigned)f->raw[2], word))
        return -EINVAL;
    size_t have = size;

    result = remote_regset(&t->at, f->task, (unsigned)f->raw[2], buffer, &have, write);
    if (result < 0)
        return result;
    if (have < size)
        size = have;
    if (!write && lx_copy_to_guest(base, buffer, size) < 0)
        return -EFAULT;
    return sys_put_word(f, f->raw[3] + word, size);
}

/* PTRACE_SYSCALL_INFO_*: the kernel knows its calls' stops by what TRACESYSGOOD makes of them. */
static unsigned call_stop_of(const struct lx_trace *trace)
{
    bool good = trace->options & PTRACE_O_TRACESYSGOOD;

    switch (trace->kind) {
    case LX_STOP_ENTRY: return good ? PTRACE_SYSCALL_INFO_ENTRY : PTRACE_SYSCALL_INFO_NONE;
    case LX_STOP_EXIT: return good ? PTRACE_SYSCALL_INFO_EXIT : PTRACE_SYSCALL_INFO_NONE;
    case LX_STOP_EVENT:
        return trace->event == PTRACE_EVENT_SECCOMP ? PTRACE_SYSCALL_INFO_SECCOMP
                                                    : PTRACE_SYSCALL_INFO_NONE;
    default: return PTRACE_SYSCALL_INFO_NONE;
    }
}

static void turn_info(const struct sys_frame *f, struct ptrace_syscall_info *info, unsigned op)
{
    turn(f, info, sizeof(*info), op == PTRACE_SYSCALL_INFO_EXIT ? "bbhwdddx" : "bbhwdddddddddw");
}

static int64_t syscall_info(struct sys_frame *f, struct tracee *t)
{
    struct ptrace_syscall_info info;
    struct lx_trace trace;
    gaddr pc = 0, sp = 0;
    size_t size = offsetof(struct ptrace_syscall_info, entry);

    memset(&info, 0, sizeof(info));
    info.arch = f->state->guest->audit_arch;
    if (t->stop == AT_REPORT && remote_get_trace(&t->at, &trace) == 0) {
        info.op = (uint8_t)call_stop_of(&trace);
        switch (info.op) {
        case PTRACE_SYSCALL_INFO_ENTRY:
            info.entry.nr = trace.call[0];
            memcpy(info.entry.args, trace.call + 1, sizeof(info.entry.args));
            size = offsetof(struct ptrace_syscall_info, entry.args[6]);
            break;
        case PTRACE_SYSCALL_INFO_EXIT:
            info.exit.rval = trace.result;
            info.exit.is_error = trace.result < 0 && trace.result >= -4095;
            size = offsetof(struct ptrace_syscall_info, exit.is_error) + 1;
            break;
        case PTRACE_SYSCALL_INFO_SECCOMP:
            info.seccomp.nr = trace.call[0];
            memcpy(info.seccomp.args, trace.call + 1, sizeof(info.seccomp.args));
            info.seccomp.ret_data = (uint32_t)trace.message;
            size = offsetof(struct ptrace_syscall_info, seccomp.ret_data) + 4;
            break;
        }
    }
    remote_pc_sp(&t->at, &pc, &sp);
    info.instruction_pointer = pc;
    info.stack_pointer = sp;
    turn_info(f, &info, info.op);
    if (lx_copy_to_guest(f->raw[3], &info, f->raw[2] < size ? f->raw[2] : size) < 0)
        return -EFAULT;
    return (int64_t)size;
}

static int64_t set_entry(struct sys_frame *f, struct tracee *t, struct lx_trace *trace,
                         const struct ptrace_syscall_info *info)
{
    uint64_t arg[6];
    int64_t result;

    memcpy(arg, info->entry.args, sizeof(arg));
    if ((uint64_t)(int32_t)info->entry.nr != info->entry.nr)
        return -ERANGE;
    for (unsigned i = 0; i < 6; i++)
        if (f->state->abi->word == 4 && arg[i] >> 32)
            return -ERANGE;
    trace->call[0] = (uint32_t)info->entry.nr;
    trace->skip = (int32_t)info->entry.nr < 0;
    trace->renumbered = 1;
    if (!trace->skip) {
        memcpy(trace->call + 1, arg, sizeof(arg));
        result = remote_set_args(&t->at, arg);
        if (result < 0)
            return result;
    }
    return remote_put_trace(&t->at, trace);
}

static int64_t set_exit(struct sys_frame *f, struct tracee *t, struct lx_trace *trace,
                        int64_t value)
{
    int64_t result;

    if (f->state->abi->word == 4 && (int32_t)value != value)
        return -ERANGE;
    result = remote_set_result(&t->at, value);
    if (result < 0)
        return result;
    trace->result = value;
    return remote_put_trace(&t->at, trace);
}

static int64_t set_syscall_info(struct sys_frame *f, struct tracee *t)
{
    struct ptrace_syscall_info info;
    struct lx_trace trace = {0};
    uint8_t reserved[3];

    if (f->raw[2] < sizeof(info))
        return -EINVAL;
    if (lx_copy_from_guest(&info, f->raw[3], sizeof(info)) < 0)
        return -EFAULT;
    turn_info(f, &info, info.op);
    memcpy(reserved, (const uint8_t *)&info + 1, sizeof(reserved));
    if (reserved[0] || reserved[1] || reserved[2])
        return -EINVAL;
    if (t->stop == AT_REPORT)
        remote_get_trace(&t->at, &trace);
    if (info.op == PTRACE_SYSCALL_INFO_NONE || info.op != call_stop_of(&trace))
        return -EINVAL;
    return info.op == PTRACE_SYSCALL_INFO_EXIT ? set_exit(f, t, &trace, info.exit.rval)
                                               : set_entry(f, t, &trace, &info);
}

static int64_t rseq_configuration(struct sys_frame *f, struct tracee *t)
{
    struct rseq_configuration c;
    int64_t result = host(GET_RSEQ_CONFIGURATION, t->at.tid, sizeof(c), (uintptr_t)&c);

    if (result < 0)
        return result;
    turn(f, &c, sizeof(c), "dwwww");
    if (lx_copy_to_guest(f->raw[3], &c, f->raw[2] < sizeof(c) ? f->raw[2] : sizeof(c)) < 0)
        return -EFAULT;
    return sizeof(c);
}

static int64_t blocked_set(struct sys_frame *f, struct tracee *t, bool write)
{
    lx_sigset set;

    if (f->raw[2] != sizeof(set))
        return -EINVAL;
    if (!write)
        return sys_put_sigset(f, f->raw[3], remote_blocked(&t->at));
    if (sys_get_sigset(f, &set, f->raw[3], sizeof(set)) < 0)
        return -EFAULT;
    set &= ~(lx_sigmask(lx_sig_from_host(SIGKILL)) | lx_sigmask(lx_sig_from_host(SIGSTOP)));
    return remote_set_blocked(&t->at, set);
}

static int64_t peek(struct sys_frame *f, struct tracee *t)
{
    unsigned word = f->state->abi->word;
    char buffer[8];

    if (f->raw[2] >= space_top(f->task->process->space))
        return -EIO;
    /* The host's own request reads what is protected, too; it gives a host word. */
    int64_t result = host(PTRACE_PEEKDATA, t->at.tid, f->raw[2], (uintptr_t)buffer);

    return result < 0 ? result : lx_copy_to_guest(f->raw[3], buffer, word);
}

static int64_t poke(struct sys_frame *f, struct tracee *t)
{
    gaddr at = f->raw[2];
    int64_t result;

    if (at >= space_top(f->task->process->space))
        return -EIO;
    uint64_t value = f->raw[3];

    if (f->state->abi->word == 4) { /* the host's word is wider: keep what is behind */
        result = host(PTRACE_PEEKDATA, t->at.tid, at, (uintptr_t)&value);
        if (result < 0)
            return result;
        value = (value & ~UINT64_C(0xffffffff)) | (uint32_t)f->raw[3];
    }
    result = host(PTRACE_POKEDATA, t->at.tid, at, value);
    if (result < 0)
        return result;
    if (at < t->flush_start)
        t->flush_start = at;
    if (at + 8 > t->flush_end)
        t->flush_end = at + 8;
    return 0;
}

/* Requests of this architecture for a whole set, which lies at raw[3] or is that. */
static int64_t whole_set(struct sys_frame *f, struct tracee *t, const struct lx_regset_request *r)
{
    uint8_t buffer[LX_REGSET_MAX];
    size_t size = sizeof(buffer);

    if (r->by_value) {
        uint32_t value = (uint32_t)f->raw[3];

        size = sizeof(value);
        memcpy(buffer, &value, size);
        return remote_regset(&t->at, f->task, r->type, buffer, &size, true);
    }
    int64_t result = remote_regset(&t->at, f->task, r->type, buffer, &size, false);

    if (result == -EINVAL && r->missing)
        return -r->missing;
    if (result < 0)
        return result;
    if (!r->write)
        return lx_copy_to_guest(f->raw[3], buffer, size);
    if (lx_copy_from_guest(buffer, f->raw[3], size) < 0)
        return -EFAULT;
    return remote_regset(&t->at, f->task, r->type, buffer, &size, true);
}

/* PTRACE_PEEKUSR, PTRACE_POKEUSR: a word of NT_PRSTATUS at offset raw[2]. */
static int64_t user_area(struct sys_frame *f, struct tracee *t, bool write)
{
    unsigned word = f->state->abi->word;
    uint8_t buffer[LX_REGSET_MAX];
    size_t size = sizeof(buffer);
    uint64_t at = f->raw[2];
    int64_t result = remote_regset(&t->at, f->task, NT_PRSTATUS, buffer, &size, false);

    if (result < 0)
        return result;
    if (at % word || at >= size)
        return -EIO;
    if (!write)
        return lx_copy_to_guest(f->raw[3], buffer + at, word);
    memcpy(buffer + at, &f->raw[3], word);
    return remote_regset(&t->at, f->task, NT_PRSTATUS, buffer, &size, true);
}

/* Of something else than the program or its interpreter the kernel says 0, too. */
static int64_t fdpic_map(struct sys_frame *f, struct tracee *t)
{
    gaddr map = 0;

    if (f->raw[2] <= 1 && remote_fdpic_map(&t->at, (unsigned)f->raw[2], &map) < 0)
        return -ESRCH;
    return sys_put_word(f, f->raw[3], map);
}

/* What only some architectures have. */
static int64_t arch_request(struct sys_frame *f, struct tracee *t, unsigned request)
{
    const struct linux_arch *arch = lx_process.arch;

    for (const struct lx_regset_request *r = arch->regset_requests; r && r->request; r++)
        if (r->request == request)
            return whole_set(f, t, r);
    if (arch->has_user_area && (request == PTRACE_PEEKUSR || request == PTRACE_POKEUSR))
        return user_area(f, t, request == PTRACE_POKEUSR);
    if (arch->has_sysemu && request == PTRACE_SYSEMU)
        return resume(t, PTRACE_CONT, LX_TRACE_SYSEMU, f->raw[3]);
    if (arch->has_sysemu && request == PTRACE_SYSEMU_SINGLESTEP)
        return resume(t, PTRACE_CONT, LX_TRACE_SYSEMU_STEP, f->raw[3]);
    if (arch->start_fdpic && request == GETFDPIC)
        return fdpic_map(f, t);
    sys_unimplemented(f, "request", request);
    return -EIO;
}

/* Requests to a tracee that has to be stopped. */
static int64_t stopped_request(struct sys_frame *f, struct tracee *t, unsigned request)
{
    uint64_t data = f->raw[3];

    if (t->stop == RUNS)
        return -ESRCH;
    switch (request) {
    case PTRACE_PEEKTEXT:
    case PTRACE_PEEKDATA: return peek(f, t);
    case PTRACE_POKETEXT:
    case PTRACE_POKEDATA: return poke(f, t);
    case PTRACE_CONT: return resume(t, PTRACE_CONT, LX_TRACE_CONT, data);
    case PTRACE_SYSCALL: return resume(t, PTRACE_CONT, LX_TRACE_SYSCALL, data);
    case PTRACE_SINGLESTEP: return resume(t, PTRACE_CONT, LX_TRACE_STEP, data);
    case PTRACE_DETACH: return resume(t, PTRACE_DETACH, LX_TRACE_CONT, data);
    case PTRACE_LISTEN: t->stop = RUNS; return host(PTRACE_LISTEN, t->at.tid, 0, 0);
    case PTRACE_SETOPTIONS: return set_options(f, t, data);
    case PTRACE_GETEVENTMSG: return get_message(f, t);
    case PTRACE_GETSIGINFO: return get_siginfo(f, t);
    case PTRACE_SETSIGINFO: return set_siginfo(f, t);
    case PTRACE_PEEKSIGINFO: return peek_siginfo(f, t);
    case PTRACE_GETREGSET: return regset(f, t, false);
    case PTRACE_SETREGSET: return regset(f, t, true);
    case PTRACE_GETSIGMASK: return blocked_set(f, t, false);
    case PTRACE_SETSIGMASK: return blocked_set(f, t, true);
    case PTRACE_GET_SYSCALL_INFO: return syscall_info(f, t);
    case SET_SYSCALL_INFO: return set_syscall_info(f, t);
    case GET_RSEQ_CONFIGURATION: return rseq_configuration(f, t);
    case PTRACE_SECCOMP_GET_FILTER: return seccomp_of_tracee(f, &t->at);
    case PTRACE_SECCOMP_GET_METADATA: return seccomp_metadata_of_tracee(f, &t->at);
    case SET_SYSCALL_USER_DISPATCH_CONFIG: return dispatch_of_tracee(f, &t->at, true);
    case GET_SYSCALL_USER_DISPATCH_CONFIG: return dispatch_of_tracee(f, &t->at, false);
    default: return arch_request(f, t, request);
    }
}

int64_t sys_ptrace(struct sys_frame *f)
{
    unsigned request = (unsigned)f->raw[0];
    pid_t tid = (pid_t)f->raw[1];
    struct tracee *t;

    switch (request) {
    case PTRACE_TRACEME: return trace_me(f);
    case PTRACE_ATTACH: return attach(f, tid, LX_TRACED_ATTACHED, 0);
    case PTRACE_SEIZE: return f->raw[2] ? -EIO : attach(f, tid, LX_TRACED_SEIZED, f->raw[3]);
    }
    t = find(tid);
    if (!t)
        return -ESRCH;
    switch (request) {
    case PTRACE_KILL: return lx_rawcall(HOST_NR_kill, tid, SIGKILL, 0, 0, 0, 0);
    case PTRACE_INTERRUPT:
        if (t->traced != LX_TRACED_SEIZED)
            return -EIO;
        if (t->stop == RUNS)
            return wish(t, LX_ASK_STOP);
        t->wish |= LX_ASK_STOP;
        return 0;
    default: return stopped_request(f, t, request);
    }
}
