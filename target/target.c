/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of guest architectures, and what they share of -cpu.
 *
 * In: nothing.  Out: targets[], NULL-terminated. A new guest is a new line here.
 */
#include "target/target.h"
#include <glib.h>
#include <stdarg.h>
#include "base/log.h"

const struct target *const targets[] = {
    &target_aarch64, &target_arm, &target_riscv32, &target_riscv64, NULL,
};

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
