/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls of programs without a C library, for processors with words of 32 bits, and with one
 * for all others: kernel(number, six arguments) gives the value, or -errno.
 */
#ifndef FERRY_TESTS_RAW_CALL_H
#define FERRY_TESTS_RAW_CALL_H

#ifdef __arm__
static long kernel(long nr, long a, long b, long c, long d, long e, long f)
{
    register long r0 __asm__("r0") = a, r1 __asm__("r1") = b, r2 __asm__("r2") = c,
                     r3 __asm__("r3") = d, r4 __asm__("r4") = e, r5 __asm__("r5") = f;
    /* r7 may be T32's frame pointer */
    __asm__ volatile("push {r7}\nmov r7, %1\nsvc #0\npop {r7}"
                     : "+r"(r0)
                     : "r"(nr), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
                     : "memory");
    return r0;
}
#elif defined(__riscv)
static long kernel(long nr, long a, long b, long c, long d, long e, long f)
{
    register long a7 __asm__("a7") = nr, a0 __asm__("a0") = a, a1 __asm__("a1") = b,
                     a2 __asm__("a2") = c, a3 __asm__("a3") = d, a4 __asm__("a4") = e,
                     a5 __asm__("a5") = f;
    __asm__ volatile("ecall"
                     : "+r"(a0)
                     : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
                     : "memory");
    return a0;
}
#elif defined(__i386__)
/* The sixth argument's register is the frame pointer. */
static long kernel(long nr, long a, long b, long c, long d, long e, long f)
{
    long result, six[2] = {nr, f};
    __asm__ volatile("push %%ebp\nmov 4(%%eax), %%ebp\nmov (%%eax), %%eax\nint $0x80\npop %%ebp"
                     : "=a"(result)
                     : "0"(six), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                     : "memory");
    return result;
}
#else
#include <errno.h>
#include <unistd.h>

static long kernel(long nr, long a, long b, long c, long d, long e, long f)
{
    long r = syscall(nr, a, b, c, d, e, f);

    return r < 0 ? -errno : r;
}
#endif

#endif
