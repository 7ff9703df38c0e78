#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What builds across architectures on more than one machine, as docs/binfmt.md ("A cluster")
# describes it: clients of distcc and icecream that are foreign programs have native servers compile
# for them; sbuild and buildah, which know nothing of us, run on our registration.
# In: $FERRY, $FERRY_BUILD, $FERRY_SRC. Out: TAP. Needs root and the Debian archive; each case is
# skipped if its tools are not there: distcc icecc buildah sbuild mmdebstrap arch-test uidmap.
set -u
. "$FERRY_SRC/tests/binfmt/common.sh"
needs_root
needs python3 aarch64-linux-gnu-gcc
make_work
servers=
trap 'kill $servers 2>/dev/null; wait; rm -rf --one-file-system "$work"' EXIT
root=$FERRY_BUILD/root-arm64
mkdir -m 777 "$work/share"

# has NAME TOOL...: false, with a skipped case, if one is missing.
has()
{
    name=$1
    shift
    for tool; do
        command -v "$tool" >/dev/null && continue
        skip "$name" "needs $tool"
        return 1
    done
}

# A program that tells which compiler made it, and the guest's script in front of it.
cat >"$work/share/x.c" <<'END'
#include <stdio.h>
int main(void)
{
    puts(MADE);
    return 0;
}
END

# The root file system of a foreign machine.
client()
{
    FERRY_CACHE=$FERRY_BUILD/cache "$FERRY_SRC/scripts/fetch-root" "$root" arm64 \
        busybox-static coreutils dash distcc gcc grep icecc libc6-dev >"$work/log" 2>&1
}

inside() { timeout 120 "$FERRY" chroot --bind "$work/share:/share" "$root" sh /share/script; }

# The full name of the compiler says which one the server takes: its native cross compiler.
with_distcc()
{
    port=$((20000 + RANDOM % 10000))
    TMPDIR=$work/share distccd --no-detach --daemon --user nobody --listen 127.0.0.1 \
        --port $port --allow 127.0.0.1 --jobs 2 --log-stderr --log-level info \
        2>"$work/server.log" &
    servers="$servers $!"
    cat >"$work/share/script" <<END
set -e
cd /share
mkdir -p state
export DISTCC_HOSTS=127.0.0.1:$port DISTCC_FALLBACK=0 DISTCC_DIR=/share/state
for try in 1 2 3 4 5; do
    distcc aarch64-linux-gnu-gcc -O2 -DMADE='"by distcc"' -c x.c -o x.o && break
    sleep 1
done
gcc -o x x.o
./x
END
    inside >"$work/log" 2>&1 && grep -qx 'by distcc' "$work/log" &&
        grep -q 'COMPILE_OK.*aarch64-linux-gnu-gcc' "$work/server.log"
    ok $? "distcc: a foreign client, a native server" "$work/log"
}

# The client hands the native cross compiler to the server, as a tar file.
with_icecream()
{
    name="icecream: a foreign client, a native server"
    port=$((20000 + RANDOM % 10000))
    address=$(hostname -I | cut -d' ' -f1)
    if [ -z "$address" ]; then # a scheduler takes equal addresses for one machine
        skip "$name" "needs a second address"
        return
    fi
    compiler=$(command -v aarch64-linux-gnu-gcc)
    (cd "$work" && icecc-create-env --gcc "$compiler" "$compiler" &&
        mv ./*.tar.* share/cross.tar.gz) >"$work/log" 2>&1
    mkdir -m 777 "$work/server" "$work/share/client"
    icecc-scheduler -n ferry-test -p $port -l "$work/share/scheduler.log" &
    servers="$servers $!"
    iceccd -n ferry-test -s "$address:$port" -p $((port + 2)) -m 2 -N server \
        -b "$work/server/base" -vvv -l "$work/share/server.log" &
    servers="$servers $!"
    cat >"$work/share/script" <<END
cd /share
export ICECC_TEST_SOCKET=/tmp/iceccd.socket ICECC_VERSION=x86_64:/share/cross.tar.gz
export ICECC_PREFERRED_HOST=server ICECC_DEBUG=info ICECC_LOGFILE=/share/client.log
iceccd -n ferry-test -s 127.0.0.1:$port -p $((port + 3)) --no-remote -m 1 -u nobody -N client \
    -b /share/client/base -vvv -l /share/daemon.log &
for try in 1 2 3 4 5 6 7 8 9 10; do
    sleep 2
    grep -q 'Connected to scheduler' daemon.log && grep -q 'Connected to scheduler' server.log &&
        break
done
sleep 1
icecc gcc -O2 -DMADE='"by icecream"' -c x.c -o x.o && gcc -o x x.o && ./x
kill \$!
END
    chmod 1777 "$root/tmp"
    inside >"$work/log" 2>&1 && grep -qx 'by icecream' "$work/log" &&
        grep -q 'Remote compilation completed with exit code 0' "$work/share/server.log"
    ok $? "$name" "$work/log"
}

# A container's build for another platform: its RUN lines are foreign programs.
with_buildah()
{
    mkdir -p "$work/context" "$work/home"
    cp "$root/bin/busybox" "$work/context"
    cat >"$work/context/Dockerfile" <<'END'
FROM scratch
COPY busybox /bin/busybox
COPY busybox /bin/sh
RUN test "$(busybox uname -m)" = aarch64 && echo built >/result
END
    echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$work/policy.json"
    cat >"$work/storage.conf" <<END
[storage]
driver = "vfs"
runroot = "$work/containers/run"
graphroot = "$work/containers/graph"
END
    cat >"$work/build" <<'END'
set -e
export HOME=$1/home CONTAINERS_STORAGE_CONF=$1/storage.conf
export BUILDAH_ISOLATION=chroot _CONTAINERS_USERNS_CONFIGURED=1 _CONTAINERS_ROOTLESS_UID=0
buildah bud --signature-policy "$1/policy.json" --platform linux/arm64 -t ferry-test "$1/context"
test "$(buildah inspect --type image --format '{{.OCIv1.Architecture}}' ferry-test)" = arm64
container=$(buildah from --signature-policy "$1/policy.json" --pull-never ferry-test)
test "$(buildah run "$container" /bin/busybox cat /result)" = built
END
    private arm64 sh "$work/build" "$work" >"$work/log" 2>&1
    ok $? "buildah: an image for linux/arm64" "$work/log"
}

# A package is built by an ordinary user, in the user namespace that sbuild makes.
with_sbuild()
{
    mkdir -p "$work/sbuild/hello-1.0/debian/source"
    (
        cd "$work/sbuild/hello-1.0/debian" || exit 1
        echo '3.0 (native)' >source/format
        cat >changelog <<'END'
hello (1.0) unstable; urgency=low

  * A test.

 -- Test <test@example.org>  Thu, 01 Jan 2026 00:00:00 +0000
END
        cat >control <<'END'
Source: hello
Section: misc
Priority: optional
Maintainer: Test <test@example.org>
Rules-Requires-Root: no
Standards-Version: 4.6.2

Package: hello
Architecture: any
Description: says where it was built
 A package of one file.
END
        cat >rules <<'END'
#!/usr/bin/make -f
clean:
	rm -rf debian/tmp debian/files
build build-arch build-indep binary-indep:
binary binary-arch:
	mkdir -p debian/tmp/DEBIAN debian/tmp/usr/share/hello
	uname -m >debian/tmp/usr/share/hello/machine
	dpkg-gencontrol
	dpkg-deb --root-owner-group --build debian/tmp ..
.PHONY: clean build build-arch build-indep binary binary-arch binary-indep
END
        chmod 755 rules
        cd ../.. && dpkg-source -b hello-1.0
    ) >"$work/log" 2>&1
    line=$(release_line bookworm)
    private arm64 mmdebstrap --arch=arm64 --variant=buildd --include=fakeroot --mode=root bookworm \
        "$work/buildd.tar" ${line:+"$line"} >>"$work/log" 2>&1
    ok $? "mmdebstrap --arch=arm64 --variant=buildd" "$work/log"
    chown -R $user "$work/sbuild"
    export -f as_user
    export user work
    # shellcheck disable=SC2016
    private arm64 bash -c 'as_user subordinate "$@"' bash sh -c '
        cd "$1/sbuild" && export HOME=$1/sbuild TMPDIR=/tmp USER=ferry-test LOGNAME=ferry-test &&
        sbuild --arch=arm64 --dist=bookworm --chroot-mode=unshare --chroot="$1/buildd.tar" \
            --no-run-lintian --no-apt-update --no-apt-upgrade --no-apt-distupgrade \
            --no-clean-source hello_1.0.dsc' sh "$work" >"$work/log" 2>&1 &&
        dpkg-deb --fsys-tarfile "$work/sbuild/hello_1.0_arm64.deb" |
        tar -xO ./usr/share/hello/machine | grep -qx aarch64
    ok $? "sbuild --arch=arm64, as an ordinary user" "$work/log"
}

if has "distcc" distcc distccd && client; then
    with_distcc
fi
if has "icecream" icecc icecc-scheduler iceccd icecc-create-env && client; then
    with_icecream
fi
if ! can_register; then
    skip "buildah, sbuild" "no binfmt_misc in user namespaces (Linux 6.7)"
    finish
fi
if has "buildah" buildah && client; then
    with_buildah
fi
if has "sbuild" sbuild mmdebstrap arch-test newuidmap dpkg-source; then
    with_sbuild
fi
finish
