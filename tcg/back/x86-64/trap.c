/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Floating point whose rare cases the host's exceptions find, instead of a look at each result.
 *
 * In: a region with fp.traps.  Out: records (CODE_TRAP) of the places where an invalid operation or
 * an underflow of the host leads out of line.
 * Invariants: while such code runs both exceptions are unmasked, and MXCSR's sticky flags for them
 * mean nothing: the exact routine raises the guest's in cpu_common.fp_flags.  An exception
 * comes before its instruction has written anything, so that the operands are intact.  All code
 * that may raise one has a record.
 *
 * Why this is exact for Arm's rules: without signalling NaNs and invalid operations the host's NaN
 * results of two operands are the guest's; for others, and for tiny results that raise nothing,
 * simd_check adds an instruction that raises one.
 * RISC-V's NaN results are the canonical NaN, and tininess is the host's: underflow is unmasked
 * only to learn that it is frequent (select_fp_fused.c), and simd_check looks at results whose
 * operands may be other quiet NaNs (nans.c).
 */
#include "tcg/back/x86-64/internal.h"

#include "tcg/softfp/softfp.h"

enum { IE = 1, UE = 16, MASKS_AT = 7 };

unsigned backend_traps(const struct ir_fpmode *fp)
{
    if (fp->flush_in || fp->flush_out)
        return 0;
    bool riscv = fp->nan_rule == FP_NAN_RISCV && fp->default_nan && !fp->tininess_before;
    bool arm = fp->nan_rule == FP_NAN_ARM && !fp->default_nan;
    if (!riscv && !arm)
        return 0;
    return fp->many_tiny ? IE : IE | UE;
}

void backend_set_traps(struct cpu_common *cpu, unsigned traps)
{
    const uint32_t masks = (IE | UE) << MASKS_AT, masked = masks & ~(traps << MASKS_AT);
    if ((cpu->mxcsr & (masks | traps)) == masked)
        return;
    cpu->fp_flags = cpu_fp_flags(cpu);
    cpu->mxcsr = (cpu->mxcsr & ~(masks | traps)) | masked;
}

uint32_t x64_trap_begin(struct x64 *x)
{
    struct code_fault *f = vec_push(&x->faults, sizeof *f);
    *f = (struct code_fault){.off = (uint32_t)(x->p - x->base),
                             .pc = (int32_t)(x->insn_pc - x->r->pc)};
    return x->faults.n - 1;
}

void x64_trap_end(struct x64 *x, uint32_t record, unsigned label, uint32_t flags)
{
    struct code_fault *f = &VEC_AT(x->faults, struct code_fault, record);
    f->first = label;
    f->count = CODE_TRAP | flags | ((uint32_t)(x->p - x->base) - f->off);
}

/* Labels become offsets: all are bound now. */
void x64_trap_labels(struct x64 *x)
{
    for (uint32_t k = 0; k < x->faults.n; k++) {
        struct code_fault *f = &VEC_AT(x->faults, struct code_fault, k);
        if (f->count & CODE_TRAP)
            f->first = VEC_AT(x->labels, struct x64_label_info, f->first).off;
    }
}

void x64_trap_slow(struct x64 *x, uint32_t record, const struct x64_ops *o, unsigned back)
{
    struct x64_stub s = {.kind = STUB_SLOW, .label = x64_label(x), .back = back, .ops = *o};
    x64_trap_end(x, record, s.label, 0);
    *(struct x64_stub *)vec_push(&x->stubs, sizeof s) = s;
}

/* A row's code; its slow path serves as the way out, if it has one. */
void x64_emit_trapping(struct x64 *x, const struct x64_ops *o)
{
    uint32_t stubs = x->stubs.n, record = x64_trap_begin(x);
    o->row->emit(x, o);
    for (uint32_t k = stubs; k < x->stubs.n; k++) {
        const struct x64_stub *s = &VEC_AT(x->stubs, struct x64_stub, k);
        if (s->kind == STUB_SLOW) {
            x64_trap_end(x, record, s->label, 0);
            return;
        }
    }
    unsigned back = x64_label(x);
    x64_bind(x, back);
    x64_trap_slow(x, record, o, back);
}
