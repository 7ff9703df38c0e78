// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Computed goto: a threaded-code machine. */
#include <stdint.h>
#include <stdio.h>
enum { PUSH, ADD, SUB, MUL, DUP, SWAP, JNZ, PRINT, HALT, MOD, OVER, DROP, GT };
static void run(const int *p)
{
    static const void *op[] = {&&push,  &&add,  &&sub, &&mul,  &&dup,  &&swap, &&jnz,
                               &&print, &&halt, &&mod, &&over, &&drop, &&gt};
    int64_t s[64], *sp = s, t;
    const int *pc = p;
    long n = 0;
#define NEXT                                                                                       \
    do {                                                                                           \
        n++;                                                                                       \
        goto *op[*pc++];                                                                           \
    } while (0)
    NEXT;
push:
    *sp++ = *pc++;
    NEXT;
add:
    sp--, sp[-1] += sp[0];
    NEXT;
sub:
    sp--, sp[-1] -= sp[0];
    NEXT;
mul:
    sp--, sp[-1] = (uint64_t)sp[-1] * sp[0];
    NEXT;
mod:
    sp--, sp[-1] %= sp[0];
    NEXT;
dup:
    sp[0] = sp[-1], sp++;
    NEXT;
over:
    sp[0] = sp[-2], sp++;
    NEXT;
drop:
    sp--;
    NEXT;
gt:
    sp--, sp[-1] = sp[-1] > sp[0];
    NEXT;
swap:
    t = sp[-1], sp[-1] = sp[-2], sp[-2] = t;
    NEXT;
jnz:
    if (*--sp)
        pc = p + *pc;
    else
        pc++;
    NEXT;
print:
    printf("%ld\n", *--sp);
    NEXT;
halt:
    printf("%ld operations\n", n);
}
int main(void)
{
    static const int sum[] = {PUSH, 0,   PUSH, 100000, SWAP, OVER, ADD,   SWAP, PUSH,
                              1,    SUB, DUP,  JNZ,    4,    DROP, PRINT, HALT};
    static const int fact[] = {PUSH, 1,   PUSH, 20,  SWAP, OVER, MUL,   SWAP, PUSH,
                               1,    SUB, DUP,  JNZ, 4,    DROP, PRINT, HALT};
    static const int gcd[] = {PUSH, 1071 * 64, PUSH, 462 * 64, SWAP,  OVER, MOD,
                              DUP,  JNZ,       4,    DROP,     PRINT, HALT};
    run(sum), run(fact), run(gcd);
}
