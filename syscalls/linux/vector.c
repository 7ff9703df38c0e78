/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vectors of buffers and messages for guests whose words are not the host's: readv, sendmsg and
 * relatives.
 *
 * Invariant: buffers are never copied, only the structures that point to them.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include "base/bytes.h"
#include "linux-user/space.h"
#include "syscalls/linux/control.h"
#include "syscalls/linux/content.h"
#include "syscalls/linux/swapped.h"
#include "syscalls/linux/vector.h"

int64_t vector_read(struct sys_frame *f, gaddr from, uint64_t count, struct iovec **out)
{
    struct iovec *v = sys_alloc(f, (count + 1) * sizeof(*v));
    bool wide = f->state->abi->word == 8;

    if (!v)
        return -ENOMEM;
    for (uint64_t i = 0; i < count; i++) {
        if (sys_get_struct(f, SYS_ST_iovec, &v[i], from + i * 2 * f->state->abi->word) < 0)
            return -EFAULT;
        if ((wide ? (int64_t)v[i].iov_len : (int32_t)v[i].iov_len) < 0)
            return -EINVAL;
        if (f->task->tagged)
            v[i].iov_base = (void *)(uintptr_t)lx_untag((uintptr_t)v[i].iov_base);
        if (v[i].iov_len && (gaddr)(uintptr_t)v[i].iov_base >= space_top(f->task->process->space))
            return -EFAULT;
    }
    *out = v;
    return 0;
}

bool vector_tagged(const struct sys_frame *f, unsigned id)
{
    if (!f->task->tagged)
        return false;
    switch (id) {
    case SYS_ID_readv:
    case SYS_ID_writev:
    case SYS_ID_vmsplice:
    case SYS_ID_sendmsg:
    case SYS_ID_recvmsg:
    case SYS_ID_sendmmsg:
    case SYS_ID_recvmmsg:
    case SYS_ID_process_vm_readv:
    case SYS_ID_process_vm_writev: return true;
    default: return false;
    }
}

int64_t vector_get(struct sys_frame *f, gaddr from, uint64_t count, struct iovec **out)
{
    return count > IOV_MAX ? -EINVAL : vector_read(f, from, count, out);
}

static int64_t vector_call(struct sys_frame *f, unsigned at, uint64_t count)
{
    struct iovec *v;
    int64_t err = vector_get(f, f->raw[at], count, &v);

    if (err < 0)
        return err;
    f->arg[at] = (uintptr_t)v;
    return sys_host(f);
}

/* Of readv or writev. */
static int64_t stream_call(struct sys_frame *f,
                           int64_t (*call)(struct sys_frame *, int, const struct iovec *, size_t))
{
    int content = content_of(f);
    struct iovec *v;
    int64_t err;

    if (content == CONTENT_BYTES)
        return vector_call(f, 1, f->raw[2]);
    err = vector_get(f, f->raw[1], f->raw[2], &v);
    return err < 0 ? err : call(f, content, v, f->raw[2]);
}

int64_t sys_readv(struct sys_frame *f)
{
    return stream_call(f, content_read);
}

int64_t sys_writev(struct sys_frame *f)
{
    return stream_call(f, content_write);
}

int64_t sys_vmsplice(struct sys_frame *f)
{
    return vector_call(f, 1, f->raw[2]);
}

/* The position comes in two words, low first; a 64-bit kernel takes all of it from one. */
static int64_t positioned(struct sys_frame *f)
{
    if (f->state->same && !f->task->tagged)
        return sys_host(f);
    if (f->state->abi->word == 4) {
        f->arg[3] = (uint32_t)f->raw[3] | f->raw[4] << 32;
        f->arg[4] = 0;
    }
    return vector_call(f, 1, f->raw[2]);
}

int64_t sys_preadv(struct sys_frame *f)
{
    return positioned(f);
}

int64_t sys_pwritev(struct sys_frame *f)
{
    return positioned(f);
}

int64_t sys_preadv2(struct sys_frame *f)
{
    return positioned(f);
}

int64_t sys_pwritev2(struct sys_frame *f)
{
    return positioned(f);
}

static int64_t vm_call(struct sys_frame *f)
{
    struct iovec *v;
    int64_t err = vector_get(f, f->raw[1], f->raw[2], &v);

    if (err < 0)
        return err;
    f->arg[1] = (uintptr_t)v;
    return vector_call(f, 3, f->raw[4]);
}

int64_t sys_process_vm_readv(struct sys_frame *f)
{
    return vm_call(f);
}

int64_t sys_process_vm_writev(struct sys_frame *f)
{
    return vm_call(f);
}

/* ---- messages ---- */

struct message {
    struct msghdr host;
    gaddr name;
    uint32_t name_room;
    gaddr control;
    size_t room;
    int protocol; /* of netlink, for the other byte order; then the guest's buffers, and ours */
    const struct iovec *guest;
    size_t count;
    struct iovec buffer;
};

/* Guests of the other byte order have their address in a copy. */
static int64_t get_name(struct sys_frame *f, struct message *m, bool sends)
{
    uint64_t host = (uintptr_t)m->host.msg_name;
    int64_t err = 0;

    if (sends) {
        err = sys_address_to_host(f, m->name, &m->host.msg_namelen, &host);
    } else if (f->state->abi->big_endian && m->name && (int32_t)m->name_room >= 0) {
        host = (uintptr_t)sys_alloc(f, sizeof(struct sockaddr_storage));
        m->host.msg_namelen = sizeof(struct sockaddr_storage);
        if (!host)
            return -ENOMEM;
    }
    m->host.msg_name = (void *)(uintptr_t)host;
    return err;
}

static int64_t get_message(struct sys_frame *f, struct message *m, gaddr from, bool sends)
{
    gaddr top = space_top(f->task->process->space);
    struct iovec *v;
    int64_t err = sys_get_struct(f, SYS_ST_msghdr, &m->host, from);

    if (err < 0)
        return err;
    if (f->task->tagged)
        m->host.msg_name = (void *)(uintptr_t)lx_untag((uintptr_t)m->host.msg_name);
    if ((gaddr)(uintptr_t)m->host.msg_name >= top)
        return -EFAULT;
    m->name = (gaddr)(uintptr_t)m->host.msg_name;
    m->name_room = m->host.msg_namelen;
    err = get_name(f, m, sends);
    if (err < 0)
        return err;
    err = m->host.msg_iovlen > IOV_MAX
              ? -EMSGSIZE
              : vector_get(f, (gaddr)(uintptr_t)m->host.msg_iov, m->host.msg_iovlen, &v);
    if (err < 0)
        return err;
    m->host.msg_iov = v;
    m->control = (gaddr)(uintptr_t)m->host.msg_control;
    m->room = m->host.msg_controllen;
    if (!m->control || !m->room) {
        m->host.msg_control = NULL;
        m->host.msg_controllen = 0;
        return 0;
    }
    if (sends)
        return control_to_host(f, &m->host);
    m->host.msg_controllen = m->room < 32768 ? m->room * 2 + 64 : 65536;
    m->host.msg_control = sys_alloc(f, m->host.msg_controllen);
    return m->host.msg_control ? 0 : -ENOMEM;
}

/* Messages of netlink go through a buffer where they have to be turned round. */
static int64_t get_netlink(struct sys_frame *f, struct message *m, bool sends)
{
    int64_t err;

    m->protocol = content_of_socket(f);
    if (m->protocol < 0)
        return 0;
    m->guest = m->host.msg_iov;
    m->count = m->host.msg_iovlen;
    err = sends ? content_to_kernel(f, m->protocol, m->guest, m->count, &m->buffer)
                : content_room(f, m->guest, m->count, &m->buffer);
    m->host.msg_iov = &m->buffer;
    m->host.msg_iovlen = 1;
    return err;
}

/* What sendmsg and recvmsg begin with. */
static int64_t begin_message(struct sys_frame *f, struct message *m, gaddr from, bool sends)
{
    int64_t err = get_message(f, m, from, sends);

    return err < 0 ? err : get_netlink(f, m, sends);
}

int64_t vector_message(struct sys_frame *f, struct msghdr *host, gaddr from)
{
    struct message m;
    int64_t err = get_message(f, &m, from, true);

    *host = m.host;
    return err;
}

/* After a receive: lengths, flags and control data go back. */
static int64_t put_message(struct sys_frame *f, struct message *m, gaddr to, size_t got)
{
    unsigned word = f->state->abi->word;
    int64_t used = 0;

    if (m->protocol >= 0 &&
        content_from_kernel(f, m->protocol, m->guest, m->count, &m->buffer, got) < 0)
        return -EFAULT;
    if (m->host.msg_control)
        used = control_to_guest(f, &m->host, m->control, m->room);
    if (used < 0)
        return used;
    if ((gaddr)(uintptr_t)m->host.msg_name != m->name &&
        sys_address_to_guest(f, m->name, m->name_room, m->host.msg_name, m->host.msg_namelen) < 0)
        return -EFAULT;
    /* name, namelen, iov, iovlen, control, controllen, flags: words */
    if (sys_put_u32(f, to + word, m->host.msg_namelen) < 0 ||
        sys_put_word(f, to + 5 * word, (uint64_t)used) < 0 ||
        sys_put_u32(f, to + 6 * word, (uint32_t)m->host.msg_flags) < 0)
        return -EFAULT;
    return 0;
}

int64_t vector_blame(struct sys_frame *f, int64_t err)
{
    int type;
    socklen_t size = sizeof(type);
    int64_t result = sys_host6(f, HOST_NR_getsockopt, f->arg[0], SOL_SOCKET, SO_TYPE,
                               (uintptr_t)&type, (uintptr_t)&size, 0);

    return result < 0 ? result : err;
}

int64_t sys_sendmsg(struct sys_frame *f)
{
    struct message m;
    int64_t err = begin_message(f, &m, f->raw[1], true);

    return err < 0
               ? vector_blame(f, err)
               : sys_host6(f, HOST_NR_sendmsg, f->arg[0], (uintptr_t)&m.host, f->arg[2], 0, 0, 0);
}

int64_t sys_recvmsg(struct sys_frame *f)
{
    struct message m;
    int64_t err = begin_message(f, &m, f->raw[1], false), n;

    if (err < 0)
        return vector_blame(f, err);
    n = sys_host6(f, HOST_NR_recvmsg, f->arg[0], (uintptr_t)&m.host, f->arg[2], 0, 0, 0);
    if (n < 0)
        return n;
    err = put_message(f, &m, f->raw[1], (size_t)n);
    return err < 0 ? err : n;
}

/* ---- the time that recvmmsg(2) may take, looked at after each message ---- */

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* *end: when it is over, INT64_MAX without a limit. */
static int64_t get_end(struct sys_frame *f, enum sys_struct st, int64_t *end)
{
    int64_t time[2];

    *end = INT64_MAX;
    if (!f->raw[4])
        return 0;
    if (sys_get_struct(f, st, time, f->raw[4]) < 0)
        return -EFAULT;
    if (time[0] < 0 || time[1] < 0 || time[1] >= 1000000000)
        return -EINVAL;
    if (time[0] < INT64_C(1000000000))
        *end = now() + time[0] * 1000000000 + time[1];
    return 0;
}

static int64_t put_rest(struct sys_frame *f, enum sys_struct st, int64_t end)
{
    int64_t left = end - now(), time[2];

    left = left < 0 ? 0 : left;
    time[0] = left / 1000000000;
    time[1] = left % 1000000000;
    return sys_put_struct(f, st, f->raw[4], time);
}

static int64_t many(struct sys_frame *f, bool sends, int64_t end);

static int64_t receive_many(struct sys_frame *f, enum sys_struct st)
{
    int64_t end, done, err = get_end(f, st, &end);

    if (err < 0)
        return err;
    done = many(f, false, end);
    if (done > 0 && end != INT64_MAX && put_rest(f, st, end) < 0)
        return -EFAULT;
    return done;
}

/* One after the other: what has been sent or received counts, an error shows at the next call. */
static int64_t many(struct sys_frame *f, bool sends, int64_t end)
{
    unsigned size = 8u * f->state->abi->word;
    uint32_t count = (uint32_t)f->raw[2], done = 0;
    uint64_t flags = f->arg[3];
    int64_t err = count ? 0 : vector_blame(f, 0);

    for (; done < count && done < IOV_MAX; done++) {
        struct message m;
        gaddr at = f->raw[1] + (gaddr)done * size;
        size_t used = f->used;

        err = begin_message(f, &m, at, sends);
        if (err < 0)
            err = vector_blame(f, err);
        else
            err = sys_host6(f, sends ? HOST_NR_sendmsg : HOST_NR_recvmsg, f->arg[0],
                            (uintptr_t)&m.host, flags & ~(uint64_t)MSG_WAITFORONE, 0, 0, 0);
        if (err < 0)
            break;
        int64_t put = sends ? 0 : put_message(f, &m, at, (size_t)err);

        if (put < 0 || sys_put_u32(f, at + 7 * f->state->abi->word, (uint32_t)err) < 0) {
            err = -EFAULT;
            break;
        }
        f->used = used;
        if (flags & MSG_WAITFORONE)
            flags |= MSG_DONTWAIT;
        if (end != INT64_MAX && now() >= end)
            return done + 1;
    }
    return done ? done : err;
}

int64_t sys_sendmmsg(struct sys_frame *f)
{
    return many(f, true, INT64_MAX);
}

int64_t sys_recvmmsg(struct sys_frame *f)
{
    return receive_many(f, SYS_ST_timespec);
}

int64_t sys_recvmmsg_time64(struct sys_frame *f)
{
    return receive_many(f, SYS_ST_timespec64);
}
