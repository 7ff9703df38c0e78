/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of linux-user must be exact to the instruction: the interruptible system call, the copy
 * routines whose faults are caught, process creation on a new stack, the signal restorer.
 *
 * signal.c knows the address ranges:
 *   [lx_hostcall_begin, lx_hostcall_insn]: the call has not happened; continue at lx_hostcall_abort;
 *   [lx_compat_begin, lx_compat_insn]: likewise, at lx_compat_abort;
 *   [lx_access_begin, lx_access_end): a fault continues at lx_access_fault.
 * Invariant: within these ranges the stack is as at the routine's entry.
 */
        .text

        .macro entry name
        .globl \name
        .hidden \name
        .type \name, @function
        .p2align 4
\name:
        .endm

        .macro label name
        .globl \name
        .hidden \name
\name:
        .endm

/*
 * long lx_hostcall_asm(const volatile int *pending, long nr, long a1, a2, a3, a4, a5, a6)
 * The kernel keeps all registers but rax, rcx, r11, so it may wind back onto lx_hostcall_insn.
 */
        entry lx_hostcall_asm
        .cfi_startproc
        movq %rdi, %r11
        movq %rsi, %rax
        movq %rdx, %rdi
        movq %rcx, %rsi
        movq %r8, %rdx
        movq %r9, %r10
        movq 8(%rsp), %r8
        movq 16(%rsp), %r9
        label lx_hostcall_begin
        cmpl $0, (%r11)
        jne lx_hostcall_abort
        label lx_hostcall_insn
        syscall
        label lx_hostcall_done
        ret
        label lx_hostcall_abort
        movq $-512, %rax        /* -LX_ERESTART */
        ret
        .cfi_endproc
        .size lx_hostcall_asm, . - lx_hostcall_asm

/*
 * long lx_compat_asm(const volatile int *pending, long nr, long a1, a2, a3, a4)
 * A call of i386, which the kernel has for 64-bit programs, too, if it was built and started so:
 * else a fault, which continues at lx_compat_lacking.
 */
        entry lx_compat_asm
        .cfi_startproc
        movq %rdi, %r11
        movq %rbx, %r10
        .cfi_register %rbx, %r10
        movl %esi, %eax
        movl %edx, %ebx
        movl %r8d, %edx
        movl %r9d, %esi
        label lx_compat_begin
        cmpl $0, (%r11)
        jne lx_compat_abort
        label lx_compat_insn
        int $0x80
        label lx_compat_done
        movq %r10, %rbx
        cltq
        ret
        label lx_compat_lacking
        movl $-38, %eax         /* -ENOSYS */
        jmp lx_compat_done
        label lx_compat_abort
        movl $-512, %eax        /* -LX_ERESTART */
        jmp lx_compat_done
        .cfi_endproc
        .size lx_compat_asm, . - lx_compat_asm

        label lx_access_begin

/* long lx_access_copy(void *to, const void *from, size_t size): 0 or -EFAULT */
        entry lx_access_copy
        .cfi_startproc
        cmpq $8, %rdx
        je 1f
        cmpq $4, %rdx
        je 2f
        cmpq $16, %rdx /* struct timespec: in halves, as it has been stored */
        je 3f
        cmpq $128, %rdx
        jbe 4f
        movq %rdx, %rcx
        rep movsb
        xorl %eax, %eax
        ret
3:      movq (%rsi), %rcx
        movq 8(%rsi), %rdx
        movq %rcx, (%rdi)
        movq %rdx, 8(%rdi)
        xorl %eax, %eax
        ret
4:      xorl %eax, %eax /* few bytes: `rep` takes as long as a hundred of them */
        subq $8, %rdx
        jb 6f
5:      movq (%rsi,%rax), %rcx
        movq %rcx, (%rdi,%rax)
        addq $8, %rax
        cmpq %rdx, %rax
        jbe 5b
6:      testb $4, %dl /* what is left: the low bits of the size are as before */
        je 7f
        movl (%rsi,%rax), %ecx
        movl %ecx, (%rdi,%rax)
        addq $4, %rax
7:      testb $2, %dl
        je 8f
        movzwl (%rsi,%rax), %ecx
        movw %cx, (%rdi,%rax)
        addq $2, %rax
8:      testb $1, %dl
        je 9f
        movzbl (%rsi,%rax), %ecx
        movb %cl, (%rdi,%rax)
9:      xorl %eax, %eax
        ret
1:      movq (%rsi), %rcx
        movq %rcx, (%rdi)
        xorl %eax, %eax
        ret
2:      movl (%rsi), %ecx
        movl %ecx, (%rdi)
        xorl %eax, %eax
        ret
        .cfi_endproc
        .size lx_access_copy, . - lx_access_copy

/* long lx_access_pair8(void *to, uint64_t first, uint64_t second): 0 or -EFAULT */
        entry lx_access_pair8
        .cfi_startproc
        xorl %eax, %eax
        movq %rsi, (%rdi)
        movq %rdx, 8(%rdi)
        ret
        .cfi_endproc
        .size lx_access_pair8, . - lx_access_pair8

/* long lx_access_pair4(void *to, uint64_t first, uint64_t second): 0 or -EFAULT */
        entry lx_access_pair4
        .cfi_startproc
        xorl %eax, %eax
        movl %esi, (%rdi)
        movl %edx, 4(%rdi)
        ret
        .cfi_endproc
        .size lx_access_pair4, . - lx_access_pair4

/* long lx_access_clear(void *to, size_t size): 0 or -EFAULT */
        entry lx_access_clear
        .cfi_startproc
        movq %rsi, %rcx
        xorl %eax, %eax
        rep stosb
        ret
        .cfi_endproc
        .size lx_access_clear, . - lx_access_clear

/* long lx_access_strlen(const char *from, size_t limit): length, `limit` if no NUL, or -EFAULT */
        entry lx_access_strlen
        .cfi_startproc
        xorl %eax, %eax
1:      cmpq %rsi, %rax
        je 2f
        cmpb $0, (%rdi,%rax)
        je 2f
        incq %rax
        jmp 1b
2:      ret
        .cfi_endproc
        .size lx_access_strlen, . - lx_access_strlen

/* long lx_access_strcpy(char *to, const char *from, size_t size): length, `size` if no NUL, -EFAULT */
        entry lx_access_strcpy
        .cfi_startproc
        xorl %eax, %eax
1:      cmpq %rdx, %rax
        je 2f
        movzbl (%rsi,%rax), %ecx
        movb %cl, (%rdi,%rax)
        testb %cl, %cl
        je 2f
        incq %rax
        jmp 1b
2:      ret
        .cfi_endproc
        .size lx_access_strcpy, . - lx_access_strcpy

/* long lx_access_probe(void *at, long write): 0 or -EFAULT */
        entry lx_access_probe
        .cfi_startproc
        testq %rsi, %rsi
        je 1f
        lock orb $0, (%rdi)
1:      movb (%rdi), %al
        xorl %eax, %eax
        ret
        .cfi_endproc
        .size lx_access_probe, . - lx_access_probe

/* long lx_access_cas(uint32_t *at, uint32_t *old, uint32_t new): 0 (*old has been there; equal: it
 * is new now) or -EFAULT */
        entry lx_access_cas
        .cfi_startproc
        movl (%rsi), %eax
        lock cmpxchgl %edx, (%rdi)
        movl %eax, (%rsi)
        xorl %eax, %eax
        ret
        .cfi_endproc
        .size lx_access_cas, . - lx_access_cas

        label lx_access_end
        label lx_access_fault
        movq $-14, %rax         /* -EFAULT */
        ret

/*
 * long lx_spawn_asm(long nr, long a1, a2, a3, a4, a5, void (*child)(void *), void *arg)
 * clone or clone3 with a new stack: the child calls child(arg), which does not return.
 */
        entry lx_spawn_asm
        .cfi_startproc
        pushq %r12
        .cfi_adjust_cfa_offset 8
        .cfi_offset %r12, -16
        pushq %r13
        .cfi_adjust_cfa_offset 8
        .cfi_offset %r13, -24
        movq 24(%rsp), %r12
        movq 32(%rsp), %r13
        movq %rdi, %rax
        movq %rsi, %rdi
        movq %rdx, %rsi
        movq %rcx, %rdx
        movq %r8, %r10
        movq %r9, %r8
        syscall
        testq %rax, %rax
        je 1f
        popq %r13
        .cfi_adjust_cfa_offset -8
        popq %r12
        .cfi_adjust_cfa_offset -8
        ret
        .cfi_adjust_cfa_offset 16
1:      .cfi_undefined %rip
        xorl %ebp, %ebp
        andq $-16, %rsp
        movq %r13, %rdi
        call *%r12
        ud2
        .cfi_endproc
        .size lx_spawn_asm, . - lx_spawn_asm

/*
 * void lx_leave_asm(const uint64_t regs[8], long result): rbx, rbp, r12 to r15, rsp, and where to go.
 * Out of a signal handler without sigreturn, behind which the kernel restarts nothing.
 */
        entry lx_leave_asm
        .cfi_startproc
        movq %rsi, %rax
        movq (%rdi), %rbx
        movq 8(%rdi), %rbp
        movq 16(%rdi), %r12
        movq 24(%rdi), %r13
        movq 32(%rdi), %r14
        movq 40(%rdi), %r15
        movq 48(%rdi), %rsp
        jmpq *56(%rdi)
        .cfi_endproc
        .size lx_leave_asm, . - lx_leave_asm

/* SA_RESTORER of our handlers: rt_sigreturn */
        entry lx_restorer
        movl $15, %eax
        syscall
        ud2
        .size lx_restorer, . - lx_restorer

/*
 * uint64_t store(uint64_t area, uint64_t descriptor, void *to, uint64_t value): 1, or 0 when the
 * thread's struct rseq at `area` does not name `descriptor`, or the kernel has interrupted us.
 * The struct names our own descriptor for as long as it takes to store.  rseq.c copies all this.
 */
        .section .rodata
        .p2align 5
        label lx_rseq_template
        .macro descriptor size
.Ldescriptor\size:
        .zero 32
        .endm
        .macro guarded_store size, value
.Lentry\size:
        leaq .Ldescriptor\size(%rip), %r8
        movq %rsi, %rax
        cmpxchgq %r8, 8(%rdi)   /* rseq_cs; one instruction: nobody else writes it but the kernel */
.Lstart\size:
        jne .Labort\size
        mov \value, (%rdx)
.Lend\size:
        movq %r8, %rax          /* back, unless the kernel has cleared it */
        cmpxchgq %rsi, 8(%rdi)
        movl $1, %eax
        ret
        .long 0 /* the signature */
.Labort\size:
        xorl %eax, %eax
        ret
        .endm
        .macro place size
        .long .Ldescriptor\size - lx_rseq_template, .Lentry\size - lx_rseq_template
        .long .Lstart\size - lx_rseq_template, .Lend\size - lx_rseq_template
        .long .Labort\size - lx_rseq_template
        .endm
        descriptor 1
        descriptor 2
        descriptor 4
        descriptor 8
        guarded_store 1, %cl
        guarded_store 2, %cx
        guarded_store 4, %ecx
        guarded_store 8, %rcx
        label lx_rseq_template_end
        .p2align 2
        label lx_rseq_places
        place 1
        place 2
        place 4
        place 8

        .section .note.GNU-stack, "", @progbits
