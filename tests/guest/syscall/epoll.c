/* SPDX-License-Identifier: GPL-2.0-or-later */
/* epoll, eventfd, timerfd, signalfd, inotify, poll and select. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static void many(void)
{
    int ep = epoll_create1(0), n = 0, total = 0;
    struct epoll_event ev, got[700];
    int fd[600];
    for (int i = 0; i < 600; i++) {
        fd[i] = eventfd(1, 0);
        ev.events = EPOLLIN | EPOLLONESHOT;
        ev.data.u64 = 0x1000000000 + i;
        if (fd[i] >= 0 && epoll_ctl(ep, EPOLL_CTL_ADD, fd[i], &ev) == 0)
            total++;
    }
    char seen[600] = {0};
    for (int k; (k = epoll_wait(ep, got, 700, 0)) > 0; n += k, printf("%d at once\n", k))
        for (int i = 0; i < k; i++)
            seen[got[i].data.u64 - 0x1000000000]++;
    int once = 0;
    for (int i = 0; i < 600; i++)
        once += seen[i] == 1;
    printf("many: %d of %d, once %d\n", n, total, once);
    for (int i = 0; i < 600; i++)
        close(fd[i]);
    close(ep);
}

/* Five events, and room for four, or for none. */
static void edge(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int ep = epoll_create1(0), fd[5];

    munmap(p + page, page);
    for (int i = 0; i < 5; i++) {
        struct epoll_event ev = {EPOLLIN, {.u64 = 0x7700000000 + (uint64_t)i}};
        fd[i] = eventfd(1, 0);
        epoll_ctl(ep, EPOLL_CTL_ADD, fd[i], &ev);
    }
    struct epoll_event *at = (void *)(p + page - 4 * sizeof(*at));
    int n = epoll_wait(ep, at, 5, 0);
    printf("at the edge: %d", n);
    for (int i = 0; i < n; i++)
        printf(" %llx", (unsigned long long)at[i].data.u64);
    n = epoll_wait(ep, (void *)(p + page), 5, 0);
    printf("\nbeyond it: %d %s\n", n, strerrorname_np(errno));
    for (int i = 0; i < 5; i++)
        close(fd[i]);
    close(ep);
}

static void on_signal(int sig)
{
    printf("handler %d\n", sig);
    fflush(stdout);
}

int main(void)
{
    struct epoll_event ev = {EPOLLIN | EPOLLET, {.u64 = 0x8877665544332211}}, got[3];
    int ep = epoll_create1(EPOLL_CLOEXEC), e = eventfd(0, EFD_SEMAPHORE), p[2];
    uint64_t v = 2;
    memset(got, 0, sizeof(got));
    printf("add %d\n", epoll_ctl(ep, EPOLL_CTL_ADD, e, &ev));
    {
        __auto_type r0 = epoll_ctl(ep, EPOLL_CTL_ADD, e, &ev);
        __auto_type r1 = strerrorname_np(errno);
        printf("again %d %s\n", r0, r1);
    }
    printf("wait %d\n", epoll_wait(ep, got, 3, 0));
    write(e, &v, 8);
    printf("wait %d", epoll_wait(ep, got, 3, -1));
    printf(" %x %llx\n", got[0].events, (unsigned long long)got[0].data.u64);
    printf("edge %d\n", epoll_wait(ep, got, 3, 0));
    read(e, &v, 8);
    printf("semaphore %llu\n", (unsigned long long)v);

    int t = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec its = {{0, 0}, {0, 2000000}}, old;
    {
        __auto_type r0 = read(t, &v, 8);
        __auto_type r1 = strerrorname_np(errno);
        printf("empty timer %zd %s\n", r0, r1);
    }
    timerfd_settime(t, 0, &its, &old);
    struct pollfd pf = {t, POLLIN, 0};
    printf("poll %d", poll(&pf, 1, 5000));
    printf(" %x", pf.revents);
    printf(" read %zd", read(t, &v, 8));
    printf(" %llu\n", (unsigned long long)v);

    sigset_t set, none;
    sigemptyset(&set);
    sigemptyset(&none);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int s = signalfd(-1, &set, 0);
    kill(getpid(), SIGUSR1);
    struct signalfd_siginfo si;
    printf("signalfd %zd", read(s, &si, sizeof(si)));
    {
        __auto_type r1 = si.ssi_pid == (unsigned)getpid();
        printf(" %u %d\n", si.ssi_signo, r1);
    }

    signal(SIGUSR1, on_signal);
    kill(getpid(), SIGUSR1);
    struct timespec ts = {5, 0};
    fflush(stdout);
    printf("ppoll %d", ppoll(NULL, 0, &ts, &none));
    printf(" %s\n", strerrorname_np(errno));
    kill(getpid(), SIGUSR1);
    fflush(stdout);
    printf("pselect %d", pselect(0, NULL, NULL, NULL, &ts, &none));
    printf(" %s\n", strerrorname_np(errno));
    kill(getpid(), SIGUSR1);
    fflush(stdout);
    printf("epoll_pwait %d", epoll_pwait(ep, got, 3, 5000, &none));
    printf(" %s\n", strerrorname_np(errno));

    pipe(p);
    fd_set r;
    FD_ZERO(&r);
    FD_SET(p[0], &r);
    struct timeval tv = {0, 0};
    printf("select %d\n", select(p[0] + 1, &r, NULL, NULL, &tv));
    write(p[1], "x", 1);
    FD_SET(p[0], &r);
    {
        __auto_type r0 = select(p[0] + 1, &r, NULL, NULL, NULL);
        printf("select %d %d\n", r0, FD_ISSET(p[0], &r));
    }

    int in = inotify_init1(0);
    inotify_add_watch(in, ".", IN_CREATE | IN_DELETE);
    close(open("made", O_CREAT | O_WRONLY, 0600));
    unlink("made");
    char buffer[512];
    ssize_t n = read(in, buffer, sizeof(buffer));
    for (char *at = buffer; at < buffer + n;) {
        struct inotify_event *event = (struct inotify_event *)at;
        printf("inotify %x %s\n", event->mask, event->name);
        at += sizeof(*event) + event->len;
    }
    edge();
    many();
    return 0;
}
