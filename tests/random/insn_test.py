#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random A64 programs: the engines, and ways of translating, agree on all registers and memory.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds;
     --peer COMMAND, another emulator that is asked as well.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import sys

import a64gen
import seeds

COMPILER = 'aarch64-linux-gnu-gcc'
SIZE = 656 + 8192
MODES = [['-exec', 'jit'], ['-exec', 'compare'], ['-one-insn-per-tb'], ['-tier', '1'], ['-tier', '2'],
         ['-tier-after', '3'], ['-opt-limit', '0'], ['-fp-traps', '0'], ['-fp-traps', '2', '-tier', '2'], ['-fp-traps', '3', '-tier', '2']]


def name_of(at):
    """What the byte at this place of the output is."""
    if at < 128:
        return f'x{at // 8}'
    if at < 640:
        return f'v{(at - 128) // 16}'
    if at < 656:
        return 'nzcv' if at < 648 else 'fpsr'
    return f'memory{at - 656 - 2048:+d}'


def case(seed, _, peer):
    return seeds.engines(f'insn-{seed}', a64gen.program(seed), [COMPILER], MODES, name_of, SIZE,
                         [peer] if peer else ())


if __name__ == '__main__':
    sys.exit(seeds.run([COMPILER], case, 400 if seeds.FULL else 40))
