/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The context of a compilation (struct x64) and what the files of the back end share.
 *
 * Who does what: rows.c chooses rows; plan.c is the backward pass; alloc.c keeps values in
 * registers; homes.c spills to guest slots; edge.c joins blocks, moves.c moves; emit.c is the
 * forward pass; leave.c emits exits and stubs; carry.c knows carries that stay in the flag; entry.c
 * the fixed code; slow.c calls the interpreter. Invariants: x->reg_val and val.loc agree; a value
 * is in a register, or has a valid spill slot, or can be made again (a constant, a guest register
 * in the state) while it has uses.
 */
#ifndef FERRY_TCG_BACK_X64_INTERNAL_H
#define FERRY_TCG_BACK_X64_INTERNAL_H

#include "tcg/back/x86-64/x64.h"

#define NONE8 0xff

/* Registers 0-15 are general, 16-31 are xmm. */
#define X64_XMM    16
#define X64_ALLGPR 0xffffu & ~(1u << RSP | 1u << RBP)
#define X64_ALLXMM 0xffff0000u
#define X64_CALLEE (1u << RBX | 1u << R12 | 1u << R13 | 1u << R14 | 1u << R15)

/* The upper spill slots of cpu_common are not the allocator's. */
enum {
    X64_SLOTS = 64,              /* 0..63: values */
    X64_SLOT_SCRATCH = 64,       /* 64..67: emit functions (x64_scratch) */
    X64_SLOT_ARGS = 68,          /* 68..71: operands of interpreted instructions; 71: the result */
    X64_SLOT_SAVE = 72,          /* 72..79: 16 general registers, 80..95: xmm */
    X64_HOME = EXEC_SPILL_SLOTS, /* and n: guest slot n itself (homes.c), for n below X64_HOMES */
    X64_HOMES = 126,
};

enum { X64_FOLD_BACK = 24 }; /* so far back is a load that an instruction does itself */

enum {               /* val.flags */
       V_FOLDED = 1, /* part of its users: no code of its own */
       V_XMM = 2,    /* class */
       V_CONST = 4,  /* can be made again */
       V_HOME = 8,   /* a GET whose slot in the state still holds it */
       V_KEPT = 16,  /* an instruction wants it in register `hint`, and leaves it there */
       V_CLEAN = 32, /* a float with nothing above it in its register */
};

struct x64_val {
    uint32_t uses;       /* list of uses in this block, ascending; 0: dead */
    ir_ref rep;          /* the value whose register this one shares; itself mostly */
    ir_ref like;         /* wants the register of this value (a PARAM), or 0 */
    uint32_t count;      /* uses in the region */
    ir_ref home_next;    /* another GET of the slot */
    uint32_t live_block; /* block that `uses` belongs to; ~0: not defined yet */
    uint32_t conds;      /* of these, as a condition that can take host flags */
    uint32_t in;         /* of its row: three operands in x->in */
    uint8_t loc;         /* register or NONE8 */
    uint8_t entry_loc;   /* PARAM: its register at the start of its block */
    uint8_t spill;       /* slot with a valid copy, or NONE8 */
    uint8_t hint;        /* wanted register or NONE8 */
    uint8_t home;        /* guest slot that it is the content of, or NONE8 */
    uint8_t flags;
};

#define USE_SNAP (1u << 31) /* in pos: only a snapshot looks at it */
struct x64_use {
    uint32_t pos; /* instruction, or beyond the block's end: how far away outside */
    uint32_t next;
};

struct x64_livein {
    ir_ref v;
    uint32_t uses;
    uint8_t loc, spill;
};

struct x64_block {
    uint32_t first, count; /* into x->livein; its parameters follow */
    uint32_t nparams;
    uint32_t label;
    uint32_t preds;
    uint32_t loop_end; /* loop header: end of the last block that branches back, else 0 */
    uint32_t latch;    /* loop header: the last block that branches back */
    bool entered;      /* livein[].loc are set */
    bool done;
    uint8_t pressure[2];
};

/* Parsed constraint of an operand or result. */
struct x64_con {
    uint8_t cls;   /* 0 none, 1 general, 2 xmm */
    uint8_t fixed; /* register or NONE8 */
    bool mem, load, imm, anyimm, addr, shifted;
    bool kept; /* the fixed register is not written */
    char tie;  /* result: 0 '=' '?' '&' */
};
struct x64_plan {
    const struct x64_row *row;
    struct x64_con d, in[3], t[4];
    uint8_t ntemps;
    uint32_t fixed; /* registers named by the row */
    bool comm, low32;
    bool parsed; /* all but row is set */
};

enum in_kind { IN_NONE, IN_VAL, IN_IMM, IN_MEM };
struct x64_in { /* one operand after folding */
    uint8_t kind;
    uint8_t scale;
    bool strict; /* a register, whatever the constraint says */
    const struct x64_con *con;
    ir_ref v;           /* VAL */
    ir_ref base, index; /* MEM: guest address */
    int32_t disp;
    uint32_t snap; /* of a folded load */
    int64_t imm;
};

/* A condition, taken apart. */
struct x64_test {
    enum { T_BOOL, T_CMP, T_TEST, T_BT, T_FCMP } kind;
    bool w; /* 64-bit */
    uint8_t cc;
    uint8_t mask; /* FCMP */
    ir_ref ins;   /* the CMP or FCMP */
    struct x64_in a, b;
};

struct x64_fix {
    uint32_t off, next; /* of the rel32 field */
};
struct x64_label_info {
    uint32_t off; /* or ~0 */
    uint32_t fixes;
};
struct x64_poolfix {
    uint32_t off, pool;
    uint32_t trail;
};

enum stub_kind {
    STUB_TRAP,
    STUB_EDGE,
    STUB_SLOW,
    STUB_OUTLINE,
    STUB_MISS,
    STUB_LIMIT,
    STUB_RET,
    STUB_PROFILE
};
struct x64_stub {
    uint8_t kind;
    uint8_t trap, reg;
    uint32_t label, back;
    uint32_t locs, nlocs;
    uint64_t pc;
    struct code_loc arg; /* TRAP */
    bool has_arg;
    struct x64_ops ops; /* SLOW, OUTLINE */
    void (*fn)(struct x64 *x, const struct x64_ops *o, unsigned back);
    uint32_t moves, nmoves, keep; /* EDGE */
};

/* A move on an edge.  Places: 0-31 registers, 32 + n spill slot n. */
enum { PLACE_SLOT = 32, PLACE_MAKE = 0xff }; /* MAKE: v is made again */
struct x64_move {
    ir_ref v; /* the value that moves */
    uint8_t src, dst;
    bool done;
};

struct vec {
    void *data;
    uint32_t n, cap;
};

struct x64 {
    /* encoder */
    uint8_t *p, *end, *base;
    bool overflow, avx;
    /* fixed */
    uint32_t features;
    const struct ir_guest *guest;
    struct code_thunks thunks;
    uint8_t *eval_thunk; /* interprets one instruction */
    uint32_t allowed[2]; /* allocatable registers by class */
    uint16_t plan_first[IR_OPS + 1];
    struct x64_plan *plans;
    /* region */
    const struct ir_region *r;
    struct ir_fpmode standard;  /* the region's standard mode */
    const struct ir_fpmode *fp; /* of the instruction at hand: r->fp, or standard while a row is
                                    chosen or emitted */
    const struct ir_ins *ins;
    struct x64_val *val;
    uint16_t *sel; /* plan of each instruction, 0: interpreted */
    uint32_t val_cap;
    struct x64_block *blk;
    uint32_t blk_cap;
    uint64_t *home_ok;  /* bitset of slots that are stored in exit blocks only */
    ir_ref *home_first; /* per slot: its GETs */
    /* homes.c */
    bool homes;               /* values of this region spill to guest slots */
    uint32_t slot_words;      /* of a set of slots */
    uint64_t *named, *needed; /* sets of slots, per snapshot and per block */
    uint32_t named_cap;
    ir_ref *home_val; /* per slot: the value that is spilled there */
    uint64_t *bits;   /* liveness, for regions with loops */
    uint32_t bits_cap, words;
    bool loops, calls;
    bool collecting; /* plan.c: uses go to `active` and into no list */
    struct vec in;   /* operands, as the backward pass has found them */
    struct vec uses, livein, labels, fixes, poolfix, pool, stubs, moves, active, outer, homeless;
    struct vec exits, faults, locs, consts;
    /* position */
    uint32_t block, pos, next_block;
    uint32_t first_block; /* all before it have been emitted */
    uint32_t block_first;
    uint32_t fixed_now; /* registers that the current row names */
    uint32_t snap_now;  /* the current instruction's snapshot */
    uint32_t pinned;    /* registers that the current instruction uses */
    ir_ref reg_val[32];
    uint32_t taken;                   /* registers with a value */
    uint32_t wanted;                  /* registers that the join behind this block has values in */
    uint64_t slots;                   /* spill slots in use */
    bool no_slot;                     /* ran out */
    uint32_t fault_locs, fault_nlocs; /* snapshot of the current instruction */
    uint64_t fault_pc, insn_pc;
    uint32_t *profile; /* of code_out */
    bool profiled;
    bool fault_set, fault_pieces;
    /* The host's zero flag is that of value flags_of, if nothing has been emitted since flags_pos;
       an emit function whose last instruction sets it for register d says so in flags_reg. */
    ir_ref flags_of;
    uint8_t *flags_pos;
    uint8_t flags_reg;
    uint8_t second_reg; /* an emit function has put there what the next instruction computes */
    /* The host's carry flag is that of carry_of, or of the sum carry_of (an ADC), in the same way,
       or if all code since leaves it alone (carry.c). */
    ir_ref carry_of;
    uint8_t *carry_pos;
    uint8_t *param_nans; /* nans.c: of each PARAM, once asked for in this region */
    uint32_t param_nans_cap;
    bool param_nans_known;
    ir_ref last_fpflags; /* FPFLAGS_GET or _SET, or none */
    uint32_t next_call;  /* position of the next call in this block, or ~0 */
};

/* encode.c */
void x64_room(struct x64 *x); /* for one more instruction */
/* One-byte opcode, with X64_W or without; reg; [rbp + disp]. */
void x64_state(struct x64 *x, uint32_t opc, unsigned reg, int32_t disp);

/* vec.c */
void vec_grow(struct vec *v, uint32_t size);
/* Room for one more; g_malloc memory, kept between compilations. */
static inline void *vec_push(struct vec *v, uint32_t size)
{
    if (__builtin_expect(v->n == v->cap, 0))
        vec_grow(v, size);
    return (char *)v->data + (size_t)v->n++ * size;
}
#define VEC_AT(x, type, i) (((type *)(x).data)[i])

/* rows.c */
/* All rows that this host can use, by op; x->plans[0] stands for none.  Their words are parsed when
   they are first chosen.  Done once, when the first region is made: a start whose code is all in
   the folder (exec/stored.h) makes none. */
void x64_rows_init(struct x64 *x);
const struct x64_plan *x64_choose(struct x64 *x, ir_ref i); /* NULL: interpret */
void x64_gather(struct x64 *x, ir_ref i, const struct x64_plan *plan, struct x64_in in[3]);
/* i: the instruction that looks at cond (cond itself: a CMP that makes its value). */
void x64_gather_test(struct x64 *x, ir_ref i, ir_ref cond, struct x64_test *t);
bool x64_const_value(const struct x64 *x, ir_ref v, uint64_t *out);
/* The operand of an ADD that is a SHL by 1 to 3 and part of nothing else, or none. */
ir_ref x64_shifted(const struct x64 *x, const struct ir_ins *add);
ir_ref x64_fcc_source(const struct x64 *x, const struct ir_ins *fcc);
bool x64_cond_folded(const struct x64 *x, ir_ref v);
/* Is `mul` the lower half of the product whose upper half the instruction before computes (so that
   one host instruction makes both)? */
bool x64_lower_half(const struct x64 *x, const struct ir_ins *mul);

/* carry.c: are all users of carry `c` such that find it in the flag, so that it needs no register?
   A CARRY needs no code then, and a CMP only sets the flag. */
bool x64_carry_stays(const struct x64 *x, ir_ref c);
/* The sum that has left the carry in the flag which comparison c asks for, where the comparison
   needs neither code nor operands; else none. */
ir_ref x64_sum_carries(const struct x64 *x, ir_ref c);
/* Has the comparison a sum that leaves it in the flag, an adding user that finds it there, and
   others that want it in a register? */
bool x64_carry_kept(const struct x64 *x, ir_ref c);
/* Is there such a comparison of this ADD?  Then it must make the flag. */
bool x64_sum_is_asked(const struct x64 *x, const struct ir_ins *add);
/* Is the carry in the flag when this CARRY puts it into a register?  It needs no operands then. */
bool x64_carry_behind_sum(const struct x64 *x, const struct ir_ins *carry);
/* Is there a carry in the flag that an instruction behind this one adds? */
bool x64_carry_waits(const struct x64 *x, const struct ir_ins *ins);
/* Does the code of instruction i leave the carry flag alone? */
bool x64_keeps_carry(const struct x64 *x, ir_ref i);
/* Is the flag, which x->carry_of has set, that of carry `c`? */
bool x64_carry_is(const struct x64 *x, ir_ref c);

/* v or the i64 that it is the low half of */
static inline ir_ref x64_low32(const struct x64 *x, ir_ref v)
{
    const struct ir_ins *ins = &x->ins[v];
    return x->val[ins->op == IR_TRUNC64 ? ins->a : v].rep;
}
/* v as a slot needs it: the low half is enough for 4 bytes. */
static inline ir_ref x64_low32_slot(const struct x64 *x, unsigned slot, ir_ref v)
{
    return x->guest->slots[slot].type == IR_I32 ? x64_low32(x, v) : x->val[v].rep;
}

/* plan.c */
enum { SEL_NONE = 0xffff, SEL_INTERPRET = 0 };
bool x64_set_imm(const struct x64 *x, const struct ir_ins *ins, uint64_t *imm);
void x64_plan_region(struct x64 *x);
/* Does a round compute with v, which the header's block does not define, or (if it does) blocks
   behind it? Snapshots, ways out and what is out of line don't count. */
bool x64_used_in_loop(const struct x64 *x, uint32_t header, ir_ref v);

/* alloc.c */
void x64_state_clear(struct x64 *x);
unsigned x64_alloc_reg(struct x64 *x, uint32_t set, ir_ref forv);
unsigned x64_like(const struct x64 *x, ir_ref v, uint32_t set);
/* v loses its register, if it has one. */
static inline void x64_free_reg_of(struct x64 *x, ir_ref v)
{
    uint8_t loc = x->val[v].loc;
    if (loc == NONE8)
        return;
    x->reg_val[loc] = 0;
    x->taken &= ~(1u << loc);
    x->val[v].loc = NONE8;
}
void x64_evict(struct x64 *x, unsigned reg, uint32_t avoid); /* moves or spills what is there */
unsigned x64_in_reg(struct x64 *x, ir_ref v, uint32_t set);  /* loads v, pins its register */
void x64_load(struct x64 *x, ir_ref v, unsigned reg);        /* copy of v into reg */
void x64_place(struct x64 *x, ir_ref v, unsigned reg);       /* v lives in reg from now on */
/* Frees what v has if it is dead. */
static inline void x64_release(struct x64 *x, ir_ref v)
{
    struct x64_val *val = &x->val[v];
    if (val->uses)
        return;
    x64_free_reg_of(x, v);
    if (val->spill >= X64_HOME && val->spill != NONE8)
        x->home_val[val->spill - X64_HOME] = IR_NONE;
    else if (val->spill != NONE8)
        x->slots &= ~(1ull << val->spill);
    val->spill = NONE8;
}
/* Forgets the uses up to pos. */
static inline void x64_pop_uses(struct x64 *x, ir_ref v, uint32_t pos)
{
    uint32_t u = x->val[v].uses;
    while (u && (VEC_AT(x->uses, struct x64_use, u).pos & ~USE_SNAP) <= pos)
        u = VEC_AT(x->uses, struct x64_use, u).next;
    x->val[v].uses = u;
}
uint8_t x64_slot_new(struct x64 *x);
void x64_spill(struct x64 *x, ir_ref v); /* makes the copy in memory valid */
struct x64_opnd x64_slot(const struct x64 *x, unsigned n);
struct x64_opnd x64_home(const struct x64 *x, ir_ref get);
void x64_store_slot(struct x64 *x, ir_ref v, unsigned slot, unsigned reg);
enum { LOC_IN_PLACE = 7 }; /* kind: the slot in the state holds it already */
bool x64_is_narrow(const struct x64 *x, ir_ref value, unsigned slot);
void x64_store_narrow(struct x64 *x, unsigned reg, uint32_t offset, unsigned size, unsigned slot);
struct code_loc x64_where(struct x64 *x, ir_ref v, unsigned guest_slot);
void x64_snapshot_prepare(struct x64 *x, uint32_t snap); /* before operands */
/* Is v where that has to move it first? */
bool x64_snap_moves(const struct x64 *x, uint32_t snap, ir_ref v);
void x64_snapshot(struct x64 *x, uint32_t snap); /* fault_* from snapshot number snap */

/* homes.c */
void x64_homes_region(struct x64 *x);
/* Can v go home, at x->pos of x->block?  Only while it is what the next snapshot says of the slot.
 */
bool x64_home_free(const struct x64 *x, ir_ref v);
bool x64_snap_names(const struct x64 *x, uint32_t snap, unsigned slot, ir_ref v); /* slot has v */
bool x64_home_free_in(struct x64 *x, uint32_t block, ir_ref v); /* at the block's start */
uint8_t x64_home_place(const struct x64 *x, ir_ref get);
/* Has the slot what `value`, in the place of v, makes of it? */
bool x64_at_home(const struct x64 *x, ir_ref v, ir_ref value, unsigned slot);
void x64_leave_home(struct x64 *x, unsigned slot);
void x64_leave_all_homes(struct x64 *x);

/* operands.c: x64_operands, the row's emit, x64_finish; or by hand: x64_operand for each, emit,
   x64_end_uses, x64_result. */
void x64_operands(struct x64 *x, ir_ref i, const struct x64_plan *plan, struct x64_ops *o);
void x64_finish(struct x64 *x, ir_ref i, struct x64_ops *o, const struct x64_plan *plan);
struct x64_opnd x64_operand(struct x64 *x, const struct x64_in *in);
void x64_note_use(struct x64 *x, ir_ref v);
void x64_use_snap(struct x64 *x, uint32_t snap);
void x64_end_uses(struct x64 *x);
void x64_result(struct x64 *x, ir_ref i, unsigned reg);

/* edge.c */
void x64_edge_enter(struct x64 *x, uint32_t to,
                    const ir_ref *args); /* the first edge into a block */
/* Moves that the edge needs, appended to x->moves; their number. */
unsigned x64_edge_moves(struct x64 *x, uint32_t to, const ir_ref *args);
uint32_t x64_edge_keeps(struct x64 *x, uint32_t to); /* registers with a value behind it */
void x64_block_enter(struct x64 *x, uint32_t b);
void x64_remake(struct x64 *x, ir_ref v, unsigned reg);

/* moves.c: does n moves of x->moves; registers of `keep` keep what they have. */
void x64_moves_emit(struct x64 *x, unsigned first, unsigned n, uint32_t keep);

/* emit.c */
void x64_emit_region(struct x64 *x);
uint32_t x64_choose_next(struct x64 *x, uint32_t after);
void x64_call_table(struct x64 *x, uint32_t helper); /* call helper number */
void x64_go(struct x64 *x, uint32_t to);             /* jump to a block, unless it follows */

/* leave.c */
void x64_emit_end(struct x64 *x, ir_ref i);
void x64_emit_stubs(struct x64 *x);
void x64_ret_miss(struct x64 *x, void **find);                    /* two thunks */
void x64_chained_jcc(struct x64 *x, enum x64_cc cc, uint64_t pc); /* a jump that is an exit */
void x64_emit_entry(struct x64 *x, const uint32_t *counter);

/* slow.c */
void x64_interpret(struct x64 *x, ir_ref i); /* an instruction without a row */
void x64_emit_slow(struct x64 *x, const struct x64_stub *s);
void x64_slow_eval(void *cpu, const void *desc); /* called by the thunk */

/* trap.c: with region.fp.traps */
void x64_trap_labels(struct x64 *x);
void x64_emit_trapping(struct x64 *x, const struct x64_ops *o);

void x64_fault_here(struct x64 *x);

#endif
