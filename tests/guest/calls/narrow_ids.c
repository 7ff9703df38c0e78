// skip-aarch64: has no 32-bit calls
// skip-riscv64: has no 32-bit calls
// static: natively from 64-bit code
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* User numbers of 16 and of 32 bits. */
#define CALLS32
#include "call.h"
#define __NR_getuid16    __NR_getuid
#define __NR_getgid16    __NR_getgid
#define __NR_geteuid16   __NR_geteuid
#define __NR_getegid16   __NR_getegid
#define __NR_setuid16    __NR_setuid
#define __NR_setgid16    __NR_setgid
#define __NR_setfsuid16  __NR_setfsuid
#define __NR_setfsgid16  __NR_setfsgid
#define __NR_setreuid16  __NR_setreuid
#define __NR_setregid16  __NR_setregid
#define __NR_setresuid16 __NR_setresuid
#define __NR_setresgid16 __NR_setresgid
#define __NR_getresuid16 __NR_getresuid
#define __NR_getresgid16 __NR_getresgid
#define __NR_getgroups16 __NR_getgroups
#define __NR_setgroups16 __NR_setgroups
#define __NR_chown16     __NR_chown
#define __NR_lchown16    __NR_lchown
#define __NR_fchown16    __NR_fchown

static uint16_t a16, b16, c16, list16[64];
static uint32_t a, b, c, list[64] = {100000, 7};

int main(void)
{
    int file = open("file", O_RDWR | O_CREAT, 0644);

    call_start();
    symlink("file", "link");
    CALL(setgroups32, 2, list);
    CALL(setgroups32, 70000, list);
    CALL(setgroups32, 2, BAD);
    CALL(getgroups32, 64, list);
    tell("second", list[1]);
    CALL(getgroups32, 1, list);
    CALL(getgroups32, -1, list);
    CALL(getgroups32, 64, BAD);
    CALL(getgroups16, 64, list16);
    tell("first", list16[0]);
    tell("second", list16[1]);
    CALL(getgroups16, 1, list16);
    CALL(getgroups16, 64, BAD);
    list16[0] = 55;
    CALL(setgroups16, 2, list16);
    CALL(setgroups16, 70000, list16);
    CALL(setgroups16, 2, BAD);
    CALL(getgroups32, 64, list);
    tell("first", list[0]);
    tell("second", list[1]);
    CALL(chown32, "file", 70000, 70001);
    CALL(chown32, "none", 1, 1);
    CALL(chown32, BAD, 1, 1);
    CALL(lchown32, "link", 70002, -1);
    CALL(lchown32, "none", 1, 1);
    CALL(fchown32, file, -1, 70003);
    CALL(fchown32, 99, 1, 1);
    CALL(chown16, "file", 12, 65535);
    CALL(chown16, "none", 1, 1);
    CALL(chown16, BAD, 1, 1);
    CALL(lchown16, "link", 13, 14);
    CALL(lchown16, "none", 1, 1);
    CALL(fchown16, file, 65535, 15);
    CALL(fchown16, 99, 1, 1);
    CALL(setfsuid32, 70000);
    CALL(setfsuid32, -1);
    CALL(setfsuid16, 65535);
    CALL(setfsuid16, 3);
    CALL(setfsgid32, 70000);
    CALL(setfsgid32, -1);
    CALL(setfsgid16, 65535);
    CALL(setfsgid16, 3);
    CALL(setresgid32, 70001, 70002, 70003);
    CALL(getgid32);
    CALL(getegid32);
    CALL(getgid16);
    CALL(getegid16);
    CALL(getresgid32, &a, &b, &c);
    tell("saved", c);
    CALL(getresgid32, &a, BAD, &c);
    CALL(getresgid16, &a16, &b16, &c16);
    tell("saved", c16);
    CALL(getresgid16, &a16, &b16, BAD);
    CALL(setregid32, -1, 70001);
    CALL(setregid16, 65535, 9);
    CALL(setresgid16, 1, 2, 65535);
    CALL(setgid32, 70004);
    CALL(setgid16, 8);
    CALL(getgid32);
    CALL(setresuid32, 70001, 0, 70003);
    CALL(getuid32);
    CALL(geteuid32);
    CALL(getuid16);
    CALL(geteuid16);
    CALL(getresuid32, &a, &b, &c);
    tell("saved", c);
    CALL(getresuid32, BAD, &b, &c);
    CALL(getresuid16, &a16, &b16, &c16);
    tell("saved", c16);
    CALL(getresuid16, BAD, &b16, &c16);
    CALL(setresuid16, 65535, 65535, 12);
    CALL(setreuid32, 70005, -1);
    CALL(setreuid16, 11, 65535);
    CALL(setuid32, 70006);
    CALL(setuid16, 11);
    CALL(setresuid32, 0, 0, 0);
    CALL(setresuid16, 0, 0, 0);
    CALL(setreuid32, 0, 0);
    CALL(setreuid16, 0, 0);
    CALL(setuid32, 70006);
    CALL(setgid32, 0);
    CALL(setresgid32, 0, 0, 0);
    CALL(setresgid16, 0, 0, 0);
    CALL(setregid32, 0, 0);
    CALL(setregid16, 0, 0);
    CALL(setgid16, 0);
    CALL(setgroups32, 2, list);
    CALL(setgroups16, 2, list16);
    return 0;
}
