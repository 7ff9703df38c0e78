/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns memory of members of fixed size round (see members.h).
 *
 * In: bytes of the guest, or of the host, in host memory.  Out: the same for the other side.
 * Invariant: turning round twice gives what was there, so that one function does both directions.
 */
#include "syscalls/members.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static unsigned width(char letter, size_t left)
{
    switch (letter) {
    case 'b': return 1;
    case 'h':
    case 'n': return 2;
    case 'w':
    case 'a': return 4;
    case 'd': return 8;
    case 'A': return 16;
    default: return (unsigned)left;
    }
}

void members_swap(void *data, size_t size, const char *members)
{
    const char *again = members;
    uint8_t *at = data;

    for (const char *m = members; *m && size; m++) {
        unsigned n = width(*m, size);
        bool number = strchr("hwd", *m);

        if (*m == '*') {
            if (!m[1])
                m = again - 1;
            else
                again = m + 1;
            continue;
        }
        if (n > size)
            return;
        for (unsigned i = 0; number && i < n / 2; i++) {
            uint8_t byte = at[i];

            at[i] = at[n - 1 - i];
            at[n - 1 - i] = byte;
        }
        at += n;
        size -= n;
    }
}

size_t members_size(const char *members)
{
    size_t size = 0;

    for (; *members && *members != 'x'; members++)
        size += *members == '*' ? 0 : width(*members, 0);
    return size;
}

static const char *const letters[] = {
#define MEMBERS(name, members) members,
#include "syscalls/linux/members.def"
#undef MEMBERS
};

const char *members_of(enum sys_members which)
{
    return letters[which];
}
