/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A 32-bit Arm program without a C library, for either byte order: data in memory, pairs, floating
 * point, NEON, T32 and A32, system calls with structures, signals, threads, kernel helpers, vdso.
 * Out: lines of text that do not depend on the byte order, but for the first.
 */
#include "raw_call.h"

#ifdef __ARMEB__
#define SETEND_OWN   "setend be\n"
#define SETEND_OTHER "setend le\n"
#else
#define SETEND_OWN   "setend le\n"
#define SETEND_OTHER "setend be\n"
#endif

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned u32;
typedef unsigned long long u64;

#define CALL(nr, a, b, c, d) kernel(nr, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)

static void print(const char *name, u64 value)
{
    char text[80];
    int n = 0;
    while (*name)
        text[n++] = *name++;
    text[n++] = ' ';
    for (int i = 60; i >= 0; i -= 4)
        text[n++] = "0123456789abcdef"[value >> i & 15];
    text[n++] = '\n';
    CALL(4, 1, text, n, 0);
}

void *memset(void *to, int value, unsigned size)
{
    for (volatile u8 *at = to; size; size--)
        *at++ = (u8)value;
    return to;
}

static volatile union {
    u8 byte[16];
    u16 half[8];
    u32 word[4];
    u64 pair[2];
    float single[4];
    double real[2];
} box;

static void test_order(void)
{
    box.word[0] = 0x01020304;
    print("first byte", box.byte[0]);
    box.pair[1] = 0x1122334455667788;
    print("halves", (u64)box.half[4] << 16 | box.half[7]); /* the order of the halves is known: */
    print("pair", box.pair[1]);
    int order = box.byte[0] == 1;
    print("word of pair", box.word[order ? 2 : 3]);
    box.real[0] = 1.5;
    print("double", box.pair[0]);
    box.single[0] = -2;
    print("single", box.word[0]);
    box.byte[0] = 0x81;
    box.half[1] = 0x8001;
    print("signed", (u64)(long long)(signed char)box.byte[0] ^ (u64)(long long)(short)box.half[1]);
}

static void test_instructions(void)
{
    u32 low, high, other;
    box.pair[0] = 0x0123456789abcdef;
    asm volatile("ldrd r2, r3, [%3]\nmov %0, r2\nmov %1, r3\nldmib %3, {r2}\nmov %2, r2"
                 : "=r"(low), "=r"(high), "=r"(other)
                 : "r"(&box)
                 : "r2", "r3", "memory");
    print("ldrd", (u64)low << 32 | high);
    print("ldm", other);
    asm volatile("mov r2, %0\nmov r3, %1\nstrd r2, r3, [%2, #8]"
                 :
                 : "r"(high), "r"(low), "r"(&box)
                 : "r2", "r3", "memory");
    print("strd", box.pair[1]);
    asm volatile("1: ldrexd r2, r3, [%2]\nadd r3, r3, #1\nstrexd %0, r2, r3, [%2]\ncmp %0, #0\n"
                 "bne 1b\nldrexh %1, [%2]\nclrex"
                 : "=&r"(low), "=&r"(high)
                 : "r"(&box)
                 : "r2", "r3", "cc", "memory");
    print("ldrexd", box.pair[0]);
    print("ldrexh", high);
    asm volatile("vldr d0, [%0]\nvldr s3, [%0, #8]\nvadd.i64 d0, d0, d0\nvstmia %0, {d0, d1}"
                 :
                 : "r"(&box)
                 : "d0", "d1", "memory");
    print("vldr", box.pair[0]);
    for (int i = 0; i < 8; i++)
        box.half[i] = (u16)(i * 0x101);
    asm volatile("vld1.16 {q0}, [%0]\nvrev32.16 q0, q0\nvst1.16 {q0}, [%0]"
                 :
                 : "r"(&box)
                 : "q0", "memory");
    print("vld1",
          (u64)box.half[0] << 48 | (u64)box.half[1] << 32 | box.half[6] << 16 | box.half[7]);
    asm volatile("vld2.8 {d0, d1}, [%1]\nvst1.8 {d0, d1}, [%1]\n"
                 "vld4.16 {d4[1], d5[1], d6[1], d7[1]}, [%1]\nvmov.u16 %0, d6[1]"
                 : "=r"(high)
                 : "r"(&box)
                 : "q0", "q2", "q3", "memory");
    print("vld4", high ^ (u32)(box.byte[9] << 8));
#ifndef BE32 /* where it says nothing */
    asm volatile(SETEND_OTHER "ldr %0, [%1]\n" SETEND_OWN "ldr r3, [%1]\nrev r3, r3\neor %0, %0, r3"
                 : "=&r"(low)
                 : "r"(&box)
                 : "r3", "memory");
    print("setend", low);
#endif
}

__attribute__((target("thumb"), noinline)) static u32 in_thumb(u32 x)
{
    static const u16 table[] = {3, 1, 4, 1, 5, 9, 2, 6};
    u32 sum = 0;
    for (u32 i = 0; i < 8; i++) {
        switch (x + i & 7) {
        case 0: sum += 10; break;
        case 1: sum ^= 0x12345678; break;
        case 2: sum *= 3; break;
        case 5: sum -= x; break;
        case 6: sum = sum << 3 | sum >> 29; break;
        default: sum += 7;
        }
        sum = sum * 31 + table[i];
    }
    return sum;
}

static void test_calls(void)
{
    u64 time[2] = {0, 0};
    u32 pipes[2], word[2], stat[26], tv[2] = {9, 9};
    memset(stat, 0, sizeof stat);
    print("clock_gettime64", (u64)CALL(403, 1, time, 0, 0));
    print("clock runs", time[0] < 1u << 30 && (time[0] || time[1]) && time[1] < 1000000000);
    print("gettimeofday", (u64)CALL(78, tv, 0, 0, 0));
    print("microseconds", tv[1] < 1000000 && tv[0] > 1500000000);
    print("pipe", (u64)CALL(42, pipes, 0, 0, 0));
    struct {
        void *base;
        u32 size;
    } parts[2] = {{"abc", 3}, {"defg", 4}};
    print("writev", (u64)CALL(146, pipes[1], parts, 2, 0));
    print("FIONREAD", (u64)(CALL(54, pipes[0], 0x541b, word, 0) ? 99 : word[0]));
    struct {
        int fd;
        u16 events, revents;
    } poll = {(int)pipes[0], 1, 0};
    print("poll", (u64)(CALL(168, &poll, 1, 0, 0) << 8 | poll.revents));
    u32 bits = 1u << pipes[0], none[2] = {0, 0};
    print("select", (u64)kernel(142, (long)pipes[0] + 1, (long)&bits, 0, 0, (long)none, 0));
    print("selected", bits == 1u << pipes[0]);
    long epoll = CALL(250, 1, 0, 0, 0);
    struct {
        u32 events, gap;
        u64 data;
    } event = {1, 0, 0x1234567890abcdef};
    print("epoll_ctl", (u64)CALL(251, epoll, 1, pipes[0], &event));
    event.data = 0;
    print("epoll_wait", (u64)CALL(252, epoll, &event, 1, 0));
    print("epoll data", event.data);
    long file = CALL(385, "x", 0, 0, 0); /* memfd_create */
    long result = file;
    u64 length = 0x123456789; /* in two registers */
    asm volatile("mov r0, %0\nmov r7, #194\nldrd r2, r3, [%1]\nsvc 0\nmov %0, r0"
                 : "+r"(result)
                 : "r"(&length)
                 : "r0", "r2", "r3", "r7", "memory");
    print("ftruncate64", (u64)result);
    print("fstat64", (u64)CALL(197, file, stat, 0, 0));
    u64 size;
    __builtin_memcpy(&size, stat + 12, 8);
    print("size", size);
    u64 place = 0;
    print("_llseek", (u64)kernel(140, file, 1, 0x20, (long)&place, 0, 0));
    print("place", place);
    print("mmap2", ({
              u32 *p = (u32 *)kernel(192, 0, 8192, 3, 0x22, -1, 0);
              p[1024] = 5;
              (u64) p[1024];
          }));
}

/* A child that ends at once: its numbers, which the kernel or the launcher writes. */
static long numbers(u32 flags, u32 *parent, u32 *child)
{
    static u8 stack[4096];
    register long r0 asm("r0") = (long)flags, r1 asm("r1") = (long)(stack + sizeof(stack)),
                     r2 asm("r2") = (long)parent, r3 asm("r3") = 0, r4 asm("r4") = (long)child;

    asm volatile("push {r7}\nmov r7, #120\nsvc 0\ncmp r0, #0\nmoveq r7, #1\nsvceq 0\npop {r7}"
                 : "+r"(r0)
                 : "r"(r1), "r"(r2), "r"(r3), "r"(r4)
                 : "memory", "cc");
    return r0;
}

/* What a tracer is told of a system call. */
static void test_tracer(void)
{
    static struct {
        u8 op, gap[3];
        u32 arch;
        u64 pc, sp, nr, args[6];
    } info;
    static u32 status;
    long pid = CALL(2, 0, 0, 0, 0);

    if (!pid) {
        CALL(26, 0, 0, 0, 0); /* PTRACE_TRACEME */
        CALL(37, CALL(20, 0, 0, 0, 0), 19, 0, 0);
        CALL(132, 0x123, 0, 0, 0); /* getpgid */
        CALL(1, 0, 0, 0, 0);
    }
    CALL(114, pid, &status, 0, 0);
    print("tracee", status);
    CALL(26, 0x4200, pid, 0, 1); /* PTRACE_SETOPTIONS */
    CALL(26, 24, pid, 0, 0);
    CALL(114, pid, &status, 0, 0);
    print("at a call", status);
    print("PTRACE_GET_SYSCALL_INFO", (u64)CALL(26, 0x420e, pid, sizeof(info), &info));
    print("arch", info.arch >> 30 & 1);
    print("machine", info.arch & 0xffff);
    print("call", info.nr);
    print("argument", info.args[0]);
    print("pc and sp", info.pc > 0 && info.pc >> 32 == 0 && info.sp > 0 && info.sp >> 32 == 0);
    CALL(26, 7, pid, 0, 0);
    CALL(114, pid, &status, 0, 0);
    print("tracee", status);
}

static void test_children(void)
{
    enum { VM = 0x100, VFORK = 0x4000, THREAD = 0x10f00 | 0x40000, SETTID = 0x1100000, CHILD = 17 };
    static u32 parent, child, fd, status, args[16] __attribute__((aligned(32)));
    long tid = numbers(THREAD | SETTID, &parent, &child);

    for (u32 i = 0; i < 1000000 && !*(volatile u32 *)&child; i++) /* the thread's own to write */
        CALL(158, 0, 0, 0, 0);
    print("thread", tid > 0 && parent == (u32)tid && child == (u32)tid);
    parent = child = 0;
    tid = numbers(VM | VFORK | SETTID | CHILD, &parent, &child);
    print("vfork", tid > 0 && parent == (u32)tid && child == (u32)tid);
    CALL(114, tid, 0, 0, 0);
    parent = 0;
    tid = numbers(0x100000 | CHILD, &parent, &child);
    print("fork", tid > 0 && parent == (u32)tid);
    CALL(114, tid, 0, 0, 0);
    tid = numbers(0x1000 | CHILD, &fd, &child);
    print("its descriptor", tid > 0 && fd > 2 && fd < 100);
    CALL(114, tid, 0, 0, 0);
    tid = CALL(2, 0, 0, 0, 0);
    if (!tid) {
        u64 how[8] = {0x1000000, 0, (u64)(u32)&child, 0, CHILD};
        long pid = CALL(435, how, sizeof(how), 0, 0);

        if (!pid)
            CALL(1, child == CALL(20, 0, 0, 0, 0), 0, 0, 0);
        CALL(114, pid, &status, 0, 0);
        CALL(1, status >> 8, 0, 0, 0);
    }
    CALL(114, tid, &status, 0, 0);
    print("child's number", status);
    print("rseq", (u64)CALL(398, args, 32, 0, 0));
    u64 hint = 3;
    long file = CALL(385, "z", 0, 0, 0);
    print("hint", (u64)CALL(55, file, 1036, &hint, 0));
    hint = 0;
    print("hint", (u64)CALL(55, file, 1035, &hint, 0));
    print("its value", hint);
    CALL(6, fd, 0, 0, 0);
    CALL(6, file, 0, 0, 0);
}

enum { LOCK_PI = 6, UNLOCK_PI, TRYLOCK_PI };

#define FUTEX(at, op) (u64) kernel(240, (long)(at), op, 0, 0, 0, 0)

/* Futexes with priority inheritance: the word has a thread's number. */
static void inheritance(void)
{
    volatile u32 *word = (void *)kernel(192, 0, 4096, 3, 0x21, -1, 0);
    u32 status = 0;
    long pid;

    print("unlock", FUTEX(word, UNLOCK_PI));
    print("lock", FUTEX(word, LOCK_PI));
    print("owner", *word == CALL(20, 0, 0, 0, 0));
    print("again", FUTEX(word, LOCK_PI));
    pid = CALL(2, 0, 0, 0, 0);
    if (!pid) {
        long tried = FUTEX(word, TRYLOCK_PI), taken = FUTEX(word, LOCK_PI);

        CALL(1,
             (tried == -11) | (taken == 0) << 1 |
                 ((*word & 0x3fffffff) == CALL(20, 0, 0, 0, 0)) << 2,
             0, 0, 0);
    }
    while (!(*word & 0x80000000)) /* it waits */
        CALL(158, 0, 0, 0, 0);
    print("unlock", FUTEX(word, UNLOCK_PI));
    CALL(114, pid, &status, 0, 0);
    print("child", status);
    print("dead owner", FUTEX(word, LOCK_PI));
}

static void test_words(void)
{
    struct {
        u16 family;
        u8 rest[14];
    } address = {2, {0, 0, 127, 0, 0, 1}};
    u32 size = 16, word = 0x01020304, now[2] = {0, 1}, set[2] = {0, 0};
    long to = CALL(281, 2, 1, 0, 0), from = CALL(281, 2, 1, 0, 0);
    print("bind", (u64)CALL(282, to, &address, 16, 0));
    print("listen", (u64)CALL(284, to, 1, 0, 0));
    address.family = 77;
    print("getsockname", (u64)CALL(286, to, &address, &size, 0));
    print("family", address.family);
    print("length", size);
    print("connect", (u64)CALL(283, from, &address, 16, 0));
    address.family = 77;
    print("accept", CALL(285, to, &address, &size, 0) > 0);
    print("its family", address.family);
    print("futex", (u64)kernel(240, (long)&word, 128, 0x01020305, (long)now, 0, 0));
    print("futex", (u64)kernel(240, (long)&word, 128, 0x01020304, (long)now, 0, 0));
    /* adds 3 to the word, compares with what was there */
    print("wake", (u64)kernel(240, (long)&now, 5, 1, 1, (long)&word, 1 << 28 | 3 << 12 | 0x304));
    print("added", word);
    print("affinity", CALL(242, 0, 8, set, 0) > 0 && (set[0] & 0xffff));
    inheritance();
}

/* Calls as before the EABI: the number in the instruction, nothing aligned to 8 bytes. */
#define OABI(nr, a, b, c)                                                                          \
    ({                                                                                             \
        register long r0 asm("r0") = (long)(a), r1 asm("r1") = (long)(b),                          \
                         r2 asm("r2") = (long)(c);                                                 \
        asm volatile("mov r3, %1\nmov r7, #0\nsvc %2"                                              \
                     : "+r"(r0)                                                                    \
                     : "r"(&event), "i"(0x900000 + (nr)), "r"(r1), "r"(r2)                         \
                     : "r3", "r7", "memory");                                                      \
        (u64) r0;                                                                                  \
    })

/* Structures of members of fixed size, in the kernel's hands. */
static void test_structs(void)
{
    static u32 head[2] = {0}, sets[6], attr[14], handle[34] = {0, 0}, mount;
    static u8 entries[1024];
    static const u64 none[4] = {0};
    long root = CALL(5, "/", 0, 0, 0);
    u8 *entry = entries;
    long size = CALL(217, root, entries, sizeof(entries), 0);
    u32 names = 0;

    print("getdents64", size > 0);
    for (; size > 0 && *(u16 *)(entry + 16) && entry < entries + size;
         entry += *(u16 *)(entry + 16))
        names += entry[19] == '.';
    print("dots", names >= 1 && entry == entries + size);
    print("capget", (u64)CALL(184, head, 0, 0, 0));
    print("version", head[0]);
    print("capget", (u64)CALL(184, head, sets, 0, 0));
    print("capset", (u64)CALL(185, head, sets, 0, 0));
    print("sched_getattr", (u64)CALL(381, 0, attr, 56, 0));
    print("its size", attr[0]);
    print("sched_setattr", (u64)CALL(380, 0, attr, 0, 0));
    attr[0] = 8;
    print("too short", (u64)CALL(380, 0, attr, 0, 0));
    print("its size", attr[0] >= 56);
    print("mount", (u64)CALL(21, "a", "/nowhere", "tmpfs", 0));
    print("mount with data",
          (u64)kernel(21, (long)"a", (long)"/nowhere", (long)"tmpfs", 0, (long)"b", 0));
    print("mount_setattr", (u64)kernel(442, -100, (long)"/nowhere", 0, (long)none, 32, 0));
    print("handle", (u64)kernel(370, -100, (long)"/", (long)handle, (long)&mount, 0, 0));
    print("its bytes", handle[0] > 0 && handle[0] <= 128);
}

static void test_oabi(void)
{
    struct {
        u32 events, data[2];
    } event = {1, {0x11111111, 0x22222222}};
    u32 stat[26], pipes[2];
    u64 size = 0x123456788, got;
    long file = CALL(385, "y", 0, 0, 0), epoll = CALL(250, 1, 0, 0, 0);
    u32 half[2];
    __builtin_memcpy(half, &size, 8);
    print("oabi ftruncate64", OABI(194, file, half[0], half[1]));
    print("oabi fstat64", OABI(197, file, stat, 0));
    __builtin_memcpy(&got, stat + 11, 8);
    print("oabi size", got);
    CALL(42, pipes, 0, 0, 0);
    print("oabi epoll_ctl", OABI(251, epoll, 1, pipes[1]));
    event.events = 4;
    print("oabi epoll_ctl", OABI(251, epoll, 3, pipes[1]));
    event.data[0] = event.data[1] = 0;
    print("oabi epoll_wait", (u64)CALL(252, epoll, stat, 1, 0));
    print("its data", (u64)stat[2] << 32 | stat[3]);
    print("oabi error", OABI(6, 999, 0, 0));
}

static volatile u32 got, code, address, where;

/* struct siginfo: signal, errno, code, address; the pc is the 16th register from offset 32. */
static void handler(int sig, u32 *info, u8 *context)
{
    u32 *pc = (u32 *)(context + 32 + 60);
    got = (u32)sig;
    code = info[2];
    address = info[3];
    where = *pc & 0;
    *pc += 4;
}

static void value_handler(int sig, u32 *info, void *context)
{
    (void)context;
    got = (u32)sig;
    address = info[5]; /* si_value of a queued signal */
}

struct action {
    void (*handler)(int, u32 *, u8 *);
    u32 flags;
    void *restorer;
    u32 mask[2];
};

static void test_signals(void)
{
    struct action action = {handler, 4, 0, {0, 0}};
    print("sigaction", (u64)CALL(174, 11, &action, 0, 8));
    asm volatile("mov r3, #16\nstr r3, [r3]" ::: "r3", "memory");
    print("signal", got);
    print("code", code);
    print("address", address);
    u32 info[32] = {34, 0, (u32)-1, (u32)CALL(20, 0, 0, 0, 0), 0, 0x13579bdf};
    action.handler = (void *)value_handler;
    CALL(174, 34, &action, 0, 8);
    print("sigqueue", (u64)CALL(178, info[3], 34, info, 0));
    print("queued", got);
    print("value", address);
    u32 mask[2] = {1u << 9, 1u << 1}, old[2] = {0, 0};
    CALL(175, 0, mask, 0, 8);
    CALL(175, 0, 0, old, 8);
    print("mask", (u64)old[1] << 32 | old[0]);
}

static volatile u32 shared = 7, done;

static void test_helpers(const u32 *aux)
{
    int (*cmpxchg)(int, int, volatile u32 *) = (void *)0xffff0fc0;
    int (*cmpxchg64)(const u64 *, const u64 *, volatile u64 *) = (void *)0xffff0f60;
    u64 old = 0x1122334455667788, new = 0x99aabbccddeeff00;
    print("atomic", (u64)__atomic_fetch_add(&shared, 5, __ATOMIC_SEQ_CST));
    print("cmpxchg", (u64)cmpxchg(12, 13, &shared));
    print("shared", shared);
    print("cmpxchg fails", !!cmpxchg(12, 14, &shared));
    box.pair[0] = old;
    print("cmpxchg64", (u64)cmpxchg64(&old, &new, &box.pair[0]));
    print("exchanged", box.pair[0]);
    print("version", *(volatile u32 *)0xffff0ffc);
    print("set_tls", (u64)CALL(0xf0005, 0x1234, 0, 0, 0));
    print("get_tls", ((u32(*)(void))0xffff0fe0)());
    u32 vdso = 0;
    for (; *aux; aux += 2)
        if (*aux == 33)
            vdso = aux[1];
    print("vdso", vdso && *(u8 *)(vdso + 1) == 'E');
    if (!vdso)
        return;
    /* Its text is the entry: clock_gettime, gettimeofday, clock_getres, clock_gettime64. */
    u32 text = vdso + *(u32 *)(vdso + 24), ts[2] = {0, 0};
    u64 ts64[2] = {0, 0};
    print("vdso time", (u64)((int (*)(int, void *))text)(0, ts));
    print("vdso time64", (u64)((int (*)(int, void *))(text + 24))(0, ts64));
    print("same time", ts64[0] - ts[0] < 3 && ts[0] > 1500000000 && ts64[1] < 1000000000);
    print("vdso error", (u64)(long long)((int (*)(int, void *))(text + 24))(77, ts64));
}

void start(u32 *sp)
{
    u32 *at = sp + 1;
    test_order();
    test_instructions();
    print("thumb", in_thumb(0x1234567));
    test_calls();
    test_words();
    test_structs();
    test_children();
    test_tracer();
    test_oabi();
    print("argc", *sp);
    while (*at)
        at++;
    at++;
    while (*at)
        at++;
    test_signals();
    test_helpers(at + 1);
    CALL(248, 3, 0, 0, 0);
}

asm(".globl _start\n.arm\n_start:\nmov r0, sp\nb start\n");
