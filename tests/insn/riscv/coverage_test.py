#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every row of RISC-V's tables is run by a test that knows what it has to do, or is excepted.

In: target/riscv/*.decode; the value tests of this folder, each of which appends the rows that it ran
to $FERRY_ROWS. Out: TAP, a case a table. Not among the tests: vector_test, which compares this
program's ways of doing a thing with each other and not with values.
"""
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.environ.get('FERRY_SRC') or os.path.join(HERE, '..', '..', '..')
BUILD = os.environ.get('FERRY_BUILD') or os.path.join(TOP, 'build')
COMPARES_WAYS = {'vector_test'}
# row: why no value test runs it
EXCEPTED = {
}


def rows(path):
    names, prefix = [], ''
    with open(path, encoding='utf-8') as f:
        for line in f:
            if line.startswith('%table'):
                prefix = line.split()[1].upper() + '_'
            elif re.match(r'[A-Z]\w*\s', line):
                names.append(prefix + line.split()[0])
    return names


def run_tests():
    names = sorted(f[:-2] for f in os.listdir(os.path.join(TOP, 'tests/insn/riscv')) if f.endswith('_test.c'))
    with tempfile.TemporaryDirectory() as folder:
        ran = os.path.join(folder, 'rows')
        for name in set(names) - COMPARES_WAYS:
            subprocess.run([os.path.join(BUILD, 'tests/insn/riscv', name)], env={**os.environ, 'FERRY_ROWS': ran},
                           stdout=subprocess.DEVNULL, check=True)
        with open(ran, encoding='utf-8') as f:
            return set(f.read().split())


def main():
    folder = os.path.join(TOP, 'target/riscv')
    tables = sorted(f for f in os.listdir(folder) if f.endswith('.decode'))
    ran, failed = run_tests(), 0
    print(f'1..{len(tables) + 1}')
    known = set()
    for n, table in enumerate(tables, 1):
        names = rows(os.path.join(folder, table))
        known.update(names)
        bare = [row for row in names if row not in ran and row not in EXCEPTED]
        failed += bool(bare)
        print(f'{"not ok" if bare else "ok"} {n} - {table}: {len(names)} rows')
        for row in bare:
            print(f'# {row}: no value test runs it')
    stale = [row for row in EXCEPTED if row in ran or row not in known]
    failed += bool(stale)
    print(f'{"not ok" if stale else "ok"} {len(tables) + 1} - exceptions: {" ".join(stale) or "all needed"}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
