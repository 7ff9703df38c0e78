/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text form and verifier: every op is written and read back; broken regions are refused.
 *
 * In: nothing.  Out: TAP.
 */
#include <glib.h>
#include <string.h>
#include "tests/unit/ir_guest.h"
#include "tests/unit/tap.h"

static struct tap t;

/* A value of each type; index: enum ir_type. */
static void values(struct ir_region *r, ir_ref v[IR_TYPES])
{
    memset(v, 0, IR_TYPES * sizeof *v);
    for (enum ir_type ty = IR_I32; ty <= IR_F64; ty++)
        v[ty] = ir_const(r, ty, 0x3412);
    v[IR_V128] = ir_vconst(r, 0x123456789abcdef0, 0x0fedcba987654321);
}

static enum ir_type type_for(enum ir_opcode op)
{
    if (ir_ops[op].fixed_type != IR_TYPES)
        return (enum ir_type)ir_ops[op].fixed_type;
    if (op == IR_FTOI || op == IR_VREDADD)
        return IR_I64;
    if (ir_ops[op].props & IR_P_FPX || op == IR_FABS || op == IR_FNEG)
        return IR_F32;
    return op == IR_BITCAST ? IR_F64 : IR_I64;
}

/* A region with one instruction of the op and all that it needs. */
static void region_with(struct ir_region *r, enum ir_opcode op)
{
    ir_ref v[IR_TYPES];
    ir_region_reset(r, 0x1000, 3);
    r->fp = (struct ir_fpmode){.nan_rule = 2, .flush_in = true, .tininess_before = true};
    uint32_t b0 = ir_block_new(r, 0x1000), b1 = ir_block_new(r, 0), b2 = ir_block_new(r, 0x1008);
    ir_block_begin(r, b0);
    values(r, v);
    struct ir_ins ins = {.op = op, .type = type_for(op)};
    const struct ir_op_info *info = &ir_ops[op];
    if (strchr(info->uses, 'l'))
        ins.lane = ins.type == IR_F32 ? IR_F32 : info->a == 'X' ? IR_I64 : IR_I32;
    if (op == IR_FCVT || op == IR_FTOI)
        ins.lane = IR_F64;
    if (strchr(info->uses, 'm'))
        ins.sub = IR_MEM_SEXT | IR_MEM_SC;
    else if (strchr(info->uses, 'c'))
        ins.sub = IR_FGE;
    else if (strchr(info->uses, 'r') || strchr(info->uses, 's'))
        ins.sub = 0x11;
    if (strchr(info->uses, 'i'))
        ins.imm = op == IR_UBFX || op == IR_SBFX || op == IR_DEP ? 0x803 : 5;
    if (strchr(info->uses, 'k'))
        ins.imm = 1;
    ir_ref *operand[3] = {&ins.a, &ins.b, &ins.c};
    for (unsigned k = 0; k < info->nvals; k++) {
        enum ir_type want = ir_operand_type(r, &ins, k);
        *operand[k] = v[want == IR_VOID ? IR_I64 : want];
    }
    if (op == IR_BITCAST)
        ins.a = v[IR_I64];
    if (op == IR_CALL) {
        ir_call(r, 0, (ir_ref[]){v[IR_I64], v[IR_I64]}, 2);
    } else if (op == IR_VCONST) {
        ir_vconst(r, 1, UINT64_MAX);
    } else if (op != IR_BR && op != IR_BRCOND && op != IR_PARAM && info->props & IR_P_END) {
        ir_emit(r, ins);
    } else if (op != IR_BR && op != IR_BRCOND && op != IR_PARAM) {
        if (info->props & IR_P_FAULT)
            ins.snap =
                ir_snap_new(r, 0x1004,
                            (struct ir_snap_entry[]){
                                {.slot = 1, .val = v[IR_I64]},
                                {.slot = 2, .plus = -8, .val = v[IR_I64]},
                                {.slot = 3, .plus = 4, .val = v[IR_I64]},
                                {.slot = 4, .val = v[IR_I64], .lsb = 8, .len = 16, .shl = 24},
                                {.slot = 10, .val = v[IR_V128]}},
                            5);
        if (info->props & IR_P_LOAD)
            r->snaps[ins.snap - 1].pieces = true;
        ir_emit(r, ins);
    }
    if (!(info->props & IR_P_END) || op == IR_BRCOND || op == IR_BR)
        ir_brcond(r, v[IR_I32], b1, b2, IR_UNLIKELY);
    ir_block_begin(r, b1);
    r->blocks[b1].cold = true;
    r->blocks[b1].loop_depth = 2;
    ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = 0x2000});
    ir_block_begin(r, b2);
    if (op == IR_PARAM || op == IR_BR) {
        uint32_t b3 = ir_block_new(r, 0);
        ir_br(r, b3, (ir_ref[]){v[IR_F64], v[IR_I32]}, 2);
        ir_block_begin(r, b3);
        ir_param(r, IR_F64);
        ir_ref again = ir_param(r, IR_I32);
        ir_br(r, b3, (ir_ref[]){v[IR_F64], again}, 2);
    } else {
        ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = 0xffffffffffffff00});
    }
}

static bool same_region(const struct ir_region *a, const struct ir_region *b)
{
    return a->n == b->n && a->nblocks == b->nblocks && a->nargs == b->nargs &&
           a->nsnap_entries == b->nsnap_entries && a->pc == b->pc && a->mode == b->mode &&
           !memcmp(a->ins + 1, b->ins + 1, (a->n - 1) * sizeof *a->ins) &&
           !memcmp(&a->fp, &b->fp, sizeof a->fp);
}

static void round_trip(void)
{
    struct ir_region a, b;
    ir_region_init(&a, &ir_test_guest);
    ir_region_init(&b, &ir_test_guest);
    for (unsigned op = 0; op < IR_OPS; op++) {
        region_with(&a, op);
        char *wrong = ir_verify(&a), *error = NULL;
        char *one = ir_test_text(&a), *two = NULL;
        bool read = ir_parse(&b, one, &error);
        if (read)
            two = ir_test_text(&b);
        if (!tap_ok(&t, !wrong && read && !strcmp(one, two) && same_region(&a, &b), "text of %s",
                    ir_ops[op].text))
            fprintf(stderr, "%s\n%s\n%s\n%s\n", wrong ? wrong : "", error ? error : "", one,
                    two ? two : "");
        g_free(wrong);
        g_free(error);
        free(one);
        free(two);
    }
    ir_region_free(&a);
    ir_region_free(&b);
}

/* Parses, and wants the verifier (or the parser) to complain with `what`. */
static void refused(const char *what, const char *text)
{
    struct ir_region r;
    char *error = NULL;
    ir_region_init(&r, &ir_test_guest);
    if (ir_parse(&r, text, &error))
        error = ir_verify(&r);
    if (!tap_ok(&t, error && strstr(error, what), "refused: %s", what))
        fprintf(stderr, "%s\n", error ? error : "accepted");
    g_free(error);
    ir_region_free(&r);
}

static void broken(void)
{
    refused("no blocks", "region pc=0");
    refused("expected a number", "region pc=zz");
    refused("no such op", "b0:\n v1:i64 = nonsense\n exit_pc 0");
    refused("undefined value", "b0:\n v1:i64 = neg v2\n exit_pc 0");
    refused("before the first block", "exit_pc 0");
    refused("one end", "b0:\n v1:i64 = const 1\n");
    refused("one end", "b0:\n exit_pc 1\n v1:i64 = const 1\n exit_pc 0");
    refused("is i32, not i64", "b0:\n v1:i32 = const 1\n v2:i64 = neg v1\n exit_pc 0");
    refused("does not exist", "b0:\n v2:i64 = neg _\n exit_pc 0");
    refused("wrong type of result", "b0:\n v1:i64 = vconst 1, 2\n exit_pc 0");
    refused("an integer op", "b0:\n v1:f64 = const 1\n v2:f64 = neg v1\n exit_pc 0");
    refused("does not dominate",
            "b0:\n v1:i32 = get w0\n brcond v1, b1, b2\nb1:\n v2:i64 = const 1\n"
            " exit_pc 0\nb2:\n set x0, v2\n exit_pc 0");
    refused("parameters", "b0:\n br b1()\nb1:\n v1:i64 = param\n exit_pc 0");
    refused("parameters",
            "b0:\n v1:i32 = get w0\n brcond v1, b1, b1\nb1:\n v2:i64 = param\n exit_pc 0");
    refused("come first", "b0:\n v1:i64 = get x0\n br b1(v1)\nb1:\n v2:i64 = const 1\n"
                          " v3:i64 = param\n exit_pc 0");
    refused("no parameters", "b0:\n v3:i64 = param\n exit_pc 0");
    refused("no such block", "b0:\n br b7()");
    refused("no snapshot", "region state_done\nb0:\n v1:i64 = get x0\n v2:i64 = ld.i64 v1, 0\n"
                           " exit_pc 0");
    refused("takes 2 arguments", "b0:\n v1:i64 = const 1\n v2:i64 = call pure(v1)\n exit_pc 0");
    refused("the slot is i32", "b0:\n v1:i64 = get w0\n exit_pc 0");
    refused("not i64", "b0:\n v1:i32 = const 1\n set x0, v1\n exit_pc 0");
    refused("does not fit", "b0:\n v1:i64 = get x0\n v2:i32 = ld.i64 v1, 0\n exit_pc 0");
    refused("field out of range", "b0:\n v1:i32 = get w0\n v2:i32 = ubfx v1, 0x2001\n exit_pc 0");
    refused("constant too wide", "b0:\n v1:i32 = const 0x100000000\n exit_pc 0");
    refused("no such helper", "b0:\n call nonsense()\n exit_pc 0");
    refused("no such slot", "b0:\n v1:i64 = get y9\n exit_pc 0");
}

int main(void)
{
    round_trip();
    broken();
    return tap_done(&t);
}
