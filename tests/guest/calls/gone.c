/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that are gone from Linux keep their numbers. */
#include "call.h"

int main(void)
{
    CALL(lookup_dcookie, LL(0), BAD, 1);
    CALL(nfsservctl, 0, BAD, BAD);
    return 0;
}
