/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Path names under -L: see path.h.
 *
 * In: guest paths, lx_process.sysroot.  Out: host paths.
 * The walk keeps two strings: `done`, resolved and free of links, as the guest
 * names it ("" is the root), and `rest`, still to be walked.  openat2(2) says at once whether
 * `rest` is free of links; else it costs one readlink a component up to the next link.  There is no
 * cache that could be out of date.
 */
#include "linux-user/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/options.h"
#include "linux-user/task.h"

enum { LINKS_MAX = 40 };

enum { ROOM = PATH_MAX + NAME_MAX + 2 };

struct walk {
    char host[ROOM];     /* sysroot, then `done` */
    size_t root, length; /* bytes of the sysroot; of all */
    char text[ROOM];     /* holds `rest` */
    char *rest;
    unsigned links;
    bool absolute_link; /* an absolute link was followed: the host may name the file otherwise */
    bool missing;
};

static bool is_below(const char *path, const char *directory, size_t length)
{
    return !strncmp(path, directory, length) && (!path[length] || path[length] == '/');
}

/* Kernel file systems make no sense from a sysroot. */
static bool is_kernel_path(const char *path)
{
    return is_below(path, "/proc", 5) || is_below(path, "/dev", 4) || is_below(path, "/sys", 4);
}

static void drop_last(struct walk *w)
{
    while (w->length > w->root && w->host[--w->length] != '/')
        ;
    w->host[w->length] = 0;
}

/* Puts a link's target in front of what is left; false when it gets too long. */
static bool follow(struct walk *w, const char *target, size_t length)
{
    size_t rest = strlen(w->rest);
    drop_last(w);
    if (++w->links > LINKS_MAX || length + 1 + rest >= sizeof w->text)
        return false;
    memmove(w->text + length + (rest > 0), w->rest, rest + 1);
    memcpy(w->text, target, length);
    if (rest)
        w->text[length] = '/';
    w->rest = w->text;
    if (*target == '/') {
        w->length = w->root;
        w->host[w->length] = 0;
        w->absolute_link = true;
    }
    return true;
}

/*
 * Moves one component from `rest` to `done`.  Returns false when the walk is
 * over before its end: a component that does not exist, a kernel path, or a
 * name too long.
 */
static bool step(struct walk *w, int flags)
{
    const char *at = w->rest + strspn(w->rest, "/");
    size_t length = strcspn(at, "/");
    bool slash = at[length] == '/';
    char target[PATH_MAX];

    w->rest = (char *)at + length + strspn(at + length, "/");
    if (!length || (length == 1 && *at == '.'))
        return true;
    if (length == 2 && !memcmp(at, "..", 2)) {
        drop_last(w);
        return true;
    }
    w->missing = w->length + length + 2 > sizeof w->host;
    if (w->missing)
        return false;
    w->host[w->length] = '/';
    memcpy(w->host + w->length + 1, at, length);
    w->length += length + 1;
    w->host[w->length] = 0;
    if (is_kernel_path(w->host + w->root)) {
        w->missing = w->absolute_link = true;
        return false;
    }
    ssize_t got = readlink(w->host, target, sizeof target);
    if (got >= 0 && (*w->rest || slash || !(flags & LX_PATH_NOFOLLOW)))
        w->missing = !follow(w, target, (size_t)got);
    else
        w->missing = got < 0 && errno != EINVAL;
    return !w->missing;
}

/* Is each component a name: none empty, "." or ".."? */
static bool are_names(const char *path)
{
    for (;; path++) {
        size_t length = strcspn(path, "/");
        if (!length || (*path == '.' && (length == 1 || (length == 2 && path[1] == '.'))))
            return false;
        path += length;
        if (!*path)
            return true;
    }
}

/* Walks to the end of `rest` in one step.  False: step by step; there may be links on the way, or
   another thread that could see the descriptor and get the next one instead of this one. */
static bool leap(struct walk *w, int flags)
{
    static atomic_bool none; /* a kernel without openat2 */
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS};
    const char *at = w->rest + (*w->rest == '/');
    size_t length = strlen(at), before = w->length;
    if (lx_process.ever_threaded || atomic_load_explicit(&none, memory_order_relaxed) ||
        !are_names(at) || w->length + length + 2 > sizeof w->host)
        return false;
    w->host[w->length] = '/';
    memcpy(w->host + w->length + 1, at, length + 1);
    if (!is_kernel_path(w->host + w->root)) {
        how.flags |= flags & LX_PATH_NOFOLLOW ? O_NOFOLLOW : 0;
        int fd = (int)syscall(SYS_openat2, AT_FDCWD, w->host, &how, sizeof how);
        if (fd >= 0)
            close(fd);
        w->missing = fd < 0 && (errno == ENOENT || errno == ENOTDIR);
        if (fd >= 0 || w->missing) {
            w->length += length + 1;
            w->rest = (char *)at + length;
            return true;
        }
        if (errno == ENOSYS)
            atomic_store_explicit(&none, true, memory_order_relaxed);
    }
    w->host[before] = 0;
    return false;
}

/* Walks the absolute guest path; true when it exists below the sysroot (w->host is it). */
static bool walk(struct walk *w, const char *path, int flags)
{
    w->root = w->length = strlen(lx_process.sysroot);
    w->links = 0;
    w->absolute_link = w->missing = false;
    w->host[0] = 0;
    w->rest = w->text;
    w->text[0] = 0;
    if (w->root >= PATH_MAX || strlen(path) >= sizeof w->text)
        return false;
    memcpy(w->host, lx_process.sysroot, w->root + 1);
    memcpy(w->text, path, strlen(path) + 1);
    for (unsigned links = UINT_MAX; *w->rest;) {
        if (links != w->links && leap(w, flags))
            break;
        links = w->links; /* the next link is still to come */
        if (!step(w, flags))
            break;
    }
    /* The root itself: it may have been left behind by a chroot. */
    if (w->length == w->root && access(w->host, F_OK))
        w->missing = true;
    return !w->missing;
}

static const char *absolute(const char *path, int flags, char *buffer)
{
    struct walk w;
    bool slash = path[strlen(path) - 1] == '/';
    int length = -1;
    if (is_kernel_path(path))
        return path;
    if (walk(&w, path, flags))
        length = snprintf(buffer, PATH_MAX, "%s%s", w.host, slash ? "/" : "");
    else if (w.absolute_link)
        length = snprintf(buffer, PATH_MAX, "%s%s%s", w.host + w.root, *w.rest ? "/" : "", w.rest);
    return length > 0 && length < PATH_MAX ? buffer : path;
}

/* Does a relative path lead through a link or ".."?  Only then can it leave its directory. */
static bool may_leave(int dirfd, const char *path, int flags)
{
    char part[PATH_MAX], target[1];
    size_t at = 0;
    while (path[at]) {
        size_t start = at + strspn(path + at, "/"), end = start + strcspn(path + start, "/");
        if (end - start == 2 && !memcmp(path + start, "..", 2))
            return true;
        if (end >= sizeof part)
            return false;
        if (!path[end] && (flags & LX_PATH_NOFOLLOW))
            return false;
        memcpy(part, path, end);
        part[end] = 0;
        if (readlinkat(dirfd, part, target, sizeof target) >= 0)
            return true;
        if (errno != EINVAL)
            return false;
        at = end;
    }
    return false;
}

/* The guest's absolute name of a directory below the sysroot; false for any other. */
static bool directory_name(int dirfd, char *buffer)
{
    char name[40];
    ssize_t got;
    if (dirfd == AT_FDCWD) {
        if (!getcwd(buffer, PATH_MAX))
            return false;
    } else {
        snprintf(name, sizeof name, "/proc/self/fd/%d", dirfd);
        got = readlink(name, buffer, PATH_MAX - 1);
        if (got <= 0 || got >= PATH_MAX - 1)
            return false;
        buffer[got] = 0;
    }
    return lx_path_to_guest(buffer);
}

static const char *relative(int dirfd, const char *path, int flags, char *buffer)
{
    char directory[PATH_MAX], whole[ROOM];
    struct walk w;
    if (!*path || !may_leave(dirfd, path, flags) || !directory_name(dirfd, directory))
        return path;
    if ((size_t)snprintf(whole, sizeof whole, "%s/%s", directory, path) >= sizeof whole)
        return path;
    if (!walk(&w, whole, flags)) {
        /* A new name in an existing directory, or a way out to the kernel's files. */
        if (w.links && is_kernel_path(w.host + w.root))
            return absolute(whole, flags, buffer);
        return path;
    }
    int length =
        snprintf(buffer, PATH_MAX, "%s%s", w.host, path[strlen(path) - 1] == '/' ? "/" : "");
    return length < PATH_MAX ? buffer : path;
}

const char *lx_path_at(int dirfd, const char *path, int flags, char buffer[PATH_MAX])
{
    if (!lx_process.sysroot || !*path)
        return path;
    int saved = errno;
    const char *result =
        *path == '/' ? absolute(path, flags, buffer) : relative(dirfd, path, flags, buffer);
    errno = saved;
    return result;
}

const char *lx_path(const char *path, char buffer[PATH_MAX])
{
    return lx_path_at(AT_FDCWD, path, LX_PATH_FOLLOW, buffer);
}

bool lx_path_to_guest(char *path)
{
    const char *sysroot = lx_process.sysroot;
    size_t length = sysroot ? strlen(sysroot) : 0;
    if (!length || !is_below(path, sysroot, length))
        return false;
    if (path[length])
        memmove(path, path + length, strlen(path + length) + 1);
    else
        memcpy(path, "/", 2);
    return true;
}

void lx_path_init(const char *prefix)
{
    struct stat st;
    char *real = prefix ? realpath(prefix, NULL) : NULL;
    if (real && (!strcmp(real, "/") || stat(real, &st) || !S_ISDIR(st.st_mode))) {
        free(real);
        real = NULL;
    }
    lx_process.sysroot = real;
}

void lx_path_init_default(const char *guest)
{
    const struct options *options = lx_process.options;
    char path[128];
    if (lx_process.sysroot || (options && options->prefix))
        return;
    for (int i = 0; i < 2 && !lx_process.sysroot; i++) {
        snprintf(path, sizeof path, i ? "/etc/qemu-binfmt/%s" : "/usr/gnemul/qemu-%s", guest);
        if (!access(path, X_OK))
            lx_path_init(path);
    }
}
