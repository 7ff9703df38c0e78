/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system-call engine: number -> row -> convert -> handler -> result.
 *
 * In: a guest thread's system call (number and six register values).  Out: the
 * value for the guest's result register: >= 0, -errno, or one of linux-user's
 * -LX_E* codes.  The rows are syscalls/linux/calls.def; a row's argument kinds
 * say how an argument is converted and printed, so -strace is no second list.
 *
 * Invariants: a guest pointer is read and written only through lx_copy_* or by
 * the host kernel, so a bad one is -EFAULT.  A row whose arguments look the same to guest
 * and host goes straight to the host kernel.  Handlers return -errno.
 *
 * Example: arm64's number 79 is the row
 *     PASS(newfstatat, INT, DIRFD, PATH, OUT(stat), FLAGS(at))
 * The path is copied and translated, the host fills its own struct stat, and
 * that is written to the guest in the guest's layout.
 */
#ifndef FERRY_SYSCALLS_ENGINE_H
#define FERRY_SYSCALLS_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/fd.h"
#include "linux-user/task.h"
#include "syscalls/abi.h"
#include "syscalls/flagmap.h"
#include "syscalls/layout.h"
#include "syscalls/linux/hostnr.h"
#include "syscalls/members.h"

struct lx_call;

/* One per row of calls.def; 0 is no call. */
enum sys_id {
    SYS_ID_none,
#define PASS(name, ...)         SYS_ID_##name,
#define OWN(name, ...)          SYS_ID_##name,
#define VIA(name, ...)          SYS_ID_##name,
#define LACK(name, ...)         SYS_ID_##name,
#define CONV(name, ...)         SYS_ID_##name,
#define TURN(name, ...)         SYS_ID_##name,
#define PASSAS(name, host, ...) SYS_ID_##name,
#define OWNAS(name, host, ...)  SYS_ID_##name,
#include "syscalls/linux/calls.def"
#undef PASS
#undef OWN
#undef VIA
#undef LACK
#undef CONV
#undef TURN
#undef PASSAS
#undef OWNAS
    SYS_ID_COUNT
};

enum sys_kind {
    SYS_K_NONE,
    /* Numbers: the suffix says how the guest's register is extended and printed. */
    SYS_K_INT,
    SYS_K_UINT,
    SYS_K_LONG,
    SYS_K_ULONG,
    SYS_K_HEX,
    SYS_K_OFF, /* 64 bits: two registers of a 32-bit guest */
    SYS_K_FD,
    SYS_K_DIRFD,
    SYS_K_MODE,
    SYS_K_IOCTL,   /* an ioctl request */
    SYS_K_SOCKOPT, /* a socket option, of the level in the argument before */
    SYS_K_SIG,     /* a guest signal number; converted */
    SYS_K_FLAGS,   /* of set `what`; converted */
    SYS_K_PTR,     /* a guest address which the row's handler reads itself */
    SYS_K_STRV,    /* a vector of strings, likewise */
    SYS_K_SAME,    /* memory that only the host kernel reads: right if the ABIs agree */
    SYS_K_FIXED,   /* the same with members of fixed size only: right if the byte orders agree */
    SYS_K_PATH,    /* a path: copied, looked up in the sysroot; after a DIRFD relative to it */
    SYS_K_GPATH,   /* a path that the row's handler reads itself */
    SYS_K_STR,     /* another string */
    SYS_K_RBUF,    /* bytes that the kernel reads; argument `len` has their number */
    SYS_K_WBUF,    /* bytes that the kernel writes */
    SYS_K_ADDR,    /* a socket address that the kernel reads */
    SYS_K_SWAP,    /* FIXED where the byte orders agree, else STRUCT */
    SYS_K_SIZED,   /* FIXED where the byte orders agree, else one of members.def; its size is in
                      argument `len`, or, if that is -1, a word in it at `count` */
    SYS_K_STRUCT   /* `count` structures `what`, converted; argument `len` has the count if >= 0 */
};

enum sys_dir {
    SYS_IN = 1,
    SYS_OUT = 2,
    SYS_NOFOLLOW = 4, /* of a path: a symbolic link at its end is meant itself */
    SYS_RESULT = 4,   /* of structures: the result is the number of those that are written */
};

struct sys_param {
    uint8_t kind; /* enum sys_kind */
    uint8_t dir;  /* enum sys_dir */
    int8_t len;   /* index of the argument that has the length, or -1 */
    uint8_t count;
    uint16_t what; /* enum sys_struct, sys_flagset or sys_members */
};

#define SYS_ARGS 6

struct sys_frame;

/* Does the call; the arguments have been converted.  Returns value, -errno or -LX_E*. */
typedef int64_t sys_handler(struct sys_frame *f);

struct sys_row {
    const char *name;
    sys_handler *handler; /* NULL: the host kernel's call of the same name */
    sys_handler *convert; /* instead of the host's call where the ABIs differ, or NULL */
    bool turns;           /* convert is for the other byte order only */
    int16_t host_nr;      /* -1: the host has none */
    uint8_t result;       /* enum sys_kind, for the trace */
    bool lacking;         /* a row that only says what is not there */
    bool forwards;        /* the handler gives all arguments to the host, and looks at none */
    const char *reason;   /* why, for a lacking row */
    struct sys_param param[SYS_ARGS];
};

extern const struct sys_row sys_rows[SYS_ID_COUNT];

/* Memory for one call's converted arguments. */
#define SYS_SCRATCH 12288

/* One system call under way. */
struct sys_frame {
    struct task *task;
    struct sys_state *state;
    const struct sys_row *row;
    uint64_t raw[SYS_ARGS]; /* as the guest gave them; 64-bit arguments joined */
    uint64_t arg[SYS_ARGS]; /* converted: host flags, host pointers */
    size_t used;            /* of scratch */
    void *big[SYS_ARGS];    /* what did not fit there */
    size_t big_size[SYS_ARGS];
    unsigned bigs;
    _Alignas(16) char scratch[SYS_SCRATCH];
};

/* What a row means for the guest's ABI. */
enum {
    SYS_ROW_POINTERS = (1 << SYS_ARGS) - 1, /* bit n: argument n is an address */
    SYS_ROW_DIRECT = 1 << SYS_ARGS,         /* needs no conversion */
    SYS_ROW_KNOWN = 2 << SYS_ARGS,
    SYS_ROW_SEEN = 4 << SYS_ARGS, /* by sys_see */
};

/*
 * What follows from the guest's ABI.  The tables begin as zeros and an entry is made when it is
 * first wanted, as most programs make few different calls; two threads may make the same one at
 * once.
 */
struct sys_state {
    const struct abi *abi;
    const struct sys_abi *guest, *host;
    bool same;                   /* equal word size and byte order */
    uint16_t rows[SYS_ID_COUNT]; /* SYS_ROW_ */
    uint8_t flags[SYS_FL_COUNT]; /* enum in engine.c */
    struct sys_conv *conv[SYS_ST_COUNT];
    unsigned unseen;          /* reads of descriptors that were no view of /proc */
    struct exec_calls *calls; /* the direct rows that have been called: for generated code */
    /*
     * With -strace: the thread whose line in the trace is not finished, or 0.  Atomic, and
     * shared with forked children, since they write to the same log.  Else NULL.
     */
    int *trace_tid;
};

/* Makes the tables, if that has not happened yet; NULL (with one line on stderr): no memory, or
 * an ABI without a table. */
struct sys_state *sys_init(const struct abi *abi);

/*
 * The host's number if the call can go to the host kernel as it stands in the registers, else -1.
 * The caller then makes it with lx_hostcall: a return behind a host system call is mispredicted, so
 * there should be few.
 */
long sys_direct(struct task *task, const struct lx_call *call);

/* Such calls, for exec_set_calls; NULL while something wants to see each call of the thread. */
const struct exec_calls *sys_direct_calls(const struct task *task);
/* Does the kernel make this call go on by restart_syscall if a signal without a handler comes? */
bool sys_goes_on(const struct task *task, const struct lx_call *call);
/* All of the call of restart.whole. */
int64_t sys_call_whole(struct task *task);
/* The guest's number of restart_syscall. */
uint64_t sys_restart_number(const struct task *task);

/* How `st` is converted. */
const struct sys_conv *sys_conv(struct sys_state *s, enum sys_struct st);
/* Have the flags of the set the same values in both ABIs? */
bool sys_same_flags(struct sys_state *s, enum sys_flagset set);

/* Does a system call of `task`; see the head of this file.  The caller is linux-user/loop.c. */
int64_t sys_call(struct task *task, struct lx_call *call);

/* From now on the engine makes the row's calls, by its `convert` if it has one, though their
   arguments may need none. */
void sys_see(struct sys_state *s, unsigned id);
/* Those rows that a view of /proc needs (lx_procfs_open), until there is none any more. */
void sys_see_views(struct sys_state *s);
/* No longer. */
void sys_unsee(struct sys_state *s, unsigned id);

/* ---- for handlers ---- */

/* Another call of the guest's in place of this one, with arguments as they would be in registers.
 */
int64_t sys_call_as(struct sys_frame *f, unsigned id, const uint64_t arg[SYS_ARGS]);

/* A frame for conversions apart from a call of the guest's, by any thread; no arguments. */
void sys_frame_begin(struct sys_frame *f, struct task *task, struct sys_state *s, unsigned id);
void sys_frame_end(struct sys_frame *f);

/* Memory that lives until the call is over, not cleared; NULL: no memory. */
void *sys_alloc(struct sys_frame *f, size_t size);

/* The host's call with the frame's converted arguments, interruptible. */
int64_t sys_host(struct sys_frame *f);

/* The host's call `nr` with these arguments, interruptible. */
static inline int64_t sys_host6(struct sys_frame *f, long nr, uint64_t a, uint64_t b, uint64_t c,
                                uint64_t d, uint64_t e, uint64_t g)
{
    return lx_hostcall(f->task, nr, (long)a, (long)b, (long)c, (long)d, (long)e, (long)g);
}

/* Reads or writes one structure in the guest's layout: 0, -EFAULT, -EOVERFLOW. */
int64_t sys_get_struct(struct sys_frame *f, enum sys_struct st, void *host, gaddr from);
int64_t sys_put_struct(struct sys_frame *f, enum sys_struct st, gaddr to, const void *host);
/* The guest's size of a structure. */
uint32_t sys_guest_size(const struct sys_frame *f, enum sys_struct st);

/* A signal set of `size` bytes: 0, -EINVAL for a wrong size, -EFAULT. */
int64_t sys_get_sigset(struct sys_frame *f, lx_sigset *set, gaddr from, uint64_t size);
int64_t sys_put_sigset(struct sys_frame *f, gaddr to, lx_sigset set);

/* A word (long, pointer) of the guest. */
int64_t sys_get_word(struct sys_frame *f, uint64_t *value, gaddr from);
int64_t sys_put_word(struct sys_frame *f, gaddr to, uint64_t value);
int64_t sys_get_u32(struct sys_frame *f, uint32_t *value, gaddr from);
int64_t sys_put_u32(struct sys_frame *f, gaddr to, uint32_t value);

/*
 * Copies the path at a guest address and translates it (view of /proc, sysroot): 0 and *out,
 * or -errno.  *original (may be NULL): as the guest gave it.
 */
int64_t sys_get_path(struct sys_frame *f, int dirfd, gaddr from, bool follow, const char **out,
                     const char **original);

/* Is this descriptor the launcher's own, so that the guest must not see it? */
bool sys_fd_hidden(int fd);

/* All of those, ascending; their number. */
#define SYS_HIDDEN_MAX (FD_OWN_MAX + 2)
unsigned sys_hidden_fds(unsigned own[SYS_HIDDEN_MAX]);

/* One line in the log (-d unimp). */
void sys_unimplemented(struct sys_frame *f, const char *what, uint64_t value);

/* Handlers, one for each OWN or VIA row; syscalls/linux/DOMAIN.c. */
#define PASS(name, ...)
#define OWN(name, ...) sys_handler sys_##name;
#define VIA(name, ...) sys_handler sys_##name;
#define LACK(name, ...)
#define CONV(name, ...) sys_handler sys_##name;
#define TURN(name, ...) sys_handler sys_##name;
#define PASSAS(name, host, ...)
#define OWNAS(name, host, ...) sys_handler sys_##name;
#include "syscalls/linux/calls.def"
#undef PASS
#undef OWN
#undef VIA
#undef LACK
#undef CONV
#undef TURN
#undef PASSAS
#undef OWNAS

#endif
