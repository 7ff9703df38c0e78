/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The x86-64 instruction encoder.
 *
 * In: an opcode word (X64_OPC), registers, and a register-or-memory operand.  Out: bytes at
 * x->p.  Invariants: one function call is one host instruction (x64_sse3 without AVX may put one
 * movaps before it); an instruction whose memory operand is `guest` gets a fault record by itself;
 * when the buffer is full, bytes are dropped and x->overflow is set, so callers need not check.
 *
 * Vector instructions are written once: the functions x64_sse* emit the VEX form when the host has
 * AVX, the legacy form otherwise.
 * Example: x64_sse3(x, X64_OPC(X64_66, X64_0F, 0xfe), d, a, &b) is (v)paddd.
 */
#ifndef FERRY_TCG_BACK_X64_ENCODE_H
#define FERRY_TCG_BACK_X64_ENCODE_H

#include <stdbool.h>
#include <stdint.h>

struct x64;

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15 };
#define X64_NOREG 0xff

/* Conditions as the hardware numbers them; c ^ 1 is the opposite. */
enum x64_cc {
    X64_O,
    X64_NO,
    X64_B,
    X64_AE,
    X64_E,
    X64_NE,
    X64_BE,
    X64_A,
    X64_S,
    X64_NS,
    X64_P,
    X64_NP,
    X64_L,
    X64_GE,
    X64_LE,
    X64_G
};

/* A memory operand: base + index << scale + disp; or constant number disp of the region's pool. */
struct x64_mem {
    uint8_t base, index; /* X64_NOREG: none */
    uint8_t scale;       /* log2 */
    bool pool;           /* disp: offset into the constant pool (rip-relative) */
    bool guest;          /* a guest access: may fault */
    bool wrap;           /* the sum wraps at 32 bits: address-size prefix */
    int32_t disp;
};

enum x64_opnd_kind { X64_NONE, X64_REG, X64_IMM, X64_MEM };
struct x64_opnd {
    uint8_t kind; /* enum x64_opnd_kind */
    uint8_t reg;  /* REG: 0-15; which file follows from the row */
    struct x64_mem mem;
    int64_t imm;
};

/* Opcode words: byte | map << 8 | mandatory prefix << 10 | flags. */
enum { X64_1B = 0, X64_0F = 1 << 8, X64_0F38 = 2 << 8, X64_0F3A = 3 << 8 };
enum { X64_NP0 = 0, X64_66 = 1 << 10, X64_F3 = 2 << 10, X64_F2 = 3 << 10 };
enum {
    X64_W = 1 << 12,    /* REX.W or VEX.W */
    X64_L256 = 1 << 13, /* VEX.L: 256 bits */
    X64_BYTE = 1 << 14, /* a byte register operand: spl, sil, ... need a REX prefix */
};
#define X64_OPC(prefix, map, byte) ((uint32_t)(prefix) | (map) | (byte))

/* General: opcode /r with reg and a register or memory operand; W in the opcode word. */
void x64_rr(struct x64 *x, uint32_t opc, unsigned reg, unsigned rm);
void x64_rm(struct x64 *x, uint32_t opc, unsigned reg, const struct x64_mem *m);
void x64_ro(struct x64 *x, uint32_t opc, unsigned reg, const struct x64_opnd *o); /* REG or MEM */
/* The same with an immediate of `bytes` bytes behind it. */
void x64_roi(struct x64 *x, uint32_t opc, unsigned reg, const struct x64_opnd *o, int64_t imm,
             unsigned bytes);

/* VEX encodings for general registers (BMI) and vectors: reg, vvvv, r/m. */
void x64_vex(struct x64 *x, uint32_t opc, unsigned reg, unsigned v, const struct x64_opnd *o);
void x64_vexi(struct x64 *x, uint32_t opc, unsigned reg, unsigned v, const struct x64_opnd *o,
              unsigned imm8);

/* EVEX, 128 bits, without a mask: reg (a vector or a mask register), r/m, immediate. */
void x64_evexi(struct x64 *x, uint32_t opc, unsigned reg, unsigned rm, unsigned imm8);
/* Behind code of 256 bits: makes the upper halves zero, on which the legacy forms would wait. */
void x64_vzeroupper(struct x64 *x);

/* Vector and scalar FP, VEX or legacy: two operands (reg = op rm) and three (d = a op b).  Without
   AVX x64_sse3 copies a to d first; d must not be b's register then unless it is a's as well. */
void x64_sse2(struct x64 *x, uint32_t opc, unsigned d, const struct x64_opnd *s);
void x64_sse2i(struct x64 *x, uint32_t opc, unsigned d, const struct x64_opnd *s, unsigned imm8);
void x64_sse3(struct x64 *x, uint32_t opc, unsigned d, unsigned a, const struct x64_opnd *b);
void x64_sse3i(struct x64 *x, uint32_t opc, unsigned d, unsigned a, const struct x64_opnd *b,
               unsigned imm8);
/* Shifts by an immediate (psrld xmm, imm8: opcode /ext ib): d = a shifted. */
void x64_sse_shift(struct x64 *x, uint32_t opc, unsigned ext, unsigned d, unsigned a,
                   unsigned imm8);
/* Register shorthands. */
void x64_sse2r(struct x64 *x, uint32_t opc, unsigned d, unsigned s);
void x64_sse3r(struct x64 *x, uint32_t opc, unsigned d, unsigned a, unsigned b);
void x64_movaps(struct x64 *x, unsigned d, unsigned s); /* nothing if d == s */

/* Integer moves and the like.  w: 64-bit. */
void x64_mov(struct x64 *x, bool w, unsigned d, unsigned s);
void x64_movi(struct x64 *x, unsigned d, uint64_t imm, bool keep_flags); /* shortest form */
void x64_alu(struct x64 *x, unsigned ext, bool w, unsigned d,
             const struct x64_opnd *s); /* ext:
0 add 1 or 2 adc 3 sbb 4 and 5 sub 6 xor 7 cmp; REG MEM IMM */
void x64_alui(struct x64 *x, unsigned ext, bool w, unsigned d, int32_t imm);
void x64_shifti(struct x64 *x, unsigned ext, bool w, unsigned d, unsigned n); /* 0 rol 1 ror 4 shl
                                                                                 5 shr 7 sar */
void x64_lea(struct x64 *x, bool w, unsigned d, const struct x64_mem *m);
void x64_setcc(struct x64 *x, enum x64_cc cc, unsigned d); /* d's byte; upper bits stay */
void x64_cmov(struct x64 *x, enum x64_cc cc, bool w, unsigned d, const struct x64_opnd *s);

/* Raw bytes. */
void x64_u8(struct x64 *x, unsigned v);
void x64_u32(struct x64 *x, uint32_t v);
void x64_u64(struct x64 *x, uint64_t v);

/* Labels: numbers that are bound once; jumps to a bound label are short if they can be. */
unsigned x64_label(struct x64 *x);
void x64_bind(struct x64 *x, unsigned label);
void x64_jcc(struct x64 *x, enum x64_cc cc, unsigned label);
void x64_jmp(struct x64 *x, unsigned label);

/* Operand makers. */
struct x64_opnd x64_reg(unsigned reg);
struct x64_opnd x64_imm(int64_t imm);
struct x64_opnd x64_at(unsigned base, int32_t disp);
struct x64_opnd x64_const32(struct x64 *x, uint32_t v);                /* in the pool */
struct x64_opnd x64_const64(struct x64 *x, uint64_t v);                /* in the pool */
struct x64_opnd x64_const128(struct x64 *x, uint64_t lo, uint64_t hi); /* in the pool, aligned */

#endif
