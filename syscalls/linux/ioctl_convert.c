/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ioctl for a guest whose words or byte order are not the host's.
 *
 * In: a request and its argument, as the guest gave them.  Out: the host's result, with what the
 * argument points to converted both ways.  The rows of ioctl.def say how; a request
 * without a description is one that the driver does not have, and a line in the log.
 *
 * Invariant: memory that is handed to the host kernel in place (IORAW) has members of fixed size
 * only; a guest of the other byte order has it in a copy, by letters (IOTURN, IOTAIL), or not.
 */
#include "syscalls/engine.h"
#include "syscalls/linux/ioctl.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include "base/bytes.h"
#include "linux-user/space.h"
#include "syscalls/members.h"

/* How an argument is passed. */
enum pass { PASS_VALUE, PASS_STRUCT, PASS_RAW, PASS_IFREQ, PASS_IFCONF };

/* The member of struct ifreq that a request uses. */
enum ifr { IFR_INT, IFR_SHORT, IFR_SHORTS, IFR_ADDR, IFR_NAME, IFR_MAP, IFR_DATA };

enum { IN = SYS_IN, OUT = SYS_OUT, INOUT = SYS_IN | SYS_OUT };

struct request {
    uint32_t number;
    uint8_t pass;
    uint8_t dir;
    bool word;                  /* the size in the number is a word's */
    uint16_t what;              /* enum sys_struct, enum ifr */
    const char *members, *each; /* of RAW memory, and of what follows as often as ... */
    uint8_t at, width;          /* ... the number there says */
    uint16_t size;              /* of it, if the request's number has none */
};

/* clang-format off */
static const struct request requests[] = {
#define IOVAL(name, n)              {.number = n, .pass = PASS_VALUE},
#define IOVALLONG(name, n)          {.number = n, .pass = PASS_VALUE, .word = true},
#define IOMEM(name, n, d, st)       {.number = n, .pass = PASS_STRUCT, .dir = d, .what = SYS_ST_##st},
#define IOLONG(name, n, d, st)      {.number = n, .pass = PASS_STRUCT, .dir = d, .what = SYS_ST_##st, .word = true},
#define IORAW(name, n)              {.number = n, .pass = PASS_RAW},
#define IORAWLONG(name, n)          {.number = n, .pass = PASS_RAW, .word = true},
#define IOTURN(name, n, bytes, m)   {.number = n, .pass = PASS_RAW, .size = bytes, .members = m},
#define IOTAIL(name, n, m, a, w, e) {.number = n, .pass = PASS_RAW, .members = m, .at = a, .width = w, .each = e},
#define IOREQ(name, n, d, m)        {.number = n, .pass = PASS_IFREQ, .dir = d, .what = IFR_##m},
#define IOCONF(name, n)             {.number = n, .pass = PASS_IFCONF, .dir = INOUT},
#include "syscalls/linux/ioctl.def"
};
/* clang-format on */

static const struct {
    uint32_t number, families, guest;
} others[] = {
#define IOALT(number, families, guest) {number, families, guest},
#include "syscalls/linux/ioctl.def"
};

/* _IOC_SIZE, and a number with another one. */
#define SIZE_SHIFT 16
#define SIZE_MASK  0x3fffu

static uint32_t number_size(uint32_t number)
{
    return number >> SIZE_SHIFT & SIZE_MASK;
}

static uint32_t with_size(uint32_t number, uint32_t size)
{
    return (number & ~(SIZE_MASK << SIZE_SHIFT)) | size << SIZE_SHIFT;
}

/* The guest's number of a request. */
static uint32_t guest_number(struct sys_state *s, const struct request *r)
{
    const struct sys_conv *c;

    if (r->word)
        return with_size(r->number, s->guest->data.word);
    if (r->pass != PASS_STRUCT)
        return r->number;
    c = sys_conv(s, r->what);
    return number_size(r->number) == c->host_size ? with_size(r->number, c->guest_size) : r->number;
}

static const struct request *find(struct sys_state *s, uint32_t number)
{
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (others[i].guest == number &&
            (s->guest->families & others[i].families) == others[i].families)
            number = others[i].number;
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
        if (guest_number(s, &requests[i]) == number)
            return &requests[i];
    return NULL;
}

/*
 * Requests with a size that the caller chooses, of members of fixed size: names and sets of bits
 * of input devices, joysticks and raw HID devices; structures that may grow.
 */
static bool is_open_sized(uint32_t number)
{
    uint32_t type = number >> 8 & 0xff, nr = number & 0xff;

    switch (type) {
    case '!': return nr == 0x03; /* SECCOMP_IOCTL_NOTIF_ADDFD */
    case 'E': return (nr >= 0x06 && nr <= 0x0a) || (nr >= 0x18 && nr < 0x80) || nr >= 0xc0;
    case 'H': return nr >= 0x01 && nr <= 0x0d;
    case 'j': return nr >= 0x11 && nr <= 0x13;
    default: return false;
    }
}

static int64_t host_ioctl(struct sys_frame *f, uint32_t number, uint64_t arg)
{
    return sys_host6(f, HOST_NR_ioctl, f->arg[0], number, arg, 0, 0, 0);
}

/* A request that no driver has: what the host says to that depends on the descriptor and on who may
   use it. */
static int64_t unknown(struct sys_frame *f, uint32_t number)
{
    int64_t result = host_ioctl(f, UINT32_MAX, 0);

    sys_unimplemented(f, "request", number);
    return result < 0 ? result : -ENOTTY;
}

static int64_t pass_struct(struct sys_frame *f, const struct request *r)
{
    _Alignas(8) char host[1024];
    int64_t result = 0;

    if (sys_conv(f->state, r->what)->host_size > sizeof(host))
        return -ENOTTY;
    if (r->dir & SYS_IN)
        result = sys_get_struct(f, r->what, host, f->raw[2]);
    if (result >= 0)
        result = host_ioctl(f, r->number, (uint64_t)(uintptr_t)host);
    if (result >= 0 && r->dir & SYS_OUT) {
        int64_t err = sys_put_struct(f, r->what, f->raw[2], host);

        result = err < 0 ? err : result;
    }
    return result;
}

/* ---- memory of members of fixed size, for the other byte order ---- */

enum { RAW_MAX = 1 << 20 };

static bool is_bytes(const char *members)
{
    return members[strspn(members, "bx")] == 0;
}

/* How much follows the first part. */
static size_t tail_size(const struct request *r, const void *head)
{
    const uint8_t *at = (const uint8_t *)head + r->at;
    size_t count = r->width == 2 ? load_u16(at, true) : load_u32(at, true);

    return count * members_size(r->each);
}

static void turn(const struct request *r, char *data, size_t head, size_t tail)
{
    size_t each = tail ? members_size(r->each) : 0;

    members_swap(data, head, r->members);
    for (size_t at = head; at < head + tail; at += each)
        members_swap(data + at, each, r->each);
}

/* What can't be read is for the host's kernel to refuse. Some requests write though they fail. */
static int64_t pass_turned(struct sys_frame *f, const struct request *r)
{
    size_t head = r->size ? r->size : number_size(r->number), tail = 0;
    char *data = sys_alloc(f, head), *before;
    int64_t result;

    if (!data)
        return -ENOMEM;
    if (is_bytes(r->members) || lx_copy_from_guest(data, f->raw[2], head) < 0)
        return host_ioctl(f, r->number, f->raw[2]);
    if (r->each)
        tail = tail_size(r, data);
    if (tail > RAW_MAX)
        return -EINVAL;
    data = sys_alloc(f, head + tail);
    before = sys_alloc(f, head + tail);
    if (!data || !before)
        return -ENOMEM;
    if (lx_copy_from_guest(data, f->raw[2], head + tail) < 0)
        return host_ioctl(f, r->number, f->raw[2]);
    memcpy(before, data, head + tail);
    turn(r, data, head, tail);
    result = host_ioctl(f, r->number, (uintptr_t)data);
    turn(r, data, head, tail);
    if (memcmp(before, data, head + tail) != 0 &&
        lx_copy_to_guest(f->raw[2], data, head + tail) < 0)
        return -EFAULT;
    return result;
}

/* ---- network interfaces ---- */

/* struct ifreq: a name and a union, whose biggest member, struct ifmap, has words. */
#define IFR_UNION       ((size_t)IFNAMSIZ)
#define IFR_NARROW_SIZE ((size_t)IFNAMSIZ + 16)

static uint32_t ifreq_size(const struct sys_frame *f)
{
    return f->state->guest->data.word == 8 ? sizeof(struct ifreq) : IFR_NARROW_SIZE;
}

static void swap16(char *p, unsigned count)
{
    for (; count; count--, p += 2) {
        char first = p[0];

        p[0] = p[1];
        p[1] = first;
    }
}

static void swap32(char *p)
{
    swap16(p, 2);
    char half[2] = {p[0], p[1]};

    memcpy(p, p + 2, 2);
    memcpy(p + 2, half, 2);
}

/* Brings a member of fixed size from one byte order to the other. */
static void swap_member(char *member, enum ifr kind)
{
    switch (kind) {
    case IFR_INT: swap32(member); break;
    case IFR_SHORT:
    case IFR_ADDR:
        swap16(member, 1);
        break; /* of an address the family; the rest is the network's */
    case IFR_SHORTS: swap16(member, 4); break;
    default: break;
    }
}

static void ifreq_to_host(const struct sys_frame *f, char *host, const char *guest, enum ifr kind)
{
    struct sys_state *s = f->state;
    uint32_t pointer;

    memset(host, 0, sizeof(struct ifreq));
    memcpy(host, guest, IFR_NARROW_SIZE);
    if (kind == IFR_MAP) {
        sys_conv_to_host(sys_conv(s, SYS_ST_ifmap), host + IFR_UNION, guest + IFR_UNION);
    } else if (kind == IFR_DATA) {
        memset(host + IFR_UNION, 0, sizeof(struct ifreq) - IFR_UNION);
        memcpy(&pointer, guest + IFR_UNION, sizeof(pointer));
        uint64_t wide = pointer;

        memcpy(host + IFR_UNION, &wide, sizeof(wide));
    } else if (s->guest->data.big_endian) {
        swap_member(host + IFR_UNION, kind);
    }
}

static int ifreq_to_guest(const struct sys_frame *f, char *guest, const char *host, enum ifr kind)
{
    struct sys_state *s = f->state;

    if (kind == IFR_DATA) { /* the pointer is not the kernel's to change */
        memcpy(guest, host, IFR_UNION);
        return 0;
    }
    memcpy(guest, host, IFR_NARROW_SIZE);
    if (kind == IFR_MAP)
        return sys_conv_to_guest(sys_conv(s, SYS_ST_ifmap), guest + IFR_UNION, host + IFR_UNION);
    if (s->guest->data.big_endian)
        swap_member(guest + IFR_UNION, kind);
    return 0;
}

static int64_t pass_ifreq(struct sys_frame *f, const struct request *r)
{
    _Alignas(8) char host[sizeof(struct ifreq)], guest[sizeof(struct ifreq)];
    uint32_t size = ifreq_size(f);
    bool swapped = f->state->guest->data.big_endian;

    if (f->state->guest->data.word == 8 && !swapped)
        return host_ioctl(f, r->number, f->raw[2]);
    if (r->what == IFR_DATA && swapped) {
        sys_unimplemented(f, "request in this byte order", r->number);
        return -ENOTTY;
    }
    if (lx_copy_from_guest(guest, f->raw[2], size) < 0)
        return -EFAULT;
    ifreq_to_host(f, host, guest, r->what);
    int64_t result = host_ioctl(f, r->number, (uint64_t)(uintptr_t)host);

    if (result < 0 || !(r->dir & SYS_OUT))
        return result;
    int64_t err = ifreq_to_guest(f, guest, host, r->what);

    if (err == 0)
        err = lx_copy_to_guest(f->raw[2], guest, size);
    return err < 0 ? err : result;
}

/* SIOCGIFCONF: a buffer of struct ifreq; without a buffer, the size that it should have. */
#define CONF_MAX 4096u /* interfaces */

static int64_t pass_ifconf(struct sys_frame *f, const struct request *r)
{
    uint32_t size = ifreq_size(f);
    struct ifconf conf;
    int64_t err = sys_get_struct(f, SYS_ST_ifconf, &conf, f->raw[2]);
    gaddr buffer = (gaddr)(uintptr_t)conf.ifc_buf;

    if (err < 0)
        return err;
    if (conf.ifc_len < 0)
        return -EINVAL;
    uint32_t count = (uint32_t)conf.ifc_len / size;

    if (count > CONF_MAX)
        count = CONF_MAX;
    if (buffer) {
        conf.ifc_buf = sys_alloc(f, count * sizeof(struct ifreq) + 1);
        if (!conf.ifc_buf)
            return -ENOMEM;
    }
    conf.ifc_len = (int)(count * sizeof(struct ifreq));
    int64_t result = host_ioctl(f, r->number, (uint64_t)(uintptr_t)&conf);

    if (result < 0)
        return result;
    count = (uint32_t)conf.ifc_len / (uint32_t)sizeof(struct ifreq);
    for (uint32_t i = 0; buffer && i < count; i++) {
        char guest[sizeof(struct ifreq)] = "";

        ifreq_to_guest(f, guest, (const char *)&conf.ifc_req[i], IFR_ADDR);
        if (lx_copy_to_guest(buffer + (uint64_t)i * size, guest, size) < 0)
            return -EFAULT;
    }
    conf.ifc_buf = (char *)(uintptr_t)buffer;
    conf.ifc_len = (int)(count * size);
    err = sys_put_struct(f, SYS_ST_ifconf, f->raw[2], &conf);
    return err < 0 ? err : result;
}

int64_t sys_ioctl_convert(struct sys_frame *f, uint32_t number)
{
    const struct request *r = find(f->state, number);
    bool raw = r ? r->pass == PASS_RAW : is_open_sized(number);

    bool turned = raw && f->state->guest->data.big_endian;

    if ((!r && !raw) || (turned && !(r && r->members)))
        return unknown(f, number);
    if (raw && f->raw[2] >= space_top(f->task->process->space))
        return -EFAULT;
    if (turned)
        return pass_turned(f, r);
    if (raw)
        return host_ioctl(f, r ? r->number : number, f->raw[2]);
    switch ((enum pass)r->pass) {
    case PASS_STRUCT: return pass_struct(f, r);
    case PASS_IFREQ: return pass_ifreq(f, r);
    case PASS_IFCONF: return pass_ifconf(f, r);
    default: return host_ioctl(f, r->number, f->raw[2]);
    }
}
