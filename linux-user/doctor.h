/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of `ferry --doctor` share (command.h has the command itself).
 *
 * In: findings.  Out: a line each on stdout.
 */
#ifndef FERRY_LINUX_USER_DOCTOR_H
#define FERRY_LINUX_USER_DOCTOR_H

#include "linux-user/program.h"

enum doctor_mark { DOCTOR_OK, DOCTOR_NOTE, DOCTOR_FAIL };

/* One finding; DOCTOR_FAIL makes the exit status 1. */
void doctor_say(enum doctor_mark mark, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Are the shared libraries of the program (p->host_path) there, and theirs?  `prefix`: -L or NULL.
 */
void doctor_libraries(const struct program *p, const char *prefix);

/* Debian's package of a soname; true: known, false: guessed. */
bool doctor_package(const char *soname, char *out, size_t size);

#endif
