/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * -strace (see trace.h).
 */
#include "syscalls/trace.h"

#include <fcntl.h>
#include <arpa/inet.h>
#include <inttypes.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/bytes.h"
#include "base/log.h"
#include "syscalls/linux/ioctl.h"

#define STRING_MAX   64 /* bytes shown of a buffer */
#define PATH_SHOWN   1024
#define VECTOR_SHOWN 32
#define LINE_MAX_    4096

struct text {
    char *out;
    size_t size, len;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *t, const char *format, ...)
{
    va_list ap;

    if (t->len + 1 >= t->size)
        return;
    va_start(ap, format);
    int n = vsnprintf(t->out + t->len, t->size - t->len, format, ap);
    va_end(ap);
    if (n > 0)
        t->len = t->len + (size_t)n < t->size ? t->len + (size_t)n : t->size - 1;
}

static void put_quoted(struct text *t, const unsigned char *s, size_t n, bool cut)
{
    put(t, "\"");
    for (size_t i = 0; i < n; i++) {
        switch (s[i]) {
        case '\n': put(t, "\\n"); break;
        case '\t': put(t, "\\t"); break;
        case '\r': put(t, "\\r"); break;
        case '"': put(t, "\\\""); break;
        case '\\': put(t, "\\\\"); break;
        default:
            if (s[i] >= 0x20 && s[i] < 0x7f)
                put(t, "%c", s[i]);
            else
                put(t, i + 1 < n && s[i + 1] >= '0' && s[i + 1] <= '9' ? "\\%03o" : "\\%o", s[i]);
        }
    }
    put(t, cut ? "\"..." : "\"");
}

static void put_pointer(struct text *t, uint64_t address)
{
    if (address)
        put(t, "0x%" PRIx64, address);
    else
        put(t, "NULL");
}

static void put_bytes(struct text *t, gaddr address, uint64_t size)
{
    unsigned char buffer[STRING_MAX];
    size_t n = size < STRING_MAX ? size : STRING_MAX;

    if (!address || lx_copy_from_guest(buffer, address, n) < 0)
        put_pointer(t, address);
    else
        put_quoted(t, buffer, n, n < size);
}

static void put_string(struct text *t, gaddr address)
{
    char buffer[PATH_SHOWN];
    long n = address ? lx_string_length(address, PATH_SHOWN) : -1;

    if (n < 0 || lx_copy_from_guest(buffer, address, (size_t)n) < 0)
        put_pointer(t, address);
    else
        put_quoted(t, (unsigned char *)buffer, (size_t)n, n == PATH_SHOWN);
}

static void put_vector(struct text *t, struct sys_frame *f, gaddr address)
{
    uint64_t string;

    if (!address || sys_get_word(f, &string, address) < 0) {
        put_pointer(t, address);
        return;
    }
    put(t, "{");
    for (unsigned i = 0; i < VECTOR_SHOWN; i++) {
        if (sys_get_word(f, &string, address + i * f->state->abi->word) < 0 || !string)
            break;
        put_string(t, string);
        put(t, ",");
    }
    put(t, string ? "...}" : "NULL}");
}

static void put_address(struct text *t, gaddr address, uint64_t size)
{
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_un un;
        struct sockaddr_nl nl;
    } u = {0};
    char text[INET6_ADDRSTRLEN];

    if (!address || size < sizeof(u.any.sa_family) || size > sizeof(u) ||
        lx_copy_from_guest(&u, address, size) < 0) {
        put_pointer(t, address);
        return;
    }
    /* The family is the only member in the guest's byte order; all guests share it so far. */
    switch (u.any.sa_family) {
    case AF_INET:
        put(t, "{sa_family=AF_INET,sin_port=htons(%d),sin_addr=%s}", ntohs(u.in.sin_port),
            inet_ntop(AF_INET, &u.in.sin_addr, text, sizeof(text)));
        break;
    case AF_INET6:
        put(t, "{sa_family=AF_INET6,sin6_port=htons(%d),sin6_addr=%s}", ntohs(u.in6.sin6_port),
            inet_ntop(AF_INET6, &u.in6.sin6_addr, text, sizeof(text)));
        break;
    case AF_UNIX: {
        size_t n = size - offsetof(struct sockaddr_un, sun_path);
        bool abstract = n > 0 && !u.un.sun_path[0];

        put(t, "{sa_family=AF_UNIX,sun_path=");
        put_quoted(t, (unsigned char *)u.un.sun_path, abstract ? n : strnlen(u.un.sun_path, n),
                   false);
        put(t, "}");
        break;
    }
    case AF_NETLINK:
        put(t, "{sa_family=AF_NETLINK,nl_pid=%u,nl_groups=0x%x}", u.nl.nl_pid, u.nl.nl_groups);
        break;
    default: put(t, "{sa_family=%d,...}", u.any.sa_family);
    }
}

/* ---- structures ---- */

static void put_scalar(struct text *t, const struct abi *abi, const struct sys_field *f,
                       const uint8_t *p, uint32_t size)
{
    uint64_t v = size == 8   ? load_u64(p, abi->big_endian)
                 : size == 4 ? load_u32(p, abi->big_endian)
                 : size == 2 ? load_u16(p, abi->big_endian)
                             : *p;
    unsigned shift = 64 - 8 * (size ? size : 8);

    /* Of a 32-bit guest the kernel ignores the upper half. */
    if (size == 8 && abi->word == 4 && strcmp(sys_field_name(f), "tv_nsec") == 0)
        v = (uint64_t)(int64_t)(int32_t)v;
    switch (f->kind) {
    case SYS_F_i8:
    case SYS_F_i16:
    case SYS_F_i32:
    case SYS_F_i64:
    case SYS_F_slong: put(t, "%" PRId64, (int64_t)(v << shift) >> shift); break;
    case SYS_F_ptr:
    case SYS_F_sigset: put(t, "0x%" PRIx64, v); break;
    default:
        if (strstr(sys_field_name(f), "_mode"))
            put(t, "0%" PRIo64, v);
        else
            put(t, "%" PRIu64, v);
    }
}

static void put_struct(struct text *t, const struct sys_abi *abi, enum sys_struct st,
                       const uint8_t *p);

static void put_member(struct text *t, const struct sys_abi *abi, const struct sys_member *m,
                       const uint8_t *p)
{
    const struct sys_field *f = m->field;

    if (f->kind == SYS_F_bytes) {
        put_quoted(t, p, strnlen((const char *)p, f->count), false);
        return;
    }
    if (f->count > 1)
        put(t, "[");
    for (unsigned i = 0; i < f->count; i++) {
        if (i)
            put(t, ", ");
        if (f->kind == SYS_F_struct)
            put_struct(t, abi, f->nested, p + i * m->size);
        else
            put_scalar(t, &abi->data, f, p + i * m->size, m->size);
    }
    if (f->count > 1)
        put(t, "]");
}

static void put_struct(struct text *t, const struct sys_abi *abi, enum sys_struct st,
                       const uint8_t *p)
{
    struct sys_layout l;
    const char *comma = "";

    sys_layout_of(&l, abi, st);
    put(t, "{");
    for (unsigned i = 0; i < l.count; i++) {
        const char *name = sys_field_name(l.m[i].field);

        if (name[0] == '_' && name[1] == '_')
            continue;
        put(t, "%s%s=", comma, name);
        put_member(t, abi, &l.m[i], p + l.m[i].offset);
        comma = ",";
    }
    put(t, "}");
}

static void put_structs(struct text *t, struct sys_frame *f, const struct sys_param *p,
                        gaddr address, uint64_t count)
{
    uint32_t size = sys_conv(f->state, p->what)->guest_size;
    uint8_t buffer[1024];

    if (!address || size > sizeof(buffer) || count == 0) {
        put_pointer(t, address);
        return;
    }
    if (count > 1)
        put(t, "[");
    for (uint64_t i = 0; i < count; i++) {
        if (i)
            put(t, ",");
        if (i == 8) {
            put(t, "...");
            break;
        }
        if (lx_copy_from_guest(buffer, address + i * size, size) < 0) {
            put_pointer(t, address + i * size);
            break;
        }
        put_struct(t, f->state->guest, p->what, buffer);
    }
    if (count > 1)
        put(t, "]");
}

static uint64_t struct_count(struct sys_frame *f, const struct sys_param *p)
{
    return p->len >= 0 ? f->raw[p->len] : p->count;
}

/* ---- arguments ---- */

static void put_flags(struct text *t, struct sys_frame *f, enum sys_flagset set, uint64_t value)
{
    char names[512];

    sys_flags_print(names, sizeof(names), set, value, f->state->guest);
    put(t, "%s", names);
}

static void put_signal(struct text *t, int sig)
{
    const char *name = sys_signal_name(sig);

    if (name)
        put(t, "%s", name);
    else if (sig >= 32 && sig <= 64)
        put(t, "SIGRT_%d", sig - 32);
    else
        put(t, "%d", sig);
}

static void put_option(struct text *t, struct sys_frame *f, int level, uint64_t option)
{
    if (level == SOL_SOCKET)
        put_flags(t, f, SYS_FL_so, (uint32_t)option);
    else if (level == SOL_TCP)
        put_flags(t, f, SYS_FL_tcp, (uint32_t)option);
    else
        put(t, "%d", (int)option);
}

static void put_arg(struct text *t, struct sys_frame *f, unsigned i)
{
    const struct sys_param *p = &f->row->param[i];
    uint64_t v = f->raw[i];

    switch (p->kind) {
    case SYS_K_INT:
    case SYS_K_FD: put(t, "%d", (int)v); break;
    case SYS_K_UINT: put(t, "%u", (unsigned)v); break;
    case SYS_K_LONG: put(t, "%" PRId64, (int64_t)v); break;
    case SYS_K_OFF: put(t, "%" PRId64, (int64_t)v); break;
    case SYS_K_ULONG: put(t, "%" PRIu64, v); break;
    case SYS_K_HEX: put(t, v > 9 ? "0x%" PRIx64 : "%" PRIu64, v); break;
    case SYS_K_MODE: put(t, "0%o", (unsigned)v); break;
    case SYS_K_DIRFD:
        if ((int)v == -100)
            put(t, "AT_FDCWD");
        else
            put(t, "%d", (int)v);
        break;
    case SYS_K_IOCTL: {
        const char *name = sys_ioctl_name((uint32_t)v);

        if (name)
            put(t, "%s", name);
        else
            put(t, "0x%x", (unsigned)v);
        break;
    }
    case SYS_K_SOCKOPT: put_option(t, f, (int)f->raw[i - 1], v); break;
    case SYS_K_STRV: put_vector(t, f, v); break;
    case SYS_K_ADDR: put_address(t, v, (uint32_t)f->raw[p->len]); break;
    case SYS_K_SIG: put_signal(t, (int)v); break;
    case SYS_K_FLAGS:
        put_flags(t, f, p->what,
                  p->what == SYS_FL_prot || p->what == SYS_FL_open ? v & 0xffffffff : v);
        break;
    case SYS_K_PATH:
    case SYS_K_GPATH:
    case SYS_K_STR: put_string(t, v); break;
    case SYS_K_RBUF: put_bytes(t, v, f->raw[p->len]); break;
    case SYS_K_STRUCT:
        if (p->dir & SYS_IN)
            put_structs(t, f, p, v, struct_count(f, p));
        else
            put_pointer(t, v);
        break;
    default: put_pointer(t, v); break;
    }
}

/* A mode after open flags means nothing unless a file may be made. */
static bool is_idle_mode(const struct sys_frame *f, unsigned i)
{
    const struct sys_param *p = &f->row->param[i];

    return p->kind == SYS_K_MODE && i > 0 && p[-1].kind == SYS_K_FLAGS &&
           p[-1].what == SYS_FL_open &&
           !(sys_flags_convert(SYS_FL_open, f->raw[i - 1], f->state->guest, f->state->host) &
             (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)));
}

size_t sys_trace_format_enter(struct sys_frame *f, char *out, size_t size)
{
    struct text t = {out, size, 0};

    put(&t, "%d %s(", (int)f->task->tid, f->row->name);
    for (unsigned i = 0; i < SYS_ARGS && f->row->param[i].kind != SYS_K_NONE; i++) {
        if (is_idle_mode(f, i))
            continue;
        if (i)
            put(&t, ",");
        put_arg(&t, f, i);
    }
    for (unsigned i = 0; i < SYS_ARGS && f->row->lacking; i++)
        put(&t, i ? ",0x%" PRIx64 : "0x%" PRIx64, f->raw[i]);
    put(&t, ")");
    return t.len;
}

/* What the kernel wrote, after the result. */
static void put_outputs(struct text *t, struct sys_frame *f, int64_t result)
{
    for (unsigned i = 0; i < SYS_ARGS; i++) {
        const struct sys_param *p = &f->row->param[i];

        if (!f->raw[i])
            continue;
        if (p->kind == SYS_K_WBUF && result > 0 && (uint64_t)result <= f->raw[p->len]) {
            put(t, " ");
            put_bytes(t, f->raw[i], (uint64_t)result);
        } else if (p->kind == SYS_K_STRUCT && (p->dir & SYS_OUT)) {
            put(t, " ");
            put_structs(t, f, p, f->raw[i], struct_count(f, p));
        }
    }
}

size_t sys_trace_format_exit(struct sys_frame *f, int64_t result, char *out, size_t size)
{
    struct text t = {out, size, 0};

    if (result == -LX_ERESTART) {
        put(&t, " = ? (to be restarted)");
    } else if (result == -LX_EJUSTRETURN || result == -LX_ETHREADEXIT) {
        put(&t, " = ?");
    } else if (result < 0 && result > -4096) {
        put(&t, " = -1 errno=%d (%s)", (int)-result, strerrordesc_np((int)-result) ?: "?");
    } else {
        if (f->row->result == SYS_K_HEX)
            put(&t, " = 0x%" PRIx64, (uint64_t)result);
        else
            put(&t, " = %" PRId64, result);
        put_outputs(&t, f, result);
    }
    return t.len;
}

/* Whoever succeeds at these has no result to print: their line ends at once. */
static bool may_not_return(const struct sys_row *row)
{
    return row->handler == sys_exit_group || row->handler == sys_execve ||
           row->handler == sys_execveat;
}

static int exchange_open(struct sys_frame *f, int tid)
{
    return f->state->trace_tid ? __atomic_exchange_n(f->state->trace_tid, tid, __ATOMIC_ACQ_REL)
                               : 0;
}

void sys_trace_enter(struct sys_frame *f)
{
    char line[LINE_MAX_];
    struct text t = {line, sizeof(line) - 1, 0};
    bool ends = may_not_return(f->row);

    if (exchange_open(f, ends ? 0 : f->task->tid) != 0)
        put(&t, " <unfinished ...>\n");
    t.len += sys_trace_format_enter(f, line + t.len, t.size - t.len);
    if (ends)
        line[t.len++] = '\n';
    log_write(line, t.len);
}

void sys_trace_exit(struct sys_frame *f, int64_t result)
{
    char line[LINE_MAX_];
    struct text t = {line, sizeof(line) - 1, 0};
    int open = exchange_open(f, 0);

    if (open != f->task->tid || may_not_return(f->row)) {
        if (open != 0)
            put(&t, " <unfinished ...>\n");
        put(&t, "%d <... %s resumed>", (int)f->task->tid, f->row->name);
    }
    t.len += sys_trace_format_exit(f, result, line + t.len, t.size - t.len);
    line[t.len++] = '\n';
    log_write(line, t.len);
}
