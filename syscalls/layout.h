/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Struct layouts of guest and host, and the conversion between them.
 *
 * In: the rows of syscalls/linux/structs.def and a `struct sys_abi`.  Out: the
 * offset and size of every member for that ABI, and a compiled list of copy
 * steps between two ABIs.  Invariant: a layout depends on nothing but the rows
 * and the ABI's word size, alignments, byte order and families.
 *
 * Example: for arm64 on x86-64, sys_conv_build(&c, arm64, host, SYS_ST_stat)
 * gives some ten steps; for SYS_ST_timespec c.same is true and no step is run.
 */
#ifndef FERRY_SYSCALLS_LAYOUT_H
#define FERRY_SYSCALLS_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "syscalls/abi.h"

enum sys_struct {
#define STRUCT(id, c, h) SYS_ST_##id,
#include "syscalls/linux/structs.def"
    SYS_ST_COUNT
};

enum sys_field_kind {
    SYS_F_i8,
    SYS_F_u8,
    SYS_F_i16,
    SYS_F_u16,
    SYS_F_i32,
    SYS_F_u32,
    SYS_F_i64,
    SYS_F_u64,
    SYS_F_slong,
    SYS_F_ulong,
    SYS_F_ptr,
    SYS_F_sigset,
    SYS_F_bytes,
    SYS_F_struct, /* `nested` says which */
};

/* One member as written in structs.def. */
struct sys_field {
    uint16_t name; /* sys_field_name() */
    uint8_t kind;  /* enum sys_field_kind */
    bool packed;
    uint16_t nested; /* enum sys_struct */
    uint16_t count;
};

/* A member's place in one ABI. */
struct sys_member {
    const struct sys_field *field;
    uint32_t offset;
    uint32_t size; /* of one element */
};

#define SYS_MEMBERS_MAX 32

struct sys_layout {
    uint32_t size;
    uint32_t align;
    unsigned count;
    struct sys_member m[SYS_MEMBERS_MAX];
};

/* The member's name in structs.def. */
const char *sys_field_name(const struct sys_field *f);

/* The layout of `st` for `abi`. */
void sys_layout_of(struct sys_layout *out, const struct sys_abi *abi, enum sys_struct st);

/* The structure's name in structs.def, for traces and tests. */
const char *sys_struct_name(enum sys_struct st);

/* The member called `name`, or NULL. */
const struct sys_member *sys_layout_find(const struct sys_layout *l, const char *name);

/* One step of a conversion: `count` elements from one place to another. */
struct sys_step {
    uint16_t host_off, guest_off;
    uint8_t host_size, guest_size; /* of an element: 1, 2, 4 or 8; bytes: count says all */
    uint8_t how;                   /* enum in layout.c */
    uint16_t count;
};

struct sys_conv {
    bool same; /* the two layouts are equal byte for byte */
    uint16_t steps;
    uint32_t host_size, guest_size;
    struct sys_step *step; /* owned; free() */
};

/* Compiles the conversion of `st` between the two ABIs.  A member that only one
 * of them has is zero in the other's image.  False: no memory. */
bool sys_conv_build(struct sys_conv *c, const struct sys_abi *guest, const struct sys_abi *host,
                    enum sys_struct st);

/* Converts one structure; both buffers are the launcher's own memory. */
void sys_conv_to_host(const struct sys_conv *c, void *host, const void *guest);

/* The same, outwards.  0, or -EOVERFLOW where a value does not fit its member
 * (the member then holds the value's low part, as the kernel's does). */
int sys_conv_to_guest(const struct sys_conv *c, void *guest, const void *host);

#endif
