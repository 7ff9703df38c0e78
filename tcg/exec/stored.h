/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A compiled region in a form that outlives the process, and the files that hold such.
 * docs/cache.md explains both.
 *
 * In: regions made from files.  Out: the same regions in later processes, wherever guest code and
 * code cache lie there.
 * Invariants: a record is used only for the very guest bytes that it was made from; a record
 * that cannot be moved exactly is never made; what a file says is checked before it is believed.
 */
#ifndef FERRY_TCG_EXEC_STORED_H
#define FERRY_TCG_EXEC_STORED_H

#include "tcg/exec/cache.h"

/* Guest bytes that a stored region is made from, at most. */
#define STORED_GUEST_MAX 4096

/* The head of a record; behind it come constants, ranges, exits, fault records, locations,
   relocations, answers, targets, guest bytes and code.  All of this machine's byte order and
   layouts. */
struct stored {
    uint64_t check; /* over everything behind it */
    uint32_t size;  /* of the record; a multiple of 8 */
    uint32_t code_size;
    uint64_t pc, mode; /* the region's, where it was made */
    uint64_t place;    /* of its code there, from the start of the code cache */
    uint64_t counter;  /* of its counter, likewise */
    uint32_t entry;
    uint32_t nconsts, nranges, nexits, nfaults, nlocs, nrelocs, nguest;
    uint32_t max_insns; /* the limits that it was made with, */
    uint16_t max_blocks;
    uint16_t nanswers;      /* and what was said to be warm, */
    uint16_t ntargets;      /* and where branches usually go */
    uint8_t tier, profiled; /* code_out.profiled */
    int32_t indirect;       /* of front_result */
    int32_t apart;          /* of the limits */
};

/* A hash of `size` bytes. */
uint64_t stored_hash(const void *data, size_t size);

/*
 * Appends the record of `r`, which region_code() has just made into `m` and which is neither
 * published nor chained, to `out`.  False: it can't be moved, so there is none.
 */
bool stored_make(struct exec *x, const struct region *r, const struct making *m, unsigned tier,
                 GByteArray *out);

/* What was said to be warm, and where branches go, to make it again. */
struct answers stored_answers(const struct stored *s);

/* Is it a whole record?  `room`: bytes that there are. */
bool stored_valid(const struct stored *s, size_t room);

/* The region at (pc, mode) from a valid record, put into the code cache but not published; it goes
   on to use the record.  `code`: so many bytes from pc on are known to be executable.  NULL: the
   guest's code is another there, or it can't be moved there. */
struct region *stored_load(struct exec *x, const struct stored *s, uint64_t pc, uint64_t code);

/* ---- store.c: the files; with exec's lock held ---- */

/* NULL: there is no folder that can be trusted.  `key` tells apart what makes other code. */
struct store *store_open(const char *folder, bool create, uint64_t key);
struct found {
    const struct stored *record; /* or NULL */
    const struct stored *next;   /* what follows it, in the order of making; not checked yet, and
                                    NULL at the end */
    bool hot;                    /* there is one of tier 2 as well */
};
/* Looks for the region of this tier at (pc, mode) of the file, at `place` in it.  Records stay
   where they are as long as the process lives. */
struct found store_find(struct store *s, const struct exec_file *file, uint64_t mode,
                        unsigned tier);
/* A record of stored_make for the next process. */
void store_add(struct store *s, const struct exec_file *file, uint64_t mode,
               const struct stored *r);
/* Is there anything to write? */
bool store_has_fresh(const struct store *s);
/* Writes what store_add got to the disk. */
void store_save(struct store *s);
/* Forgets it: somebody else will write it. */
void store_forget(struct store *s);
/* Does so if that is due since a fork (exec.store_stale). */
void exec_settle_store(struct exec *x);

#endif
