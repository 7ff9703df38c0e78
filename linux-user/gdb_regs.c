/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers for gdb, by the rows of struct lx_gdb_regs, out of the register sets that a tracer
 * sees.  In: a parked task.  Out: hexadecimal text, little-endian; the target description.
 */
#include "linux-user/arch.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *gdb_describe(const struct lx_gdb *d)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    const char *feature = NULL;

    if (!f)
        return NULL;
    fprintf(f,
            "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target>"
            "<architecture>%s</architecture><osabi>GNU/Linux</osabi>",
            d->architecture);
    for (const struct lx_gdb_regs *r = d->regs; r->name; r++) {
        if (r->feature) {
            fprintf(f, "%s<feature name=\"%s\">", feature ? "</feature>" : "", r->feature);
            feature = r->feature;
            if (d->types_feature && !strcmp(feature, d->types_feature))
                fputs(d->types, f);
        }
        for (unsigned i = 0; i < r->count; i++) {
            fputs("<reg name=\"", f);
            fprintf(f, r->name, r->first + i);
            fprintf(f, "\" bitsize=\"%u\" type=\"%s\"/>", r->bits, r->type);
        }
    }
    fprintf(f, "%s</target>", feature ? "</feature>" : "");
    return fclose(f) ? NULL : text;
}

static size_t get_set(struct task *task, unsigned set, uint8_t *buffer)
{
    memset(buffer, 0, LX_REGSET_MAX);
    return set ? lx_process.arch->regset(task->cpu, task->cpu, set, buffer, LX_REGSET_MAX, false)
               : 0;
}

char *gdb_get_all(struct task *task, char *to)
{
    uint8_t buffer[LX_REGSET_MAX];
    unsigned have = ~0u;

    for (const struct lx_gdb_regs *r = lx_process.gdb->guest->regs; r->name; r++) {
        if (r->set != have)
            get_set(task, have = r->set, buffer);
        to = gdb_hex_out(to, buffer + r->offset, (size_t)r->count * r->bits / 8);
    }
    return to;
}

void gdb_set_all(struct task *task, const char *text)
{
    uint8_t buffer[LX_REGSET_MAX];

    for (const struct lx_gdb_regs *r = lx_process.gdb->guest->regs; r->name; r++) {
        size_t size = get_set(task, r->set, buffer), bytes = (size_t)r->count * r->bits / 8;

        if (size && gdb_hex_in(buffer + r->offset, text, bytes) == bytes)
            lx_process.arch->regset(task->cpu, task->cpu, r->set, buffer, size, true);
        text += 2 * bytes;
    }
}

static const struct lx_gdb_regs *row_of(unsigned number, size_t *offset)
{
    for (const struct lx_gdb_regs *r = lx_process.gdb->guest->regs; r->name; r++) {
        if (number < r->count) {
            *offset = r->offset + (size_t)number * r->bits / 8;
            return r;
        }
        number -= r->count;
    }
    return NULL;
}

char *gdb_get_one(struct task *task, unsigned number, char *to)
{
    uint8_t buffer[LX_REGSET_MAX];
    size_t offset;
    const struct lx_gdb_regs *r = row_of(number, &offset);

    if (!r)
        return NULL;
    get_set(task, r->set, buffer);
    return gdb_hex_out(to, buffer + offset, r->bits / 8);
}

bool gdb_set_one(struct task *task, unsigned number, const char *text)
{
    uint8_t buffer[LX_REGSET_MAX];
    size_t offset, size;
    const struct lx_gdb_regs *r = row_of(number, &offset);

    if (!r)
        return false;
    size = get_set(task, r->set, buffer);
    if (gdb_hex_in(buffer + offset, text, r->bits / 8) != r->bits / 8)
        return false;
    return !size || lx_process.arch->regset(task->cpu, task->cpu, r->set, buffer, size, true);
}
