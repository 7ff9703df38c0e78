/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose /proc files are made (see procfs.h): our own process, or another that runs in this very
 * file.
 *
 * In: a process id.  Out: a copy of what its launcher knows.  The other's memory is read while it
 * goes on, so every count is checked, and what is inconsistent is as if it were not there.
 */
#include "linux-user/procfs.h"

#include "linux-user/arch.h"
#include "linux-user/space_map.h"
#include "linux-user/task.h"
#include "linux-user/trace_remote.h"
#include "syscalls/linux/seccomp.h"
#include "target/target.h"

#include <elf.h>
#include <inttypes.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REGIONS_MAX 1000000
#define TASKS_MAX   100000

extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

static void add_signals(struct procfs_subject *s, const struct lx_sigaction *action)
{
    for (int sig = 1; sig <= LX_NSIG; sig++) {
        if (action[sig].handler == 1)
            s->ignored |= lx_sigmask(sig);
        else if (action[sig].handler > 1)
            s->caught |= lx_sigmask(sig);
    }
}

/* ---- our own ---- */

static void take_own(struct procfs_subject *s, pid_t tid)
{
    struct task *t;
    struct lx_sigaction action[LX_NSIG + 1];

    s->process = &lx_process;
    s->arch = lx_process.arch;
    s->region = space_snapshot(lx_process.space, &s->count);
    s->brk_start = space_brk_start(lx_process.space);
    pthread_mutex_lock(&lx_process.tasks_lock);
    for (t = lx_process.tasks; t && t->tid != tid; t = t->next)
        ;
    if (!t)
        t = s->task;
    s->blocked = t->sig.blocked;
    s->seccomp_mode = t->seccomp_mode;
    s->seccomp_filters = seccomp_count(t);
    for (int sig = 1; sig <= LX_NSIG; sig++)
        action[sig] = lx_read_action(t->sighand, sig);
    pthread_mutex_unlock(&lx_process.tasks_lock);
    add_signals(s, action);
}

/* ---- another's ---- */

struct host_map {
    uint64_t base; /* of our executable there; 0: not found */
    struct line {
        uint64_t start, end;
    } * line;
    size_t count;
};

static bool read_map(pid_t pid, struct host_map *m)
{
    char name[40], *text = NULL;
    size_t room = 0;
    struct stat own;
    FILE *f;

    snprintf(name, sizeof(name), "/proc/%d/maps", (int)pid);
    f = stat("/proc/self/exe", &own) == 0 ? fopen(name, "re") : NULL;
    while (f && getline(&text, &room, f) > 0) {
        uint64_t start, end, offset, inode;
        struct line *more;

        if (sscanf(text, "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %*s %" SCNu64, &start, &end,
                   &offset, &inode) != 4 ||
            !(more = realloc(m->line, (m->count + 1) * sizeof(*more))))
            break;
        m->line = more;
        m->line[m->count++] = (struct line){start, end};
        if (!m->base && !offset && inode == own.st_ino)
            m->base = start;
    }
    if (f)
        fclose(f);
    free(text);
    return m->base != 0;
}

/* Regions that grow downwards have grown since their launcher looked. */
static void grow(struct space_region *r, const struct host_map *m)
{
    for (size_t i = 0; r->growsdown && i < m->count; i++)
        if (m->line[i].start <= r->end - 1 && r->end - 1 < m->line[i].end &&
            m->line[i].start < r->start)
            r->start = m->line[i].start;
}

static bool take_regions(struct procfs_subject *s, const struct host_map *m)
{
    struct space space;
    size_t n = 0;

    if (remote_read(s->pid, &space, (uintptr_t)s->process->space, sizeof(space)) < 0 ||
        !space.count || space.count > REGIONS_MAX)
        return false;
    s->region = malloc(space.count * sizeof(*s->region));
    if (!s->region || remote_read(s->pid, s->region, (uintptr_t)space.region,
                                  space.count * sizeof(*s->region)) < 0)
        return false;
    for (size_t i = 0; i < space.count; i++) {
        struct space_region r = s->region[i];

        if (r.start >= r.end || (i && r.start < s->region[i - 1].end && n))
            return false;
        if (r.kind == SPACE_RESERVED)
            continue;
        grow(&r, m);
        s->region[n++] = r;
    }
    s->count = n;
    s->brk_start = space.brk_start;
    return true;
}

static void take_task(struct procfs_subject *s, pid_t tid)
{
    uint64_t at = (uintptr_t)s->process->tasks;
    struct lx_sighand hand;
    struct task t;

    for (unsigned n = 0; at && n < TASKS_MAX; n++, at = (uintptr_t)t.next) {
        if (remote_read(s->pid, &t, at, sizeof(t)) < 0)
            return;
        if (t.tid == tid || !t.next)
            break;
    }
    if (!at || remote_read(s->pid, &hand, (uintptr_t)t.sighand, sizeof(hand)) < 0)
        return;
    s->cpu = (uintptr_t)t.cpu;
    s->blocked = t.sig.blocked;
    s->seccomp_mode = t.seccomp_mode;
    s->seccomp_filters = seccomp_count_remote(s->pid, (uintptr_t)t.seccomp);
    add_signals(s, hand.action);
}

/* The other's `arch`, at this place of the executable. */
static const struct linux_arch *our_arch(uint64_t place)
{
    const struct linux_arch *const *all = linux_arch_all();

    while (*all && (uintptr_t)*all - (uintptr_t)&__ehdr_start != place)
        all++;
    return *all;
}

static bool take_other(struct procfs_subject *s, pid_t tid)
{
    const uintptr_t base = (uintptr_t)&__ehdr_start;
    struct host_map m = {0};
    bool ok = false;

    s->process = calloc(1, sizeof(*s->process));
    if (s->process && read_map(s->pid, &m) &&
        remote_read(s->pid, s->process, m.base + ((uintptr_t)&lx_process - base),
                    sizeof(*s->process)) == 0 &&
        (s->arch = our_arch((uintptr_t)s->process->arch - m.base)) && take_regions(s, &m)) {
        take_task(s, tid);
        ok = true;
    }
    free(m.line);
    return ok;
}

struct procfs_subject *procfs_subject_new(struct task *task, pid_t pid, pid_t tid)
{
    struct procfs_subject *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->task = task;
    s->pid = pid;
    s->tid = tid ? tid : pid ? pid : getpid();
    if (!pid)
        take_own(s, s->tid);
    else if (!take_other(s, s->tid)) {
        procfs_subject_free(s);
        return NULL;
    }
    if (s->region)
        return s;
    procfs_subject_free(s);
    return NULL;
}

static bool copy_own_cpu(const struct procfs_subject *s, struct cpu_common *to, size_t size)
{
    struct task *t;

    pthread_mutex_lock(&lx_process.tasks_lock);
    for (t = lx_process.tasks; t && t->tid != s->tid; t = t->next)
        ;
    if (t)
        memcpy(to, t->cpu, size);
    pthread_mutex_unlock(&lx_process.tasks_lock);
    return t != NULL;
}

struct cpu_common *procfs_cpu(const struct procfs_subject *s)
{
    size_t size = s->arch->target->cpu_size;
    struct cpu_common *cpu = aligned_alloc(64, (size + 63) & ~(size_t)63);

    if (cpu && (s->pid ? s->cpu && remote_read(s->tid, cpu, s->cpu, size) == 0
                       : copy_own_cpu(s, cpu, size)))
        return cpu;
    free(cpu);
    return NULL;
}

void procfs_subject_free(struct procfs_subject *s)
{
    if (!s)
        return;
    if (s->pid)
        free(s->process);
    free(s->region);
    free(s);
}
