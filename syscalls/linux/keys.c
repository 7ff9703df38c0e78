/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keyctl(2) for guests whose words or byte order are not the host's: what its arguments point to
 * depends on the operation.
 *
 * In: the arguments.  Out: the host's call, with vectors and structures as the host has them
 * (keyctl(2), the kernel's linux/keyctl.h).
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <stddef.h>
#include <string.h>
#include "base/bytes.h"
#include "syscalls/linux/vector.h"
#include "syscalls/members.h"

/* Argument i, read from a copy that is turned round; what can't be read is the kernel's to refuse.
 */
static void turn_argument(struct sys_frame *f, unsigned i, void *copy, size_t size,
                          const char *members)
{
    if (!f->state->abi->big_endian || !f->raw[i] || lx_copy_from_guest(copy, f->raw[i], size) < 0)
        return;
    members_swap(copy, size, members);
    f->arg[i] = (uintptr_t)copy;
}

/* ---- what a keyring holds is numbers; of other keys it is bytes ---- */

static bool is_keyring(struct sys_frame *f)
{
    static const char type[] = "keyring;";
    char text[256];

    return lx_rawcall(HOST_NR_keyctl, KEYCTL_DESCRIBE, (long)f->arg[1], (long)text, sizeof(text), 0,
                      0) > (long)sizeof(type) &&
           memcmp(text, type, sizeof(type) - 1) == 0;
}

static int64_t read_key(struct sys_frame *f)
{
    int64_t result = sys_host(f);
    size_t size = result > 0 ? (size_t)result : 0;
    void *numbers;

    size = size < f->raw[3] ? size : f->raw[3];
    if (!size || !f->raw[2] || !f->state->abi->big_endian || !is_keyring(f))
        return result;
    numbers = sys_alloc(f, size);
    if (!numbers)
        return -ENOMEM;
    if (lx_copy_from_guest(numbers, f->raw[2], size) < 0)
        return -EFAULT;
    members_swap(numbers, size, "w*");
    return lx_copy_to_guest(f->raw[2], numbers, size) < 0 ? -EFAULT : result;
}

/* ---- operations with structures ---- */

static int64_t instantiate(struct sys_frame *f)
{
    struct iovec *v;
    int64_t err = f->raw[2] ? vector_get(f, f->raw[2], f->raw[3], &v) : 0;

    if (err < 0)
        return err;
    if (f->raw[2])
        f->arg[2] = (uintptr_t)v;
    return sys_host(f);
}

/* struct keyctl_kdf_params: two addresses, a length, and what has to be zeros. */
static int64_t read_derivation(struct sys_frame *f, struct keyctl_kdf_params *host)
{
    enum { TAIL = sizeof(*host) - offsetof(struct keyctl_kdf_params, otherinfolen) };
    unsigned word = f->state->abi->word;
    uint64_t name, info;

    if (sys_get_word(f, &name, f->raw[4]) < 0 || sys_get_word(f, &info, f->raw[4] + word) < 0 ||
        lx_copy_from_guest(&host->otherinfolen, f->raw[4] + 2 * word, TAIL) < 0)
        return -EFAULT;
    if (f->state->abi->big_endian)
        members_swap(&host->otherinfolen, TAIL, "w*");
    host->hashname = (char *)(uintptr_t)name;
    host->otherinfo = (char *)(uintptr_t)info;
    f->arg[4] = (uintptr_t)host;
    return 0;
}

static int64_t compute(struct sys_frame *f)
{
    struct keyctl_dh_params params;
    struct keyctl_kdf_params derivation = {0};
    int64_t err = f->raw[4] ? read_derivation(f, &derivation) : 0;

    turn_argument(f, 1, &params, sizeof(params), "w*");
    return err < 0 ? err : sys_host(f);
}

static int64_t public_key(struct sys_frame *f)
{
    struct keyctl_pkey_params params;

    turn_argument(f, 1, &params, sizeof(params), "w*");
    return sys_host(f);
}

static int64_t query(struct sys_frame *f)
{
    struct keyctl_pkey_query answer;
    int64_t result;

    if (!f->state->abi->big_endian || !f->raw[4])
        return sys_host(f);
    f->arg[4] = (uintptr_t)&answer;
    result = sys_host(f);
    if (result < 0)
        return result;
    members_swap(&answer, sizeof(answer), "wwhhhhw*");
    return lx_copy_to_guest(f->raw[4], &answer, sizeof(answer)) < 0 ? -EFAULT : result;
}

int64_t sys_keyctl(struct sys_frame *f)
{
    switch ((int)f->arg[0]) {
    case KEYCTL_READ: return read_key(f);
    case KEYCTL_INSTANTIATE_IOV: return instantiate(f);
    case KEYCTL_DH_COMPUTE: return compute(f);
    case KEYCTL_PKEY_QUERY: return query(f);
    case KEYCTL_PKEY_ENCRYPT:
    case KEYCTL_PKEY_DECRYPT:
    case KEYCTL_PKEY_SIGN:
    case KEYCTL_PKEY_VERIFY: return public_key(f);
    default: return sys_host(f);
    }
}
