#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random C programs: the guest's output equals the native build's.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import os
import shutil
import subprocess
import sys

import cgen

FERRY = os.environ.get('FERRY', 'build/ferry')
FOLDER = os.path.join(os.environ.get('FERRY_BUILD', '/tmp'), 'tests', 'random')
CROSS = 'aarch64-linux-gnu'
FULL = os.environ.get('FERRY_TEST_FULL')


def output(command):
    try:
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                                check=False)
    except subprocess.TimeoutExpired:
        return 'timeout', b'', b''
    return result.returncode, result.stdout, result.stderr


def case(seed):
    base = f'{FOLDER}/c-{seed}'
    with open(base + '.c', 'w', encoding='utf-8') as stream:
        stream.write(cgen.program(seed))
    # The same level for both: the compiler's choices are part of what is tested.
    level = ('-O2', '-O3', '-O1', '-Os', '-O0')[seed % 5]
    flags = [level, '-w', '-std=gnu17', '-ffp-contract=off', '-fwrapv', '-fno-strict-aliasing']
    for compiler, kind in (('gcc', 'native'), (CROSS + '-gcc', CROSS)):
        made = output([compiler] + flags + [base + '.c', '-o', f'{base}-{kind}'])
        if made[0] != 0:
            return [f'{compiler}: {made[2].decode()[:500]}']
    want = output([base + '-native'])
    wrong = []
    for mode in ([], ['-tier', '2']):
        got = output([FERRY, '-L', f'/usr/{CROSS}'] + mode + [f'{base}-{CROSS}'])
        if got[:2] != want[:2]:
            lines = list(zip(want[1].split(b'\n'), got[1].split(b'\n')))
            first = next((n for n, (a, b) in enumerate(lines) if a != b), len(lines))
            wrong.append(f'{" ".join(mode)}: {level}: status {got[0]}, native {want[0]}; line {first + 1} '
                         f'differs; {got[2][:200]!r}')
    if not wrong:
        for name in ('.c', '-native', f'-{CROSS}'):
            os.remove(base + name)
    return wrong


def main():
    if not shutil.which(CROSS + '-gcc') or not shutil.which('gcc'):
        print(f'1..0 # SKIP no {CROSS}-gcc or no gcc')
        return 77
    os.makedirs(FOLDER, exist_ok=True)
    numbers = [int(a) for a in sys.argv[1:]]
    first, last = numbers if numbers else (1, 150 if FULL else 6)
    print(f'1..{last - first + 1}')
    bad = 0
    for seed in range(first, last + 1):
        wrong = case(seed)
        print(f'{"not ok" if wrong else "ok"} {seed - first + 1} - seed {seed}', flush=True)
        for line in wrong:
            print('# ' + line.replace('\n', '\n# '))
        bad += bool(wrong)
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
