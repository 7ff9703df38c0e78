#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A whole system: mmdebstrap makes an arm64 Debian through a registration of ours; inside, apt
# installs a package with maintainer scripts, and a daemon serves. Then `ferry chroot` does the same
# without any registration. In: $FERRY, $FERRY_BUILD, $FERRY_SRC. Out: TAP.
# Needs root, mmdebstrap, arch-test, Linux 6.7 and the Debian archive; takes some minutes.
set -u
for tool in mmdebstrap arch-test python3; do
    command -v $tool >/dev/null || { echo "1..0 # SKIP needs $tool"; exit 0; }
done
[ "$(id -u)" -eq 0 ] || { echo "1..0 # SKIP needs root"; exit 0; }
unshare -Urm mount -t binfmt_misc none /proc/sys/fs/binfmt_misc 2>/dev/null ||
    { echo "1..0 # SKIP no binfmt_misc in user namespaces (Linux 6.7)"; exit 0; }
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf --one-file-system "$work"' EXIT
unset FERRY_EXEC "${!QEMU_@}"
count=0 failed=0

ok()    # STATUS NAME [LOG]
{
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        echo "not ok $count - $2"
        [ -z "${3-}" ] || tail -n 20 "$3" | sed 's/^/# /'
    fi
}

# private COMMAND...: as root of a user namespace with all ids and a registration of ours.
private()
{
    FERRY_BINFMT_STATE=$work/state python3 - "$@" <<'END'
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['FERRY_SRC'], 'tests/binfmt'))
sys.dont_write_bytecode = True
import private


def inside(libc):
    if not private.mount_binfmt(libc):
        raise OSError('no binfmt_misc')
    subprocess.run([os.environ['FERRY_BUILD'] + '/ferry-binfmt', 'install', '--credential', 'yes',
                    'arm64'], check=True)
    subprocess.run(sys.argv[1:], check=True)


sys.exit(private.in_private(inside, 4294967295) is not None)
END
}

start=$(date +%s)
private mmdebstrap --arch=arm64 --variant=minbase --mode=root bookworm "$work/root.tar" \
    >"$work/log" 2>&1
ok $? "mmdebstrap --arch=arm64 --variant=minbase" "$work/log"
echo "# $(($(date +%s) - start)) s"
root=$work/root
mkdir "$root"
tar -C "$root" -xf "$work/root.tar" --exclude='./dev/*' 2>/dev/null
rm -f "$work/root.tar"

cat >"$root/tmp/serve" <<'END'
mkdir -p /run/sshd
/usr/sbin/sshd -p 2299 || exit 1
for try in 1 2 3 4 5 6 7 8 9 10; do
    ssh-keyscan -p 2299 127.0.0.1 2>/dev/null | grep -q ssh-ed25519 && break
    sleep 0.5
done
ssh-keyscan -p 2299 127.0.0.1 2>/dev/null | grep ssh-ed25519 || exit 1
kill "$(cat /run/sshd.pid)"
END
"$FERRY" chroot --userns "$root" sh -c 'export DEBIAN_FRONTEND=noninteractive
    apt-get update -q && apt-get install -y -q --no-install-recommends openssh-server' \
    >"$work/log" 2>&1
ok $? "ferry chroot: apt-get install openssh-server" "$work/log"
"$FERRY" chroot --userns --no-network "$root" sh /tmp/serve >"$work/log" 2>&1
ok $? "ferry chroot: sshd serves" "$work/log"
"$FERRY" chroot --userns "$root" dpkg --audit >"$work/log" 2>&1 && ! [ -s "$work/log" ]
ok $? "dpkg --audit finds nothing" "$work/log"
private chroot "$root" sh -c 'apt-get remove -y -q openssh-server && uname -m | grep aarch64' \
    >"$work/log" 2>&1
ok $? "plain chroot with the registration: apt-get remove" "$work/log"
echo "1..$count"
exit $((failed != 0))
