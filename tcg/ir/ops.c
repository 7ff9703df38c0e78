/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The op table as data, and what follows from a row: types of results and operands.
 *
 * In: ops.def.  Out: ir_ops[], names of types and conditions.
 * Invariant: value operands are a prefix of a, b, c (checked when the table is compiled).
 */
#include "tcg/ir/ir.h"

/* The class letters as constants, for initialisers. */
enum {
    CLASS_N = 'N',
    CLASS_T = 'T',
    CLASS_B = 'B',
    CLASS_W = 'W',
    CLASS_X = 'X',
    CLASS_P = 'P',
    CLASS_V = 'V',
    CLASS_S = 'S',
    CLASS_A = 'A',
    CLASS_I = 'I',
};
enum {
    PURE = IR_P_PURE,
    COMM = IR_P_COMM,
    LOAD = IR_P_LOAD,
    STORE = IR_P_STORE,
    FAULT = IR_P_FAULT,
    FPX = IR_P_FPX,
    EFFECT = IR_P_EFFECT,
    END = IR_P_END,
};

#define IS(x, class) (CLASS_##x == CLASS_##class)
#define HAS_TYPE(x)  (IS(x, T) || IS(x, I))
#define CLASS_TYPE(x)                                                                              \
    (IS(x, B) || IS(x, W) ? IR_I32 : IS(x, X) ? IR_I64 : IS(x, V) ? IR_V128 : IR_VOID)

const struct ir_op_info ir_ops[IR_OPS] = {
#define OP(name, text, res, a, b, c, uses, props)                                                  \
    [IR_##name] = {text,                                                                           \
                   CLASS_##res,                                                                    \
                   CLASS_##a,                                                                      \
                   CLASS_##b,                                                                      \
                   CLASS_##c,                                                                      \
                   uses,                                                                           \
                   props,                                                                          \
                   !IS(a, N) + !IS(b, N) + !IS(c, N),                                              \
                   HAS_TYPE(res) || HAS_TYPE(a) || HAS_TYPE(b) || HAS_TYPE(c) ? IR_TYPES           \
                                                                              : CLASS_TYPE(res),   \
                   HAS_TYPE(res) ? IR_TYPES                                                        \
                   : IS(res, S)  ? IR_TYPES + 1                                                    \
                                 : CLASS_TYPE(res)},
#include "tcg/ir/ops.def"
#undef OP
};

#define OP(name, text, res, a, b, c, uses, props)                                                  \
    _Static_assert((IS(c, N) || !IS(b, N)) && (IS(b, N) || !IS(a, N)), #name ": operands");
#include "tcg/ir/ops.def"
#undef OP

static const struct {
    const char *name;
    uint8_t size;
} types[IR_TYPES] = {
    [IR_VOID] = {"void", 0}, [IR_I8] = {"i8", 1},   [IR_I16] = {"i16", 2},
    [IR_I32] = {"i32", 4},   [IR_I64] = {"i64", 8}, [IR_F16] = {"f16", 2},
    [IR_F32] = {"f32", 4},   [IR_F64] = {"f64", 8}, [IR_V128] = {"v128", 16},
};

static const char *const conds[] = {
    [IR_EQ] = "eq",   [IR_NE] = "ne",   [IR_LTU] = "ltu", [IR_GEU] = "geu", [IR_LEU] = "leu",
    [IR_GTU] = "gtu", [IR_LTS] = "lts", [IR_GES] = "ges", [IR_LES] = "les", [IR_GTS] = "gts",
};

const char *ir_type_name(enum ir_type t)
{
    return t < IR_TYPES ? types[t].name : "?";
}

unsigned ir_type_size(enum ir_type t)
{
    return t < IR_TYPES ? types[t].size : 0;
}

const char *ir_cond_name(enum ir_cond c)
{
    return c <= IR_GTS ? conds[c] : "?";
}

enum ir_type ir_lane_scalar(enum ir_type lane)
{
    return lane == IR_I8 || lane == IR_I16 ? IR_I32 : lane;
}

static enum ir_type class_type(const struct ir_ins *ins, char class)
{
    switch (class) {
    case 'T':
    case 'I': return ins->type;
    case 'B':
    case 'W': return IR_I32;
    case 'X': return IR_I64;
    case 'V': return IR_V128;
    case 'S': return ir_lane_scalar(ins->lane);
    default: return IR_VOID;
    }
}

enum ir_type ir_operand_type(const struct ir_region *r, const struct ir_ins *ins, unsigned which)
{
    const struct ir_op_info *op = &ir_ops[ins->op];
    char class = which == 0 ? op->a : which == 1 ? op->b : op->c;
    return class == 'P' ? ir_addr_type(r) : class_type(ins, class);
}
