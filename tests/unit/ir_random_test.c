/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The passes on random regions (ir_gen.h): the interpreter's result is the same before and after
 * them, for every combination of passes.
 *
 * In: a seed and a count as optional arguments.  Out: TAP; a failing region is printed.
 */
#include <glib.h>
#include <stdlib.h>

#include "tcg/ir/interp.h"
#include "tcg/opt/passes.h"
#include "tests/unit/ir_gen.h"
#include "tests/unit/tap.h"

static struct tap t;
static uint8_t memory[GEN_MEMORY];

struct outcome {
    struct ir_test_cpu cpu;
    uint8_t memory[sizeof memory];
    struct ir_interp_end end;
};

static struct outcome run(const struct ir_region *r, uint64_t seed)
{
    struct outcome out;
    struct gen g = {.seed = seed};
    memset(&out, 0, sizeof out);
    for (unsigned i = 0; i < sizeof memory; i++)
        memory[i] = (uint8_t)rnd(&g, 256);
    for (unsigned i = 0; i < 8; i++)
        out.cpu.x[i] = i == 7 ? rnd(&g, 20) : rnd_const(&g);
    for (unsigned i = 0; i < 2; i++)
        out.cpu.w[i] = (uint32_t)rnd_const(&g);
    for (unsigned i = 0; i < 4; i++) {
        out.cpu.v[i][0] = rnd_const(&g);
        out.cpu.v[i][1] = rnd_const(&g);
    }
    struct ir_interp it = {.cpu = &out.cpu,
                           .fp_rounding = &out.cpu.common.fp_rounding,
                           .fp_flags = &out.cpu.common.fp_flags,
                           .exit_request = &out.cpu.common.exit_request};
    out.end = ir_interp(&it, r);
    ir_interp_free(&it);
    memcpy(out.memory, memory, sizeof memory);
    return out;
}

static bool same_outcome(const struct outcome *a, const struct outcome *b)
{
    return !memcmp(a->cpu.x, b->cpu.x, sizeof a->cpu.x) &&
           !memcmp(a->cpu.w, b->cpu.w, sizeof a->cpu.w) &&
           !memcmp(a->cpu.v, b->cpu.v, sizeof a->cpu.v) && a->cpu.pc == b->cpu.pc &&
           !memcmp(a->memory, b->memory, sizeof a->memory) && a->end.op == b->end.op &&
           a->end.trap == b->end.trap && !a->end.failed && !b->end.failed &&
           a->end.trap_arg == b->end.trap_arg;
}

static void copy_region(struct ir_region *to, const struct ir_region *from)
{
    char *text = ir_test_text(from), *error = NULL;
    if (!ir_parse(to, text, &error))
        fprintf(stderr, "%s\n%s", text, error);
    free(text);
}

#define QUICK (UINT64_C(1) << 63) /* what tier 1 does, instead of passes */

static void optimise(struct ir_region *r, uint64_t mask)
{
    if (mask != QUICK) {
        opt_run(r, mask, true);
        return;
    }
    struct opt *o = opt_new();
    opt_region_quick(o, r);
    opt_free(o);
}

static bool one(uint64_t seed, unsigned nblocks, enum shape shape, uint64_t mask)
{
    struct ir_region a, b;
    struct gen g = {.seed = seed, .r = &a, .memory = memory};
    ir_region_init(&a, &ir_test_guest);
    ir_region_init(&b, &ir_test_guest);
    random_region(&g, nblocks, shape);
    copy_region(&b, &a);
    char *wrong = ir_verify(&a), *wrong_after = NULL;
    bool good = !wrong;
    if (good) {
        optimise(&b, mask);
        wrong_after = ir_verify(&b);
        good = !wrong_after;
    }
    for (unsigned k = 0; good && k < 4; k++) {
        struct outcome x = run(&a, seed + k), y = run(&b, seed + k);
        good = same_outcome(&x, &y);
        for (unsigned i = 0; !good && i < 8; i++)
            if (x.cpu.x[i] != y.cpu.x[i])
                fprintf(stderr, "x%u %lx %lx\n", i, (long)x.cpu.x[i], (long)y.cpu.x[i]);
    }
    if (!good) {
        char *ta = ir_test_text(&a), *tb = ir_test_text(&b);
        fprintf(stderr, "%s%s seed %lu\n%s\n%s\n", wrong ? wrong : "",
                wrong_after ? wrong_after : "", (unsigned long)seed, ta, tb);
        free(ta);
        free(tb);
    }
    g_free(wrong);
    g_free(wrong_after);
    ir_region_free(&a);
    ir_region_free(&b);
    return good;
}

static void many(const char *name, uint64_t seed, unsigned count, enum shape shape, uint64_t mask)
{
    unsigned k = 0;
    while (k < count && one(seed + k, 1 + k % 12, shape, mask))
        k++;
    tap_ok(&t, k == count, "%s", name);
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
    unsigned count = argc > 2 ? (unsigned)atoi(argv[2]) : 1000;
    static const char *const shapes[] = {"trees", "joins", "loops"};
    for (enum shape shape = TREE; shape <= LOOPS; shape++) {
        char name[64];
        snprintf(name, sizeof name, "%s, no pass", shapes[shape]);
        many(name, seed, count / 4, shape, 0);
        snprintf(name, sizeof name, "%s, state", shapes[shape]);
        many(name, seed, count, shape, 1);
        snprintf(name, sizeof name, "%s, state and fold", shapes[shape]);
        many(name, seed, count, shape, 3);
        snprintf(name, sizeof name, "%s, every pass", shapes[shape]);
        many(name, seed, count * 2, shape, OPT_ALL);
        snprintf(name, sizeof name, "%s, quick", shapes[shape]);
        many(name, seed, count, shape, QUICK);
    }
    return tap_done(&t);
}
