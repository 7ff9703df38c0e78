/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * C functions that generated code calls, from helper.def.
 *
 * In: rows.  Out: RV_H_x, the number for ir_call.  The table (helper.c) pairs the prototypes with
 * the rows.
 */
#ifndef FERRY_TARGET_RISCV_HELPER_H
#define FERRY_TARGET_RISCV_HELPER_H

#include <stdint.h>

struct rv_cpu;

enum rv_helper {
#define RV_HELPER(name, flags, ...) RV_H_##name,
#include "target/riscv/helper.def"
#undef RV_HELPER
    RV_HELPERS
};

/* The low half of the carry-less product; of a double-width product the bits 2*63-1 ... as CLMULH
   and CLMULR take them. */
uint64_t rv_helper_clmul(uint64_t a, uint64_t b);
uint64_t rv_helper_clmulh(uint64_t a, uint64_t b);
uint64_t rv_helper_clmulr(uint64_t a, uint64_t b);
uint64_t rv_helper_xperm4(uint64_t table, uint64_t indices);
uint64_t rv_helper_xperm8(uint64_t table, uint64_t indices);
/* time, cycle and instret: nanoseconds of the host's monotonic clock. */
uint64_t rv_helper_time(void);
/* The seed register: OPST = ES16 (bits 31:30 are 10) and 16 random bits. */
uint64_t rv_helper_seed(void);
/* Call cpu_common.service and cpu_common.guarded_store. */
void rv_helper_service(void *cpu, uint64_t number);
uint64_t rv_helper_guarded_store(void *cpu, uint64_t address, uint64_t value, uint64_t size,
                                 uint64_t guard);

/* What rv_helper_fp does; the argument `what` is op | format << 8 | rounding << 16. */
enum rv_fp_op {
    RV_FP_ADD,
    RV_FP_SUB,
    RV_FP_MUL,
    RV_FP_DIV,
    RV_FP_SQRT,
    RV_FP_MADD, /* a * b + c; bits 31:24 of `what`: FP_NEG_* */
    RV_FP_MIN,  /* minimum: a NaN gives a NaN (Zfa FMINM) */
    RV_FP_MAX,
};
/* One operation by softfp, with a rounding mode (FP_R*) that is not the dynamic one. */
uint64_t rv_helper_fp(struct rv_cpu *cpu, uint64_t what, uint64_t a, uint64_t b, uint64_t c);
/* FCVTMOD.W.D: the integer modulo 2^32, sign-extended. */
uint64_t rv_helper_fcvtmod(struct rv_cpu *cpu, uint64_t a);
/* f32 to bf16 and back; rounding: FP_R*.  A bf16 operand is a whole F register: boxed or a NaN. */
uint64_t rv_helper_to_bf16(struct rv_cpu *cpu, uint64_t a, uint64_t rounding);
uint64_t rv_helper_from_bf16(struct rv_cpu *cpu, uint64_t a);
/* SM4ED and SM4KS: the byte substituted and spread over a word (helper_crypto.c). */
uint64_t rv_helper_sm4(uint64_t byte, uint64_t schedule);

/* V: see helper_vec.h.  All but the last three, and vsetvl, return RV_V_DONE or RV_V_ILLEGAL. */
/* vconf after VSETVL; known: rv_vtype_known. */
uint64_t rv_helper_vsetvl(uint64_t avl, uint64_t vtype, uint64_t vlenb, uint64_t known);
uint64_t rv_helper_vector(struct rv_cpu *cpu, uint64_t what, uint64_t insn, uint64_t scalar);
uint64_t rv_helper_vextend(struct rv_cpu *cpu, uint64_t factor, uint64_t is_signed, uint64_t insn);
uint64_t rv_helper_vmask_logic(struct rv_cpu *cpu, uint64_t kind, uint64_t insn);
uint64_t rv_helper_vmask_scalar(struct rv_cpu *cpu, uint64_t kind, uint64_t insn);
uint64_t rv_helper_vmask_vector(struct rv_cpu *cpu, uint64_t kind, uint64_t insn);
uint64_t rv_helper_vpermute(struct rv_cpu *cpu, uint64_t what, uint64_t insn, uint64_t scalar);
uint64_t rv_helper_vmv_from_s(struct rv_cpu *cpu, uint64_t is_float, uint64_t insn);
uint64_t rv_helper_vmv_to_s(struct rv_cpu *cpu, uint64_t is_float, uint64_t insn, uint64_t scalar);
uint64_t rv_helper_vmvnr(struct rv_cpu *cpu, uint64_t count, uint64_t insn);
/* what: enum rv_vk_op, and 1 << 8 where vs2 is one group for all. */
uint64_t rv_helper_vcrypto(struct rv_cpu *cpu, uint64_t what, uint64_t insn);
uint64_t rv_helper_vmem(struct rv_cpu *cpu, uint64_t what, uint64_t insn, uint64_t base,
                        uint64_t stride);
/* What the last one that makes a scalar made. */
uint64_t rv_helper_vresult(struct rv_cpu *cpu);
/* FCLASS of a value of the format (enum fp_format). */
uint64_t rv_helper_fclass(uint64_t a, uint64_t format);

#endif
