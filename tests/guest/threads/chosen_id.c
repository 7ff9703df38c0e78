// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clone3: threads with ids that the caller chooses, errors, pidfds of threads, one thread that
   forks, starts a thread and ends as the last of its process. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#define STACK 65536
#define FLAGS                                                                                      \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |            \
     CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)

struct args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid,
        set_tid_size, cgroup;
};

static char *stack;
static int parent_tid, child_tid, pidfd, told, go;

/* No TLS of its own: system calls only. */
static long call(long nr, long a, long b, long c, long d)
{
    long result;
#if defined __x86_64__
    register long r10 __asm__("r10") = d;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"(nr), "D"(a), "S"(b), "d"(c), "r"(r10)
                     : "rcx", "r11", "memory");
#elif defined __aarch64__
    register long x8 __asm__("x8") = nr, x0 __asm__("x0") = a, x1 __asm__("x1") = b,
                     x2 __asm__("x2") = c, x3 __asm__("x3") = d;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    result = x0;
#elif defined __riscv
    register long a7 __asm__("a7") = nr, a0 __asm__("a0") = a, a1 __asm__("a1") = b,
                     a2 __asm__("a2") = c, a3 __asm__("a3") = d;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3) : "memory");
    result = a0;
#elif defined __arm__
    register long r0 __asm__("r0") = a, r1 __asm__("r1") = b, r2 __asm__("r2") = c,
                     r3 __asm__("r3") = d;
    __asm__ volatile("push {r7}; mov r7, %1; svc 0; pop {r7}"
                     : "+r"(r0)
                     : "r"(nr), "r"(r1), "r"(r2), "r"(r3)
                     : "memory");
    result = r0;
#endif
    return result;
}

static void thread(void)
{
    told = (int)call(SYS_gettid, 0, 0, 0, 0);
    while (!__atomic_load_n(&go, __ATOMIC_ACQUIRE))
        call(SYS_sched_yield, 0, 0, 0, 0);
    call(SYS_exit, 0, 0, 0, 0);
}

/* clone3, and thread() in the child. */
static long start(struct args *a, size_t size)
{
    long result;
#if defined __x86_64__
    __asm__ volatile("syscall; test %%rax, %%rax; jnz 1f; xor %%ebp, %%ebp; call *%4; 1:"
                     : "=a"(result)
                     : "0"((long)SYS_clone3), "D"(a), "S"(size), "r"(thread)
                     : "rcx", "r11", "memory");
#elif defined __aarch64__
    register long x8 __asm__("x8") = SYS_clone3, x0 __asm__("x0") = (long)a,
                     x1 __asm__("x1") = (long)size;
    __asm__ volatile("svc 0; cbnz x0, 1f; blr %3; 1:"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(thread)
                     : "x30", "memory");
    result = x0;
#elif defined __riscv
    register long a7 __asm__("a7") = SYS_clone3, a0 __asm__("a0") = (long)a,
                     a1 __asm__("a1") = (long)size;
    __asm__ volatile("ecall; bnez a0, 1f; jalr %3; 1:"
                     : "+r"(a0)
                     : "r"(a7), "r"(a1), "r"(thread)
                     : "ra", "memory");
    result = a0;
#elif defined __arm__
    register long r0 __asm__("r0") = (long)a, r1 __asm__("r1") = (long)size,
                     r4 __asm__("r4") = (long)thread;
    __asm__ volatile("push {r7}; mov r7, %1; svc 0; cmp r0, #0; bne 1f; blx r4; 1: pop {r7}"
                     : "+r"(r0)
                     : "r"((long)SYS_clone3), "r"(r1), "r"(r4)
                     : "lr", "cc", "memory");
    result = r0;
#endif
    return result;
}

static long try(uint64_t flags, const int *ids, int count)
{
    struct args a = {.flags = flags,
                     .pidfd = (uintptr_t)&pidfd,
                     .child_tid = (uintptr_t)&child_tid,
                     .parent_tid = (uintptr_t)&parent_tid,
                     .stack = (uintptr_t)stack,
                     .stack_size = STACK,
                     .set_tid = (uintptr_t)ids,
                     .set_tid_size = (uint64_t)count};

    parent_tid = told = go = 0;
    pidfd = -1;
    child_tid = 1;
    return start(&a, sizeof(a));
}

static void finish(void)
{
    __atomic_store_n(&go, 1, __ATOMIC_RELEASE);
    while (__atomic_load_n(&child_tid, __ATOMIC_ACQUIRE))
        syscall(SYS_futex, &child_tid, FUTEX_WAIT, __atomic_load_n(&child_tid, __ATOMIC_ACQUIRE),
                NULL, NULL, 0);
}

static int free_id(void)
{
    int id = 300 + getpid() * 37 % 25000; /* not what this test looks at beside us */

    while (kill(id, 0) == 0 || syscall(SYS_tkill, id, 0) == 0)
        id++;
    return id;
}

static int all(void)
{
    int used = getpid(), id = free_id(), many[40] = {0};
    struct pollfd p;

    stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 50; i++) {
        long r = try(FLAGS, &id, 1);

        if (r != id || parent_tid != id) {
            printf("round %d: %ld, %d\n", i, r, parent_tid);
            return 1;
        }
        finish();
        if (told != id)
            printf("round %d: told %d\n", i, told);
        while (kill(id, 0) == 0 || syscall(SYS_tkill, id, 0) == 0)
            sched_yield(); /* until the kernel has let go of it */
    }
    printf("used: %ld, negative: %ld\n", try(FLAGS, &used, 1), try(FLAGS, (int[]){-1}, 1));
    printf("levels: %ld, too many: %ld\n", try(FLAGS, many, 30), try(FLAGS, many, 33));
    if (try(FLAGS | CLONE_PIDFD, &id, 1) == id) {
        p = (struct pollfd){.fd = pidfd, .events = POLLIN};
        printf("pidfd: closed at exec %d, ready %d\n", fcntl(pidfd, F_GETFD), poll(&p, 1, 0));
        finish();
        printf("ready %d\n", poll(&p, 1, 5000));
        close(pidfd);
    }
    if (try(FLAGS | CLONE_PIDFD, NULL, 0) > 0) {
        p = (struct pollfd){.fd = pidfd, .events = POLLIN};
        printf("pidfd: closed at exec %d, ready %d\n", fcntl(pidfd, F_GETFD), poll(&p, 1, 0));
        finish();
        printf("ready %d\n", poll(&p, 1, 5000));
        close(pidfd);
    }
    return 0;
}

/* The thread with the chosen id outlives the main one; the process ends with it. */
static int last(void)
{
    int id = free_id(), status;
    pid_t child = fork();

    if (!child) {
        stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (try(FLAGS & ~CLONE_CHILD_CLEARTID, &id, 1) != id)
            _exit(1);
        go = 1;
        syscall(SYS_exit, 0);
    }
    waitpid(child, &status, 0);
    printf("last: %x\n", status);
    return status;
}

int main(void)
{
    return all() || last();
}
