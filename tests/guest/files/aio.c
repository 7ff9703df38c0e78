/* SPDX-License-Identifier: GPL-2.0-or-later */
/* io_setup and what belongs to it, by number: no library. */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct sigset_arg {
    void *mask;
    size_t size;
};

static aio_context_t context;

static void tell(const char *what, long result)
{
    printf("%s %ld %s\n", what, result, result < 0 ? strerrorname_np(errno) : "");
}

static void fill(struct iocb *io, int opcode, int fd, void *buffer, size_t n, long offset)
{
    memset(io, 0, sizeof(*io));
    io->aio_data = 0x1122334455667700 + opcode;
    io->aio_lio_opcode = opcode;
    io->aio_fildes = fd;
    io->aio_buf = (uintptr_t)buffer;
    io->aio_nbytes = n;
    io->aio_offset = offset;
}

static void collect(struct iocb *first, int wanted)
{
    struct io_event e[8];
    int n = syscall(__NR_io_getevents, context, (long)wanted, 8L, e, NULL);

    printf("events %d\n", n);
    for (int i = 0; i < n; i++)
        printf("%llx %d: %lld %lld\n", (unsigned long long)e[i].data,
               (int)((struct iocb *)(uintptr_t)e[i].obj - first), (long long)e[i].res,
               (long long)e[i].res2);
}

static void on_alarm(int sig)
{
}

int main(void)
{
    struct iocb io[4], *list[5] = {&io[0], &io[1], &io[2], &io[3], (struct iocb *)8};
    char a[16] = {0}, b[16] = {0}, c[40] = {0};
    struct iovec v[2] = {{"vector ", 7}, {"of two", 6}}, w[2] = {{a, 5}, {b, 10}},
                 bad[1] = {{a, -5}};
    struct timespec none = {0, 0}, short_time = {0, 2000000};
    struct io_event e[8];
    int fd = open("data", O_CREAT | O_RDWR, 0600), event = eventfd(0, EFD_NONBLOCK);
    uint64_t count = 0;

    tell("nowhere", syscall(__NR_io_setup, 4, 8L));
    tell("none", syscall(__NR_io_setup, 0, &context));
    tell("setup", syscall(__NR_io_setup, 4, &context));
    tell("again", syscall(__NR_io_setup, 4, &context));
    printf("ring %x\n", ((unsigned *)context)[4]); /* programs look into it */

    fill(&io[0], IOCB_CMD_PWRITE, fd, "some bytes", 10, 0);
    fill(&io[1], IOCB_CMD_PWRITEV, fd, v, 2, 10);
    io[1].aio_flags = IOCB_FLAG_RESFD;
    io[1].aio_resfd = event;
    tell("submit", syscall(__NR_io_submit, context, 1L, list));
    collect(io, 1);
    tell("submit", syscall(__NR_io_submit, context, 1L, list + 1));
    collect(io, 1);
    printf("as before %d\n", io[1].aio_buf == (uintptr_t)v);
    tell("event", read(event, &count, 8));
    printf("%d\n", (int)count);
    fill(&io[2], IOCB_CMD_PREADV, fd, w, 2, 3);
    fill(&io[3], IOCB_CMD_PREAD, fd, c, sizeof(c), 0);
    tell("submit", syscall(__NR_io_submit, context, 2L, list + 2));
    collect(io, 2);
    printf("[%.5s] [%.10s] [%s]\n", a, b, c);
    fill(&io[0], IOCB_CMD_FSYNC, fd, NULL, 0, 0);
    tell("submit", syscall(__NR_io_submit, context, 1L, list));
    collect(io, 1);

    fill(&io[0], IOCB_CMD_PREADV, fd, bad, 1, 0);
    tell("bad vector", syscall(__NR_io_submit, context, 1L, list));
    fill(&io[0], IOCB_CMD_PREADV, fd, (void *)8, 1, 0);
    tell("no vector", syscall(__NR_io_submit, context, 1L, list));
    fill(&io[0], 99, fd, a, 1, 0);
    tell("operation", syscall(__NR_io_submit, context, 1L, list));
    fill(&io[3], IOCB_CMD_PREAD, fd, c, 4, 0);
    tell("one good", syscall(__NR_io_submit, context, 2L, list + 3));
    collect(io, 1);
    tell("no request", syscall(__NR_io_submit, context, 1L, list + 4));
    tell("no list", syscall(__NR_io_submit, context, 1L, 8L));
    tell("nothing", syscall(__NR_io_submit, context, 0L, list));
    tell("less", syscall(__NR_io_submit, context, -1L, list));
    tell("no context", syscall(__NR_io_submit, 4096L, 1L, list));

    tell("at once", syscall(__NR_io_getevents, context, 1L, 8L, e, &none));
    tell("soon", syscall(__NR_io_getevents, context, 1L, 8L, e, &short_time));
    tell("wrong", syscall(__NR_io_getevents, context, 9L, 8L, e, &none));
    tell("no time", syscall(__NR_io_getevents, context, 1L, 8L, e, 8L));
    fill(&io[0], IOCB_CMD_POLL, event, (void *)POLLIN, 0, 0);
    tell("poll", syscall(__NR_io_submit, context, 1L, list));
    tell("cancel another", syscall(__NR_io_cancel, context, &io[2], e));
    tell("cancel", syscall(__NR_io_cancel, context, &io[0], e));
    collect(io, 1);

    sigset_t set;
    struct sigaction action = {.sa_handler = on_alarm};
    struct sigset_arg arg = {&set, 8};
    sigaction(SIGUSR1, &action, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    tell("blocked", syscall(__NR_io_pgetevents, context, 1L, 8L, e, &short_time, &arg));
    sigemptyset(&set);
    tell("open", syscall(__NR_io_pgetevents, context, 1L, 8L, e, &short_time, &arg));
    tell("no mask", syscall(__NR_io_pgetevents, context, 1L, 8L, e, &short_time, NULL));
    arg.size = 4;
    tell("size", syscall(__NR_io_pgetevents, context, 1L, 8L, e, &short_time, &arg));
#ifdef __NR_io_pgetevents_time64
    int64_t time64[2] = {0, 3000000};
    if (syscall(__NR_io_pgetevents_time64, context, 1L, 8L, e, time64, NULL) != 0)
        puts("time64 fails");
#endif
    tell("destroy", syscall(__NR_io_destroy, context));
    tell("destroy again", syscall(__NR_io_destroy, context));
    return 0;
}
