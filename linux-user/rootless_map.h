/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A user namespace for the calling process, and whose ids it has.
 *
 * In: the caller's uid, /etc/subuid and /etc/subgid, newuidmap.  Out: the process is user 0 of a
 * new namespace.  Invariant: on failure nothing has changed that the next attempt would miss.
 */
#ifndef FERRY_LINUX_USER_ROOTLESS_MAP_H
#define FERRY_LINUX_USER_ROOTLESS_MAP_H

/*
 * unshare(CLONE_NEWUSER | flags), and the caller becomes root in there.  Its subordinate ids
 * become 1, 2, ... when there are some and newuidmap works; else only its own id is mapped.
 * NULL, or a sentence that says what is in the way.
 */
const char *rootless_map(int flags);

#endif
