// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* membarrier: registration is needed, asked for and inherited. */
#include <errno.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REGISTRATIONS = 512 };

static long membarrier(int command, int flags)
{
    long result = syscall(SYS_membarrier, command, flags, 0);
    return result < 0 ? -errno : result;
}

static void show(const char *when)
{
    printf("%s: %ld %ld %ld %ld\n", when, membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0),
           membarrier(REGISTRATIONS, 0), membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED, 8),
           membarrier(1 << 20, 0));
}

static void *thread(void *arg)
{
    show("thread");
    return arg;
}

int main(void)
{
    pthread_t t;
    show("start");
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    printf("register: %ld\n", membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0));
    show("registered");
    fflush(stdout);
    if (!fork()) {
        show("child");
        return 0;
    }
    wait(NULL);
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    return 0;
}
