#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A riscv32 program: no C library is packaged for it, so it is built without one.

In: $FERRY, the riscv64 cross compiler, which can also make 32-bit code. Out: TAP.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
CC = shutil.which('riscv64-linux-gnu-gcc')
FLAGS = ['-march=rv32imafdc', '-mabi=ilp32d', '-O2', '-ffreestanding', '-nostdlib', '-static',
         '-Wl,-melf32lriscv']
WANT = {
    'argc': 1, 'product': 0xd70a3d5f94116009, 'double': 0x40692a7c00000000, 'clock_gettime64': 0,
    'clock runs': 1, 'no 32-bit times': (1 << 64) - 38, 'mmap2': 5, 'atomic': 7, 'after': 12,
    'sigaction': 0, 'signal': 11, 'address': 16,
}


def main():
    if not CC:
        print('1..0 # SKIP no riscv64-linux-gnu-gcc')
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, 'program')
        subprocess.run([CC, *FLAGS, os.path.join(HERE, 'riscv32.c'), '-o', program], check=True)
        engines = ([], ['-exec', 'interp'], ['-exec', 'compare'])
        print(f'1..{len(engines)}')
        want = ''.join(f'{name} {value:016x}\n' for name, value in WANT.items())
        for number, engine in enumerate(engines, 1):
            result = subprocess.run([FERRY, *engine, program], capture_output=True, text=True,
                                    timeout=60, check=False)
            good = result.stdout == want and result.returncode == 3
            failed += not good
            print(f'{"" if good else "not "}ok {number} - riscv32 {" ".join(engine) or "jit"}')
            if not good:
                print('\n'.join('# ' + line for line in
                                (result.stdout + result.stderr).split('\n')))
                print(f'# status {result.returncode}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
