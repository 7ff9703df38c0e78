/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process, its list of threads, and how they end.
 *
 * In: the guest's arch, system calls.  Out: tasks.  Invariants: task_self() is right in every
 * guest thread, also in a vfork child that borrows its parent's TLS; the task list
 * holds the tasks of this process only.
 */
#include "linux-user/task.h"

#include "base/log.h"
#include "linux-user/arch.h"
#include "linux-user/exec.h"
#include "linux-user/gdb.h"
#include "linux-user/hostcall.h"
#include "linux-user/space.h"
#include "linux-user/task_impl.h"
#include "linux-user/vdso.h"
#include "syscalls/linux/seccomp.h"
#include "target/target.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct process lx_process;

static __thread struct task *self;

struct task *task_self(void)
{
    return self;
}

void task_set_self(struct task *task)
{
    self = task;
}

/* ---- CPUs ---- */

/* Cleared memory within one page, if it is not larger: less to copy for the child of a fork. */
static void *within_page(size_t size)
{
    size_t unit = 64;

    while (unit < size && unit < 4096)
        unit *= 2;
    size = (size + unit - 1) & ~(unit - 1);
    void *p = aligned_alloc(unit, size);

    return p ? memset(p, 0, size) : NULL;
}

struct cpu_common *lx_cpu_new(void)
{
    return within_page(lx_process.arch->target->cpu_size);
}

struct cpu_common *lx_cpu_copy(const struct cpu_common *from, struct task *owner)
{
    struct cpu_common *cpu = lx_cpu_new();

    if (!cpu)
        return NULL;
    memcpy(cpu + 1, from + 1, from->target->cpu_size - sizeof(*cpu));
    cpu->target = from->target;
    cpu->owner = owner;
    cpu->mem_base = from->mem_base;
    exec_cpu_add(from->exec, cpu);
    cpu->mxcsr = from->mxcsr;
    cpu->fp_flags = from->fp_flags;
    cpu->fp_rounding = from->fp_rounding;
    return cpu;
}

/* ---- the list ---- */

void lx_task_link(struct task *task)
{
    pthread_mutex_lock(&lx_process.tasks_lock);
    task->prev = NULL;
    task->next = lx_process.tasks;
    if (task->next)
        task->next->prev = task;
    lx_process.tasks = task;
    lx_process.task_count++;
    pthread_mutex_unlock(&lx_process.tasks_lock);
}

void lx_task_unlink(struct task *task)
{
    lx_robust_exit(task);
    pthread_mutex_lock(&lx_process.tasks_lock);
    if (task->prev)
        task->prev->next = task->next;
    else
        lx_process.tasks = task->next;
    if (task->next)
        task->next->prev = task->prev;
    lx_process.task_count--;
    pthread_mutex_unlock(&lx_process.tasks_lock);
}

void lx_task_free(struct task *task)
{
    if (task->cpu) {
        if (task->cpu->exec)
            exec_cpu_remove(task->cpu);
        free(task->cpu);
    }
    lx_exec_forget(task, false);
    lx_sighand_unref(task->sighand);
    seccomp_forget(task);
    free(task);
}

/* ---- start ---- */

struct task *lx_process_init(const struct linux_arch *arch)
{
    struct task *task = within_page(sizeof(*task));
    void *altstack = mmap(NULL, LX_HOST_ALTSTACK_SIZE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (!task || altstack == MAP_FAILED)
        return NULL;
    lx_process.arch = arch;
    if (!lx_process.signal_map)
        lx_process.signal_map = arch->signal_map;
    pthread_mutex_init(&lx_process.tasks_lock, NULL);
    pthread_mutex_init(&lx_process.stacks.lock, NULL);
    lx_process.space = space_new(arch->abi);
    task->process = &lx_process;
    task->cpu = lx_cpu_new();
    task->sighand = lx_sighand_new();
    task->tid = (pid_t)syscall(SYS_gettid);
    task->is_main = true;
    if (!lx_process.space || !task->cpu || !task->sighand)
        return NULL;
    task->cpu->owner = task;
    task->cpu->target = arch->target;
    task_set_self(task);
    lx_task_link(task);
    lx_signal_thread_init(task, altstack, LX_HOST_ALTSTACK_SIZE);
    lx_signal_init(task);
    lx_rseq_init();
    return task;
}

/* exec_env: the translator's questions about the process. */
static bool code_at(void *opaque, gaddr pc, gaddr *end)
{
    return space_fetch_check(opaque, pc, end) == 0;
}

static bool read_code(void *opaque, gaddr pc, void *out, size_t size)
{
    (void)opaque;
    return lx_copy_from_guest(out, pc, size) == 0;
}

static bool guarded(void *opaque, gaddr pc)
{
    return space_guarded(opaque, pc);
}

static bool file_at(void *opaque, gaddr pc, struct exec_file *file)
{
    return space_file_at(opaque, pc, &file->dev, &file->ino, &file->place, &file->code);
}

static void code_made(void *opaque, gaddr start, gaddr end)
{
    /* Guests here announce changed code themselves; others need write protection. */
    (void)opaque;
    (void)start;
    (void)end;
}

void lx_start_translator(struct task *task, const struct exec_options *options)
{
    const struct target *target = lx_process.arch->target;
    struct exec_env env = {.opaque = lx_process.space,
                           .code_at = code_at,
                           .code_made = code_made,
                           .read_code = read_code,
                           .file_at = file_at,
                           .service_at = lx_process.arch->vdso ? lx_vdso_service_at : NULL,
                           .service = lx_vdso_service,
                           .guard_at = lx_rseq_at,
                           .preempted = lx_rseq_preempted,
                           .stored = lx_rseq_stored,
                           .guarded_store = lx_rseq_store,
                           .guarded = lx_process.arch->prot_guarded ? guarded : NULL};

    lx_process.exec = exec_new(target, options, &env);
    target->reset(task->cpu, options->cpu_model);
    task->cpu->target = target;
    task->cpu->owner = task;
    exec_cpu_add(lx_process.exec, task->cpu);
}

/* ---- the end ---- */

void lx_exit_group(struct task *task, int status)
{
    if (!task->is_vfork_child)
        exec_save(lx_process.exec);
    lx_robust_exit_all(task);
    lx_gdb_exited(task, status);
    for (;;)
        lx_rawcall(SYS_exit_group, status, 0, 0, 0, 0, 0);
}

long lx_exit_thread(struct task *task, int status)
{
    task->exit_status = status;
    if (task->is_vfork_child)
        lx_exit_group(task, status);
    /* A signal that this thread has taken may be the process's: it is delivered first. */
    lx_host_block_all();
    if (task->sig.pending)
        return -LX_ERESTART;
    return -LX_ETHREADEXIT;
}

/*
 * The main thread's exit: the process lives on until the last thread ends.  The host thread ends
 * raw: libc would end the process.
 */
void lx_main_thread_exit(struct task *task, int status)
{
    lx_host_block_all();
    lx_task_unlink(task);
    if (!lx_process.task_count && (lx_process.gdb || lx_process.helpers || lx_process.lenders)) {
        /* Threads of ours would keep the process. */
        lx_gdb_exited(task, status);
        lx_rawcall(SYS_exit_group, status, 0, 0, 0, 0, 0);
    }
    /* The kernel clears and wakes clear_child_tid and walks the robust list: both are registered.
     */
    for (;;)
        lx_rawcall(SYS_exit, status, 0, 0, 0, 0, 0);
}

long lx_set_tid_address(struct task *task, gaddr address)
{
    task->clear_child_tid = address;
    /* The host threads of libc need their own address until the thread's end. */
    if (task->is_main || task->is_vfork_child)
        lx_rawcall(SYS_set_tid_address, (long)address, 0, 0, 0, 0, 0);
    return task->tid;
}

long lx_set_robust_list(struct task *task, gaddr head, uint64_t size)
{
    const struct abi *abi = lx_process.arch->abi;

    if (size != 3u * abi->word)
        return -EINVAL;
    if (abi->word == 8 && !abi->big_endian) {
        long result = lx_rawcall(SYS_set_robust_list, (long)head, (long)size, 0, 0, 0, 0);

        if (result < 0)
            return result;
    }
    task->robust_list = head;
    task->robust_size = size;
    return 0;
}

long lx_get_robust_list(struct task *task, int pid, gaddr head_ptr, gaddr size_ptr)
{
    uint64_t head = 0, size = 0;
    long result = 0;

    if (pid == 0 || pid == task->tid) {
        head = task->robust_list;
        size = 3u * lx_process.arch->abi->word;
    } else {
        result = lx_rawcall(SYS_get_robust_list, pid, (long)&head, (long)&size, 0, 0, 0);
    }
    if (result < 0)
        return result;
    if (lx_process.arch->abi->word == 4)
        return lx_put_int(size_ptr, (int32_t)size) < 0 ? -EFAULT
                                                       : lx_put_int(head_ptr, (int32_t)head);
    if (lx_put_u64(size_ptr, size) < 0)
        return -EFAULT;
    return lx_put_u64(head_ptr, head);
}
