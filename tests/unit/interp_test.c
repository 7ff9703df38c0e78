/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcg/ir/interp*: single ops against golden values and this processor's vector instructions,
 * regions in text form, memory, atomics, faults, helpers, the write log.
 *
 * In: nothing; random numbers come from a fixed seed.  Out: TAP.
 */
#include "tcg/ir/interp.h"

#include <glib.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "tcg/softfp/softfp.h"
#include "tests/unit/tap.h"

static struct tap t;

static uint64_t random_bits(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state * 0x2545f4914f6cdd1dull;
}

/* ---- single integer ops ---- */

struct int_case {
    const char *name;
    enum ir_opcode op;
    enum ir_type type;
    unsigned sub;
    uint64_t a, b, c, imm, expected;
};

#define MIN32 0x80000000u
#define MIN64 0x8000000000000000u
#define ALL   0xffffffffffffffffu

static const struct int_case int_cases[] = {
    {"add.i32 wraps, upper bits ignored", IR_ADD, IR_I32, 0, 0x1ffffffff, 1, 0, 0, 0},
    {"add.i64", IR_ADD, IR_I64, 0, ALL, 2, 0, 0, 1},
    {"sub.i32", IR_SUB, IR_I32, 0, 0, 1, 0, 0, 0xffffffff},
    {"mul.i64", IR_MUL, IR_I64, 0, ALL, 3, 0, 0, -3ull},
    {"mulhu.i32", IR_MULHU, IR_I32, 0, 0xffffffff, 0xffffffff, 0, 0, 0xfffffffe},
    {"mulhs.i32", IR_MULHS, IR_I32, 0, 0xffffffff, 0xffffffff, 0, 0, 0},
    {"mulhu.i64", IR_MULHU, IR_I64, 0, ALL, ALL, 0, 0, ALL - 1},
    {"mulhs.i64", IR_MULHS, IR_I64, 0, MIN64, 2, 0, 0, ALL},
    {"divu by 0", IR_DIVU, IR_I64, 0, 7, 0, 0, 0, 0},
    {"remu by 0", IR_REMU, IR_I64, 0, 7, 0, 0, 0, 7},
    {"divs MIN/-1", IR_DIVS, IR_I32, 0, MIN32, 0xffffffff, 0, 0, MIN32},
    {"divs MIN/-1, i64", IR_DIVS, IR_I64, 0, MIN64, ALL, 0, 0, MIN64},
    {"rems MIN%-1", IR_REMS, IR_I64, 0, MIN64, ALL, 0, 0, 0},
    {"divs -7/2", IR_DIVS, IR_I32, 0, 0xfffffff9, 2, 0, 0, 0xfffffffd},
    {"rems -7%2", IR_REMS, IR_I32, 0, 0xfffffff9, 2, 0, 0, 0xffffffff},
    {"neg.i32", IR_NEG, IR_I32, 0, 1, 0, 0, 0, 0xffffffff},
    {"not.i32", IR_NOT, IR_I32, 0, 0, 0, 0, 0, 0xffffffff},
    {"andn", IR_ANDN, IR_I64, 0, 0xff, 0x0f, 0, 0, 0xf0},
    {"shl modulo", IR_SHL, IR_I32, 0, 1, 33, 0, 0, 2},
    {"shr", IR_SHR, IR_I64, 0, MIN64, 63, 0, 0, 1},
    {"sar.i32", IR_SAR, IR_I32, 0, MIN32, 31, 0, 0, 0xffffffff},
    {"sar.i64 by 0", IR_SAR, IR_I64, 0, MIN64, 64, 0, 0, MIN64},
    {"rotr.i32", IR_ROTR, IR_I32, 0, 0x12345678, 8, 0, 0, 0x78123456},
    {"rotr.i64 by 0", IR_ROTR, IR_I64, 0, 5, 0, 0, 0, 5},
    {"extr.i32", IR_EXTR, IR_I32, 0, 0x11111111, 0x22222222, 0, 4, 0x12222222},
    {"extr.i64 by 0", IR_EXTR, IR_I64, 0, 1, 2, 0, 0, 2},
    {"ubfx", IR_UBFX, IR_I64, 0, 0xabcd, 0, 0, 4 | 8 << 8, 0xbc},
    {"ubfx whole", IR_UBFX, IR_I64, 0, ALL, 0, 0, 64 << 8, ALL},
    {"sbfx", IR_SBFX, IR_I32, 0, 0xabcd, 0, 0, 4 | 8 << 8, 0xffffffbc},
    {"sbfx positive", IR_SBFX, IR_I64, 0, 0x7f, 0, 0, 8 << 8, 0x7f},
    {"dep", IR_DEP, IR_I64, 0, ALL, 0x5, 0, 8 | 4 << 8, 0xfffffffffffff5ff},
    {"clz.i32 of 0", IR_CLZ, IR_I32, 0, 0, 0, 0, 0, 32},
    {"clz.i32", IR_CLZ, IR_I32, 0, 1, 0, 0, 0, 31},
    {"clz.i64", IR_CLZ, IR_I64, 0, 1, 0, 0, 0, 63},
    {"ctz of 0", IR_CTZ, IR_I32, 0, 0x100000000, 0, 0, 0, 32},
    {"ctz", IR_CTZ, IR_I64, 0, MIN64, 0, 0, 0, 63},
    {"popcnt", IR_POPCNT, IR_I64, 0, ALL, 0, 0, 0, 64},
    {"bswap.i32", IR_BSWAP, IR_I32, 0, 0x12345678, 0, 0, 0, 0x78563412},
    {"rev16.i32", IR_REV16, IR_I32, 0, 0x12345678, 0, 0, 0, 0x34127856},
    {"rev16.i64", IR_REV16, IR_I64, 0, 0x0102030405060708, 0, 0, 0, 0x0201040306050807},
    {"brev.i32", IR_BREV, IR_I32, 0, 1, 0, 0, 0, MIN32},
    {"brev.i64", IR_BREV, IR_I64, 0, 0xf0, 0, 0, 0, 0x0f00000000000000},
    {"sext32", IR_SEXT32, IR_I64, 0, MIN32, 0, 0, 0, 0xffffffff80000000},
    {"zext32", IR_ZEXT32, IR_I64, 0, ALL, 0, 0, 0, 0xffffffff},
    {"trunc64", IR_TRUNC64, IR_I32, 0, ALL, 0, 0, 0, 0xffffffff},
    {"bitcast to f16", IR_BITCAST, IR_F16, 0, 0x12345678, 0, 0, 0, 0x5678},
    {"select taken", IR_SELECT, IR_I32, 0, 1, 0x1234567890, 7, 0, 0x34567890},
    {"select other", IR_SELECT, IR_I64, 0, 0, 5, 7, 0, 7},
    {"cmp.eq", IR_CMP, IR_I32, IR_EQ, 0x100000001, 1, 0, 0, 1},
    {"cmp.ne", IR_CMP, IR_I64, IR_NE, 0x100000001, 1, 0, 0, 1},
    {"cmp.ltu", IR_CMP, IR_I32, IR_LTU, 1, 0xffffffff, 0, 0, 1},
    {"cmp.lts", IR_CMP, IR_I32, IR_LTS, 1, 0xffffffff, 0, 0, 0},
    {"cmp.geu", IR_CMP, IR_I64, IR_GEU, ALL, 1, 0, 0, 1},
    {"cmp.ges", IR_CMP, IR_I64, IR_GES, ALL, 1, 0, 0, 0},
    {"cmp.leu", IR_CMP, IR_I64, IR_LEU, 1, 1, 0, 0, 1},
    {"cmp.gts", IR_CMP, IR_I64, IR_GTS, 1, ALL, 0, 0, 1},
    {"cmp.gtu", IR_CMP, IR_I64, IR_GTU, 1, ALL, 0, 0, 0},
    {"cmp.les", IR_CMP, IR_I32, IR_LES, MIN32, 0, 0, 0, 1},
    {"addflags zero carry", IR_ADDFLAGS, IR_I32, 0, 0xffffffff, 1, 0, 0, 6},
    {"addflags overflow", IR_ADDFLAGS, IR_I32, 0, 0x7fffffff, 1, 0, 0, 9},
    {"addflags.i64", IR_ADDFLAGS, IR_I64, 0, MIN64, MIN64, 0, 0, 7},
    {"subflags equal", IR_SUBFLAGS, IR_I64, 0, 5, 5, 0, 0, 6},
    {"subflags borrow", IR_SUBFLAGS, IR_I32, 0, 0, 1, 0, 0, 8},
    {"subflags overflow", IR_SUBFLAGS, IR_I32, 0, MIN32, 1, 0, 0, 3},
    {"adcflags", IR_ADCFLAGS, IR_I32, 0, 0xffffffff, 0, 1, 0, 6},
    {"adc", IR_ADC, IR_I32, 0, 0xffffffff, 1, 1, 0, 1},
    {"adc.i64", IR_ADC, IR_I64, 0, ALL, 5, 0, 0, 4},
    {"carry", IR_CARRY, IR_I32, 0, 0xffffffff, 0, 1, 0, 1},
    {"no carry", IR_CARRY, IR_I32, 0, 0xffffffff, 0, 0, 0, 0},
    {"carry full", IR_CARRY, IR_I64, 0, ALL, ALL, 1, 0, 1},
    {"adcflags full", IR_ADCFLAGS, IR_I64, 0, ALL, ALL, 1, 0, 10},
    {"fcc", IR_FCC, IR_I32, IR_REL_LT | IR_REL_UN, IR_REL_UN, 0, 0, 0, 1},
};

static void int_tests(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(int_cases); i++) {
        const struct int_case *c = &int_cases[i];
        struct ir_ins ins = {.op = c->op, .type = c->type, .sub = c->sub, .imm = c->imm};
        union ir_value args[3] = {{.q = {c->a, ALL}}, {.q = {c->b, ALL}}, {.q = {c->c, ALL}}}, res;
        bool known = ir_eval_op(&ins, args, &res, NULL);
        if (!tap_ok(&t, known && res.q[0] == c->expected && res.q[1] == 0, "%s", c->name))
            printf("# got %#lx %#lx\n", res.q[0], res.q[1]);
    }
}

/* ---- single vector ops against the host ---- */

typedef void vec_host(const union ir_value *args, union ir_value *res);

#define HOST(name, insn)                                                                           \
    static void host_##name(const union ir_value *args, union ir_value *res)                       \
    {                                                                                              \
        __asm__ volatile("movdqu %1, %%xmm0; movdqu %2, %%xmm1; pxor %%xmm2, %%xmm2;" insn         \
                         "; movdqu %%xmm0, %0"                                                     \
                         : "=m"(*res)                                                              \
                         : "m"(args[0]), "m"(args[1])                                              \
                         : "xmm0", "xmm1", "xmm2");                                                \
    }
#define BINARY(insn) HOST(insn, #insn " %%xmm1, %%xmm0")
#define UNARY(insn)  HOST(insn, #insn " %%xmm0, %%xmm0")

// clang-format off
BINARY(paddb) BINARY(paddw) BINARY(paddd) BINARY(paddq) BINARY(psubb) BINARY(psubq) BINARY(pmullw)
BINARY(pmulld) BINARY(pminsb) BINARY(pminsd) BINARY(pmaxsw) BINARY(pmaxsb) BINARY(pminub)
BINARY(pminuw) BINARY(pmaxud) BINARY(pmaxub) BINARY(pcmpeqb) BINARY(pcmpeqq) BINARY(pcmpgtb)
BINARY(pcmpgtd) BINARY(pcmpgtq) BINARY(paddsb) BINARY(paddsw) BINARY(paddusb) BINARY(paddusw)
BINARY(psubsb) BINARY(psubsw) BINARY(psubusb) BINARY(psubusw) BINARY(pavgb) BINARY(pavgw)
BINARY(packsswb) BINARY(packssdw) BINARY(packuswb) BINARY(packusdw) BINARY(punpcklbw)
BINARY(punpckhwd) BINARY(punpckldq) BINARY(punpckhqdq) BINARY(pand) BINARY(por) BINARY(pxor)
BINARY(phaddw) BINARY(phaddd) UNARY(pabsb) UNARY(pabsw) UNARY(pabsd) UNARY(pmovsxbw)
UNARY(pmovsxwd) UNARY(pmovsxdq) UNARY(pmovzxbw) UNARY(pmovzxwd) UNARY(pmovzxdq) UNARY(aesimc)
HOST(psllw, "psllw $5, %%xmm0")
HOST(psrlw, "psrlw $5, %%xmm0")
HOST(psrlq, "psrlq $63, %%xmm0")
HOST(psraw, "psraw $15, %%xmm0")
HOST(psrad, "psrad $31, %%xmm0")
HOST(andn, "pandn %%xmm0, %%xmm1; movdqa %%xmm1, %%xmm0")
HOST(muludq, "pshufd $0x50, %%xmm0, %%xmm0; pshufd $0x50, %%xmm1, %%xmm1; pmuludq %%xmm1, %%xmm0")
HOST(muldq_hi, "pshufd $0xfa, %%xmm0, %%xmm0; pshufd $0xfa, %%xmm1, %%xmm1; pmuldq %%xmm1, %%xmm0")
HOST(palignr, "palignr $5, %%xmm0, %%xmm1; movdqa %%xmm1, %%xmm0")
HOST(aese, "pxor %%xmm1, %%xmm0; aesenclast %%xmm2, %%xmm0")
HOST(aesd, "pxor %%xmm1, %%xmm0; aesdeclast %%xmm2, %%xmm0")
HOST(aesmc, "aesdeclast %%xmm2, %%xmm0; aesenc %%xmm2, %%xmm0")
HOST(clmul, "pclmulqdq $0, %%xmm1, %%xmm0")
HOST(clmul_hi, "pclmulqdq $0x11, %%xmm1, %%xmm0")
HOST(dup, "pshufd $0, %%xmm0, %%xmm0")
HOST(duplane, "pshufd $0xaa, %%xmm0, %%xmm0")
HOST(low, "movq %%xmm0, %%xmm0")
HOST(high, "psrldq $8, %%xmm0")
HOST(cat, "punpcklqdq %%xmm1, %%xmm0")
HOST(uzp1, "shufps $0x88, %%xmm1, %%xmm0")
HOST(uzp2, "shufps $0xdd, %%xmm1, %%xmm0")
HOST(trn2, "shufps $0xdd, %%xmm1, %%xmm0; pshufd $0xd8, %%xmm0, %%xmm0")
    // clang-format on

    enum {
        PLAIN,
        AES,
        CLMUL
    };

struct vec_case {
    vec_host *host;
    const char *name;
    struct ir_ins ins;
    unsigned needs;
};

#define V(host, o, l, ...)                                                                         \
    {                                                                                              \
        host_##host, #o "." #l, {.op = IR_##o, .type = IR_V128, .lane = IR_##l, ##__VA_ARGS__},    \
            PLAIN                                                                                  \
    }
#define N(host, o, l, need, ...)                                                                   \
    {                                                                                              \
        host_##host, #o "." #l, {.op = IR_##o, .type = IR_V128, .lane = IR_##l, ##__VA_ARGS__},    \
            need                                                                                   \
    }

static const struct vec_case vec_cases[] = {
    V(paddb, VADD, I8),
    V(paddw, VADD, I16),
    V(paddd, VADD, I32),
    V(paddq, VADD, I64),
    V(psubb, VSUB, I8),
    V(psubq, VSUB, I64),
    V(pmullw, VMUL, I16),
    V(pmulld, VMUL, I32),
    V(pminsb, VMINS, I8),
    V(pminsd, VMINS, I32),
    V(pmaxsw, VMAXS, I16),
    V(pmaxsb, VMAXS, I8),
    V(pminub, VMINU, I8),
    V(pminuw, VMINU, I16),
    V(pmaxud, VMAXU, I32),
    V(pmaxub, VMAXU, I8),
    V(pcmpeqb, VCMP, I8, .sub = IR_EQ),
    V(pcmpeqq, VCMP, I64, .sub = IR_EQ),
    V(pcmpgtb, VCMP, I8, .sub = IR_GTS),
    V(pcmpgtd, VCMP, I32, .sub = IR_GTS),
    V(pcmpgtq, VCMP, I64, .sub = IR_GTS),
    V(paddsb, VQADDS, I8),
    V(paddsw, VQADDS, I16),
    V(paddusb, VQADDU, I8),
    V(paddusw, VQADDU, I16),
    V(psubsb, VQSUBS, I8),
    V(psubsw, VQSUBS, I16),
    V(psubusb, VQSUBU, I8),
    V(psubusw, VQSUBU, I16),
    V(pavgb, VRHADDU, I8),
    V(pavgw, VRHADDU, I16),
    V(packsswb, VQNARROWS, I16),
    V(packssdw, VQNARROWS, I32),
    V(packuswb, VQNARROWSU, I16),
    V(packusdw, VQNARROWSU, I32),
    V(punpcklbw, VZIP1, I8),
    V(punpckhwd, VZIP2, I16),
    V(punpckldq, VZIP1, I32),
    V(punpckhqdq, VZIP2, I64),
    V(uzp1, VUZP1, I32),
    V(uzp2, VUZP2, I32),
    V(trn2, VTRN2, I32),
    V(pand, VAND, VOID),
    V(por, VOR, VOID),
    V(pxor, VXOR, VOID),
    V(andn, VANDN, VOID),
    V(phaddw, VADDP, I16),
    V(phaddd, VADDP, I32),
    V(pabsb, VABS, I8),
    V(pabsw, VABS, I16),
    V(pabsd, VABS, I32),
    V(pmovsxbw, VSXL, I8),
    V(pmovsxwd, VSXL, I16),
    V(pmovsxdq, VSXL, I32),
    V(pmovzxbw, VUXL, I8),
    V(pmovzxwd, VUXL, I16),
    V(pmovzxdq, VUXL, I32),
    V(psllw, VSHLI, I16, .imm = 5),
    V(psrlw, VSHRI, I16, .imm = 5),
    V(psrlq, VSHRI, I64, .imm = 63),
    V(psraw, VSARI, I16, .imm = 15),
    V(psrad, VSARI, I32, .imm = 32),
    V(muludq, VMULLU, I32),
    V(muldq_hi, VMULLS, I32, .sub = IR_HI),
    V(palignr, VEXTB, VOID, .imm = 5),
    V(dup, VDUP, I32),
    V(duplane, VDUPV, I32, .imm = 2),
    V(low, VLOW, VOID),
    V(high, VHIGH, VOID),
    V(cat, VCAT, VOID),
    N(aese, VAESE, VOID, AES),
    N(aesd, VAESD, VOID, AES),
    N(aesmc, VAESMC, VOID, AES),
    N(aesimc, VAESIMC, VOID, AES),
    N(clmul, VPMULL, I64, CLMUL),
    N(clmul_hi, VPMULL, I64, CLMUL, .sub = IR_HI),
};

static union ir_value random_vector(uint64_t *state)
{
    static const uint64_t edges[] = {
        0, ALL, 0x8080808080808080, 0x7fff80007fff8000, 0x0001ffff00007fff, 0x8000000000000000};
    union ir_value v;
    for (int i = 0; i < 2; i++) {
        uint64_t r = random_bits(state);
        v.q[i] = r % 8 < 6 && r >> 62 == 0 ? edges[r % 8] : random_bits(state);
    }
    return v;
}

static void print_vector_failure(const union ir_value *args, const union ir_value *got,
                                 const union ir_value *want)
{
    printf("# a %016lx%016lx b %016lx%016lx\n# got %016lx%016lx expected %016lx%016lx\n",
           args[0].q[1], args[0].q[0], args[1].q[1], args[1].q[0], got->q[1], got->q[0], want->q[1],
           want->q[0]);
}

static void vec_host_tests(void)
{
    bool have[] = {true, __builtin_cpu_supports("aes"), __builtin_cpu_supports("pclmul")};
    for (unsigned i = 0; i < G_N_ELEMENTS(vec_cases); i++) {
        const struct vec_case *c = &vec_cases[i];
        uint64_t state = 42 + i;
        unsigned bad = 0;
        if (!have[c->needs]) {
            tap_ok(&t, true, "%s # SKIP this processor has no such instruction", c->name);
            continue;
        }
        for (int k = 0; k < 2000 && !bad; k++) {
            union ir_value args[3] = {random_vector(&state), random_vector(&state)}, host, res;
            c->host(args, &host);
            bad += !ir_eval_op(&c->ins, args, &res, NULL) || memcmp(&host, &res, 16);
            if (bad)
                print_vector_failure(args, &res, &host);
        }
        tap_ok(&t, !bad, "%s", c->name);
    }
}

/* ---- single vector ops, golden ---- */

struct vec_golden {
    const char *name;
    struct ir_ins ins;
    union ir_value a, b, c, expected;
};

#define I(o, l, ...)                                                                               \
    {                                                                                              \
        .op = IR_##o, .type = IR_V128, .lane = IR_##l, ##__VA_ARGS__                               \
    }
#define Q(lo, hi)                                                                                  \
    {                                                                                              \
        .q = { lo, hi }                                                                            \
    }

static const struct vec_golden vec_goldens[] = {
    {"vmul.i8", I(VMUL, I8), Q(0x0203ff, 0), Q(0x0405ff, 0), Q(0, 0), Q(0x080f01, 0)},
    {"vmul.i64", I(VMUL, I64), Q(ALL, 3), Q(5, 7), Q(0, 0), Q(-5ull, 21)},
    {"vneg.i16", I(VNEG, I16), Q(0x80000001, 0), Q(0, 0), Q(0, 0), Q(0x8000ffff, 0)},
    {"vabs.i64", I(VABS, I64), Q(ALL, MIN64), Q(0, 0), Q(0, 0), Q(1, MIN64)},
    {"vcmp.geu.i8", I(VCMP, I8, .sub = IR_GEU), Q(0x0180, ALL), Q(0x0201, ALL), Q(0, 0),
     Q(0xffffffffffff00ff, ALL)},
    {"vtst.i32", I(VTST, I32), Q(0x100000001, 2), Q(0x200000001, 1), Q(0, 0), Q(0xffffffff, 0)},
    {"vqadds.i64", I(VQADDS, I64), Q(MIN64, ~MIN64), Q(ALL, 1), Q(0, 0), Q(MIN64, ~MIN64)},
    {"vqaddu.i64", I(VQADDU, I64), Q(ALL, 1), Q(1, 2), Q(0, 0), Q(ALL, 3)},
    {"vqsubs.i32", I(VQSUBS, I32), Q(MIN32, 0), Q(1, 0), Q(0, 0), Q(MIN32, 0)},
    {"vqsubu.i64", I(VQSUBU, I64), Q(1, 5), Q(2, 3), Q(0, 0), Q(0, 2)},
    {"vhadds.i8", I(VHADDS, I8), Q(0x7f80, 0), Q(0x7fff, 0), Q(0, 0), Q(0x7fbf, 0)},
    {"vhaddu.i8", I(VHADDU, I8), Q(0xff01, 0), Q(0xff02, 0), Q(0, 0), Q(0xff01, 0)},
    {"vhsubs.i8", I(VHSUBS, I8), Q(0x80, 0), Q(0x7f, 0), Q(0, 0), Q(0x80, 0)},
    {"vhsubu.i8", I(VHSUBU, I8), Q(0x00, 0), Q(0x01, 0), Q(0, 0), Q(0xff, 0)},
    {"vrhadds.i8", I(VRHADDS, I8), Q(0x80ff, 0), Q(0x8000, 0), Q(0, 0), Q(0x8000, 0)},
    {"vabds.i8", I(VABDS, I8), Q(0x7f80, 0), Q(0x807f, 0), Q(0, 0), Q(0xffff, 0)},
    {"vabdu.i32", I(VABDU, I32), Q(1, 9), Q(3, 4), Q(0, 0), Q(2, 5)},
    {"vshri by width", I(VSHRI, I8, .imm = 8), Q(ALL, ALL), Q(0, 0), Q(0, 0), Q(0, 0)},
    {"vsari by width", I(VSARI, I64, .imm = 64), Q(MIN64, 1), Q(0, 0), Q(0, 0), Q(ALL, 0)},
    {"vrshri.i64 by 64", I(VRSHRI, I64, .imm = 64), Q(MIN64, 1), Q(0, 0), Q(0, 0), Q(1, 0)},
    {"vrsari.i8", I(VRSARI, I8, .imm = 1), Q(0x7fff, 0), Q(0, 0), Q(0, 0), Q(0x4000, 0)},
    {"vshlvu.i16", I(VSHLVU, I16), Q(0x8000800080008001, 1), Q(0xfff1fff000ff0001, 0x10), Q(0, 0),
     Q(0x0001000040000002, 0)},
    {"vshlvs.i8", I(VSHLVS, I8), Q(0x80808001, 0), Q(0x80f9ff07, 0), Q(0, 0), Q(0xffffc080, 0)},
    {"vmullu.i8 high", I(VMULLU, I8, .sub = IR_HI), Q(0, 0xff02), Q(0, 0xff03), Q(0, 0),
     Q(0xfe010006, 0)},
    {"vmulls.i16", I(VMULLS, I16), Q(0x8000ffff, 0), Q(0x80000002, 0), Q(0, 0),
     Q(0x40000000fffffffe, 0)},
    {"vnarrow.i64", I(VNARROW, I64), Q(0x1122334455667788, 1), Q(2, 3), Q(0, 0),
     Q(0x0000000155667788, 0x0000000300000002)},
    {"vqnarrows.i64", I(VQNARROWS, I64), Q(MIN64, ~MIN64), Q(1, ALL), Q(0, 0),
     Q(0x7fffffff80000000, 0xffffffff00000001)},
    {"vqnarrowu.i16", I(VQNARROWU, I16), Q(0xffff00ff01000001, 0), Q(0, 0), Q(0, 0),
     Q(0xffffff01, 0)},
    {"vqdmulh.i16", I(VQDMULH, I16), Q(0x80004000, 0), Q(0x80004000, 0), Q(0, 0), Q(0x7fff2000, 0)},
    {"vqrdmulh.i32", I(VQRDMULH, I32), Q(0x8000000040000001, 0), Q(0x8000000040000000, 0), Q(0, 0),
     Q(0x7fffffff20000001, 0)},
    {"vtrn1.i8", I(VTRN1, I8), Q(0x0706050403020100, 0), Q(0x1716151413121110, 0), Q(0, 0),
     Q(0x1606140412021000, 0)},
    {"vrev.i8 in 4", I(VREV, I8, .imm = 4), Q(0x0706050403020100, 1), Q(0, 0), Q(0, 0),
     Q(0x0405060700010203, 0x01000000)},
    {"vrev.i16 in 8", I(VREV, I16, .imm = 8), Q(0x4444333322221111, 0), Q(0, 0), Q(0, 0),
     Q(0x1111222233334444, 0)},
    {"vtbl", I(VTBL, VOID), Q(0x0706050403020100, 0x1f1e1d1c1b1a1918), Q(0xff10800f00070809, 0),
     Q(0, 0), Q(0x0000001f00071819, 0)},
    {"vpaddls.i8", I(VPADDLS, I8), Q(0x8080ff01, 0), Q(0, 0), Q(0, 0), Q(0xff000000, 0)},
    {"vpaddlu.i32", I(VPADDLU, I32), Q(ALL, 0x100000002), Q(0, 0), Q(0, 0), Q(0x1fffffffe, 3)},
    {"vminsp.i32", I(VMINSP, I32), Q(0xffffffff00000001, 5), Q(0x0000000200000003, 7), Q(0, 0),
     Q(0x00000000ffffffff, 0x0000000000000002)},
    {"vmaxup.i8", I(VMAXUP, I8), Q(0x0102030405060708, 0), Q(0, 0xff00), Q(0, 0),
     Q(0x02040608, 0xff00000000)},
    {"vpopcnt", I(VPOPCNT, VOID), Q(0xff0103, ALL), Q(0, 0), Q(0, 0),
     Q(0x080102, 0x0808080808080808)},
    {"vclz.i16", I(VCLZ, I16), Q(0x000000018000, 0), Q(0, 0), Q(0, 0),
     Q(0x00100010000f0000, 0x0010001000100010)},
    {"vbrev", I(VBREV, VOID), Q(0x8001f012, 0), Q(0, 0), Q(0, 0), Q(0x01800f48, 0)},
    {"vpmul", I(VPMUL, VOID), Q(0xff03, 0), Q(0xff03, 0), Q(0, 0), Q(0x5505, 0)},
    {"vpmull.i8 high", I(VPMULL, I8, .sub = IR_HI), Q(0, 0xff), Q(0, 0xff), Q(0, 0), Q(0x5555, 0)},
    {"vdots", I(VDOTS, VOID), Q(10, 0), Q(0xff020380, 0), Q(0x01010180, 0), Q(16398, 0)},
    {"vdotu", I(VDOTU, VOID), Q(1, 0), Q(0xffffffff, 0), Q(0xffffffff, 0), Q(0x3f805, 0)},
    {"vdotus", I(VDOTUS, VOID), Q(0, 0), Q(0xff, 0), Q(0xff, 0), Q(0xffffff01, 0)},
    {"vbsl", I(VBSL, VOID), Q(0xf0, 0), Q(0xaa, ALL), Q(0x55, 1), Q(0xa5, 1)},
    {"vnot", I(VNOT, VOID), Q(0, ALL), Q(0, 0), Q(0, 0), Q(ALL, 0)},
    {"vzx.i16", I(VZX, I16), Q(ALL, ALL), Q(0, 0), Q(0, 0), Q(0xffff, 0)},
    {"vins.f32", I(VINS, F32, .imm = 3), Q(1, 2), Q(0x99999999aaaaaaaa, 0), Q(0, 0),
     Q(1, 0xaaaaaaaa00000002)},
    {"vinsv.i8", I(VINSV, I8, .imm = 0 | 15 << 8), Q(0, 0), Q(0, MIN64), Q(0, 0), Q(0x80, 0)},
    {"vext.i8 signed",
     {.op = IR_VEXT, .type = IR_I64, .lane = IR_I8, .sub = IR_SIGNED, .imm = 1},
     Q(0x8001, 0),
     Q(0, 0),
     Q(0, 0),
     Q(0xffffffffffffff80, 0)},
    {"vext.i8 signed to i32",
     {.op = IR_VEXT, .type = IR_I32, .lane = IR_I8, .sub = IR_SIGNED, .imm = 1},
     Q(0x8001, 0),
     Q(0, 0),
     Q(0, 0),
     Q(0xffffff80, 0)},
    {"vredadd.i8",
     {.op = IR_VREDADD, .type = IR_I32, .lane = IR_I8},
     Q(ALL, 1),
     Q(0, 0),
     Q(0, 0),
     Q(0xf9, 0)},
    {"vredadd.i8, half",
     {.op = IR_VREDADD, .type = IR_I32, .lane = IR_I8, .sub = IR_V64},
     Q(ALL, 1),
     Q(0, 0),
     Q(0, 0),
     Q(0xf8, 0)},
    {"vredmins.i32",
     {.op = IR_VREDMINS, .type = IR_I32, .lane = IR_I32},
     Q(5, MIN32),
     Q(0, 0),
     Q(0, 0),
     Q(MIN32, 0)},
    {"vbits.i8",
     {.op = IR_VBITS, .lane = IR_I8},
     Q(0x80007f8000ff0080, MIN64),
     Q(0, 0),
     Q(0, 0),
     Q(0x8095, 0)},
    {"vbits.i16",
     {.op = IR_VBITS, .lane = IR_I16},
     Q(0x80007f8000ff0080, MIN64),
     Q(0, 0),
     Q(0, 0),
     Q(0x88, 0)},
    {"vbits.i64", {.op = IR_VBITS, .lane = IR_I64}, Q(5, MIN64), Q(0, 0), Q(0, 0), Q(2, 0)},
    /* the first two rounds of SHA-256 on "abc" (FIPS 180-4's example) */
    {"vsha256r2",
     {.op = IR_VSHA256R2},
     Q(0x1f83d9ab5be0cd19, 0x3c6ef372a54ff53a),
     Q(0x510e527f9b05688c, 0x6a09e667bb67ae85),
     Q(0x71374491a3ec9318, 0),
     Q(0x78ce7989fa2a4622, 0x5a6ad9ad5d6aebcd)},
    {"crc32c.i8",
     {.op = IR_CRC32C, .type = IR_I32, .lane = IR_I8},
     Q(0xffffffff, 0),
     Q(0x161, 0),
     Q(0, 0),
     Q(0x3e2fbccf, 0)},

    /* floating point: 1.0f + 2.0f and so on, default mode of Arm */
    {"fadd.f32 of the low half", I(FADD, F32, .sub = IR_V64), Q(0x3f8000003f800000, ALL),
     Q(0x400000003f800000, ALL), Q(0, 0), Q(0x4040000040000000, 0)},
    {"fma.f64", I(FMA, F64), Q(0x3ff0000000000000, 0), Q(0x4000000000000000, 0),
     Q(0x4008000000000000, 0), Q(0x401c000000000000, 0)},
    {"fma.f64 negated", I(FMA, F64, .sub = IR_FMA_NEGP), Q(0x3ff0000000000000, 0),
     Q(0x4000000000000000, 0), Q(0x4008000000000000, 0), Q(0xc014000000000000, 0)},
    {"faddp.f32", I(FADDP, F32), Q(0x400000003f800000, 0), Q(0, 0x3f8000003f800000), Q(0, 0),
     Q(0x40400000, 0x4000000000000000)},
    {"fcvtl.f16 high", I(FCVTL, F16, .sub = IR_HI), Q(0, 0x3c00), Q(0, 0), Q(0, 0),
     Q(0x3f800000, 0)},
    {"fcvtn.f64, odd", I(FCVTN, F64, .sub = FP_RODD), Q(0x3ff0000000000001, 0), Q(0, 0), Q(0, 0),
     Q(0x3f800001, 0)},
    {"ftoi.f32", I(FTOI, F32, .sub = FP_RZ), Q(0xbfc000007fc00000, 0x4f000000), Q(0, 0), Q(0, 0),
     Q(0xffffffff00000000, 0x7fffffff)},
    {"itof.i32 unsigned", I(ITOF, I32, .sub = IR_ROUND_DYN | IR_UNSIGNED, .imm = 1),
     Q(0x80000000, 3), Q(0, 0), Q(0, 0), Q(0x4e800000, 0x3fc00000)},
    {"itof.i32 to f64",
     {.op = IR_ITOF, .type = IR_F64, .lane = IR_I32, .sub = IR_ROUND_DYN},
     Q(0xffffffff, 0),
     Q(0, 0),
     Q(0, 0),
     Q(0xbff0000000000000, 0)},
    {"vfcmp.ge", I(VFCMP, F32, .sub = IR_FGE), Q(0x3f80000040000000, 0x7fc00000),
     Q(0x3f8000003f800000, 0), Q(0, 0), Q(ALL, 0xffffffff00000000)},
    {"fround.f32, down",
     {.op = IR_FROUND, .type = IR_F32, .lane = IR_F32, .sub = FP_RDN},
     Q(0xbfc00000, 0),
     Q(0, 0),
     Q(0, 0),
     Q(0xc0000000, 0)},
    {"fround.f64 in 32 bits",
     {.op = IR_FROUND, .type = IR_F64, .lane = IR_F64, .sub = FP_RZ, .imm = 32},
     Q(0x41f0000000000000, 0),
     Q(0, 0),
     Q(0, 0),
     Q(0xc1e0000000000000, 0)},
    {"fcmp unordered",
     {.op = IR_FCMP, .type = IR_F64, .lane = IR_F64},
     Q(0x7ff8000000000000, 0),
     Q(0, 0),
     Q(0, 0),
     Q(IR_REL_UN, 0)},
    {"fneg.f16",
     {.op = IR_FNEG, .type = IR_F16, .lane = IR_F16},
     Q(ALL, ALL),
     Q(0, 0),
     Q(0, 0),
     Q(0x7fff, 0)},
};

static void vec_golden_tests(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(vec_goldens); i++) {
        const struct vec_golden *g = &vec_goldens[i];
        union ir_value args[3] = {g->a, g->b, g->c}, res = {.q = {0, 0}};
        struct ir_eval_fp fp = {.mode = {.tininess_before = true}};
        bool known = ir_eval_op(&g->ins, args, &res, &fp);
        if (!tap_ok(&t, known && !memcmp(&res, &g->expected, 16), "%s", g->name))
            print_vector_failure(args, &res, &g->expected);
    }

    struct ir_ins add = I(FADD, F32, .sub = IR_V64);
    union ir_value args[3] = {Q(0x3f800000, ALL ^ 1ull << 22), Q(0x33000000, 0)}, res;
    struct ir_eval_fp fp = {.rounding = FP_RUP};
    ir_eval_op(&add, args, &res, &fp);
    tap_ok(&t, res.q[0] == 0x3f800001 && fp.flags == FP_INEXACT,
           "the dynamic rounding mode; upper lanes raise nothing");
}

/* Every op that is no control, memory or state op must be known. */
static void coverage_test(void)
{
    unsigned missing = 0;
    for (unsigned op = 0; op < IR_OPS; op++) {
        static const uint8_t lanes[] = {IR_I8, IR_I16, IR_I32, IR_I64, IR_F32};
        static const uint8_t types[] = {IR_I32, IR_I64, IR_V128, IR_F64};
        bool known = false;
        if (!(ir_ops[op].props & (IR_P_PURE | IR_P_FPX)))
            continue;
        for (unsigned i = 0; i < 20 && !known; i++) {
            struct ir_ins ins = {.op = op, .lane = lanes[i % 5], .type = types[i / 5], .imm = 16};
            union ir_value args[3] = {Q(0, 0), Q(0, 0), Q(0, 0)}, res;
            struct ir_eval_fp fp = {0};
            known = ir_eval_op(&ins, args, &res, &fp);
        }
        if (!known)
            printf("# no evaluator for %s\n", ir_ops[op].text);
        missing += !known;
    }
    tap_ok(&t, !missing, "every pure and floating-point op has an evaluator");
}

/* ---- regions ---- */

struct test_cpu {
    uint64_t x[8];
    uint64_t pc;
    uint32_t w[4];
    union ir_value v[4];
    uint32_t rounding, flags;
    volatile uint32_t exit_request;
};

#define X(i)                                                                                       \
    {                                                                                              \
        "x" #i, offsetof(struct test_cpu, x[i]), IR_I64, 0                                         \
    }
#define W(i)                                                                                       \
    {                                                                                              \
        "w" #i, offsetof(struct test_cpu, w[i]), IR_I32, 0                                         \
    }
#define VV(i)                                                                                      \
    {                                                                                              \
        "q" #i, offsetof(struct test_cpu, v[i]), IR_V128, 0                                        \
    }

static const struct ir_slot slots[] = {
    X(0), X(1), X(2), X(3), X(4), X(5), X(6), X(7), W(0), W(1), W(2), W(3), VV(0), VV(1), VV(2),
};

typedef uint64_t vec128 __attribute__((vector_size(16)));

static uint64_t help_mix(struct test_cpu *cpu, uint32_t a, double f, vec128 v, uint64_t b)
{
    cpu->x[7] = v[1];
    return a + (uint64_t)f + b;
}

static vec128 help_swap(vec128 v)
{
    return (vec128){v[1], v[0]};
}

static float help_half(float f)
{
    return f / 2;
}

static uint64_t help_read(uint64_t address)
{
    return *(const volatile uint64_t *)address;
}

static const struct ir_helper helpers[] = {
    {.name = "mix",
     .fn = help_mix,
     .flags = IR_HELPER_CPU | IR_HELPER_WRITES,
     .ret = IR_I64,
     .args = {IR_I32, IR_F64, IR_V128, IR_I64}},
    {.name = "swap", .fn = help_swap, .flags = IR_HELPER_PURE, .ret = IR_V128, .args = {IR_V128}},
    {.name = "half", .fn = help_half, .flags = IR_HELPER_PURE, .ret = IR_F32, .args = {IR_F32}},
    {.name = "read", .fn = help_read, .flags = IR_HELPER_FAULTS, .ret = IR_I64, .args = {IR_I64}},
};

static const struct ir_guest guest = {
    .slots = slots,
    .nslots = G_N_ELEMENTS(slots),
    .helpers = helpers,
    .nhelpers = G_N_ELEMENTS(helpers),
    .pc_offset = offsetof(struct test_cpu, pc),
};

/* A parsed region with what it runs on. */
struct run {
    struct ir_region r;
    struct test_cpu cpu;
    struct ir_interp it;
    struct ir_interp_end end;
};

static void run_start(struct run *run, const char *text)
{
    char *error = NULL;
    memset(run, 0, sizeof *run);
    ir_region_init(&run->r, &guest);
    if (!ir_parse(&run->r, text, &error) || (error = ir_verify(&run->r))) {
        printf("Bail out! %s in:\n%s", error, text);
        exit(1);
    }
    run->it = (struct ir_interp){.cpu = &run->cpu,
                                 .fp_rounding = &run->cpu.rounding,
                                 .fp_flags = &run->cpu.flags,
                                 .exit_request = &run->cpu.exit_request};
}

static void run_free(struct run *run)
{
    ir_interp_free(&run->it);
    ir_region_free(&run->r);
}

static void control_tests(void)
{
    struct run r;
    /* Fibonacci: the parameters move all at once */
    run_start(&r, "region pc=0x1000 mode=0\n"
                  "b0:\n"
                  "  v1:i64 = get x0\n"
                  "  v2:i64 = const 0\n"
                  "  v3:i64 = const 1\n"
                  "  br b1(v1, v2, v3)\n"
                  "b1:\n"
                  "  v5:i64 = param\n"
                  "  v6:i64 = param\n"
                  "  v7:i64 = param\n"
                  "  v8:i64 = add v6, v7\n"
                  "  v9:i64 = const 1\n"
                  "  v10:i64 = sub v5, v9\n"
                  "  v11:i64 = const 0\n"
                  "  v12:i32 = cmp.ne:i64 v10, v11\n"
                  "  brcond v12, b2, b3\n"
                  "b2:\n"
                  "  br b1(v10, v7, v8)\n"
                  "b3:\n"
                  "  set x0, v7\n"
                  "  exit_pc 0x1234\n");
    r.cpu.x[0] = 50;
    r.end = ir_interp(&r.it, &r.r);
    tap_ok(&t, r.cpu.x[0] == 12586269025, "a loop with parameters");
    tap_ok(&t, r.end.op == IR_EXIT_PC && r.end.trap == IR_TRAP_LOOKUP && r.cpu.pc == 0x1234,
           "exit_pc");
    run_free(&r);

    run_start(&r, "region pc=0x1000 mode=0\n"
                  "b0:\n"
                  "  insn 0x1000\n"
                  "  v1:i64 = const 7\n"
                  "  set x1, v1\n"
                  "  insn 0x1004\n"
                  "  v2:i32 = get w0\n"
                  "  trapif/0x11 v2, v1\n"
                  "  v3:i64 = const 0x2000\n"
                  "  exit_calli v1, v3\n");
    r.end = ir_interp(&r.it, &r.r);
    tap_ok(&t, r.end.op == IR_EXIT_CALLI && r.cpu.pc == 7 && r.end.ret == 0x2000, "exit_calli");
    r.cpu.w[0] = 1;
    r.cpu.x[1] = 0;
    r.end = ir_interp(&r.it, &r.r);
    tap_ok(&t,
           r.end.op == IR_TRAPIF && r.end.trap == 17 && r.end.trap_arg == 7 && r.cpu.pc == 0x1004 &&
               r.cpu.x[1] == 7,
           "trapif before pass state");
    run_free(&r);

    run_start(&r, "region pc=0x1000 mode=0 state_done\n"
                  "b0:\n"
                  "  v1:i64 = const 7\n"
                  "  poll @0x1010{x1=v1}\n"
                  "  v2:i64 = const 5\n"
                  "  exit_trap/0x12 v2, 0x1020\n");
    r.end = ir_interp(&r.it, &r.r);
    tap_ok(&t,
           r.end.op == IR_EXIT_TRAP && r.end.trap == 18 && r.end.trap_arg == 5 &&
               r.cpu.pc == 0x1020 && r.cpu.x[1] == 0,
           "exit_trap");
    r.cpu.exit_request = 1;
    r.end = ir_interp(&r.it, &r.r);
    tap_ok(&t, r.end.trap == IR_TRAP_INTERRUPT && r.cpu.pc == 0x1010 && r.cpu.x[1] == 7,
           "poll stores its snapshot");
    run_free(&r);
}

static void helper_tests(void)
{
    struct run r;
    run_start(&r, "region pc=0x1000 mode=0\n"
                  "b0:\n"
                  "  v1:i32 = const 3\n"
                  "  v2:f64 = const 0x4010000000000000\n"
                  "  v3:v128 = get q0\n"
                  "  v4:i64 = const 0x100000000\n"
                  "  v5:i64 = call mix(v1, v2, v3, v4)\n"
                  "  set x0, v5\n"
                  "  v7:v128 = call swap(v3)\n"
                  "  set q1, v7\n"
                  "  v9:f32 = const 0x40400000\n"
                  "  v10:f32 = call half(v9)\n"
                  "  v11:i32 = bitcast v10\n"
                  "  set w0, v11\n"
                  "  v13:i32 = const 0x1b\n"
                  "  fpflags_set v13\n"
                  "  v15:f32 = fdiv.f32 v9, v9\n"
                  "  v16:i32 = fpflags_get\n"
                  "  set w1, v16\n"
                  "  exit_pc 0x1008\n");
    r.cpu.v[0] = (union ir_value)Q(11, 22);
    r.end = ir_interp(&r.it, &r.r);
    tap_ok(&t, r.cpu.x[0] == 0x100000007 && r.cpu.x[7] == 22, "helper with mixed arguments");
    tap_ok(&t, r.cpu.v[1].q[0] == 22 && r.cpu.v[1].q[1] == 11, "helper that returns a vector");
    tap_ok(&t, r.cpu.w[0] == 0x3fc00000, "helper that returns a float");
    tap_ok(&t, r.cpu.w[1] == 0x1b && r.cpu.flags == 0x1b, "sticky flags");
    tap_ok(&t, ir_interp_repeatable(&r.r), "a region without outside effects is repeatable");
    run_free(&r);
}

/* ---- memory ---- */

static void memory_tests(void)
{
    struct run r;
    struct ir_write_log log = {0};
    uint64_t memory[8] = {0x8877665544332211, 0xffeeddccbbaa9988, 5, 6, 7, 8, 9, 10}, before[8];
    memcpy(before, memory, sizeof memory);
    run_start(&r, "region pc=0x1000 mode=0\n"
                  "b0:\n"
                  "  v1:i64 = get x0\n"
                  "  v2:i64 = ld.i8.sext v1, 7\n"
                  "  set x1, v2\n"
                  "  v4:i32 = ld.i16.be v1, 1\n"
                  "  set w0, v4\n"
                  "  v6:v128 = ld.v128 v1, 1\n"
                  "  set q0, v6\n"
                  "  st.v128:v128 v1, v6, 0x10\n"
                  "  st.i64.be:i64 v1, v1, 0\n"
                  "  v10:i64 = const 3\n"
                  "  v11:i64 = rmw.i64/1 v1, v10, 0x20\n"
                  "  set x2, v11\n"
                  "  v13:i32 = const 0xff\n"
                  "  v14:i32 = rmw.i8/6 v1, v13, 0x28\n"
                  "  set w1, v14\n"
                  "  v16:i64 = const 9\n"
                  "  v17:i64 = cas.i64 v1, v16, v10, 0x30\n"
                  "  set x3, v17\n"
                  "  v19:v128 = vconst 0, 0\n"
                  "  exit_pc 0x1008\n");
    r.cpu.x[0] = (uintptr_t)memory;
    r.it.log = &log;
    r.end = ir_interp(&r.it, &r.r);
    tap_ok(&t, r.cpu.x[1] == 0xffffffffffffff88, "ld.i8.sext");
    tap_ok(&t, r.cpu.w[0] == 0x2233, "ld.i16.be");
    tap_ok(&t,
           r.cpu.v[0].q[0] == 0x8888776655443322 && memory[2] == 0x8888776655443322 &&
               memory[3] == 0x05ffeeddccbbaa99,
           "unaligned v128");
    tap_ok(&t, __builtin_bswap64(memory[0]) == (uintptr_t)memory, "st.i64.be");
    tap_ok(&t, r.cpu.x[2] == 7 && memory[4] == 10, "rmw add");
    tap_ok(&t, r.cpu.w[1] == 8 && memory[5] == 0xff, "rmw smin of bytes");
    tap_ok(&t, r.cpu.x[3] == 9 && memory[6] == 3, "cas");
    ir_write_log_undo(&log);
    tap_ok(&t, !memcmp(before, memory, sizeof memory), "the write log undoes all");
    g_free(log.writes);
    run_free(&r);
}

static void rmw_tests(void)
{
    static const struct {
        uint64_t old, operand, result;
    } rows[] = {
        [IR_RMW_XCHG] = {1, 2, 2},
        [IR_RMW_ADD] = {0xffff, 2, 1},
        [IR_RMW_AND] = {0xf0f0, 0xff00, 0xf000},
        [IR_RMW_ANDN] = {0xffff, 0x00ff, 0xff00},
        [IR_RMW_OR] = {0xf000, 0x000f, 0xf00f},
        [IR_RMW_XOR] = {0xff00, 0xf0f0, 0x0ff0},
        [IR_RMW_SMIN] = {0x7fff, 0x8000, 0x8000},
        [IR_RMW_SMAX] = {0x8000, 1, 1},
        [IR_RMW_UMIN] = {0x8000, 1, 1},
        [IR_RMW_UMAX] = {0x7fff, 0x8000, 0x8000},
    };
    for (unsigned op = 0; op < G_N_ELEMENTS(rows); op++) {
        struct run r;
        uint64_t memory = 0xaaaaaaaaaaaa0000 | rows[op].old;
        run_start(&r, "region pc=0x1000 mode=0\n"
                      "b0:\n"
                      "  v1:i64 = get x0\n"
                      "  v2:i32 = get w0\n"
                      "  v3:i32 = rmw.i16 v1, v2, 0\n"
                      "  set w1, v3\n"
                      "  exit_pc 0x1008\n");
        r.r.ins[3].sub = op;
        r.cpu.x[0] = (uintptr_t)&memory;
        r.cpu.w[0] = 0xdead0000 | rows[op].operand;
        r.end = ir_interp(&r.it, &r.r);
        tap_ok(&t, r.cpu.w[1] == rows[op].old && memory == (0xaaaaaaaaaaaa0000 | rows[op].result),
               "rmw %u", op);
        run_free(&r);
    }

    struct run r;
    union ir_value memory = Q(1, 2);
    run_start(&r, "region pc=0x1000 mode=0\n"
                  "b0:\n"
                  "  v1:i64 = get x0\n"
                  "  v2:v128 = get q0\n"
                  "  v3:v128 = get q1\n"
                  "  v4:v128 = cas.v128 v1, v2, v3, 0\n"
                  "  set q2, v4\n"
                  "  exit_pc 0x1008\n");
    r.cpu.x[0] = (uintptr_t)&memory;
    r.cpu.v[1] = (union ir_value)Q(3, 4);
    r.end = ir_interp(&r.it, &r.r);
    tap_ok(&t, r.cpu.v[2].q[1] == 2 && memory.q[0] == 1, "cas.v128 that fails");
    r.cpu.v[0] = memory;
    r.end = ir_interp(&r.it, &r.r);
    tap_ok(&t, r.cpu.v[2].q[0] == 1 && memory.q[0] == 3 && memory.q[1] == 4, "cas.v128");
    run_free(&r);
}

/* ---- faults ---- */

static sigjmp_buf fault_env;

static void on_fault(int sig)
{
    siglongjmp(fault_env, sig);
}

/* Runs a region that must fault; false if it did not. */
static bool run_faulting(struct run *r)
{
    if (!sigsetjmp(fault_env, 1)) {
        ir_interp(&r->it, &r->r);
        return false;
    }
    ir_interp_fault(&r->it);
    return true;
}

static void fault_tests(void)
{
    struct run r;
    struct sigaction action = {.sa_handler = on_fault};
    sigaction(SIGSEGV, &action, NULL);
    void *hole = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    run_start(&r, "region pc=0x1000 mode=0\n"
                  "b0:\n"
                  "  insn 0x1000\n"
                  "  v2:i64 = get x0\n"
                  "  v3:i64 = const 1\n"
                  "  set x1, v3\n"
                  "  insn 0x1004\n"
                  "  v6:i64 = ld.i64 v2, 8\n"
                  "  set x2, v6\n"
                  "  exit_pc 0x1008\n");
    r.cpu.x[0] = (uintptr_t)hole;
    tap_ok(&t, run_faulting(&r) && r.cpu.pc == 0x1004 && r.cpu.x[1] == 1 && r.cpu.x[2] == 0,
           "a load faults before pass state");
    run_free(&r);

    run_start(&r, "region pc=0x1000 mode=0 state_done\n"
                  "b0:\n"
                  "  v2:i64 = get x0\n"
                  "  v3:i64 = const 1\n"
                  "  st.i64:i64 v2, v3, 8 @0x1004{x1=v3, x3=v2}\n"
                  "  v4:i64 = const 2\n"
                  "  set x1, v4\n"
                  "  exit_pc 0x1008\n");
    r.cpu.x[0] = (uintptr_t)hole;
    tap_ok(&t,
           run_faulting(&r) && r.cpu.pc == 0x1004 && r.cpu.x[1] == 1 &&
               r.cpu.x[3] == (uintptr_t)hole,
           "a store faults with a snapshot");
    run_free(&r);

    run_start(&r, "region pc=0x1000 mode=0\n"
                  "b0:\n"
                  "  insn 0x100c\n"
                  "  v2:i64 = get x0\n"
                  "  v3:i64 = call read(v2)\n"
                  "  exit_pc 0x1010\n");
    r.cpu.x[0] = (uintptr_t)hole;
    tap_ok(&t, run_faulting(&r) && r.cpu.pc == 0x100c, "a helper faults");
    tap_ok(&t, !ir_interp_repeatable(&r.r), "which can't be repeated");
    run_free(&r);
    munmap(hole, 4096);
}

int main(void)
{
    int_tests();
    vec_host_tests();
    vec_golden_tests();
    coverage_test();
    control_tests();
    helper_tests();
    memory_tests();
    rmw_tests();
    fault_tests();
    return tap_done(&t);
}
