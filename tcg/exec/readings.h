/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the front end has read of the guest's code, so that the same region can be made once more:
 * later, by another thread, or as if the code lay elsewhere.
 *
 * In: an exec_env, whose answers are noted on their way to the front end.  Out: an exec_env that
 * gives the same answers again and asks nobody.  Invariant: what is given again is never more than
 * was read; the guest's memory is not looked at.
 */
#ifndef FERRY_TCG_EXEC_READINGS_H
#define FERRY_TCG_EXEC_READINGS_H

#include "tcg/exec/exec.h"

#define READINGS_MAX       64
#define READINGS_BYTES_MAX 16384

struct reading {
    gaddr pc, end;     /* executable code as the process said; end == pc: none */
    uint32_t at, size; /* of the bytes that were read from pc on */
};

struct readings {
    const struct exec_env *env; /* who is asked */
    uint64_t by;                /* given again so much further */
    gaddr asked, told;          /* the last code_at, and the end that it was told */
    bool incomplete;            /* there was no room for all: nothing can be made from it */
    uint32_t n, used;
    struct reading list[READINGS_MAX];
    uint8_t bytes[READINGS_BYTES_MAX]; /* the last member: a copy has only those that are used */
};

/* The exec_env that asks `env` and notes the answers in `r`. */
struct exec_env readings_note(struct readings *r, const struct exec_env *env);

/* The exec_env that gives them again, as code that lies `by` further.  It knows of no functions of
   ours and of no guarded stores: what is made again has none. */
struct exec_env readings_again(struct readings *r, uint64_t by);

/* Copies bytes of [start, end) that have been read; false: some have not. */
bool readings_copy(const struct readings *r, gaddr start, gaddr end, uint8_t *out);

/* Bytes of memory that a copy takes. */
static inline size_t readings_size(const struct readings *r)
{
    return offsetof(struct readings, bytes) + r->used;
}

#endif
