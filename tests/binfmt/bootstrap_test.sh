#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A whole system: mmdebstrap makes a Debian of another architecture through a registration of ours;
# inside, apt installs packages with maintainer scripts, and daemons serve. `ferry chroot` does the
# same without any registration: as root, as an ordinary user with subordinate ids, and without.
# In: an architecture (arm64), $FERRY, $FERRY_BUILD, $FERRY_SRC. Out: TAP.
# Needs root, mmdebstrap, arch-test, Linux 6.7 and the Debian archive; takes some minutes.
set -u
arch=${1:-arm64} suite=bookworm
case $arch in
    arm64) machine=aarch64 ;;
    armel | armhf) machine=armv7l ;;
    riscv64) machine=riscv64 suite=trixie ;; # the first release that has it
    *) echo "bootstrap_test: no architecture $arch" >&2; exit 2 ;;
esac
. "$FERRY_SRC/tests/binfmt/common.sh"
needs mmdebstrap arch-test python3
needs_root
can_register || skip_all "no binfmt_misc in user namespaces (Linux 6.7)"
make_work

# In a root: installs a package; no daemon is started by its scripts.
cat >"$work/install" <<'END'
set -e
export DEBIAN_FRONTEND=noninteractive
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
apt-get update -q
apt-get install -y -q --no-install-recommends "$1"
test -z "$(dpkg --audit)"
END
cat >"$work/openssh-server" <<'END'
set -e
service ssh start
service ssh status
for try in 1 2 3 4 5 6 7 8 9 10; do
    ssh-keyscan 127.0.0.1 2>/dev/null | grep ssh-ed25519 && break
    sleep 0.5
done
ssh-keyscan 127.0.0.1 2>/dev/null | grep ssh-ed25519
service ssh stop
if service ssh status; then exit 1; fi
END
cat >"$work/rsync" <<'END'
set -e
cat >/etc/rsyncd.conf <<'CONF'
pid file = /run/rsyncd.pid
use chroot = no
[etc]
path = /etc
uid = root
gid = root
CONF
start-stop-daemon --start --pidfile /run/rsyncd.pid --exec /usr/bin/rsync -- --daemon
for try in 1 2 3 4 5 6 7 8 9 10; do
    rsync rsync://127.0.0.1/etc/debian_version /tmp/copy && break
    sleep 0.5
done
cmp /tmp/copy /etc/debian_version
start-stop-daemon --stop --retry 10 --pidfile /run/rsyncd.pid --exec /usr/bin/rsync
if start-stop-daemon --status --pidfile /run/rsyncd.pid --exec /usr/bin/rsync; then exit 1; fi
END

# daemon WHO PACKAGE COMMAND...: installs the package in $root by the command, and runs its script
# of those above, in a network of its own.
daemon()
{
    who=$1 package=$2
    shift 2
    cp "$work/install" "$work/$package" "$root/tmp"
    "$@" "$root" sh /tmp/install "$package" >"$work/log" 2>&1
    ok $? "$who: apt-get install $package" "$work/log"
    "$@" --no-network "$root" sh "/tmp/$package" >"$work/log" 2>&1
    ok $? "$who: its daemon starts, serves and stops" "$work/log"
}

line=$(release_line $suite)
start=$(date +%s)
private "$arch" mmdebstrap --arch="$arch" --variant=minbase --mode=root $suite "$work/root.tar" \
    ${line:+"$line"} >"$work/log" 2>&1
ok $? "mmdebstrap --arch=$arch --variant=minbase" "$work/log"
echo "# $(($(date +%s) - start)) s"
[ -s "$work/root.tar" ] || finish
root=$work/root
mkdir "$root"
tar -C "$root" -xf "$work/root.tar" --exclude='./dev/*'
daemon "ferry chroot" openssh-server "$FERRY" chroot --userns
# shellcheck disable=SC2016
private "$arch" unshare --mount --net sh -c 'mount --rbind /proc "$1/proc" &&
    mount --rbind /dev "$1/dev" && chroot "$1" sh -c "service ssh start && service ssh status &&
        service ssh stop && ! service ssh status"' sh "$root" >"$work/log" 2>&1
ok $? "plain chroot with the registration: the daemon starts and stops" "$work/log"
private "$arch" chroot "$root" sh -c 'apt-get remove -y -q openssh-server && uname -m' \
    >"$work/log" 2>&1 && grep -qx $machine "$work/log"
ok $? "plain chroot with the registration: apt-get remove" "$work/log"
rm -rf --one-file-system "$root"

cp "$FERRY" "$work/ferry"
chmod 755 "$work/ferry"
for kind in subordinate alone; do
    if [ $kind = alone ]; then
        set -- "a user without subordinate ids" rsync
    elif ! command -v newuidmap >/dev/null || ! [ -e /etc/subuid ]; then
        skip "a user with subordinate ids" "needs newuidmap and /etc/subuid"
        continue
    else
        set -- "a user with subordinate ids" openssh-server
    fi
    mkdir "$root"
    chown $user:$user "$root"
    as_user $kind tar -C "$root" --no-same-owner -xp --exclude='./dev/*' <"$work/root.tar"
    daemon "$@" as_user $kind "$work/ferry" chroot
    rm -rf --one-file-system "$root"
done
finish
