// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/syscall: the call that reads it, another process's, another thread's; pread at 0. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char text[512], byte;
static int pipes[2];
static volatile pid_t thread_id;

/* Does the text tell of this call, and of registers that may be right? */
static int tells(long nr, unsigned long a, unsigned long b, unsigned long c)
{
    char want[200], *rest;
    unsigned long long v[5];
    int n = snprintf(want, sizeof(want), "%ld 0x%lx 0x%lx 0x%lx ", nr, a, b, c);

    if (strncmp(text, want, (size_t)n))
        return 0;
    return sscanf(text + n, "%llx %llx %llx %llx %llx%n", &v[0], &v[1], &v[2], &v[3], &v[4], &n) &&
           v[3] && v[4] && (rest = strchr(text, '\n')) && !rest[1];
}

static void own(const char *name)
{
    int fd = open(name, O_RDONLY);
    long n = syscall(SYS_read, fd, text, sizeof(text) - 1);

    text[n > 0 ? n : 0] = 0;
    printf("%s: read %d", name, tells(SYS_read, (unsigned long)fd, (unsigned long)text, 511));
    n = syscall(SYS_read, fd, text, 300);
    printf(", end %ld", n);
    lseek(fd, 0, SEEK_SET);
    n = syscall(SYS_read, fd, text, 400);
    text[n > 0 ? n : 0] = 0;
    printf(", again %d", tells(SYS_read, (unsigned long)fd, (unsigned long)text, 400));
    n = pread(fd, text, 333, 0);
    text[n > 0 ? n : 0] = 0;
    printf(", at 0 %d\n", tells(SYS_pread64, (unsigned long)fd, (unsigned long)text, 333));
    close(fd);
}

/* Reads until the thread waits; false if it never does. */
static int waits(const char *name)
{
    for (int i = 0; i < 400; i++) {
        int fd = open(name, O_RDONLY);
        ssize_t n = read(fd, text, sizeof(text) - 1);

        close(fd);
        text[n > 0 ? n : 0] = 0;
        if (n > 0 && strncmp(text, "running", 7) &&
            tells(SYS_read, (unsigned long)pipes[0], (unsigned long)&byte, 1))
            return 1;
        usleep(5000);
    }
    return 0;
}

static void *thread(void *arg)
{
    thread_id = (pid_t)syscall(SYS_gettid);
    syscall(SYS_read, pipes[0], &byte, 1);
    return arg;
}

static long first_number(int fd)
{
    ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

    text[n > 0 ? n : 0] = 0;
    return atol(text);
}

int main(void)
{
    char name[64];
    pthread_t t;
    pid_t child;
    int status;

    own("/proc/self/syscall");
    own("/proc/thread-self/syscall");
    pipe(pipes);
    child = fork();
    if (!child) {
        syscall(SYS_read, pipes[0], &byte, 1);
        for (;;)
            ;
    }
    snprintf(name, sizeof(name), "/proc/%d/syscall", (int)child);
    printf("child waits %d\n", waits(name));
    write(pipes[1], "x", 1);
    usleep(50000);
    int running = 0, fd;
    for (int i = 0; i < 100 && !running; i++) {
        fd = open(name, O_RDONLY);
        ssize_t n = read(fd, text, sizeof(text));
        running = n == 8 && !memcmp(text, "running\n", 8);
        close(fd);
        usleep(3000);
    }
    printf("child runs %d\n", running);
    kill(child, SIGKILL);
    wait(&status);
    pthread_create(&t, NULL, thread, NULL);
    while (!thread_id)
        usleep(1000);
    snprintf(name, sizeof(name), "/proc/self/task/%d/syscall", (int)thread_id);
    printf("thread waits %d\n", waits(name));
    write(pipes[1], "x", 1);
    pthread_join(t, NULL);

    size_t size = 8 << 20;
    fd = open("/proc/self/statm", O_RDONLY);
    long before = first_number(fd);
    char *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    long after = first_number(fd);
    printf("statm has grown by the mapping: %d\n", after - before == (long)(size / 4096));
    munmap(p, size);
    printf("and shrunk: %d\n", first_number(fd) == before);
    close(fd);
    return 0;
}
