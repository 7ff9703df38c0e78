#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Floating point at the edges: generated code gives the interpreter's results and flags, whether it
looks at each result or has the host's exceptions trapped, in each tier and with older hosts.

In: $FERRY; the program fp_traps.c.  Out: TAP.
"""
import itertools
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
CC = shutil.which('aarch64-linux-gnu-gcc')


def output(program, words, host):
    env = dict(os.environ, FERRY_HOST=host, FERRY_CODE_CACHE='off')
    result = subprocess.run([FERRY, *words, program], capture_output=True, text=True, timeout=120,
                            env=env, check=False)
    return result.returncode, result.stdout


def main():
    if not CC:
        print('1..0 # SKIP no aarch64-linux-gnu-gcc')
        return 77
    cases = list(itertools.product(('0', '1', '2'), ('1', '2'), ('', 'avx', 'sse4.2')))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, 'program')
        subprocess.run([CC, '-O1', '-static', os.path.join(HERE, 'fp_traps.c'), '-o', program],
                       check=True)
        want = output(program, ['-exec', 'interp'], '')
        print(f'1..{len(cases)}')
        for number, (traps, tier, host) in enumerate(cases, 1):
            got = output(program, ['-fp-traps', traps, '-tier', tier], host)
            good = got == want and got[0] == 0 and len(got[1]) > 1000
            failed += not good
            print(f'{"" if good else "not "}ok {number} - -fp-traps {traps} -tier {tier} {host}')
            if not good:
                lines = zip(want[1].split('\n'), got[1].split('\n'))
                print(f'# status {got[0]}; {next((a for a, b in lines if a != b), "the end")}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
