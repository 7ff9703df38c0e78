/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pass `unroll`: a short innermost loop has two rounds.
 *
 * In: a region before `state`.  Out: the same; such a loop leads to a copy of itself, and from
 * there back. Why: of two rounds only one polls and jumps back, and what one round leaves in a
 * register the other takes from there without a move.
 */
#include "tcg/opt/opt.h"

enum { MAX_LOOP = 110 }; /* instructions */

void opt_unroll(struct opt *o)
{
    struct ir_region *r = o->r;
    uint32_t headers[64], n = 0;
    if (r->state_done)
        return;
    opt_cfg(o);
    if (!o->has_joins)
        return;
    for (uint32_t k = 0; k < o->norder && n < 64; k++)
        if (opt_loop_innermost(o, o->order[k]))
            headers[n++] = o->order[k];
    for (uint32_t k = 0; k < n; k++) {
        struct opt_loop loop;
        if (k)
            opt_cfg(o);
        if (opt_loop_copyable(o, &loop, headers[k], MAX_LOOP))
            opt_loop_copy(o, &loop, OPT_ROUND_WITHIN);
    }
}
