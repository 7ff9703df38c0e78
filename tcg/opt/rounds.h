/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rounds of an innermost loop, for the passes `skim` and `widen`, which do many at once.
 *
 * In: a region before `state`, with its graph.  A loop has a *path* round it: the shortest one.
 * What is on it is followed through the slots: what they are set to, and which are *counters*,
 * which each round moves by a constant.  What the path sets otherwise is set before it is read.  So
 * one round hands nothing to the next but counters and memory. Out: code that asks whether the next
 * rounds all take the path, and a place for code that does them:
 *
 *     turn:   behind a round: is the first stream's address a multiple of `bytes`?  -> look
 *     look:   by the pass; where it can't do the rounds: -> round
 *     round:  a copy of the loop, with such a turn of its own
 *
 * A *stream* is a load or a store whose address goes up by its size in every round, whatever path
 * it takes.  In `look`, all of a stream's next `bytes` are in the page of the element before them,
 * which a round has just touched: so nothing there faults.
 */
#ifndef FERRY_TCG_OPT_ROUNDS_H
#define FERRY_TCG_OPT_ROUNDS_H

#include "tcg/opt/opt.h"

enum {
    ROUNDS_MAX_PATH = 12, /* blocks */
    ROUNDS_MAX_LATCHES = 16,
    ROUNDS_MAX_TESTS = 8,
    ROUNDS_MAX_STREAMS = 4,
    ROUNDS_MAX_MEMO = 16,
};

/* What a value is from round to round. */
enum rounds_kind {
    ROUNDS_OTHER,
    ROUNDS_FIXED,   /* the same */
    ROUNDS_COUNTER, /* `step` more */
};
struct rounds_what {
    enum rounds_kind kind;
    int64_t step;
};

/* The path goes on while `cmp` holds (or fails, unless `holds`). */
struct rounds_test {
    ir_ref cmp;
    bool holds;
    /* skim_wide.c: a round leaves where this vector (and `second`, if there is one) is not zero, or
       has a lane that is.  skim_words.c: where this word is not zero. */
    ir_ref vector, second;
    bool zero_lane;
    enum ir_type lane;
};

struct rounds {
    struct opt *o;
    uint32_t header, latches[ROUNDS_MAX_LATCHES];
    unsigned nlatches;
    uint32_t path[ROUNDS_MAX_PATH + 1]; /* from the header to the header */
    unsigned npath;
    bool (*may)(const struct ir_ins *ins); /* may it be on the path? */
    ir_ref *now;                           /* per slot: what the path has set it to */
    struct rounds_what *slot;              /* per slot */
    bool *read; /* per slot: a round on the path wants what it was before */
    ir_ref
        *got; /* per value: what a GET on the path gives, if the path has set that; else itself */
    struct rounds_test tests[ROUNDS_MAX_TESTS];
    unsigned ntests;
    ir_ref streams[ROUNDS_MAX_STREAMS];
    unsigned nstreams;
    unsigned size;   /* of an element */
    bool wide;       /* elements are several vectors (skim_wide.c), of any alignment */
    bool words;      /* or pairs of words (skim_words.c) */
    unsigned before; /* if not `size`: bytes before a stream's address that were just touched */
    unsigned bytes;  /* of each stream that is done at once */
    struct {         /* vectors made for the current 16 bytes of each stream */
        ir_ref v, made;
    } memo[ROUNDS_MAX_MEMO];
    unsigned nmemo;
};

/* Calls `one` for every innermost loop; it returns whether it has changed the region. */
void rounds_each(struct opt *o, bool (*one)(struct rounds *s));
/* Fills s; false: the loop has not the shape. */
bool rounds_find(struct rounds *s);
/* The turn and the copy; `look` makes its code and returns the block where it begins. */
void rounds_put(struct rounds *s, uint32_t (*look)(struct rounds *s, uint32_t round));

/* The instruction that makes *v, which becomes what it is through the slots. */
const struct ir_ins *rounds_def(const struct rounds *s, ir_ref *v);
/* v is what slot `slot` was at the head of the loop, plus *sum. */
bool rounds_slot_plus(const struct rounds *s, ir_ref v, uint32_t slot, uint64_t *sum);
bool rounds_constant(const struct rounds *s, ir_ref v, uint64_t *k);
struct rounds_what rounds_classify(const struct rounds *s, ir_ref v, unsigned depth); /* depth: 0 */
/* An element as it was loaded, perhaps extended once more; IR_NONE: it is something else. */
ir_ref rounds_loaded(const struct rounds *s, ir_ref v);
/* Does every round come through block b? */
bool rounds_in_all(const struct rounds *s, uint32_t b);
/* The condition under which a test goes on. */
enum ir_cond rounds_goes_on(const struct rounds *s, const struct rounds_test *t);
bool rounds_compares_counters(const struct rounds *s, const struct rounds_test *t);

/* Code of `look`: the value at the head of the loop; a stream's address there. */
ir_ref rounds_make(struct rounds *s, ir_ref v);
ir_ref rounds_address(struct rounds *s, ir_ref stream);
/* Goes on in a block of its own if the condition holds, else to `out`. */
void rounds_leave_unless(struct rounds *s, enum ir_cond cc, ir_ref a, ir_ref b, uint32_t out);
/* Goes on if all streams are in their pages, and no counter meets its bound. */
void rounds_look_at_counters(struct rounds *s, uint32_t out);
/* Counters go on by a number of rounds. */
void rounds_count_on(struct rounds *s, int64_t rounds);

/* lanes.c.  Is a load or a store a stream? */
bool rounds_is_stream(const struct rounds *s, const struct ir_ins *access);
/* An operation of floating point that vectors have, too? */
bool rounds_is_float_op(const struct ir_ins *ins);
/* Can the value of many rounds be in the lanes of vectors? (Integers: their lower bits.)  depth: 0
 */
bool rounds_is_vector(const struct rounds *s, ir_ref v, unsigned depth);
/* The vector for the next rounds but k times 16 bytes; s->nmemo = 0 before other rounds are meant.
 */
ir_ref rounds_vector(struct rounds *s, ir_ref v, unsigned k);
ir_ref rounds_in_all_lanes(struct rounds *s, ir_ref v); /* a fixed one */

/* Rounds that are done at once. */
static inline int64_t rounds_at_once(const struct rounds *s)
{
    return s->bytes / s->size;
}

#endif
