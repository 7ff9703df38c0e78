// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* io_uring with IORING_SETUP_SQPOLL: what is submitted without a call, sleep, errors, children. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SINGLE_ISSUER (1u << 12)
#define COOP_TASKRUN  (1u << 8)

struct ring {
    struct io_uring_params p;
    char *rings;
    size_t rings_size;
    struct io_uring_sqe *sqes;
    int fd;
};

static unsigned *at(struct ring *r, unsigned offset)
{
    return (unsigned *)(r->rings + offset);
}

static void stop(struct ring *r)
{
    munmap(r->rings, r->rings_size);
    munmap(r->sqes, r->p.sq_entries * sizeof(*r->sqes));
    close(r->fd);
}

static int setup(struct ring *r, unsigned flags, unsigned idle, unsigned cpu, int other)
{
    size_t sq, cq;

    memset(r, 0, sizeof(*r));
    r->p.flags = flags;
    r->p.sq_thread_idle = idle;
    r->p.sq_thread_cpu = cpu;
    r->p.wq_fd = other;
    r->fd = (int)syscall(__NR_io_uring_setup, 4, &r->p);
    if (r->fd < 0)
        return -errno;
    sq = r->p.sq_off.array + r->p.sq_entries * 4;
    cq = r->p.cq_off.cqes + r->p.cq_entries * sizeof(struct io_uring_cqe);
    r->rings_size = sq > cq ? sq : cq;
    r->rings =
        mmap(NULL, r->rings_size, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, IORING_OFF_SQ_RING);
    r->sqes = mmap(NULL, r->p.sq_entries * sizeof(*r->sqes), PROT_READ | PROT_WRITE, MAP_SHARED,
                   r->fd, IORING_OFF_SQES);
    return 0;
}

static struct io_uring_sqe *prepare(struct ring *r, int op, int fd, const void *addr, unsigned len)
{
    unsigned tail = *at(r, r->p.sq_off.tail), mask = *at(r, r->p.sq_off.ring_mask);
    struct io_uring_sqe *sqe = &r->sqes[tail & mask];

    memset(sqe, 0, sizeof(*sqe));
    sqe->opcode = op;
    sqe->fd = fd;
    sqe->addr = (uintptr_t)addr;
    sqe->len = len;
    at(r, r->p.sq_off.array)[tail & mask] = tail & mask;
    return sqe;
}

static void publish(struct ring *r)
{
    __atomic_add_fetch(at(r, r->p.sq_off.tail), 1, __ATOMIC_SEQ_CST);
}

static long enter(struct ring *r, unsigned count, unsigned wait, unsigned flags)
{
    long result = syscall(__NR_io_uring_enter, r->fd, count, wait, flags, NULL, 0);

    return result < 0 ? -errno : result;
}

static int sleeps(struct ring *r)
{
    return !!(__atomic_load_n(at(r, r->p.sq_off.flags), __ATOMIC_SEQ_CST) & IORING_SQ_NEED_WAKEUP);
}

/* Until `is` is what is said, at most 10 s. */
static int until(struct ring *r, int (*is)(struct ring *), int what)
{
    for (int i = 0; i < 10000 && is(r) != what; i++)
        usleep(1000);
    return is(r) == what;
}

static int has_result(struct ring *r)
{
    return *at(r, r->p.cq_off.head) != __atomic_load_n(at(r, r->p.cq_off.tail), __ATOMIC_ACQUIRE);
}

/* On a busy machine the thread may have fallen asleep before it saw the request. */
static int comes(struct ring *r)
{
    if (sleeps(r))
        enter(r, 1, 0, IORING_ENTER_SQ_WAKEUP);
    return has_result(r);
}

static int reap(struct ring *r)
{
    unsigned head = *at(r, r->p.cq_off.head), mask = *at(r, r->p.cq_off.ring_mask);
    int result;

    if (!until(r, comes, 1))
        return -1000;
    result = ((struct io_uring_cqe *)(r->rings + r->p.cq_off.cqes))[head & mask].res;
    __atomic_store_n(at(r, r->p.cq_off.head), head + 1, __ATOMIC_RELEASE);
    return result;
}

/* As a program has to: a call only if the thread sleeps. */
static void hand_over(struct ring *r)
{
    publish(r);
    if (sleeps(r))
        enter(r, 1, 0, IORING_ENTER_SQ_WAKEUP);
}

static int submit(struct ring *r)
{
    hand_over(r);
    return reap(r);
}

static int threads(const char *prefix)
{
    DIR *d = opendir("/proc/self/task");
    struct dirent *e;
    int count = 0;

    while ((e = readdir(d))) {
        char path[300], name[32];
        FILE *f;

        snprintf(path, sizeof(path), "/proc/self/task/%s/comm", e->d_name);
        f = fopen(path, "r");
        if (f && fgets(name, sizeof(name), f) && !strncmp(name, prefix, strlen(prefix)))
            count++;
        if (f)
            fclose(f);
    }
    closedir(d);
    return count;
}

static void requests(struct ring *r)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 0x1122334455667788}, got;
    int pair[2], set = epoll_create1(0), fd;
    struct io_uring_sqe *sqe;
    char buffer[8] = "";

    prepare(r, IORING_OP_NOP, -1, NULL, 0);
    publish(r);
    printf("by itself %d\n", reap(r));
    sqe = prepare(r, IORING_OP_OPENAT, AT_FDCWD, "file", 0600);
    sqe->open_flags = O_CREAT | O_RDWR | O_NOFOLLOW;
    fd = submit(r);
    prepare(r, IORING_OP_WRITE, fd, "written", 7);
    printf("write %d\n", submit(r));
    sqe = prepare(r, IORING_OP_OPENAT, AT_FDCWD, "file", 0);
    sqe->open_flags = O_DIRECTORY;
    printf("no folder %d\n", submit(r));
    prepare(r, IORING_OP_READ, fd, (void *)8, 7);
    printf("bad pointer %d\n", submit(r));
    prepare(r, IORING_OP_OPENAT, AT_FDCWD, (void *)8, 7);
    printf("bad path %d\n", submit(r));
    pipe(pair);
    prepare(r, IORING_OP_EPOLL_CTL, set, &event, EPOLL_CTL_ADD)->off = pair[0];
    printf("epoll_ctl %d\n", submit(r));
    prepare(r, IORING_OP_READ, pair[0], buffer, 7);
    hand_over(r);
    usleep(20000);
    write(pair[1], "later", 5);
    printf("read %d %s\n", reap(r), buffer);
    write(pair[1], "x", 1);
    epoll_wait(set, &got, 1, 1000);
    printf("epoll %llx\n", (unsigned long long)got.data.u64);
    prepare(r, IORING_OP_CLOSE, fd, NULL, 0);
    printf("close %d\n", submit(r));
    close(pair[0]), close(pair[1]), close(set);
}

static volatile int signalled;

static void on_alarm(int sig)
{
    signalled = sig;
}

static void calls(struct ring *r)
{
    printf("asleep %d\n", until(r, sleeps, 1));
    prepare(r, IORING_OP_NOP, -1, NULL, 0);
    publish(r);
    usleep(50000);
    printf("sleeps on %d %d\n", sleeps(r), has_result(r)); /* nobody has woken it */
    printf("wake %ld\n", enter(r, 1, 1, IORING_ENTER_SQ_WAKEUP | IORING_ENTER_GETEVENTS));
    printf("woken %d\n", reap(r));
    printf("room %ld\n", enter(r, 0, 0, IORING_ENTER_SQ_WAIT));
    printf("told %ld\n", enter(r, 3, 0, 0));
    printf("bad flags %ld\n", enter(r, 0, 0, 1u << 20));
    signal(SIGALRM, on_alarm);
    alarm(1);
    printf("signal %ld", enter(r, 0, 1, IORING_ENTER_GETEVENTS));
    printf(" %d\n", signalled);
    for (int i = 0; i < 50; i++) {
        prepare(r, IORING_OP_NOP, -1, NULL, 0);
        publish(r);
        enter(r, 1, 0, IORING_ENTER_SQ_WAKEUP | IORING_ENTER_SQ_WAIT);
        if (i % 4 == 3)
            for (int k = 0; k < 4; k++)
                reap(r);
    }
    printf("all %d", reap(r));
    printf(" %d\n", reap(r));
}

static void *other_thread(void *opaque)
{
    struct ring *r = opaque;
    long result = syscall(__NR_io_uring_register, r->fd, IORING_UNREGISTER_FILES, NULL, 0);

    printf("another thread %ld %d\n", result, errno);
    return NULL;
}

static void setups(struct ring *r)
{
    struct ring q;
    pthread_t t;

    printf("cpu 100000 %d\n", setup(&q, IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF, 10, 100000, 0));
    printf("affinity alone %d\n", setup(&q, IORING_SETUP_SQ_AFF, 10, 0, 0));
    printf("coop %d\n", setup(&q, IORING_SETUP_SQPOLL | COOP_TASKRUN, 10, 0, 0));
    printf("attach to nothing %d\n",
           setup(&q, IORING_SETUP_SQPOLL | IORING_SETUP_ATTACH_WQ, 10, 0, 12345));
    printf("attach to a file %d\n",
           setup(&q, IORING_SETUP_SQPOLL | IORING_SETUP_ATTACH_WQ, 10, 0, 1));
    printf("threads %d\n", threads("iou-sqp-"));
    printf("attach %d\n", setup(&q, IORING_SETUP_SQPOLL | IORING_SETUP_ATTACH_WQ, 10, 0, r->fd));
    prepare(&q, IORING_OP_NOP, -1, NULL, 0);
    printf("attached %d", submit(&q));
    printf(" threads %d\n", threads("iou-sqp-"));
    stop(&q);
    prepare(r, IORING_OP_NOP, -1, NULL, 0);
    printf("the first %d\n", submit(r));
    printf("affine %d\n", setup(&q, IORING_SETUP_SQPOLL | IORING_SETUP_SQ_AFF, 10, 0, 0));
    prepare(&q, IORING_OP_NOP, -1, NULL, 0);
    printf("result %d", submit(&q));
    printf(" threads %d\n", threads("iou-sqp-"));
    stop(&q);
    printf("disabled %d\n",
           setup(&q, IORING_SETUP_SQPOLL | IORING_SETUP_R_DISABLED | SINGLE_ISSUER, 10, 0, 0));
    prepare(&q, IORING_OP_NOP, -1, NULL, 0);
    publish(&q);
    printf("enter %ld\n", enter(&q, 1, 0, 0));
    printf("enable %ld\n",
           syscall(__NR_io_uring_register, q.fd, IORING_REGISTER_ENABLE_RINGS, 0, 0));
    printf("enabled %d\n", reap(&q));
    fflush(stdout);
    pthread_create(&t, NULL, other_thread, &q);
    pthread_join(t, NULL);
    stop(&q);
    printf("unshare %d", unshare(CLONE_NEWUSER));
    printf(" %d\n", errno);
}

/* A child uses its parent's thread, until that has ended. */
static void children(struct ring *r)
{
    int ready[2], back[2], status;
    signed char c;
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (!pid) {
        prepare(r, IORING_OP_NOP, -1, NULL, 0);
        printf("child %d", submit(r));
        printf(" threads %d\n", threads("iou-sqp-"));
        fflush(stdout);
        _exit(close(r->fd));
    }
    waitpid(pid, &status, 0);
    prepare(r, IORING_OP_NOP, -1, NULL, 0);
    printf("parent %d %d\n", status, submit(r));
    fflush(stdout);
    pipe(ready), pipe(back);
    pid = fork(); /* has a ring, and its child outlives it */
    if (!pid) {
        struct ring q;

        setup(&q, IORING_SETUP_SQPOLL, 10, 0, 0);
        if (!fork()) {
            close(ready[1]);
            read(ready[0], &c, 1);
            usleep(50000);
            c = (signed char)-enter(&q, 1, 0, IORING_ENTER_SQ_WAKEUP);
            write(back[1], &c, 1);
            _exit(0);
        }
        _exit(0);
    }
    waitpid(pid, &status, 0);
    close(ready[1]);
    c = 0;
    read(back[0], &c, 1);
    printf("dead owner %d %d\n", status, c);
}

static int same_pid_threads(struct ring *r)
{
    return threads("iou-sqp-");
}

int main(int argc, char **argv)
{
    struct ring r, again;
    int err;

    if (argc > 1) {
        printf("after exec: threads %d\n", threads("iou-sqp-"));
        return 0;
    }
    err = setup(&r, IORING_SETUP_SQPOLL, 3000, 0, 0);
    if (err)
        return 77;
    printf("flags %x features %d\n", r.p.flags, !!(r.p.features & IORING_FEAT_SQPOLL_NONFIXED));
    requests(&r);
    calls(&r);
    setups(&r);
    children(&r);
    stop(&r);
    printf("threads end %d\n", until(&r, same_pid_threads, 0));
    for (int i = 0; i < 20; i++) {
        setup(&again, IORING_SETUP_SQPOLL, 10, 0, 0);
        prepare(&again, IORING_OP_NOP, -1, NULL, 0);
        if (submit(&again))
            printf("round %d\n", i);
        if (i < 19)
            stop(&again);
    }
    fflush(stdout);
    execl("/proc/self/exe", argv[0], "again", NULL);
    return 1;
}
