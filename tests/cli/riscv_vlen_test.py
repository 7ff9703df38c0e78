#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""AT_MINSIGSTKSZ of RISC-V models: with their vector registers, and enough for a signal.

In: $FERRY, the riscv64 cross compiler. Out: TAP.
"""
import sys

import small

# Frame 1088; header, description and end of the vector state 64; 32 registers; all rounded to 16.
WANT = {'max': 1664, 'max,vlen=256': 2176, 'max,vlen=1024': 5248, 'rv64': 1088}


def case(cpu, size):
    return cpu, lambda program: small.difference(small.run('-cpu', cpu, program)[1], f'{size} 1 1\n')


if __name__ == '__main__':
    sys.exit(small.test('riscv64-linux-gnu-gcc', ['-O1', '-static', f'{small.HERE}/riscv_vlen.c'],
                        [case(cpu, size) for cpu, size in WANT.items()]))
