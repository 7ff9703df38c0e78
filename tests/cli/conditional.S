/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions in a row with one condition, or with its opposite: tests/cli/arm_test.py counts the
 * branches that are made of them, and how often ITSTATE is set. Exit status: 7.
 */
        .syntax unified
        .arm
        .global _start
_start: sub     sp, sp, #8
        mov     r2, sp
        mov     r0, #1
        mov     r1, #3
        str     r1, [r2]
        cmp     r0, #0
        ldrne   r1, [r2]                @ a branch
        addne   r1, r1, #1
        strne   r1, [r2]
        subsne  r0, r0, #1
        strne   r0, [r2, #4]            @ a branch: other flags
        addne   r1, r1, #100
        adr     r3, narrow + 1
        bx      r3
        .thumb
narrow: cmp     r0, #0
        ite     eq                      @ a branch
        ldreq   r1, [r2]
        ldrne   r1, [r2, #4]
        itt     ne                      @ nothing that may stop
        movne   r4, #1
        addne   r4, r4, r1
        cmp     r0, #1
        it      ne                      @ a branch: the one behind the block goes the same way
        ldrne   r1, [r2]
        bne     over
        add     r1, r1, #50
over:   adds    r0, r1, #3
        movs    r7, #1
        svc     #0
