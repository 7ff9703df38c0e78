/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Choosing rows, and taking the operands of an instruction apart.
 *
 * In: the row tables, an instruction.  Out: its row with parsed constraints (struct x64_plan); its
 * operands after folding (struct x64_in).  Invariants: the answers depend on the region and on use
 * counts only, so the backward and the forward pass get the same ones.
 */
#include "tcg/back/x86-64/internal.h"
#include "tcg/back/x86-64/simd.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpuid.h"

/* ---- features ---- */

uint32_t x64_host_features(void)
{
    static const struct {
        uint32_t feature;
        uint8_t leaf, reg, bit; /* reg: 1 ebx 2 ecx 3 edx */
    } bits[] = {
        {X64_F_AVX, 1, 2, 28},  {X64_F_FMA, 1, 2, 12}, {X64_F_MOVBE, 1, 2, 22},
        {X64_F_F16C, 1, 2, 29}, {X64_F_AES, 1, 2, 25}, {X64_F_PCLMUL, 1, 2, 1},
        {X64_F_AVX2, 7, 1, 5},  {X64_F_BMI1, 7, 1, 3}, {X64_F_BMI2, 7, 1, 8},
        {X64_F_SHA, 7, 1, 29},  {X64_F_GFNI, 7, 2, 8}, {X64_F_LZCNT, 0x81, 2, 5},
    };
    const uint32_t dq = 1u << 17, vl = 1u << 31; /* of leaf 7, ebx */
    uint32_t leaf1[4], leaf7[4], leaf81[4], found = 0;
    host_cpuid(1, leaf1);
    host_cpuid(7, leaf7);
    host_cpuid(0x80000001, leaf81);
    for (unsigned i = 0; i < G_N_ELEMENTS(bits); i++) {
        const uint32_t *leaf = bits[i].leaf == 1 ? leaf1 : bits[i].leaf == 7 ? leaf7 : leaf81;
        if (leaf[bits[i].reg] >> bits[i].bit & 1)
            found |= bits[i].feature;
    }
    if ((leaf7[1] & (dq | vl)) == (dq | vl))
        found |= X64_F_AVX512;
    const uint32_t vex = X64_F_AVX | X64_F_AVX2 | X64_F_FMA | X64_F_F16C | X64_F_AVX512;
    bool os = leaf1[2] >> 27 & 1; /* OSXSAVE: xgetbv says what the kernel keeps */
    if (os) {
        uint32_t eax, edx;
        __asm__ volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
        os = (eax & 6) == 6;
        if ((eax & 0xe0) != 0xe0) /* mask registers, and what AVX-512 adds to ymm */
            found &= ~X64_F_AVX512;
    }
    if (!os || !(found & X64_F_AVX))
        found &= ~vex;
    const char *limit = getenv("FERRY_HOST");
    if (limit && !strcmp(limit, "sse4.2"))
        found = 0;
    else if (limit && !strcmp(limit, "all"))
        found = ~X64_F_AVX512; /* whose instructions older disassemblers do not know */
    else if (limit && !strcmp(limit, "avx2"))
        found &= ~X64_F_AVX512;
    else if (limit && !strcmp(limit, "avx"))
        found &= X64_F_AVX | X64_F_AES | X64_F_PCLMUL;
    return found;
}

/* ---- constraints ---- */

static struct x64_con parse_con(const char *w, size_t n)
{
    struct x64_con c = {.fixed = NONE8};
    for (size_t k = 0; k < n; k++) {
        switch (w[k]) {
        case '=':
        case '?':
        case '&':
        case '~': c.tie = w[k]; break;
        case 'r': c.cls = 1; break;
        case 'x': c.cls = 2; break;
        case 'A': c.cls = 1, c.fixed = RAX; break;
        case 'C': c.cls = 1, c.fixed = RCX; break;
        case 'D': c.cls = 1, c.fixed = RDX; break;
        case 'B': c.cls = 1, c.fixed = RBX; break;
        case 'd': c.cls = 1, c.fixed = RDX, c.kept = true; break;
        case 'm': c.mem = c.load = true; break;
        case 'k': c.mem = true; break;
        case 'i': c.imm = true; break;
        case 'n': c.imm = c.anyimm = true, c.cls = c.cls ? c.cls : 1; break;
        case 'p': c.addr = true; break;
        case 'h': c.cls = 1, c.shifted = true; break;
        default: break;
        }
    }
    return c;
}

static void parse_plan(struct x64 *x, struct x64_plan *p)
{
    const char *s = p->row->ops;
    p->parsed = true;
    unsigned n = 0, part = 0;
    p->d.fixed = p->in[0].fixed = p->in[1].fixed = p->in[2].fixed = NONE8;
    while (*s) {
        size_t len = strcspn(s, " ");
        if (*s == '+' || *s == '!') {
            part = *s == '+' ? 1 : 2;
        } else if (part == 0) {
            struct x64_con c = parse_con(s, len);
            if (c.tie == '~')
                c.tie = x->avx ? 0 : '=';
            if (n == 0)
                p->d = c;
            else if (n < 4)
                p->in[n - 1] = c;
            n++;
        } else if (part == 1 && p->ntemps < 4) {
            p->t[p->ntemps++] = parse_con(s, len);
        } else if (part == 2) {
            p->comm |= memchr(s, 'w', len) != NULL;
            p->low32 |= memchr(s, 's', len) != NULL;
        }
        s += len;
        s += strspn(s, " ");
    }
    for (unsigned k = 0; k < 3; k++)
        if (p->in[k].fixed != NONE8)
            p->fixed |= 1u << p->in[k].fixed;
    for (unsigned k = 0; k < p->ntemps; k++)
        if (p->t[k].fixed != NONE8)
            p->fixed |= 1u << p->t[k].fixed;
    if (p->d.fixed != NONE8)
        p->fixed |= 1u << p->d.fixed;
}

static const struct x64_row *const tables[] = {x64_rows_int, x64_rows_mem, x64_rows_fp,
                                               x64_rows_vec};

static bool usable(const struct x64 *x, const struct x64_row *row)
{
    return (row->need & x->features) == row->need;
}

void x64_rows_init(struct x64 *x)
{
    if (x->plans)
        return;
    uint16_t next[IR_OPS] = {0};
    unsigned n = 1;
    for (unsigned t = 0; t < G_N_ELEMENTS(tables); t++)
        for (const struct x64_row *row = tables[t]; row->emit; row++)
            next[row->op] += usable(x, row);
    for (unsigned op = 0; op < IR_OPS; op++) {
        x->plan_first[op] = (uint16_t)n;
        n += next[op];
        next[op] = x->plan_first[op];
    }
    x->plan_first[IR_OPS] = (uint16_t)n;
    x->plans = g_new0(struct x64_plan, n);
    for (unsigned t = 0; t < G_N_ELEMENTS(tables); t++)
        for (const struct x64_row *row = tables[t]; row->emit; row++)
            if (usable(x, row))
                x->plans[next[row->op]++].row = row;
}

static const struct x64_plan *choose(struct x64 *x, const struct ir_ins *ins)
{
    struct x64_plan *end = &x->plans[x->plan_first[ins->op + 1]];
    for (struct x64_plan *p = &x->plans[x->plan_first[ins->op]]; p < end; p++) {
        const struct x64_row *row = p->row;
        if (row->types && !(row->types & X64_T(ins->type)))
            continue;
        if (row->lanes && !(row->lanes & X64_T(ins->lane)))
            continue;
        if (row->match && !row->match(x, ins))
            continue;
        if (!p->parsed)
            parse_plan(x, p);
        return p;
    }
    return NULL;
}

const struct x64_plan *x64_choose(struct x64 *x, ir_ref i)
{
    const struct ir_ins *ins = &x->ins[i];
    if (!ir_has_standard(ins))
        return choose(x, ins);
    if (!x->r->fp.nearest)
        return NULL;
    x->fp = &x->standard;
    const struct x64_plan *plan = choose(x, ins);
    x->fp = &x->r->fp;
    return plan;
}

/* ---- operands ---- */

static bool is_const(const struct x64 *x, ir_ref v)
{
    return x->ins[v].op == IR_CONST;
}

bool x64_const_value(const struct x64 *x, ir_ref v, uint64_t *out)
{
    v = x->val[v].rep;
    if (!is_const(x, v))
        return false;
    *out = x->ins[v].imm;
    if (x->ins[v].type == IR_I32)
        *out = (uint32_t)*out;
    return true;
}

/* Constant v as an immediate for an operand that is written as `ref`; any: of any size. */
static bool imm_of(const struct x64 *x, ir_ref ref, ir_ref v, bool any, int64_t *out)
{
    const struct ir_ins *c = &x->ins[v];
    if (c->op != IR_CONST)
        return false;
    bool narrow = c->type == IR_I32;
    if (narrow && x->ins[ref].op == IR_ZEXT32)
        *out = (uint32_t)c->imm;
    else
        *out = narrow ? (int32_t)c->imm : (int64_t)c->imm;
    return any || *out == (int32_t)*out;
}

/* Only this user, and in its block: v can become a part of it. */
static bool sole(const struct x64 *x, ir_ref v)
{
    return x->val[v].count == 1 && v >= x->block_first;
}

ir_ref x64_shifted(const struct x64 *x, const struct ir_ins *add)
{
    const ir_ref refs[] = {add->b, add->a};
    for (unsigned k = 0; k < 2; k++) {
        const struct ir_ins *s = &x->ins[refs[k]];
        uint64_t n;
        if (s->op == IR_SHL && s->type == add->type && sole(x, refs[k]) &&
            x64_const_value(x, s->b, &n) && n >= 1 && n <= 3)
            return refs[k];
    }
    return IR_NONE;
}

/* A load that instruction i can do itself: nothing that orders or faults stands between. */
static bool load_folds(const struct x64 *x, ir_ref v, ir_ref i)
{
    const struct ir_ins *ld = &x->ins[v];
    if (ld->op != IR_LD || ld->lane != ld->type || !sole(x, v) || i - v > X64_FOLD_BACK)
        return false;
    if (ld->sub & ~IR_MEM_ATOMIC)
        return false;
    if (ld->type == IR_V128 && (!x->avx || ld->sub))
        return false;
    for (ir_ref k = v + 1; k <= i; k++) {
        unsigned op = x->ins[k].op;
        if (op == IR_INSN || op == IR_NOP || op == IR_BRCOND)
            continue;
        if (k == i ? ir_ops[op].props & (IR_P_LOAD | IR_P_STORE | IR_P_FAULT | IR_P_EFFECT)
                   : ir_ops[op].props &
                         (IR_P_LOAD | IR_P_STORE | IR_P_FAULT | IR_P_EFFECT | IR_P_FPX | IR_P_END))
            return false;
    }
    return true;
}

/* SHL by 1..3 that only an address uses. */
static bool scaled(const struct x64 *x, ir_ref v, ir_ref *index, uint8_t *scale)
{
    uint64_t n;
    const struct ir_ins *s = &x->ins[v];
    unsigned type = x->guest->addr32 ? IR_I32 : IR_I64;
    if (s->op != IR_SHL || s->type != type || !sole(x, v) || !x64_const_value(x, s->b, &n) ||
        n < 1 || n > 3)
        return false;
    *index = x->val[s->a].rep;
    *scale = (uint8_t)n;
    return true;
}

/* A base that would end here gives way to the sum with a constant that lives on: a loop's pointer
   and the next one then share a register.  Only the backward pass knows (x->in keeps it). */
static void stepped_base(struct x64 *x, ir_ref i, struct x64_in *in)
{
    if (!x->loops || !in->base || x->val[in->base].uses)
        return;
    for (ir_ref k = i - 1, n = 0; k >= x->block_first && n < 40; k--, n++) {
        const struct ir_ins *add = &x->ins[k];
        uint64_t c;
        if (add->op != IR_ADD || x->val[add->a].rep != in->base || !x->val[k].uses ||
            add->type != ir_addr_type(x->r) || !x64_const_value(x, add->b, &c))
            continue;
        int64_t disp = in->disp - (int64_t)c;
        if (disp == (int32_t)disp) {
            in->base = k;
            in->disp = (int32_t)disp;
        }
        return;
    }
}

static void split_address(struct x64 *x, ir_ref a, int64_t disp, struct x64_in *in)
{
    ir_ref v = x->val[a].rep;
    in->kind = IN_MEM;
    in->base = v;
    in->index = IR_NONE;
    in->scale = 0;
    in->disp = (int32_t)disp;
    unsigned type = x->guest->addr32 ? IR_I32 : IR_I64;
    while (x->ins[v].op == IR_ADD && x->ins[v].type == type && sole(x, v)) {
        const struct ir_ins *add = &x->ins[v];
        uint64_t c;
        if (x64_const_value(x, add->b, &c) && (int64_t)(disp + c) == (int32_t)(disp + c)) {
            disp += c;
            x->val[v].flags |= V_FOLDED;
            v = x->val[add->a].rep;
            in->base = v;
            in->disp = (int32_t)disp;
            continue;
        }
        x->val[v].flags |= V_FOLDED;
        ir_ref l = x->val[add->a].rep, r = x->val[add->b].rep;
        in->base = l;
        in->index = r;
        if (scaled(x, r, &in->index, &in->scale)) {
            x->val[r].flags |= V_FOLDED;
        } else if (scaled(x, l, &in->index, &in->scale)) {
            x->val[l].flags |= V_FOLDED;
            in->base = r;
        }
        return;
    }
    uint64_t c;
    if (x64_const_value(x, v, &c) && (int64_t)(c + disp) == (int32_t)(c + disp)) {
        in->base = IR_NONE;
        in->disp = (int32_t)(c + disp);
    }
}

/* The address of instruction i, or of a load that i does. */
static void gather_address(struct x64 *x, ir_ref i, ir_ref a, int64_t disp, struct x64_in *in)
{
    split_address(x, a, disp, in);
    stepped_base(x, i, in);
}

static void gather_one(struct x64 *x, ir_ref i, ir_ref ref, const struct x64_con *con, bool low32,
                       struct x64_in *in)
{
    *in = (struct x64_in){.con = con};
    if (!con->cls || !ref)
        return;
    ir_ref v = low32 ? x64_low32(x, ref) : x->val[ref].rep;
    in->kind = IN_VAL;
    in->v = v;
    if (con->imm && imm_of(x, ref, v, con->anyimm, &in->imm)) {
        in->kind = IN_IMM;
    } else if (con->load && v == ref && load_folds(x, v, i)) {
        x->val[v].flags |= V_FOLDED;
        gather_address(x, i, x->ins[v].a, (int64_t)x->ins[v].imm, in);
        in->snap = x->ins[v].snap;
    } else if (con->mem && x->ins[v].op == IR_GET && x->ins[v].type == IR_I32 &&
               x->ins[ref].op == IR_ZEXT32) {
        in->strict = true; /* a 64-bit view of a 4-byte slot: no memory operand */
    }
}

void x64_gather(struct x64 *x, ir_ref i, const struct x64_plan *plan, struct x64_in in[3])
{
    const struct ir_ins *ins = &x->ins[i];
    ir_ref ref[3] = {ins->a, ins->b, ins->c};
    if (plan->comm) {
        ir_ref l = x->val[ref[0]].rep, r = x->val[ref[1]].rep;
        bool swap = is_const(x, l) && !is_const(x, r);
        if (!swap && plan->in[1].load && !is_const(x, r) && load_folds(x, l, i) &&
            !load_folds(x, r, i))
            swap = true;
        if (swap) {
            ref[0] = ins->b;
            ref[1] = ins->a;
        }
    }
    if (plan->in[1].shifted) {
        ir_ref shl = x64_shifted(x, ins);
        x->val[shl].flags |= V_FOLDED;
        ref[0] = shl == ins->b ? ins->a : ins->b;
        ref[1] = x->ins[shl].a;
    }
    for (unsigned k = 0; k < 3; k++) {
        if (k == 2 && (ins->op == IR_ADC || ins->op == IR_CARRY) &&
            x64_carry_stays(x, x->val[ref[k]].rep)) {
            in[k] = (struct x64_in){.con = &plan->in[k]};
            if (x->ins[x->val[ref[k]].rep].op == IR_CARRY)
                x->val[x->val[ref[k]].rep].flags |= V_FOLDED;
        } else if (plan->in[k].addr) {
            in[k] = (struct x64_in){.con = &plan->in[k], .snap = ins->snap};
            gather_address(x, i, ref[k], (int64_t)ins->imm, &in[k]);
        } else {
            gather_one(x, i, ref[k], &plan->in[k], plan->low32, &in[k]);
        }
    }
}

bool x64_lower_half(const struct x64 *x, const struct ir_ins *mul)
{
    const struct ir_ins *high = mul - 1;
    return mul->op == IR_MUL && high->op == IR_MULHU && mul->type == IR_I64 &&
           high->type == IR_I64 && mul->a == high->a && mul->b == high->b && x64_has(x, X64_F_BMI2);
}

/* ---- conditions ---- */

static const struct x64_con con_r = {.cls = 1, .fixed = NONE8};
static const struct x64_con con_ri = {.cls = 1, .fixed = NONE8, .imm = true};
static const struct x64_con con_rm = {.cls = 1, .fixed = NONE8, .mem = true, .load = true};
static const struct x64_con con_rmi = {
    .cls = 1, .fixed = NONE8, .mem = true, .load = true, .imm = true};
static const struct x64_con con_x = {.cls = 2, .fixed = NONE8};

/* Do the sticky flags matter between v and the end of the block that instruction i is in?  Then
   comparison v can't be done by those who want its result. */
static bool flags_between(const struct x64 *x, ir_ref v, ir_ref i)
{
    for (ir_ref k = v + 1; k <= x->last_fpflags; k++) {
        if (x->ins[k].op == IR_FPFLAGS_GET || x->ins[k].op == IR_FPFLAGS_SET)
            return true;
        if (k >= i && ir_ops[x->ins[k].op].props & IR_P_END)
            break;
    }
    return false;
}

/* The comparison that an FCC can do with host flags, or 0. */
ir_ref x64_fcc_source(const struct x64 *x, const struct ir_ins *fcc)
{
    ir_ref v = x->val[fcc->a].rep;
    const struct ir_ins *fcmp = &x->ins[v];
    if (fcmp->op != IR_FCMP || !x64_fcmp_inline(x, fcmp))
        return IR_NONE;
    bool silent = fcmp->sub & IR_FCMP_SILENT;
    return silent || !flags_between(x, v, (ir_ref)(fcc - x->ins)) ? v : IR_NONE;
}

bool x64_cond_folded(const struct x64 *x, ir_ref v)
{
    const struct ir_ins *ins = &x->ins[v];
    if (x->val[v].conds != x->val[v].count || !x->val[v].count)
        return false;
    return ins->op == IR_CMP || (ins->op == IR_FCC && x64_fcc_source(x, ins));
}

static const uint8_t cc_of[] = {X64_E, X64_NE, X64_B,  X64_AE, X64_BE,
                                X64_A, X64_L,  X64_GE, X64_LE, X64_G};
static const uint8_t swapped[] = {IR_EQ,  IR_NE,  IR_GTU, IR_LEU, IR_GEU,
                                  IR_LTU, IR_GTS, IR_LES, IR_GES, IR_LTS};

/* cmp (and a, b), 0 */
static bool gather_and(struct x64 *x, ir_ref i, ir_ref v, struct x64_test *t)
{
    const struct ir_ins *and = &x->ins[v];
    uint64_t c;
    if (and->op != IR_AND || and->type != (t->w ? IR_I64 : IR_I32) || !sole(x, v))
        return false;
    if (x64_const_value(x, and->b, &c)) {
        bool bit = t->w && c && !(c & (c - 1)) && c > 0x40000000;
        if (bit && (t->cc == X64_E || t->cc == X64_NE)) {
            t->kind = T_BT;
            t->cc = t->cc == X64_E ? X64_AE : X64_B;
            gather_one(x, i, and->a, &con_r, false, &t->a);
            t->b = (struct x64_in){.kind = IN_IMM, .imm = __builtin_ctzll(c), .con = &con_ri};
            x->val[v].flags |= V_FOLDED;
            return true;
        }
        if (t->w && c <= 0x7fffffff)
            t->w = false;
    }
    x->val[v].flags |= V_FOLDED;
    t->kind = T_TEST;
    bool low = !t->w;
    gather_one(x, i, and->a, &con_r, low, &t->a);
    gather_one(x, i, and->b, &con_ri, low, &t->b);
    return true;
}

/* Is there a value a - c already?  Then a == c is a test of that, and a need not live on. */
static bool difference(const struct x64 *x, ir_ref i, ir_ref a, uint64_t c, bool w, ir_ref *out)
{
    if (!c)
        return false;
    for (ir_ref k = i - 1, n = 0; k >= x->block_first && n < 8; k--, n++) {
        const struct ir_ins *ins = &x->ins[k];
        uint64_t d;
        if ((ins->op != IR_SUB && ins->op != IR_ADD) || ins->type != (w ? IR_I64 : IR_I32) ||
            x->val[ins->a].rep != x->val[a].rep || x->val[k].count <= 0 ||
            !x64_const_value(x, ins->b, &d))
            continue;
        uint64_t diff = ins->op == IR_SUB ? d : -d;
        if (w ? diff == c : (uint32_t)diff == (uint32_t)c) {
            *out = k;
            return x->val[k].count > 1 || !(x->val[k].flags & V_FOLDED);
        }
    }
    return false;
}

/* Is there a value a + d that is needed anyway?  Then a == c is a + d == c + d, and a loop's
   counter need not live on beside the next one. */
static bool stepped(const struct x64 *x, ir_ref i, ir_ref *a, uint64_t c, bool w, int64_t *imm)
{
    for (ir_ref k = i - 1, n = 0; x->loops && k >= x->block_first && n < 40; k--, n++) {
        const struct ir_ins *add = &x->ins[k];
        uint64_t d;
        if (add->op != IR_ADD || add->type != (w ? IR_I64 : IR_I32) || x->val[k].count < 2 ||
            x->val[add->a].rep != x->val[*a].rep || !x64_const_value(x, add->b, &d))
            continue;
        *imm = w ? (int64_t)(c + d) : (int32_t)(c + d);
        if (*imm != (int32_t)*imm)
            return false;
        *a = k;
        return true;
    }
    return false;
}

void x64_gather_test(struct x64 *x, ir_ref i, ir_ref cond, struct x64_test *t)
{
    ir_ref v = x->val[cond].rep;
    const struct ir_ins *ins = &x->ins[v];
    *t = (struct x64_test){.kind = T_BOOL, .cc = X64_NE};
    if (v != i && !x64_cond_folded(x, v)) {
        gather_one(x, i, cond, &con_r, true, &t->a);
        t->b = (struct x64_in){0};
        return;
    }
    if (v != i)
        x->val[v].flags |= V_FOLDED;
    if (ins->op == IR_FCC) {
        t->kind = T_FCMP;
        t->ins = x64_fcc_source(x, ins);
        t->mask = ins->sub;
        if (t->ins >= x->block_first)
            x->val[t->ins].flags |= V_FOLDED;
        gather_one(x, i, x->ins[t->ins].a, &con_x, false, &t->a);
        gather_one(x, i, x->ins[t->ins].b, &con_x, false, &t->b);
        return;
    }
    unsigned cond_code = ins->sub;
    ir_ref a = ins->a, b = ins->b;
    t->ins = v;
    t->w = ins->type == IR_I64;
    if (is_const(x, x->val[a].rep) && !is_const(x, x->val[b].rep)) {
        a = ins->b;
        b = ins->a;
        cond_code = swapped[cond_code];
    }
    t->cc = cc_of[cond_code];
    uint64_t c;
    if (ins->sub <= IR_NE && x64_const_value(x, b, &c) && difference(x, i, a, c, t->w, &a)) {
        t->kind = T_TEST;
        gather_one(x, i, a, &con_r, !t->w, &t->a);
        t->b = t->a;
        return;
    }
    bool once = v == i || x->val[v].count <= 1;
    if (x64_const_value(x, b, &c) && c == 0) {
        if (gather_and(x, i, x->val[a].rep, t))
            return;
        t->kind = T_TEST;
        gather_one(x, i, a, &con_r, !t->w, &t->a);
        if (!once || t->a.v != a || !load_folds(x, a, i)) {
            t->b = t->a;
            return;
        }
    }
    t->kind = T_CMP;
    int64_t imm = 0;
    if (ins->sub <= IR_NE && x64_const_value(x, b, &c) && stepped(x, i, &a, c, t->w, &imm)) {
        gather_one(x, i, a, &con_r, !t->w, &t->a);
        t->b = (struct x64_in){.kind = IN_IMM, .imm = imm, .con = &con_ri};
        return;
    }
    gather_one(x, i, b, once ? &con_rmi : &con_ri, !t->w, &t->b);
    gather_one(x, i, a, once && t->b.kind == IN_IMM ? &con_rm : &con_r, !t->w, &t->a);
}

bool x64_has(const struct x64 *x, uint32_t features)
{
    return (x->features & features) == features;
}

const struct ir_fpmode *x64_fp(const struct x64 *x)
{
    return x->fp;
}

bool x64_traps(const struct x64 *x)
{
    return x->fp->traps;
}

const struct ir_region *x64_region(const struct x64 *x)
{
    return x->r;
}
