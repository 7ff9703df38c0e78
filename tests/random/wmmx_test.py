#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random programs of Wireless MMX and of XScale's accumulator: the engines, and ways of translating,
agree on all registers and memory.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds;
     --peer COMMAND, another emulator that is asked as well.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import os
import sys

import seeds
import wmmxgen

COMPILER = 'arm-linux-gnueabihf-gcc'
FLAGS = ['-march=armv5te', '-marm', '-mfloat-abi=soft']
MODES = [['-exec', 'jit'], ['-exec', 'compare'], ['-one-insn-per-tb'], ['-tier', '1'], ['-tier', '2'],
         ['-tier-after', '3'], ['-opt-limit', '0']]
MODELS = {'wmmx': 'pxa270', 'acc0': 'pxa255'}


def name_of(at):
    """What the byte at this place of the output is."""
    if at < 48:
        return (*(f'r{n}' for n in range(11)), 'cpsr')[at // 4]
    if at < 80:
        return (*wmmxgen.CONTROL, '?')[(at - 48) // 4]
    if at < wmmxgen.STATE:
        return f'wr{(at - 80) // 8}'
    return f'memory{at - wmmxgen.STATE - wmmxgen.MEMORY:+d}'


def case(seed, kind, peer):
    os.environ['QEMU_CPU'] = MODELS[kind]
    return seeds.engines(f'{kind}-{seed}', wmmxgen.program(seed, kind == 'acc0'), [COMPILER, *FLAGS], MODES,
                         name_of, wmmxgen.STATE + 2 * wmmxgen.MEMORY, [peer] if peer else ())


if __name__ == '__main__':
    sys.exit(seeds.run([COMPILER], case, 200 if seeds.FULL else 10, tuple(MODELS)))
