# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests with random programs share: programs by seed, runs of them, TAP.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds, $FERRY_BUILD. Arguments of a test: FIRST LAST, a
     range of seeds; --peer WHAT, another emulator that is asked as well.
Out: TAP, a case a seed. A failing program stays in FOLDER.
"""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'scripts'))

import limits  # noqa: E402 (its folder is not this one)

FERRY = os.environ.get('FERRY', 'build/ferry')
FOLDER = os.path.join(os.environ.get('FERRY_BUILD', '/tmp'), 'tests', 'random')
FULL = os.environ.get('FERRY_TEST_FULL')


def output(command):
    """(status, stdout, stderr)."""
    try:
        result = limits.run(command, 120)
    except subprocess.TimeoutExpired:
        return 'timeout', b'', b''
    return result.returncode, result.stdout, result.stderr


def difference(want, got, name_of):
    """name_of(at): what the byte at this place of the output is."""
    if want[0] != got[0]:
        return f'status {got[0]}, not {want[0]}: {got[2][:300]!r}'
    places = {name_of(at): 0 for at, (a, b) in enumerate(zip(want[1], got[1])) if a != b}
    return f'{len(want[1])} bytes, {len(got[1])}; differs in {" ".join(list(places)[:8])}'


def engines(name, program, compiler, modes, name_of, size, peer=()):
    """What is wrong with an assembler program that writes its registers and memory (size bytes): the
    interpreter's output is the one that all modes, and the peer's command, have to have."""
    source, binary = f'{FOLDER}/{name}.s', f'{FOLDER}/{name}'
    with open(source, 'w', encoding='utf-8') as stream:
        stream.write(program)
    made = output([*compiler, '-nostdlib', '-static', '-o', binary, source])
    if made[0] != 0:
        return [f'the assembler refuses: {made[2].decode()[:600]}']
    want = output([FERRY, '-exec', 'interp', binary])
    if want[0] != 0 or len(want[1]) != size:
        return [f'interp: status {want[0]}, {len(want[1])} bytes: {want[2][:300]!r}']
    wrong = []
    for command in [[FERRY, *mode] for mode in modes] + ([list(peer)] if peer else []):
        got = output(command + [binary])
        if got[:2] != want[:2]:
            wrong.append(f'{" ".join(command)}: {difference(want, got, name_of)}')
    if not wrong:
        os.remove(source)
        os.remove(binary)
    return wrong


def run(compilers, one, count, kinds=('',)):
    """All seeds of the arguments, or from 1 to count, in every kind; one(seed, kind, peer) says what is
    wrong."""
    for compiler in compilers:
        if not shutil.which(compiler):
            print(f'1..0 # SKIP no {compiler}')
            return 77
    os.makedirs(FOLDER, exist_ok=True)
    args = sys.argv[1:]
    peer = args.pop(args.index('--peer') + 1) if '--peer' in args else None
    numbers = [int(a) for a in args if a.isdigit()]
    first, last = numbers if numbers else (1, count)
    cases = [(seed, kind) for seed in range(first, last + 1) for kind in kinds]
    print(f'1..{len(cases)}')
    bad = 0
    for number, (seed, kind) in enumerate(cases, 1):
        wrong = one(seed, kind, peer)
        print(f'{"not ok" if wrong else "ok"} {number} - {f"{kind}, " if kind else ""}seed {seed}',
              flush=True)
        for line in wrong:
            print('# ' + line.replace('\n', '\n# '))
        bad += bool(wrong)
    return bad != 0
