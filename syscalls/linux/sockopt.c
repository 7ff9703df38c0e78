/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Socket options for guests whose words are not the host's.
 *
 * In: the option as the guest gave it.  Out: the host's result.  Most options are numbers or have
 * members of fixed size; those with words, pointers, or an alignment that follows from words are
 * converted here, as the kernel does for its own 32-bit programs.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include "base/bytes.h"
#include "linux-user/space.h"
#include "syscalls/linux/sockdata.h"
#include "syscalls/linux/vector.h"
#include "syscalls/members.h"

static int64_t host_set(struct sys_frame *f, const void *value, size_t size)
{
    return sys_host6(f, HOST_NR_setsockopt, f->arg[0], f->arg[1], f->arg[2], (uintptr_t)value, size,
                     0);
}

static int64_t host_get(struct sys_frame *f, void *value, uint32_t *size)
{
    return sys_host6(f, HOST_NR_getsockopt, f->arg[0], f->arg[1], f->arg[2], (uintptr_t)value,
                     (uintptr_t)size, 0);
}

/* ---- times ---- */

enum { OLD_RCVTIMEO = 20, OLD_SNDTIMEO = 21 };

static bool is_timeout(uint64_t level, uint64_t option)
{
    return (int)level == SOL_SOCKET && ((int)option == OLD_RCVTIMEO || (int)option == OLD_SNDTIMEO);
}

static int64_t set_timeout(struct sys_frame *f)
{
    struct timeval time;

    if (f->raw[4] < 2u * f->state->abi->word)
        return -EINVAL;
    if (sys_get_struct(f, SYS_ST_timeval, &time, f->raw[3]) < 0)
        return -EFAULT;
    return host_set(f, &time, sizeof(time));
}

static int64_t get_timeout(struct sys_frame *f)
{
    struct timeval time;
    uint32_t size = sizeof(time);
    int64_t err = host_get(f, &time, &size);

    if (err < 0)
        return err;
    if (sys_put_struct(f, SYS_ST_timeval, f->raw[3], &time) < 0)
        return -EFAULT;
    return sys_put_u32(f, f->raw[4], 2u * f->state->abi->word);
}

/* ---- filters: struct sock_fprog ---- */

static bool is_filter(const struct sys_frame *f)
{
    int level = (int)f->arg[1], option = (int)f->arg[2];

    if (level == SOL_SOCKET)
        return option == SO_ATTACH_FILTER || option == SO_ATTACH_REUSEPORT_CBPF;
    /* Else it is the descriptor of a program. */
    return level == SOL_PACKET && option == PACKET_FANOUT_DATA &&
           f->raw[4] == 2u * f->state->abi->word;
}

static int64_t set_filter(struct sys_frame *f)
{
    struct sock_fprog prog;
    uint8_t guest[sizeof(struct sock_filter)];
    bool big = f->state->abi->big_endian;
    gaddr from;

    if (f->raw[4] != 2u * f->state->abi->word)
        return -EINVAL;
    if (sys_get_struct(f, SYS_ST_sock_fprog, &prog, f->raw[3]) < 0)
        return -EFAULT;
    from = (gaddr)(uintptr_t)prog.filter;
    prog.filter = NULL;
    if (from && prog.len && prog.len <= BPF_MAXINSNS) {
        prog.filter = sys_alloc(f, prog.len * sizeof(*prog.filter));
        if (!prog.filter)
            return -ENOMEM;
    }
    /* Without instructions, or with too many, the host says what is wrong. */
    for (unsigned i = 0; prog.filter && i < prog.len; i++) {
        if (lx_copy_from_guest(guest, from + i * sizeof(guest), sizeof(guest)) < 0)
            return -EFAULT;
        prog.filter[i] = (struct sock_filter){load_u16(guest, big), guest[2], guest[3],
                                              load_u32(guest + 4, big)};
    }
    return host_set(f, &prog, sizeof(prog));
}

/* ---- multicast groups: addresses of 128 bytes, aligned as a pointer, behind a number ---- */

enum { ADDRESS = sizeof(struct sockaddr_storage) };

static bool is_group(const struct sys_frame *f)
{
    int level = (int)f->arg[1], option = (int)f->arg[2];

    return (level == IPPROTO_IP || level == IPPROTO_IPV6) && option >= MCAST_JOIN_GROUP &&
           option <= MCAST_MSFILTER;
}

/* Addresses of a guest of the other byte order, or for one. */
static void swap_addresses(const struct sys_frame *f, struct sockaddr_storage *address,
                           size_t count, bool guest)
{
    if (f->state->abi->big_endian)
        for (size_t i = 0; i < count; i++)
            sockdata_swap_address(&address[i], ADDRESS, load_u16(&address[i], guest));
}

/* struct group_req and group_source_req. */
static int64_t set_group(struct sys_frame *f)
{
    unsigned option = (unsigned)f->arg[2];
    bool one = option == MCAST_JOIN_GROUP || option == MCAST_LEAVE_GROUP;
    size_t addresses = (one ? 1 : 2) * (size_t)ADDRESS, word = f->state->abi->word;
    struct group_source_req host = {0};

    if (f->raw[4] < word + addresses)
        return -EINVAL;
    if (lx_copy_from_guest(&host.gsr_interface, f->raw[3], sizeof(host.gsr_interface)) < 0 ||
        lx_copy_from_guest(&host.gsr_group, f->raw[3] + word, addresses) < 0)
        return -EFAULT;
    host.gsr_interface = load_u32(&host.gsr_interface, f->state->abi->big_endian);
    swap_addresses(f, &host.gsr_group, one ? 1 : 2, true);
    return host_set(f, &host, offsetof(struct group_source_req, gsr_group) + addresses);
}

/* struct group_filter: a group's sources.  How many the guest may name, or have room for. */
#define SOURCES_MAX 8192u
#define FILTER_HEAD offsetof(struct group_filter, gf_slist)

static size_t guest_head(const struct sys_frame *f)
{
    return f->state->abi->word + ADDRESS + 2 * sizeof(uint32_t);
}

static int64_t get_filter_head(struct sys_frame *f, struct group_filter **out, size_t sources)
{
    uint32_t mode_count[2];
    size_t word = f->state->abi->word;
    struct group_filter *host;

    if (lx_copy_from_guest(mode_count, f->raw[3] + word + ADDRESS, sizeof(mode_count)) < 0)
        return -EFAULT;
    members_swap(mode_count, f->state->abi->big_endian ? sizeof(mode_count) : 0, "w*");
    if (sources > mode_count[1])
        sources = mode_count[1];
    if (sources > SOURCES_MAX)
        return -ENOBUFS;
    host = sys_alloc(f, FILTER_HEAD + (sources + 1) * ADDRESS);
    if (!host)
        return -ENOMEM;
    memset(host, 0, FILTER_HEAD);
    host->gf_fmode = mode_count[0];
    host->gf_numsrc = mode_count[1];
    if (lx_copy_from_guest(&host->gf_interface, f->raw[3], sizeof(host->gf_interface)) < 0 ||
        lx_copy_from_guest(&host->gf_group, f->raw[3] + word, ADDRESS) < 0)
        return -EFAULT;
    host->gf_interface = load_u32(&host->gf_interface, f->state->abi->big_endian);
    swap_addresses(f, &host->gf_group, 1, true);
    *out = host;
    return (int64_t)sources;
}

static int64_t set_sources(struct sys_frame *f)
{
    struct group_filter *host;
    int64_t count;

    if (f->raw[4] < guest_head(f))
        return -EINVAL;
    count = get_filter_head(f, &host, (f->raw[4] - guest_head(f)) / ADDRESS);
    if (count < 0)
        return count;
    if (lx_copy_from_guest(host->gf_slist, f->raw[3] + guest_head(f), (size_t)count * ADDRESS) < 0)
        return -EFAULT;
    swap_addresses(f, host->gf_slist, (size_t)count, true);
    return host_set(f, host, FILTER_HEAD + (size_t)count * ADDRESS);
}

static int64_t get_sources(struct sys_frame *f)
{
    struct group_filter *host;
    size_t word = f->state->abi->word;
    uint32_t size;
    int64_t count, result;

    if (sys_get_u32(f, &size, f->raw[4]) < 0)
        return -EFAULT;
    if (size < guest_head(f))
        return -EINVAL;
    count = get_filter_head(f, &host, SOURCES_MAX);
    if (count < 0)
        return count;
    host->gf_numsrc = (uint32_t)count;
    size = (uint32_t)(FILTER_HEAD + (size_t)count * ADDRESS);
    result = host_get(f, host, &size);
    if (result < 0)
        return result;
    size -= (uint32_t)FILTER_HEAD;
    swap_addresses(f, host->gf_slist, size / ADDRESS, false);
    if (sys_put_u32(f, f->raw[3] + word + ADDRESS, host->gf_fmode) < 0 ||
        sys_put_u32(f, f->raw[3] + word + ADDRESS + 4, host->gf_numsrc) < 0 ||
        lx_copy_to_guest(f->raw[3] + guest_head(f), host->gf_slist, size) < 0 ||
        sys_put_u32(f, f->raw[4], size + (uint32_t)guest_head(f)) < 0)
        return -EFAULT;
    return result;
}

/* ---- the other byte order: a copy, turned round ---- */

enum { VALUE_MAX = 1 << 16 };

static int64_t set_swapped(struct sys_frame *f)
{
    size_t size = (uint32_t)f->raw[4];
    void *value;

    if ((int32_t)size < 0 || size > VALUE_MAX)
        return -EINVAL;
    if (!f->raw[3] || !size)
        return sys_host(f);
    value = sys_alloc(f, size);
    if (!value)
        return -ENOMEM;
    if (lx_copy_from_guest(value, f->raw[3], size) < 0)
        return vector_blame(f, -EFAULT);
    sockdata_swap_option(value, size, (int)f->arg[1], (int)f->arg[2]);
    return host_set(f, value, size);
}

/* Some options read what they are given before they write there. */
static int64_t get_swapped(struct sys_frame *f)
{
    int level = (int)f->arg[1], option = (int)f->arg[2];
    uint32_t size, unit = 1;
    void *value;
    int64_t result;

    if (sys_get_u32(f, &size, f->raw[4]) < 0)
        return vector_blame(f, -EFAULT);
    if ((int32_t)size < 0)
        return vector_blame(f, -EINVAL);
    size = size < VALUE_MAX ? size : VALUE_MAX;
    if (level == SOL_SOCKET && option == SO_GET_FILTER)
        unit = sizeof(struct sock_filter);
    value = sys_alloc(f, size * unit + 1);
    if (!value)
        return -ENOMEM;
    if (lx_copy_from_guest(value, f->raw[3], size * unit) < 0)
        memset(value, 0, size * unit);
    sockdata_swap_option(value, size * unit, level, option);
    result = host_get(f, value, &size);
    if (result < 0)
        return result;
    sockdata_swap_option(value, size * unit, level, option);
    if ((f->raw[3] && lx_copy_to_guest(f->raw[3], value, size * unit) < 0) ||
        sys_put_u32(f, f->raw[4], size) < 0)
        return -EFAULT;
    return result;
}

/* ---- the calls ---- */

int64_t sys_setsockopt(struct sys_frame *f)
{
    if (is_timeout(f->arg[1], f->arg[2]))
        return set_timeout(f);
    if (is_filter(f))
        return set_filter(f);
    if (is_group(f))
        return (int)f->arg[2] == MCAST_MSFILTER ? set_sources(f) : set_group(f);
    return f->state->abi->big_endian ? set_swapped(f) : sys_host(f);
}

int64_t sys_getsockopt(struct sys_frame *f)
{
    if (is_timeout(f->arg[1], f->arg[2]))
        return get_timeout(f);
    if (is_group(f) && (int)f->arg[2] == MCAST_MSFILTER)
        return get_sources(f);
    return f->state->abi->big_endian ? get_swapped(f) : sys_host(f);
}
