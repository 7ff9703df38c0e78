/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors of prctl options that are the same on every architecture. */
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void try(const char *what, int option, long a, long b, long c, long d)
{
    long result = syscall(SYS_prctl, option, a, b, c, d);
    printf("%s %ld\n", what, result < 0 ? -errno : result);
}

int main(void)
{
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2];

    memset(none, 0, sizeof(none));
    try("nothing", 9999, 0, 0, 0, 0);
    try("mdwe: none", 65, 0, 0, 0, 0);
    try("mdwe: unknown", 65, 4, 0, 0, 0);
    try("mdwe: argument", 65, 0, 1, 0, 0);
    try("get mdwe", 66, 0, 0, 0, 0);
    try("get mdwe: argument", 66, 1, 0, 0, 0);
    syscall(SYS_capset, &head, none);
    try("mm: arg_start", PR_SET_MM, PR_SET_MM_ARG_START, 0x1000, 0, 0);
    try("mm: brk", PR_SET_MM, PR_SET_MM_BRK, 0x100000, 0, 0);
    try("mm: stack", PR_SET_MM, PR_SET_MM_START_STACK, 0x100000, 0, 0);
    try("mm: fourth argument", PR_SET_MM, PR_SET_MM_BRK, 0x100000, 1, 0);
    try("mm: fifth argument", PR_SET_MM, PR_SET_MM_BRK, 0x100000, 0, 1);
    try("mm: unknown", PR_SET_MM, 99, 0x100000, 0, 0);
    try("name: bad pointer", PR_SET_NAME, 16, 0, 0, 0);
    try("deathsig", PR_SET_PDEATHSIG, 65, 0, 0, 0);
    try("keepcaps", PR_SET_KEEPCAPS, 2, 0, 0, 0);
    try("capbset", PR_CAPBSET_READ, 99, 0, 0, 0);
    try("capbset drop", PR_CAPBSET_DROP, 0, 0, 0, 0);
    try("no_new_privs: off", PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
    try("no_new_privs", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    try("get no_new_privs", PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    try("timing", PR_SET_TIMING, PR_TIMING_TIMESTAMP, 0, 0, 0);
    try("endian", PR_SET_ENDIAN, 0, 0, 0, 0);
    try("vma name", 0x53564d41, 0, 16, 4096, 0);
    try("speculation", PR_GET_SPECULATION_CTRL, 99, 0, 0, 0);
    try("thp", PR_SET_THP_DISABLE, 1, 0, 0, 0);
    try("get thp", PR_GET_THP_DISABLE, 0, 0, 0, 0);
    try("slack", PR_SET_TIMERSLACK, 12345, 0, 0, 0);
    try("get slack", PR_GET_TIMERSLACK, 0, 0, 0, 0);
    return 0;
}
