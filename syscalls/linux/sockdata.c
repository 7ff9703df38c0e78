/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Socket addresses, options and control messages of guests of the other byte order, by the rows of
 * sockdata.def.
 *
 * In: bytes of the guest, or of the host, in host memory.  Out: the same for the other side.
 */
#include "syscalls/linux/sockdata.h"

#include <linux/can.h>
#include <linux/can/raw.h>
#include <linux/icmpv6.h>
#include <linux/if_alg.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/tcp.h>
#include <linux/tls.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include "syscalls/members.h"

/* Newer than some headers. */
#ifndef SCM_SECURITY
enum { SCM_SECURITY = 3 };
#endif
#ifndef IPV6_FLOWINFO
enum { IPV6_FLOWINFO = 11 };
#endif
#ifndef SOL_CAN_RAW
enum { SOL_CAN_RAW = SOL_CAN_BASE + CAN_RAW };
#endif

struct row {
    int level, name;
    const char *members;
};

static const struct row addresses[] = {
#define ADDRESS(family, members) {0, family, members},
#define OPTION(level, name, members)
#define CONTROL(level, name, members)
#include "syscalls/linux/sockdata.def"
#undef ADDRESS
#undef OPTION
};

static const struct row options[] = {
#define ADDRESS(family, members)
#define OPTION(level, name, members) {level, name, members},
#include "syscalls/linux/sockdata.def"
#undef OPTION
#undef CONTROL
};

static const struct row controls[] = {
#define OPTION(level, name, members)
#define CONTROL(level, name, members) {level, name, members},
#include "syscalls/linux/sockdata.def"
#undef ADDRESS
#undef OPTION
#undef CONTROL
};

static const char *find(const struct row *rows, size_t count, int level, int name)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].level == level && rows[i].name == name)
            return rows[i].members;
    return NULL;
}

/* Of a value without a row. */
static const char *number(size_t size)
{
    return size == 2 ? "h" : size == 4 ? "w" : size == 8 ? "d" : "x";
}

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

void sockdata_swap_address(void *address, size_t size, unsigned family)
{
    const char *members = find(addresses, COUNT(addresses), 0, (int)family);

    members_swap(address, size, "h");
    if (members && size > 2)
        members_swap((char *)address + 2, size - 2, members);
}

void sockdata_swap_option(void *value, size_t size, int level, int option)
{
    const char *members = find(options, COUNT(options), level, option);

    members_swap(value, size, members ? members : number(size));
}

void sockdata_swap_control(void *data, size_t size, int level, int type)
{
    const char *members = find(controls, COUNT(controls), level, type);

    members_swap(data, size, members ? members : number(size));
}
