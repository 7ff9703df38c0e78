// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A register machine with memory, calls and traps, run over several programs. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
enum { LI, ADD, SUB, MUL, DIV, LD, ST, JMP, JZ, JLT, CALL, RET, OUT, HALT, SHL, XOR, AND, MOD };
struct ins {
    uint8_t op, a, b, c;
    int32_t i;
};
static int64_t mem[4096];
static long run(const struct ins *p, int64_t arg)
{
    int64_t r[16] = {0};
    int pc = 0, stack[64], sp = 0;
    long n = 0;
    r[1] = arg;
    for (;; n++) {
        const struct ins *i = &p[pc++];
        switch (i->op) {
        case LI: r[i->a] = i->i; break;
        case ADD: r[i->a] = r[i->b] + r[i->c] + i->i; break;
        case SUB: r[i->a] = r[i->b] - r[i->c]; break;
        case MUL: r[i->a] = (uint64_t)r[i->b] * r[i->c]; break;
        case DIV: r[i->a] = r[i->c] ? r[i->b] / r[i->c] : 0; break;
        case MOD: r[i->a] = r[i->c] ? r[i->b] % r[i->c] : 0; break;
        case LD: r[i->a] = mem[(r[i->b] + i->i) & 4095]; break;
        case ST: mem[(r[i->b] + i->i) & 4095] = r[i->a]; break;
        case SHL: r[i->a] = (uint64_t)r[i->b] << (r[i->c] & 63); break;
        case XOR: r[i->a] = r[i->b] ^ r[i->c]; break;
        case AND: r[i->a] = r[i->b] & r[i->c]; break;
        case JMP: pc = i->i; break;
        case JZ:
            if (!r[i->a])
                pc = i->i;
            break;
        case JLT:
            if (r[i->a] < r[i->b])
                pc = i->i;
            break;
        case CALL:
            if (sp == 64)
                return -1;
            stack[sp++] = pc, pc = i->i;
            break;
        case RET: pc = stack[--sp]; break;
        case OUT: printf("%ld ", r[i->a]); break;
        default: return n;
        }
    }
}
int main(void)
{
    static const struct ins sieve[] = {
        {LI, 2, 0, 0, 2},  {LI, 3, 0, 0, 4000}, {LD, 4, 2, 0, 0},  {JZ, 4, 0, 0, 6},
        {ADD, 2, 2, 0, 1}, {JMP, 0, 0, 0, 13},  {ADD, 6, 6, 0, 1}, {ADD, 5, 2, 2, 0},
        {LI, 4, 0, 0, 1},  {JLT, 3, 5, 0, 4},   {ST, 4, 5, 0, 0},  {ADD, 5, 5, 2, 0},
        {JMP, 0, 0, 0, 9}, {JLT, 2, 3, 0, 2},   {OUT, 6},          {HALT}};
    static const struct ins fib[] = {{LI, 2, 0, 0, 0},  {LI, 3, 0, 0, 1},  {ADD, 4, 2, 3, 0},
                                     {ADD, 2, 3, 0, 0}, {ADD, 3, 4, 0, 0}, {ADD, 1, 1, 0, -1},
                                     {JLT, 0, 1, 0, 2}, {OUT, 3},          {HALT}};
    static const struct ins collatz[] = {{LI, 7, 0, 0, 1},
                                         {LI, 8, 0, 0, 2},
                                         {LI, 9, 0, 0, 3},
                                         {JMP, 0, 0, 0, 5},
                                         {HALT},
                                         {AND, 3, 1, 7, 0},
                                         {JZ, 3, 0, 0, 10},
                                         {MUL, 1, 1, 9, 0},
                                         {ADD, 1, 1, 0, 1},
                                         {JMP, 0, 0, 0, 11},
                                         {DIV, 1, 1, 8, 0},
                                         {ADD, 4, 4, 0, 1},
                                         {JLT, 7, 1, 0, 5},
                                         {OUT, 4},
                                         {HALT}};
    printf("%ld\n", run(sieve, 0));
    for (int i = 5; i < 90; i += 12)
        printf("%ld\n", run(fib, i));
    for (int i = 3; i < 40; i += 4)
        printf("%ld\n", run(collatz, i * 7919));
}
