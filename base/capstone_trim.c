/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeps disassemblers that no guest and no host of ours needs out of the program; a new guest
 * removes its line.
 *
 * The static capstone refers to every architecture from one table, so all would
 * be linked. M68K's instruction table alone is 1 MiB of pointers: in a static-pie
 * program 65,536 relocations, which cost 2 ms at every start. An architecture
 * defined here satisfies that table, so the linker leaves the real one out, and
 * cs_open() answers CS_ERR_ARCH for it.
 *
 * In and out: nothing of ours calls this. Invariant: the object is linked into the
 * program itself, not through a library, or the real ones would be found first.
 */
#include <stddef.h>
#include <capstone.h>

#define ABSENT(ARCH)                                                                               \
    cs_err ARCH##_global_init(void *engine);                                                       \
    cs_err ARCH##_option(void *engine, cs_opt_type type, size_t value);                            \
    cs_err ARCH##_global_init(void *engine)                                                        \
    {                                                                                              \
        (void)engine;                                                                              \
        return CS_ERR_ARCH;                                                                        \
    }                                                                                              \
    cs_err ARCH##_option(void *engine, cs_opt_type type, size_t value)                             \
    {                                                                                              \
        (void)engine, (void)type, (void)value;                                                     \
        return CS_ERR_ARCH;                                                                        \
    }

ABSENT(EVM)
ABSENT(M680X)
ABSENT(M68K)
ABSENT(Mips)
ABSENT(PPC)
ABSENT(Sparc)
ABSENT(SystemZ)
ABSENT(TMS320C64x)
ABSENT(XCore)
