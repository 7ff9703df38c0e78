/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system-call engine (see engine.h).
 */
#include "syscalls/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "base/bytes.h"
#include "base/fd.h"
#include "base/log.h"
#include "linux-user/arch.h"
#include "linux-user/space.h"
#include "syscalls/linux/seccomp.h"
#include "syscalls/linux/swapped.h"
#include "syscalls/linux/tagged.h"
#include "syscalls/linux/vector.h"
#include "syscalls/path.h"
#include "syscalls/trace.h"

/* ---- tables ---- */

static bool kind_is_pointer(uint8_t kind)
{
    return kind >= SYS_K_SAME && kind != SYS_K_GPATH;
}

/* May the argument go to the host as it is? */
static bool param_is_direct(struct sys_state *s, const struct sys_param *p)
{
    switch (p->kind) {
    case SYS_K_FLAGS: return sys_same_flags(s, p->what);
    case SYS_K_STRUCT: return s->same && sys_conv(s, p->what)->same;
    case SYS_K_LONG: /* of narrow registers only those whose upper half is zeros */
    case SYS_K_OFF:
    case SYS_K_IOCTL:
    case SYS_K_SOCKOPT:
    case SYS_K_SAME: return s->same;
    case SYS_K_SWAP:
    case SYS_K_SIZED:
    case SYS_K_ADDR:
    case SYS_K_FIXED: return !s->abi->big_endian;
    case SYS_K_SIG: return !lx_process.signal_map;
    case SYS_K_PATH:
    case SYS_K_GPATH: return false;
    default: return true;
    }
}

/* What makes the host's call in its place, or NULL; `wanted`: though the ABIs may agree. */
static sys_handler *converter(const struct sys_state *s, const struct sys_row *row, bool wanted)
{
    bool differs = row->turns ? s->abi->big_endian : wanted || !s->same;

    return differs ? row->convert : NULL;
}

static unsigned make_row(struct sys_state *s, unsigned id)
{
    const struct sys_row *row = &sys_rows[id];
    bool direct =
        id && !row->handler && !row->lacking && !converter(s, row, false) && row->host_nr >= 0;
    unsigned known = SYS_ROW_KNOWN;

    for (unsigned i = 0; id && i < SYS_ARGS; i++) {
        direct = direct && param_is_direct(s, &row->param[i]);
        known |= kind_is_pointer(row->param[i].kind) ? 1 << i : 0;
    }
    known |= direct ? SYS_ROW_DIRECT : 0;
    __atomic_store_n(&s->rows[id], (uint16_t)known, __ATOMIC_RELAXED);
    return known;
}

static inline unsigned row_of(struct sys_state *s, unsigned id)
{
    unsigned known = __atomic_load_n(&s->rows[id], __ATOMIC_RELAXED);
    return known ? known : make_row(s, id);
}

const struct sys_conv *sys_conv(struct sys_state *s, enum sys_struct st)
{
    struct sys_conv *c = __atomic_load_n(&s->conv[st], __ATOMIC_ACQUIRE), *none = NULL;

    if (__builtin_expect(c != NULL, 1))
        return c;
    c = malloc(sizeof(*c));
    if (!c || !sys_conv_build(c, s->guest, s->host, st))
        log_fatal(1, "no memory for the layout of struct %s", sys_struct_name(st));
    if (__atomic_compare_exchange_n(&s->conv[st], &none, c, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return c;
    free(c->step);
    free(c);
    return none;
}

enum { FLAGS_UNKNOWN, FLAGS_DIFFER, FLAGS_SAME };

bool sys_same_flags(struct sys_state *s, enum sys_flagset set)
{
    unsigned known = __atomic_load_n(&s->flags[set], __ATOMIC_RELAXED);

    if (known == FLAGS_UNKNOWN) {
        known = sys_flags_same(set, s->guest, s->host) ? FLAGS_SAME : FLAGS_DIFFER;
        __atomic_store_n(&s->flags[set], (uint8_t)known, __ATOMIC_RELAXED);
    }
    return known == FLAGS_SAME;
}

static bool tracing(void)
{
    return lx_process.strace || log_on(LOG_STRACE);
}

static struct sys_state *make_state(const struct abi *abi)
{
    struct sys_state *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->abi = abi;
    s->guest = sys_abi_find(abi->name);
    s->host = sys_abi_host();
    if (!s->guest) {
        log_error("no system-call table for '%s' guests", abi->name);
        free(s);
        return NULL;
    }
    s->same = s->guest->data.word == s->host->data.word &&
              s->guest->data.big_endian == s->host->data.big_endian;
    s->calls = calloc(1, sizeof(*s->calls) + s->guest->calls * sizeof(*s->calls->entry));
    if (!s->calls) {
        free(s);
        return NULL;
    }
    s->calls->top = space_top(lx_process.space);
    s->calls->count = s->guest->calls;
    make_row(s, SYS_ID_exit_group); /* else each child of a fork copies a page for it */
    if (tracing()) {
        s->trace_tid =
            mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (s->trace_tid == MAP_FAILED)
            s->trace_tid = NULL;
    }
    return s;
}

static struct sys_state *state_at(struct sys_state **place, const struct abi *abi)
{
    struct sys_state *s = __atomic_load_n(place, __ATOMIC_ACQUIRE), *none = NULL;

    if (s)
        return s;
    s = make_state(abi);
    /* Two first calls at once: the loser's tables are equal and leak once. */
    if (s &&
        !__atomic_compare_exchange_n(place, &none, s, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return none;
    return s;
}

struct sys_state *sys_init(const struct abi *abi)
{
    return state_at(&lx_process.syscalls, abi);
}

/* ---- memory of a call ---- */

void *sys_alloc(struct sys_frame *f, size_t size)
{
    size_t need = (size + 15) & ~(size_t)15;

    if (need >= size && need <= sizeof(f->scratch) - f->used) {
        void *p = f->scratch + f->used;

        f->used += need;
        return p;
    }
    if (f->bigs == SYS_ARGS || size > (size_t)1 << 40)
        return NULL;
    long p = lx_rawcall(HOST_NR_mmap, 0, (long)size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p < 0 && p > -4096)
        return NULL;
    f->big[f->bigs] = (void *)p;
    f->big_size[f->bigs++] = size;
    return (void *)p;
}

void sys_frame_begin(struct sys_frame *f, struct task *task, struct sys_state *s, unsigned id)
{
    f->task = task;
    f->state = s;
    f->row = &sys_rows[id];
    f->used = 0;
    f->bigs = 0;
}

void sys_frame_end(struct sys_frame *f)
{
    for (unsigned i = 0; i < f->bigs; i++)
        lx_rawcall(HOST_NR_munmap, (long)f->big[i], (long)f->big_size[i], 0, 0, 0, 0);
}

/* ---- arguments in ---- */

/* Registers -> raw[]: a 64-bit argument of a 32-bit guest takes two of them. */
static void gather(struct sys_frame *f, const uint64_t *reg)
{
    const struct abi *abi = f->state->abi;
    unsigned r = 0;

    if (abi->word == 8) {
        memcpy(f->raw, reg, sizeof(f->raw));
        return;
    }
    for (unsigned i = 0; i < SYS_ARGS; i++) {
        f->raw[i] = 0;
        if (f->row->param[i].kind != SYS_K_OFF) {
            if (r < SYS_ARGS)
                f->raw[i] = (uint32_t)reg[r++];
            continue;
        }
        if (abi->regpair_aligned)
            r += r & 1;
        if (r + 1 < SYS_ARGS) {
            uint32_t a = (uint32_t)reg[r], b = (uint32_t)reg[r + 1];

            f->raw[i] = abi->big_endian ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
        }
        r += 2;
    }
}

/* Does the argument need structures of the host's? */
static bool needs_structs(struct sys_frame *f, const struct sys_param *p)
{
    if (p->kind != SYS_K_STRUCT)
        return (p->kind == SYS_K_SWAP || p->kind == SYS_K_SIZED) && f->state->abi->big_endian;
    return !(sys_conv(f->state, p->what)->same && f->state->abi->word == 8);
}

static int64_t convert_structs(struct sys_frame *f, unsigned i)
{
    const struct sys_param *p = &f->row->param[i];
    const struct sys_conv *c = sys_conv(f->state, p->what);
    uint64_t n = p->len >= 0 ? (uint32_t)f->raw[p->len] : p->count;

    if (!f->raw[i] || !needs_structs(f, p))
        return 0;
    if (n > UINT32_MAX / (c->host_size + c->guest_size))
        return -EINVAL;
    char *host = sys_alloc(f, n * c->host_size);

    if (!host)
        return -ENOMEM;
    f->arg[i] = (uint64_t)(uintptr_t)host;
    if (!(p->dir & SYS_IN)) {
        if (!(p->dir & SYS_RESULT)) /* of which only what the kernel has written goes back */
            memset(host, 0, n * c->host_size);
        return 0;
    }
    for (uint64_t k = 0; k < n; k++) {
        int64_t err =
            sys_get_struct(f, p->what, host + k * c->host_size, f->raw[i] + k * c->guest_size);
        if (err < 0)
            return err;
    }
    return 0;
}

static int64_t convert_path(struct sys_frame *f, unsigned i)
{
    const struct sys_param *p = &f->row->param[i];
    int dirfd = i > 0 && f->row->param[i - 1].kind == SYS_K_DIRFD ? (int)f->raw[i - 1] : AT_FDCWD;
    bool follow = !(p->dir & SYS_NOFOLLOW);
    const char *path;

    for (unsigned k = i + 1; k < SYS_ARGS; k++)
        if (f->row->param[k].kind == SYS_K_FLAGS && f->row->param[k].what == SYS_FL_at &&
            (f->raw[k] & AT_SYMLINK_NOFOLLOW))
            follow = false;
    if (!f->raw[i])
        return 0; /* the host says what it thinks of NULL (utimensat allows it) */

    int64_t err = sys_get_path(f, dirfd, f->raw[i], follow, &path, NULL);

    if (err == 0)
        f->arg[i] = (uint64_t)(uintptr_t)path;
    return err;
}

static int64_t convert_arg(struct sys_frame *f, unsigned i)
{
    const struct sys_param *p = &f->row->param[i];
    uint64_t v = f->raw[i];
    bool narrow = f->state->abi->word == 4;

    f->arg[i] = v;
    switch (p->kind) {
    case SYS_K_INT:
    case SYS_K_FD:
    case SYS_K_DIRFD: f->arg[i] = (uint64_t)(int64_t)(int32_t)v; break;
    case SYS_K_UINT:
    case SYS_K_MODE: f->arg[i] = (uint32_t)v; break;
    case SYS_K_LONG:
        if (narrow)
            f->arg[i] = (uint64_t)(int64_t)(int32_t)v;
        break;
    case SYS_K_SIG: f->arg[i] = (uint64_t)(int64_t)lx_sig_to_host((int)v); break;
    case SYS_K_FLAGS:
        if (!sys_same_flags(f->state, p->what))
            f->arg[i] = sys_flags_convert(p->what, v, f->state->guest, f->state->host);
        break;
    case SYS_K_SAME:
        return f->state->same || f->row->handler || f->row->convert || !v ? 0 : -ENOSYS;
    case SYS_K_FIXED:
        return !f->state->abi->big_endian || f->row->handler || f->row->convert || !v ? 0 : -ENOSYS;
    case SYS_K_PATH: return convert_path(f, i);
    case SYS_K_ADDR: return sys_get_address(f, i);
    case SYS_K_SIZED: return sys_get_sized(f, i);
    case SYS_K_SWAP:
    case SYS_K_STRUCT: return convert_structs(f, i);
    default: break;
    }
    return 0;
}

/* ---- results out ---- */

/* An address where the host's kernel finds nothing: it says in which order the errors come. */
#define NOWHERE (~UINT64_C(4095))

static int64_t write_back(struct sys_frame *f, int64_t result)
{
    for (unsigned i = 0; i < SYS_ARGS; i++) {
        const struct sys_param *p = &f->row->param[i];

        if (!(p->dir & SYS_OUT) || !f->raw[i] || f->arg[i] >= NOWHERE || !needs_structs(f, p))
            continue;
        if (p->kind == SYS_K_SIZED) {
            if (sys_put_sized(f, i) < 0)
                return -EFAULT;
            continue;
        }
        const struct sys_conv *c = sys_conv(f->state, p->what);
        uint64_t n = p->len >= 0 ? (uint32_t)f->raw[p->len] : p->count;

        if ((p->dir & SYS_RESULT) && (uint64_t)result < n)
            n = (uint64_t)result;
        for (uint64_t k = 0; k < n; k++) {
            int64_t err = sys_put_struct(f, p->what, f->raw[i] + k * c->guest_size,
                                         (char *)(uintptr_t)f->arg[i] + k * c->host_size);
            if (err < 0)
                return err;
        }
    }
    return result;
}

/* ---- the call ---- */

static int64_t unimplemented(struct sys_frame *f, uint64_t nr)
{
    if (f->row->name)
        log_if(LOG_UNIMP, "system call %s: not implemented (%s)\n", f->row->name,
               f->row->reason ? f->row->reason : "not on this host");
    else
        log_if(LOG_UNIMP, "system call number %llu: no such call\n", (unsigned long long)nr);
    return -ENOSYS;
}

/* The pointers to launcher memory, which is out of the guest's reach, also through the kernel. */
static unsigned pointers_beyond(const struct sys_frame *f, unsigned pointers)
{
    gaddr top = space_top(f->task->process->space);
    unsigned beyond = 0;

    for (; pointers; pointers &= pointers - 1)
        if (f->raw[__builtin_ctz(pointers)] >= top)
            beyond |= pointers & -pointers;
    return beyond;
}

/* An argument that can't be converted, in a form of which the host's kernel says the same when it
   comes to it.  False: it is for us to say. */
static bool hand_on(struct sys_frame *f, unsigned i, int64_t err, bool looked_at)
{
    static const char too_long[PATH_MAX + 1] = {[0 ... PATH_MAX - 1] = 'x'};

    if (looked_at || (err != -EFAULT && err != -ENAMETOOLONG))
        return false;
    f->arg[i] = err == -EFAULT ? NOWHERE : (uintptr_t)too_long;
    return true;
}

int64_t sys_host(struct sys_frame *f)
{
    return sys_host6(f, f->row->host_nr, f->arg[0], f->arg[1], f->arg[2], f->arg[3], f->arg[4],
                     f->arg[5]);
}

/* ---- views of /proc ---- */

/* What reads a view, and what tells or changes something of the file itself. */
static const uint16_t view_rows[] = {SYS_ID_read,       SYS_ID_pread64,          SYS_ID_fstat,
                                     SYS_ID_fstat64,    SYS_ID_newfstatat,       SYS_ID_fstatat64,
                                     SYS_ID_statx,      SYS_ID_fstatfs,          SYS_ID_fstatfs64,
                                     SYS_ID_fchmod,     SYS_ID_fchmodat2,        SYS_ID_fchown,
                                     SYS_ID_fchown16,   SYS_ID_fchown32,         SYS_ID_fchownat,
                                     SYS_ID_utimensat,  SYS_ID_utimensat_time64, SYS_ID_fsync,
                                     SYS_ID_fdatasync,  SYS_ID_fsetxattr,        SYS_ID_fgetxattr,
                                     SYS_ID_flistxattr, SYS_ID_fremovexattr};
enum { VIEW_ROWS = sizeof(view_rows) / sizeof(*view_rows) };

void sys_see_views(struct sys_state *s)
{
    sys_see(s, SYS_ID_lseek); /* lx_procfs_rewound */
    for (int i = 0; i < VIEW_ROWS; i++)
        sys_see(s, view_rows[i]);
}

/* Now and then: is there still a view? */
static void unsee_views(struct sys_frame *f)
{
    if (__atomic_add_fetch(&f->state->unseen, 1, __ATOMIC_RELAXED) % 64 || lx_procfs_any_open())
        return;
    for (int i = 0; i < VIEW_ROWS; i++)
        sys_unsee(f->state, view_rows[i]);
}

/* A read of what may be a view of /proc, whose content is made when it is read.  0 or -errno. */
static long before_read(struct sys_frame *f, unsigned id)
{
    int64_t at = id == SYS_ID_pread64 ? (int64_t)f->raw[3] : -1;
    long view = lx_procfs_reads(f->task, (int)f->raw[0], at);

    if (view)
        return view < 0 ? view : 0;
    unsee_views(f);
    return 0;
}

/* Is argument i, after a descriptor, no path, so that the descriptor itself is meant? */
static bool no_path(const struct sys_frame *f, unsigned i)
{
    char first = 0;

    return f->row->param[i].kind != SYS_K_PATH || !f->raw[i] ||
           (lx_copy_from_guest(&first, f->raw[i], 1) == 0 && !first);
}

/* The host's file in place of a view of it: a descriptor, or -1. */
static int behind_view(struct sys_frame *f)
{
    int fd = no_path(f, 1) ? lx_procfs_behind((int)f->raw[0]) : -1;

    if (fd < 0)
        unsee_views(f);
    else
        f->arg[0] = (uint64_t)fd;
    return fd;
}

static int64_t do_call(struct sys_frame *f, unsigned id, uint64_t nr)
{
    if (id == SYS_ID_none || f->row->lacking)
        return unimplemented(f, nr);
    sys_handler *handler = f->row->handler;
    unsigned row = row_of(f->state, id);

    if (!handler)
        handler = converter(f->state, f->row, (row & SYS_ROW_SEEN) || vector_tagged(f, id));
    bool seen = row & SYS_ROW_SEEN, reads = id == SYS_ID_read || id == SYS_ID_pread64;
    long gone = seen && reads ? before_read(f, id) : 0;
    int behind = -1;

    if (gone)
        return gone;

    unsigned beyond = pointers_beyond(f, row & SYS_ROW_POINTERS);
    bool narrow = f->state->abi->word == 4;

    for (unsigned i = 0; i < SYS_ARGS; i++) {
        if (beyond >> i & 1) { /* what is not aligned stays so */
            f->arg[i] = NOWHERE + f->raw[i] % 8;
            f->raw[i] = narrow ? (uint32_t)f->arg[i] : f->arg[i];
            continue;
        }
        int64_t err = convert_arg(f, i);

        if (err == -ENOSYS)
            return unimplemented(f, nr);
        if (err < 0 && !hand_on(f, i, err, handler && !f->row->forwards))
            return err;
    }

    if (seen && !reads && id != SYS_ID_lseek)
        behind = behind_view(f);

    int64_t result = handler ? handler(f) : sys_host(f);

    if (behind >= 0)
        close(behind);
    return result >= 0 ? write_back(f, result) : result;
}

/* Would the host's kernel write to memory of this call's if it went on with it later? */
static bool lends_memory(struct sys_frame *f)
{
    for (unsigned i = 0; i < SYS_ARGS; i++)
        if ((f->row->param[i].dir & SYS_OUT) && needs_structs(f, &f->row->param[i]))
            return true;
    return false;
}

/* In a function of its own: its frame is large. */
__attribute__((noinline)) static int64_t slow_call(struct task *task, struct sys_state *s,
                                                   unsigned id, const struct lx_call *call,
                                                   bool trace)
{
    struct sys_frame f;

    sys_frame_begin(&f, task, s, id);
    gather(&f, call->arg);
    if (__builtin_expect(s->guest->tags, 0))
        sys_untag(&f, id);
    if (trace && id)
        sys_trace_enter(&f);

    int64_t result = do_call(&f, id, call->nr);

    if (__builtin_expect(task->restart.cut == LX_CUT_BLOCK, 0) && lends_memory(&f))
        task->restart.cut = LX_CUT_NOHAND;
    if (trace && id)
        sys_trace_exit(&f, result);
    else if (trace)
        log_printf("%d Unknown syscall %llu\n", (int)task->tid, (unsigned long long)call->nr);
    if (f.bigs)
        sys_frame_end(&f);
    return result;
}

int64_t sys_call_as(struct sys_frame *f, unsigned id, const uint64_t arg[SYS_ARGS])
{
    struct lx_call call = {0};

    memcpy(call.arg, arg, sizeof(call.arg));
    return slow_call(f->task, f->state, id, &call, false);
}

long sys_direct(struct task *task, const struct lx_call *call)
{
    struct sys_state *s = __atomic_load_n(&task->process->syscalls, __ATOMIC_ACQUIRE);

    if (!s || call->abi || call->nr >= s->guest->calls || task->seccomp_mode || tracing() ||
        task->tagged)
        return -1;

    unsigned id = s->guest->call[call->nr];
    unsigned row = row_of(s, id), pointers = row & SYS_ROW_POINTERS;

    if (!(row & SYS_ROW_DIRECT))
        return -1;
    if (pointers) {
        gaddr top = space_top(task->process->space);

        for (; pointers; pointers &= pointers - 1)
            if (call->arg[__builtin_ctz(pointers)] >= top)
                return -1;
    }
    __atomic_store_n(&s->calls->entry[call->nr],
                     EXEC_CALL_KNOWN | (row & SYS_ROW_POINTERS) << EXEC_CALL_POINTERS_AT |
                         (unsigned)sys_rows[id].host_nr,
                     __ATOMIC_RELAXED);
    return sys_rows[id].host_nr;
}

void sys_unsee(struct sys_state *s, unsigned id)
{
    __atomic_store_n(&s->rows[id], 0, __ATOMIC_RELAXED); /* made anew */
}

void sys_see(struct sys_state *s, unsigned id)
{
    unsigned row = row_of(s, id);

    if (row & SYS_ROW_SEEN)
        return;
    row = (row & ~(unsigned)SYS_ROW_DIRECT) | SYS_ROW_SEEN;
    __atomic_store_n(&s->rows[id], (uint16_t)row, __ATOMIC_RELAXED);
    for (unsigned nr = 0; nr < s->guest->calls; nr++)
        if (s->guest->call[nr] == id)
            __atomic_store_n(&s->calls->entry[nr], 0, __ATOMIC_RELAXED);
}

const struct exec_calls *sys_direct_calls(const struct task *task)
{
    const struct sys_state *s = __atomic_load_n(&task->process->syscalls, __ATOMIC_ACQUIRE);

    return s && !task->trace.mode && !task->dispatch.on && !task->seccomp_mode && !task->tagged
               ? s->calls
               : NULL;
}

bool sys_goes_on(const struct task *task, const struct lx_call *call)
{
    const struct sys_abi *guest = task->process->syscalls->guest;

    switch (call->abi || call->nr >= guest->calls ? SYS_ID_none : guest->call[call->nr]) {
    case SYS_ID_nanosleep:
    case SYS_ID_poll: return true;
    case SYS_ID_clock_nanosleep:
    case SYS_ID_clock_nanosleep_time64: return !(call->arg[1] & TIMER_ABSTIME);
    case SYS_ID_futex:
    case SYS_ID_futex_time64:
        return call->arg[3] && ((call->arg[1] & FUTEX_CMD_MASK) == FUTEX_WAIT ||
                                (call->arg[1] & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET);
    default: return false;
    }
}

uint64_t sys_restart_number(const struct task *task)
{
    const struct sys_abi *guest = task->process->syscalls->guest;
    uint64_t nr = 0;

    while (nr < guest->calls && guest->call[nr] != SYS_ID_restart_syscall)
        nr++;
    return nr;
}

int64_t sys_call_whole(struct task *task)
{
    const struct lx_restart *r = &task->restart;
    struct sys_state *s = task->process->syscalls;
    struct lx_call call = {.nr = r->nr};

    memcpy(call.arg, r->arg, sizeof(call.arg));
    return slow_call(task, s, s->guest->call[call.nr], &call, false);
}

int64_t sys_call(struct task *task, struct lx_call *call)
{
    struct sys_state *s = __atomic_load_n(&task->process->syscalls, __ATOMIC_ACQUIRE);

    if (__builtin_expect(!s || call->abi, 0)) {
        s = call->abi ? state_at(&lx_process.syscalls_other, call->abi)
                      : sys_init(task->process->arch->abi);
        if (!s)
            return -ENOSYS;
    }
    unsigned id = call->nr < s->guest->calls ? s->guest->call[call->nr] : SYS_ID_none;
    bool trace = tracing();

    if (__builtin_expect(task->seccomp_mode, 0)) {
        int64_t result;

        if (!seccomp_enter(task, call, id, s->guest->audit_arch, &result))
            return result;
        id = call->nr < s->guest->calls ? s->guest->call[call->nr] : SYS_ID_none;
    }
    if (__builtin_expect(!id && s->guest->private_call != NULL, 0)) {
        int64_t result;

        if (s->guest->private_call(task, call, &result))
            return result;
    }
    return slow_call(task, s, id, call, trace);
}

/* ---- accessors for handlers ---- */

/* The upper half of a 32-bit guest's tv_nsec is padding, which need not be zero. */
static void clean_times(const struct sys_frame *f, enum sys_struct st, void *host)
{
    uint64_t *v = host;

    if (f->state->abi->word == 8)
        return;
    if (st == SYS_ST_timespec64 || st == SYS_ST_itimerspec64)
        v[1] = (uint32_t)v[1];
    if (st == SYS_ST_itimerspec64)
        v[3] = (uint32_t)v[3];
}

int64_t sys_get_struct(struct sys_frame *f, enum sys_struct st, void *host, gaddr from)
{
    const struct sys_conv *c = sys_conv(f->state, st);
    char guest[1024];

    if (c->same) {
        int64_t err = lx_copy_from_guest(host, from, c->host_size);

        clean_times(f, st, host);
        return err;
    }
    if (c->guest_size > sizeof(guest) || lx_copy_from_guest(guest, from, c->guest_size) < 0)
        return -EFAULT;
    sys_conv_to_host(c, host, guest);
    clean_times(f, st, host);
    return 0;
}

int64_t sys_put_struct(struct sys_frame *f, enum sys_struct st, gaddr to, const void *host)
{
    const struct sys_conv *c = sys_conv(f->state, st);
    char guest[1024];

    if (c->same)
        return lx_copy_to_guest(to, host, c->guest_size);
    if (c->guest_size > sizeof(guest))
        return -EFAULT;
    int64_t err = sys_conv_to_guest(c, guest, host);

    return err < 0 ? err : lx_copy_to_guest(to, guest, c->guest_size);
}

uint32_t sys_guest_size(const struct sys_frame *f, enum sys_struct st)
{
    return sys_conv(f->state, st)->guest_size;
}

int64_t sys_get_sigset(struct sys_frame *f, lx_sigset *set, gaddr from, uint64_t size)
{
    if (size != sizeof(*set))
        return -EINVAL;
    return sys_get_struct(f, SYS_ST_sigset, set, from);
}

int64_t sys_put_sigset(struct sys_frame *f, gaddr to, lx_sigset set)
{
    return sys_put_struct(f, SYS_ST_sigset, to, &set);
}

int64_t sys_get_word(struct sys_frame *f, uint64_t *value, gaddr from)
{
    const struct abi *abi = f->state->abi;
    char buffer[8];
    long err = lx_copy_from_guest(buffer, from, abi->word);

    if (err == 0)
        *value = load_word(buffer, abi->word, abi->big_endian);
    return err;
}

int64_t sys_put_word(struct sys_frame *f, gaddr to, uint64_t value)
{
    const struct abi *abi = f->state->abi;
    char buffer[8];

    store_word(buffer, value, abi->word, abi->big_endian);
    return lx_copy_to_guest(to, buffer, abi->word);
}

int64_t sys_get_u32(struct sys_frame *f, uint32_t *value, gaddr from)
{
    char buffer[4];
    long err = lx_copy_from_guest(buffer, from, 4);

    if (err == 0)
        *value = load_u32(buffer, f->state->abi->big_endian);
    return err;
}

int64_t sys_put_u32(struct sys_frame *f, gaddr to, uint32_t value)
{
    char buffer[4];

    store_u32(buffer, value, f->state->abi->big_endian);
    return lx_copy_to_guest(to, buffer, 4);
}

int64_t sys_get_path(struct sys_frame *f, int dirfd, gaddr from, bool follow, const char **out,
                     const char **original)
{
    char text[PATH_MAX];
    long n = lx_string_from_guest(text, from, sizeof(text));

    if (n < 0)
        return n;
    char *copy = sys_alloc(f, (size_t)n + 1);

    if (!copy)
        return -ENOMEM;
    memcpy(copy, text, (size_t)n + 1);
    if (original)
        *original = copy;
    return sys_path_host(f, dirfd, copy, follow, out);
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

unsigned sys_hidden_fds(unsigned own[SYS_HIDDEN_MAX])
{
    int fd[SYS_HIDDEN_MAX];
    unsigned n = fd_own_list(fd), count = 0;

    fd[n++] = log_fd();
    fd[n++] = lx_process.exec_fd - 1;
    qsort(fd, n, sizeof(*fd), by_number);
    for (unsigned i = 0; i < n; i++)
        if (fd[i] > 2)
            own[count++] = (unsigned)fd[i];
    return count;
}

bool sys_fd_hidden(int fd)
{
    return fd > 2 && (fd == log_fd() || fd == lx_process.exec_fd - 1 || fd_is_own(fd));
}

void sys_unimplemented(struct sys_frame *f, const char *what, uint64_t value)
{
    log_if(LOG_UNIMP, "system call %s: %s 0x%llx is not implemented\n", f->row->name, what,
           (unsigned long long)value);
}
