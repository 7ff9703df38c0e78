/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For programs that try every row of syscalls/linux/calls.def: raw system calls, a line each.
 *
 *   CALL(name, arguments...)   prints the call as it stands in the source, and its value or the
 *                              error's name; gives the value, or -1
 *   SOME(name, arguments...)   likewise, but of a value that differs from run to run only that it
 *                              is one: numbers of processes, addresses
 *   LL(x), PAD_LL(x)           an argument of 64 bits; PAD_LL where an odd number of arguments
 *                              stands before it
 *
 * A program that defines CALLS32 makes the calls of a 32-bit ABI: natively those of i386, from
 * 64-bit code, so that it must be static and give static memory only (`// cflags: -static
 * -no-pie`); a kernel without them makes it exit with 77. tests/syscall/rows_test.py looks for
 * these macros.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(CALLS32) && defined(__x86_64__)
#include <asm/unistd_32.h>
#else
#include <sys/syscall.h>
#endif

/* Calls that are newer than a compiler's headers have one number everywhere. */
#define __NR_process_mrelease        448
#define __NR_futex_waitv             449
#define __NR_set_mempolicy_home_node 450
#define __NR_cachestat               451
#define __NR_fchmodat2               452
#define __NR_map_shadow_stack        453
#define __NR_futex_wake              454
#define __NR_futex_wait              455
#define __NR_futex_requeue           456
#define __NR_statmount               457
#define __NR_listmount               458
#define __NR_lsm_get_self_attr       459
#define __NR_lsm_set_self_attr       460
#define __NR_lsm_list_modules        461
#define __NR_mseal                   462
#define __NR_setxattrat              463
#define __NR_getxattrat              464
#define __NR_listxattrat             465
#define __NR_removexattrat           466
#define __NR_open_tree_attr          467
#define __NR_file_getattr            468
#define __NR_file_setattr            469

#define BAD 16 /* an address where nothing is */
#define CWD AT_FDCWD

static long call_six(long nr, const long *a)
{
#if defined(CALLS32) && defined(__x86_64__)
    register long sixth __asm__("r8") = a[5];
    long result;

    __asm__ volatile("mov %%rbp, %%r12\n\tmov %%r8, %%rbp\n\tint $0x80\n\tmov %%r12, %%rbp"
                     : "=a"(result), "+r"(sixth)
                     : "0"(nr), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
                     : "memory", "r9", "r10", "r11", "r12");
    result = (int)result;
    if (result < 0 && result > -4096) {
        errno = (int)-result;
        return -1;
    }
    return result;
#else
    return syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
#endif
}

/* Does the kernel have the calls of CALLS32? */
static void call_none(int sig)
{
    puts("no 32-bit calls here");
    exit(77);
}

static void call_start(void)
{
    long none[6] = {0};

    signal(SIGSEGV, call_none);
    call_six(__NR_getpid, none);
    signal(SIGSEGV, SIG_DFL);
}

static long call_tell(const char *name, const char *arguments, int exact, long result)
{
    int error = errno;

    if (result == -1)
        printf("%s(%s) = %s\n", name, arguments, strerrorname_np(error));
    else if (exact)
        printf("%s(%s) = %ld\n", name, arguments, result);
    else
        printf("%s(%s) works\n", name, arguments);
    fflush(stdout);
    errno = error;
    return result;
}

#define CALL_0(...)                            0
#define CALL_1(a)                              (long)(a)
#define CALL_2(a, ...)                         (long)(a), CALL_1(__VA_ARGS__)
#define CALL_3(a, ...)                         (long)(a), CALL_2(__VA_ARGS__)
#define CALL_4(a, ...)                         (long)(a), CALL_3(__VA_ARGS__)
#define CALL_5(a, ...)                         (long)(a), CALL_4(__VA_ARGS__)
#define CALL_6(a, ...)                         (long)(a), CALL_5(__VA_ARGS__)
#define CALL_PICK(z, a, b, c, d, e, f, g, ...) g
#define CALL_COUNT(...)                                                                            \
    CALL_PICK(z, ##__VA_ARGS__, CALL_6, CALL_5, CALL_4, CALL_3, CALL_2, CALL_1, CALL_0)
#define CALL_RAW(name, ...)                                                                        \
    call_six(__NR_##name, (const long[6]){CALL_COUNT(__VA_ARGS__)(__VA_ARGS__)})

#define CALL(name, ...) call_tell(#name, #__VA_ARGS__, 1, CALL_RAW(name, ##__VA_ARGS__))
#define SOME(name, ...) call_tell(#name, #__VA_ARGS__, 0, CALL_RAW(name, ##__VA_ARGS__))

#if __SIZEOF_POINTER__ == 8 && !defined(CALLS32)
#define LL(x)     x
#define PAD_LL(x) x
#else
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LL(x) (uint32_t)((uint64_t)(x) >> 32), (uint32_t)(uint64_t)(x)
#else
#define LL(x) (uint32_t)(uint64_t)(x), (uint32_t)((uint64_t)(x) >> 32)
#endif
#ifdef __arm__
#define PAD_LL(x) 0, LL(x)
#else
#define PAD_LL(x) LL(x)
#endif
#endif

/* A set of 64 bits as the kernel has it: words, the low one first. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ && __SIZEOF_POINTER__ == 4
#define SET64(x) ((uint64_t)(x) << 32 | (uint64_t)(x) >> 32)
#else
#define SET64(x) ((uint64_t)(x))
#endif
/* Bit n of a set of words. */
#define WORD_BITS (8 * sizeof(long))
#define BIT(n)    (1ul << (n) % WORD_BITS)

static void tell(const char *what, long long value)
{
    printf("  %s %lld\n", what, value);
    fflush(stdout);
}

/* What BODY does, in a process of its own, and how that ends. */
#define CHILD(body)                                                                                \
    do {                                                                                           \
        pid_t child = fork();                                                                      \
        int status = 0;                                                                            \
        if (!child) {                                                                              \
            body;                                                                                  \
            fflush(stdout);                                                                        \
            _exit(0);                                                                              \
        }                                                                                          \
        waitpid(child, &status, 0);                                                                \
        tell("child ended", status);                                                               \
    } while (0)
