/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * execve by a running guest: see exec.h.
 *
 * In: host copies of path, argv, envp.  Out: another program in this process, or -errno.
 * Invariant: everything that can fail is tried before the host's execve, which
 * is the point of no return and fails as a whole or not at all.
 */
#include "linux-user/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/build.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/options.h"
#include "linux-user/gdb.h"
#include "linux-user/program.h"
#include "linux-user/task.h"
#include "loader/stack.h"
#include "syscalls/linux/seccomp.h"
#include "tcg/exec/exec.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000
#endif

/* ---- the variable ---- */

char *lx_exec_pack(const struct string_list *words)
{
    size_t length = 1;
    for (size_t i = 0; i < words->count; i++)
        length += strlen(words->item[i]) + 12;
    char *value = malloc(length), *at = value;
    if (!value)
        return NULL;
    *at = 0;
    for (size_t i = 0; i < words->count; i++)
        at += sprintf(at, "%zu:%s", strlen(words->item[i]), words->item[i]);
    return value;
}

bool lx_exec_unpack(const char *value, struct string_list *words)
{
    while (*value) {
        char *end;
        unsigned long length = strtoul(value, &end, 10);
        if (end == value || *end != ':' || length > strlen(end + 1))
            return false;
        string_list_add(words, strndup(end + 1, length));
        value = end + 1 + length;
    }
    return true;
}

/* ---- our own executable ---- */

/* Descriptor of it, or -1. */
static int self_fd(void)
{
    return lx_process.exec_fd - 1;
}

void lx_exec_set_self(int fd)
{
    lx_process.exec_fd = fd + 1;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

bool lx_exec_is_own_fd(int fd)
{
    return fd >= 0 && fd == self_fd();
}

void lx_exec_keep_self(void)
{
    if (self_fd() >= 0)
        return;
    int fd = fd_open_high("/proc/self/exe", O_PATH, 0);
    if (fd >= 0)
        lx_exec_set_self(fd);
}

/*
 * The host's execveat.  Not entered while a taken signal waits (-LX_ERESTART): the new program
 * would neither get it nor open its mask.
 */
static int host_exec(int dirfd, const char *path, char *const *argv, char *const *envp, int flags)
{
    struct task *task = task_self();

    if (!task->is_vfork_child && lx_process.exec)
        exec_save(lx_process.exec);
    return (int)lx_hostcall(task, SYS_execveat, dirfd, (long)path, (long)argv, (long)envp, flags,
                            0);
}

/* Without /proc.  AT_EXECFN may be the guest's program, which the kernel gave us. */
static int exec_self_by_name(char *const *argv, char *const *envp)
{
    const char *own = (const char *)getauxval(AT_EXECFN);
    int fd = own ? open(own, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return -ENOENT;
    int result = build_is_file(fd) ? host_exec(fd, "", argv, envp, AT_EMPTY_PATH) : -ENOENT;
    close(fd);
    return result;
}

/* Executes ourselves; returns -errno or -LX_ERESTART. */
static int exec_self(char *const *argv, char *const *envp)
{
    int result, fd = self_fd();
    if (fd >= 0) {
        fcntl(fd, F_SETFD, 0);
        result = host_exec(fd, "", argv, envp, AT_EMPTY_PATH);
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        return result;
    }
    result = host_exec(AT_FDCWD, "/proc/self/exe", argv, envp, 0);
    return result == -ENOENT ? exec_self_by_name(argv, envp) : result;
}

/* ---- execve ---- */

/* "-name" and a number or text, two words. */
static void add_option(struct string_list *words, const char *name, const char *value)
{
    string_list_add(words, strdup(name));
    string_list_add(words, strdup(value));
}

static char *make_variable(const struct program *p, int seccomp_fd)
{
    const struct options *options = lx_process.options;
    struct string_list words = {0};
    char number[24], name[64];
    for (size_t i = 0; options && i < options->inherited.count; i++) {
        if (p->arch != lx_process.arch && !strcmp(options->inherited.item[i], "-cpu"))
            i++; /* the other guest has other models */
        else
            string_list_add(&words, strdup(options->inherited.item[i]));
    }
    snprintf(name, sizeof name, "qemu-%s", p->arch->names[0]);
    add_option(&words, "-ferry-name",
               p->arch == lx_process.arch ? log_program() : (const char *)name);
    add_option(&words, "-ferry-execfn", p->execfn);
    add_option(&words, "-ferry-path", p->host_path);
    snprintf(number, sizeof number, "%d", p->fd);
    add_option(&words, "-ferry-fd", number);
    if (self_fd() >= 0) {
        snprintf(number, sizeof number, "%d", self_fd());
        add_option(&words, "-ferry-self", number);
    }
    if (seccomp_fd >= 0) {
        snprintf(number, sizeof number, "%d", seccomp_fd);
        add_option(&words, "-ferry-seccomp", number);
    }
    if (lx_process.mdwe == 1) /* without PR_MDWE_NO_INHERIT */
        add_option(&words, "-ferry-mdwe", "1");
    if (lx_trace_save(task_self())) {
        snprintf(number, sizeof number, "%llu", (unsigned long long)lx_trace_save(task_self()));
        add_option(&words, "-ferry-trace", number);
    }
    char gdb[96], limits[96];
    if (lx_gdb_save(task_self(), gdb, sizeof gdb))
        add_option(&words, "-ferry-gdb", gdb);
    if (lx_limits_save(limits, sizeof limits))
        add_option(&words, "-ferry-limits", limits);
    char *value = lx_exec_pack(&words), *variable = NULL;
    if (value && asprintf(&variable, EXEC_VARIABLE "=%s", value) < 0)
        variable = NULL;
    free(value);
    program_free_list(words.item);
    return variable;
}

/*
 * What an execve has allocated.  A vfork child that succeeds leaves it behind in the memory of its
 * parent, which frees it with the child's task.
 */
struct exec_state {
    struct program program;
    char *variable;
    char **plain, **with_variable; /* environments; their strings are the caller's */
    int seccomp_fd;                /* the filters, or -1 */
};

/* envp without our variable, with room for it at the end; strings are shared. */
static char **clean_environment(char *const *envp, char *variable)
{
    size_t count = 0, kept = 0;
    while (envp[count])
        count++;
    char **list = calloc(count + 2, sizeof *list);
    for (size_t i = 0; list && i < count; i++)
        if (strncmp(envp[i], EXEC_VARIABLE "=", sizeof EXEC_VARIABLE))
            list[kept++] = envp[i];
    if (list && variable)
        list[kept] = variable;
    return list;
}

static int exec_native(const struct exec_state *x)
{
    const struct program *p = &x->program;
    int result = host_exec(AT_FDCWD, p->host_path, p->argv, x->plain, 0);
    if (result == -ENOENT || result == -EACCES) { /* no name of its own, as a memfd */
        int again = host_exec(p->fd, "", p->argv, x->plain, AT_EMPTY_PATH);
        result = again == -ENOENT ? result : again;
    }
    return result;
}

static int exec_guest(const struct exec_state *x)
{
    const struct program *p = &x->program;
    fcntl(p->fd, F_SETFD, 0);
    lx_gdb_keep(task_self(), true);
    int result = exec_self(p->argv, x->with_variable);
    lx_gdb_keep(task_self(), false);
    fcntl(p->fd, F_SETFD, FD_CLOEXEC);
    if ((result == -ENOENT || result == -EACCES) && x->seccomp_fd < 0)
        /* We can't be reached from here: perhaps binfmt_misc knows what to do. */
        result = exec_native(x);
    return result;
}

/* Only the kernel can give a set-user-id program its rights: with binfmt_misc's flag C it does. */
static int exec_privileged(const struct exec_state *x)
{
    if (!x->program.privileged || x->seccomp_fd >= 0 || lx_process.sysroot || !geteuid())
        return -ENOEXEC;
    return exec_native(x);
}

static int execute(struct task *task, struct exec_state *x, char *const *envp)
{
    bool native = x->program.native;
    int result;
    x->seccomp_fd = seccomp_save(task);
    if (x->seccomp_fd < -1)
        return x->seccomp_fd;
    if (native && x->seccomp_fd >= 0) {
        /* Filters for the guest's calls mean nothing to the host's program. */
        log_if(LOG_UNIMP, "%s: a program of the host is not run under a seccomp filter\n",
               x->program.host_path);
        return -EACCES;
    }
    x->variable = native ? NULL : make_variable(&x->program, x->seccomp_fd);
    x->plain = clean_environment(envp, NULL);
    x->with_variable = native ? NULL : clean_environment(envp, x->variable);
    if (!x->plain || (!native && (!x->variable || !x->with_variable)))
        return -ENOMEM;
    lx_signal_before_exec(task);
    lx_gdb_executes(task, true);
    if (native) {
        lx_limits_to_host(true);
        result = exec_native(x);
        lx_limits_to_host(false);
    } else {
        result = exec_privileged(x);
        if (result == -ENOEXEC)
            result = exec_guest(x);
    }
    lx_gdb_executes(task, false);
    lx_signal_exec_failed(task);
    return result;
}

void lx_exec_forget(struct task *task, bool close_file)
{
    struct exec_state *x = task->exec;
    if (!x)
        return;
    task->exec = NULL;
    if (!close_file) /* they are a child's that shares the memory, or gone */
        x->program.fd = x->program.interp_fd = -1;
    else if (x->seccomp_fd >= 0)
        close(x->seccomp_fd);
    program_free(&x->program);
    free(x->variable);
    free(x->plain);
    free(x->with_variable);
    free(x);
}

static int check_strings(const struct program *p, char *const *envp)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit))
        limit.rlim_cur = RLIM_INFINITY;
    return stack_check_size((const char *const *)p->argv, (const char *const *)envp, p->execfn,
                            p->native ? sizeof(void *) : p->arch->abi->word, limit.rlim_cur);
}

long lx_execve(struct task *task, int dirfd, const char *path, char *const *argv, char *const *envp,
               int flags)
{
    static char empty[] = "";
    char *const one[] = {empty, NULL};
    struct loader_error e = {0};
    if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_EXECVE_CHECK))
        return -EINVAL;
    struct exec_state *x = calloc(1, sizeof *x);
    if (!x)
        return -ENOMEM;
    struct program_request request = {task, dirfd, path, flags & ~AT_EXECVE_CHECK,
                                      argv[0] ? argv : one};
    x->seccomp_fd = -1;
    task->exec = x;
    int result = program_find(&request, &x->program, &e);
    if (result && e.text[0])
        log_if(LOG_LOADER, "execve %s: %s\n", path, e.text);
    if (!result)
        result = check_strings(&x->program, envp);
    if (!result && !(flags & AT_EXECVE_CHECK))
        result = execute(task, x, envp);
    lx_exec_forget(task, true);
    return result;
}
