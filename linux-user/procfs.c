/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files in /proc whose content must be the guest's.
 *
 * In: paths of open and readlink.  Out: file descriptors with a made text (memfd), or word that the
 * host's own file is right.  What load.c has told the kernel (comm, cmdline, environ,
 * auxv) needs no view.  Invariant: a view is made from the host's file under the very path the
 * guest used, so where /proc is not mounted the guest sees that.
 */
#include "linux-user/procfs.h"

#include "base/bytes.h"
#include "linux-user/arch.h"
#include "linux-user/space.h"
#include "linux-user/task.h"
#include "linux-user/trace_remote.h"
#include "syscalls/flagmap.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- views ---- */

static void copy_guest_range(FILE *out, gaddr start, gaddr end)
{
    char buffer[4096];

    while (start < end) {
        size_t n = end - start < sizeof(buffer) ? (size_t)(end - start) : sizeof(buffer);

        if (lx_copy_from_guest(buffer, start, n) < 0)
            return;
        fwrite(buffer, 1, n, out);
        start += n;
    }
}

static void view_cmdline(const struct procfs_subject *s, const char *host, FILE *out)
{
    (void)s;
    (void)host;
    copy_guest_range(out, lx_process.arg_start, lx_process.arg_end);
}

static void view_environ(const struct procfs_subject *s, const char *host, FILE *out)
{
    (void)s;
    (void)host;
    copy_guest_range(out, lx_process.env_start, lx_process.env_end);
}

static void view_auxv(const struct procfs_subject *s, const char *host, FILE *out)
{
    (void)s;
    (void)host;
    fwrite(lx_process.auxv, 1, lx_process.auxv_size, out);
}

/* Another launcher's, which the kernel has in 64-bit words. */
static void view_other_auxv(const struct procfs_subject *s, const char *host, FILE *out)
{
    const struct abi *abi = lx_process.arch->abi;
    uint64_t pair[2];

    (void)s;
    do {
        memcpy(pair, host, sizeof(pair));
        host += sizeof(pair);
        for (int i = 0; i < 2; i++) {
            uint8_t word[sizeof(uint64_t)];

            store_word(word, pair[i], abi->word, abi->big_endian);
            fwrite(word, 1, abi->word, out);
        }
    } while (pair[0]);
}

static void view_cpuinfo(const struct procfs_subject *s, const char *host, FILE *out)
{
    int cpus = 0;

    for (const char *p = host; (p = strstr(p, "processor")); p += 9)
        if (p == host || p[-1] == '\n')
            cpus++;
    lx_process.arch->cpuinfo(s->task->cpu, out, cpus ? cpus : (int)sysconf(_SC_NPROCESSORS_ONLN));
}

/* proc(5): fields of stat that tell addresses and sizes, by number. */
static bool stat_field(const struct procfs_subject *s, int field, const struct procfs_memory *m,
                       uint64_t *value)
{
    const struct process *p = s->process;

    switch (field) {
    case 23: *value = m->size; return true;
    case 24: *value = m->resident / 4096; return true;
    case 26: *value = p->start_code; return true;
    case 27: *value = p->end_code; return true;
    case 28: *value = p->start_stack; return true;
    case 32: *value = s->blocked & INT32_MAX; return true; /* signals below 32 */
    case 33: *value = s->ignored & INT32_MAX; return true;
    case 34: *value = s->caught & INT32_MAX; return true;
    case 45: *value = p->start_data; return true;
    case 46: *value = p->end_data; return true;
    case 47: *value = s->brk_start; return true;
    case 48: *value = p->arg_start; return true;
    case 49: *value = p->arg_end; return true;
    case 50: *value = p->env_start; return true;
    case 51: *value = p->env_end; return true;
    default: return false;
    }
}

static void view_stat(const struct procfs_subject *s, const char *host, FILE *out)
{
    const char *p = strrchr(host, ')');
    struct procfs_memory m;
    int field = 3;

    if (!p)
        return;
    procfs_measure(s, &m);
    fwrite(host, 1, (size_t)(p + 1 - host), out);
    for (p++; *p == ' '; field++) {
        size_t length = strcspn(p + 1, " \n");
        uint64_t value;

        bool set = field >= 32 && field <= 34;

        if (stat_field(s, field, &m, &value) && (p[1] != '0' || set))
            fprintf(out, " %" PRIu64, value);
        else
            fprintf(out, " %.*s", (int)length, p + 1);
        p += 1 + length;
    }
    fputs(p, out);
}

static void view_status(const struct procfs_subject *s, const char *host, FILE *out)
{
    struct procfs_memory m;

    procfs_measure(s, &m);
    for (const char *p = host; *p;) {
        const char *newline = strchrnul(p, '\n');

        if (procfs_status_memory(s, p, &m, out))
            ;
        else if (!strncmp(p, "SigBlk:", 7))
            fprintf(out, "SigBlk:\t%016" PRIx64, s->blocked);
        else if (!strncmp(p, "SigIgn:", 7))
            fprintf(out, "SigIgn:\t%016" PRIx64, s->ignored);
        else if (!strncmp(p, "SigCgt:", 7))
            fprintf(out, "SigCgt:\t%016" PRIx64, s->caught);
        else if (!strncmp(p, "Seccomp:", 8))
            fprintf(out, "Seccomp:\t%u", s->seccomp_mode);
        else if (!strncmp(p, "Seccomp_filters:", 16))
            fprintf(out, "Seccomp_filters:\t%u", s->seccomp_filters);
        else
            fprintf(out, "%.*s", (int)(newline - p), p);
        if (!*newline)
            return;
        fputc('\n', out);
        p = newline + 1;
    }
}

static void print_limit(FILE *out, const char *name, const struct lx_limit *l)
{
    fprintf(out, "%-25s ", name);
    for (int i = 0; i < 2; i++) {
        uint64_t value = i ? l->hard : l->soft;

        if (value == RLIM_INFINITY)
            fprintf(out, "%-20s ", "unlimited");
        else
            fprintf(out, "%-20" PRIu64 " ", value);
    }
    fprintf(out, "%-10s\n", "bytes");
}

/* Those that the launcher keeps (limits.h). */
static void view_limits(const struct procfs_subject *s, const char *host, FILE *out)
{
    const struct lx_limits *l = &s->process->limits;

    for (const char *p = host; *p;) {
        const char *newline = strchrnul(p, '\n');

        if (!strncmp(p, "Max data size", 13))
            print_limit(out, "Max data size", &l->data);
        else if (!strncmp(p, "Max address space", 17))
            print_limit(out, "Max address space", &l->as);
        else
            fprintf(out, "%.*s\n", (int)(newline - p), p);
        p = *newline ? newline + 1 : newline;
    }
}

/* What a descriptor was opened with has the guest's numbers. */
static void view_fdinfo(const struct procfs_subject *s, const char *host, FILE *out)
{
    const struct sys_abi *guest = sys_abi_find(lx_process.arch->abi->name);
    const char *flags = strstr(host, "flags:\t");
    char *rest;

    (void)s;
    if (!flags || !guest) {
        fputs(host, out);
        return;
    }
    flags += strlen("flags:\t");
    uint64_t value = strtoull(flags, &rest, 8);

    fprintf(out, "%.*s0%" PRIo64 "%s", (int)(flags - host), host,
            sys_flags_convert(SYS_FL_open, value, sys_abi_host(), guest), rest);
}

enum place { IN_PROCESS = 1, IN_ROOT = 2, IN_FDINFO = 3 };

static const struct entry {
    const char *name;
    enum place place;
    bool published; /* right in the host's file once the kernel has been told */
    bool others;    /* also of other launchers' processes */
    procfs_view *view;
} entries[] = {
    {"maps", IN_PROCESS, false, true, procfs_maps},
    {"smaps", IN_PROCESS, false, true, procfs_smaps},
    {"numa_maps", IN_PROCESS, false, true, procfs_numa_maps},
    {"stat", IN_PROCESS, false, true, view_stat},
    {"status", IN_PROCESS, false, true, view_status},
    {"limits", IN_PROCESS, false, true, view_limits},
    {"statm", IN_PROCESS, false, true, procfs_statm},
    {"smaps_rollup", IN_PROCESS, false, true, procfs_rollup},
    {"syscall", IN_PROCESS, false, true, procfs_syscall},
    {"cmdline", IN_PROCESS, true, false, view_cmdline},
    {"environ", IN_PROCESS, true, false, view_environ},
    {"auxv", IN_PROCESS, true, false, view_auxv},
    {"exe", IN_PROCESS, false, true, NULL},
    {"cpuinfo", IN_ROOT, false, false, view_cpuinfo},
    {"fdinfo", IN_FDINFO, false, true, view_fdinfo}, /* and a number */
};

/* A file: whose, and which. */
struct place_in {
    const struct entry *entry; /* NULL: none of ours */
    pid_t pid, tid;            /* pid 0: the process itself; tid 0: its main thread */
    int number;                /* in fdinfo */
};

/* ---- which file is it ---- */

static const char *skip_slashes(const char *p)
{
    for (;;) {
        if (*p == '/')
            p++;
        else if (p[0] == '.' && (p[1] == '/' || !p[1]))
            p++;
        else
            return p;
    }
}

/* Takes one component equal to `word`; NULL when the next is another. */
static const char *component(const char *p, const char *word)
{
    size_t n = strlen(word);

    p = skip_slashes(p);
    if (strncmp(p, word, n) || (p[n] && p[n] != '/'))
        return NULL;
    return p + n;
}

/* Takes a number, *id; NULL when the next component is none. */
static const char *take_id(const char *p, pid_t *id)
{
    long n = 0;

    p = skip_slashes(p);
    if (!isdigit((unsigned char)*p))
        return NULL;
    for (; isdigit((unsigned char)*p) && n < INT_MAX; p++)
        n = n * 10 + (*p - '0');
    *id = (pid_t)n;
    return *p && *p != '/' ? NULL : p;
}

static bool own_thread(pid_t tid)
{
    return tid == getpid() || lx_rawcall(SYS_tgkill, getpid(), tid, 0, 0, 0, 0) == 0;
}

static const struct entry other_auxv = {"auxv", IN_PROCESS, false, true, view_other_auxv};

static const struct entry *lookup(const char *name, enum place place)
{
    name = skip_slashes(name);
    for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++)
        if (entries[i].place == place && !strcmp(entries[i].name, name))
            return &entries[i];
    return NULL;
}

/* Of another launcher's process. */
static const struct entry *lookup_other(const char *name, pid_t pid)
{
    const struct entry *e = lookup(name, IN_PROCESS);
    bool narrow = lx_process.arch->abi->word != sizeof(void *);

    if (e && e->view == view_auxv && narrow) /* the kernel has it in its own words */
        e = &other_auxv;
    return e && e->others && remote_is_launcher(pid) ? e : NULL;
}

/* The rest of a path of a process: FILE, or fdinfo/NUMBER. */
static const struct entry *lookup_fdinfo(const char *p, int *number)
{
    p = component(p, "fdinfo");
    p = p ? take_id(p, number) : NULL;
    return p && !*skip_slashes(p) ? lookup("fdinfo", IN_FDINFO) : NULL;
}

/* The file at an absolute path. */
static struct place_in classify(const char *path)
{
    struct place_in f = {0};
    const char *p = component(path, "proc"), *q, *t;
    pid_t id = 0;

    if (*path != '/' || !p || (f.entry = lookup(p, IN_ROOT)))
        return f;
    if ((q = component(p, "thread-self"))) {
        f.tid = task_self() ? task_self()->tid : 0; /* 0: for an io_uring (uring_poll.c) */
    } else if (!(q = component(p, "self"))) {
        if (!(q = take_id(p, &id)))
            return f;
        if (own_thread(id))
            f.tid = id;
        else
            f.pid = f.tid = id;
    }
    if (!component(p, "thread-self") && (t = component(q, "task")) && !(q = take_id(t, &f.tid)))
        return f;
    if (!f.pid && f.tid && !own_thread(f.tid))
        return f;
    f.entry = lookup_fdinfo(q, &f.number);
    if (f.entry && f.pid && !remote_is_launcher(f.pid))
        f.entry = NULL;
    else if (!f.entry)
        f.entry = f.pid ? lookup_other(q, f.pid) : lookup(q, IN_PROCESS);
    return f;
}

/* The last component, cheaply, before anything is looked up for it. */
static bool may_match(const char *path)
{
    const char *name = strrchr(path, '/');

    name = name ? name + 1 : path;
    if (isdigit((unsigned char)*name) && (name == path || strstr(path, "fdinfo/")))
        return !sys_flags_same(SYS_FL_open, sys_abi_host(),
                               sys_abi_find(lx_process.arch->abi->name));
    return lookup(name, IN_PROCESS) || lookup(name, IN_ROOT);
}

static struct place_in find_file(int dirfd, const char *path)
{
    char whole[2 * PATH_MAX], link[64];
    ssize_t n;

    if (!may_match(path))
        return (struct place_in){0};
    if (*path == '/')
        return classify(path);
    if (dirfd == AT_FDCWD)
        snprintf(link, sizeof(link), "/proc/self/cwd");
    else
        snprintf(link, sizeof(link), "/proc/self/fd/%d", dirfd);
    n = readlink(link, whole, PATH_MAX);
    if (n <= 0 || n >= PATH_MAX || strncmp(whole, "/proc", 5))
        return (struct place_in){0};
    snprintf(whole + n, sizeof(whole) - (size_t)n, "/%s", path);
    return classify(whole);
}

/* ---- calls ---- */

/* The host's file as a malloc'ed string; NULL with errno. */
static char *slurp(int dirfd, const char *path)
{
    size_t have = 0, room = 16384;
    char *text = malloc(room + 1);
    int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC);

    while (text && fd >= 0) {
        ssize_t n = read(fd, text + have, room - have);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        have += (size_t)n;
        if (have == room) {
            char *more = realloc(text, (room *= 2) + 1);

            if (!more) {
                free(text);
                errno = ENOMEM;
            }
            text = more;
        }
    }
    if (fd < 0) {
        int error = errno;

        free(text);
        errno = error;
        return NULL;
    }
    close(fd);
    if (text)
        text[have] = 0;
    return text;
}

/* A read-only descriptor of a file with this content. */
static long content_fd(const char *text, size_t size, const char *name, int flags)
{
    char link[64];
    int fd = memfd_create(name, MFD_CLOEXEC), again;
    size_t done = 0;

    if (fd < 0)
        return -errno;
    while (done < size) {
        ssize_t n = write(fd, text + done, size - done);

        if (n < 0 && errno != EINTR) {
            long error = -errno;

            close(fd);
            return error;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    again = open(link, O_RDONLY | (flags & O_CLOEXEC));
    if (again >= 0) {
        close(fd);
        /* The number that a plain open would have given. */
        if (again > fd) {
            int low = fcntl(again, flags & O_CLOEXEC ? F_DUPFD_CLOEXEC : F_DUPFD, fd);

            if (low >= 0) {
                close(again);
                again = low;
            }
        }
        return again;
    }
    lseek(fd, 0, SEEK_SET);
    if (!(flags & O_CLOEXEC))
        fcntl(fd, F_SETFD, 0);
    return fd;
}

/* The guest's text, made from the host's file at (dirfd, path): 0 and malloc'ed *text, or -errno,
   -LX_ENOTPROC. */
static long make_text(struct task *task, const struct place_in *f, int dirfd, const char *path,
                      char **text, size_t *size)
{
    char *host = slurp(dirfd, path);
    struct procfs_subject *s;
    FILE *out;
    long result = -ENOMEM;

    *text = NULL;
    if (!host)
        return -errno;
    s = procfs_subject_new(task, f->pid, f->tid);
    if (!s && f->pid)
        result = -LX_ENOTPROC; /* what the host says of a process that we may not look into */
    out = s ? open_memstream(text, size) : NULL;
    if (out) {
        f->entry->view(s, host, out);
        if (fclose(out) == 0)
            result = 0;
    }
    procfs_subject_free(s);
    free(host);
    return result;
}

/* ---- views that are read again ---- */

enum { KEPT = 16 };

/* The last views that have been opened; the oldest one makes room. */
static struct kept {
    ino_t ino; /* of the memfd; 0: none */
    int fd;    /* that it was opened as */
    bool made; /* its content, and nobody has read it yet */
    struct place_in place;
    pid_t maker; /* the process that has opened it: place.pid 0 */
} kept[KEPT];
static unsigned kept_next;
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;

static void keep(int fd, const struct place_in *f)
{
    struct stat st;

    /* In the child of a fork another thread may seem to hold it. */
    if (fstat(fd, &st) < 0 || pthread_mutex_trylock(&kept_lock))
        return;
    kept[kept_next++ % KEPT] = (struct kept){st.st_ino, fd, true, *f, getpid()};
    pthread_mutex_unlock(&kept_lock);
}

static bool find_kept(int fd, bool reads, struct place_in *f)
{
    struct stat st;
    bool found = false, made = false;

    if (fstat(fd, &st) < 0 || st.st_nlink || /* a memfd has no name */
        pthread_mutex_trylock(&kept_lock))
        return false;
    for (unsigned i = 0; i < KEPT && !found; i++) {
        found = kept[i].ino && kept[i].ino == st.st_ino;
        *f = kept[i].place;
        if (found) {
            made = kept[i].made;
            kept[i].made = !reads;
        }
        if (!f->pid && kept[i].maker != getpid())
            f->pid = kept[i].maker;
    }
    pthread_mutex_unlock(&kept_lock);
    /* What a thread calls is known when it reads. */
    return found && !(reads && made && f->entry->view != procfs_syscall);
}

/* The host's file that a view stands for. */
static void host_path(const struct place_in *f, char *path, size_t size)
{
    int pid = f->pid ? f->pid : getpid();

    char name[32];

    snprintf(name, sizeof(name), f->entry->place == IN_FDINFO ? "%s/%d" : "%s", f->entry->name,
             f->number);
    if (f->entry->place == IN_ROOT)
        snprintf(path, size, "/proc/%s", name);
    else if (f->tid)
        snprintf(path, size, "/proc/%d/task/%d/%s", pid, (int)f->tid, name);
    else
        snprintf(path, size, "/proc/%d/%s", pid, name);
}

/* Is it an open view, under whatever number?  And of what? */
static bool is_view(int fd, struct place_in *f)
{
    struct stat st;
    bool found = false;

    if (!kept_next || fstat(fd, &st) < 0 || st.st_nlink || pthread_mutex_trylock(&kept_lock))
        return false;
    for (unsigned i = 0; i < KEPT && !found; i++) {
        found = kept[i].ino && kept[i].ino == st.st_ino;
        *f = kept[i].place;
        if (found && !f->pid && kept[i].maker != getpid())
            f->pid = kept[i].maker;
    }
    pthread_mutex_unlock(&kept_lock);
    return found;
}

int lx_procfs_behind(int fd)
{
    struct place_in f;
    char path[64];

    if (!is_view(fd, &f))
        return -1;
    host_path(&f, path, sizeof(path));
    return open(path, O_RDONLY | O_CLOEXEC);
}

long lx_procfs_query(struct task *task, int fd, gaddr arg)
{
    struct place_in f;
    struct procfs_subject *s;
    long result = -ESRCH;
    int host;

    if (!is_view(fd, &f) || f.entry->view != procfs_maps)
        return -LX_ENOTPROC;
    host = lx_procfs_behind(fd);
    s = host < 0 ? NULL : procfs_subject_new(task, f.pid, f.tid);
    if (s)
        result = procfs_query(s, host, arg);
    procfs_subject_free(s);
    if (host >= 0)
        close(host);
    return result;
}

/* 0, or -ESRCH: the process is gone. */
static long make_anew(struct task *task, int fd, const struct place_in *at)
{
    struct place_in f = *at;
    char path[64], link[40], *text;
    size_t size;
    long result;
    int out;

    host_path(&f, path, sizeof(path));
    result = make_text(task, &f, AT_FDCWD, path, &text, &size);
    if (result == -LX_ENOTPROC) { /* a zombie by now, for one */
        text = slurp(AT_FDCWD, path);
        size = text ? strlen(text) : 0;
        result = text ? 0 : -errno;
    }
    if (result == 0) {
        snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
        out = open(link, O_WRONLY | O_CLOEXEC);
        if (out >= 0) {
            if (write(out, text, size) == (ssize_t)size)
                ftruncate(out, (off_t)size);
            close(out);
        }
    }
    free(text);
    return result == -ENOENT || result == -ESRCH ? -ESRCH : 0;
}

void lx_procfs_rewound(struct task *task, int fd)
{
    struct place_in f = {0};

    if (kept_next && find_kept(fd, false, &f) && make_anew(task, fd, &f) < 0)
        find_kept(fd, true, &f); /* what reads it is told */
}

long lx_procfs_reads(struct task *task, int fd, int64_t at)
{
    struct place_in f = {0};
    unsigned i = 0;
    long result = 0;

    while (i < KEPT && !(kept[i].ino && kept[i].fd == fd))
        i++;
    if (i == KEPT)
        return 0;
    if ((at < 0 ? lseek(fd, 0, SEEK_CUR) : at) == 0 && find_kept(fd, true, &f))
        result = make_anew(task, fd, &f);
    return result < 0 ? result : 1;
}

bool lx_procfs_any_open(void)
{
    bool any = false;
    struct stat st;

    if (pthread_mutex_trylock(&kept_lock))
        return true;
    for (unsigned i = 0; i < KEPT; i++) {
        if (kept[i].ino && (fstat(kept[i].fd, &st) < 0 || kept[i].ino != st.st_ino))
            kept[i].fd = -1; /* closed, at least under this number */
        any |= kept[i].ino && kept[i].fd >= 0;
    }
    pthread_mutex_unlock(&kept_lock);
    return any;
}

static long open_view(struct task *task, const struct place_in *f, int dirfd, const char *path,
                      int flags)
{
    char *text;
    size_t size;
    long result = make_text(task, f, dirfd, path, &text, &size);

    if (result == 0)
        result = content_fd(text, size, f->entry->name, flags);
    if (result >= 0)
        keep((int)result, f);
    free(text);
    return result;
}

/* Is the host's file right for the guest? */
static bool is_right(const struct entry *e)
{
    bool same_words = lx_process.arch->abi->word == sizeof(void *);

    return e->published && lx_process.published && (same_words || e->view != view_auxv);
}

long lx_procfs_open(struct task *task, int dirfd, const char *path, int flags)
{
    const struct place_in f = find_file(dirfd, path);
    const struct entry *e = f.entry;

    if (!e || is_right(e))
        return -LX_ENOTPROC;
    if (!e->view) {
        const char *exe;

        if ((flags & (O_PATH | O_NOFOLLOW)) == (O_PATH | O_NOFOLLOW) ||
            !(exe = lx_procfs_path(task, dirfd, path)))
            return -LX_ENOTPROC;
        if (flags & O_NOFOLLOW)
            return -ELOOP;
        return lx_rawcall(SYS_openat, AT_FDCWD, (long)exe, flags, 0, 0, 0);
    }
    if ((flags & O_ACCMODE) != O_RDONLY || (flags & O_PATH) == O_PATH)
        return -LX_ENOTPROC;
    if (flags & O_DIRECTORY)
        return -ENOTDIR;
    if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
        return -EEXIST;
    return open_view(task, &f, dirfd, path, flags);
}

/* The path of the program that a process runs, as a guest or as the host has it; false: not known.
 */
static bool exe_path(const struct place_in *f, struct task *task, bool host, char path[PATH_MAX])
{
    struct procfs_subject *s;
    const char *at;

    if (!f->entry || f->entry->view)
        return false;
    if (!f->pid) {
        at = host ? lx_process.exe_host_path : lx_process.exe_path;
        snprintf(path, PATH_MAX, "%s", at ? at : "");
        return at != NULL;
    }
    s = procfs_subject_new(task, f->pid, 0);
    at = !s ? NULL : host ? s->process->exe_host_path : s->process->exe_path;
    *path = 0;
    for (size_t i = 0; at && i + 1 < PATH_MAX; i++) {
        path[i + 1] = 0;
        if (remote_read(f->pid, &path[i], (uintptr_t)at + i, 1) < 0)
            path[i] = 0;
        if (!path[i])
            break;
    }
    procfs_subject_free(s);
    return *path;
}

long lx_procfs_readlink(struct task *task, int dirfd, const char *path, char *buffer, size_t size)
{
    const struct place_in f = find_file(dirfd, path);
    char exe[PATH_MAX];
    size_t length;

    if (!exe_path(&f, task, false, exe))
        return -LX_ENOTPROC;
    length = strlen(exe);
    if (length > size)
        length = size;
    memcpy(buffer, exe, length);
    return (long)length;
}

const char *lx_procfs_path(struct task *task, int dirfd, const char *path)
{
    static __thread char exe[PATH_MAX];
    const struct place_in f = find_file(dirfd, path);

    return exe_path(&f, task, true, exe) ? exe : NULL;
}
