/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the static libelf of elfutils 0.192 (Debian 13) asks for and does not bring along.
 *
 * In: libelf's calls when a file is opened and closed.  Out: the tree of its raw chunks, which
 * stays empty: elf_getdata_rawchunk, which would fill it, is not used here (and does not link).
 * Invariant: linked behind libelf, so that one that has them takes its own.
 */
#include <stddef.h>

/* The library's tree begins with its root; a lock follows. */
void eu_search_tree_init(void **root);
void eu_search_tree_fini(void **root, void (*free_node)(void *));

void eu_search_tree_init(void **root)
{
    *root = NULL;
}

void eu_search_tree_fini(void **root, void (*free_node)(void *))
{
    (void)free_node;
    *root = NULL;
}
