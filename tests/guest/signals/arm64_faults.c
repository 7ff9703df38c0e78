/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arm64: loads and stores whose base is a stack pointer that is no multiple of 16; cache
 * maintenance of pages that can't be read. Elsewhere the table alone is printed.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

struct result {
    int sig, code, address;
    unsigned long esr;
};

#ifdef __aarch64__
static sigjmp_buf env;
static volatile struct result got;
static char altstack[65536];
static uintptr_t expected;

static void handler(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    uint32_t *record = (uint32_t *)uc->uc_mcontext.__reserved;
    uintptr_t address = expected ? expected : uc->uc_mcontext.sp;

    got.sig = sig;
    got.code = info->si_code;
    got.address = (uintptr_t)info->si_addr == address;
    for (; record[0]; record += record[1] / 4)
        if (record[0] == ESR_MAGIC)
            got.esr = *(uint64_t *)(record + 2);
    siglongjmp(env, 1);
}

#define ON_SP(instructions)                                                                        \
    __asm__ volatile(".arch_extension lse\n mov x9, sp\n sub x10, x9, #264\n mov sp, x10\n"        \
                     "mov x11, #0\n" instructions "\n mov sp, x9"                                  \
                     :                                                                             \
                     :                                                                             \
                     : "x9", "x10", "x11", "x12", "v0", "memory")
#define RUN(statement)                                                                             \
    do {                                                                                           \
        memset((void *)&got, 0, sizeof(got));                                                      \
        if (!sigsetjmp(env, 1))                                                                    \
            statement;                                                                             \
    } while (0)
#else
static struct result got;
#define RUN(statement)
#endif

/* What the row says is also what other machines print. */
static void row(const char *name, int sig, int code, unsigned long esr)
{
#ifndef __aarch64__
    got = (struct result){sig, code, sig != 0, esr};
#endif
    printf("%s: %d %d %d %lx\n", name, got.sig, got.code, got.address, got.esr);
}

#define SP_FAULT(name, instructions)                                                               \
    RUN(ON_SP(instructions));                                                                      \
    row(name, SIGBUS, BUS_ADRALN, 0x9a000000)
#define SP_FINE(name, instructions)                                                                \
    RUN(ON_SP(instructions));                                                                      \
    row(name, 0, 0, 0)

int main(void)
{
    char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#ifdef __aarch64__
    stack_t stack = {.ss_sp = altstack, .ss_size = sizeof(altstack)};
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaltstack(&stack, NULL);
    sigaction(SIGBUS, &act, NULL);
    sigaction(SIGSEGV, &act, NULL);
#endif
    SP_FAULT("ldr", "ldr x11, [sp, #8]");
    SP_FAULT("ldrb", "ldrb w11, [sp, #1]");
    SP_FAULT("stp", "stp x11, x12, [sp, #-16]!");
    SP_FAULT("index", "ldr x11, [sp, x11]");
    SP_FAULT("ldur", "ldur x11, [sp, #8]");
    SP_FAULT("vector", "str q0, [sp]");
    SP_FAULT("structure", "st1 {v0.16b}, [sp]");
    SP_FAULT("exclusive", "ldxr x11, [sp]");
    SP_FAULT("atomic", "swp x11, x11, [sp]");
    SP_FAULT("after aligned ones",
             "add sp, sp, #8\n ldr x11, [sp]\n sub sp, sp, #8\n ldr x11, [sp]");
    SP_FINE("another base", "mov x11, sp\n ldr x11, [x11]");
    SP_FINE("aligned again",
            "add sp, sp, #24\n ldr x11, [sp]\n ldr x11, [sp], #16\n ldr x11, [sp]");
    SP_FINE("prefetch", "prfm pldl1keep, [sp]");
    /* Which ESR a load and which cache maintenance gives is left out. */
#ifdef __aarch64__
    expected = (uintptr_t)page + 8;
#endif
    RUN(__asm__ volatile("dc cvac, %0" : : "r"(page + 8)));
    got.esr = 0;
    row("dc cvac, no access", SIGSEGV, SEGV_ACCERR, 0);
    munmap(page, 4096);
    RUN(__asm__ volatile("dc civac, %0" : : "r"(page + 8)));
    got.esr = 0;
    row("dc civac, not mapped", SIGSEGV, SEGV_MAPERR, 0);
    return 0;
}
