/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The "#!" line: see script.h.
 */
#include "loader/script.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Copies [from, to), which may hold a NUL that ends it early. */
static void copy(char *out, const char *from, const char *to)
{
    size_t length = strnlen(from, (size_t)(to - from));
    memcpy(out, from, length);
    out[length] = 0;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

static const char *skip_word(const char *at, const char *end)
{
    while (at < end && !is_blank(*at) && *at)
        at++;
    return at;
}

enum script_result script_parse(const char *bytes, size_t length, struct script *out)
{
    /* Bytes beyond the file's end read as NUL, and the last byte never counts. */
    char line[SCRIPT_BYTES] = {0};
    memset(out, 0, sizeof *out);
    if (length < 2 || bytes[0] != '#' || bytes[1] != '!')
        return SCRIPT_NONE;
    memcpy(line, bytes, length < sizeof line ? length : sizeof line);

    const char *end = memchr(line, '\n', sizeof line);
    const char *limit = line + sizeof line - 1;
    if (!end) {
        const char *name = skip_blanks(line + 2, limit);
        if (name == limit || skip_word(name, limit) == limit)
            return SCRIPT_BAD;
        end = limit;
    }
    while (end > line + 2 && is_blank(end[-1]))
        end--;

    const char *name = skip_blanks(line + 2, end);
    const char *name_end = skip_word(name, end);
    if (name == name_end)
        return SCRIPT_BAD;
    copy(out->interpreter, name, name_end);

    const char *argument = skip_blanks(name_end, end);
    if (name_end < end && *name_end && argument < end && *argument) {
        copy(out->argument, argument, end);
        out->has_argument = true;
    }
    return SCRIPT_GOOD;
}
