/* SPDX-License-Identifier: GPL-2.0-or-later */
/* io_uring: rings shared with the kernel, requests of several kinds, masks, errors. */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static struct io_uring_params p;
static char *rings;
static struct io_uring_sqe *sqes;
static int ring;

static void tell(const char *what, long result)
{
    printf("%s: %ld errno %d\n", what, result, errno);
    errno = 0;
}

static unsigned *at(unsigned offset)
{
    return (unsigned *)(rings + offset);
}

static void start(void)
{
    size_t sq = p.sq_off.array + p.sq_entries * 4;
    size_t cq = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);

    ring = (int)syscall(__NR_io_uring_setup, 8, &p);
    tell("setup", ring >= 0);
    printf("entries %u %u single %d\n", p.sq_entries, p.cq_entries,
           !!(p.features & IORING_FEAT_SINGLE_MMAP));
    sq = p.sq_off.array + p.sq_entries * 4;
    cq = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
    rings = mmap(NULL, sq > cq ? sq : cq, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
                 IORING_OFF_SQ_RING);
    sqes = mmap(NULL, p.sq_entries * sizeof(*sqes), PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
    tell("mapped", rings != MAP_FAILED && (void *)sqes != MAP_FAILED);
    tell("bad offset", (long)mmap(NULL, 4096, PROT_READ, MAP_SHARED, ring, 0x20000000));
}

static struct io_uring_sqe *prepare(int op, int fd, const void *addr, unsigned len, uint64_t off)
{
    unsigned tail = *at(p.sq_off.tail), mask = *at(p.sq_off.ring_mask);
    struct io_uring_sqe *sqe = &sqes[tail & mask];

    memset(sqe, 0, sizeof(*sqe));
    sqe->opcode = op;
    sqe->fd = fd;
    sqe->addr = (uintptr_t)addr;
    sqe->len = len;
    sqe->off = off;
    sqe->user_data = tail;
    at(p.sq_off.array)[tail & mask] = tail & mask;
    __atomic_store_n(at(p.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
    return sqe;
}

static int reap(const char *what)
{
    unsigned head = *at(p.cq_off.head), mask = *at(p.cq_off.ring_mask);
    struct io_uring_cqe *cqe = (struct io_uring_cqe *)(rings + p.cq_off.cqes) + (head & mask);
    int result;

    if (head == __atomic_load_n(at(p.cq_off.tail), __ATOMIC_ACQUIRE)) {
        printf("%s: nothing\n", what);
        return -1;
    }
    result = cqe->res;
    printf("%s: %d\n", what, result < 0 || result > 100 ? result : result > 2 ? 99 : result);
    __atomic_store_n(at(p.cq_off.head), head + 1, __ATOMIC_RELEASE);
    return result;
}

static int run(const char *what)
{
    errno = 0;
    tell("enter", syscall(__NR_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0));
    return reap(what);
}

static void files(void)
{
    char buffer[64] = "";
    struct iovec v = {"hello ring", 10};
    struct io_uring_sqe *sqe;
    int fd;

    prepare(IORING_OP_NOP, -1, NULL, 0, 0);
    run("nop");
    sqe = prepare(IORING_OP_OPENAT, AT_FDCWD, "file", 0600, 0);
    sqe->open_flags = O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC;
    fd = run("open");
    printf("cloexec %d\n", fcntl(fd, F_GETFD));
    prepare(IORING_OP_WRITEV, fd, &v, 1, 0);
    printf("written %d\n", run("writev"));
    prepare(IORING_OP_READ, fd, buffer, sizeof(buffer), 6);
    printf("read %d", run("read"));
    printf(" %s\n", buffer);
    prepare(IORING_OP_FSYNC, fd, NULL, 0, 0);
    run("fsync");
    prepare(IORING_OP_CLOSE, fd, NULL, 0, 0);
    run("close");
    sqe = prepare(IORING_OP_OPENAT, AT_FDCWD, "file", 0, 0);
    sqe->open_flags = O_DIRECTORY;
    run("no directory");
    symlink("file", "link");
    sqe = prepare(IORING_OP_OPENAT, AT_FDCWD, "link", 0, 0);
    sqe->open_flags = O_NOFOLLOW;
    run("link");
    sqe = prepare(IORING_OP_OPENAT, AT_FDCWD, ".", 0, 0);
    sqe->open_flags = O_DIRECTORY | O_RDONLY;
    fd = run("directory");
    close(fd);
    prepare(IORING_OP_READ, 12345, buffer, 1, 0);
    run("bad descriptor");
    prepare(IORING_OP_WRITEV, 1, (void *)8, 1, 0);
    run("bad pointer");
    prepare(250, 0, NULL, 0, 0);
    run("bad request");
}

static void polls(void)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 0x1122334455667788}, got;
    int pair[2], set = epoll_create1(0);
    struct io_uring_sqe *sqe;
    struct __kernel_timespec time = {0, 1000000};

    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    sqe = prepare(IORING_OP_EPOLL_CTL, set, &event, EPOLL_CTL_ADD, pair[0]);
    run("epoll_ctl");
    prepare(IORING_OP_SEND, pair[1], "x", 1, 0);
    run("send");
    printf("epoll_wait %d", epoll_wait(set, &got, 1, 1000));
    printf(" %x %llx\n", got.events, (unsigned long long)got.data.u64);
    prepare(IORING_OP_TIMEOUT, -1, &time, 1, 0);
    run("timeout");
    prepare(IORING_OP_NOP, -1, NULL, 0, 0);
    prepare(IORING_OP_NOP, -1, NULL, 0, 0);
    tell("two", syscall(__NR_io_uring_enter, ring, 2, 2, IORING_ENTER_GETEVENTS, NULL, 0));
    reap("first");
    reap("second");
    reap("third");
    close(pair[0]), close(pair[1]), close(set);
}

static void messages(void)
{
    char a[8] = "", b[8] = "", control[CMSG_SPACE(sizeof(int))] = "";
    struct iovec out[2] = {{"abc", 3}, {"defg", 4}}, in = {a, sizeof(a)},
                 parts[2] = {{a, 2}, {b, 8}};
    struct msghdr m = {.msg_iov = out, .msg_iovlen = 2}, got = {.msg_iov = &in, .msg_iovlen = 1};
    struct cmsghdr *c = (struct cmsghdr *)control;
    int pair[2], one = 1;

    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    prepare(IORING_OP_SENDMSG, pair[0], &m, 1, 0);
    printf("sendmsg %d\n", run("sendmsg"));
    prepare(IORING_OP_RECVMSG, pair[1], &got, 1, 0);
    printf("recvmsg %d %.8s\n", run("recvmsg"), a);
    m.msg_control = control;
    m.msg_controllen = sizeof(control);
    c->cmsg_len = CMSG_LEN(sizeof(int));
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(c), &one, sizeof(int));
    prepare(IORING_OP_SENDMSG, pair[0], &m, 1, 0);
    printf("rights %d\n", run("rights"));
    prepare(IORING_OP_READV, pair[1], parts, 2, 0);
    printf("readv %d %.2s %.8s\n", run("readv"), a, b);
    prepare(IORING_OP_READV, pair[1], parts, 5000, 0);
    run("too many");
    prepare(IORING_OP_SENDMSG, pair[1], (void *)8, 1, 0);
    run("bad message");
    close(pair[0]), close(pair[1]);
}

static volatile int got;

static void on_signal(int sig)
{
    got = sig;
}

static void masks(void)
{
    sigset_t none, usr1;
    uint64_t mask = 0;

    signal(SIGUSR1, on_signal);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    raise(SIGUSR1);
    tell("interrupted", syscall(__NR_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS, &mask, 8));
    printf("signal %d\n", got);
    tell("mask size", syscall(__NR_io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS, &mask, 4));
}

static void registration(void)
{
    static char page[4096] __attribute__((aligned(4096)));
    struct iovec v = {page, sizeof(page)};
    char room[sizeof(struct io_uring_probe) + 256 * sizeof(struct io_uring_probe_op)] = {0};
    struct io_uring_probe *probe = (void *)room;
    int files[2] = {1, -1};

    tell("buffers", syscall(__NR_io_uring_register, ring, IORING_REGISTER_BUFFERS, &v, 1));
    strcpy(page, "fixed");
    prepare(IORING_OP_WRITE_FIXED, open("fixed", O_CREAT | O_RDWR, 0600), page, 5, 0)->buf_index =
        0;
    printf("fixed %d\n", run("write"));
    tell("again", syscall(__NR_io_uring_register, ring, IORING_REGISTER_BUFFERS, &v, 1));
    tell("unregister", syscall(__NR_io_uring_register, ring, IORING_UNREGISTER_BUFFERS, NULL, 0));
    tell("files", syscall(__NR_io_uring_register, ring, IORING_REGISTER_FILES, files, 2));
    tell("probe", syscall(__NR_io_uring_register, ring, IORING_REGISTER_PROBE, probe, 256));
    printf("last %d\n", probe->last_op > 20);
    tell("bad", syscall(__NR_io_uring_register, ring, 0x777, NULL, 0));
}

static void errors(void)
{
    struct io_uring_params q = {0};

    tell("none", syscall(__NR_io_uring_setup, 0, &q));
    tell("pointer", syscall(__NR_io_uring_setup, 8, (void *)8));
    q.flags = 1u << 31;
    tell("flags", syscall(__NR_io_uring_setup, 8, &q));
    tell("no ring", syscall(__NR_io_uring_enter, 1, 1, 0, 0, NULL, 0));
    tell("bad fd", syscall(__NR_io_uring_enter, 12345, 1, 0, 0, NULL, 0));
}

int main(void)
{
    start();
    files();
    polls();
    messages();
    masks();
    registration();
    errors();
    close(ring);
    tell("closed", syscall(__NR_io_uring_enter, ring, 1, 0, 0, NULL, 0));
    tell("chroot", chroot(".")); /* without /proc */
    start();
    return 0;
}
