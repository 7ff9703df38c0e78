#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random C programs: the guest's output equals the native build's.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import os
import sys

import cgen
from seeds import FERRY, FOLDER, FULL, output, run

CROSS = 'aarch64-linux-gnu'


def case(seed, *_):
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


if __name__ == '__main__':
    sys.exit(run([CROSS + '-gcc', 'gcc'], case, 150 if FULL else 6))
