/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vector extension.
 *
 * In: fields.  Out: IR: calls of helpers, which know vtype only when they run. An encoding that
 * vtype makes illegal comes back from the helper as a value, and becomes a trap at this
 * instruction.
 */
#include "target/riscv/helper_vec.h"
#include "target/riscv/translate.h"

static ir_ref imm64(struct rv_ctx *c, uint64_t v)
{
    return ir_const(c->r, IR_I64, v);
}

/* Sign-extended on RV32: scalars are, where an element is wider than xlen. */
static ir_ref x_scalar(struct rv_ctx *c, unsigned n)
{
    ir_ref v = rv_x(c, n);
    return c->xlen == 64 ? v : ir_un(c->r, IR_SEXT32, IR_I64, v);
}

static ir_ref f_raw(struct rv_ctx *c, unsigned n)
{
    return ir_vopi(c->r, IR_VEXT, IR_I64, IR_I64, 0, ir_get(c->r, RV_F0 + n), IR_NONE, 0);
}

static int64_t simm5(unsigned v)
{
    return v & 16 ? (int64_t)v - 32 : (int64_t)v;
}

/* Leaves if the helper's status says so. */
static bool check(struct rv_ctx *c, ir_ref status)
{
    ir_ref bad = ir_cmp(c->r, IR_NE, IR_I64, status, imm64(c, RV_V_DONE));
    ir_trapif(c->r, bad, RV_TRAP_ILLEGAL, imm64(c, c->insn));
    return true;
}

/* ---- configuration ---- */

static bool set_vl(struct rv_ctx *c, unsigned rd, ir_ref avl, ir_ref vtype, bool keep)
{
    ir_ref args[] = {avl, vtype, imm64(c, keep)};
    rv_set_x64(c, rd, ir_call(c->r, RV_H_vsetvl, args, 3));
    return true;
}

/* rs1 = x0 stands for as many as there can be; with rd = x0, too, for as many as before. */
static ir_ref requested(struct rv_ctx *c, unsigned rs1)
{
    return rs1 ? rv_x64(c, rs1) : imm64(c, UINT64_MAX);
}

bool rv_trans_VSETVLI(struct rv_ctx *c, const struct rv_args *a)
{
    return set_vl(c, a->rd, requested(c, a->rs1), imm64(c, a->zimm11), !a->rs1 && !a->rd);
}

bool rv_trans_VSETIVLI(struct rv_ctx *c, const struct rv_args *a)
{
    return set_vl(c, a->rd, imm64(c, a->uimm), imm64(c, a->zimm10), false);
}

bool rv_trans_VSETVL(struct rv_ctx *c, const struct rv_args *a)
{
    return set_vl(c, a->rd, requested(c, a->rs1), rv_x64(c, a->rs2), !a->rs1 && !a->rd);
}

/* ---- arithmetic ---- */

/* Immediates of shifts and of the clips are unsigned. */
static bool unsigned_imm(unsigned fn)
{
    return (fn >= RV_FN_SLL && fn <= RV_FN_SRA) || fn == RV_FN_SSRL || fn == RV_FN_SSRA ||
           fn == RV_FN_CLIPU || fn == RV_FN_CLIP;
}

static ir_ref operand(struct rv_ctx *c, unsigned src, unsigned n, bool is_unsigned)
{
    switch (src) {
    case RV_SRC_X: return x_scalar(c, n);
    case RV_SRC_F: return f_raw(c, n);
    case RV_SRC_I: return imm64(c, is_unsigned ? n : (uint64_t)simm5(n));
    default: return imm64(c, 0);
    }
}

bool rv_trans_vector(struct rv_ctx *c, const struct rv_args *a)
{
    uint64_t what =
        a->fn | (uint64_t)a->kind << 8 | (uint64_t)a->src << 16 | (uint64_t)a->ext << 24;
    ir_ref args[] = {imm64(c, what), imm64(c, c->insn),
                     operand(c, a->src, a->vs1, unsigned_imm(a->fn))};
    return check(c, ir_call(c->r, RV_H_vector, args, 3));
}

bool rv_trans_VROR_VI(struct rv_ctx *c, const struct rv_args *a)
{
    uint64_t what = RV_FN_ROR | (uint64_t)RV_SRC_I << 16; /* a plain operation */
    ir_ref args[] = {imm64(c, what), imm64(c, c->insn), imm64(c, a->i5 * 32u + a->vs1)};
    return check(c, ir_call(c->r, RV_H_vector, args, 3));
}

bool rv_trans_vextend(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref args[] = {imm64(c, a->factor), imm64(c, a->ext), imm64(c, c->insn)};
    return check(c, ir_call(c->r, RV_H_vextend, args, 3));
}

/* ---- masks, permutations, moves ---- */

static ir_ref call2(struct rv_ctx *c, unsigned helper, uint64_t what)
{
    return ir_call(c->r, helper, (const ir_ref[]){imm64(c, what), imm64(c, c->insn)}, 2);
}

bool rv_trans_vmask_logic(struct rv_ctx *c, const struct rv_args *a)
{
    return check(c, call2(c, RV_H_vmask_logic, a->kind));
}

static bool scalar_result(struct rv_ctx *c, unsigned rd, ir_ref status)
{
    check(c, status);
    rv_set_x64(c, rd, ir_call(c->r, RV_H_vresult, NULL, 0));
    return true;
}

bool rv_trans_vmask_scalar(struct rv_ctx *c, const struct rv_args *a)
{
    return scalar_result(c, a->rd, call2(c, RV_H_vmask_scalar, a->kind));
}

bool rv_trans_vmask_vector(struct rv_ctx *c, const struct rv_args *a)
{
    return check(c, call2(c, RV_H_vmask_vector, a->kind));
}

bool rv_trans_VMV_X_S(struct rv_ctx *c, const struct rv_args *a)
{
    return scalar_result(c, a->rd, call2(c, RV_H_vmv_from_s, 0));
}

bool rv_trans_VFMV_F_S(struct rv_ctx *c, const struct rv_args *a)
{
    check(c, call2(c, RV_H_vmv_from_s, 1));
    ir_ref v = ir_call(c->r, RV_H_vresult, NULL, 0);
    rv_set_f(c, a->rd, IR_F64, ir_un(c->r, IR_BITCAST, IR_F64, v));
    return true;
}

bool rv_trans_vmv_to_s(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref args[] = {imm64(c, a->src == RV_SRC_F), imm64(c, c->insn),
                     operand(c, a->src, a->rs1, false)};
    return check(c, ir_call(c->r, RV_H_vmv_to_s, args, 3));
}

bool rv_trans_vpermute(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref args[] = {imm64(c, a->kind | (uint64_t)a->src << 8), imm64(c, c->insn),
                     operand(c, a->src, a->vs1, true)};
    return check(c, ir_call(c->r, RV_H_vpermute, args, 3));
}

bool rv_trans_VMVNR_V(struct rv_ctx *c, const struct rv_args *a)
{
    return check(c, call2(c, RV_H_vmvnr, a->imm5 + 1u));
}

/* ---- cryptography ---- */

bool rv_trans_vcrypto(struct rv_ctx *c, const struct rv_args *a)
{
    return check(c, call2(c, RV_H_vcrypto, a->kind | (uint64_t)a->scalar << 8));
}

/* ---- loads and stores ---- */

static bool access_memory(struct rv_ctx *c, const struct rv_args *a, bool store)
{
    uint64_t what = a->mode | (uint64_t)a->eew << 8 | (uint64_t)store << 16;
    ir_ref stride = a->mode == RV_VMEM_STRIDE ? x_scalar(c, a->rs2) : imm64(c, 0);
    ir_ref args[] = {imm64(c, what), imm64(c, c->insn), rv_x64(c, a->rs1), stride};
    return check(c, ir_call(c->r, RV_H_vmem, args, 4));
}

bool rv_trans_vload(struct rv_ctx *c, const struct rv_args *a)
{
    return access_memory(c, a, false);
}

bool rv_trans_vstore(struct rv_ctx *c, const struct rv_args *a)
{
    return access_memory(c, a, true);
}
