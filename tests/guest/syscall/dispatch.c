// skip-arm: has no syscall user dispatch
// skip-aarch64: has no syscall user dispatch
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Syscall user dispatch: calls that become SIGSYS, the selector, ranges, children, errors. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SET 59 /* PR_SET_SYSCALL_USER_DISPATCH */
enum { OFF, ON, INSIDE };
enum { ALLOW, BLOCK };

static volatile char selector;
static volatile int seen, code, number, has_address;

static void on_sys(int sig, siginfo_t *info, void *context)
{
    selector = ALLOW;
    seen = sig;
    code = info->si_code;
    number = info->si_syscall;
    has_address = info->si_call_addr != NULL;
}

static void set(const char *what, long mode, unsigned long start, unsigned long length, void *at)
{
    errno = 0;
    int result = prctl(SET, mode, start, length, at);
    printf("%s: %d errno %d\n", what, result, errno);
}

static void blocked(const char *what)
{
    seen = code = 0;
    selector = BLOCK;
    syscall(SYS_getppid);
    selector = ALLOW;
    printf("%s: signal %d code %d call %d address %d\n", what, seen, code, number == SYS_getppid,
           has_address);
}

static void child(const char *what, long start, long length, void *at, char answer)
{
    int status;
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (!pid) {
        selector = ALLOW;
        prctl(SET, ON, start, length, at);
        selector = answer;
        syscall(SYS_getppid);
        selector = ALLOW;
        _exit(3);
    }
    waitpid(pid, &status, 0);
    printf("%s: exit %d signal %d\n", what, WIFEXITED(status) ? WEXITSTATUS(status) : -1,
           WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

/* A tracer looks at it and sets it. */
static void traced(void)
{
    struct {
        uint64_t mode, selector, offset, length;
    } config = {.mode = 9};
    pid_t pid = fork();
    int status = 0;

    if (!pid) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        selector = BLOCK;
        syscall(SYS_getppid);
        _exit(seen == SIGSYS ? 6 : 7);
    }
    waitpid(pid, &status, 0);
    long result = ptrace(0x4211, pid, (void *)sizeof(config), &config);
    printf("get: %ld %d\n", result, (int)config.mode);
    errno = 0;
    result = ptrace(0x4211, pid, (void *)8, &config);
    printf("size: %ld errno %d\n", result, errno);
    config.mode = 7;
    result = ptrace(0x4210, pid, (void *)sizeof(config), &config);
    printf("mode: %ld errno %d\n", result, errno);
    config.mode = ON;
    config.selector = (uintptr_t)&selector;
    result = ptrace(0x4210, pid, (void *)sizeof(config), &config);
    printf("set: %ld\n", result);
    memset(&config, 1, sizeof(config));
    result = ptrace(0x4211, pid, (void *)sizeof(config), &config);
    printf("get: %ld %d %d %d\n", result, (int)config.mode, (int)config.offset,
           config.selector == (uintptr_t)&selector);
    ptrace(PTRACE_CONT, pid, 0, 0);
    waitpid(pid, &status, 0);
    printf("stopped by %d\n", WIFSTOPPED(status) ? WSTOPSIG(status) : -1);
    ptrace(PTRACE_CONT, pid, 0, WIFSTOPPED(status) ? WSTOPSIG(status) : 0);
    waitpid(pid, &status, 0);
    printf("end %d\n", WEXITSTATUS(status));
}

int main(void)
{
    struct sigaction act = {.sa_sigaction = on_sys, .sa_flags = SA_SIGINFO};
    char *gone = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int status;
    pid_t pid;

    sigaction(SIGSYS, &act, NULL);
    set("off", OFF, 0, 0, NULL);
    set("off with a range", OFF, 1, 0, NULL);
    set("off with a selector", OFF, 0, 0, (void *)&selector);
    set("mode", 7, 0, 0, NULL);
    set("range", ON, 16, -8ul, NULL);
    set("selector", ON, 0, 0, (void *)-4096l);
    set("on", ON, 0, 0, (void *)&selector);
    blocked("blocked");
    blocked("again");
    printf("allowed: %d\n", syscall(SYS_getppid) == getppid());
    set("all code", ON, 1, -2ul, (void *)&selector);
    selector = BLOCK;
    printf("in the range: %d\n", getppid() > 0);
    selector = ALLOW;
    set("on", ON, 0, 0, (void *)&selector);
    selector = ALLOW;
    fflush(stdout);
    pid = fork();
    if (!pid) {
        selector = BLOCK; /* not inherited */
        _exit(getppid() > 0 ? 4 : 5);
    }
    waitpid(pid, &status, 0);
    printf("child: %d\n", WEXITSTATUS(status));
    set("off", OFF, 0, 0, NULL);
    seen = 0;
    traced();
    munmap(gone, 4096);
    child("unknown answer", 0, 0, (void *)&selector, 5);
    child("no selector there", 0, 0, gone, ALLOW);
    act = (struct sigaction){.sa_handler = SIG_DFL};
    sigaction(SIGSYS, &act, NULL);
    child("no handler", 0, 0, (void *)&selector, BLOCK);
    return 0;
}
