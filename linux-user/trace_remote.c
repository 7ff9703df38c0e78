/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tracer reads and writes in a traced launcher (see trace_remote.h).
 * Layouts agree because both sides are the same file; pointers are the other side's.
 */
#include "linux-user/trace_remote.h"

#include "linux-user/arch.h"
#include "linux-user/task.h"
#include "target/target.h"

#include <errno.h>
#include <linux/ptrace.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

long remote_read(pid_t tid, void *to, uint64_t from, size_t size)
{
    struct iovec local = {to, size}, remote = {lx_ptr(from), size};
    long n = lx_rawcall(SYS_process_vm_readv, tid, (long)&local, 1, (long)&remote, 1, 0);

    return n == (long)size ? 0 : n < 0 ? n : -EFAULT;
}

long remote_write(pid_t tid, uint64_t to, const void *from, size_t size)
{
    struct iovec local = {(void *)(uintptr_t)from, size}, remote = {lx_ptr(to), size};
    long n = lx_rawcall(SYS_process_vm_writev, tid, (long)&local, 1, (long)&remote, 1, 0);

    return n == (long)size ? 0 : n < 0 ? n : -EFAULT;
}

long remote_get_trace(const struct remote *r, struct lx_trace *trace)
{
    if (!r->task)
        return -EIO;
    return remote_read(r->tid, trace, r->task + offsetof(struct task, trace), sizeof(*trace));
}

long remote_put_trace(const struct remote *r, const struct lx_trace *trace)
{
    if (!r->task)
        return -EIO;
    return remote_write(r->tid, r->task + offsetof(struct task, trace), trace, sizeof(*trace));
}

long remote_ack(const struct remote *r)
{
    const uint32_t one = 1;

    return remote_write(r->tid, r->task + offsetof(struct task, trace.ack), &one, sizeof(one));
}

/* ---- registers ---- */

/* Its CPU as a copy, free() it; *at: where it is. */
static struct cpu_common *get_cpu(const struct remote *r, uint64_t *at)
{
    size_t size = lx_process.arch->target->cpu_size;
    struct cpu_common *cpu = r->task ? aligned_alloc(64, (size + 63) & ~(size_t)63) : NULL;

    if (cpu && (remote_read(r->tid, at, r->task + offsetof(struct task, cpu), sizeof(*at)) < 0 ||
                remote_read(r->tid, cpu, *at, size) < 0)) {
        free(cpu);
        return NULL;
    }
    return cpu;
}

/* Writes back only the words that differ: others may change meanwhile. */
static long put_cpu(const struct remote *r, uint64_t at, const struct cpu_common *now,
                    const struct cpu_common *before)
{
    const uint64_t *a = (const uint64_t *)now, *b = (const uint64_t *)before;
    size_t words = lx_process.arch->target->cpu_size / sizeof(*a);

    for (size_t i = 0; i < words; i++)
        if (a[i] != b[i]) {
            long result = remote_write(r->tid, at + i * sizeof(*a), &a[i], sizeof(*a));

            if (result < 0)
                return result;
        }
    return 0;
}

static bool same_guest(const struct remote *r)
{
    struct lx_trace t;

    return remote_get_trace(r, &t) == 0 &&
           (!t.machine || t.machine == lx_process.arch->abi->elf_machine);
}

static size_t call_number(const struct remote *r, void *buffer, size_t size, bool write)
{
    struct lx_trace t;
    int32_t nr;

    if (remote_get_trace(r, &t) < 0)
        return 0;
    bool filtered = t.kind == LX_STOP_EVENT && t.event == PTRACE_EVENT_SECCOMP;
    bool at_call = t.kind == LX_STOP_ENTRY || t.kind == LX_STOP_EXIT || filtered;

    nr = at_call ? (int32_t)t.call[0] : -1;
    if (!write) {
        memcpy(buffer, &nr, sizeof(nr));
    } else if (size >= sizeof(nr)) {
        memcpy(&nr, buffer, sizeof(nr));
        t.call[0] = (uint32_t)nr;
        t.skip = nr < 0;
        t.renumbered = 1;
        remote_put_trace(r, &t);
    }
    return sizeof(nr);
}

#define NT_ARM_SYSTEM_CALL 0x404

long remote_regset(const struct remote *r, const struct task *own, unsigned type, void *buffer,
                   size_t *size, bool write)
{
    const struct linux_arch *arch = lx_process.arch;
    struct cpu_common *cpu, *before;
    uint64_t at = 0;
    size_t have = 0;
    long result = -EINVAL;

    if (!r->task || !arch->regset || !same_guest(r))
        return -EIO;
    if (type == NT_ARM_SYSTEM_CALL) {
        *size = call_number(r, buffer, *size, write);
        return *size ? 0 : -EIO;
    }
    cpu = get_cpu(r, &at);
    before = cpu ? get_cpu(r, &at) : NULL;
    if (before) {
        have = arch->regset(cpu, own->cpu, type, buffer, *size, write);
        if (have)
            result = write ? put_cpu(r, at, cpu, before) : 0;
    }
    free(before);
    free(cpu);
    *size = have;
    return result;
}

/* Either of them. */
static long set_call(const struct remote *r, const uint64_t *arg, int64_t result)
{
    const struct linux_arch *arch = lx_process.arch;
    uint64_t at = 0;
    struct cpu_common *cpu = same_guest(r) ? get_cpu(r, &at) : NULL;
    struct cpu_common *before = cpu ? get_cpu(r, &at) : NULL;
    long err = -EIO;

    if (before) {
        if (arg)
            arch->set_args(cpu, arg);
        else
            arch->set_result(cpu, result);
        err = put_cpu(r, at, cpu, before);
    }
    free(before);
    free(cpu);
    return err;
}

long remote_set_args(const struct remote *r, const uint64_t arg[6])
{
    return set_call(r, arg, 0);
}

long remote_set_result(const struct remote *r, int64_t result)
{
    return set_call(r, NULL, result);
}

long remote_pc_sp(const struct remote *r, gaddr *pc, gaddr *sp)
{
    uint64_t at;
    struct cpu_common *cpu = get_cpu(r, &at);

    if (!cpu)
        return -EIO;
    *pc = lx_process.arch->get_pc(cpu);
    *sp = lx_process.arch->get_sp(cpu);
    free(cpu);
    return 0;
}

/* ---- the rest ---- */

long remote_fdpic_map(const struct remote *r, unsigned which, gaddr *map)
{
    uint64_t process;
    long result =
        remote_read(r->tid, &process, r->task + offsetof(struct task, process), sizeof(process));

    if (result == 0)
        result = remote_read(r->tid, map,
                             process + offsetof(struct process, fdpic_map) + which * sizeof(*map),
                             sizeof(*map));
    return result;
}

uint64_t remote_blocked(const struct remote *r)
{
    uint64_t set = 0;

    if (r->task)
        remote_read(r->tid, &set, r->task + offsetof(struct task, sig.blocked), sizeof(set));
    return set;
}

long remote_set_blocked(const struct remote *r, uint64_t set)
{
    const uint32_t one = 1;

    if (!r->task)
        return -EIO;
    remote_write(r->tid, r->task + offsetof(struct task, trace.remask), &one, sizeof(one));
    return remote_write(r->tid, r->task + offsetof(struct task, sig.blocked), &set, sizeof(set));
}

bool remote_is_helper(pid_t tid)
{
    char path[40], name[32] = "";
    FILE *f;

    snprintf(path, sizeof(path), "/proc/%d/comm", (int)tid);
    f = fopen(path, "re");
    if (f && !fgets(name, sizeof(name), f))
        name[0] = 0;
    if (f)
        fclose(f);
    return !strcmp(name, LX_HELPER_NAME "\n") ||
           !strncmp(name, LX_SQ_THREAD_NAME, strlen(LX_SQ_THREAD_NAME));
}

bool remote_is_launcher(pid_t tid)
{
    struct stat ours, other;
    char path[40];

    snprintf(path, sizeof(path), "/proc/%d/exe", (int)tid);
    return stat(path, &other) == 0 && stat("/proc/self/exe", &ours) == 0 &&
           ours.st_ino == other.st_ino && ours.st_dev == other.st_dev;
}
