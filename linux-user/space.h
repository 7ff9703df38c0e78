/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's address space: what is mapped where, as the guest sees it.
 *
 * In: the mmap family of system calls (from syscalls/), the loader's mappings.
 * Out: host mappings; the list of guest regions (for /proc/self/maps, core
 * files, the translator's question "may code be fetched here?"); word to the
 * translator when code goes away.  docs/address-space.md explains the layout.
 *
 * Invariants: guest memory and launcher memory are disjoint address ranges
 * fixed at start, so that a guest's MAP_FIXED never meets the launcher.  Guest
 * pages never have the host's PROT_EXEC.  All changes happen under one lock.
 * prot and flags are the asm-generic PROT_* and MAP_* values (the host's).
 */
#ifndef FERRY_LINUX_USER_SPACE_H
#define FERRY_LINUX_USER_SPACE_H

#include "base/abi.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct space;

/* What a region is, for its name in /proc/self/maps. */
enum space_kind {
    SPACE_PLAIN, /* anonymous, or named by its file */
    SPACE_STACK,
    SPACE_HEAP,
    SPACE_VDSO,
    SPACE_VVAR,
};

/* A run of pages with equal attributes. Regions are sorted and disjoint. */
struct space_region {
    gaddr start, end;  /* page-aligned, end exclusive */
    uint8_t prot;      /* guest's PROT_READ | PROT_WRITE | PROT_EXEC */
    uint8_t prot_arch; /* guest's architecture bits (PROT_BTI ...) shifted right by 4 */
    uint8_t kind;      /* enum space_kind */
    bool shared;       /* MAP_SHARED */
    bool anonymous;    /* no file behind it */
    bool growsdown;    /* the host extends it downwards: `start` may be out of date */
    bool locked, noreserve;
    uint64_t offset;   /* of `start` in the file */
    uint64_t dev, ino; /* of the file */
};

/* Finds out where the launcher lives and lays the guest's space out. NULL with errno. */
struct space *space_new(const struct abi *abi);

/*
 * The mmap family: kernel semantics, the address or 0, or -errno.  A fixed mapping which
 * touches launcher memory is -ENOMEM (-EEXIST with MAP_FIXED_NOREPLACE).
 */
int64_t space_mmap(struct space *space, gaddr address, uint64_t length, int prot, int flags, int fd,
                   uint64_t offset);
/* Is there room for a further mapping, or for a thread with its own, in the kernel's limit? */
bool space_may_map(struct space *space);
long space_munmap(struct space *space, gaddr address, uint64_t length);
long space_mprotect(struct space *space, gaddr address, uint64_t length, uint64_t prot);
int64_t space_mremap(struct space *space, gaddr old, uint64_t old_size, uint64_t new_size,
                     uint64_t flags, gaddr new_address);
long space_madvise(struct space *space, gaddr address, uint64_t length, int advice);
/* The guest says that it has written code to [start, end). */
void space_code_changed(gaddr start, gaddr end);
/* Calls which keep the map as it is: range check, then the host's call. */
long space_msync(struct space *space, gaddr address, uint64_t length, int flags);
long space_mincore(struct space *space, gaddr address, uint64_t length, gaddr vec);
long space_mlock(struct space *space, gaddr address, uint64_t length, int flags, bool onfault);
long space_munlock(struct space *space, gaddr address, uint64_t length);
/* mlockall with valid flags, munlockall: see mlock(2). */
long space_mlockall(struct space *space, int flags);
long space_munlockall(struct space *space);
/* In the child of a fork, which does not inherit them. */
void space_forget_locks(struct space *space);
long space_remap_file_pages(struct space *space, gaddr start, uint64_t size, int prot,
                            uint64_t pgoff, int flags);
long space_mseal(struct space *space, gaddr address, uint64_t length, uint64_t flags);
/* The new break (or the old one, when it can't move): never an error. */
gaddr space_brk(struct space *space, gaddr address);
/* System V shared memory. */
int64_t space_shmat(struct space *space, int shmid, gaddr address, int flags);
long space_shmdt(struct space *space, gaddr address);

/*
 * For the loader: where an image of `size` bytes without fixed address should go (program
 * or interpreter), page-aligned; 0 when there is no room.  `interpreter`: in the mmap area.
 */
gaddr space_place_image(struct space *space, uint64_t size, uint64_t align, bool interpreter);
/* Sets the start of the heap (end of the program's bss, page-aligned up, a random gap added). */
void space_set_brk(struct space *space, gaddr end_of_image);
gaddr space_brk_start(const struct space *space);
gaddr space_brk_end(struct space *space);
/*
 * Makes the main stack: grows by itself down to the limit RLIMIT_STACK; `size` bytes at its top are
 * there at once.  Returns its top (exclusive), or -errno.
 */
int64_t space_make_stack(struct space *space, uint64_t size, int prot);
/* Names a region for /proc/self/maps. */
void space_set_kind(struct space *space, gaddr start, uint64_t length, enum space_kind kind);

/* Nothing at `top` and above, from the first mapping on: to be called before there is one. */
void space_limit(struct space *space, gaddr top);
/* Where the launcher's own heap begins, as the host's kernel has it; 0: without /proc it is not
 * known. */
uint64_t space_heap_start(const struct space *space);
/* First address that no guest may have; launcher memory may also lie below (space_is_guest). */
gaddr space_top(const struct space *space);
/*
 * Lock-free check before the launcher itself accesses guest memory: [address, address+size) is
 * below the top and outside of the launcher's heap.
 */
bool space_reachable(const struct space *space, gaddr address, uint64_t size);
/* Is [address, address+size) free of launcher memory (mapped or not)? */
bool space_is_guest(const struct space *space, gaddr address, uint64_t size);

/*
 * May an instruction be fetched?  Returns 0, or the si_code of the SIGSEGV: SEGV_MAPERR,
 * SEGV_ACCERR.  *end (may be NULL): how far the executable run reaches at least.
 */
int space_fetch_check(struct space *space, gaddr address, gaddr *end);
/* The file behind the address, the offset in it, and how many bytes from there on the mapping has,
 * 0 if it is not executable; false: the mapping is anonymous, writable or none. */
bool space_file_at(struct space *space, gaddr address, uint64_t *dev, uint64_t *ino,
                   uint64_t *offset, uint64_t *code);
/* Is the page guarded (target.h: branch_tag)? */
bool space_guarded(struct space *space, gaddr address);
/* The guest's PROT_* at an address; -1 where nothing is mapped. */
int space_prot_at(struct space *space, gaddr address);
/* Copies the region containing address, or the next above it; false when there is none. */
bool space_find(struct space *space, gaddr address, struct space_region *out);
/* A snapshot of all regions, malloc'ed; NULL with errno on lack of memory. */
struct space_region *space_snapshot(struct space *space, size_t *count);

/* The lock around fork: held by the caller over the fork, released on both sides. */
void space_fork_prepare(struct space *space);
void space_fork_done(struct space *space, bool child);

#endif
