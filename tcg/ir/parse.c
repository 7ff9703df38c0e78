/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text form of a region, read.
 *
 * In: text as ir_print writes it; values have any names, a number as an operand makes a constant,
 * blank lines and # comments are skipped.
 * Out: a region that still has to be verified, or one line that says what is wrong and where.
 * For tests and bug reports: every input is answered, none is fast.
 */
#include "tcg/ir/ir.h"

#include <ctype.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

struct parser {
    struct ir_region *r;
    const char *p; /* in the current line */
    unsigned line;
    char *error;
    GHashTable *values; /* name -> ref */
};

static bool fail(struct parser *ps, const char *what)
{
    if (!ps->error)
        ps->error = g_strdup_printf("line %u: %s at '%.20s'", ps->line, what, ps->p);
    return false;
}

static void blanks(struct parser *ps)
{
    while (*ps->p == ' ' || *ps->p == '\t')
        ps->p++;
}

static bool accept(struct parser *ps, const char *word)
{
    blanks(ps);
    size_t n = strlen(word);
    if (strncmp(ps->p, word, n))
        return false;
    if (isalnum((unsigned char)word[n - 1]) &&
        (isalnum((unsigned char)ps->p[n]) || ps->p[n] == '_'))
        return false;
    ps->p += n;
    return true;
}

static bool expect(struct parser *ps, const char *word)
{
    if (accept(ps, word))
        return true;
    char *what = g_strdup_printf("expected '%s'", word);
    fail(ps, what);
    g_free(what);
    return false;
}

/* A name: letters, digits, '_'. */
static bool name(struct parser *ps, char *out, size_t size)
{
    size_t n = 0;
    blanks(ps);
    while ((isalnum((unsigned char)ps->p[n]) || ps->p[n] == '_') && n + 1 < size)
        n++;
    if (!n)
        return fail(ps, "expected a name");
    memcpy(out, ps->p, n);
    out[n] = 0;
    ps->p += n;
    return true;
}

static bool number(struct parser *ps, uint64_t *out)
{
    blanks(ps);
    bool minus = *ps->p == '-';
    const char *digits = ps->p + minus;
    char *end;
    *out = strtoull(digits, &end, 0);
    if (!isdigit((unsigned char)*digits))
        return fail(ps, "expected a number");
    if (minus)
        *out = -*out;
    ps->p = end;
    return true;
}

static bool type(struct parser *ps, uint8_t *out)
{
    char word[16];
    if (!name(ps, word, sizeof word))
        return false;
    for (unsigned t = 0; t < IR_TYPES; t++)
        if (!strcmp(word, ir_type_name(t))) {
            *out = t;
            return true;
        }
    return fail(ps, "no such type before");
}

static bool value(struct parser *ps, ir_ref *out)
{
    char word[32];
    if (!name(ps, word, sizeof word))
        return false;
    *out = IR_NONE;
    if (!strcmp(word, "_"))
        return true;
    void *found = g_hash_table_lookup(ps->values, word);
    if (!found)
        return fail(ps, "undefined value before");
    *out = GPOINTER_TO_UINT(found);
    return true;
}

/* A value operand; a number makes a `const` of the type that the operand must have. */
static bool operand(struct parser *ps, const struct ir_ins *ins, unsigned which, ir_ref *out)
{
    uint64_t n;
    blanks(ps);
    if (*ps->p != '-' && !isdigit((unsigned char)*ps->p))
        return value(ps, out);
    enum ir_type t = ir_operand_type(ps->r, ins, which);
    if (t == IR_VOID || t == IR_V128)
        return fail(ps, "a number can't stand here");
    if (!number(ps, &n))
        return false;
    *out = ir_const(ps->r, t, n);
    return true;
}

static bool block_name(struct parser *ps, uint32_t *out)
{
    uint64_t n;
    blanks(ps);
    if (*ps->p != 'b' || !isdigit((unsigned char)ps->p[1]))
        return fail(ps, "expected a block");
    ps->p++;
    if (!number(ps, &n) || n > 0xffff)
        return fail(ps, "bad block number");
    *out = (uint32_t)n;
    return true;
}

static bool slot(struct parser *ps, uint64_t *out)
{
    char word[64];
    if (!name(ps, word, sizeof word))
        return false;
    const struct ir_guest *g = ps->r->guest;
    for (*out = 0; *out < g->nslots; ++*out)
        if (!strcmp(g->slots[*out].name, word))
            return true;
    return fail(ps, "no such slot before");
}

static bool helper(struct parser *ps, uint64_t *out)
{
    char word[64];
    if (!name(ps, word, sizeof word))
        return false;
    const struct ir_guest *g = ps->r->guest;
    for (*out = 0; *out < g->nhelpers; ++*out)
        if (!strcmp(g->helpers[*out].name, word))
            return true;
    return fail(ps, "no such helper before");
}

/* (v1, v2, ...) */
static bool list(struct parser *ps, struct ir_ins *ins)
{
    ir_ref args[256];
    unsigned n = 0;
    if (!expect(ps, "("))
        return false;
    while (!accept(ps, ")")) {
        if (n == 256)
            return fail(ps, "too many arguments");
        if ((n && !expect(ps, ",")) || !value(ps, &args[n]))
            return false;
        n++;
    }
    ins->b = ir_args_new(ps->r, args, n);
    ins->c = n;
    return true;
}

/* [lsb, len, shl] behind a value, or nothing. */
static bool field(struct parser *ps, struct ir_snap_entry *e)
{
    uint64_t lsb = 0, len = 0, shl = 0;
    if (accept(ps, "[") && (!number(ps, &lsb) || !expect(ps, ",") || !number(ps, &len) ||
                            !expect(ps, ",") || !number(ps, &shl) || !expect(ps, "]")))
        return false;
    e->lsb = (uint8_t)lsb;
    e->len = (uint8_t)len;
    e->shl = (uint8_t)shl;
    return true;
}

static bool snapshot(struct parser *ps, struct ir_ins *ins)
{
    struct ir_snap_entry entries[256];
    unsigned n = 0;
    uint64_t pc, s, plus;
    if (!number(ps, &pc))
        return false;
    bool pieces = accept(ps, "*");
    if (!expect(ps, "{"))
        return false;
    while (!accept(ps, "}")) {
        if (n == 256)
            return fail(ps, "too many entries");
        if ((n && !expect(ps, ",")) || !slot(ps, &s) || !expect(ps, "=") ||
            !value(ps, &entries[n].val))
            return false;
        entries[n].plus = 0;
        if (!field(ps, &entries[n]))
            return false;
        bool minus = accept(ps, "-");
        if ((minus || accept(ps, "+")) && number(ps, &plus))
            entries[n].plus = (int16_t)(minus ? -plus : plus);
        entries[n++].slot = (uint16_t)s;
    }
    ins->snap = ir_snap_new(ps->r, pc, entries, n);
    ps->r->snaps[ins->snap - 1].pieces = pieces;
    return true;
}

static bool mem_or_cond(struct parser *ps, struct ir_ins *ins, const char *uses)
{
    static const char *const flags[] = {"sext", "be", "acq", "rel", "sc", "atomic", "unpriv"};
    char word[16];
    if (!name(ps, word, sizeof word))
        return false;
    for (unsigned i = 0; strchr(uses, 'm') && i < sizeof flags / sizeof *flags; i++)
        if (!strcmp(word, flags[i])) {
            ins->sub |= 1u << i;
            return true;
        }
    for (unsigned c = IR_EQ; strchr(uses, 'c') && c <= IR_GTS; c++)
        if (!strcmp(word, ir_cond_name(c))) {
            ins->sub |= c;
            return true;
        }
    return fail(ps, "unknown suffix before");
}

static bool suffixes(struct parser *ps, struct ir_ins *ins, const struct ir_op_info *op)
{
    if (strchr(op->uses, 'l') && (!expect(ps, ".") || !type(ps, &ins->lane)))
        return false;
    while (*ps->p == '.') {
        ps->p++;
        if (!mem_or_cond(ps, ins, op->uses))
            return false;
    }
    if (*ps->p == '/') {
        uint64_t sub;
        ps->p++;
        if (!number(ps, &sub))
            return false;
        ins->sub |= sub;
    }
    if (op->res != 'T' && op->fixed_type == IR_TYPES)
        return expect(ps, ":") && type(ps, &ins->type);
    return true;
}

static bool operands(struct parser *ps, struct ir_ins *ins, const struct ir_op_info *op)
{
    bool more = false;
    uint32_t block;
    if (strchr(op->uses, 'k')) {
        if (!slot(ps, &ins->imm))
            return false;
        more = true;
    }
    if (strchr(op->uses, 'h') && !helper(ps, &ins->imm))
        return false;
    ir_ref *vals[3] = {&ins->a, &ins->b, &ins->c};
    for (unsigned i = 0; i < op->nvals; i++, more = true)
        if ((more && !expect(ps, ",")) || !operand(ps, ins, i, vals[i]))
            return false;
    if (strchr(op->uses, 'i') && ((more && !expect(ps, ",")) || !number(ps, &ins->imm)))
        return false;
    if (strchr(op->uses, 'v')) {
        uint64_t hi;
        if (!number(ps, &ins->imm) || !expect(ps, ",") || !number(ps, &hi))
            return false;
        ins->b = (uint32_t)hi;
        ins->c = (uint32_t)(hi >> 32);
    }
    if (strchr(op->uses, 't')) {
        if ((more && !expect(ps, ",")) || !block_name(ps, &block))
            return false;
        ins->imm = block;
    }
    if (ins->op == IR_BRCOND) {
        if (!expect(ps, ",") || !block_name(ps, &block))
            return false;
        ins->imm |= (uint64_t)block << 32;
    }
    return !strchr(op->uses, 'g') || list(ps, ins);
}

static bool opcode(struct parser *ps, struct ir_ins *ins)
{
    char word[32];
    if (!name(ps, word, sizeof word))
        return false;
    for (unsigned i = 0; i < IR_OPS; i++)
        if (!strcmp(ir_ops[i].text, word)) {
            ins->op = i;
            return true;
        }
    return fail(ps, "no such op before");
}

static bool instruction(struct parser *ps)
{
    struct ir_ins ins = {0};
    char result[32] = "";
    const char *start = ps->p;
    uint8_t result_type = IR_VOID;

    /* `name:type =` or an op */
    if (!name(ps, result, sizeof result))
        return false;
    const char *q = strchr(ps->p, '=');
    if (*ps->p == ':' && q &&
        strspn(ps->p + 1, "0123456789abcdefghijklmnopqrstuvwxyz ") == (size_t)(q - ps->p - 1)) {
        ps->p++;
        if (!type(ps, &result_type) || !expect(ps, "="))
            return false;
    } else {
        ps->p = start;
        result[0] = 0;
    }
    if (!opcode(ps, &ins))
        return false;
    const struct ir_op_info *op = &ir_ops[ins.op];
    if (op->res == 'T')
        ins.type = result_type;
    if (!suffixes(ps, &ins, op) || !operands(ps, &ins, op))
        return false;
    if (accept(ps, "@") && !snapshot(ps, &ins))
        return false;
    blanks(ps);
    if (*ps->p && *ps->p != '#')
        return fail(ps, "text after the instruction");
    ir_ref v = ir_emit(ps->r, ins);
    if (ir_result_type(&ps->r->ins[v]) != result_type)
        return fail(ps, "wrong type of result");
    if (result[0])
        g_hash_table_insert(ps->values, g_strdup(result), GUINT_TO_POINTER(v));
    return true;
}

static bool block_head(struct parser *ps)
{
    uint32_t b;
    uint64_t n;
    if (!block_name(ps, &b) || !expect(ps, ":"))
        return false;
    if (b != ps->r->nblocks)
        return fail(ps, "blocks must be numbered in order");
    ir_block_new(ps->r, 0);
    ir_block_begin(ps->r, b);
    struct ir_block *block = &ps->r->blocks[b];
    for (;;) {
        if (accept(ps, "pc") && expect(ps, "=") && number(ps, &n))
            block->pc = n;
        else if (accept(ps, "depth") && expect(ps, "=") && number(ps, &n))
            block->loop_depth = (uint8_t)n;
        else if (accept(ps, "cold"))
            block->cold = true;
        else
            break;
    }
    blanks(ps);
    return *ps->p && *ps->p != '#' ? fail(ps, "unknown property of a block") : !ps->error;
}

static bool region_head(struct parser *ps)
{
    struct ir_region *r = ps->r;
    uint64_t n;
    struct {
        const char *word;
        bool *flag;
    } flags[] = {
        {"default_nan", &r->fp.default_nan},
        {"flush_in", &r->fp.flush_in},
        {"flush_out", &r->fp.flush_out},
        {"flush_f16", &r->fp.flush_f16},
        {"ahp", &r->fp.ahp},
        {"tininess_before", &r->fp.tininess_before},
        {"nearest", &r->fp.nearest},
        {"traps", &r->fp.traps},
        {"many_tiny", &r->fp.many_tiny},
        {"underflowed", &r->fp.underflowed},
        {"state_done", &r->state_done},
    };
    for (;;) {
        bool known = false;
        for (unsigned i = 0; !known && i < sizeof flags / sizeof *flags; i++)
            if (accept(ps, flags[i].word))
                known = *flags[i].flag = true;
        if (known)
            continue;
        if (accept(ps, "pc") && expect(ps, "=") && number(ps, &n))
            r->pc = n;
        else if (accept(ps, "mode") && expect(ps, "=") && number(ps, &n))
            r->mode = n;
        else if (accept(ps, "nan_rule") && expect(ps, "=") && number(ps, &n))
            r->fp.nan_rule = (uint8_t)n;
        else
            break;
    }
    blanks(ps);
    return *ps->p && *ps->p != '#' ? fail(ps, "unknown property of a region") : !ps->error;
}

static bool is_block_head(const char *p)
{
    if (*p++ != 'b' || !isdigit((unsigned char)*p))
        return false;
    while (isdigit((unsigned char)*p))
        p++;
    return *p == ':' && (!p[1] || p[1] == ' ' || p[1] == '#' || p[1] == '\r');
}

static bool one_line(struct parser *ps)
{
    blanks(ps);
    if (!*ps->p || *ps->p == '#')
        return true;
    if (accept(ps, "region"))
        return region_head(ps);
    if (is_block_head(ps->p))
        return block_head(ps);
    if (!ps->r->nblocks)
        return fail(ps, "an instruction before the first block");
    return instruction(ps);
}

bool ir_parse(struct ir_region *r, const char *text, char **error)
{
    struct parser ps = {.r = r};
    ps.values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ir_region_reset(r, 0, 0);
    char **lines = g_strsplit(text, "\n", -1);
    bool good = true;
    for (; good && lines[ps.line]; ps.line++) {
        ps.p = lines[ps.line];
        ps.line++; /* messages count from 1 */
        good = one_line(&ps);
        ps.line--;
    }
    g_strfreev(lines);
    g_hash_table_destroy(ps.values);
    if (error)
        *error = ps.error;
    else
        g_free(ps.error);
    return good;
}
