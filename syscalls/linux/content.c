/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads and writes of guests of the other byte order on descriptors whose content is structures of
 * the kernel's, by eventfd(2), timerfd_create(2), signalfd(2), inotify(7), fanotify(7),
 * userfaultfd(2), perf_event_open(2), netlink(7).
 *
 * In: the guest's buffers.  Out: the host's call with a buffer of ours, where the content is turned
 * round.  Invariant: lengths come from outside; nothing beyond the buffer is looked at.
 */
#include "syscalls/linux/content.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include "base/bytes.h"
#include "base/log.h"
#include "linux-user/hostcall.h"
#include "linux-user/space.h"
#include "syscalls/engine.h"
#include "syscalls/linux/netlink.h"
#include "syscalls/members.h"

enum { LARGEST = 1 << 24 }; /* bytes of a datagram that anybody can want */

/* ---- structures ---- */

/* struct signalfd_siginfo: twelve words, four long ones, the address's width, the call, padding */
#define SIGNAL_MEMBERS                                                                             \
    "wwwwwwwwwwww"                                                                                 \
    "dddd"                                                                                         \
    "hhw"                                                                                          \
    "dw"                                                                                           \
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbb"                                                                 \
    "*"

/* The length of what begins at `at`: a head of `least` bytes and more, or 0 for nonsense. */
static size_t piece(size_t length, size_t least, size_t size)
{
    return length >= least && length <= size ? length : 0;
}

static void inotify_swap(uint8_t *at, size_t size, bool to_kernel)
{
    enum { HEAD = 16 };
    size_t n;

    (void)to_kernel;
    for (; size >= HEAD; at += n, size -= n) {
        n = piece(HEAD + (size_t)load_u32(at + 12, false), HEAD, size);
        members_swap(at, HEAD, "wwww");
        if (!n)
            return;
    }
}

/* What can follow an event of fanotify, or an answer to it, by its type. */
static const char *const fanotify_info[] = {
    [1] = "bbhwwwwx", [2] = "bbhwwwwx", [3] = "bbhwwwwx",  [4] = "bbhw",     [5] = "bbhww",
    [6] = "bbhwdd",   [7] = "bbhd",     [10] = "bbhwwwwx", [12] = "bbhwwwwx"};
static const char *const fanotify_answer[] = {[1] = "bbhwww"};

static void swap_info(uint8_t *at, size_t size, const char *const *members, size_t types, bool big)
{
    enum { HEAD = 4 };
    size_t n;

    for (; size >= HEAD; at += n, size -= n) {
        n = piece(load_u16(at + 2, big), HEAD, size);
        if (!n)
            return;
        members_swap(at, n, at[0] < types && members[at[0]] ? members[at[0]] : "bbhx");
    }
}

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void fanotify_swap(uint8_t *at, size_t size, bool to_kernel)
{
    enum { HEAD = 24, ANSWER = 8 };
    size_t n;

    if (to_kernel) {
        members_swap(at, size, "wwx");
        if (size > ANSWER)
            swap_info(at + ANSWER, size - ANSWER, fanotify_answer, COUNT(fanotify_answer), true);
        return;
    }
    for (; size >= HEAD; at += n, size -= n) {
        n = piece(load_u32(at, false), HEAD, size);
        if (!n)
            return;
        members_swap(at, HEAD, "wbbhdww");
        swap_info(at + HEAD, n - HEAD, fanotify_info, COUNT(fanotify_info), false);
    }
}

static void userfault_swap(uint8_t *at, size_t size, bool to_kernel)
{
    enum { MESSAGE = 32, PAGEFAULT = 0x12, FORK, REMAP, REMOVE, UNMAP };

    (void)to_kernel;
    for (; size >= MESSAGE; at += MESSAGE, size -= MESSAGE) {
        const char *members = at[0] == PAGEFAULT ? "ddw" : at[0] == FORK ? "w" : "ddd";

        if (at[0] >= PAGEFAULT && at[0] <= UNMAP)
            members_swap(at + 8, MESSAGE - 8, members);
    }
}

/* What /proc/self/fd says of the descriptor; members, or a function where there are lengths. */
static const struct kind {
    const char *link, *members;
    void (*swap)(uint8_t *at, size_t size, bool to_kernel);
} kinds[] = {
    {"anon_inode:[eventfd]", "d*", NULL},
    {"anon_inode:[timerfd]", "d*", NULL},
    {"anon_inode:[perf_event]", "d*", NULL},
    {"anon_inode:[signalfd]", SIGNAL_MEMBERS, NULL},
    {"anon_inode:inotify", NULL, inotify_swap},
    {"anon_inode:[fanotify]", NULL, fanotify_swap},
    {"anon_inode:[userfaultfd]", NULL, userfault_swap},
};

enum { KINDS = 1 << 16 }; /* number of the first one; those below are protocols of netlink */

/* False: messages that nothing is known of. */
static bool swap(void *data, size_t size, int content, bool to_kernel)
{
    const struct kind *kind = &kinds[content - KINDS];

    if (content < KINDS)
        return netlink_swap(data, size, content, to_kernel);
    if (kind->members)
        members_swap(data, size, kind->members);
    else
        kind->swap(data, size, to_kernel);
    return true;
}

/* ---- descriptors ---- */

static int socket_number(const struct sys_frame *f, int option)
{
    int value = -1;
    socklen_t size = sizeof(value);

    return lx_rawcall(HOST_NR_getsockopt, (long)f->arg[0], SOL_SOCKET, option, (long)&value,
                      (long)&size, 0) < 0
               ? -1
               : value;
}

int content_of_socket(struct sys_frame *f)
{
    int protocol;

    if (!f->state->abi->big_endian || socket_number(f, SO_DOMAIN) != AF_NETLINK)
        return CONTENT_BYTES;
    protocol = socket_number(f, SO_PROTOCOL);
    return protocol == NETLINK_KOBJECT_UEVENT ? CONTENT_BYTES : protocol; /* that is text */
}

static int content_of_link(const struct sys_frame *f)
{
    char path[32], link[64] = "";

    snprintf(path, sizeof(path), "/proc/self/fd/%d", (int)f->arg[0]);
    if (lx_rawcall(HOST_NR_readlinkat, AT_FDCWD, (long)path, (long)link, sizeof(link) - 1, 0, 0) <
        0)
        return CONTENT_BYTES;
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(link, kinds[i].link) == 0)
            return KINDS + (int)i;
    return CONTENT_BYTES;
}

int content_of(struct sys_frame *f)
{
    struct stat st;

    if (!f->state->abi->big_endian ||
        lx_rawcall(HOST_NR_fstat, (long)f->arg[0], (long)&st, 0, 0, 0, 0) < 0)
        return CONTENT_BYTES;
    switch (st.st_mode & S_IFMT) {
    case S_IFSOCK: return content_of_socket(f);
    case 0: return content_of_link(f); /* of no file system */
    default: return CONTENT_BYTES;
    }
}

/* ---- buffers ---- */

static size_t total(const struct iovec *v, size_t count)
{
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        size += v[i].iov_len < LARGEST ? v[i].iov_len : LARGEST;
    return size < LARGEST ? size : LARGEST;
}

int64_t content_room(struct sys_frame *f, const struct iovec *v, size_t count, struct iovec *host)
{
    host->iov_len = total(v, count);
    host->iov_base = sys_alloc(f, host->iov_len + 1);
    return host->iov_base ? 0 : -ENOMEM;
}

int64_t content_to_kernel(struct sys_frame *f, int content, const struct iovec *v, size_t count,
                          struct iovec *host)
{
    int64_t err = content_room(f, v, count, host);
    size_t done = 0;

    if (err < 0)
        return err;
    for (size_t i = 0; i < count && done < host->iov_len; i++) {
        size_t n = host->iov_len - done;

        n = v[i].iov_len < n ? v[i].iov_len : n;
        if (lx_copy_from_guest((char *)host->iov_base + done, (gaddr)(uintptr_t)v[i].iov_base, n) <
            0)
            return -EFAULT;
        done += n;
    }
    if (swap(host->iov_base, done, content, true))
        return 0;
    sys_unimplemented(f, "a message of netlink protocol", (uint64_t)content);
    return -EOPNOTSUPP;
}

int64_t content_from_kernel(struct sys_frame *f, int content, const struct iovec *v, size_t count,
                            const struct iovec *host, size_t got)
{
    size_t done = 0;

    got = got < host->iov_len ? got : host->iov_len;
    if (!swap(host->iov_base, got, content, false))
        sys_unimplemented(f, "a message of netlink protocol", (uint64_t)content);
    for (size_t i = 0; i < count && done < got; i++) {
        size_t n = got - done;

        n = v[i].iov_len < n ? v[i].iov_len : n;
        if (lx_copy_to_guest((gaddr)(uintptr_t)v[i].iov_base, (char *)host->iov_base + done, n) < 0)
            return -EFAULT;
        done += n;
    }
    return 0;
}

struct call {
    long whole, parts; /* numbers of the host */
};

/* The call with `host`, which has the guest's parts one behind the other. */
static int64_t in_parts(struct sys_frame *f, struct call call, const struct iovec *v, size_t count,
                        const struct iovec *host)
{
    if (count == 1)
        return sys_host6(f, call.whole, f->arg[0], (uintptr_t)host->iov_base, host->iov_len, 0, 0,
                         0);

    struct iovec *part = sys_alloc(f, (count + 1) * sizeof(*part));
    size_t done = 0;

    if (!part)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++) {
        size_t left = host->iov_len - done;

        part[i].iov_base = (char *)host->iov_base + done;
        part[i].iov_len = v[i].iov_len < left ? v[i].iov_len : left;
        done += part[i].iov_len;
    }
    return sys_host6(f, call.parts, f->arg[0], (uintptr_t)part, count, 0, 0, 0);
}

int64_t content_read(struct sys_frame *f, int content, const struct iovec *v, size_t count)
{
    struct iovec host;
    int64_t result = content_room(f, v, count, &host);

    if (result < 0)
        return result;
    result = in_parts(f, (struct call){HOST_NR_read, HOST_NR_readv}, v, count, &host);
    return result > 0 && content_from_kernel(f, content, v, count, &host, (size_t)result) < 0
               ? -EFAULT
               : result;
}

int64_t content_write(struct sys_frame *f, int content, const struct iovec *v, size_t count)
{
    struct iovec host;
    int64_t err = content_to_kernel(f, content, v, count, &host);

    return err < 0 ? err
                   : in_parts(f, (struct call){HOST_NR_write, HOST_NR_writev}, v, count, &host);
}
