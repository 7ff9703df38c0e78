/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RV32E, RV64E: only x0 to x15 exist; an instruction that names another one is illegal.
 *
 * In: a word and its row.  Out: whether it may be.  Fields of the rows that begin with r are
 * registers; which of them are X registers the opcodes say, as F and X registers have the same
 * names.
 */
#include <string.h>
#include "target/riscv/decode_c.h"
#include "target/riscv/translate.h"

enum { RD = 1, RS1 = 2, RS2 = 4, OTHERS = 8, ALL = 15, VS1 = 16 };
enum { HIGHEST = 15 };

/* Of OP-FP. */
static unsigned of_fp(uint32_t word)
{
    enum {
        COMPARE = 0x14,
        TO_INT = 0x18,
        TO_X = 0x1c,
        FROM_INT = 0x1a,
        FROM_X = 0x1e,
        PAIR = 0x16
    };
    unsigned funct5 = word >> 27;
    if (funct5 == COMPARE || funct5 == TO_INT || funct5 == TO_X)
        return RD;
    if (funct5 == FROM_INT || funct5 == PAIR || (funct5 == FROM_X && !(word >> 20 & 31)))
        return RS1 | RS2;
    return 0;
}

/* Of OP-V, by its category. */
static unsigned of_vectors(uint32_t word)
{
    enum { OPMVV = 2, OPIVX = 4, OPMVX = 6, OPCFG = 7 };
    switch (word >> 12 & 7) {
    case OPMVV: return RD;
    case OPIVX:
    case OPMVX: return RS1 | VS1;
    case OPCFG: return RD | RS1 | RS2;
    default: return 0;
    }
}

/* T-Head's moves and accesses of F registers. */
static unsigned of_thead_fp(const char *name)
{
    return !strncmp(name, "THEAD_FMV_X", 11) ? RD : RS1 | RS2;
}

static unsigned x_fields(const struct rv_ctx *c, const char *name)
{
    enum { LOAD_FP = 0x07, CUSTOM_0 = 0x0b, MISC_MEM = 0x0f, STORE_FP = 0x27 };
    enum { MADD = 0x43, NMADD = 0x4f, OP_FP = 0x53, OP_V = 0x57, SYSTEM = 0x73 };
    bool in_x = c->model->features & RV_F(ZFINX);
    unsigned opcode = c->insn & 0x7f, funct3 = c->insn >> 12 & 7;
    bool strided = (funct3 < 1 || funct3 > 4) && (c->insn >> 26 & 3) == 2;
    switch (opcode) {
    case LOAD_FP:
    case STORE_FP: return strided ? RS1 | RS2 : RS1;
    case OP_FP: return in_x ? (unsigned)ALL : of_fp(c->insn);
    case OP_V: return of_vectors(c->insn);
    case SYSTEM: return funct3 > 4 ? RD : ALL;  /* else rs1 is a number */
    case MISC_MEM: return funct3 < 2 ? 0 : ALL; /* fences ignore them */
    case CUSTOM_0: return !strncmp(name, "THEAD_F", 7) ? of_thead_fp(name) : (unsigned)ALL;
    default: return opcode >= MADD && opcode <= NMADD && !in_x ? 0 : ALL;
    }
}

static unsigned field_of(const char *name)
{
    return !strcmp(name, "rd")    ? RD
           : !strcmp(name, "rs1") ? RS1
           : !strcmp(name, "rs2") ? RS2
           : !strcmp(name, "vs1") ? VS1
           : *name == 'r'         ? OTHERS
                                  : 0;
}

bool rv_e_has(const struct rv_ctx *c, enum rv_op op)
{
    const struct rv_row *row = &rv_rows[op];
    unsigned fields = x_fields(c, row->name);
    for (unsigned i = 0; i < row->field_count; i++) {
        const struct rv_row_field *f = &row->fields[i];
        if (f->width == 5 && fields & field_of(f->name) && (c->insn >> f->lsb & 31) > HIGHEST)
            return false;
    }
    return true;
}

/* Register lists go up to s1, which the number 6 stands for. */
bool rvc_e_has(const struct rv_ctx *c, unsigned op)
{
    enum { LAST_LIST = 6, LAST_SAVED = 1 };
    const struct rvc_row *row = &rvc_rows[op];
    bool is_fp = !strncmp(row->name, "C_F", 3);
    for (unsigned i = 0; i < row->field_count; i++) {
        const struct rvc_row_field *f = &row->fields[i];
        unsigned v = c->insn >> f->lsb & ((1u << f->width) - 1);
        if (!strcmp(f->name, "rlist") && v > LAST_LIST)
            return false;
        if ((!strcmp(f->name, "r1s") || !strcmp(f->name, "r2s")) && v > LAST_SAVED)
            return false;
        if (f->width == 5 && *f->name == 'r' && v > HIGHEST && !is_fp)
            return false;
    }
    return true;
}
