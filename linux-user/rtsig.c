/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Option -t: which host signal stands for which real-time signal of the guest.
 *
 * In: the option's text, "tsig hsig n[,...]": target signals [tsig, tsig+n) are the host's [hsig,
 * hsig+n).  Out: process->signal_map.  Invariant: the map is a permutation, so that no signal is
 * lost: a signal that the text does not name keeps its number, or takes one that is free.
 */
#include "linux-user/signal.h"

#include "linux-user/arch.h"
#include "linux-user/task.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RT_FIRST = 32, RT_HOST_FIRST = 34 /* before it are libc's */ };

/* A number and the character that ends it (the last one may end the text); the rest, or NULL. */
static const char *number(const char *text, char after, bool last, unsigned *out)
{
    char *end;
    unsigned long value;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (end == text || errno || value > INT32_MAX || (*end != after && (*end || !last)))
        return NULL;
    *out = (unsigned)value;
    return *end ? end + 1 : end;
}

static bool map_one(uint8_t *to, uint8_t *from, unsigned guest, unsigned host, char *error,
                    size_t size)
{
    if (guest < RT_FIRST || guest > LX_NSIG)
        snprintf(error, size, "%u is not a target rt signal", guest);
    else if (host < RT_HOST_FIRST || host > LX_NSIG)
        snprintf(error, size, "%u is not a host rt signal", host);
    else if (to[guest])
        snprintf(error, size, "%u is already mapped to %u", guest, to[guest]);
    else if (from[host])
        snprintf(error, size, "%u already maps %u", host, from[host]);
    else {
        to[guest] = (uint8_t)host;
        from[host] = (uint8_t)guest;
        return true;
    }
    return false;
}

/* The rest: first those that can keep their numbers. */
static void fill(uint8_t *to, uint8_t *from)
{
    for (unsigned i = 1; i <= LX_NSIG; i++)
        if (!to[i] && !from[i])
            to[i] = from[i] = (uint8_t)i;
    for (unsigned i = 1, free = 1; i <= LX_NSIG; i++) {
        if (to[i])
            continue;
        while (from[free])
            free++;
        to[i] = (uint8_t)free;
        from[free] = (uint8_t)i;
    }
}

bool lx_signal_map(const char *text, char *error, size_t size)
{
    static uint8_t to[LX_NSIG + 1];
    uint8_t from[LX_NSIG + 1] = {0};
    const uint8_t *arch = lx_process.arch->signal_map;
    unsigned guest, host, count;
    bool more;

    do {
        const char *wrong = "target signal";

        text = number(text, ' ', false, &guest);
        if (text) {
            wrong = "host signal";
            text = number(text, ' ', false, &host);
        }
        if (text) {
            wrong = "signal count";
            text = number(text, ',', true, &count);
        }
        if (!text) {
            snprintf(error, size, "Malformed %s in QEMU_RTSIG_MAP", wrong);
            return false;
        }
        more = text[-1] == ',';
        for (unsigned i = 0; i < count; i++)
            if (!map_one(to, from, guest + i, host + i, error, size))
                return false;
    } while (more);
    for (unsigned i = 1; arch && i < RT_FIRST; i++) {
        to[i] = arch[i];
        from[arch[i]] = (uint8_t)i;
    }
    fill(to, from);
    lx_process.signal_map = to;
    return true;
}
