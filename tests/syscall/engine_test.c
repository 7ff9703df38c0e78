/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system-call engine and its handlers on their own: arm64 calls made by
 * hand, with linux-user faked (fake_user.c) and the host kernel real.
 *
 * Out: TAP.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/bytes.h"
#include "linux-user/arch.h"
#include "syscalls/engine.h"
#include "syscalls/trace.h"
#include "tests/syscall/fake_user.h"

static const struct abi arm64 = {
    .name = "aarch64",
    .word = 8,
    .align64 = 8,
    .page_size = 4096,
    .address_limit = UINT64_C(1) << 48,
};
static const struct linux_arch arch = {.abi = &arm64};
static struct task task;
static int cases, failures;

static void check(bool ok, const char *what)
{
    printf("%s %d - %s\n", ok ? "ok" : "not ok", ++cases, what);
    failures += !ok;
}

static void check_value(int64_t got, int64_t expected, const char *what)
{
    if (got != expected)
        printf("# got %lld, expected %lld\n", (long long)got, (long long)expected);
    check(got == expected, what);
}

enum nr {
#define NR(number, name) NR_##name = number,
#include "syscalls/linux/nr/generic64.tbl"
#include "syscalls/linux/nr/aarch64.tbl"
#undef NR
};

#define A(x) ((uint64_t)(uintptr_t)(x))

static int64_t call(uint64_t nr, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e,
                    uint64_t g)
{
    struct lx_call c6 = {.nr = nr, .arg = {a, b, c, d, e, g}};
    long direct = sys_direct(&task, &c6);

    if (direct >= 0)
        return lx_hostcall(&task, direct, (long)a, (long)b, (long)c, (long)d, (long)e, (long)g);
    return sys_call(&task, &c6);
}

#define BAD ((uint64_t)16)
#define CWD ((uint64_t)AT_FDCWD)

enum { ARM_DIRECTORY = 040000, ARM_NOFOLLOW = 0100000, ARM_DIRECT = 0200000, ARM_LARGE = 0400000 };

static void test_direct(void)
{
    struct lx_call getpid = {.nr = NR_getpid}, openat = {.nr = NR_openat}, none = {.nr = 9999};
    struct lx_call write = {.nr = NR_write, .arg = {1, UINT64_MAX - 4096, 1}};

    check_value(sys_direct(&task, &getpid), SYS_getpid, "direct: getpid");
    check_value(sys_direct(&task, &openat), -1, "not direct: a path is looked up");
    check_value(sys_direct(&task, &none), -1, "not direct: no such call");
    check_value(sys_direct(&task, &write), -1, "not direct: a pointer beyond the guest's memory");
    task.seccomp_mode = 1;
    check_value(sys_direct(&task, &getpid), -1, "not direct: a filter looks first");
    task.seccomp_mode = 0;
}

static void test_open(void)
{
    int64_t fd = call(NR_openat, CWD, A("/"), ARM_DIRECTORY | O_CLOEXEC, 0, 0, 0);

    check(fd >= 0, "openat: O_DIRECTORY opens a directory");
    check_value(call(NR_fcntl, (uint64_t)fd, F_GETFL, 0, 0, 0, 0), ARM_DIRECTORY | ARM_LARGE,
                "fcntl F_GETFL gives the guest's flags");
    check_value(call(NR_close, (uint64_t)fd, 0, 0, 0, 0, 0), 0, "close");
    check_value(call(NR_close, (uint64_t)fd, 0, 0, 0, 0, 0), -EBADF, "close twice");
    check_value(call(NR_openat, CWD, A("/etc/passwd"), ARM_DIRECTORY, 0, 0, 0), -ENOTDIR,
                "openat: O_DIRECTORY refuses a file");
    check_value(call(NR_openat, CWD, BAD, 0, 0, 0, 0), -EFAULT, "openat: bad path pointer");
    check_value(call(NR_openat, CWD, A("/proc/self/exe"), ARM_NOFOLLOW, 0, 0, 0), -ELOOP,
                "openat: O_NOFOLLOW");

    struct {
        uint64_t flags, mode, resolve, extra;
    } how = {ARM_DIRECTORY, 0, 0, 0};

    fd = call(NR_openat2, CWD, A("/"), A(&how), sizeof(how), 0, 0);
    check(fd >= 0, "openat2: larger struct with zeros");
    close((int)fd);
    how.extra = 1;
    check_value(call(NR_openat2, CWD, A("/"), A(&how), sizeof(how), 0, 0), -E2BIG,
                "openat2: larger struct with more");
    check_value(call(NR_openat2, CWD, A("/"), A(&how), 8, 0, 0), -EINVAL, "openat2: short struct");
    check_value(call(NR_openat2, CWD, A("/"), BAD, 24, 0, 0), -EFAULT, "openat2: bad pointer");
}

static void test_stat(void)
{
    struct stat host;
    uint8_t guest[128 + 8];

    memset(guest, 0xee, sizeof(guest));
    stat("/etc/passwd", &host);
    check_value(call(NR_newfstatat, CWD, A("/etc/passwd"), A(guest), 0, 0, 0), 0, "newfstatat");
    check(load_u64(guest + 8, false) == host.st_ino, "stat: st_ino at 8");
    check(load_u32(guest + 16, false) == host.st_mode, "stat: st_mode at 16");
    check(load_u32(guest + 20, false) == host.st_nlink, "stat: st_nlink at 20");
    check(load_u64(guest + 48, false) == (uint64_t)host.st_size, "stat: st_size at 48");
    check(load_u64(guest + 88, false) == (uint64_t)host.st_mtime, "stat: st_mtime at 88");
    check(guest[128] == 0xee, "stat: nothing written beyond 128 bytes");
    check_value(call(NR_newfstatat, CWD, A("/etc/passwd"), BAD, 0, 0, 0), -EFAULT,
                "newfstatat: bad buffer");
    check_value(call(NR_newfstatat, CWD, A("/no/such"), A(guest), 0, 0, 0), -ENOENT,
                "newfstatat: no such file");
    check_value(call(NR_fstat, 99, A(guest), 0, 0, 0, 0), -EBADF, "fstat: bad descriptor");
    char *longest = malloc(4097);

    memset(longest, 'a', 4096);
    longest[4096] = 0;
    check_value(call(NR_newfstatat, CWD, A(longest), A(guest), 0, 0, 0), -ENAMETOOLONG,
                "newfstatat: path too long");
    free(longest);
}

static void test_epoll(void)
{
    struct {
        uint32_t events, pad;
        uint64_t data;
    } in = {1, 0, 0x1122334455667788}, out[4];
    uint64_t one = 1, mask = 0x10;
    int64_t ep = call(NR_epoll_create1, O_CLOEXEC, 0, 0, 0, 0, 0);
    int64_t ev = call(NR_eventfd2, 0, 0, 0, 0, 0, 0);

    memset(out, 0xee, sizeof(out));
    check(ep >= 0 && ev >= 0, "epoll_create1, eventfd2");
    check_value(call(NR_epoll_ctl, (uint64_t)ep, 1, (uint64_t)ev, A(&in), 0, 0), 0, "epoll_ctl");
    check_value(call(NR_epoll_ctl, (uint64_t)ep, 3, (uint64_t)ev, BAD, 0, 0), -EFAULT,
                "epoll_ctl: bad pointer");
    check_value(call(NR_epoll_pwait, (uint64_t)ep, A(out), 4, 0, 0, 0), 0, "epoll_pwait: nothing");
    call(NR_write, (uint64_t)ev, A(&one), 8, 0, 0, 0);
    check_value(call(NR_epoll_pwait, (uint64_t)ep, A(out), 4, 1000, A(&mask), 8), 1,
                "epoll_pwait: one event");
    check(out[0].events == 1 && out[0].data == in.data, "epoll_event has the guest's layout");
    check(fake_suspend == mask, "epoll_pwait: the mask is handed over");
    check(out[1].events == 0xeeeeeeee, "epoll_pwait: only what happened is written");
    check_value(call(NR_epoll_pwait, (uint64_t)ep, BAD, 4, 0, 0, 0), -EFAULT,
                "epoll_pwait: bad buffer");
    check_value(call(NR_epoll_pwait, (uint64_t)ep, A(out), 0, 0, 0, 0), -EINVAL,
                "epoll_pwait: no room");
    check_value(call(NR_epoll_pwait, (uint64_t)ep, A(out), 1, 0, A(&mask), 4), -EINVAL,
                "epoll_pwait: odd mask size");
    close((int)ep);
    close((int)ev);
}

static void test_poll(void)
{
    int fds[2];
    struct {
        int fd;
        short events, revents;
    } p = {.events = 1};
    struct {
        uint64_t set, size;
    } pair = {0, 8};
    uint64_t rset[16] = {0}, time[2] = {0, 0};

    check_value(call(NR_pipe2, A(fds), 0, 0, 0, 0, 0), 0, "pipe2");
    p.fd = fds[0];
    check_value(call(NR_ppoll, A(&p), 1, A(time), 0, 0, 0), 0, "ppoll: nothing");
    check_value(call(NR_write, (uint64_t)fds[1], A("x"), 1, 0, 0, 0), 1, "write");
    check_value(call(NR_ppoll, A(&p), 1, A(time), 0, 0, 0), 1, "ppoll: readable");
    rset[0] = UINT64_C(1) << fds[0];
    check_value(call(NR_pselect6, (uint64_t)fds[0] + 1, A(rset), 0, 0, A(time), A(&pair)), 1,
                "pselect6");
    check_value(call(NR_pselect6, (uint64_t)fds[0] + 1, BAD, 0, 0, A(time), 0), -EFAULT,
                "pselect6: bad set");
    check_value(call(NR_pselect6, 1, 0, 0, 0, A(time), BAD), -EFAULT, "pselect6: bad mask");
    check_value(call(NR_read, (uint64_t)fds[0], BAD, 1, 0, 0, 0), -EFAULT, "read: bad buffer");
    close(fds[0]);
    close(fds[1]);
}

static void test_threads(void)
{
    call(NR_clone, CLONE_VM | 17, 0x1000, 0x2000, 0x3000, 0x4000, 0);
    check(fake_clone.flags == CLONE_VM && fake_clone.exit_signal == 17, "clone: flags and signal");
    check(fake_clone.parent_tid == 0x2000 && fake_clone.tls == 0x3000 &&
              fake_clone.child_tid == 0x4000,
          "clone: arm64's order of arguments");

    struct clone_args a = {
        .flags = CLONE_VM, .exit_signal = 17, .stack = 0x10000, .stack_size = 0x4000};

    check_value(call(NR_clone3, A(&a), sizeof(a), 0, 0, 0, 0), 4711, "clone3");
    check(fake_clone.stack == 0x14000, "clone3: the stack's top");
    check_value(call(NR_clone3, A(&a), 32, 0, 0, 0, 0), -EINVAL, "clone3: short struct");
    check_value(call(NR_clone3, BAD, sizeof(a), 0, 0, 0, 0), -EFAULT, "clone3: bad pointer");
    a.stack_size = 0;
    check_value(call(NR_clone3, A(&a), sizeof(a), 0, 0, 0, 0), -EINVAL, "clone3: half a stack");
    check_value(call(NR_exit, 5, 0, 0, 0, 0, 0), -LX_ETHREADEXIT, "exit");
    check_value(call(NR_set_robust_list, 0, 23, 0, 0, 0, 0), -EINVAL, "set_robust_list: size");
}

static void test_exec(void)
{
    const char *argv[] = {"a", "bc", NULL}, *envp[] = {"X=1", NULL}, *bad[] = {(char *)16, NULL};
    size_t size = 200000;
    char *big = malloc(size + 1), *many[400];

    check_value(call(NR_execve, A("/p"), A(argv), A(envp), 0, 0, 0), -ENOENT, "execve");
    check(strcmp(fake_exec, "/p a bc [X=1]") == 0, "execve: vectors");
    check_value(call(NR_execveat, CWD, A("q"), 0, 0, 0, 0), -ENOENT, "execveat");
    check(strcmp(fake_exec, "q") == 0, "execveat: no vectors");
    check_value(call(NR_execve, BAD, A(argv), A(envp), 0, 0, 0), -EFAULT, "execve: bad path");
    check_value(call(NR_execve, A("/p"), BAD, A(envp), 0, 0, 0), -EFAULT, "execve: bad vector");
    check_value(call(NR_execve, A("/p"), A(argv), A(bad), 0, 0, 0), -EFAULT, "execve: bad string");
    memset(big, 'x', size);
    big[size] = 0;
    argv[0] = big;
    check_value(call(NR_execve, A("/p"), A(argv), 0, 0, 0, 0), -E2BIG, "execve: string too long");
    argv[0] = big + size - 100000;
    check_value(call(NR_execve, A("/p"), A(argv), A(argv), 0, 0, 0), -ENOENT,
                "execve: long strings");
    for (unsigned i = 0; i < 400; i++)
        many[i] = i < 399 ? big + size - 100000 : NULL;
    check_value(call(NR_execve, A("/p"), A(many), 0, 0, 0, 0), -E2BIG, "execve: too many strings");
    free(big);
}

static void test_hidden(void)
{
    int fd = fcntl(0, F_DUPFD, 500), next = fcntl(0, F_DUPFD, 501), below = fcntl(0, F_DUPFD, 499);

    lx_process.exec_fd = fd + 1;
    check_value(call(NR_close, (uint64_t)fd, 0, 0, 0, 0, 0), -EBADF, "close: the launcher's own");
    check_value(call(NR_dup3, 0, (uint64_t)fd, 0, 0, 0, 0), -EBADF, "dup3: the launcher's own");
    check_value(call(NR_close_range, (uint64_t)below, ~UINT32_C(0), 0, 0, 0, 0), 0, "close_range");
    check(fcntl(fd, F_GETFD) >= 0, "close_range: the launcher's own stays");
    check(fcntl(next, F_GETFD) < 0 && fcntl(below, F_GETFD) < 0, "close_range: others go");
    check_value(call(NR_close_range, (uint64_t)fd, (uint64_t)fd, 0, 0, 0, 0), 0,
                "close_range: only the launcher's own");
    check(fcntl(fd, F_GETFD) >= 0, "close_range: it stays");
    check_value(call(NR_close_range, 9, 8, 0, 0, 0, 0), -EINVAL, "close_range: empty");
    lx_process.exec_fd = 0;
    close(fd);
}

static void test_info(void)
{
    char name[6][65];
    uint64_t rlimit[2] = {0}, time[2] = {0};

    check_value(call(NR_uname, A(name), 0, 0, 0, 0, 0), 0, "uname");
    check(strcmp(name[0], "Linux") == 0 && strcmp(name[4], "aarch64") == 0, "uname: machine");
    lx_process.uname_release = "4.5.6";
    call(NR_uname, A(name), 0, 0, 0, 0, 0);
    check(strcmp(name[2], "4.5.6") == 0, "uname: release option");
    lx_process.uname_release = NULL;
    check_value(call(NR_uname, BAD, 0, 0, 0, 0, 0), -EFAULT, "uname: bad buffer");
    check_value(call(NR_prlimit64, 0, 7, 0, A(rlimit), 0, 0), 0, "prlimit64");
    check(rlimit[0] > 0, "prlimit64: a value");
    check_value(call(NR_clock_gettime, 1, A(time), 0, 0, 0, 0), 0, "clock_gettime");
    check_value(call(NR_clock_gettime, 1, BAD, 0, 0, 0, 0), -EFAULT, "clock_gettime: bad pointer");
    check_value(call(NR_clock_gettime, 1, UINT64_C(1) << 50, 0, 0, 0, 0), -EFAULT,
                "clock_gettime: no address at all");
    check_value(call(NR_getpid, 0, 0, 0, 0, 0, 0), getpid(), "getpid");
    check_value(call(NR_getcwd, A(name), 1, 0, 0, 0, 0), -ERANGE, "getcwd: no room");
    check_value(call(NR_readlinkat, CWD, A("/proc/self/cwd"), A(name), 0, 0, 0), -EINVAL,
                "readlinkat: no room");
}

static void test_unknown(void)
{
    check_value(call(NR_lookup_dcookie, 1, 0, 0, 0, 0, 0), -ENOSYS, "a lacking call");
    check_value(call(244, 0, 0, 0, 0, 0, 0), -ENOSYS, "a hole in the table");
    check_value(call(100000, 0, 0, 0, 0, 0, 0), -ENOSYS, "a number beyond the table");
    check_value(call(~UINT64_C(0), 0, 0, 0, 0, 0, 0), -ENOSYS, "number -1");
    check_value(call(NR_pkey_alloc, 0, 0, 0, 0, 0, 0), -ENOSPC, "pkey_alloc");
    check_value(call(NR_prctl, 22, 2, 0, 0, 0, 0), -EFAULT, "prctl PR_SET_SECCOMP");
}

static void test_ipc(void)
{
    uint8_t ds[104 + 8];
    int64_t id = call(NR_semget, 0, 3, 01600, 0, 0, 0);

    if (id == -ENOSYS) {
        printf("ok %d - semctl # SKIP no System V IPC\n", ++cases);
        return;
    }
    memset(ds, 0xee, sizeof(ds));
    check_value(call(NR_semctl, (uint64_t)id, 0, 2, A(ds), 0, 0), 0, "semctl IPC_STAT");
    check(load_u64(ds + 64, false) == 3, "semid_ds: sem_nsems at 64");
    check(ds[88] == 0xee, "semid_ds: nothing written beyond 88 bytes");
    check_value(call(NR_semctl, (uint64_t)id, 0, 2, BAD, 0, 0), -EFAULT, "semctl: bad pointer");
    check_value(call(NR_semctl, (uint64_t)id, 1, 16, 42, 0, 0), 0, "semctl SETVAL");
    check_value(call(NR_semctl, (uint64_t)id, 1, 12, 0, 0, 0), 42, "semctl GETVAL");
    check_value(call(NR_semctl, (uint64_t)id, 0, 0, 0, 0, 0), 0, "semctl IPC_RMID");
}

static void test_signals(void)
{
    struct {
        uint64_t handler, flags, restorer, mask;
    } act = {0x1234, 0x10000000, 0, 0x55}, old = {0};
    uint64_t set = 0xff, got = 0;

    check_value(call(NR_rt_sigaction, 10, A(&act), 0, 8, 0, 0), 0, "rt_sigaction");
    check_value(call(NR_rt_sigaction, 10, 0, A(&old), 8, 0, 0), 0, "rt_sigaction: read");
    check(old.handler == 0x1234 && old.mask == 0x55, "rt_sigaction: the same back");
    check_value(call(NR_rt_sigaction, 10, 0, 0, 4, 0, 0), -EINVAL, "rt_sigaction: set size");
    check_value(call(NR_rt_sigaction, 10, BAD, 0, 8, 0, 0), -EFAULT, "rt_sigaction: bad pointer");
    check_value(call(NR_rt_sigprocmask, 2, A(&set), 0, 8, 0, 0), 0, "rt_sigprocmask");
    check_value(call(NR_rt_sigprocmask, 0, 0, A(&got), 8, 0, 0), 0, "rt_sigprocmask: read");
    check(got == 0xff, "rt_sigprocmask: the same back");
    check_value(call(NR_rt_sigreturn, 0, 0, 0, 0, 0, 0), -LX_EJUSTRETURN, "rt_sigreturn");
}

/* ---- the trace ---- */

static void trace(const char *expected, const char *tail, int64_t result, uint64_t nr, uint64_t a,
                  uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
    static struct sys_frame f;
    char line[2048];
    uint64_t args[6] = {a, b, c, d, e, 0};

    f.task = &task;
    f.state = sys_init(&arm64);
    f.row = &sys_rows[f.state->guest->call[nr]];
    memcpy(f.raw, args, sizeof(args));
    size_t n = sys_trace_format_enter(&f, line, sizeof(line));

    sys_trace_format_exit(&f, result, line + n, sizeof(line) - n);
    char want[2048];

    snprintf(want, sizeof(want), "%d %s%s", task.tid, expected, tail);
    if (strcmp(line, want) != 0)
        printf("# got  %s\n# want %s\n", line, want);
    check(strcmp(line, want) == 0, expected);
}

static void test_trace(void)
{
    uint64_t time[2] = {7, 8};
    struct {
        uint32_t events, pad;
        uint64_t data;
    } ev = {1, 0, 5};

    trace("openat(AT_FDCWD,\"/etc/passwd\",O_RDONLY|O_CLOEXEC)", " = 3", 3, NR_openat, CWD,
          A("/etc/passwd"), O_CLOEXEC, 0, 0);
    trace("openat(3,\"x\",O_RDWR|O_CREAT|O_DIRECTORY,0644)",
          " = -1 errno=2 (No such file or directory)", -ENOENT, NR_openat, 3, A("x"),
          ARM_DIRECTORY | O_RDWR | O_CREAT, 0644, 0);
    trace("write(1,\"hi\\n\\0\",4)", " = 4", 4, NR_write, 1, A("hi\n"), 4, 0, 0);
    trace("mmap(NULL,4096,PROT_READ|PROT_WRITE,MAP_PRIVATE|MAP_ANONYMOUS,-1,0)", " = 0x7000",
          0x7000, NR_mmap, 0, 4096, 3, 0x22, ~UINT64_C(0));
    trace("clock_settime(CLOCK_MONOTONIC,{tv_sec=7,tv_nsec=8})", " = 0", 0, NR_clock_settime, 1,
          A(time), 0, 0, 0);
    trace("epoll_ctl(4,EPOLL_CTL_ADD,5,{events=1,data=5})", " = 0", 0, NR_epoll_ctl, 4, 1, 5,
          A(&ev), 0);
    trace("kill(12,SIGTERM)", " = 0", 0, NR_kill, 12, 15, 0, 0, 0);
    trace("ioctl(0,TCGETS,0x10)", " = -1 errno=14 (Bad address)", -EFAULT, NR_ioctl, 0, 0x5401, 16,
          0, 0);
    trace("chdir(0x10)", " = -1 errno=14 (Bad address)", -EFAULT, NR_chdir, 16, 0, 0, 0, 0);
    trace("futex(0x1000,FUTEX_WAIT|FUTEX_PRIVATE_FLAG,1,0,0,0)", " = 0", 0, NR_futex, 0x1000, 0x80,
          1, 0, 0);
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80)};
    const char *argv[] = {"ls", "-l", NULL};

    trace("connect(3,{sa_family=AF_INET,sin_port=htons(80),sin_addr=0.0.0.0},16)", " = 0", 0,
          NR_connect, 3, A(&in), sizeof(in), 0, 0);
    trace("execve(\"/bin/ls\",{\"ls\",\"-l\",NULL},NULL)",
          " = -1 errno=2 (No such file or directory)", -ENOENT, NR_execve, A("/bin/ls"), A(argv), 0,
          0, 0);
    trace("setsockopt(3,SOL_SOCKET,SO_REUSEADDR,0x1000,4)", " = 0", 0, NR_setsockopt, 3, 1, 2,
          0x1000, 4);
    trace("exit_group(0)", " = ?", -LX_ETHREADEXIT, NR_exit_group, 0, 0, 0, 0, 0);
}

int main(void)
{
    lx_process.arch = &arch;
    task.process = &lx_process;
    task.tid = getpid();
    sys_init(&arm64);
    test_direct();
    test_open();
    test_stat();
    test_epoll();
    test_poll();
    test_threads();
    test_exec();
    test_hidden();
    test_info();
    test_unknown();
    test_ipc();
    test_signals();
    test_trace();
    printf("1..%d\n", cases);
    return failures != 0;
}
