/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asynchronous I/O (io_setup(2)) for guests with words of 32 bits.
 *
 * A context's handle is the address of its ring, which programs read. The host maps the ring where
 * it likes; the kernel lets it be moved, and the handle with it. struct iocb and struct io_event
 * have the same layout for all guests; pointers to them have not, nor vectors of buffers.
 */
#include <errno.h>
#include <linux/aio_abi.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include "linux-user/space.h"
#include "syscalls/engine.h"
#include "syscalls/linux/vector.h"

#define RING_MAGIC 0xa10a10a1
#define BATCH      65536 /* more than a context of usual size takes at once */

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

/* A request whose vector is replaced while the kernel takes it. */
struct replaced {
    gaddr at;
    uint64_t buffer;
};

static bool is_vector(const struct iocb *io)
{
    return io->aio_lio_opcode == IOCB_CMD_PREADV || io->aio_lio_opcode == IOCB_CMD_PWRITEV;
}

/* Request number i of the guest's list, ready for the host; *old.at is 0 where it is as it was. */
static int64_t prepare(struct sys_frame *f, uint64_t i, uint64_t *pointer, struct replaced *old)
{
    struct iocb io;
    struct iovec *v;
    uint64_t buffer;

    old->at = 0;
    if (sys_get_word(f, pointer, f->raw[2] + i * f->state->abi->word) < 0)
        return -EFAULT;
    if (lx_copy_from_guest(&io, *pointer, sizeof(io)) < 0)
        return -EFAULT;
    if (!is_vector(&io))
        return 0;
    int64_t err = vector_get(f, io.aio_buf, io.aio_nbytes, &v);

    if (err < 0)
        return err;
    buffer = (uintptr_t)v;
    *old = (struct replaced){*pointer, io.aio_buf};
    return lx_copy_to_guest(*pointer + offsetof(struct iocb, aio_buf), &buffer, sizeof(buffer));
}

int64_t sys_io_submit(struct sys_frame *f)
{
    uint64_t wanted = f->arg[1] < BATCH ? f->arg[1] : BATCH, n = 0;
    uint64_t *pointers = sys_alloc(f, (wanted + 1) * sizeof(*pointers));
    struct replaced *old = sys_alloc(f, (wanted + 1) * sizeof(*old));
    int64_t result = 0;

    if ((int64_t)f->arg[1] < 0)
        return -EINVAL;
    if (!pointers || !old)
        return -ENOMEM;
    while (n < wanted && (result = prepare(f, n, &pointers[n], &old[n])) == 0)
        n++;
    f->arg[1] = n;
    f->arg[2] = (uintptr_t)pointers;
    /* Nothing at all: the host says whether there is the context. */
    int64_t taken = sys_host(f);

    if (n || taken < 0)
        result = taken;
    for (uint64_t i = 0; i < n; i++)
        if (old[i].at)
            lx_copy_to_guest(old[i].at + offsetof(struct iocb, aio_buf), &old[i].buffer,
                             sizeof(old[i].buffer));
    return result;
}
