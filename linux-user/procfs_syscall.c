/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/PID/syscall: the call that a thread waits in.
 *
 * In: what the host says of the thread, and the guest's registers, which are in its CPU while it
 * is in a call.  Out: the guest's number, arguments, sp and pc.  Whether it runs, waits in a call
 * or elsewhere is the host's to say.
 */
#include "linux-user/procfs.h"

#include "linux-user/arch.h"
#include "linux-user/task.h"
#include "target/target.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void print_call(const struct linux_arch *arch, const struct cpu_common *cpu, FILE *out)
{
    struct lx_call call = {0};

    arch->get_call(cpu, &call);
    fprintf(out, "%d", (int)call.nr);
    for (int i = 0; i < 6; i++)
        fprintf(out, " 0x%" PRIx64, arch->abi->word == 4 ? (uint32_t)call.arg[i] : call.arg[i]);
}

void procfs_syscall(const struct procfs_subject *s, const char *host, FILE *out)
{
    struct cpu_common *cpu;

    if (strncmp(host, "running", 7) == 0 || !(cpu = procfs_cpu(s))) {
        fputs("running\n", out);
        return;
    }
    if (*host == '-' || __atomic_load_n(&cpu->running, __ATOMIC_RELAXED))
        fputs("-1", out);
    else
        print_call(s->arch, cpu, out);
    fprintf(out, " 0x%" PRIx64 " 0x%" PRIx64 "\n", s->arch->get_sp(cpu), s->arch->get_pc(cpu));
    free(cpu);
}
