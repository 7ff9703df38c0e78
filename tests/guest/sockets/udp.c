/* SPDX-License-Identifier: GPL-2.0-or-later */
/* UDP: recvfrom, recvmsg with truncation, sendmmsg, recvmmsg, connected sockets, time-outs,
 * broadcast option, peek. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    int s = socket(AF_INET, SOCK_DGRAM, 0), c = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, f;
    socklen_t n = sizeof(a);
    bind(s, (void *)&a, n), getsockname(s, (void *)&a, &n);
    char b[3000], d[3000];
    memset(b, 'x', 3000);
    for (int i = 1; i < 3000; i *= 3)
        printf("%zd ", sendto(c, b, i, 0, (void *)&a, n));
    for (int i = 1; i < 3000; i *= 3)
        n = sizeof(f), printf("%zd", recvfrom(s, d, 500, 0, (void *)&f, &n)), printf(":%d ", n);
    puts("");
    sendto(c, "peeked", 6, 0, (void *)&a, sizeof(a)), printf("%zd", recv(s, d, 3, MSG_PEEK)),
        printf(" %zd", recv(s, d, 3, MSG_PEEK | MSG_TRUNC)), printf(" %zd\n", recv(s, d, 100, 0));
    connect(c, (void *)&a, sizeof(a)), connect(s, (void *)&f, n), write(c, "connected", 9),
        printf("%zd\n", read(s, d, 100));
    struct iovec v[3] = {{"one", 3}, {"two", 3}, {"three", 5}}, w[2] = {{d, 4}, {d + 100, 4}};
    struct msghdr m = {.msg_iov = v, .msg_iovlen = 3};
    sendmsg(c, &m, 0);
    m = (struct msghdr){.msg_name = &f, .msg_namelen = sizeof(f), .msg_iov = w, .msg_iovlen = 2};
    printf("%zd ", recvmsg(s, &m, 0)), printf("%.4s", d), printf(" %.4s", d + 100),
        printf(" %d", m.msg_flags == MSG_TRUNC), printf(" %d\n", m.msg_namelen);
    struct mmsghdr mm[3] = {{{.msg_iov = v, .msg_iovlen = 1}},
                            {{.msg_iov = v + 1, .msg_iovlen = 2}},
                            {{.msg_iov = v, .msg_iovlen = 3}}},
                   rr[5];
    printf("%d ", sendmmsg(c, mm, 3, 0));
    struct iovec rv[5];
    memset(rr, 0, sizeof(rr));
    for (int i = 0; i < 5; i++)
        rv[i] = (struct iovec){d + i * 50, 50}, rr[i].msg_hdr.msg_iov = &rv[i],
        rr[i].msg_hdr.msg_iovlen = 1;
    struct timespec t = {0, 10000000};
    int r = recvmmsg(s, rr, 5, MSG_WAITFORONE, &t);
    printf("%d:", r);
    for (int i = 0; i < r; i++)
        printf(" %u", rr[i].msg_len);
    puts("");
    printf("%zd ", recv(s, d, 10, MSG_DONTWAIT)), printf("%d\n", errno == EAGAIN);
    struct timeval tv = {0, 3000};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), printf("%zd ", recv(s, d, 10, 0)),
        printf("%d\n", errno == EAGAIN);
    int on = 1;
    setsockopt(s, SOL_SOCKET, SO_BROADCAST, &on, 4),
        setsockopt(s, SOL_SOCKET, SO_TIMESTAMP, &on, 4),
        setsockopt(s, IPPROTO_IP, IP_PKTINFO, &on, 4);
    write(c, "cmsg", 4);
    char ctl[200];
    m = (struct msghdr){.msg_iov = w, .msg_iovlen = 1, .msg_control = ctl, .msg_controllen = 200};
    recvmsg(s, &m, 0);
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&m); h; h = CMSG_NXTHDR(&m, h)) {
        if (h->cmsg_type == SCM_TIMESTAMP) {
            struct timeval *z = (void *)CMSG_DATA(h);
            printf("stamp %d ", z->tv_sec > 1700000000);
        } else if (h->cmsg_level == IPPROTO_IP) {
            struct in_pktinfo *i = (void *)CMSG_DATA(h);
            printf("pktinfo %s ", inet_ntoa(i->ipi_addr));
        }
    }
    puts("");
    write(c, "", 0), printf("%zd\n", recv(s, d, 10, 0));
    close(s), write(c, "x", 1), usleep(1000), printf("%zd ", write(c, "x", 1)),
        printf("%d\n", errno == ECONNREFUSED);
}
