/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few lines that a unit test needs to print TAP.
 *
 * In: conditions.  Out: "ok N - name" lines; tap_done prints the plan and gives
 * the exit code.  A test file is one process with one `struct tap`.
 */
#ifndef FERRY_TESTS_UNIT_TAP_H
#define FERRY_TESTS_UNIT_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

struct tap {
    unsigned count, failed;
};

/* One test; `good` is returned so that a caller can print more on failure. */
__attribute__((format(printf, 3, 4))) static inline bool tap_ok(struct tap *t, bool good,
                                                                const char *format, ...)
{
    va_list args;
    printf("%sok %u - ", good ? "" : "not ", ++t->count);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    t->failed += !good;
    return good;
}

/* Prints the plan; the value for main to return. */
static inline int tap_done(const struct tap *t)
{
    printf("1..%u\n", t->count);
    return t->failed != 0;
}

#endif
