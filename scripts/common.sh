# SPDX-License-Identifier: GPL-2.0-or-later
#
# What quickstart and test share. Sourced by a script that has set `top`, the top of the
# tree, and runs under `set -eu`.

say()
{
    echo "== $*" >&2
}

die()
{
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# build FOLDER [CONFIGURE-OPTION...]: configures (if that changes anything) and makes all.
# The output goes to FOLDER/build.log; its end is shown if something fails.
build()
{
    into=$1
    shift
    mkdir -p "$into"
    log=$into/build.log
    : >"$log"
    say "building in $into"
    {
        test -x "$top/configure" -a "$top/configure" -nt "$top/configure.ac" ||
            "$top/scripts/bootstrap"
    } >>"$log" 2>&1 || { build_failed; return 1; }
    if [ ! -f "$into/Makefile" ] || [ "$(cat "$into/options" 2>/dev/null)" != "$*" ]; then
        (cd "$into" && "$top/configure" "$@") >>"$log" 2>&1 || { build_failed; return 1; }
        echo "$*" >"$into/options"
    fi
    make -C "$into" -j"$(nproc)" >>"$log" 2>&1 || { build_failed; return 1; }
}

build_failed()
{
    grep -E -B2 -A6 'error:|Error [0-9]|undefined reference' "$log" | head -n 60 >&2 || true
    tail -n 5 "$log" >&2
    echo "$(basename "$0"): the build failed; all of it is in $log" >&2
}
