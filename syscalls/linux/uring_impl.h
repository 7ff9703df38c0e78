/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the uring*.c files share: the rings that are known, and their requests.
 */
#ifndef FERRY_SYSCALLS_LINUX_URING_IMPL_H
#define FERRY_SYSCALLS_LINUX_URING_IMPL_H

#include <linux/io_uring.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sys_frame;

struct uring {
    struct uring *next;
    int fd;
    unsigned refs; /* of the list and of calls under way, under urings_lock */
    char *memory;  /* ours */
    bool own;      /* rings and sqes lie there; else the guest has given memory of its own */
    char *rings, *sqes;
    char *copies; /* what the host reads instead of sqes, where somebody has to look */
    size_t memory_size, rings_size, sqes_size;
    struct io_sqring_offsets off;
    uint32_t flags, entries;
};

/* uring.c: the ring at a descriptor, or NULL; to be put. */
struct uring *uring_get(int fd);
void uring_put(struct uring *u);

/* uring_request.c: those that wait to be submitted. */
uint32_t uring_waiting(const struct uring *u, uint32_t *head);
/* Converts what will be submitted, how much is said. */
uint32_t uring_convert(struct sys_frame *f, const struct uring *u, uint32_t head, uint32_t count);

#endif
