// skip-arm: has no PTRACE_SYSEMU
// skip-riscv64: has no PTRACE_SYSEMU
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ptrace: single steps and calls that are not made. */
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long req(int request, pid_t pid, void *addr, void *data)
{
    return syscall(__NR_ptrace, request, pid, addr, data);
}

static void loops(void)
{
    for (;;)
        syscall(__NR_exit, 1);
}

int main(void)
{
    pid_t pid = fork();
    int status = 0, calls = 0, steps = 0, counts = 0;

    if (!pid) {
        req(PTRACE_TRACEME, 0, 0, 0);
        syscall(__NR_kill, syscall(__NR_getpid), SIGSTOP);
        loops();
    }
    waitpid(pid, &status, 0);
    printf("options %ld\n", req(PTRACE_SETOPTIONS, pid, 0, (void *)PTRACE_O_TRACESYSGOOD));
    for (int i = 0; i < 400; i++) {
        counts += req(PTRACE_SYSEMU_SINGLESTEP, pid, 0, 0) == 0;
        waitpid(pid, &status, 0);
        calls += WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80);
        steps += WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP;
    }
    printf("calls %d steps %d all %d of %d\n", calls > 3, steps > 50, calls + steps, counts);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    printf("end %x\n", status);
    return 0;
}
