// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An echo server with epoll, many clients in threads, unix and tcp, half-closed connections. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
static struct sockaddr_in addr;
static _Atomic long echoed, bad;
static void *client(void *p)
{
    long id = (long)p;
    int s = socket(AF_INET, SOCK_STREAM, 0);
    connect(s, (void *)&addr, sizeof(addr));
    unsigned char b[3000], c[3000];
    for (int r = 0; r < 10; r++) {
        int n = 1 + (id * 131 + r * 277) % 3000;
        for (int i = 0; i < n; i++)
            b[i] = i * id + r;
        for (int o = 0; o < n;)
            o += send(s, b + o, n - o, 0);
        for (int o = 0; o < n;) {
            ssize_t k = recv(s, c + o, n - o, 0);
            if (k <= 0) {
                bad++;
                break;
            }
            o += k;
        }
        bad += memcmp(b, c, n) != 0, echoed += n;
    }
    shutdown(s, SHUT_WR);
    bad += recv(s, c, 1, 0) != 0, close(s);
    return NULL;
}
int main(void)
{
    int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    addr.sin_family = AF_INET, addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(l, (void *)&addr, sizeof(addr)), listen(l, 50);
    socklen_t n = sizeof(addr);
    getsockname(l, (void *)&addr, &n);
    int e = epoll_create1(0), open_ = 0, served = 0;
    struct epoll_event ev = {EPOLLIN, {.fd = l}}, got[20];
    epoll_ctl(e, EPOLL_CTL_ADD, l, &ev);
    pthread_t t[12];
    for (long i = 0; i < 12; i++)
        pthread_create(&t[i], NULL, client, (void *)(i + 1));
    static char b[4096];
    while (served < 12) {
        int k = epoll_wait(e, got, 20, 5000);
        if (k <= 0) {
            puts("late");
            break;
        }
        for (int i = 0; i < k; i++)
            if (got[i].data.fd == l) {
                int c;
                while ((c = accept4(l, NULL, NULL, 0)) >= 0)
                    ev = (struct epoll_event){EPOLLIN, {.fd = c}},
                    epoll_ctl(e, EPOLL_CTL_ADD, c, &ev), open_++;
            } else {
                int c = got[i].data.fd;
                ssize_t r = recv(c, b, sizeof(b), 0);
                if (r <= 0)
                    close(c), served++;
                else
                    for (ssize_t o = 0; o < r;)
                        o += send(c, b + o, r - o, 0);
            }
    }
    for (int i = 0; i < 12; i++)
        pthread_join(t[i], NULL);
    printf("%d %d %ld %ld\n", open_, served, echoed, bad);
}
