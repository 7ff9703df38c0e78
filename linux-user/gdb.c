/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gdb server: its thread, its connection, its start (see gdb.h).
 *
 * In: -g PORT or PATH.  Out: a connection that is served (gdb_serve.c) while the guest stands, and
 * watched while it runs.
 */
#include "base/fd.h"
#include "linux-user/arch.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/task.h"

#include <errno.h>
#include <fcntl.h>
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
#include <sys/un.h>
#include <unistd.h>

/* ---- the server's thread ---- */

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
    struct task *t = gdb_reporter(g);

    if (!t && !g->interrupted && !*g->last_word) {
        gdb_go_on_again(g);
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
    gdb_describe_stop(g, t);
    if (t->trace.unreported && t->trace.kind == LX_STOP_EVENT &&
        t->trace.event == PTRACE_EVENT_FORK)
        gdb_child_reported(g, t);
    t->trace.unreported = 0;
    g->interrupted = false;
    return gdb_send_stop(g);
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
    if (good && (g->interrupted || g->stopping || *g->last_word || gdb_reporter(g)) &&
        gdb_all_stand(g))
        good = report(g);
    pthread_mutex_unlock(&g->lock);
    return good;
}

static void serve(struct gdb *g)
{
    while (g->running ? watch_running(g) : gdb_receive(g) && gdb_serve_packet(g))
        ;
    gdb_detach(g);
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
    while (!gdb_all_stand(g)) {
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
