#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random A32 and T32 programs: the engines, and ways of translating, agree on all registers and memory.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds;
     --peer COMMAND, another emulator that is asked as well.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import sys

import armgen
import seeds

COMPILER = 'arm-linux-gnueabihf-gcc'
MODES = [['-exec', 'jit'], ['-exec', 'compare'], ['-one-insn-per-tb'], ['-tier', '1'], ['-tier', '2'],
         ['-tier-after', '3'], ['-opt-limit', '0'], ['-fp-traps', '0'], ['-fp-traps', '2', '-tier', '2'], ['-fp-traps', '3', '-tier', '2']]
SIZE = armgen.STATE + 2 * armgen.MEMORY + 32


def name_of(at):
    """What the byte at this place of the output is."""
    if at < 64:
        return (*(f'r{n}' for n in range(11)), 'cpsr', 'fpscr', '?', '?', '?')[at // 4]
    if at < armgen.STATE:
        return f'd{(at - 64) // 8}'
    at -= armgen.STATE + armgen.MEMORY
    return f'memory{at:+d}' if at < armgen.MEMORY else f'fpscr of block {(at - armgen.MEMORY) // 4}'


def case(seed, _, peer):
    return seeds.engines(f'arm-{seed}', armgen.program(seed), [COMPILER], MODES, name_of, SIZE,
                         [peer, '-cpu', 'max'] if peer else ())


if __name__ == '__main__':
    sys.exit(seeds.run([COMPILER], case, 300 if seeds.FULL else 30))
