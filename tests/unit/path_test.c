/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Path names under -L: linux-user/path.c, on a small tree in a temporary folder.
 *
 * In: nothing.  Out: TAP.
 */
#include "linux-user/path.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux-user/task.h"
#include "tests/unit/tap.h"

static struct tap t;
static char root[] = "/tmp/path-test-XXXXXX";

static const char *below(const char *path)
{
    static char text[PATH_MAX + sizeof root];
    snprintf(text, sizeof text, "%s%s", root, path);
    return text;
}

static void make_file(const char *path)
{
    int fd = open(below(path), O_CREAT | O_WRONLY, 0600);
    if (fd >= 0)
        close(fd);
}

static void make_link(const char *target, const char *path)
{
    if (symlink(target, below(path)))
        printf("# link %s failed\n", path);
}

static void make_tree(void)
{
    static const char *const directories[] = {"/usr", "/usr/bin", "/etc", "/proc", "/home"};
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
        mkdir(below(directories[i]), 0700);
    make_file("/usr/bin/gawk");
    make_file("/etc/passwd");
    make_link("usr/bin", "/bin");
    make_link("/etc/alternatives-awk", "/usr/bin/awk");
    make_link("/usr/bin/gawk", "/etc/alternatives-awk");
    make_link("/proc/self/mounts", "/etc/mtab");
    make_link("/only-on-host/file", "/etc/dangling");
    make_link("loop", "/etc/loop");
    make_link("../../../../etc", "/home/up");
    make_link("../proc/self", "/home/self");
    make_file("/home/..data");
}

/* `want` starting with '+' is below the root. */
static void check(int dirfd, const char *path, int flags, const char *want)
{
    char buffer[PATH_MAX];
    const char *got = lx_path_at(dirfd, path, flags, buffer);
    tap_ok(&t, !strcmp(got, *want == '+' ? below(want + 1) : want), "%s: %s", path, got);
}

static void absolute_paths(void)
{
    check(AT_FDCWD, "/etc/passwd", 0, "+/etc/passwd");
    check(AT_FDCWD, "//etc/./passwd", 0, "+/etc/passwd");
    check(AT_FDCWD, "/bin/gawk", 0, "+/usr/bin/gawk");
    check(AT_FDCWD, "/bin/awk", 0, "+/usr/bin/gawk");
    check(AT_FDCWD, "/bin/awk", LX_PATH_NOFOLLOW, "+/usr/bin/awk");
    check(AT_FDCWD, "/bin", LX_PATH_NOFOLLOW, "+/bin");
    check(AT_FDCWD, "/bin/", LX_PATH_NOFOLLOW, "+/usr/bin/");
    check(AT_FDCWD, "/", 0, "+/");
    check(AT_FDCWD, "/etc/../../../etc/passwd", 0, "+/etc/passwd");
    check(AT_FDCWD, "/home/up/passwd", 0, "+/etc/passwd");
    check(AT_FDCWD, "/bin/missing", 0, "/bin/missing");
    check(AT_FDCWD, "/nowhere", 0, "/nowhere");
    check(AT_FDCWD, "/proc", 0, "/proc");
    check(AT_FDCWD, "/dev/null", 0, "/dev/null");
    check(AT_FDCWD, "/etc/mtab", 0, "/proc/self/mounts");
    check(AT_FDCWD, "/etc/mtab", LX_PATH_NOFOLLOW, "+/etc/mtab");
    check(AT_FDCWD, "/etc/dangling", 0, "/only-on-host/file");
    check(AT_FDCWD, "/etc/loop", 0, "/etc/loop");
    check(AT_FDCWD, "/home/self/maps", 0, "/proc/self/maps");
    check(AT_FDCWD, "/home/..data", 0, "+/home/..data");
    check(AT_FDCWD, "/etc/passwd/x", 0, "/etc/passwd/x");
    check(AT_FDCWD, "/bin/awk/x", 0, "/usr/bin/gawk/x");
    check(AT_FDCWD, "/usr//bin/../bin/gawk", 0, "+/usr/bin/gawk");
    check(AT_FDCWD, "", 0, "");
}

static void relative_paths(void)
{
    int fd = open(below("/usr/bin"), O_RDONLY | O_DIRECTORY);
    check(fd, "gawk", 0, "gawk");
    check(fd, "awk", 0, "+/usr/bin/gawk");
    check(fd, "awk", LX_PATH_NOFOLLOW, "awk");
    check(fd, "../../../../etc/passwd", 0, "+/etc/passwd");
    check(fd, "new", 0, "new");
    check(fd, "../new", 0, "../new");
    if (!chdir(below("/etc")))
        check(AT_FDCWD, "alternatives-awk", 0, "+/usr/bin/gawk");
    check(AT_FDCWD, "mtab", 0, "/proc/self/mounts");
    if (!chdir("/usr"))
        check(AT_FDCWD, "../etc/passwd", 0, "../etc/passwd");
    close(fd);
}

static void to_guest(void)
{
    char text[PATH_MAX];
    strcpy(text, below("/usr"));
    tap_ok(&t, lx_path_to_guest(text) && !strcmp(text, "/usr"), "below the sysroot");
    strcpy(text, root);
    tap_ok(&t, lx_path_to_guest(text) && !strcmp(text, "/"), "the sysroot itself");
    strcpy(text, root);
    strcat(text, "x/y");
    tap_ok(&t, !lx_path_to_guest(text), "only looks alike");
}

int main(void)
{
    char remove[64], buffer[PATH_MAX];
    if (!mkdtemp(root))
        return 77;
    tap_ok(&t, !strcmp(lx_path("/etc/passwd", buffer), "/etc/passwd"), "no sysroot");
    lx_path_init("/");
    tap_ok(&t, !lx_process.sysroot, "-L / is none");
    lx_path_init(root);
    make_tree();
    absolute_paths();
    relative_paths();
    to_guest();
    snprintf(remove, sizeof remove, "rm -r %s", root);
    if (system(remove))
        return 1;
    return tap_done(&t);
}
