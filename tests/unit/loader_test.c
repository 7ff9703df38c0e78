/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ELF parsing and mapping plans: loader/elf.c, loader/plan.c.
 *
 * In: ELF files made in memory.  Out: TAP.
 */
#include "loader/elf.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "tests/unit/elf_maker.h"
#include "tests/unit/tap.h"

enum { PAGE = 4096 };
static const uint64_t LIMIT = UINT64_C(1) << 47;

static struct tap t;
static uint8_t file[MAKER_SIZE];

static int parse(size_t length, struct elf_image *image, struct loader_error *e)
{
    struct loader_bytes bytes = {file, length};
    struct loader_file f = loader_file_of_bytes(&bytes);
    return elf_parse(&f, image, e);
}

static struct maker make(unsigned word, bool big)
{
    struct maker m = maker_program(word, big);
    maker_build(&m, file);
    maker_contents(&m, file);
    return m;
}

static void both_classes(void)
{
    for (int i = 0; i < 4; i++) {
        unsigned word = i & 1 ? 8 : 4;
        bool big = i & 2;
        struct elf_image image;
        struct loader_error e = {0};
        make(word, big);
        int result = parse(MAKER_SIZE, &image, &e);
        tap_ok(&t,
               !result && image.word == word && image.big_endian == big && image.relocatable &&
                   image.segments == 2 && image.entry == 0x1000 &&
                   image.phdr == (word == 8 ? 64 : 52) && image.phnum == 5 &&
                   image.stack == ELF_STACK_NOEXEC && image.align == 0x10000 &&
                   !strcmp(image.interp, "/lib/ld.so.") && elf_property(&image, 0xc0000000) == 3,
               "ELF%u %s endian: %s", word * 8, big ? "big" : "little", e.text);
        struct abi abi = {.elf_machine = image.machine, .word = (uint8_t)word, .big_endian = !big};
        tap_ok(&t, elf_check(&image, &abi, &e) == -ENOEXEC, "wrong byte order: %s", e.text);
        abi.big_endian = big;
        tap_ok(&t, !elf_check(&image, &abi, &e), "right architecture");
        elf_free(&image);
    }
}

static bool action_is(const struct elf_action *a, enum elf_action_kind kind, int prot,
                      gaddr address, uint64_t length, uint64_t offset)
{
    return a->kind == kind && a->prot == prot && a->address == address && a->length == length &&
           (kind != ELF_MAP_FILE || a->offset == offset);
}

static void plans(void)
{
    struct elf_image image;
    struct elf_plan plan;
    struct loader_error e = {0};
    make(8, false);
    parse(MAKER_SIZE, &image, &e);
    int result = elf_plan(&image, 0x400000, PAGE, LIMIT, &plan, &e);
    tap_ok(&t,
           !result && plan.actions == 4 && plan.low == 0x400000 && plan.high == 0x416000 &&
               plan.entry == 0x401000 && plan.phdr == 0x400040 && plan.brk == 0x415100,
           "plan: %u actions, [%" PRIx64 ", %" PRIx64 ")", plan.actions, plan.low, plan.high);
    tap_ok(&t, action_is(&plan.action[0], ELF_MAP_FILE, PROT_READ | PROT_EXEC, 0x400000, 0x2000, 0),
           "text");
    tap_ok(
        &t,
        action_is(&plan.action[1], ELF_MAP_FILE, PROT_READ | PROT_WRITE, 0x412000, 0x2000, 0x1000),
        "data straddles a page");
    tap_ok(&t, action_is(&plan.action[2], ELF_ZERO, PROT_READ | PROT_WRITE, 0x413100, 0xf00, 0),
           "bss tail");
    tap_ok(&t,
           action_is(&plan.action[3], ELF_MAP_ANON, PROT_READ | PROT_WRITE, 0x414000, 0x2000, 0),
           "bss pages");
    elf_plan_free(&plan);
    elf_free(&image);
}

static void odd_plans(void)
{
    struct elf_image image;
    struct elf_plan plan;
    struct loader_error e = {0};
    struct maker m = {.word = 8,
                      .type = ET_EXEC,
                      .machine = EM_AARCH64,
                      .entry = 0x10000,
                      .phnum = 3,
                      .phdr = {{PT_LOAD, PF_R | PF_X, 0, 0x10000, 0x1800, 0x1800, 0x1000},
                               {PT_LOAD, PF_R | PF_W, 0x1800, 0x11800, 0x100, 0x100, 0x1000},
                               {PT_LOAD, PF_R, 0, 0x20010, 0, 0x20, 3}}};
    maker_build(&m, file);
    parse(MAKER_SIZE, &image, &e);
    int result = elf_plan(&image, 0, PAGE, LIMIT, &plan, &e);
    tap_ok(&t,
           !result && plan.actions == 3 &&
               action_is(&plan.action[1], ELF_MAP_FILE, PROT_READ | PROT_WRITE, 0x11000, 0x1000,
                         0x1000) &&
               action_is(&plan.action[2], ELF_MAP_ANON, PROT_READ | PROT_WRITE, 0x20000, 0x1000, 0),
           "overlap within a page: the later wins; no file bytes: all anonymous");
    tap_ok(&t, image.align == 0x1000 && image.stack == ELF_STACK_DEFAULT && !image.interp,
           "odd alignment is ignored; no PT_GNU_STACK");
    elf_plan_free(&plan);
    elf_free(&image);
}

/* One broken field, the message that it has to give. */
static void broken(void)
{
    static const struct {
        unsigned phdr;
        struct maker_phdr to;
        int err;
        const char *what;
    } rows[] = {
        {1, {PT_LOAD, PF_R, 0, 0, 0x2000, 0x1000, 0x1000}, EINVAL, "larger in the file"},
        {1, {PT_LOAD, PF_R, 0, UINT64_MAX - 5, 0, 0x1000, 0x1000}, EINVAL, "wraps"},
        {1, {PT_LOAD, PF_R, UINT64_MAX - 5, 0, 0x1000, 0x1000, 0x1000}, EINVAL, "wraps"},
        {1, {PT_LOAD, PF_R, 0, 0, 0x9000, 0x9000, 0x1000}, ENOEXEC, "truncated"},
        {0, {PT_INTERP, PF_R, 0x300, 0, 1, 1, 1}, ENOEXEC, "interpreter"},
        {0, {PT_INTERP, PF_R, 0x300, 0, 5000, 5000, 1}, ENOEXEC, "interpreter"},
        {0, {PT_INTERP, PF_R, 0x3ff8, 0, 12, 12, 1}, EIO, "truncated"},
        {0, {PT_INTERP, PF_R, 0x300, 0, 5, 5, 1}, ENOEXEC, "no end"},
        {4, {PT_GNU_PROPERTY, PF_R, 0x340, 0, 31, 31, 8}, ENOEXEC, "property"},
        {4, {PT_GNU_PROPERTY, PF_R, 0x340, 0, 4, 4, 8}, ENOEXEC, "property"},
        {4, {PT_GNU_PROPERTY, PF_R, 0x3ff0, 0, 32, 32, 8}, EIO, "property"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct maker m = maker_program(8, false);
        struct elf_image image;
        struct loader_error e = {0};
        m.phdr[rows[i].phdr] = rows[i].to;
        maker_build(&m, file);
        maker_contents(&m, file);
        int result = parse(MAKER_SIZE, &image, &e);
        tap_ok(&t, result == -rows[i].err && e.err == rows[i].err && strstr(e.text, rows[i].what),
               "broken: %s", e.text);
        elf_free(&image);
    }
}

static void truncated(void)
{
    bool good = true;
    for (size_t length = 0; length < 64 + 5 * 56; length++) {
        struct elf_image image;
        struct loader_error e = {0};
        make(8, false);
        good &= parse(length, &image, &e) < 0 && e.text[0];
        elf_free(&image);
    }
    tap_ok(&t, good, "every truncation of the headers is an error with a message");
}

static void bad_plans(void)
{
    struct elf_image image;
    struct elf_plan plan;
    struct loader_error e = {0};
    struct maker m = maker_program(8, false);
    m.phdr[2].offset = 0x1e08;
    maker_build(&m, file);
    maker_contents(&m, file);
    parse(MAKER_SIZE, &image, &e);
    tap_ok(&t, elf_plan(&image, 0, PAGE, LIMIT, &plan, &e) == -EINVAL, "skewed: %s", e.text);
    elf_plan_free(&plan);
    elf_free(&image);

    make(8, false);
    parse(MAKER_SIZE, &image, &e);
    tap_ok(&t, elf_plan(&image, LIMIT - 0x1000, PAGE, LIMIT, &plan, &e) == -ENOMEM, "too high: %s",
           e.text);
    elf_plan_free(&plan);
    tap_ok(&t, elf_plan(&image, 0, PAGE, 0x1000, &plan, &e) == -ENOMEM, "no room: %s", e.text);
    elf_plan_free(&plan);
    elf_free(&image);
}

int main(void)
{
    both_classes();
    plans();
    odd_plans();
    broken();
    truncated();
    bad_plans();
    return tap_done(&t);
}
