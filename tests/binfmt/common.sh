# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the shell tests of this folder share: TAP, a folder, registrations that nobody else sees,
# users. Sourced. In: $FERRY, $FERRY_BUILD, $FERRY_SRC. Out: the functions, $work.
unset FERRY_EXEC "${!QEMU_@}"
count=0 failed=0

skip_all() { echo "1..0 # SKIP $*"; exit 0; }

# needs TOOL...: or the whole test is skipped.
needs()
{
    for tool; do
        command -v "$tool" >/dev/null || skip_all "needs $tool"
    done
}

needs_root() { [ "$(id -u)" -eq 0 ] || skip_all "needs root"; }

# Can binfmt_misc be had in a user namespace?
can_register()
{
    unshare -Urm mount -t binfmt_misc none /proc/sys/fs/binfmt_misc 2>/dev/null
}

ok()    # STATUS NAME [LOG FILE | DETAILS]
{
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
        return
    fi
    failed=$((failed + 1))
    echo "not ok $count - $2"
    if [ -f "${3-}" ]; then
        tail -n 20 "$3" | sed 's/^/# /'
    elif [ -n "${3-}" ]; then
        printf '%s\n' "$3" | sed 's/^/# /'
    fi
}

skip()  # NAME REASON
{
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

finish()
{
    echo "1..$count"
    exit $((failed != 0))
}

# $work: a folder that others may look into, gone at the end.
make_work()
{
    work=$(mktemp -d) || exit 1
    chmod 755 "$work"
    trap 'rm -rf --one-file-system "$work"' EXIT
}

# private ARCH COMMAND...: as root of a user namespace with all ids and a registration of ours.
private()
{
    FERRY_BINFMT_STATE=$work/state python3 "$FERRY_SRC/tests/binfmt/private.py" "$@"
}

# as_user subordinate|alone COMMAND...: as a user of this machine, with or without lines in
# /etc/subuid. The machine's own files stay as they are.
user=61234
as_user()
{
    echo "ferry-test:x:$user:$user::$work:/bin/sh" | cat /etc/passwd - >"$work/passwd"
    : >"$work/subids"
    [ "$1" != subordinate ] || echo "ferry-test:1000000:65536" >"$work/subids"
    shift
    # shellcheck disable=SC2016
    unshare --mount sh -c 'work=$1 user=$2
        shift 2
        mount --bind "$work/passwd" /etc/passwd && mount --bind "$work/subids" /etc/subuid &&
            mount --bind "$work/subids" /etc/subgid &&
            exec setpriv --reuid "$user" --regid "$user" --clear-groups "$@"' sh "$work" $user "$@"
}

# apt's line for the release SUITE, from where this machine gets its own; nothing if that is unknown:
# mmdebstrap has a default. Without the updates: mirrors of foreign architectures may lag behind there.
release_line()
{
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' 2>/dev/null |
        sed -n "1s/.*/deb & $1 main/p"
}
