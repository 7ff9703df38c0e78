/* SPDX-License-Identifier: GPL-2.0-or-later */
/* io_uring: mappings keep a ring whose descriptor is closed; its requests end with the last one. */
#include <errno.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct io_uring_params p;
static size_t rings_size, sqes_size;
static char *rings;
static struct io_uring_sqe *sqes;
static int ring, ends[2];
static char buffer[16];

static unsigned *at(unsigned offset)
{
    return (unsigned *)(rings + offset);
}

static void start(void)
{
    size_t sq, cq;

    memset(&p, 0, sizeof(p));
    ring = (int)syscall(__NR_io_uring_setup, 4, &p);
    if (ring < 0)
        perror("setup"), exit(77);
    sq = p.sq_off.array + p.sq_entries * 4;
    cq = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
    rings_size = sq > cq ? sq : cq;
    sqes_size = p.sq_entries * sizeof(*sqes);
    rings = mmap(NULL, rings_size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    sqes = mmap(NULL, sqes_size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
}

/* A read of the pipe that waits. */
static void begin_read(void)
{
    unsigned tail = *at(p.sq_off.tail), mask = *at(p.sq_off.ring_mask);

    sqes[tail & mask] = (struct io_uring_sqe){.opcode = IORING_OP_READ,
                                              .fd = ends[0],
                                              .addr = (uintptr_t)buffer,
                                              .len = sizeof(buffer),
                                              .user_data = 7};
    at(p.sq_off.array)[tail & mask] = tail & mask;
    __atomic_store_n(at(p.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
    printf("submitted %ld\n", (long)syscall(__NR_io_uring_enter, ring, 1, 0, 0, NULL, 0));
}

/* Without the descriptor only memory can be looked at. */
static void see_end(void)
{
    const struct io_uring_cqe *cqes = (struct io_uring_cqe *)at(p.cq_off.cqes);
    unsigned head = *at(p.cq_off.head);

    for (int i = 0; i < 3000 && __atomic_load_n(at(p.cq_off.tail), __ATOMIC_ACQUIRE) == head; i++)
        usleep(1000);
    if (__atomic_load_n(at(p.cq_off.tail), __ATOMIC_ACQUIRE) == head) {
        printf("nothing\n");
        return;
    }
    cqes += head & *at(p.cq_off.ring_mask);
    printf("result %d of %d: %.*s\n", cqes->res, (int)cqes->user_data,
           cqes->res > 0 ? cqes->res : 0, buffer);
    *at(p.cq_off.head) = head + 1;
}

/* Nobody reads the pipe any more when the request is gone. */
static void see_gone(const char *what)
{
    int gone = 0;

    for (int i = 0; i < 3000 && !gone; i++) {
        gone = write(ends[1], "x", 1) < 0 && errno == EPIPE;
        usleep(1000);
    }
    printf("%s: gone %d\n", what, gone);
    close(ends[1]);
}

static void begin(void)
{
    if (pipe(ends))
        exit(1);
    start();
    begin_read();
}

int main(void)
{
    char *other;

    signal(SIGPIPE, SIG_IGN);

    begin();
    close(ring);
    printf("closed: %d\n", close(ring));
    printf("written %zd\n", write(ends[1], "after", 5));
    see_end();
    munmap(rings, rings_size);
    munmap(sqes, sqes_size);
    close(ends[0]), close(ends[1]);

    begin();
    close(ring);
    munmap(sqes, sqes_size); /* the other mapping still keeps it */
    printf("written %zd\n", write(ends[1], "one", 3));
    see_end();
    munmap(rings, rings_size);
    close(ends[0]);
    see_gone("unmapped");

    begin();
    close(ring);
    close(ends[0]);
    munmap(rings, rings_size);
    other = mmap(sqes, sqes_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    printf("replaced: %d\n", other == (char *)sqes);
    see_gone("replaced");

    begin();
    munmap(rings, rings_size);
    munmap(sqes, sqes_size);
    close(ends[0]);
    close(ring);
    see_gone("closed");
    return 0;
}
