/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Single steps of a tracer over an instruction that faults: the tracee gets its signal. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf env;

static void handler(int sig)
{
    siglongjmp(env, sig);
}

static int tracee(void)
{
    volatile int *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int sig;

    signal(SIGSEGV, handler);
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    sig = sigsetjmp(env, 1);
    if (!sig)
        *page = 1;
    return sig == SIGSEGV ? 5 : 6;
}

int main(void)
{
    int status = 0, steps = 0, faults = 0, sig = 0;
    pid_t pid = fork();

    if (!pid)
        _exit(tracee());
    waitpid(pid, &status, 0);
    while (steps++ < 1000000 && !ptrace(PTRACE_SINGLESTEP, pid, NULL, (void *)(long)sig) &&
           waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
        sig = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
        faults += sig == SIGSEGV;
    }
    printf("faults %d, more than 20 steps %d, exit status %d\n", faults, steps > 20,
           WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    return 0;
}
