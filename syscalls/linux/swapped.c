/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest of the other byte order hands over without a structure that structs.def could
 * describe: sets of descriptors and of processors, socket addresses.
 * Elsewhere these calls go to the host as they are.
 */
#include "syscalls/engine.h"
#include "syscalls/linux/swapped.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "base/bytes.h"
#include "linux-user/hostcall.h"
#include "linux-user/space.h"
#include "syscalls/linux/content.h"
#include "syscalls/linux/sockdata.h"

/* ---- sets of bits, in words of the guest ---- */

/* The words' bytes turned round: the same from guest to host as back. */
static void swap_words(uint8_t *set, size_t bytes, unsigned word)
{
    for (size_t i = 0; i + word <= bytes; i += word)
        for (unsigned k = 0; k < word / 2; k++) {
            uint8_t byte = set[i + k];

            set[i + k] = set[i + word - 1 - k];
            set[i + word - 1 - k] = byte;
        }
}

int64_t sys_get_bits(struct sys_frame *f, uint64_t *host, gaddr from, size_t bytes)
{
    void *set;

    *host = from;
    if (!from || !f->state->abi->big_endian)
        return 0;
    set = sys_alloc(f, bytes);
    if (!set)
        return -ENOMEM;
    *host = (uintptr_t)set;
    if (lx_copy_from_guest(set, from, bytes) < 0)
        return -EFAULT;
    swap_words(set, bytes, f->state->abi->word);
    return 0;
}

int64_t sys_put_bits(struct sys_frame *f, gaddr to, uint64_t host, size_t bytes)
{
    void *set = (void *)(uintptr_t)host;

    if (!to || !f->state->abi->big_endian)
        return 0;
    swap_words(set, bytes, f->state->abi->word);
    return lx_copy_to_guest(to, set, bytes);
}

enum { CPU_BYTES_MAX = 1 << 16 };

int64_t sys_sched_setaffinity(struct sys_frame *f)
{
    size_t bytes = (uint32_t)f->raw[1];
    int64_t err;

    if (bytes > CPU_BYTES_MAX)
        bytes = CPU_BYTES_MAX;
    err = sys_get_bits(f, &f->arg[2], f->raw[2], bytes & ~(size_t)(f->state->abi->word - 1));
    return err < 0 ? err : sys_host(f);
}

/* The guest's words of the set: those of a guest with narrow ones may be an odd number. */
int64_t sys_sched_getaffinity(struct sys_frame *f)
{
    const size_t word = sizeof(unsigned long);
    size_t bytes = (uint32_t)f->raw[1], have;
    uint8_t *set;
    int64_t result;

    if (bytes % f->state->abi->word)
        return -EINVAL;
    if (bytes > CPU_BYTES_MAX)
        bytes = CPU_BYTES_MAX;
    have = (bytes + word - 1) / word * word;
    set = sys_alloc(f, have + 1);
    if (!set)
        return -ENOMEM;
    result = sys_host6(f, HOST_NR_sched_getaffinity, f->arg[0], have, (uintptr_t)set, 0, 0, 0);
    if (result < 0)
        return result;
    have = (size_t)result;
    if (bytes > have)
        bytes = have;
    for (size_t i = bytes; i < have; i++)
        if (set[i]) /* a CPU beyond the set */
            return -EINVAL;
    if (f->state->abi->big_endian)
        swap_words(set, bytes, f->state->abi->word);
    return lx_copy_to_guest(f->raw[2], set, bytes) < 0 ? -EFAULT : (int64_t)bytes;
}

/* ---- socket addresses ---- */

/* Before the EABI struct sockaddr_un was padded to words, which the kernel does not take. */
static uint32_t without_padding(struct sys_frame *f, gaddr address, uint32_t size)
{
    enum { PADDED = 112 };
    uint8_t family[2];

    if (!(f->state->guest->families & SYS_FAM_OABI) || size != PADDED || !address ||
        lx_copy_from_guest(family, address, sizeof(family)) < 0 ||
        load_u16(family, f->state->abi->big_endian) != AF_UNIX)
        return size;
    return sizeof(struct sockaddr_un);
}

int64_t sys_address_to_host(struct sys_frame *f, gaddr from, uint32_t *size, uint64_t *host)
{
    uint8_t *address;

    *size = without_padding(f, from, *size);
    if (!f->state->abi->big_endian || !from || *size > sizeof(struct sockaddr_storage))
        return 0;
    address = sys_alloc(f, sizeof(struct sockaddr_storage));
    if (!address)
        return -ENOMEM;
    if (lx_copy_from_guest(address, from, *size) < 0)
        return -EFAULT;
    *host = (uintptr_t)address;
    if (*size >= 2)
        sockdata_swap_address(address, *size, load_u16(address, true));
    return 0;
}

int64_t sys_get_address(struct sys_frame *f, unsigned i)
{
    int at = f->row->param[i].len;
    uint32_t given = (uint32_t)f->raw[at], size = given;
    int64_t err = sys_address_to_host(f, f->raw[i], &size, &f->arg[i]);

    if (size != given)
        f->raw[at] = f->arg[at] = size;
    return err;
}

int64_t sys_address_to_guest(struct sys_frame *f, gaddr to, uint32_t room,
                             struct sockaddr_storage *host, uint32_t size)
{
    if (f->state->abi->big_endian)
        sockdata_swap_address(host, sizeof(*host), host->ss_family);
    return lx_copy_to_guest(to, host, room < size ? room : size);
}

/* What is wrong with the address shows when the kernel has it, and then there is nothing to it. */
static int64_t put_address(struct sys_frame *f, unsigned i, struct sockaddr_storage *host,
                           uint32_t size)
{
    uint32_t room;

    if (sys_get_u32(f, &room, f->raw[i + 1]) < 0)
        return -EFAULT;
    if ((int32_t)room < 0)
        return -EINVAL;
    if (sys_address_to_guest(f, f->raw[i], room, host, size) < 0 ||
        sys_put_u32(f, f->raw[i + 1], size) < 0)
        return -EFAULT;
    return 0;
}

/* A call that gives an address and its length at arguments i and i + 1. */
static int64_t with_address(struct sys_frame *f, unsigned i)
{
    struct sockaddr_storage host = {0};
    uint32_t size = sizeof(host);
    int64_t result, err;

    if (!f->state->abi->big_endian || !f->raw[i])
        return sys_host(f);
    f->arg[i] = (uintptr_t)&host;
    f->arg[i + 1] = (uintptr_t)&size;
    result = sys_host(f);
    if (result < 0)
        return result;
    err = put_address(f, i, &host, size);
    return err < 0 ? err : result;
}

static int64_t accept_call(struct sys_frame *f)
{
    struct sockaddr_storage host = {0};
    uint32_t size = sizeof(host);
    int64_t fd, err;

    if (f->raw[1]) {
        f->arg[1] = (uintptr_t)&host;
        f->arg[2] = (uintptr_t)&size;
    }
    fd = sys_host(f);
    err = fd >= 0 && f->raw[1] ? put_address(f, 1, &host, size) : 0;
    if (err < 0)
        lx_rawcall(HOST_NR_close, fd, 0, 0, 0, 0, 0);
    return err < 0 ? err : fd;
}

int64_t sys_accept(struct sys_frame *f)
{
    return accept_call(f);
}

int64_t sys_accept4(struct sys_frame *f)
{
    return accept_call(f);
}

int64_t sys_getsockname(struct sys_frame *f)
{
    return with_address(f, 1);
}

int64_t sys_getpeername(struct sys_frame *f)
{
    return with_address(f, 1);
}

static struct iovec guest_buffer(const struct sys_frame *f)
{
    return (struct iovec){lx_ptr(f->raw[1]), (size_t)f->raw[2]};
}

int64_t sys_read(struct sys_frame *f)
{
    struct iovec guest = guest_buffer(f);
    int content = content_of(f);

    return content == CONTENT_BYTES ? sys_host(f) : content_read(f, content, &guest, 1);
}

int64_t sys_write(struct sys_frame *f)
{
    struct iovec guest = guest_buffer(f);
    int content = content_of(f);

    return content == CONTENT_BYTES ? sys_host(f) : content_write(f, content, &guest, 1);
}

int64_t sys_recvfrom(struct sys_frame *f)
{
    int protocol = content_of_socket(f);
    struct iovec guest = guest_buffer(f), host;
    int64_t result;

    if (protocol < 0)
        return with_address(f, 4);
    result = content_room(f, &guest, 1, &host);
    if (result < 0)
        return result;
    f->arg[1] = (uintptr_t)host.iov_base;
    f->arg[2] = host.iov_len;
    result = with_address(f, 4);
    return result > 0 && content_from_kernel(f, protocol, &guest, 1, &host, (size_t)result) < 0
               ? -EFAULT
               : result;
}

int64_t sys_sendto(struct sys_frame *f)
{
    int protocol = content_of_socket(f);
    struct iovec guest = guest_buffer(f), host;
    int64_t err = protocol < 0 ? 0 : content_to_kernel(f, protocol, &guest, 1, &host);

    if (err < 0)
        return err;
    if (protocol >= 0)
        f->arg[1] = (uintptr_t)host.iov_base;
    return sys_host(f);
}

/* ---- pairs of descriptors, in argument i ---- */

/* socketpair(2) has written them before it fails. */
static int64_t pair_call(struct sys_frame *f, unsigned i)
{
    int pair[2] = {-1, -1};
    int64_t result;

    f->arg[i] = (uintptr_t)pair;
    result = sys_host(f);
    if (pair[0] < 0 || (sys_put_u32(f, f->raw[i], (uint32_t)pair[0]) == 0 &&
                        sys_put_u32(f, f->raw[i] + 4, (uint32_t)pair[1]) == 0))
        return result;
    for (unsigned k = 0; k < 2 && result >= 0; k++)
        lx_rawcall(HOST_NR_close, pair[k], 0, 0, 0, 0, 0);
    return -EFAULT;
}

int64_t sys_pipe(struct sys_frame *f)
{
    return pair_call(f, 0);
}

int64_t sys_pipe2(struct sys_frame *f)
{
    return pair_call(f, 0);
}

int64_t sys_socketpair(struct sys_frame *f)
{
    return pair_call(f, 3);
}
