// link: -lm
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sticky exception flags. */
#include <fenv.h>
#include <math.h>
#include <stdio.h>

static void show(const char *what)
{
    int e = fetestexcept(FE_ALL_EXCEPT);
    printf("%s:%s%s%s%s%s\n", what, e & FE_INVALID ? " invalid" : "",
           e & FE_DIVBYZERO ? " divbyzero" : "", e & FE_OVERFLOW ? " overflow" : "",
           e & FE_UNDERFLOW ? " underflow" : "", e & FE_INEXACT ? " inexact" : "");
    feclearexcept(FE_ALL_EXCEPT);
}

int main(void)
{
    volatile double zero = 0, one = 1, big = 1e308, tiny = 1e-308, inf = INFINITY, nan = NAN,
                    three = 3, r;
    volatile int i;
    feclearexcept(FE_ALL_EXCEPT);
    r = one + one, show("1+1");
    r = one / zero, show("1/0");
    r = zero / zero, show("0/0");
    r = big * big, show("big*big");
    r = tiny * tiny, show("tiny*tiny");
    r = tiny / three, show("tiny/3");
    r = one / three, show("1/3");
    r = inf - inf, show("inf-inf");
    r = sqrt(-one), show("sqrt(-1)");
    i = nan < one, show("nan<1");
    i = nan == one, show("nan==1");
    i = (int)big, show("(int)big");
    i = (int)three, show("(int)3");
    r = (float)big, show("(float)big");
    feraiseexcept(FE_INEXACT | FE_OVERFLOW), show("raise");
    (void)r, (void)i;
}
