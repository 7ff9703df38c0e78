/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The models of 32-bit Arm processors: AT_HWCAP and AT_HWCAP2 are those that Linux gives on such a
 * processor, and instructions are there exactly where the model has their feature.
 *
 * In: names for -cpu, words.  Out: TAP.
 */
#include "target/arm/cpu.h"
#include "target/arm/decode.h"
#include "target/target.h"
#include "tests/unit/tap.h"

/* arch/arm/include/uapi/asm/hwcap.h */
enum {
    BASE = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 4 | 1 << 7, /* swp half thumb fastmult edsp */
    VFP = 1 << 6,
    TLS = 1 << 15,
    NEON = 1 << 12 | 1 << 13 | 1 << 19, /* neon vfpv3 vfpd32 */
    VFP4 = 1 << 16,
    IDIV = 1 << 17 | 1 << 18,
    LPAE = 1 << 20,
    V8 = 1 << 21,                                    /* evtstrm */
    FP16 = 1 << 22 | 1 << 23,                        /* fphp asimdhp */
    NEWER = 1 << 24 | 1 << 25 | 1 << 26 | 1 << 27,   /* asimddp asimdfhm asimdbf16 i8mm */
    CRYPTO = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 | 16, /* aes pmull sha1 sha2 crc32 */
    SB = 1 << 5,
};

enum { A7 = BASE | VFP | TLS | NEON, A15 = A7 | VFP4 | IDIV | LPAE };

static const struct {
    const char *name;
    uint32_t hwcap, hwcap2;
} models[] = {
    {"arm926", BASE | VFP, 0},
    {"arm946", BASE, 0},
    {"arm1026", BASE | VFP, 0},
    {"arm1136-r2", BASE | VFP, 0},
    {"arm1136", BASE | VFP | TLS, 0},
    {"arm1176", BASE | VFP | TLS, 0},
    {"arm11mpcore", BASE | VFP | TLS, 0},
    {"cortex-a5", A7 | VFP4, 0},
    {"cortex-a7", A15, 0},
    {"cortex-a8", A7, 0},
    {"cortex-a9", A7, 0},
    {"cortex-a15", A15, 0},
    {"cortex-a53", A15 | V8, CRYPTO | SB},
    {"cortex-r5", BASE | TLS | IDIV, 0},
    {"cortex-r5f", BASE | TLS | IDIV | VFP | 1 << 13 | 1 << 14, 0}, /* vfpv3 vfpv3d16 */
    {"cortex-r52", (A15 & ~LPAE) | V8, 16 | SB},
    {"cortex-m0", 1 << 1 | 1 << 2 | 1 << 4, 0},
    {"cortex-m3", 1 << 1 | 1 << 2 | 1 << 4 | 1 << 18, 0},
    {"cortex-m4", 1 << 1 | 1 << 2 | 1 << 4 | 1 << 7 | 1 << 18, 0},
    {"pxa250", BASE, 0},
    {"pxa262", BASE, 0},
    {"pxa270", BASE | 1 << 9, 0}, /* iwmmxt */
    {"pxa270-c5", BASE | 1 << 9, 0},
    {"pxa270,iwmmxt=off", BASE, 0},
    {"sa1100", 1 << 0 | 1 << 1 | 1 << 4, 0},
    {"ti925t", 1 << 0 | 1 << 1 | 1 << 2 | 1 << 4, 0},
    {"max", A15 | V8 | FP16 | NEWER, CRYPTO | SB},
    {"max,fp16=off", A15 | V8 | NEWER, CRYPTO | SB},
};

/* Unconditional words of single features. */
static const struct {
    const char *name;
    uint32_t word;
    bool vfp; /* else NEON's table */
    uint64_t feature;
} words[] = {
    {"vadd.f32 s0, s1, s2", 0xee300a81, true, ARM_F(VFP)},
    {"vmov.f32 s0, #1.0", 0xeeb70a00, true, ARM_F(VFP3)},
    {"vfma.f32 s0, s1, s2", 0xeea00a81, true, ARM_F(VFP4)},
    {"vadd.f16 s0, s1, s2", 0xee300981, true, ARM_F(FP16)},
    {"vjcvt.s32.f64 s0, d1", 0xeeb90bc1, true, ARM_F(JSCVT)},
    {"vadd.i8 d0, d1, d2", 0xf2010802, false, ARM_F(NEON)},
    {"vqrdmlah.s16 d0, d1, d2", 0xf3110b12, false, ARM_F(RDM)},
    {"vsdot.s8 d0, d1, d2", 0xfc210d02, false, ARM_F(DOTPROD)},
    {"vfmal.f16 d0, s1, s2", 0xfc200891, false, ARM_F(FHM)},
    {"vcadd.f32 d0, d1, d2, #90", 0xfc910802, false, ARM_F(FCMA)},
    {"vsmmla.s8 q0, q1, q2", 0xfc220c44, false, ARM_F(I8MM)},
    {"vdot.bf16 d0, d1, d2", 0xfc010d02, false, ARM_F(BF16)},
    {"aese.8 q0, q1", 0xf3b00302, false, ARM_F(AES)},
};

static void check_words(struct tap *t, const struct arm_model *m)
{
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        struct arm_args a;
        uint32_t w = words[i].word;
        enum arm_op op =
            words[i].vfp ? arm_decode_vfp(w, m->features, &a) : arm_decode_neon(w, m->features, &a);
        tap_ok(t, (op != ARM_NONE) == !!(m->features & words[i].feature), "%s: %s", m->name,
               words[i].name);
    }
}

int main(void)
{
    static struct tap t;
    for (unsigned i = 0; i < sizeof models / sizeof *models; i++) {
        const struct arm_model *m = target_arm.cpu_find(models[i].name);
        tap_ok(&t, m && arm_hwcap(m) == models[i].hwcap && arm_hwcap2(m) == models[i].hwcap2,
               "%s: %08x %08x", models[i].name, m ? arm_hwcap(m) : 0, m ? arm_hwcap2(m) : 0);
        if (m)
            check_words(&t, m);
    }
    tap_ok(&t, !target_arm.cpu_find("arm9999"), "an unknown name");
    return tap_done(&t);
}
