/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Region formation with a guest of a few instructions: which blocks, which ranges, where it stops.
 *
 * In: nothing (with an argument: that many rounds of timing).  Out: TAP.
 * A guest instruction is 32 bits: opcode in the top byte, the distance of a jump in instructions
 * below (signed): I add 1 to x0, B branch if x0 != 0, P the same as a predicated jump, J jump,
 * C call, V call of the address in x1, K jump there, R return, S stop, T trap.
 */
#include "tcg/front/front.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tcg/opt/passes.h"
#include "tests/unit/ir_guest.h"
#include "tests/unit/tap.h"

static struct tap t;

/* As a guest does it whose every instruction may have a condition. */
static void predicated(struct tr *tr, gaddr to)
{
    struct ir_region *r = tr->r;
    ir_ref cond = ir_cmp(r, IR_NE, IR_I64, ir_get(r, 0), ir_const(r, IR_I64, 0));
    uint32_t then = ir_block_new(r, tr->pc), other = ir_block_new(r, tr->pc);
    ir_brcond(r, cond, then, other, 0);
    ir_block_begin(r, then);
    tr_jump(tr, to);
    tr->ended = false;
    ir_block_begin(r, other);
}

static void translate(struct tr *tr)
{
    uint32_t insn;
    if (!tr_fetch32le(tr, tr->pc, &insn))
        return;
    struct ir_region *r = tr->r;
    gaddr to = tr->pc + 4 * (int64_t)(int16_t)insn;
    tr->next = tr->pc + 4;
    switch (insn >> 24) {
    case 'I': ir_set(r, 0, ir_addi(r, IR_I64, ir_get(r, 0), 1)); break;
    case 'B':
        tr_branch(tr, ir_cmp(r, IR_NE, IR_I64, ir_get(r, 0), ir_const(r, IR_I64, 0)), to);
        break;
    case 'P': predicated(tr, to); break;
    case 'J': tr_jump(tr, to); break;
    case 'C': tr_call(tr, to); break;
    case 'V': tr_call_ind(tr, ir_get(r, 1)); break;
    case 'K': tr_jump_ind(tr, ir_get(r, 1)); break;
    case 'R': tr_ret(tr, ir_get(r, 1)); break;
    case 'S': tr_stop(tr); break;
    default: tr_trap(tr, IR_TRAP_TARGET, IR_NONE, tr->pc);
    }
}

static struct ir_fpmode fpmode(uint64_t mode)
{
    (void)mode;
    return (struct ir_fpmode){0};
}

static const struct target guest = {
    .name = "test", .ir = &ir_test_guest, .tr_size = 32, .fpmode = fpmode, .translate = translate};

static uint32_t code[4096] __attribute__((aligned(8192)));
static unsigned code_insns;

static bool code_at(void *opaque, gaddr pc, gaddr *end)
{
    (void)opaque;
    *end = (gaddr)(code + code_insns);
    return pc >= (gaddr)code && pc < *end;
}

static const struct exec_env env = {.code_at = code_at};

/* "I", "B+3", "J-2": one instruction a word. */
static void assemble(const char *text)
{
    char **words = g_strsplit(text, " ", -1);
    code_insns = 0;
    for (char **w = words; *w; w++)
        code[code_insns++] = (uint32_t) * *w << 24 | (uint16_t)atoi(*w + 1);
    g_strfreev(words);
}

/* The shape of a region: for each block its end, and where it goes. */
static char *shape(const struct ir_region *r)
{
    GString *s = g_string_new(NULL);
    for (uint32_t b = 0; b < r->nblocks; b++) {
        const struct ir_ins *end = &r->ins[r->blocks[b].end - 1];
        g_string_append_printf(s, "%s%u:%s", b ? " " : "", b, ir_ops[end->op].text);
        if (end->op == IR_EXIT_PC || end->op == IR_EXIT_CALL)
            g_string_append_printf(s, "@%d", (int)(end->imm - (gaddr)code) / 4);
        if (end->op == IR_BR || end->op == IR_BRCOND)
            g_string_append_printf(s, ">%u", ir_taken(end));
        if (end->op == IR_BRCOND)
            g_string_append_printf(s, ",%u", ir_other(end));
    }
    return g_string_free(s, FALSE);
}

static void check(const char *name, const char *text, struct front_limits limits,
                  const char *expected, unsigned insns)
{
    struct ir_region r;
    struct front_result out;
    assemble(text);
    ir_region_init(&r, &ir_test_guest);
    bool made = front_translate(&r, &guest, NULL, (gaddr)code, 0, &limits, &env, &out);
    char *got = made ? shape(&r) : g_strdup("nothing");
    char *wrong = made ? ir_verify(&r) : NULL;
    if (!tap_ok(&t, !strcmp(got, expected) && !wrong && out.ninsns == insns, "%s", name))
        fprintf(stderr, "got %s (%u insns) %s\nexpected %s\n", got, out.ninsns, wrong ? wrong : "",
                expected);
    g_free(got);
    g_free(wrong);
    ir_region_free(&r);
}

/* As if the distance that K and V have, which says nothing else, had been seen. */
static bool seen(void *opaque, gaddr pc, uint64_t mode, gaddr *to)
{
    (void)opaque;
    (void)mode;
    int16_t by = (int16_t)((const uint32_t *)pc)[0];
    *to = pc + 4 * (int64_t)by;
    return by != 0;
}

static void indirect(void)
{
    struct front_limits tree = {.max_insns = 100, .max_blocks = 1},
                        usual = {.max_insns = 100, .max_blocks = 16, .target = seen};
    struct ir_region r;
    struct front_result out;
    check("an indirect branch ends it", "I V I R", tree, "0:exit_calli", 2);
    check("one with many targets does", "I K I R", usual, "0:br>1 1:exit_ind", 2);
    check("a jump's usual target is followed", "K+2 R I R", usual,
          "0:br>1 1:brcond>2,3 2:exit_ind 3:exit_ret", 3);
    check("to the start it is a loop", "I K-1", usual,
          "0:br>1 1:brcond>2,3 2:exit_ind 3:br>4 4:br>1", 2);
    check("a call's usual target is followed to its return", "V+2 R I R", usual,
          "0:br>1 1:brcond>2,3 2:exit_calli 3:brcond>4,5 4:exit_ret 5:exit_ret", 4);
    check("one that does not return is not", "V+2 R I S", usual, "0:br>1 1:exit_calli", 1);
    check("in a callee a call is not", "C+2 R V+2 R I R", usual, "0:br>1 1:exit_call@2", 1);
    check("in a callee a jump is", "C+2 R K+2 R I R", usual,
          "0:br>1 1:brcond>2,3 2:exit_calli 3:brcond>4,5 4:exit_ret 5:exit_ret", 5);
    ir_region_init(&r, &ir_test_guest);
    assemble("I I V R");
    front_translate(&r, &guest, NULL, (gaddr)code, 0, &tree, &env, &out);
    tap_ok(&t, out.indirect == 8, "where the indirect branch is");
    assemble("I R");
    front_translate(&r, &guest, NULL, (gaddr)code, 0, &tree, &env, &out);
    tap_ok(&t, out.indirect == FRONT_NO_INDIRECT, "returns are none");
    ir_region_free(&r);
}

static void ranges(void)
{
    struct ir_region r;
    struct front_result out;
    struct front_limits limits = {.max_insns = 100, .max_blocks = 1};
    gaddr at = (gaddr)code;
    ir_region_init(&r, &ir_test_guest);
    assemble("I J+3 I I I R");
    front_translate(&r, &guest, NULL, at, 0, &limits, &env, &out);
    tap_ok(&t,
           out.nranges == 2 && out.ranges[0].start == at && out.ranges[0].end == at + 8 &&
               out.ranges[1].start == at + 16 && out.ranges[1].end == at + 24,
           "ranges of a followed jump");
    for (unsigned i = 0; i < 4096; i++)
        code[i] = 'I' << 24;
    code_insns = 4096;
    limits.max_insns = 4000;
    front_translate(&r, &guest, NULL, at, 0, &limits, &env, &out);
    tap_ok(&t, out.ninsns == 2048 && out.nranges == 1 && out.ranges[0].end == at + 8192,
           "two pages at most");
    tap_ok(&t, !front_translate(&r, &guest, NULL, 8, 0, &limits, &env, &out), "nothing to fetch");
    ir_region_free(&r);
}

/* A loop that is one straight line, entered at its second instruction. */
static void heads(void)
{
    struct ir_region r;
    struct front_result out;
    struct front_limits limits = {.max_insns = 100, .max_blocks = 16};
    gaddr at = (gaddr)code;
    ir_region_init(&r, &ir_test_guest);
    assemble("I I I B-3 R");
    front_translate(&r, &guest, NULL, at + 4, 0, &limits, &env, &out);
    tap_ok(&t, out.head == at, "the head of a loop that is entered in its middle");
    front_translate(&r, &guest, NULL, at, 0, &limits, &env, &out);
    tap_ok(&t, out.head == at, "at the head of the loop it is where the region begins");
    limits.apart = -4;
    front_translate(&r, &guest, NULL, at + 4, 0, &limits, &env, &out);
    g_autofree char *straight = shape(&r);
    tap_ok(&t, !strcmp(straight, "0:br>1 1:brcond>2,3 2:exit_pc@0 3:exit_ret"),
           "code that is to be apart is left by an exit");
    limits.apart = 8;
    front_translate(&r, &guest, NULL, at, 0, &limits, &env, &out);
    g_autofree char *before = shape(&r);
    tap_ok(&t, !strcmp(before, "0:br>1 1:br>2 2:exit_pc@2"), "where the line runs into it, too");
    limits.apart = 0;
    assemble("I B+3 I B-3 R");
    front_translate(&r, &guest, NULL, at + 8, 0, &limits, &env, &out);
    tap_ok(&t, out.head == at + 8, "not of a loop with a branch in it");
    ir_region_free(&r);
}

static void timing(unsigned rounds)
{
    struct ir_region r;
    struct front_result out;
    struct front_limits limits = {.max_insns = 96, .max_blocks = 1};
    struct opt *o = opt_new();
    uint64_t ns[3] = {0};
    unsigned insns = 0;
    GString *s = g_string_new("I");
    for (unsigned i = 0; i < 90; i++)
        g_string_append(s, i % 6 == 5 ? " B+200" : " I");
    g_string_append(s, " R");
    assemble(s->str);
    ir_region_init(&r, &ir_test_guest);
    for (unsigned k = 0; k < rounds; k++) {
        struct timespec a, b, c;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
        front_translate(&r, &guest, NULL, (gaddr)code, 0, &limits, &env, &out);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
        opt_region(o, &r, OPT_ALL);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &c);
        ns[0] += (uint64_t)(b.tv_sec - a.tv_sec) * 1000000000 + (uint64_t)(b.tv_nsec - a.tv_nsec);
        ns[1] += (uint64_t)(c.tv_sec - b.tv_sec) * 1000000000 + (uint64_t)(c.tv_nsec - b.tv_nsec);
        insns += out.ninsns;
    }
    printf("# ns per guest instruction: front %.1f, passes %.1f\n", (double)ns[0] / insns,
           (double)ns[1] / insns);
    g_string_free(s, TRUE);
    opt_free(o);
    ir_region_free(&r);
}

int main(int argc, char **argv)
{
    struct front_limits tree = {.max_insns = 100, .max_blocks = 1},
                        few = {.max_insns = 3, .max_blocks = 1},
                        one = {.max_insns = 1, .max_blocks = 1},
                        many = {.max_insns = 100, .max_blocks = 16},
                        two = {.max_insns = 100, .max_blocks = 1, .max_branches = 2};
    if (argc > 1) {
        timing((unsigned)atoi(argv[1]));
        return 0;
    }
    check("straight line", "I I R", tree, "0:exit_ret", 3);
    check("end of the code", "I I", tree, "0:exit_pc@2", 2);
    check("limit of instructions", "I I I I R", few, "0:exit_pc@3", 3);
    check("one instruction", "B+5 I", one, "0:brcond>1,2 1:exit_pc@5 2:exit_pc@1", 1);
    check("a side exit", "I B+5 I R", tree, "0:brcond>1,2 1:exit_pc@6 2:exit_ret", 4);
    check("a jump is followed", "J+2 I I R", tree, "0:exit_ret", 3);
    check("a jump under a condition is not", "P+2 I I R", tree,
          "0:brcond>1,2 1:exit_pc@2 2:exit_ret", 4);
    check("a jump to old code is not", "I I J-2", tree, "0:exit_pc@0", 3);
    check("a call ends it", "I C+9 I", tree, "0:exit_call@10", 2);
    check("stop", "I S", tree, "0:exit_trap", 2);
    check("it ends behind two branches", "B+5 I B+3 I B+1 R", two,
          "0:brcond>1,2 1:exit_pc@5 2:brcond>3,4 3:exit_pc@5 4:exit_pc@3", 3);
    check("a loop to the start", "I I B-2 R", many, "0:br>1 1:brcond>2,3 2:br>1 3:exit_ret", 4);
    check("a loop into the middle", "I I B-1 R", many,
          "0:br>1 1:br>2 2:brcond>3,4 3:br>2 4:exit_ret", 4);
    check("if and join", "B+2 I I R", many, "0:br>1 1:brcond>2,3 2:br>4 3:br>4 4:exit_ret", 4);
    check("if and else", "B+3 I J+2 I R", many,
          "0:br>1 1:brcond>2,3 2:br>5 3:br>4 4:exit_ret 5:br>4", 5);
    check("a jump back", "I B+2 J-2 R", many, "0:br>1 1:brcond>2,3 2:br>5 3:br>4 4:br>1 5:exit_ret",
          4);
    check("a call is followed to its return", "C+2 R I R", many,
          "0:br>1 1:brcond>2,3 2:exit_ret 3:exit_ret", 4);
    check("a callee that calls is not followed", "C+2 R C+9 R", many, "0:br>1 1:exit_call@2", 1);
    check("a callee's call is followed to its return", "C+2 S C+2 R I R", many,
          "0:br>1 1:brcond>2,3 2:exit_ret 3:brcond>4,5 4:exit_ret 5:exit_trap", 6);
    check("of three levels none is followed", "C+2 S C+2 R C+2 R I R", many, "0:br>1 1:exit_call@2",
          1);
    check("a callee's callee that does not return is not followed", "C+2 S C+2 R I S", many,
          "0:br>1 1:exit_call@2", 1);
    check("an exit out of a callee's callee returns behind the inner call", "C+2 S C+2 R B-9 R",
          many,
          "0:br>1 1:brcond>2,3 2:br>8 3:brcond>4,5 4:exit_ret 5:brcond>6,7 6:exit_ret 7:exit_trap "
          "8:br>9 9:exit_call@-5",
          6);
    check("a callee that does not return is not followed", "C+2 R I S", many,
          "0:br>1 1:exit_call@2", 1);
    check("an exit out of a callee is a call", "C+2 R B+2 R S", many,
          "0:br>1 1:brcond>2,3 2:br>6 3:brcond>4,5 4:exit_ret 5:exit_ret 6:br>7 7:exit_call@4", 4);
    check("two calls have a callee each", "C+3 C+2 R I R", many,
          "0:br>1 1:brcond>2,3 2:exit_ret 3:brcond>4,5 4:exit_ret 5:exit_ret", 7);
    check("recursion", "B+2 R C-2 R", many,
          "0:br>1 1:brcond>2,3 2:br>4 3:exit_ret 4:brcond>5,6 5:br>10 6:brcond>7,8 7:exit_ret "
          "8:br>9 9:exit_ret 10:brcond>11,12 11:br>18 12:brcond>13,14 13:exit_ret "
          "14:brcond>15,16 15:exit_ret 16:br>17 17:br>9 18:br>19 19:exit_call@2",
          10);
    check("no calls in straight-line regions", "C+2 R I R", tree, "0:exit_call@2", 1);
    indirect();
    ranges();
    heads();
    return tap_done(&t);
}
