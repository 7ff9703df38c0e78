/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loader under damaged input: elf_parse, elf_plan, script_parse.
 *
 * In: optionally a number of rounds and ELF files to start from; without them
 * small files of both classes and byte orders.  Out: TAP, one case a start
 * file; a crash or a sanitizer report is the failure.  Seeds are fixed, so that
 * a failing round can be repeated; the time is bounded as well.
 * Invariants checked: a failure has an errno and a message; a plan stays below
 * the limit, is page-aligned, and reads only what the image says.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "loader/elf.h"
#include "loader/script.h"
#include "tests/unit/elf_maker.h"
#include "tests/unit/tap.h"

enum { PAGE = 4096, SECONDS = 5, FILE_MAX = 1 << 20 };
static const uint64_t LIMIT = UINT64_C(1) << 47;

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Values at which arithmetic goes wrong. */
static uint64_t edge(uint64_t *seed)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     0xfff,
                                     0x1000,
                                     0x1001,
                                     0x7fffffff,
                                     0x80000000,
                                     0xffffffff,
                                     0x7ffffffff000,
                                     0x7fffffffffffffff,
                                     0x8000000000000000,
                                     0xfffffffffffff000,
                                     0xffffffffffffffff};
    uint64_t r = next_random(seed);
    return edges[r % (sizeof edges / sizeof *edges)] + (r >> 32) % 3 - 1;
}

static size_t damage(uint8_t *data, size_t length, uint64_t *seed)
{
    unsigned times = 1 + next_random(seed) % 4;
    for (unsigned i = 0; i < times && length > 16; i++) {
        uint64_t r = next_random(seed), value = edge(seed);
        size_t hot = length < 512 ? length : 512, at = (r >> 8) % (r & 0x80 ? hot : length);
        size_t size = (size_t)1 << ((r >> 40) & 3);
        switch (r & 7) {
        case 0: data[at] = (uint8_t)(r >> 48); break;
        case 1: data[at] ^= (uint8_t)(1 << ((r >> 48) & 7)); break;
        case 2:
            if (r >> 60 == 0)
                length = at;
            break;
        default:
            at &= ~(size - 1);
            if (at + size <= length)
                memcpy(data + at, &value, size);
        }
    }
    return length;
}

static bool plan_is_sane(const struct elf_image *image, uint64_t bias)
{
    struct elf_plan plan;
    struct loader_error e = {0};
    bool good = true;
    int result = elf_plan(image, bias, PAGE, LIMIT, &plan, &e);
    if (result)
        good = e.err == -result && e.text[0];
    for (unsigned i = 0; good && !result && i < plan.actions; i++) {
        const struct elf_action *a = &plan.action[i];
        good = a->length && a->address >= plan.low && a->address + a->length <= plan.high &&
               plan.high <= LIMIT && a->address + a->length > a->address;
        if (a->kind != ELF_ZERO)
            good = good && a->address % PAGE == 0 && a->length % PAGE == 0 && a->offset % PAGE == 0;
    }
    elf_plan_free(&plan);
    return good;
}

static bool one_round(const uint8_t *data, size_t length)
{
    /* An exact copy on the heap, so that a sanitizer sees every byte too far. */
    uint8_t *copy = malloc(length ? length : 1);
    struct loader_bytes bytes = {copy, length};
    struct loader_file file = loader_file_of_bytes(&bytes);
    struct elf_image image;
    struct loader_error e = {0};
    struct script script;
    if (!copy)
        return false;
    memcpy(copy, data, length);
    int result = elf_parse(&file, &image, &e);
    bool good = result ? e.err == -result && e.text[0]
                       : plan_is_sane(&image, 0) && plan_is_sane(&image, 0x5555555000);
    elf_free(&image);
    if (length > 2)
        memcpy(copy, "#!", 2);
    script_parse((const char *)copy, length < SCRIPT_BYTES ? length : SCRIPT_BYTES, &script);
    free(copy);
    return good;
}

static void fuzz(struct tap *t, const char *name, const uint8_t *start, size_t length, long rounds,
                 uint64_t seed)
{
    uint8_t *data = malloc(length ? length : 1);
    time_t end = time(NULL) + SECONDS;
    long round = 0;
    bool good = data != NULL;
    for (; good && round < rounds && ((round & 1023) || time(NULL) <= end); round++) {
        uint64_t state = seed + (uint64_t)round * UINT64_C(0x9e3779b97f4a7c15);
        state += !state;
        memcpy(data, start, length);
        good = one_round(data, damage(data, length, &state));
    }
    tap_ok(t, good, "%s, seed %" PRIu64 ": %ld rounds", name, seed, round);
    free(data);
}

int main(int argc, char **argv)
{
    struct tap t = {0};
    long rounds = argc > 1 ? atol(argv[1]) : 20000;
    static uint8_t made[MAKER_SIZE];
    for (int i = 0; i < 4; i++) {
        struct maker m = maker_program(i & 1 ? 8 : 4, i & 2);
        maker_build(&m, made);
        maker_contents(&m, made);
        char name[32];
        snprintf(name, sizeof name, "ELF%d %s", i & 1 ? 64 : 32, i & 2 ? "big" : "little");
        fuzz(&t, name, made, sizeof made, rounds, 1 + (uint64_t)i);
    }
    for (int i = 2; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        uint8_t *data = malloc(FILE_MAX);
        if (file && data)
            fuzz(&t, argv[i], data, fread(data, 1, FILE_MAX, file), rounds, 1);
        else
            tap_ok(&t, false, "%s can't be read", argv[i]);
        free(data);
        if (file)
            fclose(file);
    }
    return tap_done(&t);
}
