#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The number tables of syscalls/linux/nr agree with the kernel headers of the (cross) compilers.

In:  the compilers, each with its linux/ headers, which may be older than the tables.  Out: TAP, a
     case an ABI: every call that the headers name is in the table, by its name.
"""

import os
import re
import shutil
import subprocess
import sys

NR = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'syscalls', 'linux', 'nr')
TABLES = {'aarch64-linux-gnu-gcc': ['generic64', 'aarch64'],
          'riscv64-linux-gnu-gcc': ['generic64', 'riscv64'],
          'arm-linux-gnueabihf-gcc': ['arm'], 'gcc': ['x86_64']}
# Names that are ours: the kernel's function rather than its macro.
OURS = {'llseek': '_llseek', 'ugetrlimit': 'getrlimit', 'arm_sync_file_range': 'sync_file_range2',
        'sync_file_range2': 'sync_file_range2', 'truncate': 'truncate32', 'ftruncate': 'ftruncate32'}


def of_headers(compiler):
    text = subprocess.run([compiler, '-dM', '-E', '-include', 'asm/unistd.h', '-'], input='',
                          capture_output=True, text=True, check=True).stdout
    macros = dict(re.findall(r'#define (__NR\w*|__ARM_NR\w*) (.*)', text))
    calls = {}
    for name, value in macros.items():
        while value in macros:
            value = macros[value]
        value = re.sub(r'__NR_SYSCALL_BASE', '0', value)
        if re.fullmatch(r'[()0-9+ ]+', value) and re.fullmatch(r'__NR_[a-z_]\w*', name) and \
                name not in ('__NR_syscalls', '__NR_arch_specific_syscall'):
            number = sum(int(n) for n in re.findall(r'\d+', value))
            calls.setdefault(number, set()).add(name[5:])
    return calls


def of_tables(names):
    calls = {}
    for name in names:
        with open(f'{NR}/{name}.tbl', encoding='ascii') as stream:
            for number, call in re.findall(r'NR\((\d+), (\w+)\)', stream.read()):
                calls[int(number)] = call
    return calls


def main():
    print(f'1..{len(TABLES)}')
    bad = 0
    for number, (compiler, names) in enumerate(TABLES.items(), 1):
        if not shutil.which(compiler):
            print(f'ok {number} - {names[-1]} # SKIP no {compiler}')
            continue
        have, wrong = of_tables(names), []
        headers = of_headers(compiler)
        for nr, calls in sorted(headers.items()):
            known = calls | {OURS.get(c, c) for c in calls} | {c + '16' for c in calls}
            if have.get(nr) not in known:
                wrong.append(f'{nr}: {", ".join(sorted(calls))}, in the table {have.get(nr)}')
        wrong += [] if len(headers) > 250 else ['the headers have no calls']
        bad += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {names[-1]}: {len(headers)} calls")
        for line in wrong:
            print('# ' + line)
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
