/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The initial stack of a program: strings, argc, argv, envp, auxv -> bytes.
 *
 * In: a description.  Out: one byte image and the addresses inside it.
 * Layout, from high to low addresses, as Linux makes it:
 *   one zero word; AT_EXECFN string; environment strings; argument strings;
 *   random gap; AT_PLATFORM, AT_BASE_PLATFORM strings; 16 random bytes; extra bytes;
 *   padding; auxv; envp; argv; argc at the stack pointer, 16-byte aligned.
 * Pure: the same description gives the same bytes.
 */
#ifndef FERRY_LOADER_STACK_H
#define FERRY_LOADER_STACK_H

#include "loader/loader.h"

enum { STACK_AUX_MAX = 48 };

struct stack_aux {
    uint64_t type, value;
};

struct stack_spec {
    uint8_t word; /* bytes of a pointer */
    bool big_endian;
    gaddr top;               /* first address beyond the stack */
    uint64_t gap;            /* random gap below the strings, a multiple of 16 */
    const char *const *argv; /* NULL-terminated */
    const char *const *envp; /* NULL-terminated */
    const char *execfn;
    const char *platform;      /* or NULL */
    const char *base_platform; /* or NULL */
    uint8_t random[16];
    const uint8_t *extra; /* more bytes that lie below those, 16-byte aligned, or NULL */
    size_t extra_size;
    /* Rows in the order that they will have; the values of AT_RANDOM, AT_EXECFN, AT_PLATFORM and
       AT_BASE_PLATFORM are filled in.  AT_NULL is added. */
    struct stack_aux aux[STACK_AUX_MAX];
    unsigned aux_count;
};

struct stack_image {
    gaddr sp; /* bytes[0] goes here */
    uint8_t *bytes;
    size_t length; /* up to spec->top */
    gaddr argv, envp, auxv;
    gaddr arg_start, arg_end, env_start, env_end; /* strings, as /proc/PID/stat has them */
    gaddr execfn, extra;
    size_t auxv_length; /* bytes, AT_NULL included */
};

/* Adds a row to spec->aux; rows beyond STACK_AUX_MAX are a bug of the caller and are dropped. */
void stack_add_aux(struct stack_spec *spec, uint64_t type, uint64_t value);

/*
 * Builds the image (free(image->bytes)).  -E2BIG when it would be longer than
 * `room` bytes, -ENOMEM.
 */
int stack_build(const struct stack_spec *spec, uint64_t room, struct stack_image *image);

/*
 * The kernel's limits on the strings of execve: 0 or -E2BIG for one string of
 * 128 KiB or more, or for all of them with their pointers beyond a quarter of
 * `stack_limit` (RLIMIT_STACK; 6 MiB at most, 128 KiB at least).
 */
int stack_check_size(const char *const *argv, const char *const *envp, const char *execfn,
                     unsigned word, uint64_t stack_limit);

#endif
