/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A C library that is just large enough for the computing ones of tests/guest's programs, for
 * processors with words of 32 bits that no C library is packaged for: RV32, big-endian Arm, and for
 * comparison i386.
 *
 * In: main.  Out: what it prints, and its exit status.  Floating-point numbers are printed as their
 * bits, whatever the format says: so all of them are compared, and no digits have to be made.
 * Invariant: both builds are of this one text; it depends on nothing but the compiler.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "raw_call.h"

int main(int argc, char **argv);
void exit(int status) __attribute__((noreturn));

/* ---- the system ---- */

#ifdef __riscv
enum { EXIT = 93, WRITE = 64 };
/* Static code has no other way to set gp. */
__asm__(".globl _start\n_start:\n.option push\n.option norelax\nlla gp, __global_pointer$\n"
        ".option pop\nlw a0, 0(sp)\naddi a1, sp, 4\nandi sp, sp, -16\ntail begin\n");
#else
enum { EXIT = 1, WRITE = 4 };
#ifdef __arm__
__asm__(".globl _start\n.type _start, %function\n.arm\n_start:\nldr r0, [sp]\nadd r1, sp, #4\n"
        "bic sp, sp, #15\nblx begin\n");
#else
__asm__(".globl _start\n_start:\nmov (%esp), %eax\nlea 4(%esp), %edx\nand $-16, %esp\n"
        "sub $8, %esp\npush %edx\npush %eax\ncall begin\n");
#endif
#endif

static char buffer[4096];
static unsigned used;
void *stdout, *stderr;

int fflush(void *file)
{
    (void)file;
    for (unsigned done = 0; done < used;) {
        long n = kernel(WRITE, 1, (long)(buffer + done), used - done, 0, 0, 0);
        if (n <= 0)
            break;
        done += (unsigned)n;
    }
    used = 0;
    return 0;
}

void exit(int status)
{
    fflush(stdout);
    for (;;)
        kernel(EXIT, status, 0, 0, 0, 0, 0);
}

void abort(void)
{
    exit(134);
}

__attribute__((used)) void begin(int argc, char **argv)
{
    exit(main(argc, argv));
}

/* ---- bytes and strings ---- */

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((volatile char *)to)[i] = ((const char *)from)[i];
    return to;
}

void *memmove(void *to, const void *from, size_t n)
{
    volatile char *d = to;
    const char *s = from;
    if ((uintptr_t)to <= (uintptr_t)from)
        return memcpy(to, from, n);
    while (n--)
        d[n] = s[n];
    return to;
}

void *memset(void *to, int c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((volatile char *)to)[i] = (char)c;
    return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < n; i++)
        if (x[i] != y[i])
            return x[i] - y[i];
    return 0;
}

void *memchr(const void *s, int c, size_t n)
{
    for (const unsigned char *p = s; n--; p++)
        if (*p == (unsigned char)c)
            return (void *)p;
    return NULL;
}

size_t strlen(const char *s)
{
    size_t n = 0;
    while (((const volatile char *)s)[n])
        n++;
    return n;
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (; n--; a++, b++)
        if (*a != *b || !*a)
            return (unsigned char)*a - (unsigned char)*b;
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

char *strcpy(char *restrict to, const char *restrict from)
{
    return memcpy(to, from, strlen(from) + 1);
}

char *strchr(const char *s, int c)
{
    for (; *s != (char)c; s++)
        if (!*s)
            return NULL;
    return (char *)s;
}

char *strrchr(const char *s, int c)
{
    for (size_t n = strlen(s) + 1; n--;)
        if (s[n] == (char)c)
            return (char *)s + n;
    return NULL;
}

char *strstr(const char *s, const char *what)
{
    size_t n = strlen(what);
    for (; strncmp(s, what, n); s++)
        if (!*s)
            return NULL;
    return (char *)s;
}

size_t strspn(const char *s, const char *set)
{
    size_t n = 0;
    while (s[n] && strchr(set, s[n]))
        n++;
    return n;
}

size_t strcspn(const char *s, const char *set)
{
    size_t n = 0;
    while (s[n] && !strchr(set, s[n]))
        n++;
    return n;
}

int isdigit(int c)
{
    return c >= '0' && c <= '9';
}

int isalpha(int c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

int isalnum(int c)
{
    return isdigit(c) || isalpha(c);
}

int isspace(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

long strtol(const char *restrict s, char **restrict end, int base)
{
    const char *start = s;
    unsigned long v = 0;
    while (isspace(*s))
        s++;
    bool negative = *s == '-', digits = false;
    s += *s == '-' || *s == '+';
    for (;; s++, digits = true) {
        int digit = isdigit(*s) ? *s - '0' : isalpha(*s) ? (*s | 32) - 'a' + 10 : __INT_MAX__;
        if (digit >= (base ? base : 10))
            break;
        v = v * (unsigned long)(base ? base : 10) + (unsigned long)digit;
    }
    if (end)
        *end = (char *)(digits ? s : start);
    return (long)(negative ? -v : v);
}

int atoi(const char *s)
{
    return (int)strtol(s, NULL, 10);
}

/* ---- memory: never given back ---- */

static _Alignas(16) char heap[16 << 20];
static size_t heap_used;

void *malloc(size_t n)
{
    size_t size = (n + 31) & ~(size_t)15;
    if (n > sizeof heap || size > sizeof heap - heap_used)
        return NULL;
    char *p = heap + heap_used;
    heap_used += size;
    *(size_t *)p = n;
    return p + 16;
}

void free(void *p)
{
    (void)p;
}

void *calloc(size_t n, size_t size)
{
    void *p = malloc(n * size);
    return p ? memset(p, 0, n * size) : NULL;
}

void *realloc(void *old, size_t n)
{
    void *p = malloc(n);
    size_t had = old ? ((size_t *)old)[-4] : 0;
    return p && old ? memcpy(p, old, had < n ? had : n) : p;
}

char *strdup(const char *s)
{
    return strcpy(malloc(strlen(s) + 1), s);
}

/* ---- numbers ---- */

int abs(int v)
{
    return v < 0 ? -v : v;
}

static uint64_t seed = 1;

static uint64_t next(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed >> 33;
}

void srand(unsigned v)
{
    seed = v;
}

int rand(void)
{
    return (int)next();
}

/* Insertion, by swaps of neighbours: stable, as programs should not expect. */
void qsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *))
{
    char *v = base;
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k && compare(v + (k - 1) * size, v + k * size) > 0; k--)
            for (size_t b = 0; b < size; b++) {
                char c = v[k * size + b];
                v[k * size + b] = v[(k - 1) * size + b];
                v[(k - 1) * size + b] = c;
            }
}

double sqrt(double v)
{
    return __builtin_sqrt(v);
}

float sqrtf(float v)
{
    return __builtin_sqrtf(v);
}

double fabs(double v)
{
    return __builtin_fabs(v);
}

float fabsf(float v)
{
    return __builtin_fabsf(v);
}

double copysign(double v, double sign)
{
    return __builtin_copysign(v, sign);
}

/* What the compiler calls for words of 64 bits. */

static uint64_t divide(uint64_t a, uint64_t b, uint64_t *rest)
{
    uint64_t q = 0, r = 0;
    for (int i = 63; i >= 0; i--) {
        bool carry = r >> 63;
        r = r << 1 | (a >> i & 1);
        if (carry || r >= b)
            r -= b, q |= UINT64_C(1) << i;
    }
    *rest = r;
    return q;
}

uint64_t __udivdi3(uint64_t a, uint64_t b)
{
    return divide(a, b, &a);
}

uint64_t __umoddi3(uint64_t a, uint64_t b)
{
    divide(a, b, &a);
    return a;
}

int64_t __divdi3(int64_t a, int64_t b)
{
    uint64_t rest,
        q = divide(a < 0 ? -(uint64_t)a : (uint64_t)a, b < 0 ? -(uint64_t)b : (uint64_t)b, &rest);
    return (int64_t)((a < 0) != (b < 0) ? -q : q);
}

int64_t __moddi3(int64_t a, int64_t b)
{
    uint64_t rest;
    divide(a < 0 ? -(uint64_t)a : (uint64_t)a, b < 0 ? -(uint64_t)b : (uint64_t)b, &rest);
    return (int64_t)(a < 0 ? -rest : rest);
}

uint32_t __bswapsi2(uint32_t v)
{
    return v >> 24 | (v >> 8 & 0xff00) | (v << 8 & 0xff0000) | v << 24;
}

uint64_t __bswapdi2(uint64_t v)
{
    return (uint64_t)__bswapsi2((uint32_t)v) << 32 | __bswapsi2((uint32_t)(v >> 32));
}

/* volatile: lest the compiler sees what it is, and calls it. */
int __popcountdi2(uint64_t v)
{
    volatile uint64_t rest = v;
    int n = 0;
    for (; rest; rest &= rest - 1)
        n++;
    return n;
}

int __popcountsi2(uint32_t v)
{
    return __popcountdi2(v);
}

int __paritysi2(uint32_t v)
{
    return __popcountdi2(v) & 1;
}

int __ctzdi2(uint64_t v)
{
    return __popcountdi2(~v & (v - 1));
}

int __ctzsi2(uint32_t v)
{
    return __ctzdi2(v);
}

int __clzdi2(uint64_t v)
{
    volatile uint64_t rest = v;
    int n = 0;
    for (; n < 64 && !(rest >> 63); rest <<= 1)
        n++;
    return n;
}

int __clzsi2(uint32_t v)
{
    return __clzdi2(v) - 32;
}

int __ffssi2(uint32_t v)
{
    return v ? __ctzdi2(v) + 1 : 0;
}

int __clrsbsi2(int32_t v)
{
    uint32_t u = (uint32_t)(v < 0 ? ~v : v);
    return u ? __clzsi2(u) - 1 : 31;
}

/* Exact parts, so the sum is the only rounding. */
double __floatundidf(uint64_t v)
{
    return (double)(uint32_t)(v >> 32) * 4294967296.0 + (double)(uint32_t)v;
}

double __floatdidf(int64_t v)
{
    return (double)(int32_t)(v >> 32) * 4294967296.0 + (double)(uint32_t)v;
}

uint64_t __fixunsdfdi(double v)
{
    uint32_t high = (uint32_t)(v / 4294967296.0);
    return (uint64_t)high << 32 | (uint32_t)(v - (double)high * 4294967296.0);
}

int64_t __fixdfdi(double v)
{
    return v < 0 ? -(int64_t)__fixunsdfdi(-v) : (int64_t)__fixunsdfdi(v);
}

#ifdef __arm__
/* What the run-time ABI of Arm calls these; numbers go through core registers. */
#define RTABI __attribute__((pcs("aapcs")))

RTABI double __aeabi_ul2d(uint64_t v)
{
    return __floatundidf(v);
}

RTABI double __aeabi_l2d(int64_t v)
{
    return __floatdidf(v);
}

RTABI uint64_t __aeabi_d2ulz(double v)
{
    return __fixunsdfdi(v);
}

RTABI int64_t __aeabi_d2lz(double v)
{
    return __fixdfdi(v);
}

__attribute__((used)) uint64_t bare_divide(uint64_t a, uint64_t b, uint64_t *rest)
{
    *rest = __umoddi3(a, b);
    return __udivdi3(a, b);
}

__attribute__((used)) int64_t bare_divide_signed(int64_t a, int64_t b, int64_t *rest)
{
    *rest = __moddi3(a, b);
    return __divdi3(a, b);
}

/* The quotient in r0 and r1, the rest in r2 and r3. */
#define DIVIDE(name, function)                                                                     \
    __asm__(".arm\n.globl " name "\n.type " name ", %function\n" name ":\n"                        \
            "push {lr}\nsub sp, sp, #20\nadd ip, sp, #8\nstr ip, [sp]\nblx " function "\n"         \
            "ldrd r2, r3, [sp, #8]\nadd sp, sp, #20\npop {pc}\n")
DIVIDE("__aeabi_uldivmod", "bare_divide");
DIVIDE("__aeabi_ldivmod", "bare_divide_signed");
#endif

#ifdef __riscv
void __riscv_flush_icache(void *start, void *end, unsigned long flags)
{
    (void)start, (void)end, (void)flags;
    __asm__ volatile("fence.i" ::: "memory");
}
#endif

/* ---- output ---- */

struct out {
    char *to; /* NULL: stdout */
    size_t room, count;
};

static void put(struct out *o, char c)
{
    if (!o->to) {
        buffer[used++] = c;
        if (used == sizeof buffer)
            fflush(stdout);
    } else if (o->count < o->room) {
        o->to[o->count] = c;
    }
    o->count++;
}

static void pad(struct out *o, char c, int n)
{
    while (n-- > 0)
        put(o, c);
}

struct spec {
    bool left, zero, plus, space, alternate;
    int width, precision, length; /* precision -1: none; length: -2 hh, -1 h, 1 l, 2 ll */
    char conversion;
};

static void put_text(struct out *o, const struct spec *s, const char *prefix, const char *text,
                     int n, int zeros)
{
    int total = (int)strlen(prefix) + zeros + n;
    if (!s->left && !(s->zero && s->precision < 0))
        pad(o, ' ', s->width - total);
    while (*prefix)
        put(o, *prefix++);
    if (!s->left && s->zero && s->precision < 0)
        pad(o, '0', s->width - total);
    pad(o, '0', zeros);
    while (n--)
        put(o, *text++);
    if (s->left)
        pad(o, ' ', s->width - total);
}

static void put_number(struct out *o, const struct spec *s, uint64_t v, bool negative)
{
    char digits[24], *p = digits + sizeof digits;
    unsigned base = s->conversion == 'o'                           ? 8
                    : s->conversion == 'x' || s->conversion == 'X' ? 16
                                                                   : 10;
    const char *prefix = negative ? "-" : s->plus ? "+" : s->space ? " " : "";
    if (s->alternate && base == 16 && v)
        prefix = s->conversion == 'x' ? "0x" : "0X";
    for (uint64_t rest; v;) {
        v = divide(v, base, &rest);
        *--p = (s->conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef")[rest];
    }
    int n = (int)(digits + sizeof digits - p), least = s->precision < 0 ? 1 : s->precision;
    if (s->alternate && base == 8 && least <= n)
        least = n + 1;
    put_text(o, s, prefix, p, n, least > n ? least - n : 0);
}

static const char *read_spec(const char *f, struct spec *s, va_list *args)
{
    *s = (struct spec){.precision = -1};
    for (;; f++) {
        if (*f == '-')
            s->left = true;
        else if (*f == '0')
            s->zero = true;
        else if (*f == '+')
            s->plus = true;
        else if (*f == ' ')
            s->space = true;
        else if (*f == '#')
            s->alternate = true;
        else
            break;
    }
    if (*f == '*') {
        s->width = va_arg(*args, int), f++;
        if (s->width < 0)
            s->left = true, s->width = -s->width;
    }
    for (; isdigit(*f); f++)
        s->width = s->width * 10 + *f - '0';
    if (*f == '.') {
        s->precision = 0;
        if (*++f == '*')
            s->precision = va_arg(*args, int), f++;
        for (; isdigit(*f); f++)
            s->precision = s->precision * 10 + *f - '0';
    }
    for (; *f == 'h' || *f == 'l' || *f == 'z' || *f == 'j' || *f == 't'; f++)
        s->length += *f == 'h' ? -1 : *f == 'j' ? 2 : *f == 'l';
    s->conversion = *f;
    return f + 1;
}

static void put_one(struct out *o, const struct spec *s, va_list *args)
{
    const char *text;
    char c;
    double number;
    uint64_t bits;
    int64_t v;
    switch (s->conversion) {
    case 'd':
    case 'i':
        v = s->length == 2 ? va_arg(*args, int64_t) : va_arg(*args, int);
        v = s->length == -1 ? (short)v : s->length == -2 ? (signed char)v : v;
        put_number(o, s, v < 0 ? -(uint64_t)v : (uint64_t)v, v < 0);
        break;
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        bits = s->length == 2 ? va_arg(*args, uint64_t) : va_arg(*args, unsigned);
        put_number(o, s,
                   s->length == -1   ? (unsigned short)bits
                   : s->length == -2 ? (unsigned char)bits
                                     : bits,
                   false);
        break;
    case 'p':
        bits = (uintptr_t)va_arg(*args, void *);
        put_number(o,
                   &(struct spec){
                       .alternate = true, .precision = -1, .conversion = 'x', .width = s->width},
                   bits, false);
        break;
    case 'c':
        c = (char)va_arg(*args, int);
        put_text(o, s, "", &c, 1, 0);
        break;
    case 's':
        text = va_arg(*args, const char *);
        text = text ? text : "(null)";
        const char *end = s->precision < 0 ? NULL : memchr(text, 0, (size_t)s->precision);
        put_text(o, &(struct spec){.left = s->left, .width = s->width, .precision = -1}, "", text,
                 s->precision < 0 || end ? (int)strlen(text) : s->precision, 0);
        break;
    case '%': put(o, '%'); break;
    default: /* a floating-point number: its bits; NaNs have no sign that programs may see */
        number = va_arg(*args, double);
        memcpy(&bits, &number, 8);
        bits = number != number ? UINT64_C(0x7ff8000000000000) : bits;
        put_number(o, &(struct spec){.precision = 16, .conversion = 'x'}, bits, false);
    }
}

static int format_to(struct out *o, const char *f, va_list *args)
{
    while (*f) {
        struct spec s;
        if (*f != '%') {
            put(o, *f++);
            continue;
        }
        f = read_spec(f + 1, &s, args);
        put_one(o, &s, args);
    }
    return (int)o->count;
}

int printf(const char *restrict format, ...)
{
    struct out o = {0};
    va_list args;
    va_start(args, format);
    int n = format_to(&o, format, &args);
    va_end(args);
    return n;
}

int snprintf(char *restrict to, size_t room, const char *restrict format, ...)
{
    struct out o = {.to = to, .room = room ? room - 1 : 0};
    va_list args;
    va_start(args, format);
    int n = format_to(&o, format, &args);
    va_end(args);
    if (room)
        to[o.count < o.room ? o.count : o.room] = 0;
    return n;
}

int sprintf(char *restrict to, const char *restrict format, ...)
{
    struct out o = {.to = to, .room = SIZE_MAX};
    va_list args;
    va_start(args, format);
    int n = format_to(&o, format, &args);
    va_end(args);
    to[o.count] = 0;
    return n;
}

int putc(int c, void *file)
{
    (void)file;
    put(&(struct out){0}, (char)c);
    return (unsigned char)c;
}

int putchar(int c)
{
    return putc(c, stdout);
}

int puts(const char *s)
{
    return printf("%s\n", s);
}
