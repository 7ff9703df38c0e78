/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The folder of translated code: see cachedir.h.
 */
#include "linux-user/cachedir.h"

#include "base/options.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

const char *cachedir_find(const struct options *o)
{
    const char *caches = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

    if (getauxval(AT_SECURE) || (o->code_cache && !strcmp(o->code_cache, "off")))
        return NULL;
    if (o->code_cache)
        return o->code_cache;
    if (caches && caches[0] == '/')
        return g_build_filename(caches, "ferry", NULL);
    if (home && home[0] == '/')
        return g_build_filename(home, ".cache", "ferry", NULL);
    return NULL;
}
