#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# make install puts every file where it belongs, make uninstall removes exactly these, and what
# was installed works. In: $FERRY_BUILD. Out: TAP.
set -u
. "$FERRY_SRC/tests/binfmt/common.sh"
make_work
into=$work/into

make -s -C "$FERRY_BUILD" install DESTDIR="$into" prefix=/usr >"$into.log" 2>&1
ok $? "make install" "$into.log"
for file in bin/ferry bin/qemu-aarch64 bin/ferry-binfmt share/man/man1/ferry.1 \
    share/man/man1/qemu-aarch64.1 share/man/man8/ferry-binfmt.8 \
    share/bash-completion/completions/ferry share/bash-completion/completions/qemu-aarch64 \
    share/zsh/site-functions/_ferry share/fish/vendor_completions.d/ferry.fish; do
    test -s "$into/usr/$file"
    ok $? "/usr/$file"
done
"$into/usr/bin/qemu-aarch64" -version | grep -q '^qemu-aarch64 version'
ok $? "the installed launcher"
"$into/usr/bin/ferry-binfmt" lines arm64 | grep -q ":$into/usr/bin/qemu-aarch64:"
ok $? "the installed ferry-binfmt finds its launchers"
"$into/usr/bin/ferry-binfmt" --version | grep -q '/[0-9]'
ok $? "its version"
if command -v pkg-config >/dev/null; then
    answer=$(PKG_CONFIG_PATH=$into/usr/share/pkgconfig pkg-config --variable=guests ferry)
    test "$answer" = "$("$into/usr/bin/ferry" --list-guests | cut -f1 | sort | tr '\n' ' ' | sed 's/ $//')"
    ok $? "pkg-config knows the guests" "$answer"
    file=$(PKG_CONFIG_PATH=$into/usr/share/pkgconfig pkg-config --variable=crossdir ferry)/meson.ini
    program=$(PKG_CONFIG_PATH=$into/usr/share/pkgconfig pkg-config --variable=ferry ferry)
    test -s "$file" && test -x "$program"
    ok $? "pkg-config knows the program and the files for cross builds" "$file $program"
fi
bash -n "$into/usr/share/bash-completion/completions/ferry"
ok $? "bash reads the completion"
reply=$(bash -c '. "$1"; compopt() { :; }; COMP_WORDS=(qemu-aarch64 -stra) COMP_CWORD=1
    _ferry qemu-aarch64; echo "${COMPREPLY[*]}"' x \
    "$into/usr/share/bash-completion/completions/ferry")
test "$reply" = -strace
ok $? "bash completes -stra"
if command -v zsh >/dev/null; then
    zsh -n "$into/usr/share/zsh/site-functions/_ferry"
    ok $? "zsh reads the completion"
fi
if command -v fish >/dev/null; then
    fish --no-execute "$into/usr/share/fish/vendor_completions.d/ferry.fish"
    ok $? "fish reads the completion"
fi

# Every option and variable of the help is in the manual, every option that works in the
# completions.
"$into/usr/bin/qemu-aarch64" -help >"$work/help"
flags=$(sed -n 's/^-\([^ ]*\) .*/\1/p' "$work/help")
test "$(printf '%s\n' "$flags" | wc -l)" -gt 20
ok $? "the help lists options" "$flags"
variables=$(grep -o 'QEMU_[A-Z_]*' "$work/help")
bash=$(bash -c '. "$1"; compopt() { :; }; COMP_WORDS=(qemu-aarch64 -) COMP_CWORD=1
    _ferry qemu-aarch64; printf "%s\n" "${COMPREPLY[@]}"' x \
    "$into/usr/share/bash-completion/completions/ferry")
manual=$(sed 's/\\-/-/g' "$into/usr/share/man/man1/ferry.1")
missing=
for flag in $flags; do
    printf '%s\n' "$manual" | grep -q -e "^\.BI* .*-$flag\b" || missing="$missing manual:-$flag"
    case $flag in plugin | trace) continue ;; esac # only say why not: nobody wants them completed
    printf '%s\n' "$bash" | grep -qx -e "-$flag" || missing="$missing bash:-$flag"
    grep -q -e "'.*-$flag\[" "$into/usr/share/zsh/site-functions/_ferry" ||
        missing="$missing zsh:-$flag"
    grep -q -e " -[os] $flag " "$into/usr/share/fish/vendor_completions.d/ferry.fish" ||
        missing="$missing fish:-$flag"
done
for variable in $variables; do
    printf '%s\n' "$manual" | grep -q "$variable" || missing="$missing manual:$variable"
done
test -z "$missing"
ok $? "manual and completions know every option" "$missing"
make -s -C "$FERRY_BUILD" uninstall DESTDIR="$into" prefix=/usr >"$into.log" 2>&1
ok $? "make uninstall" "$into.log"
left=$(find "$into" ! -type d)
test -z "$left"
ok $? "nothing is left" "$left"
finish
