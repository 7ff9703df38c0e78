/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where translated code is kept between processes (docs/cache.md).
 */
#ifndef FERRY_LINUX_USER_CACHEDIR_H
#define FERRY_LINUX_USER_CACHEDIR_H

struct options;

/* The folder for this process, or NULL: none.  By -code-cache, else the user's folder for caches;
   malloc'ed.  With raised privileges always NULL: the folder is somebody else's. */
const char *cachedir_find(const struct options *o);

#endif
