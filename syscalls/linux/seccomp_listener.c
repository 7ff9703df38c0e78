/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SECCOMP_RET_USER_NOTIF: a listener decides about a guest's call (docs/seccomp.md).
 *
 * In: the call's struct seccomp_data; what the listener reads and answers.  Out: the call's fate.
 * The descriptor, its ids and the waiting are the host kernel's: a host filter reports one call
 * number that Linux does not have.  The listener's launcher reads the guest's data from the waiting
 * process; where that has no process id in the listener's namespace, from the board, which they
 * share by inheritance.
 */
#include "syscalls/linux/seccomp.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include "linux-user/arch.h"
#include "syscalls/engine.h"

/* The host call that stands for a guest's call which a listener has to decide about: cookie, where
   the data is in the caller, ticket of the board. */
#define ASK_NR 0x0fe44001
/* What the listener's launcher answers for SECCOMP_USER_NOTIF_FLAG_CONTINUE. */
#define ASK_CONTINUE 4094
/* Errors which the waiting side would take for something else are so much further down. */
#define ASK_ERRORS 1000000
#define ODD_ERROR  512

/* The last data that have been waited with, by ticket; shared with all children. */
struct board {
    uint64_t tickets;
    struct {
        uint64_t ticket;
        struct seccomp_data data;
    } place[256];
};

static struct board *board; /* NULL: none yet */

int64_t seccomp_listener(uint64_t cookie, uint64_t flags)
{
    const uint32_t arg = offsetof(struct seccomp_data, args);
    struct sock_filter insn[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ASK_NR, 0, 5),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, arg),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)cookie, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, arg + 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(cookie >> 32), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog prog = {sizeof(insn) / sizeof(insn[0]), insn};

    if (!board) {
        void *p =
            mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        board = p == MAP_FAILED ? NULL : p;
    }
    flags &= ~(uint64_t)SECCOMP_FILTER_FLAG_LOG;
    return lx_rawcall(HOST_NR_seccomp, SECCOMP_SET_MODE_FILTER, (long)flags, (long)&prog, 0, 0, 0);
}

/* ---- who waits ---- */

/* 0: there is no board. */
static uint64_t put_up(const struct seccomp_data *d)
{
    if (!board)
        return 0;
    uint64_t ticket = __atomic_add_fetch(&board->tickets, 1, __ATOMIC_RELAXED);
    unsigned k = ticket % (sizeof(board->place) / sizeof(board->place[0]));

    board->place[k].data = *d;
    __atomic_store_n(&board->place[k].ticket, ticket, __ATOMIC_RELEASE);
    return ticket;
}

bool seccomp_ask(struct task *task, uint64_t cookie, const struct seccomp_data *d, int64_t *result)
{
    *result = -ENOSYS;
    if (cookie)
        *result = lx_hostcall(task, ASK_NR, (long)cookie, (long)d, (long)put_up(d), 0, 0, 0);
    if (*result <= -ASK_ERRORS) {
        task->process->arch->set_result(task->cpu, *result + ASK_ERRORS);
        *result = -LX_EJUSTRETURN;
    }
    return *result == -ASK_CONTINUE;
}

/* ---- who decides ---- */

static bool read_data(const struct seccomp_notif *n, struct seccomp_data *d)
{
    struct iovec local = {d, sizeof(*d)}, remote = {lx_ptr(n->data.args[1]), sizeof(*d)};
    uint64_t ticket = n->data.args[2];
    unsigned k = ticket % (sizeof(board->place) / sizeof(board->place[0]));

    if (n->pid)
        return lx_rawcall(HOST_NR_process_vm_readv, (long)n->pid, (long)&local, 1, (long)&remote, 1,
                          0) == (long)sizeof(*d);
    if (!board || !ticket || __atomic_load_n(&board->place[k].ticket, __ATOMIC_ACQUIRE) != ticket)
        return false;
    *d = board->place[k].data;
    return true;
}

static int64_t receive(struct sys_frame *f)
{
    struct seccomp_notif n;
    struct seccomp_data d;
    int64_t result;

    result = sys_get_struct(f, SYS_ST_seccomp_notif, &n, f->raw[2]);
    if (result < 0)
        return result;
    result =
        sys_host6(f, HOST_NR_ioctl, f->arg[0], SECCOMP_IOCTL_NOTIF_RECV, (uintptr_t)&n, 0, 0, 0);
    if (result < 0)
        return result;
    if ((uint32_t)n.data.nr == ASK_NR) {
        /* Gone meanwhile: as if the notification had been withdrawn. */
        if (!read_data(&n, &d))
            return -ENOENT;
        n.data = d;
    }
    return sys_put_struct(f, SYS_ST_seccomp_notif, f->raw[2], &n);
}

static int64_t answer(struct sys_frame *f)
{
    struct seccomp_notif_resp r;
    int64_t result = sys_get_struct(f, SYS_ST_seccomp_notif_resp, &r, f->raw[2]);

    if (result < 0)
        return result;
    if (r.error <= -ODD_ERROR && r.error > -ASK_ERRORS)
        r.error -= ASK_ERRORS;
    if (r.flags == SECCOMP_USER_NOTIF_FLAG_CONTINUE) {
        if (r.error || r.val)
            return -EINVAL;
        r.flags = 0;
        r.error = -ASK_CONTINUE;
    }
    return sys_host6(f, HOST_NR_ioctl, f->arg[0], SECCOMP_IOCTL_NOTIF_SEND, (uintptr_t)&r, 0, 0, 0);
}

bool seccomp_ioctl(struct sys_frame *f, uint32_t request, int64_t *result)
{
    switch (request) {
    case SECCOMP_IOCTL_NOTIF_RECV: *result = receive(f); return true;
    case SECCOMP_IOCTL_NOTIF_SEND: *result = answer(f); return true;
    default: return false;
    }
}
