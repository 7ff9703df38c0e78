/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The riscv64 signal frame.  Rules: Linux arch/riscv/kernel/signal.c and
 * include/uapi/asm/{ucontext,sigcontext,ptrace}.h; offsets are the kernel's.
 *
 * From the frame's sp upwards: siginfo, ucontext (registers, then the floating-point state, whose
 * last words are the header of a list of further states: the vector state and a zero header).
 */
#include "linux-user/riscv/abi.h"

#include "linux-user/task.h"

#include <errno.h>
#include <string.h>

enum { RA = 1, SP = 2, A0 = 10, A1 = 11, A2 = 12 };

struct rv_stack {
    uint64_t sp;
    int32_t flags;
    uint32_t pad;
    uint64_t size;
};

/* union __riscv_fp_state; the end of its largest member is the header of the first record. */
struct rv_fp_state {
    uint64_t f[32];
    uint32_t fcsr;
    uint8_t unused[516 - 260];
    uint32_t reserved;
    uint32_t magic, size;
};

struct rv_ucontext {
    uint64_t flags, link;
    struct rv_stack stack;
    uint64_t sigmask;
    uint8_t unused[120];
    uint64_t align;
    uint64_t regs[32]; /* pc, x1 ... x31 */
    struct rv_fp_state fp;
};

struct rv_frame {
    uint8_t siginfo[128];
    struct rv_ucontext uc;
};

/* The vector record behind the ucontext: its header is in rv_fp_state; the registers follow, then
   the header that ends the list. */
struct rv_v_state {
    uint64_t vstart, vl, vtype, vcsr, vlenb, data;
};

#define V_MAGIC 0x53465457u

static uint32_t v_size(const struct rv_cpu *cpu) /* with its header */
{
    return 8 + (uint32_t)sizeof(struct rv_v_state) + 32 * cpu->vlenb;
}

static bool has_v(const struct rv_cpu *cpu)
{
    return cpu->model->features & RV_F(ZVE);
}

_Static_assert(offsetof(struct rv_fp_state, reserved) == 516, "__riscv_extra_ext_header");
_Static_assert(sizeof(struct rv_fp_state) == 528, "__riscv_fp_state");
_Static_assert(offsetof(struct rv_ucontext, regs) == 176, "uc_mcontext");
_Static_assert(sizeof(struct rv_frame) == 1088, "rt_sigframe");

static void put_context(struct rv_frame *f, struct task *task, lx_sigset saved)
{
    const struct rv_cpu *cpu = rv_const(task->cpu);
    struct lx_stack alt = lx_altstack_get(task, cpu->x[SP]);

    f->uc.stack = (struct rv_stack){alt.sp, (int32_t)alt.flags, 0, alt.size};
    f->uc.sigmask = saved;
    memcpy(f->uc.regs, cpu->x, sizeof(cpu->x));
    f->uc.regs[0] = cpu->pc;
    for (int i = 0; i < 32; i++)
        f->uc.fp.f[i] = cpu->f[i][0];
    f->uc.fp.fcsr = rv_get_fcsr(cpu);
}

static long push_v(const struct rv_cpu *cpu, gaddr at)
{
    struct rv_v_state s = {
        .vstart = cpu->vstart,
        .vl = cpu->vl,
        .vtype = cpu->vtype,
        .vcsr = cpu->vxrm << 1 | cpu->vxsat,
        .vlenb = cpu->vlenb,
        .data = at + sizeof(s),
    };
    uint64_t end = 0;
    long result = lx_copy_to_guest(at, &s, sizeof(s));

    if (result == 0)
        result = lx_copy_to_guest(s.data, cpu->v, 32 * (size_t)cpu->vlenb);
    return result ? result : lx_copy_to_guest(s.data + 32 * cpu->vlenb, &end, sizeof(end));
}

static long pop_v(struct rv_cpu *cpu, gaddr at)
{
    struct rv_v_state s;

    if (lx_copy_from_guest(&s, at, sizeof(s)) < 0 || s.vlenb != cpu->vlenb ||
        lx_copy_from_guest(cpu->v, s.data, 32 * (size_t)cpu->vlenb) < 0)
        return -EFAULT;
    cpu->vstart = s.vstart & (cpu->vlenb * 8 - 1);
    cpu->vxrm = s.vcsr >> 1 & 3;
    cpu->vxsat = s.vcsr & 1;
    rv_set_vtype(cpu, s.vtype, s.vl);
    return 0;
}

long lx_rv_push_frame(struct task *task, int sig, const struct lx_sigaction *action,
                      const lx_siginfo *info, lx_sigset saved)
{
    struct rv_cpu *cpu = rv(task->cpu);
    gaddr top = lx_frame_stack(task, action, cpu->x[SP]);
    gaddr sp = (top - sizeof(struct rv_frame) - (has_v(cpu) ? v_size(cpu) : 0)) & ~(gaddr)15;
    struct rv_frame f;
    long result;

    memset(&f, 0, sizeof(f));
    put_context(&f, task, saved);
    memcpy(f.siginfo, info, sizeof(f.siginfo));
    if (has_v(cpu)) {
        f.uc.fp.magic = V_MAGIC;
        f.uc.fp.size = v_size(cpu);
    }
    result = lx_copy_to_guest(sp, &f, sizeof(f));
    if (result == 0 && has_v(cpu))
        result = push_v(cpu, sp + sizeof(f));
    if (result < 0)
        return result;
    lx_frame_pushed(task);
    cpu->x[RA] = lx_process.vdso_sigreturn;
    cpu->x[SP] = sp;
    cpu->x[A0] = (uint64_t)sig;
    cpu->x[A1] = sp;
    cpu->x[A2] = sp + offsetof(struct rv_frame, uc);
    cpu->pc = action->handler;
    cpu->res_addr = RV_NO_RES;
    return 0;
}

long lx_rv_pop_frame(struct task *task, lx_sigset *mask)
{
    struct rv_cpu *cpu = rv(task->cpu);
    struct rv_frame f;

    if (lx_copy_from_guest(&f, cpu->x[SP], sizeof(f)) < 0)
        return -EFAULT;
    bool vector = f.uc.fp.magic == V_MAGIC && has_v(cpu) && f.uc.fp.size == v_size(cpu);
    if (f.uc.fp.reserved || (!vector && (f.uc.fp.magic || f.uc.fp.size)))
        return -EFAULT;
    if (vector && pop_v(cpu, cpu->x[SP] + sizeof(f)) < 0)
        return -EFAULT;
    *mask = f.uc.sigmask;
    memcpy(cpu->x, f.uc.regs, sizeof(cpu->x));
    cpu->x[0] = 0;
    cpu->pc = f.uc.regs[0];
    for (int i = 0; i < 32; i++)
        cpu->f[i][0] = f.uc.fp.f[i];
    rv_set_fcsr(cpu, f.uc.fp.fcsr);
    cpu->res_addr = RV_NO_RES;

    struct lx_stack alt = {f.uc.stack.sp, f.uc.stack.size, (uint32_t)f.uc.stack.flags};

    /* Refused by rule while the restored sp is on the alternate stack, which is no error here. */
    lx_altstack_restore(task, &alt, cpu->x[SP]);
    return 0;
}
