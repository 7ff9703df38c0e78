/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arm64: signal frames that the kernel does not restore.  Elsewhere the table alone is printed.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

struct result {
    int sig, code, address, mask;
};

#ifdef __aarch64__
static sigjmp_buf env;
static volatile struct result got;
static char altstack[65536];
static void (*damage)(ucontext_t *uc, uint32_t *records);

static void trigger(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    (void)sig;
    (void)info;
    if (!damage)
        return;
    sigaddset(&uc->uc_sigmask, SIGUSR2); /* is restored before what is bad */
    damage(uc, (uint32_t *)uc->uc_mcontext.__reserved);
}

static void segv(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    got.sig = sig;
    got.code = info->si_code;
    got.address = (uintptr_t)info->si_addr == uc->uc_mcontext.sp;
    got.mask = sigismember(&uc->uc_sigmask, SIGUSR2);
    siglongjmp(env, 1);
}

static void el1(ucontext_t *uc, uint32_t *r)
{
    (void)r;
    uc->uc_mcontext.pstate |= 5;
}
static void a32(ucontext_t *uc, uint32_t *r)
{
    (void)r;
    uc->uc_mcontext.pstate |= 0x10;
}
static void masked(ucontext_t *uc, uint32_t *r)
{
    (void)r;
    uc->uc_mcontext.pstate |= 0x80;
}
static void magic(ucontext_t *uc, uint32_t *r)
{
    (void)uc;
    r[0] ^= 1;
}
static void size(ucontext_t *uc, uint32_t *r)
{
    (void)uc;
    r[1] += 16;
}
static void missing(ucontext_t *uc, uint32_t *r)
{
    (void)uc;
    r[0] = r[1] = 0;
}
static void twice(ucontext_t *uc, uint32_t *r)
{
    (void)uc;
    while (r[0] != 0x46508001)
        r += r[1] / 4;
    memcpy((char *)r + r[1], r, r[1]);
    memset((char *)r + 2 * r[1], 0, 8);
}

static void run(void (*how)(ucontext_t *, uint32_t *))
{
    memset((void *)&got, 0, sizeof(got));
    damage = how;
    if (!sigsetjmp(env, 1))
        raise(SIGUSR1);
}

static void misaligned(void)
{
    memset((void *)&got, 0, sizeof(got));
    if (!sigsetjmp(env, 1))
        __asm__ volatile("sub x9, sp, #1000\n add x9, x9, #4\n mov sp, x9\n mov x8, #139\n svc #0"
                         :
                         :
                         : "x8", "x9", "memory");
}
#define RUN(how)     run(how)
#define MISALIGNED() misaligned()
#else
static struct result got;
#define RUN(how)
#define MISALIGNED()
#endif

/* What the row says is also what other machines print. */
static void row(const char *name, int code, int mask)
{
#ifndef __aarch64__
    got = (struct result){code ? SIGSEGV : 0, code, code != 0, mask};
#endif
    printf("%s: %d %d %d %d\n", name, got.sig, got.code, got.address, got.mask);
}

int main(void)
{
#ifdef __aarch64__
    stack_t ss = {.ss_sp = altstack, .ss_size = sizeof(altstack)};
    struct sigaction sa = {.sa_sigaction = trigger, .sa_flags = SA_SIGINFO};
    struct sigaction fault = {.sa_sigaction = segv, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaltstack(&ss, NULL);
    sigaction(SIGUSR1, &sa, NULL);
    sigaction(SIGSEGV, &fault, NULL);
#endif
    RUN(NULL);
    row("good", 0, 0);
    RUN(el1);
    row("PSTATE of EL1", SEGV_ACCERR, 1);
    RUN(a32);
    row("PSTATE of A32", SEGV_ACCERR, 1);
    RUN(masked);
    row("PSTATE with interrupts off", SEGV_ACCERR, 1);
    RUN(magic);
    row("unknown record", SEGV_ACCERR, 1);
    RUN(size);
    row("wrong size", SEGV_ACCERR, 1);
    RUN(missing);
    row("no FPSIMD record", SEGV_ACCERR, 1);
    RUN(twice);
    row("two FPSIMD records", SEGV_ACCERR, 1);
    MISALIGNED();
    row("misaligned sp", SEGV_ACCERR, 0);
    return 0;
}
