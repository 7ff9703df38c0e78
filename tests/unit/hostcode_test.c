/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Expected host code: regions in tests/hostcode/FILE.txt, and what they compile to.
 *
 * In: the files; FERRY_SRC says where the sources are.  Out: TAP, one case a region.
 * A case is "# name", the text of a region, a line "=>", and the instructions of its body (without
 * the entry poll, the counting and what lies out of line); one whose name begins with "counted: "
 * has a counter and a profile.  HOSTCODE_UPDATE=1 rewrites the files with what is compiled now, so
 * that a change of the back end shows as a difference of text.
 */
#include <capstone.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include "tcg/back/backend.h"
#include "tests/unit/ir_guest.h"
#include "tests/unit/tap.h"

static struct tap t;

enum { CACHE = 1 << 18, COUNTERS = 64 };

struct host {
    struct backend *b;
    uint8_t *code;
    size_t room;
    uint32_t *counters;
    csh cs;
};

/* What is at an offset of the CPU's state: a slot, with the bytes into it; the pc; or just "cpu".
 */
static void append_place(GString *text, uint64_t offset)
{
    const struct ir_guest *g = &ir_test_guest;
    offset += g->state_bias;
    for (uint32_t k = 0; k < g->nslots; k++) {
        uint64_t into = offset - g->slots[k].offset;
        if (into < ir_type_size(g->slots[k].type)) {
            g_string_append(text, g->slots[k].name);
            if (into)
                g_string_append_printf(text, " + %u", (unsigned)into);
            return;
        }
    }
    g_string_append(text, offset == g->pc_offset ? "pc" : "cpu");
}

/* With its operands; what depends on the length of other code or of structures is given by name:
   constants, places out of line (beyond `end`), slots. */
static void instruction(GString *text, const cs_insn *insn, size_t end)
{
    g_string_append_printf(text, "  %s", insn->mnemonic);
    const char *rip = strstr(insn->op_str, "rip + "), *rbp = strstr(insn->op_str, "rbp + 0x");
    if (!strcmp(insn->mnemonic, "call") && strstr(insn->op_str, "[rip - ")) {
        g_string_append(text, " helper"); /* the table lies before the code, some way off */
    } else if (rip) {
        bool far = strtoull(rip + 6, NULL, 16) > CACHE / 2;
        g_string_append_printf(text, " %.*s%s%s", (int)(rip + 6 - insn->op_str), insn->op_str,
                               far ? "profile" : "pool", strchr(rip, ']'));
    } else if (rbp) {
        char *rest;
        uint64_t offset = strtoull(rbp + 6, &rest, 16);
        g_string_append_printf(text, " %.*s", (int)(rbp - insn->op_str), insn->op_str);
        append_place(text, offset);
        g_string_append(text, rest);
    } else if (insn->mnemonic[0] == 'j' && strtoull(insn->op_str, NULL, 16) >= end) {
        g_string_append(text, " out");
    } else if (insn->id == X86_INS_SHA256RNDS2) { /* its third operand is shown by some versions */
        char **operand = g_strsplit(insn->op_str, ", ", 3);
        g_string_append_printf(text, " %s, %s", operand[0], operand[1]);
        g_strfreev(operand);
    } else if (*insn->op_str) {
        g_string_append_printf(text, " %s", insn->op_str);
    }
}

/* The exit whose jump ends at this offset from the entry and is not conditional, or NULL. */
static const struct code_exit *exit_at(const struct code_out *out, uint64_t end)
{
    for (uint32_t k = 0; k < out->nexits; k++)
        if (out->exits[k].rel_off + 4 == out->entry + end && out->exits[k].kind != CODE_EXIT_BRANCH)
            return &out->exits[k];
    return NULL;
}

/* The instructions behind the entry poll, up to the first that is out of line. */
static char *disassemble(struct host *h, const struct code_out *out)
{
    GString *text = g_string_new(NULL);
    cs_insn *insn;
    size_t n = cs_disasm(h->cs, out->code + out->entry, out->outline - out->entry, 0, 0, &insn);
    for (size_t k = out->counter ? 4 : 2; k < n; k++) {
        bool last = k + 1 == n;
        if (insn[k].id == X86_INS_NOP)
            continue;
        const struct code_exit *exit = exit_at(out, insn[k].address + insn[k].size);
        if (exit || (last && insn[k].id == X86_INS_JMP))
            g_string_append_printf(text, "  %s exit",
                                   exit && exit->kind == CODE_EXIT_CALL ? "call" : "jmp");
        else
            instruction(text, &insn[k], out->outline - out->entry);
        g_string_append(text, "\n");
    }
    cs_free(insn, n);
    return g_string_free(text, FALSE);
}

static char *compile(struct host *h, const char *ir, bool counted)
{
    struct ir_region r;
    char *error = NULL, *text;
    ir_region_init(&r, &ir_test_guest);
    if (!ir_parse(&r, ir, &error)) {
        text = g_strdup_printf("  %s\n", error);
        g_free(error);
    } else {
        struct code_out out = {.code = h->code, .cap = h->room};
        if (counted) {
            out.counter = h->counters;
            out.profile = h->counters + 1;
        }
        text = backend_compile(h->b, &r, &out) ? disassemble(h, &out) : g_strdup("  no\n");
    }
    ir_region_free(&r);
    return text;
}

/* One case; appended to `now` as it is now. */
static void run_case(struct host *h, const char *text, GString *now)
{
    const char *ir = strchr(text, '\n') + 1, *arrow = strstr(ir, "=>\n");
    g_autofree char *name = g_strndup(text, (gsize)(ir - text - 1));
    g_autofree char *source = arrow ? g_strndup(ir, (gsize)(arrow - ir)) : g_strdup(ir);
    g_autofree char *want = g_strdup(arrow ? arrow + 3 : "");
    g_autofree char *got = compile(h, source, g_str_has_prefix(name, "counted: "));
    g_strchomp(want);
    g_string_append_printf(now, "\n# %s\n%s=>\n%s", name, source, got);
    g_strchomp(got);
    if (!tap_ok(&t, !strcmp(want, got), "%s", name))
        fprintf(stderr, "%s: expected\n%s\ngot\n%s\n", name, want, got);
}

static void run_file(struct host *h, const char *path)
{
    g_autofree char *all = NULL;
    if (!g_file_get_contents(path, &all, NULL, NULL)) {
        tap_ok(&t, false, "cannot read %s", path);
        return;
    }
    g_auto(GStrv) cases = g_strsplit(all, "\n# ", -1);
    GString *now = g_string_new(cases[0]);
    for (unsigned k = 1; cases[k]; k++)
        run_case(h, cases[k], now);
    if (getenv("HOSTCODE_UPDATE"))
        g_file_set_contents(path, now->str, -1, NULL);
    g_string_free(now, TRUE);
}

int main(void)
{
    const char *src = getenv("FERRY_SRC");
    struct code_thunks thunks;
    struct host h = {0};
    size_t used;
    setenv("FERRY_HOST", "all", 1);
    uint8_t *cache = g_malloc0(CACHE);
    h.b = backend_new(&ir_test_guest, cache, CACHE, &used, &thunks);
    h.code = cache + used;
    h.room = CACHE - used - COUNTERS;
    h.counters = (uint32_t *)(cache + CACHE - COUNTERS);
    cs_open(CS_ARCH_X86, CS_MODE_64, &h.cs);
    static const char *const files[] = {"integer", "memory", "control", "vec", "fp"};
    for (unsigned k = 0; k < sizeof files / sizeof *files; k++) {
        g_autofree char *path =
            g_strdup_printf("%s/tests/hostcode/%s.txt", src ? src : ".", files[k]);
        run_file(&h, path);
    }
    cs_close(&h.cs);
    g_free(cache);
    return tap_done(&t);
}
