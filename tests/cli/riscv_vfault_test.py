#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults of RISC-V vector instructions, in all ways of translating and for two register lengths.

In: $FERRY, the riscv64 cross compiler. Out: TAP.
"""
import sys

import small

WANT = '800 faults, 1, 0 wrong, 0\n'
MODES = [[], ['-tier', '1'], ['-tier', '2'], ['-tier-after', '20'], ['-exec', 'interp'],
         ['-one-insn-per-tb'], ['-cpu', 'max,vlen=256']]


def case(mode):
    return (' '.join(mode) or 'usual',
            lambda program: small.difference(small.run(*mode, program)[1], WANT))


if __name__ == '__main__':
    sys.exit(small.test('riscv64-linux-gnu-gcc', ['-O1', '-static', f'{small.HERE}/riscv_vfault.c'],
                        [case(mode) for mode in MODES]))
