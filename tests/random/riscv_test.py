#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random RISC-V programs, RV64 and RV32: the engines, and ways of translating, agree on all registers
and memory.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds;
     --peer FOLDER, where another emulator's qemu-riscv64 and qemu-riscv32 are.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import sys

import rvgen
import seeds

COMPILER = 'riscv64-linux-gnu-gcc'
FLAGS = {'rv64': ['-march=rv64gcv', '-mabi=lp64d'],
         'rv32': ['-march=rv32gcv', '-mabi=ilp32d', '-Wl,-melf32lriscv']}
MODES = [['-exec', 'jit'], ['-exec', 'compare'], ['-one-insn-per-tb'], ['-tier', '1'], ['-tier', '2'],
         ['-tier-after', '3'], ['-opt-limit', '0'], ['-fp-traps', '0', '-tier', '2'],
         ['-fp-traps', '2', '-tier', '2'], ['-fp-traps', '3', '-tier', '2']]


def name_of(at):
    """What the byte at this place of the output is."""
    if at < 256:
        return f'x{at // 8}'
    if at < 512:
        return ('fcsr', 'vl', 'vtype', 'vcsr', 'vstart', '?')[min((at - 256) // 8, 5)]
    if at < 1024:
        return f'f{(at - 512) // 8}'
    if at < 1536:
        return f'v{(at - 1024) // 16}'
    return f'memory{at - 1536 - rvgen.MEMORY:+d}'


def case(seed, kind, peer):
    xlen = int(kind[2:])
    return seeds.engines(f'riscv{xlen}-{seed}', rvgen.program(seed, xlen), [COMPILER, *FLAGS[kind]],
                         MODES, name_of, 1536 + 2 * rvgen.MEMORY,
                         [f'{peer}/qemu-riscv{xlen}', '-cpu', 'max'] if peer else ())


if __name__ == '__main__':
    sys.exit(seeds.run([COMPILER], case, 200 if seeds.FULL else 15, tuple(FLAGS)))
