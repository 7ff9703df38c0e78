/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ends by SIGABRT. */
#include <stdlib.h>

int main(void)
{
    abort();
}
