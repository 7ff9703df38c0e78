/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls with a structure of members of fixed size, for guests of the other byte order: the size is
 * an argument, or stands in the structure (capabilities, sched_attr, file handles).
 *
 * In: a row's arguments.  Out: the host's call on a copy, turned round, and back.  For all other
 * guests the host reads and writes the guest's own.
 */
#include "syscalls/linux/swapped.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>

#include "base/bytes.h"

#define BYTES_MAX 4096 /* what the kernel takes of a structure that may grow */

/* Turns round the members within `size` bytes; `layout` has a digit for the size of each. */
static void turn(uint8_t *bytes, size_t size, const char *layout)
{
    for (size_t at = 0; *layout; layout++) {
        unsigned n = (unsigned)(*layout - '0');

        if (at + n > size)
            return;
        for (unsigned i = 0; i < n / 2; i++) {
            uint8_t low = bytes[at + i];

            bytes[at + i] = bytes[at + n - 1 - i];
            bytes[at + n - 1 - i] = low;
        }
        at += n;
    }
}

static bool is_swapped(const struct sys_frame *f)
{
    return f->state->abi->big_endian;
}

/*
 * Argument i is a structure, argument k its size.  What can't be read, and what is larger than any,
 * is for the host's kernel to refuse.
 */
static int64_t with_struct(struct sys_frame *f, unsigned i, unsigned k, const char *layout,
                           bool out)
{
    uint8_t bytes[BYTES_MAX];
    size_t size = f->raw[k];
    int64_t result;

    if (!is_swapped(f) || !f->raw[i] || size > sizeof(bytes) ||
        lx_copy_from_guest(bytes, f->raw[i], size) < 0)
        return sys_host(f);
    turn(bytes, size, layout);
    f->arg[i] = (uintptr_t)bytes;
    result = sys_host(f);
    if (result < 0 || !out)
        return result;
    turn(bytes, size, layout);
    return lx_copy_to_guest(f->raw[i], bytes, size) < 0 ? -EFAULT : result;
}

int64_t sys_mount_setattr(struct sys_frame *f)
{
    return with_struct(f, 3, 4, "8888", false);
}

int64_t sys_open_tree_attr(struct sys_frame *f)
{
    return with_struct(f, 3, 4, "8888", false);
}

/* struct xattr_args: the value's address, its size, flags. */
int64_t sys_setxattrat(struct sys_frame *f)
{
    return with_struct(f, 4, 5, "844", false);
}

int64_t sys_getxattrat(struct sys_frame *f)
{
    return with_struct(f, 4, 5, "844", false);
}

int64_t sys_file_getattr(struct sys_frame *f)
{
    return with_struct(f, 2, 3, "84444", true);
}

int64_t sys_file_setattr(struct sys_frame *f)
{
    return with_struct(f, 2, 3, "84444", false);
}

int64_t sys_landlock_create_ruleset(struct sys_frame *f)
{
    return with_struct(f, 0, 1, "888", false);
}

/* ---- capabilities ---- */

enum { HEAD = 8, SET = 12 };

/* How many sets follow the header. */
static unsigned sets_of(const uint8_t *head)
{
    return load_u32(head, false) == _LINUX_CAPABILITY_VERSION_1 ? 1 : 2;
}

static int64_t capabilities(struct sys_frame *f, bool write)
{
    uint8_t head[HEAD], sets[2 * SET];
    size_t size;
    int64_t result;

    if (!is_swapped(f) || lx_copy_from_guest(head, f->raw[0], HEAD) < 0)
        return sys_host(f);
    turn(head, HEAD, "44");
    size = sets_of(head) * (size_t)SET;
    f->arg[0] = (uintptr_t)head;
    if (f->raw[1] && (!write || lx_copy_from_guest(sets, f->raw[1], size) == 0)) {
        turn(sets, size, "444444");
        f->arg[1] = (uintptr_t)sets;
    }
    result = sys_host(f);
    turn(head, HEAD, "44"); /* the version that it should be comes back with an error */
    if (lx_copy_to_guest(f->raw[0], head, HEAD) < 0)
        return -EFAULT;
    if (result < 0 || write || !f->raw[1])
        return result;
    turn(sets, size, "444444");
    return lx_copy_to_guest(f->raw[1], sets, size) < 0 ? -EFAULT : result;
}

int64_t sys_capget(struct sys_frame *f)
{
    return capabilities(f, false);
}

int64_t sys_capset(struct sys_frame *f)
{
    return capabilities(f, true);
}

/* ---- scheduling ---- */

#define SCHED_ATTR                                                                                 \
    "44844888"                                                                                     \
    "44"

int64_t sys_sched_setattr(struct sys_frame *f)
{
    enum { LEAST = 48 };
    uint8_t bytes[BYTES_MAX] = {0};
    uint32_t size;
    int64_t result;

    if (!is_swapped(f) || !f->raw[1] || lx_get_u32(&size, f->raw[1]) < 0)
        return sys_host(f);
    size = __builtin_bswap32(size);
    size = size ? size : LEAST;
    if (lx_copy_from_guest(bytes, f->raw[1],
                           size >= LEAST && size <= sizeof(bytes) ? size : sizeof(size)) < 0)
        return -EFAULT;
    turn(bytes, sizeof(bytes), SCHED_ATTR);
    f->arg[1] = (uintptr_t)bytes;
    result = sys_host(f);
    if (result == -E2BIG) { /* the size that it should be */
        turn(bytes, sizeof(size), "4");
        lx_copy_to_guest(f->raw[1], bytes, sizeof(size));
    }
    return result;
}

int64_t sys_sched_getattr(struct sys_frame *f)
{
    uint8_t bytes[BYTES_MAX];
    size_t size = (uint32_t)f->raw[2];
    int64_t result;

    if (!is_swapped(f) || !f->raw[1] || size > sizeof(bytes))
        return sys_host(f);
    f->arg[1] = (uintptr_t)bytes;
    result = sys_host(f);
    if (result < 0)
        return result;
    size = load_u32(bytes, false); /* how much the kernel has written */
    turn(bytes, size, SCHED_ATTR);
    return lx_copy_to_guest(f->raw[1], bytes, size) < 0 ? -EFAULT : result;
}

/* ---- file handles: the number of bytes, the type, the bytes ---- */

enum { HANDLE_HEAD = 8, HANDLE_MAX = 128 };

static bool read_handle(gaddr from, uint8_t *bytes)
{
    uint32_t size;

    if (lx_copy_from_guest(bytes, from, HANDLE_HEAD) < 0)
        return false;
    turn(bytes, HANDLE_HEAD, "44");
    size = load_u32(bytes, false);
    return size > HANDLE_MAX ||
           lx_copy_from_guest(bytes + HANDLE_HEAD, from + HANDLE_HEAD, size) == 0;
}

int64_t sys_name_to_handle_at(struct sys_frame *f)
{
    enum { UNIQUE = 1 }; /* AT_HANDLE_MNT_ID_UNIQUE: 64 bits */
    uint8_t bytes[HANDLE_HEAD + HANDLE_MAX];
    uint64_t mount = 0;
    unsigned word = f->raw[4] & UNIQUE ? 8 : 4;
    int64_t result;

    if (!is_swapped(f) || !read_handle(f->raw[2], bytes))
        return sys_host(f);
    f->arg[2] = (uintptr_t)bytes;
    f->arg[3] = f->raw[3] ? (uintptr_t)&mount : 0;
    result = sys_host(f);
    if (result < 0 && result != -EOVERFLOW) /* which tells the number of bytes */
        return result;
    size_t size = HANDLE_HEAD + (result < 0 ? 0 : load_u32(bytes, false));
    uint8_t back[8];

    turn(bytes, HANDLE_HEAD, "44");
    store_word(back, mount, word, true);
    if (lx_copy_to_guest(f->raw[3], back, word) < 0 || lx_copy_to_guest(f->raw[2], bytes, size) < 0)
        return -EFAULT;
    return result;
}

int64_t sys_open_by_handle_at(struct sys_frame *f)
{
    uint8_t bytes[HANDLE_HEAD + HANDLE_MAX];

    if (is_swapped(f) && read_handle(f->raw[1], bytes))
        f->arg[1] = (uintptr_t)bytes;
    return sys_host(f);
}
