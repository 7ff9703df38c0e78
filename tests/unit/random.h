/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers for tests that look random and are the same each time: splitmix64.
 *
 * In: a state, which is any number.  Out: the next number; the state has moved on.
 */
#ifndef FERRY_TESTS_UNIT_RANDOM_H
#define FERRY_TESTS_UNIT_RANDOM_H

#include <stdint.h>

static inline uint64_t next_random(uint64_t *state)
{
    uint64_t v = *state += UINT64_C(0x9e3779b97f4a7c15);
    v = (v ^ v >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    v = (v ^ v >> 27) * UINT64_C(0x94d049bb133111eb);
    return v ^ v >> 31;
}

#endif
