#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random RISC-V programs, RV64 and RV32: the engines, and ways of translating, agree on all registers
and memory.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds;
     --peer FOLDER, where another emulator's qemu-riscv64 and qemu-riscv32 are.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import os
import shutil
import sys

import rvgen
from insn_test import FERRY, FOLDER, FULL, output

COMPILER = 'riscv64-linux-gnu-gcc'
FLAGS = {64: ['-march=rv64gcv', '-mabi=lp64d'],
         32: ['-march=rv32gcv', '-mabi=ilp32d', '-Wl,-melf32lriscv']}
MODES = [['-exec', 'jit'], ['-exec', 'compare'], ['-one-insn-per-tb'], ['-tier', '1'], ['-tier', '2'],
         ['-tier-after', '3'], ['-opt-limit', '0'], ['-fp-traps', '0', '-tier', '2'],
         ['-fp-traps', '2', '-tier', '2']]


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


def difference(want, got):
    if want[0] != got[0]:
        return f'status {got[0]}, not {want[0]}: {got[2][:300]!r}'
    places = {name_of(at): 0 for at, (a, b) in enumerate(zip(want[1], got[1])) if a != b}
    return f'{len(want[1])} bytes, {len(got[1])}; differs in {" ".join(list(places)[:8])}'


def case(seed, xlen, peer):
    source, binary = f'{FOLDER}/riscv{xlen}-{seed}.s', f'{FOLDER}/riscv{xlen}-{seed}'
    with open(source, 'w', encoding='utf-8') as stream:
        stream.write(rvgen.program(seed, xlen))
    made = output([COMPILER, *FLAGS[xlen], '-nostdlib', '-static', '-o', binary, source])
    if made[0] != 0:
        return [f'the assembler refuses: {made[2].decode()[:600]}']
    want = output([FERRY, '-exec', 'interp', binary])
    if want[0] != 0 or len(want[1]) != 1536 + 2 * rvgen.MEMORY:
        return [f'interp: status {want[0]}: {want[2][:300]!r}']
    wrong = []
    for command in [[FERRY] + mode for mode in MODES] + \
            ([[f'{peer}/qemu-riscv{xlen}', '-cpu', 'max']] if peer else []):
        got = output(command + [binary])
        if got[:2] != want[:2]:
            wrong.append(f'{" ".join(command)}: {difference(want, got)}')
    if not wrong:
        os.remove(source)
        os.remove(binary)
    return wrong


def main():
    if not shutil.which(COMPILER):
        print(f'1..0 # SKIP no {COMPILER}')
        return 77
    os.makedirs(FOLDER, exist_ok=True)
    args = sys.argv[1:]
    peer = args.pop(args.index('--peer') + 1) if '--peer' in args else None
    numbers = [int(a) for a in args if a.isdigit()]
    first, last = numbers if numbers else (1, 200 if FULL else 15)
    cases = [(seed, xlen) for seed in range(first, last + 1) for xlen in (64, 32)]
    print(f'1..{len(cases)}')
    bad = 0
    for n, (seed, xlen) in enumerate(cases, 1):
        wrong = case(seed, xlen, peer)
        print(f'{"not ok" if wrong else "ok"} {n} - rv{xlen}, seed {seed}', flush=True)
        for line in wrong:
            print('# ' + line.replace('\n', '\n# '))
        bad += bool(wrong)
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
