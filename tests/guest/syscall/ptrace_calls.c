/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ptrace: changing a call and its result, the filters and the struct rseq of a tracee. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define ptrace_syscall_info __ptrace_syscall_info

#define SECCOMP_GET_FILTER     0x420c
#define SECCOMP_GET_METADATA   0x420d
#define GET_RSEQ_CONFIGURATION 0x420f
#define SET_SYSCALL_INFO       0x4212
#define SUSPEND_SECCOMP        (1 << 21)

/* With the last fields that the kernel has. */
union info {
    struct ptrace_syscall_info of;
    uint8_t bytes[88];
};

static long req(int request, pid_t pid, unsigned long addr, void *data)
{
    errno = 0;
    return syscall(__NR_ptrace, request, pid, addr, data);
}

/* The arguments of printf have no order: first the call, then errno. */
static void tell(const char *what, long result)
{
    printf("%s %ld errno %d\n", what, result, errno);
}

static void wait_for(const char *what, pid_t pid)
{
    int status = 0;

    waitpid(pid, &status, __WALL);
    printf("%s: %x\n", what, status);
}

static pid_t start(void (*fn)(void))
{
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (!pid) {
        syscall(__NR_ptrace, PTRACE_TRACEME, 0, 0, 0);
        syscall(__NR_kill, syscall(__NR_getpid), SIGSTOP);
        fn();
        _exit(9);
    }
    wait_for("first", pid);
    return pid;
}

/* To the entry of call nr. */
static int to_call(pid_t pid, long nr, union info *info)
{
    for (int i = 0; i < 20; i++) {
        int status;

        req(PTRACE_SYSCALL, pid, 0, 0);
        if (waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status))
            return 0;
        memset(info, 0, sizeof(*info));
        req(PTRACE_GET_SYSCALL_INFO, pid, sizeof(*info), info);
        if (info->of.op == PTRACE_SYSCALL_INFO_ENTRY && (long)info->of.entry.nr == nr)
            return 1;
    }
    return 0;
}

/* ---- calls ---- */

static void three_calls(void)
{
    long a = syscall(__NR_dup, 4711L); /* becomes a dup3 of wrong arguments */
    int first = errno;
    long b = syscall(__NR_dup, 4711L); /* is not made: what remains is the tracer's */
    long c = syscall(__NR_dup, 4711L); /* is made, its result changed */

    printf("in it %ld %d, %ld, %ld\n", a, first, b, c);
    fflush(stdout);
    _exit(3);
}

static void test_calls(void)
{
    pid_t pid = start(three_calls);
    union info info, bad;

    tell("options", req(PTRACE_SETOPTIONS, pid, 0, (void *)PTRACE_O_TRACESYSGOOD));
    memset(&info, 0, sizeof(info));
    tell("at a signal", req(SET_SYSCALL_INFO, pid, sizeof(info), &info));
    printf("found %d\n", to_call(pid, __NR_dup, &info));
    tell("short", req(SET_SYSCALL_INFO, pid, 80, &info));
    tell("nowhere", req(SET_SYSCALL_INFO, pid, sizeof(info), (void *)8));
    bad = info;
    bad.bytes[1] = 1;
    tell("reserved", req(SET_SYSCALL_INFO, pid, sizeof(bad), &bad));
    bad = info;
    bad.bytes[2] = 1;
    tell("flags", req(SET_SYSCALL_INFO, pid, sizeof(bad), &bad));
    bad = info;
    bad.of.op = PTRACE_SYSCALL_INFO_EXIT;
    tell("other stop", req(SET_SYSCALL_INFO, pid, sizeof(bad), &bad));
    bad = info;
    bad.of.entry.nr = 1ull << 40;
    tell("range", req(SET_SYSCALL_INFO, pid, sizeof(bad), &bad));
    info.of.entry.nr = __NR_dup3;
    info.of.entry.args[0] = info.of.entry.args[1] = 1;
    info.of.entry.args[2] = 0;
    tell("another call", req(SET_SYSCALL_INFO, pid, sizeof(info) + 100, &info));
    req(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
    printf("now %d %d %d\n", info.of.entry.nr == __NR_dup3, (int)info.of.entry.args[0],
           (int)info.of.entry.args[1]);

    printf("found %d\n", to_call(pid, __NR_dup, &info));
    info.of.entry.nr = -1;
    tell("none", req(SET_SYSCALL_INFO, pid, sizeof(info), &info));
    req(PTRACE_SYSCALL, pid, 0, 0);
    wait_for("exit of none", pid);
    memset(&info, 0, sizeof(info));
    req(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
    printf("op %d\n", info.of.op);
    info.of.exit.rval = 77;
    info.of.exit.is_error = 0;
    tell("result", req(SET_SYSCALL_INFO, pid, sizeof(info), &info));

    printf("found %d\n", to_call(pid, __NR_dup, &info));
    req(PTRACE_SYSCALL, pid, 0, 0);
    wait_for("exit", pid);
    req(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
    printf("op %d error %d %d\n", info.of.op, info.of.exit.is_error, (int)info.of.exit.rval);
    info.of.exit.rval = 1234;
    info.of.exit.is_error = 0;
    tell("result", req(SET_SYSCALL_INFO, pid, sizeof(info), &info));
    req(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
    printf("op %d error %d %d\n", info.of.op, info.of.exit.is_error, (int)info.of.exit.rval);
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("end", pid);
}

/* ---- the number alone, by what the architecture has for that ---- */

static void numbered(void)
{
    long a = syscall(__NR_getppid);    /* becomes getpid */
    long b = syscall(__NR_dup, 4711L); /* is not made */

    printf("in it %d, %d\n", a == getpid(), b == -1 || b == 4711);
    fflush(stdout);
    _exit(4);
}

static long set_number(pid_t pid, int nr)
{
#if defined __arm__
    return req(23 /* PTRACE_SET_SYSCALL */, pid, 0, (void *)(long)nr);
#elif defined __aarch64__
    struct iovec io = {&nr, sizeof(nr)};

    return req(PTRACE_SETREGSET, pid, 0x404 /* NT_ARM_SYSTEM_CALL */, &io);
#else
    union info info;

    req(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
    info.of.entry.nr = nr;
    return req(SET_SYSCALL_INFO, pid, sizeof(info), &info);
#endif
}

static void test_number(void)
{
    pid_t pid = start(numbered);
    union info info;

    req(PTRACE_SETOPTIONS, pid, 0, (void *)PTRACE_O_TRACESYSGOOD);
    printf("found %d\n", to_call(pid, __NR_getppid, &info));
    tell("number", set_number(pid, __NR_getpid));
    printf("found %d\n", to_call(pid, __NR_dup, &info));
    tell("number", set_number(pid, -1));
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("end", pid);
}

/* ---- a tracer that ends without a word ---- */

static void test_end(const char *what, int more_stops)
{
    int go[2], status = 0;
    char byte = 0;

    if (pipe(go))
        return;
    fflush(stdout);
    pid_t pid = fork();

    if (!pid) {
        while (read(go[0], &byte, 1) == 1 && byte != 'x')
            ;
        _exit(5);
    }
    pid_t tracer = fork();

    if (!tracer) {
        req(PTRACE_ATTACH, pid, 0, 0);
        waitpid(pid, &status, 0);
        for (int i = 0; i < more_stops; i++) {
            req(PTRACE_SYSCALL, pid, 0, 0);
            if (write(go[1], "y", 1) == 1)
                waitpid(pid, &status, 0);
        }
        _exit(WIFSTOPPED(status));
    }
    waitpid(tracer, &status, 0);
    printf("%s: tracer %x, ", what, status);
    if (write(go[1], "x", 1) == 1)
        waitpid(pid, &status, WUNTRACED);
    printf("tracee %x\n", status);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}

/* ---- filters ---- */

static int install(unsigned denied, unsigned error, unsigned long flags)
{
    struct sock_filter insn[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, denied, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, error ? SECCOMP_RET_ERRNO | error : SECCOMP_RET_TRACE | 6),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog prog = {error == 41 ? 4 : 5, insn};

    return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, &prog);
}

static void filtered(void)
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    install(__NR_getppid, 41, 0);
    install(__NR_getppid, 42, SECCOMP_FILTER_FLAG_LOG);
    int before = syscall(__NR_getppid) == -1 ? errno : 0;

    syscall(__NR_kill, syscall(__NR_getpid), SIGUSR1);
    int during = syscall(__NR_getppid) == -1 ? errno : 0;

    syscall(__NR_kill, syscall(__NR_getpid), SIGUSR1);
    int after = syscall(__NR_getppid) == -1 ? errno : 0;

    printf("in it %d %d %d\n", before, during, after);
    fflush(stdout);
    _exit(4);
}

static void show_filter(pid_t pid, unsigned long number)
{
    struct sock_filter insn[64] = {{0}};
    uint64_t data[2] = {number, 99};
    long n = req(SECCOMP_GET_FILTER, pid, number, insn);

    tell("filter", n);
    if (n > 2)
        printf("%x %x %d %d\n", insn[0].code, insn[2].k, insn[1].k == __NR_getppid, insn[1].jf);
    tell("length", req(SECCOMP_GET_FILTER, pid, number, NULL));
    tell("data", req(SECCOMP_GET_METADATA, pid, 100, data));
    printf("%d\n", (int)data[1]);
}

static void test_filters(void)
{
    pid_t pid = start(filtered);
    uint64_t data[2] = {0, 99};

    tell("none", req(SECCOMP_GET_FILTER, pid, 0, NULL));
    tell("none", req(SECCOMP_GET_METADATA, pid, 16, data));
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("filtered", pid);
    for (unsigned long i = 0; i < 3; i++)
        show_filter(pid, i);
    tell("nowhere", req(SECCOMP_GET_FILTER, pid, 0, (void *)8));
    tell("short", req(SECCOMP_GET_METADATA, pid, 7, data));
    tell("half", req(SECCOMP_GET_METADATA, pid, 8, data));
    tell("nowhere", req(SECCOMP_GET_METADATA, pid, 16, (void *)8));
    tell("suspend", req(PTRACE_SETOPTIONS, pid, 0, (void *)SUSPEND_SECCOMP));
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("suspended", pid);
    tell("again", req(PTRACE_SETOPTIONS, pid, 0, 0));
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("end", pid);
}

/* ---- a filter's event ---- */

static void asks(void)
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    install(__NR_dup3, 43, 0);
    install(__NR_getppid, 0, 0); /* becomes a SECCOMP_RET_TRACE */
    long other = syscall(__NR_getppid, 0L) == -1 ? errno : 0;
    long denied = syscall(__NR_getppid, 0L) == -1 ? errno : 0;
    /* What is left in the register is the argument or ENOSYS. */
    long none = syscall(__NR_getppid, (long)-ENOSYS);

    printf("in it %ld %ld %ld\n", other, denied, none);
    fflush(stdout);
    _exit(5);
}

static void test_event(long options)
{
    pid_t pid = start(asks);
    const long nr[3] = {__NR_close, __NR_dup3, -1};
    union info info;

    req(PTRACE_SETOPTIONS, pid, 0, (void *)(PTRACE_O_TRACESECCOMP | options));
    for (int i = 0; i < 3; i++) {
        req(PTRACE_CONT, pid, 0, 0);
        wait_for("event", pid);
        memset(&info, 0, sizeof(info));
        req(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
        printf("op %d data %d\n", info.of.op, (int)info.of.seccomp.ret_data);
        info.of.entry.nr = nr[i];
        info.of.entry.args[0] = nr[i] < 0 ? info.of.entry.args[0] : 4711;
        tell("set", req(SET_SYSCALL_INFO, pid, sizeof(info), &info));
    }
    req(PTRACE_SYSCALL, pid, 0, 0);
    wait_for("exit", pid);
    memset(&info, 0, sizeof(info));
    req(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
    printf("op %d\n", info.of.op);
    info.of.exit.rval = 88;
    info.of.exit.is_error = 0;
    tell("result", req(SET_SYSCALL_INFO, pid, sizeof(info), &info));
    req(PTRACE_CONT, pid, 0, 0);
    wait_for("end", pid);
}

/* ---- rseq ---- */

static void loops(void)
{
    extern const unsigned __rseq_size;
    static _Alignas(32) char area[32];

    if (!__rseq_size) /* libc has not */
        syscall(__NR_rseq, area, sizeof(area), 0, 0x1234567);
    syscall(__NR_kill, syscall(__NR_getpid), SIGUSR1);
    for (;;)
        syscall(__NR_getpid);
}

static void test_rseq(void)
{
    pid_t pid = start(loops);

    req(PTRACE_CONT, pid, 0, 0);
    wait_for("registered", pid);
    struct {
        uint64_t area;
        uint32_t size, signature, flags, pad;
    } c = {0};

    tell("rseq", req(GET_RSEQ_CONFIGURATION, pid, sizeof(c), &c));
    printf("area %d size %u signature %d flags %u\n", c.area != 0, c.size, c.signature != 0,
           c.flags);
    c.size = 5;
    tell("short", req(GET_RSEQ_CONFIGURATION, pid, 8, &c));
    printf("size %u\n", c.size);
    tell("nowhere", req(GET_RSEQ_CONFIGURATION, pid, sizeof(c), (void *)8));
    kill(pid, SIGKILL);
    wait_for("end", pid);
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("-- calls"), test_calls();
    puts("-- number"), test_number();
    puts("-- end"), test_end("at a signal", 0);
    test_end("at a call", 1);
    test_end("at its end", 2);
    puts("-- filters"), test_filters();
    puts("-- event"), test_event(0);
    puts("-- event"), test_event(PTRACE_O_TRACESYSGOOD);
    puts("-- rseq"), test_rseq();
    return 0;
}
