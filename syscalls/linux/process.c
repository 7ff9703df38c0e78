/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs and children: execve; and what changes the root directory,
 * which linux-user/exec.c has to know before.
 */
#include "syscalls/engine.h"

#include <alloca.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/mman.h>
#include "linux-user/exec.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000
#endif

/* The kernel's limits (fs/exec.c): of one string, and of all of them whatever the stack's. */
#define STRING_LIMIT ((size_t)131072)
#define TOTAL_LIMIT  ((size_t)6 << 20)
/*
 * Up to here the strings live on the host stack: the child of a vfork shares the heap with its
 * parent, and nobody would free them after a successful execve.
 */
#define ON_STACK ((size_t)128 << 10)

struct vector {
    gaddr address;
    size_t count, bytes; /* strings, and their bytes with NULs */
};

/* Counts a vector's strings; NULL stands for an empty one. */
static int64_t measure(struct sys_frame *f, gaddr address, struct vector *v)
{
    unsigned word = f->state->abi->word;

    *v = (struct vector){.address = address};
    for (; address; v->count++) {
        uint64_t string;
        int64_t err = sys_get_word(f, &string, address + v->count * word);

        if (err < 0)
            return err;
        if (!string)
            break;
        long n = lx_string_length(string, STRING_LIMIT);

        if (n < 0)
            return n;
        if ((size_t)n == STRING_LIMIT)
            return -E2BIG;
        v->bytes += (size_t)n + 1;
        if (v->bytes + v->count * word > TOTAL_LIMIT)
            return -E2BIG;
    }
    return 0;
}

static size_t vector_size(const struct vector *v)
{
    return (v->count + 1) * sizeof(char *) + v->bytes;
}

/* Copies the strings behind the array of pointers; what grew since measure() is cut off by E2BIG.
 */
static int64_t copy_vector(struct sys_frame *f, const struct vector *v, char **out)
{
    char *text = (char *)(out + v->count + 1);
    size_t left = v->bytes;

    for (size_t i = 0; i < v->count; i++) {
        uint64_t string;

        if (sys_get_word(f, &string, v->address + i * f->state->abi->word) < 0)
            return -EFAULT;
        long n = left ? lx_string_from_guest(text, string, left) : -ENAMETOOLONG;

        if (n < 0)
            return n == -ENAMETOOLONG ? -E2BIG : n;
        out[i] = text;
        text += n + 1;
        left -= (size_t)n + 1;
    }
    out[v->count] = NULL;
    return 0;
}

/* A bad path counts before bad strings, as the kernel opens the file first. */
static int64_t exec_error(struct sys_frame *f, int dirfd, const char *path, int flags, int64_t err)
{
    char *const none[] = {NULL};
    int64_t path_err = lx_execve(f->task, dirfd, path, none, none, flags | AT_EXECVE_CHECK);

    return path_err < 0 ? path_err : err;
}

static int64_t do_exec(struct sys_frame *f, int dirfd, gaddr path_at, gaddr argv_at, gaddr envp_at,
                       int flags)
{
    char path[PATH_MAX];
    struct vector argv, envp;
    int64_t err = lx_string_from_guest(path, path_at, sizeof(path));

    if (err < 0)
        return err;
    err = measure(f, argv_at, &argv);
    if (err >= 0)
        err = measure(f, envp_at, &envp);
    if (err < 0)
        return exec_error(f, dirfd, path, flags, err);

    size_t argv_size = (vector_size(&argv) + 15) & ~(size_t)15;
    size_t size = argv_size + vector_size(&envp);
    char *memory = size <= ON_STACK ? alloca(size) : NULL;
    bool mapped = !memory;

    if (mapped) {
        long p = lx_rawcall(HOST_NR_mmap, 0, (long)size, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (p < 0 && p > -4096)
            return p;
        memory = (char *)p;
    }

    char **host_argv = (char **)memory, **host_envp = (char **)(memory + argv_size);

    err = copy_vector(f, &argv, host_argv);
    if (err == 0)
        err = copy_vector(f, &envp, host_envp);
    if (err == 0)
        err = lx_execve(f->task, dirfd, path, host_argv, host_envp, flags);
    if (mapped)
        lx_rawcall(HOST_NR_munmap, (long)memory, (long)size, 0, 0, 0, 0);
    return err;
}

int64_t sys_execve(struct sys_frame *f)
{
    return do_exec(f, AT_FDCWD, f->raw[0], f->raw[1], f->raw[2], 0);
}

int64_t sys_execveat(struct sys_frame *f)
{
    return do_exec(f, (int)f->arg[0], f->raw[1], f->raw[2], f->raw[3], (int)f->arg[4]);
}

/* ---- a new root ---- */

int64_t sys_chroot(struct sys_frame *f)
{
    lx_exec_keep_self();
    return sys_host(f);
}

int64_t sys_pivot_root(struct sys_frame *f)
{
    lx_exec_keep_self();
    return sys_host(f);
}

int64_t sys_umount2(struct sys_frame *f)
{
    lx_exec_keep_self();
    return sys_host(f);
}

int64_t sys_move_mount(struct sys_frame *f)
{
    lx_exec_keep_self();
    return sys_host(f);
}

/* The root below -L is a directory, not a mount: what changes "/" itself means the host's. */
static bool is_root(gaddr path)
{
    char text[2];

    return lx_copy_from_guest(text, path, sizeof(text)) == 0 && text[0] == '/' && !text[1];
}

int64_t sys_mount(struct sys_frame *f)
{
    lx_exec_keep_self();
    if (f->task->process->sysroot && is_root(f->raw[1]))
        f->arg[1] = (uintptr_t) "/";
    return sys_host(f);
}

int64_t sys_setns(struct sys_frame *f)
{
    /* 0: whatever kind of namespace the descriptor is. */
    if (!f->arg[1] || f->arg[1] & CLONE_NEWNS)
        lx_exec_keep_self();
    return sys_host(f);
}
