/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiling thread; docs/tiers.md explains it.
 *
 * In: hot regions, whose IR the finder has made, and regions that are to be stored (stored.h).
 * Out: regions of tier 2 in the place of the hot ones; records.
 * Invariants: a job holds all that was read of the guest's code, so that the thread reads none; a
 * finished region is installed with the lock held, and only if nothing that it was made from has
 * been invalidated since; while the thread rests it holds no lock, of libc's neither.
 */
#ifndef FERRY_TCG_EXEC_WORKER_H
#define FERRY_TCG_EXEC_WORKER_H

#include "tcg/exec/cache.h"
#include "tcg/exec/readings.h"

struct worker;

/* At exec_new, before cache_init: takes its part of the code cache.  NULL: with these options there
   is none. */
struct worker *worker_new(struct exec *x);

/* ---- with the lock held ---- */

/* Is there one that takes a job of this kind now?  Notes that there is work, and may start it. */
bool worker_takes(struct worker *w, bool hot);
/* The region of tier 2 in the place of `old`, from the IR and the answers in `m`, whose env notes
   `readings`; the IR's memory is taken.  file: where it is to be stored, or NULL. */
void worker_compile(struct worker *w, struct region *old, struct making *m,
                    const struct readings *readings, const struct exec_file *file);
/* A record of `r`, which has just been made into `m` and is not chained yet. */
void worker_store(struct worker *w, struct region *r, const struct making *m,
                  const struct readings *readings, const struct exec_file *file);
/* Guest code has changed: what was made from it is dropped. */
void worker_invalidate(struct worker *w, gaddr start, gaddr end);
/* All jobs are dropped, the one at hand as well.  `wait`: until it is done with. */
void worker_forget(struct worker *w, bool wait);
/* Its part of the code cache is full. */
bool worker_full(const struct worker *w);
/* From its return until worker_go_on the thread does nothing.  Nests. */
void worker_rest(struct worker *w);
void worker_go_on(struct worker *w);

/* ---- without it ---- */

/* Until all jobs are done. */
void worker_drain(struct worker *w);
/* Ends the thread, if it is this process's.  True: there was one. */
bool worker_end(struct worker *w);
/* In the child of a fork: the thread has stayed behind. */
void worker_forked(struct worker *w);

#endif
