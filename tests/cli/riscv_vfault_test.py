#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults of RISC-V vector instructions, in all ways of translating and for two register lengths.

In: $FERRY, the riscv64 cross compiler. Out: TAP.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
CC = shutil.which('riscv64-linux-gnu-gcc')
WANT = '800 faults, 1, 0 wrong, 0\n'
MODES = [[], ['-tier', '1'], ['-tier', '2'], ['-tier-after', '20'], ['-exec', 'interp'],
         ['-one-insn-per-tb'], ['-cpu', 'max,vlen=256']]


def main():
    if not CC:
        print('1..0 # SKIP no riscv64-linux-gnu-gcc')
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, 'vfault')
        subprocess.run([CC, '-O1', '-static', os.path.join(HERE, 'riscv_vfault.c'), '-o', program],
                       check=True)
        print(f'1..{len(MODES)}')
        for n, mode in enumerate(MODES, 1):
            out = subprocess.run([FERRY, *mode, program], stdout=subprocess.PIPE, text=True,
                                 check=False).stdout
            failed += out != WANT
            print(f'{"ok" if out == WANT else "not ok"} {n} - {" ".join(mode) or "usual"}')
            if out != WANT:
                print(f'# {out!r}, not {WANT!r}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
