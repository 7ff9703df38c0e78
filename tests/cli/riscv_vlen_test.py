#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""AT_MINSIGSTKSZ of RISC-V models: with their vector registers, and enough for a signal.

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
# Frame 1088; header, description and end of the vector state 64; 32 registers; all rounded to 16.
WANT = {'max': 1664, 'max,vlen=256': 2176, 'max,vlen=1024': 5248, 'rv64': 1088}


def main():
    if not CC:
        print('1..0 # SKIP no riscv64-linux-gnu-gcc')
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, 'vlen')
        subprocess.run([CC, '-O1', '-static', os.path.join(HERE, 'riscv_vlen.c'), '-o', program],
                       check=True)
        print(f'1..{len(WANT)}')
        for n, (cpu, size) in enumerate(WANT.items(), 1):
            out = subprocess.run([FERRY, '-cpu', cpu, program], stdout=subprocess.PIPE, text=True,
                                 check=False).stdout
            good = out == f'{size} 1 1\n'
            failed += not good
            print(f'{"ok" if good else "not ok"} {n} - {cpu}')
            if not good:
                print(f'# {out!r}, not {size} 1 1')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
