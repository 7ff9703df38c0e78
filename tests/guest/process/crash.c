/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ends by SIGSEGV, as natively. */
#include <stdio.h>

int main(void)
{
    puts("before");
    fflush(stdout);
    *(volatile int *)0 = 1;
    puts("never");
}
