/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 32-bit Arm signal frames.  Rules: Linux arch/arm/kernel/signal.c, asm/sigcontext.h and
 * asm/ucontext.h; offsets are the kernel's.
 *
 * A handler with SA_SIGINFO gets siginfo in front of the ucontext; both kinds end with the words
 * of a return trampoline.
 */
#include "linux-user/arm/abi.h"

#include "base/bytes.h"
#include "linux-user/task.h"

#include <errno.h>
#include <string.h>
#include <sys/personality.h>

#define SA_RESTORER_FLAG 0x04000000u
#define NR_SIGRETURN     119u
#define VFP_MAGIC        0x56465001u
#define WMMX_MAGIC       0x12ef842au
#define DUMMY_MAGIC      0xb0d9ed01u
#define OLD_FRAME_FLAGS  0x5ac3c35au

/* Offsets in struct ucontext. */
enum {
    UC_STACK = 8,
    UC_REGS = 20, /* trap_no, error_code, oldmask, r0 ... pc, cpsr, fault_address */
    UC_R0 = UC_REGS + 12,
    UC_CPSR = UC_R0 + 64,
    UC_FAULT = UC_CPSR + 4,
    UC_SIGMASK = 104,
    UC_EXTRA = 232, /* 8-aligned space for coprocessor registers */
    UC_SIZE = 744,
    RETCODE_SIZE = 16,
    RETCODE_FDPIC = 12, /* the restorer's descriptor */
    SIGFRAME_SIZE = UC_SIZE + RETCODE_SIZE,
    VFP_SIZE = 288, /* magic, size, 32 doubles, fpscr, padding, fpexc, fpinst, fpinst2 */
    VFP_REGS = 8,
    VFP_SCR = 264,
    VFP_EXC = 272,
    WMMX_SIZE = 8 + LX_ARM_WMMX_SIZE, /* magic, size */
};

struct frame {
    uint8_t info[LX_SIGINFO_SIZE];
    uint8_t uc[UC_SIZE];
    uint8_t retcode[RETCODE_SIZE];
};

static void put32(uint8_t *at, uint32_t v)
{
    store_u32(at, v, lx_process.arch->abi->big_endian);
}

static uint32_t get32(const uint8_t *at)
{
    return load_u32(at, lx_process.arch->abi->big_endian);
}

static void put_vfp(uint8_t *at, const struct arm_cpu *cpu)
{
    bool be = lx_process.arch->abi->big_endian;
    put32(at, VFP_MAGIC);
    put32(at + 4, VFP_SIZE);
    for (unsigned i = 0; i < 32; i++)
        store_u64(at + VFP_REGS + 8 * i, cpu->v[i / 2][i & 1], be);
    put32(at + VFP_SCR, arm_get_fpscr(cpu));
    put32(at + VFP_EXC, 0x40000000); /* FPEXC.EN */
}

static long get_vfp(const uint8_t *at, struct arm_cpu *cpu)
{
    bool be = lx_process.arch->abi->big_endian;
    if (get32(at) != VFP_MAGIC || get32(at + 4) != VFP_SIZE)
        return -EINVAL;
    for (unsigned i = 0; i < 32; i++)
        cpu->v[i / 2][i & 1] = load_u64(at + VFP_REGS + 8 * i, be);
    arm_set_fpscr(cpu, get32(at + VFP_SCR));
    return 0;
}

static bool has_vfp(const struct arm_cpu *cpu)
{
    return cpu->model->features & ARM_F(VFP);
}

static bool has_wmmx(const struct arm_cpu *cpu)
{
    return cpu->model->features & ARM_F(IWMMXT);
}

/* The blocks of the coprocessors that there are.  Of Wireless MMX nothing is in it before the
   thread has used it. */
static void put_coprocessors(uint8_t *at, const struct arm_cpu *cpu)
{
    if (has_wmmx(cpu)) {
        bool used = lx_arm_uses_wmmx(cpu);

        put32(at, used ? WMMX_MAGIC : DUMMY_MAGIC);
        put32(at + 4, WMMX_SIZE);
        if (used)
            lx_arm_put_wmmx(at + 8, cpu);
        at += WMMX_SIZE;
    }
    if (has_vfp(cpu))
        put_vfp(at, cpu);
}

/* 0, -EINVAL.  A block without Wireless MMX, for a thread that has used it since, changes nothing
   (the kernel refuses it); without any block such a thread has no good frame. */
static long get_coprocessors(const uint8_t *at, struct arm_cpu *cpu)
{
    uint32_t magic = get32(at);

    if (has_wmmx(cpu) && (lx_arm_uses_wmmx(cpu) || magic == DUMMY_MAGIC)) {
        if ((magic != WMMX_MAGIC && magic != DUMMY_MAGIC) || get32(at + 4) != WMMX_SIZE)
            return -EINVAL;
        if (magic == WMMX_MAGIC)
            lx_arm_get_wmmx(at + 8, cpu);
        at += WMMX_SIZE;
    }
    return has_vfp(cpu) ? get_vfp(at, cpu) : 0;
}

static void put_context(uint8_t *uc, struct task *task, lx_sigset saved)
{
    const struct arm_cpu *cpu = arm_const(task->cpu);
    struct lx_stack alt = lx_altstack_get(task, cpu->r[13]);
    const struct lx_fault *fault = &task->sig.fault;

    lx_stack_encode(uc + UC_STACK, &alt);
    if (fault->valid) {
        put32(uc + UC_REGS, 14);
        put32(uc + UC_REGS + 4, fault->error & 2 ? 0x817 : 0x17);
        put32(uc + UC_FAULT, (uint32_t)fault->address);
    }
    put32(uc + UC_REGS + 8, (uint32_t)saved);
    for (unsigned i = 0; i < 15; i++)
        put32(uc + UC_R0 + 4 * i, cpu->r[i]);
    put32(uc + UC_R0 + 60, (uint32_t)cpu->pc & ~1u);
    put32(uc + UC_CPSR, arm_get_cpsr(cpu));
    put32(uc + UC_SIGMASK, (uint32_t)saved);
    put32(uc + UC_SIGMASK + 4, (uint32_t)(saved >> 32));
    put_coprocessors(uc + UC_EXTRA, cpu);
}

/* Where the handler returns to: the program's restorer, or the trampoline that the kernel has. */
static uint32_t return_address(const struct lx_sigaction *action, bool rt)
{
    if (action->flags & SA_RESTORER_FLAG)
        return (uint32_t)action->restorer;
    if (action->handler & 1)
        return (LX_ARM_SIGRETURN + 16 + (rt ? 4 : 0)) | 1;
    return LX_ARM_SIGRETURN + (rt ? 8 : 0);
}

/*
 * In an FDPIC program handler and restorer are addresses of descriptors, which are two words.  The
 * handler becomes its code's address; where the restorer is one, so does it, with the descriptor in
 * the frame for it.  0, -EFAULT.
 */
static long take_descriptors(struct lx_sigaction *action, uint32_t *r9, struct frame *f, bool rt)
{
    uint8_t descriptor[8];

    if (lx_copy_from_guest(descriptor, action->handler, sizeof(descriptor)) < 0)
        return -EFAULT;
    action->handler = get32(descriptor);
    *r9 = get32(descriptor + 4);
    if (action->flags & SA_RESTORER_FLAG) {
        put32(f->retcode + RETCODE_FDPIC, (uint32_t)action->restorer);
        action->restorer = action->handler & 1 ? (LX_ARM_FDPIC_T32 + (rt ? 8 : 0)) | 1
                                               : LX_ARM_FDPIC_A32 + (rt ? 16 : 0);
    }
    return 0;
}

static void enter(struct arm_cpu *cpu, int sig, const struct lx_sigaction *action, gaddr sp,
                  bool rt)
{
    cpu->r[0] = (uint32_t)sig;
    if (rt) {
        cpu->r[1] = (uint32_t)sp;
        cpu->r[2] = (uint32_t)sp + LX_SIGINFO_SIZE;
    }
    cpu->r[13] = (uint32_t)sp;
    cpu->r[14] = return_address(action, rt);
    cpu->pc = (uint32_t)action->handler;
    cpu->itstate = 0;
    cpu->be = lx_process.arch->abi->big_endian && !cpu->be32;
    cpu->excl_addr = ARM_NO_EXCL;
}

long lx_arm_push_frame(struct task *task, int sig, const struct lx_sigaction *action,
                       const lx_siginfo *info, lx_sigset saved)
{
    struct arm_cpu *cpu = arm(task->cpu);
    bool rt = action->flags & SA_SIGINFO;
    size_t size = rt ? sizeof(struct frame) : SIGFRAME_SIZE;
    gaddr sp = (lx_frame_stack(task, action, cpu->r[13]) - size) & ~(gaddr)7;
    bool descriptors = (unsigned)personality(PERSONALITY_ASK) & FDPIC_FUNCPTRS;
    struct lx_sigaction entry = *action;
    uint32_t r9 = cpu->r[9];
    struct frame f;

    memset(&f, 0, sizeof(f));
    lx_siginfo_encode(f.info, info);
    put_context(f.uc, task, saved);
    if (descriptors && take_descriptors(&entry, &r9, &f, rt) < 0)
        return -EFAULT;
    if (!rt)
        put32(f.uc, OLD_FRAME_FLAGS);
    if (lx_copy_to_guest(sp, rt ? f.info : f.uc, size) < 0)
        return -EFAULT;
    lx_frame_pushed(task);
    enter(cpu, sig, &entry, sp, rt);
    cpu->r[9] = r9;
    return 0;
}

enum { MODE = 0x1f, MODE_USER = 0x10, IRQ_OFF = 0x80 }; /* of the CPSR */

long lx_arm_pop_frame(struct task *task, lx_sigset *mask)
{
    struct arm_cpu *cpu = arm(task->cpu);
    bool rt = lx_arm_call_number(cpu) != NR_SIGRETURN;
    uint8_t uc[UC_SIZE];
    gaddr sp = cpu->r[13];
    struct lx_stack alt;
    uint32_t cpsr;

    if ((sp & 7) || lx_copy_from_guest(uc, sp + (rt ? LX_SIGINFO_SIZE : 0), sizeof(uc)) < 0)
        return -EFAULT;
    cpsr = get32(uc + UC_CPSR);
    *mask = get32(uc + UC_SIGMASK) | (lx_sigset)get32(uc + UC_SIGMASK + 4) << 32;
    for (unsigned i = 0; i < 15; i++)
        cpu->r[i] = get32(uc + UC_R0 + 4 * i);
    cpu->pc = get32(uc + UC_R0 + 60) & ~1u;
    arm_set_cpsr(cpu, cpsr);
    if ((cpsr & MODE) != MODE_USER || (cpsr & IRQ_OFF))
        return -EFAULT;
    if (get_coprocessors(uc + UC_EXTRA, cpu) < 0)
        return -EFAULT;
    cpu->excl_addr = ARM_NO_EXCL;
    if (!rt)
        return 0;
    lx_stack_decode(&alt, uc + UC_STACK);
    /* Refused by rule while the restored sp is on the alternate stack, which is no error here. */
    lx_altstack_restore(task, &alt, cpu->r[13]);
    return 0;
}
