/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector instructions as vector operations of the IR: what the files trans_vec*.c share.
 *
 * In: an instruction whose vl and vtype are known.  Out: IR, or false: a helper has to do it.
 * A group of registers is worked on in chunks of 16 bytes, of which a register has one or more.
 * docs/riscv-vectors.md explains how vl and vtype come to be known.
 */
#ifndef FERRY_TARGET_RISCV_TRANS_VEC_H
#define FERRY_TARGET_RISCV_TRANS_VEC_H

#include "target/riscv/helper_vec.h"
#include "target/riscv/translate.h"

#define RV_CHUNK  16
#define RV_CHUNKS 64 /* of the largest group that is worked on; helpers do what is larger */

struct rv_vx {
    struct rv_ctx *c;
    struct rv_vec v; /* fields of the instruction, vl, vtype */
    unsigned per;    /* chunks of a register */
    bool partial;    /* v.vl is the largest that vtype allows, vl is known at run time */
};

/* Makes vl and vtype known if they can be; may leave the region where they are others. */
bool rv_vx_begin(struct rv_ctx *c, struct rv_vx *x);
/* Leaves for another way of this instruction if the condition holds. */
void rv_vx_leave_if(struct rv_ctx *c, ir_ref cond, enum rv_vway way);

/* The lanes of elements of 1 << lg bytes. */
enum ir_type rv_vx_lane(int lg);
enum ir_type rv_vx_float(int lg);

/* A chunk of the group that begins with a register; of a field that names none, any. */
static inline ir_ref rv_vx_get(struct rv_vx *x, unsigned reg, unsigned chunk)
{
    return ir_get(x->c->r, RV_V0 + (reg * x->per + chunk) % (32 * x->per));
}

static inline void rv_vx_set_chunk(struct rv_vx *x, unsigned reg, unsigned chunk, ir_ref v)
{
    ir_set(x->c->r, RV_V0 + reg * x->per + chunk, v);
}

static inline ir_ref rv_vx_bin(struct rv_vx *x, enum ir_opcode op, enum ir_type lane, ir_ref a,
                               ir_ref b)
{
    return ir_vop(x->c->r, op, IR_V128, lane, 0, a, b, IR_NONE);
}

/* `yes` where the mask's bits are set, else `no`. */
static inline ir_ref rv_vx_select(struct rv_vx *x, ir_ref mask, ir_ref yes, ir_ref no)
{
    return ir_vop(x->c->r, IR_VBSL, IR_V128, IR_V128, 0, mask, yes, no);
}

ir_ref rv_vx_splat(struct rv_vx *x, int lg, uint64_t v);

/* Bytes of a chunk of elements of 1 << lg bytes that belong to the body, or may: 1 ... 16. */
unsigned rv_vx_bytes(const struct rv_vx *x, int lg, unsigned chunk);
unsigned rv_vx_chunks(const struct rv_vx *x, int lg);
/* The bits of a mask register for a chunk's elements, each all over its lane. */
ir_ref rv_vx_spread(struct rv_vx *x, unsigned reg, int lg, unsigned chunk);
/* vl as i64. */
ir_ref rv_vx_vl(struct rv_vx *x);
/* All ones where elements are before vl; IR_NONE: all are. */
ir_ref rv_vx_body(struct rv_vx *x, int lg, unsigned chunk);
/* All ones where elements are active; IR_NONE: all are. */
ir_ref rv_vx_active(struct rv_vx *x, int lg, unsigned chunk);
/* The chunk with inactive elements kept as they are. */
ir_ref rv_vx_merge(struct rv_vx *x, int lg, unsigned chunk, ir_ref v);
/* Sets the chunks of the group vd. */
void rv_vx_set(struct rv_vx *x, const ir_ref *chunks, unsigned n);
/* The body's bits 64 * word ... of a mask register, all ones; IR_NONE: all are. */
ir_ref rv_vx_body_bits(struct rv_vx *x, unsigned word);
/* Element 0 of vd becomes that of v, unless vl is 0. */
void rv_vx_set_first(struct rv_vx *x, int lg, ir_ref v);
/* Bits of the mask register vd: the low vl of as many i64 as it takes, where active. */
void rv_vx_set_mask(struct rv_vx *x, const ir_ref *words, bool masked);
/* A mask register's bits as i64: 64 * word ... */
ir_ref rv_vx_mask_bits(struct rv_vx *x, unsigned reg, unsigned word);

/* An element operand in all lanes of 1 << lg bytes: of an X or F register, the immediate. */
ir_ref rv_vx_scalar(struct rv_vx *x, unsigned src, unsigned n, bool is_unsigned, int lg);

/* Results of integer operations that several of the IR make, of elements of 1 << lg bytes; IR_NONE:
   it is not one of them (trans_vec_bits.c). */
ir_ref rv_vx_bits(struct rv_vx *x, unsigned fn, int lg, ir_ref a, ir_ref b);
/* What FCLASS says. */
ir_ref rv_vx_classes(struct rv_vx *x, int lg, ir_ref a);
/* Shifts of bytes by the bytes n. */
ir_ref rv_vx_shift_bytes(struct rv_vx *x, unsigned fn, ir_ref a, ir_ref n);
/* a +- b with the carries or borrows in v0; lane masks of the carries out of that
   (trans_vec_fixed.c). */
ir_ref rv_vx_with_carry(struct rv_vx *x, bool add, unsigned chunk, ir_ref a, ir_ref b);
ir_ref rv_vx_carry(struct rv_vx *x, bool add, unsigned chunk, ir_ref a, ir_ref b);
/* Fixed point, of a chunk: fn is RV_FN_SADDU ... RV_FN_ASUB; shifts are by n, or if that is
   negative by b. *sat is where bits are set that have saturated; the last one puts them into vxsat.
 */
ir_ref rv_vx_fixed(struct rv_vx *x, unsigned fn, unsigned chunk, int n, ir_ref a, ir_ref b,
                   ir_ref *sat);
ir_ref rv_vx_round_shift(struct rv_vx *x, bool is_signed, int lg, ir_ref a, int n, ir_ref b);
/* Two chunks of elements twice as wide, narrowed. */
ir_ref rv_vx_clip(struct rv_vx *x, bool is_signed, unsigned chunk, ir_ref low, ir_ref high,
                  ir_ref *sat);
void rv_vx_saturated(struct rv_vx *x, ir_ref sat);

/* The elements of a group. */
unsigned rv_vx_max(const struct rv_vx *x);
/* A chunk of the group vs2; zeros before it and behind its end. */
ir_ref rv_vx_source(struct rv_vx *x, int chunk);
/* Chunks of vd (trans_vec_gather.c): slides by what rs1 says, the element that it names in all
   places, elements by the numbers in vs1, which may be of 16 bits. False: a helper does it. */
bool rv_vx_slide_by(struct rv_vx *x, bool up, unsigned rs1, ir_ref *v);
bool rv_vx_gather_one(struct rv_vx *x, unsigned rs1, ir_ref *v);
bool rv_vx_gather(struct rv_vx *x, bool by16, ir_ref *v);

/* Each true if it has done the instruction. */
bool rv_vx_vector(struct rv_vx *x, const struct rv_args *a);
bool rv_vx_extend(struct rv_vx *x, const struct rv_args *a);
bool rv_vx_memory(struct rv_vx *x, const struct rv_args *a, bool store);
bool rv_vx_mask_logic(struct rv_vx *x, unsigned kind);
bool rv_vx_mask_scalar(struct rv_vx *x, unsigned kind, unsigned rd);
bool rv_vx_mask_vector(struct rv_vx *x, unsigned kind);
bool rv_vx_iota(struct rv_vx *x);
bool rv_vx_compress(struct rv_vx *x);
bool rv_vx_crypto(struct rv_vx *x, enum rv_vk_op op, bool scalar);
/* Of one group; the result has two chunks. */
void rv_vx_sha512_rounds(struct rv_vx *x, const ir_ref cdgh[2], const ir_ref words[2],
                         const ir_ref abef[2], unsigned first, ir_ref result[2]);
void rv_vx_sha512_schedule(struct rv_vx *x, const ir_ref d[2], const ir_ref w[2], const ir_ref s[2],
                           ir_ref result[2]);
bool rv_vx_permute(struct rv_vx *x, const struct rv_args *a);
bool rv_vx_from_s(struct rv_vx *x, bool is_float, unsigned rd);
bool rv_vx_to_s(struct rv_vx *x, unsigned src, unsigned rs1);
bool rv_vx_whole_move(struct rv_vx *x, unsigned count);

#endif
