#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every system call that a guest's table names is made by a test program that this guest runs.

In:  syscalls/linux/nr/*.tbl, calls.def and calls32.def; the programs, whose macros and calls of
     syscall() name the calls (a libc function of the same name may do something else, and doesn't
     count). Out: TAP, a case a table, with the rows that nothing calls.
"""

import glob
import os
import re
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
NR = os.path.join(TOP, 'syscalls', 'linux', 'nr')
# Guest -> tables, and the programs that are run as it. (riscv32, for which no C library is packaged, has
# rows of the others'.)
GUESTS = {
    'aarch64': (['generic64', 'aarch64'], ['tests/guest/*/*.c']),
    'riscv64': (['generic64', 'riscv64'], ['tests/guest/*/*.c']),
    'arm': (['arm'], ['tests/guest/*/*.c']),
    'arm-oabi': (['arm-oabi'], ['tests/cli/oabi.c']),
}
# Names of the kernel's macros for rows that are named otherwise, with the program's prefix.
OURS = {'getrlimit': 'ugetrlimit', 'truncate32': 'truncate', 'ftruncate32': 'ftruncate',
        'sync_file_range2': 'arm_sync_file_range'}
NAMED = re.compile(r'\b(?:CALL|SOME|CALL_RAW|ONLY_ARM|TRY)\((\w+)|\b(?:SYS_|__NR_)(\w+)|\b(vfork)\(')


def text(path):
    with open(path, encoding='utf-8') as stream:
        return stream.read()


def table(name):
    return {int(number): call for number, call in
            re.findall(r'^NR\((\d+), (\w+)\)', text(f'{NR}/{name}.tbl'), re.M)}


def called(guest, patterns):
    """Names of the calls, and numbers where the program has no headers."""
    names = set()
    for pattern in patterns:
        for path in glob.glob(os.path.join(TOP, pattern)):
            source = text(path)
            if re.search(rf'^// skip(-{guest})?: ', source, re.M):
                continue
            source = re.sub(r'/\*.*?\*/', '', source, flags=re.S)
            names |= {''.join(found) for found in NAMED.findall(source)}
            names |= {int(n) for n in re.findall(r'\bOABI6?\((\d+)', source)}
    return names


def main():
    print(f'1..{len(GUESTS)}')
    bad = 0
    for number, (guest, (tables, patterns)) in enumerate(GUESTS.items(), 1):
        rows = {}
        for name in tables:
            rows.update(table(name))
        have = called(guest, patterns)
        missing = [f'{nr} {call}' for nr, call in sorted(rows.items())
                   if not have & {call, OURS.get(call), nr}]
        missing += [] if rows else ['the table has no rows']
        bad += bool(missing)
        print(f"{'not ok' if missing else 'ok'} {number} - {guest}: {len(rows)} rows")
        for line in missing:
            print('# no test calls ' + line)
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
