/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls with structures of members of fixed size, for guests of the other byte order, that need
 * more than a SIZED argument of calls.def: the size stands elsewhere, or several structures follow
 * each other.
 *
 * In: a row's arguments.  Out: the host's call on a copy, turned round, and back.  What can't be
 * read stays an address where the host's kernel finds nothing, or the guest's own, and it says
 * EFAULT when it comes to it.
 */
#include "syscalls/linux/swapped.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <string.h>

#include "base/bytes.h"
#include "syscalls/members.h"

/* Argument i shall be read from `copy`. */
static bool read_argument(struct sys_frame *f, unsigned i, void *copy, size_t size,
                          const char *members)
{
    if (!f->raw[i] || lx_copy_from_guest(copy, f->raw[i], size) < 0)
        return false;
    members_swap(copy, size, members);
    f->arg[i] = (uintptr_t)copy;
    return true;
}

/* ---- arguments of kind SIZED ---- */

enum { SIZED_MAX = 1 << 20 }; /* more than the kernel takes or gives of any of them */

/* False: there is no size that the kernel would take. */
static bool sized(struct sys_frame *f, unsigned i, size_t *size)
{
    const struct sys_param *p = &f->row->param[i];
    uint32_t inside = 0;

    if (p->len < 0 && sys_get_u32(f, &inside, f->raw[i] + p->count) < 0)
        return false;
    *size = p->len < 0 ? inside : f->raw[p->len];
    return *size <= SIZED_MAX;
}

int64_t sys_get_sized(struct sys_frame *f, unsigned i)
{
    size_t size;
    void *copy;

    if (!f->state->abi->big_endian || !f->raw[i] || !sized(f, i, &size))
        return 0;
    copy = sys_alloc(f, size + 1);
    if (!copy)
        return -ENOMEM;
    read_argument(f, i, copy, size, members_of(f->row->param[i].what));
    return 0;
}

int64_t sys_put_sized(struct sys_frame *f, unsigned i)
{
    size_t size;

    if (f->arg[i] == f->raw[i] || !sized(f, i, &size))
        return 0;
    members_swap((void *)(uintptr_t)f->arg[i], size, members_of(f->row->param[i].what));
    return lx_copy_to_guest(f->raw[i], (void *)(uintptr_t)f->arg[i], size);
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

    if (!read_argument(f, 0, head, HEAD, "ww"))
        return sys_host(f);
    size = sets_of(head) * (size_t)SET;
    if (write)
        read_argument(f, 1, sets, size, "w*");
    else if (f->raw[1])
        f->arg[1] = (uintptr_t)sets;
    result = sys_host(f);
    members_swap(head, HEAD, "ww"); /* the version that it should be comes back with an error */
    if (lx_copy_to_guest(f->raw[0], head, HEAD) < 0)
        return -EFAULT;
    if (result < 0 || write || !f->raw[1])
        return result;
    members_swap(sets, size, "w*");
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

/* ---- attributes of scheduling: their size is in them ---- */

enum { PAGE = 4096 }; /* what the kernel takes of a structure that may grow */

int64_t sys_sched_setattr(struct sys_frame *f)
{
    enum { LEAST = 48 };
    uint8_t bytes[PAGE] = {0};
    uint32_t size;
    int64_t result;

    if (!f->raw[1] || sys_get_u32(f, &size, f->raw[1]) < 0)
        return sys_host(f);
    size = size ? size : LEAST;
    if (!read_argument(f, 1, bytes, size >= LEAST && size <= PAGE ? size : sizeof(size),
                       members_of(SYS_MB_sched_attr)))
        return -EFAULT;
    result = sys_host(f);
    if (result == -E2BIG) /* the size that it should be */
        sys_put_u32(f, f->raw[1], load_u32(bytes, false));
    return result;
}

int64_t sys_sched_getattr(struct sys_frame *f)
{
    uint8_t bytes[PAGE];
    size_t size = (uint32_t)f->raw[2];
    int64_t result;

    if (!f->raw[1] || size > sizeof(bytes))
        return sys_host(f);
    f->arg[1] = (uintptr_t)bytes;
    result = sys_host(f);
    if (result < 0)
        return result;
    size = load_u32(bytes, false); /* how much the kernel has written */
    members_swap(bytes, size, members_of(SYS_MB_sched_attr));
    return lx_copy_to_guest(f->raw[1], bytes, size) < 0 ? -EFAULT : result;
}

/* ---- file handles: the number of bytes, the type, the bytes ---- */

enum { HANDLE_HEAD = 8, HANDLE_MAX = 128 };

static bool read_handle(struct sys_frame *f, unsigned i, uint8_t *bytes)
{
    uint32_t size;

    if (sys_get_u32(f, &size, f->raw[i]) < 0)
        return false;
    return read_argument(f, i, bytes, HANDLE_HEAD + (size <= HANDLE_MAX ? size : 0), "wwx");
}

int64_t sys_name_to_handle_at(struct sys_frame *f)
{
    enum { UNIQUE = 1 }; /* AT_HANDLE_MNT_ID_UNIQUE: 64 bits */
    uint8_t bytes[HANDLE_HEAD + HANDLE_MAX];
    uint64_t mount = 0;
    unsigned word = f->raw[4] & UNIQUE ? 8 : 4;
    int64_t result;

    if (!read_handle(f, 2, bytes))
        return sys_host(f);
    f->arg[3] = f->raw[3] ? (uintptr_t)&mount : 0;
    result = sys_host(f);
    if (result < 0 && result != -EOVERFLOW) /* which tells the number of bytes */
        return result;
    size_t size = HANDLE_HEAD + (result < 0 ? 0 : load_u32(bytes, false));
    uint8_t back[8];

    members_swap(bytes, HANDLE_HEAD, "ww");
    store_word(back, mount, word, true);
    if (lx_copy_to_guest(f->raw[3], back, word) < 0 || lx_copy_to_guest(f->raw[2], bytes, size) < 0)
        return -EFAULT;
    return result;
}

int64_t sys_open_by_handle_at(struct sys_frame *f)
{
    uint8_t bytes[HANDLE_HEAD + HANDLE_MAX];

    read_handle(f, 1, bytes);
    return sys_host(f);
}

/* ---- rules of Landlock, each type with a structure of its own ---- */

int64_t sys_landlock_add_rule(struct sys_frame *f)
{
    enum { NET_PORT = 2, NET_SIZE = 16 }; /* newer than some headers */
    uint8_t rule[NET_SIZE];

    switch ((int)f->raw[1]) {
    case LANDLOCK_RULE_PATH_BENEATH:
        read_argument(f, 2, rule, sizeof(struct landlock_path_beneath_attr), "dw");
        break;
    case NET_PORT: read_argument(f, 2, rule, NET_SIZE, "dd"); break;
    default: break; /* EINVAL */
    }
    return sys_host(f);
}

/* ---- Linux security modules: lists of what a size, which is behind a pointer, has room for ----
 */

enum { CONTEXT_HEAD = 32 };

static void swap_contexts(uint8_t *at, size_t size)
{
    while (size >= CONTEXT_HEAD) {
        size_t length = load_u64(at + 16, false);

        members_swap(at, CONTEXT_HEAD, members_of(SYS_MB_lsm_ctx));
        if (length < CONTEXT_HEAD || length > size)
            return;
        at += length, size -= length;
    }
}

static void swap_numbers(uint8_t *at, size_t size)
{
    members_swap(at, size, "d*");
}

/* Argument i is the list, argument i + 1 the address of its size. */
static int64_t list_call(struct sys_frame *f, unsigned i, void (*swap)(uint8_t *, size_t))
{
    uint32_t size;
    uint8_t *list = NULL;
    int64_t result;

    if (!f->raw[i + 1] || sys_get_u32(f, &size, f->raw[i + 1]) < 0)
        return sys_host(f);
    size = size < SIZED_MAX ? size : SIZED_MAX;
    if (f->raw[i]) {
        list = sys_alloc(f, size + CONTEXT_HEAD);
        if (!list)
            return -ENOMEM;
        memset(list, 0, size + CONTEXT_HEAD);
        if (size >= CONTEXT_HEAD) /* whose context is asked for, if it is a single one */
            read_argument(f, i, list, CONTEXT_HEAD, members_of(SYS_MB_lsm_ctx));
    }
    f->arg[i] = (uintptr_t)list;
    f->arg[i + 1] = (uintptr_t)&size;
    result = sys_host(f);
    if (result < 0 && result != -E2BIG)
        return result;
    if (sys_put_u32(f, f->raw[i + 1], size) < 0)
        return -EFAULT;
    if (result < 0 || !list)
        return result;
    swap(list, size);
    return lx_copy_to_guest(f->raw[i], list, size) < 0 ? -EFAULT : result;
}

int64_t sys_lsm_get_self_attr(struct sys_frame *f)
{
    return list_call(f, 1, swap_contexts);
}

int64_t sys_lsm_list_modules(struct sys_frame *f)
{
    return list_call(f, 0, swap_numbers);
}
