/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The name of a family of generic netlink, asked for at the kernel's controller.
 */
#include "syscalls/linux/netlink_generic.h"

#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER 8192

struct request {
    struct nlmsghdr head;
    struct genlmsghdr generic;
    struct nlattr attribute;
    uint16_t number, padding;
};

static bool find_name(const char *at, size_t size, char *name)
{
    struct nlattr a;

    while (size >= sizeof(a)) {
        memcpy(&a, at, sizeof(a));
        if (a.nla_len < sizeof(a) || a.nla_len > size)
            return false;
        if (a.nla_type == CTRL_ATTR_FAMILY_NAME) {
            size_t n = a.nla_len - sizeof(a);

            memset(name, 0, GENL_NAMSIZ);
            memcpy(name, at + sizeof(a), n < GENL_NAMSIZ ? n : GENL_NAMSIZ - 1);
            return true;
        }
        size_t step = NLA_ALIGN(a.nla_len);

        step = step < size ? step : size;
        at += step, size -= step;
    }
    return false;
}

bool netlink_generic_name(int number, char name[GENL_NAMSIZ])
{
    struct request r = {{sizeof(r), GENL_ID_CTRL, NLM_F_REQUEST, 1, 0},
                        {CTRL_CMD_GETFAMILY, 1, 0},
                        {NLA_HDRLEN + sizeof(r.number), CTRL_ATTR_FAMILY_ID},
                        (uint16_t)number,
                        0};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
    size_t head = sizeof(r.head) + sizeof(r.generic);
    struct nlmsghdr answer = {0};
    char data[ANSWER];
    ssize_t got = -1;

    if (fd < 0)
        return false;
    if (send(fd, &r, sizeof(r), 0) == (ssize_t)sizeof(r))
        got = recv(fd, data, sizeof(data), MSG_DONTWAIT);
    close(fd);
    if (got < (ssize_t)head)
        return false;
    memcpy(&answer, data, sizeof(answer));
    return answer.nlmsg_type == GENL_ID_CTRL && find_name(data + head, (size_t)got - head, name);
}
