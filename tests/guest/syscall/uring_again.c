/* SPDX-License-Identifier: GPL-2.0-or-later */
/* io_uring: a request that is submitted twice, a ring by other numbers, in a vfork child, full. */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct io_uring_params p;
static char *rings;
static struct io_uring_sqe *sqes;
static int ring;

static unsigned *at(unsigned offset)
{
    return (unsigned *)(rings + offset);
}

static void *map(size_t size, off_t what)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, what);

    if (at == MAP_FAILED)
        perror("mmap"), exit(1);
    return at;
}

static void start(void)
{
    size_t sq, cq;

    memset(&p, 0, sizeof(p));
    ring = (int)syscall(__NR_io_uring_setup, 8, &p);
    if (ring < 0)
        perror("setup"), exit(77);
    sq = p.sq_off.array + p.sq_entries * 4;
    cq = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
    rings = map(sq > cq ? sq : cq, IORING_OFF_SQ_RING);
    sqes = map(p.sq_entries * sizeof(*sqes), IORING_OFF_SQES);
}

/* Puts request `index` into the queue as it stands. */
static void queue(unsigned index)
{
    unsigned tail = *at(p.sq_off.tail), mask = *at(p.sq_off.ring_mask);

    at(p.sq_off.array)[tail & mask] = index;
    __atomic_store_n(at(p.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
}

static long enter(unsigned count, unsigned wait)
{
    long result = syscall(__NR_io_uring_enter, ring, count, wait, IORING_ENTER_GETEVENTS, NULL, 0);

    return result < 0 ? -errno : result;
}

static int reap(void)
{
    unsigned head = *at(p.cq_off.head), mask = *at(p.cq_off.ring_mask);
    struct io_uring_cqe *cqe = (struct io_uring_cqe *)(rings + p.cq_off.cqes) + (head & mask);
    int result = cqe->res;

    if (head == __atomic_load_n(at(p.cq_off.tail), __ATOMIC_ACQUIRE))
        return -1000;
    __atomic_store_n(at(p.cq_off.head), head + 1, __ATOMIC_RELEASE);
    return result;
}

static void nop(const char *what)
{
    long result;

    memset(&sqes[0], 0, sizeof(*sqes));
    sqes[0].opcode = IORING_OP_NOP;
    queue(0);
    result = enter(1, 1);
    printf("%s: %ld %d\n", what, result, reap());
}

/* The request is the program's: what it opens is the same each time. */
static void twice(void)
{
    struct io_uring_sqe before;

    memset(&sqes[1], 0, sizeof(*sqes));
    sqes[1].opcode = IORING_OP_OPENAT;
    sqes[1].fd = AT_FDCWD;
    sqes[1].addr = (uintptr_t) ".";
    sqes[1].open_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    before = sqes[1];
    for (int i = 0; i < 3; i++) {
        long result;
        int fd;

        queue(1);
        result = enter(1, 1);
        fd = reap();
        printf("open %d: %ld %d same %d\n", i, result, fd >= 0 ? 0 : fd,
               !memcmp(&before, &sqes[1], sizeof(before)));
        close(fd);
    }
    sqes[1].addr = (uintptr_t) "/etc/passwd";
    queue(1);
    queue(1);
    printf("two: %ld", enter(2, 2));
    printf(" %d", reap());
    printf(" %d\n", reap());
}

/* More than there is: what is there, and no waiting. */
static void more(void)
{
    printf("none: %ld\n", enter(3, 1));
    memset(&sqes[0], 0, sizeof(*sqes));
    queue(0);
    printf("one of three: %ld", enter(3, 2));
    printf(" %d", reap());
    printf(" %d\n", reap());
}

static void numbers(void)
{
    int first = ring, second = dup(ring), third;
    pid_t child;

    ring = second;
    nop("dup");
    close(first);
    nop("the first closed");
    third = fcntl(second, F_DUPFD, 100);
    dup2(open("/dev/null", O_RDWR), second);
    ring = third;
    nop("the second replaced");
    sqes = map(p.sq_entries * sizeof(*sqes), IORING_OFF_SQES);
    nop("mapped by the third");
    child = vfork();
    if (!child) {
        close(third);
        syscall(__NR_close_range, 3, ~0u, 0);
        _exit(7);
    }
    waitpid(child, NULL, 0);
    nop("closed in a vfork child");
    sqes = map(p.sq_entries * sizeof(*sqes), IORING_OFF_SQES);
    twice();
    syscall(__NR_close_range, third, ~0u, 0);
    printf("closed: %ld\n", enter(0, 0));
}

int main(void)
{
    start();
    nop("nop");
    twice();
    more();
    numbers();
    start();
    nop("another");
    return 0;
}
