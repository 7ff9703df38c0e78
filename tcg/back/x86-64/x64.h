/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of the x86-64 back end: the context of a compilation, and the rows of selection.
 *
 * A region is compiled in two passes.  `plan` goes backwards: it picks a row for each instruction
 * that is needed, decides which values are folded into their users (and so need no code), and
 * makes the lists of uses.  `emit` goes forwards, hot blocks first: it allocates registers and
 * emits code at once.  A row says what an instruction needs of the allocator; its emit function
 * finds everything in registers when it is called.
 *
 * A row: { IR_OP, types, lanes, host features, "operands", match, emit, arg }
 *   types, lanes: sets of X64_T(type); 0: any.
 *   The first row of an op that fits (types, lanes, features, match) is taken; without one the
 *   instruction is interpreted (slow, but right).
 *   operands: words "result a b c", then "+" and temporaries, then "!" and flags:
 *     r   general register          x   xmm register        -   none / not looked at
 *     A C D B  rax, rcx, rdx, rbx (an operand there that lives on is kept elsewhere)
 *   for a, b, c, a suffix says what else will do:
 *     d   rdx, which is not written: the operand stays there
 *     m   memory: spill slot, guest register in the state, constant pool, or a folded guest load
 *     k   memory, but not a guest load (for ops that look at the operand twice, or that have a
 *         slow path)
 *     i   constant that fits a sign-extended 32-bit immediate (any constant if type is i32)
 *     n   any constant (emit gets the value in imm)
 *     p   only for a: the guest address a + imm as a memory operand
 *     h   only for b of an ADD: what is shifted by the SHL that is an operand (x64_shifted)
 *   for the result, a prefix:
 *     =   in the register of a (which has been copied there if it lives on)
 *     ?   in the register of a if a ends here, else in one that no operand has (o->d differs from
 *         o->a then, and emit copies)
 *     ~   as = when the host has no AVX, else free
 *     &   in a register other than those of a, b, c (written before they are read)
 *   flags: f  the host's flags are not changed
 *          s  32-bit operands may have anything in the upper half (true for nearly all i32 rows:
 *             they use 32-bit host operations); only for operands of type i32
 *          w  commutative: a and b may be exchanged by the allocator
 * Example: a 3-operand integer SIMD op that works on all hosts:
 *     { IR_VADD, 0, X64_T(IR_I32), 0, "~x x xm ! w", NULL, x64_emit_sse3, X64_OPC(X64_66, X64_0F,
 * 0xfe) } and one with an exact slow path, an operand check and a temporary: { IR_FADD,
 * X64_T(IR_F64), 0, 0, "&x x xk", NULL, emit_fadd, ... } static void emit_fadd(struct x64 *x, const
 * struct x64_ops *o)
 *     {
 *         x64_sse3(x, X64_OPC(X64_F2, X64_0F, 0x58), o->d.reg, o->a.reg, &o->b);
 *         x64_sse2r(x, X64_OPC(X64_66, X64_0F, 0x2e), o->d.reg, o->d.reg);  // ucomisd
 *         x64_slow(x, X64_P, o);  // NaN: interpret the instruction, with o->a, o->b as they are
 *     }
 */
#ifndef FERRY_TCG_BACK_X64_X64_H
#define FERRY_TCG_BACK_X64_X64_H

#include "tcg/back/backend.h"
#include "tcg/back/x86-64/encode.h"

/* Host features, from cpuid; FERRY_HOST=sse4.2, avx or avx2 (environment) takes the newer ones
   away, FERRY_HOST=all assumes every one but AVX512 (for tests that look at code only). */
enum x64_feature {
    X64_F_AVX = 1,
    X64_F_AVX2 = 2,
    X64_F_FMA = 4,
    X64_F_BMI1 = 8,
    X64_F_BMI2 = 16,
    X64_F_LZCNT = 32,
    X64_F_MOVBE = 64,
    X64_F_F16C = 128,
    X64_F_AES = 256,
    X64_F_PCLMUL = 512,
    X64_F_SHA = 1024,
    X64_F_GFNI = 2048,
    X64_F_AVX512 = 4096, /* DQ and VL: what code for 128 bits takes from it */
};
uint32_t x64_host_features(void);

struct x64;
struct x64_row;

/* What an emit function gets.  a, b, c stand for ins->a, b, c. */
struct x64_ops {
    const struct ir_ins *ins;
    const struct x64_row *row;
    ir_ref ref;
    struct x64_opnd d, a, b, c;
    uint8_t t[4]; /* temporaries, in the order of the row */
};

struct x64_row {
    uint8_t op;
    uint16_t types, lanes;
    uint16_t need;
    const char *ops;
    bool (*match)(const struct x64 *x, const struct ir_ins *ins);
    void (*emit)(struct x64 *x, const struct x64_ops *o);
    uint32_t arg;
};
#define X64_T(type) (1u << (type))

/* Each file of rows ends with a row whose emit is NULL. */
extern const struct x64_row x64_rows_int[], x64_rows_mem[], x64_rows_fp[], x64_rows_vec[];

/* Emit functions of general use; arg is the opcode word. */
void x64_emit_sse2(struct x64 *x, const struct x64_ops *o); /* d = op a      "x xm" */
void x64_emit_sse3(struct x64 *x, const struct x64_ops *o); /* d = a op b    "~x x xm" */
void x64_emit_sse3_swap(struct x64 *x,
                        const struct x64_ops *o); /* d = b op a "x xm x" (AVX only) */

bool x64_has(const struct x64 *x, uint32_t features);
struct x64_opnd x64_cpu(const struct x64 *x, uint32_t offset); /* a field of the CPU struct */
struct x64_opnd x64_scratch(const struct x64 *x, unsigned n); /* 16 bytes for an emit function's own
                                                                 use: n = 0..3 */
const struct ir_region *x64_region(const struct x64 *x);
/* Is the float v no NaN, or the canonical one?  In code with traps for a guest whose NaN results
   are that one. */
bool x64_canonical(struct x64 *x, ir_ref v);

/* On condition cc of the host's flags: the result becomes what the interpreter's routine gives for
   this instruction, out of line; all other registers are kept.  o->a, b, c must still be intact
   (so the result needs "&") and not be guest memory (so use k, not m). */
void x64_slow(struct x64 *x, enum x64_cc cc, const struct x64_ops *o);
/* The same, but comes back at a label that the caller binds: behind code that needs what it
 * checked.
 */
void x64_slow_past(struct x64 *x, enum x64_cc cc, const struct x64_ops *o, unsigned back);

/* The code of the slow path itself, for code that is out of line already; ends with a jump. */
void x64_slow_code(struct x64 *x, const struct x64_ops *o, unsigned back);

/* Code out of line: `fn` is called after the region's blocks, with a copy of *o; `label` is bound
   to what it emits.  `back` is a label that the caller binds where the code shall come back. */
void x64_outline(struct x64 *x, unsigned label, unsigned back, const struct x64_ops *o,
                 void (*fn)(struct x64 *x, const struct x64_ops *o, unsigned back));

/* Do the host's exceptions for invalid operations and underflow lead to the slow path (trap.c)?
   Then the operands have to be intact at each instruction that may raise one. */
bool x64_traps(const struct x64 *x);
/* The floating-point mode of the instruction that is matched or emitted. */
const struct ir_fpmode *x64_fp(const struct x64 *x);
/* For code that is no row's, between these two: `label` is where it leads, `flags` CODE_TRAP_*. */
uint32_t x64_trap_begin(struct x64 *x);
void x64_trap_end(struct x64 *x, uint32_t record, unsigned label, uint32_t flags);
/* The end of code whose exceptions lead to the slow path, which comes back at `back`. */
void x64_trap_slow(struct x64 *x, uint32_t record, const struct x64_ops *o, unsigned back);

/* A condition in the host's flags: cc alone, or with a second one. */
struct x64_cond {
    uint8_t cc;
    uint8_t cc2;                                           /* for AND, OR */
    enum { X64_COND_ONE, X64_COND_AND, X64_COND_OR } join; /* cc AND/OR cc2 */
};
/*
 * Rows of ops that make a condition (result class B: CMP, FCC): when all users are BRCOND, SELECT
 * or TRAPIF of the same block, the op is folded into each of them: `flags` is called instead of
 * `emit`, and returns the condition.
 * CMP is done in select_int.c; FCC of FCMP is done by x64_fcmp_flags in select_fp_cmp.c: called
 * with ops of the FCMP (a: xmm, b: xmm or memory; no result) and the mask of FCC; it emits
 * (u)comiss/sd (exchanging a and b is fine if b is a register) and returns the condition of
 * "relation & mask".
 */
struct x64_cond x64_fcmp_flags(struct x64 *x, const struct x64_ops *o, unsigned mask);
/* o->d = relation & mask ? yes : no, for floats of the FCMP's type, with AVX; o->d is neither. */
void x64_fcmp_blend(struct x64 *x, const struct x64_ops *o, unsigned mask, unsigned yes,
                    unsigned no);
/* Can the host do this FCMP?  If not, it is a value, and FCC tests it. */
bool x64_fcmp_inline(const struct x64 *x, const struct ir_ins *fcmp);

#endif
