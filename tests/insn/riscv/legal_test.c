/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which words are instructions: hints change no register, reserved fields that are to be ignored
 * are, reserved encodings and those of the other width are illegal.
 *
 * In: words, worked out from the manual's opcode maps and lists of hints.  Out: TAP.
 */
#include <glib.h>
#include <string.h>
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/tap.h"

enum { NOTHING, ILLEGAL, SOMETHING };
enum { RV32 = 1, RV64 = 2, BOTH = 3 };

struct row {
    uint32_t word;
    uint8_t does, widths;
    const char *name;
};

static const struct row rows[] = {
    /* hints of 32 bits */
    {0xfffff037, NOTHING, BOTH, "LUI x0"},
    {0x12345017, NOTHING, BOTH, "AUIPC x0"},
    {0x00500013, NOTHING, BOTH, "ADDI x0, x0, 5"},
    {0x00058013, NOTHING, BOTH, "ADDI x0, a1, 0"},
    {0x00f57013, NOTHING, BOTH, "ANDI x0"},
    {0x00054013, NOTHING, BOTH, "XORI x0"},
    {0x00056013, NOTHING, BOTH, "PREFETCH.I"},
    {0x00052013, NOTHING, BOTH, "SLTI x0"},
    {0x00153013, NOTHING, BOTH, "SLTIU x0"},
    {0x01f01013, NOTHING, BOTH, "SLLI x0, x0, 31"},
    {0x40705013, NOTHING, BOTH, "SRAI x0, x0, 7"},
    {0x0015001b, NOTHING, RV64, "ADDIW x0"},
    {0x00b5003b, NOTHING, RV64, "ADDW x0"},
    {0x00200033, NOTHING, BOTH, "NTL.P1"},
    {0x00500033, NOTHING, BOTH, "NTL.ALL"},
    {0x00b53033, NOTHING, BOTH, "SLTU x0"},
    {0x02b50033, NOTHING, BOTH, "MUL x0"},
    {0x02054033, NOTHING, BOTH, "DIV x0, a0, x0"},
    /* fences: their reserved fields are ignored */
    {0x8330000f, NOTHING, BOTH, "FENCE.TSO"},
    {0x5330000f, NOTHING, BOTH, "FENCE with a reserved mode"},
    {0x0ff5058f, NOTHING, BOTH, "FENCE with registers"},
    {0x0000000f, NOTHING, BOTH, "FENCE 0, 0"},
    {0x0000300f, ILLEGAL, BOTH, "MISC-MEM of a reserved function"},
    /* hints of 16 bits */
    {0x0015, NOTHING, BOTH, "C.NOP 5"},
    {0x0501, NOTHING, BOTH, "C.ADDI a0, 0"},
    {0x4015, NOTHING, BOTH, "C.LI x0, 5"},
    {0x6015, NOTHING, BOTH, "C.LUI x0, 5"},
    {0x802a, NOTHING, BOTH, "C.MV x0, a0"},
    {0x900a, NOTHING, BOTH, "C.NTL.P1"},
    {0x902a, NOTHING, BOTH, "C.ADD x0, a0"},
    {0x000e, NOTHING, BOTH, "C.SLLI x0, 3"},
    {0x0502, NOTHING, BOTH, "C.SLLI64 a0"},
    {0x8101, NOTHING, BOTH, "C.SRLI64 a0"},
    {0x8501, NOTHING, BOTH, "C.SRAI64 a0"},
    /* reserved encodings of 16 bits */
    {0x0004, ILLEGAL, BOTH, "C.ADDI4SPN of 0"},
    {0x6501, ILLEGAL, BOTH, "C.LUI a0, 0"},
    {0x6301, ILLEGAL, BOTH, "C.LUI t1, 0"},
    {0x6901, ILLEGAL, BOTH, "C.LUI s2, 0"},
    {0x6002, ILLEGAL, RV64, "C.LDSP of x0"},
    {0x2001, ILLEGAL, RV64, "C.ADDIW of x0"},
    {0x8002, ILLEGAL, BOTH, "C.JR of x0"},
    {0x9d79, ILLEGAL, BOTH, "unary operation 6 of 16 bits"},
    {0x9d7d, ILLEGAL, BOTH, "unary operation 7 of 16 bits"},
    {0x9d71, ILLEGAL, RV32, "C.ZEXT.W"},
    {0x9d0d, ILLEGAL, RV32, "C.SUBW"},
    {0x1502, ILLEGAL, RV32, "C.SLLI a0, 32"},
    {0x9101, ILLEGAL, RV32, "C.SRLI a0, 32"},
    {0x9501, ILLEGAL, RV32, "C.SRAI a0, 32"},
    {0x1502, SOMETHING, RV64, "C.SLLI a0, 32"},
    {0x9101, SOMETHING, RV64, "C.SRLI a0, 32"},
    {0x9d71, SOMETHING, RV64, "C.ZEXT.W"},
    /* reserved encodings of 32 bits, and those of the other width */
    {0x02051513, ILLEGAL, RV32, "SLLI a0, a0, 32"},
    {0x42055513, ILLEGAL, RV32, "SRAI a0, a0, 32"},
    {0x02051513, SOMETHING, RV64, "SLLI a0, a0, 32"},
    {0x0205151b, ILLEGAL, BOTH, "SLLIW a0, a0, 32"},
    {0x20055513, ILLEGAL, BOTH, "a shift of a reserved kind"},
    {0x04b50533, ILLEGAL, BOTH, "OP with a reserved function"},
    {0x00052063, ILLEGAL, BOTH, "a branch of a reserved kind"},
    {0x00057503, ILLEGAL, BOTH, "a load of a reserved width"},
    {0x00054023, ILLEGAL, BOTH, "a store of a reserved width"},
    {0x000511e7, ILLEGAL, BOTH, "JALR of a reserved function"},
    {0x000000f3, ILLEGAL, BOTH, "ECALL with a register"},
    {0x00056503, ILLEGAL, RV32, "LWU"},
    {0x00053503, ILLEGAL, RV32, "LD without Zilsd"},
    {0x0015051b, ILLEGAL, RV32, "ADDIW"},
    {0x00b5053b, ILLEGAL, RV32, "ADDW"},
    {0x02b5053b, ILLEGAL, RV32, "MULW"},
    {0x6005151b, ILLEGAL, RV32, "CLZW"},
    {0x100533af, ILLEGAL, RV32, "LR.D"},
    {0x10b5252f, ILLEGAL, BOTH, "LR.W with a second operand"},
    {0x00b5652f, ILLEGAL, BOTH, "an AMO of a reserved width"},
    {0x28c544af, ILLEGAL, BOTH, "AMOCAS.Q of an odd register"},
    {0x0035200f, ILLEGAL, BOTH, "CBO of a reserved kind"},
    {0x0045208f, ILLEGAL, BOTH, "CBO.ZERO with a register"},
    /* floating point */
    {0x00b55553, ILLEGAL, BOTH, "FADD.S with rounding mode 5"},
    {0x00b56553, ILLEGAL, BOTH, "FADD.S with rounding mode 6"},
    {0xd2055553, ILLEGAL, BOTH, "FCVT.D.W, which is exact, with rounding mode 5"},
    {0x42055553, ILLEGAL, BOTH, "FCVT.D.S, which is exact, with rounding mode 5"},
    {0xe0152553, ILLEGAL, BOTH, "FMV.X.W of a reserved function"},
    {0x58157553, ILLEGAL, BOTH, "FSQRT.S with a second operand"},
    {0x06b57553, ILLEGAL, BOTH, "FADD.Q"},
    {0x00054507, ILLEGAL, BOTH, "FLQ"},
    {0xc0257553, ILLEGAL, RV32, "FCVT.L.S"},
    {0xe2050553, ILLEGAL, RV32, "FMV.X.D"},
    {0xb2b50553, ILLEGAL, RV64, "FMVP.D.X"},
    /* CSRs: those that are read-only take a mask of x0 */
    {0xc0001573, ILLEGAL, BOTH, "CSRRW of cycle"},
    {0xc000e573, ILLEGAL, BOTH, "CSRRSI of cycle, 1"},
    {0xc0053573, ILLEGAL, BOTH, "CSRRC of cycle by a register"},
    {0xc0006573, SOMETHING, BOTH, "CSRRSI of cycle, 0"},
    {0xc8002573, ILLEGAL, RV64, "a read of cycleh"},
    {0xc8002573, SOMETHING, RV32, "a read of cycleh"},
    {0xc22f3073, ILLEGAL, BOTH, "CSRRC of vlenb by a register"},
    {0xc2200073 | 2 << 12, NOTHING, BOTH, "a read of vlenb to nowhere"},
    {0x10002573, ILLEGAL, BOTH, "a read of sstatus"},
    {0x7ff02573, ILLEGAL, BOTH, "a read of a CSR that is not there"},
    {0x01502573, ILLEGAL, BOTH, "a read of seed"},
    {0x00004073, ILLEGAL, BOTH, "SYSTEM of a reserved function"},
    {0x10200073, ILLEGAL, BOTH, "SRET"},
    {0x12000073, ILLEGAL, BOTH, "SFENCE.VMA"},
};

static void test_row(struct tap *t, struct runner *r, const struct row *k, unsigned xlen)
{
    static struct rv_cpu cpu, before;
    runner_reset(r, &cpu, "max");
    for (unsigned i = 1; i < 32; i++)
        cpu.x[i] = (UINT64_C(0xf6543211f6543211) - i * UINT64_C(0x123456701234567)) >> (64 - xlen);
    before = cpu;
    int trap = run_words(r, &cpu, &k->word, 1);
    bool same = !memcmp(before.x, cpu.x, sizeof cpu.x);
    tap_ok(t,
           trap == (k->does == ILLEGAL ? RV_TRAP_ILLEGAL : RV_TRAP_ECALL) &&
               same == (k->does != SOMETHING),
           "rv%u: %s", xlen, k->name);
}

/* The dynamic rounding mode counts where a word asks for it, and only there. */
static void test_rounding(struct tap *t, struct runner *r)
{
    static const struct {
        uint32_t word;
        bool asks;
        const char *name;
    } list[] = {
        {0x00b57553, true, "FADD.S, dynamic"},
        {0xd2057553, true, "FCVT.D.W, dynamic"},
        {0x00b50553, false, "FADD.S to nearest"},
        {0x20b50553, false, "FSGNJ.S"},
        {0x28b50553, false, "FMIN.S"},
        {0xe0051553, false, "FCLASS.S"},
    };
    static struct rv_cpu cpu;
    for (unsigned i = 0; i < G_N_ELEMENTS(list); i++)
        for (uint32_t frm = 4; frm < 8; frm++) {
            runner_reset(r, &cpu, "max");
            bool illegal = list[i].asks && frm > 4;
            uint32_t words[] = {0x00205073 | frm << 15, list[i].word}; /* CSRRWI x0, frm */
            tap_ok(t, run_words(r, &cpu, words, 2) == (illegal ? RV_TRAP_ILLEGAL : RV_TRAP_ECALL),
                   "%s, frm %u", list[i].name, frm);
        }
}

/* With the base E there are x0 to x15; other files have all of their registers. */
static void test_embedded(struct tap *t, struct runner *wide, struct runner *small)
{
#define REGS(rd, rs1, rs2) ((rd##u) << 7 | (rs1##u) << 15 | (rs2##u) << 20)
    static const char usual[] = "rv64e,m=on,a=on,f=on,d=on,c=on,v=on,zicsr=on,zfa=on,zicbom=on";
    static const struct {
        uint32_t word;
        bool legal;
        const char *name, *model; /* NULL: the usual one; else of RV32 */
    } list[] = {
        {0x33 | REGS(15, 14, 13), true, "ADD x15, x14, x13", NULL},
        {0x33 | REGS(16, 1, 2), false, "ADD x16", NULL},
        {0x33 | REGS(1, 31, 2), false, "ADD of x31, x2", NULL},
        {0x33 | REGS(1, 2, 16), false, "ADD of x2, x16", NULL},
        {0x13 | REGS(16, 1, 0), false, "ADDI x16", NULL},
        {0x37 | REGS(17, 0, 0), false, "LUI x17", NULL},
        {0x02000033 | REGS(1, 2, 20), false, "MUL of x20", NULL},
        {0x003f2573, false, "CSRRS of x30", NULL},
        {0x001ff073, true, "CSRRCI of 31", NULL},
        {0x001fe873, false, "CSRRSI x16", NULL},
        {0x0ff0000f | REGS(16, 31, 0), true, "FENCE with fields to be ignored", NULL},
        {0x00fff053, true, "FADD.S f0, f31, f15", NULL},
        {0xe0080853, false, "FMV.X.W x16", NULL},
        {0xe00f8053 | REGS(5, 0, 0), true, "FMV.X.W of f31", NULL},
        {0xf0080053, false, "FMV.W.X of x16", NULL},
        {0xf0000853, true, "FMV.W.X f16", NULL},
        {0xf01f8053, true, "FLI.S 31", NULL},
        {0xa0082853, false, "FEQ.S x16", NULL},
        {0xa0082553, true, "FEQ.S of f16", NULL},
        {0xd0087053, false, "FCVT.S.W of x16", NULL},
        {0x89080843, true, "FMADD.S of f16", NULL},
        {0x842a, true, "C.MV x8, x10", NULL},
        {0x882a, false, "C.MV x16", NULL},
        {0x8542, false, "C.MV of x16", NULL},
        {0x4801, false, "C.LI x16", NULL},
        {0x0d057857, false, "VSETVLI x16", NULL},
        {0xcd0ff557, true, "VSETIVLI of 31", NULL},
        {0xb8f2, false, "CM.PUSH {ra, s0-s11}", "rv32e,zcmp=on"},
        {0xb872, false, "CM.PUSH {ra, s0-s2}", "rv32e,zcmp=on"},
        {0xac62 | 2 << 7, false, "CM.MVA01S s2, s0", "rv32e,zcmp=on"},
    };
    static struct rv_cpu cpu;
    for (unsigned i = 0; i < G_N_ELEMENTS(list); i++) {
        struct runner *r = list[i].model ? small : wide;
        runner_reset(r, &cpu, list[i].model ? list[i].model : usual);
        int trap = run_words(r, &cpu, &list[i].word, 1);
        tap_ok(t, trap == (list[i].legal ? RV_TRAP_ECALL : RV_TRAP_ILLEGAL), "RVE: %s",
               list[i].name);
    }
#undef REGS
}

int main(void)
{
    struct tap t = {0};
    struct runner wide, small;
    runner_init(&wide, &target_riscv64);
    runner_init(&small, &target_riscv32);
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].widths & RV64)
            test_row(&t, &wide, &rows[i], 64);
        if (rows[i].widths & RV32)
            test_row(&t, &small, &rows[i], 32);
    }
    test_rounding(&t, &wide);
    test_embedded(&t, &wide, &small);
    runner_free(&wide);
    runner_free(&small);
    return tap_done(&t);
}
