// static
// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Restartable sequences: registration and its errors; the CPU number; counters for each CPU that
 * many threads increment without atomic instructions; sequences that a signal, a fault and a
 * migration interrupt. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

struct area {
    uint32_t cpu_id_start, cpu_id;
    uint64_t rseq_cs;
    uint32_t flags, node_id, mm_cid, pad;
} __attribute__((aligned(32)));

enum { DONE, OTHER_CPU, ABORTED };

/* of(x): label x from there; word(x): a word of 64 bits */
#define DESCRIPTOR(of, word)                                                                       \
    ".balign 32\n3: .long 0, 0\n" word(of(1)) word(of(2) " - " of(1)) word(of(4))
#define AHEAD(x)  #x "f"
#define BEHIND(x) #x "b"
#define QUAD(x)   ".quad " x "\n"
#define LONGS(x)  ".long " x ", 0\n"

/* (*p)++ on CPU `cpu`, with a pause of `spin` rounds between load and store. */
#if defined(__x86_64__)
#define SIGNATURE 0x53053053
#define PC        uc_mcontext.gregs[REG_RIP]
#define SEQUENCE                                                                                   \
    ".pushsection __rseq_cs, \"aw\"\n" DESCRIPTOR(                                                 \
        AHEAD, QUAD) ".popsection\n"                                                               \
                     "leaq 3b(%%rip), %[t]\n movq %[t], 8(%[a])\n"                                 \
                     "1: cmpl %k[cpu], 4(%[a])\n jne %l[other]\n movq (%[p]), %[t]\n"              \
                     "5: subq $1, %[s]\n jne 5b\n addq $1, %[t]\n movq %[t], (%[p])\n"             \
                     "2: jmp 6f\n .byte 0x0f, 0xb9, 0x3d\n .long 0x53053053\n"                     \
                     "4: jmp %l[aborted]\n6:\n"
#elif defined(__aarch64__)
#define SIGNATURE 0xd428bc00
#define PC        uc_mcontext.pc
#define SEQUENCE                                                                                   \
    ".pushsection __rseq_cs, \"aw\"\n" DESCRIPTOR(                                                 \
        AHEAD, QUAD) ".popsection\n"                                                               \
                     "adrp %[t], 3b\n add %[t], %[t], :lo12:3b\n str %[t], [%[a], #8]\n"           \
                     "1: ldr %w[t], [%[a], #4]\n cmp %w[t], %w[cpu]\n b.ne %l[other]\n ldr %[t], " \
                     "[%[p]]\n"                                                                    \
                     "5: subs %[s], %[s], #1\n b.ne 5b\n add %[t], %[t], #1\n str %[t], [%[p]]\n"  \
                     "2: b 6f\n .inst 0xd428bc00\n"                                                \
                     "4: b %l[aborted]\n6:\n"
#elif defined(__arm__)
#define SIGNATURE 0xe7f5def3
#define PC        uc_mcontext.arm_pc
#define SEQUENCE                                                                                   \
    "adr %[t], 3f\n str %[t], [%[a], #8]\n"                                                        \
    "1: ldr %[t], [%[a], #4]\n cmp %[t], %[cpu]\n bne %l[other]\n ldr %[t], [%[p]]\n"              \
    "5: subs %[s], %[s], #1\n bne 5b\n add %[t], %[t], #1\n str %[t], [%[p]]\n"                    \
    "2: b 6f\n .long 0xe7f5def3\n"                                                                 \
    "4: b %l[aborted]\n" DESCRIPTOR(BEHIND, LONGS) "6:\n"
#elif defined(__riscv)
#define SIGNATURE 0xf1401073
#define PC        uc_mcontext.__gregs[REG_PC]
#define SEQUENCE                                                                                   \
    ".pushsection __rseq_cs, \"aw\"\n" DESCRIPTOR(                                                 \
        AHEAD,                                                                                     \
        QUAD) ".popsection\n"                                                                      \
              "lla %[t], 3b\n sd %[t], 8(%[a])\n"                                                  \
              "1: lw %[t], 4(%[a])\n bne %[t], %[cpu], %l[other]\n ld %[t], (%[p])\n"              \
              "5: addi %[s], %[s], -1\n bnez %[s], 5b\n addi %[t], %[t], 1\n sd %[t], (%[p])\n"    \
              "2: j 6f\n .long 0xf1401073\n"                                                       \
              "4: j %l[aborted]\n6:\n"
#endif

#ifdef __arm__
__attribute__((target("arm")))
#endif
__attribute__((noinline, noclone)) static int
increment(struct area *a, uint32_t cpu, long *p, unsigned long spin)
{
    unsigned long t;
    __asm__ volatile goto(SEQUENCE
                          : [t] "=&r"(t), [s] "+r"(spin)
                          : [a] "r"(a), [cpu] "r"((long)(int)cpu), [p] "r"(p)
                          : "memory", "cc"
                          : other, aborted);
    return DONE;
other:
    return OTHER_CPU;
aborted:
    return ABORTED;
}

enum { CPUS = 256, THREADS = 6, ROUNDS = 30000 };
static struct {
    long n;
    char line[128 - sizeof(long)];
} counter[CPUS];
static __thread struct area own;

/* Until nothing comes in between. */
static int increment_at_last(uint32_t cpu, long *p)
{
    int result;
    do
        result = increment(&own, cpu, p, 1);
    while (result == ABORTED);
    return result;
}

static int rseq(struct area *a, unsigned size, int flags, unsigned signature)
{
    return syscall(SYS_rseq, a, size, flags, signature) ? errno : 0;
}

/* The C library may have registered its own. */
extern const ptrdiff_t __rseq_offset __attribute__((weak));
extern const unsigned int __rseq_size __attribute__((weak));
static void take(void)
{
    if (&__rseq_size && __rseq_size)
        rseq((void *)((char *)__builtin_thread_pointer() + __rseq_offset), 32, 1, SIGNATURE);
    memset(&own, 0, sizeof(own));
    own.cpu_id = -1;
}

static void *work(void *opaque)
{
    take();
    if (rseq(&own, 32, 0, SIGNATURE))
        return "not registered";
    for (long i = 0; i < ROUNDS;) {
        uint32_t cpu = *(volatile uint32_t *)&own.cpu_id_start;
        if (cpu >= CPUS)
            return "no CPU";
        i += increment(&own, cpu, &counter[cpu].n, i % 64 ? 1 : 300) == DONE;
    }
    return rseq(&own, 32, 1, SIGNATURE) ? "not unregistered" : NULL;
}

static volatile int at_abort, seen;
static void handler(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    uint32_t before;
    memcpy(&before, (char *)(uintptr_t)uc->PC - 4, 4);
    at_abort = before == SIGNATURE;
    seen++;
}

int main(void)
{
    printf("auxv %lu %lu\n", getauxval(27), getauxval(28));
    take();
    printf("%d ", rseq((void *)((char *)&own + 4), 32, 0, SIGNATURE) == EINVAL);
    printf("%d ", rseq(&own, 16, 0, SIGNATURE) == EINVAL);
    printf("%d ", rseq(&own, 32, 2, SIGNATURE) == EINVAL);
    printf("%d ", rseq(&own, 32, 1, SIGNATURE) == EINVAL);
    printf("%d\n", rseq((void *)~(uintptr_t)31, 32, 0, SIGNATURE) == EFAULT);
    printf("register %d\n", rseq(&own, 32, 0, SIGNATURE));
    printf("%d ", rseq(&own, 32, 0, SIGNATURE) == EBUSY);
    printf("%d ", rseq(&own, 32, 0, SIGNATURE + 1) == EPERM);
    printf("%d ", rseq(&own, 32, 1, SIGNATURE + 1) == EPERM);
    printf("%d\n", rseq(&own, 64, 1, SIGNATURE) == EINVAL);

    cpu_set_t old, one;
    sched_getaffinity(0, sizeof(old), &old);
    int good = 1;
    for (int c = 0; c < CPUS; c++)
        if (CPU_ISSET(c, &old)) {
            CPU_ZERO(&one);
            CPU_SET(c, &one);
            sched_setaffinity(0, sizeof(one), &one);
            volatile struct area *a = &own;
            good &= a->cpu_id == c && a->cpu_id_start == c &&
                    increment_at_last(c, &counter[c].n) == DONE;
        }
    sched_setaffinity(0, sizeof(old), &old);
    printf("cpu %d\n", good);
    printf("other %d\n", increment_at_last(9999, &counter[0].n) == OTHER_CPU);

    pid_t child = fork();
    if (!child)
        _exit(rseq(&own, 32, 0, SIGNATURE) == EBUSY && rseq(&own, 32, 1, SIGNATURE) == 0);
    int status;
    waitpid(child, &status, 0);
    printf("child %d\n", WEXITSTATUS(status));

    /* A signal in a sequence that would take for ever. */
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGALRM, &sa, NULL);
    sigaction(SIGSEGV, &sa, NULL);
    struct itimerval soon = {{0, 0}, {0, 20000}};
    setitimer(ITIMER_REAL, &soon, NULL);
    int result = DONE;
    while (!seen)
        result = increment(&own, own.cpu_id_start, &counter[0].n, ~0ul);
    printf("signal %d %d\n", result == ABORTED, at_abort);
    seen = at_abort = 0;
    while (!seen)
        result = increment(&own, own.cpu_id_start, (long *)16, 1);
    printf("fault %d %d %d\n", result == ABORTED, at_abort, seen);
    printf("cleared %d\n", own.rseq_cs == 0);

    memset(counter, 0, sizeof(counter));
    pthread_t thread[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, work, NULL);
    for (int i = 0; i < THREADS; i++) {
        void *what;
        pthread_join(thread[i], &what);
        if (what)
            puts(what);
    }
    long sum = 0;
    for (int i = 0; i < CPUS; i++)
        sum += counter[i].n;
    printf("sum %ld of %d\n", sum, THREADS * ROUNDS);
    printf("unregister %d\n", rseq(&own, 32, 1, SIGNATURE));
    printf("cpu_id %d\n", (int)own.cpu_id);
}
