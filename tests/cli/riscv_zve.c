/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which vector instructions the processor has.  Out: a line for each, with 1 or 0. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int legal;
static uint64_t memory[64];

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)sig, (void)info;
    legal = 0;
    ((ucontext_t *)context)->uc_mcontext.__gregs[0] += 4;
}

/* The instruction with that vtype; where VSETVLI is illegal, so are the others. */
#define TRY(vtype, insn)                                                                           \
    do {                                                                                           \
        legal = 1;                                                                                 \
        __asm__ volatile(".option push\n.option arch, +v\n.option norvc\n"                         \
                         "vsetvli t0, zero, " vtype ", ta, ma\n" insn                              \
                         "\n.option pop" ::"r"(memory)                                             \
                         : "t0", "ft0", "memory");                                                 \
        printf("%s, %s: %d\n", vtype, insn, legal);                                                \
    } while (0)

int main(void)
{
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGILL, &act, NULL);
    TRY("e32, m1", "vadd.vv v8, v8, v8");
    TRY("e64, m1", "vadd.vv v8, v8, v8");
    TRY("e8, mf4", "vadd.vv v8, v8, v8");
    TRY("e8, mf8", "vadd.vv v8, v8, v8");
    TRY("e32, m1", "vwadd.vv v8, v10, v11");
    TRY("e32, m1", "vmulh.vv v8, v8, v8");
    TRY("e64, m1", "vmulh.vv v8, v8, v8");
    TRY("e64, m1", "vmulhsu.vx v8, v8, zero");
    TRY("e64, m1", "vmul.vv v8, v8, v8");
    TRY("e64, m1", "vsmul.vv v8, v8, v8");
    TRY("e32, m1", "vsmul.vv v8, v8, v8");
    TRY("e32, m1", "vfadd.vv v8, v8, v8");
    TRY("e64, m1", "vfadd.vv v8, v8, v8");
    TRY("e32, m1", "vfwadd.vv v8, v10, v11");
    TRY("e32, m1", "vfwredosum.vs v8, v10, v11");
    TRY("e32, m1", "vfncvt.f.f.w v8, v10");
    TRY("e32, m1", "vfmv.f.s ft0, v8");
    TRY("e64, m1", "vfmv.f.s ft0, v8");
    TRY("e64, m1", "vfmv.v.f v8, ft0");
    TRY("e32, m1", "vle64.v v8, (%0)");
    TRY("e32, m1", "vl1re64.v v8, (%0)");
    TRY("e32, m1", "vl1re32.v v8, (%0)");
    TRY("e32, m1", "vsuxei64.v v8, (%0), v10");
    TRY("e32, m1", "vsuxei32.v v10, (%0), v8");
}
