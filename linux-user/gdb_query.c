/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What gdb asks besides registers and memory: q and Q packets, its view of files.
 * In: a packet.  Out: its reply.
 */
#include "linux-user/arch.h"
#include "linux-user/gdb_impl.h"
#include "linux-user/path.h"
#include "linux-user/task.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool starts(char **at, const char *text)
{
    size_t n = strlen(text);

    if (strncmp(*at, text, n))
        return false;
    *at += n;
    return true;
}

char *gdb_put_thread(const struct gdb *g, char *to, const struct task *t)
{
    if (g->many)
        to += sprintf(to, "p%x.", (unsigned)gdb_pid(g, t));
    return to + sprintf(to, "%x", (unsigned)t->tid);
}

struct task *gdb_thread(struct gdb *g, char **at)
{
    bool any = false;
    uint64_t tid;
    struct task *t;

    if (**at == 'p') {
        ++*at;
        uint64_t pid = starts(at, "-1") ? 0 : gdb_number(at);

        if (g->vfork && pid == (uint64_t)g->vfork->tid)
            return g->vfork;
        any = !pid;
        if (pid && pid != (uint64_t)getpid())
            return NULL;
        if (**at != '.')
            any = true; /* all threads of the process */
        else
            ++*at;
    }
    any |= starts(at, "-1");
    tid = gdb_number(at);
    if (any || !tid)
        return g->current && g->current != g->vfork ? g->current : lx_process.tasks;
    pthread_mutex_lock(&lx_process.tasks_lock);
    for (t = gdb_first(g); t && (uint64_t)t->tid != tid; t = gdb_next(g, t))
        ;
    pthread_mutex_unlock(&lx_process.tasks_lock);
    return t;
}

/* ---- features ---- */

static void supported(struct gdb *g, const char *asked)
{
    char reply[512];

    g->many = strstr(asked, "multiprocess+");
    g->swbreak = strstr(asked, "swbreak+");
    g->fork_events = g->many && strstr(asked, ";fork-events+") != NULL;
    g->vfork_events = g->many && strstr(asked, "vfork-events+") != NULL;
    g->exec_events = g->many && strstr(asked, "exec-events+") != NULL;
    snprintf(reply, sizeof(reply),
             "PacketSize=%x;qXfer:features:read+;qXfer:auxv:read+;qXfer:exec-file:read+;"
             "qXfer:threads:read+;qXfer:siginfo:read+;vContSupported+;QStartNoAckMode+;"
             "QPassSignals+;QCatchSyscalls+%s%s%s%s%s",
             GDB_PACKET, g->many ? ";multiprocess+" : "", g->swbreak ? ";swbreak+" : "",
             g->fork_events ? ";fork-events+" : "", g->vfork_events ? ";vfork-events+" : "",
             g->exec_events ? ";exec-events+" : "");
    gdb_send_text(g, reply);
}

static void pass_signals(struct gdb *g, char *list)
{
    uint64_t set[2] = {0};

    while (*list) {
        uint64_t n = gdb_number(&list);

        if (n < 128)
            set[n / 64] |= UINT64_C(1) << n % 64;
        if (*list && *list++ != ';')
            break;
    }
    pthread_mutex_lock(&g->lock);
    memcpy(g->pass_signals, set, sizeof(set));
    pthread_mutex_unlock(&g->lock);
    gdb_send_text(g, "OK");
}

static void catch_calls(struct gdb *g, char *list)
{
    g->catching = *list++ == '1';
    g->call_count = 0;
    while (g->catching && *list == ';' && g->call_count < sizeof(g->calls) / sizeof(*g->calls)) {
        list++;
        g->calls[g->call_count++] = gdb_number(&list);
    }
    gdb_send_text(g, "OK");
}

/* ---- objects ---- */

static char *comm_of(const struct task *t, char name[32])
{
    char path[64];
    FILE *f;

    snprintf(path, sizeof(path), "/proc/self/task/%d/comm", (int)t->tid);
    name[0] = 0;
    f = fopen(path, "re");
    if (f) {
        if (!fgets(name, 32, f))
            name[0] = 0;
        fclose(f);
    }
    name[strcspn(name, "\n<>&\"'")] = 0;
    return name;
}

static char *threads_object(struct gdb *g, size_t *size)
{
    char *text = NULL, id[32], name[32];
    FILE *f = open_memstream(&text, size);

    if (!f)
        return NULL;
    fputs("<?xml version=\"1.0\"?>\n<threads>\n", f);
    pthread_mutex_lock(&lx_process.tasks_lock);
    for (struct task *t = gdb_first(g); t; t = gdb_next(g, t)) {
        gdb_put_thread(g, id, t);
        fprintf(f, "<thread id=\"%s\" name=\"%s\"/>\n", id, comm_of(t, name));
    }
    pthread_mutex_unlock(&lx_process.tasks_lock);
    if (g->child)
        fprintf(f, "<thread id=\"p%x.%x\"/>\n", (unsigned)g->child, (unsigned)g->child);
    fputs("</threads>\n", f);
    return fclose(f) ? NULL : text;
}

static char *copy_of(const void *data, size_t size)
{
    char *copy = malloc(size + 1);

    if (copy)
        memcpy(copy, data, size);
    return copy;
}

static char *siginfo_object(const struct gdb *g, size_t *size)
{
    uint8_t bytes[LX_SIGINFO_SIZE];

    if (!g->current || !g->current->trace.info.si_signo)
        return NULL;
    lx_siginfo_encode(bytes, &g->current->trace.info);
    *size = sizeof(bytes);
    return copy_of(bytes, sizeof(bytes));
}

/* The whole object `name`; NULL: there is none. */
static char *object(struct gdb *g, char *name, size_t *size)
{
    if (starts(&name, "features:read:target.xml:")) {
        *size = strlen(g->xml);
        return copy_of(g->xml, *size);
    }
    if (starts(&name, "auxv:read::")) {
        *size = lx_process.auxv_size;
        return copy_of(lx_process.auxv, *size);
    }
    if (starts(&name, "exec-file:read:")) {
        *size = strlen(lx_process.exe_path);
        return copy_of(lx_process.exe_path, *size);
    }
    if (starts(&name, "threads:read::"))
        return threads_object(g, size);
    if (starts(&name, "siginfo:read::"))
        return siginfo_object(g, size);
    return NULL;
}

/* "OBJECT:read:ANNEX:OFFSET,LENGTH": m and a part, or l and the last one. */
static void transfer(struct gdb *g, char *what)
{
    char *range = strrchr(what, ':');
    size_t size = 0;
    char *whole = range ? object(g, what, &size) : NULL;

    if (!whole) {
        gdb_send_text(g, range ? "E00" : "");
        return;
    }
    range++;
    uint64_t offset = gdb_number(&range), length = (range += *range == ',', gdb_number(&range));
    char part[GDB_PACKET];

    if (offset > size)
        offset = size;
    if (length > sizeof(part) - 1)
        length = sizeof(part) - 1;
    if (length > size - offset)
        length = size - offset;
    part[0] = offset + length < size ? 'm' : 'l';
    memcpy(part + 1, whole + offset, length);
    free(whole);
    gdb_send(g, part, length + 1);
}

/* ---- threads ---- */

/* All of them at once; a packet has room for more than a thousand. */
static void list_threads(struct gdb *g)
{
    char text[GDB_PACKET], *to = text;

    *to++ = 'm';
    pthread_mutex_lock(&lx_process.tasks_lock);
    for (struct task *t = gdb_first(g); t && to < text + sizeof(text) - 32; t = gdb_next(g, t)) {
        if (to > text + 1)
            *to++ = ',';
        to = gdb_put_thread(g, to, t);
    }
    pthread_mutex_unlock(&lx_process.tasks_lock);
    if (g->child)
        to += sprintf(to, ",p%x.%x", (unsigned)g->child, (unsigned)g->child);
    gdb_send(g, text, (size_t)(to - text));
}

static void thread_info(struct gdb *g, char *id)
{
    struct task *t = gdb_thread(g, &id);
    char name[32], text[65];

    if (t)
        comm_of(t, name);
    gdb_hex_out(text, name, t ? strlen(name) : 0);
    gdb_send_text(g, t ? text : "E00");
}

/* ---- files, as gdb sees the guest's ---- */

static void file_reply(struct gdb *g, long result, const void *data, size_t size)
{
    char reply[GDB_PACKET];
    int n = result < 0 ? snprintf(reply, sizeof(reply), "F-1,%lx", -result)
                       : snprintf(reply, sizeof(reply), "F%lx%s", result, data ? ";" : "");

    if (data && result >= 0) {
        memcpy(reply + n, data, size);
        n += (int)size;
    }
    gdb_send(g, reply, (size_t)n);
}

/* A path in hexadecimal digits, in place of which comes the host's name. */
static const char *file_name(char **at, char buffer[PATH_MAX])
{
    char path[PATH_MAX];
    size_t n = gdb_hex_in(path, *at, sizeof(path) - 1);

    path[n] = 0;
    *at += strcspn(*at, ",");
    return lx_path(path, buffer);
}

static long file_open(char *at)
{
    char buffer[PATH_MAX];
    const char *path = file_name(&at, buffer);
    uint64_t flags = (at += *at == ',', gdb_number(&at));
    int fd = flags ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    return flags ? -EACCES : fd < 0 ? -errno : fd;
}

static void file_read(struct gdb *g, char *at)
{
    int fd = (int)gdb_number(&at);
    uint64_t count = (at += *at == ',', gdb_number(&at));
    uint64_t offset = (at += *at == ',', gdb_number(&at));
    char data[GDB_PACKET - 32];
    ssize_t n = pread(fd, data, count < sizeof(data) ? count : sizeof(data), (off_t)offset);

    file_reply(g, n < 0 ? -errno : n, data, n < 0 ? 0 : (size_t)n);
}

static void file_link(struct gdb *g, char *at)
{
    char buffer[PATH_MAX], target[PATH_MAX];
    ssize_t n = readlink(file_name(&at, buffer), target, sizeof(target));

    file_reply(g, n < 0 ? -errno : n, target, n < 0 ? 0 : (size_t)n);
}

static bool file_packet(struct gdb *g, char *at)
{
    if (starts(&at, "setfs:"))
        file_reply(g, 0, NULL, 0);
    else if (starts(&at, "open:"))
        file_reply(g, file_open(at), NULL, 0);
    else if (starts(&at, "pread:"))
        file_read(g, at);
    else if (starts(&at, "close:"))
        file_reply(g, close((int)gdb_number(&at)) ? -errno : 0, NULL, 0);
    else if (starts(&at, "readlink:"))
        file_link(g, at);
    else
        return false;
    return true;
}

bool gdb_query(struct gdb *g, char *p)
{
    char text[64];

    if (starts(&p, "vFile:"))
        return file_packet(g, p);
    if (starts(&p, "qSupported"))
        supported(g, p);
    else if (starts(&p, "qXfer:"))
        transfer(g, p);
    else if (starts(&p, "qfThreadInfo"))
        list_threads(g);
    else if (starts(&p, "qsThreadInfo"))
        gdb_send_text(g, "l");
    else if (starts(&p, "qThreadExtraInfo,"))
        thread_info(g, p);
    else if (starts(&p, "qAttached"))
        gdb_send_text(g, g->listener >= 0 ? "1" : "0");
    else if (starts(&p, "QPassSignals:"))
        pass_signals(g, p);
    else if (starts(&p, "QCatchSyscalls:"))
        catch_calls(g, p);
    else if (starts(&p, "QStartNoAckMode"))
        g->no_ack = gdb_send_text(g, "OK");
    else if (!strcmp(p, "qC") && g->current) {
        memcpy(text, "QC", 2);
        gdb_put_thread(g, text + 2, g->current);
        gdb_send_text(g, text);
    } else
        return false;
    return true;
}
