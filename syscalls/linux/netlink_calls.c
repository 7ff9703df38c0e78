/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sends and receives on netlink sockets by guests of the other byte order: through a buffer of
 * ours, where the messages are turned round (netlink.c).
 */
#include "syscalls/linux/netlink_calls.h"

#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include "base/log.h"
#include "linux-user/hostcall.h"
#include "linux-user/space.h"
#include "syscalls/engine.h"
#include "syscalls/linux/netlink.h"

enum { LARGEST = 1 << 24 }; /* bytes of a datagram that anybody can want */

static int socket_number(struct sys_frame *f, int option)
{
    int value = -1;
    socklen_t size = sizeof(value);

    return sys_host6(f, HOST_NR_getsockopt, f->arg[0], SOL_SOCKET, (uint64_t)option,
                     (uintptr_t)&value, (uintptr_t)&size, 0) < 0
               ? -1
               : value;
}

int netlink_protocol(struct sys_frame *f)
{
    int protocol;

    if (!f->state->abi->big_endian || socket_number(f, SO_DOMAIN) != AF_NETLINK)
        return -1;
    protocol = socket_number(f, SO_PROTOCOL);
    return protocol == NETLINK_KOBJECT_UEVENT ? -1 : protocol; /* that is text */
}

static size_t total(const struct iovec *v, size_t count)
{
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        size += v[i].iov_len < LARGEST ? v[i].iov_len : LARGEST;
    return size < LARGEST ? size : LARGEST;
}

int64_t netlink_room(struct sys_frame *f, const struct iovec *v, size_t count, struct iovec *host)
{
    host->iov_len = total(v, count);
    host->iov_base = sys_alloc(f, host->iov_len + 1);
    return host->iov_base ? 0 : -ENOMEM;
}

int64_t netlink_to_kernel(struct sys_frame *f, int protocol, const struct iovec *v, size_t count,
                          struct iovec *host)
{
    int64_t err = netlink_room(f, v, count, host);
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
    if (netlink_swap(host->iov_base, done, protocol, true))
        return 0;
    sys_unimplemented(f, "a message of netlink protocol", (uint64_t)protocol);
    return -EOPNOTSUPP;
}

int64_t netlink_from_kernel(struct sys_frame *f, int protocol, const struct iovec *v, size_t count,
                            const struct iovec *host, size_t got)
{
    size_t done = 0;

    got = got < host->iov_len ? got : host->iov_len;
    if (!netlink_swap(host->iov_base, got, protocol, false))
        sys_unimplemented(f, "a message of netlink protocol", (uint64_t)protocol);
    for (size_t i = 0; i < count && done < got; i++) {
        size_t n = got - done;

        n = v[i].iov_len < n ? v[i].iov_len : n;
        if (lx_copy_to_guest((gaddr)(uintptr_t)v[i].iov_base, (char *)host->iov_base + done, n) < 0)
            return -EFAULT;
        done += n;
    }
    return 0;
}
