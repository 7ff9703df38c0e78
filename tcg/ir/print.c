/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text form of a region, written.
 *
 * In: any region, broken ones too.  Out: text that ir_parse reads back to the same region.
 * An instruction is `v7:i32 = op.lane.cond.flags/0xsub:type operands [@pc{slot=value, ...}]`; a
 * part is written when its row in ops.def uses it (`/0xsub`: when sub has bits that no other part
 * shows;
 * `:type`: when operands have a type that the result doesn't tell).
 */
#include "tcg/ir/ir.h"

#include <inttypes.h>
#include <string.h>

static const char *const mem_flags[] = {"sext", "be", "acq", "rel", "sc", "atomic", "unpriv"};

static void print_value(ir_ref v, FILE *out)
{
    if (v == IR_NONE)
        fputc('_', out);
    else
        fprintf(out, "v%u", v);
}

static void print_imm(uint64_t imm, FILE *out)
{
    if (imm >= UINT64_C(0xffffffffffff0000))
        fprintf(out, "-%#" PRIx64, -imm);
    else
        fprintf(out, "%#" PRIx64, imm);
}

static const char *slot_name(const struct ir_region *r, uint64_t slot)
{
    return slot < r->guest->nslots ? r->guest->slots[slot].name : "?";
}

static void print_suffixes(const struct ir_ins *ins, const struct ir_op_info *op, FILE *out)
{
    unsigned sub = ins->sub;
    if (strchr(op->uses, 'l'))
        fprintf(out, ".%s", ir_type_name(ins->lane));
    if (strchr(op->uses, 'm')) {
        for (unsigned i = 0; i < sizeof mem_flags / sizeof *mem_flags; i++)
            if (sub & (1u << i))
                fprintf(out, ".%s", mem_flags[i]);
        sub &= ~0x7fu;
    } else if (strchr(op->uses, 'c') && !strchr(op->uses, 's')) {
        fprintf(out, ".%s", ir_cond_name(sub & 15));
        sub &= ~15u;
    }
    if (sub)
        fprintf(out, "/%#x", sub);
    if (op->res != 'T' && op->fixed_type == IR_TYPES)
        fprintf(out, ":%s", ir_type_name(ins->type));
}

static void print_list(const struct ir_region *r, const struct ir_ins *ins, FILE *out)
{
    fputc('(', out);
    for (uint32_t i = 0; i < ins->c && ins->b + i < r->nargs; i++) {
        if (i)
            fputs(", ", out);
        print_value(r->args[ins->b + i], out);
    }
    fputc(')', out);
}

static void print_snap(const struct ir_region *r, uint32_t snap, FILE *out)
{
    if (snap > r->nsnaps) {
        fprintf(out, " @?");
        return;
    }
    const struct ir_snap *s = &r->snaps[snap - 1];
    fprintf(out, " @%#" PRIx64 "%s{", s->pc, s->pieces ? "*" : "");
    for (uint32_t i = 0; i < s->count && s->first + i < r->nsnap_entries; i++) {
        const struct ir_snap_entry *e = &r->snap_entries[s->first + i];
        fprintf(out, "%s%s=", i ? ", " : "", slot_name(r, e->slot));
        print_value(e->val, out);
        if (e->plus)
            fprintf(out, "%+d", e->plus);
        if (e->len)
            fprintf(out, "[%u, %u, %u]", e->lsb, e->len, e->shl);
    }
    fputc('}', out);
}

static void print_operands(const struct ir_region *r, const struct ir_ins *ins,
                           const struct ir_op_info *op, FILE *out)
{
    const char *sep = " ";
    if (strchr(op->uses, 'k')) {
        fprintf(out, " %s", slot_name(r, ins->imm));
        sep = ", ";
    }
    if (strchr(op->uses, 'h')) {
        fprintf(out, " %s", ins->imm < r->guest->nhelpers ? r->guest->helpers[ins->imm].name : "?");
        sep = ", ";
    }
    const ir_ref vals[3] = {ins->a, ins->b, ins->c};
    for (unsigned i = 0; i < op->nvals; i++, sep = ", ") {
        fputs(sep, out);
        print_value(vals[i], out);
    }
    if (strchr(op->uses, 'i')) {
        fputs(sep, out);
        print_imm(ins->imm, out);
    }
    if (strchr(op->uses, 'v'))
        fprintf(out, " %#" PRIx64 ", %#" PRIx64, ins->imm, ir_vconst_hi(ins));
    if (strchr(op->uses, 't'))
        fprintf(out, "%sb%u", sep, ir_taken(ins));
    if (ins->op == IR_BRCOND)
        fprintf(out, ", b%u", ir_other(ins));
    if (strchr(op->uses, 'g'))
        print_list(r, ins, out);
}

void ir_print_ins(const struct ir_region *r, ir_ref i, FILE *out)
{
    const struct ir_ins *ins = &r->ins[i];
    if (ins->op >= IR_OPS) {
        fprintf(out, "?op%u\n", ins->op);
        return;
    }
    const struct ir_op_info *op = &ir_ops[ins->op];
    enum ir_type t = ir_result_type(ins);
    if (t != IR_VOID)
        fprintf(out, "v%u:%s = ", i, ir_type_name(t));
    fputs(op->text, out);
    print_suffixes(ins, op, out);
    print_operands(r, ins, op, out);
    if (ins->snap)
        print_snap(r, ins->snap, out);
    fputc('\n', out);
}

static void print_head(const struct ir_region *r, FILE *out)
{
    fprintf(out, "region pc=%#" PRIx64 " mode=%#" PRIx64, r->pc, r->mode);
    const struct ir_fpmode *f = &r->fp;
    if (f->nan_rule)
        fprintf(out, " nan_rule=%u", f->nan_rule);
    fprintf(out, "%s%s%s%s%s%s%s%s%s%s%s\n", f->default_nan ? " default_nan" : "",
            f->flush_in ? " flush_in" : "", f->flush_out ? " flush_out" : "",
            f->flush_f16 ? " flush_f16" : "", f->ahp ? " ahp" : "",
            f->tininess_before ? " tininess_before" : "", f->nearest ? " nearest" : "",
            f->traps ? " traps" : "", f->many_tiny ? " many_tiny" : "",
            f->underflowed ? " underflowed" : "", r->state_done ? " state_done" : "");
}

void ir_print(const struct ir_region *r, FILE *out)
{
    print_head(r, out);
    for (uint32_t b = 0; b < r->nblocks; b++) {
        const struct ir_block *block = &r->blocks[b];
        fprintf(out, "b%u:", b);
        if (block->pc)
            fprintf(out, " pc=%#" PRIx64, block->pc);
        if (block->loop_depth)
            fprintf(out, " depth=%u", block->loop_depth);
        fprintf(out, "%s\n", block->cold ? " cold" : "");
        for (ir_ref i = block->first; i < block->end && i < r->n; i++) {
            fputs("  ", out);
            ir_print_ins(r, i, out);
        }
    }
}
