/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The facts about a guest's C ABI on which the loader, the system-call
 * converters and the struct layouts depend.
 *
 * In: nothing.  Out: `struct abi`, one const instance per guest ABI
 * (linux-user/ARCH/abi.c).  Invariant: everything that differs between two
 * guests' data layouts follows from these fields; nobody asks which guest it is.
 */
#ifndef FERRY_BASE_ABI_H
#define FERRY_BASE_ABI_H

#include <stdbool.h>
#include <stdint.h>

/* A guest address, wide enough for every guest. */
typedef uint64_t gaddr;

struct abi {
    const char *name;       /* uname -m, e.g. "aarch64" */
    uint16_t elf_machine;   /* EM_* */
    uint8_t word;           /* bytes in long and pointer: 4 or 8 */
    uint8_t align64;        /* alignment of a 64-bit integer in a struct: 8, 4 (i386) or 2 (m68k) */
    bool big_endian;        /* byte order of data */
    bool regpair_aligned;   /* a 64-bit argument of a 32-bit ABI starts in an even register */
    bool char_unsigned;     /* plain char, for what is printed */
    uint32_t page_size;     /* what getpagesize() and AT_PAGESZ say */
    uint64_t address_limit; /* first address beyond the guest's user space (TASK_SIZE) */
};

#endif
