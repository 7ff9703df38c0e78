/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gdb server: threads stop, are told of, and go on (see gdb.h).
 *
 * A guest thread that stops parks (lx_gdb_park) and waits.  The server's thread sees it, has all
 * others park too (LX_ASK_STOP), and tells gdb.
 *
 * In: stops of guest threads, actions of packets.  Out: stop replies, threads that run.
 */
#include "linux-user/arch.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/task.h"
#include "linux-user/trace.h"
#include "base/fd.h"

#include <inttypes.h>
#include <limits.h>
#include <linux/ptrace.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EVENT_STOP 128

enum action { HOLD, CONTINUE, STEP };

/* ---- the guest's threads ---- */

void gdb_tell_server(const struct gdb *g)
{
    const uint64_t one = 1;
    ssize_t n = write(g->event, &one, sizeof(one));

    (void)n; /* a full counter says it as well */
}

static bool wanted_call(const struct gdb *g, const struct lx_trace *t)
{
    if (!g->catching)
        return false;
    for (size_t i = 0; i < g->call_count; i++)
        if (g->calls[i] == t->call[0])
            return true;
    return !g->call_count;
}

/* Is the stop one that gdb hears of?  Of a thread that steps only for watched places: a hit. */
static bool worth_a_stop(struct gdb *g, struct task *task, unsigned kind)
{
    struct lx_trace *t = &task->trace;

    if (kind == LX_STOP_EVENT)
        return t->event != EVENT_STOP || g->stopping || !g->running || t->held;
    if (kind == LX_STOP_ENTRY || kind == LX_STOP_EXIT)
        return wanted_call(g, t);
    if (t->info.si_code != TRAP_TRACE || t->info.si_signo != lx_sig_from_host(SIGTRAP)) {
        t->watch_hit = 0;
        return true;
    }
    if (gdb_watch_hit(g, task) || !t->watching)
        return true;
    t->signal = 0;
    return false;
}

void lx_gdb_park(struct task *task, unsigned kind)
{
    struct gdb *g = lx_process.gdb;
    struct lx_trace *t = &task->trace;

    if (g->undecided)
        gdb_decide(g, task);
    if (!t->traced)
        return;
    pthread_mutex_lock(&g->lock);
    if (g->connected && worth_a_stop(g, task, kind)) {
        t->kind = kind;
        t->parked = 1;
        t->at_breakpoint = kind == LX_STOP_SIGNAL && t->info.si_code == TRAP_BRKPT &&
                           gdb_break_at(g, lx_process.arch->get_pc(task->cpu));
        t->unreported = kind != LX_STOP_EVENT || t->event != EVENT_STOP;
        gdb_tell_server(g);
        while (t->parked)
            pthread_cond_wait(&g->resumed, &g->lock);
    }
    t->kind = LX_STOP_NONE;
    pthread_mutex_unlock(&g->lock);
}

bool lx_gdb_wants_signal(int sig)
{
    struct gdb *g = lx_process.gdb;
    unsigned n = (unsigned)gdb_signal_out(sig);

    return n >= 128 || !(__atomic_load_n(&g->pass_signals[n / 64], __ATOMIC_RELAXED) >> n % 64 & 1);
}

/* ---- the end ---- */

static void last_word(const struct task *task, char kind, int number)
{
    struct gdb *g = lx_process.gdb;
    char text[48];

    if (!g || !g->connected)
        return;
    if (task->is_vfork_child) {
        gdb_vfork_ends(g, task, kind, number);
        return;
    }
    pthread_mutex_lock(&g->lock);
    int n = snprintf(text, sizeof(text), "%c%02x", kind, number & 0xff);

    if (g->many)
        snprintf(text + n, sizeof(text) - (size_t)n, ";process:%x", (unsigned)getpid());
    g->no_ack = true; /* nobody is left to wait for it */
    gdb_send_text(g, text);
    g->connected = false;
    shutdown(g->fd, SHUT_WR);
    pthread_mutex_unlock(&g->lock);
}

void lx_gdb_exited(const struct task *task, int status)
{
    last_word(task, 'W', status);
}

void lx_gdb_killed(const struct task *task, int sig)
{
    last_word(task, 'X', lx_process.gdb ? gdb_signal_out(sig) : 0);
}

/* ---- stopping ---- */

static void ask_to_stop(const struct gdb *g, const struct task *t)
{
    siginfo_t info;

    memset(&info, 0, sizeof(info));
    info.si_signo = SIGTRAP;
    info.si_code = LX_TRACE_ASK;
    info.si_ptr = (void *)(uintptr_t)LX_ASK_STOP;
    lx_rawcall(SYS_rt_tgsigqueueinfo, gdb_pid(g, t), t->tid, SIGTRAP, (long)&info, 0, 0);
}

/* A thread inside clone does not run guest code before it has seen the wish to stop, and parks then
   if gdb still looks.  What it makes is born with that wish. */
static bool stands(const struct task *t)
{
    return t->trace.parked || t->trace.cloning;
}

/* True when all stand.  Under g->lock. */
bool gdb_all_stand(struct gdb *g)
{
    bool all = true;

    pthread_mutex_lock(&lx_process.tasks_lock);
    for (struct task *t = gdb_first(g); t; t = gdb_next(g, t)) {
        if (!t->trace.parked)
            ask_to_stop(g, t);
        all &= stands(t);
    }
    pthread_mutex_unlock(&lx_process.tasks_lock);
    g->stopping = true;
    return all;
}

/* A breakpoint that a thread ran into, and that gdb has removed before it heard of it. */
static bool stale(const struct gdb *g, const struct task *t)
{
    return t->trace.at_breakpoint && !gdb_break_at(g, lx_process.arch->get_pc(t->cpu));
}

/* A thread with something to report; NULL: there is none. */
struct task *gdb_reporter(struct gdb *g)
{
    struct task *t;

    pthread_mutex_lock(&lx_process.tasks_lock);
    for (t = gdb_first(g); t; t = gdb_next(g, t)) {
        if (t->trace.parked && t->trace.unreported && stale(g, t)) {
            t->trace.unreported = 0;
            t->trace.signal = 0;
        }
        if (t->trace.parked && t->trace.unreported)
            break;
    }
    pthread_mutex_unlock(&lx_process.tasks_lock);
    return t;
}

/* The stop reply up to where the thread comes in. */
void gdb_describe_stop(struct gdb *g, const struct task *t)
{
    const struct lx_trace *trace = &t->trace;
    int sig = SIGTRAP;
    char more[GDB_REPLY - 16] = "";

    if (g->interrupted && !trace->unreported) {
        sig = SIGINT;
    } else if (trace->kind == LX_STOP_SIGNAL) {
        sig = trace->info.si_signo ? lx_sig_to_host(trace->info.si_signo) : SIGTRAP;
        if (trace->watch_hit)
            snprintf(more, sizeof(more), "%swatch:%" PRIx64 ";",
                     trace->watch_type == '3'   ? "r"
                     : trace->watch_type == '4' ? "a"
                                                : "",
                     (uint64_t)trace->watch_hit);
        else if (g->swbreak && sig == SIGTRAP && trace->at_breakpoint)
            snprintf(more, sizeof(more), "swbreak:;");
    } else if (trace->kind == LX_STOP_ENTRY || trace->kind == LX_STOP_EXIT) {
        snprintf(more, sizeof(more), "syscall_%s:%" PRIx64 ";",
                 trace->kind == LX_STOP_ENTRY ? "entry" : "return", trace->call[0]);
    } else if (trace->kind == LX_STOP_EVENT &&
               (trace->event == PTRACE_EVENT_FORK || trace->event == PTRACE_EVENT_VFORK)) {
        snprintf(more, sizeof(more), "%sfork:p%x.%x;",
                 trace->event == PTRACE_EVENT_VFORK ? "v" : "", (unsigned)trace->message,
                 (unsigned)trace->message);
    } else if (trace->kind == LX_STOP_EVENT && trace->event == PTRACE_EVENT_VFORK_DONE) {
        snprintf(more, sizeof(more), "vforkdone:;");
    } else if (trace->kind == LX_STOP_EVENT && trace->event == PTRACE_EVENT_EXEC) {
        char *end = gdb_hex_out(more + sprintf(more, "exec:"), lx_process.exe_path,
                                strnlen(lx_process.exe_path, PATH_MAX));

        strcpy(end, ";");
    }
    snprintf(g->reply, sizeof(g->reply), "T%02x%s", gdb_signal_out(lx_sig_from_host(sig)), more);
}

bool gdb_send_stop(struct gdb *g)
{
    char text[GDB_REPLY + 64];
    int n = snprintf(text, sizeof(text), "%sthread:", g->reply);

    if (!g->stopped)
        return gdb_send_text(g, "W00");
    strcpy(gdb_put_thread(g, text + n, g->stopped), ";");
    return gdb_send_text(g, text);
}

/* ---- going on ---- */

static void release(struct gdb *g, struct task *t, enum action action, int sig)
{
    struct lx_trace *trace = &t->trace;
    bool watch = action == CONTINUE && g->watching;

    trace->mode = action == STEP || watch ? LX_TRACE_STEP
                  : g->catching           ? LX_TRACE_SYSCALL
                                          : LX_TRACE_CONT;
    trace->watching = watch;
    trace->watch_hit = 0;
    trace->held = 0;
    trace->at_breakpoint = 0;
    trace->unreported = 0;
    trace->asked = 0;
    trace->signal = sig;
    trace->parked = 0;
}

static void let_go(struct gdb *g)
{
    g->running = true;
    g->interrupted = false;
    g->stopping = false;
    pthread_cond_broadcast(&g->resumed);
}

/* What was to be told has become stale: all go on as they did. */
void gdb_go_on_again(struct gdb *g)
{
    pthread_mutex_lock(&lx_process.tasks_lock);
    for (struct task *t = gdb_first(g); t; t = gdb_next(g, t)) {
        bool step = t->trace.mode == LX_TRACE_STEP && !t->trace.watching;

        if (t->trace.parked && !t->trace.held)
            release(g, t, step ? STEP : CONTINUE, 0);
    }
    pthread_mutex_unlock(&lx_process.tasks_lock);
    let_go(g);
}

/* gdb is gone: the guest runs on alone. */
void gdb_detach(struct gdb *g)
{
    bool to_child = g->child && g->gone_to_child;

    pthread_mutex_lock(&g->lock);
    gdb_breaks_remove(g);
    memset(g->watches, 0, sizeof(g->watches));
    g->watching = g->reads = g->catching = g->connected = false;
    pthread_mutex_lock(&lx_process.tasks_lock);
    for (struct task *t = gdb_first(g); t; t = gdb_next(g, t)) {
        int sig = t->trace.unreported && !stale(g, t) ? t->trace.signal : 0;

        if (t->trace.parked)
            release(g, t, CONTINUE, sig);
        t->trace.mode = LX_TRACE_CONT;
        if (t->trace.traced == LX_TRACED_SERVER)
            t->trace.traced = LX_TRACED_NOT;
    }
    pthread_mutex_unlock(&lx_process.tasks_lock);
    g->vfork = NULL;
    g->moved = false;
    g->last_word[0] = 0;
    let_go(g);
    pthread_mutex_unlock(&g->lock);
    fd_own_close(g->fd);
    g->fd = -1;
    gdb_child_goes(g, to_child);
}

/* Does a thread id of vCont mean this thread?  "p1.2", "p1", "p1.-1", "2", "-1". */
static bool names(const struct gdb *g, char *id, const struct task *t)
{
    if (*id == 'p') {
        if (!strncmp(++id, "-1", 2))
            return true;
        if (gdb_number(&id) != (uint64_t)gdb_pid(g, t))
            return false;
        if (*id++ != '.')
            return true;
    }
    return !strncmp(id, "-1", 2) || gdb_number(&id) == (uint64_t)t->tid;
}

/* What a thread is to do by the actions of vCont: the first one that names it. */
static enum action action_for(const struct gdb *g, char *list, const struct task *t, int *sig)
{
    *sig = 0;
    while (*list == ';') {
        char what = *++list;
        uint64_t number = 0;

        list++;
        if (what == 'C' || what == 'S')
            number = gdb_number(&list);
        if (*list != ':' || names(g, list + 1, t)) {
            *sig = gdb_signal_in((int)number);
            return what == 's' || what == 'S' ? STEP : CONTINUE;
        }
        list += strcspn(list, ";");
    }
    return HOLD;
}

/* vCont: list is ";c", ";s:1;c" and the like.  A stop that gdb has not heard of comes first. */
void gdb_resume(struct gdb *g, char *list)
{
    pthread_mutex_lock(&g->lock);
    bool hold = gdb_reporter(g) || *g->last_word;

    pthread_mutex_lock(&lx_process.tasks_lock);
    for (struct task *t = gdb_first(g); t && !hold; t = gdb_next(g, t)) {
        int sig;
        enum action action = action_for(g, list, t, &sig);

        if (action == HOLD)
            t->trace.held = 1;
        else if (t->trace.parked)
            release(g, t, action, sig);
    }
    pthread_mutex_unlock(&lx_process.tasks_lock);
    let_go(g);
    pthread_mutex_unlock(&g->lock);
    if (hold)
        gdb_tell_server(g);
}
