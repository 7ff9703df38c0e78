/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gdb server: threads stop and go on, packets (see gdb.h).
 *
 * A guest thread that stops parks (lx_gdb_park) and waits.  The server's thread sees it, has all
 * others park too (LX_ASK_STOP), tells gdb, and serves packets until one lets threads go on.
 */
#include "base/fd.h"
#include "linux-user/arch.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/task.h"
#include "linux-user/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/ptrace.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
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
static bool all_stand(struct gdb *g)
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
static struct task *reporter(struct gdb *g)
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
static void describe_stop(struct gdb *g, const struct task *t)
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

static bool send_stop(struct gdb *g)
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

/* gdb is gone: the guest runs on alone. */
static void detach(struct gdb *g)
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
static void resume(struct gdb *g, char *list)
{
    struct task *t, *next[1024];
    enum action action[1024] = {HOLD};
    int sig[1024];
    size_t n = 0;

    pthread_mutex_lock(&lx_process.tasks_lock);
    for (t = gdb_first(g); t && n < 1024; t = gdb_next(g, t))
        next[n++] = t;
    pthread_mutex_unlock(&lx_process.tasks_lock);
    for (size_t i = 0; i < n; i++)
        action[i] = action_for(g, list, next[i], &sig[i]);
    pthread_mutex_lock(&g->lock);
    t = reporter(g);
    bool hold = t || *g->last_word;
    for (size_t i = 0; !hold && i < n; i++)
        if (action[i] == HOLD)
            next[i]->trace.held = 1;
        else if (next[i]->trace.parked)
            release(g, next[i], action[i], sig[i]);
    let_go(g);
    pthread_mutex_unlock(&g->lock);
    if (hold)
        gdb_tell_server(g);
}

/* ---- packets ---- */

static void reply_result(struct gdb *g, long result)
{
    char text[16];

    if (result < 0)
        snprintf(text, sizeof(text), "E%02lx", -result & 0xff);
    gdb_send_text(g, result < 0 ? text : "OK");
}

static void read_memory(struct gdb *g, char *at)
{
    uint64_t address = gdb_number(&at), size = (at += *at == ',', gdb_number(&at));
    uint8_t bytes[GDB_PACKET / 2];
    char text[GDB_PACKET + 1];
    long n = gdb_read(g, address, bytes, size < sizeof(bytes) ? size : sizeof(bytes));

    if (n < 0) {
        reply_result(g, n);
        return;
    }
    gdb_hex_out(text, bytes, (size_t)n);
    gdb_send_text(g, text);
}

static void write_memory(struct gdb *g, char *at, bool binary)
{
    uint64_t address = gdb_number(&at), size = (at += *at == ',', gdb_number(&at));

    at += *at == ':';
    size_t have = binary ? (size_t)(g->in + g->in_size - at) : gdb_hex_in(at, at, size);

    if (have < size)
        reply_result(g, -EINVAL);
    else if (size && gdb_write(g, address, at, size) != (long)size)
        reply_result(g, -EFAULT);
    else
        reply_result(g, 0);
}

static void point(struct gdb *g, char *at, bool set)
{
    char type = *at;
    uint64_t address = (at += 2, gdb_number(&at)), kind = (at += *at == ',', gdb_number(&at));

    if (type == '0' || type == '1')
        reply_result(g,
                     set ? gdb_break_set(g, address, (unsigned)kind) : gdb_break_clear(g, address));
    else if (type >= '2' && type <= '4')
        reply_result(g, set ? gdb_watch_set(g, type, address, kind)
                            : gdb_watch_clear(g, type, address, kind));
    else
        gdb_send_text(g, "");
}

/* The lock is against threads that end their fork now, and put breakpoints back. */
static void memory_packet(struct gdb *g, char *p, char what)
{
    pthread_mutex_lock(&g->lock);
    if (what == 'm')
        read_memory(g, p);
    else if (what == 'M' || what == 'X')
        write_memory(g, p, what == 'X');
    else
        point(g, p, what == 'Z');
    pthread_mutex_unlock(&g->lock);
}

static void registers(struct gdb *g, char *p)
{
    char text[GDB_PACKET + 1];
    struct task *t = g->current;
    unsigned number;

    switch (*p++) {
    case 'g':
        gdb_get_all(t, text);
        gdb_send_text(g, text);
        break;
    case 'G':
        gdb_set_all(t, p);
        gdb_send_text(g, "OK");
        break;
    case 'p':
        number = (unsigned)gdb_number(&p);
        gdb_send_text(g, gdb_get_one(t, number, text) ? text : "E00");
        break;
    default:
        number = (unsigned)gdb_number(&p);
        reply_result(g, *p == '=' && gdb_set_one(t, number, p + 1) ? 0 : -EINVAL);
    }
}

/* Does a thread id mean the child of a fork that gdb has not decided about? */
static bool names_child(const struct gdb *g, char *id)
{
    return g->child && *id++ == 'p' && gdb_number(&id) == (uint64_t)g->child;
}

/* Until then it is as its parent; breakpoints that gdb takes out of it are not there. */
static bool serve_child(struct gdb *g, char what)
{
    if (!g->on_child || !strchr("ZzGPMX", what))
        return false;
    gdb_send_text(g, what == 'z' ? "OK" : "E01");
    return true;
}

/* D: false when it is this process that gdb leaves. */
static bool leave(struct gdb *g, char *p)
{
    uint64_t pid = *p == ';' ? (p++, gdb_number(&p)) : 0;
    bool child = g->child && pid == (uint64_t)g->child;
    bool vfork = g->vfork && pid == (uint64_t)g->vfork->tid;

    gdb_send_text(g, "OK");
    if (child)
        gdb_child_goes(g, false);
    else if (vfork)
        gdb_vfork_leave(g);
    else
        g->gone_to_child = g->child;
    return child || vfork;
}

static void choose_thread(struct gdb *g, char *p)
{
    char what = *p++;
    bool child = names_child(g, p);
    struct task *t = child ? g->current : gdb_thread(g, &p);

    if (t && what == 'g') {
        g->current = t;
        g->on_child = child;
    }
    gdb_send_text(g, t ? "OK" : "E03");
}

/* vKill: the child of a vfork alone, or all. */
static bool kill_child(struct gdb *g, char *p)
{
    if (!g->vfork || gdb_number(&p) != (uint64_t)g->vfork->tid)
        return false;
    kill(g->vfork->tid, SIGKILL);
    gdb_send_text(g, "OK");
    gdb_vfork_leave(g);
    return true;
}

static _Noreturn void kill_guest(struct gdb *g, bool answer)
{
    if (answer)
        gdb_send_text(g, "OK");
    fputs("QEMU: Terminated via GDBstub\n", stderr);
    if (g->vfork)
        kill(g->vfork->tid, SIGKILL);
    for (;;)
        lx_rawcall(SYS_exit_group, 0, 0, 0, 0, 0, 0);
}

/* c, s, C, S: the current thread's action, the others go on. */
static void resume_old(struct gdb *g, const char *p)
{
    char list[48], id[32];

    gdb_put_thread(g, id, g->current);
    if (*p == 'c' || *p == 's')
        snprintf(list, sizeof(list), ";%c:%s;c", *p, id);
    else
        snprintf(list, sizeof(list), ";%c%.2s:%s;c", *p, p + 1, id);
    resume(g, list);
}

/* False: the connection is over. */
static bool serve_packet(struct gdb *g)
{
    char *p = g->in;

    if (serve_child(g, *p))
        return true;
    switch (*p) {
    case '?': send_stop(g); break;
    case 'g':
    case 'G':
    case 'p':
    case 'P': registers(g, p); break;
    case 'm':
    case 'M':
    case 'X':
    case 'Z':
    case 'z': memory_packet(g, p + 1, *p); break;
    case 'H': choose_thread(g, p + 1); break;
    case 'T':
        p++;
        gdb_send_text(g, names_child(g, p) || gdb_thread(g, &p) ? "OK" : "E03");
        break;
    case 'c':
    case 's':
    case 'C':
    case 'S': resume_old(g, p); break;
    case 'D': return leave(g, p + 1);
    case 'k': kill_guest(g, false);
    default:
        if (!strcmp(p, "vCont?"))
            gdb_send_text(g, "vCont;c;C;s;S");
        else if (!strncmp(p, "vCont;", 6))
            resume(g, p + 5);
        else if (!strncmp(p, "vKill;", 6) && !kill_child(g, p + 6))
            kill_guest(g, true);
        else if (!gdb_query(g, p))
            gdb_send_text(g, "");
    }
    return true;
}

/* ---- the server's thread ---- */

/* What was to be told has become stale: all go on as they did. */
static void go_on_again(struct gdb *g)
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

/* The task, or if it is gone another. */
static struct task *still_there(const struct gdb *g, struct task *task)
{
    struct task *t;

    pthread_mutex_lock(&lx_process.tasks_lock);
    for (t = gdb_first(g); t && t != task; t = gdb_next(g, t))
        ;
    if (!t)
        t = lx_process.tasks;
    pthread_mutex_unlock(&lx_process.tasks_lock);
    return t;
}

/* All stand: gdb hears of it. */
static bool report(struct gdb *g)
{
    struct task *t = reporter(g);

    if (!t && !g->interrupted && !*g->last_word) {
        go_on_again(g);
        return true;
    }
    g->running = g->stopping = false;
    if (*g->last_word) { /* what others have to report waits until they may go on */
        g->interrupted = false;
        g->stopped = g->current = gdb_first(g);
        snprintf(g->reply, sizeof(g->reply), "T05");
        bool good = gdb_send_text(g, g->last_word);

        g->last_word[0] = 0;
        return good;
    }
    if (!t)
        t = still_there(g, g->stopped);
    g->stopped = g->current = t;
    describe_stop(g, t);
    if (t->trace.unreported && t->trace.kind == LX_STOP_EVENT &&
        t->trace.event == PTRACE_EVENT_FORK)
        gdb_child_reported(g, t);
    t->trace.unreported = 0;
    g->interrupted = false;
    return send_stop(g);
}

/* Bytes while the guest runs: an interrupt.  False: the connection is over. */
static bool listen_running(struct gdb *g)
{
    char c;
    ssize_t n = recv(g->fd, &c, 1, 0);

    if (n == 1 && c == 3)
        g->interrupted = true;
    return n == 1 || (n < 0 && errno == EINTR);
}

static bool watch_running(struct gdb *g)
{
    struct pollfd p[] = {{.fd = g->fd, .events = POLLIN}, {.fd = g->event, .events = POLLIN}};
    uint64_t count;
    bool good = true;

    /* A wish to stop may get lost: it is said again. */
    pthread_mutex_lock(&g->lock);
    good = gdb_vfork_may_read(g);
    pthread_mutex_unlock(&g->lock);
    if (!good)
        return false;
    poll(p, 2, g->stopping ? 5 : -1);
    if (p[1].revents && read(g->event, &count, sizeof(count)) < 0)
        return false;
    if (p[0].revents && !listen_running(g))
        return false;
    pthread_mutex_lock(&g->lock);
    good = gdb_vfork_may_read(g);
    if (good && (g->interrupted || g->stopping || *g->last_word || reporter(g)) && all_stand(g))
        good = report(g);
    pthread_mutex_unlock(&g->lock);
    return good;
}

static void serve(struct gdb *g)
{
    while (g->running ? watch_running(g) : gdb_receive(g) && serve_packet(g))
        ;
    detach(g);
}

static bool take_connection(struct gdb *g)
{
    const int on = 1;

    do
        g->fd = accept4(g->listener, NULL, NULL, SOCK_CLOEXEC);
    while (g->fd < 0 && errno == EINTR);
    g->fd = fd_own(g->fd);
    if (g->fd < 0)
        return false;
    setsockopt(g->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); /* a unix socket says no */
    g->no_ack = g->many = g->swbreak = false;
    return true;
}

/* gdb is there: every thread stops. */
static void adopt(struct gdb *g)
{
    pthread_mutex_lock(&g->lock);
    pthread_mutex_lock(&lx_process.tasks_lock);
    for (struct task *t = gdb_first(g); t; t = gdb_next(g, t))
        if (!t->trace.traced)
            t->trace.traced = LX_TRACED_SERVER;
    pthread_mutex_unlock(&lx_process.tasks_lock);
    g->connected = true;
    while (!all_stand(g)) {
        pthread_mutex_unlock(&g->lock);
        usleep(1000);
        pthread_mutex_lock(&g->lock);
    }
    g->running = g->stopping = false;
    g->stopped = g->current = lx_process.tasks;
    snprintf(g->reply, sizeof(g->reply), "T05");
    pthread_mutex_unlock(&g->lock);
}

static void *server(void *opaque)
{
    struct gdb *g = opaque;

    prctl(PR_SET_NAME, LX_HELPER_NAME);
    if (g->fd >= 0) {
        if (!g->running || g->stopping)
            adopt(g);
        serve(g);
    }
    while (g->listener >= 0 && take_connection(g)) {
        adopt(g);
        serve(g);
    }
    return NULL;
}

/* ---- start ---- */

static int bind_port(struct gdb *g, unsigned long port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    const int on = 1;

    g->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (g->listener < 0)
        return -1;
    setsockopt(g->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    return bind(g->listener, (const struct sockaddr *)&a, sizeof(a));
}

/* "%d" in the path is the process id. */
static int bind_path(struct gdb *g, const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    const char *id = strstr(path, "%d");
    int n = id ? snprintf(a.sun_path, sizeof(a.sun_path), "%.*s%d%s", (int)(id - path), path,
                          (int)getpid(), id + 2)
               : snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);

    if (n >= (int)sizeof(a.sun_path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    g->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (g->listener < 0)
        return -1;
    unlink(a.sun_path);
    return bind(g->listener, (const struct sockaddr *)&a, sizeof(a));
}

static int open_listener(struct gdb *g, const char *where, const char **what)
{
    char *end;
    unsigned long port = strtoul(where, &end, 10);

    *what = "bind";
    if ((end != where && !*end && port < 65536 ? bind_port(g, port) : bind_path(g, where)) < 0)
        return -errno;
    *what = "listen";
    if (listen(g->listener, 1))
        return -errno;
    g->listener = fd_own(g->listener);
    return 0;
}

int gdb_start_thread(struct gdb *g, struct task *task)
{
    int error;

    lx_host_block_all();
    error = pthread_create(&g->thread, NULL, server, g);
    lx_process.ever_threaded = true;
    lx_signal_reinstall(task);
    for (int sig = 1; sig <= LX_NSIG; sig++) { /* those that end the process come to us now */
        struct lx_sigaction action;

        if (lx_sigaction(task, sig, NULL, &action) == 0)
            lx_sigaction(task, sig, &action, NULL);
    }
    lx_host_apply_mask(task);
    return -error;
}

/* Cuts ",suspend=y" or "=n" off; *suspend: which.  False: it says something else. */
static bool cut_suspend(char *where, bool *suspend)
{
    char *comma = strchr(where, ',');

    *suspend = true;
    if (!comma)
        return true;
    *comma++ = 0;
    if (strcmp(comma, "suspend=y") && strcmp(comma, "suspend=n"))
        return false;
    *suspend = comma[8] == 'y';
    return true;
}

struct gdb *gdb_new(void)
{
    struct gdb *g = calloc(1, sizeof(*g));

    if (!g)
        return NULL;
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->resumed, NULL);
    g->fd = g->listener = g->child_fd = g->parent_fd = -1;
    return g;
}

int gdb_open_own(struct gdb *g, const struct task *task)
{
    const struct lx_gdb *guest = lx_process.arch->gdb;

    g->memory = fd_own(open("/proc/self/mem", O_RDWR | O_CLOEXEC));
    if (g->memory < 0)
        return -errno;
    g->event = fd_own(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (g->event < 0)
        return -errno;
    g->guest = guest->with_cpu ? guest->with_cpu(task->cpu) : guest;
    g->xml = gdb_describe(g->guest);
    return g->xml ? 0 : -ENOMEM;
}

int lx_gdb_start(struct task *task, const char *where, const char **what)
{
    struct gdb *g = gdb_new();
    char *place = strdup(where);
    bool suspend;
    int result;

    *what = "argument";
    if (!g || !place || !cut_suspend(place, &suspend))
        return -EINVAL;
    result = open_listener(g, place, what);
    free(place);
    if (result < 0)
        return result;
    *what = "/proc/self/mem";
    result = gdb_open_own(g, task);
    if (result < 0)
        return result;
    g->running = true;
    lx_process.gdb = g;
    if (suspend) {
        *what = "accept";
        if (!take_connection(g))
            return -errno;
        fd_own_close(g->listener);
        g->listener = -1;
        g->connected = true;
        task->trace.traced = LX_TRACED_SERVER;
        task->trace.asked = LX_ASK_STOP;
        g->stopping = true;
    }
    return gdb_start_thread(g, task);
}
