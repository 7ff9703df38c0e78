#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Carries of long numbers that are compared for (RISC-V) are in their registers where a load faults.

In: $FERRY, the riscv64 cross compiler. Out: TAP.
"""
import sys

import small


def case(*mode):
    return ' '.join(mode) or 'usual', lambda program: small.difference(small.run(*mode, program)[1], 'good\n')


if __name__ == '__main__':
    sys.exit(small.test('riscv64-linux-gnu-gcc', ['-O1', '-static', f'{small.HERE}/riscv_carry.c'],
                        [case(), case('-tier', '2'), case('-tier', '1'), case('-exec', 'interp')]))
