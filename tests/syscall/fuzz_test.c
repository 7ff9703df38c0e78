/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random arguments for every row that can't hurt the machine: the converters
 * must neither crash nor write where they should not.
 *
 * In: $FERRY_FUZZ_SECONDS (default 2), $FERRY_FUZZ_SEED.  Out: TAP, one case; a
 * failure prints the seed.  linux-user is faked (fake_user.c); guest memory is one
 * arena with unmapped pages around it, so that a write beyond it is EFAULT.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "linux-user/arch.h"
#include "syscalls/engine.h"
#include "syscalls/trace.h"
#include "tests/syscall/fake_user.h"

/* What would end the test, the session or somebody else's work. */
static const char *const left_out[] = {
    "exit",
    "exit_group",
    "kill",
    "tkill",
    "tgkill",
    "rt_sigqueueinfo",
    "rt_tgsigqueueinfo",
    "pidfd_send_signal",
    "reboot",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "swapon",
    "swapoff",
    "sethostname",
    "setdomainname",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "acct",
    "quotactl",
    "quotactl_fd",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "vhangup",
    "setrlimit",
    "prlimit64",
    "setuid",
    "setgid",
    "setreuid",
    "setregid",
    "setresuid",
    "setresgid",
    "setfsuid",
    "setfsgid",
    "setgroups",
    "capset",
    "unlinkat",
    "renameat",
    "renameat2",
    "linkat",
    "symlinkat",
    "mkdirat",
    "mknodat",
    "truncate",
    "fchmod",
    "fchown",
    "fsetxattr",
    "fremovexattr",
    "fchmodat",
    "fchmodat2",
    "fchownat",
    "setxattr",
    "lsetxattr",
    "munmap",
    "mmap",
    "mprotect",
    "pkey_mprotect",
    "process_madvise",
    "process_vm_writev",
    "landlock_restrict_self",
    "bpf",
    "keyctl",
    "add_key",
    "request_key",
    "setpriority",
    "sched_setparam",
    "sched_setscheduler",
    "sched_setaffinity",
    "sched_setattr",
    "ioprio_set",
    "migrate_pages",
    "move_pages",
    "setpgid",
    "setsid",
    "prctl",
    "syslog",
    "semctl",
    "shmctl",
    "msgctl",
    "mq_unlink",
    "ioctl",
    "setitimer",
    "rt_sigprocmask",
    "timer_create",
    "semget",
    "shmget",
    "msgget",
    "mlockall",
    "munlockall",
    "sync",
    "syncfs",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "open_tree",
    "open_tree_attr",
    "mount_setattr",
    "removexattr",
    "lremovexattr",
    "removexattrat",
    "setxattrat",
    "mbind",
    "set_mempolicy",
    "userfaultfd",
    "lsm_set_self_attr",
    "perf_event_open",
    "file_setattr",
    "seccomp",
    "ptrace",
    "personality",
    "fallocate",
    "ftruncate",
    "fanotify_mark",
    "utimensat",
    "close_range",
    "membarrier",
    "io_setup",
    "io_submit",
    "io_destroy",
    "mq_open",
    "openat",
    "openat2",
    "vmsplice",
    "uname",
};

#define ARENA    ((size_t)128 << 10)
#define PATIENCE 20 // seconds beyond its time that the child may take

static const struct abi arm64 = {.name = "aarch64", .word = 8, .align64 = 8, .page_size = 4096};
static const struct linux_arch arch = {.abi = &arm64};
static struct task task;
static uint64_t state;

static uint64_t rnd(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static bool is_left_out(const char *name)
{
    for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
        if (strcmp(left_out[i], name) == 0)
            return true;
    return false;
}

static uint64_t argument(char *arena)
{
    static const uint64_t odd[] = {0,
                                   1,
                                   2,
                                   3,
                                   8,
                                   24,
                                   64,
                                   4096,
                                   0x7fffffff,
                                   0x80000000,
                                   0xffffffff,
                                   ~0ull,
                                   1ull << 47,
                                   1ull << 63,
                                   16,
                                   (uint64_t)-4096,
                                   0xdeadbeef0000ull,
                                   128};

    switch (rnd() % 8) {
    case 0: return odd[rnd() % (sizeof(odd) / sizeof(odd[0]))];
    case 1: return rnd();
    case 2: return rnd() % 16;
    case 3: return (uint64_t)(uintptr_t)arena + ARENA - rnd() % 64;
    default: return (uint64_t)(uintptr_t)arena + rnd() % ARENA;
    }
}

static void open_some(void)
{
    int pair[2];

    if (pipe2(pair, O_NONBLOCK) == 0)
        socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
    open("/dev/null", O_RDWR);
    open("/proc/self/fdinfo", O_RDONLY | O_DIRECTORY);
    memfd_create("fuzz", 0);
}

static void nothing(int sig)
{
    (void)sig;
}

static _Noreturn void run(unsigned seconds)
{
    struct sigaction wake = {.sa_handler = nothing};
    struct itimerval often = {{0, 3000}, {0, 3000}};
    char *area = mmap(NULL, ARENA + ((size_t)2 << 30), PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    char *arena = area + ((size_t)1 << 30);
    struct sys_state *s = sys_init(&arm64);
    time_t end = time(NULL) + seconds;
    char line[4096];

    mprotect(arena, ARENA, PROT_READ | PROT_WRITE);
    sigaction(SIGALRM, &wake, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    setitimer(ITIMER_REAL, &often, NULL);
    for (int fd = 0; fd < 3; fd++)
        dup2(open("/dev/null", O_RDWR), fd);
    for (unsigned n = 0; time(NULL) <= end; n++) {
        static struct sys_frame f;
        struct lx_call c = {.nr = rnd() % 470};
        const struct sys_row *row = &sys_rows[s->guest->call[c.nr]];

        if (n % 512 == 0)
            open_some();
        if (row->name && is_left_out(row->name))
            continue;
        if (n % 64 == 0)
            for (size_t i = 0; i + 8 <= ARENA; i += 8)
                *(uint64_t *)(arena + i) = rnd() % 3 ? argument(arena) : 0;
        for (unsigned i = 0; i < 6; i++)
            c.arg[i] = argument(arena);
        for (unsigned i = 0; row->name && i < 6; i++)
            if (row->param[i].kind == SYS_K_FD || row->param[i].kind == SYS_K_DIRFD)
                c.arg[i] = rnd() % 40;
        sys_call(&task, &c);
        f.task = &task;
        f.state = s;
        f.row = row;
        memcpy(f.raw, c.arg, sizeof(f.raw));
        if (row->name) {
            sys_trace_format_enter(&f, line, rnd() % sizeof(line));
            sys_trace_format_exit(&f, (int64_t)(rnd() % 100), line, rnd() % sizeof(line));
        }
    }
    _exit(0);
}

/* Whether the child has ended within some seconds; then with its status. */
static bool ended(pid_t pid, unsigned seconds, int *status)
{
    for (unsigned tenth = 0; tenth < seconds * 10; tenth++) {
        if (waitpid(pid, status, WNOHANG) == pid)
            return true;
        usleep(100000);
    }
    return false;
}

/* Whether the child sleeps in a system call: it asked for that, with a mask that keeps out the
 * timer. */
static bool sleeps(pid_t pid)
{
    char path[32], text[64] = "";

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY);

    if (read(fd, text, sizeof(text) - 1) <= 0)
        return false;
    close(fd);
    return strstr(text, ") S ") != NULL;
}

int main(void)
{
    const char *text = getenv("FERRY_FUZZ_SECONDS"), *seed = getenv("FERRY_FUZZ_SEED");
    unsigned seconds = text ? (unsigned)atoi(text) : 2;
    int status = SIGALRM; // of a child that neither ends nor sleeps

    state = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL) * 2654435761u + 1;
    printf("# seed %llu\n", (unsigned long long)state);
    fflush(stdout);
    lx_process.arch = &arch;
    task.process = &lx_process;
    pid_t pid = fork();

    if (pid == 0) {
        setpgid(0, 0);
        run(seconds);
    }
    bool blocked = !ended(pid, seconds + PATIENCE, &status) && sleeps(pid);

    if (blocked) {
        printf("# a call that blocks with all signals blocked: cut short\n");
        status = 0;
    }
    kill(-pid, SIGKILL);
    if (WIFSIGNALED(status))
        printf("# ended by signal %d\n", WTERMSIG(status));
    printf("%s 1 - random arguments\n1..1\n", status ? "not ok" : "ok");
    return status != 0;
}
