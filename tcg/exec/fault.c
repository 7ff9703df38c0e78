/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Host faults in guest code: from the host's registers to the precise guest state.
 *
 * In: the context of a synchronous signal.  Out: the guest registers in the CPU struct, and a
 * context that continues at the `leave` thunk, so that exec_run returns the trap.
 * Runs in a signal handler: reads the published records only, takes no lock, allocates nothing.
 */
#include "tcg/exec/cache.h"

#include <setjmp.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include "target/target.h"
#include "tcg/softfp/softfp.h"

/* Host register numbers (encoding order) to gregs. */
static const int greg_of[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                REG_R12, REG_R13, REG_R14, REG_R15};

/* The number of records at or before an offset. */
static uint32_t records_to(const struct region *r, uint32_t off)
{
    uint32_t lo = 0, hi = r->nfaults;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (r->faults[mid].off <= off)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static const struct code_fault *find_fault(const struct region *r, uint32_t off)
{
    for (uint32_t k = records_to(r, off); k-- && r->faults[k].off == off;)
        if (!(r->faults[k].count & CODE_TRAP))
            return &r->faults[k];
    return NULL;
}

/* The record of the floating point that the offset lies in. */
static const struct code_fault *find_trap(const struct region *r, uint32_t off)
{
    for (uint32_t k = records_to(r, off); k--;)
        if (r->faults[k].count & CODE_TRAP)
            return off - r->faults[k].off < (r->faults[k].count & CODE_TRAP_SIZE) ? &r->faults[k]
                                                                                  : NULL;
    return NULL;
}

/* A spill slot, or the guest slot that serves as one. */
static const void *spilled(const struct cpu_common *cpu, unsigned n)
{
    if (n < EXEC_SPILL_SLOTS)
        return cpu->spill[n];
    return (const uint8_t *)cpu + cpu->target->ir->slots[n - EXEC_SPILL_SLOTS].offset;
}

static uint64_t field(uint32_t f, uint64_t v)
{
    return (v >> CODE_FIELD_LSB(f) & (UINT64_MAX >> (64 - CODE_FIELD_LEN(f)))) << CODE_FIELD_SHL(f);
}

static void restore_slot(struct cpu_common *cpu, const struct region *r, const struct code_loc *l,
                         const ucontext_t *uc)
{
    const struct ir_slot *slot = &cpu->target->ir->slots[l->slot];
    uint8_t *dst = (uint8_t *)cpu + slot->offset;
    size_t size = ir_type_size(slot->type);
    uint64_t word[2] = {0, 0};
    switch (l->kind) {
    case CODE_LOC_GPR:
        word[0] = (uint64_t)uc->uc_mcontext.gregs[greg_of[l->reg]] + (uint64_t)(int32_t)l->konst;
        break;
    case CODE_LOC_XMM: memcpy(word, &uc->uc_mcontext.fpregs->_xmm[l->reg], 16); break;
    case CODE_LOC_SPILL:
        memcpy(word, spilled(cpu, l->reg), 16);
        word[0] += (uint64_t)(int32_t)l->konst;
        break;
    case CODE_LOC_GPR_FIELD:
        word[0] = field(l->konst, (uint64_t)uc->uc_mcontext.gregs[greg_of[l->reg]]);
        break;
    case CODE_LOC_SPILL_FIELD:
        memcpy(word, spilled(cpu, l->reg), 8);
        word[0] = field(l->konst, word[0]);
        break;
    case CODE_LOC_VCONST: word[1] = r->consts[l->konst + 1]; /* fall through */
    case CODE_LOC_CONST: word[0] = r->consts[l->konst]; break;
    }
    uint8_t bytes[16] = {0};
    memcpy(bytes, word, l->size);
    memcpy(dst, bytes, size);
}

/* ---- floating point ---- */

enum { TRAPS_A_LOOK = 256 };      /* so often the clock is looked at */
#define TRAPS_LEAST_NS   50000000 /* fewer ns for so many: at some 5 us each, they cost too much */
#define MXCSR_FLAGS      0x3fu
#define MXCSR_UNDERFLOW  0x10u
#define MXCSR_MASKS_AT   7
#define EFLAGS_COMPARE   0x8d5 /* that comparisons write: OF SF ZF AF PF CF */
#define EFLAGS_UNORDERED 0x45  /* ZF PF CF */

enum fp_level exec_fp_first(const struct exec *x)
{
    static const enum fp_level first[] = {FP_CHECKS, FP_TRAPS, FP_TRAPS, FP_MANY_TINY};
    return first[x->opt.fp_traps];
}

void exec_fpmode(const struct exec *x, uint64_t mode, struct ir_fpmode *fp)
{
    fp->many_tiny = x->fp_level == FP_MANY_TINY;
    fp->traps = x->fp_level != FP_CHECKS && backend_traps(fp);
    fp->underflowed = mode & TR_MODE_UNDERFLOWED;
}

unsigned exec_traps(struct exec *x, uint64_t mode)
{
    if (x->last_traps.level != x->fp_level || x->last_traps.mode != mode) {
        struct ir_fpmode fp = x->target->fpmode(mode);
        exec_fpmode(x, mode, &fp);
        x->last_traps.level = x->fp_level;
        x->last_traps.mode = mode;
        x->last_traps.traps = fp.traps ? backend_traps(&fp) : 0;
    }
    return x->last_traps.traps;
}

uint64_t exec_underflowed(const struct cpu_common *cpu, uint64_t mode)
{
    if (cpu->exec->fp_level != FP_MANY_TINY && cpu->exec->fp_level == exec_fp_first(cpu->exec))
        return 0;
    struct ir_fpmode fp = cpu->target->fpmode(mode);
    return cpu_fp_flags(cpu) & FP_UNDERFLOW && fp.tininess_before && !fp.flush_in && !fp.flush_out
               ? TR_MODE_UNDERFLOWED
               : 0;
}

static void count_trap(struct cpu_common *cpu, bool tiny)
{
    struct exec *x = cpu->exec;
    struct timespec now;
    if (x->opt.fp_traps >= 2 ||
        __atomic_add_fetch(&x->fp_count, 1, __ATOMIC_RELAXED) % TRAPS_A_LOOK)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ns = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
    int64_t since = __atomic_exchange_n(&x->fp_since, ns, __ATOMIC_RELAXED);
    if (!since || ns - since >= TRAPS_LEAST_NS)
        return;
    enum fp_level next = tiny && x->fp_level == FP_TRAPS ? FP_MANY_TINY : FP_CHECKS;
    __atomic_store_n(&x->fp_too_many, next, __ATOMIC_RELAXED);
    exec_kick(cpu);
}

static bool fp_trap(struct cpu_common *cpu, ucontext_t *uc)
{
    uintptr_t rip = uc->uc_mcontext.gregs[REG_RIP];
    const struct region *r = cache_find_host(cpu->exec, rip);
    const struct code_fault *f = r ? find_trap(r, (uint32_t)(rip - (uintptr_t)r->code)) : NULL;
    if (!f)
        return false;
    if (f->count & CODE_TRAP_UNORDERED) {
        if (!(f->count & CODE_TRAP_SILENT))
            cpu->fp_flags |= FP_INVALID;
        uc->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)EFLAGS_COMPARE;
        uc->uc_mcontext.gregs[REG_EFL] |= EFLAGS_UNORDERED;
    }
    uint32_t *mxcsr = &uc->uc_mcontext.fpregs->mxcsr;
    bool tiny = *mxcsr & ~(*mxcsr >> MXCSR_MASKS_AT) & MXCSR_UNDERFLOW;
    *mxcsr &= ~MXCSR_FLAGS | *mxcsr >> MXCSR_MASKS_AT; /* flags of unmasked ones mean nothing */
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)(r->code + f->first);
    count_trap(cpu, tiny);
    return true;
}

/* ---- all ---- */

static void lead_out(struct cpu_common *cpu, ucontext_t *uc, unsigned trap)
{
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)cpu->exec->thunks.leave;
    uc->uc_mcontext.gregs[REG_RAX] = trap;
}

bool exec_fault(struct cpu_common *cpu, siginfo_t *info, void *ucontext, unsigned trap)
{
    ucontext_t *uc = ucontext;
    const struct exec *x = cpu->exec;
    uintptr_t rip = uc->uc_mcontext.gregs[REG_RIP];
    const struct target *target = cpu->target;

    if (!cpu->running)
        return false;
    if (info->si_signo == SIGFPE && fp_trap(cpu, uc))
        return true;
    cpu->trap_addr = (uintptr_t)info->si_addr;
    cpu->trap_info = (uint32_t)info->si_code & 0x7fffffff;
    if (uc->uc_mcontext.gregs[REG_TRAPNO] == 14 && (uc->uc_mcontext.gregs[REG_ERR] & 2))
        cpu->trap_info |= UINT32_C(1) << 31;

    if (cpu->fault_env) {
        sigjmp_buf *env = cpu->fault_env;
        /* Who gets the trap puts the signal mask right, but what follows IR_TRAP_PIECES comes
           before that. */
        pthread_sigmask(SIG_SETMASK, &uc->uc_sigmask, NULL);
        siglongjmp(*env, (int)trap);
    }
    if (rip >= (uintptr_t)x->cache && rip < (uintptr_t)x->cache + x->cache_size) {
        const struct region *r = cache_find_host(x, rip);
        const struct code_fault *f = r ? find_fault(r, rip - (uintptr_t)r->code) : NULL;
        if (!f)
            return false;
        for (uint32_t i = 0; i < (f->count & ~CODE_PIECES); i++)
            restore_slot(cpu, r, &r->locs[f->first + i], uc);
        target->set_pc(cpu, r->pc + (uint64_t)(int64_t)f->pc);
        lead_out(cpu, uc, f->count & CODE_PIECES ? IR_TRAP_PIECES : trap);
        return true;
    }
    if (cpu->helper_pc) {
        /* In a helper: the state is in memory already.  Its stack frames are dropped together with
           the hints of the shadow return stack. */
        target->set_pc(cpu, cpu->helper_pc);
        cpu->helper_pc = 0;
        uc->uc_mcontext.gregs[REG_RBP] = (greg_t)((uintptr_t)cpu + target->ir->state_bias);
        uc->uc_mcontext.gregs[REG_RSP] = (greg_t)cpu->shadow_top;
        lead_out(cpu, uc, trap);
        return true;
    }
    return false;
}
