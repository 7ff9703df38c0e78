/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linux-user as the engine's tests need it: guest memory is the test's own
 * memory, signals and the address space are not there.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "linux-user/exec.h"
#include "linux-user/path.h"
#include "linux-user/space.h"
#include "linux-user/task.h"
#include "linux-user/trace_remote.h"
#include "tests/syscall/fake_user.h"

struct process lx_process;
struct lx_clone_args fake_clone;
lx_sigset fake_suspend;
char fake_exec[256];
struct fake_space fake_space = {UINT64_C(1) << 47, 0, UINT64_C(1) << 47};

long lx_hostcall(struct task *task, long nr, long a1, long a2, long a3, long a4, long a5, long a6)
{
    (void)task;
    return lx_rawcall(nr, a1, a2, a3, a4, a5, a6);
}

/* The kernel copies, so a bad address is its -EFAULT. */
long lx_copy_from_guest(void *to, gaddr from, size_t size)
{
    struct iovec l = {to, size}, r = {(void *)from, size};

    if (size == 0)
        return 0;
    return process_vm_readv(getpid(), &l, 1, &r, 1, 0) == (ssize_t)size ? 0 : -EFAULT;
}

long lx_copy_to_guest(gaddr to, const void *from, size_t size)
{
    struct iovec l = {(void *)from, size}, r = {(void *)to, size};

    if (size == 0)
        return 0;
    return process_vm_writev(getpid(), &l, 1, &r, 1, 0) == (ssize_t)size ? 0 : -EFAULT;
}

long lx_string_length(gaddr from, size_t limit)
{
    for (size_t i = 0; i < limit; i++) {
        char c;

        if (lx_copy_from_guest(&c, from + i, 1) < 0)
            return -EFAULT;
        if (!c)
            return (long)i;
    }
    return (long)limit;
}

long lx_string_from_guest(char *to, gaddr from, size_t size)
{
    long n = lx_string_length(from, size);

    if (n < 0)
        return n;
    if ((size_t)n == size)
        return -ENAMETOOLONG;
    return lx_copy_from_guest(to, from, (size_t)n + 1) < 0 ? -EFAULT : n;
}

long lx_path_from_guest(char **out, gaddr from)
{
    char text[PATH_MAX];
    long n = lx_string_from_guest(text, from, sizeof(text));

    *out = n < 0 ? NULL : strdup(text);
    return n < 0 ? n : 0;
}

long lx_procfs_open(struct task *task, int dirfd, const char *path, int flags)
{
    (void)task, (void)dirfd, (void)path, (void)flags;
    return -LX_ENOTPROC;
}

void lx_procfs_rewound(struct task *task, int fd)
{
    (void)task;
    (void)fd;
}

long lx_compat_call(struct task *task, long nr, long a1, long a2, long a3, long a4)
{
    (void)task, (void)nr, (void)a1, (void)a2, (void)a3, (void)a4;
    return -ENOSYS;
}

long lx_procfs_reads(struct task *task, int fd, int64_t at)
{
    (void)task, (void)fd, (void)at;
    return 0;
}

int lx_procfs_behind(int fd)
{
    (void)fd;
    return -1;
}

long lx_procfs_query(struct task *task, int fd, gaddr arg)
{
    (void)task;
    (void)fd;
    (void)arg;
    return -LX_ENOTPROC;
}

bool lx_procfs_any_open(void)
{
    return false;
}

long lx_procfs_readlink(struct task *task, int dirfd, const char *path, char *buffer, size_t size)
{
    (void)task, (void)dirfd, (void)path, (void)buffer, (void)size;
    return -LX_ENOTPROC;
}

const char *lx_procfs_path(struct task *task, int dirfd, const char *path)
{
    (void)task, (void)dirfd, (void)path;
    return NULL;
}

const char *lx_path_at(int dirfd, const char *path, int flags, char buffer[PATH_MAX])
{
    (void)dirfd, (void)flags, (void)buffer;
    return path;
}

bool lx_path_to_guest(char *path)
{
    (void)path;
    return false;
}

/* ---- signals ---- */

uint64_t lx_sigset_to_host(lx_sigset set)
{
    return set;
}

int lx_sig_to_host(int sig)
{
    return sig;
}

int lx_sig_from_host(int sig)
{
    return sig;
}

void lx_suspend_begin(struct task *task, lx_sigset mask, uint64_t *host_mask)
{
    (void)task;
    fake_suspend = mask;
    *host_mask = mask;
}

long lx_siginfo_to_guest(gaddr to, const lx_siginfo *info)
{
    return lx_copy_to_guest(to, info, sizeof(*info));
}

long lx_siginfo_from_guest(lx_siginfo *info, gaddr from)
{
    return lx_copy_from_guest(info, from, sizeof(*info));
}

static struct lx_sigaction last_action;

long lx_sigaction(struct task *task, int sig, const struct lx_sigaction *act,
                  struct lx_sigaction *old)
{
    (void)task;
    if (sig < 1 || sig > LX_NSIG)
        return -EINVAL;
    if (old)
        *old = last_action;
    if (act)
        last_action = *act;
    return 0;
}

long lx_sigprocmask(struct task *task, int how, const lx_sigset *set, lx_sigset *old)
{
    (void)how;
    if (old)
        *old = task->sig.blocked;
    if (set)
        task->sig.blocked = *set;
    return 0;
}

long lx_sigpending(struct task *task, lx_sigset *set)
{
    (void)task;
    *set = 0;
    return 0;
}

long lx_sigaltstack(struct task *task, gaddr guest_ss, gaddr guest_old)
{
    (void)task, (void)guest_ss, (void)guest_old;
    return 0;
}

long lx_sigreturn(struct task *task)
{
    (void)task;
    return -LX_EJUSTRETURN;
}

int lx_take_held(struct task *task, lx_sigset set, lx_siginfo *info)
{
    (void)task, (void)set, (void)info;
    return 0;
}

long lx_sigsuspend(struct task *task, lx_sigset mask)
{
    (void)task, (void)mask;
    return -EINTR;
}

/* ---- threads ---- */

long lx_clone(struct task *task, const struct lx_clone_args *args)
{
    (void)task;
    fake_clone = *args;
    return 4711;
}

void lx_exit_group(struct task *task, int status)
{
    (void)task;
    _exit(status);
}

long lx_exit_thread(struct task *task, int status)
{
    task->exit_status = status;
    return -LX_ETHREADEXIT;
}

long lx_set_tid_address(struct task *task, gaddr address)
{
    task->clear_child_tid = address;
    return task->tid;
}

long lx_set_robust_list(struct task *task, gaddr head, uint64_t size)
{
    (void)task, (void)head;
    return size == 24 ? 0 : -EINVAL;
}

long lx_get_robust_list(struct task *task, int pid, gaddr head_ptr, gaddr size_ptr)
{
    (void)task, (void)pid, (void)head_ptr, (void)size_ptr;
    return 0;
}

long lx_rseq(struct task *task, gaddr area, uint32_t size, int flags, uint32_t signature)
{
    (void)task, (void)area, (void)size, (void)flags, (void)signature;
    return -ENOSYS;
}

long lx_execve(struct task *task, int dirfd, const char *path, char *const *argv, char *const *envp,
               int flags)
{
    (void)task, (void)dirfd;
    if (flags)
        return 0; /* AT_EXECVE_CHECK */
    snprintf(fake_exec, sizeof(fake_exec), "%s", path);
    for (size_t i = 0; argv[i]; i++)
        snprintf(fake_exec + strlen(fake_exec), sizeof(fake_exec) - strlen(fake_exec), " %s",
                 argv[i]);
    for (size_t i = 0; envp[i]; i++)
        snprintf(fake_exec + strlen(fake_exec), sizeof(fake_exec) - strlen(fake_exec), " [%s]",
                 envp[i]);
    return -ENOENT;
}

void lx_exec_keep_self(void)
{
}

/* ---- the address space ---- */

gaddr space_top(const struct space *space)
{
    (void)space;
    return fake_space.top;
}

bool space_is_guest(const struct space *space, gaddr address, uint64_t size)
{
    (void)space;
    return address >= fake_space.begin && address <= fake_space.end &&
           size <= fake_space.end - address;
}

int64_t space_mmap(struct space *space, gaddr address, uint64_t length, int prot, int flags, int fd,
                   uint64_t offset)
{
    bool fixed = flags & (MAP_FIXED | MAP_FIXED_NOREPLACE);

    if (fixed && !space_is_guest(space, address, length))
        return -ENOMEM;
    return lx_rawcall(9, (long)(fixed ? address : 0), (long)length, prot, flags, fd, (long)offset);
}

long space_munmap(struct space *space, gaddr address, uint64_t length)
{
    if (!space_is_guest(space, address, length))
        return -EINVAL;
    return lx_rawcall(11, (long)address, (long)length, 0, 0, 0, 0);
}

long space_mprotect(struct space *space, gaddr address, uint64_t length, uint64_t prot)
{
    if (!space_is_guest(space, address, length))
        return -ENOMEM;
    return lx_rawcall(10, (long)address, (long)length, (long)prot, 0, 0, 0);
}

int64_t space_mremap(struct space *space, gaddr old, uint64_t old_size, uint64_t new_size,
                     uint64_t flags, gaddr new_address)
{
    (void)space, (void)old, (void)old_size, (void)new_size, (void)flags, (void)new_address;
    return -ENOSYS;
}

long space_madvise(struct space *space, gaddr address, uint64_t length, int advice)
{
    (void)space, (void)address, (void)length, (void)advice;
    return 0;
}

long space_msync(struct space *space, gaddr address, uint64_t length, int flags)
{
    (void)space, (void)address, (void)length, (void)flags;
    return 0;
}

long space_mincore(struct space *space, gaddr address, uint64_t length, gaddr vec)
{
    (void)space, (void)address, (void)length, (void)vec;
    return 0;
}

long space_mlock(struct space *space, gaddr address, uint64_t length, int flags, bool onfault)
{
    (void)space, (void)address, (void)length, (void)flags, (void)onfault;
    return 0;
}

long space_munlock(struct space *space, gaddr address, uint64_t length)
{
    (void)space, (void)address, (void)length;
    return 0;
}

long space_mlockall(struct space *space, int flags)
{
    (void)space, (void)flags;
    return 0;
}

long space_munlockall(struct space *space)
{
    (void)space;
    return 0;
}

long space_remap_file_pages(struct space *space, gaddr start, uint64_t size, int prot,
                            uint64_t pgoff, int flags)
{
    (void)space, (void)start, (void)size, (void)prot, (void)pgoff, (void)flags;
    return -EINVAL;
}

long space_mseal(struct space *space, gaddr address, uint64_t length, uint64_t flags)
{
    (void)space, (void)address, (void)length, (void)flags;
    return 0;
}

gaddr space_brk(struct space *space, gaddr address)
{
    (void)space;
    return address;
}

int64_t space_shmat(struct space *space, int shmid, gaddr address, int flags)
{
    (void)space, (void)shmid, (void)address, (void)flags;
    return -EINVAL;
}

long space_shmdt(struct space *space, gaddr address)
{
    (void)space, (void)address;
    return -EINVAL;
}

/* ---- no tracer, no filters ---- */

void lx_force_signal(struct task *task, const lx_siginfo *info)
{
    (void)task, (void)info;
}

void lx_die_by_signal(struct task *task, int sig, const lx_siginfo *info)
{
    (void)task, (void)info;
    _exit(128 + sig);
}

struct procfs_dir *lx_procfs_dir(struct task *task, int fd)
{
    (void)task, (void)fd;
    return NULL;
}

bool lx_procfs_dir_hides(const struct procfs_dir *d, const char *name)
{
    (void)d, (void)name;
    return false;
}

void lx_procfs_dir_free(struct procfs_dir *d)
{
    (void)d;
}

void lx_trace_show_call(struct task *task, const struct lx_call *call)
{
    (void)task, (void)call;
}

bool lx_trace_take_call(struct task *task, struct lx_call *call)
{
    (void)task, (void)call;
    return true;
}

void lx_trace_event(struct task *task, unsigned event, uint64_t message)
{
    (void)task, (void)event, (void)message;
}

void lx_trace_pack(siginfo_t *info, unsigned cut)
{
    (void)info, (void)cut;
}

bool remote_is_helper(pid_t tid)
{
    (void)tid;
    return false;
}

bool remote_is_launcher(pid_t tid)
{
    (void)tid;
    return false;
}

long remote_get_trace(const struct remote *r, struct lx_trace *trace)
{
    (void)r, (void)trace;
    return -EIO;
}

long remote_put_trace(const struct remote *r, const struct lx_trace *trace)
{
    (void)r, (void)trace;
    return -EIO;
}

long remote_read(pid_t tid, void *to, uint64_t from, size_t size)
{
    (void)tid, (void)to, (void)from, (void)size;
    return -EIO;
}

long remote_write(pid_t tid, uint64_t to, const void *from, size_t size)
{
    (void)tid, (void)to, (void)from, (void)size;
    return -EIO;
}

long remote_set_args(const struct remote *r, const uint64_t arg[6])
{
    (void)r, (void)arg;
    return -EIO;
}

long remote_set_result(const struct remote *r, int64_t result)
{
    (void)r, (void)result;
    return -EIO;
}

long remote_ack(const struct remote *r)
{
    (void)r;
    return -EIO;
}

long remote_regset(const struct remote *r, const struct task *own, unsigned type, void *buffer,
                   size_t *size, bool write)
{
    (void)r, (void)own, (void)type, (void)buffer, (void)size, (void)write;
    return -EIO;
}

long remote_pc_sp(const struct remote *r, gaddr *pc, gaddr *sp)
{
    (void)r, (void)pc, (void)sp;
    return -EIO;
}

long remote_fdpic_map(const struct remote *r, unsigned which, gaddr *map)
{
    (void)r, (void)which, (void)map;
    return -EIO;
}

uint64_t remote_blocked(const struct remote *r)
{
    (void)r;
    return 0;
}

long remote_set_blocked(const struct remote *r, uint64_t set)
{
    (void)r, (void)set;
    return -EIO;
}

void space_code_changed(gaddr start, gaddr end)
{
    (void)start, (void)end;
}

void *lx_lock(gaddr address, size_t size, bool write)
{
    (void)size, (void)write;
    return (void *)(uintptr_t)address;
}

bool lx_limits_own(int resource)
{
    (void)resource;
    return false;
}

long lx_limits_change(int resource, const struct rlimit *value, struct rlimit *old)
{
    (void)resource, (void)value, (void)old;
    return -EINVAL;
}

long lx_start_helper(struct task *task, void (*fn)(void *), void *arg)
{
    (void)task, (void)fn, (void)arg;
    return -ENOMEM;
}

struct task *task_self(void)
{
    return NULL;
}
