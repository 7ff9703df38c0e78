/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A riscv32 program without a C library: arithmetic, system calls with 64-bit times, signals.
 * Out: lines of text that riscv32_test.py knows.
 */
typedef unsigned long word;
typedef unsigned long long u64;

static long call(long nr, long a, long b, long c, long d)
{
    register long a7 asm("a7") = nr, a0 asm("a0") = a, a1 asm("a1") = b, a2 asm("a2") = c,
                     a3 asm("a3") = d, a4 asm("a4") = -1, a5 asm("a5") = 0;
    asm volatile("ecall"
                 : "+r"(a0)
                 : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
                 : "memory");
    return a0;
}

static void print(const char *name, u64 value)
{
    char text[64];
    int n = 0;
    while (*name)
        text[n++] = *name++;
    text[n++] = ' ';
    for (int i = 60; i >= 0; i -= 4)
        text[n++] = "0123456789abcdef"[value >> i & 15];
    text[n++] = '\n';
    call(64, 1, (long)text, n, 0);
}

static volatile word got, address;

/* The registers of the frame are at 160 in the ucontext; the first is the pc. */
static void handler(int sig, word *info, char *context)
{
    got = (word)sig;
    address = info[3];
    *(word *)(context + 160) += 4;
}

struct action {
    void (*handler)(int, word *, char *);
    word flags;
    u64 mask;
};

static void test_signal(void)
{
    struct action action = {handler, 4, 0};
    print("sigaction", (u64)call(134, 11, (long)&action, 0, 8));
    asm volatile(".option push\n.option norvc\nsw zero, 16(zero)\n.option pop" ::: "memory");
    print("signal", got);
    print("address", address);
}

static void test_numbers(void)
{
    volatile u64 a = 0x123456789abcdefull, b = 0xfedcba987ull;
    volatile double d = 3.0;
    u64 bits;
    for (int i = 0; i < 10; i++)
        d = d * 1.5 + 0.25;
    bits = ((union {
               double d;
               u64 u;
           }){d})
               .u;
    print("product", a * b);
    print("double", bits);
}

static void test_calls(void)
{
    long long time[2] = {0, 0};
    static volatile int shared = 7;
    print("clock_gettime64", (u64)call(403, 1, (long)time, 0, 0));
    print("clock runs", time[0] > 0 || time[1] > 0);
    print("no 32-bit times", (u64)call(113, 1, (long)time, 0, 0));
    int *memory = (int *)call(222, 0, 8192, 3, 0x22);
    memory[1024] = 5;
    print("mmap2", (u64)memory[1024]);
    print("atomic", (u64)__atomic_fetch_add(&shared, 5, __ATOMIC_SEQ_CST));
    print("after", (u64)shared);
}

void start(word *sp)
{
    print("argc", sp[0]);
    test_numbers();
    test_calls();
    test_signal();
    call(93, 3, 0, 0, 0);
}

asm(".globl _start\n_start:\n.option push\n.option norelax\nla gp, __global_pointer$\n"
    ".option pop\nmv a0, sp\nj start\n");
