/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The requests of an io_uring: from the guest's ring to where the host reads them.
 *
 * In: a ring that is looked at (uring.h), and what of it is to be submitted.  Out: converted
 * copies. Invariant: the guest's own requests are only read, so it may submit the same again.
 */
#include "syscalls/linux/uring_impl.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include "syscalls/engine.h"
#include "syscalls/linux/vector.h"

/* What older headers lack; values of the kernel's interface. */
#define SETUP_NO_SQARRAY (1u << 16)
#define OP_SEND_ZC       47
#define OP_SENDMSG_ZC    48
#define OP_WAITID        50
#define OP_EPOLL_WAIT    59
#define OP_READV_FIXED   60
#define OP_WRITEV_FIXED  61
#define OP_INVALID       255
#define SEND_VECTORIZED  (1u << 5)

/* ---- one request ---- */

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

/* ---- the ring ---- */

/* A word of the ring: false: the guest's own memory, and gone. */
static bool load(const struct uring *u, size_t offset, uint32_t *value)
{
    const char *at = u->rings + offset;

    if (!u->own)
        return lx_get_u32(value, (gaddr)(uintptr_t)at) == 0;
    *value = __atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE);
    return true;
}

uint32_t uring_waiting(const struct uring *u, uint32_t *head)
{
    uint32_t tail, count;

    if (!load(u, u->off.head, head) || !load(u, u->off.tail, &tail))
        return 0;
    count = tail - *head;
    return count < u->entries ? count : u->entries;
}

/* Reads the request at a position: false: there is no memory for it now, or its own is gone. */
static bool take(struct sys_frame *f, const struct uring *u, uint32_t position)
{
    uint32_t index = position & (u->entries - 1);
    size_t size = u->flags & IORING_SETUP_SQE128 ? 128 : 64, at;
    struct io_uring_sqe *sqe;

    if (!(u->flags & SETUP_NO_SQARRAY) && !load(u, u->off.array + 4 * (size_t)index, &index))
        return false;
    if (index >= u->entries)
        return true; /* the host drops it */
    at = index * size;
    sqe = (struct io_uring_sqe *)(u->copies + at);
    if (u->own)
        memcpy(sqe, u->sqes + at, size);
    else if (lx_copy_from_guest(sqe, (gaddr)(uintptr_t)(u->sqes + at), size) < 0)
        return false;
    convert(f, sqe);
    return f->state->same || convert_narrow(f, sqe);
}

uint32_t uring_convert(struct sys_frame *f, const struct uring *u, uint32_t head, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!take(f, u, head + i))
            return i;
    return count;
}
