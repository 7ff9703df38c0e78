/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * io_uring (see uring.h).  Rules: io_uring_setup(2), io_uring_enter(2).
 */
#include "syscalls/linux/uring.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/fd.h"
#include "linux-user/space.h"
#include "syscalls/engine.h"
#include "syscalls/linux/uring_impl.h"
#include "syscalls/linux/vector.h"

/* What older headers lack; values of the kernel's interface. */
#define SETUP_NO_MMAP       (1u << 14)
#define SETUP_SINGLE_ISSUER (1u << 12)
#define KCMP_FILE           0
#define ENTER_EXT_ARG_REG   (1u << 6)
#define REGISTER_RING_FDS   20
#define REGISTER_PBUF_RING  22
#define REGISTER_RESIZE     33
#define USE_REGISTERED      (1u << 31)
#define PBUF_RING_MMAP      1
#define REGISTER_BUFFERS2   15
#define REGISTER_UPDATE2    16

#define OFFSET_MASK UINT64_C(0xf8000000) /* the rest of an offset means nothing */
#define MAX_ENTRIES 32768u
#define PAGE        ((size_t)4096)

/* ---- the list ---- */

static bool same_file(int a, int b)
{
    long pid = getpid();

    return a == b || lx_rawcall(HOST_NR_kcmp, pid, pid, KCMP_FILE, a, b, 0) == 0;
}

struct uring *uring_get(int fd)
{
    struct uring *u;

    if (!lx_process.urings)
        return NULL;
    pthread_mutex_lock(&lx_process.urings_lock);
    for (u = lx_process.urings; u && u->fd != fd; u = u->next)
        ;
    if (!u) /* by another number */
        for (u = lx_process.urings; u && !same_file(u->fd, fd); u = u->next)
            ;
    if (u)
        u->refs++;
    pthread_mutex_unlock(&lx_process.urings_lock);
    return u;
}

void uring_put(struct uring *u)
{
    unsigned left;

    if (!u)
        return;
    pthread_mutex_lock(&lx_process.urings_lock);
    left = --u->refs;
    pthread_mutex_unlock(&lx_process.urings_lock);
    if (left)
        return;
    if (u->poll)
        uring_poll_put(u);
    if (u->memory)
        munmap(u->memory, u->memory_size);
    free(u);
}

/* Another descriptor of the same file, beyond the range that is closed, or -1. */
static int another(int fd, unsigned first, unsigned last)
{
    DIR *d = opendir("/proc/self/fd");
    struct dirent *e;
    int found = -1;

    while (d && found < 0 && (e = readdir(d))) {
        unsigned n = (unsigned)atoi(e->d_name);

        if (*e->d_name != '.' && (n < first || n > last) && same_file(fd, (int)n))
            found = (int)n;
    }
    if (d)
        closedir(d);
    return found;
}

/* The first ring of the list whose descriptor is in the range, taken out. */
static struct uring *take(unsigned first, unsigned last)
{
    struct uring **p, *u;

    pthread_mutex_lock(&lx_process.urings_lock);
    for (p = &lx_process.urings;
         *p && ((*p)->kept || (unsigned)(*p)->fd < first || (unsigned)(*p)->fd > last);
         p = &(*p)->next)
        ;
    u = *p;
    if (u)
        *p = u->next;
    pthread_mutex_unlock(&lx_process.urings_lock);
    return u;
}

static void add(struct uring *u)
{
    pthread_mutex_lock(&lx_process.urings_lock);
    u->next = lx_process.urings;
    lx_process.urings = u;
    pthread_mutex_unlock(&lx_process.urings_lock);
}

/* One that has been taken out of the list: -1: it is no more. */
static void move(struct uring *u, int fd)
{
    if (u->poll)
        uring_poll_moved(u, fd);
    u->fd = fd;
    if (fd < 0)
        uring_put(u);
    else
        add(u);
}

/* ---- rings that only mappings keep ---- */

/* Has the guest a mapping of its memory?  A second mapping has the same inode. */
static bool is_mapped(const struct uring *u)
{
    const char format[] = "%lx-%*x %*s %*x %31s %lu";
    unsigned long start, inode = 0, its_inode;
    char device[32], its_device[32], line[512];
    bool found = false;
    FILE *f = u->own ? fopen("/proc/self/maps", "re") : NULL;

    if (!f)
        return false;
    while (!inode && fgets(line, sizeof(line), f))
        if (sscanf(line, format, &start, device, &its_inode) == 3 &&
            start == (unsigned long)(uintptr_t)u->memory)
            inode = its_inode;
    rewind(f);
    while (inode && !found && fgets(line, sizeof(line), f))
        found = sscanf(line, format, &start, its_device, &its_inode) == 3 && its_inode == inode &&
                start != (unsigned long)(uintptr_t)u->memory && !strcmp(device, its_device);
    fclose(f);
    return found;
}

/* The kernel's mapping of a ring is a reference; ours is a descriptor that the guest does not see.
   -1: it is not mapped. */
static int keep(struct uring *u)
{
    int fd = is_mapped(u) ? fcntl(u->fd, F_DUPFD_CLOEXEC, 0) : -1;

    u->kept = fd >= 0;
    return u->kept ? fd_own(fd) : -1;
}

static struct uring *take_unmapped(void)
{
    struct uring **p, *u;

    pthread_mutex_lock(&lx_process.urings_lock);
    for (p = &lx_process.urings; *p && (!(*p)->kept || is_mapped(*p)); p = &(*p)->next)
        ;
    u = *p;
    if (u)
        *p = u->next;
    pthread_mutex_unlock(&lx_process.urings_lock);
    return u;
}

void uring_unmapped(void)
{
    const struct task *task = task_self();
    struct uring *u;

    if (task && task->is_vfork_child)
        return;
    while (lx_process.urings && (u = take_unmapped())) {
        int fd = u->fd;

        move(u, -1);
        fd_own_close(fd);
    }
}

void uring_closed_range(unsigned first, unsigned last)
{
    const struct task *task = task_self();
    struct uring *u;
    int fd;

    /* A child that shares memory has descriptors of its own. */
    if (!lx_process.urings || (task && task->is_vfork_child))
        return;
    while ((u = take(first, last))) {
        fd = another(u->fd, first, last);
        move(u, fd < 0 ? keep(u) : fd);
    }
}

void uring_closed(int fd)
{
    if (fd >= 0)
        uring_closed_range((unsigned)fd, (unsigned)fd);
}

void uring_replaced(int from, int to)
{
    if (from != to && lx_process.urings && fcntl(from, F_GETFD) >= 0)
        uring_closed(to);
}

static void remember(struct uring *u)
{
    struct uring *old = take((unsigned)u->fd, (unsigned)u->fd);

    if (old) /* closed in a way that we did not see */
        move(old, -1);
    add(u);
}

/* ---- setup ---- */

static size_t pages(size_t size)
{
    return (size + PAGE - 1) & ~(PAGE - 1);
}

/* Enough for what the kernel will lay out: entries are rounded up to a power of two. */
static bool make_memory(struct uring *u, uint32_t entries, const struct io_uring_params *p,
                        bool looks)
{
    uint64_t sq = entries, cq;

    if (sq > MAX_ENTRIES)
        sq = MAX_ENTRIES;
    cq = p->flags & IORING_SETUP_CQSIZE ? p->cq_entries : 2 * sq;
    if (cq > 2 * MAX_ENTRIES)
        cq = 2 * MAX_ENTRIES;
    u->rings_size = pages(PAGE + 2 * (cq + 1) * 32 + 2 * (sq + 1) * 4);
    u->sqes_size = pages(2 * (sq + 1) * 128);
    u->memory_size = (u->own ? u->rings_size + u->sqes_size : 0) + (looks ? u->sqes_size : 0);
    if (!u->memory_size)
        return true;
    u->memory = mmap(NULL, u->memory_size, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (u->memory == MAP_FAILED) {
        u->memory = NULL;
        return false;
    }
    if (u->own) {
        u->rings = u->memory;
        u->sqes = u->memory + u->rings_size;
    }
    if (looks)
        u->copies = u->memory + u->memory_size - u->sqes_size;
    return true;
}

/* The last member of both structures of offsets is user_addr, which older headers call resv2. */
static uint64_t get_address(const void *end)
{
    uint64_t address;

    memcpy(&address, (const char *)end - sizeof(address), sizeof(address));
    return address;
}

static void sq_address(struct io_uring_params *p, uint64_t address)
{
    memcpy((char *)(&p->sq_off + 1) - sizeof(address), &address, sizeof(address));
}

static void cq_address(struct io_uring_params *p, uint64_t address)
{
    memcpy((char *)(&p->cq_off + 1) - sizeof(address), &address, sizeof(address));
}

/* Little-endian guests share the rings and requests, whatever their words: all members are fixed.
 */
static bool can_share(struct sys_frame *f)
{
    if (f->state->abi->big_endian)
        sys_unimplemented(f, "byte order of requests", f->arg[0]);
    return !f->state->abi->big_endian;
}

/* Some requests need conversion, and then somebody has to look at them. */
static bool needs_eyes(const struct sys_frame *f)
{
    return !f->state->same || !sys_same_flags(f->state, SYS_FL_open) ||
           !sys_conv(f->state, SYS_ST_epoll_event)->same || f->task->process->sysroot;
}

static int64_t setup(struct sys_frame *f, struct uring *u, struct io_uring_params *p)
{
    int64_t fd;

    u->own = !(p->flags & SETUP_NO_MMAP);
    if (!u->own) {
        u->rings = lx_ptr(get_address(&p->cq_off + 1));
        u->sqes = lx_ptr(get_address(&p->sq_off + 1));
    }
    if (!make_memory(u, (uint32_t)f->arg[0], p, needs_eyes(f) || u->poll))
        return -ENOMEM;
    p->flags |= SETUP_NO_MMAP;
    cq_address(p, (uintptr_t)u->rings);
    sq_address(p, (uintptr_t)(u->copies ? u->copies : u->sqes));
    fd = sys_host6(f, HOST_NR_io_uring_setup, f->arg[0], (uintptr_t)p, 0, 0, 0, 0);
    u->off = p->sq_off;
    u->flags = p->flags;
    u->entries = p->sq_entries;
    if (u->own)
        p->flags &= ~SETUP_NO_MMAP;
    cq_address(p, u->own ? 0 : (uintptr_t)u->rings);
    sq_address(p, u->own ? 0 : (uintptr_t)u->sqes);
    return fd;
}

static int64_t new_ring(struct sys_frame *f, struct uring *u)
{
    struct io_uring_params p, asked;
    int64_t fd, err;

    if (lx_copy_from_guest(&p, f->raw[1], sizeof(p)) < 0)
        return -EFAULT;
    asked = p;
    err = uring_poll_setup(f, u, &p);
    if (err < 0)
        return err;
    fd = setup(f, u, &p);
    if (fd < 0)
        return fd;
    u->fd = (int)fd;
    p.flags = asked.flags;
    if (u->poll)
        err = uring_poll_start(f, u, &asked);
    if (err == 0 && lx_copy_to_guest(f->raw[1], &p, sizeof(p)) < 0)
        err = -EFAULT;
    if (err < 0) {
        if (u->poll)
            uring_poll_moved(u, -1);
        lx_rawcall(HOST_NR_close, fd, 0, 0, 0, 0, 0);
        return err;
    }
    u->refs++;
    remember(u);
    return fd;
}

int64_t sys_io_uring_setup(struct sys_frame *f)
{
    struct uring *u;
    int64_t fd;

    if (!can_share(f))
        return -ENOSYS;
    u = calloc(1, sizeof(*u));
    if (!u)
        return -ENOMEM;
    u->refs = 1;
    fd = new_ring(f, u);
    uring_put(u);
    return fd;
}

/* ---- mmap ---- */

/* Asked by a call that does nothing: /proc need not be there. */
static bool still_a_ring(int fd)
{
    long result = lx_rawcall(HOST_NR_io_uring_enter, fd, 0, 0, 0, 0, 0);

    return result != -EBADF && result != -EOPNOTSUPP;
}

static int64_t map(struct sys_frame *f, const struct uring *u)
{
    uint64_t length = pages(f->raw[1]);
    uint64_t what = f->raw[5] & OFFSET_MASK;
    bool sqes = what == IORING_OFF_SQES;
    int flags = ((int)f->arg[3] & ~MAP_32BIT & ~MAP_POPULATE) | MAP_ANONYMOUS;
    int64_t at;

    if (!sqes && what != IORING_OFF_SQ_RING && what != IORING_OFF_CQ_RING)
        return -ENOMEM;
    if (!f->raw[1] || length > (sqes ? u->sqes_size : u->rings_size))
        return -EINVAL;
    at = space_mmap(f->task->process->space, f->raw[0], length, (int)f->arg[2], flags, -1, 0);
    /* The old size 0 makes a second mapping of the same shared pages. */
    if (at > 0) {
        long moved = lx_rawcall(HOST_NR_mremap, (long)(sqes ? u->sqes : u->rings), 0, (long)length,
                                MREMAP_MAYMOVE | MREMAP_FIXED, at, 0);

        if (moved < 0) {
            space_munmap(f->task->process->space, (gaddr)at, length);
            at = moved;
        }
    }
    return at;
}

bool uring_mmap(struct sys_frame *f, int64_t *result)
{
    struct uring *u = (int)f->arg[3] & MAP_ANONYMOUS ? NULL : uring_get((int)f->arg[4]);
    bool is = u && u->own && still_a_ring(u->fd);

    if (is)
        *result = map(f, u);
    uring_put(u);
    return is;
}

/* ---- enter ---- */

/* The signal mask, plain or in a struct io_uring_getevents_arg: host copies. */
static int64_t enter_mask(struct sys_frame *f, uint64_t *host_mask,
                          struct io_uring_getevents_arg *arg)
{
    gaddr mask = f->raw[4];
    uint64_t size = f->raw[5];
    lx_sigset set;
    int64_t err;

    if (f->arg[3] & IORING_ENTER_EXT_ARG) {
        if (size != sizeof(*arg))
            return -EINVAL;
        if (lx_copy_from_guest(arg, f->raw[4], sizeof(*arg)) < 0)
            return -EFAULT;
        f->arg[4] = (uintptr_t)arg;
        mask = arg->sigmask;
        size = arg->sigmask_sz;
    }
    if (!mask)
        return 0;
    err = sys_get_sigset(f, &set, mask, size);
    if (err < 0)
        return err;
    lx_suspend_begin(f->task, set, host_mask);
    if (f->arg[3] & IORING_ENTER_EXT_ARG)
        arg->sigmask = (uintptr_t)host_mask;
    else
        f->arg[4] = (uintptr_t)host_mask;
    return 0;
}

/* Converts what is to be submitted; 0 or -EAGAIN. */
static int64_t enter_requests(struct sys_frame *f, const struct uring *u)
{
    uint32_t asked = (uint32_t)f->arg[1], head = 0, ready;
    uint32_t count = uring_waiting(u, &head);

    if (count > asked)
        count = asked;
    ready = uring_convert(f, u, head, count);
    if (count && !ready)
        return -EAGAIN;
    /* The host shall take no more than that, and waits only if it takes all. */
    f->arg[1] = ready;
    if (ready < asked)
        f->arg[3] &= ~(uint64_t)IORING_ENTER_GETEVENTS;
    return 0;
}

static int64_t enter(struct sys_frame *f, struct uring *u)
{
    struct io_uring_getevents_arg arg;
    uint64_t host_mask;
    int64_t result, submitted = 0;

    if (u && u->poll && uring_poll_enter(f, u, &submitted))
        return submitted;
    if (!(f->arg[3] & ENTER_EXT_ARG_REG)) {
        result = enter_mask(f, &host_mask, &arg);
        if (result < 0)
            return result;
    }
    if (u && u->copies && f->arg[1]) {
        result = enter_requests(f, u);
        if (result < 0)
            return result;
    }
    result = sys_host(f);
    return submitted > 0 ? submitted : result;
}

int64_t sys_io_uring_enter(struct sys_frame *f)
{
    struct uring *u;
    int64_t result;

    if (!can_share(f))
        return -ENOSYS;
    u = uring_get((int)f->arg[0]);
    result = enter(f, u);
    uring_put(u);
    return result;
}

/* Buffers are told as a vector; the newer ways point to it at this place of theirs. */
static int64_t register_vector(struct sys_frame *f, size_t data, size_t number)
{
    uint64_t words[8] = {0}; /* struct io_uring_rsrc_register, or io_uring_rsrc_update2 */
    size_t size = f->arg[3];
    struct iovec *v;
    uint32_t count;
    int64_t err;

    if (size > sizeof(words))
        return -EINVAL;
    if (lx_copy_from_guest(words, f->raw[2], size) < 0)
        return -EFAULT;
    memcpy(&count, (char *)words + number, sizeof(count));
    if (count > MAX_ENTRIES / 2)
        return -EINVAL;
    err = words[data / 8] ? vector_read(f, words[data / 8], count, &v) : 0;
    if (err < 0)
        return err;
    if (words[data / 8])
        words[data / 8] = (uintptr_t)v;
    f->arg[2] = (uintptr_t)words;
    return sys_host(f);
}

static int64_t register_narrow(struct sys_frame *f)
{
    struct iovec *v;
    int64_t err;

    switch ((uint32_t)f->arg[1]) {
    case IORING_REGISTER_BUFFERS:
        if (!f->raw[2] || f->arg[3] > MAX_ENTRIES / 2)
            return sys_host(f);
        err = vector_read(f, f->raw[2], f->arg[3], &v);
        if (err < 0)
            return err;
        f->arg[2] = (uintptr_t)v;
        return sys_host(f);
    case REGISTER_BUFFERS2: return register_vector(f, 16, 0);
    case REGISTER_UPDATE2: return register_vector(f, 8, 24);
    default: return sys_host(f);
    }
}

/* What the kernel would see to if the ring were as the guest has asked for it. */
static int64_t register_poll(struct sys_frame *f, struct uring *u)
{
    int64_t result;

    if (u->issuer && u->issuer != f->task->tid)
        return -EEXIST;
    result = f->state->same ? sys_host(f) : register_narrow(f);
    if (result == 0 && (uint32_t)f->arg[1] == IORING_REGISTER_ENABLE_RINGS) {
        u->issuer = u->single ? f->task->tid : 0;
        uring_poll_wake(u);
    }
    return result;
}

int64_t sys_io_uring_register(struct sys_frame *f)
{
    uint32_t what = (uint32_t)f->arg[1];
    uint16_t flags = 0;
    struct uring *u;
    int64_t result;

    if (!can_share(f))
        return -ENOSYS;
    if (what == REGISTER_PBUF_RING && f->raw[2])
        lx_copy_from_guest(&flags, f->raw[2] + 14, sizeof(flags));
    if (what & USE_REGISTERED || what == REGISTER_RING_FDS || what == REGISTER_RESIZE ||
        (flags & PBUF_RING_MMAP)) {
        sys_unimplemented(f, "registration", what);
        return -EINVAL;
    }
    u = uring_get((int)f->arg[0]);
    if (u && u->poll)
        result = register_poll(f, u);
    else
        result = f->state->same ? sys_host(f) : register_narrow(f);
    uring_put(u);
    return result;
}
