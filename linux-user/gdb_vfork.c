/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gdb and vfork: the child shares the memory of its parent, whose server serves both.
 *
 * In: a child of clone(CLONE_VM | CLONE_VFORK).  Out: gdb is told before the child runs; until the
 * child executes a program or ends, or gdb lets it go, it is one more thread of the server, in a
 * process of its own.
 * Invariants: one vfork at a time is gdb's, others run without breakpoints; the parent's thread,
 * which sleeps in the kernel, stands for gdb; who executes a program takes the connection along,
 * and the server has stopped reading from it before.
 */
#include "base/fd.h"
#include "linux-user/arch.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/task.h"
#include "linux-user/trace.h"

#include <errno.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the threads of both processes ---- */

struct task *gdb_first(const struct gdb *g)
{
    return g->vfork ? g->vfork : lx_process.tasks;
}

struct task *gdb_next(const struct gdb *g, const struct task *t)
{
    return t == g->vfork ? lx_process.tasks : t->next;
}

pid_t gdb_pid(const struct gdb *g, const struct task *t)
{
    return t == g->vfork ? t->tid : getpid();
}

/* ---- the parent, before ---- */

bool gdb_vfork_claim(struct gdb *g, struct task *parent)
{
    if (g->vfork_parent || !g->connected || !g->vfork_events ||
        parent->trace.traced != LX_TRACED_SERVER)
        return false;
    g->vfork_parent = parent;
    g->pid = getpid();
    return true;
}

/* ---- the child ---- */

void lx_gdb_vfork_child(struct task *child, struct task *parent)
{
    struct gdb *g = lx_process.gdb;
    struct lx_trace *t = &parent->trace;

    if (!g)
        return;
    pthread_mutex_lock(&g->lock);
    if (g->vfork_parent == parent && g->connected) {
        memset(&child->trace, 0, sizeof(child->trace));
        child->trace.traced = LX_TRACED_SERVER;
        child->trace.asked = LX_ASK_STOP;
        child->trace.held = 1;
        memset(&t->info, 0, sizeof(t->info));
        t->info.si_signo = lx_sig_from_host(SIGTRAP);
        t->signal = 0;
        t->kind = LX_STOP_EVENT;
        t->event = PTRACE_EVENT_VFORK;
        t->message = (uint64_t)child->tid;
        t->parked = t->unreported = 1;
        g->vfork = child;
        gdb_tell_server(g);
    }
    pthread_mutex_unlock(&g->lock);
}

void gdb_vfork_ends(struct gdb *g, const struct task *child, char kind, int number)
{
    pthread_mutex_lock(&g->lock);
    if (g->vfork == child) {
        snprintf(g->last_word, sizeof(g->last_word), "%c%02x;process:%x", kind, number & 0xff,
                 (unsigned)child->tid);
        g->vfork = NULL;
        gdb_tell_server(g);
    }
    pthread_mutex_unlock(&g->lock);
}

void gdb_vfork_yield(struct gdb *g, const struct task *child, bool yield)
{
    pthread_mutex_lock(&g->lock);
    if (g->vfork == child) {
        g->yield = yield;
        if (yield)
            gdb_tell_server(g);
        else
            pthread_cond_broadcast(&g->resumed);
        while (yield && !g->yielded)
            pthread_cond_wait(&g->resumed, &g->lock);
    }
    pthread_mutex_unlock(&g->lock);
}

void lx_gdb_executes(const struct task *task, bool does)
{
    struct gdb *g = lx_process.gdb;

    if (g && g->vfork == task)
        g->executes = does;
}

/* ---- the server ---- */

bool gdb_vfork_may_read(struct gdb *g)
{
    while (g->yield) {
        g->yielded = true;
        pthread_cond_broadcast(&g->resumed);
        pthread_cond_wait(&g->resumed, &g->lock);
    }
    g->yielded = false;
    return !g->moved;
}

void gdb_vfork_leave(struct gdb *g)
{
    pthread_mutex_lock(&g->lock);
    if (g->vfork) {
        memset(&g->vfork->trace, 0, sizeof(g->vfork->trace));
        g->vfork = NULL;
        g->stopped = g->current = g->vfork_parent;
        pthread_cond_broadcast(&g->resumed);
    }
    pthread_mutex_unlock(&g->lock);
}

/* ---- the parent, afterwards ---- */

/* Ended without a word: it is about to be a zombie. */
static void tell_death(struct gdb *g, const struct task *child)
{
    siginfo_t info = {.si_pid = 0};
    int sig = SIGKILL;

    while (waitid(P_PID, (id_t)child->tid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR)
        ;
    if (info.si_pid && info.si_code != CLD_EXITED)
        sig = info.si_status;
    gdb_vfork_ends(g, child, 'X', gdb_signal_out(lx_sig_from_host(sig)));
}

void lx_gdb_vfork_over(struct task *child)
{
    struct gdb *g = lx_process.gdb;

    if (!g || g->vfork != child)
        return;
    if (!g->executes)
        tell_death(g, child);
    pthread_mutex_lock(&g->lock);
    if (g->vfork == child) { /* it has executed a program: gdb is with that, or has lost it */
        g->vfork = NULL;
        g->moved = true;
        gdb_tell_server(g);
    }
    g->yield = g->executes = false;
    pthread_cond_broadcast(&g->resumed);
    pthread_mutex_unlock(&g->lock);
}

void gdb_vfork_done(struct gdb *g, struct task *parent, long result)
{
    pthread_mutex_lock(&g->lock);
    while (parent->trace.parked)
        pthread_cond_wait(&g->resumed, &g->lock);
    parent->trace.kind = LX_STOP_NONE;
    pthread_mutex_unlock(&g->lock);
    if (result > 0)
        lx_trace_event(parent, PTRACE_EVENT_VFORK_DONE, (uint64_t)result);
    /* Only now: gdb does not understand another vfork before the end of the first. */
    pthread_mutex_lock(&g->lock);
    g->vfork_parent = NULL;
    pthread_mutex_unlock(&g->lock);
}
