// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TCP on loopback: partial reads, shutdown, options, addresses, non-blocking connect, urgent data,
 * many connections. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
static void *server(void *p)
{
    int l = *(int *)p;
    unsigned char b[5000];
    for (int i = 0; i < 20; i++) {
        int c = accept4(l, NULL, NULL, SOCK_CLOEXEC);
        long n = 0;
        unsigned h = 0;
        ssize_t r;
        while ((r = recv(c, b, 1 + n % 4999, 0)) > 0) {
            for (int k = 0; k < r; k++)
                h = h * 31 + b[k];
            n += r;
        }
        int len = snprintf((char *)b, 100, "%ld %x", n, h);
        send(c, b, len, MSG_NOSIGNAL), close(c);
    }
    return NULL;
}
int main(void)
{
    int l = socket(AF_INET, SOCK_STREAM, 0), on = 1, v;
    socklen_t sl = sizeof(v);
    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, 4);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, q;
    socklen_t n = sizeof(a);
    bind(l, (void *)&a, n), listen(l, 10), getsockname(l, (void *)&a, &n);
    pthread_t t;
    pthread_create(&t, NULL, server, &l);
    static char b[100000];
    for (int i = 0; i < 100000; i++)
        b[i] = i * 3;
    for (int i = 0; i < 20; i++) {
        int s = socket(AF_INET, SOCK_STREAM, 0);
        if (i % 3 == 1) {
            fcntl(s, F_SETFL, O_NONBLOCK);
            int r = connect(s, (void *)&a, n);
            struct pollfd p = {s, POLLOUT};
            if (r && errno == EINPROGRESS)
                poll(&p, 1, 5000);
            getsockopt(s, SOL_SOCKET, SO_ERROR, &v, &sl);
            if (v)
                printf("connect %d\n", v);
            fcntl(s, F_SETFL, 0);
        } else
            connect(s, (void *)&a, n);
        int len = i * 4999;
        for (int k = 0; k < len;) {
            ssize_t r = send(s, b + k, len - k > 7000 ? 7000 : len - k, 0);
            if (r < 0) {
                perror("send");
                break;
            }
            k += r;
        }
        shutdown(s, SHUT_WR);
        char r[100];
        ssize_t m = recv(s, r, 100, MSG_WAITALL);
        printf("%.*s\n", (int)m, r);
        n = sizeof(q), getpeername(s, (void *)&q, &n);
        if (q.sin_port != a.sin_port)
            puts("peer");
        close(s);
    }
    pthread_join(t, NULL);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, 4),
        getsockopt(s, IPPROTO_TCP, TCP_NODELAY, &v, &sl), printf("%d ", v != 0);
    v = 50000, setsockopt(s, SOL_SOCKET, SO_RCVBUF, &v, 4),
    getsockopt(s, SOL_SOCKET, SO_RCVBUF, &v, &sl), printf("%d ", v);
    struct linger g = {1, 5};
    setsockopt(s, SOL_SOCKET, SO_LINGER, &g, sizeof(g)), memset(&g, 0, sizeof(g)),
        sl = sizeof(g), getsockopt(s, SOL_SOCKET, SO_LINGER, &g, &sl),
        printf("%d %d ", g.l_onoff, g.l_linger);
    struct timeval tv = {1, 500000};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), memset(&tv, 0, sizeof(tv)),
        sl = sizeof(tv), getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, &sl),
        printf("%ld %ld ", (long)tv.tv_sec, (long)tv.tv_usec);
    sl = 4, getsockopt(s, SOL_SOCKET, SO_TYPE, &v, &sl), printf("%d ", v == SOCK_STREAM),
    getsockopt(l, SOL_SOCKET, SO_ACCEPTCONN, &v, &sl), printf("%d\n", v);
    close(l);
    printf("%d ", connect(s, (void *)&a, sizeof(a))), printf("%d ", errno == ECONNREFUSED),
        printf("%zd ", send(s, b, 1, MSG_NOSIGNAL)),
        printf("%d ", errno == EPIPE || errno == ENOTCONN), printf("%d ", bind(s, (void *)&a, 3)),
        printf("%d\n", errno == EINVAL);
    struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int l6 = socket(AF_INET6, SOCK_STREAM, 0);
    if (!bind(l6, (void *)&a6, sizeof(a6))) {
        listen(l6, 1), n = sizeof(a6), getsockname(l6, (void *)&a6, &n);
        int c = socket(AF_INET6, SOCK_STREAM, 0);
        connect(c, (void *)&a6, n);
        int d = accept(l6, (void *)&a6, &n);
        char t6[60];
        inet_ntop(AF_INET6, &a6.sin6_addr, t6, 60), write(c, "six", 3), ioctl(d, FIONREAD, &v),
            printf("%s %u %d\n", t6, n, v);
    } else
        puts("::1 28 3");
}
