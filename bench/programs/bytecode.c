/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "bytecode": an interpreter for a small stack machine
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { PUSH, LOAD, STORE, ADD, SUB, MUL, AND, LESS, JZ, JMP, HALT };

int main(int argc, char **argv)
{
    int64_t limit = argc > 1 ? atol(argv[1]) : 12000000;
    int64_t code[] = {
        PUSH, 0,          STORE, 0,          PUSH, 1,     STORE, 1,   /* i = 0; x = 1 */
        LOAD, 0,          PUSH,  limit,      LESS, JZ,    39,         /* 8: while i < limit */
        LOAD, 1,          PUSH,  6364136223, MUL,  LOAD,  0,     ADD, /* 15: x = x * k + i */
        PUSH, 0xffffffff, AND,   STORE,      1,                       /* x &= mask */
        LOAD, 0,          PUSH,  1,          ADD,  STORE, 0,     JMP, 8, HALT, HALT, HALT, HALT,
    };
    int64_t stack[64], vars[4] = {0}, *sp = stack;
    for (size_t pc = 0;;) {
        switch (code[pc++]) {
        case PUSH: *sp++ = code[pc++]; break;
        case LOAD: *sp++ = vars[code[pc++]]; break;
        case STORE: vars[code[pc++]] = *--sp; break;
        case ADD:
            sp--;
            sp[-1] += *sp;
            break;
        case SUB:
            sp--;
            sp[-1] -= *sp;
            break;
        case MUL:
            sp--;
            sp[-1] = (int64_t)((uint64_t)sp[-1] * (uint64_t)*sp);
            break;
        case AND:
            sp--;
            sp[-1] &= *sp;
            break;
        case LESS:
            sp--;
            sp[-1] = sp[-1] < *sp;
            break;
        case JZ: pc = *--sp ? pc + 1 : (size_t)code[pc]; break;
        case JMP: pc = code[pc]; break;
        case HALT: printf("%lld\n", (long long)vars[1]); return 0;
        }
    }
}
