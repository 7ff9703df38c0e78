#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The files of scripts/cross and the examples of docs/cross-build.md: a small project is built for
# every guest with a compiler by each build system, and its tests run. In: $FERRY, $FERRY_SRC.
# Out: TAP. Each case is skipped if its tools are not there:
#   cmake meson ninja-build autoconf automake golang-go cargo rustc, gcc-TRIPLET
set -u
. "$FERRY_SRC/tests/binfmt/common.sh"
make_work
files=$FERRY_SRC/scripts/cross
PATH=$(dirname "$FERRY"):$PATH
QEMU_BINARY_PATH=$(dirname "$FERRY")
export QEMU_BINARY_PATH
# Of the make that runs this: they would choose the tests of the projects below.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES TESTS TEST_LOGS

# What each tool calls a guest: triplet, Debian's name, machine of uname, GOARCH, Rust's target and
# its ARCH.
guests="aarch64-linux-gnu     arm64   aarch64 arm64   aarch64-unknown-linux-gnu      aarch64
        arm-linux-gnueabihf   armhf   armv7l  arm     armv7-unknown-linux-gnueabihf  arm
        riscv64-linux-gnu     riscv64 riscv64 riscv64 riscv64gc-unknown-linux-gnu    riscv64"

# A program that fails unless it runs on the guest, and a test of it that takes arguments.
cat >"$work/prog.c" <<'END'
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
int main(int argc, char **argv)
{
    struct utsname u;
    uname(&u);
    printf("machine %s, %d arguments\n", u.machine, argc - 1);
    return strcmp(u.machine, MACHINE) != 0 || (argc > 1 && strcmp(argv[1], "fail") == 0);
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
    cmake -S . -B build -DCMAKE_TOOLCHAIN_FILE="$files/toolchain.cmake" \
        -DFERRY_TRIPLET="$triplet" &&
        cmake --build build && grep "$machine" build/made && (cd build && ctest --output-on-failure)
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
    printf "[constants]\ncpu = '%s'\ntriplet = '%s'\n" "${triplet%%-*}" "$triplet" >target.ini
    meson setup --cross-file "$files/meson.ini" --cross-file target.ini build &&
        meson test -C build
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
    autoreconf -fi && ./configure --host="$triplet" &&
        make check LOG_COMPILER=ferry && grep -q "machine $machine" prog.log
}

# The same without telling make how: the kernel knows (in a user namespace).
with_autotools_binfmt()
{
    ferry-binfmt user sh -c 'make distclean; ./configure --host="$1" >output &&
        grep "whether we are cross compiling... no" output && make check' sh "$triplet"
}

with_go()
{
    export GOARCH=$goarch GOFLAGS=-mod=mod GOCACHE=$work/gocache GOTOOLCHAIN=local CGO_ENABLED=0
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
    cat >main_test.go <<END
package main

import "testing"

func TestArch(t *testing.T) {
	if arch() != "$goarch" {
		t.Fatal(arch())
	}
}
END
    rm -f prog.c
    test "$(go run -exec ferry .)" = "$goarch" && go test -exec ferry .
}

# Rust for the guest: rustup's target, or Debian's compiler with Debian's library of the guest, if they are
# of one version.
rust_flags=
have_rust()
{
    rust_flags=
    [ -d "$(rustc --print sysroot 2>/dev/null)/lib/rustlib/$rust" ] && return
    [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] &&
        "$FERRY_SRC/scripts/fetch-root" "$work/rust-$debian" "$debian" libstd-rust-dev || return
    rust_flags="-L $work/rust-$debian/usr/lib/rustlib/$rust/lib"
    echo 'fn main() {}' >"$work/main.rs"
    # shellcheck disable=SC2086
    /usr/bin/rustc --target "$rust" $rust_flags -C linker="$triplet-gcc" -o "$work/main" \
        "$work/main.rs"
}

with_cargo()
{
    if [ -n "$rust_flags" ]; then
        RUSTC=/usr/bin/rustc RUSTFLAGS=$rust_flags PATH=/usr/bin:$PATH
        export RUSTC RUSTFLAGS
    fi
    mkdir -p .cargo src
    cp "$files/cargo.toml" .cargo/config.toml
    printf '[package]\nname = "example"\nversion = "1.0.0"\nedition = "2021"\n' >Cargo.toml
    cat >src/main.rs <<END
fn main() { println!("{}", std::env::consts::ARCH); }
#[test]
fn arch() { assert_eq!(std::env::consts::ARCH, "$rust_arch"); }
END
    test "$(cargo run -q --offline --target "$rust")" = "$rust_arch" &&
        cargo test --offline --target "$rust"
}

# example NAME FUNCTION TOOL...
example()
{
    name="$triplet: $1" function=$2
    shift 2
    for tool in "$triplet-gcc" "$@"; do
        if ! command -v "$tool" >/dev/null; then
            skip "$name" "needs $tool"
            return
        fi
    done
    mkdir -p "$work/$triplet/$function"
    sed "s/MACHINE/\"$machine\"/" "$work/prog.c" >"$work/$triplet/$function/prog.c"
    (cd "$work/$triplet/$function" && $function) >"$work/log" 2>&1 </dev/null
    ok $? "$name" "$work/log"
}

can_register && registered=yes || registered=
while read -r triplet debian machine goarch rust rust_arch; do
    example "CMake and ctest" with_cmake cmake ctest make
    example "Meson" with_meson meson ninja
    example "autotools, LOG_COMPILER" with_autotools autoreconf automake make
    if [ -n "$registered" ]; then
        mkdir -p "$work/$triplet"
        ln -s with_autotools "$work/$triplet/with_autotools_binfmt"
        example "autotools, binfmt_misc" with_autotools_binfmt autoreconf automake ferry-binfmt
    else
        skip "$triplet: autotools, binfmt_misc" "needs binfmt_misc in user namespaces"
    fi
    example "Go" with_go go
    if have_rust >"$work/log" 2>&1 </dev/null; then
        example "Cargo" with_cargo cargo
    else
        skip "$triplet: Cargo" "needs cargo, rustc and its library for $rust, all of one version"
    fi
done <<END
$guests
END
finish
