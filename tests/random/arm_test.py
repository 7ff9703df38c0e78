#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random A32 and T32 programs: the engines, and ways of translating, agree on all registers and memory.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds;
     --peer COMMAND, another emulator that is asked as well.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import os
import sys

import armgen
from insn_test import FERRY, FOLDER, FULL, output, run

COMPILER = 'arm-linux-gnueabihf-gcc'
MODES = [['-exec', 'jit'], ['-exec', 'compare'], ['-one-insn-per-tb'], ['-tier', '1'], ['-tier', '2'],
         ['-tier-after', '3'], ['-opt-limit', '0'], ['-fp-traps', '0'], ['-fp-traps', '2', '-tier', '2']]
SIZE = armgen.STATE + 2 * armgen.MEMORY + 32


def name_of(at):
    """What the byte at this place of the output is."""
    if at < 64:
        return (*(f'r{n}' for n in range(11)), 'cpsr', 'fpscr', '?', '?', '?')[at // 4]
    if at < armgen.STATE:
        return f'd{(at - 64) // 8}'
    at -= armgen.STATE + armgen.MEMORY
    return f'memory{at:+d}' if at < armgen.MEMORY else f'fpscr of block {(at - armgen.MEMORY) // 4}'


def difference(want, got):
    if want[0] != got[0]:
        return f'status {got[0]}, not {want[0]}: {got[2][:300]!r}'
    places = {name_of(at): 0 for at, (a, b) in enumerate(zip(want[1], got[1])) if a != b}
    return f'{len(want[1])} bytes, {len(got[1])}; differs in {" ".join(list(places)[:8])}'


def case(seed, peer):
    source, binary = f'{FOLDER}/arm-{seed}.s', f'{FOLDER}/arm-{seed}'
    with open(source, 'w', encoding='utf-8') as stream:
        stream.write(armgen.program(seed))
    made = output([COMPILER, '-nostdlib', '-static', '-o', binary, source])
    if made[0] != 0:
        return [f'the assembler refuses: {made[2].decode()[:600]}']
    want = output([FERRY, '-exec', 'interp', binary])
    if want[0] != 0 or len(want[1]) != SIZE:
        return [f'interp: status {want[0]}: {want[2][:300]!r}']
    wrong = []
    for command in [[FERRY] + mode for mode in MODES] + ([[peer, '-cpu', 'max']] if peer else []):
        got = output(command + [binary])
        if got[:2] != want[:2]:
            wrong.append(f'{" ".join(command)}: {difference(want, got)}')
    if not wrong:
        os.remove(source)
        os.remove(binary)
    return wrong


if __name__ == '__main__':
    sys.exit(run(COMPILER, case, 300 if FULL else 30))
