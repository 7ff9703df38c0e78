/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of the RVE ABI: numbers of system calls are in t0, and a7 does not exist. Exits with 0
 * if a signal handler ran and came back, and if getpid is what the kernel says twice.
 */
#if __riscv_xlen == 64
#define WORD 8
#define PUT sd
#define GET ld
#else
#define WORD 4
#define PUT sw
#define GET lw
#endif
    .globl _start
_start:
    addi sp, sp, -64
    lla t1, handler /* struct sigaction: handler, flags, mask */
    PUT t1, 0(sp)
    PUT zero, WORD(sp)
    sw zero, 2 * WORD(sp)
    sw zero, 2 * WORD + 4(sp)
    li a0, 10 /* SIGUSR1 */
    mv a1, sp
    li a2, 0
    li a3, 8
    li t0, 134 /* rt_sigaction */
    ecall
    bnez a0, wrong
    li t0, 172 /* getpid */
    ecall
    mv s0, a0
    li a1, 10
    li t0, 129 /* kill */
    ecall
    bnez a0, wrong
    li t1, 5
    bne s1, zero, wrong /* the handler's registers are not ours */
    lla a1, ran
    lw a1, 0(a1)
    bne a1, t1, wrong
    li t0, 172
    ecall
    bne a0, s0, wrong
    li a0, 0
    li t0, 93 /* exit */
    ecall
wrong:
    li a0, 1
    li t0, 93
    ecall
handler:
    li s1, 3
    lla a1, ran
    li a2, 5
    sw a2, 0(a1)
    ret
    .data
    .balign 4
ran: .word 0
