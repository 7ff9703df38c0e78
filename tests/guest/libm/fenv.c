// link: -lm
// peer-arm: words of 32 bits
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Floating point exceptions of operations and functions; feholdexcept, feupdateenv,
 * fegetexceptflag. */
#include <fenv.h>
#include <math.h>
#include <stdio.h>
static volatile double z = 0, o = 1, h = 1e308, t = 1e-308, n = NAN, inf = INFINITY;
static volatile float fz = 0, fo = 1, fh = 3e38f;
static void flags(const char *s)
{
    int e = fetestexcept(FE_ALL_EXCEPT);
    printf("%s:%s%s%s%s%s\n", s, e & FE_INVALID ? " invalid" : "", e & FE_DIVBYZERO ? " div" : "",
           e & FE_OVERFLOW ? " over" : "", e & FE_UNDERFLOW ? " under" : "",
           e & FE_INEXACT ? " inexact" : "");
    feclearexcept(FE_ALL_EXCEPT);
}
int main(void)
{
    volatile double r;
    volatile float f;
    volatile int i;
    feclearexcept(FE_ALL_EXCEPT);
    r = o + o, flags("add");
    r = o / 3, flags("third");
    r = o / z, flags("div0");
    r = z / z, flags("0/0");
    r = h * 10, flags("overflow");
    r = t * t, flags("underflow");
    r = t / 3, flags("denormal");
    r = sqrt(-o), flags("sqrt");
    r = inf - inf, flags("inf-inf");
    r = inf * z, flags("inf*0");
    r = n + o, flags("quiet");
    i = n < o, flags("nan<");
    i = n == o, flags("nan==");
    i = isless(n, o), flags("isless");
    f = h, flags("narrow");
    f = fo / 3, flags("f third");
    f = fh * fh, flags("f over");
    f = fo / fz, flags("f div0");
    i = (int)(o * 1.5), flags("to int");
    i = (int)(o * 2), flags("to int exact");
    r = rint(o * 1.5), flags("rint");
    r = nearbyint(o * 1.5), flags("nearbyint");
    r = fma(o / 4, o / 4, o), flags("fma");
    r = fma(h, h, -inf), flags("fma inf");
    r = (double)(float)1.5, flags("exact");
    r = (double)0x7fffffffffffffff * (i ? 1 : 1), flags("int to double");
    feraiseexcept(FE_DIVBYZERO), flags("raise");
    fenv_t env;
    fexcept_t fl;
    feraiseexcept(FE_INVALID), fegetexceptflag(&fl, FE_ALL_EXCEPT);
    feholdexcept(&env), printf("%d\n", fetestexcept(FE_ALL_EXCEPT) != 0);
    r = o / z, feupdateenv(&env), flags("update");
    fesetexceptflag(&fl, FE_INVALID), flags("setflag");
    fesetround(FE_UPWARD), feholdexcept(&env), fesetround(FE_DOWNWARD),
        r = o / 3, printf("%a\n", r), fesetenv(&env), r = o / 3,
        printf("%a %d\n", r, fegetround() == FE_UPWARD);
}
