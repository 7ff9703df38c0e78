// link: -lpthread
// skip-arm: reads words of 64 bits; tests/packages/debugger_test.py has arm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ptrace: every kind of stop, registers, memory, attaching and letting go. */
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define ptrace_syscall_info     __ptrace_syscall_info
#define ptrace_peeksiginfo_args __ptrace_peeksiginfo_args

static volatile long word = 0x1122334455667788;
static volatile int flag;

static long req(int request, pid_t pid, void *addr, void *data)
{
    errno = 0;
    return syscall(__NR_ptrace, request, pid, addr, data);
}

/* The arguments of printf have no order: first the call, then errno. */
static void tell(const char *what, long result)
{
    printf("%s %ld errno %d\n", what, result, errno);
}

static void show_status(const char *what, int status)
{
    if (WIFSTOPPED(status))
        printf("%s: stopped %#x event %d\n", what, WSTOPSIG(status), status >> 16);
    else if (WIFEXITED(status))
        printf("%s: exit %d\n", what, WEXITSTATUS(status));
    else
        printf("%s: signal %d\n", what, WTERMSIG(status));
}

static int wait_for(const char *what, pid_t pid)
{
    int status = 0;

    if (waitpid(pid, &status, __WALL) != pid)
        printf("%s: wait fails: %d\n", what, errno);
    else
        show_status(what, status);
    return status;
}

static pid_t start(void (*fn)(void), int traceme)
{
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (!pid) {
        if (traceme) {
            syscall(__NR_ptrace, PTRACE_TRACEME, 0, 0, 0);
            raise(SIGSTOP);
        }
        fn();
        _exit(9);
    }
    return pid;
}

/* ---- system calls ---- */

static void calls(void)
{
    syscall(__NR_getppid);
    syscall(__NR_close, 12345);
    _exit(4);
}

static void show_call(pid_t pid)
{
    struct ptrace_syscall_info info;
    long size = req(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof(info), &info);

    printf("size %ld op %d", size, info.op);
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
        printf(" getppid %d close %d exit %d", info.entry.nr == __NR_getppid,
               info.entry.nr == __NR_close, info.entry.nr == __NR_exit_group);
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == __NR_close)
        printf(" arg %d", (int)info.entry.args[0]);
    if (info.op == PTRACE_SYSCALL_INFO_EXIT && info.exit.is_error)
        printf(" error %d", (int)info.exit.rval);
    puts("");
}

static void test_calls(void)
{
    pid_t pid = start(calls, 1);
    int status = wait_for("first", pid), n = 0, after_stop = 0;

    printf("options %ld\n", req(PTRACE_SETOPTIONS, pid, 0, (void *)PTRACE_O_TRACESYSGOOD));
    tell("bad options", req(PTRACE_SETOPTIONS, pid, 0, (void *)0x80000000));
    while (WIFSTOPPED(status) && n++ < 40) {
        struct ptrace_syscall_info info;

        req(PTRACE_SYSCALL, pid, 0, 0);
        waitpid(pid, &status, 0);
        if (!WIFSTOPPED(status))
            break;
        req(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof(info), &info);
        /* What raise() does at its end depends on libc. */
        after_stop |= info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == __NR_getppid;
        if (!after_stop)
            continue;
        show_status("call", status);
        show_call(pid);
    }
    show_status("end", status);
}

/* ---- signals ---- */

static void on_usr1(int sig)
{
    flag = sig;
}

static void signals(void)
{
    signal(SIGUSR1, on_usr1);
    signal(SIGUSR2, SIG_IGN);
    kill(getpid(), SIGUSR1);
    if (flag != SIGUSR1)
        _exit(1);
    flag = 0;
    kill(getpid(), SIGUSR1); /* the tracer drops it */
    if (flag)
        _exit(2);
    kill(getpid(), SIGUSR2); /* ignored, but seen */
    kill(getpid(), SIGUSR2); /* becomes SIGUSR1 */
    if (flag != SIGUSR1)
        _exit(3);
    kill(getpid(), SIGTERM);
    _exit(4);
}

static void test_signals(void)
{
    const int give[] = {0, SIGUSR1, 0, SIGUSR2, SIGUSR1, SIGTERM};
    pid_t pid = start(signals, 1);
    siginfo_t info;

    for (int i = 0; i < 6; i++) {
        if (!WIFSTOPPED(wait_for("signal", pid)))
            return;
        memset(&info, 0, sizeof(info));
        tell("siginfo", req(PTRACE_GETSIGINFO, pid, 0, &info));
        printf("%d %d mine %d\n", info.si_signo, info.si_code, info.si_pid == pid);
        req(PTRACE_CONT, pid, 0, (void *)(long)give[i]);
    }
    wait_for("end", pid);
}

static void fault(void)
{
    *(volatile int *)16 = 1;
}

static void test_fault(void)
{
    pid_t pid = start(fault, 1);
    siginfo_t info;

    wait_for("first", pid);
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("fault", pid);
    req(PTRACE_GETSIGINFO, pid, 0, &info);
    printf("code %d address %p\n", info.si_code, info.si_addr);
    req(PTRACE_CONT, pid, 0, (void *)SIGSEGV);
    wait_for("end", pid);
}

/* ---- memory and registers ---- */

static void waits_for_flag(void)
{
    raise(SIGUSR2);
    _exit(word == 99 && flag == 5 ? 21 : 22);
}

static void test_memory(void)
{
    pid_t pid = start(waits_for_flag, 1);
    unsigned char regs[1024], fp[1024];
    struct iovec v = {regs, sizeof(regs)}, w = {fp, sizeof(fp)};
    long value = 0, copy = 0;
    struct iovec local = {&copy, sizeof(copy)}, remote = {(void *)&word, sizeof(word)};

    wait_for("first", pid);
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("second", pid);
    printf("peek %ld\n", req(PTRACE_PEEKDATA, pid, (void *)&word, &value));
    printf("value %lx\n", value);
    tell("peek nowhere", req(PTRACE_PEEKDATA, pid, (void *)8, &value));
    printf("poke %ld\n", req(PTRACE_POKEDATA, pid, (void *)&word, (void *)99));
    tell("poke nowhere", req(PTRACE_POKEDATA, pid, (void *)8, 0));
    req(PTRACE_PEEKDATA, pid, (void *)&flag, &value);
    req(PTRACE_POKEDATA, pid, (void *)&flag, (void *)((value & ~0xffffffffL) | 5));
    tell("vm_readv", process_vm_readv(pid, &local, 1, &remote, 1, 0));
    printf("%ld\n", copy);
    tell("regs", req(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &v));
    printf("some %d\n", v.iov_len >= 26 * 8);
    printf("set %ld\n", req(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &v));
    tell("fpregs", req(PTRACE_GETREGSET, pid, (void *)NT_FPREGSET, &w));
    printf("some %d\n", w.iov_len >= 256);
    printf("set %ld\n", req(PTRACE_SETREGSET, pid, (void *)NT_FPREGSET, &w));
    tell("no such set", req(PTRACE_GETREGSET, pid, (void *)0x7777, &v));
    unsigned long mask = 0;
    tell("mask", req(PTRACE_GETSIGMASK, pid, (void *)8, &mask));
    printf("%lx\n", mask);
    mask = 1 << (SIGUSR1 - 1);
    printf("set mask %ld\n", req(PTRACE_SETSIGMASK, pid, (void *)8, &mask));
    tell("bad request", req(0x9999, pid, 0, 0));
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("end", pid);
    tell("nobody", req(PTRACE_CONT, pid, 0, 0));
}

/* Three signals wait; two are looked at, then what is behind them. */
static void test_queue(void)
{
    pid_t pid = start(waits_for_flag, 1);
    struct ptrace_peeksiginfo_args args = {.nr = 2};
    siginfo_t info[4];
    sigset_t all;

    wait_for("first", pid);
    sigfillset(&all);
    req(PTRACE_SETSIGMASK, pid, (void *)8, &all);
    for (int i = 0; i < 3; i++) {
        siginfo_t one = {.si_signo = SIGRTMIN + i, .si_code = -1 - i};
        one.si_value.sival_int = 70 + i;
        syscall(SYS_rt_tgsigqueueinfo, pid, pid, SIGRTMIN + i, &one);
    }
    for (args.off = 0; args.off < 4; args.off += 2) {
        long n = req(PTRACE_PEEKSIGINFO, pid, &args, info);
        tell("queued", n);
        for (long i = 0; i < n; i++)
            printf("%d %d %d\n", info[i].si_signo - SIGRTMIN, info[i].si_code,
                   info[i].si_value.sival_int);
    }
    args.off = 0;
    tell("nowhere", req(PTRACE_PEEKSIGINFO, pid, &args, (void *)8));
    tell("no arguments", req(PTRACE_PEEKSIGINFO, pid, (void *)8, info));
    args.flags = PTRACE_PEEKSIGINFO_SHARED;
    tell("the process's", req(PTRACE_PEEKSIGINFO, pid, &args, info));
    args.flags = 6;
    tell("flags", req(PTRACE_PEEKSIGINFO, pid, &args, info));
    args.flags = 0;
    args.nr = -1;
    tell("number", req(PTRACE_PEEKSIGINFO, pid, &args, info));
    kill(pid, SIGKILL);
    wait_for("end", pid);
}

static void test_step(void)
{
    pid_t pid = start(calls, 1);
    int status = wait_for("first", pid), traps = 0;
    siginfo_t info;

    for (int i = 0; i < 60 && WIFSTOPPED(status); i++) {
        req(PTRACE_SINGLESTEP, pid, 0, 0);
        waitpid(pid, &status, 0);
        if (WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP) {
            req(PTRACE_GETSIGINFO, pid, 0, &info);
            traps += info.si_code == TRAP_TRACE;
        }
    }
    printf("steps %d\n", traps >= 50);
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("end", pid);
}

/* ---- events ---- */

static void *thread(void *arg)
{
    return arg;
}

static void family(void)
{
    pthread_t t;
    pid_t pid = fork();

    if (!pid)
        _exit(1);
    waitpid(pid, NULL, 0);
    pid = vfork();
    if (!pid)
        _exit(2);
    waitpid(pid, NULL, 0);
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    execl("/proc/self/exe", "ptrace", "exec'ed", NULL);
}

static void test_events(int seize)
{
    const long options = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                         PTRACE_O_TRACEEXEC | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXIT |
                         PTRACE_O_EXITKILL;
    pid_t pid = start(family, 1), who;
    int status, forks = 0, vforks = 0, clones = 0, execs = 0, exits = 0, dones = 0, births = 0,
                ends = 0, others = 0, messages = 0;

    wait_for("first", pid);
    printf("options %ld\n", req(PTRACE_SETOPTIONS, pid, 0, (void *)options));
    req(PTRACE_CONT, pid, 0, 0);
    while ((who = waitpid(-1, &status, __WALL)) > 0) {
        unsigned long message = 0;
        int sig = 0;

        if (!WIFSTOPPED(status)) {
            ends++;
            if (who == pid)
                show_status("main", status);
            continue;
        }
        if (status >> 16)
            req(PTRACE_GETEVENTMSG, who, 0, &message);
        switch (status >> 16) {
        case PTRACE_EVENT_FORK:
            forks++;
            messages += message > 1;
            break;
        case PTRACE_EVENT_VFORK:
            vforks++;
            messages += message > 1;
            break;
        case PTRACE_EVENT_VFORK_DONE: dones++; break;
        case PTRACE_EVENT_CLONE:
            clones++;
            messages += message > 1;
            break;
        case PTRACE_EVENT_EXEC:
            execs++;
            messages += message == (unsigned long)pid;
            break;
        case PTRACE_EVENT_EXIT:
            exits++;
            if (who == pid)
                printf("exit message %lx\n", message);
            break;
        default:
            if (WSTOPSIG(status) == SIGSTOP)
                births++;
            else if (WSTOPSIG(status) == SIGCHLD)
                sig = SIGCHLD;
            else
                others++;
        }
        req(PTRACE_CONT, who, 0, (void *)(long)sig);
    }
    printf("fork %d vfork %d done %d clone %d exec %d exit %d births %d ends %d others %d messages "
           "%d\n",
           forks, vforks, dones, clones, execs, exits, births, ends, others, messages);
}

/* ---- attaching ---- */

static void sleeps(void)
{
    for (;;)
        pause();
}

static void spins(void)
{
    for (;;)
        word++;
}

static void test_attach(void (*fn)(void))
{
    pid_t pid = start(fn, 0);
    int status;

    usleep(100000);
    printf("attach %ld\n", req(PTRACE_ATTACH, pid, 0, 0));
    wait_for("attached", pid);
    tell("interrupt", req(PTRACE_INTERRUPT, pid, 0, 0));
    tell("again", req(PTRACE_ATTACH, pid, 0, 0));
    req(PTRACE_CONT, pid, 0, 0);
    kill(pid, SIGUSR1);
    wait_for("signal", pid);
    printf("detach %ld\n", req(PTRACE_DETACH, pid, 0, 0));
    usleep(50000);
    printf("lives %d\n", kill(pid, 0));
    kill(pid, SIGTERM);
    wait_for("end", pid);
}

static void test_seize(void (*fn)(void))
{
    pid_t pid = start(fn, 0);
    int status;

    usleep(100000);
    printf("seize %ld\n", req(PTRACE_SEIZE, pid, 0, (void *)PTRACE_O_TRACESYSGOOD));
    printf("interrupt %ld\n", req(PTRACE_INTERRUPT, pid, 0, 0));
    wait_for("interrupted", pid);
    req(PTRACE_CONT, pid, 0, 0);
    kill(pid, SIGSTOP);
    wait_for("signal", pid);
    req(PTRACE_CONT, pid, 0, (void *)SIGSTOP);
    wait_for("group", pid);
    printf("listen %ld\n", req(PTRACE_LISTEN, pid, 0, 0));
    kill(pid, SIGCONT);
    wait_for("continued", pid);
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("cont", pid);
    req(PTRACE_CONT, pid, 0, (void *)SIGCONT);
    kill(pid, SIGKILL);
    wait_for("end", pid);
}

static void test_errors(void)
{
    tell("nobody", req(PTRACE_ATTACH, 0x3ffffff, 0, 0));
    tell("self", req(PTRACE_ATTACH, getpid(), 0, 0));
    tell("untraced", req(PTRACE_CONT, getppid(), 0, 0));
    tell("seize bad options", req(PTRACE_SEIZE, getppid(), 0, (void *)0x10000000));
}

static void status_of_tracee(void)
{
    pid_t pid = start(sleeps, 1);
    char path[64], line[256];
    FILE *f;

    wait_for("first", pid);
    sprintf(path, "/proc/%d/status", pid);
    f = fopen(path, "r");
    while (f && fgets(line, sizeof(line), f))
        if (!strncmp(line, "TracerPid:", 10))
            printf("traced by us %d\n", atoi(line + 10) == getpid());
    if (f)
        fclose(f);
    printf("kill %ld\n", req(PTRACE_KILL, pid, 0, 0));
    wait_for("end", pid);
}

/* Attaching to children that have hardly begun. */
static void test_early(void)
{
    int stopped = 0;

    for (int i = 0; i < 50; i++) {
        int status = 0;
        pid_t pid = start(sleeps, 0);
        req(PTRACE_ATTACH, pid, 0, 0);
        alarm(20); /* instead of waiting for ever */
        stopped += waitpid(pid, &status, 0) == pid && WIFSTOPPED(status);
        alarm(0);
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
    }
    printf("%d\n", stopped);
}

/* A child in the same memory stops every thread that /proc lists, as leak checkers do. */
static int stop_all(void *arg)
{
    pid_t parent = *(pid_t *)arg;
    char path[40];
    int stopped = 0;

    snprintf(path, sizeof(path), "/proc/%d/task", parent);
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        int tid = atoi(e->d_name);
        if (tid && !req(PTRACE_ATTACH, tid, 0, 0)) {
            stopped += waitpid(tid, NULL, __WALL) == tid;
            req(PTRACE_DETACH, tid, 0, 0);
        }
    }
    closedir(dir);
    return stopped;
}

static void test_same_memory(void)
{
    static _Alignas(16) char stack[256 << 10];
    pid_t self = getpid();
    int status = 0;

    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    pid_t pid = clone(stop_all, stack + sizeof(stack), CLONE_VM | CLONE_FS | CLONE_FILES, &self);
    printf("%d\n", waitpid(pid, &status, __WALL) == pid);
    show_status("stopped all", status);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        _exit(42);
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("-- calls"), test_calls();
    puts("-- signals"), test_signals();
    puts("-- fault"), test_fault();
    puts("-- memory"), test_memory();
    puts("-- queue"), test_queue();
    puts("-- step"), test_step();
    puts("-- events"), test_events(0);
    puts("-- attach"), test_attach(sleeps);
    puts("-- attach"), test_attach(spins);
    puts("-- seize"), test_seize(sleeps);
    puts("-- seize"), test_seize(spins);
    puts("-- errors"), test_errors();
    puts("-- status"), status_of_tracee();
    puts("-- early"), test_early();
    puts("-- same memory"), test_same_memory();
    return 0;
}
