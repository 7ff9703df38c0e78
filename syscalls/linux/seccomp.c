/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seccomp: filters of the guest on the guest's calls (see seccomp.h).
 * Rules: the kernel's kernel/seccomp.c and seccomp(2).
 */
#include "syscalls/linux/seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/bytes.h"
#include "linux-user/arch.h"
#include "linux-user/trace_remote.h"
#include "syscalls/engine.h"
#include "syscalls/linux/bpf.h"

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif
#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1
#endif

#define KNOWN_FLAGS                                                                                \
    (SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW |        \
     SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC_ESRCH |                          \
     SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)

#define TOTAL_INSNS 32768 /* of all filters of a thread, each counted with 4 more */
#define ERRNO_MAX   4095

struct seccomp_filter {
    unsigned refs; /* atomic */
    unsigned count;
    uint64_t cookie; /* of its listener; 0: it has none */
    bool log;        /* SECCOMP_FILTER_FLAG_LOG */
    struct seccomp_filter *prev;
    struct sock_filter insn[];
};

/* ---- life of a filter ---- */

static void unref(struct seccomp_filter *f)
{
    while (f && __atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL) == 0) {
        struct seccomp_filter *prev = f->prev;

        free(f);
        f = prev;
    }
}

static struct seccomp_filter *ref(struct seccomp_filter *f)
{
    if (f)
        __atomic_add_fetch(&f->refs, 1, __ATOMIC_RELAXED);
    return f;
}

void seccomp_inherit(struct task *child, const struct task *parent)
{
    child->seccomp = ref(parent->seccomp);
    child->seccomp_mode = parent->seccomp_mode;
}

void seccomp_forget(struct task *task)
{
    unref(task->seccomp);
    task->seccomp = NULL;
}

unsigned seccomp_count(const struct task *task)
{
    unsigned n = 0;

    for (const struct seccomp_filter *f = task->seccomp; f; f = f->prev)
        n++;
    return n;
}

unsigned seccomp_count_remote(pid_t pid, uint64_t at)
{
    struct seccomp_filter f;
    unsigned n = 0;

    for (; at && n < TOTAL_INSNS && remote_read(pid, &f, at, sizeof(f)) == 0;
         at = (uintptr_t)f.prev)
        n++;
    return n;
}

/* ---- a call ---- */

/* struct seccomp_data as the guest's program reads it, in words. */
static void make_words(uint32_t *words, const struct seccomp_data *d)
{
    bool big = lx_process.arch->abi->big_endian;
    const __u64 *wide = &d->instruction_pointer;

    words[0] = (uint32_t)d->nr;
    words[1] = d->arch;
    for (unsigned i = 0; i < 7; i++) {
        words[2 + 2 * i + big] = (uint32_t)wide[i];
        words[2 + 2 * i + !big] = (uint32_t)(wide[i] >> 32);
    }
}

/* The most restrictive answer, and the newest filter that gave it. */
static uint32_t judge(const struct task *task, const uint32_t *words,
                      const struct seccomp_filter **match)
{
    uint32_t best = SECCOMP_RET_ALLOW;

    for (const struct seccomp_filter *f = task->seccomp; f; f = f->prev) {
        uint32_t now = bpf_run(f->insn, words);

        if ((int32_t)(now & SECCOMP_RET_ACTION_FULL) < (int32_t)(best & SECCOMP_RET_ACTION_FULL)) {
            best = now;
            *match = f;
        }
    }
    return best;
}

static void make_sigsys(lx_siginfo *info, const struct seccomp_data *d, uint32_t reason)
{
    memset(info, 0, sizeof(*info));
    info->si_signo = lx_sig_from_host(SIGSYS);
    info->si_code = SYS_SECCOMP;
    info->si_errno = (int)reason;
    info->si_call_addr = lx_ptr(d->instruction_pointer);
    info->si_syscall = d->nr;
    info->si_arch = d->arch;
}

static int64_t kill_task(struct task *task, const struct seccomp_data *d, bool whole, uint32_t why)
{
    lx_siginfo info;

    if (!whole && task->process->task_count > 1)
        return lx_exit_thread(task, SIGSYS);
    make_sigsys(&info, d, why);
    lx_die_by_signal(task, info.si_signo, &info);
}

static bool strict(struct task *task, unsigned id, int64_t *result)
{
    if (id == SYS_ID_read || id == SYS_ID_write || id == SYS_ID_exit || id == SYS_ID_rt_sigreturn)
        return true;
    if (task->process->task_count > 1) {
        *result = lx_exit_thread(task, SIGKILL);
        return false;
    }
    for (;;)
        lx_rawcall(HOST_NR_kill, getpid(), SIGKILL, 0, 0, 0, 0);
}

/* SECCOMP_RET_TRACE: *call is then what the tracer has made of it. */
static bool tracer_allows(struct task *task, struct lx_call *call, uint32_t data, int64_t *result)
{
    struct lx_trace *t = &task->trace;

    if (!t->traced || !(t->options & PTRACE_O_TRACESECCOMP))
        return false;
    lx_trace_show_call(task, call);
    lx_trace_event(task, PTRACE_EVENT_SECCOMP, data);
    if (lx_trace_take_call(task, call))
        return true;
    *result = -LX_EJUSTRETURN;
    return false;
}

/* `again`: the tracer has had its say. */
static bool filters_allow(struct task *task, struct lx_call *call, uint32_t audit_arch, bool again,
                          int64_t *result)
{
    struct seccomp_data d = {.nr = (int)call->nr, .arch = audit_arch};
    const struct seccomp_filter *match = NULL;
    uint32_t words[BPF_DATA_WORDS], verdict, data;
    lx_siginfo info;

    d.instruction_pointer = task->process->arch->get_pc(task->cpu);
    for (unsigned i = 0; i < 6; i++)
        d.args[i] = task->process->arch->abi->word == 4 ? (uint32_t)call->arg[i] : call->arg[i];
    make_words(words, &d);
    verdict = judge(task, words, &match);
    data = verdict & SECCOMP_RET_DATA;
    switch (verdict & SECCOMP_RET_ACTION_FULL) {
    case SECCOMP_RET_ALLOW:
    case SECCOMP_RET_LOG: return true;
    case SECCOMP_RET_ERRNO: *result = -(int64_t)(data < ERRNO_MAX ? data : ERRNO_MAX); return false;
    case SECCOMP_RET_TRAP:
        make_sigsys(&info, &d, data);
        lx_force_signal(task, &info);
        *result = -LX_EJUSTRETURN;
        return false;
    case SECCOMP_RET_TRACE:
        *result = -ENOSYS;
        return again || (tracer_allows(task, call, data, result) &&
                         filters_allow(task, call, audit_arch, true, result));
    case SECCOMP_RET_USER_NOTIF: return seccomp_ask(task, match->cookie, &d, result);
    case SECCOMP_RET_KILL_THREAD: *result = kill_task(task, &d, false, data); return false;
    default: *result = kill_task(task, &d, true, data); return false;
    }
}

bool seccomp_enter(struct task *task, struct lx_call *call, unsigned id, uint32_t audit_arch,
                   int64_t *result)
{
    if (__builtin_expect(__atomic_load_n(&task->no_new_privs_due, __ATOMIC_ACQUIRE), 0)) {
        task->no_new_privs_due = false;
        lx_rawcall(HOST_NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);
    }
    if (task->trace.traced && (task->trace.options & PTRACE_O_SUSPEND_SECCOMP))
        return true;
    if (task->seccomp_mode == SECCOMP_MODE_STRICT)
        return strict(task, id, result);
    return filters_allow(task, call, audit_arch, false, result);
}

/* ---- installing ---- */

/* Needs no_new_privs or CAP_SYS_ADMIN, as a filter could mislead a set-user-id program. */
static bool may_install(void)
{
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct cap[2] = {0};

    if (lx_rawcall(HOST_NR_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0, 0) == 1)
        return true;
    return lx_rawcall(HOST_NR_capget, (long)&head, (long)cap, 0, 0, 0, 0) == 0 &&
           (cap[0].effective & 1u << CAP_SYS_ADMIN);
}

static int64_t get_program(struct sys_frame *f, gaddr prog, struct seccomp_filter **out)
{
    bool big = f->state->abi->big_endian;
    unsigned total = 0;
    uint8_t head[2];
    uint64_t at;

    if (lx_copy_from_guest(head, prog, sizeof(head)) < 0 ||
        sys_get_word(f, &at, prog + f->state->abi->word) < 0)
        return -EFAULT;
    unsigned count = big ? head[0] << 8 | head[1] : head[1] << 8 | head[0];

    if (!count || count > BPF_MAXINSNS)
        return -EINVAL;
    for (const struct seccomp_filter *p = f->task->seccomp; p; p = p->prev)
        total += p->count + 4;
    if (!may_install())
        return -EACCES;
    struct seccomp_filter *new = calloc(1, sizeof(*new) + count * sizeof(new->insn[0]));

    if (!new)
        return -ENOMEM;
    new->refs = 1;
    new->count = count;
    *out = new;
    if (lx_copy_from_guest(new->insn, at, count * sizeof(new->insn[0])) < 0)
        return -EFAULT;
    for (unsigned i = 0; big && i < count; i++) {
        new->insn[i].code = __builtin_bswap16(new->insn[i].code);
        new->insn[i].k = __builtin_bswap32(new->insn[i].k);
    }
    if (!bpf_check(new->insn, count))
        return -EINVAL;
    return total + count > TOTAL_INSNS ? -ENOMEM : 0;
}

static bool descends_from(const struct seccomp_filter *f, const struct seccomp_filter *ancestor)
{
    for (; f; f = f->prev)
        if (f == ancestor)
            return true;
    return !ancestor;
}

/* A thread that has filters which the caller does not have, or NULL.  Under tasks_lock. */
static const struct task *out_of_line(const struct task *self)
{
    for (const struct task *t = self->process->tasks; t; t = t->next)
        if (t != self &&
            (t->seccomp_mode == SECCOMP_MODE_STRICT || !descends_from(self->seccomp, t->seccomp)))
            return t;
    return NULL;
}

/*
 * Gives every thread the caller's filters, and its no_new_privs, which each sets itself before its
 * next call.  The old ones of another thread, which may be evaluating them, are ancestors of the
 * new and live on.
 */
static void sync_threads(struct task *self)
{
    bool no_new_privs = lx_rawcall(HOST_NR_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0, 0) == 1;

    for (struct task *t = self->process->tasks; t; t = t->next) {
        if (t == self)
            continue;
        if (no_new_privs)
            __atomic_store_n(&t->no_new_privs_due, true, __ATOMIC_RELEASE);
        if (t->seccomp == self->seccomp)
            continue;
        struct seccomp_filter *old = t->seccomp;

        __atomic_store_n(&t->seccomp, ref(self->seccomp), __ATOMIC_RELEASE);
        __atomic_store_n(&t->seccomp_mode, SECCOMP_MODE_FILTER, __ATOMIC_RELEASE);
        exec_kick(t->cpu); /* its code makes system calls by itself */
        unref(old);
    }
}

static int64_t attach(struct sys_frame *f, struct seccomp_filter *new, uint64_t flags)
{
    struct task *task = f->task;
    int64_t fd = 0;

    if (flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) {
        lx_rawcall(HOST_NR_getrandom, (long)&new->cookie, sizeof(new->cookie), 0, 0, 0, 0);
        new->cookie |= 1;
        fd = seccomp_listener(new->cookie, flags);
        if (fd < 0)
            return fd;
    }
    new->log = flags &SECCOMP_FILTER_FLAG_LOG;
    new->prev = task->seccomp; /* the caller's reference moves along */
    task->seccomp = new;
    task->seccomp_mode = SECCOMP_MODE_FILTER;
    if (flags & SECCOMP_FILTER_FLAG_TSYNC)
        sync_threads(task);
    return fd;
}

static int64_t set_filter(struct sys_frame *f, uint64_t flags, gaddr prog)
{
    struct task *task = f->task;
    struct seccomp_filter *new = NULL;
    const struct task *other = NULL;
    int64_t result;

    if (flags & ~(uint64_t)KNOWN_FLAGS)
        return -EINVAL;
    if ((flags & SECCOMP_FILTER_FLAG_TSYNC) && (flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) &&
        !(flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH))
        return -EINVAL;
    if ((flags & SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV) &&
        !(flags & SECCOMP_FILTER_FLAG_NEW_LISTENER))
        return -EINVAL;
    result = get_program(f, prog, &new);
    if (result == 0 && task->seccomp_mode == SECCOMP_MODE_STRICT)
        result = -EINVAL;
    if (result == 0) {
        pthread_mutex_lock(&task->process->tasks_lock);
        if (flags & SECCOMP_FILTER_FLAG_TSYNC)
            other = out_of_line(task);
        if (!other)
            result = attach(f, new, flags);
        else
            result = flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH ? -ESRCH : other->tid;
        pthread_mutex_unlock(&task->process->tasks_lock);
    }
    if (result < 0 || other)
        free(new);
    return result;
}

static int64_t set_strict(struct task *task)
{
    if (task->seccomp_mode == SECCOMP_MODE_FILTER)
        return -EINVAL;
    task->seccomp_mode = SECCOMP_MODE_STRICT;
    return 0;
}

int64_t seccomp_prctl_set(struct sys_frame *f, uint64_t mode, gaddr arg)
{
    switch (mode) {
    case SECCOMP_MODE_STRICT: return set_strict(f->task);
    case SECCOMP_MODE_FILTER: return set_filter(f, 0, arg);
    default: return -EINVAL;
    }
}

int64_t seccomp_prctl_get(struct sys_frame *f)
{
    return f->task->seccomp_mode;
}

static int64_t action_available(struct sys_frame *f, uint64_t flags, gaddr arg)
{
    uint32_t action;

    if (flags)
        return -EINVAL;
    if (sys_get_u32(f, &action, arg) < 0)
        return -EFAULT;
    switch (action) {
    case SECCOMP_RET_KILL_PROCESS:
    case SECCOMP_RET_KILL_THREAD:
    case SECCOMP_RET_TRAP:
    case SECCOMP_RET_ERRNO:
    case SECCOMP_RET_USER_NOTIF:
    case SECCOMP_RET_TRACE:
    case SECCOMP_RET_LOG:
    case SECCOMP_RET_ALLOW: return 0;
    default: return -EOPNOTSUPP;
    }
}

int64_t sys_seccomp(struct sys_frame *f)
{
    uint64_t flags = f->raw[1];
    gaddr arg = f->raw[2];

    switch ((uint32_t)f->raw[0]) {
    case SECCOMP_SET_MODE_STRICT: return flags || arg ? -EINVAL : set_strict(f->task);
    case SECCOMP_SET_MODE_FILTER: return set_filter(f, flags, arg);
    case SECCOMP_GET_ACTION_AVAIL: return action_available(f, flags, arg);
    case SECCOMP_GET_NOTIF_SIZES: return flags ? -EINVAL : sys_host(f);
    default: return -EINVAL;
    }
}

/* ---- a tracer looks at them ---- */

/* The head of a stopped tracee's filter; number 0 is the oldest one.  Its address, or -errno. */
static int64_t tracee_filter(struct sys_frame *f, const struct remote *r, uint64_t number,
                             struct seccomp_filter *out)
{
    uint64_t newest = 0, at, count = 0;
    unsigned mode = 0;
    /* The host knows about capabilities, and nothing about the filters. */
    int64_t result = lx_rawcall(HOST_NR_ptrace, PTRACE_SECCOMP_GET_FILTER, r->tid, 0, 0, 0, 0);

    if (result == -EACCES || f->task->seccomp_mode)
        return -EACCES;
    if (!r->task ||
        remote_read(r->tid, &mode, r->task + offsetof(struct task, seccomp_mode), sizeof(mode)) <
            0 ||
        remote_read(r->tid, &newest, r->task + offsetof(struct task, seccomp), sizeof(newest)) <
            0 ||
        mode != SECCOMP_MODE_FILTER)
        return -EINVAL;
    for (at = newest; at; at = (uintptr_t)out->prev, count++)
        if (remote_read(r->tid, out, at, sizeof(*out)) < 0)
            return -EINVAL;
    if (number >= count)
        return -ENOENT;
    for (at = newest;; at = (uintptr_t)out->prev) {
        if (remote_read(r->tid, out, at, sizeof(*out)) < 0)
            return -EINVAL;
        if (--count == number)
            return (int64_t)at;
    }
}

int64_t seccomp_of_tracee(struct sys_frame *f, const struct remote *r)
{
    struct sock_filter insn[BPF_MAXINSNS];
    struct seccomp_filter filter;
    int64_t at = tracee_filter(f, r, f->raw[2], &filter);

    if (at < 0 || !f->raw[3])
        return at < 0 ? at : (int64_t)filter.count;
    size_t size = filter.count * sizeof(insn[0]);

    if (remote_read(r->tid, insn, (uint64_t)at + sizeof(filter), size) < 0)
        return -EINVAL;
    for (unsigned i = 0; f->state->abi->big_endian && i < filter.count; i++) {
        insn[i].code = __builtin_bswap16(insn[i].code);
        insn[i].k = __builtin_bswap32(insn[i].k);
    }
    return lx_copy_to_guest(f->raw[3], insn, size) < 0 ? -EFAULT : (int64_t)filter.count;
}

int64_t seccomp_metadata_of_tracee(struct sys_frame *f, const struct remote *r)
{
    struct seccomp_filter filter;
    uint8_t bytes[16];
    size_t size = f->raw[2] < sizeof(bytes) ? f->raw[2] : sizeof(bytes);
    bool big = f->state->abi->big_endian;
    /* Permission comes first. */
    int64_t at = tracee_filter(f, r, 0, &filter);

    if (at == -EACCES || at == -EINVAL)
        return at;
    if (size < 8)
        return -EINVAL;
    if (lx_copy_from_guest(bytes, f->raw[3], 8) < 0)
        return -EFAULT;
    at = tracee_filter(f, r, load_u64(bytes, big), &filter);
    if (at < 0)
        return at;
    store_u64(bytes + 8, filter.log ? SECCOMP_FILTER_FLAG_LOG : 0, big);
    return lx_copy_to_guest(f->raw[3], bytes, size) < 0 ? -EFAULT : (int64_t)size;
}

/* ---- across execve ---- */

struct kept {
    uint64_t cookie;
    uint32_t mode, count; /* of one filter; the oldest comes last */
    uint32_t log, zero;
};

static bool write_all(int fd, const void *data, size_t size)
{
    return write(fd, data, size) == (ssize_t)size;
}

int seccomp_save(const struct task *task)
{
    int fd;

    if (!task->seccomp_mode)
        return -1;
    fd = memfd_create("seccomp", 0);
    if (fd < 0)
        return -errno;
    struct kept head = {.mode = task->seccomp_mode};
    bool ok = write_all(fd, &head, sizeof(head));

    for (const struct seccomp_filter *p = task->seccomp; ok && p; p = p->prev) {
        head = (struct kept){p->cookie, task->seccomp_mode, p->count, p->log, 0};
        ok = write_all(fd, &head, sizeof(head)) &&
             write_all(fd, p->insn, p->count * sizeof(p->insn[0]));
    }
    if (ok && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    close(fd);
    return -ENOMEM;
}

bool seccomp_load(struct task *task, int fd)
{
    struct seccomp_filter **link = &task->seccomp;
    struct kept head;
    bool ok = read(fd, &head, sizeof(head)) == (ssize_t)sizeof(head);

    task->seccomp_mode = ok ? head.mode : 0;
    while (ok && read(fd, &head, sizeof(head)) == (ssize_t)sizeof(head)) {
        size_t size = head.count * sizeof(struct sock_filter);
        struct seccomp_filter *p = head.count <= BPF_MAXINSNS ? calloc(1, sizeof(*p) + size) : NULL;

        ok = p && read(fd, p->insn, size) == (ssize_t)size && bpf_check(p->insn, head.count);
        if (!ok) {
            free(p);
            break;
        }
        p->refs = 1;
        p->count = head.count;
        p->cookie = head.cookie;
        p->log = head.log;
        *link = p;
        link = &p->prev;
    }
    close(fd);
    return ok;
}
