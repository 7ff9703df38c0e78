/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The riscv signal frame, of both widths.  Rules: Linux arch/riscv/kernel/signal.c and
 * include/uapi/asm/{ucontext,sigcontext,ptrace}.h; offsets are the kernel's.
 *
 * From the frame's sp upwards: siginfo, ucontext (registers, then the floating-point state, whose
 * last words are the header of a list of further states: the vector state and a zero header).
 */
#include "linux-user/riscv/abi.h"

#include "base/bytes.h"
#include "linux-user/task.h"

#include <errno.h>
#include <string.h>

enum { RA = 1, SP = 2, A0 = 10, A1 = 11, A2 = 12 };

/* Offsets in the floating-point state: 32 doubles, fcsr, then at its end the first header. */
enum { FP_FCSR = 256, FP_RESERVED = 516, FP_HEADER = 520, FP_SIZE = 528 };

enum { HEADER_SIZE = 8, V_WORDS = 6, FRAME_MAX = 1088, V_STATE_MAX = 48 };

#define V_MAGIC 0x53465457u

/* Where things are, from sp; the word is xlen. */
struct layout {
    unsigned word;
    unsigned uc, stack, mask, regs, fp, size;
    unsigned v_state; /* bytes of the vector registers' description */
};

static struct layout layout_of(const struct rv_cpu *cpu)
{
    struct layout l = {.word = cpu->model->xlen / 8, .uc = LX_SIGINFO_SIZE};

    l.stack = l.uc + 2 * l.word;
    l.mask = l.stack + 3 * l.word;
    l.regs = l.uc + ((5 * l.word + 8 + 120 + 15) & ~15u);
    l.fp = l.regs + 32 * l.word;
    l.size = l.fp + FP_SIZE;
    l.v_state = (V_WORDS * l.word + 15) & ~15u;
    return l;
}

static bool has_v(const struct rv_cpu *cpu)
{
    return cpu->model->features & RV_F(ZVE);
}

static uint32_t v_size(const struct rv_cpu *cpu, const struct layout *l) /* with its header */
{
    return HEADER_SIZE + l->v_state + 32 * cpu->vlenb;
}

/* With the header that ends the list of states. */
size_t lx_rv_signal_frame(const struct cpu_common *common)
{
    const struct rv_cpu *cpu = rv_const(common);
    struct layout l = layout_of(cpu);
    size_t size = l.size + (has_v(cpu) ? v_size(cpu, &l) + HEADER_SIZE : 0);
    return (size + 15) & ~(size_t)15;
}

static void put_context(uint8_t *f, const struct layout *l, struct task *task, lx_sigset saved)
{
    const struct rv_cpu *cpu = rv_const(task->cpu);
    struct lx_stack alt = lx_altstack_get(task, lx_rv_reg(cpu, SP));

    lx_stack_encode(f + l->stack, &alt);
    store_u64(f + l->mask, saved, false);
    store_word(f + l->regs, cpu->pc, l->word, false);
    for (unsigned i = 1; i < 32; i++)
        store_word(f + l->regs + i * l->word, cpu->x[i], l->word, false);
    for (unsigned i = 0; i < 32; i++)
        store_u64(f + l->fp + 8 * i, cpu->f[i][0], false);
    store_u32(f + l->fp + FP_FCSR, rv_get_fcsr(cpu), false);
    if (has_v(cpu)) {
        store_u32(f + l->fp + FP_HEADER, V_MAGIC, false);
        store_u32(f + l->fp + FP_HEADER + 4, v_size(cpu, l), false);
    }
}

/* vstart, vl, vtype, vcsr, vlenb, the registers' address; the registers; the end of the list. */
static long push_v(const struct rv_cpu *cpu, const struct layout *l, gaddr at)
{
    gaddr data = at + l->v_state;
    const uint64_t words[V_WORDS] = {
        cpu->vstart, cpu->vl, rv_get_vtype(cpu), cpu->vxrm << 1 | cpu->vxsat, cpu->vlenb, data};
    uint8_t state[V_STATE_MAX] = {0};
    uint64_t end = 0;
    long result;

    for (unsigned i = 0; i < V_WORDS; i++)
        store_word(state + i * l->word, words[i], l->word, false);
    result = lx_copy_to_guest(at, state, l->v_state);
    if (result == 0)
        result = lx_copy_to_guest(data, cpu->v, 32 * (size_t)cpu->vlenb);
    return result ? result : lx_copy_to_guest(data + 32 * cpu->vlenb, &end, sizeof(end));
}

static long pop_v(struct rv_cpu *cpu, const struct layout *l, gaddr at)
{
    uint8_t state[V_STATE_MAX];
    uint64_t words[V_WORDS];

    if (lx_copy_from_guest(state, at, l->v_state) < 0)
        return -EFAULT;
    for (unsigned i = 0; i < V_WORDS; i++)
        words[i] = load_word(state + i * l->word, l->word, false);
    if (words[4] != cpu->vlenb || lx_copy_from_guest(cpu->v, words[5], 32 * (size_t)cpu->vlenb) < 0)
        return -EFAULT;
    cpu->vstart = words[0] & (cpu->vlenb * 8 - 1);
    cpu->vxrm = words[3] >> 1 & 3;
    cpu->vxsat = words[3] & 1;
    rv_set_vtype(cpu, words[2], words[1]);
    return 0;
}

long lx_rv_push_frame(struct task *task, int sig, const struct lx_sigaction *action,
                      const lx_siginfo *info, lx_sigset saved)
{
    struct rv_cpu *cpu = rv(task->cpu);
    struct layout l = layout_of(cpu);
    gaddr top = lx_frame_stack(task, action, lx_rv_reg(cpu, SP));
    gaddr sp = (top - l.size - (has_v(cpu) ? v_size(cpu, &l) : 0)) & ~(gaddr)15;
    uint8_t f[FRAME_MAX] = {0};
    long result;

    lx_siginfo_encode(f, info);
    put_context(f, &l, task, saved);
    result = lx_copy_to_guest(sp, f, l.size);
    if (result == 0 && has_v(cpu))
        result = push_v(cpu, &l, sp + l.size);
    if (result < 0)
        return result;
    lx_frame_pushed(task);
    cpu->x[RA] = lx_process.vdso_sigreturn + (cpu->rve ? LX_RV_RVE_SIGRETURN : 0);
    cpu->x[SP] = sp;
    cpu->x[A0] = (uint64_t)sig;
    cpu->x[A1] = sp;
    cpu->x[A2] = sp + l.uc;
    cpu->pc = action->handler;
    cpu->res_addr = RV_NO_RES;
    return 0;
}

/* The list behind the floating-point state: nothing, or the vector state. */
static long get_records(const uint8_t *f, const struct layout *l, struct rv_cpu *cpu, gaddr sp)
{
    uint32_t magic = load_u32(f + l->fp + FP_HEADER, false);
    uint32_t size = load_u32(f + l->fp + FP_HEADER + 4, false);

    if (load_u32(f + l->fp + FP_RESERVED, false))
        return -EFAULT;
    if (!magic && !size)
        return 0;
    if (magic != V_MAGIC || !has_v(cpu) || size != v_size(cpu, l))
        return -EFAULT;
    return pop_v(cpu, l, sp + l->size);
}

long lx_rv_pop_frame(struct task *task, lx_sigset *mask)
{
    struct rv_cpu *cpu = rv(task->cpu);
    struct layout l = layout_of(cpu);
    gaddr sp = lx_rv_reg(cpu, SP);
    uint8_t f[FRAME_MAX];
    struct lx_stack alt;

    if (lx_copy_from_guest(f, sp, l.size) < 0)
        return -EFAULT;
    *mask = load_u64(f + l.mask, false);
    if (get_records(f, &l, cpu, sp) < 0)
        return -EFAULT;
    cpu->pc = load_word(f + l.regs, l.word, false);
    for (unsigned i = 1; i < 32; i++)
        cpu->x[i] = load_word(f + l.regs + i * l.word, l.word, false);
    for (unsigned i = 0; i < 32; i++)
        cpu->f[i][0] = load_u64(f + l.fp + 8 * i, false);
    rv_set_fcsr(cpu, load_u32(f + l.fp + FP_FCSR, false));
    cpu->res_addr = RV_NO_RES;
    lx_stack_decode(&alt, f + l.stack);
    /* Refused by rule while the restored sp is on the alternate stack, which is no error here. */
    lx_altstack_restore(task, &alt, lx_rv_reg(cpu, SP));
    return 0;
}
