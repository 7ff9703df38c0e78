/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names: made, moved, removed, watched. */
#include <sys/inotify.h>
#include <sys/sysmacros.h>
#include "call.h"

static char buffer[4096];

int main(void)
{
    int root, watch, group;

    CALL(mkdirat, CWD, "dir", 0755);
    CALL(mkdirat, CWD, "dir", 0755);
    CALL(mkdirat, CWD, "none/dir", 0755);
    CALL(mkdirat, 99, "dir", 0755);
    CALL(mkdirat, CWD, BAD, 0755);
    CALL(mknodat, CWD, "dir/file", S_IFREG | 0644, 0);
    CALL(mknodat, CWD, "dir/fifo", S_IFIFO | 0644, 0);
    CALL(mknodat, CWD, "dir/fifo", S_IFIFO | 0644, 0);
    CALL(mknodat, CWD, "dir/null", S_IFCHR | 0644, makedev(1, 3));
    CALL(mknodat, CWD, "dir/odd", S_IFDIR | 0644, 0);
    CALL(mknodat, CWD, "dir/odd", 0150000, 0);
    CALL(mknodat, 99, "odd", S_IFREG | 0644, 0);
    CALL(mknodat, CWD, BAD, S_IFREG | 0644, 0);
    CALL(symlinkat, "file", CWD, "dir/link");
    CALL(symlinkat, "file", CWD, "dir/link");
    CALL(symlinkat, "", CWD, "dir/empty");
    CALL(symlinkat, BAD, CWD, "dir/bad");
    CALL(symlinkat, "file", 99, "link");
    CALL(linkat, CWD, "dir/file", CWD, "dir/hard", 0);
    CALL(linkat, CWD, "dir/file", CWD, "dir/hard", 0);
    CALL(linkat, CWD, "dir/link", CWD, "dir/followed", AT_SYMLINK_FOLLOW);
    CALL(linkat, CWD, "dir", CWD, "hard", 0);
    CALL(linkat, CWD, "none", CWD, "hard", 0);
    CALL(linkat, CWD, "dir/file", CWD, "hard", 1);
    CALL(linkat, CWD, BAD, CWD, "hard", 0);
    CALL(readlinkat, CWD, "dir/link", buffer, 4096);
    printf("  %.4s\n", buffer);
    CALL(readlinkat, CWD, "dir/link", buffer, 2);
    CALL(readlinkat, CWD, "dir/link", buffer, 0);
    CALL(readlinkat, CWD, "dir/file", buffer, 4096);
    CALL(readlinkat, CWD, "none", buffer, 4096);
    CALL(readlinkat, CWD, "dir/link", BAD, 4096);
    CALL(readlinkat, 99, "link", buffer, 4096);
    CALL(renameat2, CWD, "dir/hard", CWD, "dir/other", 1);
    CALL(renameat2, CWD, "dir/file", CWD, "dir/other", 1);
    CALL(renameat2, CWD, "dir/file", CWD, "dir/link", 2);
    CALL(renameat2, CWD, "dir/file", CWD, "dir/link", 2);
    CALL(renameat2, CWD, "dir/file", CWD, "dir/link", 3);
    CALL(renameat2, CWD, "none", CWD, "dir/link", 0);
    CALL(renameat2, CWD, "dir", CWD, "dir/dir", 0);
    CALL(renameat2, CWD, BAD, CWD, "dir/link", 0);
    root = open(".", O_RDONLY | O_DIRECTORY);
    CALL(chdir, "dir");
    CALL(getcwd, buffer, 4096) > 0 && printf("  %s\n", strrchr(buffer, '/'));
    CALL(getcwd, buffer, 2);
    CALL(getcwd, BAD, 4096);
    CALL(chdir, "none");
    CALL(chdir, "file");
    CALL(chdir, BAD);
    CALL(fchdir, root);
    CALL(fchdir, 99);
    CALL(fchdir, 0);
    CALL(getdents64, root, buffer, 4096) > 0;
    CALL(getdents64, root, buffer, 4096);
    lseek(root, 0, SEEK_SET);
    CALL(getdents64, root, buffer, 4);
    CALL(getdents64, root, BAD, 4096);
    CALL(getdents64, 0, buffer, 4096);
    CALL(getdents64, 99, buffer, 4096);
    watch = CALL(inotify_init1, IN_NONBLOCK | IN_CLOEXEC);
    CALL(inotify_init1, 1);
    CALL(inotify_add_watch, watch, "dir", IN_CREATE | IN_DELETE);
    CALL(inotify_add_watch, watch, "none", IN_CREATE);
    CALL(inotify_add_watch, watch, "dir", 0);
    CALL(inotify_add_watch, watch, "dir/file", IN_ONLYDIR | IN_CREATE);
    CALL(inotify_add_watch, watch, BAD, IN_CREATE);
    CALL(inotify_add_watch, 0, "dir", IN_CREATE);
    CALL(inotify_add_watch, 99, "dir", IN_CREATE);
    close(open("dir/new", O_CREAT | O_WRONLY, 0600));
    CALL(read, watch, buffer, 4096);
    tell("mask", ((struct inotify_event *)buffer)->mask);
    printf("  %s\n", ((struct inotify_event *)buffer)->name);
    CALL(read, watch, buffer, 4096);
    CALL(inotify_rm_watch, watch, 1);
    CALL(inotify_rm_watch, watch, 1);
    CALL(inotify_rm_watch, 99, 1);
    group = CALL(fanotify_init, 2, O_RDONLY);
    CALL(fanotify_init, 1 << 30, O_RDONLY);
    CALL(fanotify_init, 2, 1 << 30);
    CALL(fanotify_mark, group, 1, LL(0x20), CWD, "dir/new");
    CALL(fanotify_mark, group, 1, LL(UINT64_C(1) << 60), CWD, "dir/new");
    CALL(fanotify_mark, group, 1, LL(0x20), CWD, "none");
    CALL(fanotify_mark, group, 1, LL(0x20), CWD, BAD);
    CALL(fanotify_mark, group, 3, LL(0x20), CWD, "dir/new");
    CALL(fanotify_mark, group, 2, LL(0x20), CWD, "dir/new");
    CALL(fanotify_mark, 99, 1, LL(0x20), CWD, "dir/new");
    CALL(fanotify_mark, 0, 1, LL(0x20), CWD, "dir/new");
    CALL(unlinkat, CWD, "dir/new", 0);
    CALL(unlinkat, CWD, "dir/new", 0);
    CALL(unlinkat, CWD, "dir", 0);
    CALL(unlinkat, CWD, "dir", AT_REMOVEDIR);
    CALL(unlinkat, CWD, "dir/file", AT_REMOVEDIR);
    CALL(unlinkat, CWD, "dir/file", 1);
    CALL(unlinkat, CWD, BAD, 0);
    CALL(chroot, "none");
    CALL(chroot, "dir/file");
    CALL(chroot, BAD);
    CALL(chroot, "dir");
    CALL(chdir, "/");
    CALL(getcwd, buffer, 4096);
    return 0;
}
