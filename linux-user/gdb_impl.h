/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the gdb server share.  In, out and invariants: see gdb.h.
 */
#ifndef FERRY_LINUX_USER_GDB_IMPL_H
#define FERRY_LINUX_USER_GDB_IMPL_H

#include "base/abi.h"
#include "linux-user/gdb.h"

#include <pthread.h>
#include <sys/types.h>

enum {
    GDB_PACKET = 0x4000,       /* bytes of a packet, without frame and sum */
    GDB_REPLY = 2 * 4096 + 64, /* with the path of a program in hexadecimal digits */
    GDB_BREAKS = 256,
    GDB_WATCHES = 16,
    GDB_WATCH_SIZE = 64,
};

struct gdb_break {
    gaddr address;
    const struct lx_gdb_break *insn; /* NULL: the slot is free */
    uint8_t old[4];
};

struct gdb_watch {
    gaddr address;
    size_t size; /* 0: the slot is free */
    char type;   /* as of Z packets: '2' for writes, '3' for reads, '4' for both */
    uint8_t seen[GDB_WATCH_SIZE];
};

struct gdb {
    int listener, fd; /* -1: none */
    int event;        /* a guest thread has parked or ended */
    int memory;       /* /proc/self/mem */
    pthread_t thread;

    /* Under lock: written by the server, and by threads that park. */
    pthread_mutex_t lock;
    pthread_cond_t resumed;
    bool connected;
    bool stopping;             /* every thread has to park */
    struct task *vfork_parent; /* whose vfork is gdb's; NULL: nobody's is under way */
    struct task *vfork;        /* the child that gdb has, in a process of its own */
    pid_t pid;                 /* of this process, which the child cannot ask for */
    char last_word[32];        /* how such a child has ended, if gdb has to hear it */
    bool yield, yielded;       /* it wants to take the connection along; the server does not read */
    bool executes;             /* it is about to execute a program */
    bool moved;                /* it has */

    /* The server's own. */
    bool running, interrupted, no_ack, many, swbreak, fork_events, vfork_events, exec_events;
    struct task *current;  /* of Hg */
    struct task *stopped;  /* of the last stop reply */
    char reply[GDB_REPLY]; /* the last stop's, without the thread */
    uint64_t pass_signals[2];
    bool catching; /* system calls: all, or those in calls */
    size_t call_count;
    uint64_t calls[64];
    struct gdb_break breaks[GDB_BREAKS];
    struct gdb_watch watches[GDB_WATCHES];
    bool watching;       /* there are watched places */
    bool reads;          /* some for their reads */
    unsigned breaks_off; /* forks under way */
    pid_t child;         /* of the fork that gdb has been told, and has not decided about; or 0 */
    int child_fd;        /* to it */
    bool gone_to_child;  /* gdb has left this process for it */
    bool on_child;       /* Hg has chosen it */
    bool undecided;      /* this process is such a child */
    int parent_fd;       /* then: from its parent */

    char in[GDB_PACKET + 1], out[GDB_PACKET * 2 + 8];
    size_t in_size;
    const struct lx_gdb *guest;
    char *xml; /* the target description */
};

/* ---- gdb_packet.c ---- */

/* The next packet, unescaped and ended by a NUL, into g->in.  False: the connection is over. */
bool gdb_receive(struct gdb *g);
/* False: the connection is over. */
bool gdb_send(struct gdb *g, const void *data, size_t size);
bool gdb_send_text(struct gdb *g, const char *text);
/* Hexadecimal: digits of a number (*at moves behind it), bytes.  *_out ends with a NUL. */
uint64_t gdb_number(char **at);
char *gdb_hex_out(char *to, const void *data, size_t size);
/* Bytes that were there; `to` may be the text itself. */
size_t gdb_hex_in(void *to, const char *text, size_t size);

/* ---- gdb_memory.c ---- */

/* Guest memory as if there were no breakpoints; bytes that could be read, 0 or -errno. */
long gdb_read(struct gdb *g, gaddr at, void *to, size_t size);
long gdb_write(struct gdb *g, gaddr at, const void *from, size_t size);
/* 0, or -errno. */
int gdb_break_set(struct gdb *g, gaddr at, unsigned kind);
int gdb_break_clear(struct gdb *g, gaddr at);
bool gdb_break_at(const struct gdb *g, gaddr at);
void gdb_breaks_remove(struct gdb *g);
int gdb_watch_set(struct gdb *g, char type, gaddr at, size_t size);
int gdb_watch_clear(struct gdb *g, char type, gaddr at, size_t size);
/* After a step: has a watched place been accessed, or does it have another value than before?  Its
   new value is remembered.  Into watch_hit and watch_type. */
bool gdb_watch_hit(struct gdb *g, struct task *task);

/* All breakpoints out of memory, and back: under g->lock. */
void gdb_breaks_out(struct gdb *g);
void gdb_breaks_back(struct gdb *g);

/* ---- gdb_fork.c ---- */

/* Waits for what gdb decides about this child. */
void gdb_decide(struct gdb *g, struct task *task);
/* gdb hears of the fork that `parent` stands at. */
void gdb_child_reported(struct gdb *g, const struct task *parent);
/* gdb has decided: the child goes on with the connection, or alone. */
void gdb_child_goes(struct gdb *g, bool taken);

/* ---- gdb_vfork.c ---- */

/* All threads that the server serves: under tasks_lock.  A thread's process. */
struct task *gdb_first(const struct gdb *g);
struct task *gdb_next(const struct gdb *g, const struct task *t);
pid_t gdb_pid(const struct gdb *g, const struct task *t);
/* Under g->lock: may gdb be told of the vfork that begins?  Then gdb_vfork_done at its end. */
bool gdb_vfork_claim(struct gdb *g, struct task *parent);
void gdb_vfork_done(struct gdb *g, struct task *parent, long result);
/* The child ends; executes a program, or could not. */
void gdb_vfork_ends(struct gdb *g, const struct task *child, char kind, int number);
void gdb_vfork_yield(struct gdb *g, const struct task *child, bool yield);
/* Under g->lock, before the server reads.  False: the connection is somebody else's. */
bool gdb_vfork_may_read(struct gdb *g);
/* The child runs on alone. */
void gdb_vfork_leave(struct gdb *g);

/* ---- gdb_stop.c ---- */

/* A guest thread has parked or ended. */
void gdb_tell_server(const struct gdb *g);
/* Has those that run asked to stop; true when all stand.  Under g->lock. */
bool gdb_all_stand(struct gdb *g);
/* A thread with something to report; NULL: there is none. */
struct task *gdb_reporter(struct gdb *g);
/* Into g->reply: the stop reply up to where the thread comes in. */
void gdb_describe_stop(struct gdb *g, const struct task *t);
/* False: the connection is over. */
bool gdb_send_stop(struct gdb *g);
/* Threads go on: as a vCont says (the list begins with ';'); as they did; without gdb. */
void gdb_resume(struct gdb *g, char *list);
void gdb_go_on_again(struct gdb *g);
void gdb_detach(struct gdb *g);

/* ---- gdb_serve.c ---- */

/* Answers the packet in g->in.  False: the connection is over. */
bool gdb_serve_packet(struct gdb *g);

/* ---- gdb.c ---- */

/* Without connection or listener; NULL: no memory. */
struct gdb *gdb_new(void);
/* What a server needs of its own process: 0 or -errno. */
int gdb_open_own(struct gdb *g, const struct task *task);
int gdb_start_thread(struct gdb *g, struct task *task);

/* ---- gdb_regs.c ---- */

/* target.xml, malloc'ed. */
char *gdb_describe(const struct lx_gdb *d);
/* All registers as hexadecimal text ("g"); the end of it. */
char *gdb_get_all(struct task *task, char *to);
void gdb_set_all(struct task *task, const char *text);
/* Register `number`: its text; NULL: there is none. */
char *gdb_get_one(struct task *task, unsigned number, char *to);
bool gdb_set_one(struct task *task, unsigned number, const char *text);

/* ---- gdb_query.c ---- */

/* q, Q and vFile packets: false when the packet is none of those known. */
bool gdb_query(struct gdb *g, char *packet);
/* Is the thread among the living?  NULL: no. */
struct task *gdb_thread(struct gdb *g, char **at);
/* "p1.2" or "2". */
char *gdb_put_thread(const struct gdb *g, char *to, const struct task *t);

/* ---- gdb_signal.c ---- */

int gdb_signal_out(int guest_signal);
int gdb_signal_in(int gdb_signal); /* guest's number, 0: none */

#endif
