// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocking and pending signals, sigwait, sigtimedwait, signalfd, masks in handlers, per thread. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>
static volatile int order[50], n;
static void h(int s)
{
    order[n++] = s;
    if (s == SIGUSR1 && n < 5)
        raise(SIGUSR1), raise(SIGUSR2), order[n++] = -s;
}
static void *thr(void *p)
{
    sigset_t s;
    pthread_sigmask(0, NULL, &s);
    printf("inherited %d%d\n", sigismember(&s, SIGUSR1), sigismember(&s, SIGHUP));
    int sig;
    sigemptyset(&s), sigaddset(&s, SIGHUP), sigwait(&s, &sig),
        printf("thread got %d\n", sig == SIGHUP);
    return NULL;
}
int main(void)
{
    struct sigaction a = {.sa_handler = h};
    sigset_t s, o, p;
    sigaction(SIGUSR1, &a, NULL), sigaddset(&a.sa_mask, SIGUSR2), sigaction(SIGUSR1, &a, NULL),
        sigemptyset(&a.sa_mask), sigaction(SIGUSR2, &a, NULL), sigaction(SIGTERM, &a, NULL);
    raise(SIGUSR1);
    for (int i = 0; i < n; i++)
        printf("%d ", order[i]);
    puts("");
    n = 10;
    sigfillset(&s), sigprocmask(SIG_BLOCK, &s, &o), kill(getpid(), SIGUSR2),
        kill(getpid(), SIGTERM), kill(getpid(), SIGUSR2), sigpending(&p);
    printf("%d %d %d\n", sigismember(&p, SIGUSR2), sigismember(&p, SIGTERM),
           sigismember(&p, SIGUSR1));
    sigprocmask(SIG_SETMASK, &o, NULL);
    printf("%d\n", n);
    sigemptyset(&s), sigaddset(&s, SIGUSR1), sigaddset(&s, SIGHUP),
        sigprocmask(SIG_BLOCK, &s, NULL);
    raise(SIGUSR1);
    int sig;
    sigwait(&s, &sig), printf("%d\n", sig == SIGUSR1);
    struct timespec t = {0, 1000000};
    siginfo_t i;
    printf("%d ", sigtimedwait(&s, &i, &t)), printf("%d\n", errno == EAGAIN);
    sigqueue(getpid(), SIGHUP, (union sigval){.sival_int = 77}),
        printf("%d ", sigwaitinfo(&s, &i) == SIGHUP),
        printf("%d %d %d\n", i.si_code == SI_QUEUE, i.si_value.sival_int, i.si_pid == getpid());
    int fd = signalfd(-1, &s, SFD_NONBLOCK);
    struct signalfd_siginfo f;
    printf("%zd ", read(fd, &f, sizeof(f))), printf("%d\n", errno == EAGAIN);
    raise(SIGHUP), printf("%zd ", read(fd, &f, sizeof(f))),
        printf("%u %d\n", f.ssi_signo, f.ssi_pid == (unsigned)getpid());
    pthread_t th;
    pthread_create(&th, NULL, thr, NULL), pthread_kill(th, SIGHUP), pthread_join(th, NULL);
    printf("%d ", pthread_kill(pthread_self(), 0)),
        printf("%d ", pthread_kill(pthread_self(), 99) == EINVAL),
        printf("%d\n", sigaction(SIGKILL, &a, NULL));
}
