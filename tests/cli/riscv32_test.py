#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A riscv32 program: no C library is packaged for it, so it is built without one.

In: $FERRY, the riscv64 cross compiler, which can also make 32-bit code. Out: TAP.
"""
import sys

import small

FLAGS = ['-march=rv32imafdc', '-mabi=ilp32d', '-O2', '-ffreestanding', '-nostdlib', '-static',
         '-Wl,-melf32lriscv']
WANT = {
    'argc': 1, 'product': 0xd70a3d5f94116009, 'double': 0x40692a7c00000000, 'clock_gettime64': 0,
    'clock runs': 1, 'no 32-bit times': (1 << 64) - 38, 'mmap2': 5, 'atomic': 7, 'after': 12,
    'sigaction': 0, 'signal': 11, 'address': 16,
}
TEXT = ''.join(f'{name} {value:016x}\n' for name, value in WANT.items())
ENGINES = ([], ['-exec', 'interp'], ['-exec', 'compare'])


def case(engine):
    def ask(program):
        status, out, err = small.run(*engine, program)
        return '' if (status, out) == (3, TEXT) else f'{out}{err}\nstatus {status}'
    return f'riscv32 {" ".join(engine) or "jit"}', ask


if __name__ == '__main__':
    sys.exit(small.test('riscv64-linux-gnu-gcc', [*FLAGS, f'{small.HERE}/riscv32.c'],
                        [case(engine) for engine in ENGINES]))
