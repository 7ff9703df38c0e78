/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page at 0xffff0000 that every Arm process has: the kernel's user helpers (get_tls, cmpxchg,
 * memory barrier, cmpxchg64, version; Documentation/arch/arm/kernel_user_helpers.rst) and the
 * signal trampolines.
 */
#include "linux-user/arm/abi.h"

#include "base/bytes.h"
#include "linux-user/space.h"
#include "linux-user/task.h"

#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096 };

enum kind { A32, T32, DATA }; /* how the words lie in memory: see put */

struct piece {
    uint16_t offset;
    uint8_t count, kind;
    uint32_t word[14];
};

static const struct piece pieces[] = {
    /* mov r7, #119; svc 0; mov r7, #173; svc 0; then the same as T32 */
    {0x500, 4, A32, {0xe3a07077, 0xef000000, 0xe3a070ad, 0xef000000}},
    {0x510, 2, T32, {0xdf002777, 0xdf0027ad}},
    /* ldr r3, [sp, #retcode + 12]; ldm r3, {r3, r9}; bx r3; for both frames */
    {0x520, 3, A32, {0xe59d32f4, 0xe8930208, 0xe12fff13}},
    {0x530, 3, A32, {0xe59d3374, 0xe8930208, 0xe12fff13}},
    /* ldr r3, [sp, #retcode + 12]; ldm r3, {r2, r3}; mov r9, r3; bx r2 */
    {0x540, 2, T32, {0xcb0c9bbd, 0x47104699}},
    {0x548, 2, T32, {0xcb0c9bdd, 0x47104699}},
    /* cmpxchg64(old *r0, new *r1, ptr r2):
       push {r4-r7}; ldrd r4, [r0]; ldrd r6, [r1]; dmb; 1: ldrexd r0, [r2]; eors r3, r0, r4;
       eorseq r3, r1, r5; strexdeq r3, r6, [r2]; teqeq r3, #1; beq 1b; dmb; rsbs r0, r3, #0;
       pop {r4-r7}; bx lr */
    {0xf60,
     14,
     A32,
     {0xe92d00f0, 0xe1c040d0, 0xe1c160d0, 0xf57ff05f, 0xe1b20f9f, 0xe0303004, 0x00313005,
      0x01a23f96, 0x03330001, 0x0afffff9, 0xf57ff05f, 0xe2730000, 0xe8bd00f0, 0xe12fff1e}},
    /* memory barrier: dmb; bx lr */
    {0xfa0, 2, A32, {0xf57ff05f, 0xe12fff1e}},
    /* cmpxchg(old r0, new r1, ptr r2): dmb; 1: ldrex r3, [r2]; subs r3, r3, r0;
       strexeq r3, r1, [r2]; teqeq r3, #1; beq 1b; rsbs r0, r3, #0; b the barrier at 0xfa0 */
    {0xfc0,
     8,
     A32,
     {0xf57ff05f, 0xe1923f9f, 0xe0533000, 0x01823f91, 0x03330001, 0x0afffffa, 0xe2730000,
      0xeaffffef}},
    /* get_tls: mrc p15, 0, r0, c13, c0, 3; bx lr */
    {0xfe0, 2, A32, {0xee1d0f70, 0xe12fff1e}},
    {0xffc, 1, DATA, {5}}, /* version */
};

/* T32 is a row of half words, the first in the low half. */
static void put(uint8_t *at, uint32_t word, enum kind kind)
{
    bool code_big = arm_const(task_self()->cpu)->be32;

    if (kind == T32) {
        store_u16(at, (uint16_t)word, code_big);
        store_u16(at + 2, (uint16_t)(word >> 16), code_big);
    } else {
        store_u32(at, word, kind == A32 ? code_big : lx_process.arch->abi->big_endian);
    }
}

void lx_arm_map_pages(void)
{
    uint8_t page[PAGE];
    int64_t at = space_mmap(lx_process.space, LX_ARM_PAGE, PAGE, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

    if (at < 0)
        return;
    memset(page, 0xff, sizeof(page));
    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++)
        for (unsigned k = 0; k < pieces[i].count; k++)
            put(page + pieces[i].offset + 4 * k, pieces[i].word[k], pieces[i].kind);
    lx_copy_to_guest(LX_ARM_PAGE, page, sizeof(page));
    space_mprotect(lx_process.space, LX_ARM_PAGE, PAGE, PROT_READ | PROT_EXEC);
}
