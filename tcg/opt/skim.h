/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of pass `skim` share; only tcg/opt/skim*.c include this.
 */
#ifndef FERRY_TCG_OPT_SKIM_H
#define FERRY_TCG_OPT_SKIM_H

#include "tcg/opt/opt.h"

enum {
    BYTES = 128, /* looked at at once */
    VECTORS = BYTES / 16,
    PAGE = 4096,
    MAX_LOOP = 300, /* instructions */
    MAX_PATH = 12,  /* blocks */
    MAX_SEARCH = 96,
    MAX_LATCHES = 16,
    MAX_DEPTH = 12, /* of expressions */
    MAX_TESTS = 8,
    MAX_STREAMS = 4,
    MAX_MEMO = 16,
};

/* What a value is from round to round. */
enum kind {
    OTHER,
    FIXED,   /* the same */
    COUNTER, /* `step` more */
    ELEMENT, /* computed from what is loaded in the round, each element for itself */
};
struct what {
    enum kind kind;
    int64_t step;
};

/* The path goes on while `cmp` holds (or fails, unless `holds`). */
struct test {
    ir_ref cmp;
    bool holds;
    /* skim_wide.c: a round leaves where this vector (and `second`, if there is one) is not zero, or
       has a lane that is. */
    ir_ref vector, second;
    bool zero_lane;
    enum ir_type lane;
};

struct skim {
    struct opt *o;
    uint32_t header, latches[MAX_LATCHES];
    unsigned nlatches;
    uint32_t path[MAX_PATH + 1]; /* from the header to the header */
    unsigned npath;
    /* Per slot: what the path has set it to. */
    ir_ref *now;
    ir_ref
        *got; /* per value: what a GET on the path gives, if the path has set that; else itself */
    struct what *slot;
    bool *read; /* per slot: a round on the path wants what it was before */
    struct test tests[MAX_TESTS];
    unsigned ntests;
    ir_ref streams[MAX_STREAMS]; /* loads of elements with different addresses */
    unsigned nstreams;
    unsigned size; /* of an element */
    enum ir_type lane;
    bool wide; /* elements are several vectors, see skim_wide.c */
    /* In `look`: per test a vector that is not zero where a round may leave the path; and what has
       been made for the current 16 bytes. */
    ir_ref leave[MAX_TESTS];
    struct {
        ir_ref v, made;
    } memo[MAX_MEMO];
    unsigned nmemo;
};

/* The instruction that makes *v, which becomes what a GET on the path gives. */
const struct ir_ins *skim_def(const struct skim *s, ir_ref *v);
bool skim_constant(const struct skim *s, ir_ref v, uint64_t *k);
/* v is what slot `slot` was at the head of the loop, plus *sum. */
bool skim_slot_plus(const struct skim *s, ir_ref v, uint32_t slot, uint64_t *sum);
struct what skim_classify(const struct skim *s, ir_ref v, unsigned depth);
bool skim_in_all_rounds(const struct skim *s, uint32_t b); /* does every round come through it? */
/* The condition under which a test goes on. */
enum ir_cond skim_goes_on(const struct skim *s, const struct test *t);
bool skim_compares_counters(const struct skim *s, const struct test *t);

/* Code of `look`: the value at the head of the loop; a load's address; leaving for block `out`. */
ir_ref skim_make(struct skim *s, ir_ref v);
ir_ref skim_address(struct skim *s, ir_ref load);
void skim_leave_unless(struct skim *s, enum ir_cond cc, ir_ref a, ir_ref b, uint32_t out);

/* skim_wide.c: a round loads several vectors side by side. */
bool skim_wide_streams(struct skim *s);
bool skim_wide_test(struct skim *s, struct test *t); /* fills it; false: it does not fit */
void skim_wide_page(struct skim *s, uint32_t out);
void skim_wide_elements(struct skim *s, uint32_t out);

#endif
