// skip-aarch64: has neither ustat nor sysfs
// skip-riscv64: has neither ustat nor sysfs
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ustat and sysfs of older ABIs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/syscall.h>
#include <unistd.h>

struct ustat {
    int free;
    unsigned long inodes;
    char name[6], pack[6];
    char behind[16];
};

static void tell(const char *what, long result)
{
    printf("%s: %ld errno %d\n", what, result, result < 0 ? errno : 0);
}

int main(void)
{
    struct ustat u;
    struct stat st;
    char name[64] = "";
    long proc;

    stat("/", &st);
    memset(&u, 0x55, sizeof(u));
    tell("ustat", syscall(SYS_ustat, (unsigned)(major(st.st_dev) << 8 | minor(st.st_dev)), &u));
    printf("free %d inodes %d name %d behind %x\n", u.free > 0, u.inodes > 0, u.name[0],
           u.behind[15]);
    tell("no device", syscall(SYS_ustat, 0xfff1, &u));
    tell("bad pointer",
         syscall(SYS_ustat, (unsigned)(major(st.st_dev) << 8 | minor(st.st_dev)), (void *)8));
    proc = syscall(SYS_sysfs, 1, "proc");
    tell("proc", proc);
    tell("unknown", syscall(SYS_sysfs, 1, "nothing"));
    tell("bad name", syscall(SYS_sysfs, 1, (void *)8));
    tell("name", syscall(SYS_sysfs, 2, proc, name));
    printf("%s\n", name);
    tell("bad index", syscall(SYS_sysfs, 2, 100000, name));
    tell("bad room", syscall(SYS_sysfs, 2, proc, (void *)8));
    tell("count", syscall(SYS_sysfs, 3));
    tell("option", syscall(SYS_sysfs, 9));
    return 0;
}
