/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the uring*.c files share: the rings that are known, their requests, and the thread that
 * submits by itself.
 */
#ifndef FERRY_SYSCALLS_LINUX_URING_IMPL_H
#define FERRY_SYSCALLS_LINUX_URING_IMPL_H

#include <linux/io_uring.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sys_frame;
struct uring_poll;

struct uring {
    struct uring *next;
    int fd;
    bool kept;     /* fd is ours: the guest has closed its descriptors, but not its mappings */
    unsigned refs; /* of the list and of calls under way, under urings_lock */
    char *memory;  /* ours */
    bool own;      /* rings and sqes lie there; else the guest has given memory of its own */
    char *rings, *sqes;
    char *copies; /* what the host reads instead of sqes, where somebody has to look */
    size_t memory_size, rings_size, sqes_size;
    struct io_sqring_offsets off;
    uint32_t flags, entries;
    /* With IORING_SETUP_SQPOLL, which the host's ring has not. */
    struct uring_poll *poll;
    struct uring *poll_next; /* of the same thread */
    uint64_t idle;           /* ms */
    bool single;             /* IORING_SETUP_SINGLE_ISSUER, likewise */
    int issuer;              /* of it: a tid; 0: not known yet */
};

/* uring.c: the ring at a descriptor, or NULL; to be put. */
struct uring *uring_get(int fd);
void uring_put(struct uring *u);

/* uring_request.c: those that wait to be submitted. */
uint32_t uring_waiting(const struct uring *u, uint32_t *head);
/* Converts what will be submitted, how much is said. */
uint32_t uring_convert(struct sys_frame *f, const struct uring *u, uint32_t head, uint32_t count);

/*
 * uring_poll.c.  setup: checks what is asked for, takes out of *p what the host shall not see, and
 * sets u->poll if there is to be a thread; start: gives it the ring.  0 or -errno.
 */
int64_t uring_poll_setup(struct sys_frame *f, struct uring *u, struct io_uring_params *p);
int64_t uring_poll_start(struct sys_frame *f, struct uring *u, const struct io_uring_params *asked);
/* io_uring_enter: the part that is the thread's; true: *result is all of it. */
bool uring_poll_enter(struct sys_frame *f, struct uring *u, int64_t *result);
/* Makes the thread look at its rings. */
void uring_poll_wake(struct uring *u);
/* The ring has gone to another descriptor, or (-1) is not to be looked at any more. */
void uring_poll_moved(struct uring *u, int fd);
/* The ring is freed. */
void uring_poll_put(struct uring *u);

#endif
