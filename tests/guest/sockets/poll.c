// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* poll, ppoll, select, pselect, epoll in level, edge and one-shot modes, with pipes, sockets and
 * time-outs, interrupted. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static volatile int n;
static void h(int s)
{
    n++;
}
int main(void)
{
    int p[2], q[2], s[2];
    pipe(p), pipe(q), socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    struct pollfd f[4] = {
        {p[0], POLLIN}, {q[1], POLLOUT}, {s[0], POLLIN | POLLOUT | POLLRDHUP}, {99, POLLIN}};
    printf("%d ", poll(f, 4, 100));
    for (int i = 0; i < 4; i++)
        printf("%x ", f[i].revents);
    write(p[1], "x", 1), write(s[1], "y", 1), close(q[0]);
    printf("%d ", poll(f, 4, 100));
    for (int i = 0; i < 4; i++)
        printf("%x ", f[i].revents);
    close(s[1]), close(p[1]);
    printf("%d ", poll(f, 4, 100));
    for (int i = 0; i < 4; i++)
        printf("%x ", f[i].revents);
    puts("");
    struct timeval a, b;
    gettimeofday(&a, NULL);
    printf("%d ", poll(NULL, 0, 5)), gettimeofday(&b, NULL),
        printf("%d\n", (b.tv_sec - a.tv_sec) * 1000000 + b.tv_usec - a.tv_usec >= 4900);
    fd_set r, w, x;
    pipe(p);
    FD_ZERO(&r);
    FD_ZERO(&w);
    FD_ZERO(&x);
    FD_SET(p[0], &r);
    FD_SET(p[1], &w);
    struct timeval t = {0, 2000};
    printf("%d", select(p[1] + 1, &r, &w, &x, &t)), printf(" %d", FD_ISSET(p[0], &r) != 0),
        printf(" %d ", FD_ISSET(p[1], &w) != 0);
    FD_SET(p[0], &r);
    t = (struct timeval){0, 2000};
    printf("%d", select(p[1] + 1, &r, NULL, NULL, &t)), printf(" %ld ", (long)t.tv_usec);
    FD_SET(p[0], &r);
    write(p[1], "z", 1);
    struct timespec ts = {1, 0};
    printf("%d ", pselect(p[1] + 1, &r, NULL, NULL, &ts, NULL));
    FD_ZERO(&r);
    FD_SET(200, &r);
    printf("%d ", select(201, &r, NULL, NULL, &t)), printf("%d\n", errno == EBADF);
    struct sigaction sa = {.sa_handler = h, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &sa, NULL);
    ualarm(50000, 0), printf("%d ", poll(NULL, 0, 5000)), printf("%d ", errno == EINTR),
        ualarm(50000, 0), printf("%d ", select(0, NULL, NULL, NULL, NULL)),
        printf("%d ", errno == EINTR);
    sigset_t m, o;
    sigemptyset(&m), sigaddset(&m, SIGALRM), sigprocmask(SIG_BLOCK, &m, &o), raise(SIGALRM),
        printf("%d ", n), printf("%d ", ppoll(NULL, 0, &ts, &o)), printf("%d", errno == EINTR),
        printf(" %d\n", n);
    int e = epoll_create1(0);
    struct epoll_event v = {EPOLLIN, {.u64 = 0x123456789abcdef0}}, g[5];
    pipe(p);
    printf("%d ", epoll_ctl(e, EPOLL_CTL_ADD, p[0], &v)),
        printf("%d ", epoll_ctl(e, EPOLL_CTL_ADD, p[0], &v)), printf("%d ", errno == EEXIST),
        printf("%d ", epoll_wait(e, g, 5, 0)), write(p[1], "ab", 2),
        printf("%d ", epoll_wait(e, g, 5, 100)), printf("%x %lx ", g[0].events, g[0].data.u64);
    v.events = EPOLLIN | EPOLLET, epoll_ctl(e, EPOLL_CTL_MOD, p[0], &v),
    printf("%d ", epoll_wait(e, g, 5, 0)), printf("%d ", epoll_wait(e, g, 5, 0)),
    write(p[1], "c", 1), printf("%d ", epoll_wait(e, g, 5, 0));
    v.events = EPOLLIN | EPOLLONESHOT, epoll_ctl(e, EPOLL_CTL_MOD, p[0], &v),
    printf("%d ", epoll_wait(e, g, 5, 0)), write(p[1], "d", 1),
    printf("%d ", epoll_wait(e, g, 5, 0));
    v.events = EPOLLOUT, v.data.fd = 7, epoll_ctl(e, EPOLL_CTL_ADD, p[1], &v),
    printf("%d", epoll_pwait(e, g, 5, 100, &o)), printf(" %d ", g[0].data.fd),
    printf("%d ", epoll_ctl(e, EPOLL_CTL_DEL, p[0], NULL)),
    printf("%d ", epoll_ctl(e, EPOLL_CTL_DEL, p[0], NULL)), printf("%d ", errno == ENOENT);
    int e2 = epoll_create1(EPOLL_CLOEXEC);
    v.events = EPOLLIN, printf("%d", epoll_ctl(e2, EPOLL_CTL_ADD, e, &v)),
    printf(" %d ", epoll_wait(e2, g, 5, 0));
    printf("%d ", epoll_wait(e, g, 0, 0)), printf("%d ", errno == EINVAL),
        printf("%d\n", epoll_ctl(e, EPOLL_CTL_ADD, e, &v));
    int many[100][2];
    for (int i = 0; i < 100; i++) {
        pipe(many[i]);
        v = (struct epoll_event){EPOLLIN, {.fd = i}};
        epoll_ctl(e, EPOLL_CTL_ADD, many[i][0], &v);
        if (i % 3 == 0)
            write(many[i][1], "x", 1);
    }
    struct epoll_event big[200];
    epoll_ctl(e, EPOLL_CTL_DEL, p[1], NULL);
    int k = epoll_wait(e, big, 200, 0), sum = 0;
    for (int i = 0; i < k; i++)
        sum += big[i].data.fd;
    printf("%d %d\n", k, sum);
}
