/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scheduling. */
#include <sched.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include "call.h"

static struct sched_param param;
static struct timespec interval;
static unsigned long set[128 / sizeof(long)];
static struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t low, high;
} attr;

int main(void)
{
    CALL(sched_yield);
    CALL(sched_getscheduler, 0);
    CALL(sched_getscheduler, -1);
    CALL(sched_getscheduler, 1 << 29);
    CALL(sched_getparam, 0, &param);
    CALL(sched_getparam, 0, 0);
    CALL(sched_getparam, 0, BAD);
    CALL(sched_getparam, 1 << 29, &param);
    CALL(sched_setparam, 0, &param);
    CALL(sched_setparam, 0, 0);
    CALL(sched_setparam, 0, BAD);
    param.sched_priority = 5;
    CALL(sched_setparam, 0, &param);
    CALL(sched_setscheduler, 0, SCHED_OTHER, &param);
    CALL(sched_setscheduler, 0, 99, &param);
    CALL(sched_setscheduler, 0, SCHED_OTHER, BAD);
    CALL(sched_setscheduler, 1 << 29, SCHED_FIFO, &param);
    param.sched_priority = 0;
    CALL(sched_setscheduler, 0, SCHED_BATCH, &param);
    CALL(sched_getscheduler, 0);
    CALL(sched_get_priority_max, SCHED_FIFO);
    CALL(sched_get_priority_max, 99);
    CALL(sched_get_priority_min, SCHED_RR);
    CALL(sched_get_priority_min, 99);
    SOME(sched_rr_get_interval, 0, &interval);
    CALL(sched_rr_get_interval, -1, &interval);
    CALL(sched_rr_get_interval, 0, BAD);
    CALL(sched_rr_get_interval, 1 << 29, &interval);
    tell("set", CALL_RAW(sched_getaffinity, 0, 128, set) > 0);
    tell("one", set[0] & 1);
    CALL(sched_getaffinity, 0, 3, set);
    CALL(sched_getaffinity, 0, 128, BAD);
    CALL(sched_getaffinity, 1 << 29, 128, set);
    CALL(sched_setaffinity, 0, 128, set);
    CALL(sched_setaffinity, 0, 128, BAD);
    CALL(sched_setaffinity, 1 << 29, 128, set);
    set[0] = 0;
    CALL(sched_setaffinity, 0, 8, set);
    CALL(sched_getattr, 0, &attr, sizeof(attr), 0);
    tell("size", attr.size);
    tell("policy", attr.policy);
    CALL(sched_getattr, 0, &attr, 4, 0);
    CALL(sched_getattr, 0, BAD, sizeof(attr), 0);
    CALL(sched_getattr, 0, &attr, sizeof(attr), 1);
    CALL(sched_getattr, 1 << 29, &attr, sizeof(attr), 0);
    attr.policy = SCHED_OTHER;
    attr.nice = 3;
    CALL(sched_setattr, 0, &attr, 0);
    CALL(getpriority, PRIO_PROCESS, 0);
    CALL(sched_setattr, 0, BAD, 0);
    CALL(sched_setattr, 0, &attr, 1);
    attr.policy = 99;
    CALL(sched_setattr, 0, &attr, 0);
    attr.size = 3;
    CALL(sched_setattr, 0, &attr, 0);
    CALL(setpriority, PRIO_PROCESS, 0, 7);
    CALL(getpriority, PRIO_PROCESS, 0);
    CALL(setpriority, 9, 0, 7);
    CALL(setpriority, PRIO_PROCESS, 1 << 29, 7);
    CALL(getpriority, 9, 0);
    CALL(getpriority, PRIO_PROCESS, 1 << 29);
    CALL(ioprio_set, 1, 0, 2 << 13 | 5);
    CALL(ioprio_get, 1, 0);
    CALL(ioprio_set, 1, 0, 7 << 13);
    CALL(ioprio_set, 9, 0, 2 << 13);
    CALL(ioprio_set, 1, 1 << 29, 2 << 13);
    CALL(ioprio_get, 9, 0);
    CALL(ioprio_get, 1, 1 << 29);
    return 0;
}
