/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A root file system with a single user: package managers still want to give files away.
 *
 * In: a user namespace that maps one id.  Out: calls that set owners or ids
 * succeed without effect for this process and all that it starts, guest or native.
 * Rule: seccomp(2), SECCOMP_RET_ERRNO with errno 0 is success.  Programs for i386 are not filtered.
 * Invariant: ids that the namespace has need no such call, so nothing that could
 * have worked is lost but a failure.
 */
#include "linux-user/rootless_map.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

static const unsigned calls[] = {SYS_chown,     SYS_fchown,    SYS_lchown,   SYS_fchownat,
                                 SYS_setuid,    SYS_setgid,    SYS_setreuid, SYS_setregid,
                                 SYS_setresuid, SYS_setresgid, SYS_setfsuid, SYS_setfsgid,
                                 SYS_setgroups};
enum { CALLS = sizeof calls / sizeof *calls };

bool rootless_is_single(void)
{
    unsigned inside, outside, count, more;
    FILE *file = fopen("/proc/self/uid_map", "re");
    int got = file ? fscanf(file, "%u %u %u %u", &inside, &outside, &count, &more) : 0;
    if (file)
        fclose(file);
    return got == 3 && count == 1;
}

/* apt checks that it really became another user; it has an option not to want that. */
static void configure_apt(void)
{
    static const char text[] = "APT::Sandbox::User \"root\";\n";
    int fd = open("/dev/.ferry-apt.conf", O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (fd < 0)
        return;
    if (write(fd, text, sizeof text - 1) == sizeof text - 1)
        setenv("APT_CONFIG", "/dev/.ferry-apt.conf", 0);
    close(fd);
}

void rootless_fake_ids(void)
{
    struct sock_filter code[CALLS + 6];
    unsigned n = 0;
    code[n++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    code[n++] =
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, CALLS + 1);
    code[n++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (unsigned i = 0; i < CALLS; i++)
        code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i], CALLS - i, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO);
    struct sock_fprog program = {(unsigned short)n, code};
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
        log_warn("owners of files can't be changed inside: no seccomp filter");
    configure_apt();
}
