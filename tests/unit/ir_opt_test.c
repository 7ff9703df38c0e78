/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The optimiser on the texts in tests/ir.
 *
 * In: the files below $FERRY_SRC/tests/ir (or the arguments).  Out: TAP, one case for each test.
 * A test is
 *     === name
 *     IR in
 *     --- passes that run on it
 *     IR that is expected after them
 * Where a part has no block head it is the inside of a region after `state`: x y z are i64, a b c
 * i32, v u v128 (slots x1 x2 x3 w0 w1 w0 v1 v2), `out p` sets x0, w1 or v0.  Both parts are
 * compared as texts after `dce`.  Memory that nobody has written is full of SELECTs, of values far
 * out of range.
 */
#include <glib.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include "tcg/opt/passes.h"
#include "tests/unit/ir_guest.h"
#include "tests/unit/tap.h"

static struct tap t;

static bool has_block_head(const char *part)
{
    return strstr(part, "b0:") != NULL;
}

/* Slot for `out`: found by trying, since the text does not say the type. */
static char *whole(const char *part)
{
    GString *s = g_string_new(NULL);
    if (has_block_head(part))
        return g_string_free(g_string_append(s, part), FALSE);
    g_string_append(s, "region pc=0x1000 state_done\nb0: pc=0x1000\n"
                       "x:i64 = get x1\ny:i64 = get x2\nz:i64 = get x3\na:i32 = get w0\n"
                       "b:i32 = get w1\nc:i32 = get w0\nv:v128 = get v1\nu:v128 = get v2\n");
    char **lines = g_strsplit(part, "\n", -1);
    const char *slot = "x0";
    for (char **l = lines; *l; l++) {
        const char *line = g_strstrip(*l);
        if (!strncmp(line, "out32 ", 6))
            g_string_append_printf(s, "set w1, %s\n", line + 6);
        else if (!strncmp(line, "outv ", 5))
            g_string_append_printf(s, "set v0, %s\n", line + 5);
        else if (!strncmp(line, "out ", 4))
            g_string_append_printf(s, "set %s, %s\n", slot, line + 4);
        else
            g_string_append_printf(s, "%s\n", line);
    }
    g_strfreev(lines);
    if (!strstr(part, "exit_") && !strstr(part, "brcond"))
        g_string_append(s, "exit_pc 0x2000\n");
    return g_string_free(s, FALSE);
}

static void run_quick(struct ir_region *r)
{
    struct opt *o = opt_new();
    opt_region_quick(o, r);
    opt_free(o);
}

static uint64_t mask_of(const char *passes)
{
    uint64_t mask = 0;
    for (unsigned i = 0; opt_pass_name(i); i++)
        if (strstr(passes, opt_pass_name(i)))
            mask |= UINT64_C(1) << i;
    return mask;
}

/* The text after the passes, or what is wrong. */
static char *result_of(const char *part, const char *passes, bool *good)
{
    struct ir_region r;
    char *error = NULL, *text = whole(part);
    *good = false;
    ir_region_init(&r, &ir_test_guest);
    if (!ir_parse(&r, text, &error) || (error = ir_verify(&r))) {
        ir_region_free(&r);
        g_free(text);
        return error;
    }
    g_free(text);
    if (strstr(passes, "quick"))
        run_quick(&r);
    if (r.state_done || strstr(passes, "state") || strstr(passes, "nothing"))
        opt_run(&r, mask_of(passes), true);
    error = ir_verify(&r);
    if (!error) {
        *good = true;
        error = ir_test_text(&r);
    }
    ir_region_free(&r);
    return error;
}

static void one_case(const char *file, const char *name, const char *in, const char *passes,
                     const char *expected)
{
    bool good, good2;
    char *got = result_of(in, passes, &good);
    char *want = result_of(expected, "dce", &good2);
    if (!tap_ok(&t, good && good2 && !strcmp(got, want), "%s: %s", file, name))
        fprintf(stderr, "got:\n%s\nexpected:\n%s\n", got, want);
    g_free(got);
    g_free(want);
}

static void one_file(const char *path)
{
    char *text;
    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        tap_ok(&t, false, "%s can't be read", path);
        return;
    }
    char *file = g_path_get_basename(path);
    char **cases = g_strsplit(text, "\n=== ", -1);
    for (char **c = cases + 1; *c; c++) {
        char **parts = g_strsplit(*c, "\n---", 2);
        char *body = strchr(parts[0], '\n'), *expected = parts[1] ? strchr(parts[1], '\n') : NULL;
        if (body && expected) {
            *body++ = 0;
            *expected++ = 0;
            one_case(file, parts[0], body, *parts[1] ? parts[1] : " fold dce", expected);
        } else {
            tap_ok(&t, false, "%s: %s has not two parts", file, *c);
        }
        g_strfreev(parts);
    }
    g_strfreev(cases);
    g_free(file);
    g_free(text);
}

int main(int argc, char **argv)
{
    const char *src = getenv("FERRY_SRC");
    static const char *const files[] = {
        "state",    "params",   "merge",     "words",    "fold_int",    "fold_cmp",
        "fold_mem", "fold_vec", "dce",       "quick",    "peel",        "scalars",
        "sink",     "unroll",   "facts",     "delay",    "products",    "edges",
        "split",    "skim",     "fold_hash", "fold_div", "conds",       "pieces",
        "widen",    "lower",    "nest",      "pairs",    "rotate",      "fold_flags",
        "halves",   "carries",  "gather",    "heads",    "fold_insert", "names"};
    mallopt(M_PERTURB, ~IR_SELECT & 0xff);
    for (int i = 1; i < argc; i++)
        one_file(argv[i]);
    for (size_t i = 0; argc < 2 && i < sizeof files / sizeof *files; i++) {
        char *path = g_strdup_printf("%s/tests/ir/%s.txt", src ? src : ".", files[i]);
        one_file(path);
        g_free(path);
    }
    return tap_done(&t);
}
