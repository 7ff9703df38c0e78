/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An expression compiler to a stack machine, with variables and functions. */
#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static const char *p;
static double stack[100], var[26];
static int sp;
static jmp_buf err;
enum { LIT, VAR, ADD, SUB, MUL, DIV, NEG, POW, LT, SEL, CALL };
static struct {
    int op;
    double v;
} code[500];
static int n;
static void emit(int op, double v)
{
    code[n].op = op, code[n++].v = v;
}
static void expr(int level);
static void space(void)
{
    while (*p == ' ')
        p++;
}
static void primary(void)
{
    space();
    if (isdigit((unsigned char)*p) || *p == '.') {
        char *e;
        emit(LIT, strtod(p, &e));
        p = e;
    } else if (*p == '(') {
        p++, expr(0), space();
        if (*p++ != ')')
            longjmp(err, 1);
    } else if (*p == '-')
        p++, expr(4), emit(NEG, 0);
    else if (islower((unsigned char)*p)) {
        if (!strncmp(p, "abs(", 4) || !strncmp(p, "sqr(", 4)) {
            int f = *p;
            p += 4, expr(0);
            if (*p++ != ')')
                longjmp(err, 2);
            emit(CALL, f);
        } else
            emit(VAR, *p++ - 'a');
    } else
        longjmp(err, 3);
}
static void expr(int level)
{
    primary();
    for (;;) {
        space();
        int c = *p, prec = c == '?'               ? 0
                           : c == '<'             ? 1
                           : c == '+' || c == '-' ? 2
                           : c == '*' || c == '/' ? 3
                           : c == '^'             ? 5
                                                  : -1;
        if (prec < level)
            return;
        p++;
        if (c == '?') {
            expr(1);
            space();
            if (*p++ != ':')
                longjmp(err, 4);
            expr(0);
            emit(SEL, 0);
            continue;
        }
        expr(c == '^' ? prec : prec + 1);
        emit(c == '+'   ? ADD
             : c == '-' ? SUB
             : c == '*' ? MUL
             : c == '/' ? DIV
             : c == '<' ? LT
                        : POW,
             0);
    }
}
static double run(void)
{
    sp = 0;
    for (int i = 0; i < n; i++)
        switch (code[i].op) {
        case LIT: stack[sp++] = code[i].v; break;
        case VAR: stack[sp++] = var[(int)code[i].v]; break;
        case ADD: sp--, stack[sp - 1] += stack[sp]; break;
        case SUB: sp--, stack[sp - 1] -= stack[sp]; break;
        case MUL: sp--, stack[sp - 1] *= stack[sp]; break;
        case DIV: sp--, stack[sp - 1] /= stack[sp]; break;
        case NEG: stack[sp - 1] = -stack[sp - 1]; break;
        case LT: sp--, stack[sp - 1] = stack[sp - 1] < stack[sp]; break;
        case SEL: sp -= 2, stack[sp - 1] = stack[sp - 1] ? stack[sp] : stack[sp + 1]; break;
        case POW: {
            sp--;
            double b = stack[sp - 1], r = 1;
            for (int k = 0; k < stack[sp]; k++)
                r *= b;
            stack[sp - 1] = r;
            break;
        }
        case CALL:
            stack[sp - 1] = code[i].v == 'a' ? (stack[sp - 1] < 0 ? -stack[sp - 1] : stack[sp - 1])
                                             : stack[sp - 1] * stack[sp - 1];
            break;
        }
    return stack[0];
}
int main(void)
{
    static const char *t[] = {"1+2*3",
                              "(1+2)*3",
                              "2^3^2",
                              "-x*x + 3*x - 1",
                              "x < 5 ? x*2 : x/2",
                              "abs(-7.5) + sqr(x)",
                              "1/(x-3)",
                              "((((x))))",
                              "1+",
                              "(2",
                              "x$",
                              "3 - 2 - 1",
                              "-2^2",
                              "a*x^3+b*x^2+c*x+d",
                              "x<3?1:x<6?2:3"};
    var[0] = 0.5, var[1] = -2, var[2] = 3, var[3] = 7;
    for (int i = 0; i < 15; i++) {
        n = 0, p = t[i];
        int e = setjmp(err);
        if (e) {
            printf("%s: error %d at %td\n", t[i], e, p - t[i]);
            continue;
        }
        expr(0);
        printf("%s (%d):", t[i], n);
        for (int x = 0; x < 10; x++)
            var['x' - 'a'] = x, printf(" %g", run());
        printf("%s%s\n", *p ? " rest " : "", p);
    }
    double s = 0;
    n = 0, p = t[13], expr(0);
    for (int i = 0; i < 20000; i++)
        var['x' - 'a'] = i / 1000.0, s += run();
    printf("%.10g\n", s);
}
