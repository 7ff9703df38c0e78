/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asynchronous I/O (io_setup(2)) for guests whose words or byte order are not the host's.
 *
 * A context's handle is the address of its ring, which programs read. The host maps the ring where
 * it likes; the kernel lets it be moved, and the handle with it. struct iocb and struct io_event
 * have the same layout for all guests but for the byte order; pointers to them have not, nor
 * vectors of buffers.  Rings have the host's byte order: a library that looks at their magic number
 * leaves them alone then.
 */
#include <errno.h>
#include <linux/aio_abi.h>
#include <string.h>
#include <sys/mman.h>
#include "linux-user/space.h"
#include "syscalls/engine.h"
#include "syscalls/linux/vector.h"
#include "syscalls/members.h"

#define RING_MAGIC 0xa10a10a1

struct ring {
    uint32_t id, nr, head, tail, magic, compat, incompat, header_length;
};

static uint64_t ring_size(const struct ring *r)
{
    return sizeof(*r) + (uint64_t)r->nr * sizeof(struct io_event);
}

/* To a place that the guest can name: the address, or -errno. */
static int64_t move_ring(struct space *space, const struct ring *ring)
{
    uint64_t size = ring_size(ring);
    int64_t at =
        space_mmap(space, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (at < 0)
        return at;
    long moved = lx_rawcall(HOST_NR_mremap, (long)ring, (long)size, (long)size,
                            MREMAP_MAYMOVE | MREMAP_FIXED, (long)at, 0);
    if (moved >= 0)
        return at;
    space_munmap(space, (gaddr)at, size);
    return moved;
}

int64_t sys_io_setup(struct sys_frame *f)
{
    uint64_t context = 0;
    int64_t at;

    if (sys_get_word(f, &context, f->raw[1]) < 0)
        return -EFAULT;
    f->arg[1] = (uintptr_t)&context;
    int64_t result = sys_host(f);

    if (result < 0)
        return result;
    at = move_ring(f->task->process->space, (const struct ring *)(uintptr_t)context);
    if (at >= 0 && sys_put_word(f, f->raw[1], (uint64_t)at) == 0)
        return 0;
    lx_rawcall(HOST_NR_io_destroy, at < 0 ? (long)context : (long)at, 0, 0, 0, 0, 0);
    return at < 0 ? -ENOMEM : -EFAULT;
}

int64_t sys_io_destroy(struct sys_frame *f)
{
    struct ring ring;
    bool known =
        lx_copy_from_guest(&ring, f->raw[0], sizeof(ring)) == 0 && ring.magic == RING_MAGIC;
    int64_t result = sys_host(f);

    if (result == 0 && known) /* the kernel has, as far as the host is concerned */
        space_munmap(f->task->process->space, f->raw[0], ring_size(&ring));
    return result;
}

/*
 * A request whose memory looks otherwise to the kernel while it takes it: it keeps the request's
 * address, which comes back with the event, so that a copy will not do.
 */
struct request {
    gaddr at;
    struct iocb guest, host; /* as the guest wrote it, and as the kernel finds it */
    bool changed;
};

/* data, key and flags (which change places with the byte order), what to do, priority, descriptor,
   buffer, size, offset, reserved, flags, descriptor of the event */
#define IOCB_MEMBERS "ddhhwddddww"

static void turn(const struct sys_frame *f, struct iocb *io)
{
    if (f->state->abi->big_endian)
        members_swap(io, sizeof(*io), IOCB_MEMBERS);
}

static bool is_vector(const struct iocb *io)
{
    return io->aio_lio_opcode == IOCB_CMD_PREADV || io->aio_lio_opcode == IOCB_CMD_PWRITEV;
}

static int64_t prepare(struct sys_frame *f, struct request *r)
{
    struct iovec *v;

    r->changed = false;
    if (lx_copy_from_guest(&r->guest, r->at, sizeof(r->guest)) < 0)
        return -EFAULT;
    r->host = r->guest;
    turn(f, &r->host);
    if (is_vector(&r->host)) {
        int64_t err = vector_get(f, r->host.aio_buf, r->host.aio_nbytes, &v);

        if (err < 0)
            return err;
        r->host.aio_buf = (uintptr_t)v;
    }
    r->changed = memcmp(&r->host, &r->guest, sizeof(r->host)) != 0;
    return r->changed ? lx_copy_to_guest(r->at, &r->host, sizeof(r->host)) : 0;
}

/* With the kernel's key; unless the request is done and the guest uses the memory again. */
static void restore(struct sys_frame *f, struct request *r)
{
    struct iocb now;

    if (!r->changed || lx_copy_from_guest(&now, r->at, sizeof(now)) < 0)
        return;
    r->host.aio_key = now.aio_key;
    if (memcmp(&now, &r->host, sizeof(now)) != 0)
        return;
    turn(f, &r->guest);
    r->guest.aio_key = now.aio_key;
    turn(f, &r->guest);
    lx_copy_to_guest(r->at, &r->guest, sizeof(r->guest));
}

/* One after the other, as one request may be there twice. */
int64_t sys_io_submit(struct sys_frame *f)
{
    int64_t wanted = (int64_t)f->arg[1], n = 0, result = 0;
    size_t used = f->used;
    struct request r;
    uint64_t pointer;

    if (wanted < 0)
        return -EINVAL;
    for (; n < wanted; n++, f->used = used) {
        if (sys_get_word(f, &r.at, f->raw[2] + (uint64_t)n * f->state->abi->word) < 0)
            result = -EFAULT;
        else
            result = prepare(f, &r);
        if (result < 0)
            break;
        pointer = r.at;
        result = sys_host6(f, HOST_NR_io_submit, f->arg[0], 1, (uintptr_t)&pointer, 0, 0, 0);
        restore(f, &r);
        if (result < 0)
            break;
    }
    if (n)
        return n;
    /* Nothing at all: the host says whether there is the context. */
    int64_t context = sys_host6(f, HOST_NR_io_submit, f->arg[0], 0, 0, 0, 0, 0);

    return context < 0 ? context : result;
}

/* The kernel knows the request by its address, and its key. */
int64_t sys_io_cancel(struct sys_frame *f)
{
    struct request r = {.at = f->raw[1]};
    int64_t result;

    if (prepare(f, &r) < 0)
        return sys_host(f);
    result = sys_host(f);
    restore(f, &r);
    return result;
}
