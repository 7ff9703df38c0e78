/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The arm64 signal frame.  Rules: Linux arch/arm64/kernel/signal.c and
 * include/uapi/asm/sigcontext.h; offsets are the kernel's.
 *
 * From the frame's sp upwards: siginfo, ucontext (with sigcontext and its records), then the frame
 * record (x29, x30) for unwinders.
 */
#include "linux-user/aarch64/abi.h"

#include "linux-user/space.h"
#include "linux-user/task.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FPSIMD_MAGIC 0x46508001u
#define ESR_MAGIC    0x45535201u
#define RECORDS_SIZE 4096

struct record {
    uint32_t magic, size;
};

struct fpsimd_record {
    struct record head;
    uint32_t fpsr, fpcr;
    uint64_t v[32][2];
};

struct esr_record {
    struct record head;
    uint64_t esr;
};

struct a64_stack {
    uint64_t sp;
    int32_t flags;
    uint32_t pad;
    uint64_t size;
};

struct a64_sigcontext {
    uint64_t fault_address;
    uint64_t regs[31];
    uint64_t sp, pc, pstate;
    uint64_t align;
    uint8_t records[RECORDS_SIZE];
};

struct a64_ucontext {
    uint64_t flags, link;
    struct a64_stack stack;
    uint64_t sigmask;
    uint8_t unused[120];
    uint64_t align;
    struct a64_sigcontext mc;
};

struct a64_frame {
    uint8_t siginfo[128];
    struct a64_ucontext uc;
};

_Static_assert(sizeof(struct fpsimd_record) == 528, "fpsimd_context");
_Static_assert(offsetof(struct a64_ucontext, mc) == 176, "uc_mcontext");
_Static_assert(offsetof(struct a64_sigcontext, records) == 288, "sigcontext.__reserved");
_Static_assert(sizeof(struct a64_frame) == 4688, "rt_sigframe");

/* The records in use end with a zero one; behind it the kernel leaves the stack as it is. */
#define RECORDS_USED                                                                               \
    (sizeof(struct fpsimd_record) + sizeof(struct esr_record) + sizeof(struct record))

static void put_records(uint8_t *at, const struct a64_cpu *cpu, bool fault, uint64_t esr)
{
    struct fpsimd_record fp = {.head = {FPSIMD_MAGIC, sizeof(fp)}};

    fp.fpsr = a64_get_fpsr(cpu);
    fp.fpcr = a64_get_fpcr(cpu);
    memcpy(fp.v, cpu->v, sizeof(fp.v));
    memcpy(at, &fp, sizeof(fp));
    at += sizeof(fp);
    if (fault) {
        struct esr_record e = {.head = {ESR_MAGIC, sizeof(e)}, .esr = esr};

        memcpy(at, &e, sizeof(e));
    }
}

static void put_context(struct a64_frame *f, struct task *task, int sig, const lx_siginfo *info,
                        lx_sigset saved)
{
    const struct a64_cpu *cpu = a64_const(task->cpu);
    struct lx_stack alt = lx_altstack_get(task, cpu->sp);
    const struct lx_fault *fault = &task->sig.fault;

    f->uc.stack = (struct a64_stack){alt.sp, (int32_t)alt.flags, 0, alt.size};
    f->uc.sigmask = saved;
    memcpy(f->uc.mc.regs, cpu->x, sizeof(cpu->x));
    f->uc.mc.sp = cpu->sp;
    f->uc.mc.pc = cpu->pc;
    f->uc.mc.pstate = a64_get_pstate(cpu);
    if (fault->valid)
        f->uc.mc.fault_address = fault->address;
    put_records(f->uc.mc.records, cpu, fault->valid,
                fault->valid ? lx_a64_esr(task, sig, info) : 0);
}

/* Writes the part of the frame that is in use. */
static long write_frame(gaddr sp, struct a64_frame *f, const lx_siginfo *info)
{
    size_t size = offsetof(struct a64_frame, uc.mc.records) + RECORDS_USED;

    memcpy(f->siginfo, info, sizeof(f->siginfo));
    return lx_copy_to_guest(sp, f, size);
}

long lx_a64_push_frame(struct task *task, int sig, const struct lx_sigaction *action,
                       const lx_siginfo *info, lx_sigset saved)
{
    struct a64_cpu *cpu = a64(task->cpu);
    gaddr top = lx_frame_stack(task, action, cpu->sp);
    gaddr record = (top & ~(gaddr)15) - 16;
    gaddr sp = record - ((sizeof(struct a64_frame) + 15) & ~(size_t)15);
    uint64_t link[2] = {cpu->x[29], cpu->x[30]};
    struct a64_frame f;
    long result;

    memset(&f, 0, offsetof(struct a64_frame, uc.mc.records) + RECORDS_USED);
    put_context(&f, task, sig, info, saved);
    result = write_frame(sp, &f, info);
    if (result == 0)
        result = lx_copy_to_guest(record, link, sizeof(link));
    if (result < 0)
        return result;
    lx_frame_pushed(task);
    cpu->x[0] = (uint64_t)sig;
    if (action->flags & SA_SIGINFO) {
        cpu->x[1] = sp;
        cpu->x[2] = sp + offsetof(struct a64_frame, uc);
    }
    cpu->x[29] = record;
    cpu->x[30] =
        action->flags & 0x04000000 /* SA_RESTORER */ ? action->restorer : lx_process.vdso_sigreturn;
    cpu->sp = sp;
    cpu->pc = action->handler;
    a64_set_btype(cpu, A64_BTYPE_CALL);
    cpu->excl_addr = A64_NO_EXCL;
    return 0;
}

/* Reads the records; -EINVAL for a malformed list, as the kernel's parse_user_sigframe. */
static long get_records(const uint8_t *records, struct fpsimd_record *fp)
{
    size_t at = 0;
    bool have_fp = false;
    struct record head;

    for (;;) {
        if (RECORDS_SIZE - at < sizeof(head))
            return -EINVAL;
        memcpy(&head, records + at, sizeof(head));
        if (!head.magic)
            return head.size || !have_fp ? -EINVAL : 0;
        if (head.size < sizeof(head) || head.size > RECORDS_SIZE - at || (head.size & 15))
            return -EINVAL;
        switch (head.magic) {
        case FPSIMD_MAGIC:
            if (have_fp || head.size != sizeof(*fp))
                return -EINVAL;
            memcpy(fp, records + at, sizeof(*fp));
            have_fp = true;
            break;
        case ESR_MAGIC: break;
        default: return -EINVAL;
        }
        at += head.size;
    }
}

/* May a program have this PSTATE?  Only that of EL0, 64-bit, with no exceptions masked. */
static bool may_have(uint64_t pstate)
{
    enum { MODE = 0xf, MODE_32 = 0x10, DAIF = 0x3c0 };

    return !(pstate & (MODE | MODE_32 | DAIF));
}

long lx_a64_pop_frame(struct task *task, lx_sigset *mask)
{
    const uint32_t flags = (uint32_t)0xf << 28;
    struct a64_cpu *cpu = a64(task->cpu);
    struct a64_frame f;
    struct fpsimd_record fp;
    gaddr sp = cpu->sp;
    uint32_t pstate;

    if ((sp & 15) || lx_copy_from_guest(&f, sp, sizeof(f)) < 0)
        return -EFAULT;
    pstate = (uint32_t)f.uc.mc.pstate;
    *mask = f.uc.sigmask;
    memcpy(cpu->x, f.uc.mc.regs, sizeof(cpu->x));
    cpu->sp = f.uc.mc.sp;
    cpu->pc = f.uc.mc.pc;
    a64_set_pstate(cpu, may_have(pstate) ? pstate : pstate & flags);
    if (!may_have(pstate) || get_records(f.uc.mc.records, &fp) < 0)
        return -EFAULT;
    memcpy(cpu->v, fp.v, sizeof(cpu->v));
    a64_set_fpsr(cpu, fp.fpsr);
    a64_set_fpcr(cpu, fp.fpcr);
    cpu->excl_addr = A64_NO_EXCL;

    struct lx_stack alt = {f.uc.stack.sp, f.uc.stack.size, (uint32_t)f.uc.stack.flags};

    /* Refused by rule while the restored sp is on the alternate stack, which is no error here. */
    lx_altstack_restore(task, &alt, cpu->sp);
    return 0;
}

/* arch/arm64/kernel/traps.c, arm64_notify_segfault: MAPERR only where nothing is mapped above. */
void lx_a64_bad_frame(const struct task *task, lx_siginfo *info)
{
    gaddr sp = a64(task->cpu)->sp;
    struct space_region above;

    info->si_code = space_find(lx_process.space, sp, &above) ? SEGV_ACCERR : SEGV_MAPERR;
    info->si_addr = lx_ptr(sp);
}
