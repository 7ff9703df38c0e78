/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SA_RESTART and EINTR, timers, SIGCHLD. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int alarms;

static void tick(int sig)
{
    alarms++;
}

int main(void)
{
    int p[2];
    char c;
    struct sigaction sa = {.sa_handler = tick};
    struct itimerval once = {.it_value = {0, 20000}};
    pipe(p);
    sigaction(SIGALRM, &sa, NULL);
    setitimer(ITIMER_REAL, &once, NULL);
    int n = read(p[0], &c, 1);
    printf("%d %s %d\n", n, strerror(errno), alarms);
    sa.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &sa, NULL);
    setitimer(ITIMER_REAL, &once, NULL);
    if (fork() == 0) {
        usleep(60000);
        write(p[1], "x", 1);
        _exit(3);
    }
    n = read(p[0], &c, 1);
    printf("%d %c %d\n", n, c, alarms);
    int status;
    wait(&status);
    printf("%d\n", WEXITSTATUS(status));
    struct timespec ts = {0, 100000000}, rem = {0};
    sa.sa_flags = 0;
    sigaction(SIGALRM, &sa, NULL);
    setitimer(ITIMER_REAL, &once, NULL);
    n = nanosleep(&ts, &rem);
    printf("%d %d %d\n", n, errno == EINTR, rem.tv_nsec > 10000000);
}
