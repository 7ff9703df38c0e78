/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `ferry chroot` and `ferry run --rootfs`: into a foreign root file system.
 *
 * In: a directory, and what to run there.  Out: a process in namespaces of its own (user unless
 * we are root already, mount, process ids) whose root is the directory, with /proc, /dev, /sys and
 * resolv.conf; main then runs the command as it would anywhere else.
 * Invariants: nothing of the host's mounts changes; whatever is mounted goes away with the last
 * process; no path inside the directory is followed out of it (RESOLVE_IN_ROOT).
 *
 *   ferry ──fork── waits, passes signals and the exit status on
 *             └─ pid 1 of the namespace: reaps orphans ──fork── the command
 *
 * The user mapping itself is made by rootless_map.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/openat2.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/options.h"
#include "linux-user/command.h"
#include "linux-user/rootless_map.h"

enum { EXIT_SETUP = 1 };

struct rootless {
    const char *directory, *user, *workdir, *hostname;
    struct string_list bind; /* SRC, SRC:DST, SRC:DST:ro */
    bool new_user;           /* --userns: even as root */
    bool no_network;
};

/* ---- the command line ---- */

static _Noreturn void usage(const char *command, int status)
{
    bool run = !strcmp(command, "run");
    FILE *out = status ? stderr : stdout;
    fprintf(
        out,
        "usage: ferry %s [ferry's options] [command [arguments...]]\n"
        "Runs a command (/bin/sh) inside the root file system DIR, of whatever architecture,\n"
        "without root rights and without binfmt_misc.\n\n%s"
        "  --bind SRC[:DST[:ro]]   show a host file or directory inside, at DST (the same path)\n"
        "  --user NAME|UID[:GID]   run as this user of the directory (root)\n"
        "  --workdir PATH          start in this directory (/)\n"
        "  --hostname NAME         a host name of its own\n"
        "  --no-network            no network but an empty one\n"
        "  --userns                a user namespace even for root\n",
        run ? "run --rootfs DIR [options]" : "chroot [options] DIR",
        run ? "  --rootfs DIR            the directory\n" : "");
    exit(status);
}

/* The option's argument if argv[*at] is this option ("--x v" or "--x=v"), else NULL. */
static const char *value_of(int argc, char **argv, int *at, const char *option)
{
    size_t length = strlen(option);
    if (strncmp(argv[*at], option, length))
        return NULL;
    if (argv[*at][length] == '=')
        return argv[*at] + length + 1;
    if (argv[*at][length])
        return NULL;
    if (*at + 1 >= argc)
        log_fatal(EXIT_SETUP, "%s: option %s needs an argument", argv[0], option);
    return argv[++*at];
}

static bool own_option(struct rootless *r, int argc, char **argv, int *at)
{
    const char *value;
    if ((value = value_of(argc, argv, at, "--bind")))
        string_list_add(&r->bind, strdup(value));
    else if ((value = value_of(argc, argv, at, "--user")))
        r->user = value;
    else if ((value = value_of(argc, argv, at, "--workdir")))
        r->workdir = value;
    else if ((value = value_of(argc, argv, at, "--hostname")))
        r->hostname = value;
    else if (!strcmp(argv[0], "run") && (value = value_of(argc, argv, at, "--rootfs")))
        r->directory = value;
    else if (!strcmp(argv[*at], "--userns"))
        r->new_user = true;
    else if (!strcmp(argv[*at], "--no-network"))
        r->no_network = true;
    else
        return false;
    return true;
}

struct rootless *rootless_parse(int argc, char **argv, int *next)
{
    static struct rootless r;
    bool run = !strcmp(argv[0], "run");
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (!strcmp(argv[at], "--help") || !strcmp(argv[at], "-h"))
            usage(argv[0], 0);
        if (!own_option(&r, argc, argv, &at))
            break; /* one of ferry's own, or wrong: main's parser says so */
    }
    if (!run && at < argc) {
        if (argv[at][0] == '-')
            log_fatal(EXIT_SETUP, "chroot: unknown option '%s' (ferry's own follow the directory)",
                      argv[at]);
        r.directory = argv[at++];
    }
    if (!r.directory)
        usage(argv[0], EXIT_SETUP);
    *next = at;
    return &r;
}

char *rootless_which(const char *name, const char *path)
{
    struct stat st;
    while (path && *path) {
        size_t length = strcspn(path, ":");
        char *full = NULL;
        if (asprintf(&full, "%.*s/%s", (int)length, path, name) < 0)
            return NULL;
        if (!stat(full, &st) && S_ISREG(st.st_mode) && (st.st_mode & 0111))
            return full;
        free(full);
        path += length + (path[length] == ':');
    }
    return NULL;
}

/* ---- mounts ---- */

static int root_fd; /* the directory; nothing else of the file tree is named through paths */

static _Noreturn void failed(const char *what, const char *which)
{
    log_fatal(EXIT_SETUP, "%s %s: %s", what, which, strerror(errno));
}

/* Opens a path of the root file system without ever leaving it. */
static int open_inside(const char *path, int flags, int mode)
{
    struct open_how how = {.flags = (unsigned)flags | O_CLOEXEC,
                           .mode = flags & O_CREAT ? (unsigned)mode : 0,
                           .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
    return (int)syscall(SYS_openat2, root_fd, path, &how, sizeof how);
}

/* Where the link `path` leads that nothing is at the end of; false: it is no link. */
static bool dangling(const char *path, char target[PATH_MAX])
{
    char text[PATH_MAX];
    int fd = open_inside(path, O_PATH | O_NOFOLLOW, 0);
    ssize_t size = fd < 0 ? -1 : readlinkat(fd, "", text, sizeof text - 1);
    const char *slash = strrchr(path, '/');
    if (fd >= 0)
        close(fd);
    if (size <= 0)
        return false;
    text[size] = 0;
    int folder = *text == '/' || !slash ? 0 : (int)(slash - path);
    return snprintf(target, PATH_MAX, "%.*s/%s", folder, path, text) < PATH_MAX;
}

enum { LINKS_MAX = 8 };

/*
 * An fd of the mount point, made if it is missing: a directory or an empty file.  A link that leads
 * nowhere, as that of systemd-resolved's resolv.conf, gets what it leads to.
 */
static int mount_point_at(const char *path, bool directory, int links)
{
    char part[PATH_MAX], target[PATH_MAX];
    int fd = open_inside(path, O_PATH, 0);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    for (size_t at = strspn(path, "/"); path[at];) {
        size_t end = at + strcspn(path + at, "/"), after = end + strspn(path + end, "/");
        bool last = !path[after];
        if (end >= sizeof part)
            return -1;
        memcpy(part, path, end);
        part[end] = 0;
        fd = open_inside(part, O_PATH, 0);
        if (fd < 0 && errno == ENOENT && links < LINKS_MAX && dangling(part, target)) {
            fd = mount_point_at(target, !last || directory, links + 1);
        } else if (fd < 0 && errno == ENOENT && last && !directory) {
            fd = open_inside(part, O_CREAT | O_WRONLY | O_EXCL, 0644);
        } else if (fd < 0 && errno == ENOENT) {
            char *slash = strrchr(part, '/');
            int parent = root_fd;
            if (slash && slash != part) {
                *slash = 0;
                parent = open_inside(part, O_PATH | O_DIRECTORY, 0);
                *slash = '/';
            }
            mkdirat(parent, slash ? slash + 1 : part, 0755);
            if (parent >= 0 && parent != root_fd)
                close(parent);
            fd = open_inside(part, O_PATH, 0);
        }
        if (fd < 0 || last)
            return fd;
        close(fd);
        at = after;
    }
    return -1;
}

static int mount_point(const char *path, bool directory)
{
    return mount_point_at(path, directory, 0);
}

static int mount_inside(const char *source, const char *path, bool directory, const char *type,
                        unsigned long flags, const char *data)
{
    char name[40];
    int fd = mount_point(path, directory);
    if (fd < 0)
        return -1;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    int result = mount(source, name, type, flags, data);
    int saved = errno;
    close(fd);
    errno = saved;
    return result;
}

static void read_only(const char *path, bool recursive)
{
    struct mount_attr attr = {.attr_set = MOUNT_ATTR_RDONLY};
    int fd = open_inside(path, O_PATH, 0);
    if (fd < 0 || syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0),
                          &attr, sizeof attr))
        failed("cannot make read-only:", path);
    close(fd);
}

/* The terminal that we have, under a name that it has inside as well: /dev/pts there is another. */
static void show_terminal(void)
{
    char name[64];
    for (int fd = 0; fd < 3; fd++) {
        if (isatty(fd) && !ttyname_r(fd, name, sizeof name)) {
            if (mount_inside(name, "dev/console", false, NULL, MS_BIND, NULL))
                log_if(LOG_LOADER, "no /dev/console inside: %s\n", strerror(errno));
            return;
        }
    }
}

static _Noreturn void cannot_mount(const char *where)
{
    log_fatal(EXIT_SETUP, "cannot mount %s: %s%s", where, strerror(errno),
              errno == ENOENT || errno == EACCES || errno == EROFS
                  ? " (the root file system has no such directory, and none can be made in it)"
                  : "");
}

static void mount_dev(void)
{
    static const char *const devices[] = {"null", "zero", "full", "random", "urandom", "tty"};
    static const char *const links[][2] = {{"/proc/self/fd", "fd"},
                                           {"/proc/self/fd/0", "stdin"},
                                           {"/proc/self/fd/1", "stdout"},
                                           {"/proc/self/fd/2", "stderr"},
                                           {"pts/ptmx", "ptmx"}};
    if (mount_inside("tmpfs", "dev", true, "tmpfs", MS_NOSUID | MS_STRICTATIME, "mode=755"))
        cannot_mount("/dev");
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        char host[32];
        snprintf(host, sizeof host, "/dev/%s", devices[i]);
        if (mount_inside(host, host + 1, false, NULL, MS_BIND, NULL) && i < 5)
            failed("cannot show", host);
    }
    show_terminal();
    int dev = open_inside("dev", O_PATH | O_DIRECTORY, 0);
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        symlinkat(links[i][0], dev, links[i][1]);
    close(dev);
    if (mount_inside("devpts", "dev/pts", true, "devpts", MS_NOSUID | MS_NOEXEC,
                     "newinstance,ptmxmode=0666,mode=0620,gid=5") &&
        mount_inside("devpts", "dev/pts", true, "devpts", MS_NOSUID | MS_NOEXEC,
                     "newinstance,ptmxmode=0666,mode=0620"))
        log_warn("no /dev/pts inside: %s", strerror(errno));
    if (mount_inside("tmpfs", "dev/shm", true, "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777"))
        log_warn("no /dev/shm inside: %s", strerror(errno));
}

static void bind_extra(char *spec)
{
    char *colon = strchr(spec, ':'), *target = spec;
    bool ro = false;
    struct stat st;
    if (colon) {
        *colon = 0;
        target = colon + 1;
        char *more = strchr(target, ':');
        ro = more && !strcmp(more, ":ro");
        if (more && !ro)
            log_fatal(EXIT_SETUP, "--bind: '%s' is not SRC[:DST[:ro]]", target);
        if (more)
            *more = 0;
    }
    if (stat(spec, &st) ||
        mount_inside(spec, target, S_ISDIR(st.st_mode), NULL, MS_BIND | MS_REC, NULL))
        failed("cannot show", spec);
    if (ro)
        read_only(target, true);
}

/* New registrations reach programs of the host's architecture in there as well. */
static void register_guests(void)
{
    if (mount_inside("binfmt_misc", "proc/sys/fs/binfmt_misc", true, "binfmt_misc", 0, NULL))
        return; /* Linux before 6.7, or not in a user namespace: ferry itself follows each exec */
    int fd = open_inside("proc/sys/fs/binfmt_misc/register", O_WRONLY, 0);
    for (const struct linux_arch *const *a = linux_arch_all(); fd >= 0 && *a; a++) {
        char line[512];
        int length = guest_register_line(*a, "/proc/self/exe", "FPO", line, sizeof line);
        if (write(fd, line, (size_t)length) < 0)
            log_if(LOG_LOADER, "binfmt_misc: %s: %s\n", (*a)->names[0], strerror(errno));
    }
    if (fd >= 0)
        close(fd);
}

/* An empty network has a loopback interface that is down. */
static void loopback_up(void)
{
    struct ifreq ifr = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &ifr))
        log_warn("the loopback interface inside is down: %s", strerror(errno));
    if (fd >= 0)
        close(fd);
}

static void enter_root(const struct rootless *r, bool new_user)
{
    if (mount("", "/", NULL, MS_REC | MS_SLAVE, NULL)) {
        if (errno == EINVAL)
            log_fatal(EXIT_SETUP,
                      "cannot keep mounts private: / is no mount point (a chroot?); before "
                      "entering it, do: mount --bind DIR DIR");
        failed("cannot keep mounts private in", "/");
    }
    if (mount(r->directory, r->directory, NULL, MS_BIND | MS_REC, NULL))
        failed("cannot use as a root:", r->directory);
    root_fd = open(r->directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root_fd < 0)
        failed("cannot open", r->directory);
    mount_dev();
    if (mount_inside("/sys", "sys", true, NULL, MS_BIND | MS_REC, NULL))
        log_warn("no /sys inside: %s", strerror(errno));
    if (access("/etc/resolv.conf", R_OK) == 0 &&
        mount_inside("/etc/resolv.conf", "etc/resolv.conf", false, NULL, MS_BIND, NULL))
        log_if(LOG_LOADER, "no /etc/resolv.conf inside: %s\n", strerror(errno));
    for (size_t i = 0; i < r->bind.count; i++)
        bind_extra(r->bind.item[i]);
    /* In a container whose own /proc has covered parts the kernel refuses a new one. */
    if (mount_inside("proc", "proc", true, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) &&
        mount_inside("/proc", "proc", true, NULL, MS_BIND | MS_REC, NULL))
        cannot_mount("/proc");
    if (new_user)
        register_guests();
    if (fchdir(root_fd) ||
        (syscall(SYS_pivot_root, ".", ".") == 0 ? umount2(".", MNT_DETACH) : chroot(".")))
        failed("cannot enter", r->directory);
    close(root_fd);
    if (chdir(r->workdir ? r->workdir : "/"))
        failed("cannot start in", r->workdir);
}

/* ---- processes ---- */

static volatile sig_atomic_t child;

/* What a terminal sends reaches the command as well: it is in the same group. */
static void pass_on(int sig, siginfo_t *info, void *context)
{
    (void)context;
    if (child > 0 && info->si_code != SI_KERNEL)
        kill((pid_t)child, sig);
}

/* Ends as the child did. */
static _Noreturn void end_as(int status)
{
    if (WIFSIGNALED(status)) {
        int sig = WTERMSIG(status);
        struct sigaction dfl = {.sa_handler = SIG_DFL};
        sigset_t set;
        prctl(PR_SET_DUMPABLE, 0); /* the core file, if any, is the command's */
        sigaction(sig, &dfl, NULL);
        sigemptyset(&set);
        sigaddset(&set, sig);
        sigprocmask(SIG_UNBLOCK, &set, NULL);
        kill(getpid(), sig);
        _exit(128 + sig); /* pid 1 does not die of it */
    }
    _exit(WEXITSTATUS(status));
}

/* Waits for `pid`, passing signals on to it and reaping what else ends; its status. */
static int wait_for(pid_t pid)
{
    static const int passed[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2};
    struct sigaction pass = {.sa_sigaction = pass_on, .sa_flags = SA_RESTART | SA_SIGINFO};
    int status;
    child = pid;
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        sigaction(passed[i], &pass, NULL);
    for (;;) {
        pid_t got = waitpid(-1, &status, 0);
        if (got == pid)
            return status;
        if (got < 0 && errno != EINTR)
            log_fatal(EXIT_SETUP, "lost the command: %s", strerror(errno));
    }
}

/*
 * Two processes stay behind: one outside, and pid 1 inside.  How the command ended reaches the
 * outer one through a pipe, since pid 1 cannot die of every signal.
 */
static void fork_init(void)
{
    int report[2], status = 0;
    if (pipe2(report, O_CLOEXEC))
        failed("cannot make", "a pipe");
    pid_t pid = fork();
    if (pid < 0)
        failed("cannot start", "a process");
    if (pid) {
        close(report[1]);
        int own = wait_for(pid);
        end_as(read(report[0], &status, sizeof status) == sizeof status ? status : own);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(report[0]);
    pid = fork();
    if (pid < 0)
        failed("cannot start", "a process");
    if (pid) {
        status = wait_for(pid);
        if (write(report[1], &status, sizeof status) < 0)
            _exit(EXIT_SETUP);
        _exit(0);
    }
    close(report[1]);
}

/* ---- the user inside ---- */

struct user {
    uid_t uid;
    gid_t gid;
    char home[PATH_MAX], name[64];
};

/* Splits a line of /etc/passwd in place; false if it has not all seven fields. */
static bool split_passwd(char *line, char *field[7])
{
    for (int i = 0; i < 7; i++)
        field[i] = strsep(&line, ":\n");
    return field[6] != NULL;
}

/* UID[:GID], or a name of /etc/passwd (we are inside already). */
static struct user find_user(const char *text)
{
    struct user u = {0, 0, "/root", "root"};
    char line[1024], *end = NULL, *field[7];
    unsigned long number = text ? strtoul(text, &end, 10) : 0;
    bool numeric = !text || (end != text && (!*end || *end == ':')), found = numeric;
    bool has_group = text && numeric && *end;
    u.uid = (uid_t)number;
    u.gid = has_group ? (gid_t)strtoul(end + 1, NULL, 10) : (gid_t)number;
    FILE *file = fopen("/etc/passwd", "re");
    while (file && fgets(line, sizeof line, file)) {
        if (!split_passwd(line, field))
            continue;
        uid_t uid = (uid_t)strtoul(field[2], NULL, 10);
        if (numeric ? uid != u.uid : strcmp(field[0], text) != 0)
            continue;
        u.uid = uid;
        if (!has_group)
            u.gid = (gid_t)strtoul(field[3], NULL, 10);
        snprintf(u.home, sizeof u.home, "%s", field[5]);
        snprintf(u.name, sizeof u.name, "%s", field[0]);
        found = true;
        break;
    }
    if (file)
        fclose(file);
    if (!found)
        log_fatal(EXIT_SETUP, "--user: the root file system has no user '%s'", text);
    return u;
}

static void become(const char *text)
{
    struct user u = find_user(text);
    /* Raw calls: there is one thread.  setgroups is forbidden when only one id is mapped. */
    syscall(SYS_setgroups, 0, NULL);
    if (syscall(SYS_setresgid, u.gid, u.gid, u.gid) || syscall(SYS_setresuid, u.uid, u.uid, u.uid))
        log_fatal(
            EXIT_SETUP, "cannot become user %u, group %u: %s%s", u.uid, u.gid, strerror(errno),
            errno == EINVAL ? " (they are not mapped: /etc/subuid, /etc/subgid, newuidmap)" : "");
    setenv("HOME", u.home, 1);
    setenv("USER", u.name, 1);
    setenv("LOGNAME", u.name, 1);
    setenv("SHELL", "/bin/sh", 1);
    setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    unsetenv("LD_LIBRARY_PATH");
    unsetenv("LD_PRELOAD");
    unsetenv("TMPDIR");
}

void rootless_enter(const struct rootless *r)
{
    int flags = CLONE_NEWNS | CLONE_NEWPID | (r->hostname ? CLONE_NEWUTS : 0) |
                (r->no_network ? CLONE_NEWNET : 0);
    struct stat st;
    if (stat(r->directory, &st) || !S_ISDIR(st.st_mode))
        log_fatal(EXIT_SETUP, "'%s' is not a directory", r->directory);
    if (access(r->directory, X_OK))
        log_fatal(EXIT_SETUP, "'%s': %s", r->directory, strerror(errno));
    bool new_user = r->new_user || unshare(flags);
    if (new_user) {
        const char *why = rootless_map(flags);
        if (why)
            log_fatal(EXIT_SETUP, "%s; as an alternative, -L %s runs single programs of it", why,
                      r->directory);
    }
    if (r->hostname && sethostname(r->hostname, strlen(r->hostname)))
        failed("cannot set the host name", r->hostname);
    fork_init();
    if (r->no_network)
        loopback_up();
    bool single = rootless_is_single();
    enter_root(r, new_user);
    become(r->user);
    if (single)
        rootless_fake_ids();
}
