// skip-riscv64: it makes code for arm64 and x86-64 only
// skip-arm: it makes code for arm64 and x86-64 only
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machine code made at run time: written, made executable, run, changed, run again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
typedef long (*fn)(long, long);
static unsigned char *out;
#ifdef __aarch64__
static void word(uint32_t w)
{
    memcpy(out, &w, 4), out += 4;
}
static void add(void)
{
    word(0x8b010000);
}
static void mul(void)
{
    word(0x9b017c00);
}
static void addi(int n)
{
    word(0x91000000 | n << 10);
}
static void xori1(void)
{
    word(0xd2400000);
}
static void ret(void)
{
    word(0xd65f03c0);
}
#else
static void bytes(const char *b, int n)
{
    memcpy(out, b, n), out += n;
}
static void begin(void)
{
    bytes("\x48\x89\xf8", 3);
}
static void add(void)
{
    bytes("\x48\x01\xf0", 3);
}
static void mul(void)
{
    bytes("\x48\x0f\xaf\xc6", 4);
}
static void addi(int n)
{
    bytes("\x48\x05", 2), memcpy(out, &n, 4), out += 4;
}
static void xori1(void)
{
    bytes("\x48\x83\xf0\x01", 4);
}
static void ret(void)
{
    *out++ = 0xc3;
}
#endif
static void compile(unsigned char *at, const char *prog)
{
    out = at;
#ifndef __aarch64__
    begin();
#endif
    for (; *prog; prog++)
        switch (*prog) {
        case '+': add(); break;
        case '*': mul(); break;
        case '^': xori1(); break;
        default: addi(*prog - '0');
        }
    ret();
    __builtin___clear_cache((char *)at, (char *)out);
}
int main(void)
{
    static const char *prog[] = {"+", "*", "5+", "+*", "1^2*", "", "9999", "+^*3+", "^", "**++"};
    unsigned char *m =
        mmap(NULL, 65536, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    long s = 0;
    for (int r = 0; r < 300; r++) {
        const char *p = prog[r % 10];
        compile(m + r % 3 * 128, p);
        long v = ((fn)(m + r % 3 * 128))(r, 3);
        s = s * 31 + v;
        if (r < 20)
            printf("%s %ld\n", p, v);
    }
    for (int i = 0; i < 200; i++)
        compile(m + 1024 + i * 64, prog[i % 10]);
    for (int k = 0; k < 20; k++)
        for (int i = 0; i < 200; i++)
            s = s * 31 + ((fn)(m + 1024 + i * 64))(i, k);
    printf("%lx\n", s);
    mprotect(m, 65536, PROT_READ | PROT_WRITE), compile(m, "*5"),
        mprotect(m, 65536, PROT_READ | PROT_EXEC), printf("%ld\n", ((fn)m)(6, 7));
    munmap(m, 65536);
    unsigned char *q = mmap(m, 65536, PROT_READ | PROT_WRITE | PROT_EXEC,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    compile(q, "+"), printf("%ld\n", ((fn)q)(6, 7));
    int fd = memfd_create("code", 0);
    ftruncate(fd, 4096);
    unsigned char *w = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0),
                  *x = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
    for (int i = 0; i < 10; i++) {
        compile(w, prog[i]);
        __builtin___clear_cache((char *)x, (char *)x + 128);
        printf("%ld ", ((fn)x)(i, 2));
    }
    puts("");
}
