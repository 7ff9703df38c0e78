/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals: handled, blocked, sent, waited for. */
#include <time.h>
#include <ucontext.h>
#include "call.h"

static struct {
    void *handler;
    unsigned long flags;
#ifdef __riscv
    uint64_t mask;
#else
    void *restorer;
    uint64_t mask;
#endif
} action, before;
static uint64_t mask = SET64(UINT64_C(1) << (SIGUSR1 - 1)), old;
static siginfo_t info;
static stack_t stack, was;
static char room[65536];
static struct timespec none, wrong = {0, -1};
static volatile int seen, value;

static void handler(int sig, siginfo_t *i, void *context)
{
    seen += sig;
    value = i->si_value.sival_int;
}

int main(void)
{
    pid_t me = getpid();
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    sigaction(SIGUSR1, &act, 0);
    CALL(rt_sigaction, SIGUSR1, 0, &before, 8);
    tell("flags", before.flags & 0xff);
    CALL(rt_sigaction, SIGKILL, &before, 0, 8);
    CALL(rt_sigaction, SIGKILL, 0, &old, 8) + memset(&before, 0, sizeof(before));
    CALL(rt_sigaction, 0, 0, &before, 8);
    CALL(rt_sigaction, 65, 0, &before, 8);
    CALL(rt_sigaction, SIGUSR2, BAD, 0, 8);
    CALL(rt_sigaction, SIGUSR2, 0, BAD, 8);
    CALL(rt_sigaction, SIGUSR2, 0, 0, 4);
    CALL(kill, me, SIGUSR1);
    tell("seen", seen);
    CALL(kill, me, 0);
    CALL(kill, me, 99);
    CALL(kill, 1 << 29, 0);
    CALL(tkill, me, SIGUSR1);
    CALL(tkill, me, 99);
    CALL(tkill, 0, SIGUSR1);
    CALL(tkill, 1 << 29, SIGUSR1);
    CALL(tgkill, me, me, SIGUSR1);
    CALL(tgkill, me, 1 << 29, SIGUSR1);
    CALL(tgkill, 0, me, SIGUSR1);
    CALL(tgkill, me, me, 99);
    tell("seen", seen);
    CALL(rt_sigprocmask, SIG_BLOCK, &mask, &old, 8);
    tell("blocked", (long long)SET64(old));
    CALL(rt_sigprocmask, SIG_BLOCK, 0, &old, 8);
    tell("blocked", (long long)SET64(old));
    CALL(rt_sigprocmask, 99, &mask, 0, 8);
    CALL(rt_sigprocmask, SIG_BLOCK, &mask, 0, 4);
    CALL(rt_sigprocmask, SIG_BLOCK, BAD, 0, 8);
    CALL(rt_sigprocmask, SIG_BLOCK, 0, BAD, 8);
    CALL(kill, me, SIGUSR1);
    CALL(rt_sigpending, &old, 8);
    tell("pending", (long long)SET64(old));
    CALL(rt_sigpending, BAD, 8);
    CALL(rt_sigpending, &old, 9);
    CALL(rt_sigtimedwait, &mask, &info, &none, 8);
    tell("sender", info.si_pid == me);
    CALL(rt_sigtimedwait, &mask, &info, &none, 8);
    CALL(rt_sigtimedwait, &mask, &info, &wrong, 8);
    CALL(rt_sigtimedwait, &mask, &info, &none, 4);
    CALL(rt_sigtimedwait, BAD, &info, &none, 8);
    CALL(rt_sigtimedwait, &mask, &info, BAD, 8);
    kill(me, SIGUSR1);
    CALL(rt_sigtimedwait, &mask, BAD, &none, 8);
    memset(&info, 0, sizeof(info));
    info.si_code = SI_QUEUE;
    info.si_value.sival_int = 1234;
    CALL(rt_sigqueueinfo, me, SIGUSR1, &info);
    old = 0;
    CALL(rt_sigsuspend, &old, 8);
    tell("value", value);
    CALL(rt_sigsuspend, &old, 4);
    CALL(rt_sigsuspend, BAD, 8);
    CALL(rt_sigqueueinfo, me, 99, &info);
    CALL(rt_sigqueueinfo, me, SIGUSR1, BAD);
    CALL(rt_sigqueueinfo, 1 << 29, SIGUSR1, &info);
    CALL(rt_tgsigqueueinfo, me, me, SIGUSR1, &info);
    CALL(rt_tgsigqueueinfo, me, 1 << 29, SIGUSR1, &info);
    CALL(rt_tgsigqueueinfo, -1, me, SIGUSR1, &info);
    CALL(rt_tgsigqueueinfo, me, me, SIGUSR1, BAD);
    info.si_code = SI_USER;
    CALL(rt_sigqueueinfo, getppid(), 0, &info);
    CALL(sigaltstack, 0, &was);
    tell("flags", was.ss_flags);
    stack.ss_sp = room;
    stack.ss_size = sizeof(room);
    CALL(sigaltstack, &stack, 0);
    CALL(sigaltstack, 0, &was);
    tell("size", was.ss_size);
    stack.ss_size = 100;
    CALL(sigaltstack, &stack, 0);
    stack.ss_flags = 99;
    CALL(sigaltstack, &stack, 0);
    CALL(sigaltstack, BAD, 0);
    CALL(sigaltstack, 0, BAD);
    CALL(restart_syscall);
    CHILD(CALL_RAW(rt_sigreturn));
    return 0;
}
