/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Relocations that wait until somebody wants what they relocate.
 *
 * A static-pie program relocates itself at each start, and each page with a relocation becomes a
 * copy: 4 us.  Two thirds of our pages with relocations are the disassembler's tables, which only
 * -d in_asm and out_asm look at.
 *
 * In: late.ld puts such tables side by side.  Out: they are relocated when late_relocate() is
 * called, all else before the C library starts.
 * Invariant: nobody reads the tables before.
 */
#ifndef FERRY_BASE_LATE_H
#define FERRY_BASE_LATE_H

#ifdef FERRY_LATE
/* Makes the tables usable; once, while there is one thread. */
void late_relocate(void);
#else
static inline void late_relocate(void)
{
}
#endif

#endif
