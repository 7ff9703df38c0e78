// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP and Unix sockets, options, poll, descriptors in messages. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(a);
    printf("%d ", bind(s, (void *)&a, sizeof(a))), printf("%d\n", listen(s, 5));
    getsockname(s, (void *)&a, &len);
    if (fork() == 0) {
        int c = socket(AF_INET, SOCK_STREAM, 0);
        connect(c, (void *)&a, sizeof(a));
        setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
        send(c, "ping", 4, 0);
        char b[10];
        int n = recv(c, b, 10, 0);
        _exit(n == 4 && !memcmp(b, "pong", 4) ? 5 : 6);
    }
    struct pollfd p = {s, POLLIN, 0};
    int n = poll(&p, 1, 5000);
    printf("%d %d\n", n, p.revents);
    int c = accept4(s, (void *)&a, &len, SOCK_CLOEXEC);
    char b[10] = "";
    n = recv(c, b, 10, 0);
    printf("%d %s %s\n", n, b, inet_ntoa(a.sin_addr));
    send(c, "pong", 4, MSG_NOSIGNAL);
    int status;
    wait(&status);
    printf("%d\n", WEXITSTATUS(status));
    int pair[2], type;
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
    len = sizeof(type);
    getsockopt(pair[0], SOL_SOCKET, SO_TYPE, &type, &len);
    printf("%d\n", type);
    char ctl[CMSG_SPACE(sizeof(int))] = "", data[4] = "abc";
    struct iovec v = {data, 4};
    struct msghdr m = {
        .msg_iov = &v, .msg_iovlen = 1, .msg_control = ctl, .msg_controllen = sizeof(ctl)};
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    h->cmsg_level = SOL_SOCKET, h->cmsg_type = SCM_RIGHTS, h->cmsg_len = CMSG_LEN(sizeof(int));
    int pp[2];
    pipe(pp);
    memcpy(CMSG_DATA(h), &pp[1], sizeof(int));
    printf("%d\n", (int)sendmsg(pair[0], &m, 0));
    memset(ctl, 0, sizeof(ctl)), memset(data, 0, 4);
    n = recvmsg(pair[1], &m, 0);
    printf("%d %s %d\n", n, data, (int)m.msg_controllen);
    int fd;
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(int));
    printf("%d ", (int)write(fd, "via", 3));
    n = read(pp[0], b, 10);
    printf("%d %.3s\n", n, b);
    n = connect(socket(AF_INET, SOCK_STREAM, 0),
                (void *)&(struct sockaddr_in){.sin_family = AF_INET,
                                              .sin_port = htons(1),
                                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)},
                sizeof(a));
    printf("%d %s\n", n, strerror(errno));
}
