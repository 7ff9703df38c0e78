/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Evaluator of the floating-point ops, scalar and vector, through tcg/softfp.
 * In and out: see interp_eval.h.  Lanes are computed one by one, lane 0 first, each with the
 * region's fpmode; flags of all lanes are ORed.
 */
#include "tcg/ir/interp_eval.h"

#include "tcg/softfp/softfp.h"

static enum fp_format format_of(enum ir_type t)
{
    return t == IR_F16 ? FP_F16 : t == IR_F32 ? FP_F32 : FP_F64;
}

static struct fp_env env_of(const struct ir_eval_fp *fp, const struct ir_ins *ins)
{
    bool standard = ir_has_standard(ins);
    struct ir_fpmode mode = standard ? ir_fp_standard(&fp->mode) : fp->mode, *m = &mode;
    return (struct fp_env){
        .rounding = standard ? FP_RNE : fp->rounding,
        .nan_rule = m->nan_rule,
        .default_nan = m->default_nan,
        .flush_in = m->flush_in,
        .flush_out = m->flush_out,
        .flush_f16 = m->flush_f16,
        .ahp = m->ahp,
        .tininess_before = m->tininess_before,
    };
}

/* The rounding that an op with a rounding field asks for. */
static enum fp_rounding rounding_of(const struct ir_ins *ins, const struct fp_env *env)
{
    unsigned r = ins->sub & 15;
    return r == IR_ROUND_DYN ? env->rounding : r;
}

static uint64_t round_lane(struct fp_env *env, const struct ir_ins *ins, enum fp_format f,
                           uint64_t a)
{
    enum fp_rounding rounding = rounding_of(ins, env);
    unsigned bits = ins->imm & 0xff;
    if (bits)
        return fp_round_int_n(env, f, a, rounding, bits);
    return fp_round_int(env, f, a, rounding, ins->imm & IR_FROUND_EXACT);
}

static bool is_lane_op(enum ir_opcode op)
{
    switch (op) {
    case IR_FADD:
    case IR_FSUB:
    case IR_FMUL:
    case IR_FMULX:
    case IR_FDIV:
    case IR_FSQRT:
    case IR_FMA:
    case IR_FMIN:
    case IR_FMAX:
    case IR_FMINNM:
    case IR_FMAXNM:
    case IR_FABS:
    case IR_FNEG:
    case IR_FRECPE:
    case IR_FRSQRTE:
    case IR_FRECPS:
    case IR_FRSQRTS:
    case IR_FRECPX:
    case IR_FROUND: return true;
    default: return false;
    }
}

static uint64_t fma_lane(struct fp_env *env, unsigned sub, enum fp_format f, uint64_t a, uint64_t b,
                         uint64_t c)
{
    if (sub & IR_FMA_NEGP)
        b = fp_neg(f, b);
    if (sub & IR_FMA_NEGA)
        a = fp_neg(f, a);
    return fp_muladd(env, f, b, c, a, 0);
}

/* Ops whose result has the operands' format. */
static uint64_t lane_op(struct fp_env *env, const struct ir_ins *ins, enum fp_format f, uint64_t a,
                        uint64_t b, uint64_t c)
{
    switch (ins->op) {
    case IR_FADD: return fp_add(env, f, a, b);
    case IR_FSUB: return fp_sub(env, f, a, b);
    case IR_FMUL: return fp_mul(env, f, a, b);
    case IR_FMULX: return fp_mulx(env, f, a, b);
    case IR_FDIV: return fp_div(env, f, a, b);
    case IR_FSQRT: return fp_sqrt(env, f, a);
    case IR_FMA: return fma_lane(env, ins->sub, f, a, b, c);
    case IR_FMIN: return fp_min(env, f, a, b);
    case IR_FMAX: return fp_max(env, f, a, b);
    case IR_FMINNM: return fp_minnum(env, f, a, b);
    case IR_FMAXNM: return fp_maxnum(env, f, a, b);
    case IR_FABS: return fp_abs(f, a);
    case IR_FNEG: return fp_neg(f, a);
    case IR_FRECPE: return fp_recip_estimate(env, f, a);
    case IR_FRSQRTE: return fp_rsqrt_estimate(env, f, a);
    case IR_FRECPS: return fp_recip_step(env, f, a, b);
    case IR_FRSQRTS: return fp_rsqrt_step(env, f, a, b);
    case IR_FRECPX: return fp_recip_exponent(env, f, a);
    default: return round_lane(env, ins, f, a);
    }
}

static unsigned lane_count(const struct ir_ins *ins, unsigned bytes)
{
    if (ins->type != IR_V128)
        return 1;
    return (ins->sub & IR_V64 ? 8 : 16) / bytes;
}

static void eval_lanes(struct ir_eval *e, struct fp_env *env)
{
    enum ir_type t = e->ins->type == IR_V128 ? e->ins->lane : e->ins->type;
    unsigned bytes = ir_type_size(t);
    for (unsigned i = 0; i < lane_count(e->ins, bytes); i++)
        ir_lane_set(&e->res, bytes, i,
                    lane_op(env, e->ins, format_of(t), ir_lane(e->a, bytes, i),
                            ir_lane(e->b, bytes, i), ir_lane(e->c, bytes, i)));
}

/* The plain op that a pairwise one does, or IR_NOP. */
static enum ir_opcode pairwise_of(enum ir_opcode op)
{
    switch (op) {
    case IR_FADDP: return IR_FADD;
    case IR_FMINP: return IR_FMIN;
    case IR_FMAXP: return IR_FMAX;
    case IR_FMINNMP: return IR_FMINNM;
    case IR_FMAXNMP: return IR_FMAXNM;
    default: return IR_NOP;
    }
}

static void eval_pairs(struct ir_eval *e, struct fp_env *env)
{
    struct ir_ins plain = *e->ins;
    plain.op = pairwise_of(e->ins->op);
    unsigned bytes = ir_type_size(plain.lane), n = (plain.sub & IR_V64 ? 8 : 16) / bytes;
    for (unsigned i = 0; i < n; i++) {
        const union ir_value *v = i < n / 2 ? e->a : e->b;
        unsigned first = i % (n / 2) * 2;
        ir_lane_set(&e->res, bytes, i,
                    lane_op(env, &plain, format_of(plain.lane), ir_lane(v, bytes, first),
                            ir_lane(v, bytes, first + 1), 0));
    }
}

/* FCVTL, FCVTN: between a full vector and the half of one. */
static void eval_resize(struct ir_eval *e, struct fp_env *env)
{
    enum ir_type from = e->ins->lane;
    bool widen = e->ins->op == IR_FCVTL;
    enum ir_type to = from == IR_F16 ? IR_F32 : from == IR_F64 ? IR_F32 : widen ? IR_F64 : IR_F16;
    unsigned source = ir_type_size(from), dest = ir_type_size(to);
    unsigned n = 16 / (widen ? dest : source), first = widen && e->ins->sub & IR_HI ? n : 0;
    if (!widen)
        env->rounding = rounding_of(e->ins, env);
    for (unsigned i = 0; i < n; i++)
        ir_lane_set(
            &e->res, dest, i,
            fp_convert(env, format_of(from), format_of(to), ir_lane(e->a, source, first + i)));
}

static void eval_to_int(struct ir_eval *e, struct fp_env *env)
{
    const struct ir_ins *ins = e->ins;
    unsigned source = ir_type_size(ins->lane);
    unsigned dest = ins->type == IR_V128 ? source : ir_type_size(ins->type);
    enum fp_rounding rounding = rounding_of(ins, env);
    for (unsigned i = 0; i < lane_count(ins, source); i++)
        ir_lane_set(&e->res, dest, i,
                    fp_to_int(env, format_of(ins->lane), ir_lane(e->a, source, i), dest * 8,
                              !(ins->sub & IR_UNSIGNED), ins->imm, rounding, FP_INT_SATURATE));
}

static void eval_from_int(struct ir_eval *e, struct fp_env *env)
{
    const struct ir_ins *ins = e->ins;
    unsigned source = ir_type_size(ins->lane);
    bool is_signed = !(ins->sub & IR_UNSIGNED);
    enum fp_format f = ins->type != IR_V128 ? format_of(ins->type)
                       : source == 2        ? FP_F16
                       : source == 4        ? FP_F32
                                            : FP_F64;
    env->rounding = rounding_of(ins, env);
    for (unsigned i = 0; i < lane_count(ins, source); i++) {
        uint64_t v = ir_lane(e->a, source, i);
        if (is_signed)
            v = (uint64_t)ir_sext(v, source);
        ir_lane_set(&e->res, fp_width(f) / 8, i, fp_from_int(env, f, v, is_signed, ins->imm));
    }
}

static unsigned relation(struct fp_env *env, enum fp_format f, uint64_t a, uint64_t b,
                         bool signalling)
{
    switch (fp_compare(env, f, a, b, signalling)) {
    case FP_LT: return IR_REL_LT;
    case FP_EQ: return IR_REL_EQ;
    case FP_GT: return IR_REL_GT;
    default: return IR_REL_UN;
    }
}

static void eval_compare_lanes(struct ir_eval *e, struct fp_env *env)
{
    static const uint8_t wanted[] = {
        [IR_FEQ] = IR_REL_EQ, [IR_FGE] = IR_REL_EQ | IR_REL_GT, [IR_FGT] = IR_REL_GT};
    unsigned how = e->ins->sub & 3, bytes = ir_type_size(e->ins->lane);
    for (unsigned i = 0; i < lane_count(e->ins, bytes); i++) {
        unsigned r = relation(env, format_of(e->ins->lane), ir_lane(e->a, bytes, i),
                              ir_lane(e->b, bytes, i), how != IR_FEQ);
        ir_lane_set(&e->res, bytes, i, r & wanted[how % 3] ? ~0ull : 0);
    }
}

static bool eval_other(struct ir_eval *e, struct fp_env *env)
{
    const struct ir_ins *ins = e->ins;
    switch (ins->op) {
    case IR_FCVT:
        env->rounding = rounding_of(ins, env);
        e->res.q[0] = fp_convert(env, format_of(ins->lane), format_of(ins->type), e->a->q[0]);
        return true;
    case IR_FCMP:
        e->res.q[0] = relation(env, format_of(ins->type), e->a->q[0], e->b->q[0],
                               ins->sub & IR_FCMP_SIGNALLING);
        if (ins->sub & IR_FCMP_SILENT)
            env->flags = 0;
        return true;
    case IR_VFCMP: eval_compare_lanes(e, env); return true;
    case IR_FCVTL:
    case IR_FCVTN: eval_resize(e, env); return true;
    case IR_FTOI: eval_to_int(e, env); return true;
    case IR_ITOF: eval_from_int(e, env); return true;
    default: return false;
    }
}

bool ir_eval_fp(struct ir_eval *e)
{
    if (e->ins->op == IR_FCC) {
        e->res.q[0] = (e->a->w[0] & e->ins->sub) != 0;
        return true;
    }
    struct fp_env env = e->fp ? env_of(e->fp, e->ins) : (struct fp_env){0};
    if (is_lane_op(e->ins->op))
        eval_lanes(e, &env);
    else if (pairwise_of(e->ins->op) != IR_NOP)
        eval_pairs(e, &env);
    else if (!eval_other(e, &env))
        return false;
    if (e->fp)
        e->fp->flags |= env.flags;
    return true;
}
