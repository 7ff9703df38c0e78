/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Regions: their memory, and the builder that front ends and passes emit with.
 *
 * In: one call per instruction.  Out: instructions at the end of the region.
 * Invariants: no allocation per instruction (arrays double); nothing is folded here, so that what
 * a front end says is what the dump shows.
 */
#include "tcg/ir/ir.h"

#include <glib.h>
#include <string.h>

void ir_region_init(struct ir_region *r, const struct ir_guest *guest)
{
    memset(r, 0, sizeof *r);
    r->guest = guest;
    ir_region_reset(r, 0, 0);
}

void ir_region_reset(struct ir_region *r, uint64_t pc, uint64_t mode)
{
    r->pc = pc;
    r->mode = mode;
    r->fp = (struct ir_fpmode){0};
    r->n = 1;
    r->nblocks = r->nargs = r->nsnaps = r->nsnap_entries = r->cur = 0;
    r->guard = 0;
    r->state_done = false;
}

void ir_region_free(struct ir_region *r)
{
    g_free(r->ins);
    g_free(r->blocks);
    g_free(r->args);
    g_free(r->snaps);
    g_free(r->snap_entries);
    memset(r, 0, sizeof *r);
}

void ir_region_swap(struct ir_region *a, struct ir_region *b)
{
    struct ir_region t = *a;
    *a = *b;
    *b = t;
}

/* Makes room for `more` elements behind n. */
static void *grow(void *p, uint32_t *cap, uint32_t n, uint32_t more, size_t size)
{
    uint32_t want = *cap ? *cap * 2 : 256;
    if (want < n + more)
        want = n + more;
    *cap = want;
    return g_realloc_n(p, want, size);
}

uint32_t ir_block_new(struct ir_region *r, uint64_t pc)
{
    if (r->nblocks == r->blocks_cap)
        r->blocks = grow(r->blocks, &r->blocks_cap, r->nblocks, 1, sizeof *r->blocks);
    r->blocks[r->nblocks] = (struct ir_block){.pc = pc};
    return r->nblocks++;
}

void ir_block_begin(struct ir_region *r, uint32_t block)
{
    r->cur = block;
    r->blocks[block].first = r->blocks[block].end = r->n;
}

void ir_region_grow(struct ir_region *r)
{
    bool first = !r->ins;
    r->ins = grow(r->ins, &r->cap, r->n, 1, sizeof *r->ins);
    if (first)
        r->ins[IR_NONE] = (struct ir_ins){.op = IR_NOP};
}

uint32_t ir_args_new(struct ir_region *r, const ir_ref *args, unsigned nargs)
{
    if (r->nargs + nargs > r->args_cap)
        r->args = grow(r->args, &r->args_cap, r->nargs, nargs, sizeof *r->args);
    uint32_t first = r->nargs;
    if (nargs)
        memcpy(r->args + first, args, nargs * sizeof *args);
    r->nargs += nargs;
    return first;
}

uint32_t ir_snap_new(struct ir_region *r, uint64_t pc, const struct ir_snap_entry *entries,
                     unsigned count)
{
    if (r->nsnaps == r->snaps_cap)
        r->snaps = grow(r->snaps, &r->snaps_cap, r->nsnaps, 1, sizeof *r->snaps);
    if (r->nsnap_entries + count > r->snap_entries_cap)
        r->snap_entries = grow(r->snap_entries, &r->snap_entries_cap, r->nsnap_entries, count,
                               sizeof *r->snap_entries);
    if (count)
        memcpy(r->snap_entries + r->nsnap_entries, entries, count * sizeof *entries);
    r->snaps[r->nsnaps++] = (struct ir_snap){.pc = pc, .first = r->nsnap_entries, .count = count};
    r->nsnap_entries += count;
    return r->nsnaps;
}

ir_ref ir_const(struct ir_region *r, enum ir_type t, uint64_t bits)
{
    if (t == IR_I32 || t == IR_F32)
        bits = (uint32_t)bits;
    else if (t == IR_F16)
        bits = (uint16_t)bits;
    return ir_emit(r, (struct ir_ins){.op = IR_CONST, .type = t, .imm = bits});
}

ir_ref ir_vconst(struct ir_region *r, uint64_t lo, uint64_t hi)
{
    return ir_emit(r, (struct ir_ins){.op = IR_VCONST,
                                      .type = IR_V128,
                                      .imm = lo,
                                      .b = (uint32_t)hi,
                                      .c = (uint32_t)(hi >> 32)});
}

ir_ref ir_param(struct ir_region *r, enum ir_type t)
{
    return ir_emit(r, (struct ir_ins){.op = IR_PARAM, .type = t});
}

ir_ref ir_get(struct ir_region *r, uint32_t slot)
{
    return ir_emit(r,
                   (struct ir_ins){.op = IR_GET, .type = r->guest->slots[slot].type, .imm = slot});
}

void ir_set(struct ir_region *r, uint32_t slot, ir_ref v)
{
    ir_emit(r, (struct ir_ins){.op = IR_SET, .a = v, .imm = slot});
}

ir_ref ir_un(struct ir_region *r, enum ir_opcode op, enum ir_type t, ir_ref a)
{
    return ir_emit(r, (struct ir_ins){.op = op, .type = t, .a = a});
}

ir_ref ir_bin(struct ir_region *r, enum ir_opcode op, enum ir_type t, ir_ref a, ir_ref b)
{
    return ir_emit(r, (struct ir_ins){.op = op, .type = t, .a = a, .b = b});
}

ir_ref ir_uni(struct ir_region *r, enum ir_opcode op, enum ir_type t, ir_ref a, uint64_t imm)
{
    return ir_emit(r, (struct ir_ins){.op = op, .type = t, .a = a, .imm = imm});
}

ir_ref ir_bini(struct ir_region *r, enum ir_opcode op, enum ir_type t, ir_ref a, ir_ref b,
               uint64_t imm)
{
    return ir_emit(r, (struct ir_ins){.op = op, .type = t, .a = a, .b = b, .imm = imm});
}

ir_ref ir_addi(struct ir_region *r, enum ir_type t, ir_ref a, int64_t imm)
{
    return imm ? ir_bin(r, IR_ADD, t, a, ir_const(r, t, (uint64_t)imm)) : a;
}

ir_ref ir_andi(struct ir_region *r, enum ir_type t, ir_ref a, uint64_t imm)
{
    return ir_bin(r, IR_AND, t, a, ir_const(r, t, imm));
}

ir_ref ir_shli(struct ir_region *r, enum ir_type t, ir_ref a, unsigned n)
{
    return n ? ir_bin(r, IR_SHL, t, a, ir_const(r, t, n)) : a;
}

ir_ref ir_shri(struct ir_region *r, enum ir_type t, ir_ref a, unsigned n)
{
    return n ? ir_bin(r, IR_SHR, t, a, ir_const(r, t, n)) : a;
}

ir_ref ir_sari(struct ir_region *r, enum ir_type t, ir_ref a, unsigned n)
{
    return n ? ir_bin(r, IR_SAR, t, a, ir_const(r, t, n)) : a;
}

ir_ref ir_cmp(struct ir_region *r, enum ir_cond cc, enum ir_type t, ir_ref a, ir_ref b)
{
    return ir_emit(r, (struct ir_ins){.op = IR_CMP, .type = t, .sub = cc, .a = a, .b = b});
}

ir_ref ir_select(struct ir_region *r, enum ir_type t, ir_ref cond, ir_ref a, ir_ref b)
{
    return ir_emit(r, (struct ir_ins){.op = IR_SELECT, .type = t, .a = cond, .b = a, .c = b});
}

ir_ref ir_vop(struct ir_region *r, enum ir_opcode op, enum ir_type t, enum ir_type lane,
              unsigned sub, ir_ref a, ir_ref b, ir_ref c)
{
    return ir_emit(
        r, (struct ir_ins){.op = op, .type = t, .lane = lane, .sub = sub, .a = a, .b = b, .c = c});
}

ir_ref ir_vopi(struct ir_region *r, enum ir_opcode op, enum ir_type t, enum ir_type lane,
               unsigned sub, ir_ref a, ir_ref b, uint64_t imm)
{
    return ir_emit(
        r,
        (struct ir_ins){.op = op, .type = t, .lane = lane, .sub = sub, .a = a, .b = b, .imm = imm});
}

ir_ref ir_ld(struct ir_region *r, enum ir_type t, enum ir_type mem, unsigned flags, ir_ref addr,
             int64_t off)
{
    return ir_emit(
        r, (struct ir_ins){
               .op = IR_LD, .type = t, .lane = mem, .sub = flags, .a = addr, .imm = (uint64_t)off});
}

/* A call in place of a store, and the way out when it was refused. */
static void guarded_store(struct ir_region *r, unsigned size, ir_ref addr, ir_ref val)
{
    bool narrow = ir_addr_type(r) == IR_I32;
    ir_ref args[] = {narrow ? ir_un(r, IR_ZEXT32, IR_I64, addr) : addr, val,
                     ir_const(r, IR_I64, size), ir_const(r, IR_I64, r->guard)};
    ir_ref done = ir_call(r, r->guest->guarded_store, args, 4);
    ir_trapif(r, ir_cmp(r, IR_EQ, IR_I64, done, ir_const(r, IR_I64, 0)), IR_TRAP_RESTART, IR_NONE);
}

static void guarded_stores(struct ir_region *r, enum ir_type t, enum ir_type mem, unsigned flags,
                           ir_ref addr, int64_t off, ir_ref val)
{
    unsigned size = ir_type_size(mem);
    addr = ir_addi(r, ir_addr_type(r), addr, off);
    if (t == IR_V128) {
        for (unsigned i = 0; i < 2; i++)
            guarded_store(r, 8, ir_addi(r, ir_addr_type(r), addr, 8 * i),
                          ir_vopi(r, IR_VEXT, IR_I64, IR_I64, 0, val, IR_NONE, i));
        return;
    }
    if (t == IR_F64)
        val = ir_un(r, IR_BITCAST, IR_I64, val);
    else if (t == IR_F32 || t == IR_F16)
        val = ir_un(r, IR_BITCAST, IR_I32, val);
    if (t != IR_I64 && t != IR_F64)
        val = ir_un(r, IR_ZEXT32, IR_I64, val);
    if (flags & IR_MEM_BE)
        val = ir_shri(r, IR_I64, ir_un(r, IR_BSWAP, IR_I64, val), 64 - 8 * size);
    guarded_store(r, size, addr, val);
    if (flags & IR_MEM_SC)
        ir_emit(r, (struct ir_ins){.op = IR_FENCE, .sub = IR_FENCE_FULL});
}

void ir_st(struct ir_region *r, enum ir_type t, enum ir_type mem, unsigned flags, ir_ref addr,
           int64_t off, ir_ref val)
{
    if (__builtin_expect(r->guard != 0, 0)) {
        guarded_stores(r, t, mem, flags, addr, off, val);
        return;
    }
    ir_emit(r, (struct ir_ins){.op = IR_ST,
                               .type = t,
                               .lane = mem,
                               .sub = flags,
                               .a = addr,
                               .b = val,
                               .imm = (uint64_t)off});
}

void ir_prefetch(struct ir_region *r, ir_ref addr, int64_t off)
{
    ir_emit(r, (struct ir_ins){.op = IR_PREFETCH, .a = addr, .imm = (uint64_t)off});
}

ir_ref ir_call(struct ir_region *r, uint32_t helper, const ir_ref *args, unsigned nargs)
{
    return ir_emit(r, (struct ir_ins){.op = IR_CALL,
                                      .type = r->guest->helpers[helper].ret,
                                      .b = ir_args_new(r, args, nargs),
                                      .c = nargs,
                                      .imm = helper});
}

void ir_trapif(struct ir_region *r, ir_ref cond, unsigned code, ir_ref arg)
{
    ir_emit(r, (struct ir_ins){.op = IR_TRAPIF, .sub = code, .a = cond, .b = arg});
}

void ir_br(struct ir_region *r, uint32_t block, const ir_ref *args, unsigned nargs)
{
    ir_emit(r, (struct ir_ins){
                   .op = IR_BR, .b = ir_args_new(r, args, nargs), .c = nargs, .imm = block});
}

void ir_brcond(struct ir_region *r, ir_ref cond, uint32_t taken, uint32_t other, unsigned hint)
{
    ir_emit(r, (struct ir_ins){
                   .op = IR_BRCOND, .sub = hint, .a = cond, .imm = taken | (uint64_t)other << 32});
}
