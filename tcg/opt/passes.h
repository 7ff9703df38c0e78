/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The optimiser: what happens to a region between the front end and a back end.
 *
 * In: a region as front_translate leaves it.  Out: the same region, with state_done, smaller.
 * Example:
 *     struct opt *o = opt_new();
 *     opt_region(o, r, OPT_ALL);
 */
#ifndef FERRY_TCG_OPT_PASSES_H
#define FERRY_TCG_OPT_PASSES_H

#include "tcg/ir/ir.h"

#define OPT_ALL UINT64_MAX

/* Name of pass i, in the order of running; NULL behind the last one.  For -no-pass. */
const char *opt_pass_name(unsigned i);

/* The memory that the passes work in; one per translating thread, reused by every region. */
struct opt *opt_new(void);
void opt_free(struct opt *o);

/* Called after every pass that has run, with its name: for -d passes.  NULL: nobody listens. */
void opt_set_hook(struct opt *o,
                  void (*after)(void *opaque, const char *pass, const struct ir_region *r),
                  void *opaque);

/* Whether the host has instructions for an op on such lanes, for pass `lower`, which does nothing
 * before. */
void opt_set_host(struct opt *o, bool (*has)(void *host, enum ir_opcode op, enum ir_type lane),
                  void *host);

/* Runs the passes whose bit is set in `mask` (bit i: pass i).  Pass `state` always runs; without
   its bit every guest instruction loads and stores its registers, which is slow and simple.
   In a build with FERRY_DEBUG a region that the verifier rejects ends the process with a message.
 */
void opt_region(struct opt *o, struct ir_region *r, uint64_t mask);

/* What tier 1 does instead: one pass (quick.c) if the region is a straight line with side exits,
   else all passes. */
void opt_region_quick(struct opt *o, struct ir_region *r);

/* opt_region with memory of its own; `bare`: for a host that has nothing which pass `lower` can
   do without. */
void opt_run(struct ir_region *r, uint64_t mask, bool bare);

#endif
