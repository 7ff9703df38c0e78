/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * IORING_SETUP_SQPOLL: requests that nobody hands over.  Rules: io_uring_setup(2).
 *
 * The kernel's thread would read requests that have not been converted.  So the host's ring is one
 * without it, and a thread of ours looks at the ring's tail, converts, and submits; it sleeps after
 * a while, and says so in the ring (IORING_SQ_NEED_WAKEUP), as the kernel's does.  Like that one it
 * is a thread of the process, with its name, and shares memory, descriptors and folder.
 *
 * Invariants: a descriptor is used under the lock only: who closes it takes it, too.  A forked
 * child has no such thread, and never takes its lock; it reaches its parent's through the page that
 * they share.
 */
#include "syscalls/linux/uring_impl.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include "syscalls/engine.h"

#define PAGE         4096
#define IDLE_DEFAULT 1000 /* ms */

/* What older headers lack. */
#define SETUP_COOP_TASKRUN  (1u << 8)
#define SETUP_TASKRUN_FLAG  (1u << 9)
#define SETUP_SINGLE_ISSUER (1u << 12)
#define SETUP_DEFER_TASKRUN (1u << 13)
#define SETUP_NO_MMAP       (1u << 14)

/* Shared with forked children. */
struct shared {
    uint32_t wakes;  /* counts */
    uint32_t rounds; /* likewise: requests have been taken */
    uint32_t owner;  /* the thread: a robust futex, so that the kernel tells of its end */
    struct robust_list node;
    struct robust_list_head head;
};

struct uring_poll {
    struct shared *shared;
    unsigned forks; /* lx_process.forks where the thread is */
    pthread_mutex_t lock;
    struct uring *rings; /* those that are looked at */
    unsigned users;      /* rings that are not freed yet */
    bool running;
    uint64_t idle; /* ms */
    int creator;
    struct sys_state *state;
    struct task task; /* stands for a thread of the guest in conversions */
};

static void wait_at(const uint32_t *word, uint32_t value)
{
    lx_rawcall(HOST_NR_futex, (long)word, FUTEX_WAIT, value, 0, 0, 0);
}

static void count_up(uint32_t *word)
{
    __atomic_add_fetch(word, 1, __ATOMIC_SEQ_CST);
    lx_rawcall(HOST_NR_futex, (long)word, FUTEX_WAKE, INT32_MAX, 0, 0, 0);
}

static uint64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* The thread is that of a process that this one was forked from. */
static bool is_parents(const struct uring_poll *p)
{
    return p->forks != lx_process.forks;
}

static bool is_gone(const struct uring_poll *p)
{
    return !(__atomic_load_n(&p->shared->owner, __ATOMIC_SEQ_CST) & FUTEX_TID_MASK);
}

static void free_poll(struct uring_poll *p)
{
    munmap(p->shared, PAGE);
    free(p);
}

/* ---- the thread ---- */

/* True: the host has taken something. */
static bool submit(struct uring_poll *p, struct uring *u)
{
    struct sys_frame f;
    uint32_t head, left, count = uring_waiting(u, &head);
    long done;

    if (!count) {
        if (u->flags & IORING_SETUP_IOPOLL) /* completions of those have to be asked for */
            lx_rawcall(HOST_NR_io_uring_enter, u->fd, 0, 0, IORING_ENTER_GETEVENTS, 0, 0);
        return false;
    }
    sys_frame_begin(&f, &p->task, p->state, SYS_ID_io_uring_enter);
    count = uring_convert(&f, u, head, count);
    done = count ? lx_rawcall(HOST_NR_io_uring_enter, u->fd, count, 0, 0, 0, 0) : 0;
    sys_frame_end(&f);
    uring_waiting(u, &left);
    return done > 0 || left != head;
}

static void set_flag(const struct uring_poll *p, bool on)
{
    for (struct uring *u = p->rings; u; u = u->poll_next) {
        uint32_t *flags = (uint32_t *)(u->rings + u->off.flags);

        if (on)
            __atomic_or_fetch(flags, IORING_SQ_NEED_WAKEUP, __ATOMIC_SEQ_CST);
        else
            __atomic_and_fetch(flags, ~IORING_SQ_NEED_WAKEUP, __ATOMIC_SEQ_CST);
    }
}

static bool any_waits(const struct uring_poll *p)
{
    uint32_t head;

    for (const struct uring *u = p->rings; u; u = u->poll_next)
        if (uring_waiting(u, &head))
            return true;
    return false;
}

/* Returns when somebody has woken the thread. */
static void sleep_until_woken(struct uring_poll *p)
{
    uint32_t seen = __atomic_load_n(&p->shared->wakes, __ATOMIC_SEQ_CST);
    bool more;

    pthread_mutex_lock(&p->lock);
    set_flag(p, true);
    more = !p->users || any_waits(p);
    pthread_mutex_unlock(&p->lock);
    while (!more && __atomic_load_n(&p->shared->wakes, __ATOMIC_SEQ_CST) == seen)
        wait_at(&p->shared->wakes, seen);
    pthread_mutex_lock(&p->lock);
    set_flag(p, false);
    pthread_mutex_unlock(&p->lock);
}

static void announce(struct uring_poll *p)
{
    struct shared *s = p->shared;
    char name[16];

    p->task.tid = (pid_t)lx_rawcall(HOST_NR_gettid, 0, 0, 0, 0, 0, 0);
    snprintf(name, sizeof(name), LX_SQ_THREAD_NAME "%d", p->creator);
    lx_rawcall(HOST_NR_prctl, PR_SET_NAME, (long)name, 0, 0, 0, 0);
    s->node.next = &s->head.list;
    s->head.list.next = &s->node;
    s->head.futex_offset =
        (long)offsetof(struct shared, owner) - (long)offsetof(struct shared, node);
    lx_rawcall(HOST_NR_set_robust_list, (long)&s->head, sizeof(s->head), 0, 0, 0, 0);
    __atomic_store_n(&s->owner, (uint32_t)p->task.tid, __ATOMIC_SEQ_CST);
    count_up(&s->rounds);
}

/* One look at all rings.  False: the last one has been freed, and nobody will come any more. */
static bool look(struct uring_poll *p, bool *some)
{
    bool used;

    pthread_mutex_lock(&p->lock);
    for (struct uring *u = p->rings; u; u = u->poll_next)
        *some |= submit(p, u);
    used = p->users;
    pthread_mutex_unlock(&p->lock);
    return used;
}

static void poll_main(void *opaque)
{
    struct uring_poll *p = opaque;
    uint64_t last = now();
    bool some = false;

    announce(p);
    for (; look(p, &some); some = false) {
        if (some) {
            last = now();
            count_up(&p->shared->rounds);
        } else if (now() - last < p->idle) {
            lx_rawcall(HOST_NR_sched_yield, 0, 0, 0, 0, 0, 0);
        } else {
            sleep_until_woken(p);
            last = now();
        }
    }
    lx_rawcall(HOST_NR_set_robust_list, 0, sizeof(p->shared->head), 0, 0, 0, 0);
    __atomic_store_n(&p->shared->owner, FUTEX_OWNER_DIED, __ATOMIC_SEQ_CST);
    count_up(&p->shared->rounds);
    free_poll(p);
}

/* ---- a new ring ---- */

/* The thread of the ring that is named; one of another process is not shared. */
static int64_t attach(int fd, struct uring *u)
{
    struct uring *other;
    int64_t err = -EINVAL;

    if (lx_rawcall(HOST_NR_io_uring_enter, fd, 0, 0, 0, 0, 0) == -EBADF)
        return -ENXIO;
    other = uring_get(fd);
    if (other && other->poll) {
        err = 0;
        if (!is_parents(other->poll)) {
            u->poll = other->poll;
            pthread_mutex_lock(&u->poll->lock);
            u->poll->users++;
            pthread_mutex_unlock(&u->poll->lock);
        }
    }
    uring_put(other);
    return err;
}

static bool has_cpu(unsigned cpu)
{
    cpu_set_t set;

    return cpu < CPU_SETSIZE && sched_getaffinity(0, sizeof(set), &set) == 0 &&
           CPU_ISSET(cpu, &set);
}

static struct uring_poll *new_poll(struct sys_frame *f)
{
    struct uring_poll *p = calloc(1, sizeof(*p));
    void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (!p || page == MAP_FAILED) {
        free(p);
        return NULL;
    }
    p->shared = page;
    p->forks = lx_process.forks;
    pthread_mutex_init(&p->lock, NULL);
    p->users = 1;
    p->creator = f->task->tid;
    p->state = f->state;
    p->task.process = f->task->process;
    return p;
}

int64_t uring_poll_setup(struct sys_frame *f, struct uring *u, struct io_uring_params *p)
{
    int64_t err;

    if (!(p->flags & IORING_SETUP_SQPOLL))
        return 0;
    if (p->flags & SETUP_NO_MMAP) {
        sys_unimplemented(f, "a thread that submits from the guest's own memory: flags", p->flags);
        return -EINVAL;
    }
    if (p->flags & (SETUP_COOP_TASKRUN | SETUP_TASKRUN_FLAG | SETUP_DEFER_TASKRUN))
        return -EINVAL;
    err = p->flags & IORING_SETUP_ATTACH_WQ ? attach((int)p->wq_fd, u) : 0;
    if (err < 0)
        return err;
    if (!u->poll) {
        if ((p->flags & IORING_SETUP_SQ_AFF) && !has_cpu(p->sq_thread_cpu))
            return -EINVAL;
        u->poll = new_poll(f);
        if (!u->poll)
            return -ENOMEM;
    }
    u->single = p->flags & SETUP_SINGLE_ISSUER;
    u->issuer = u->single && !(p->flags & IORING_SETUP_R_DISABLED) ? f->task->tid : 0;
    u->idle = p->sq_thread_idle ? p->sq_thread_idle : IDLE_DEFAULT;
    p->flags &= ~(IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF | SETUP_SINGLE_ISSUER);
    return 0;
}

static void set_idle(struct uring_poll *p)
{
    p->idle = 0;
    for (const struct uring *u = p->rings; u; u = u->poll_next)
        if (u->idle > p->idle)
            p->idle = u->idle;
}

static int64_t start_thread(struct sys_frame *f, struct uring_poll *p,
                            const struct io_uring_params *asked)
{
    cpu_set_t set;
    int64_t err;

    err = lx_start_helper(f->task, poll_main, p);
    if (err < 0)
        return err;
    p->running = true;
    while (!__atomic_load_n(&p->shared->owner, __ATOMIC_SEQ_CST))
        wait_at(&p->shared->rounds, 0);
    memset(&set, 0xff, sizeof(set));
    if (asked->flags & IORING_SETUP_SQ_AFF) {
        CPU_ZERO(&set);
        CPU_SET(asked->sq_thread_cpu, &set);
    }
    sched_setaffinity(p->task.tid, sizeof(set), &set);
    return 0;
}

int64_t uring_poll_start(struct sys_frame *f, struct uring *u, const struct io_uring_params *asked)
{
    struct uring_poll *p = u->poll;

    pthread_mutex_lock(&p->lock);
    u->poll_next = p->rings;
    p->rings = u;
    set_idle(p);
    pthread_mutex_unlock(&p->lock);
    if (!p->running)
        return start_thread(f, p, asked);
    count_up(&p->shared->wakes);
    return 0;
}

/* ---- a ring that is used ---- */

void uring_poll_wake(struct uring *u)
{
    count_up(&u->poll->shared->wakes);
}

/* Until there is room for a request, or a signal comes. */
static void wait_for_room(struct sys_frame *f, struct uring *u)
{
    struct timespec look_again = {0, 100000000}; /* the thread may end with its process */
    struct shared *s = u->poll->shared;
    uint32_t head, seen = __atomic_load_n(&s->rounds, __ATOMIC_SEQ_CST);
    long result = 0;

    while (uring_waiting(u, &head) >= u->entries && !is_gone(u->poll) &&
           (result == 0 || result == -EAGAIN || result == -ETIMEDOUT)) {
        result = sys_host6(f, HOST_NR_futex, (uintptr_t)&s->rounds, FUTEX_WAIT, seen,
                           (uintptr_t)&look_again, 0, 0);
        seen = __atomic_load_n(&s->rounds, __ATOMIC_SEQ_CST);
    }
}

bool uring_poll_enter(struct sys_frame *f, struct uring *u, int64_t *result)
{
    uint32_t flags = (uint32_t)f->arg[3];
    const uint32_t waits = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;

    flags &= ~(uint32_t)(IORING_ENTER_SQ_WAKEUP | IORING_ENTER_SQ_WAIT);
    *result = lx_rawcall(HOST_NR_io_uring_enter, (int)f->arg[0], 0, 0, flags & ~waits, 0, 0);
    if (*result < 0)
        return true;
    if (is_gone(u->poll)) {
        *result = -EOWNERDEAD;
        return true;
    }
    if (f->arg[3] & IORING_ENTER_SQ_WAKEUP)
        uring_poll_wake(u);
    if (f->arg[3] & IORING_ENTER_SQ_WAIT)
        wait_for_room(f, u);
    *result = (uint32_t)f->arg[1];
    f->arg[3] = flags;
    f->arg[1] = 0;
    return !(flags & IORING_ENTER_GETEVENTS);
}

void uring_poll_moved(struct uring *u, int fd)
{
    struct uring_poll *p = u->poll;

    if (is_parents(p))
        return;
    pthread_mutex_lock(&p->lock);
    u->fd = fd;
    for (struct uring **at = &p->rings; fd < 0 && *at; at = &(*at)->poll_next)
        if (*at == u) {
            *at = u->poll_next;
            break;
        }
    set_idle(p);
    pthread_mutex_unlock(&p->lock);
}

void uring_poll_put(struct uring *u)
{
    struct uring_poll *p = u->poll;
    bool thread = !is_parents(p) && p->running, last;

    if (thread) {
        pthread_mutex_lock(&p->lock);
        last = !--p->users;
        if (last) /* the thread frees the rest */
            count_up(&p->shared->wakes);
        pthread_mutex_unlock(&p->lock);
        return;
    }
    last = !--p->users;
    if (last)
        free_poll(p);
}
