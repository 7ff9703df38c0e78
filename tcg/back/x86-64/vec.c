/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Growing arrays of the back end: kept between compilations, so that compiling allocates nothing.
 */
#include "tcg/back/x86-64/internal.h"

#include <glib.h>

void vec_grow(struct vec *v, uint32_t size)
{
    v->cap = v->cap ? v->cap * 2 : 128;
    v->data = g_realloc_n(v->data, v->cap, size);
}
