/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The routines and labels of hostcall.S, for linux-user's own files.
 * In, out and invariants: see there.
 */
#ifndef FERRY_LINUX_USER_HOSTCALL_H
#define FERRY_LINUX_USER_HOSTCALL_H

#include <stddef.h>
#include <stdint.h>

long lx_hostcall_asm(const volatile int *pending, long nr, long a1, long a2, long a3, long a4,
                     long a5, long a6);
long lx_compat_asm(const volatile int *pending, long nr, long a1, long a2, long a3, long a4);
long lx_access_copy(void *to, const void *from, size_t size);
/* Two words of 8 or of 4 bytes, one behind the other. */
long lx_access_pair8(void *to, uint64_t first, uint64_t second);
long lx_access_pair4(void *to, uint64_t first, uint64_t second);
long lx_access_clear(void *to, size_t size);
long lx_access_strlen(const char *from, size_t limit);
long lx_access_strcpy(char *to, const char *from, size_t size);
long lx_access_probe(void *at, long write);
/* Atomically: *at becomes `new` if it is *old, which is then what has been there. */
long lx_access_cas(uint32_t *at, uint32_t *old, uint32_t new);
long lx_spawn_asm(long nr, long a1, long a2, long a3, long a4, long a5, void (*child)(void *),
                  void *arg);
_Noreturn void lx_leave_asm(const uint64_t regs[8], long result);
void lx_restorer(void);

/*
 * Guarded stores (rseq.c): code that is copied to a page, where the descriptors and the signatures
 * are filled in.  A place has offsets into the template.
 */
enum { LX_RSEQ_SIZES = 4 }; /* 1, 2, 4, 8 bytes */
struct lx_rseq_place {
    uint32_t descriptor, entry, start, end, abort;
};
extern const struct lx_rseq_place lx_rseq_places[LX_RSEQ_SIZES];
extern const char lx_rseq_template[], lx_rseq_template_end[];

/* Labels: only their addresses mean something. */
extern const char lx_hostcall_begin[], lx_hostcall_insn[], lx_hostcall_done[], lx_hostcall_abort[];
extern const char lx_compat_begin[], lx_compat_insn[], lx_compat_done[], lx_compat_lacking[],
    lx_compat_abort[];
extern const char lx_access_begin[], lx_access_end[], lx_access_fault[];

#endif
