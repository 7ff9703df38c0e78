/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The condition flags without a packed word.
 *
 * In: which operation sets them.  Out: conditions as compares of that operation's operands.
 * Invariant: the slots cc_* say the same as struct a64_flags; where the next flag-setting
 * instruction follows in the region, setting them costs nothing.
 */
#include "target/aarch64/translate.h"

enum {
    COND_EQ,
    COND_CS = 2,
    COND_MI = 4,
    COND_VS = 6,
    COND_HI = 8,
    COND_GE = 10,
    COND_GT = 12,
    COND_AL = 14
};

static ir_ref imm32(struct a64_ctx *c, uint32_t v)
{
    return ir_const(c->r, IR_I32, v);
}

static ir_ref widen(struct a64_ctx *c, ir_ref v, bool sf)
{
    return sf ? v : ir_un(c->r, IR_ZEXT32, IR_I64, v);
}

/* The same for the slots, of whose words only the low halves count: the register that the word is
   the low half of is what the region has anyway. */
static ir_ref slot_value(struct a64_ctx *c, ir_ref v, bool sf)
{
    const struct ir_ins *def = &c->r->ins[v];
    return !sf && def->op == IR_TRUNC64 ? def->a : widen(c, v, sf);
}

static bool is64(const struct a64_flags *f)
{
    switch (f->cc) {
    case A64_CC_LOGIC64:
    case A64_CC_ADD64:
    case A64_CC_SUB64:
    case A64_CC_ADC64:
    case A64_CC_SBC64: return true;
    default: return false;
    }
}

static void remember(struct a64_ctx *c, struct a64_flags f)
{
    f.known = true;
    f.op = imm32(c, f.cc);
    if (f.sum.in)
        f.op = ir_bin(c->r, IR_ADD, IR_I32, f.sum.in, f.op);
    c->line->flags = f;
    ir_set(c->r, A64_CC_OP, f.op);
    ir_set(c->r, A64_CC_A, slot_value(c, f.a, is64(&f)));
    if (f.b)
        ir_set(c->r, A64_CC_B, slot_value(c, f.b, is64(&f)));
}

static bool const_value(struct a64_ctx *c, ir_ref v, uint64_t *out)
{
    const struct ir_ins *i = &c->r->ins[v];
    if (i->op != IR_CONST)
        return false;
    *out = i->type == IR_I32 ? (uint32_t)i->imm : i->imm;
    return true;
}

void a64_flags_logic(struct a64_ctx *c, bool sf, ir_ref result)
{
    remember(c, (struct a64_flags){.cc = sf ? A64_CC_LOGIC64 : A64_CC_LOGIC32, .a = result});
}

void a64_flags_add(struct a64_ctx *c, bool sf, ir_ref a, ir_ref b)
{
    uint64_t v, min = sf ? UINT64_C(1) << 63 : UINT64_C(1) << 31;
    if (const_value(c, b, &v)) {
        if (v == 0)
            return a64_flags_logic(c, sf, a);
        /* a + v and a - (-v) have the same four flags except for these two values. */
        if (v != min)
            return a64_flags_sub(c, sf, a, a64_imm(c, sf, -v));
    }
    remember(c, (struct a64_flags){.cc = sf ? A64_CC_ADD64 : A64_CC_ADD32, .a = a, .b = b});
}

void a64_flags_sub(struct a64_ctx *c, bool sf, ir_ref a, ir_ref b)
{
    remember(c, (struct a64_flags){.cc = sf ? A64_CC_SUB64 : A64_CC_SUB32, .a = a, .b = b});
}

ir_ref a64_flags_adc(struct a64_ctx *c, bool sf, bool sub, ir_ref a, ir_ref b, ir_ref carry)
{
    enum ir_type t = a64_type(sf);
    struct a64_flags f = {.cc = sub ? (sf ? A64_CC_SBC64 : A64_CC_SBC32)
                                    : (sf ? A64_CC_ADC64 : A64_CC_ADC32)};
    struct ir_ins sum = {.op = IR_ADC, .type = t, .a = a, .b = b, .c = carry};
    f.b = b;
    if (sub)
        sum.b = ir_un(c->r, IR_NOT, t, b);
    f.sum.x = sum.a;
    f.sum.y = sum.b;
    f.sum.in = carry;
    f.a = ir_emit(c->r, sum);
    sum.op = IR_CARRY;
    f.sum.out = ir_emit(c->r, sum);
    remember(c, f);
    return f.a;
}

void a64_flags_relation(struct a64_ctx *c, ir_ref relation)
{
    remember(c, (struct a64_flags){.cc = A64_CC_FCMP, .a = relation});
}

static void set_bits(struct a64_ctx *c, uint32_t slot, ir_ref v, bool dbl)
{
    ir_ref bits = ir_un(c->r, IR_BITCAST, dbl ? IR_I64 : IR_I32, v);
    ir_set(c->r, slot, widen(c, bits, dbl));
}

/* The slots get what was compared, so that nobody makes a number of the relation. */
void a64_flags_fcmp(struct a64_ctx *c, ir_ref relation)
{
    const struct ir_ins cmp = c->r->ins[relation];
    bool dbl = cmp.type == IR_F64;
    if (c->r->fp.flush_in || (!dbl && cmp.type != IR_F32))
        return a64_flags_relation(c, relation);
    struct a64_flags f = {.known = true, .a = relation};
    f.cc = dbl ? A64_CC_FCMP64 : A64_CC_FCMP32;
    f.op = imm32(c, f.cc);
    c->line->flags = f;
    ir_set(c->r, A64_CC_OP, f.op);
    set_bits(c, A64_CC_A, cmp.a, dbl);
    set_bits(c, A64_CC_B, cmp.b, dbl);
}

void a64_flags_word(struct a64_ctx *c, ir_ref nzcv)
{
    remember(c, (struct a64_flags){.cc = A64_CC_WORD, .a = nzcv});
}

void a64_flags_if(struct a64_ctx *c, ir_ref test, unsigned nzcv)
{
    struct a64_flags *f = &c->line->flags;
    f->has_test = true;
    f->test = test;
    f->other = (uint8_t)nzcv;
    uint64_t k = 0;
    if (f->cc != A64_CC_FCMP && (!f->b || const_value(c, f->b, &k))) {
        int64_t v = is64(f) ? (int64_t)k : (int32_t)k;
        if (v == (int16_t)v) {
            uint32_t op = f->cc | A64_CC_TEST | nzcv << 8 | (uint32_t)v << 16;
            ir_set(c->r, A64_CC_OP, imm32(c, op));
            ir_set(c->r, A64_CC_B, widen(c, test, false));
            return;
        }
    }
    ir_ref op = ir_select(c->r, IR_I32, test, f->op, imm32(c, A64_CC_WORD));
    ir_ref a = ir_select(c->r, IR_I64, test, slot_value(c, f->a, is64(f)), a64_imm(c, true, nzcv));
    ir_set(c->r, A64_CC_OP, op);
    ir_set(c->r, A64_CC_A, a);
}

/* The packed word that the operation itself gives, whatever a64_flags_if chose. */
static ir_ref plain_word(struct a64_ctx *c, const struct a64_flags *f)
{
    struct ir_region *r = c->r;
    enum ir_type t = a64_type(is64(f));
    switch (f->cc) {
    case A64_CC_LOGIC32:
    case A64_CC_LOGIC64: return ir_bin(r, IR_ADDFLAGS, t, f->a, ir_const(r, t, 0));
    case A64_CC_ADD32:
    case A64_CC_ADD64: return ir_bin(r, IR_ADDFLAGS, t, f->a, f->b);
    case A64_CC_SUB32:
    case A64_CC_SUB64: return ir_bin(r, IR_SUBFLAGS, t, f->a, f->b);
    case A64_CC_ADC32:
    case A64_CC_ADC64:
    case A64_CC_SBC32:
    case A64_CC_SBC64: {
        struct ir_ins i = {
            .op = IR_ADCFLAGS, .type = t, .a = f->sum.x, .b = f->sum.y, .c = f->sum.in};
        return ir_emit(r, i);
    }
    case A64_CC_FCMP32:
    case A64_CC_FCMP64:
    case A64_CC_FCMP: {
        /* nibble i: NZCV of relation i (1 less, 2 equal, 4 greater, 8 unordered) */
        ir_ref table = ir_const(r, IR_I64, UINT64_C(0x300020680));
        ir_ref count = ir_un(r, IR_ZEXT32, IR_I64, ir_shli(r, IR_I32, f->a, 2));
        ir_ref word = ir_un(r, IR_TRUNC64, IR_I32, ir_bin(r, IR_SHR, IR_I64, table, count));
        return ir_andi(r, IR_I32, word, 15);
    }
    default: return f->a;
    }
}

/* Flags of another path: ask the slots, once. */
static void fetch_flags(struct a64_ctx *c)
{
    struct ir_region *r = c->r;
    ir_ref args[] = {ir_get(r, A64_CC_OP), ir_get(r, A64_CC_A), ir_get(r, A64_CC_B)};
    struct a64_flags f = {.known = true, .cc = A64_CC_WORD};
    f.a = ir_call(r, A64_H_nzcv, args, 3);
    c->line->flags = f;
}

ir_ref a64_nzcv(struct a64_ctx *c)
{
    if (!c->line->flags.known)
        fetch_flags(c);
    const struct a64_flags *f = &c->line->flags;
    ir_ref word = plain_word(c, f);
    return f->has_test ? ir_select(c->r, IR_I32, f->test, word, imm32(c, f->other)) : word;
}

/* (word & mask) == value, or its opposite */
static ir_ref word_test(struct a64_ctx *c, ir_ref word, unsigned mask, unsigned value, bool not )
{
    ir_ref bits = ir_andi(c->r, IR_I32, word, mask);
    return ir_cmp(c->r, not ? IR_NE : IR_EQ, IR_I32, bits, imm32(c, value));
}

static ir_ref cond_word(struct a64_ctx *c, ir_ref word, unsigned cond)
{
    struct ir_region *r = c->r;
    bool not = cond & 1;
    switch (cond & 14) {
    case COND_EQ: return word_test(c, word, 4, 0, !not );
    case COND_CS: return word_test(c, word, 2, 0, !not );
    case COND_MI: return word_test(c, word, 8, 0, !not );
    case COND_VS: return word_test(c, word, 1, 0, !not );
    case COND_HI: return word_test(c, word, 6, 2, not );
    default: break;
    }
    /* bit 0: N != V; bit 2: Z */
    ir_ref differ = ir_bin(r, IR_XOR, IR_I32, ir_shri(r, IR_I32, word, 3), word);
    if ((cond & 14) == COND_GE)
        return word_test(c, differ, 1, 0, not );
    ir_ref both =
        ir_bin(r, IR_OR, IR_I32, ir_andi(r, IR_I32, differ, 1), ir_andi(r, IR_I32, word, 4));
    return ir_cmp(r, not ? IR_NE : IR_EQ, IR_I32, both, imm32(c, 0));
}

static ir_ref compare(struct a64_ctx *c, const struct a64_flags *f, enum ir_cond cc, ir_ref a,
                      ir_ref b, unsigned cond)
{
    return ir_cmp(c->r, cc ^ (cond & 1), a64_type(is64(f)), a, b);
}

/* N and Z follow from a result alone. */
static ir_ref cond_result(struct a64_ctx *c, bool sf, ir_ref result, unsigned cond)
{
    enum ir_cond cc = (cond & 14) == COND_EQ ? IR_EQ : IR_LTS;
    return ir_cmp(c->r, cc ^ (cond & 1), a64_type(sf), result, a64_imm(c, sf, 0));
}

static ir_ref cond_sub(struct a64_ctx *c, const struct a64_flags *f, unsigned cond)
{
    bool sf = is64(f);
    switch (cond & 14) {
    case COND_EQ: return compare(c, f, IR_EQ, f->a, f->b, cond);
    case COND_CS: return compare(c, f, IR_GEU, f->a, f->b, cond);
    case COND_MI: return cond_result(c, sf, ir_bin(c->r, IR_SUB, a64_type(sf), f->a, f->b), cond);
    case COND_HI: return compare(c, f, IR_GTU, f->a, f->b, cond);
    case COND_GE: return compare(c, f, IR_GES, f->a, f->b, cond);
    case COND_GT: return compare(c, f, IR_GTS, f->a, f->b, cond);
    default: return cond_word(c, plain_word(c, f), cond);
    }
}

static ir_ref cond_add(struct a64_ctx *c, const struct a64_flags *f, unsigned cond)
{
    bool sf = is64(f);
    ir_ref sum = ir_bin(c->r, IR_ADD, a64_type(sf), f->a, f->b);
    switch (cond & 14) {
    case COND_EQ:
    case COND_MI: return cond_result(c, sf, sum, cond);
    case COND_CS: return compare(c, f, IR_LTU, sum, f->a, cond);
    default: return cond_word(c, plain_word(c, f), cond);
    }
}

static ir_ref cond_adc(struct a64_ctx *c, const struct a64_flags *f, unsigned cond)
{
    switch (cond & 14) {
    case COND_EQ:
    case COND_MI: return cond_result(c, is64(f), f->a, cond);
    case COND_CS: return ir_cmp(c->r, cond & 1 ? IR_EQ : IR_NE, IR_I32, f->sum.out, imm32(c, 0));
    default: return cond_word(c, plain_word(c, f), cond);
    }
}

static ir_ref cond_logic(struct a64_ctx *c, const struct a64_flags *f, unsigned cond)
{
    bool sf = is64(f);
    switch (cond & 14) {
    case COND_EQ:
    case COND_MI: return cond_result(c, sf, f->a, cond);
    case COND_GE: return compare(c, f, IR_GES, f->a, a64_imm(c, sf, 0), cond);
    case COND_GT: return compare(c, f, IR_GTS, f->a, a64_imm(c, sf, 0), cond);
    default: return imm32(c, cond & 1); /* C and V are 0: CS, VS, HI never hold */
    }
}

static ir_ref cond_fcmp(struct a64_ctx *c, const struct a64_flags *f, unsigned cond)
{
    static const uint8_t holds[] = {
        [COND_EQ / 2] = IR_REL_EQ,
        [COND_CS / 2] = IR_REL_EQ | IR_REL_GT | IR_REL_UN,
        [COND_MI / 2] = IR_REL_LT,
        [COND_VS / 2] = IR_REL_UN,
        [COND_HI / 2] = IR_REL_GT | IR_REL_UN,
        [COND_GE / 2] = IR_REL_EQ | IR_REL_GT,
        [COND_GT / 2] = IR_REL_GT,
    };
    struct ir_ins i = {.op = IR_FCC, .type = IR_I32, .a = f->a};
    i.sub = holds[cond / 2] ^ (cond & 1 ? 15 : 0);
    return ir_emit(c->r, i);
}

static ir_ref plain_cond(struct a64_ctx *c, const struct a64_flags *f, unsigned cond)
{
    switch (f->cc) {
    case A64_CC_SUB32:
    case A64_CC_SUB64: return cond_sub(c, f, cond);
    case A64_CC_ADD32:
    case A64_CC_ADD64: return cond_add(c, f, cond);
    case A64_CC_LOGIC32:
    case A64_CC_LOGIC64: return cond_logic(c, f, cond);
    case A64_CC_FCMP32:
    case A64_CC_FCMP64:
    case A64_CC_FCMP: return cond_fcmp(c, f, cond);
    case A64_CC_ADC32:
    case A64_CC_ADC64:
    case A64_CC_SBC32:
    case A64_CC_SBC64: return cond_adc(c, f, cond);
    default: return cond_word(c, f->a, cond);
    }
}

/* Of the flags of another path: what the slots say. */
static ir_ref ask_cond(struct a64_ctx *c, unsigned cond)
{
    struct ir_region *r = c->r;
    ir_ref *asked = &c->line->flags.asked[cond];
    if (!*asked) {
        ir_ref args[] = {ir_get(r, A64_CC_OP), ir_get(r, A64_CC_A), ir_get(r, A64_CC_B),
                         imm32(c, cond)};
        *asked = ir_call(r, A64_H_cond, args, 4);
    }
    return *asked;
}

ir_ref a64_cond(struct a64_ctx *c, unsigned cond)
{
    if (cond >= COND_AL)
        return imm32(c, 1);
    if (!c->line->flags.known)
        return ask_cond(c, cond);
    const struct a64_flags *f = &c->line->flags;
    ir_ref v = plain_cond(c, f, cond);
    if (!f->has_test)
        return v;
    if (!a64_cond_holds(cond, f->other))
        return ir_bin(c->r, IR_AND, IR_I32, v, f->test);
    ir_ref not = ir_bin(c->r, IR_XOR, IR_I32, f->test, imm32(c, 1));
    return ir_bin(c->r, IR_OR, IR_I32, v, not );
}

ir_ref a64_carry(struct a64_ctx *c)
{
    const struct a64_flags *f = &c->line->flags;
    if (f->known && !f->has_test && f->sum.in)
        return f->sum.out;
    if (!f->known || (!f->has_test && f->cc != A64_CC_WORD))
        return a64_cond(c, COND_CS);
    return ir_uni(c->r, IR_UBFX, IR_I32, a64_nzcv(c), 1 | 1 << 8);
}

/* The operation that left `op` in the slot; false: it can't be told, or not be made again. */
static bool flags_of(struct ir_region *r, ir_ref op, ir_ref a, ir_ref b, struct a64_flags *f)
{
    struct a64_ctx c = {.r = r};
    const struct ir_ins *def = &r->ins[op];
    uint64_t k = def->imm, kind;
    *f = (struct a64_flags){.known = true};
    if (def->op == IR_ADD && r->ins[def->b].op == IR_CONST) {
        f->sum.in = def->a;
        k = r->ins[def->b].imm;
    } else if (def->op != IR_CONST) {
        return false;
    }
    kind = A64_CC_KIND(k);
    if (kind >= A64_CC_ADC32 && !f->sum.in) {
        f->sum.in = imm32(&c, kind & 1);
        kind &= ~UINT64_C(1);
    }
    f->cc = (uint8_t)kind;
    bool adc = kind == A64_CC_ADC32 || kind == A64_CC_ADC64, sf = is64(f);
    bool sbc = kind == A64_CC_SBC32 || kind == A64_CC_SBC64;
    if (kind == A64_CC_FCMP32 || kind == A64_CC_FCMP64 || kind > A64_CC_SBC64 ||
        (f->sum.in && !adc && !sbc))
        return false;
    if (k & A64_CC_TEST) {
        f->has_test = true;
        f->test = ir_un(r, IR_TRUNC64, IR_I32, b);
        f->other = A64_CC_OTHER(k);
        b = a64_imm(&c, true, (uint64_t)A64_CC_CONST(k));
    }
    f->a = sf ? a : ir_un(r, IR_TRUNC64, IR_I32, a);
    f->b = sf ? b : ir_un(r, IR_TRUNC64, IR_I32, b);
    if (f->sum.in) {
        enum ir_type t = a64_type(sf);
        ir_ref in = sf ? ir_un(r, IR_ZEXT32, IR_I64, f->sum.in) : f->sum.in;
        f->sum.y = sbc ? ir_un(r, IR_NOT, t, f->b) : f->b;
        f->sum.x = ir_bin(r, IR_SUB, t, ir_bin(r, IR_SUB, t, f->a, f->sum.y), in);
        f->sum.out = ir_emit(
            r, (struct ir_ins){
                   .op = IR_CARRY, .type = t, .a = f->sum.x, .b = f->sum.y, .c = f->sum.in});
    }
    return true;
}

ir_ref a64_expand_cond(struct ir_region *r, const ir_ref *args)
{
    struct a64_tr line = {0};
    struct a64_ctx c = {.r = r, .line = &line};
    uint64_t cond;
    if (!const_value(&c, args[3], &cond) || !flags_of(r, args[0], args[1], args[2], &line.flags))
        return IR_NONE;
    return a64_cond(&c, (unsigned)cond);
}
