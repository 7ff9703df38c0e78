/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The initial stack: loader/stack.c, read back the way a C library reads it.
 *
 * In: descriptions.  Out: TAP.
 */
#include "loader/stack.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "tests/unit/tap.h"

static struct tap t;

static const char *const argv_of[] = {"prog", "", "last argument", NULL};
static const char *const envp_of[] = {"A=1", "PATH=/bin:/usr/bin", NULL};

static const char *string_at(const struct stack_image *s, gaddr at)
{
    return at >= s->sp && at < s->sp + s->length ? (const char *)s->bytes + (at - s->sp) : "";
}

static uint64_t word_at(const struct stack_spec *spec, const struct stack_image *s, gaddr at)
{
    return load_word(s->bytes + (at - s->sp), spec->word, spec->big_endian);
}

static bool list_is(const struct stack_spec *spec, const struct stack_image *s, gaddr at,
                    const char *const *list)
{
    for (; *list; list++, at += spec->word)
        if (strcmp(string_at(s, word_at(spec, s, at)), *list))
            return false;
    return word_at(spec, s, at) == 0;
}

static void one(unsigned word, bool big, unsigned args)
{
    struct stack_spec spec = {.word = (uint8_t)word,
                              .big_endian = big,
                              .top = 0x7fff0000,
                              .gap = 0x120,
                              .argv = argv_of + 3 - args,
                              .envp = envp_of,
                              .execfn = "/usr/bin/prog",
                              .platform = "aarch64"};
    struct stack_image s;
    memset(spec.random, 0xa5, sizeof spec.random);
    stack_add_aux(&spec, AT_PAGESZ, 4096);
    stack_add_aux(&spec, AT_RANDOM, 0);
    stack_add_aux(&spec, AT_EXECFN, 0);
    stack_add_aux(&spec, AT_PLATFORM, 0);
    bool good = !stack_build(&spec, 1 << 20, &s);
    good = good && s.sp % 16 == 0 && s.sp + s.length == spec.top &&
           word_at(&spec, &s, s.sp) == args && s.argv == s.sp + word &&
           list_is(&spec, &s, s.argv, spec.argv) && s.envp == s.argv + (args + 1) * word &&
           list_is(&spec, &s, s.envp, spec.envp) && s.auxv == s.envp + 3 * word;
    tap_ok(&t, good, "%u-bit %s endian, argc %u: argv and envp", word * 8, big ? "big" : "little",
           args);
    good = word_at(&spec, &s, s.auxv) == AT_PAGESZ && word_at(&spec, &s, s.auxv + word) == 4096 &&
           word_at(&spec, &s, s.auxv + 2 * word) == AT_RANDOM &&
           !memcmp(string_at(&s, word_at(&spec, &s, s.auxv + 3 * word)), spec.random, 16) &&
           !strcmp(string_at(&s, word_at(&spec, &s, s.auxv + 5 * word)), "/usr/bin/prog") &&
           !strcmp(string_at(&s, word_at(&spec, &s, s.auxv + 7 * word)), "aarch64") &&
           word_at(&spec, &s, s.auxv + 8 * word) == AT_NULL && s.auxv_length == 10 * word;
    tap_ok(&t, good, "auxv in order");
    good = s.execfn == spec.top - word - sizeof "/usr/bin/prog" && s.env_end == s.execfn &&
           s.arg_end == s.env_start &&
           !strcmp(string_at(&s, s.arg_start), argv_of[3 - args] ?: "A=1");
    tap_ok(&t, good, "strings at the top in the kernel's order");
    free(s.bytes);
}

static void limits(void)
{
    struct stack_spec spec = {
        .word = 8, .top = 0x7fff0000, .argv = argv_of, .envp = envp_of, .execfn = "x"};
    struct stack_image s;
    tap_ok(&t, stack_build(&spec, 64, &s) == -E2BIG && !s.bytes, "no room");
    char *big = malloc((128 << 10) + 1);
    memset(big, 'x', 128 << 10);
    big[128 << 10] = 0;
    const char *many[200];
    const char *none[] = {NULL};
    many[0] = big;
    many[1] = NULL;
    tap_ok(&t, stack_check_size(many, none, "x", 8, 8 << 20) == -E2BIG, "a string of 128 KiB");
    big[(128 << 10) - 1] = 0;
    tap_ok(&t, stack_check_size(many, none, "x", 8, 8 << 20) == 0, "one byte shorter");
    for (int i = 0; i < 199; i++)
        many[i] = big;
    many[199] = NULL;
    tap_ok(&t, stack_check_size(many, none, "x", 8, UINT64_MAX) == -E2BIG, "6 MiB at most");
    many[15] = NULL;
    tap_ok(&t,
           stack_check_size(none, many, "x", 8, 8 << 20) == 0 &&
               stack_check_size(none, many, "x", 8, 4 << 20) == -E2BIG,
           "a quarter of the stack");
    free(big);
}

static void extra(void)
{
    static const uint8_t bytes[20] = "twenty bytes of it";
    struct stack_spec spec = {.word = 4,
                              .top = 0x7fff0000,
                              .argv = argv_of,
                              .envp = envp_of,
                              .execfn = "x",
                              .extra = bytes,
                              .extra_size = sizeof bytes};
    struct stack_image s;
    stack_add_aux(&spec, AT_RANDOM, 0);
    bool good = !stack_build(&spec, 1 << 20, &s) && s.extra % 16 == 0;
    good = good && !memcmp(string_at(&s, s.extra), bytes, sizeof bytes) &&
           s.auxv + s.auxv_length <= s.extra &&
           s.extra + sizeof bytes <= word_at(&spec, &s, s.auxv + 4);
    tap_ok(&t, good, "extra bytes");
    free(s.bytes);
}

int main(void)
{
    for (int i = 0; i < 4; i++)
        for (unsigned args = 0; args < 4; args++)
            one(i & 1 ? 8 : 4, i & 2, args);
    limits();
    extra();
    return tap_done(&t);
}
