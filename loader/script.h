/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scripts: the "#!" line, as Linux reads it.
 *
 * In: the first bytes of a file.  Out: interpreter and at most one argument.
 * Rules (execve(2), Linux 5.1 and later): only the first 256 bytes count; the
 * interpreter ends at a blank, everything after it up to the end of the line,
 * without blanks at both ends, is one argument; a line that does not end in
 * those bytes is accepted if the interpreter's name does.
 */
#ifndef FERRY_LOADER_SCRIPT_H
#define FERRY_LOADER_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SCRIPT_BYTES = 256,
    SCRIPT_DEPTH_MAX = 5, /* interpreters that are scripts themselves; one more is ELOOP */
};

struct script {
    char interpreter[SCRIPT_BYTES];
    char argument[SCRIPT_BYTES];
    bool has_argument;
};

enum script_result {
    SCRIPT_NONE, /* does not start with #! */
    SCRIPT_GOOD,
    SCRIPT_BAD, /* #! without a usable interpreter: ENOEXEC */
};

/* `length` is what could be read of the file, up to SCRIPT_BYTES. */
enum script_result script_parse(const char *bytes, size_t length, struct script *out);

#endif
