/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of netlink(7) for guests of the other byte order, by the rows of netlink.def: a header,
 * members, attributes, which can have attributes in them.
 *
 * In: messages as the guest wrote them, or as the kernel did.  Out: the same for the other.
 * Invariant: lengths come from outside; nothing beyond the buffer is looked at, and what does not
 * fit ends the walk.
 */
#include "syscalls/linux/netlink.h"

#include <linux/audit.h>
#include <linux/ethtool_netlink.h>
#include <linux/fib_rules.h>
#include <linux/fou.h>
#include <linux/gen_stats.h>
#include <linux/genetlink.h>
#include <linux/if_addr.h>
#include <linux/if_addrlabel.h>
#include <linux/if_link.h>
#include <linux/inet_diag.h>
#include <linux/mptcp.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/nexthop.h>
#include <linux/packet_diag.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/taskstats.h>
#include <linux/tcp_metrics.h>
#include <linux/unix_diag.h>
#include <linux/veth.h>
#include <linux/wireguard.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include "base/bytes.h"
#include "syscalls/linux/netlink_generic.h"
#include "syscalls/linux/sockdata.h"
#include "syscalls/members.h"

struct table;

struct attribute {
    uint16_t type;
    const char *members;        /* or NEXTHOPS */
    const struct table *nested; /* behind the members */
    uint16_t by;                /* the attribute whose string chooses ... */
    const struct choice *choice;
};

struct table {
    const struct attribute *rows;
    size_t count;
};

struct choice {
    const char *name; /* NULL: the end */
    const char *members;
    const struct table *nested;
};

struct way {
    bool big;       /* the order of what is read before it is turned round */
    int ways;       /* whose rows */
    unsigned depth; /* of attributes in attributes */
};

#define ANY      0xffff
#define NEXTHOPS "nexthops" /* of a route: lengths, members, attributes each */
#define W16      "wwwwwwwwwwwwwwww"
#define W64      W16 W16 W16 W16

#define AUDIT_RULE_MEMBERS W64 W64 W64 W64 "wwwwx"

/* Attributes of attributes: declared first, since they can be in each other. */
#define TABLE(name) static const struct table table_##name;
#include "syscalls/linux/netlink.def"

/* Where an attribute is nested by its own flag. */
static const struct table table_flagged = {0};

/* clang-format off */
#define TABLE(name)               static const struct attribute rows_##name[] = {
#define CHOICE(name)              static const struct choice choice_##name[] = {
#define END                       {0}};
#define A(type, members)          {type, members, NULL, 0, NULL},
#define N(type, table)            {type, "", &table_##table, 0, NULL},
#define H(type, members, table)   {type, members, &table_##table, 0, NULL},
#define K(type, by, choice)       {type, "", NULL, by, choice_##choice},
#define C(string, members, table) {string, members, &table_##table},
/* clang-format on */
#include "syscalls/linux/netlink.def"

#define TABLE(name)                                                                                \
    static const struct table table_##name = {rows_##name,                                         \
                                              sizeof(rows_##name) / sizeof(*rows_##name) - 1};
#include "syscalls/linux/netlink.def"

enum { TO_KERNEL = 1, FROM_KERNEL, BOTH };

static const struct message {
    int protocol, first, last, family, ways;
    const char *members;
    const struct table *table;
} messages[] = {
#define MESSAGE(protocol, first, last, family, ways, members, name)                                \
    {protocol, first, last, family, ways, members, &table_##name},
#include "syscalls/linux/netlink.def"
};

static const struct generic {
    const char *family;
    int first, last, ways;
    struct message message;
} generics[] = {
#define GENERIC(family, first, last, ways, name)                                                   \
    {family, first, last, ways, {NETLINK_GENERIC, 0, 0, -1, ways, "bbh", &table_##name}},
#include "syscalls/linux/netlink.def"
};

/* ---- attributes ---- */

static uint16_t read16(const struct way *way, const void *at)
{
    return load_u16(at, way->big);
}

static uint32_t read32(const struct way *way, const void *at)
{
    return load_u32(at, way->big);
}

/* The length of the attribute at `at`, or 0: there is none. */
static size_t attribute_at(const struct way *way, const uint8_t *at, size_t size, unsigned *type)
{
    size_t length = size < NLA_HDRLEN ? 0 : read16(way, at);

    if (length < NLA_HDRLEN || length > size)
        return 0;
    *type = read16(way, at + 2);
    return length;
}

static size_t next(size_t length, size_t size)
{
    size_t step = NLA_ALIGN(length);

    return step < size ? step : size;
}

/* Whose name is the string of an attribute; looked for before anything is turned round. */
static const struct choice *choose(const struct way *way, const uint8_t *at, size_t size,
                                   const struct attribute *row)
{
    unsigned type;
    size_t length;

    for (; (length = attribute_at(way, at, size, &type));
         at += next(length, size), size -= next(length, size)) {
        if ((type & NLA_TYPE_MASK) != row->by)
            continue;
        for (const struct choice *c = row->choice; c->name; c++)
            if (!strncmp((const char *)at + NLA_HDRLEN, c->name, length - NLA_HDRLEN) &&
                strlen(c->name) <= length - NLA_HDRLEN)
                return c;
    }
    return NULL;
}

static const struct attribute *row_of(const struct table *table, unsigned type)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].type == type || table->rows[i].type == ANY)
            return &table->rows[i];
    return NULL;
}

static void swap_attributes(const struct way *way, uint8_t *at, size_t size,
                            const struct table *table);

static void swap_with_members(const struct way *way, uint8_t *at, size_t size, const char *members,
                              const struct table *nested)
{
    size_t head = NLA_ALIGN(members_size(members));

    members_swap(at, size, members);
    if (nested && head < size)
        swap_attributes(way, at + head, size - head, nested);
}

/* struct rtnexthop: a length, flags, hops, an interface; then attributes of a route. */
static void swap_nexthops(const struct way *way, uint8_t *at, size_t size)
{
    while (size >= sizeof(struct rtnexthop)) {
        size_t length = read16(way, at);

        if (length < sizeof(struct rtnexthop) || length > size)
            return;
        swap_with_members(way, at, length, "hbbw", &table_route);
        at += next(length, size);
        size -= next(length, size);
    }
}

/* Rows that choose are the first ones of their table. */
enum { DEEPEST = 16, CHOOSING = 2 };

static void swap_attributes(const struct way *way, uint8_t *at, size_t size,
                            const struct table *table)
{
    const struct way inner = {way->big, way->ways, way->depth + 1};
    const struct choice *chosen[CHOOSING] = {0};
    unsigned type;
    size_t length;

    if (way->depth == DEEPEST)
        return;
    for (size_t i = 0; i < table->count && i < CHOOSING; i++)
        if (table->rows[i].choice)
            chosen[i] = choose(way, at, size, &table->rows[i]);
    for (; (length = attribute_at(way, at, size, &type));
         at += next(length, size), size -= next(length, size)) {
        const struct attribute *row = row_of(table, type & NLA_TYPE_MASK);
        uint8_t *value = at + NLA_HDRLEN;
        size_t room = length - NLA_HDRLEN;

        members_swap(at, NLA_HDRLEN, "hh");
        if (table == &table_flagged && (type & NLA_F_NESTED)) {
            swap_attributes(&inner, value, room, table);
        } else if (row && row->choice) {
            const struct choice *c = chosen[row - table->rows];

            if (c)
                swap_with_members(&inner, value, room, c->members, c->nested);
        } else if (row && !strcmp(row->members, NEXTHOPS)) {
            swap_nexthops(&inner, value, room);
        } else if (row) {
            swap_with_members(&inner, value, room, row->members, row->nested);
        }
    }
}

/* ---- messages ---- */

static const struct message *message_of(int protocol, int type, int family, int ways)
{
    for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++) {
        const struct message *m = &messages[i];

        if (m->protocol == protocol && m->first <= type && type <= m->last &&
            (m->family < 0 || m->family == family) && (m->ways & ways))
            return m;
    }
    return NULL;
}

/* Of a command of a family whose number is the messages' type. */
static const struct message *generic_of(int type, int command, int ways)
{
    char name[GENL_NAMSIZ];

    if (type == GENL_ID_CTRL || !netlink_generic_name(type, name))
        return NULL;
    for (size_t i = 0; i < sizeof(generics) / sizeof(*generics); i++) {
        const struct generic *g = &generics[i];

        if (!strcmp(g->family, name) && g->first <= command && command <= g->last &&
            (g->ways & ways))
            return &g->message;
    }
    return NULL;
}

static bool swap_message(const struct way *way, uint8_t *at, size_t size, int protocol);

/* What an answer says of an error (NLMSGERR_ATTR_). */
static const struct attribute error_rows[] = {
    {NLMSGERR_ATTR_OFFS, "w", NULL, 0, NULL},
    {NLMSGERR_ATTR_POLICY, "", &table_genl_type, 0, NULL},
    {5, "w", NULL, 0, NULL}, /* NLMSGERR_ATTR_MISS_TYPE */
    {6, "w", NULL, 0, NULL}, /* NLMSGERR_ATTR_MISS_NEST */
};
static const struct table error_table = {error_rows, sizeof(error_rows) / sizeof(*error_rows)};

/* struct nlmsgerr: the error, the request or its header, attributes. */
static void swap_error(const struct way *way, uint8_t *at, size_t size, unsigned flags,
                       int protocol)
{
    const struct way of_request = {way->big, TO_KERNEL, 0};
    size_t request = NLMSG_HDRLEN;

    members_swap(at, size, "w");
    if (size < 4 + NLMSG_HDRLEN)
        return;
    at += 4, size -= 4;
    if (!(flags & NLM_F_CAPPED)) {
        size_t length = read32(way, at);

        request = length >= NLMSG_HDRLEN && length <= size ? length : size;
    }
    swap_message(&of_request, at, request, protocol);
    request = next(request, size);
    if (flags & NLM_F_ACK_TLVS)
        swap_attributes(way, at + request, size - request, &error_table);
}

/* One message of `size` bytes, with its header. */
static bool swap_message(const struct way *way, uint8_t *at, size_t size, int protocol)
{
    unsigned type = read16(way, at + 4), flags = read16(way, at + 6);
    uint8_t *body = at + NLMSG_HDRLEN;
    const struct message *m;

    members_swap(at, NLMSG_HDRLEN, "whhww");
    size -= NLMSG_HDRLEN;
    if (type < NLMSG_MIN_TYPE && protocol != NETLINK_CONNECTOR) {
        if (type == NLMSG_ERROR) {
            swap_error(way, body, size, flags, protocol);
        } else if (type == NLMSG_DONE) {
            members_swap(body, size, "w");
            if (size > 4 && (flags & NLM_F_ACK_TLVS))
                swap_attributes(way, body + 4, size - 4, &error_table);
        }
        return true;
    }
    if (!size)
        return true;
    m = message_of(protocol, (int)type, body[0], way->ways);
    if (!m && protocol == NETLINK_GENERIC)
        m = generic_of((int)type, body[0], way->ways);
    if (m)
        swap_with_members(way, body, size, m->members, m->table == &table_none ? NULL : m->table);
    return m;
}

bool netlink_swap(void *data, size_t size, int protocol, bool to_kernel)
{
    const struct way way = {to_kernel, to_kernel ? TO_KERNEL : FROM_KERNEL, 0};
    uint8_t *at = data;
    bool known = true;

    while (size >= NLMSG_HDRLEN) {
        size_t length = read32(&way, at);

        if (length < NLMSG_HDRLEN || length > size)
            break;
        if (!swap_message(&way, at, length, protocol))
            known = false;
        at += next(length, size);
        size -= next(length, size);
    }
    return known;
}
