/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Region formation: from a guest pc to a region of IR.
 *
 * In: a target, a pc, a translation mode, limits.  Out: IR (before pass `state`) and the guest
 * bytes it was made from.  It implements the tr_* functions of target/target.h.
 */
#ifndef FERRY_TCG_FRONT_FRONT_H
#define FERRY_TCG_FRONT_FRONT_H

#include "tcg/exec/exec.h"
#include "target/target.h"

#define FRONT_MAX_RANGES 32

struct front_range {
    gaddr start, end;
};

struct front_limits {
    uint32_t max_insns;    /* guest instructions a region, at least 1 */
    uint32_t max_blocks;   /* 1: straight line with side exits (extended basic block) */
    int32_t apart;         /* from pc: code that does not belong into the region; 0: none */
    uint32_t max_branches; /* conditional ones in a trace, behind which it ends; 0: any number */
    /* Is the code at pc worth having in the region?  NULL: all is.  Asked for what a jump out of
       the straight line leads to. */
    bool (*warm)(void *opaque, gaddr pc, uint64_t mode);
    /* Has the indirect branch at pc gone to *to nearly always?  NULL: nobody knows. */
    bool (*target)(void *opaque, gaddr pc, uint64_t mode, gaddr *to);
    void *opaque;
    const void *cpu; /* struct tr */
};

#define FRONT_NO_INDIRECT   INT32_MAX
#define FRONT_SOME_INDIRECT INT32_MIN

struct front_result {
    struct front_range ranges[FRONT_MAX_RANGES];
    uint32_t nranges;
    uint32_t ninsns;
    int32_t indirect; /* from pc: the one indirect branch that is no return, or one of these: */
    gaddr head;       /* pc, or of the loop that the region begins in the middle of */
    bool guessed;     /* the target has looked at limits.cpu */
    bool guarded;     /* there is an instruction with guarded stores, or one that made others so */
};

/* Fills `r` (reset by this function).  False: the instruction at pc can't be fetched; r is empty.
 */
bool front_translate(struct ir_region *r, const struct target *target, const void *cpu_model,
                     gaddr pc, uint64_t mode, const struct front_limits *limits,
                     const struct exec_env *env, struct front_result *out);

#endif
