/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every floating-point and vector op of the IR, compiled for each level of the host's instructions,
 * against the interpreter's routine: results and sticky flags, bit by bit.
 *
 * In: optionally the number of operand sets a case, and the text of one op.  Out: TAP, one line an
 * op and level; a failure prints the first case that differs.
 */
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "tcg/back/backend.h"
#include "tcg/ir/interp.h"
#include "tcg/softfp/softfp.h"
#include "tests/unit/ir_run.h"
#include "tests/unit/tap.h"

static struct tap t;

enum { CACHE = 1 << 20, STACK = 1 << 16 };

struct jit {
    uint8_t *cache;
    size_t used;
    struct backend *b;
    struct code_thunks thunks;
    uint64_t *stack;
    struct exec_jump *jumps;
};

static struct jit jit_new(void)
{
    struct jit j = {0};
    j.cache =
        mmap(NULL, CACHE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    j.b = backend_new(&ir_test_guest, j.cache, CACHE, &j.used, &j.thunks);
    j.used = (j.used + 63) & ~63ul;
    j.stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    j.jumps = g_new(struct exec_jump, 1 << EXEC_JUMP_CACHE_BITS);
    memset(j.jumps, 0xff, sizeof *j.jumps << EXEC_JUMP_CACHE_BITS);
    return j;
}

/* ---- operands ---- */

static uint64_t seed = 0x9e3779b97f4a7c15;

static uint64_t rnd64(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed * 0x2545f4914f6cdd1dull;
}

static uint32_t rnd(uint32_t n)
{
    return (uint32_t)(rnd64() >> 33) % n;
}

/* Numbers that are special for a format: built from sign, exponent and fraction. */
static uint64_t fp_edge(unsigned bits)
{
    static const int exponents[] = {0, 0, 1, 1, 2, -1, -1, -2, -3};
    unsigned frac_bits = bits == 16 ? 10 : bits == 32 ? 23 : 52;
    uint64_t frac_mask = (1ull << frac_bits) - 1, exp_mask = (1ull << (bits - 1 - frac_bits)) - 1;
    uint64_t bias = exp_mask >> 1, sign = (uint64_t)rnd(2) << (bits - 1);
    const uint64_t fractions[] = {0,
                                  1,
                                  2,
                                  frac_mask,
                                  frac_mask - 1,
                                  (frac_mask + 1) >> 1,
                                  ((frac_mask + 1) >> 1) + 1,
                                  rnd64() & frac_mask,
                                  rnd64() & frac_mask};
    /* Where products come near the least normal, and where rows draw a line. */
    static const int far[] = {-39, -60, -63, -100, -125, 60, -400, -500, -511, -900, 500};
    uint64_t e;
    switch (rnd(5)) {
    case 0: e = (uint64_t)exponents[rnd(9)] & exp_mask; break;
    case 1: e = bias + rnd(3) - 1; break;
    case 2: e = (bias + rnd(70) - 5) & exp_mask; break;
    case 3: e = (bias + (uint64_t)far[rnd(11)] + rnd(3) - 1) & exp_mask; break;
    default: e = bias + rnd(8) - 4; break;
    }
    return sign | e << frac_bits | fractions[rnd(9)];
}

static uint64_t int_edge(void)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     2,
                                     0x7f,
                                     0x80,
                                     0xff,
                                     0x7fff,
                                     0x8000,
                                     0xffff,
                                     0x7fffffff,
                                     0x80000000,
                                     0xffffffff,
                                     0x7fffffffffffffff,
                                     0x8000000000000000,
                                     0xffffffffffffffff,
                                     0x8080808080808080,
                                     0x7fff80007fff8000,
                                     0x8000000080000000};
    return rnd(2) ? edges[rnd(sizeof edges / sizeof *edges)] : rnd64() >> rnd(64);
}

static void fill(union ir_value *v, enum ir_type lane)
{
    unsigned bytes = ir_type_size(lane), how = rnd(8);
    bool fp = lane == IR_F16 || lane == IR_F32 || lane == IR_F64;
    for (unsigned i = 0; i < 16 / bytes; i++) {
        uint64_t x = how == 0 ? rnd64() : fp ? fp_edge(bytes * 8) : int_edge();
        memcpy(v->b + i * bytes, &x, bytes);
    }
}

/* ---- a case ---- */

struct vec_case {
    struct ir_ins ins;
    enum ir_type arg[3]; /* VOID: none */
    struct ir_fpmode fp;
    const union ir_value *konst; /* b as a VCONST, or NULL */
    bool clean;                  /* floats come from integers, and leave as vectors */
};

static bool is_float(enum ir_type type)
{
    return type == IR_F16 || type == IR_F32 || type == IR_F64;
}

/* Operand n: vectors and floats from v<n> (with junk above a float), integers from x<n>. */
static ir_ref operand(struct ir_region *r, const struct vec_case *c, unsigned n)
{
    enum ir_type type = c->arg[n];
    if (type == IR_VOID)
        return IR_NONE;
    if (n == 1 && c->konst)
        return ir_vconst(r, c->konst->q[0], c->konst->q[1]);
    bool cast = c->clean && is_float(type);
    if (type == IR_I64 || type == IR_I32 || cast) {
        ir_ref v = ir_get(r, n);
        if (type != IR_I64 && type != IR_F64)
            v = ir_un(r, IR_TRUNC64, IR_I32, v);
        return cast ? ir_un(r, IR_BITCAST, type, v) : v;
    }
    ir_ref v = ir_get(r, 10 + n);
    return type == IR_V128 ? v : ir_vopi(r, IR_VEXT, type, type, 0, v, IR_NONE, 0);
}

/* The result goes to v3 and v0, or to x3 and x4. */
static void store(struct ir_region *r, const struct vec_case *c, ir_ref v, unsigned n)
{
    enum ir_type type = ir_result_type(&r->ins[v]);
    if (c->clean && is_float(type)) {
        v = ir_vop(r, IR_VZX, IR_V128, type, 0, v, IR_NONE, IR_NONE);
        type = IR_V128;
    }
    switch (type) {
    case IR_V128: ir_set(r, n ? 10 : 13, v); return;
    case IR_F64: v = ir_un(r, IR_BITCAST, IR_I64, v); break;
    case IR_F32:
    case IR_F16: v = ir_un(r, IR_BITCAST, IR_I32, v); /* fall through */
    case IR_I32: v = ir_un(r, IR_ZEXT32, IR_I64, v); break;
    default: break;
    }
    ir_set(r, 3 + n, v);
}

/* The op twice: its operands outlive it, then end in it. */
static void build(struct ir_region *r, const struct vec_case *c)
{
    ir_region_reset(r, 0x1000, 0);
    r->fp = c->fp;
    ir_block_begin(r, ir_block_new(r, 0x1000));
    ir_emit(r, (struct ir_ins){.op = IR_INSN, .imm = 0x1000});
    struct ir_ins ins = c->ins;
    ins.a = operand(r, c, 0);
    ins.b = operand(r, c, 1);
    ins.c = operand(r, c, 2);
    ir_ref first = ir_emit(r, ins), second = ir_emit(r, ins);
    store(r, c, first, 0);
    store(r, c, second, 1);
    ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = 0x1004});
    r->state_done = true;
}

static uint32_t flags_of(const struct cpu_common *c)
{
    static const uint8_t bits[][2] = {
        {1, FP_INVALID}, {4, FP_DIVZERO}, {8, FP_OVERFLOW}, {16, FP_UNDERFLOW}, {32, FP_INEXACT}};
    uint32_t flags = c->fp_flags;
    for (unsigned i = 0; i < 5; i++)
        if (c->mxcsr & bits[i][0])
            flags |= bits[i][1];
    return flags;
}

static const uint8_t host_rounding[4] = {0, 2, 1, 3};

static void run(struct jit *j, const struct code_out *code, struct ir_test_cpu *cpu,
                unsigned rounding)
{
    struct cpu_common *c = &cpu->common;
    ir_test_shadow(cpu, &j->thunks, j->stack, STACK);
    c->jumps = j->jumps;
    c->fp_rounding = rounding;
    c->mxcsr = 0x1f80 | (uint32_t)host_rounding[rounding] << 13;
    ir_test_run(cpu, &j->thunks, code, 0);
}

static void result(const struct vec_case *c, const struct ir_test_cpu *cpu, unsigned n,
                   union ir_value *v)
{
    *v = (union ir_value){.q = {0, 0}};
    enum ir_type type = ir_result_type(&c->ins);
    if (type == IR_V128 || (c->clean && is_float(type)))
        memcpy(v, cpu->v[n ? 0 : 3], 16);
    else
        v->q[0] = cpu->x[3 + n];
}

static void explain(const struct ir_region *r, const union ir_value a[3], unsigned rounding,
                    const union ir_value *want, const union ir_value got[2], uint32_t flags[2])
{
    fprintf(stderr, "# rounding %u nan %u dn %u fi %u fo %u tb %u\n", rounding, r->fp.nan_rule,
            r->fp.default_nan, r->fp.flush_in, r->fp.flush_out, r->fp.tininess_before);
    for (unsigned i = 0; i < 3; i++)
        fprintf(stderr, "# operand %u %016lx %016lx\n", i, (long)a[i].q[1], (long)a[i].q[0]);
    fprintf(stderr, "# expected %016lx %016lx flags %x\n", (long)want->q[1], (long)want->q[0],
            flags[0]);
    for (unsigned i = 0; i < 2; i++)
        fprintf(stderr, "# got      %016lx %016lx flags %x\n", (long)got[i].q[1], (long)got[i].q[0],
                flags[1]);
    ir_print(r, stderr);
}

static unsigned sets = 60;

static bool run_case(struct jit *j, struct ir_region *r, const struct vec_case *c)
{
    build(r, c);
    struct code_out code = {.code = j->cache + j->used, .cap = CACHE - j->used};
    if (!backend_compile(j->b, r, &code)) {
        fprintf(stderr, "# not compiled\n");
        ir_print(r, stderr);
        return false;
    }
    enum ir_type lane = c->ins.lane ? c->ins.lane : c->ins.type == IR_V128 ? IR_I8 : c->ins.type;
    for (unsigned k = 0; k < sets; k++) {
        union ir_value a[3], want, got[2];
        struct ir_test_cpu cpu;
        memset(&cpu, 0, sizeof cpu);
        for (unsigned i = 0; i < 3; i++) {
            fill(&a[i], c->arg[i] == IR_V128 || !c->arg[i] ? lane : c->arg[i]);
            if (i && !rnd(6))
                a[i] = a[0];
            memcpy(cpu.v[i], &a[i], 16);
            cpu.x[i] = a[i].q[0];
            unsigned size = ir_type_size(c->arg[i]);
            memset(a[i].b + size, 0, 16 - size);
        }
        if (c->konst)
            a[1] = *c->konst;
        bool rounds = ir_ops[c->ins.op].props & IR_P_FPX && !c->fp.nearest;
        unsigned rounding = rounds ? k & 3 : 0;
        struct ir_eval_fp fp = {.mode = c->fp, .rounding = rounding};
        if (!ir_eval_op(&c->ins, a, &want, &fp))
            return true; /* no such lane */
        unsigned size = ir_type_size(ir_result_type(&c->ins));
        memset(want.b + size, 0, 16 - size);
        run(j, &code, &cpu, rounding);
        result(c, &cpu, 0, &got[0]);
        result(c, &cpu, 1, &got[1]);
        uint32_t flags[2] = {fp.flags, flags_of(&cpu.common)};
        if (memcmp(&want, &got[0], 16) || memcmp(&want, &got[1], 16) || flags[0] != flags[1]) {
            explain(r, a, rounding, &want, got, flags);
            return false;
        }
    }
    return true;
}

/* ---- all cases of an op ---- */

struct sweep {
    struct jit *j;
    struct ir_region *r;
    bool good;
    unsigned cases;
};

static void try(struct sweep *s, const struct vec_case *c)
{
    if (!s->good)
        return;
    s->cases++;
    s->good = run_case(s->j, s->r, c);
    struct vec_case clean = *c;
    clean.clean = true;
    for (unsigned i = 0; i < 3; i++)
        if (is_float(c->arg[i]))
            s->good = s->good && run_case(s->j, s->r, &clean);
}

static const struct ir_fpmode modes[] = {
    {.nan_rule = FP_NAN_ARM, .tininess_before = true},
    {.nan_rule = FP_NAN_ARM, .tininess_before = true, .default_nan = true},
    {.nan_rule = FP_NAN_ARM, .tininess_before = true, .flush_in = true, .flush_out = true},
    {.nan_rule = FP_NAN_ARM, .tininess_before = true, .flush_f16 = true, .ahp = true},
    {.nan_rule = FP_NAN_RISCV},
    {.nan_rule = FP_NAN_X86},
};

/* Under every mode if the op is a floating-point one. */
static void with_modes(struct sweep *s, struct vec_case *c)
{
    bool fpx = ir_ops[c->ins.op].props & IR_P_FPX;
    uint8_t sub = c->ins.sub;
    for (unsigned m = 0; m < (fpx ? sizeof modes / sizeof *modes : 1); m++) {
        c->fp = modes[m];
        try(s, c);
        c->ins.sub |= IR_FP_STD;
        c->fp.nearest = true;
        if (ir_has_standard(&c->ins))
            try(s, c);
        c->ins.sub = sub;
    }
}

/* The values of imm that an op allows. */
static unsigned immediates(const struct ir_ins *ins, uint64_t imm[300])
{
    unsigned bytes = ir_type_size(ins->lane), bits = bytes * 8, n = 0;
    unsigned lanes = bytes ? 16 / bytes : 1;
    switch (ins->op) {
    case IR_VSHLI:
        for (unsigned i = 0; i < bits; i++)
            imm[n++] = i;
        return n;
    case IR_VSHRI:
    case IR_VSARI:
        for (unsigned i = 0; i <= bits; i++)
            imm[n++] = i;
        return n;
    case IR_VRSHRI:
    case IR_VRSARI:
        for (unsigned i = 1; i <= bits; i++)
            imm[n++] = i;
        return n;
    case IR_VEXT:
    case IR_VINS:
    case IR_VDUPV:
        for (unsigned i = 0; i < lanes; i++)
            imm[n++] = i;
        return n;
    case IR_VINSV:
        for (unsigned i = 0; i < lanes; i++)
            for (unsigned k = 0; k < lanes; k++)
                imm[n++] = i | k << 8;
        return n;
    case IR_VREV:
        for (unsigned i = bytes * 2; i <= 16; i *= 2)
            imm[n++] = i;
        return n;
    case IR_VEXTB:
        for (unsigned i = 0; i < 16; i++)
            imm[n++] = i;
        return n;
    case IR_FROUND:
        imm[0] = 0, imm[1] = IR_FROUND_EXACT, imm[2] = 32, imm[3] = 64 | IR_FROUND_EXACT;
        return 4;
    case IR_FTOI:
    case IR_ITOF: imm[0] = 0, imm[1] = 1, imm[2] = bits ? bits : 16; return 3;
    default: imm[0] = 0; return 1;
    }
}

/* The values of sub. */
static unsigned subs(const struct ir_ins *ins, uint8_t sub[64])
{
    const char *uses = ir_ops[ins->op].uses;
    unsigned n = 0, limit = 1, flag = 0;
    bool vector = ins->type == IR_V128 || ir_ops[ins->op].a == 'V';
    switch (ins->op) {
    case IR_FTOI:
    case IR_ITOF: flag = IR_UNSIGNED; break;
    case IR_VSXL:
    case IR_VUXL:
    case IR_VMULLS:
    case IR_VMULLU:
    case IR_VPMULL:
    case IR_FCVTL: flag = IR_HI, vector = false; break;
    case IR_VEXT: flag = ins->lane <= IR_I64 ? IR_SIGNED : 0, vector = false; break;
    case IR_FMA: flag = IR_FMA_NEGP; break;
    case IR_FCMP: flag = 1; break;
    case IR_FCVTN:
    case IR_FCVT: vector = false; break;
    case IR_VFCMP: limit = 3; break;
    case IR_FADDP:
    case IR_FMINP:
    case IR_FMAXP:
    case IR_FMINNMP:
    case IR_FMAXNMP: vector = ins->lane != IR_F64; break; /* half a vector has no pair */
    default: break;
    }
    if (strchr(uses, 'c') && ins->op != IR_VFCMP)
        limit = 10, vector = false;
    static const uint8_t roundings[] = {0, 1, 2, 3, 4, IR_ROUND_DYN};
    bool round = strchr(uses, 'r');
    if (round)
        limit = 6;
    for (unsigned i = 0; i < limit; i++) {
        uint8_t v = round ? roundings[i] : (uint8_t)i;
        for (unsigned m = 0; m < 8; m++) {
            if ((m & 1 && !(vector && strpbrk(uses, "sr"))) || (m & 2 && !flag) ||
                (m & 4 && ins->op != IR_FMA))
                continue;
            sub[n++] = v | (m & 1 ? IR_V64 : 0) | (m & 2 ? flag : 0) | (m & 4 ? IR_FMA_NEGA : 0);
        }
    }
    return n;
}

static void vary(struct sweep *s, struct vec_case *c)
{
    uint64_t imm[300];
    uint8_t sub[64];
    unsigned nsub = subs(&c->ins, sub), nimm = immediates(&c->ins, imm);
    for (unsigned i = 0; i < nsub; i++)
        for (unsigned k = 0; k < nimm; k++) {
            c->ins.sub = sub[i];
            c->ins.imm = imm[k];
            with_modes(s, c);
        }
}

static enum ir_type operand_type(const struct ir_ins *ins, unsigned which)
{
    const struct ir_op_info *info = &ir_ops[ins->op];
    char class = which == 0 ? info->a : which == 1 ? info->b : info->c;
    switch (class) {
    case 'N': return IR_VOID;
    case 'T': return ins->type;
    case 'V': return IR_V128;
    case 'S': return ir_lane_scalar(ins->lane);
    case 'A': /* FCVT FTOI ITOF BITCAST: scalar unless the result is a vector */
        if (ins->type == IR_V128)
            return IR_V128;
        return ins->lane == IR_I16 ? IR_I32 : ins->lane;
    default: return IR_VOID;
    }
}

/* Lanes and types of an op that the table's classes leave open. */
static bool plausible(const struct ir_ins *ins)
{
    static const enum ir_type floats = IR_F16;
    bool fp_lane = ins->lane >= floats && ins->lane <= IR_F64, int_lane = ins->lane <= IR_I64;
    bool fp_type = ins->type >= floats && ins->type <= IR_F64;
    switch (ins->op) {
    case IR_FCVT: return fp_type && fp_lane && ins->type != ins->lane;
    case IR_FTOI:
        return fp_lane && (ins->type == IR_I32 || ins->type == IR_I64 || ins->type == IR_V128);
    case IR_ITOF:
        if (ins->type == IR_V128)
            return ins->lane == IR_I16 || ins->lane == IR_I32 || ins->lane == IR_I64;
        return fp_type && (ins->lane == IR_I32 || ins->lane == IR_I64);
    case IR_FCVTL: return ins->lane == IR_F16 || ins->lane == IR_F32;
    case IR_FCVTN: return ins->lane == IR_F32 || ins->lane == IR_F64;
    case IR_BITCAST:
        return (fp_type || ins->type == IR_I32 || ins->type == IR_I64) && ins->lane != ins->type &&
               (ins->lane == IR_I32 || ins->lane == IR_I64 || fp_lane) && fp_lane != fp_type &&
               (ir_type_size(ins->type) == ir_type_size(ins->lane) ||
                (ir_type_size(ins->type) < 8 && ir_type_size(ins->lane) < 8 &&
                 (ins->type == IR_F16 || ins->lane == IR_F16)));
    case IR_FCMP: return fp_type && ins->lane == ins->type;
    case IR_VEXT:
        if (fp_lane)
            return ins->type == ins->lane;
        return ins->type == IR_I64 ? true : ins->type == IR_I32 && ins->lane != IR_I64;
    case IR_VREDADD:
    case IR_VREDMINS:
    case IR_VREDMAXS:
    case IR_VREDMINU:
    case IR_VREDMAXU: return int_lane && ins->type == (ins->lane == IR_I64 ? IR_I64 : IR_I32);
    case IR_VPMULL: return ins->lane == IR_I8 || ins->lane == IR_I64;
    case IR_VDUP:
    case IR_VZX:
    case IR_VINS:
    case IR_VINSV:
    case IR_VDUPV:
    case IR_VZIP1:
    case IR_VZIP2:
    case IR_VUZP1:
    case IR_VUZP2:
    case IR_VTRN1:
    case IR_VTRN2: return ins->type == IR_V128;
    case IR_VSXL:
    case IR_VUXL:
    case IR_VMULLS:
    case IR_VMULLU:
    case IR_VPADDLS:
    case IR_VPADDLU: return ins->type == IR_V128 && int_lane && ins->lane != IR_I64;
    case IR_VNARROW:
    case IR_VQNARROWS:
    case IR_VQNARROWU:
    case IR_VQNARROWSU: return ins->type == IR_V128 && int_lane && ins->lane != IR_I8;
    case IR_VREV: return ins->type == IR_V128 && int_lane;
    case IR_VQDMULH:
    case IR_VQRDMULH: return ins->type == IR_V128 && (ins->lane == IR_I16 || ins->lane == IR_I32);
    default: break;
    }
    if (ir_ops[ins->op].text[0] == 'f' || ins->op == IR_VFCMP) {
        if (ins->type == IR_V128)
            return fp_lane;
        return fp_type && ins->lane == ins->type && ir_ops[ins->op].res == 'T';
    }
    return ins->type == IR_V128 && int_lane;
}

static void sweep_op(struct sweep *s, enum ir_opcode op)
{
    bool lanes = strchr(ir_ops[op].uses, 'l') || op == IR_BITCAST;
    for (enum ir_type type = IR_I32; type <= IR_V128; type++)
        for (enum ir_type lane = IR_I8; lane <= IR_F64; lane++) {
            struct vec_case c = {.ins = {.op = op, .type = type, .lane = lane}};
            if ((!lanes && lane != IR_I8) || !plausible(&c.ins))
                continue;
            for (unsigned k = 0; k < 3; k++)
                c.arg[k] = operand_type(&c.ins, k);
            if (!lanes || op == IR_BITCAST)
                c.ins.lane = IR_VOID;
            vary(s, &c);
        }
}

/* Second operands that rows know as constants. */
static void constants(struct sweep *s)
{
    static const union ir_value zero, table = {.b = {15, 14, 16, 255, 0, 1, 128, 2, 127, 3, 4, 17}};
    for (enum ir_type lane = IR_I16; lane <= IR_I64; lane++) {
        struct vec_case c = {.ins = {.op = IR_VNARROW, .type = IR_V128, .lane = lane},
                             .arg = {IR_V128, IR_V128},
                             .konst = &zero};
        try(s, &c);
    }
    struct vec_case c = {
        .ins = {.op = IR_VTBL, .type = IR_V128}, .arg = {IR_V128, IR_V128}, .konst = &table};
    try(s, &c);
}

static bool tested_here(enum ir_opcode op)
{
    switch (op) {
    case IR_FCC:
    case IR_FPFLAGS_GET:
    case IR_FPFLAGS_SET:
    case IR_FPROUND_SET:
    case IR_FENCE:
    case IR_VCONST: return false;
    case IR_ITOF:
    case IR_BITCAST: return true;
    default: return ir_ops[op].text[0] == 'f' || ir_ops[op].text[0] == 'v';
    }
}

/* ---- conditions, flags, rounding: whole regions against the interpreter ---- */

static bool same_run(struct jit *j, struct ir_region *r, const struct ir_test_cpu *start,
                     unsigned rounding)
{
    struct code_out code = {.code = j->cache + j->used, .cap = CACHE - j->used};
    struct ir_test_cpu a = *start, b = *start;
    if (!backend_compile(j->b, r, &code))
        return false;
    run(j, &code, &a, rounding);
    b.common.fp_rounding = rounding;
    struct ir_interp it = {.cpu = &b,
                           .fp_rounding = &b.common.fp_rounding,
                           .fp_flags = &b.common.fp_flags,
                           .exit_request = &b.common.exit_request};
    ir_interp(&it, r);
    ir_interp_free(&it);
    bool good = !memcmp(a.x, b.x, sizeof a.x) && !memcmp(a.v, b.v, sizeof a.v) && a.pc == b.pc &&
                flags_of(&a.common) == flags_of(&b.common) &&
                a.common.fp_rounding == b.common.fp_rounding &&
                (a.common.mxcsr >> 13 & 3) == host_rounding[b.common.fp_rounding];
    if (!good) {
        for (unsigned i = 0; i < 8; i++)
            fprintf(stderr, "# x%u %016lx %016lx\n", i, (long)a.x[i], (long)b.x[i]);
        fprintf(stderr, "# flags %x %x pc %lx %lx\n", flags_of(&a.common), flags_of(&b.common),
                (long)a.pc, (long)b.pc);
        ir_print(r, stderr);
    }
    return good;
}

static void random_cpu(struct ir_test_cpu *cpu, enum ir_type lane)
{
    memset(cpu, 0, sizeof *cpu);
    for (unsigned i = 0; i < 4; i++)
        fill((union ir_value *)cpu->v[i], lane);
    if (!rnd(4))
        memcpy(cpu->v[1], cpu->v[0], 16);
    for (unsigned i = 0; i < 8; i++)
        cpu->x[i] = rnd64();
}

static ir_ref fcc(struct ir_region *r, enum ir_type type, unsigned mask, unsigned signalling)
{
    ir_ref a = ir_vopi(r, IR_VEXT, type, type, 0, ir_get(r, 10), IR_NONE, 0);
    ir_ref b = ir_vopi(r, IR_VEXT, type, type, 0, ir_get(r, 11), IR_NONE, 0);
    ir_ref f = ir_vop(r, IR_FCMP, type, type, signalling, a, b, IR_NONE);
    return ir_emit(r, (struct ir_ins){.op = IR_FCC, .type = IR_I32, .a = f, .sub = (uint8_t)mask});
}

static void begin(struct ir_region *r, const struct ir_fpmode *mode)
{
    ir_region_reset(r, 0x1000, 0);
    r->fp = *mode;
    ir_block_begin(r, ir_block_new(r, 0x1000));
    ir_emit(r, (struct ir_ins){.op = IR_INSN, .imm = 0x1000});
    r->state_done = true;
}

/* A relation as value, select of integers and vectors, and branch. */
static void build_condition(struct ir_region *r, enum ir_type type, unsigned mask,
                            unsigned signalling, const struct ir_fpmode *mode)
{
    begin(r, mode);
    uint32_t yes = ir_block_new(r, 0x1004), no = ir_block_new(r, 0x1008);
    ir_set(r, 0, ir_un(r, IR_ZEXT32, IR_I64, fcc(r, type, mask, signalling)));
    ir_set(r, 1, ir_select(r, IR_I64, fcc(r, type, mask, signalling), ir_get(r, 2), ir_get(r, 3)));
    ir_set(r, 13,
           ir_select(r, IR_V128, fcc(r, type, mask, signalling), ir_get(r, 10), ir_get(r, 12)));
    if (type != IR_F16) {
        ir_ref a = ir_vopi(r, IR_VEXT, type, type, 0, ir_get(r, 12), IR_NONE, 0);
        ir_ref b = ir_vopi(r, IR_VEXT, type, type, 1, ir_get(r, 12), IR_NONE, 1);
        ir_ref v = ir_select(r, type, fcc(r, type, mask, signalling), a, b);
        ir_set(r, 12, ir_vop(r, IR_VZX, IR_V128, type, 0, v, IR_NONE, IR_NONE));
    }
    ir_brcond(r, fcc(r, type, mask, signalling), yes, no, 0);
    ir_block_begin(r, yes);
    ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = 0x2000});
    ir_block_begin(r, no);
    ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = 0x3000});
}

static bool conditions(struct jit *j, struct ir_region *r)
{
    for (unsigned k = 0; k < 3 * 16 * 2 * 3; k++) {
        enum ir_type type = IR_F16 + k % 3;
        build_condition(r, type, k / 3 % 16, k / 48 % 2, &modes[k / 96]);
        for (unsigned n = 0; n < sets; n++) {
            struct ir_test_cpu cpu;
            random_cpu(&cpu, type);
            if (!same_run(j, r, &cpu, 0))
                return false;
        }
    }
    return true;
}

/* Flags are read, replaced, raised again; the rounding mode changes in between. */
static bool environment(struct jit *j, struct ir_region *r)
{
    begin(r, &modes[0]);
    ir_ref x2 = ir_un(r, IR_TRUNC64, IR_I32, ir_get(r, 2));
    ir_ref x3 = ir_un(r, IR_TRUNC64, IR_I32, ir_get(r, 3));
    for (unsigned k = 0; k < 2; k++) {
        ir_ref v = ir_vop(r, IR_FDIV, IR_V128, IR_F32, 0, ir_get(r, 10), ir_get(r, 11), IR_NONE);
        ir_set(r, 12 + k, v);
        ir_ref f = ir_emit(r, (struct ir_ins){.op = IR_FPFLAGS_GET, .type = IR_I32});
        ir_set(r, k, ir_un(r, IR_ZEXT32, IR_I64, f));
        if (k == 0) {
            ir_ref set = ir_andi(r, IR_I32, x2, 0x9f);
            ir_emit(r, (struct ir_ins){.op = IR_FPFLAGS_SET, .a = set});
            ir_emit(r, (struct ir_ins){.op = IR_FPROUND_SET, .a = ir_andi(r, IR_I32, x3, 3)});
        }
    }
    ir_emit(r, (struct ir_ins){.op = IR_EXIT_PC, .imm = 0x2000});
    for (unsigned n = 0; n < 20 * sets; n++) {
        struct ir_test_cpu cpu;
        random_cpu(&cpu, IR_F32);
        if (!same_run(j, r, &cpu, n & 3))
            return false;
    }
    return true;
}

static void level(const char *name, const char *only)
{
    if (name)
        setenv("FERRY_HOST", name, 1);
    else
        unsetenv("FERRY_HOST");
    struct jit j = jit_new();
    struct ir_region r;
    ir_region_init(&r, &ir_test_guest);
    const char *text = name ? name : "all";
    for (enum ir_opcode op = 0; op < IR_OPS; op++) {
        if (!tested_here(op) || (only && strcmp(only, ir_ops[op].text)))
            continue;
        struct sweep s = {.j = &j, .r = &r, .good = true};
        sweep_op(&s, op);
        tap_ok(&t, s.good && s.cases, "%s: %s, %u cases", text, ir_ops[op].text, s.cases);
    }
    if (!only) {
        struct sweep s = {.j = &j, .r = &r, .good = true};
        constants(&s);
        tap_ok(&t, s.good, "%s: constant operands", text);
        tap_ok(&t, conditions(&j, &r), "%s: floating-point conditions", text);
        tap_ok(&t, environment(&j, &r), "%s: flags and rounding", text);
    }
    ir_region_free(&r);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        sets = (unsigned)atoi(argv[1]);
    const char *only = argc > 2 ? argv[2] : NULL;
    static const char *const levels[] = {NULL, "avx", "sse4.2"};
    for (unsigned i = 0; i < 3; i++)
        level(levels[i], only);
    return tap_done(&t);
}
