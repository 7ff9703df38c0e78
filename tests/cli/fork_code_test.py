#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that children of fork wanted is there before the next fork (tcg/exec/lessons.h).

In: $FERRY.  Out: TAP.  The guest is bench/programs/forkexit.c: only its children run exit.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

FERRY = os.path.abspath(os.environ.get('FERRY', 'ferry'))
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
CC = shutil.which('aarch64-linux-gnu-gcc')


def main():
    if not CC:
        print('1..0 # SKIP no aarch64-linux-gnu-gcc')
        return 77
    print('1..3')
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        program = f'{folder}/forkexit'
        subprocess.run([CC, '-O2', '-static', f'{TOP}/bench/programs/forkexit.c', '-o', program],
                       check=True)
        env = dict(os.environ, FERRY_CODE_CACHE='off', QEMU_LOG='cache')
        result = subprocess.run([FERRY, program, '40'], env=env, capture_output=True, text=True,
                                check=False, timeout=60)
        lessons = [int(n) for n in re.findall(r'cache: (\d+) regions for children', result.stderr)]
        cases = [('all children are counted', result.stdout == '40\n'),
                 ('their code is made by the parent', sum(lessons) > 0),
                 ('and not again and again', 0 < len(lessons) < 10)]
        for number, (name, good) in enumerate(cases, 1):
            bad += not good
            print(f"{'ok' if good else 'not ok'} {number} - {name}")
            if not good:
                print(f'# {result.stdout!r:.200} {lessons} {result.stderr[-500:]!r}')
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
