/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mounts, by both interfaces, in a mount namespace of their own where that may be. */
#include <sched.h>
#include <sys/mount.h>
#include "call.h"

static struct {
    uint64_t set, clear, propagation, userns;
} attr = {1};
static struct {
    uint32_t size, spare;
    uint64_t mount, param, ns;
} request;
static uint64_t ids[64];
static char stat[4096];

int main(void)
{
    int context, tree, mounted;

    mkdir("a", 0755);
    mkdir("b", 0755);
    CALL(mount, "none", "a", "tmpfs", 0, BAD);
    CALL(unshare, CLONE_NEWNS);
    CALL(mount, "none", "/", 0, MS_REC | MS_PRIVATE, 0);
    CALL(mount, "none", "a", "tmpfs", MS_NOSUID, "size=64k,mode=700");
    CALL(mount, "none", "a", "nonsense", 0, 0);
    CALL(mount, "none", "none", "tmpfs", 0, 0);
    CALL(mount, "none", "a", BAD, 0, 0);
    CALL(mount, "none", "a", "tmpfs", 0, "size=nonsense");
    CALL(mount, "a", "b", 0, MS_BIND, 0);
    CALL(umount2, "b", 0);
    CALL(umount2, "b", 0);
    CALL(umount2, "none", 0);
    CALL(umount2, "a", 0x100);
    CALL(umount2, BAD, 0);
    CALL(umount2, "a", MNT_EXPIRE);
    CALL(umount2, "a", MNT_DETACH);
    context = CALL(fsopen, "tmpfs", 1);
    CALL(fsopen, "nonsense", 0);
    CALL(fsopen, "tmpfs", 2);
    CALL(fsopen, BAD, 0);
    CALL(fsconfig, context, 1, "size", "64k", 0);
    CALL(fsconfig, context, 1, "nonsense", "64k", 0);
    CALL(fsconfig, context, 1, BAD, "64k", 0);
    CALL(fsconfig, context, 99, 0, 0, 0);
    CALL(fsconfig, 0, 6, 0, 0, 0);
    CALL(fsconfig, 99, 6, 0, 0, 0);
    CALL(fsconfig, context, 6, 0, 0, 0);
    mounted = CALL(fsmount, context, 1, 0);
    CALL(fsmount, context, 1, 0);
    CALL(fsmount, 0, 1, 0);
    CALL(fsmount, 99, 1, 0);
    CALL(fsmount, context, 2, 0);
    CALL(move_mount, mounted, "", CWD, "a", 4);
    CALL(move_mount, mounted, "", CWD, "a", 1 << 20);
    CALL(move_mount, CWD, "none", CWD, "a", 0);
    CALL(move_mount, CWD, "b", CWD, "a", 0);
    CALL(move_mount, CWD, BAD, CWD, "a", 0);
    CALL(move_mount, 99, "", CWD, "a", 4);
    CALL(fspick, CWD, "a", 1);
    CALL(fspick, CWD, "b", 1);
    CALL(fspick, CWD, "none", 0);
    CALL(fspick, CWD, "a", 1 << 20);
    tree = CALL(open_tree, CWD, "a", 1 | O_CLOEXEC);
    CALL(open_tree, CWD, "a", 2);
    CALL(open_tree, CWD, "none", 1);
    CALL(open_tree, CWD, BAD, 1);
    CALL(open_tree_attr, CWD, "a", 1, &attr, sizeof(attr));
    CALL(open_tree_attr, CWD, "a", 1, &attr, 8);
    CALL(open_tree_attr, CWD, "a", 1, BAD, sizeof(attr));
    CALL(open_tree_attr, CWD, "none", 1, &attr, sizeof(attr));
    CALL(mount_setattr, tree, "", AT_EMPTY_PATH, &attr, sizeof(attr));
    CALL(mount_setattr, CWD, "b", 0, &attr, sizeof(attr));
    CALL(mount_setattr, CWD, "none", 0, &attr, sizeof(attr));
    CALL(mount_setattr, CWD, "a", 0, &attr, 4);
    CALL(mount_setattr, CWD, "a", 0, BAD, sizeof(attr));
    CALL(mount_setattr, CWD, "a", 1, &attr, sizeof(attr));
    attr.set = UINT64_C(1) << 50;
    CALL(mount_setattr, CWD, "a", 0, &attr, sizeof(attr));
    request.size = 24;
    request.mount = UINT64_MAX;
    SOME(listmount, &request, ids, 64, 0);
    CALL(listmount, &request, ids, 1, 2);
    CALL(listmount, BAD, ids, 64, 0);
    CALL(listmount, &request, BAD, 64, 0);
    request.mount = ids[0];
    request.param = 1;
    CALL(statmount, &request, stat, sizeof(stat), 0);
    CALL(statmount, &request, stat, sizeof(stat), 1);
    CALL(statmount, BAD, stat, sizeof(stat), 0);
    CALL(statmount, &request, BAD, sizeof(stat), 0);
    request.mount = 12345;
    CALL(statmount, &request, stat, sizeof(stat), 0);
    request.size = 3;
    CALL(statmount, &request, stat, sizeof(stat), 0);
    CALL(pivot_root, "none", "none");
    CALL(pivot_root, "b", "b");
    CALL(pivot_root, BAD, "b");
    mkdir("a/old", 0755);
    CALL(pivot_root, "a", "a/old");
    CALL(swapon, "none", 0);
    CALL(swapon, BAD, 0);
    CALL(swapon, "/", 1 << 30);
    CALL(swapoff, "none");
    CALL(swapoff, BAD);
    CALL(acct, "none");
    CALL(acct, "/");
    CALL(acct, BAD);
    return 0;
}
