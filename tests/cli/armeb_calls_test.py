#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs of tests/guest/calls, which make every system call, as big-endian Arm code.

In: $FERRY, the armhf cross compiler; bare_libc.c and bare_calls.c in place of a C library. Out: TAP; each has to
print what the native build does.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..')
sys.path.insert(0, os.path.join(HERE, '..', 'guest'))
os.environ['FERRY_GUEST'] = 'arm'

import run  # noqa: E402 (its folder is not this one)

COMMAND = [run.CROSS + '-gcc', '-std=gnu17', '-D_GNU_SOURCE', '-D__NO_CTYPE', '-O2', '-w', '-U_TIME_BITS',
           '-D_TIME_BITS=32', f'-I{TOP}', '-march=armv7ve', '-mfpu=neon-vfpv4', '-mfloat-abi=hard', '-mbig-endian',
           '-mthumb', '-mbe8', '-nostdlib', '-static', '-fno-pie', '-no-pie', '-Wl,-Ttext-segment=0x400000']
LIBRARY = ('bare_libc', 'bare_calls')
build_native = run.compile_one


def main():
    def build(compiler, source, out, words):
        if compiler == 'gcc':
            return build_native(compiler, source, out, words)
        os.makedirs(os.path.dirname(out), exist_ok=True)
        return subprocess.run([*COMMAND, source, *objects, '-o', out], stderr=subprocess.PIPE, text=True,
                              check=False).stderr

    if not shutil.which(COMMAND[0]):
        print(f'1..0 # SKIP no {COMMAND[0]}')
        return 77
    with tempfile.TemporaryDirectory() as run.BUILD:
        objects = [os.path.join(run.BUILD, name + '.o') for name in LIBRARY]
        for name, out in zip(LIBRARY, objects):
            subprocess.run([*COMMAND, '-ffreestanding', '-c', os.path.join(HERE, name + '.c'), '-o', out], check=True)
        run.compile_one = build
        sys.argv[1:] = sys.argv[1:] or ['/calls/']
        return run.main()


if __name__ == '__main__':
    sys.exit(main())
