/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A signal at any moment around a system call that waits: its handler makes the call end. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

static int way[2];

static void wake(int sig)
{
    int was = errno;
    char c = (char)sig;

    if (write(way[1], &c, 1) != 1)
        abort();
    errno = was;
}

int main(void)
{
    for (int restart = 0; restart < 2; restart++) {
        struct sigaction act = {.sa_handler = wake, .sa_flags = restart ? SA_RESTART : 0};
        long got = 0, other = 0;

        if (pipe(way) || sigaction(SIGALRM, &act, NULL))
            return 1;
        for (int i = 0; i < 3000; i++) {
            struct itimerval t = {.it_value = {.tv_usec = 1 + i % 60}};
            char c;
            ssize_t n;

            if (setitimer(ITIMER_REAL, &t, NULL))
                return 1;
            for (volatile int k = 0; k < i * 7 % 2000; k++) {
            }
            /* Were the handler to run only after the call, nobody would end it. */
            while ((n = read(way[0], &c, 1)) < 0 && errno == EINTR && !restart) {
            }
            got += n == 1 && c == SIGALRM;
            other += n != 1;
        }
        printf("restart %d: %ld, other %ld\n", restart, got, other);
        close(way[0]);
        close(way[1]);
    }
}
