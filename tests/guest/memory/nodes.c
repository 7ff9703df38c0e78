/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory policies, futex2, security modules, quotas, rusage of waitid: by number. */
#include <errno.h>
#include <linux/mempolicy.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define FUTEX_WAKE2    454
#define FUTEX_WAIT2    455
#define FUTEX_REQUEUE2 456
#define LSM_LIST       461
#define LSM_GET        459
#define SETXATTRAT     463
#define GETXATTRAT     464
#define LISTXATTRAT    465
#define REMOVEXATTRAT  466

static void tell(const char *what, long result)
{
    printf("%s %ld %s\n", what, result, result < 0 ? strerrorname_np(errno) : "");
}

static void policies(void)
{
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned long mask[1024 / sizeof(long)] = {1}, none[4] = {0};
    void *pages[700];
    int policy = -1, nodes[2] = {0, 0}, status[700];

    tell("bind", syscall(__NR_mbind, page, 4096, MPOL_BIND, mask, 33, 0));
    tell("bind nothing", syscall(__NR_mbind, page, 4096, MPOL_BIND, none, 33, 0));
    tell("bind nowhere", syscall(__NR_mbind, page, 4096, MPOL_BIND, 8L, 33, 0));
    tell("bind many", syscall(__NR_mbind, page, 4096, MPOL_BIND, mask, 1L << 30, 0));
    memset(mask, 0xff, sizeof(mask));
    tell("get", syscall(__NR_get_mempolicy, &policy, mask, 8L * sizeof(mask), page, MPOL_F_ADDR));
    printf("%d %lx %lx\n", policy, mask[0], mask[1]);
    tell("get few", syscall(__NR_get_mempolicy, &policy, mask, 0L, page, MPOL_F_ADDR));
    tell("get nowhere", syscall(__NR_get_mempolicy, &policy, 8L, 8L * sizeof(mask), page, 2L));
    tell("set", syscall(__NR_set_mempolicy, MPOL_PREFERRED, mask, 20L));
    tell("get", syscall(__NR_get_mempolicy, &policy, NULL, 0L, 0L, 0L));
    printf("%d\n", policy);
    tell("set none", syscall(__NR_set_mempolicy, MPOL_DEFAULT, NULL, 0L));
    tell("set nowhere", syscall(__NR_set_mempolicy, MPOL_BIND, 8L, 20L));
    tell("migrate", syscall(__NR_migrate_pages, 0, 20L, mask, mask));
    tell("migrate nowhere", syscall(__NR_migrate_pages, 0, 20L, 8L, mask));
    tell("migrate to nowhere", syscall(__NR_migrate_pages, 0, 20L, mask, 8L));
    memset(page, 1, 4096);
    for (int i = 0; i < 700; i++)
        pages[i] = page;
    pages[699] = page + 4096;
    tell("where", syscall(__NR_move_pages, 0, 700L, pages, NULL, status, 0));
    printf("%d %d %d\n", status[0], status[698], status[699]);
    tell("move", syscall(__NR_move_pages, 0, 2L, pages, nodes, status, MPOL_MF_MOVE));
    printf("%d %d\n", status[0], status[1]);
    tell("move nothing", syscall(__NR_move_pages, 0, 0L, pages, nodes, status, MPOL_MF_MOVE));
    tell("move nowhere", syscall(__NR_move_pages, 0, 2L, 8L, NULL, status, 0));
    tell("no status", syscall(__NR_move_pages, 0, 2L, pages, NULL, 8L, 0));
    tell("flags", syscall(__NR_move_pages, 0, 2L, pages, NULL, status, 64));

    struct iovec v[2] = {{page, 4096}, {page + 4096, 4096}};
    int fd = syscall(__NR_pidfd_open, getpid(), 0);
    tell("advise", syscall(__NR_process_madvise, fd, v, 2L, MADV_COLD, 0));
    tell("advise nowhere", syscall(__NR_process_madvise, fd, 8L, 2L, MADV_COLD, 0));
}

static void futexes(void)
{
    uint32_t word = 5;
    int64_t past[2] = {1, 0};
    struct {
        uint64_t value, address;
        uint32_t flags, reserved;
    } two[2] = {{5, (uintptr_t)&word, 2, 0}, {5, (uintptr_t)&word, 2, 0}};

    tell("wake", syscall(FUTEX_WAKE2, &word, 0xfffffffful, 1, 2));
    tell("wake bad", syscall(FUTEX_WAKE2, (char *)&word + 1, 0xfffffffful, 1, 2));
    tell("wait other", syscall(FUTEX_WAIT2, &word, 4ul, 0xfffffffful, 2, NULL, 0));
    tell("wait", syscall(FUTEX_WAIT2, &word, 5ul, 0xfffffffful, 2, past, 1));
    tell("wait nowhere", syscall(FUTEX_WAIT2, &word, 5ul, 0xfffffffful, 2, 8L, 1));
    tell("requeue", syscall(FUTEX_REQUEUE2, two, 0, 1, 1));
    tell("requeue nowhere", syscall(FUTEX_REQUEUE2, 8L, 0, 1, 1));
}

static void modules(void)
{
    uint64_t ids[64] = {0};
    uint32_t size = sizeof(ids), small = 1;
    long n = syscall(LSM_LIST, ids, &size, 0);

    tell("modules", n);
    printf("%u %llu\n", size, (unsigned long long)ids[0]);
    tell("modules small", syscall(LSM_LIST, ids, &small, 0));
    tell("modules nowhere", syscall(LSM_LIST, ids, 8L, 0));
    tell("attribute", syscall(LSM_GET, 0, ids, &size, 0));
    tell("quota", syscall(__NR_quotactl, 0x80000700, "/dev/null", 0, 8L));
}

static void attributes(void)
{
    char value[16] = "value", got[16] = "", list[64];
    struct {
        uint64_t value;
        uint32_t size, flags;
    } set = {(uintptr_t)value, 5, 0}, get = {(uintptr_t)got, sizeof(got), 0};

    fclose(fopen("file", "w"));
    tell("set", syscall(SETXATTRAT, -100, "file", 0, "user.a", &set, sizeof(set)));
    tell("get", syscall(GETXATTRAT, -100, "file", 0, "user.a", &get, sizeof(get)));
    printf("%s\n", got);
    tell("list", syscall(LISTXATTRAT, -100, "file", 0, list, sizeof(list)) > 0);
    tell("remove", syscall(REMOVEXATTRAT, -100, "file", 0, "user.a"));
    tell("short", syscall(SETXATTRAT, -100, "file", 0, "user.a", &set, 8));
}

static void usage(void)
{
    struct rusage u = {.ru_maxrss = -7};
    siginfo_t info = {0};
    pid_t pid = fork();

    if (!pid)
        _exit(3);
    tell("wait", syscall(__NR_waitid, P_PID, pid, &info, WEXITED, &u));
    printf("%d %d %d\n", info.si_status, u.ru_maxrss > 0, u.ru_utime.tv_sec == 0);
    u.ru_maxrss = -7;
    pid = fork();
    if (!pid)
        pause();
    tell("none yet", syscall(__NR_waitid, P_PID, pid, &info, WEXITED | WNOHANG, &u));
    printf("%d\n", (int)u.ru_maxrss);
    kill(pid, 9);
    tell("nowhere", syscall(__NR_waitid, P_PID, pid, &info, WEXITED, 8L));
    tell("no child", syscall(__NR_waitid, P_PID, pid, &info, WEXITED, &u));
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    policies();
    futexes();
    modules();
    attributes();
    usage();
    return 0;
}
