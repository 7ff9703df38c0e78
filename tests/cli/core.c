/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program without a C library that dies of a store to address 0x10, with a number in register 5
 * and a pattern in memory, for any guest: what core_test.py looks for in its core file.
 */
unsigned pattern[4] = {0x13579bdf, 0x2468ace0, 0x0badcafe, 0x5eed5eed};

void _start(void)
{
#ifdef __aarch64__
    asm volatile("mov x5, #0x4321\nmov x0, #16\nstr x5, [x0]");
#elif defined(__riscv)
    asm volatile("li x5, 0x4321\nli x6, 16\nsw x5, 0(x6)");
#else
    asm volatile("movw r5, #0x4321\nmov r0, #16\nstr r5, [r0]");
#endif
    for (;;)
        pattern[0]++;
}
