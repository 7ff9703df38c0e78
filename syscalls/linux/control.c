/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control messages (cmsg(3)) for guests whose words are not the host's: a header of words, then
 * data padded to words.
 *
 * In: a message's control data, the guest's or the host's.  Out: the other's.
 */
#include "syscalls/linux/control.h"

#include <errno.h>
#include <string.h>
#include <sys/time.h>
#include "base/bytes.h"
#include "linux-user/space.h"
#include "syscalls/engine.h"
#include "syscalls/linux/sockdata.h"

static size_t guest_head(const struct sys_frame *f)
{
    return f->state->abi->word + 8u;
}

static size_t guest_pad(const struct sys_frame *f, size_t n)
{
    size_t w = f->state->abi->word;

    return (n + w - 1) & ~(w - 1);
}

int64_t control_to_host(struct sys_frame *f, struct msghdr *m)
{
    size_t size = m->msg_controllen, at = 0, used = 0, head = guest_head(f);
    gaddr from = (gaddr)(uintptr_t)m->msg_control;
    char *guest = size < 65536 ? sys_alloc(f, size) : NULL, *host = NULL;

    if (guest)
        host = sys_alloc(f, size * 2 + 64);
    if (!host)
        return -ENOBUFS;
    if (lx_copy_from_guest(guest, from, size) < 0)
        return -EFAULT;
    while (size - at >= head) {
        struct cmsghdr c;
        size_t len = load_word(guest + at, f->state->abi->word, f->state->abi->big_endian);

        if (len < head || len > size - at)
            break;
        c.cmsg_len = len - head + CMSG_LEN(0);
        c.cmsg_level = (int)load_u32(guest + at + head - 8, f->state->abi->big_endian);
        c.cmsg_type = (int)load_u32(guest + at + head - 4, f->state->abi->big_endian);
        memset(host + used, 0, CMSG_SPACE(len - head));
        memcpy(host + used, &c, sizeof(c));
        memcpy(host + used + CMSG_LEN(0), guest + at + head, len - head);
        if (f->state->abi->big_endian)
            sockdata_swap_control(host + used + CMSG_LEN(0), len - head, c.cmsg_level, c.cmsg_type);
        used += CMSG_SPACE(len - head);
        at += guest_pad(f, len);
        if (at > size)
            break;
    }
    m->msg_control = used ? host : NULL;
    m->msg_controllen = used;
    return 0;
}

/* Times in control messages are the guest's own width. */
static size_t copy_data(struct sys_frame *f, char *to, const struct cmsghdr *c, size_t n)
{
    const char *data = (const char *)c + CMSG_LEN(0);
    bool old_time = c->cmsg_level == SOL_SOCKET &&
                    (c->cmsg_type == SO_TIMESTAMP || c->cmsg_type == SO_TIMESTAMPNS);

    if (!old_time || n != 16) {
        memcpy(to, data, n);
        if (f->state->abi->big_endian)
            sockdata_swap_control(to, n, c->cmsg_level, c->cmsg_type);
        return n;
    }
    for (unsigned i = 0; i < 2; i++)
        store_word(to + i * f->state->abi->word, *(const uint64_t *)(data + 8 * i),
                   f->state->abi->word, f->state->abi->big_endian);
    return 2u * f->state->abi->word;
}

int64_t control_to_guest(struct sys_frame *f, struct msghdr *m, gaddr to, size_t room)
{
    size_t used = 0, head = guest_head(f);
    char *guest = room < 65536 ? sys_alloc(f, room + 64) : NULL;

    if (!guest)
        return -ENOBUFS;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        size_t n = c->cmsg_len - CMSG_LEN(0);
        char data[4096];

        if (n > sizeof(data) || used + head > room) {
            m->msg_flags |= MSG_CTRUNC;
            break;
        }
        n = copy_data(f, data, c, n);
        if (n > room - used - head) {
            m->msg_flags |= MSG_CTRUNC;
            n = room - used - head;
        }
        memset(guest + used, 0, head);
        store_word(guest + used, head + n, f->state->abi->word, f->state->abi->big_endian);
        store_u32(guest + used + head - 8, (uint32_t)c->cmsg_level, f->state->abi->big_endian);
        store_u32(guest + used + head - 4, (uint32_t)c->cmsg_type, f->state->abi->big_endian);
        memcpy(guest + used + head, data, n);
        used += guest_pad(f, head + n);
        used = used > room ? room : used;
    }
    return lx_copy_to_guest(to, guest, used) < 0 ? -EFAULT : (int64_t)used;
}
