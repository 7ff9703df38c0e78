/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PTRACE_GETREGSET and _SETREGSET: sizes that are no whole number of registers. */
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    static char set[4096];
    static const struct {
        const char *name;
        long type;
    } sets[] = {{"general", NT_PRSTATUS}, {"floating point", NT_PRFPREG}};
    pid_t pid = fork();

    if (!pid) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    for (int i = 0; i < 2; i++)
        for (size_t size = 0; size < 40; size += size < 16 ? 1 : 8) {
            struct iovec v = {set, size};
            long got = ptrace(PTRACE_GETREGSET, pid, sets[i].type, &v);
            const char *error = got < 0 ? strerrorname_np(errno) : "";

            if (size % 8 && !(size % 4))
                continue; /* there are registers of 4 bytes, too */
            printf("%s %zu: %ld %s %zu\n", sets[i].name, size, got, error, v.iov_len);
            v.iov_len = size | 1;
            got = ptrace(PTRACE_SETREGSET, pid, sets[i].type, &v);
            printf("%ld %s\n", got, got < 0 ? strerrorname_np(errno) : "");
        }
    ptrace(PTRACE_KILL, pid, 0, 0);
    return 0;
}
