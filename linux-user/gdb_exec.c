/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gdb and execve: the connection goes to the new program's launcher.
 *
 * In: a server whose gdb wants to hear of it (exec-events).  Out: its state as the value of an
 * option; a server with that state that first tells of the new program.
 */
#include "base/fd.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/task.h"
#include "linux-user/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/ptrace.h>
#include <stdio.h>
#include <stdlib.h>

static struct gdb *goes_along(const struct task *task)
{
    struct gdb *g = lx_process.gdb;

    return g && g->connected && g->exec_events && task->trace.traced == LX_TRACED_SERVER ? g : NULL;
}

bool lx_gdb_save(const struct task *task, char *text, size_t size)
{
    const struct gdb *g = goes_along(task);

    if (g)
        snprintf(text, size, "%d:%d:%d:%d:%d:%d:%" PRIx64 ":%" PRIx64, g->fd, g->no_ack, g->swbreak,
                 g->fork_events, g->vfork_events, g->vfork == task ? g->pid : 0, g->pass_signals[0],
                 g->pass_signals[1]);
    return g;
}

void lx_gdb_keep(const struct task *task, bool keep)
{
    struct gdb *g = goes_along(task);

    if (!g)
        return;
    gdb_vfork_yield(g, task, keep);
    fcntl(g->fd, F_SETFD, keep ? 0 : FD_CLOEXEC);
}

int lx_gdb_take(struct task *task, const char *state)
{
    struct gdb *g = gdb_new();
    int fd, no_ack, swbreak, fork_events, vfork_events, parent, result;

    if (!g ||
        sscanf(state, "%d:%d:%d:%d:%d:%d:%" SCNx64 ":%" SCNx64, &fd, &no_ack, &swbreak,
               &fork_events, &vfork_events, &parent, &g->pass_signals[0], &g->pass_signals[1]) != 8)
        return -EINVAL;
    result = gdb_open_own(g, task);
    if (result < 0)
        return result;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    g->fd = fd_own(fd);
    g->no_ack = no_ack;
    g->swbreak = swbreak;
    g->fork_events = fork_events;
    g->vfork_events = vfork_events;
    g->child = parent; /* gdb leaves it now, by the words that it has for the child of a fork */
    g->many = g->exec_events = g->connected = g->running = true;
    lx_process.gdb = g;
    task->trace.traced = LX_TRACED_SERVER;
    result = gdb_start_thread(g, task);
    if (result == 0)
        lx_trace_event(task, PTRACE_EVENT_EXEC, (uint64_t)task->tid);
    return result;
}
