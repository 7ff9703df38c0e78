/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A user namespace for the calling process, and whose ids it has.
 *
 * In: the caller's uid, /etc/subuid and /etc/subgid, newuidmap.  Out: the process is user 0 of a
 * new namespace.  Invariant: on failure nothing has changed that the next attempt would miss.
 */
#ifndef FERRY_LINUX_USER_ROOTLESS_MAP_H
#define FERRY_LINUX_USER_ROOTLESS_MAP_H

#include <stdbool.h>

/*
 * unshare(CLONE_NEWUSER | flags), and the caller becomes root in there.  Its subordinate ids
 * become 1, 2, ... when there are some and newuidmap works; else only its own id is mapped.
 * NULL, or a sentence that says what is in the way.
 */
const char *rootless_map(int flags);

/* Does the caller's user namespace have one user only? */
bool rootless_is_single(void);

/*
 * For such a namespace, inside the root file system: from now on changes of owners and ids succeed
 * and do nothing (rootless_single.c).
 */
void rootless_fake_ids(void);

#endif
