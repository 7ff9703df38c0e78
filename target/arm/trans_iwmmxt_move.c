/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wireless MMX: transfers with core registers, control registers, memory; XScale's accumulator.
 *
 * In: decoded fields.  Out: IR.
 */
#include "target/arm/trans_iwmmxt.h"

static ir_ref op2(struct arm_ctx *c, enum ir_opcode op, ir_ref a, ir_ref b)
{
    return ir_bin(c->r, op, IR_I32, a, b);
}

/* ---- accumulators ---- */

/* Is it XScale's?  Then it has 40 bits. */
static bool is_acc0(const struct arm_ctx *c)
{
    return !(c->model->features & ARM_F(IWMMXT));
}

static void set_acc(struct arm_ctx *c, unsigned n, ir_ref v)
{
    if (is_acc0(c))
        v = ir_uni(c->r, IR_SBFX, IR_I64, v, FIELD(0, 40));
    arm_set_wreg_int(c, IR_I64, n, v);
}

/* The product of halfwords; x, y: the upper ones. */
static ir_ref product16(struct arm_ctx *c, ir_ref m, ir_ref s, bool x, bool y)
{
    m = ir_uni(c->r, IR_SBFX, IR_I32, m, FIELD(x ? 16 : 0, 16));
    s = ir_uni(c->r, IR_SBFX, IR_I32, s, FIELD(y ? 16 : 0, 16));
    return ir_un(c->r, IR_SEXT32, IR_I64, op2(c, IR_MUL, m, s));
}

/* kind: 0 words, 1 both pairs of halfwords, 2 one pair */
bool arm_trans_tmia(struct arm_ctx *c, const struct arm_args *a)
{
    struct ir_region *r = c->r;
    if (a->rm == 15 || a->rs == 15)
        return false;
    ir_ref m = arm_reg(c, a->rm), s = arm_reg(c, a->rs), v;
    if (a->kind == 0)
        v = ir_bin(r, IR_MUL, IR_I64, ir_un(r, IR_SEXT32, IR_I64, m),
                   ir_un(r, IR_SEXT32, IR_I64, s));
    else if (a->kind == 1)
        v = ir_bin(r, IR_ADD, IR_I64, product16(c, m, s, 0, 0), product16(c, m, s, 1, 1));
    else
        v = product16(c, m, s, a->x, a->y);
    set_acc(c, a->wacc, ir_bin(r, IR_ADD, IR_I64, arm_wreg64(c, a->wacc), v));
    return true;
}

bool arm_trans_tmcrr(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->rt == 15 || a->rt2 == 15)
        return false;
    if (!a->load) {
        set_acc(c, a->wacc, arm_pair(c, arm_reg(c, a->rt), arm_reg(c, a->rt2)));
        return true;
    }
    ir_ref v = arm_wreg64(c, a->wacc);
    arm_set_reg(c, a->rt, arm_low(c, v));
    arm_set_reg(c, a->rt2, arm_high(c, v));
    arm_w_touch(c, 0);
    return true;
}

/* ---- lanes ---- */

/* The number of a lane: of the three bits those that it takes. */
static unsigned lane_number(const struct arm_args *a)
{
    return a->imm3 & (7u >> a->size);
}

bool arm_trans_tbcst(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->rt == 15)
        return false;
    arm_set_wreg(
        c, a->vn,
        ir_vop(c->r, IR_VDUP, IR_V128, arm_lane(a->size), 0, arm_reg(c, a->rt), IR_NONE, IR_NONE));
    return true;
}

bool arm_trans_tinsr(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->rt == 15)
        return false;
    arm_set_wreg(c, a->vn,
                 ir_vopi(c->r, IR_VINS, IR_V128, arm_lane(a->size), 0, arm_wreg(c, a->vn),
                         arm_reg(c, a->rt), lane_number(a)));
    return true;
}

bool arm_trans_textrm(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned sign = a->s && a->size < 2 ? IR_SIGNED : 0;
    if (a->rt == 15)
        return false;
    ir_ref v = ir_vopi(c->r, IR_VEXT, IR_I32, arm_lane(a->size), sign, arm_wreg(c, a->vn), IR_NONE,
                       lane_number(a));
    arm_set_reg(c, a->rt, v);
    arm_w_touch(c, 0);
    return true;
}

bool arm_trans_tmovmsk(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->rt == 15)
        return false;
    ir_ref v =
        ir_vop(c->r, IR_VBITS, IR_I32, arm_lane(a->size), 0, arm_wreg(c, a->vn), IR_NONE, IR_NONE);
    arm_set_reg(c, a->rt, ir_andi(c->r, IR_I32, v, (1u << (8u >> a->size)) - 1));
    arm_w_touch(c, 0);
    return true;
}

/* ---- control registers ---- */

enum { WCID, WCON, WCSSF, WCASF, WCGR0 = 8, WCGR3 = 11 };

/* Intel, XScale's architecture, Wireless MMX. */
#define WCID_VALUE 0x69051010u

static bool has_control(unsigned n)
{
    return n <= WCASF || (n >= WCGR0 && n <= WCGR3);
}

static ir_ref wcasf(struct arm_ctx *c)
{
    struct ir_region *r = c->r;
    ir_ref args[3] = {ir_get(r, ARM_WF_OP_V)};
    args[1] = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, ir_get(r, ARM_WF_A_V), IR_NONE, 0);
    args[2] = ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, ir_get(r, ARM_WF_B_V), IR_NONE, 0);
    return ir_call(r, ARM_H_wcasf, args, 3);
}

static ir_ref get_control(struct arm_ctx *c, unsigned n)
{
    arm_w_touch(c, 0);
    switch (n) {
    case WCID: return arm_imm(c, WCID_VALUE);
    case WCON: return ir_andi(c->r, IR_I32, ir_get(c->r, ARM_WCON), ARM_WCON_CUP | ARM_WCON_MUP);
    case WCSSF: return ir_get(c->r, ARM_WCSSF);
    case WCASF: return wcasf(c);
    default: return ir_get(c->r, ARM_WCGR0 + n - WCGR0);
    }
}

/* wCID is read-only; a write to wCon is no change of a register that wCon tells of. */
static void set_control(struct arm_ctx *c, unsigned n, ir_ref v)
{
    struct ir_region *r = c->r;
    arm_w_touch(c, n == WCID || n == WCON ? 0 : ARM_WCON_CUP);
    switch (n) {
    case WCID: break;
    case WCON:
        v = ir_andi(r, IR_I32, v, ARM_WCON_CUP | ARM_WCON_MUP);
        ir_set(r, ARM_WCON, op2(c, IR_OR, v, arm_imm(c, ARM_WCON_USED)));
        break;
    case WCSSF: ir_set(r, ARM_WCSSF, ir_andi(r, IR_I32, v, 255)); break;
    case WCASF:
        ir_set(r, ARM_WF_OP_V, arm_imm(c, ARM_WF_WORD));
        ir_set(r, ARM_WF_A_V, ir_vop(r, IR_VZX, IR_V128, IR_I32, 0, v, IR_NONE, IR_NONE));
        break;
    default: ir_set(r, ARM_WCGR0 + n - WCGR0, v); break;
    }
}

bool arm_trans_tmcr(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->rt == 15 || !has_control(a->wc))
        return false;
    set_control(c, a->wc, arm_reg(c, a->rt));
    return true;
}

bool arm_trans_tmrc(struct arm_ctx *c, const struct arm_args *a)
{
    if (a->rt == 15 || !has_control(a->wc))
        return false;
    arm_set_reg(c, a->rt, get_control(c, a->wc));
    return true;
}

/* All lanes' flags together in the core's. */
bool arm_trans_tandorc(struct arm_ctx *c, const struct arm_args *a)
{
    ir_ref v = get_control(c, WCASF);
    for (unsigned bits = 4u << a->size; bits < 32; bits *= 2)
        v = op2(c, a->ir, v, ir_shli(c->r, IR_I32, v, bits));
    arm_flags_word(c, ir_shri(c->r, IR_I32, v, 28));
    return true;
}

bool arm_trans_textrc(struct arm_ctx *c, const struct arm_args *a)
{
    unsigned width = 4u << a->size, lsb = (lane_number(a) + 1) * width - 4;
    arm_flags_word(c, ir_uni(c->r, IR_UBFX, IR_I32, get_control(c, WCASF), FIELD(lsb, 4)));
    return true;
}

/* ---- memory ---- */

struct place {
    ir_ref base;
    int32_t off, step;
};

/* base, then the access at base + off, then write-back of base + step (W). */
static bool find_place(struct arm_ctx *c, const struct arm_args *a, unsigned scale, struct place *p)
{
    int32_t imm = (int32_t)((uint32_t)a->imm8u << scale);
    if (a->rn == 15 && a->W)
        return false;
    p->base = a->rn == 15 ? arm_imm(c, arm_pc_value(c)) : arm_reg(c, a->rn);
    p->step = a->U ? imm : -imm;
    p->off = a->P ? p->step : 0;
    return true;
}

static void write_back(struct arm_ctx *c, const struct arm_args *a, const struct place *p)
{
    if (a->W)
        arm_set_reg(c, a->rn, ir_addi(c->r, IR_I32, p->base, p->step));
}

bool arm_trans_wldr(struct arm_ctx *c, const struct arm_args *a)
{
    struct place p;
    if (!find_place(c, a, a->scale, &p))
        return false;
    if (a->load) {
        ir_ref v = arm_load(c, a->size, false, 0, p.base, p.off);
        arm_set_wreg_int(c, a->size == 3 ? IR_I64 : IR_I32, a->vd, v);
    } else {
        arm_store(c, a->size, 0, p.base, p.off,
                  a->size == 3 ? arm_wreg64(c, a->vd) : arm_wreg32(c, a->vd));
        arm_w_touch(c, 0);
    }
    write_back(c, a, &p);
    return true;
}

bool arm_trans_wldr_wc(struct arm_ctx *c, const struct arm_args *a)
{
    struct place p;
    if (!has_control(a->wc) || !find_place(c, a, 2, &p))
        return false;
    if (a->load)
        set_control(c, a->wc, arm_load(c, 2, false, 0, p.base, p.off));
    else
        arm_store(c, 2, 0, p.base, p.off, get_control(c, a->wc));
    write_back(c, a, &p);
    return true;
}
