/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RLIMIT_AS and RLIMIT_DATA of the guest.
 *
 * The launcher's own memory would count against the host's, so the guest's values are kept here
 * and enforced on the guest's map; the host's stay as far open as they were at the start.  All
 * other limits are the host's.
 */
#ifndef FERRY_LINUX_USER_LIMITS_H
#define FERRY_LINUX_USER_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rlimit;
struct space;

struct lx_limit {
    uint64_t soft, hard; /* bytes; RLIM_INFINITY */
};

struct lx_limits {
    struct lx_limit as, data;
};

/* At the start: `saved` (of lx_limits_save) or NULL: as the host has them. */
void lx_limits_init(const char *saved);
/* For the next launcher; NULL when the host's values say it all, else into `text`. */
const char *lx_limits_save(char *text, size_t size);
/* Around the execution of a program of the host, which the host has to limit. */
void lx_limits_to_host(bool native);

/* Is it one of those kept here?  *old and the new value (NULL: only asked): 0 or -errno. */
bool lx_limits_own(int resource);
long lx_limits_change(int resource, const struct rlimit *value, struct rlimit *old);

/* May the map grow by `more` bytes?  `data`: private and writable ones.  Under the space's lock. */
bool lx_limits_allow(const struct space *space, uint64_t more, bool data);

#endif
