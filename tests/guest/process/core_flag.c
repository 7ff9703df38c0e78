/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process's status tells whether a core file was written. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_fsopen
#define SYS_fsopen 430
#endif

static void die(int sig, rlim_t limit, int dumpable)
{
    struct rlimit core = {limit, RLIM_INFINITY};
    siginfo_t info;
    pid_t pid = fork();
    int status = 0;

    if (!pid) {
        setrlimit(RLIMIT_CORE, &core);
        prctl(PR_SET_DUMPABLE, dumpable);
        raise(sig);
        _exit(0);
    }
    waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
    waitpid(pid, &status, 0);
    printf("signal %d: killed %d by %d, core %d, code %d\n", sig, WIFSIGNALED(status),
           WTERMSIG(status), WCOREDUMP(status) != 0, info.si_code);
}

int main(void)
{
    const int signals[] = {SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,  SIGFPE,
                           SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS,  SIGTERM, SIGUSR1};
    FILE *pattern = fopen("/proc/sys/kernel/core_pattern", "r");
    char name[256] = "/";
    struct rlimit core;

    if (pattern)
        fgets(name, sizeof(name), pattern);
    getrlimit(RLIMIT_CORE, &core);
    if (strpbrk(name, "|/@") || core.rlim_max != RLIM_INFINITY ||
        syscall(SYS_fsopen, "tmpfs", 0) < 0) {
        puts("core files elsewhere, or no right to mount");
        return 77;
    }
    setvbuf(stdout, NULL, _IONBF, 0);
    for (unsigned i = 0; i < sizeof(signals) / sizeof(*signals); i++)
        die(signals[i], RLIM_INFINITY, 1);
    die(SIGABRT, 0, 1);
    die(SIGABRT, RLIM_INFINITY, 0);
    return 0;
}
