/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * perf_event_open(2) for guests of the other byte order.
 *
 * In: the guest's struct perf_event_attr.  Out: the host's call.  A compiler for big-endian
 * processors lays bit fields out from the top, so that they are turned round bit by bit.
 * What read(2) gives is in read.c; samples in mapped memory are the host's.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stddef.h>
#include <string.h>
#include "base/bytes.h"
#include "syscalls/members.h"

enum { LARGEST = 4096 };

/* type, size, config, period, kind of sample, read_format, bits, wakeup, bp_type, config1, config2,
   branches, registers, stack, clock, registers, aux_watermark, depth, reserved, size, bits, data,
   config3, config4 */
#define MEMBERS                                                                                    \
    "wwddddd"                                                                                      \
    "wwdd"                                                                                         \
    "dd"                                                                                           \
    "wwd"                                                                                          \
    "whhww"                                                                                        \
    "ddd"
enum { BITS = 40, AUX_BITS = 116, PRECISE_SHIFT = 15 };

static uint64_t reversed(uint64_t bits, unsigned count)
{
    uint64_t result = 0;

    for (unsigned i = 0; i < count; i++)
        result |= (bits >> i & 1) << (count - 1 - i);
    return result;
}

/* precise_ip is the one field of two bits: the low one has got above the high one. */
static uint64_t host_bits(uint64_t guest)
{
    uint64_t bits = reversed(guest, 64), low = bits >> PRECISE_SHIFT & 1,
             high = bits >> (PRECISE_SHIFT + 1) & 1;

    bits &= ~(UINT64_C(3) << PRECISE_SHIFT);
    return bits | low << (PRECISE_SHIFT + 1) | high << PRECISE_SHIFT;
}

int64_t sys_perf_event_open(struct sys_frame *f)
{
    char attr[LARGEST] = "";
    uint32_t size;
    int64_t result;

    if (!f->raw[0] || sys_get_u32(f, &size, f->raw[0] + offsetof(struct perf_event_attr, size)) < 0)
        return sys_host(f);
    size = size ? size : PERF_ATTR_SIZE_VER0;
    if (lx_copy_from_guest(attr, f->raw[0], size <= LARGEST ? size : 8) < 0)
        return sys_host(f);
    members_swap(attr, LARGEST, MEMBERS);
    store_u64(attr + BITS, host_bits(load_u64(attr + BITS, false)), false);
    store_u32(attr + AUX_BITS, (uint32_t)reversed(load_u32(attr + AUX_BITS, false), 32), false);
    f->arg[0] = (uintptr_t)attr;
    result = sys_host(f);
    if (result == -E2BIG) /* the size that it should be */
        sys_put_u32(f, f->raw[0] + offsetof(struct perf_event_attr, size),
                    load_u32(attr + offsetof(struct perf_event_attr, size), false));
    return result;
}
