#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The files of scripts/cross and the examples of docs/cross-build.md: a small project is built for
# arm64 by each build system, and its tests run. In: $FERRY, $FERRY_SRC. Out: TAP.
# Each case is skipped if its tools are not there:
#   cmake meson ninja-build autoconf automake golang-go gcc-aarch64-linux-gnu
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
files=$FERRY_SRC/scripts/cross
PATH=$(dirname "$FERRY"):$PATH
unset FERRY_EXEC "${!QEMU_@}"
# Of the make that runs this: they would choose the tests of the projects below.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES TESTS TEST_LOGS
count=0 failed=0

result()    # STATUS NAME LOG
{
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        echo "not ok $count - $2"
        tail -n 20 "$3" | sed 's/^/# /'
    fi
}

# needs NAME TOOL...: false, with a skipped case, if a tool is missing.
needs()
{
    name=$1
    shift
    for tool; do
        command -v "$tool" >/dev/null && continue
        count=$((count + 1))
        echo "ok $count - $name # SKIP needs $tool"
        return 1
    done
}

# A program that fails unless it runs on arm64, and a test of it that takes arguments.
mkdir "$work/src"
cat >"$work/src/prog.c" <<'END'
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
int main(int argc, char **argv)
{
    struct utsname u;
    uname(&u);
    printf("machine %s, %d arguments\n", u.machine, argc - 1);
    return strcmp(u.machine, "aarch64") != 0 || (argc > 1 && strcmp(argv[1], "fail") == 0);
}
END

with_cmake()
{
    cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.13)
project(example C)
enable_testing()
try_run(RUNS COMPILES ${CMAKE_BINARY_DIR}/try ${CMAKE_SOURCE_DIR}/prog.c)
if(NOT RUNS EQUAL 0)
    message(FATAL_ERROR "try_run: ${RUNS}")
endif()
add_executable(prog prog.c)
add_custom_command(OUTPUT made COMMAND prog > made DEPENDS prog)
add_custom_target(generated ALL DEPENDS made)
add_test(NAME good COMMAND prog one two)
add_test(NAME bad COMMAND prog fail)
set_tests_properties(bad PROPERTIES WILL_FAIL TRUE)
END
    cmake -S . -B build -DCMAKE_TOOLCHAIN_FILE="$files/toolchain.cmake" &&
        cmake --build build && grep aarch64 build/made && (cd build && ctest --output-on-failure)
}

with_meson()
{
    cat >meson.build <<'END'
project('example', 'c')
prog = executable('prog', 'prog.c')
r = meson.get_compiler('c').run(files('prog.c'))
assert(r.returncode() == 0, 'the compiler check ran')
test('good', prog, args : ['one', 'two'])
test('bad', prog, args : ['fail'], should_fail : true)
END
    meson setup --cross-file "$files/meson.ini" build && meson test -C build
}

with_autotools()
{
    cat >configure.ac <<'END'
AC_INIT([example], [1])
AM_INIT_AUTOMAKE([foreign])
AC_PROG_CC
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
END
    cat >Makefile.am <<'END'
check_PROGRAMS = prog
prog_SOURCES = prog.c
TESTS = prog
END
    autoreconf -fi && ./configure --host=aarch64-linux-gnu &&
        make check LOG_COMPILER=ferry && grep -q 'machine aarch64' prog.log
}

# The same without telling make how: the kernel knows (in a user namespace).
with_autotools_binfmt()
{
    ferry-binfmt user sh -c 'make distclean; ./configure --host=aarch64-linux-gnu >output &&
        grep "whether we are cross compiling... no" output && make check'
}

with_go()
{
    export GOARCH=arm64 GOFLAGS=-mod=mod GOCACHE=$work/gocache GOTOOLCHAIN=local CGO_ENABLED=0
    cat >go.mod <<'END'
module example
go 1.18
END
    cat >main.go <<'END'
package main

import ("fmt"; "runtime")

func arch() string { return runtime.GOARCH }
func main() { fmt.Println(arch()) }
END
    cat >main_test.go <<'END'
package main

import "testing"

func TestArch(t *testing.T) {
	if arch() != "arm64" {
		t.Fatal(arch())
	}
}
END
    rm -f prog.c
    test "$(go run -exec ferry .)" = arm64 && go test -exec ferry .
}

with_cargo()
{
    mkdir -p .cargo src
    cp "$files/cargo.toml" .cargo/config.toml
    printf '[package]\nname = "example"\nversion = "1.0.0"\nedition = "2021"\n' >Cargo.toml
    cat >src/main.rs <<'END'
fn main() { println!("{}", std::env::consts::ARCH); }
#[test]
fn arch() { assert_eq!(std::env::consts::ARCH, "aarch64"); }
END
    target=aarch64-unknown-linux-gnu
    test "$(cargo run -q --offline --target "$target")" = aarch64 &&
        cargo test --offline --target "$target"
}

# example NAME FUNCTION TOOL...
example()
{
    name=$1 function=$2
    shift 2
    needs "$name" aarch64-linux-gnu-gcc "$@" || return
    mkdir -p "$work/$function"
    cp "$work/src/prog.c" "$work/$function"
    (cd "$work/$function" && $function) >"$work/$function.log" 2>&1
    result $? "$name" "$work/$function.log"
}

example "CMake and ctest" with_cmake cmake ctest make
example "Meson" with_meson meson ninja
example "autotools, LOG_COMPILER" with_autotools autoreconf automake make
if unshare -Urm mount -t binfmt_misc none /proc/sys/fs/binfmt_misc 2>/dev/null; then
    ln -s with_autotools "$work/with_autotools_binfmt"
    QEMU_BINARY_PATH=$(dirname "$FERRY")
    export QEMU_BINARY_PATH
    example "autotools, binfmt_misc" with_autotools_binfmt autoreconf automake ferry-binfmt
else
    needs "autotools, binfmt_misc" "binfmt_misc in user namespaces"
fi
example "Go" with_go go
if [ -d "$(rustc --print sysroot 2>/dev/null)/lib/rustlib/aarch64-unknown-linux-gnu" ]; then
    example "Cargo" with_cargo cargo
else
    needs "Cargo" "cargo with the target aarch64-unknown-linux-gnu"
fi
echo "1..$count"
exit $((failed != 0))
