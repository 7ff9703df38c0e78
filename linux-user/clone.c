/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * New processes, and the way to new threads: clone, clone3, fork, vfork.
 *
 * In: decoded arguments.  Out: a host thread or process with a task of its own.  docs/signals.md
 * (Threads) gives the design.  Invariant: a child is created with all signals blocked, so our
 * handler never runs before task_self() and the state that it uses are the child's.
 *
 * What a child of fork executes at first is "hot", here and in other files: those functions lie
 * together, as every piece of the launcher's text that a child comes to is a page fault.
 */
#include "linux-user/arch.h"
#include "linux-user/gdb.h"
#include "linux-user/hostcall.h"
#include "linux-user/hoststack.h"
#include "linux-user/space.h"
#include "linux-user/clone_impl.h"
#include "linux-user/task_impl.h"
#include "syscalls/linux/seccomp.h"
#include "target/target.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000ULL
#endif
#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif
#ifndef PR_MDWE_NO_INHERIT
#define PR_MDWE_NO_INHERIT 2
#endif
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif

/* The kernel's struct clone_args. */
struct host_clone_args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
    uint64_t set_tid, set_tid_size, cgroup;
};

/* ---- the child's task ---- */

struct task *lx_new_child(struct task *parent, const struct lx_clone_args *args)
{
    const struct linux_arch *arch = lx_process.arch;
    struct task *child = calloc(1, sizeof(*child));

    if (!child)
        return NULL;
    child->process = parent->process;
    child->sig.blocked = parent->sig.blocked;
    child->sig.alt_flags = SS_DISABLE;
    child->tagged = parent->tagged;
    seccomp_inherit(child, parent);
    lx_trace_inherit(child, parent, args->flags, args->exit_signal);
    if (!(args->flags & CLONE_VM) || (args->flags & CLONE_VFORK)) {
        child->sig.alt_sp = parent->sig.alt_sp;
        child->sig.alt_size = parent->sig.alt_size;
        child->sig.alt_flags = parent->sig.alt_flags;
    }
    child->sighand = args->flags & CLONE_SIGHAND ? lx_sighand_ref(parent->sighand)
                                                 : lx_sighand_copy(parent->sighand);
    child->cpu = child->sighand ? lx_cpu_copy(parent->cpu, child) : NULL;
    if (!child->cpu) {
        lx_task_free(child);
        return NULL;
    }
    if (args->stack)
        arch->set_sp(child->cpu, args->stack);
    if (args->flags & CLONE_SETTLS)
        arch->set_tls(child->cpu, args->tls);
    arch->set_result(child->cpu, 0);
    return child;
}

/* ---- the host's clone ---- */

void lx_turn_numbers(const struct lx_clone_args *args, uint64_t flags)
{
    const struct {
        uint64_t flag;
        gaddr at;
    } numbers[] = {{CLONE_PARENT_SETTID, args->parent_tid},
                   {CLONE_CHILD_SETTID, args->child_tid},
                   {CLONE_PIDFD, args->pidfd}};
    uint32_t number;

    if (!lx_process.arch->abi->big_endian)
        return;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        if ((args->flags & flags & numbers[i].flag) && lx_get_u32(&number, numbers[i].at) == 0)
            lx_put_int(numbers[i].at, (int32_t)number);
}

static bool needs_clone3(const struct lx_clone_args *args, uint64_t flags)
{
    return (flags >> 32) || (flags & 0xff) || args->set_tid_size ||
           ((flags & CLONE_PIDFD) && (flags & CLONE_PARENT_SETTID) &&
            args->pidfd != args->parent_tid);
}

__attribute__((hot)) long lx_host_clone(const struct lx_clone_args *args, uint64_t flags,
                                        void *stack, void (*child)(void *), void *arg)
{
    int exit_signal = lx_sig_to_host((int)args->exit_signal);
    gaddr first = flags & CLONE_PIDFD ? args->pidfd : args->parent_tid;
    long nr = SYS_clone, a[5];
    struct host_clone_args c = {
        .flags = flags,
        .pidfd = args->pidfd,
        .child_tid = args->child_tid,
        .parent_tid = args->parent_tid,
        .exit_signal = (uint64_t)exit_signal,
        .stack = (uint64_t)(uintptr_t)(stack ? (char *)stack - 4096 : NULL),
        .stack_size = stack ? 4096 : 0,
        .set_tid = (uint64_t)(uintptr_t)args->set_tid,
        .set_tid_size = args->set_tid_size,
        .cgroup = args->cgroup,
    };

    if (needs_clone3(args, flags)) {
        nr = SYS_clone3;
        memcpy(a, (long[5]){(long)&c, sizeof(c)}, sizeof(a));
    } else {
        memcpy(a,
               (long[5]){(long)(flags | (uint64_t)exit_signal), (long)stack, (long)first,
                         (long)args->child_tid},
               sizeof(a));
    }
    if (child)
        return lx_spawn_asm(nr, a[0], a[1], a[2], a[3], a[4], child, arg);
    return lx_rawcall(nr, a[0], a[1], a[2], a[3], a[4], 0);
}

/* ---- children that share memory ---- */

static void vfork_main(void *opaque)
{
    struct birth *b = opaque;
    struct task *task = b->task;
    bool clear = b->args->flags & CLONE_CLEAR_SIGHAND;

    /* From here on the parent's libc TLS is ours: its thread sleeps in the kernel. */
    task_set_self(task);
    task->tid = (pid_t)lx_rawcall(SYS_gettid, 0, 0, 0, 0, 0, 0);
    lx_turn_numbers(b->args, CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_PIDFD);
    if (clear)
        lx_sighand_clear(task);
    if (b->args->flags & CLONE_VFORK)
        lx_gdb_vfork_child(task, b->parent);
    lx_birth_announce(b, task->tid);
    lx_host_apply_mask(task);
    lx_loop(task);
    lx_exit_group(task, task->exit_status);
}

/*
 * Runs the child on a stack of its own and the calling host thread's TLS; returns when it has
 * called exec or exit.  Tid or -errno.  `tls_stack`: the host stack with that TLS, or NULL.
 */
static long run_vfork_child(struct birth *b, void *stack, void *tls_stack)
{
    const uint64_t own = CLONE_SETTLS | CLONE_CLEAR_SIGHAND;
    struct task *caller = task_self();
    struct task *child = b->task; /* *b may be gone when the child has been announced */
    uint64_t flags = (b->args->flags & ~own) | CLONE_VFORK;
    char *base;
    size_t size = host_stack_usable(stack, (void **)&base);
    long result;

    child->is_vfork_child = true;
    child->tls_stack = tls_stack;
    result = lx_host_clone(b->args, flags, base + size, vfork_main, b);
    task_set_self(caller);
    lx_gdb_vfork_over(child);
    lx_task_free(child);
    return result;
}

static long create_vfork(struct task *task, const struct lx_clone_args *args)
{
    struct birth b = {.args = args, .parent = task};
    void *stack = host_stack_get();
    long result = -ENOMEM;

    b.task = stack ? lx_new_child(task, args) : NULL;
    if (b.task)
        result = run_vfork_child(&b, stack, task->tls_stack ? task->tls_stack : task->host_stack);
    if (stack)
        host_stack_put(stack);
    return result;
}

/* The host thread whose TLS a CLONE_VM child without CLONE_VFORK borrows. */
static void *vm_helper_main(void *opaque)
{
    struct birth *b = opaque;
    void *own_stack = b->task->host_stack;
    void *stack = host_stack_get();
    pid_t tid = (pid_t)lx_rawcall(SYS_gettid, 0, 0, 0, 0, 0, 0);
    long result;

    lx_repair_after_libc(b->task);
    lx_rawcall(SYS_prctl, PR_SET_NAME, (long)LX_HELPER_NAME, 0, 0, 0, 0);
    b->task->host_stack = NULL;
    /* Handlers of the child need a signal stack: it inherits this thread's. */
    lx_signal_thread_init(b->task, host_stack_altstack(own_stack), LX_HOST_ALTSTACK_SIZE);
    if (stack) {
        result = run_vfork_child(b, stack, own_stack);
        if (result < 0)
            lx_birth_announce(b, (int)result);
        host_stack_put(stack);
    } else {
        lx_task_free(b->task);
        lx_birth_announce(b, -ENOMEM);
    }
    host_stack_retire(own_stack, tid);
    return NULL;
}

static long create_vm_process(struct task *task, const struct lx_clone_args *args)
{
    struct birth b = {.args = args};
    long result;
    void *stack;

    b.task = lx_new_child(task, args);
    if (!b.task)
        return -ENOMEM;
    stack = b.task->host_stack = host_stack_get();
    result = stack ? lx_start_host_thread(stack, vm_helper_main, &b) : -ENOMEM;
    if (result < 0) {
        lx_repair_after_libc(task);
        if (stack)
            host_stack_put(stack);
        lx_task_free(b.task);
        return result;
    }
    return lx_birth_await(&b);
}

/* ---- fork ---- */

static void fork_locks(struct task *task)
{
    exec_fork_prepare(lx_process.exec);
    pthread_mutex_lock(&lx_process.tasks_lock);
    pthread_mutex_lock(&task->sighand->lock);
    host_stack_fork_lock();
    space_fork_prepare(lx_process.space);
}

static void fork_unlock(struct task *task, bool child)
{
    space_fork_done(lx_process.space, child);
    host_stack_fork_unlock();
    pthread_mutex_unlock(&task->sighand->lock);
    pthread_mutex_unlock(&lx_process.tasks_lock);
    if (child)
        exec_fork_child(lx_process.exec, task->cpu);
    else
        exec_fork_parent(lx_process.exec);
}

/* Forgets the other threads: the child process does not have them. */
static void forget_others(struct task *task)
{
    struct task *t = lx_process.tasks, *next;

    if (lx_process.task_count == 1) /* a page that is not written need not be copied */
        return;
    for (; t; t = next) {
        next = t->next;
        if (t == task)
            continue;
        /* exec_fork_child has dropped their CPUs; their stacks have no user any more. */
        if (t->host_stack && t->host_stack != task->tls_stack)
            host_stack_put(t->host_stack);
        free(t->cpu);
        free(t);
    }
    task->next = task->prev = NULL;
    lx_process.tasks = task;
    lx_process.task_count = 1;
}

__attribute__((hot)) static void after_fork_child(struct task *task,
                                                  const struct lx_clone_args *args, bool by_libc)
{
    const struct linux_arch *arch = lx_process.arch;

    int child_fd = task->trace.child_fd, parent_fd = task->trace.parent_fd;

    forget_others(task);
    lx_process.forks++;
    lx_forget_helpers();
    task->tid = (pid_t)lx_rawcall(SYS_gettid, 0, 0, 0, 0, 0, 0);
    task->is_main = true;
    if (task->is_vfork_child)
        task->is_vfork_child = false;
    task->robust_list = 0;
    task->dispatch.on = false;
    space_forget_locks(lx_process.space);
    if (lx_process.mdwe & PR_MDWE_NO_INHERIT)
        lx_process.mdwe = 0;
    task->clear_child_tid = args->flags & CLONE_CHILD_CLEARTID ? args->child_tid : 0;
    lx_trace_inherit(task, task, args->flags, args->exit_signal);
    if (lx_process.gdb)
        lx_gdb_fork_child(task, child_fd, parent_fd);
    lx_process.tracees = NULL;
    if (by_libc) {
        lx_rawcall(SYS_set_tid_address, (long)task->clear_child_tid, 0, 0, 0, 0, 0);
        lx_rawcall(SYS_set_robust_list, 0, 24, 0, 0, 0, 0);
        if (args->flags & CLONE_CHILD_SETTID)
            lx_put_int(args->child_tid, task->tid);
    } else {
        lx_turn_numbers(args, CLONE_CHILD_SETTID);
    }
    if (args->stack)
        arch->set_sp(task->cpu, args->stack);
    if (args->flags & CLONE_SETTLS)
        arch->set_tls(task->cpu, args->tls);
    if (args->flags & CLONE_CLEAR_SIGHAND)
        lx_sighand_clear(task);
    lx_signal_fork_child(task);
}

/* libc's fork protects malloc's locks; it can do ordinary forks only. */
static bool use_libc_fork(const struct task *task, const struct lx_clone_args *args)
{
    const uint64_t simple = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CLONE_PARENT_SETTID |
                            CLONE_SETTLS | CLONE_CLEAR_SIGHAND;

    return (lx_process.task_count > 1 || task->is_vfork_child || lx_process.gdb ||
            lx_process.helpers) &&
           !(args->flags & ~simple) && lx_sig_to_host((int)args->exit_signal) == SIGCHLD &&
           !args->set_tid_size;
}

__attribute__((hot)) static long create_fork(struct task *task, const struct lx_clone_args *args)
{
    const uint64_t own = CLONE_SETTLS | CLONE_CLEAR_SIGHAND;
    bool by_libc = use_libc_fork(task, args);
    /* Nobody can hold a lock: the child need not copy the pages where they are. */
    bool alone = !lx_process.ever_threaded && !lx_process.gdb;
    long result;

    exec_fork_begin(task->cpu);
    if (!alone)
        fork_locks(task);
    lx_host_block_trace(); /* a tracer may attach to the child before it has a state of its own */
    if (by_libc) {
        result = fork();
        if (result < 0)
            result = -errno;
    } else {
        result = lx_host_clone(args, args->flags & ~own, NULL, NULL, NULL);
    }
    if (!alone)
        fork_unlock(task, result == 0);
    else if (result == 0)
        exec_fork_alone(lx_process.exec);
    if (result == 0)
        after_fork_child(task, args, by_libc);
    else if (result > 0 && !by_libc)
        lx_turn_numbers(args, CLONE_PARENT_SETTID | CLONE_PIDFD);
    else if (result > 0 && (args->flags & CLONE_PARENT_SETTID))
        lx_put_int(args->parent_tid, (int32_t)result);
    return result;
}

/* ---- entry ---- */

/* The kernel's checks for what does not reach its clone as the guest meant it. */
static long check(const struct lx_clone_args *args)
{
    uint64_t f = args->flags;

    if ((f & CLONE_THREAD) && !(f & CLONE_SIGHAND))
        return -EINVAL;
    if ((f & CLONE_SIGHAND) && (!(f & CLONE_VM) || (f & CLONE_CLEAR_SIGHAND)))
        return -EINVAL;
    if ((f & CLONE_FS) && (f & (CLONE_NEWNS | CLONE_NEWUSER)))
        return -EINVAL;
    if ((f & CLONE_THREAD) && (f & (CLONE_NEWUSER | CLONE_NEWPID)))
        return -EINVAL;
    if ((f & CLONE_VM) && (f & CLONE_NEWPID) && (f & CLONE_THREAD))
        return -EINVAL;
    if (args->exit_signal > LX_NSIG)
        return -EINVAL;
    return 0;
}

static long create_process(struct task *task, const struct lx_clone_args *args)
{
    bool separate = !(args->flags & CLONE_VM);
    long result;

    lx_gdb_fork_begin(task, separate, args->flags & CLONE_VFORK);
    if ((args->flags & CLONE_VM) && (args->flags & CLONE_VFORK))
        result = create_vfork(task, args);
    else if (args->flags & CLONE_VM)
        result = create_vm_process(task, args);
    else
        result = create_fork(task, args);
    if (result) /* not in the child */
        lx_gdb_fork_end(task, separate, result);
    return result;
}

__attribute__((hot)) long lx_clone(struct task *task, const struct lx_clone_args *args)
{
    long result = check(args);

    if (result < 0)
        return result;
    lx_host_block_all();
    task->trace.cloning = 1;
    if (task->sig.pending) /* as the kernel: first the signal, then the clone */
        result = -LX_ERESTART;
    else if (args->flags & CLONE_THREAD)
        result = lx_create_thread(task, args);
    else
        result = create_process(task, args);
    task->trace.cloning = 0;
    lx_host_apply_mask(task);
    return result;
}
