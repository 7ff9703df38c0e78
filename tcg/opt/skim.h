/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of pass `skim` share; only tcg/opt/skim*.c include this.
 */
#ifndef FERRY_TCG_OPT_SKIM_H
#define FERRY_TCG_OPT_SKIM_H

#include "tcg/opt/rounds.h"

enum { SKIM_BYTES = 128 }; /* looked at at once */

/* skim_wide.c: a round loads several vectors, or pairs of words, side by side. */
bool skim_wide_streams(struct rounds *s);
bool skim_wide_test(struct rounds *s, struct rounds_test *t); /* fills it; false: it does not fit */
void skim_wide_elements(struct rounds *s, uint32_t out);

/* skim_words.c: a round loads several pairs of words side by side (s->words). */
bool skim_words_test(struct rounds *s, struct rounds_test *t); /* of the tests in order */
void skim_words_elements(struct rounds *s, uint32_t out);

#endif
