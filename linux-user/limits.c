/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RLIMIT_AS and RLIMIT_DATA of the guest (see limits.h).  Rules: setrlimit(2), the kernel's
 * may_expand_vm.
 */
#include "linux-user/limits.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux-user/space_map.h"
#include "linux-user/task.h"

static struct lx_limit *limit_of(int resource)
{
    return resource == RLIMIT_AS ? &lx_process.limits.as : &lx_process.limits.data;
}

bool lx_limits_own(int resource)
{
    return resource == RLIMIT_AS || resource == RLIMIT_DATA;
}

/* The host's value becomes the guest's; the launcher takes what it may. */
static void take_over(int resource)
{
    struct lx_limit *l = limit_of(resource);
    struct rlimit host;

    *l = (struct lx_limit){RLIM_INFINITY, RLIM_INFINITY};
    if (getrlimit(resource, &host))
        return;
    *l = (struct lx_limit){host.rlim_cur, host.rlim_max};
    host.rlim_cur = host.rlim_max;
    if (l->soft != l->hard)
        setrlimit(resource, &host);
}

void lx_limits_init(const char *saved)
{
    struct lx_limits *l = &lx_process.limits;

    take_over(RLIMIT_AS);
    take_over(RLIMIT_DATA);
    if (saved)
        sscanf(saved, "%" SCNu64 ",%" SCNu64 ",%" SCNu64 ",%" SCNu64, &l->as.soft, &l->as.hard,
               &l->data.soft, &l->data.hard);
}

const char *lx_limits_save(char *text, size_t size)
{
    const struct lx_limits *l = &lx_process.limits;

    if (l->as.soft == RLIM_INFINITY && l->data.soft == RLIM_INFINITY &&
        l->as.hard == RLIM_INFINITY && l->data.hard == RLIM_INFINITY)
        return NULL;
    snprintf(text, size, "%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64, l->as.soft, l->as.hard,
             l->data.soft, l->data.hard);
    return text;
}

void lx_limits_to_host(bool native)
{
    static const int resources[] = {RLIMIT_AS, RLIMIT_DATA};

    for (int i = 0; i < 2; i++) {
        const struct lx_limit *l = limit_of(resources[i]);
        struct rlimit host;

        if (getrlimit(resources[i], &host))
            continue;
        host.rlim_cur = native && l->soft < host.rlim_max ? l->soft : host.rlim_max;
        setrlimit(resources[i], &host);
    }
}

static bool may_raise(void)
{
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct cap[2] = {0};

    return lx_rawcall(SYS_capget, (long)&head, (long)cap, 0, 0, 0, 0) == 0 &&
           (cap[0].effective & 1u << CAP_SYS_RESOURCE);
}

long lx_limits_change(int resource, const struct rlimit *value, struct rlimit *old)
{
    struct lx_limit *l = limit_of(resource);

    if (old)
        *old = (struct rlimit){l->soft, l->hard};
    if (!value)
        return 0;
    if (value->rlim_cur > value->rlim_max)
        return -EINVAL;
    if (value->rlim_max > l->hard && !may_raise())
        return -EPERM;
    *l = (struct lx_limit){value->rlim_cur, value->rlim_max};
    return 0;
}

static uint64_t mapped(const struct space *s, bool data)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < s->count; i++) {
        const struct space_region *r = &s->region[i];

        if (r->kind == SPACE_RESERVED)
            continue;
        if (!data || ((r->prot & PROT_WRITE) && !r->shared && !r->growsdown))
            sum += r->end - r->start;
    }
    return sum;
}

static bool fits(const struct space *s, uint64_t more, uint64_t limit, bool data)
{
    uint64_t now;

    if (limit == RLIM_INFINITY)
        return true;
    now = mapped(s, data);
    return more <= limit && now <= limit - more;
}

bool lx_limits_allow(const struct space *s, uint64_t more, bool data)
{
    return fits(s, more, lx_process.limits.as.soft, false) &&
           (!data || fits(s, more, lx_process.limits.data.soft, true));
}
