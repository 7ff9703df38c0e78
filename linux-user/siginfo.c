/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * siginfo and stack_t in the guest's layout.
 *
 * In: the host's siginfo (with whatever signal number the caller wants to show).  Out: the 128
 * bytes that a guest of any word size and byte order sees.  Which member of the union is meant
 * follows from signal and code, as in the kernel's siginfo_layout.
 */
#include "linux-user/signal.h"

#include <errno.h>
#include <string.h>
#include "base/bytes.h"
#include "linux-user/arch.h"
#include "linux-user/task.h"

static bool like_host(const struct abi *abi)
{
    return abi->word == 8 && !abi->big_endian;
}

#define SIGIO_CODES 6 /* POLL_IN to POLL_HUP */

enum kind { K_KILL, K_TIMER, K_RT, K_CHILD, K_FAULT, K_POLL, K_SYS };

static enum kind kind_of(int sig, int code)
{
    if (code == SI_TIMER)
        return K_TIMER;
    if (code == SI_QUEUE || code == SI_MESGQ || code == SI_ASYNCIO)
        return K_RT;
    if (code == SI_SIGIO)
        return K_POLL;
    if (code < 0 || code == SI_USER || code == SI_KERNEL)
        return code < 0 && code != SI_TKILL ? K_RT : K_KILL;
    switch (sig) {
    case SIGILL:
    case SIGFPE:
    case SIGSEGV:
    case SIGBUS:
    case SIGTRAP: return K_FAULT;
    case SIGCHLD: return K_CHILD;
    case SIGSYS: return K_SYS;
    default: return code <= SIGIO_CODES ? K_POLL : K_KILL; /* F_SETSIG names any signal */
    }
}

/* A place in the guest's image that moves on. */
struct cursor {
    uint8_t *at;
    const struct abi *abi;
    bool out;
};

static void u32_field(struct cursor *c, void *host)
{
    uint32_t v = 0;

    if (c->out) {
        memcpy(&v, host, 4);
        store_u32(c->at, v, c->abi->big_endian);
    } else {
        v = load_u32(c->at, c->abi->big_endian);
        memcpy(host, &v, 4);
    }
    c->at += 4;
}

/* A long or pointer, 8 bytes on the host; is_signed: extended with its sign when read. */
static void word_field(struct cursor *c, void *host, bool is_signed)
{
    uint64_t v = 0;

    if (c->out) {
        memcpy(&v, host, 8);
        store_word(c->at, v, c->abi->word, c->abi->big_endian);
    } else {
        v = load_word(c->at, c->abi->word, c->abi->big_endian);
        if (is_signed && c->abi->word == 4)
            v = (uint64_t)(int64_t)(int32_t)v;
        memcpy(host, &v, 8);
    }
    c->at += c->abi->word;
}

/* struct { unsigned long data; u32 type, flags; } behind the address; not every libc names it. */
static void perf_fields(struct cursor *c, lx_siginfo *info)
{
    char *perf = (char *)&info->si_addr + sizeof(void *);

    word_field(c, perf, false);
    u32_field(c, perf + 8);
    u32_field(c, perf + 12);
}

static void union_fields(struct cursor *c, lx_siginfo *info)
{
    switch (kind_of(info->si_signo, info->si_code)) {
    case K_KILL:
        u32_field(c, &info->si_pid);
        u32_field(c, &info->si_uid);
        break;
    case K_TIMER:
    case K_RT:
        u32_field(c, &info->si_pid);
        u32_field(c, &info->si_uid);
        word_field(c, &info->si_value, false);
        break;
    case K_CHILD:
        u32_field(c, &info->si_pid);
        u32_field(c, &info->si_uid);
        u32_field(c, &info->si_status);
        if (c->abi->word == 8)
            c->at += 4;
        word_field(c, &info->si_utime, true);
        word_field(c, &info->si_stime, true);
        break;
    case K_FAULT:
        word_field(c, &info->si_addr, false);
        if (info->si_signo == SIGTRAP && info->si_code == LX_TRAP_PERF)
            perf_fields(c, info);
        break;
    case K_POLL:
        word_field(c, &info->si_band, true);
        u32_field(c, &info->si_fd);
        break;
    case K_SYS:
        word_field(c, &info->si_call_addr, false);
        u32_field(c, &info->si_syscall);
        u32_field(c, &info->si_arch);
        break;
    }
}

static void convert(uint8_t *guest, lx_siginfo *info, bool out)
{
    const struct abi *abi = lx_process.arch->abi;
    struct cursor c = {guest, abi, out};

    u32_field(&c, &info->si_signo);
    u32_field(&c, &info->si_errno);
    u32_field(&c, &info->si_code);
    if (abi->word == 8)
        c.at += 4;
    union_fields(&c, info);
}

void lx_siginfo_encode(uint8_t guest[LX_SIGINFO_SIZE], const lx_siginfo *info)
{
    lx_siginfo copy = *info;

    if (like_host(lx_process.arch->abi)) {
        memcpy(guest, info, LX_SIGINFO_SIZE);
        return;
    }
    memset(guest, 0, LX_SIGINFO_SIZE);
    convert(guest, &copy, true);
}

static void decode(lx_siginfo *info, uint8_t *guest)
{
    if (like_host(lx_process.arch->abi)) {
        memcpy(info, guest, LX_SIGINFO_SIZE);
        return;
    }
    memset(info, 0, sizeof(*info));
    convert(guest, info, false);
}

long lx_siginfo_to_guest(gaddr to, const lx_siginfo *info)
{
    lx_siginfo copy = *info;
    uint8_t guest[LX_SIGINFO_SIZE];

    lx_siginfo_encode(guest, &copy);
    store_u32(guest, (uint32_t)lx_sig_from_host(info->si_signo), lx_process.arch->abi->big_endian);
    return lx_copy_to_guest(to, guest, sizeof(guest));
}

long lx_siginfo_from_guest(lx_siginfo *info, gaddr from)
{
    uint8_t guest[LX_SIGINFO_SIZE];
    long result = lx_copy_from_guest(guest, from, sizeof(guest));

    if (result < 0)
        return result;
    decode(info, guest);
    info->si_signo = lx_sig_to_host(info->si_signo);
    return 0;
}

/* ---- stack_t: pointer, int, (padding,) size ---- */

size_t lx_stack_encode(uint8_t *guest, const struct lx_stack *stack)
{
    const struct abi *abi = lx_process.arch->abi;
    unsigned w = abi->word;

    memset(guest, 0, 3 * (size_t)w);
    store_word(guest, stack->sp, w, abi->big_endian);
    store_u32(guest + w, stack->flags, abi->big_endian);
    store_word(guest + 2 * w, stack->size, w, abi->big_endian);
    return 3 * (size_t)w;
}

void lx_stack_decode(struct lx_stack *stack, const uint8_t *guest)
{
    const struct abi *abi = lx_process.arch->abi;
    unsigned w = abi->word;

    stack->sp = load_word(guest, w, abi->big_endian);
    stack->flags = load_u32(guest + w, abi->big_endian);
    stack->size = load_word(guest + 2 * w, w, abi->big_endian);
}
