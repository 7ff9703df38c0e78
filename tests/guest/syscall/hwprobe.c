/* SPDX-License-Identifier: GPL-2.0-or-later */
/* riscv_hwprobe for sets of processors, riscv_flush_icache; other architectures print what comes
 * out. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static void show(const char *what, long result, int cpus)
{
    printf("%s: %ld, %d\n", what, result, cpus);
}

static void error(const char *what, long result)
{
    printf("%s: %d\n", what, result < 0 ? errno : 0);
}

#ifdef __riscv
#define __NR_riscv_hwprobe      258
#define __NR_riscv_flush_icache 259
struct pair {
    int64_t key;
    uint64_t value;
};

/* All, some, none: how many of those that are online the set has. */
static void which(const char *what, struct pair pair, cpu_set_t *set)
{
    long result =
        syscall(__NR_riscv_hwprobe, &pair, 1, sizeof(*set), set, 1 /* RISCV_HWPROBE_WHICH_CPUS */);
    int count = CPU_COUNT(set), all = (int)sysconf(_SC_NPROCESSORS_ONLN);

    show(what, result < 0 ? -errno : result, count == all ? 2 : count > 0);
}

static void probe(void)
{
    const struct pair base = {3, 1}, other = {3, 2}, unknown = {0xbadc0de, 0};
    cpu_set_t set;

    CPU_ZERO(&set);
    which("empty", base, &set);
    CPU_ZERO(&set);
    CPU_SET(900, &set);
    which("none online", base, &set);
    for (int i = 0; i < CPU_SETSIZE; i++)
        CPU_SET(i, &set);
    which("too many", base, &set);
    which("other", other, &set);
    which("unknown", unknown, &set);
    error("flags", syscall(__NR_riscv_hwprobe, 0, 0, 0, 0, 2));
    error("no pairs", syscall(__NR_riscv_hwprobe, 16, 1, 0, 0, 0));
    error("no set", syscall(__NR_riscv_hwprobe, 0, 0, sizeof(set), 16, 0));
    CPU_ZERO(&set);
    error("empty set", syscall(__NR_riscv_hwprobe, 0, 0, sizeof(set), &set, 0));
    error("flush", syscall(__NR_riscv_flush_icache, &set, &set + 1, 1));
    error("flush", syscall(__NR_riscv_flush_icache, &set, &set + 1, 2));
}
#else
static void probe(void)
{
    show("empty", 0, 2);
    show("none online", 0, 0);
    show("too many", 0, 2);
    show("other", 0, 0);
    show("unknown", 0, 0);
    errno = EINVAL;
    error("flags", -1);
    errno = EFAULT;
    error("no pairs", -1);
    error("no set", -1);
    errno = EINVAL;
    error("empty set", -1);
    error("flush", 0);
    error("flush", -1);
}
#endif

int main(void)
{
    probe();
    return 0;
}
