/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vector extension: configuration, and the choice between IR and helpers.
 *
 * In: fields.  Out: IR: vector operations where vl and vtype are known (trans_vec.h), else calls of
 * helpers, which know them when they run. An encoding that vtype makes illegal comes back from the
 * helper as a value, and becomes a trap at this instruction.
 */
#include "target/riscv/target.h"
#include "target/riscv/trans_vec.h"

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

/* Is it worth knowing vl and vtype? */
static bool wants_ir(const struct rv_ctx *c)
{
    return c->vway != RV_VWAY_HELPERS;
}

static uint32_t constant_conf(struct rv_ctx *c, uint64_t avl, unsigned vtype)
{
    return (uint32_t)rv_helper_vsetvl(avl, vtype, c->model->vlen / 8, rv_vtype_known(c->model));
}

/* From here on vtype is this, and vl may be anything that it allows. */
static void know_vtype(struct rv_ctx *c, uint32_t vtype)
{
    c->line->vconf = constant_conf(c, UINT64_MAX, vtype);
    c->line->vconf_known = false;
    c->line->vtype_known = c->vway == RV_VWAY_PARTIAL;
}

static void know_nothing(struct rv_ctx *c)
{
    c->line->vconf_known = c->line->vtype_known = false;
}

/* The mode says what vtype was where the region was asked for, and is asked whether it still is. */
static bool know_from_mode(struct rv_ctx *c)
{
    uint32_t vtype = c->t->mode >> RV_MODE_VTYPE_AT & ((1u << RV_VTYPE_BITS) - 1);
    ir_ref now = ir_shri(c->r, IR_I32, ir_get(c->r, RV_VCONF), RV_VTYPE_AT);
    if (!c->line->vtype_known) {
        rv_vx_leave_if(c, ir_cmp(c->r, IR_NE, IR_I32, now, ir_const(c->r, IR_I32, vtype)),
                       RV_VWAY_HELPERS);
        know_vtype(c, vtype);
    }
    return true;
}

/* Sees to it that vl and vtype, or vtype, are known, by a guess if need be; false: they are not. */
static bool know(struct rv_ctx *c)
{
    const struct rv_cpu *cpu = c->t->cpu;
    if (!wants_ir(c) || c->line->vconf_known)
        return wants_ir(c);
    if (c->vway == RV_VWAY_PARTIAL)
        return know_from_mode(c);
    if (!cpu || cpu->vconf >> RV_VILL_AT)
        return false;
    c->t->guessed = true;
    rv_vx_leave_if(
        c, ir_cmp(c->r, IR_NE, IR_I32, ir_get(c->r, RV_VCONF), ir_const(c->r, IR_I32, cpu->vconf)),
        RV_VWAY_PARTIAL);
    c->line->vconf = cpu->vconf;
    c->line->vconf_known = true;
    return true;
}

bool rv_vx_begin(struct rv_ctx *c, struct rv_vx *x)
{
    if (!know(c))
        return false;
    x->c = c;
    x->partial = !c->line->vconf_known;
    x->per = c->model->vlen / (8 * RV_CHUNK);
    return rv_vec_decode(&x->v, c->model, c->line->vconf, c->frm, c->insn) && x->v.vl &&
           rv_vx_chunks(x, x->v.sew) <= RV_CHUNKS / 2 && c->frm <= 3;
}

void rv_vx_leave_if(struct rv_ctx *c, ir_ref cond, enum rv_vway way)
{
    struct tr_set other = {RV_VWAY, ir_const(c->r, IR_I32, way)};
    tr_leave_if(c->t, cond, c->t->pc, &other, 1);
}

static bool set_known(struct rv_ctx *c, unsigned rd, uint32_t conf)
{
    rv_set_x(c, rd, rv_imm(c, conf & ((1u << RV_VL_BITS) - 1)));
    ir_set(c->r, RV_VCONF, ir_const(c->r, IR_I32, conf));
    c->line->vconf = conf;
    c->line->vconf_known = !(conf >> RV_VILL_AT);
    return true;
}

static ir_ref low32(struct rv_ctx *c, ir_ref v)
{
    return c->xlen == 64 ? ir_un(c->r, IR_TRUNC64, IR_I32, v) : v;
}

/* vl = min(avl, VLMAX). Usual code goes on for VLMAX; what comes behind a smaller vl is left. */
static bool set_up_to(struct rv_ctx *c, unsigned rd, ir_ref avl, uint32_t max_conf)
{
    struct ir_region *r = c->r;
    bool usual = wants_ir(c) && c->vway == RV_VWAY_USUAL;
    ir_ref max = rv_imm(c, max_conf & ((1u << RV_VL_BITS) - 1));
    ir_ref less = ir_cmp(r, IR_LTU, c->xt, avl, max);
    ir_ref vl = usual ? avl : ir_select(r, c->xt, less, avl, max);
    ir_ref vtype = ir_const(r, IR_I32, max_conf >> RV_VL_BITS << RV_VL_BITS);
    struct tr_set sets[] = {{RV_VCONF, ir_bin(r, IR_OR, IR_I32, low32(c, vl), vtype)},
                            {RV_VWAY, ir_const(r, IR_I32, RV_VWAY_PARTIAL)},
                            {RV_X0 + rd, vl}};
    if (usual) {
        tr_leave_if(c->t, less, c->t->next, sets, rd ? 3 : 2);
        return set_known(c, rd, max_conf);
    }
    ir_set(r, RV_VCONF, sets[0].value);
    rv_set_x(c, rd, vl);
    know_vtype(c, max_conf >> RV_VTYPE_AT);
    return true;
}

/* vl stays, unless it is more than VLMAX now. */
static bool keep_vl(struct rv_ctx *c, uint32_t max_conf)
{
    struct ir_region *r = c->r;
    ir_ref vl = ir_uni(r, IR_UBFX, IR_I32, ir_get(r, RV_VCONF), RV_VL_BITS << 8);
    ir_ref max = ir_const(r, IR_I32, max_conf & ((1u << RV_VL_BITS) - 1));
    vl = ir_select(r, IR_I32, ir_cmp(r, IR_LTU, IR_I32, vl, max), vl, max);
    ir_ref vtype = ir_const(r, IR_I32, max_conf >> RV_VL_BITS << RV_VL_BITS);
    ir_set(r, RV_VCONF, ir_bin(r, IR_OR, IR_I32, vl, vtype));
    know_vtype(c, max_conf >> RV_VTYPE_AT);
    return true;
}

/* By the helper; avl IR_NONE: vl stays. */
static bool set_vl(struct rv_ctx *c, unsigned rd, ir_ref avl, ir_ref vtype)
{
    struct ir_region *r = c->r;
    ir_ref vl_bits = ir_const(r, IR_I32, (1u << RV_VL_BITS) - 1);
    if (!avl)
        avl = ir_un(r, IR_ZEXT32, IR_I64, ir_bin(r, IR_AND, IR_I32, ir_get(r, RV_VCONF), vl_bits));
    ir_ref args[] = {avl, vtype, imm64(c, c->model->vlen / 8), imm64(c, rv_vtype_known(c->model))};
    ir_ref conf = ir_un(r, IR_TRUNC64, IR_I32, ir_call(r, RV_H_vsetvl, args, 4));
    ir_set(r, RV_VCONF, conf);
    rv_set_x64(c, rd, ir_un(r, IR_ZEXT32, IR_I64, ir_bin(r, IR_AND, IR_I32, conf, vl_bits)));
    know_nothing(c);
    return true;
}

/* rs1 = x0 stands for as many as there can be; with rd = x0, too, for as many as before. */
bool rv_trans_VSETVLI(struct rv_ctx *c, const struct rv_args *a)
{
    uint32_t max = constant_conf(c, UINT64_MAX, a->zimm11);
    if (max >> RV_VILL_AT || (!a->rs1 && a->rd))
        return set_known(c, a->rd, max);
    if (a->rs1)
        return set_up_to(c, a->rd, rv_x(c, a->rs1), max);
    if (know(c) && c->line->vconf_known)
        return set_known(c, 0,
                         constant_conf(c, c->line->vconf & ((1u << RV_VL_BITS) - 1), a->zimm11));
    return keep_vl(c, max);
}

bool rv_trans_VSETIVLI(struct rv_ctx *c, const struct rv_args *a)
{
    return set_known(c, a->rd, constant_conf(c, a->uimm, a->zimm10));
}

bool rv_trans_VSETVL(struct rv_ctx *c, const struct rv_args *a)
{
    ir_ref avl = a->rs1 ? rv_x64(c, a->rs1) : a->rd ? imm64(c, UINT64_MAX) : IR_NONE;
    return set_vl(c, a->rd, avl, rv_x64(c, a->rs2));
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
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_vector(&x, a))
        return true;
    uint64_t what =
        a->fn | (uint64_t)a->kind << 8 | (uint64_t)a->src << 16 | (uint64_t)a->ext << 24;
    ir_ref args[] = {imm64(c, what), imm64(c, c->insn),
                     operand(c, a->src, a->vs1, unsigned_imm(a->fn))};
    return check(c, ir_call(c->r, RV_H_vector, args, 3));
}

bool rv_trans_VROR_VI(struct rv_ctx *c, const struct rv_args *a)
{
    struct rv_vx x;
    struct rv_args plain = *a;
    plain.kind = RV_VEC_PLAIN;
    plain.fn = RV_FN_ROR;
    plain.src = RV_SRC_I;
    if (rv_vx_begin(c, &x) && rv_vx_vector(&x, &plain))
        return true;
    uint64_t what = RV_FN_ROR | (uint64_t)RV_SRC_I << 16; /* a plain operation */
    ir_ref args[] = {imm64(c, what), imm64(c, c->insn), imm64(c, a->i5 * 32u + a->vs1)};
    return check(c, ir_call(c->r, RV_H_vector, args, 3));
}

bool rv_trans_vextend(struct rv_ctx *c, const struct rv_args *a)
{
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_extend(&x, a))
        return true;
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
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_mask_logic(&x, a->kind))
        return true;
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
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_mask_scalar(&x, a->kind, a->rd))
        return true;
    return scalar_result(c, a->rd, call2(c, RV_H_vmask_scalar, a->kind));
}

bool rv_trans_vmask_vector(struct rv_ctx *c, const struct rv_args *a)
{
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_mask_vector(&x, a->kind))
        return true;
    return check(c, call2(c, RV_H_vmask_vector, a->kind));
}

bool rv_trans_VMV_X_S(struct rv_ctx *c, const struct rv_args *a)
{
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_from_s(&x, false, a->rd))
        return true;
    return scalar_result(c, a->rd, call2(c, RV_H_vmv_from_s, 0));
}

bool rv_trans_VFMV_F_S(struct rv_ctx *c, const struct rv_args *a)
{
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_from_s(&x, true, a->rd))
        return true;
    check(c, call2(c, RV_H_vmv_from_s, 1));
    ir_ref v = ir_call(c->r, RV_H_vresult, NULL, 0);
    rv_set_f(c, a->rd, IR_F64, ir_un(c->r, IR_BITCAST, IR_F64, v));
    return true;
}

bool rv_trans_vmv_to_s(struct rv_ctx *c, const struct rv_args *a)
{
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_to_s(&x, a->src, a->rs1))
        return true;
    ir_ref args[] = {imm64(c, a->src == RV_SRC_F), imm64(c, c->insn),
                     operand(c, a->src, a->rs1, false)};
    return check(c, ir_call(c->r, RV_H_vmv_to_s, args, 3));
}

bool rv_trans_vpermute(struct rv_ctx *c, const struct rv_args *a)
{
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_permute(&x, a))
        return true;
    ir_ref args[] = {imm64(c, a->kind | (uint64_t)a->src << 8), imm64(c, c->insn),
                     operand(c, a->src, a->vs1, true)};
    return check(c, ir_call(c->r, RV_H_vpermute, args, 3));
}

bool rv_trans_VMVNR_V(struct rv_ctx *c, const struct rv_args *a)
{
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_whole_move(&x, a->imm5 + 1u))
        return true;
    return check(c, call2(c, RV_H_vmvnr, a->imm5 + 1u));
}

/* ---- cryptography ---- */

bool rv_trans_vcrypto(struct rv_ctx *c, const struct rv_args *a)
{
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_crypto(&x, a->kind, a->scalar))
        return true;
    return check(c, call2(c, RV_H_vcrypto, a->kind | (uint64_t)a->scalar << 8));
}

/* ---- loads and stores ---- */

static bool access_memory(struct rv_ctx *c, const struct rv_args *a, bool store)
{
    struct rv_vx x;
    if (rv_vx_begin(c, &x) && rv_vx_memory(&x, a, store))
        return true;
    uint64_t what = a->mode | (uint64_t)a->eew << 8 | (uint64_t)store << 16;
    ir_ref stride = a->mode == RV_VMEM_STRIDE ? x_scalar(c, a->rs2) : imm64(c, 0);
    ir_ref args[] = {imm64(c, what), imm64(c, c->insn), rv_x64(c, a->rs1), stride};
    if (a->mode == RV_VMEM_FIRST && (c->line->vconf_known || c->line->vtype_known))
        know_vtype(c, c->line->vconf >> RV_VTYPE_AT);
    check(c, ir_call(c->r, RV_H_vmem, args, 4));
    if (c->vway == RV_VWAY_HELPERS) {
        ir_set(c->r, RV_VWAY, ir_const(c->r, IR_I32, RV_VWAY_PARTIAL));
        tr_leave(c->t, c->t->next);
    }
    return true;
}

bool rv_trans_vload(struct rv_ctx *c, const struct rv_args *a)
{
    return access_memory(c, a, false);
}

bool rv_trans_vstore(struct rv_ctx *c, const struct rv_args *a)
{
    return access_memory(c, a, true);
}
