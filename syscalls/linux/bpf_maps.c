/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bpf(2) for guests of the other byte order: maps, pinned objects, numbers.
 *
 * In: a command and its attributes.  Out: the host's call with a copy that is turned round, by the
 * rows below (bpf(2), the kernel's uapi headers).  Values and keys of a hash are bytes that only
 * the guest knows; what the kernel itself takes for a number (an index, a descriptor, the length
 * of a prefix) is turned round by the map's type.
 * Programs run in the host's byte order, and type information has a mark of it: to load them, and
 * what goes with them, is EOPNOTSUPP.
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include "base/bytes.h"
#include "linux-user/space.h"
#include "syscalls/members.h"

enum { LARGEST = 4096, NEWEST = 38 }; /* commands of later kernels are for the host to judge */

#define NAME "bbbbbbbbbbbbbbbb"

static const struct row {
    int command;
    const char *members;
    bool out; /* numbers come back in the attributes */
} rows[] = {
    {BPF_MAP_CREATE, "wwwwwww" NAME "wwwwwdww", false},
    {BPF_MAP_LOOKUP_ELEM, "wwddd", false},
    {BPF_MAP_UPDATE_ELEM, "wwddd", false},
    {BPF_MAP_DELETE_ELEM, "wwddd", false},
    {BPF_MAP_GET_NEXT_KEY, "wwddd", false},
    {BPF_MAP_LOOKUP_AND_DELETE_ELEM, "wwddd", false},
    {BPF_MAP_FREEZE, "wwddd", false},
    {BPF_OBJ_PIN, "dwww", false},
    {BPF_OBJ_GET, "dwww", false},
    {BPF_PROG_GET_NEXT_ID, "wwww", true},
    {BPF_MAP_GET_NEXT_ID, "wwww", true},
    {BPF_BTF_GET_NEXT_ID, "wwww", true},
    {BPF_LINK_GET_NEXT_ID, "wwww", true},
    {BPF_PROG_GET_FD_BY_ID, "wwww", false},
    {BPF_MAP_GET_FD_BY_ID, "wwww", false},
    {BPF_BTF_GET_FD_BY_ID, "wwww", false},
    {BPF_LINK_GET_FD_BY_ID, "wwww", false},
    {BPF_OBJ_GET_INFO_BY_FD, "wwd", false},
};

/* type, id, sizes, entries, flags, name, interface, type's number; where; types; extra */
#define INFO_MEMBERS                                                                               \
    "wwwwww" NAME "ww"                                                                             \
    "dd"                                                                                           \
    "wwww"                                                                                         \
    "d"

/* Of a key and a value: does it begin with a number? */
static const struct {
    uint16_t type;
    bool key, value;
} types[] = {
    {BPF_MAP_TYPE_HASH, false, false},
    {BPF_MAP_TYPE_ARRAY, true, false},
    {BPF_MAP_TYPE_PROG_ARRAY, true, true},
    {BPF_MAP_TYPE_PERF_EVENT_ARRAY, true, true},
    {BPF_MAP_TYPE_PERCPU_HASH, false, false},
    {BPF_MAP_TYPE_PERCPU_ARRAY, true, false},
    {BPF_MAP_TYPE_CGROUP_ARRAY, true, true},
    {BPF_MAP_TYPE_LRU_HASH, false, false},
    {BPF_MAP_TYPE_LRU_PERCPU_HASH, false, false},
    {BPF_MAP_TYPE_LPM_TRIE, true, false},
    {BPF_MAP_TYPE_ARRAY_OF_MAPS, true, true},
    {BPF_MAP_TYPE_HASH_OF_MAPS, false, true},
    {BPF_MAP_TYPE_QUEUE, false, false},
    {BPF_MAP_TYPE_STACK, false, false},
    {BPF_MAP_TYPE_SK_STORAGE, true, false},
    {BPF_MAP_TYPE_INODE_STORAGE, true, false},
    {BPF_MAP_TYPE_TASK_STORAGE, true, false},
};

static int64_t refuse(struct sys_frame *f)
{
    sys_unimplemented(f, "command in this byte order", f->raw[0]);
    return -EOPNOTSUPP;
}

static int64_t host_bpf(struct sys_frame *f, int command, void *attr, size_t size)
{
    return sys_host6(f, HOST_NR_bpf, (uint64_t)command, (uintptr_t)attr, size, 0, 0, 0);
}

static int64_t map_info(struct sys_frame *f, int map, struct bpf_map_info *info)
{
    union bpf_attr attr = {0};

    memset(info, 0, sizeof(*info));
    attr.info.bpf_fd = (uint32_t)map;
    attr.info.info_len = sizeof(*info);
    attr.info.info = (uintptr_t)info;
    return host_bpf(f, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr.info));
}

/* ---- elements ---- */

/* What the attributes point to, with a number at its start. */
struct part {
    gaddr at;
    uint8_t bytes[512];
    size_t size;
};

/* *pointer, in the attributes, shall lead to a copy. */
static int64_t take(struct part *p, void *pointer, size_t size, bool in)
{
    uintptr_t copy = (uintptr_t)p->bytes;

    memcpy(&p->at, pointer, sizeof(p->at));
    p->size = 0;
    if (!p->at)
        return 0;
    if (size > sizeof(p->bytes))
        return -EOPNOTSUPP;
    p->size = size;
    if (in && lx_copy_from_guest(p->bytes, p->at, size) < 0)
        return -EFAULT;
    members_swap(p->bytes, size, "wx");
    memcpy(pointer, &copy, sizeof(copy));
    return 0;
}

static int64_t give(struct part *p)
{
    if (!p->size)
        return 0;
    members_swap(p->bytes, p->size, "wx");
    return lx_copy_to_guest(p->at, p->bytes, p->size);
}

static int64_t element(struct sys_frame *f, union bpf_attr *attr, size_t size)
{
    bool next = f->raw[0] == BPF_MAP_GET_NEXT_KEY, updates = f->raw[0] == BPF_MAP_UPDATE_ELEM;
    gaddr top = space_top(f->task->process->space);
    struct bpf_map_info info;
    struct part key = {0}, second = {0};
    int64_t result = map_info(f, (int)attr->map_fd, &info);
    size_t i = 0;

    if (result < 0) /* no map */
        return sys_host(f);
    if (attr->key >= top || attr->value >= top)
        return -EFAULT;
    while (i < sizeof(types) / sizeof(*types) && types[i].type != info.type)
        i++;
    if (i == sizeof(types) / sizeof(*types))
        return refuse(f);
    if (types[i].key)
        result = take(&key, &attr->key, info.key_size, true);
    if (result >= 0 && (next ? types[i].key : types[i].value))
        result = take(&second, &attr->value, next ? info.key_size : info.value_size, updates);
    if (result < 0)
        return result;
    result = host_bpf(f, (int)f->raw[0], attr, size);
    return result < 0 || updates || give(&second) == 0 ? result : -EFAULT;
}

/* ---- the call ---- */

/* Of a map; other objects have much in theirs that is of programs. */
static int64_t object_info(struct sys_frame *f, union bpf_attr *attr)
{
    struct bpf_map_info info;
    uint32_t size = attr->info.info_len;
    char path[32], link[32] = "";

    snprintf(path, sizeof(path), "/proc/self/fd/%u", attr->info.bpf_fd);
    if (lx_rawcall(HOST_NR_readlinkat, AT_FDCWD, (long)path, (long)link, sizeof(link) - 1, 0, 0) <
            0 ||
        strcmp(link, "anon_inode:bpf-map") != 0)
        return strncmp(link, "anon_inode:bpf", 14) == 0 || strncmp(link, "anon_inode:btf", 14) == 0
                   ? refuse(f)
                   : sys_host(f);

    int64_t result = map_info(f, (int)attr->info.bpf_fd, &info);

    if (result < 0)
        return result;
    size = size < sizeof(info) ? size : (uint32_t)sizeof(info);
    members_swap(&info, sizeof(info), INFO_MEMBERS);
    if (lx_copy_to_guest(attr->info.info, &info, size) < 0 ||
        sys_put_u32(f, f->raw[1] + offsetof(union bpf_attr, info.info_len), size) < 0)
        return -EFAULT;
    return result;
}

int64_t sys_bpf(struct sys_frame *f)
{
    union {
        char bytes[LARGEST];
        union bpf_attr attr;
    } copy = {{0}};
    int command = (int)f->raw[0];
    uint32_t size = (uint32_t)f->raw[2];
    size_t i = 0;
    int64_t result;

    while (i < sizeof(rows) / sizeof(*rows) && rows[i].command != command)
        i++;
    if (size > LARGEST || lx_copy_from_guest(copy.bytes, f->raw[1], size) < 0)
        return sys_host(f);
    if (i == sizeof(rows) / sizeof(*rows))
        return command >= 0 && command < NEWEST ? refuse(f) : sys_host(f);
    members_swap(copy.bytes, size, rows[i].members);
    f->arg[1] = (uintptr_t)copy.bytes;
    switch (command) {
    case BPF_MAP_LOOKUP_ELEM:
    case BPF_MAP_UPDATE_ELEM:
    case BPF_MAP_DELETE_ELEM:
    case BPF_MAP_GET_NEXT_KEY:
    case BPF_MAP_LOOKUP_AND_DELETE_ELEM: return element(f, &copy.attr, size);
    case BPF_OBJ_GET_INFO_BY_FD: return object_info(f, &copy.attr);
    case BPF_OBJ_PIN:
    case BPF_OBJ_GET:
        if (copy.attr.pathname >= space_top(f->task->process->space))
            return -EFAULT;
        break;
    default: break;
    }
    result = sys_host(f);
    if (result < 0 || !rows[i].out)
        return result;
    members_swap(copy.bytes, size, rows[i].members);
    return lx_copy_to_guest(f->raw[1], copy.bytes, size) < 0 ? -EFAULT : result;
}
