/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the passes share; only tcg/opt includes this.
 *
 * A pass that inserts, moves or removes instructions streams `r` into `out`: opt_stream_begin,
 * ir_block_begin and opt_copy in the new layout order, opt_stream_end.  map[old] is the new value
 * of an old one; lists and snapshots are renamed at the end in one go.
 */
#ifndef FERRY_TCG_OPT_OPT_H
#define FERRY_TCG_OPT_OPT_H

#include "tcg/ir/ir.h"
#include "tcg/opt/passes.h"

#define OPT_NO_BLOCK UINT32_MAX

/* What is known of a block, see cfg.c. */
struct opt_block {
    uint32_t npreds;
    uint32_t pred;    /* one of the predecessors */
    uint32_t idom;    /* immediate dominator; the entry's is itself; OPT_NO_BLOCK: unreachable */
    uint32_t dom_pre; /* a dominates b: a.dom_pre <= b.dom_pre < a.dom_end */
    uint32_t dom_end;
    uint32_t rpo;              /* number in reverse post order, from 0 */
    uint32_t loop;             /* header of the innermost loop, or OPT_NO_BLOCK */
    uint32_t parent;           /* of a header: header of the loop around, or OPT_NO_BLOCK */
    uint32_t depth;            /* of loops */
    uint32_t joins, next_join; /* pass state: joins that it dominates immediately */
    bool header;  /* of a natural loop: an edge from a block that it dominates comes in */
    bool back_in; /* an edge against the layout order comes in, a loop or irreducible */
};

/* What fold knows of a value. */
struct opt_value {
    uint64_t ones;  /* bits that may be set (integers) */
    uint32_t block; /* of `out` */
    uint32_t next;  /* in its hash chain */
};

/* A TRAPIF that fold has emitted. */
struct opt_trapif {
    ir_ref cond;
    uint32_t block;
};
enum { OPT_TRAPIFS = 32 };

/* What fold knows of guest memory, see stores.c. */
struct opt_store {
    ir_ref base, value;
    int64_t at;   /* from base */
    uint8_t lane; /* also the value's type */
};
enum { OPT_STORES = 12 };
struct opt_stores {
    uint32_t n;
    struct opt_store list[OPT_STORES];
};

struct opt {
    struct ir_region *r;
    struct ir_region out;
    ir_ref *map; /* per instruction of r */
    uint32_t map_cap;

    /* cfg.c */
    struct opt_block *blocks;
    uint32_t blocks_cap;
    uint32_t *order; /* reachable blocks in the layout order to be: reverse post order, loops in
                        one piece */
    uint32_t order_cap, norder;
    uint32_t *stack; /* scratch of cfg.c */
    uint32_t stack_cap;
    uint32_t *preds; /* of block b: preds[first_pred[b]] ... */
    uint32_t *first_pred;
    uint32_t preds_cap, first_pred_cap;
    bool edges_gone; /* fold made one-way branches of BRCONDs: blocks may be unreachable */
    bool has_joins;  /* some block has more than one predecessor */
    bool cfg_known;  /* from the pass before to this one: all of that is so of r now, and (pass
                        heads) slots is */

    /* The passes' own. */
    bool has_params; /* there may be some */
    struct state *state;
    struct quick *quick;
    struct opt_value *values; /* per instruction of out */
    uint32_t values_cap;
    ir_ref *hash;
    uint32_t hash_cap;
    uint32_t hash_used; /* a power of two */
    struct opt_trapif trapifs[OPT_TRAPIFS];
    uint32_t ntrapifs;
    struct opt_stores stores, *stores_at; /* now; at the ends of blocks */
    uint32_t stores_cap;
    uint8_t *live;
    uint32_t live_cap;
    ir_ref *same; /* passes params, facts, pairs, gather, delay */
    uint32_t same_cap;
    struct opt_pairs *pairs; /* pass pairs, while it runs */
    ir_ref *named;           /* pass delay */
    uint32_t named_cap;
    uint64_t *slots; /* slots.c; see opt_slot_set */
    uint32_t slots_cap, slot_words;

    bool (*host_has)(void *host, enum ir_opcode op, enum ir_type lane);
    void *host;
    void (*after)(void *opaque, const char *pass, const struct ir_region *r);
    void *opaque;
};

/* Makes room for n elements; what was there before is kept, the rest is not initialised. */
void opt_room(void *pointer, uint32_t *cap, uint32_t n, size_t size);

/* Successors of block b of r; their number (0 to 2). */
static inline unsigned opt_successors(const struct ir_region *r, uint32_t b, uint32_t out[2])
{
    const struct ir_ins *end = &r->ins[r->blocks[b].end - 1];
    if (end->op == IR_BR) {
        out[0] = ir_taken(end);
        return 1;
    }
    if (end->op != IR_BRCOND)
        return 0;
    out[0] = ir_taken(end);
    out[1] = ir_other(end);
    return 2;
}

/* Fills blocks, order, has_joins from r. */
void opt_cfg(struct opt *o);

static inline bool opt_dominates(const struct opt *o, uint32_t a, uint32_t b)
{
    uint32_t pre = o->blocks[b].dom_pre;
    return o->blocks[a].dom_pre <= pre && pre < o->blocks[a].dom_end;
}

/* Sets of slots at the start of a block, see slots.c. */
enum {
    OPT_SLOT_LIVE,
    OPT_SLOT_DIRTY,
    OPT_SLOT_MEET,
    OPT_SLOT_FLUSH,
    OPT_SLOT_PARAM,
    OPT_SLOT_SETS
};
void opt_slots(struct opt *o);
uint64_t *opt_slot_set(const struct opt *o, uint32_t block, unsigned set); /* slot_words words */

/* Streaming */
void opt_stream_begin(struct opt *o);
void opt_stream_lists(struct opt *o); /* after begin: keep all lists and snapshots */
/* Begins the next block of `out`, in the place of block b of r: its number. */
uint32_t opt_stream_block(struct opt *o, uint32_t b);
/* Appends `ins`, an instruction of r, with its operands (not its lists) renamed. */
ir_ref opt_copy(struct opt *o, const struct ir_ins *ins);
/* Without opt_stream_lists: the same, and a CALL's list is renamed; the snapshots come over,
   renamed, when all has been copied. */
ir_ref opt_copy_call(struct opt *o, const struct ir_ins *ins);
void opt_stream_snapshots(struct opt *o);
/* After opt_stream_lists: renames lists and snapshots; `out` becomes r. */
void opt_stream_end(struct opt *o);

/* Renames the value operands. */
static inline void opt_rename(const struct opt *o, struct ir_ins *ins)
{
    switch (ir_ops[ins->op].nvals) {
    case 3: ins->c = o->map[ins->c]; /* fall through */
    case 2: ins->b = o->map[ins->b]; /* fall through */
    case 1: ins->a = o->map[ins->a];
    }
}

/* loops.c: the instructions in the blocks that `in` marks; 0: they are more than `most`, or can't
   be copied because what they compute is used elsewhere. */
uint32_t opt_blocks_copyable(struct opt *o, const uint8_t *in, uint32_t most);
/* Adds the exits of the blocks: an exit stays with its branch. */
void opt_add_exits(const struct opt *o, uint8_t *in);
/* Where the code that takes the edge from block b starts. */
uint64_t opt_edge_pc(const struct opt *o, uint32_t b);
/* Copies them; o->stack[b] is the copy of b.  Edges to `header` (or OPT_NO_BLOCK) stay. */
void opt_blocks_copy(struct opt *o, const uint8_t *in, uint32_t header);

/* An innermost loop: its blocks, and the exits that only it leads to. */
struct opt_loop {
    uint32_t header;
    uint32_t n; /* instructions in them */
};
bool opt_loop_innermost(const struct opt *o, uint32_t block); /* is it such a loop's header? */
/* Fills `loop`; false: it has more than `most` instructions, or can't be copied. */
bool opt_loop_copyable(struct opt *o, struct opt_loop *loop, uint32_t header, uint32_t most);
/* One more round: the edges from outside lead to it, and from there into the loop; or the loop's
   own do, and from there back; or nothing leads to it, and it is a loop of its own (o->stack: the
   copies' numbers). */
enum opt_round { OPT_ROUND_BEFORE, OPT_ROUND_WITHIN, OPT_ROUND_APART };
void opt_loop_copy(struct opt *o, const struct opt_loop *loop, enum opt_round place);
/* The edges to block `from` that the branch `end` takes lead to block `to`. */
void opt_retarget(struct ir_ins *end, uint32_t from, uint32_t to);

/* stores.c */
void opt_stores_forget(struct opt *o);
void opt_stores_enter(struct opt *o, uint32_t block);
void opt_stores_leave(struct opt *o, uint32_t block);
void opt_stores_note(struct opt *o, const struct ir_ins *ins); /* has been emitted */

/* fold.c: the same operation on the same operands? */
bool opt_same(const struct ir_ins *x, const struct ir_ins *y);

/* Passes */
void opt_state(struct opt *o, bool keep);
void opt_skim(struct opt *o);
void opt_nest(struct opt *o);
void opt_rotate(struct opt *o);
void opt_split(struct opt *o);
void opt_conds(struct opt *o);
void opt_heads(struct opt *o);
void opt_names(struct opt *o);
void opt_widen(struct opt *o);
void opt_peel(struct opt *o);
void opt_pieces(struct opt *o);
void opt_unroll(struct opt *o);
void opt_merge(struct opt *o);
void opt_halves(struct opt *o);
void opt_gather(struct opt *o);
void opt_words(struct opt *o);
void opt_lower(struct opt *o);
/* lower_half.c: is it an op of half precision for pass `lower`?  What takes its place, in r. */
bool opt_half_wanted(const struct opt *o, const struct ir_ins *ins);
ir_ref opt_half_lower(struct ir_region *r, const struct ir_ins *ins);
void opt_facts(struct opt *o);
void opt_params(struct opt *o);
void opt_scalars(struct opt *o);
void opt_edges(struct opt *o);
void opt_fold(struct opt *o);
void opt_sink(struct opt *o);
void opt_dce(struct opt *o);
void opt_delay(struct opt *o);
void opt_products(struct opt *o);
void opt_carries(struct opt *o);
void opt_pairs(struct opt *o);
/* pairs.c: if instruction i of r makes the second half of a pair, emits it, and true. */
bool opt_pairs_fold(struct opt *o, ir_ref i);
void opt_state_free(struct state *s);
bool opt_quick(struct opt *o); /* false: the region does not have the shape */
void opt_quick_free(struct quick *q);

#endif
