/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tracer of calls that a signal ends: each has its exit, before the signal is told. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void handler(int sig)
{
    (void)sig;
}

static void soon(void)
{
    struct itimerval t = {.it_value = {0, 200000}};

    setitimer(ITIMER_REAL, &t, NULL);
}

static void child(void)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_SIGINFO};
    struct timespec second = {5, 0}, end;
    sigset_t none;

    sigemptyset(&none);
    sigaction(SIGALRM, &action, NULL);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    soon();
    pselect(0, NULL, NULL, NULL, &second, NULL);
    soon();
    pselect(0, NULL, NULL, NULL, &second, &none);
    soon();
    ppoll(NULL, 0, &second, NULL);
    soon();
    sigsuspend(&none);
    soon();
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += 5;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL);
    soon();
    nanosleep(&second, NULL);
    _exit(0);
}

static const char *name(uint64_t nr)
{
    switch (nr) {
    case SYS_pselect6: return "pselect6";
    case SYS_ppoll: return "ppoll";
    case SYS_rt_sigsuspend: return "rt_sigsuspend";
    case SYS_clock_nanosleep: return "clock_nanosleep";
    case SYS_rt_sigreturn: return "rt_sigreturn";
    default: return NULL;
    }
}

int main(void)
{
    struct __ptrace_syscall_info info;
    const char *call = NULL;
    int status;
    pid_t pid = fork();

    if (!pid)
        child();
    waitpid(pid, &status, 0);
    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
    for (int sig = 0;;) {
        ptrace(PTRACE_SYSCALL, pid, 0, sig);
        if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
            break;
        sig = WSTOPSIG(status);
        if (sig != (SIGTRAP | 0x80)) {
            printf("signal %d\n", sig);
            continue;
        }
        sig = 0;
        ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
            call = name(info.entry.nr);
        if (!call)
            continue;
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
            printf("%s\n", call);
        else if (strcmp(call, "rt_sigreturn")) /* whose result is a register */
            printf("%s: %ld\n", call, (long)info.exit.rval);
    }
    printf("exit %d\n", WEXITSTATUS(status));
    return 0;
}
