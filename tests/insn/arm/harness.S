/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs one instruction with a whole set of registers: run_arm and run_thumb load `state` (r0-r12,
 * pad, lr, pad, CPSR flags, FPSCR, at 128 d0-d31), execute the word at slot_arm or slot_thumb, and
 * store the registers back.  The page is made writable and executable by peer.c.
 */
        .syntax unified
        .arch   armv8-a
        .fpu    crypto-neon-fp-armv8
        .section .harness, "awx", %progbits
        .balign 4096
        .globl  harness, run_arm, run_thumb, slot_arm, slot_thumb, state
        .type   run_arm, %function
        .type   run_thumb, %function
        .type   slot_thumb, %function
harness:
        .arm
        .macro  enter
        push    {r4-r12, lr}
        ldr     r0, =state
        str     sp, [r0, #512]
        add     r1, r0, #128
        vldmia  r1!, {d0-d15}
        vldmia  r1, {d16-d31}
        ldr     r1, [r0, #68]
        vmsr    fpscr, r1
        ldr     r1, [r0, #64]
        msr     cpsr_fs, r1
        ldr     lr, [r0, #56]
        ldmia   r0, {r0-r12}
        .endm
        .macro  leave
        str     r0, saved_r0
        ldr     r0, =state
        stmib   r0, {r1-r12}
        ldr     r1, saved_r0
        str     r1, [r0]
        str     lr, [r0, #56]
        mrs     r1, cpsr
        str     r1, [r0, #64]
        vmrs    r1, fpscr
        str     r1, [r0, #68]
        add     r1, r0, #128
        vstmia  r1!, {d0-d15}
        vstmia  r1, {d16-d31}
        ldr     sp, [r0, #512]
        mov     r1, #0
        vmsr    fpscr, r1
        pop     {r4-r12, pc}
        .endm
run_arm:
        enter
slot_arm:
        nop
        nop
        leave
run_thumb:
        enter
        blx     slot_thumb
        leave
        .thumb
        .balign 4
slot_thumb:
        nop
        nop
        nop
        bx      lr
        .balign 4
saved_r0:
        .word   0
        .ltorg
        .balign 8
state:
        .space  1024
        .section .note.GNU-stack, "", %progbits
