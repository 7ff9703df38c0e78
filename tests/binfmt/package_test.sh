#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The Debian packages: built from a copy of the tree, checked by lintian, installed, used and
# removed in a fresh Debian. In: $FERRY, $FERRY_SRC. Out: TAP.
# Needs root, debhelper, dpkg-dev, lintian, mmdebstrap and the Debian archive; takes some minutes.
set -u
. "$FERRY_SRC/tests/binfmt/common.sh"
needs dpkg-buildpackage dh lintian mmdebstrap git
needs_root
git -C "$FERRY_SRC" rev-parse >/dev/null 2>&1 || skip_all "needs the repository"
make_work

mkdir -p "$work/build/ferry"
git -C "$FERRY_SRC" archive HEAD | tar -x -C "$work/build/ferry"
(cd "$work/build/ferry" && dpkg-buildpackage -us -uc -b -j"$(nproc)") >"$work/log" 2>&1
ok $? "dpkg-buildpackage" "$work/log"
rm -rf "$work/build/ferry"
lintian --fail-on error,warning "$work"/build/*.changes >"$work/log" 2>/dev/null
ok $? "lintian" "$work/log"

# A fresh system in a user namespace: nothing of it can touch this machine's binfmt_misc.
mmdebstrap --variant=minbase bookworm "$work/root.tar" >"$work/log" 2>&1
ok $? "a fresh Debian" "$work/log"
mkdir "$work/root"
tar -C "$work/root" -xf "$work/root.tar" --exclude='./dev/*'
cat >"$work/build/use" <<'END'
set -e
export DEBIAN_FRONTEND=noninteractive
export XDG_CACHE_HOME=/tmp/cache # code that is kept belongs to the user, no package removes it
for entry in /proc/sys/fs/binfmt_misc/qemu-*; do
    [ ! -e "$entry" ] || echo -1 >"$entry"
done
find / -xdev ! -path '/proc/*' ! -path '/var/*' ! -path '/usr/share/man/*' | sort >/tmp/before
apt-get install -y --no-install-recommends /build/*.deb
ferry-binfmt status | grep -q 'qemu-aarch64 runs /usr/libexec/ferry-binfmt/qemu-aarch64 (ferry)'
/build/guest a | grep -q 'arg \[/build/guest\]' || exit 3
qemu-aarch64-static /build/guest | grep uid
ferry --doctor /build/guest
apt-get purge -y ferry ferry-binfmt ferry-qemu-user
! [ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ]
find / -xdev ! -path '/proc/*' ! -path '/var/*' ! -path '/usr/share/man/*' | sort >/tmp/after
diff /tmp/before /tmp/after | grep -v -e /tmp/after -e /tmp/cache | grep '^[<>]' && exit 4
exit 0
END
rm -f "$work"/build/*dbgsym*
if aarch64-linux-gnu-gcc -static -o "$work/build/guest" "$FERRY_SRC/tests/binfmt/guest.c" &&
    can_register; then
    "$FERRY" chroot --userns --bind "$work/build:/build" "$work/root" sh /build/use \
        >"$work/log" 2>&1
    ok $? "installed, used and removed in it" "$work/log"
else
    skip "installed" "needs a cross compiler, and binfmt_misc in user namespaces"
fi
finish
