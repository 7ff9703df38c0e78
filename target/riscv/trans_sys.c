/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ECALL, EBREAK, control and status registers, may-be-operations.
 *
 * In: fields.  Out: IR.  CSR values are of type c->xt.
 */
#include "target/riscv/target.h"
#include "target/riscv/translate.h"
#include "tcg/softfp/softfp.h"

#define FFLAGS 0x1fu

enum { T0 = 5, A7 = 17 };

bool rv_trans_ECALL(struct rv_ctx *c, const struct rv_args *a)
{
    (void)a;
    if (c->t->mode & RV_MODE_RVE) /* to where the others have it; those programs have no a7 */
        rv_set_x(c, A7, rv_x(c, T0));
    tr_trap(c->t, RV_TRAP_ECALL, ir_const(c->r, IR_I64, 0), c->t->next);
    return true;
}

bool rv_trans_EBREAK(struct rv_ctx *c, const struct rv_args *a)
{
    (void)a;
    return rv_trap(c, RV_TRAP_EBREAK, 0);
}

bool rv_trans_mop(struct rv_ctx *c, const struct rv_args *a)
{
    rv_set_x(c, a->rd, rv_imm(c, 0));
    return true;
}

/* ---- registers ---- */

static ir_ref from_i32(struct rv_ctx *c, ir_ref v)
{
    return c->xlen == 64 ? ir_un(c->r, IR_ZEXT32, IR_I64, v) : v;
}

static ir_ref to_i32(struct rv_ctx *c, ir_ref v)
{
    return c->xlen == 64 ? ir_un(c->r, IR_TRUNC64, IR_I32, v) : v;
}

/* fflags has the bits of softfp's flags in the opposite order. */
static ir_ref reverse_flags(struct rv_ctx *c, ir_ref v)
{
    return ir_shri(c->r, IR_I32, ir_un(c->r, IR_BREV, IR_I32, v), 27);
}

static ir_ref flags_word(struct rv_ctx *c)
{
    ir_ref flags = ir_emit(c->r, (struct ir_ins){.op = IR_FPFLAGS_GET});
    return reverse_flags(c, flags);
}

static void set_flags(struct rv_ctx *c, ir_ref v)
{
    ir_emit(c->r, (struct ir_ins){.op = IR_FPFLAGS_SET, .a = reverse_flags(c, v)});
}

static ir_ref read_fflags(struct rv_ctx *c)
{
    return from_i32(c, flags_word(c));
}

/* Where the flags were read that v holds: an FRFLAGS of this block; or none. */
static ir_ref flags_read(const struct ir_region *r, ir_ref v)
{
    static const uint8_t path[] = {IR_ZEXT32, IR_SHR, IR_BREV};
    ir_ref i = r->n - 1;
    if (r->ins[v].op != IR_GET)
        return IR_NONE;
    while (i > r->blocks[r->cur].first &&
           (r->ins[i].op != IR_SET || r->ins[i].imm != r->ins[v].imm))
        i--;
    if (r->ins[i].op != IR_SET)
        return IR_NONE;
    i = r->ins[i].a;
    for (unsigned k = 0; k < sizeof path; k++)
        if (r->ins[i].op == path[k])
            i = r->ins[i].a;
        else if (path[k] != IR_ZEXT32)
            return IR_NONE;
    return r->ins[i].op == IR_FPFLAGS_GET && i >= r->blocks[r->cur].first ? i : IR_NONE;
}

/*
 * FRFLAGS, comparisons, FSFLAGS of the same register: what compilers make of isless() and the like.
 * Then the comparisons raise nothing.
 */
static bool only_compared(struct rv_ctx *c, ir_ref v)
{
    struct ir_region *r = c->r;
    ir_ref from = flags_read(r, v);
    if (!from)
        return false;
    for (ir_ref i = from + 1; i < r->n; i++) {
        unsigned op = r->ins[i].op;
        if (op != IR_FCMP && op != IR_INSN && op != IR_SET && op != IR_GET &&
            !(ir_ops[op].props & IR_P_PURE))
            return false;
    }
    for (ir_ref i = from + 1; i < r->n; i++)
        if (r->ins[i].op == IR_FCMP)
            r->ins[i].sub = IR_FCMP_SILENT;
    return true;
}

static bool write_fflags(struct rv_ctx *c, ir_ref v)
{
    if (only_compared(c, v))
        return false;
    set_flags(c, ir_andi(c->r, IR_I32, to_i32(c, v), FFLAGS));
    return false;
}

static ir_ref read_frm(struct rv_ctx *c)
{
    return rv_imm(c, c->frm);
}

/* frm to FP_R*, two bits each; RMM and the reserved ones leave the host at FP_RNE. */
#define ROUNDINGS (FP_RNE | FP_RZ << 2 | FP_RDN << 4 | FP_RUP << 6)

static bool set_frm(struct rv_ctx *c, ir_ref frm)
{
    struct ir_region *r = c->r;
    frm = ir_andi(r, IR_I32, frm, 7);
    ir_set(r, RV_FRM, frm);
    ir_ref mode =
        ir_bin(r, IR_SHR, IR_I32, ir_const(r, IR_I32, ROUNDINGS), ir_shli(r, IR_I32, frm, 1));
    ir_emit(r, (struct ir_ins){.op = IR_FPROUND_SET, .a = ir_andi(r, IR_I32, mode, 3)});
    return true;
}

static bool write_frm(struct rv_ctx *c, ir_ref v)
{
    return set_frm(c, to_i32(c, v));
}

static ir_ref read_fcsr(struct rv_ctx *c)
{
    ir_ref frm = ir_const(c->r, IR_I32, c->frm << 5);
    return from_i32(c, ir_bin(c->r, IR_OR, IR_I32, flags_word(c), frm));
}

static bool write_fcsr(struct rv_ctx *c, ir_ref v)
{
    ir_ref w = to_i32(c, v);
    set_flags(c, ir_andi(c->r, IR_I32, w, FFLAGS));
    return set_frm(c, ir_shri(c->r, IR_I32, w, 5));
}

/* A field of vconf. */
static ir_ref conf_field(struct rv_ctx *c, unsigned lsb, unsigned bits)
{
    return from_i32(c, ir_uni(c->r, IR_UBFX, IR_I32, ir_get(c->r, RV_VCONF), lsb | bits << 8));
}

static ir_ref read_vl(struct rv_ctx *c)
{
    return conf_field(c, 0, RV_VL_BITS);
}

static ir_ref read_vstart(struct rv_ctx *c)
{
    return conf_field(c, RV_VSTART_AT, RV_VSTART_BITS);
}

static bool write_vstart(struct rv_ctx *c, ir_ref v)
{
    ir_ref start = ir_andi(c->r, IR_I32, to_i32(c, v), c->model->vlen - 1u);
    ir_ref conf = ir_bini(c->r, IR_DEP, IR_I32, ir_get(c->r, RV_VCONF), start,
                          RV_VSTART_AT | RV_VSTART_BITS << 8);
    ir_set(c->r, RV_VCONF, conf);
    c->line->vconf_known = c->line->vtype_known = false;
    return false;
}

static ir_ref read_vtype(struct rv_ctx *c)
{
    ir_ref ill = ir_shli(c->r, c->xt, conf_field(c, RV_VILL_AT, 1), c->xlen - 1);
    return ir_bin(c->r, IR_OR, c->xt, conf_field(c, RV_VTYPE_AT, RV_VTYPE_BITS), ill);
}

static ir_ref read_vlenb(struct rv_ctx *c)
{
    return rv_imm(c, c->model->vlen / 8);
}

static ir_ref read_vxsat(struct rv_ctx *c)
{
    return from_i32(c, ir_get(c->r, RV_VXSAT));
}

static bool write_vxsat(struct rv_ctx *c, ir_ref v)
{
    ir_set(c->r, RV_VXSAT, ir_andi(c->r, IR_I32, to_i32(c, v), 1));
    return false;
}

static ir_ref read_vxrm(struct rv_ctx *c)
{
    return from_i32(c, ir_get(c->r, RV_VXRM));
}

static bool write_vxrm(struct rv_ctx *c, ir_ref v)
{
    ir_set(c->r, RV_VXRM, ir_andi(c->r, IR_I32, to_i32(c, v), 3));
    return false;
}

/* vxrm 2:1, vxsat 0. */
static ir_ref read_vcsr(struct rv_ctx *c)
{
    ir_ref mode = ir_shli(c->r, IR_I32, ir_get(c->r, RV_VXRM), 1);
    return from_i32(c, ir_bin(c->r, IR_OR, IR_I32, mode, ir_get(c->r, RV_VXSAT)));
}

static bool write_vcsr(struct rv_ctx *c, ir_ref v)
{
    ir_set(c->r, RV_VXRM, ir_uni(c->r, IR_UBFX, IR_I32, to_i32(c, v), 1 | 2 << 8));
    return write_vxsat(c, v);
}

/* Entropy: 16 bits, and the status that says so (ES16). */
static ir_ref read_seed(struct rv_ctx *c)
{
    ir_ref v = ir_call(c->r, RV_H_seed, NULL, 0);
    return c->xlen == 64 ? v : ir_un(c->r, IR_TRUNC64, IR_I32, v);
}

static bool write_seed(struct rv_ctx *c, ir_ref v)
{
    (void)c, (void)v; /* ignored */
    return false;
}

static ir_ref read_jvt(struct rv_ctx *c)
{
    return ir_get(c->r, RV_JVT);
}

/* The mode, bits 5:0, can only be 0. */
static bool write_jvt(struct rv_ctx *c, ir_ref v)
{
    uint64_t base = c->xlen == 64 ? ~UINT64_C(63) : ~UINT32_C(63);
    ir_set(c->r, RV_JVT, ir_andi(c->r, c->xt, v, base));
    return false;
}

static ir_ref read_time(struct rv_ctx *c)
{
    ir_ref v = ir_call(c->r, RV_H_time, NULL, 0);
    return c->xlen == 64 ? v : ir_un(c->r, IR_TRUNC64, IR_I32, v);
}

static ir_ref read_timeh(struct rv_ctx *c)
{
    ir_ref v = ir_call(c->r, RV_H_time, NULL, 0);
    return ir_un(c->r, IR_TRUNC64, IR_I32, ir_shri(c->r, IR_I64, v, 32));
}

struct csr {
    uint16_t number;
    uint8_t xlen;
    rv_features features;
    ir_ref (*read)(struct rv_ctx *c);
    bool (*write)(struct rv_ctx *c, ir_ref v);
};

static const struct csr csrs[] = {
#define CSR(name, nr, feat, width, rd, wr)                                                         \
    {.number = nr, .xlen = width, .features = RV_F(feat), .read = rd, .write = wr},
#include "target/riscv/csr.def"
#undef CSR
};

static const struct csr *find(struct rv_ctx *c, unsigned number)
{
    for (size_t i = 0; i < sizeof csrs / sizeof *csrs; i++)
        if (csrs[i].number == number && !(csrs[i].features & ~c->model->features) &&
            (!csrs[i].xlen || csrs[i].xlen == c->xlen))
            return &csrs[i];
    return NULL;
}

bool rv_trans_csr(struct rv_ctx *c, const struct rv_args *a)
{
    enum { WRITE, SET, CLEAR };
    const struct csr *reg = find(c, a->csr);
    bool writes = a->op == WRITE || a->rs1, stop = false;
    if (!reg || (writes && !reg->write))
        return false;
    if (!writes && reg->read == read_seed)
        return false; /* it takes a value, so reading alone would be an error */
    ir_ref source = a->immediate ? rv_imm(c, a->rs1) : rv_x(c, a->rs1);
    ir_ref old = a->op != WRITE || a->rd ? reg->read(c) : IR_NONE;
    if (a->op == SET)
        source = ir_bin(c->r, IR_OR, c->xt, old, source);
    else if (a->op == CLEAR)
        source = ir_bin(c->r, IR_ANDN, c->xt, old, source);
    if (writes)
        stop = reg->write(c, source);
    rv_set_x(c, a->rd, old);
    if (stop)
        tr_stop(c->t);
    return true;
}
