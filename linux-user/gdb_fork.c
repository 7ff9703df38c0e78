/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gdb and fork: the child waits until gdb, which the parent's server asks, has said whom it
 * follows.
 *
 * In: forks.  Out: one process that talks to gdb over the connection that both have.  Invariant: a
 * byte on the pair of sockets between the two, or its end, is the decision: TAKE, or anything else
 * for a child that runs on alone.
 */
#include "base/fd.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/task.h"
#include "linux-user/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ptrace.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TAKE = 't', RUN = 'r' };

void lx_gdb_fork_begin(struct task *task, bool separate, bool vfork)
{
    struct gdb *g = lx_process.gdb;

    if (!g)
        return;
    pthread_mutex_lock(&g->lock);
    task->trace.child_fd = task->trace.parent_fd = -1;
    if (separate && g->connected && g->fork_events && task->trace.traced == LX_TRACED_SERVER) {
        int pair[2];

        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
            task->trace.child_fd = fd_own(pair[0]);
            task->trace.parent_fd = fd_own(pair[1]);
        }
    }
    if (separate)
        return; /* the list of breakpoints stays as it is: the child takes them out of its memory */
    if (!vfork || !gdb_vfork_claim(g, task))
        gdb_breaks_out(g);
    pthread_mutex_unlock(&g->lock);
}

void lx_gdb_fork_end(struct task *task, bool separate, long result)
{
    struct gdb *g = lx_process.gdb;

    if (!g)
        return;
    if (g->vfork_parent == task) {
        gdb_vfork_done(g, task, result);
        return;
    }
    if (!separate) {
        pthread_mutex_lock(&g->lock);
        gdb_breaks_back(g);
    }
    pthread_mutex_unlock(&g->lock);
    if (task->trace.child_fd < 0)
        return;
    fd_own_close(task->trace.parent_fd);
    if (result > 0)
        lx_trace_event(task, PTRACE_EVENT_FORK, (uint64_t)result);
    else
        fd_own_close(task->trace.child_fd);
}

/* ---- in the child ---- */

static void run_alone(struct gdb *g, struct task *task)
{
    memset(&task->trace, 0, sizeof(task->trace));
    lx_process.gdb = NULL;
    fd_own_close(g->fd);
    fd_own_close(g->listener);
    fd_own_close(g->event);
    fd_own_close(g->memory);
    fd_own_close(g->parent_fd);
}

void lx_gdb_fork_child(struct task *task, int child_fd, int parent_fd)
{
    struct gdb *g = lx_process.gdb;

    if (!g)
        return;
    g->parent_fd = parent_fd;
    fd_own_close(child_fd);
    fd_own_close(g->memory);
    g->memory = fd_own(open("/proc/self/mem", O_RDWR | O_CLOEXEC));
    gdb_breaks_remove(g);
    if (parent_fd < 0) {
        run_alone(g, task);
        return;
    }
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->resumed, NULL);
    fd_own_close(g->event);
    g->event = fd_own(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    memset(g->watches, 0, sizeof(g->watches));
    g->vfork = g->vfork_parent = NULL;
    g->breaks_off = 0;
    g->watching = g->reads = false;
    g->undecided = g->stopping = true;
    memset(&task->trace, 0, sizeof(task->trace));
    task->trace.traced = LX_TRACED_SERVER;
    task->trace.asked = LX_ASK_STOP;
}

void gdb_decide(struct gdb *g, struct task *task)
{
    char decision = 0;

    while (read(g->parent_fd, &decision, 1) < 0 && errno == EINTR)
        ;
    g->undecided = false;
    if (decision != TAKE || g->memory < 0 || g->event < 0) {
        run_alone(g, task);
        return;
    }
    fd_own_close(g->parent_fd);
    g->parent_fd = -1;
    if (gdb_start_thread(g, task) < 0)
        run_alone(g, task);
}

/* ---- in the parent's server ---- */

void gdb_child_reported(struct gdb *g, const struct task *parent)
{
    g->child = (pid_t)parent->trace.message;
    g->child_fd = parent->trace.child_fd;
}

void gdb_child_goes(struct gdb *g, bool taken)
{
    const char decision = taken ? TAKE : RUN;

    if (!g->child)
        return;
    send(g->child_fd, &decision, 1, MSG_NOSIGNAL); /* a child that is gone does not mind */
    fd_own_close(g->child_fd);
    g->child = 0;
    g->on_child = false;
}
