/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Socket options, control messages and socket addresses: a program for any byte order, with
 * bare_libc.c or a C library.  Out: lines that are the same on every processor.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool_netlink.h>
#include <linux/filter.h>
#include <linux/genetlink.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/mptcp.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/taskstats.h>
#include <linux/tcp_metrics.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "raw_call.h"

#define CALL(name, a, b, c, d, e, f)                                                               \
    kernel(SYS_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

static uint16_t network16(unsigned v)
{
    uint8_t b[2] = {v >> 8, v};
    uint16_t r;

    memcpy(&r, b, 2);
    return r;
}

static uint32_t network32(uint32_t v)
{
    uint8_t b[4] = {v >> 24, v >> 16, v >> 8, v};
    uint32_t r;

    memcpy(&r, b, 4);
    return r;
}

static long get(int fd, int level, int option, void *value, unsigned size)
{
    long r = CALL(getsockopt, fd, level, option, value, &size, 0);

    return r < 0 ? r : (long)size;
}

static long set(int fd, int level, int option, const void *value, unsigned size)
{
    return CALL(setsockopt, fd, level, option, value, size, 0);
}

static int get_int(int fd, int level, int option)
{
    int value = -77;
    long r = get(fd, level, option, &value, sizeof(value));

    return r == sizeof(value) ? value : -1000 + (int)r;
}

static void options(void)
{
    int fd = CALL(socket, AF_INET, SOCK_STREAM, 0, 0, 0, 0), one = 1, size = 20000, pair[2];
    struct {
        int on, seconds;
    } linger = {1, 7};
    struct {
        int pid;
        unsigned uid, gid;
    } cred;
    struct tcp_info info;
    struct sock_filter filter[1] = {{BPF_RET | BPF_K, 0, 0, 0x1234}};
    struct sock_fprog program = {1, filter};
    char name[16] = "";

    printf("type %d domain %d protocol %d error %d\n", get_int(fd, SOL_SOCKET, SO_TYPE),
           get_int(fd, SOL_SOCKET, SO_DOMAIN), get_int(fd, SOL_SOCKET, SO_PROTOCOL),
           get_int(fd, SOL_SOCKET, SO_ERROR));
    printf("reuse %ld", set(fd, SOL_SOCKET, SO_REUSEADDR, &one, 4));
    printf(" %d\n", get_int(fd, SOL_SOCKET, SO_REUSEADDR));
    printf("buffer %ld", set(fd, SOL_SOCKET, SO_RCVBUF, &size, 4));
    printf(" %d\n", get_int(fd, SOL_SOCKET, SO_RCVBUF));
    printf("linger %ld", set(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)));
    linger.on = linger.seconds = 0;
    printf(" %ld", get(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)));
    printf(" %d %d\n", linger.on, linger.seconds);
    printf("info %d", get(fd, IPPROTO_TCP, TCP_INFO, &info, sizeof(info)) >= 104);
    printf(" %u %u\n", info.tcpi_state, info.tcpi_snd_cwnd);
    printf("short %ld", get(fd, SOL_SOCKET, SO_LINGER, &linger, 4));
    printf(" bad %ld %ld\n", get(fd, SOL_SOCKET, SO_TYPE, (void *)8, 4),
           set(fd, SOL_SOCKET, SO_REUSEADDR, (void *)8, 4));
    printf("filter %ld", set(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)));
    memset(filter, 0, sizeof(filter));
    printf(" %ld", get(fd, SOL_SOCKET, SO_GET_FILTER, filter, 1));
    printf(" %x %x\n", filter[0].code, filter[0].k);
    printf("congestion %ld ", set(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", 4));
    get(fd, IPPROTO_TCP, TCP_CONGESTION, name, sizeof(name));
    printf("%s\n", name);
    CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, pair, 0, 0);
    printf("cred %ld", get(pair[0], SOL_SOCKET, SO_PEERCRED, &cred, sizeof(cred)));
    printf(" %d\n", cred.pid == CALL(getpid, 0, 0, 0, 0, 0, 0));
    CALL(close, fd, 0, 0, 0, 0, 0);
}

static union {
    char bytes[256];
    struct cmsghdr head;
} control;

static void send_control(int fd, int level, int type, const void *data, size_t size)
{
    struct iovec v = {"x", 1};
    struct msghdr m = {.msg_iov = &v,
                       .msg_iovlen = 1,
                       .msg_control = &control,
                       .msg_controllen = CMSG_SPACE(size)};

    control.head.cmsg_len = CMSG_LEN(size);
    control.head.cmsg_level = level;
    control.head.cmsg_type = type;
    memcpy(CMSG_DATA(&control.head), data, size);
    printf("send %ld\n", CALL(sendmsg, fd, &m, 0, 0, 0, 0));
}

/* The data of the control message of this kind that comes, or NULL. */
static void *receive_control(int fd, int level, int type, struct sockaddr_in6 *from)
{
    char byte;
    struct iovec v = {&byte, 1};
    struct msghdr m = {.msg_name = from,
                       .msg_namelen = from ? sizeof(*from) : 0,
                       .msg_iov = &v,
                       .msg_iovlen = 1,
                       .msg_control = &control,
                       .msg_controllen = sizeof(control)};

    printf("receive %ld\n", CALL(recvmsg, fd, &m, 0, 0, 0, 0));
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
        if (c->cmsg_level == level && c->cmsg_type == type)
            return CMSG_DATA(c);
    return NULL;
}

static void descriptors(void)
{
    int pair[2], pipe[2], sent[2], got[2] = {-1, -1}, one = 1;
    struct {
        int pid;
        unsigned uid, gid;
    } cred;
    char text[4] = "";
    void *data;

    CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, pair, 0, 0);
    CALL(pipe2, pipe, 0, 0, 0, 0, 0);
    sent[0] = pipe[0], sent[1] = pipe[1];
    send_control(pair[0], SOL_SOCKET, SCM_RIGHTS, sent, sizeof(sent));
    data = receive_control(pair[1], SOL_SOCKET, SCM_RIGHTS, NULL);
    if (data)
        memcpy(got, data, sizeof(got));
    printf("new ones %d\n", got[0] > pipe[1] && got[1] > got[0] && got[1] < 64);
    CALL(write, got[1], "abc", 3, 0, 0, 0);
    printf("read %ld", CALL(read, pipe[0], text, 3, 0, 0, 0));
    printf(" %s\n", text);
    set(pair[1], SOL_SOCKET, SO_PASSCRED, &one, sizeof(one));
    cred.pid = CALL(getpid, 0, 0, 0, 0, 0, 0);
    cred.uid = CALL(getuid, 0, 0, 0, 0, 0, 0), cred.gid = CALL(getgid, 0, 0, 0, 0, 0, 0);
    send_control(pair[0], SOL_SOCKET, SCM_CREDENTIALS, &cred, sizeof(cred));
    data = receive_control(pair[1], SOL_SOCKET, SCM_CREDENTIALS, NULL);
    printf("credentials %d\n", data && !memcmp(data, &cred, sizeof(cred)));
}

static void packets(void)
{
    int one = 1, a = CALL(socket, AF_INET6, SOCK_DGRAM, 0, 0, 0, 0);
    int b = CALL(socket, AF_INET6, SOCK_DGRAM, 0, 0, 0, 0), limit = 9;
    struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_addr.s6_addr[15] = 1}, from;
    unsigned size = sizeof(at);
    struct in6_pktinfo info;
    struct in6_pktinfo *data;
    int *hops;

    printf("bind %ld\n", CALL(bind, a, &at, sizeof(at), 0, 0, 0));
    CALL(getsockname, a, &at, &size, 0, 0, 0);
    printf("name %d %u %d\n", at.sin6_family, size, at.sin6_port != 0);
    set(a, IPPROTO_IPV6, IPV6_RECVPKTINFO, &one, 4);
    set(a, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &one, 4);
    printf("connect %ld\n", CALL(connect, b, &at, sizeof(at), 0, 0, 0));
    send_control(b, IPPROTO_IPV6, IPV6_HOPLIMIT, &limit, sizeof(limit));
    data = receive_control(a, IPPROTO_IPV6, IPV6_PKTINFO, &from);
    if (data)
        memcpy(&info, data, sizeof(info));
    printf("from %d, to %d at %u\n", from.sin6_family, data && info.ipi6_addr.s6_addr[15],
           data ? info.ipi6_ifindex : 99);
    send_control(b, IPPROTO_IPV6, IPV6_HOPLIMIT, &limit, sizeof(limit));
    hops = receive_control(a, IPPROTO_IPV6, IPV6_HOPLIMIT, NULL);
    printf("hops %d\n", hops ? *hops : -1);
}

static void groups(void)
{
    struct {
        uint32_t interface;
        long padding[0];
        struct sockaddr_storage group;
    } join = {1};
    int fd = CALL(socket, AF_INET, SOCK_DGRAM, 0, 0, 0, 0);
    struct ip_mreqn old = {.imr_multiaddr.s_addr = network32(0xef010203), .imr_ifindex = 1};
    struct sockaddr_in *in = (struct sockaddr_in *)&join.group;

    printf("join %ld", set(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &old, sizeof(old)));
    printf(" %ld\n", set(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &old, sizeof(old)));
    in->sin_family = AF_INET;
    in->sin_port = network16(0);
    in->sin_addr.s_addr = old.imr_multiaddr.s_addr;
    printf("leave %ld", set(fd, IPPROTO_IP, MCAST_LEAVE_GROUP, &join, sizeof(join)));
    printf(" %ld\n", set(fd, IPPROTO_IP, MCAST_LEAVE_GROUP, &join, sizeof(join)));
}

/* ---- netlink ---- */

static _Alignas(8) char buffer[65536];

static struct rtattr *attribute(void *at, long size, int type)
{
    for (struct rtattr *a = at; RTA_OK(a, size); a = RTA_NEXT(a, size))
        if ((a->rta_type & NLA_TYPE_MASK) == type)
            return a;
    return NULL;
}

static unsigned word_of(struct rtattr *a)
{
    unsigned v = 0;

    if (a && RTA_PAYLOAD(a) >= 4)
        memcpy(&v, RTA_DATA(a), 4);
    return v;
}

static void *nested(struct rtattr *a, long *size)
{
    *size = a ? RTA_PAYLOAD(a) : 0;
    return a ? RTA_DATA(a) : NULL;
}

static void add(struct nlmsghdr *h, int type, const void *data, size_t size)
{
    struct rtattr *a = (struct rtattr *)((char *)h + NLMSG_ALIGN(h->nlmsg_len));

    a->rta_type = type;
    a->rta_len = RTA_LENGTH(size);
    memcpy(RTA_DATA(a), data, size);
    h->nlmsg_len = NLMSG_ALIGN(h->nlmsg_len) + RTA_ALIGN(a->rta_len);
}

static struct nlmsghdr *request(int type, int flags, size_t body)
{
    struct nlmsghdr *h = (struct nlmsghdr *)buffer;

    memset(buffer, 0, 1024);
    h->nlmsg_len = NLMSG_LENGTH(body);
    h->nlmsg_type = type;
    h->nlmsg_flags = NLM_F_REQUEST | flags;
    h->nlmsg_seq = 0x1234;
    return h;
}

/* By sendto, by sendmsg in two pieces, or by writev in one. */
static void ask(int fd, struct nlmsghdr *h, int pieces)
{
    struct sockaddr_nl to = {.nl_family = AF_NETLINK};
    struct iovec v[2] = {{h, 10}, {(char *)h + 10, h->nlmsg_len - 10}}, whole = {h, h->nlmsg_len};
    struct msghdr m = {.msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = v, .msg_iovlen = 2};
    long n = pieces == 2 ? CALL(writev, fd, &whole, 1, 0, 0, 0)
             : pieces    ? CALL(sendmsg, fd, &m, 0, 0, 0, 0)
                         : CALL(sendto, fd, h, h->nlmsg_len, 0, &to, sizeof(to));

    if (n != (long)h->nlmsg_len)
        printf("sent %ld\n", n);
}

static int reads;

/* Calls see() with each message of the answer; the error at its end. */
static int answer(int fd, void (*see)(struct nlmsghdr *))
{
    for (;;) {
        long n = reads ? CALL(read, fd, buffer, sizeof(buffer), 0, 0, 0)
                       : CALL(recvfrom, fd, buffer, sizeof(buffer), 0, 0, 0);

        if (n < 0)
            return (int)n;
        for (struct nlmsghdr *h = (void *)buffer; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
            if (h->nlmsg_seq != 0x1234)
                printf("sequence %x\n", h->nlmsg_seq);
            if (h->nlmsg_type == NLMSG_DONE)
                return 0;
            if (h->nlmsg_type == NLMSG_ERROR) {
                struct nlmsgerr *e = NLMSG_DATA(h);

                if (e->msg.nlmsg_seq != 0x1234)
                    printf("request %x\n", e->msg.nlmsg_seq);
                return e->error;
            }
            see(h);
        }
    }
}

static void see_link(struct nlmsghdr *h)
{
    struct ifinfomsg *i = NLMSG_DATA(h);
    long size = h->nlmsg_len - NLMSG_LENGTH(sizeof(*i)), inner;
    void *at = (char *)i + NLMSG_ALIGN(sizeof(*i)), *part;
    struct rtattr *name = attribute(at, size, IFLA_IFNAME), *stats;

    if (!name)
        return;
    stats = attribute(at, size, IFLA_STATS64);
    printf("link %s: %d type %u flags %x mtu %u queue %u master %d stats %u\n",
           (char *)RTA_DATA(name), i->ifi_index, i->ifi_type, i->ifi_flags & 0xffff,
           word_of(attribute(at, size, IFLA_MTU)), word_of(attribute(at, size, IFLA_TXQLEN)),
           word_of(attribute(at, size, IFLA_MASTER)), stats ? (unsigned)RTA_PAYLOAD(stats) : 0);
    part = nested(attribute(at, size, IFLA_AF_SPEC), &inner);
    part = nested(attribute(part, inner, AF_INET6), &inner);
    printf(" inet6 flags %x", word_of(attribute(part, inner, IFLA_INET6_FLAGS)));
    part = nested(attribute(at, size, IFLA_LINKINFO), &inner);
    name = attribute(part, inner, IFLA_INFO_KIND);
    printf(" kind %s", name ? (char *)RTA_DATA(name) : "none");
    part = nested(attribute(part, inner, IFLA_INFO_DATA), &inner);
    if (part && !memcmp(RTA_DATA(name), "bridge", 7)) {
        struct rtattr *priority = attribute(part, inner, IFLA_BR_PRIORITY);

        printf(" ageing %u", word_of(attribute(part, inner, IFLA_BR_AGEING_TIME)));
        printf(" priority %u", *(unsigned short *)RTA_DATA(priority));
    }
    printf("\n");
}

static void see_address(struct nlmsghdr *h)
{
    struct ifaddrmsg *i = NLMSG_DATA(h);
    long size = h->nlmsg_len - NLMSG_LENGTH(sizeof(*i));
    void *at = (char *)i + NLMSG_ALIGN(sizeof(*i));
    struct rtattr *a = attribute(at, size, IFA_ADDRESS);

    printf("address %d/%d at %u: %u bytes, flags %x\n", i->ifa_family, i->ifa_prefixlen,
           i->ifa_index, a ? (unsigned)RTA_PAYLOAD(a) : 0, word_of(attribute(at, size, IFA_FLAGS)));
}

static void see_route(struct nlmsghdr *h)
{
    struct rtmsg *i = NLMSG_DATA(h);
    long size = h->nlmsg_len - NLMSG_LENGTH(sizeof(*i));
    void *at = (char *)i + NLMSG_ALIGN(sizeof(*i));

    printf("route %d/%d table %u type %d out %u\n", i->rtm_family, i->rtm_dst_len,
           word_of(attribute(at, size, RTA_TABLE)), i->rtm_type,
           word_of(attribute(at, size, RTA_OIF)));
}

static void see_family(struct nlmsghdr *h)
{
    struct genlmsghdr *i = NLMSG_DATA(h);
    long size = h->nlmsg_len - NLMSG_LENGTH(sizeof(*i)), inner;
    void *at = (char *)i + NLMSG_ALIGN(sizeof(*i)), *part;
    struct rtattr *a = attribute(at, size, CTRL_ATTR_FAMILY_NAME);

    printf("family %s", a ? (char *)RTA_DATA(a) : "none");
    a = attribute(at, size, CTRL_ATTR_FAMILY_ID);
    printf(" %u", a ? *(unsigned short *)RTA_DATA(a) : 0);
    part = nested(attribute(at, size, CTRL_ATTR_OPS), &inner);
    part = nested(attribute(part, inner, 1), &inner);
    printf(" first operation %u\n", word_of(attribute(part, inner, CTRL_ATTR_OP_ID)));
}

/* ---- families of generic netlink ---- */

static int family_id;

static void see_id(struct nlmsghdr *h)
{
    struct rtattr *a = attribute((char *)NLMSG_DATA(h) + GENL_HDRLEN,
                                 h->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN), CTRL_ATTR_FAMILY_ID);

    family_id = a ? *(unsigned short *)RTA_DATA(a) : 0;
}

/* A request to a family that the kernel has; else NULL. */
static struct nlmsghdr *generic(int fd, const char *family, int command, int flags)
{
    struct nlmsghdr *h = request(GENL_ID_CTRL, NLM_F_ACK, GENL_HDRLEN);

    family_id = 0;
    ((struct genlmsghdr *)NLMSG_DATA(h))->cmd = CTRL_CMD_GETFAMILY;
    add(h, CTRL_ATTR_FAMILY_NAME, family, strlen(family) + 1);
    ask(fd, h, 0);
    answer(fd, see_id);
    printf("%s %d\n", family, family_id != 0);
    h = request(family_id, NLM_F_ACK | flags, GENL_HDRLEN);
    ((struct genlmsghdr *)NLMSG_DATA(h))->cmd = command;
    ((struct genlmsghdr *)NLMSG_DATA(h))->version = 1;
    return family_id ? h : NULL;
}

/* The attribute of an answer. */
static struct rtattr *of_answer(struct nlmsghdr *h, int type)
{
    return attribute((char *)NLMSG_DATA(h) + GENL_HDRLEN, h->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN),
                     type);
}

static void see_task(struct nlmsghdr *h)
{
    long size;
    void *part = nested(of_answer(h, TASKSTATS_TYPE_AGGR_PID), &size);
    struct rtattr *a = attribute(part, size, TASKSTATS_TYPE_STATS);
    struct taskstats *t = a ? RTA_DATA(a) : NULL;
    int pid = CALL(getpid, 0, 0, 0, 0, 0, 0);

    printf("task %d", word_of(attribute(part, size, TASKSTATS_TYPE_PID)) == pid);
    if (t)
        printf(" version %d uid %u faults %d started %d",
               t->version > 8 && t->version<100, t->ac_uid, t->ac_minflt> 0 &&
                   t->ac_minflt<100000, t->ac_btime> 1000000000);
    printf("\n");
}

static void see_bits(struct nlmsghdr *h)
{
    long size;
    void *part = nested(of_answer(h, ETHTOOL_A_FEATURES_ACTIVE), &size);
    struct rtattr *a = attribute(part, size, ETHTOOL_A_BITSET_VALUE);

    printf("features %u of %u bytes", word_of(attribute(part, size, ETHTOOL_A_BITSET_SIZE)),
           a ? (unsigned)RTA_PAYLOAD(a) : 0);
    for (int i = 0; a && i < RTA_PAYLOAD(a) / 4; i++)
        printf(" %x", ((unsigned *)RTA_DATA(a))[i]);
    part = nested(of_answer(h, ETHTOOL_A_FEATURES_HEADER), &size);
    printf(" of %u\n", word_of(attribute(part, size, ETHTOOL_A_HEADER_DEV_INDEX)));
}

static void see_strings(struct nlmsghdr *h)
{
    long size;
    void *part = nested(of_answer(h, ETHTOOL_A_STRSET_STRINGSETS), &size);

    part = nested(attribute(part, size, ETHTOOL_A_STRINGSETS_STRINGSET), &size);
    printf("set %u has %d\n", word_of(attribute(part, size, ETHTOOL_A_STRINGSET_ID)),
           word_of(attribute(part, size, ETHTOOL_A_STRINGSET_COUNT)));
}

static void see_limits(struct nlmsghdr *h)
{
    printf("limits %u %u\n", word_of(of_answer(h, MPTCP_PM_ATTR_RCV_ADD_ADDRS)),
           word_of(of_answer(h, MPTCP_PM_ATTR_SUBFLOWS)));
}

static void see_metrics(struct nlmsghdr *h)
{
    printf("metrics\n");
}

static void families(int fd)
{
    struct nlmsghdr *h = generic(fd, TASKSTATS_GENL_NAME, TASKSTATS_CMD_GET, 0);
    unsigned pid = CALL(getpid, 0, 0, 0, 0, 0, 0), values[2] = {3, 2};
    struct {
        struct rtattr head;
        unsigned value;
    } header[2] = {{{8, ETHTOOL_A_HEADER_DEV_INDEX}, 1},
                   {{8, ETHTOOL_A_HEADER_FLAGS}, ETHTOOL_FLAG_COMPACT_BITSETS}};
    struct {
        struct rtattr sets, set, id;
        unsigned value;
    } strings = {{16, NLA_F_NESTED | ETHTOOL_A_STRSET_STRINGSETS},
                 {12, NLA_F_NESTED | ETHTOOL_A_STRINGSETS_STRINGSET},
                 {8, ETHTOOL_A_STRINGSET_ID},
                 ETH_SS_FEATURES};

    if (h) {
        add(h, TASKSTATS_CMD_ATTR_PID, &pid, 4);
        ask(fd, h, 0);
        printf("taskstats %d\n", answer(fd, see_task));
    }
    h = generic(fd, ETHTOOL_GENL_NAME, ETHTOOL_MSG_FEATURES_GET, 0);
    if (h) {
        add(h, NLA_F_NESTED | ETHTOOL_A_FEATURES_HEADER, header, sizeof(header));
        ask(fd, h, 0);
        printf("features %d\n", answer(fd, see_bits));
        h = generic(fd, ETHTOOL_GENL_NAME, ETHTOOL_MSG_STRSET_GET, 0);
        add(h, NLA_F_NESTED | ETHTOOL_A_STRSET_HEADER, header, 8);
        add(h, NLA_F_NESTED | ETHTOOL_A_STRSET_STRINGSETS, &strings.set, sizeof(strings) - 4);
        ((struct genlmsghdr *)NLMSG_DATA(h))->version = 1;
        ask(fd, h, 0);
        printf("strings %d\n", answer(fd, see_strings));
    }
    h = generic(fd, MPTCP_PM_NAME, MPTCP_PM_CMD_SET_LIMITS, 0);
    if (h) {
        add(h, MPTCP_PM_ATTR_RCV_ADD_ADDRS, &values[0], 4);
        add(h, MPTCP_PM_ATTR_SUBFLOWS, &values[1], 4);
        ask(fd, h, 1);
        printf("set %d\n", answer(fd, see_limits));
        ask(fd, generic(fd, MPTCP_PM_NAME, MPTCP_PM_CMD_GET_LIMITS, 0), 0);
        printf("get %d\n", answer(fd, see_limits));
    }
    h = generic(fd, TCP_METRICS_GENL_NAME, TCP_METRICS_CMD_GET, NLM_F_DUMP);
    if (h) {
        ask(fd, h, 0);
        printf("metrics %d\n", answer(fd, see_metrics));
    }
}

static unsigned unix_inode;

/* From "socket:[NUMBER]". */
static unsigned inode(int fd)
{
    char path[32], text[32] = "";
    unsigned number = 0;

    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    CALL(readlinkat, AT_FDCWD, path, text, sizeof(text) - 1, 0, 0);
    for (const char *c = text; *c; c++)
        if (*c >= '0' && *c <= '9')
            number = number * 10 + *c - '0';
    return number;
}

static void see_unix(struct nlmsghdr *h)
{
    struct unix_diag_msg *i = NLMSG_DATA(h);
    long size = h->nlmsg_len - NLMSG_LENGTH(sizeof(*i));
    void *at = (char *)i + NLMSG_ALIGN(sizeof(*i));

    if (i->udiag_ino == unix_inode)
        printf("unix socket: type %d, peer %d, buffers %u\n", i->udiag_type,
               word_of(attribute(at, size, UNIX_DIAG_PEER)) != 0,
               (unsigned)RTA_PAYLOAD(attribute(at, size, UNIX_DIAG_MEMINFO)));
}

static void links(int fd)
{
    struct nlmsghdr *h;
    struct ifinfomsg *i;
    unsigned mtu = 1400, ageing = 12300;
    struct {
        struct rtattr kind;
        char name[8];
        struct rtattr data, ageing;
        unsigned value;
    } info = {{12, IFLA_INFO_KIND}, "bridge", {12, IFLA_INFO_DATA}, {8, IFLA_BR_AGEING_TIME}};

    info.value = ageing;
    h = request(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, sizeof(*i));
    add(h, IFLA_IFNAME, "bri", 4);
    add(h, IFLA_MTU, &mtu, 4);
    add(h, IFLA_LINKINFO, &info, sizeof(info));
    ask(fd, h, 0);
    printf("new %d\n", answer(fd, see_link));
    h = request(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, sizeof(*i));
    add(h, IFLA_IFNAME, "bri", 4);
    add(h, IFLA_LINKINFO, &info, sizeof(info));
    ask(fd, h, 1);
    printf("again %d\n", answer(fd, see_link));
    h = request(RTM_NEWLINK, NLM_F_ACK, sizeof(*i));
    i = NLMSG_DATA(h);
    i->ifi_index = 1;
    i->ifi_flags = i->ifi_change = 1; /* up */
    ask(fd, h, 0);
    printf("up %d\n", answer(fd, see_link));
    ask(fd, request(RTM_GETLINK, NLM_F_DUMP, sizeof(*i)), 0);
    printf("links %d\n", answer(fd, see_link));
    reads = 1;
    ask(fd, request(RTM_GETADDR, NLM_F_DUMP, sizeof(struct ifaddrmsg)), 2);
    printf("addresses %d\n", answer(fd, see_address));
    reads = 0;
    ask(fd, request(RTM_GETROUTE, NLM_F_DUMP, sizeof(struct rtmsg)), 1);
    printf("routes %d\n", answer(fd, see_route));
}

static void netlink(void)
{
    int fd = CALL(socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, 0, 0, 0), pair[2];
    struct sockaddr_nl name = {.nl_family = AF_NETLINK};
    unsigned size = sizeof(name);
    struct unix_diag_req *u;
    struct nlmsghdr *h;

    printf("bind %ld", CALL(bind, fd, &name, sizeof(name), 0, 0, 0));
    CALL(getsockname, fd, &name, &size, 0, 0, 0);
    printf(" %d %d\n", name.nl_family, name.nl_pid == CALL(getpid, 0, 0, 0, 0, 0, 0));
    if (CALL(unshare, CLONE_NEWNET, 0, 0, 0, 0, 0) == 0) {
        int own = CALL(socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, 0, 0, 0);

        links(own);
    } else {
        printf("no namespace\n");
    }
    fd = CALL(socket, AF_NETLINK, SOCK_RAW, NETLINK_GENERIC, 0, 0, 0);
    h = request(GENL_ID_CTRL, NLM_F_ACK, sizeof(struct genlmsghdr));
    ((struct genlmsghdr *)NLMSG_DATA(h))->cmd = CTRL_CMD_GETFAMILY;
    add(h, CTRL_ATTR_FAMILY_NAME, "nlctrl", 7);
    ask(fd, h, 1);
    printf("generic %d\n", answer(fd, see_family));
    families(fd);
    fd = CALL(socket, AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG, 0, 0, 0);
    CALL(socketpair, AF_UNIX, SOCK_SEQPACKET, 0, pair, 0, 0);
    unix_inode = inode(pair[0]);
    h = request(SOCK_DIAG_BY_FAMILY, 0, sizeof(*u));
    u = NLMSG_DATA(h);
    u->sdiag_family = AF_UNIX;
    u->udiag_ino = unix_inode;
    u->udiag_states = ~0u;
    u->udiag_show = UDIAG_SHOW_PEER | UDIAG_SHOW_MEMINFO;
    u->udiag_cookie[0] = u->udiag_cookie[1] = ~0u;
    h->nlmsg_flags |= NLM_F_DUMP;
    ask(fd, h, 1);
    printf("sockets %d\n", answer(fd, see_unix));
}

int main(void)
{
    options();
    descriptors();
    packets();
    groups();
    netlink();
    fflush(stdout);
    return 0;
}
