/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of passes, and the streaming that they share.
 *
 * In: a region.  Out: the region after the passes.  Invariant: memory lives in `struct opt` and is
 * reused, so that a region costs no allocation once the arrays have their size.
 */
#include "tcg/opt/opt.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"

static void run_state(struct opt *o)
{
    opt_state(o, false);
}

static void keep_state(struct opt *o)
{
    opt_state(o, true);
}

static const struct pass {
    const char *name;
    void (*run)(struct opt *o);
    void (*off)(struct opt *o); /* what runs when it is switched off, or NULL */
} passes[] = {
    {"pieces", opt_pieces, NULL},     {"nest", opt_nest, NULL},
    {"split", opt_split, NULL},       {"skim", opt_skim, NULL},
    {"widen", opt_widen, NULL},       {"peel", opt_peel, NULL},
    {"rotate", opt_rotate, NULL},     {"unroll", opt_unroll, NULL},
    {"conds", opt_conds, NULL},       {"heads", opt_heads, NULL},
    {"state", run_state, keep_state}, {"facts", opt_facts, NULL},
    {"params", opt_params, NULL},     {"edges", opt_edges, NULL},
    {"scalars", opt_scalars, NULL},   {"merge", opt_merge, NULL},
    {"words", opt_words, NULL},       {"lower", opt_lower, NULL},
    {"fold", opt_fold, NULL},         {"rename", opt_params, NULL},
    {"pairs", opt_pairs, NULL},       {"halves", opt_halves, NULL},
    {"gather", opt_gather, NULL},     {"sink", opt_sink, NULL},
    {"dce", opt_dce, NULL},           {"delay", opt_delay, NULL},
    {"names", opt_names, NULL},       {"products", opt_products, NULL},
    {"carries", opt_carries, NULL},
};

const char *opt_pass_name(unsigned i)
{
    return i < sizeof passes / sizeof *passes ? passes[i].name : NULL;
}

struct opt *opt_new(void)
{
    return g_new0(struct opt, 1);
}

void opt_free(struct opt *o)
{
    ir_region_free(&o->out);
    g_free(o->map);
    g_free(o->blocks);
    g_free(o->order);
    g_free(o->stack);
    g_free(o->preds);
    g_free(o->first_pred);
    opt_state_free(o->state);
    opt_quick_free(o->quick);
    g_free(o->values);
    g_free(o->hash);
    g_free(o->live);
    g_free(o->named);
    g_free(o->slots);
    g_free(o->same);
    g_free(o->stores_at);
    g_free(o);
}

void opt_set_hook(struct opt *o,
                  void (*after)(void *opaque, const char *pass, const struct ir_region *r),
                  void *opaque)
{
    o->after = after;
    o->opaque = opaque;
}

void opt_set_host(struct opt *o, bool (*has)(void *host, enum ir_opcode op, enum ir_type lane),
                  void *host)
{
    o->host_has = has;
    o->host = host;
}

void opt_room(void *pointer, uint32_t *cap, uint32_t n, size_t size)
{
    void **p = pointer;
    if (n <= *cap)
        return;
    uint32_t want = *cap ? *cap : 256;
    while (want < n)
        want *= 2;
    *p = g_realloc_n(*p, want, size);
    *cap = want;
}

void opt_stream_begin(struct opt *o)
{
    struct ir_region *r = o->r, *out = &o->out;
    opt_room(&o->map, &o->map_cap, r->n, sizeof *o->map);
    o->map[0] = IR_NONE;
    out->guest = r->guest;
    ir_region_reset(out, r->pc, r->mode);
    out->fp = r->fp;
    out->state_done = r->state_done;
}

void opt_stream_lists(struct opt *o)
{
    struct ir_region *r = o->r, *out = &o->out;
    struct ir_region t = *out;
    out->args = r->args;
    out->nargs = r->nargs;
    out->args_cap = r->args_cap;
    out->snaps = r->snaps;
    out->nsnaps = r->nsnaps;
    out->snaps_cap = r->snaps_cap;
    out->snap_entries = r->snap_entries;
    out->nsnap_entries = r->nsnap_entries;
    out->snap_entries_cap = r->snap_entries_cap;
    r->args = t.args;
    r->args_cap = t.args_cap;
    r->snaps = t.snaps;
    r->snaps_cap = t.snaps_cap;
    r->snap_entries = t.snap_entries;
    r->snap_entries_cap = t.snap_entries_cap;
}

uint32_t opt_stream_block(struct opt *o, uint32_t b)
{
    const struct ir_block *old = &o->r->blocks[b];
    uint32_t nb = ir_block_new(&o->out, old->pc);
    ir_block_begin(&o->out, nb);
    o->out.blocks[nb].cold = old->cold;
    o->out.blocks[nb].loop_depth = old->loop_depth;
    return nb;
}

ir_ref opt_copy(struct opt *o, const struct ir_ins *ins)
{
    ir_ref v = ir_emit(&o->out, *ins);
    opt_rename(o, &o->out.ins[v]);
    return v;
}

void opt_stream_end(struct opt *o)
{
    struct ir_region *out = &o->out;
    for (uint32_t i = 0; i < out->nargs; i++)
        out->args[i] = o->map[out->args[i]];
    for (uint32_t i = 0; i < out->nsnap_entries; i++)
        out->snap_entries[i].val = o->map[out->snap_entries[i].val];
    ir_region_swap(o->r, out);
}

ir_ref opt_copy_call(struct opt *o, const struct ir_ins *ins)
{
    struct ir_ins copy = *ins;
    if (ins->op == IR_CALL) {
        ir_ref args[ins->c + 1];
        for (uint32_t k = 0; k < ins->c; k++)
            args[k] = o->map[o->r->args[ins->b + k]];
        copy.b = ir_args_new(&o->out, args, ins->c);
    }
    return opt_copy(o, &copy);
}

void opt_stream_snapshots(struct opt *o)
{
    struct ir_region *r = o->r, *out = &o->out, t = *out;
    for (uint32_t k = 0; k < r->nsnap_entries; k++)
        r->snap_entries[k].val = o->map[r->snap_entries[k].val];
    out->snaps = r->snaps;
    out->nsnaps = r->nsnaps;
    out->snaps_cap = r->snaps_cap;
    out->snap_entries = r->snap_entries;
    out->nsnap_entries = r->nsnap_entries;
    out->snap_entries_cap = r->snap_entries_cap;
    r->snaps = t.snaps;
    r->snaps_cap = t.snaps_cap;
    r->snap_entries = t.snap_entries;
    r->snap_entries_cap = t.snap_entries_cap;
}

static void check(const struct opt *o, const char *pass)
{
#ifdef FERRY_DEBUG
    char *error = ir_verify(o->r);
    if (!error)
        return;
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    if (f) {
        ir_print(o->r, f);
        fclose(f);
        log_printf("%s", text);
    }
    log_fatal(1, "the IR of the region at %#llx is wrong after pass %s: %s",
              (unsigned long long)o->r->pc, pass, error);
#else
    (void)o;
    (void)pass;
#endif
}

void opt_region(struct opt *o, struct ir_region *r, uint64_t mask)
{
    o->r = r;
    o->cfg_known = false;
    check(o, "front end");
    for (unsigned i = 0; i < sizeof passes / sizeof *passes; i++) {
        const struct pass *pass = &passes[i];
        void (*run)(struct opt *) = mask >> i & 1 ? pass->run : pass->off;
        if (!run)
            continue;
        run(o);
        check(o, pass->name);
        if (o->after)
            o->after(o->opaque, pass->name, r);
    }
}

void opt_region_quick(struct opt *o, struct ir_region *r)
{
    o->r = r;
    check(o, "front end");
    if (!opt_quick(o)) {
        opt_region(o, r, OPT_ALL);
        return;
    }
    check(o, "quick");
    if (o->after)
        o->after(o->opaque, "quick", r);
}

/* But conversions of f16. */
static bool has_nothing(void *host, enum ir_opcode op, enum ir_type lane)
{
    (void)host;
    (void)lane;
    return op == IR_FCVTL;
}

void opt_run(struct ir_region *r, uint64_t mask, bool bare)
{
    struct opt *o = opt_new();
    if (bare)
        opt_set_host(o, has_nothing, NULL);
    opt_region(o, r, mask);
    opt_free(o);
}
