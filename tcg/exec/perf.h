/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translated code for Linux perf (-perfmap, -jitdump).
 *
 * In: regions, as they get into the code cache; exec's lock is held.  Out: /tmp/perf-PID.map, lines
 * of host address, size and name; jit-PID.dump in the working directory, the format of perf's
 * jitdump-specification.txt, with the code.  A name is guest-0xADDRESS.  A child of a fork
 * begins files of its own with what it has inherited.
 */
#ifndef FERRY_TCG_EXEC_PERF_H
#define FERRY_TCG_EXEC_PERF_H

#include <stdbool.h>

struct exec;
struct perf;
struct region;

/* Says what can't be opened, and goes on without; NULL when there is nothing to write. */
struct perf *perf_open(bool map, bool dump);
void perf_region(struct exec *x, const struct region *r);

#endif
