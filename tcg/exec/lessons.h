/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What children of fork had to make, so that the next ones find it in the code that they inherit.
 *
 * A shell's children all run the same code between fork and exec, which the shell itself never
 * runs.  Children write down, in memory that they share with their parent, for which pcs they made
 * or loaded regions; what two of them wanted the parent makes before the next fork.
 *
 * In: regions that a child makes; forks.  Out: regions in the parent.  Invariant: what is written
 * down is a hint, from a process that may have been at any point: a slot is believed only if its
 * check agrees, and then says no more than that code may be wanted there.
 */
#ifndef FERRY_TCG_EXEC_LESSONS_H
#define FERRY_TCG_EXEC_LESSONS_H

#include <stdint.h>
#include "base/abi.h"

struct cpu_common;
struct exec;
struct lessons;

/* In a child: the code at the pc was entered, by a jump or through the exit at host address `from`,
   for the first time. */
void lessons_note(struct lessons *l, gaddr pc, uint64_t mode, uint64_t from);

/* Before a fork by this CPU, no lock held. */
void lessons_learn(struct cpu_common *cpu);

#endif
