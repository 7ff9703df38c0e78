/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The "#!" line: loader/script.c, against what execve(2) does.
 *
 * In: rows.  Out: TAP.
 */
#include "loader/script.h"

#include <string.h>

#include "tests/unit/tap.h"

static struct tap t;

static void rows(void)
{
    static const struct {
        const char *line;
        enum script_result result;
        const char *interpreter, *argument;
    } row[] = {
        {"#!/bin/sh\n", SCRIPT_GOOD, "/bin/sh", NULL},
        {"#! /bin/sh\n", SCRIPT_GOOD, "/bin/sh", NULL},
        {"#!/bin/sh", SCRIPT_GOOD, "/bin/sh", NULL},
        {"#!\t /bin/sh \t\n", SCRIPT_GOOD, "/bin/sh", NULL},
        {"#!/usr/bin/env python3 -u\n", SCRIPT_GOOD, "/usr/bin/env", "python3 -u"},
        {"#!/bin/awk   -f  \nbody", SCRIPT_GOOD, "/bin/awk", "-f"},
        {"#!a b\n", SCRIPT_GOOD, "a", "b"},
        {"#!/bin/sh\r\n", SCRIPT_GOOD, "/bin/sh\r", NULL},
        {"#!\n/bin/sh\n", SCRIPT_BAD, "", NULL},
        {"#!", SCRIPT_BAD, "", NULL},
        {"#!   \n", SCRIPT_BAD, "", NULL},
        {"#", SCRIPT_NONE, "", NULL},
        {"", SCRIPT_NONE, "", NULL},
        {"\n#!/bin/sh", SCRIPT_NONE, "", NULL},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct script s;
        enum script_result got = script_parse(row[i].line, strlen(row[i].line), &s);
        bool good = got == row[i].result;
        if (good && got == SCRIPT_GOOD)
            good = !strcmp(s.interpreter, row[i].interpreter) &&
                   s.has_argument == (row[i].argument != NULL) &&
                   (!row[i].argument || !strcmp(s.argument, row[i].argument));
        tap_ok(&t, good, "line %zu", i);
    }
}

static void long_lines(void)
{
    char line[SCRIPT_BYTES];
    struct script s;
    memset(line, 'x', sizeof line);
    memcpy(line, "#!/", 3);
    tap_ok(&t, script_parse(line, sizeof line, &s) == SCRIPT_BAD,
           "a name that does not end in 256 bytes");
    line[100] = ' ';
    tap_ok(&t,
           script_parse(line, sizeof line, &s) == SCRIPT_GOOD && strlen(s.interpreter) == 98 &&
               s.has_argument && strlen(s.argument) == 255 - 101,
           "an argument that is cut");
    line[100] = 0;
    tap_ok(&t, script_parse(line, sizeof line, &s) == SCRIPT_GOOD && !s.has_argument,
           "a NUL ends the name");
    memset(line + 2, ' ', sizeof line - 2);
    tap_ok(&t, script_parse(line, sizeof line, &s) == SCRIPT_BAD, "nothing but blanks");
    memset(line + 2, '/', sizeof line - 2);
    line[254] = '\n';
    tap_ok(&t, script_parse(line, sizeof line, &s) == SCRIPT_GOOD && strlen(s.interpreter) == 252,
           "the longest name");
}

int main(void)
{
    rows();
    long_lines();
    return tap_done(&t);
}
