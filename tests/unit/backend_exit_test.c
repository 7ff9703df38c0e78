/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leaving and entering compiled regions: chaining, the jump cache, calls and returns on the shadow
 * stack, faults with their records, polls, traps.
 *
 * In: regions as text, by guest pc.  Out: TAP.  A small run loop stands for tcg/exec.
 */
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include "tcg/back/backend.h"
#include "tests/unit/ir_run.h"
#include "tests/unit/tap.h"

static struct tap t;

enum { CACHE = 1 << 20, STACK = 1 << 16, GUEST_STACK = 1 << 24 };

struct piece {
    uint64_t pc;
    const char *text; /* blocks; the region line is added */
    struct code_out out;
    bool compiled;
};

static struct machine {
    struct ir_test_cpu cpu;
    struct backend *b;
    struct code_thunks thunks;
    uint8_t *cache, *next, *stack;
    unsigned lookups;
} m;

/* fib(x0) -> x0; link x6, guest stack x1. */
static struct piece program[] = {
    {.pc = 0x1000,
     .text = "b0: pc=0x1000\n"
             "  v1:i64 = get x0\n"
             "  v2:i64 = const 2\n"
             "  v3:i32 = cmp.ltu:i64 v1, v2\n"
             "  brcond v3, b1, b2\n"
             "b1: pc=0x1000\n"
             "  v5:i64 = get x6\n"
             "  exit_ret v5\n"
             "b2: pc=0x1000\n"
             "  v7:i64 = get x1\n"
             "  v8:i64 = const -32\n"
             "  v9:i64 = add v7, v8\n"
             "  v10:i64 = get x6\n"
             "  st.i64:i64 v9, v10, 0 @0x1000{x1=v9}\n"
             "  st.i64:i64 v9, v1, 8 @0x1004{x1=v9}\n"
             "  v13:i64 = const -1\n"
             "  v14:i64 = add v1, v13\n"
             "  v15:i64 = const 0x1100\n"
             "  set x0, v14\n"
             "  set x1, v9\n"
             "  set x6, v15\n"
             "  exit_call v15, 0x1000\n"},
    {.pc = 0x1100,
     .text = "b0: pc=0x1100\n"
             "  v1:i64 = get x1\n"
             "  v2:i64 = get x0\n"
             "  st.i64:i64 v1, v2, 16 @0x1100{}\n"
             "  v4:i64 = ld.i64 v1, 8 @0x1104{}\n"
             "  v5:i64 = const -2\n"
             "  v6:i64 = add v4, v5\n"
             "  v7:i64 = const 0x1200\n"
             "  v8:i64 = const 0x1000\n"
             "  set x0, v6\n"
             "  set x6, v7\n"
             "  exit_calli v8, v7\n"},
    {.pc = 0x1200,
     .text = "b0: pc=0x1200\n"
             "  v1:i64 = get x1\n"
             "  v2:i64 = get x0\n"
             "  v3:i64 = ld.i64 v1, 16 @0x1200{}\n"
             "  v4:i64 = add v2, v3\n"
             "  v5:i64 = ld.i64 v1, 0 @0x1204{x0=v4}\n"
             "  v6:i64 = const 32\n"
             "  v7:i64 = add v1, v6\n"
             "  set x0, v4\n"
             "  set x1, v7\n"
             "  set x6, v5\n"
             "  exit_ret v5\n"},
    {.pc = 0x2000,
     .text = "b0: pc=0x2000\n"
             "  v1:i64 = const 0x2004\n"
             "  set x6, v1\n"
             "  exit_call v1, 0x1000\n"},
    {.pc = 0x2004,
     .text = "b0: pc=0x2004\n"
             "  v1:i64 = get x0\n"
             "  exit_trap/0x14 v1, 0x2008\n"},
    /* x0 = x0 + ... + 1, recursively: deeper than the shadow stack */
    {.pc = 0x3000,
     .text = "b0: pc=0x3000\n"
             "  v1:i64 = const 0x2004\n"
             "  set x6, v1\n"
             "  exit_call v1, 0x3100\n"},
    {.pc = 0x3100,
     .text = "b0: pc=0x3100\n"
             "  v1:i64 = get x0\n"
             "  v2:i64 = const 0\n"
             "  v3:i32 = cmp.eq:i64 v1, v2\n"
             "  brcond v3, b1, b2\n"
             "b1: pc=0x3100\n"
             "  v5:i64 = get x6\n"
             "  exit_ret v5\n"
             "b2: pc=0x3100\n"
             "  v7:i64 = get x1\n"
             "  v8:i64 = const -32\n"
             "  v9:i64 = add v7, v8\n"
             "  v10:i64 = get x6\n"
             "  st.i64:i64 v9, v10, 0 @0x3100{x1=v9}\n"
             "  st.i64:i64 v9, v1, 8 @0x3104{x1=v9}\n"
             "  v13:i64 = const -1\n"
             "  v14:i64 = add v1, v13\n"
             "  v15:i64 = const 0x3200\n"
             "  set x0, v14\n"
             "  set x1, v9\n"
             "  set x6, v15\n"
             "  exit_call v15, 0x3100\n"},
    {.pc = 0x3200,
     .text = "b0: pc=0x3200\n"
             "  v1:i64 = get x1\n"
             "  v2:i64 = get x0\n"
             "  v3:i64 = ld.i64 v1, 8 @0x3200{}\n"
             "  v4:i64 = add v2, v3\n"
             "  v5:i64 = ld.i64 v1, 0 @0x3204{x0=v4}\n"
             "  v6:i64 = const 32\n"
             "  v7:i64 = add v1, v6\n"
             "  set x0, v4\n"
             "  set x1, v7\n"
             "  set x6, v5\n"
             "  exit_ret v5\n"},
    /* indirect jumps: x0 counts down */
    {.pc = 0x4000,
     .text = "b0: pc=0x4000\n"
             "  v1:i64 = get x0\n"
             "  v2:i64 = const 1\n"
             "  v3:i64 = sub v1, v2\n"
             "  v4:i64 = const 0\n"
             "  v5:i32 = cmp.ne:i64 v3, v4\n"
             "  v6:i64 = const 0x4000\n"
             "  v7:i64 = const 0x2004\n"
             "  v8:i64 = select v5, v6, v7\n"
             "  set x0, v3\n"
             "  exit_ind v8\n"},
    /* a fault with everything on the way: registers, constants, swapped slots */
    {.pc = 0x5000,
     .text = "b0: pc=0x5000\n"
             "  v1:i64 = get x0\n"
             "  v2:i64 = get x1\n"
             "  v3:i64 = const 77\n"
             "  v4:i64 = add v1, v3\n"
             "  v5:v128 = get v0\n"
             "  v6:v128 = vnot v5\n"
             "  v7:i64 = const 16\n"
             "  v8:i64 = ld.i64 v7, 0 @0x5008{x0=v2, x1=v1, x2=v3, x3=v4, v1=v6, v2=v5}\n"
             "  set x4, v8\n"
             "  exit_pc 0x2004\n"},
    {.pc = 0x6000, /* never ends but for the poll */
     .text = "b0: pc=0x6000\n"
             "  v1:i64 = get x0\n"
             "  br b1(v1)\n"
             "b1: pc=0x6000 depth=1\n"
             "  v3:i64 = param\n"
             "  v4:i64 = const 1\n"
             "  v5:i64 = add v3, v4\n"
             "  v6:i64 = const 1000\n"
             "  v7:i32 = cmp.eq:i64 v5, v6\n"
             "  v8:i64 = const 5\n"
             "  trapif/0x15 v7, v8 @0x6004{x0=v5}\n"
             "  poll @0x6008{x0=v5}\n"
             "  br b1(v5)\n"},
    /* sums in snapshots: of what is in a register or in the state */
    {.pc = 0x7000,
     .text = "b0: pc=0x7000\n"
             "  v1:i64 = get x0\n"
             "  v2:i64 = get x1\n"
             "  v3:i64 = const 3\n"
             "  v4:i64 = mul v1, v3\n"
             "  v5:i64 = const 16\n"
             "  v6:i64 = ld.i64 v5, 0 @0x7008{x0=v2+32767, x1=v1-32768, x2=v4+1, x3=v4}\n"
             "  set x4, v6\n"
             "  exit_pc 0x2004\n"},
    {.pc = 0x8000,
     .text = "b0: pc=0x8000\n"
             "  v1:i64 = get x0\n"
             "  v2:i64 = get x1\n"
             "  v3:i64 = const 1\n"
             "  v4:i64 = add v1, v3\n"
             "  v5:i32 = cmp.ne:i64 v1, v3\n"
             "  v6:i64 = const 5\n"
             "  trapif/0x15 v5, v6 @0x8004{x0=v4+2, x1=v2-8, x2=v1+100}\n"
             "  set x0, v4\n"
             "  exit_pc 0x2004\n"},
    /* fields */
    {.pc = 0x9000,
     .text = "b0: pc=0x9000\n"
             "  v1:i64 = get x0\n"
             "  v2:i64 = get x1\n"
             "  v3:i64 = not v1\n"
             "  v4:i64 = const 16\n"
             "  v5:i64 = ld.i64 v4, 0 @0x9008*{x0=v3[8, 16, 0], x1=v1[4, 60, 0], x2=v2[0, 8, 56],"
             " x3=v3[0, 64, 8]}\n"
             "  set x4, v5\n"
             "  exit_pc 0x2004\n"},
    {.pc = 0xa000,
     .text = "b0: pc=0xa000\n"
             "  v1:i64 = get x0\n"
             "  v2:i64 = get x1\n"
             "  v3:i64 = not v1\n"
             "  v4:i32 = cmp.ne:i64 v1, v2\n"
             "  trapif/0x15 v4, v1 @0xa004{x0=v3[8, 16, 0], x1=v1[4, 60, 0], x2=v2[0, 8, 56],"
             " x3=v3[0, 64, 8]}\n"
             "  set x0, v3\n"
             "  exit_pc 0x2004\n"},
    /* what is only in another guest register's place, and stays there, or does not (x3) */
    {.pc = 0xb000,
     .text =
         "b0: pc=0xb000\n"
         "  v1:i64 = get x0\n"
         "  v2:i64 = get x1\n"
         "  v3:i64 = get x2\n"
         "  v4:v128 = get v0\n"
         "  v5:i64 = get x3\n"
         "  v6:i64 = get x7\n"
         "  br b1(v1)\n"
         "b1: pc=0xb000 depth=1\n"
         "  v7:i64 = param\n"
         "  v8:i64 = const 1\n"
         "  v9:i64 = add v7, v8\n"
         "  v0:i64 = const 0\n"
         "  v10:i32 = cmp.ne:i64 v6, v0\n"
         "  trapif/0x15 v10, v9 @0xb000{x0=v9, x3=v2, x4=v2+5, x5=v3, x6=v5, v1=v4}\n"
         "  v11:i64 = const 16\n"
         "  v12:i64 = ld.i64 v11, 0 @0xb004{x0=v9, x3=v2, x4=v2[1, 8, 8], x5=v3, x6=v5, v1=v4}\n"
         "  br b1(v12)\n"},
};

static struct piece *find(uint64_t pc)
{
    for (unsigned k = 0; k < G_N_ELEMENTS(program); k++)
        if (program[k].pc == pc)
            return &program[k];
    return NULL;
}

static void *compiled(uint64_t pc)
{
    struct piece *p = find(pc);
    if (!p)
        return NULL;
    if (!p->compiled) {
        struct ir_region r;
        char *error = NULL;
        g_autofree char *text =
            g_strdup_printf("region pc=0x%lx mode=0 state_done\n%s", (unsigned long)pc, p->text);
        ir_region_init(&r, &ir_test_guest);
        if (!ir_parse(&r, text, &error)) {
            printf("# %s\n", error);
            exit(1);
        }
        p->out = (struct code_out){.code = m.next, .cap = (size_t)(m.cache + CACHE - m.next)};
        if (!backend_compile(m.b, &r, &p->out))
            exit(1);
        m.next += (p->out.size + 63) & ~(size_t)63;
        /* the records are only valid until the next compile */
        p->out.exits = g_memdup2(p->out.exits, p->out.nexits * sizeof *p->out.exits);
        p->out.faults = g_memdup2(p->out.faults, p->out.nfaults * sizeof *p->out.faults);
        p->out.locs = g_memdup2(p->out.locs, p->out.nlocs * sizeof *p->out.locs);
        p->out.consts = g_memdup2(p->out.consts, p->out.nconsts * 8);
        p->compiled = true;
        ir_region_free(&r);
    }
    return p->out.code + p->out.entry;
}

static unsigned run(uint64_t pc)
{
    const struct code_exit *exit = NULL;
    struct piece *from = NULL;
    m.cpu.pc = pc;
    m.lookups = 0;
    for (;;) {
        void *code = compiled(m.cpu.pc);
        if (!code)
            return IR_TRAP_FETCH;
        if (from && exit)
            backend_chain(&m.thunks, from->out.code, exit, code);
        /* One time in its own place, one time in the other one. */
        struct exec_jump *j =
            &m.cpu.common
                 .jumps[((m.cpu.pc >> 2) & ((1 << EXEC_JUMP_CACHE_BITS) - 1)) ^ (m.lookups & 1)];
        *j = (struct exec_jump){.pc = m.cpu.pc, .code = (uintptr_t)code};
        m.cpu.common.chain_from = 0;
        unsigned trap = m.thunks.enter(&m.cpu, code);
        from = NULL;
        for (unsigned k = 0; !from && k < G_N_ELEMENTS(program); k++)
            if (program[k].compiled && ir_test_left(&m.cpu, &program[k].out, program[k].pc, &exit))
                from = &program[k];
        if (trap != IR_TRAP_LOOKUP)
            return trap;
        m.lookups++;
    }
}

static uint64_t field(uint64_t v, uint32_t f)
{
    return (v >> CODE_FIELD_LSB(f) & (UINT64_MAX >> (64 - CODE_FIELD_LEN(f)))) << CODE_FIELD_SHL(f);
}

static const void *spilled(unsigned n)
{
    return n < EXEC_SPILL_SLOTS ? (const char *)m.cpu.common.spill[n]
                                : (const char *)&m.cpu + ir_test_slots[n - EXEC_SPILL_SLOTS].offset;
}

static void on_segv(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    greg_t *g = uc->uc_mcontext.gregs;
    static const int greg_of[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                    REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                    REG_R12, REG_R13, REG_R14, REG_R15};
    (void)sig, (void)info;
    for (unsigned k = 0; k < G_N_ELEMENTS(program); k++) {
        const struct code_out *o = &program[k].out;
        for (uint32_t f = 0; program[k].compiled && f < o->nfaults; f++) {
            if ((uintptr_t)g[REG_RIP] != (uintptr_t)o->code + o->faults[f].off)
                continue;
            for (uint32_t l = 0; l < (o->faults[f].count & ~CODE_PIECES); l++) {
                const struct code_loc *loc = &o->locs[o->faults[f].first + l];
                const struct ir_slot *slot = &ir_test_slots[loc->slot];
                uint64_t w[2] = {0};
                switch (loc->kind) {
                case CODE_LOC_GPR:
                    w[0] = (uint64_t)g[greg_of[loc->reg]] + (uint64_t)(int32_t)loc->konst;
                    break;
                case CODE_LOC_XMM: memcpy(w, &uc->uc_mcontext.fpregs->_xmm[loc->reg], 16); break;
                case CODE_LOC_SPILL:
                    memcpy(w, spilled(loc->reg), 16);
                    w[0] += (uint64_t)(int32_t)loc->konst;
                    break;
                case CODE_LOC_GPR_FIELD: w[0] = field(g[greg_of[loc->reg]], loc->konst); break;
                case CODE_LOC_SPILL_FIELD:
                    memcpy(w, spilled(loc->reg), 8);
                    w[0] = field(w[0], loc->konst);
                    break;
                case CODE_LOC_VCONST: w[1] = o->consts[loc->konst + 1]; /* fall through */
                default: w[0] = o->consts[loc->konst]; break;
                }
                memcpy((char *)&m.cpu + slot->offset, w, ir_type_size(slot->type));
            }
            m.cpu.pc = program[k].pc + (uint64_t)(int64_t)o->faults[f].pc;
            g[REG_RIP] = (greg_t)m.thunks.leave;
            g[REG_RAX] = o->faults[f].count & CODE_PIECES ? IR_TRAP_PIECES : IR_TRAP_SEGV;
            return;
        }
    }
    _exit(99);
}

static void setup(void)
{
    size_t used;
    const int prot = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS;
    m.cache = mmap(NULL, CACHE, prot | PROT_EXEC, flags, -1, 0);
    m.b = backend_new(&ir_test_guest, m.cache, CACHE, &used, &m.thunks);
    m.next = m.cache + ((used + 63) & ~(size_t)63);
    m.stack = mmap(NULL, STACK, prot, flags, -1, 0);
    struct cpu_common *c = &m.cpu.common;
    ir_test_shadow(&m.cpu, &m.thunks, m.stack, STACK);
    c->jumps = g_new(struct exec_jump, 1 << EXEC_JUMP_CACHE_BITS);
    memset(c->jumps, 0xff, sizeof *c->jumps << EXEC_JUMP_CACHE_BITS);
    c->mxcsr = 0x1f80;
    struct sigaction sa = {.sa_sigaction = on_segv, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t ss = {.ss_sp = g_malloc(1 << 16), .ss_size = 1 << 16};
    sigaltstack(&ss, NULL);
    sigaction(SIGSEGV, &sa, NULL);
}

int main(void)
{
    setup();
    uint8_t *stack =
        mmap(NULL, GUEST_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    m.cpu.x[1] = (uintptr_t)stack + GUEST_STACK;

    m.cpu.x[0] = 20;
    unsigned trap = run(0x2000);
    tap_ok(&t, trap == 20 && m.cpu.common.trap_arg == 6765 && m.cpu.pc == 0x2008,
           "calls and returns");
    tap_ok(&t, m.lookups < 20, "%u look-ups", m.lookups);
    tap_ok(&t, m.cpu.common.shadow_sp == m.cpu.common.shadow_top, "the shadow stack is balanced");

    m.cpu.x[0] = 100000;
    trap = run(0x3000);
    tap_ok(&t, trap == 20 && m.cpu.common.trap_arg == 5000050000, "deeper than the shadow stack");

    m.cpu.x[0] = 1000;
    trap = run(0x4000);
    tap_ok(&t, trap == 20 && m.lookups < 4, "indirect jumps, %u look-ups", m.lookups);

    m.cpu.x[0] = 1;
    m.cpu.x[1] = 2;
    m.cpu.v[0][0] = 3;
    m.cpu.v[0][1] = 4;
    trap = run(0x5000);
    tap_ok(&t, trap == IR_TRAP_SEGV && m.cpu.pc == 0x5008, "a fault");
    tap_ok(&t, m.cpu.x[0] == 2 && m.cpu.x[1] == 1 && m.cpu.x[2] == 77 && m.cpu.x[3] == 78,
           "its integer registers");
    tap_ok(&t, m.cpu.v[1][0] == ~3ul && m.cpu.v[1][1] == ~4ul && m.cpu.v[2][0] == 3,
           "its vector registers");

    m.cpu.x[0] = 10;
    trap = run(0x6000);
    tap_ok(&t, trap == 21 && m.cpu.x[0] == 1000 && m.cpu.common.trap_arg == 5 && m.cpu.pc == 0x6004,
           "trapif in a loop");
    m.cpu.x[0] = 1;
    m.cpu.x[1] = 2;
    trap = run(0x7000);
    tap_ok(&t,
           trap == IR_TRAP_SEGV && m.cpu.x[0] == 32769 && m.cpu.x[1] == -32767ul &&
               m.cpu.x[2] == 4 && m.cpu.x[3] == 3,
           "sums in the snapshot of a fault");
    m.cpu.x[0] = 10;
    m.cpu.x[1] = 2;
    trap = run(0x8000);
    tap_ok(&t, trap == 21 && m.cpu.x[0] == 13 && m.cpu.x[1] == -6ul && m.cpu.x[2] == 110,
           "sums in the snapshot of a trap");
    for (unsigned k = 0; k < 2; k++) {
        m.cpu.x[0] = 0x8123456789abcdef;
        m.cpu.x[1] = 0x1111111111111177;
        trap = run(k ? 0xa000 : 0x9000);
        tap_ok(&t,
               trap == (k ? 21 : IR_TRAP_PIECES) && m.cpu.x[0] == 0x5432 &&
                   m.cpu.x[1] == 0x08123456789abcde && m.cpu.x[2] == 0x7700000000000000 &&
                   m.cpu.x[3] == 0xdcba987654321000,
               "fields in the snapshot of a %s", k ? "trap" : "fault");
    }
    for (unsigned asked = 0; asked < 2; asked++) {
        for (unsigned k = 0; k < 8; k++)
            m.cpu.x[k] = 10 * k;
        m.cpu.x[7] = asked;
        trap = run(0xb000);
        tap_ok(&t,
               trap == (asked ? 21 : IR_TRAP_SEGV) && m.cpu.x[0] == 1 && m.cpu.x[1] == 10 &&
                   m.cpu.x[2] == 20 && m.cpu.x[3] == 10 && m.cpu.x[4] == (asked ? 15 : 5 << 8) &&
                   m.cpu.x[5] == 20 && m.cpu.x[6] == 30 && m.cpu.v[1][1] == 4,
               "other registers in the snapshot of a %s", asked ? "trap" : "fault");
    }
    m.cpu.common.exit_request = 1;
    trap = run(0x6000);
    tap_ok(&t, trap == IR_TRAP_INTERRUPT && m.cpu.pc == 0x6000, "poll at the entry");
    return tap_done(&t);
}
