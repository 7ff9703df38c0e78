/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The initial stack: see stack.h.
 *
 * Two passes over the same order: measure downward from the top, then write.
 */
#include "loader/stack.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

void stack_add_aux(struct stack_spec *spec, uint64_t type, uint64_t value)
{
    if (spec->aux_count < STACK_AUX_MAX)
        spec->aux[spec->aux_count++] = (struct stack_aux){type, value};
}

struct tally {
    size_t count;
    uint64_t bytes;
};

static struct tally measure(const char *const *list)
{
    struct tally tally = {0};
    for (; list[tally.count]; tally.count++)
        tally.bytes += strlen(list[tally.count]) + 1;
    return tally;
}

int stack_check_size(const char *const *argv, const char *const *envp, const char *execfn,
                     unsigned word, uint64_t stack_limit)
{
    enum { STRING_MAX = 128 << 10, TOTAL_MIN = 128 << 10, TOTAL_MAX = 6 << 20 };
    uint64_t total = strlen(execfn) + 1, limit = stack_limit / 4;
    limit = limit > TOTAL_MAX ? TOTAL_MAX : limit < TOTAL_MIN ? TOTAL_MIN : limit;
    for (int i = 0; i < 2; i++) {
        for (const char *const *s = i ? envp : argv; *s; s++) {
            uint64_t length = strlen(*s) + 1;
            if (length > STRING_MAX)
                return -E2BIG;
            total += length + word;
        }
    }
    return total > limit ? -E2BIG : 0;
}

/* Where each part starts; addresses. */
struct places {
    gaddr execfn, env, arg, platform, base_platform, random, extra, auxv, envp, argv, sp;
};

static gaddr place_string(gaddr *at, const char *text)
{
    if (!text)
        return 0;
    return *at -= strlen(text) + 1;
}

static struct places find_places(const struct stack_spec *spec, struct tally args,
                                 struct tally envs)
{
    struct places p;
    gaddr at = spec->top - spec->word;
    p.execfn = place_string(&at, spec->execfn);
    p.env = at -= envs.bytes;
    p.arg = at -= args.bytes;
    at = round_down(at - spec->gap, 16);
    p.platform = place_string(&at, spec->platform);
    p.base_platform = place_string(&at, spec->base_platform);
    p.random = at -= sizeof spec->random;
    p.extra = at = spec->extra ? round_down(at - spec->extra_size, 16) : at;
    uint64_t words = 1 + args.count + 1 + envs.count + 1 + 2 * (spec->aux_count + 1);
    p.sp = round_down(round_down(at, 16) - words * spec->word, 16);
    p.argv = p.sp + spec->word;
    p.envp = p.argv + (args.count + 1) * spec->word;
    p.auxv = p.envp + (envs.count + 1) * spec->word;
    return p;
}

struct writer {
    const struct stack_spec *spec;
    struct stack_image *image;
};

static void put_word(struct writer *w, gaddr at, uint64_t value)
{
    store_word(w->image->bytes + (at - w->image->sp), value, w->spec->word, w->spec->big_endian);
}

static void put_bytes(struct writer *w, gaddr at, const void *bytes, size_t length)
{
    memcpy(w->image->bytes + (at - w->image->sp), bytes, length);
}

static void put_list(struct writer *w, gaddr pointers, gaddr strings, const char *const *list)
{
    for (; *list; list++) {
        size_t length = strlen(*list) + 1;
        put_bytes(w, strings, *list, length);
        put_word(w, pointers, strings);
        strings += length;
        pointers += w->spec->word;
    }
}

static uint64_t aux_value(const struct stack_aux *aux, const struct places *p)
{
    switch (aux->type) {
    case AT_RANDOM: return p->random;
    case AT_EXECFN: return p->execfn;
    case AT_PLATFORM: return p->platform;
    case AT_BASE_PLATFORM: return p->base_platform;
    default: return aux->value;
    }
}

int stack_build(const struct stack_spec *spec, uint64_t room, struct stack_image *image)
{
    struct tally args = measure(spec->argv), envs = measure(spec->envp);
    *image = (struct stack_image){0};
    if (args.bytes + envs.bytes + spec->gap + (args.count + envs.count) * 8 + 4096 +
            strlen(spec->execfn) + spec->extra_size >
        room)
        return -E2BIG;

    struct places p = find_places(spec, args, envs);
    image->sp = p.sp;
    image->length = spec->top - p.sp;
    image->bytes = calloc(1, image->length);
    if (!image->bytes)
        return -ENOMEM;
    image->argv = p.argv;
    image->envp = p.envp;
    image->auxv = p.auxv;
    image->auxv_length = 2 * (spec->aux_count + 1) * (size_t)spec->word;
    image->arg_start = p.arg;
    image->arg_end = image->env_start = p.env;
    image->env_end = p.env + envs.bytes;
    image->execfn = p.execfn;
    image->extra = p.extra;

    struct writer w = {spec, image};
    put_word(&w, p.sp, args.count);
    put_list(&w, p.argv, p.arg, spec->argv);
    put_list(&w, p.envp, p.env, spec->envp);
    put_bytes(&w, p.execfn, spec->execfn, strlen(spec->execfn) + 1);
    if (spec->platform)
        put_bytes(&w, p.platform, spec->platform, strlen(spec->platform) + 1);
    if (spec->base_platform)
        put_bytes(&w, p.base_platform, spec->base_platform, strlen(spec->base_platform) + 1);
    put_bytes(&w, p.random, spec->random, sizeof spec->random);
    if (spec->extra)
        put_bytes(&w, p.extra, spec->extra, spec->extra_size);
    for (unsigned i = 0; i < spec->aux_count; i++) {
        put_word(&w, p.auxv + 2 * i * spec->word, spec->aux[i].type);
        put_word(&w, p.auxv + (2 * i + 1) * spec->word, aux_value(&spec->aux[i], &p));
    }
    return 0;
}
