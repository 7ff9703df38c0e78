/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares the struct layouts that syscalls/layout.c computes with those that
 * the compilers computed (*.golden, made by make-golden), and converts structures
 * there and back.
 *
 * In: $FERRY_SRC/tests/layout/ABI.golden.  Out: TAP, one case per structure.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "syscalls/layout.h"
#include "syscalls/members.h"

static int cases, failures;

static void result(bool ok, const char *abi, const char *what)
{
    printf("%s %d - %s %s\n", ok ? "ok" : "not ok", ++cases, abi, what);
    failures += !ok;
}

static int struct_by_name(const char *name)
{
    for (int i = 0; i < SYS_ST_COUNT; i++)
        if (strcmp(sys_struct_name(i), name) == 0)
            return i;
    return -1;
}

static bool check_member(const struct sys_layout *l, const char *name, unsigned offset,
                         unsigned size)
{
    const struct sys_member *m = sys_layout_find(l, name);

    if (m && m->offset == offset && m->size * m->field->count == size)
        return true;
    if (m)
        printf("# %s: offset %u size %u, expected %u %u\n", name, m->offset,
               m->size * m->field->count, offset, size);
    else
        printf("# %s: no such member\n", name);
    return false;
}

static void check_golden(const struct sys_abi *abi)
{
    const char *src = getenv("FERRY_SRC");
    char path[4096], line[256], name[128] = "";
    struct sys_layout l = {.count = 0};
    bool ok = true;

    snprintf(path, sizeof(path), "%s/tests/layout/%s.golden", src ? src : ".", abi->name);
    FILE *in = fopen(path, "r");

    if (!in) {
        result(false, abi->name, path);
        return;
    }
    while (fgets(line, sizeof(line), in)) {
        char what[128], *dot;
        unsigned a, b;

        if (sscanf(line, "struct %127s %u", what, &a) == 2) {
            int st = struct_by_name(what);

            if (name[0])
                result(ok, abi->name, name);
            strcpy(name, what);
            ok = st >= 0;
            if (!ok)
                continue;
            sys_layout_of(&l, abi, st);
            ok = l.size == a;
            if (!ok)
                printf("# %s: size %u, expected %u\n", what, l.size, a);
        } else if (sscanf(line, "%127s %u %u", what, &a, &b) == 3 && (dot = strchr(what, '.'))) {
            ok = check_member(&l, dot + 1, a, b) && ok;
        }
    }
    if (name[0])
        result(ok, abi->name, name);
    fclose(in);
}

/* Guest image -> host -> guest image gives the same bytes, but for padding. */
static void check_round_trips(const struct sys_abi *guest, const struct sys_abi *host)
{
    for (int st = 0; st < SYS_ST_COUNT; st++) {
        struct sys_conv c;
        uint8_t image[1024], native[1024], again[1024], third[1024];

        if (!sys_conv_build(&c, guest, host, st)) {
            result(false, guest->name, "no memory");
            return;
        }
        for (unsigned i = 0; i < sizeof(image); i++)
            image[i] = (uint8_t)(i * 7 + 1) & 0x7f;
        bool fits = c.guest_size <= sizeof(image) && c.host_size <= sizeof(native);

        if (fits) {
            sys_conv_to_host(&c, native, image);
            sys_conv_to_guest(&c, again, native);
            sys_conv_to_host(&c, native, again);
            fits = sys_conv_to_guest(&c, third, native) != -EFAULT;
            fits = fits && memcmp(third, again, c.guest_size) == 0;
        }
        char what[160];

        snprintf(what, sizeof(what), "round trip of %s", sys_struct_name(st));
        result(fits, guest->name, what);
        free(c.step);
    }
}

/* Made-up ABIs: what no committed table has yet, from rules alone. */
static const struct sys_abi big32 = {
    .name = "big-endian 32-bit",
    .data = {.name = "big32", .word = 4, .align64 = 8, .big_endian = true},
};
static const struct sys_abi like_i386 = {
    .name = "like i386",
    .data = {.name = "like386", .word = 4, .align64 = 4},
};

static void check_rules(const struct sys_abi *host)
{
    struct sys_layout l;
    struct sys_conv c;
    uint8_t be[8] = {0, 0, 0x01, 0x02, 0xff, 0xff, 0xff, 0xfe};
    int64_t native[2];

    sys_layout_of(&l, &like_i386, SYS_ST_epoll_event);
    result(l.size == 12 && l.m[1].offset == 4, like_i386.name, "u64 is aligned to 4");
    sys_layout_of(&l, &big32, SYS_ST_epoll_event);
    result(l.size == 16 && l.m[1].offset == 8, big32.name, "u64 is aligned to 8");

    sys_conv_build(&c, &big32, host, SYS_ST_timespec);
    sys_conv_to_host(&c, native, be);
    result(native[0] == 0x102 && native[1] == -2, big32.name, "long widens with its sign");
    native[0] = INT64_C(1) << 32;
    result(sys_conv_to_guest(&c, be, native) == -EOVERFLOW, big32.name, "EOVERFLOW");
    native[0] = -2;
    native[1] = 1;
    result(sys_conv_to_guest(&c, be, native) == 0 && be[0] == 0xff && be[3] == 0xfe && be[7] == 1,
           big32.name, "long narrows and swaps");
    free(c.step);

    uint64_t set = 0;
    uint8_t words[8] = {0x80, 0, 0, 1, 0, 0, 0, 2};

    sys_conv_build(&c, &big32, host, SYS_ST_sigset);
    sys_conv_to_host(&c, &set, words);
    result(set == (UINT64_C(2) << 32 | 0x80000001), big32.name, "a sigset's low word comes first");
    free(c.step);
}

/* Letters of ioctl.def have the size that the request's number says. */
static void check_requests(void)
{
    static const struct {
        const char *name;
        uint32_t number;
        size_t size;
        const char *members;
    } requests[] = {
#define IOTURN(name, number, size, members)            {#name, number, size, members},
#define IOTAIL(name, number, members, at, width, each) {#name, number, 0, members},
#include "syscalls/linux/ioctl.def"
    };

    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        size_t in_number = requests[i].number >> 16 & 0x3fff;
        size_t size = requests[i].size ? requests[i].size : in_number;
        bool open = requests[i].members[strcspn(requests[i].members, "x*")];

        result(size && (open || members_size(requests[i].members) == size) &&
                   !(requests[i].size && in_number),
               "ioctl", requests[i].name);
    }
}

int main(void)
{
    static const char *const guests[] = {"aarch64", "riscv64", "armv7l"};
    const struct sys_abi *host = sys_abi_host();

    check_golden(host);
    for (size_t i = 0; i < sizeof(guests) / sizeof(guests[0]); i++) {
        check_golden(sys_abi_find(guests[i]));
        check_round_trips(sys_abi_find(guests[i]), host);
    }
    check_round_trips(&big32, host);
    check_round_trips(&like_i386, host);
    check_rules(host);
    check_requests();
    printf("1..%d\n", cases);
    return failures != 0;
}
