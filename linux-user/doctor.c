/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `ferry --doctor [PROGRAM]`: why something runs or does not.
 *
 * In: a program, /proc, the sysroot.  Out: findings, one a line, each with "ok", "note" or "FAIL"
 * in front and what to do about it.
 * Invariants: nothing is changed or executed; a file that is wrong in any way is a finding.
 * The libraries are looked up in doctor_libs.c.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/log.h"
#include "linux-user/command.h"
#include "linux-user/doctor.h"
#include "linux-user/path.h"
#include "linux-user/program.h"
#include "linux-user/task.h"

static int failures;

void doctor_say(enum doctor_mark mark, const char *format, ...)
{
    static const char *const marks[] = {"ok   ", "note ", "FAIL "};
    va_list ap;
    failures += mark == DOCTOR_FAIL;
    fputs(marks[mark], stdout);
    va_start(ap, format);
    vprintf(format, ap);
    va_end(ap);
    putchar('\n');
}

/* ---- binfmt_misc ---- */

#define BINFMT "/proc/sys/fs/binfmt_misc"

struct entry {
    char name[NAME_MAX + 1], interpreter[PATH_MAX + 32], flags[16];
    bool enabled, matches;
};

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hexadecimal text to bytes; how many. */
static size_t unhex(const char *text, uint8_t *out, size_t room)
{
    size_t n = 0;
    for (; n < room && digit(text[2 * n]) >= 0 && digit(text[2 * n + 1]) >= 0; n++)
        out[n] = (uint8_t)(digit(text[2 * n]) << 4 | digit(text[2 * n + 1]));
    return n;
}

/* Reads one entry; does the kernel choose it for this guest's programs? */
static bool read_entry(const char *name, const struct linux_arch *arch, struct entry *e)
{
    char path[sizeof BINFMT + NAME_MAX + 2], line[PATH_MAX + 32];
    uint8_t magic[128], mask[128];
    size_t magics = 0, masks = 0;
    unsigned offset = 0;
    struct guest_magic m = guest_magic(arch);
    *e = (struct entry){.enabled = false};
    snprintf(e->name, sizeof e->name, "%s", name);
    snprintf(path, sizeof path, BINFMT "/%s", name);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        if (!strcmp(line, "enabled"))
            e->enabled = true;
        else if (!strncmp(line, "interpreter ", 12))
            snprintf(e->interpreter, sizeof e->interpreter, "%s", line + 12);
        else if (!strncmp(line, "flags: ", 7))
            snprintf(e->flags, sizeof e->flags, "%.15s", line + 7);
        else if (!strncmp(line, "offset ", 7))
            offset = (unsigned)atoi(line + 7);
        else if (!strncmp(line, "magic ", 6))
            magics = unhex(line + 6, magic, sizeof magic);
        else if (!strncmp(line, "mask ", 5))
            masks = unhex(line + 5, mask, sizeof mask);
    }
    fclose(file);
    e->matches = magics > 0 && !offset && magics <= GUEST_MAGIC;
    for (size_t i = 0; i < magics && e->matches; i++)
        e->matches = !((m.magic[i] ^ magic[i]) & (masks ? mask[i] : 0xff));
    return true;
}

static void check_entry(const struct entry *e, const struct linux_arch *arch)
{
    char flags[24];
    snprintf(flags, sizeof flags, "%s", *e->flags ? e->flags : "none");
    doctor_say(DOCTOR_OK, "./program works for %s: binfmt_misc entry %s, interpreter %s, flags %s",
               arch->names[0], e->name, e->interpreter, flags);
    if (!strchr(e->flags, 'F') && access(e->interpreter, X_OK))
        doctor_say(DOCTOR_FAIL,
                   "the interpreter %s is not there: 'exec format error' or 'no such file' is the "
                   "result; ferry-binfmt install --replace %s",
                   e->interpreter, arch->names[0]);
    if (!strchr(e->flags, 'F'))
        doctor_say(DOCTOR_NOTE, "without flag F it works in no chroot or container that lacks the "
                                "interpreter");
    if (!strchr(e->flags, 'C'))
        doctor_say(DOCTOR_NOTE, "without flag C set-user-id programs (sudo, su) do not get their "
                                "rights: ferry-binfmt install --replace --credential yes");
}

static void check_registration(const struct linux_arch *arch)
{
    struct entry e, chosen = {.enabled = false};
    char state[16] = "";
    FILE *status = fopen(BINFMT "/status", "re");
    if (!status) {
        doctor_say(DOCTOR_NOTE,
                   "binfmt_misc is not mounted: ./program does not start by itself; "
                   "`ferry ./program` does, with all that it starts (as root: ferry-binfmt "
                   "install; without: ferry-binfmt user COMMAND)");
        return;
    }
    if (fgets(state, sizeof state, status) && strncmp(state, "enabled", 7))
        doctor_say(DOCTOR_FAIL, "binfmt_misc is disabled as a whole: echo 1 > " BINFMT "/status");
    fclose(status);
    DIR *directory = opendir(BINFMT);
    for (struct dirent *d; directory && (d = readdir(directory));) {
        if (*d->d_name == '.' || !strcmp(d->d_name, "register") || !strcmp(d->d_name, "status") ||
            !read_entry(d->d_name, arch, &e) || !e.matches)
            continue;
        if (!e.enabled)
            doctor_say(DOCTOR_NOTE, "entry %s is disabled", e.name);
        else if (!chosen.enabled)
            chosen = e; /* the newest comes first and wins */
        else
            doctor_say(DOCTOR_NOTE, "entry %s (%s) matches as well, but %s is newer and wins",
                       e.name, e.interpreter, chosen.name);
    }
    if (directory)
        closedir(directory);
    if (chosen.enabled)
        check_entry(&chosen, arch);
    else
        doctor_say(DOCTOR_NOTE,
                   "no binfmt_misc entry for %s: ./program says 'Exec format error'; "
                   "`ferry ./program` works (as root: ferry-binfmt install)",
                   arch->names[0]);
}

/* ---- the machine ---- */

static long number_in(const char *path)
{
    long value = -1;
    FILE *file = fopen(path, "re");
    if (file && fscanf(file, "%ld", &value) != 1)
        value = -1;
    if (file)
        fclose(file);
    return value;
}

enum { OWN_MIB = 144 }; /* the space for translated code, and the launcher */

static void check_machine(void)
{
    struct utsname u;
    struct rlimit as;
    long low = number_in("/proc/sys/vm/mmap_min_addr");
    uname(&u);
    doctor_say(DOCTOR_OK, "host: %s, Linux %s", u.machine, u.release);
    if (access("/proc/self/exe", F_OK))
        doctor_say(DOCTOR_FAIL, "/proc is not mounted: programs started by programs and "
                                "/proc/self need it (mount -t proc proc /proc)");
    if (low > 0x10000)
        doctor_say(DOCTOR_NOTE, "vm.mmap_min_addr is %#lx: programs linked below it do not load",
                   low);
    if (!getrlimit(RLIMIT_AS, &as) && as.rlim_cur != RLIM_INFINITY)
        doctor_say(as.rlim_cur >> 20 < OWN_MIB ? DOCTOR_FAIL : DOCTOR_NOTE,
                   "ulimit -v is %llu MiB, of which the translator itself takes %d (fewer with "
                   "-tb-size)",
                   (unsigned long long)(as.rlim_cur >> 20), OWN_MIB);
    if (number_in("/proc/sys/vm/overcommit_memory") == 2)
        doctor_say(DOCTOR_NOTE, "vm.overcommit_memory is 2: large reservations of guests may fail");
    const char *why = rootless_obstacle();
    if (why)
        doctor_say(DOCTOR_NOTE, "ferry chroot and ferry run work for root only: %s", why);
    else
        doctor_say(DOCTOR_OK, "user namespaces work: ferry chroot, ferry run, ferry-binfmt user");
}

/* ---- the program ---- */

static void check_file(const char *path)
{
    struct stat st;
    struct statvfs fs;
    if (stat(path, &st)) {
        doctor_say(DOCTOR_FAIL, "%s: %s", path, strerror(errno));
        return;
    }
    if (!S_ISREG(st.st_mode))
        doctor_say(DOCTOR_FAIL, "%s is no file", path);
    else if (!(st.st_mode & 0111))
        doctor_say(DOCTOR_FAIL, "%s is not executable: chmod +x %s", path, path);
    if (!statvfs(path, &fs) && (fs.f_flag & ST_NOEXEC))
        doctor_say(DOCTOR_FAIL, "%s is on a file system mounted noexec", path);
    if ((st.st_mode & (S_ISUID | S_ISGID)) && !statvfs(path, &fs) && (fs.f_flag & ST_NOSUID))
        doctor_say(DOCTOR_NOTE, "%s is set-id, but its file system is mounted nosuid", path);
}

static void check_interpreter(const struct program *p)
{
    const char *arch = p->arch->debian_arch;
    if (!p->image.interp) {
        doctor_say(DOCTOR_OK, "statically linked: it needs no libraries");
        return;
    }
    if (p->interp_host && !access(p->interp_host, R_OK)) {
        doctor_say(DOCTOR_OK, "interpreter %s: %s", p->image.interp, p->interp_host);
        return;
    }
    doctor_say(DOCTOR_FAIL,
               "interpreter %s is missing%s%s: give the directory of a %s root with -L, or install "
               "it: dpkg --add-architecture %s && apt-get update && apt-get install libc6:%s (or "
               "libc6-%s-cross)",
               p->image.interp, lx_process.sysroot ? " below " : "",
               lx_process.sysroot ? lx_process.sysroot : "", arch, arch, arch, arch);
}

/* What was missing is there if the program lies in a root file system that has its interpreter. */
static void suggest_root(const struct program *p, const char *path)
{
    char full[PATH_MAX], candidate[2 * PATH_MAX];
    size_t root = 0;
    if (!p->image.interp || !realpath(path, full))
        return;
    for (size_t at = strlen(full); at > 1; at--) {
        if (full[at] != '/')
            continue;
        snprintf(candidate, sizeof candidate, "%.*s%s", (int)at, full, p->image.interp);
        if (!access(candidate, R_OK))
            root = at; /* its /usr may look like one as well: the outer one is it */
        else if (root)
            break;
    }
    if (root)
        doctor_say(
            DOCTOR_NOTE,
            "it lies in the root file system %.*s: ferry -L %.*s %s, or ferry chroot %.*s %s",
            (int)root, full, (int)root, full, path, (int)root, full, full + root);
}

static void check_program(const char *path, const char *prefix)
{
    int before = failures;
    static char empty[] = "";
    char *const argv[] = {(char *)path, NULL}, *const none[] = {empty, NULL};
    struct program_request rq = {NULL, AT_FDCWD, path, 0, *path ? argv : none};
    struct program p;
    struct loader_error e = {0};
    check_file(path);
    int result = program_find(&rq, &p, &e);
    if (p.is_script)
        doctor_say(DOCTOR_NOTE, "%s is a script; it is run by %s", path,
                   p.host_path ? p.host_path : "an interpreter that is missing");
    if (p.native && !result) {
        doctor_say(DOCTOR_OK, "it is made for this machine: the host runs it");
    } else if (p.arch) {
        doctor_say(DOCTOR_OK, "architecture: %s (Debian's %s)", p.arch->names[0],
                   p.arch->debian_arch);
        check_interpreter(&p);
        if (result && (!p.image.interp || !p.interp_host || !access(p.interp_host, R_OK)))
            doctor_say(DOCTOR_FAIL, "%s", e.text);
        if (p.host_path)
            doctor_libraries(&p, prefix);
        if (failures > before && !prefix)
            suggest_root(&p, path);
        check_registration(p.arch);
    } else if (result) {
        doctor_say(DOCTOR_FAIL, "%s: %s", path, e.text);
        if (p.is_elf) {
            printf("     guests of this program:");
            for (const struct linux_arch *const *a = linux_arch_all(); *a; a++)
                printf(" %s", (*a)->names[0]);
            printf("\n");
        }
    }
    program_free(&p);
}

int doctor(const char *path, const char *prefix)
{
    lx_path_init(prefix);
    if (prefix && !lx_process.sysroot && strcmp(prefix, "/"))
        doctor_say(DOCTOR_FAIL, "-L %s: no such directory", prefix);
    if (path && !strchr(path, '/') && access(path, F_OK)) {
        char *found = rootless_which(path, getenv("PATH"));
        path = found ? found : path;
    }
    check_machine();
    if (path)
        check_program(path, prefix);
    else
        for (const struct linux_arch *const *a = linux_arch_all(); *a; a++)
            check_registration(*a);
    return failures != 0;
}
