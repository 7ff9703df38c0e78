#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random A64 programs: the engines, and ways of translating, agree on all registers and memory.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds;
     --peer COMMAND, another emulator that is asked as well.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import os
import shutil
import subprocess
import sys

import a64gen

FERRY = os.environ.get('FERRY', 'build/ferry')
FOLDER = os.path.join(os.environ.get('FERRY_BUILD', '/tmp'), 'tests', 'random')
COMPILER = 'aarch64-linux-gnu-gcc'
FULL = os.environ.get('FERRY_TEST_FULL')
MODES = [['-exec', 'jit'], ['-exec', 'compare'], ['-one-insn-per-tb'], ['-tier', '1'], ['-tier', '2'],
         ['-opt-limit', '0'], ['-fp-traps', '0'], ['-fp-traps', '2', '-tier', '2']]


def output(command):
    try:
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                                check=False)
    except subprocess.TimeoutExpired:
        return 'timeout', b'', b''
    return result.returncode, result.stdout, result.stderr


def name_of(at):
    """What the byte at this place of the output is."""
    if at < 128:
        return f'x{at // 8}'
    if at < 640:
        return f'v{(at - 128) // 16}'
    if at < 656:
        return 'nzcv' if at < 648 else 'fpsr'
    return f'memory{at - 656 - 2048:+d}'


def difference(want, got):
    if want[0] != got[0]:
        return f'status {got[0]}, not {want[0]}: {got[2][:300]!r}'
    places = {}
    for at, (a, b) in enumerate(zip(want[1], got[1])):
        if a != b:
            places.setdefault(name_of(at), (a, b))
    return f'{len(want[1])} bytes, {len(got[1])}; differs in {" ".join(list(places)[:8])}'


def case(seed, peer):
    source, binary = f'{FOLDER}/insn-{seed}.s', f'{FOLDER}/insn-{seed}'
    with open(source, 'w', encoding='utf-8') as stream:
        stream.write(a64gen.program(seed))
    made = output([COMPILER, '-nostdlib', '-static', '-o', binary, source])
    if made[0] != 0:
        return [f'the assembler refuses: {made[2].decode()[:600]}']
    want = output([FERRY, '-exec', 'interp', binary])
    if want[0] != 0:
        return [f'interp: status {want[0]}: {want[2][:300]!r}']
    wrong = []
    for mode in MODES:
        got = output([FERRY] + mode + [binary])
        if got[:2] != want[:2]:
            wrong.append(f'{" ".join(mode)}: {difference(want, got)}')
    if peer:
        got = output([peer, binary])
        if got[:2] != want[:2]:
            wrong.append(f'{peer}: {difference(want, got)}')
    if not wrong:
        os.remove(source)
        os.remove(binary)
    return wrong


def run(compiler, one, count):
    """All seeds of the arguments, or from 1 to count; one(seed, peer) says what is wrong."""
    if not shutil.which(compiler):
        print(f'1..0 # SKIP no {compiler}')
        return 77
    os.makedirs(FOLDER, exist_ok=True)
    args = sys.argv[1:]
    peer = args.pop(args.index('--peer') + 1) if '--peer' in args else None
    numbers = [int(a) for a in args if a.isdigit()]
    first, last = numbers if numbers else (1, count)
    print(f'1..{last - first + 1}')
    bad = 0
    for seed in range(first, last + 1):
        wrong = one(seed, peer)
        print(f'{"not ok" if wrong else "ok"} {seed - first + 1} - seed {seed}', flush=True)
        for line in wrong:
            print('# ' + line.replace('\n', '\n# '))
        bad += bool(wrong)
    return bad != 0


if __name__ == '__main__':
    sys.exit(run(COMPILER, case, 400 if FULL else 40))
