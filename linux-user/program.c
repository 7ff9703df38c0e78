/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a path to a program: see program.h.
 *
 * The order of the checks and their errnos are those of Linux's execve.
 */
#include "linux-user/program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux-user/path.h"
#include "linux-user/task.h"
#include "loader/script.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000 /* Linux 6.14 */
#endif

char **program_copy_list(char *const *list)
{
    size_t count = 0;
    while (list[count])
        count++;
    char **copy = calloc(count + 1, sizeof *copy);
    for (size_t i = 0; copy && i < count; i++) {
        copy[i] = strdup(list[i]);
        if (!copy[i]) {
            program_free_list(copy);
            return NULL;
        }
    }
    return copy;
}

void program_free_list(char **list)
{
    for (char **at = list; at && *at; at++)
        free(*at);
    free(list);
}

static const struct program nothing = {.fd = -1, .interp_fd = -1};

void program_free(struct program *p)
{
    if (p->fd >= 0)
        close(p->fd);
    if (p->interp_fd >= 0)
        close(p->interp_fd);
    free(p->execfn);
    free(p->guest_path);
    free(p->host_path);
    free(p->interp_host);
    program_free_list(p->argv);
    elf_free(&p->image);
    elf_free(&p->interp);
    *p = nothing;
}

static int fail_errno(struct loader_error *e, int err)
{
    return loader_fail(e, err, "%s", strerror(err));
}

/* What older kernels than 6.14 leave to us; best effort for ETXTBSY. */
static int check_by_hand(int fd, const struct stat *st)
{
    struct statvfs fs;
    char name[40];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    if (!fstatvfs(fd, &fs) && (fs.f_flag & ST_NOEXEC))
        return -EACCES;
    if (faccessat(AT_FDCWD, name, X_OK, AT_EACCESS) && errno == EACCES)
        return -EACCES;
    if (!(st->st_mode & 0111))
        return -EACCES;
    /* A read lease is refused when somebody has the file open for writing. */
    if (!fcntl(fd, F_SETLEASE, F_RDLCK))
        fcntl(fd, F_SETLEASE, F_UNLCK);
    else if (errno == EAGAIN)
        return -ETXTBSY;
    return 0;
}

/* May this file be executed?  0 or the kernel's -errno. */
static int check_executable(int fd, struct program *p)
{
    static char *const none[] = {NULL};
    struct stat st;
    if (fstat(fd, &st))
        return -errno;
    if (!S_ISREG(st.st_mode))
        return -EACCES;
    if (p)
        p->privileged = st.st_mode & (S_ISUID | S_ISGID);
    if (!syscall(SYS_execveat, fd, "", none, none, AT_EMPTY_PATH | AT_EXECVE_CHECK))
        return 0;
    return errno == EINVAL || errno == ENOSYS ? check_by_hand(fd, &st) : -errno;
}

/* openat that works when the guest has used up its descriptors: the kernel's execve needs none. */
static int open_spare(int dirfd, const char *path, int flags)
{
    struct rlimit limit;
    int fd = openat(dirfd, path, flags);
    if (fd >= 0 || errno != EMFILE || getrlimit(RLIMIT_NOFILE, &limit))
        return fd;
    rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    fd = openat(dirfd, path, flags);
    int err = errno;
    limit.rlim_cur = soft;
    setrlimit(RLIMIT_NOFILE, &limit);
    errno = err;
    return fd;
}

/* What execve says where open says `error`: sockets can't be opened. */
static int open_error(int error)
{
    return error == ENXIO ? -EACCES : -error;
}

/* Opens for execution; the host's path goes to *host (malloc'ed). An fd or -errno. */
static int open_program(const struct program_request *rq, char **host)
{
    char buffer[PATH_MAX];
    int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    bool nofollow = rq->flags & AT_SYMLINK_NOFOLLOW;
    if (!*rq->path) {
        if (!(rq->flags & AT_EMPTY_PATH))
            return -ENOENT;
        snprintf(buffer, sizeof buffer, "/proc/self/fd/%d", rq->dirfd);
        *host = strdup(buffer);
        int fd = open_spare(AT_FDCWD, buffer, flags);
        if (fd < 0 && errno == ENOENT) /* no /proc */
            fd = fcntl(rq->dirfd, F_DUPFD_CLOEXEC, 0);
        return fd < 0 ? open_error(errno) : fd;
    }
    const char *path = rq->task ? lx_procfs_path(rq->task, rq->dirfd, rq->path) : NULL;
    if (!path)
        path = lx_path_at(rq->dirfd, rq->path, nofollow ? LX_PATH_NOFOLLOW : 0, buffer);
    *host = strdup(path);
    int fd = open_spare(rq->dirfd, path, flags | (nofollow ? O_NOFOLLOW : 0));
    return fd < 0 ? open_error(errno) : fd;
}

/* The absolute name of an open file, as the host has it. */
static char *name_of_fd(int fd, const char *fallback)
{
    char name[40], target[PATH_MAX];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(name, target, sizeof target - 1);
    if (got > 0) {
        target[got] = 0;
        return strdup(target);
    }
    char *real = realpath(fallback, NULL);
    return real ? real : strdup(fallback);
}

/* The kernel's bprm->filename. */
static char *execfn_of(const struct program_request *rq)
{
    char *text = NULL;
    int got;
    if (rq->dirfd == AT_FDCWD || *rq->path == '/')
        return strdup(rq->path);
    if (*rq->path)
        got = asprintf(&text, "/dev/fd/%d/%s", rq->dirfd, rq->path);
    else
        got = asprintf(&text, "/dev/fd/%d", rq->dirfd);
    return got < 0 ? NULL : text;
}

/* argv of a script: interpreter, [argument], the script's path, the rest of its arguments. */
static char **script_argv(const struct script *s, const char *path, char **old)
{
    size_t count = 0, at = 0;
    while (old[count])
        count++;
    char **list = calloc(count + 4, sizeof *list);
    if (!list)
        return NULL;
    list[at++] = strdup(s->interpreter);
    if (s->has_argument)
        list[at++] = strdup(s->argument);
    list[at++] = strdup(path);
    size_t own = at;
    if (count) {
        free(old[0]);
        memcpy(list + at, old + 1, (count - 1) * sizeof *old);
    }
    free(old);
    for (size_t i = 0; i < own; i++) {
        if (!list[i]) {
            program_free_list(list);
            return NULL;
        }
    }
    return list;
}

static void take_file(struct program *p, int fd, char *host)
{
    p->fd = fd;
    p->host_path = name_of_fd(fd, host);
    free(host);
    p->guest_path = p->host_path ? strdup(p->host_path) : NULL;
    if (p->guest_path)
        lx_path_to_guest(p->guest_path);
}

static bool is_native(const struct elf_image *image)
{
    return !image->big_endian && (image->machine == EM_X86_64 || image->machine == EM_386);
}

static int open_interp(struct program *p, struct loader_error *e)
{
    int fd = open_spare(AT_FDCWD, p->interp_host, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    p->interp_fd = fd;
    int result = fd < 0 ? -errno : check_executable(fd, NULL);
    if (result)
        return loader_fail(e, -result, "Could not open '%.100s': %s", p->image.interp,
                           strerror(-result));
    struct loader_error why = {0};
    struct loader_file file = loader_file_of_fd(&p->interp_fd);
    result = elf_parse(&file, &p->interp, &why);
    if (!result)
        result = elf_check(&p->interp, p->arch->abi, &why);
    if (result)
        return loader_fail(e, why.err == EIO ? EIO : ELIBBAD, "its interpreter '%.80s': %.120s",
                           p->image.interp, why.text);
    return 0;
}

/* Where distributions put the libraries of other architectures; %s: a name of the guest. */
static const char *const foreign_roots[] = {
    "/usr/gnemul/qemu-%s",               /* QEMU's own convention */
    "/etc/qemu-binfmt/%s",               /* Debian until 12 */
    "/usr/%s-linux-gnu*",                /* Debian's cross compilers */
    "/usr/%s-linux-gnu*/sys-root",       /* Fedora's */
    "/usr/%s-redhat-linux/sys-root/fc*", /* its sysroot packages */
    "/usr/%s-*-linux-*",                 /* Gentoo's crossdev */
};

/* The first of the places that has the interpreter: its root, malloc'ed, or NULL. */
static char *root_with(const char *interp, const char *pattern, const char *guest)
{
    char path[PATH_MAX], *root = NULL;
    glob_t found;
    snprintf(path, sizeof path, pattern, guest);
    if (glob(path, GLOB_ONLYDIR, NULL, &found))
        return NULL;
    for (size_t i = 0; i < found.gl_pathc && !root; i++) {
        snprintf(path, sizeof path, "%s%s", found.gl_pathv[i], interp);
        if (!access(path, R_OK))
            root = strdup(found.gl_pathv[i]);
    }
    globfree(&found);
    return root;
}

/*
 * Without a sysroot: the interpreter among the libraries of other architectures, which become the
 * sysroot of a program that is about to start (its libraries are there as well).
 */
static char *foreign_interp(const struct program *p)
{
    char *root = NULL, *path = NULL;
    if (lx_process.sysroot)
        return NULL;
    for (size_t i = 0; i < sizeof foreign_roots / sizeof *foreign_roots; i++)
        for (const char *const *name = p->arch->names; *name && !root; name++)
            root = root_with(p->image.interp, foreign_roots[i], *name);
    if (root && asprintf(&path, "%s%s", root, p->image.interp) < 0)
        path = NULL;
    if (path && !lx_process.space)
        lx_path_init(root);
    free(root);
    return path;
}

static int check_interp(struct program *p, struct loader_error *e)
{
    char buffer[PATH_MAX];
    if (!p->image.interp)
        return 0;
    const char *host = lx_path(p->image.interp, buffer);
    p->interp_host = access(host, F_OK) ? foreign_interp(p) : NULL;
    if (!p->interp_host)
        p->interp_host = strdup(host);
    if (!p->interp_host)
        return loader_fail(e, ENOMEM, "out of memory");
    return open_interp(p, e);
}

/* The ELF file behind p->fd: whose is it, and is it whole? */
static int check_elf(struct program *p, struct loader_error *e)
{
    struct loader_file file = loader_file_of_fd(&p->fd);
    uint64_t low, size;
    int result = elf_parse(&file, &p->image, e);
    p->is_elf = p->image.word != 0;
    p->native = p->image.machine && is_native(&p->image);
    if (result)
        return result;
    if (p->native)
        return 0;
    p->arch = linux_arch_by_elf(p->image.machine, p->image.word, p->image.big_endian);
    if (!p->arch)
        return loader_fail(e, ENOEXEC, "it is made for %s",
                           elf_machine_name(p->image.machine, p->image.word, p->image.big_endian));
    result =
        elf_span(&p->image, p->arch->abi->page_size, p->arch->abi->address_limit, &low, &size, e);
    return result ? result : check_interp(p, e);
}

/* A script's path for its interpreter has to exist after exec: "/dev/fd/N" of a close-on-exec fd
   does not. */
static bool vanishes(const struct program_request *rq)
{
    int flags;
    if (rq->dirfd == AT_FDCWD || *rq->path == '/')
        return false;
    flags = fcntl(rq->dirfd, F_GETFD);
    return flags >= 0 && (flags & FD_CLOEXEC);
}

/* Follows "#!" lines until p->fd is no script. */
static int follow_scripts(const struct program_request *first, struct program *p,
                          struct loader_error *e)
{
    struct program_request rq = *first;
    struct script script = {0};
    char *name = NULL;
    int result = 0;
    for (int depth = 0; !result; depth++) {
        char bytes[SCRIPT_BYTES], *host = NULL;
        int fd = open_program(&rq, &host);
        result = fd < 0 ? fd : check_executable(fd, p);
        ssize_t got = result ? 0 : pread(fd, bytes, sizeof bytes, 0);
        enum script_result kind = got > 0 ? script_parse(bytes, (size_t)got, &script) : SCRIPT_NONE;
        if (!result && kind == SCRIPT_NONE) {
            take_file(p, fd, host);
            break;
        }
        if (fd >= 0)
            close(fd);
        free(host);
        if (result)
            fail_errno(e, -result);
        else if (kind == SCRIPT_BAD)
            result = loader_fail(e, ENOEXEC, "its #! line names no interpreter");
        else if (!depth && vanishes(first))
            result = fail_errno(e, ENOENT);
        else if (depth == SCRIPT_DEPTH_MAX)
            result = fail_errno(e, ELOOP);
        else if (!(p->argv = script_argv(&script, depth ? name : p->execfn, p->argv)))
            result = fail_errno(e, ENOMEM);
        if (result && depth)
            loader_fail(e, -result, "its interpreter '%.150s': %s", name, strerror(-result));
        p->is_script |= kind != SCRIPT_NONE;
        free(name);
        name = strdup(script.interpreter);
        rq = (struct program_request){first->task, AT_FDCWD, name, 0, NULL};
        if (!name && !result)
            result = fail_errno(e, ENOMEM);
    }
    free(name);
    return result;
}

int program_find(const struct program_request *rq, struct program *p, struct loader_error *e)
{
    *p = nothing;
    p->execfn = execfn_of(rq);
    p->argv = program_copy_list(rq->argv);
    if (!p->execfn || !p->argv)
        return fail_errno(e, ENOMEM);
    int result = follow_scripts(rq, p, e);
    return result ? result : check_elf(p, e);
}

int program_take(int fd, const char *execfn, const char *host_path, char *const *argv,
                 struct program *p, struct loader_error *e)
{
    *p = nothing;
    p->execfn = strdup(execfn);
    p->argv = program_copy_list(argv);
    take_file(p, fd, strdup(host_path));
    if (!p->execfn || !p->argv || !p->guest_path)
        return fail_errno(e, ENOMEM);
    return check_elf(p, e);
}
