/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Jump tables and function pointers. */
#include <stdio.h>

static int f0(int x)
{
    return x + 1;
}
static int f1(int x)
{
    return x * 3;
}
static int f2(int x)
{
    return x ^ 0x55;
}
static int f3(int x)
{
    return -x;
}
static int (*const table[])(int) = {f0, f1, f2, f3};

__attribute__((noinline)) static int pick(int x)
{
    switch (x) {
    case 0: return 5;
    case 1: return 7;
    case 2: return 11;
    case 3: return 13;
    case 4: return 17;
    case 5: return 19;
    case 6: return 23;
    case 100: return 1;
    default: return -1;
    }
}

int main(void)
{
    int v = 1;
    for (int i = 0; i < 100000; i++)
        v = table[(i ^ v) & 3](v) + pick(v & 7);
    printf("%d %d %d\n", v, pick(100), pick(-5));
}
