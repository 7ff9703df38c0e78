// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* seccomp: strict mode, filters with every action, inheritance, TSYNC, a listener. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __aarch64__
#define ARCH AUDIT_ARCH_AARCH64
#elif defined __arm__
#define ARCH AUDIT_ARCH_ARM
#elif defined __riscv
#define ARCH AUDIT_ARCH_RISCV64
#else
#define ARCH AUDIT_ARCH_X86_64
#endif

/* The arguments of printf have no order: first the call, then errno. */
static void show(const char *what, long result)
{
    printf("%s: %ld errno %d\n", what, result, errno);
    errno = 0;
}

static int seccomp(unsigned op, unsigned flags, void *arg)
{
    return (int)syscall(__NR_seccomp, op, flags, arg);
}

/* `action` for calls of `nr`; a wrong architecture kills. */
static int filter(unsigned nr, unsigned action, unsigned flags)
{
    struct sock_filter f[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog p = {sizeof(f) / sizeof(f[0]), f};

    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return seccomp(SECCOMP_SET_MODE_FILTER, flags, &p);
}

static void status_lines(void)
{
    char line[256];
    FILE *f = fopen("/proc/self/status", "r");

    while (f && fgets(line, sizeof(line), f))
        if (!strncmp(line, "Seccomp", 7) || !strncmp(line, "NoNewPrivs", 10))
            fputs(line, stdout);
    if (f)
        fclose(f);
}

static void in_child(const char *name, void (*fn)(void))
{
    int status;
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (!pid) {
        fn();
        fflush(stdout);
        _exit(7);
    }
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status))
        printf("%s: signal %d\n", name, WTERMSIG(status));
    else
        printf("%s: exit %d\n", name, WEXITSTATUS(status));
}

static void strict_ok(void)
{
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
    write(1, "strict\n", 7);
    syscall(__NR_exit, 3);
}

static void strict_bad(void)
{
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
    syscall(__NR_getpid);
}

static void with_errno(void)
{
    printf("install %d\n", filter(__NR_getppid, SECCOMP_RET_ERRNO | 77, 0));
    show("getppid", syscall(__NR_getppid));
    printf("mode %d\n", prctl(PR_GET_SECCOMP));
    filter(__NR_getpgid, SECCOMP_RET_ERRNO | 0xffff, 0);
    show("getpgid", syscall(__NR_getpgid, 0));
    filter(__NR_getsid, SECCOMP_RET_ERRNO, 0);
    printf("getsid %ld\n", syscall(__NR_getsid, 0));
    /* The more restrictive of two wins. */
    filter(__NR_getppid, SECCOMP_RET_TRACE, 0);
    show("getppid", syscall(__NR_getppid));
    filter(__NR_getpgid, SECCOMP_RET_LOG, 0);
    show("getpgid", syscall(__NR_getpgid, 0));
    filter(__NR_getuid, SECCOMP_RET_TRACE | 5, 0);
    show("getuid", syscall(__NR_getuid));
    status_lines();
    fflush(stdout);
    if (!fork()) {
        show("child: getppid", syscall(__NR_getppid));
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    fflush(stdout);
    execl("/proc/self/exe", "seccomp", "again", NULL);
}

static void kill_process(void)
{
    filter(__NR_getppid, SECCOMP_RET_KILL_PROCESS, 0);
    syscall(__NR_getppid);
}

static void kill_thread(void)
{
    filter(__NR_getppid, SECCOMP_RET_KILL_THREAD, 0);
    syscall(__NR_getppid);
}

static void *dying(void *arg)
{
    filter(__NR_getppid, SECCOMP_RET_KILL_THREAD, 0);
    syscall(__NR_getppid);
    puts("thread lives");
    return arg;
}

static void kill_only_thread(void)
{
    pthread_t t;

    pthread_create(&t, NULL, dying, NULL);
    pthread_join(t, NULL);
    puts("joined");
}

static void on_sys(int sig, siginfo_t *info, void *context)
{
    printf("signal %d code %d errno %d nr ok %d arch ok %d\n", sig, info->si_code, info->si_errno,
           info->si_syscall == __NR_getppid, info->si_arch == ARCH);
}

static void trap(void)
{
    struct sigaction act = {.sa_sigaction = on_sys, .sa_flags = SA_SIGINFO};

    sigaction(SIGSYS, &act, NULL);
    filter(__NR_getppid, SECCOMP_RET_TRAP | 9, 0);
    syscall(__NR_getppid);
    puts("after");
    signal(SIGSYS, SIG_IGN);
    fflush(stdout);
    syscall(__NR_getppid);
}

static int stage;
static pthread_barrier_t barrier;

static void *waiting(void *arg)
{
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    show("thread: getppid", syscall(__NR_getppid));
    return arg;
}

static void tsync(void)
{
    pthread_t t;

    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&t, NULL, waiting, NULL);
    pthread_barrier_wait(&barrier);
    printf("tsync %d\n", filter(__NR_getppid, SECCOMP_RET_ERRNO | 5, SECCOMP_FILTER_FLAG_TSYNC));
    pthread_barrier_wait(&barrier);
    pthread_join(t, NULL);
}

static void tsync_fails(void)
{
    pthread_t t;

    pthread_barrier_init(&barrier, NULL, 2);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    pthread_create(&t, NULL, dying, NULL);
    pthread_join(t, NULL);
    errno = 0;
    printf("bad flags %d", seccomp(SECCOMP_SET_MODE_FILTER, 0x1000, NULL));
    printf(" %d\n", errno);
}

static void bad_filters(void)
{
    struct sock_filter f[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
                              BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog p = {2, f};
    const struct {
        const char *what;
        struct sock_filter first;
    } bad[] = {
        {"unaligned", BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 2)},
        {"beyond", BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 64)},
        {"byte", BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0)},
        {"memory", BPF_STMT(BPF_LD | BPF_MEM, 16)},
        {"unset memory", BPF_STMT(BPF_LD | BPF_MEM, 3)},
        {"jump", BPF_STMT(BPF_JMP | BPF_JA, 1)},
        {"division", BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0)},
        {"shift", BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 32)},
        {"modulo", BPF_STMT(BPF_ALU | BPF_MOD | BPF_K, 3)},
        {"good", BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0)},
    };

    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        f[0] = bad[i].first;
        errno = 0;
        printf("%s: %d", bad[i].what, seccomp(SECCOMP_SET_MODE_FILTER, 0, &p));
        printf(" errno %d\n", errno);
    }
    p.len = 0;
    printf("empty: %d", seccomp(SECCOMP_SET_MODE_FILTER, 0, &p));
    printf(" errno %d\n", errno);
    printf("pointer: %d", seccomp(SECCOMP_SET_MODE_FILTER, 0, (void *)8));
    printf(" errno %d\n", errno);
    unsigned action = SECCOMP_RET_TRAP;
    printf("available: %d", seccomp(SECCOMP_GET_ACTION_AVAIL, 0, &action));
    action = 0x12340000;
    printf(" %d", seccomp(SECCOMP_GET_ACTION_AVAIL, 0, &action));
    printf(" errno %d\n", errno);
    struct seccomp_notif_sizes sizes;
    printf("sizes: %d", seccomp(SECCOMP_GET_NOTIF_SIZES, 0, &sizes));
    printf(" %d %d %d\n", sizes.seccomp_notif, sizes.seccomp_notif_resp, sizes.seccomp_data);
    printf("strict after filter: %d", seccomp(SECCOMP_SET_MODE_STRICT, 0, NULL));
    printf(" errno %d\n", errno);
}

static void listener(void)
{
    int fd = filter(__NR_getpriority, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
    pid_t pid;

    printf("listener %d\n", fd >= 0);
    printf("second %d",
           filter(__NR_getpriority, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER));
    printf(" errno %d\n", errno);
    fflush(stdout);
    pid = fork();
    if (!pid) {
        for (int i = 0; i < 3; i++) {
            show("asked", syscall(__NR_getpriority, 0, 0, 0x11223344L, 4L, 5L, 6L));
        }
        fflush(stdout);
        _exit(0);
    }
    for (int i = 0; i < 3; i++) {
        struct seccomp_notif n = {0};
        struct seccomp_notif_resp r = {0};
        int error = ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &n);

        printf("told: %d nr %d arch %d pid %d arg %llx %llx\n", error,
               n.data.nr == __NR_getpriority, n.data.arch == ARCH, n.pid == pid,
               (unsigned long long)n.data.args[2], (unsigned long long)n.data.args[5]);
        printf("valid %d\n", ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &n.id));
        r.id = n.id;
        if (i == 0)
            r.val = 1234;
        else if (i == 1)
            r.error = -EXDEV;
        else
            r.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        printf("answer %d\n", ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &r));
    }
    waitpid(pid, NULL, 0);
    close(fd);
    show("nobody", syscall(__NR_getpriority, 0, 0));
}

/* Errors that the kernel keeps for itself come through. */
static void odd_errors(void)
{
    const int error[] = {-512, -516, -4094, -5000};
    int fd = filter(__NR_getpriority, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
    pid_t pid = fork();

    if (!pid) {
        for (int i = 0; i < 4; i++)
            show("odd", syscall(__NR_getpriority, 0, i));
        fflush(stdout);
        _exit(0);
    }
    for (int i = 0; i < 4; i++) {
        struct seccomp_notif n = {0};
        struct seccomp_notif_resp r = {.error = error[i]};
        printf("told: %d\n", ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &n));
        r.id = n.id;
        printf("answer %d\n", ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &r));
    }
    waitpid(pid, NULL, 0);
}

/* The listener can't see the process that asks: it is in another namespace beside its own. */
static void other_namespace(void)
{
    int fd = filter(__NR_getpriority, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
    struct seccomp_notif n = {0};
    struct seccomp_notif_resp r = {.val = 77};
    int status = 0;
    pid_t asker, decider;

    asker = fork();
    if (!asker) {
        if (unshare(CLONE_NEWPID))
            _exit(2);
        pid_t inner = fork();
        if (!inner)
            _exit(syscall(__NR_getpriority, 3, 4, 5, 6, 7, 8) == 77 ? 0 : 1);
        waitpid(inner, &status, 0);
        _exit(WEXITSTATUS(status));
    }
    if (unshare(CLONE_NEWPID)) {
        close(fd);
        waitpid(asker, NULL, 0);
        printf("pid 0 args 3 8\n");
        printf("done 0 0\n");
        return;
    }
    decider = fork();
    if (!decider) {
        alarm(20);
        if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &n))
            printf("receive: errno %d\n", errno);
        printf("pid %d args %llu %llu\n", n.pid, (unsigned long long)n.data.args[0],
               (unsigned long long)n.data.args[5]);
        r.id = n.id;
        ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &r);
        fflush(stdout);
        _exit(0);
    }
    close(fd);
    waitpid(decider, &status, 0);
    printf("done %d", status);
    waitpid(asker, &status, 0);
    printf(" %d\n", status);
}

static void unprivileged(void)
{
    struct sock_filter f[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog p = {1, f};

    setuid(12345);
    errno = 0;
    printf("without rights: %d", seccomp(SECCOMP_SET_MODE_FILTER, 0, &p));
    printf(" errno %d\n", errno);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        show("exec'ed: getppid", syscall(__NR_getppid));
        status_lines();
        return 0;
    }
    printf("mode %d\n", prctl(PR_GET_SECCOMP));
    in_child("strict ok", strict_ok);
    in_child("strict bad", strict_bad);
    in_child("errno", with_errno);
    in_child("kill process", kill_process);
    in_child("kill thread", kill_thread);
    in_child("kill only thread", kill_only_thread);
    in_child("trap", trap);
    in_child("tsync", tsync);
    in_child("tsync fails", tsync_fails);
    in_child("bad filters", bad_filters);
    in_child("listener", listener);
    in_child("odd errors", odd_errors);
    in_child("other namespace", other_namespace);
    in_child("unprivileged", unprivileged);
    return 0;
}
