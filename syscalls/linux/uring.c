/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * io_uring (see uring.h).  Rules: io_uring_setup(2), io_uring_enter(2).
 */
#include "syscalls/linux/uring.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "linux-user/space.h"
#include "syscalls/engine.h"
#include "syscalls/linux/vector.h"

/* What older headers lack; values of the kernel's interface. */
#define SETUP_NO_MMAP      (1u << 14)
#define SETUP_NO_SQARRAY   (1u << 16)
#define ENTER_EXT_ARG_REG  (1u << 6)
#define REGISTER_RING_FDS  20
#define REGISTER_PBUF_RING 22
#define REGISTER_RESIZE    33
#define USE_REGISTERED     (1u << 31)
#define PBUF_RING_MMAP     1
#define REGISTER_BUFFERS2  15
#define REGISTER_UPDATE2   16
#define OP_SEND_ZC         47
#define OP_SENDMSG_ZC      48
#define OP_WAITID          50
#define OP_EPOLL_WAIT      59
#define OP_READV_FIXED     60
#define OP_WRITEV_FIXED    61
#define OP_INVALID         255
#define SEND_VECTORIZED    (1u << 5)

#define OFFSET_MASK UINT64_C(0xf8000000) /* the rest of an offset means nothing */
#define MAX_ENTRIES 32768u
#define PAGE        ((size_t)4096)

struct uring {
    struct uring *next;
    int fd;
    char *rings, *sqes; /* launcher addresses (or the guest's, if it gave the memory) */
    size_t rings_size, sqes_size;
    bool own; /* the memory is ours */
    struct io_sqring_offsets off;
    uint32_t flags, entries;
};

/* ---- the list ---- */

static struct uring *find(int fd)
{
    struct uring *u;

    pthread_mutex_lock(&lx_process.urings_lock);
    for (u = lx_process.urings; u && u->fd != fd; u = u->next)
        ;
    pthread_mutex_unlock(&lx_process.urings_lock);
    return u;
}

void uring_closed(int fd)
{
    struct uring **p, *u = NULL;

    if (!lx_process.urings)
        return;
    pthread_mutex_lock(&lx_process.urings_lock);
    for (p = &lx_process.urings; *p && (*p)->fd != fd; p = &(*p)->next)
        ;
    if (*p) {
        u = *p;
        *p = u->next;
    }
    pthread_mutex_unlock(&lx_process.urings_lock);
    if (u && u->own)
        munmap(u->rings, u->rings_size + u->sqes_size);
    free(u);
}

static void remember(struct uring *u)
{
    uring_closed(u->fd); /* closed in a way that we did not see */
    pthread_mutex_lock(&lx_process.urings_lock);
    u->next = lx_process.urings;
    lx_process.urings = u;
    pthread_mutex_unlock(&lx_process.urings_lock);
}

/* ---- setup ---- */

static size_t pages(size_t size)
{
    return (size + PAGE - 1) & ~(PAGE - 1);
}

/* Enough for what the kernel will lay out: entries are rounded up to a power of two. */
static bool make_memory(struct uring *u, uint32_t entries, const struct io_uring_params *p)
{
    uint64_t sq = entries, cq;

    if (sq > MAX_ENTRIES)
        sq = MAX_ENTRIES;
    cq = p->flags & IORING_SETUP_CQSIZE ? p->cq_entries : 2 * sq;
    if (cq > 2 * MAX_ENTRIES)
        cq = 2 * MAX_ENTRIES;
    u->rings_size = pages(PAGE + 2 * (cq + 1) * 32 + 2 * (sq + 1) * 4);
    u->sqes_size = pages(2 * (sq + 1) * 128);
    u->rings = mmap(NULL, u->rings_size + u->sqes_size, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    u->sqes = u->rings + u->rings_size;
    u->own = true;
    return u->rings != MAP_FAILED;
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
           !sys_conv(f->state, SYS_ST_epoll_event)->same;
}

static int64_t setup(struct sys_frame *f, struct uring *u, struct io_uring_params *p)
{
    bool guest_memory = p->flags & SETUP_NO_MMAP;
    int64_t fd;

    if (guest_memory) {
        u->rings = lx_ptr(get_address(&p->cq_off + 1));
        u->sqes = lx_ptr(get_address(&p->sq_off + 1));
    } else {
        if (!make_memory(u, (uint32_t)f->arg[0], p))
            return -ENOMEM;
        p->flags |= SETUP_NO_MMAP;
        cq_address(p, (uintptr_t)u->rings);
        sq_address(p, (uintptr_t)u->sqes);
    }
    fd = sys_host6(f, HOST_NR_io_uring_setup, f->arg[0], (uintptr_t)p, 0, 0, 0, 0);
    u->off = p->sq_off;
    u->flags = p->flags;
    u->entries = p->sq_entries;
    if (!guest_memory) {
        p->flags &= ~SETUP_NO_MMAP;
        cq_address(p, 0);
        sq_address(p, 0);
    }
    return fd;
}

int64_t sys_io_uring_setup(struct sys_frame *f)
{
    struct io_uring_params p;
    struct uring *u;
    int64_t fd;

    if (!can_share(f))
        return -ENOSYS;
    if (lx_copy_from_guest(&p, f->raw[1], sizeof(p)) < 0)
        return -EFAULT;
    if ((p.flags & IORING_SETUP_SQPOLL) && needs_eyes(f)) {
        sys_unimplemented(f, "a kernel thread that reads unconverted requests: flags", p.flags);
        return -EINVAL;
    }
    u = calloc(1, sizeof(*u));
    if (!u)
        return -ENOMEM;
    fd = setup(f, u, &p);
    if (fd < 0) {
        if (u->own && u->rings != MAP_FAILED)
            munmap(u->rings, u->rings_size + u->sqes_size);
        free(u);
        return fd;
    }
    u->fd = (int)fd;
    remember(u);
    if (lx_copy_to_guest(f->raw[1], &p, sizeof(p)) < 0) {
        uring_closed((int)fd);
        lx_rawcall(HOST_NR_close, fd, 0, 0, 0, 0, 0);
        return -EFAULT;
    }
    return fd;
}

/* ---- mmap ---- */

/* Asked by a call that does nothing: /proc need not be there. */
static bool still_a_ring(int fd)
{
    long result = lx_rawcall(HOST_NR_io_uring_enter, fd, 0, 0, 0, 0, 0);

    return result != -EBADF && result != -EOPNOTSUPP;
}

bool uring_mmap(struct sys_frame *f, int64_t *result)
{
    struct uring *u = lx_process.urings ? find((int)f->arg[4]) : NULL;
    uint64_t length = pages(f->raw[1]);
    uint64_t what = f->raw[5] & OFFSET_MASK;
    bool sqes = what == IORING_OFF_SQES;
    int flags = ((int)f->arg[3] & ~MAP_32BIT & ~MAP_POPULATE) | MAP_ANONYMOUS;
    int64_t at;

    if (!u || !u->own || ((int)f->arg[3] & MAP_ANONYMOUS) || !still_a_ring(u->fd))
        return false;
    *result = -ENOMEM;
    if (!sqes && what != IORING_OFF_SQ_RING && what != IORING_OFF_CQ_RING)
        return true;
    *result = -EINVAL;
    if (!f->raw[1] || length > (sqes ? u->sqes_size : u->rings_size))
        return true;
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
    *result = at;
    return true;
}

/* ---- requests ---- */

static uint32_t load(const char *at)
{
    return __atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE);
}

static void convert_path(struct sys_frame *f, struct io_uring_sqe *sqe, bool follow)
{
    const char *path;

    if (f->task->process->sysroot && sys_get_path(f, sqe->fd, sqe->addr, follow, &path, NULL) == 0)
        sqe->addr = (uintptr_t)path;
}

static void convert_how(struct sys_frame *f, struct io_uring_sqe *sqe)
{
    uint64_t *how = sys_alloc(f, 24);

    if (!how || sqe->len != 24 || sys_get_struct(f, SYS_ST_open_how, how, sqe->addr2) < 0)
        return;
    how[0] = sys_flags_convert(SYS_FL_open, how[0], f->state->guest, f->state->host);
    sqe->addr2 = (uintptr_t)how;
}

static void convert_event(struct sys_frame *f, struct io_uring_sqe *sqe)
{
    void *event;

    if (sys_conv(f->state, SYS_ST_epoll_event)->same || !sqe->addr)
        return;
    event = sys_alloc(f, 16);
    if (event && sys_get_struct(f, SYS_ST_epoll_event, event, sqe->addr) == 0)
        sqe->addr = (uintptr_t)event;
}

/* ---- what has words in it, of guests whose words are not the host's ---- */

/* The kernel has read a vector or a message when io_uring_enter returns, and never looks again. */
static int64_t convert_vector(struct sys_frame *f, struct io_uring_sqe *sqe)
{
    struct iovec *v;
    int64_t err = vector_get(f, sqe->addr, sqe->len, &v);

    if (err == 0)
        sqe->addr = (uintptr_t)v;
    return err;
}

static int64_t convert_message(struct sys_frame *f, struct io_uring_sqe *sqe)
{
    struct msghdr *m = sys_alloc(f, sizeof(*m));
    int64_t err = m ? vector_message(f, m, sqe->addr) : -ENOMEM;

    if (err == 0)
        sqe->addr = (uintptr_t)m;
    return err;
}

/*
 * What a receive tells of a message is written when it is finished, in the host's layout: only
 * one that has nothing to tell is possible.
 */
static int64_t convert_receive(struct sys_frame *f, struct io_uring_sqe *sqe)
{
    struct msghdr m;
    struct iovec *v;
    int64_t err = sys_get_struct(f, SYS_ST_msghdr, &m, sqe->addr);

    if (err == 0)
        err = vector_get(f, (gaddr)(uintptr_t)m.msg_iov, m.msg_iovlen, &v);
    if (err < 0)
        return err;
    if (m.msg_name || m.msg_controllen || m.msg_iovlen != 1) {
        sys_unimplemented(f, "a receive with address, control data or parts: IORING_OP_RECVMSG",
                          sqe->opcode);
        return -EINVAL;
    }
    sqe->opcode = IORING_OP_RECV;
    sqe->addr = (uintptr_t)v->iov_base;
    sqe->len = (uint32_t)v->iov_len;
    return 0;
}

static int64_t convert_words(struct sys_frame *f, struct io_uring_sqe *sqe)
{
    switch (sqe->opcode) {
    case IORING_OP_READV:
    case IORING_OP_WRITEV:
    case OP_READV_FIXED:
    case OP_WRITEV_FIXED: return convert_vector(f, sqe);
    case IORING_OP_SEND:
    case OP_SEND_ZC: return sqe->ioprio & SEND_VECTORIZED ? convert_vector(f, sqe) : 0;
    case IORING_OP_SENDMSG:
    case OP_SENDMSG_ZC: return convert_message(f, sqe);
    case IORING_OP_RECVMSG: return convert_receive(f, sqe);
    case OP_WAITID: return sqe->addr2 ? -EINVAL : 0; /* a siginfo, later */
    default: return 0;
    }
}

/* False: there is no memory for it now. */
static bool convert_narrow(struct sys_frame *f, struct io_uring_sqe *sqe)
{
    int64_t err = convert_words(f, sqe);

    if (err == -EFAULT)
        sqe->addr = 0;
    else if (err < 0 && err != -ENOMEM)
        sqe->opcode = OP_INVALID;
    return err != -ENOMEM;
}

static void convert(struct sys_frame *f, struct io_uring_sqe *sqe)
{
    switch (sqe->opcode) {
    case IORING_OP_OPENAT:
        convert_path(f, sqe, true);
        sqe->open_flags = (uint32_t)sys_flags_convert(SYS_FL_open, sqe->open_flags, f->state->guest,
                                                      f->state->host);
        break;
    case IORING_OP_OPENAT2:
        convert_path(f, sqe, true);
        convert_how(f, sqe);
        break;
    case IORING_OP_STATX: convert_path(f, sqe, true); break;
    case IORING_OP_UNLINKAT:
    case IORING_OP_MKDIRAT: convert_path(f, sqe, false); break;
    case IORING_OP_EPOLL_CTL: convert_event(f, sqe); break;
    case OP_EPOLL_WAIT: /* its events come in the host's layout, later */
        if (!sys_conv(f->state, SYS_ST_epoll_event)->same)
            sqe->opcode = OP_INVALID;
        break;
    default: break;
    }
}

static struct io_uring_sqe *request(const struct uring *u, uint32_t position)
{
    uint32_t mask = u->entries - 1, index = position & mask;

    if (!(u->flags & SETUP_NO_SQARRAY))
        index = load(u->rings + u->off.array + 4 * (size_t)index);
    if (index >= u->entries)
        return NULL;
    return (struct io_uring_sqe *)(u->sqes +
                                   ((size_t)index << (u->flags & IORING_SETUP_SQE128 ? 7 : 6)));
}

/* Converts what will be submitted, how much is said; `saved` (for `count`) has the originals. */
static uint32_t convert_all(struct sys_frame *f, const struct uring *u, uint32_t head,
                            uint32_t count, struct io_uring_sqe *saved)
{
    for (uint32_t i = 0; i < count; i++) {
        struct io_uring_sqe *sqe = request(u, head + i);

        if (!sqe)
            continue;
        saved[i] = *sqe;
        convert(f, sqe);
        if (!f->state->same && !convert_narrow(f, sqe)) {
            *sqe = saved[i];
            return i;
        }
    }
    return count;
}

/* What the kernel has not taken is the guest's again. */
static void restore_rest(const struct uring *u, uint32_t head, uint32_t count,
                         const struct io_uring_sqe *saved)
{
    uint32_t now = load(u->rings + u->off.head);

    for (uint32_t i = now - head; i < count; i++) {
        struct io_uring_sqe *sqe = request(u, head + i);

        if (sqe)
            *sqe = saved[i];
    }
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

int64_t sys_io_uring_enter(struct sys_frame *f)
{
    struct uring *u = lx_process.urings ? find((int)f->arg[0]) : NULL;
    struct io_uring_getevents_arg arg;
    struct io_uring_sqe *saved = NULL;
    uint32_t head = 0, count = 0;
    uint64_t host_mask;
    int64_t result;

    if (!can_share(f))
        return -ENOSYS;
    if (!(f->arg[3] & ENTER_EXT_ARG_REG)) {
        result = enter_mask(f, &host_mask, &arg);
        if (result < 0)
            return result;
    }
    if (u && f->arg[1] && (needs_eyes(f) || f->task->process->sysroot)) {
        if (!u->own && !lx_lock((gaddr)(uintptr_t)u->rings, PAGE, true))
            return -EFAULT;
        head = load(u->rings + u->off.head);
        count = load(u->rings + u->off.tail) - head;
        if (count > (uint32_t)f->arg[1])
            count = (uint32_t)f->arg[1];
        if (count > u->entries)
            count = u->entries;
        saved = sys_alloc(f, (count + 1) * sizeof(*saved));
        if (!saved)
            return -ENOMEM;
        uint32_t ready = convert_all(f, u, head, count, saved);

        if (ready < count) {
            count = ready;
            f->arg[1] = ready;
        }
        if (!ready && f->arg[1] == 0)
            return -EAGAIN;
    }
    result = sys_host(f);
    if (count)
        restore_rest(u, head, count, saved);
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

int64_t sys_io_uring_register(struct sys_frame *f)
{
    uint32_t what = (uint32_t)f->arg[1];
    uint16_t flags = 0;

    if (!can_share(f))
        return -ENOSYS;
    if (what == REGISTER_PBUF_RING && f->raw[2])
        lx_copy_from_guest(&flags, f->raw[2] + 14, sizeof(flags));
    if (what & USE_REGISTERED || what == REGISTER_RING_FDS || what == REGISTER_RESIZE ||
        (flags & PBUF_RING_MMAP)) {
        sys_unimplemented(f, "registration", what);
        return -EINVAL;
    }
    return f->state->same ? sys_host(f) : register_narrow(f);
}
