/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The SIGTRAP of a performance event: here of a breakpoint on a variable that is accessed. */
#define _GNU_SOURCE
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRAP_PERF_CODE 6 /* TRAP_PERF */

static volatile int watched;
static volatile int count, bad;

static void on_trap(int sig, siginfo_t *info, void *context)
{
    struct {
        unsigned long data;
        unsigned type, flags;
    } perf;

    (void)context;
    memcpy(&perf, (char *)&info->si_addr + sizeof(void *), sizeof(perf));
    count++;
    if (sig != SIGTRAP || info->si_code != TRAP_PERF_CODE || info->si_addr != &watched ||
        perf.data != 0x12345678 || perf.type != PERF_TYPE_BREAKPOINT)
        bad++;
}

static int open_event(void)
{
    struct perf_event_attr attr;

    memset(&attr, 0, sizeof(attr));
    attr.type = PERF_TYPE_BREAKPOINT;
    attr.size = sizeof(attr);
    attr.sample_period = 1;
    attr.disabled = 1;
    attr.bp_addr = (unsigned long)&watched;
    attr.bp_type = HW_BREAKPOINT_RW;
    attr.bp_len = HW_BREAKPOINT_LEN_1;
    attr.remove_on_exec = 1;
    attr.sigtrap = 1;
    attr.sig_data = 0x12345678;
    attr.exclude_kernel = 1;
    attr.exclude_hv = 1;
    return (int)syscall(__NR_perf_event_open, &attr, 0, -1, -1, 0);
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_NODEFER};
    int event = open_event();

    if (event < 0) {
        puts("no breakpoints here");
        return 0;
    }
    sigaction(SIGTRAP, &action, NULL);
    watched = 1;
    printf("off: %d\n", count);
    ioctl(event, PERF_EVENT_IOC_ENABLE, 0);
    for (int i = 0; i < 1000; i++)
        watched = i;
    getppid(); /* by then, at the latest, the last one has come */
    printf("written: %d, odd %d\n", count, bad);
    int sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += watched;
    getppid();
    printf("read: %d, odd %d, %d\n", count, bad, sum);
    ioctl(event, PERF_EVENT_IOC_DISABLE, 0);
    watched = 1;
    printf("off: %d\n", count);
    return 0;
}
