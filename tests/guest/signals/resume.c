/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls that are cut short by a stop and no handler go on: with the time that was left, as
 * restart_syscall where the kernel says so.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <linux/ptrace.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WHOLE = 900, CUT = 500, SLACK = 450 }; /* milliseconds */

static uint32_t word;
static int pipes[2], output[16];

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void ms(int n)
{
    struct timespec t = {n / 1000, n % 1000 * 1000000L};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

static int result(long r)
{
    return r < 0 ? -errno : (int)r;
}

static struct timespec left;
static const struct timespec whole = {0, WHOLE * 1000000L};

static int do_nanosleep(void)
{
    return result(syscall(SYS_nanosleep, &whole, &left));
}

static int do_clock_nanosleep(void)
{
    return result(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, 0, &whole, &left));
}

static int do_futex(void)
{
    long whole64[2] = {0, WHOLE * 1000000L};
    return result(syscall(SYS_futex, &word, FUTEX_WAIT, 0, whole64, NULL, 0));
}

static int do_poll(void)
{
    struct pollfd p = {pipes[0], POLLIN, 0};
#ifdef SYS_poll
    return result(syscall(SYS_poll, &p, 1, WHOLE));
#else
    return result(poll(&p, 1, WHOLE));
#endif
}

static int do_select(void)
{
    fd_set set;
    struct timespec t = whole;
    FD_ZERO(&set);
    FD_SET(pipes[0], &set);
    return result(pselect(pipes[0] + 1, &set, NULL, NULL, &t, NULL));
}

static int do_read(void)
{
    char c;
    if (pipe(pipes) < 0) /* the last one may still get its byte */
        return 0;
    pid_t pid = fork();
    if (!pid && !fork()) { /* not the reader's child: no SIGCHLD */
        ms(WHOLE);
        _exit(write(pipes[1], "x", 1) != 1);
    }
    if (!pid)
        _exit(0);
    waitpid(pid, NULL, 0);
    return result(read(pipes[0], &c, 1));
}

static const struct {
    const char *name;
    int (*call)(void);
} calls[] = {{"nanosleep", do_nanosleep}, {"clock_nanosleep", do_clock_nanosleep},
             {"futex", do_futex},         {"poll", do_poll},
             {"pselect", do_select},      {"read", do_read}};

/* How it ends, and whether it took as long as it ought to. */
static void work(int (*call)(void), int64_t least)
{
    int64_t begin = now();
    int r = call();
    int64_t took = now() - begin;
    printf(" -> %d (%s)\n", r,
           took < least - 20      ? "early"
           : took > least + SLACK ? "late"
                                  : "in time");
    fflush(stdout);
}

/* Stopped by job control. */
static void stopped(int (*call)(void))
{
    int status;
    fflush(stdout);
    pid_t pid = fork();

    if (!pid) {
        work(call, WHOLE);
        _exit(0);
    }
    ms(CUT);
    kill(pid, SIGSTOP);
    waitpid(pid, &status, WUNTRACED);
    ms(100);
    kill(pid, SIGCONT);
    waitpid(pid, &status, 0);
}

static void handler(int sig)
{
    (void)sig;
}

/* Seized by a tracer that gives it the signal or keeps it, and sees its calls. */
static void traced(int (*call)(void), int sig, int keep, int caught, int flags)
{
    struct ptrace_syscall_info info;
    int status, calls = 0, restarts = 0, others = 0;
    fflush(stdout);
    pid_t pid = fork();

    if (!pid) {
        struct sigaction act = {.sa_handler = handler, .sa_flags = flags};
        if (caught)
            sigaction(sig, &act, NULL);
        work(call, caught && !keep && !(call == do_read && flags) ? CUT / 2 : WHOLE);
        if (left.tv_nsec)
            printf(" left %s\n",
                   left.tv_nsec < (WHOLE - CUT + 20) * 1000000L ? "some" : "too much");
        _exit(0);
    }
    ms(CUT);
    ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESYSGOOD);
    if (sig)
        kill(pid, sig);
    else
        ptrace(PTRACE_INTERRUPT, pid, 0, 0);
    while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
        int got = WSTOPSIG(status), give = 0;
        if (got == (SIGTRAP | 0x80)) {
            ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
            if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
                if (info.entry.nr == SYS_restart_syscall)
                    restarts++;
                else
                    calls++;
            }
        } else if (got == sig) {
            give = keep ? 0 : sig;
        } else {
            others++;
        }
        ptrace(PTRACE_SYSCALL, pid, 0, give);
    }
#ifndef SYS_poll /* it is ppoll, which counts down its time and is made again */
    if (call == do_poll && !(caught && !keep))
        restarts++;
#endif
    printf("  restarts %d, other stops %d, status %#x%s\n", restarts, others, status,
           calls ? "" : ", no calls");
}

/* The signal comes when the tracer has seen the call, and before it is made. */
static void at_entry(int (*call)(void))
{
    struct ptrace_syscall_info info;
    int status, entries = 0;
    fflush(stdout);
    pid_t pid = fork();

    if (!pid) {
        ptrace(PTRACE_TRACEME);
        raise(SIGSTOP);
        work(call, WHOLE);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
    int sleeps = 0;
    for (;;) {
        ptrace(PTRACE_SYSCALL, pid, 0, 0);
        if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
            break;
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
            printf(" stop %d", WSTOPSIG(status));
            continue;
        }
        ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
        int sleep = info.op == PTRACE_SYSCALL_INFO_ENTRY &&
                    (info.entry.nr == SYS_nanosleep || info.entry.nr == SYS_clock_nanosleep ||
                     info.entry.nr == SYS_futex);
        if (sleep && !sleeps++)
            kill(pid, SIGURG);
        else if (info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == SYS_restart_syscall)
            printf(" restart");
        else if (info.op == PTRACE_SYSCALL_INFO_EXIT && sleeps == 1 && entries++ == 0)
            printf(" %d", (int)info.exit.rval);
    }
    printf(" %d\n", sleeps);
}

static void all(int (*call)(void), const char *name)
{
    printf("%s stopped", name);
    stopped(call);
    if (call == do_nanosleep || call == do_clock_nanosleep || call == do_futex) {
        printf("%s, at its entry", name);
        at_entry(call);
    }
    printf("%s interrupted", name);
    traced(call, 0, 0, 0, 0);
    printf("%s with a signal kept", name);
    traced(call, SIGUSR1, 1, 1, 0);
    printf("%s with a signal ignored", name);
    traced(call, SIGURG, 0, 0, 0);
    printf("%s with a handler", name);
    traced(call, SIGUSR1, 0, 1, 0);
    printf("%s with a handler that restarts", name);
    traced(call, SIGUSR1, 0, 1, SA_RESTART);
}

/* A busy machine makes a call late now and then; one that begins anew is late every time. */
static void again_if_late(int file, int (*call)(void), const char *name)
{
    for (int attempt = 0; attempt < 3; attempt++) {
        char text[4096] = "";
        if (ftruncate(file, 0) || lseek(file, 0, SEEK_SET))
            return;
        all(call, name);
        fflush(stdout);
        if (pread(file, text, sizeof(text) - 1, 0) < 0 || !strstr(text, "(late)"))
            return;
    }
}

/* All calls at the same time; what they print comes one after the other. */
int main(void)
{
    const size_t count = sizeof(calls) / sizeof(calls[0]);

    for (size_t i = 0; i < count; i++) {
        output[i] = memfd_create("output", 0);
        if (fork())
            continue;
        dup2(output[i], 1);
        if (pipe(pipes) < 0)
            return 1;
        again_if_late(output[i], calls[i].call, calls[i].name);
        return 0;
    }
    while (wait(NULL) > 0)
        ;
    for (size_t i = 0; i < count; i++) {
        char text[4096];
        ssize_t n = pread(output[i], text, sizeof(text), 0);
        fwrite(text, 1, n > 0 ? (size_t)n : 0, stdout);
    }
}
