#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The parts of the vector extension (Zve*): what they leave out is illegal, the rest is there.

In: $FERRY, the riscv64 cross compiler. Out: TAP. The table is the manual's ("Zve*: vector extensions for
embedded processors"): what each instruction of the program wants at least.
"""
import sys

import small

PARTS = {'zve32x': {'zve32x'}, 'zve32f': {'zve32x', 'zve32f'}, 'zve64x': {'zve32x', 'zve64x'},
         'zve64f': {'zve32x', 'zve32f', 'zve64x'}, 'zve64d': {'zve32x', 'zve32f', 'zve64x', 'zve64d'},
         'v': {'zve32x', 'zve32f', 'zve64x', 'zve64d', 'v'}}
OFF = {'rv64': '', 'max,v=off': 'zve64d', 'rv64,v=on,v=off': '', 'rv64,v=off,zve64f=on': 'zve64f',
       'rv64,zve64f=on,v=off': 'zve64f', 'rv64,v=on,zve32x=off': ''}
WANTED = '''
zve32x zve64x zve32x zve64x zve64x
zve32x v v zve64x v zve32x
zve32f zve64d zve64d zve64d zve64d zve32f zve64d zve64d
zve64x zve64x zve32x zve64x zve32x
'''.split()


def case(cpu, there):
    def ask(program):
        status, text, _ = small.run('-cpu', cpu, program)
        got = [line.endswith(': 1') for line in text.splitlines()]
        want = [feature in there for feature in WANTED]
        wrong = [line for line, one, other in zip(text.splitlines(), got, want) if one != other]
        return '\n'.join(wrong) or small.difference((status, len(got)), (0, len(want)))
    return cpu, ask


if __name__ == '__main__':
    sys.exit(small.test('riscv64-linux-gnu-gcc', ['-O1', '-static', f'{small.HERE}/riscv_zve.c'],
                        [case(f'rv64,{part}=on', there) for part, there in PARTS.items()]
                        + [case(cpu, PARTS.get(part, set())) for cpu, part in OFF.items()]))
