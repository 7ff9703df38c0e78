// link: -lrt
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A timer's signal comes to a thread that has just been made: libc's own one, which waits for it.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMES = 100 };

static int hits;

static void note(union sigval v)
{
    (void)v;
    __atomic_add_fetch(&hits, 1, __ATOMIC_SEQ_CST);
}

static int child(void)
{
    struct sigevent e = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = note};
    struct itimerspec soon = {.it_value.tv_nsec = 1}, again = {{0, 2000000}, {0, 2000000}};
    timer_t t;
    while (timer_create(CLOCK_MONOTONIC, &e, &t) < 0 && errno == EAGAIN)
        usleep(1000); /* others have many signals pending */
    timer_settime(t, 0, &soon, NULL);
    for (int i = 0; i < 5000 && !__atomic_load_n(&hits, __ATOMIC_SEQ_CST); i++) {
        if (i == 4000) /* the first one has been lost? */
            timer_settime(t, 0, &again, NULL);
        usleep(1000);
    }
    return hits != 1;
}

int main(void)
{
    int good = 0, status;
    for (int n = 0; n < TIMES; n++) {
        pid_t pid = fork();
        if (!pid)
            _exit(child());
        if (waitpid(pid, &status, 0) == pid && status == 0)
            good++;
        else
            fprintf(stderr, "status %#x\n", status);
    }
    printf("%d\n", good);
}
