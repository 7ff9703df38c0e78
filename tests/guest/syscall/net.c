// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Socket options, control messages, several messages at once. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void pass_descriptor(void)
{
    int sv[2], p[2];
    char control[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct ucred))], byte = 'b',
                                                                              text[8] = "";
    struct iovec iov = {&byte, 1};
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = control,
                       .msg_controllen = CMSG_SPACE(sizeof(int))};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    int on = 1;
    socketpair(AF_UNIX, SOCK_STREAM, 0, sv);
    setsockopt(sv[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
    pipe(p);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &p[1], sizeof(int));
    printf("sendmsg %zd\n", sendmsg(sv[0], &m, 0));
    m.msg_controllen = sizeof(control);
    printf("recvmsg %zd", recvmsg(sv[1], &m, MSG_CMSG_CLOEXEC));
    printf(" flags %x\n", m.msg_flags & ~MSG_CMSG_CLOEXEC);
    for (c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        printf("cmsg %d len %zu\n", c->cmsg_type, (size_t)c->cmsg_len);
        if (c->cmsg_type == SCM_RIGHTS) {
            int fd;
            memcpy(&fd, CMSG_DATA(c), sizeof(int));
            write(fd, "passed", 7);
        } else if (c->cmsg_type == SCM_CREDENTIALS) {
            struct ucred u;
            memcpy(&u, CMSG_DATA(c), sizeof(u));
            {
                __auto_type r0 = u.pid == getpid();
                __auto_type r1 = u.uid == geteuid();
                printf("cred %d %d\n", r0, r1);
            }
        }
    }
    read(p[0], text, 7);
    printf("%s\n", text);
}

static void several(void)
{
    int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(sin);
    struct mmsghdr m[3] = {0};
    struct iovec iov[3];
    char text[3][16];
    bind(b, (struct sockaddr *)&sin, sizeof(sin));
    getsockname(b, (struct sockaddr *)&sin, &len);
    {
        __auto_type r1 = inet_ntoa(sin.sin_addr);
        printf("getsockname %u %s\n", len, r1);
    }
    for (int i = 0; i < 3; i++) {
        sprintf(text[i], "message %d", i);
        iov[i] = (struct iovec){text[i], strlen(text[i])};
        m[i].msg_hdr = (struct msghdr){&sin, sizeof(sin), &iov[i], 1, NULL, 0, 0};
    }
    printf("sendmmsg %d", sendmmsg(a, m, 3, 0));
    printf(" %u %u\n", m[0].msg_len, m[2].msg_len);
    memset(text, 0, sizeof(text));
    for (int i = 0; i < 3; i++)
        iov[i].iov_len = 16, m[i].msg_len = 0;
    printf("recvmmsg %d", recvmmsg(b, m, 3, 0, NULL));
    printf(" %s|%s|%s\n", text[0], text[1], text[2]);
    {
        __auto_type r0 = recv(b, text, 16, 0);
        __auto_type r1 = strerrorname_np(errno);
        printf("recv %zd %s\n", r0, r1);
    }
}

static void options(void)
{
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), v = 1;
    socklen_t len = sizeof(v);
    struct linger l = {1, 5}, got;
    struct timeval tv = {1, 500000}, gottv;
    printf("cloexec %d\n", fcntl(s, F_GETFD));
    {
        __auto_type r0 = setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &v, 4);
        __auto_type r1 = setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &v, 4);
        __auto_type r2 = setsockopt(s, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
        printf("set %d %d %d\n", r0, r1, r2);
    }
    getsockopt(s, SOL_SOCKET, SO_TYPE, &v, &len);
    printf("type %d\n", v);
    getsockopt(s, SOL_SOCKET, SO_DOMAIN, &v, &len);
    printf("domain %d\n", v);
    len = sizeof(got);
    getsockopt(s, SOL_SOCKET, SO_LINGER, &got, &len);
    printf("linger %d %d %u\n", got.l_onoff, got.l_linger, len);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    len = sizeof(gottv);
    getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &gottv, &len);
    printf("timeout %ld %ld\n", (long)gottv.tv_sec, (long)gottv.tv_usec);
    len = 4;
    {
        __auto_type r0 = getsockopt(s, SOL_SOCKET, 9999, &v, &len);
        __auto_type r1 = strerrorname_np(errno);
        printf("unknown %d %s\n", r0, r1);
    }
}

static void names(void)
{
    struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "sock"}, got = {0};
    socklen_t len = sizeof(got);
    int s = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
    printf("bind %d\n",
           bind(s, (struct sockaddr *)&un, offsetof(struct sockaddr_un, sun_path) + 5));
    {
        __auto_type r0 = bind(c, (struct sockaddr *)&un, sizeof(un));
        __auto_type r1 = strerrorname_np(errno);
        printf("again %d %s\n", r0, r1);
    }
    {
        __auto_type r0 = connect(c, (struct sockaddr *)&un, sizeof(un));
        __auto_type r1 = strerrorname_np(errno);
        printf("refused %d %s\n", r0, r1);
    }
    printf("listen %d\n", listen(s, 1));
    printf("connect %d\n", connect(c, (struct sockaddr *)&un, sizeof(un)));
    int a = accept4(s, (struct sockaddr *)&got, &len, SOCK_NONBLOCK);
    {
        __auto_type r2 = !!(fcntl(a, F_GETFL) & O_NONBLOCK);
        printf("accept %d len %u nonblock %d\n", a >= 0, len, r2);
    }
    len = sizeof(got);
    {
        __auto_type r0 = getpeername(c, (struct sockaddr *)&got, &len);
        printf("peer %d %u %s\n", r0, len, got.sun_path);
    }
    {
        __auto_type r0 = shutdown(c, SHUT_WR);
        __auto_type r1 = read(a, &un, 1);
        printf("shutdown %d %zd\n", r0, r1);
    }
}

int main(void)
{
    pass_descriptor();
    several();
    options();
    names();
    return 0;
}
