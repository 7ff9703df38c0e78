#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random C programs: the guest's output equals the native build's.

In:  $FERRY the launcher, $FERRY_TEST_FULL more seeds. Arguments: FIRST LAST, a range of seeds; names of
     guests, when it is not to be all of them.
Out: TAP, a case a seed. A failing program stays in $FERRY_BUILD/tests/random.
"""

import os
import shutil
import sys

import cgen
from seeds import FERRY, FOLDER, FULL, output, run

GUESTS = {'aarch64': 'aarch64-linux-gnu', 'arm': 'arm-linux-gnueabihf', 'riscv64': 'riscv64-linux-gnu'}


def case(seed, guest, _):
    cross = GUESTS[guest]
    base = f'{FOLDER}/c-{guest}-{seed}'
    with open(base + '.c', 'w', encoding='utf-8') as stream:
        stream.write(cgen.program(seed))
    # The same level for both: the compiler's choices are part of what is tested.
    level = ('-O2', '-O3', '-O1', '-Os', '-O0')[seed % 5]
    flags = [level, '-w', '-std=gnu17', '-ffp-contract=off', '-fwrapv', '-fno-strict-aliasing']
    for compiler, kind in (('gcc', 'native'), (cross + '-gcc', cross)):
        made = output([compiler] + flags + [base + '.c', '-o', f'{base}-{kind}'])
        if made[0] != 0:
            return [f'{compiler}: {made[2].decode()[:500]}']
    want = output([base + '-native'])
    wrong = []
    for mode in ([], ['-tier', '2'], ['-tier-after', '3']):
        got = output([FERRY, '-L', f'/usr/{cross}'] + mode + [f'{base}-{cross}'])
        if got[:2] != want[:2]:
            lines = list(zip(want[1].split(b'\n'), got[1].split(b'\n')))
            first = next((n for n, (a, b) in enumerate(lines) if a != b), len(lines))
            wrong.append(f'{" ".join(mode)}: {level}: status {got[0]}, native {want[0]}; line {first + 1} '
                         f'differs; {got[2][:200]!r}')
    if not wrong:
        for name in ('.c', '-native', f'-{cross}'):
            os.remove(base + name)
    return wrong


if __name__ == '__main__':
    known = [g for g in GUESTS if shutil.which(GUESTS[g] + '-gcc')]
    guests = [g for g in known if g in sys.argv[1:]] or known or list(GUESTS)
    sys.exit(run([GUESTS[g] + '-gcc' for g in guests] + ['gcc'], case, 100 if FULL else 4, guests))
