#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Floating point at the edges: generated code gives the interpreter's results and flags, whether it
looks at each result or has the host's exceptions trapped, in each tier and with older hosts.

In: $FERRY; the programs fp_traps.c and fp_fused.c.  Out: TAP.
"""
import itertools
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
HOSTS = ('', 'avx2', 'avx', 'sse4.2')
EDGES = list(itertools.product(('0', '1', '2', '3'), ('1', '2'), HOSTS))
FUSED = list(itertools.product(('1', '2', '3'), ('1', '2'), HOSTS))
PROGRAMS = [('aarch64', 'fp_traps.c', EDGES), ('aarch64', 'fp_fused.c', FUSED),
            ('riscv64', 'fp_fused.c', FUSED)]


def output(program, words, host):
    env = dict(os.environ, FERRY_HOST=host, FERRY_CODE_CACHE='off')
    result = subprocess.run([FERRY, *words, program], capture_output=True, text=True, timeout=120,
                            env=env, check=False)
    return result.returncode, result.stdout


def check(guest, source, cases, number):
    """One program's cases, numbered from `number`; how many failed."""
    compiler = shutil.which(f'{guest}-linux-gnu-gcc')
    if not compiler:
        for k in range(len(cases)):
            print(f'ok {number + k} - {guest} {source} # SKIP no {guest}-linux-gnu-gcc')
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, 'program')
        subprocess.run([compiler, '-O1', '-static', os.path.join(HERE, source), '-o', program],
                       check=True)
        want = output(program, ['-exec', 'interp'], '')
        for k, (traps, tier, host) in enumerate(cases):
            got = output(program, ['-fp-traps', traps, '-tier', tier], host)
            good = got == want and got[0] == 0 and len(got[1]) > 1000
            failed += not good
            print(f'{"" if good else "not "}ok {number + k} - {guest} {source}: -fp-traps {traps} '
                  f'-tier {tier} {host}')
            if not good:
                lines = zip(want[1].split('\n'), got[1].split('\n'))
                print(f'# status {got[0]}; {next((a for a, b in lines if a != b), "the end")}')
    return failed


def main():
    print(f'1..{sum(len(cases) for _, _, cases in PROGRAMS)}')
    number, failed = 1, 0
    for guest, source, cases in PROGRAMS:
        failed += check(guest, source, cases, number)
        number += len(cases)
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
