/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program's first instructions; see late.h.
 *
 * The table of relative relocations (DT_RELR of the ELF specification: an address, then bitmaps
 * of the words behind it) is applied here in two halves, and the C library finds it empty.
 * What runs before the C library can't use it: no calls, no thread-local variables.
 */
#include "base/late.h"

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/log.h"

#define PAGE_SIZE UINT64_C(4096)

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

#define HIDDEN __attribute__((visibility("hidden")))

extern HIDDEN Elf64_Dyn _DYNAMIC[];
extern HIDDEN char __ehdr_start[]; /* linked at 0: its address is what is added */
extern HIDDEN char late_begin[], late_end[], data_start[];

HIDDEN void late_hold(void);

/* The entry point: like _start, it is not called, and rdx is what atexit wants. */
__asm__(".pushsection .text\n"
        ".globl late_start\n"
        ".hidden late_start\n"
        ".type late_start, @function\n"
        "late_start:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined rip\n"
        "    push %rdx\n"
        "    sub $8, %rsp\n"
        "    call late_hold\n"
        "    add $8, %rsp\n"
        "    pop %rdx\n"
        "    jmp _start\n"
        "    .cfi_endproc\n"
        ".size late_start, . - late_start\n"
        ".popsection\n");

/* The table, as its size was before it was emptied. */
static const uint64_t *table;
static size_t entries;

static inline bool is_late(const uint64_t *at)
{
    return at >= (uint64_t *)late_begin && at < (uint64_t *)late_end;
}

static inline void relocate(uint64_t *at, bool late)
{
    if (is_late(at) == late)
        *at += (uint64_t)__ehdr_start;
}

/* Of 63 words side by side, none is late if neither end is, as all that is late is longer. */
static inline void apply(bool late)
{
    uint64_t *next = NULL;
    for (size_t i = 0; i < entries; i++) {
        uint64_t entry = table[i];
        if (!(entry & 1)) {
            next = (uint64_t *)(__ehdr_start + entry);
            relocate(next++, late);
            continue;
        }
        if (is_late(next) == late || is_late(next + 62) == late)
            for (uint64_t bits = entry >> 1; bits; bits &= bits - 1)
                relocate(next + __builtin_ctzll(bits), late);
        next += 63;
    }
}

/* Copies of the pages whose relocations don't wait, all at once: a fault for each costs 1 us more.
   A kernel that has no MADV_POPULATE_WRITE (before Linux 5.14) makes them one by one. */
static inline void prefault(void)
{
    uintptr_t start = (uintptr_t)late_end & -PAGE_SIZE;
    long result = SYS_madvise;
    __asm__ volatile("syscall"
                     : "+a"(result)
                     : "D"(start), "S"((uintptr_t)data_start - start), "d"(MADV_POPULATE_WRITE)
                     : "rcx", "r11", "memory");
}

__attribute__((optimize("no-stack-protector"))) void late_hold(void)
{
    Elf64_Dyn *size = NULL;
    for (Elf64_Dyn *d = _DYNAMIC; d->d_tag != DT_NULL; d++) {
        if (d->d_tag == DT_RELR)
            table = (const uint64_t *)(__ehdr_start + d->d_un.d_ptr);
        if (d->d_tag == DT_RELRSZ)
            size = d;
    }
    if (!table || !size)
        return;
    entries = size->d_un.d_val / sizeof(*table);
    size->d_un.d_val = 0;
    prefault();
    apply(false);
}

void late_relocate(void)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    char *start = (char *)((uintptr_t)late_begin & -page);
    size_t length = (size_t)(late_end - start);
    if (mprotect(start, length, PROT_READ | PROT_WRITE))
        log_fatal(1, "cannot prepare the disassembler's tables: mprotect: %m");
    apply(true);
    entries = 0;
    mprotect(start, length, PROT_READ);
}
