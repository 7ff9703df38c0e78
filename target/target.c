/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of guest architectures, and what they share of -cpu.
 *
 * In: nothing.  Out: targets[], NULL-terminated. A new guest is a new line here.
 */
#include "target/target.h"
#include <glib.h>
#include <stdarg.h>
#include <string.h>
#include "base/log.h"

const struct target *const targets[] = {
    &target_aarch64, &target_arm, &target_riscv32, &target_riscv64, NULL,
};

const void *target_find_model(const struct target_models *table, const char *spec)
{
    g_auto(GStrv) parts = g_strsplit(spec && *spec ? spec : "max", ",", -1);
    const char *name = *parts[0] && strcmp(parts[0], "any") != 0 ? parts[0] : "max";
    for (size_t i = 0; i < table->n; i++) {
        const void *row = (const char *)table->rows + i * table->size;
        if (strcmp(*(const char *const *)row, name) != 0)
            continue;
        if (!parts[1])
            return row;
        g_autofree void *model = g_memdup2(row, table->size);
        for (char **p = parts + 1; *p; p++)
            if (!table->apply(model, *p))
                return NULL;
        return g_steal_pointer(&model);
    }
    return target_unknown_cpu(name);
}

const void *target_unknown_cpu(const char *name)
{
    log_error("unable to find CPU model '%s'", name);
    return NULL;
}

bool target_refuse_property(const char *model, const char *family, const char *property,
                            const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *reason = g_strdup_vprintf(format, args);
    va_end(args);
    log_error("can't apply global %s-%s-cpu.%s: %s", model, family, property, reason);
    return false;
}
