/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gdb server: packets while the guest stands (see gdb.h), but for queries (gdb_query.c).
 *
 * In: a packet in g->in.  Out: its answer.  Rules: GDB manual, "Packets".
 */
#include "linux-user/arch.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/task.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

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
    gdb_resume(g, list);
}

/* False: the connection is over. */
bool gdb_serve_packet(struct gdb *g)
{
    char *p = g->in;

    if (serve_child(g, *p))
        return true;
    switch (*p) {
    case '?': gdb_send_stop(g); break;
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
            gdb_resume(g, p + 5);
        else if (!strncmp(p, "vKill;", 6) && !kill_child(g, p + 6))
            kill_guest(g, true);
        else if (!gdb_query(g, p))
            gdb_send_text(g, "");
    }
    return true;
}
