/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Socket options, control messages and socket addresses: a program for any byte order, with
 * bare_libc.c or a C library.  Out: lines that are the same on every processor.
 */
#include <errno.h>
#include <linux/net.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifdef __arm__
static long kernel(long nr, long a, long b, long c, long d, long e, long f)
{
    register long r0 __asm__("r0") = a, r1 __asm__("r1") = b, r2 __asm__("r2") = c,
                     r3 __asm__("r3") = d, r4 __asm__("r4") = e, r5 __asm__("r5") = f;
    __asm__ volatile("push {r7}\nmov r7, %1\nsvc #0\npop {r7}"
                     : "+r"(r0)
                     : "r"(nr), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
                     : "memory");
    return r0;
}
#else
static long kernel(long nr, long a, long b, long c, long d, long e, long f)
{
    long r = syscall(nr, a, b, c, d, e, f);

    return r < 0 ? -errno : r;
}
#endif
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

int main(void)
{
    options();
    descriptors();
    packets();
    groups();
    fflush(stdout);
    return 0;
}
