/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "trees": malloc and free of binary trees
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>

struct node {
    struct node *left, *right;
};

static struct node *grow(int depth)
{
    struct node *n = malloc(sizeof(*n));
    n->left = depth ? grow(depth - 1) : NULL;
    n->right = depth ? grow(depth - 1) : NULL;
    return n;
}

static long fell(struct node *n)
{
    if (!n)
        return 0;
    long count = 1 + fell(n->left) + fell(n->right);
    free(n);
    return count;
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 60;
    long count = 0;
    for (int r = 0; r < rounds; r++)
        count += fell(grow(16));
    printf("%ld\n", count);
}
