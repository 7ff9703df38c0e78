/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wireless MMX in a 32-bit Arm program without a C library, for either byte order: loops that have
 * a plain twin, flags, signal frames, a tracer.  With an argument: XScale's accumulator; with two:
 * a signal frame that is not good. Out: lines of text that do not depend on the byte order.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned u32;
typedef unsigned long long u64;

/* The compiler says which architecture it writes for before each function. */
#define WMMX ".arch iwmmxt\n"

static long call(long nr, long a, long b, long c, long d)
{
    register long r7 asm("r7") = nr, r0 asm("r0") = a, r1 asm("r1") = b, r2 asm("r2") = c,
                     r3 asm("r3") = d;
    asm volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3) : "memory");
    return r0;
}

#define CALL(nr, a, b, c, d) call(nr, (long)(a), (long)(b), (long)(c), (long)(d))

enum {
    EXIT = 1,
    FORK = 2,
    WRITE = 4,
    GETPID = 20,
    PTRACE = 26,
    KILL = 37,
    WAIT4 = 114,
    RT_SIGRETURN = 173,
    RT_SIGACTION = 174
};

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
    CALL(WRITE, 1, text, n, 0);
}

void *memset(void *to, int value, unsigned size)
{
    for (volatile u8 *at = to; size; size--)
        *at++ = (u8)value;
    return to;
}

/* ---- loops and their plain twins ---- */

static u8 left[256] __attribute__((aligned(8))), right[256] __attribute__((aligned(8)));

static void fill(void)
{
    u32 x = 12345;
    for (int i = 0; i < 256; i++) {
        x = x * 1103515245 + 12345;
        left[i] = (u8)(x >> 16);
        right[i] = i % 16 ? (u8)(x >> 24) : left[i];
    }
}

/* Sum of absolute differences. */
static u32 sad_wmmx(void)
{
    const u8 *a = left, *b = right;
    u32 n = 32, sum, high;
    asm volatile(WMMX "wxor wr0, wr0, wr0\n"
                      "1: wldrd wr1, [%0], #8\n"
                      "wldrd wr2, [%1], #8\n"
                      "wsadb wr0, wr1, wr2\n"
                      "subs %2, %2, #1\n"
                      "bne 1b\n"
                      "tmrrc %3, %4, wr0\n"
                 : "+r"(a), "+r"(b), "+r"(n), "=r"(sum), "=r"(high)
                 :
                 : "cc", "memory");
    return sum + high;
}

static u32 sad_plain(void)
{
    u32 sum = 0;
    for (int i = 0; i < 256; i++)
        sum += left[i] > right[i] ? left[i] - right[i] : right[i] - left[i];
    return sum;
}

/* Of halfwords: the sum of products, the low half of what comes out saturated to bytes. */
static u64 products_wmmx(u64 *packed)
{
    const u8 *a = left, *b = right;
    u32 n = 32;
    u64 sum, bytes;
    asm volatile(WMMX "wxor wr0, wr0, wr0\n"
                      "wxor wr5, wr5, wr5\n"
                      "mov r3, #3\n"
                      "tmcr wcgr1, r3\n"
                      "1: wldrd wr1, [%0], #8\n"
                      "wldrd wr2, [%1], #8\n"
                      "wunpckelub wr3, wr1\n"
                      "wunpckehsb wr4, wr2\n"
                      "wmacs wr0, wr3, wr4\n"
                      "wmulsl wr3, wr3, wr4\n"
                      "wsrahg wr3, wr3, wcgr1\n"
                      "waddhss wr4, wr3, wr4\n"
                      "wpackhus wr3, wr3, wr4\n"
                      "wxor wr5, wr5, wr3\n"
                      "subs %2, %2, #1\n"
                      "bne 1b\n"
                      "tmrrc %Q3, %R3, wr0\n"
                      "tmrrc %Q4, %R4, wr5\n"
                 : "+r"(a), "+r"(b), "+r"(n), "=r"(sum), "=r"(bytes)
                 :
                 : "r3", "cc", "memory");
    *packed = bytes;
    return sum;
}

static int saturate(int v, int min, int max)
{
    return v < min ? min : v > max ? max : v;
}

/* Bytes 0 to 3 and 4 to 7 of the doubleword as the instructions see them. */
static u8 lane(const u8 *at, int i)
{
#ifdef __ARMEB__
    return at[7 - i];
#else
    return at[i];
#endif
}

static u64 products_plain(u64 *packed)
{
    long long sum = 0;
    *packed = 0;
    for (int at = 0; at < 256; at += 8) {
        for (int i = 0; i < 4; i++) {
            int x = lane(left + at, i), y = (signed char)lane(right + at, 4 + i);
            int low = (short)(x * y) >> 3;
            sum += x * y;
            *packed ^= (u64)saturate(low, 0, 255) << 8 * i;
            *packed ^= (u64)saturate(saturate(low + y, -32768, 32767), 0, 255) << (8 * i + 32);
        }
    }
    return (u64)sum;
}

/* Index of the first byte that is the same in both doublewords, by flags; 8: there is none. */
static u32 first_same(u64 a, u64 b)
{
    u32 mask, found;
    asm volatile(WMMX "tmcrr wr1, %Q2, %R2\n"
                      "tmcrr wr2, %Q3, %R3\n"
                      "wcmpeqb wr3, wr1, wr2\n"
                      "torcb r15\n"
                      "mov %1, #0\n"
                      "movmi %1, #1\n"
                      "tmovmskb %0, wr3\n"
                 : "=r"(mask), "=r"(found)
                 : "r"(a), "r"(b)
                 : "cc");
    return found ? (u32)__builtin_ctz(mask) : 8;
}

/* A conditional instruction, and a pair of them. */
static u64 conditional(u32 x)
{
    u64 v;
    asm volatile(WMMX "mov r3, #17\n"
                      "tbcsth wr0, r3\n"
                      "cmp %1, #3\n"
                      "waddbgt wr0, wr0, wr0\n"
                      "tinsrhgt wr0, %1, #2\n"
                      "tinsrwle wr0, %1, #0\n"
                      "tmrrc %Q0, %R0, wr0\n"
                 : "=r"(v)
                 : "r"(x)
                 : "r3", "cc");
    return v;
}

/* Control registers, saved and loaded as the kernel does. */
static void controls(void)
{
    u32 box[4], v;
    asm volatile(WMMX "mov r3, #0x5a\n"
                      "tmcr wcssf, r3\n"
                      "mvn r3, #0\n"
                      "tmcr wcgr2, r3\n"
                      "wstrw wcssf, [%1]\n"
                      "wstrw wcgr2, [%1, #4]\n"
                      "wldrw wcgr3, [%1], #4\n"
                      "wldrw wcssf, [%1], #-4\n"
                      "wstrw wcgr3, [%1, #8]!\n"
                      "tmrc %0, wcssf\n"
                 : "=r"(v)
                 : "r"(box)
                 : "r3", "memory");
    print("saved", (u64)box[0] << 32 | box[1]);
    print("loaded", (u64)box[2] << 32 | v);
}

/* ---- signals ---- */

enum { REGSPACE = 232, SIGUSR1 = 10, SIGSTOP = 19 };

struct block {
    u32 magic, size;
    u64 w[16];
    u32 wcssf, wcasf, wcgr[4];
};

static u32 seen_magic, seen_size;
static u64 seen_w3;
static u32 seen_wcgr0, seen_wcasf;
static int spoil; /* the frame */

static void handler(int sig, void *info, u8 *context)
{
    struct block *b = (struct block *)(context + REGSPACE);
    (void)sig;
    (void)info;
    seen_magic = b->magic;
    seen_size = b->size;
    if (spoil)
        b->size = 0;
    if (b->magic != 0x12ef842a)
        return;
    seen_w3 = b->w[3];
    seen_wcgr0 = b->wcgr[0];
    seen_wcasf = b->wcasf;
    b->w[4] = 0x1234567890abcdef;
    b->wcasf = 0x40000000;
    asm volatile(WMMX "mov r3, #0\n"
                      "tmcrr wr3, r3, r3\n"
                      "tmcrr wr4, r3, r3\n"
                      "tmcr wcgr0, r3\n" ::
                          : "r3");
}

asm(".globl back\n.type back, %function\n.arm\nback: mov r7, #173\nsvc 0\n");
extern char back[];

static void raise(void)
{
    CALL(KILL, CALL(GETPID, 0, 0, 0, 0), SIGUSR1, 0, 0);
}

static void signals(void)
{
    u32 action[5] = {(u32)handler, 4 | 0x04000000, (u32)back}, wcgr0, wcasf;
    u64 w3, w4, set = 0xfedcba9876543210;
    print("sigaction", CALL(RT_SIGACTION, SIGUSR1, action, 0, 8));
    raise();
    print("unused", seen_magic);
    asm volatile(WMMX "tmcrr wr3, %Q0, %R0\n"
                      "tmcr wcgr0, %1\n"
                      "wor wr2, wr3, wr3\n" /* negative */
                 :
                 : "r"(set), "r"(77));
    raise();
    asm volatile(WMMX "tmrrc %Q0, %R0, wr3\n"
                      "tmrrc %Q1, %R1, wr4\n"
                      "tmrc %2, wcgr0\n"
                      "tmrc %3, wcasf\n"
                 : "=r"(w3), "=r"(w4), "=r"(wcgr0), "=r"(wcasf));
    print("magic", seen_magic);
    print("size", seen_size);
    print("its wr3", seen_w3);
    print("its wcgr0", seen_wcgr0);
    print("its wcasf", seen_wcasf);
    print("wr3", w3);
    print("wr4", w4);
    print("wcgr0", wcgr0);
    print("wcasf", wcasf);
}

/* ---- a tracer ---- */

enum { TRACEME = 0, CONT = 7, GETREGS = 18, SETREGS = 19 };

static void traced(void)
{
    u64 v;
    CALL(PTRACE, TRACEME, 0, 0, 0);
    CALL(KILL, CALL(GETPID, 0, 0, 0, 0), SIGSTOP, 0, 0);
    asm volatile(WMMX "mov r3, #9\n"
                      "tbcstb wr15, r3\n" ::
                          : "r3");
    CALL(KILL, CALL(GETPID, 0, 0, 0, 0), SIGSTOP, 0, 0);
    asm volatile(WMMX "tmrrc %Q0, %R0, wr15\n" : "=r"(v));
    CALL(EXIT, v == 0x0101010101010101 ? 5 : 6, 0, 0, 0);
}

static void tracer(void)
{
    u32 status = 0;
    struct block b = {0};
    long pid = CALL(FORK, 0, 0, 0, 0);
    if (!pid)
        traced();
    CALL(WAIT4, pid, &status, 0, 0);
    print("stopped", status);
    print("get unused", (u64)CALL(PTRACE, GETREGS, pid, 0, b.w));
    print("set unused", (u64)CALL(PTRACE, SETREGS, pid, 0, b.w));
    CALL(PTRACE, CONT, pid, 0, 0);
    CALL(WAIT4, pid, &status, 0, 0);
    print("get", (u64)CALL(PTRACE, GETREGS, pid, 0, b.w));
    print("traced wr15", b.w[15]);
    b.w[15] = 0x0101010101010101;
    print("set", (u64)CALL(PTRACE, SETREGS, pid, 0, b.w));
    CALL(PTRACE, CONT, pid, 0, 0);
    CALL(WAIT4, pid, &status, 0, 0);
    print("exited", status);
}

/* ---- XScale's accumulator ---- */

static void accumulator(void)
{
    u64 v;
    asm volatile(WMMX "mar acc0, %1, %2\n"
                      "mia acc0, %1, %2\n"
                      "miaph acc0, %1, %3\n"
                      "miabt acc0, %1, %3\n"
                      "mra %Q0, %R0, acc0\n"
                 : "=r"(v)
                 : "r"(0x12345678), "r"(0x0000007e), "r"(0x80017fff));
    print("acc0", v);
    asm volatile(WMMX "mar acc0, %1, %2\n"
                      "mia acc0, %1, %2\n"
                      "mra %Q0, %R0, acc0\n"
                 : "=r"(v)
                 : "r"(-1), "r"(0x17f));
    print("acc0 of 40 bits", v);
}

asm(".globl _start\n.type _start, %function\n.arm\n_start: mov r0, sp\nbic sp, sp, #7\nbl begin\n");

void begin(u32 *stack)
{
    u64 a, b;
    u32 *at = stack + stack[0] + 2; /* behind the arguments */
    while (*at++)
        ;
    for (; *at; at += 2)
        if (*at == 16)
            print("hwcap", at[1]);
    spoil = stack[0] > 2;
    if (spoil)
        signals();
    if (stack[0] > 1) {
        accumulator();
        CALL(EXIT, 3, 0, 0, 0);
    }
    tracer();
    signals();
    fill();
    print("sad", sad_wmmx() - sad_plain());
    print("products", products_wmmx(&a) - products_plain(&b));
    print("packed", a - b);
    print("same", first_same(0x1122334455667788, 0x8877334466555588));
    print("same", first_same(0x1122334455667788, 0x8877553366335577));
    print("greater", conditional(0x10004));
    print("not greater", conditional(0x3));
    controls();
    CALL(EXIT, 3, 0, 0, 0);
}
