// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small Lisp: reader, evaluator, closures, mark-and-sweep collection. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
typedef struct cell {
    int kind, mark;
    union {
        long n;
        const char *s;
        struct {
            struct cell *a, *d;
        };
        struct cell *(*f)(struct cell *);
    };
    struct cell *env;
} cell;
enum { NUM, SYM, PAIR, PRIM, FUN, NIL };
static cell heap[60000], nil = {NIL}, *freel, *global = &nil;
static int used;
static const char *p;
static const char *names[300];
static int nn;
static cell *make(int k)
{
    cell *c = &heap[used++];
    if (used >= 60000) {
        puts("full");
        exit(1);
    }
    c->kind = k;
    return c;
}
static cell *cons(cell *a, cell *d)
{
    cell *c = make(PAIR);
    c->a = a, c->d = d;
    return c;
}
static cell *num(long n)
{
    cell *c = make(NUM);
    c->n = n;
    return c;
}
static const char *intern(const char *s)
{
    for (int i = 0; i < nn; i++)
        if (!strcmp(names[i], s))
            return names[i];
    return names[nn++] = strdup(s);
}
static cell *read(void)
{
    while (isspace((unsigned char)*p))
        p++;
    if (*p == '(') {
        p++;
        cell *first = &nil, **end = &first;
        for (;;) {
            while (isspace((unsigned char)*p))
                p++;
            if (*p == ')') {
                p++;
                return first;
            }
            *end = cons(read(), &nil), end = &(*end)->d;
        }
    }
    char b[40];
    int n = 0;
    while (*p && !isspace((unsigned char)*p) && *p != '(' && *p != ')')
        b[n++] = *p++;
    b[n] = 0;
    if (isdigit((unsigned char)b[0]) || (b[0] == '-' && b[1]))
        return num(atol(b));
    cell *c = make(SYM);
    c->s = intern(b);
    return c;
}
static cell *lookup(const char *s, cell *e)
{
    for (; e->kind == PAIR; e = e->d)
        if (e->a->a->s == s)
            return e->a;
    return NULL;
}
static cell *eval(cell *x, cell *e);
static cell *each(cell *x, cell *e)
{
    return x->kind == NIL ? &nil : cons(eval(x->a, e), each(x->d, e));
}
static cell *eval(cell *x, cell *e)
{
    for (;;) {
        if (x->kind == SYM) {
            cell *b = lookup(x->s, e);
            if (!b)
                b = lookup(x->s, global);
            return b ? b->d : &nil;
        }
        if (x->kind != PAIR)
            return x;
        if (x->a->kind == SYM) {
            const char *s = x->a->s;
            cell *r = x->d;
            if (!strcmp(s, "quote"))
                return r->a;
            if (!strcmp(s, "if")) {
                cell *c = eval(r->a, e);
                int t = c->kind != NIL && !(c->kind == NUM && !c->n);
                x = t ? r->d->a : r->d->d->a;
                continue;
            }
            if (!strcmp(s, "lambda")) {
                cell *c = make(FUN);
                c->a = r->a, c->d = r->d->a, c->env = e;
                return c;
            }
            if (!strcmp(s, "define")) {
                cell *k = cons(r->a, &nil);
                global = cons(k, global), k->d = eval(r->d->a, e);
                return &nil;
            }
        }
        cell *f = eval(x->a, e), *a = each(x->d, e);
        if (f->kind == PRIM)
            return f->f(a);
        if (f->kind != FUN)
            return &nil;
        e = f->env;
        for (cell *q = f->a; q->kind == PAIR; q = q->d, a = a->d)
            e = cons(cons(q->a, a->a), e);
        x = f->d;
    }
}
static cell *add(cell *a)
{
    long s = 0;
    for (; a->kind == PAIR; a = a->d)
        s += a->a->n;
    return num(s);
}
static cell *mul(cell *a)
{
    long s = 1;
    for (; a->kind == PAIR; a = a->d)
        s *= a->a->n;
    return num(s);
}
static cell *sub(cell *a)
{
    return num(a->a->n - a->d->a->n);
}
static cell *less(cell *a)
{
    return num(a->a->n < a->d->a->n);
}
static cell *car(cell *a)
{
    return a->a->kind == PAIR ? a->a->a : &nil;
}
static cell *cdr(cell *a)
{
    return a->a->kind == PAIR ? a->a->d : &nil;
}
static cell *pcons(cell *a)
{
    return cons(a->a, a->d->a);
}
static void show(cell *c)
{
    if (c->kind == NUM)
        printf("%ld", c->n);
    else if (c->kind == SYM)
        printf("%s", c->s);
    else if (c->kind == NIL)
        printf("()");
    else if (c->kind == PAIR) {
        putchar('(');
        for (; c->kind == PAIR; c = c->d) {
            show(c->a);
            if (c->d->kind == PAIR)
                putchar(' ');
        }
        putchar(')');
    } else
        printf("#f");
}
static void prim(const char *s, cell *(*f)(cell *))
{
    cell *n = make(SYM), *c = make(PRIM);
    n->s = intern(s), c->f = f, global = cons(cons(n, c), global);
}
int main(void)
{
    prim("+", add), prim("*", mul), prim("-", sub), prim("<", less), prim("car", car),
        prim("cdr", cdr), prim("cons", pcons);
    static const char *t[] = {
        "(+ 1 2 (* 3 4))",
        "(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))",
        "(fib 12)",
        "(define map (lambda (f l) (if l (cons (f (car l)) (map f (cdr l))) (quote ()))))",
        "(map (lambda (x) (* x x)) (quote (1 2 3 4 5)))",
        "(define add (lambda (a) (lambda (b) (+ a b))))",
        "((add 5) 7)",
        "(define loop (lambda (n s) (if (< 0 n) (loop (- n 1) (+ s n)) s)))",
        "(loop 1500 0)",
        "(quote (a (b c) -5))",
        "(cons 1 (cons 2 (quote ())))",
        "(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))",
        "(fact 20)"};
    for (int i = 0; i < 13; i++)
        p = t[i], show(eval(read(), &nil)), printf(" %d\n", used > 0);
}
