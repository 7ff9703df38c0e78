/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arm64: where indirect branches may land in pages with PROT_BTI, and what the handler of the
 * SIGILL sees: PSTATE.BTYPE. Elsewhere the table alone is printed.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

/* For BR X16, BLR, BR X1 from a guarded page, BR X1 from another: does it arrive? */
static const struct {
    const char *name;
    unsigned insn;
    const char *arrives;
} place[] = {
    {"nop", 0xd503201f, "----"},     {"bti", 0xd503241f, "----"},
    {"bti c", 0xd503245f, "xx-x"},   {"bti j", 0xd503249f, "x-xx"},
    {"bti jc", 0xd50324df, "xxxx"},  {"paciasp", 0xd503233f, "xx-x"},
    {"pacibsp", 0xd503237f, "xx-x"}, {"autiasp", 0xd50323bf, "----"},
};
#define PLACES (sizeof place / sizeof place[0])

#ifdef __aarch64__
#define PROT_BTI 0x10
#define HALF     2048

static volatile int seen;

static void handler(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    seen = (int)(uc->uc_mcontext.pstate >> 10 & 3);
    if (sig != SIGILL || info->si_code != ILL_ILLOPC ||
        (unsigned long)info->si_addr != uc->uc_mcontext.pc)
        seen = -1;
    uc->uc_mcontext.pstate &= ~(3ul << 10);
    uc->uc_mcontext.pc = uc->uc_mcontext.regs[20];
}

/* Calls `from` (code that branches to x1) for the place `to`; BTYPE seen, or 0 when it arrived. */
static int try(void *from, void *to)
{
    seen = 0;
    __asm__ volatile("mov x9, %0\n\tmov x1, %1\n\tmov x16, %1\n\tmov x21, x30\n\t"
                     "adr x20, 2f\n\tmov x30, x20\n\tbr x9\n2:\n\tmov x30, x21"
                     :
                     : "r"(from), "r"(to)
                     : "x0", "x1", "x9", "x16", "x17", "x20", "x21", "x30", "memory");
    return seen;
}

static void table(void)
{
    static const unsigned branch[] = {0xd61f0200, 0xd63f0020, 0xd61f0020}; /* BR BLR BR */
    static const int type[] = {1, 2, 3, 1};
    unsigned *code[2];
    for (int k = 0; k < 2; k++)
        code[k] = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                       -1, 0);
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 3; i++) {
            code[k][4 * i] = 0xd50324df; /* BTI JC */
            code[k][4 * i + 1] = branch[i];
        }
    for (size_t i = 0; i < PLACES; i++) {
        code[0][HALF / 4 + 4 * i] = place[i].insn;
        code[0][HALF / 4 + 4 * i + 1] = 0xd61f0280; /* BR X20 */
    }
    for (int k = 0; k < 2; k++)
        __builtin___clear_cache((char *)code[k], (char *)code[k] + 4096);
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGILL, &sa, NULL);
    for (int round = 0; round < 300; round++) {
        /* without protection first, so that the check comes to code that has run */
        if (round == 1 && mprotect(code[0], 4096, PROT_READ | PROT_EXEC | PROT_BTI))
            perror("mprotect");
        for (size_t i = 0; i < PLACES; i++) {
            char got[5] = "";
            for (int b = 0; b < 4; b++) {
                int s =
                    try(&code[b == 3][4 * (b % 3) + (b == 3 ? 8 : 0)], &code[0][HALF / 4 + 4 * i]);
                got[b] = s == 0 ? 'x' : s == type[b] ? '-' : '?';
            }
            if (round == 0 ? strcmp(got, "xxxx") : round == 1 || strcmp(got, place[i].arrives))
                printf("%s %s\n", place[i].name, got);
        }
    }
}
#else
static void table(void)
{
    for (size_t i = 0; i < PLACES; i++)
        printf("%s %s\n", place[i].name, place[i].arrives);
}
#endif

int main(void)
{
    table();
    return 0;
}
