#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""gdb and strace of a foreign Debian, run by ferry on a foreign program that ferry runs.

In:  Debian packages, fetched by name; cross compilers.  Out: TAP.
"""

import os
import subprocess
import sys

import run

PROGRAM = '''
#include <stdio.h>
struct point { double x; int y; };
static double half(struct point *p)
{
    double h = p->x / 2;
    p->y++;
    return h;
}
int main(int argc, char **argv)
{
    struct point p = {3, argc};
    printf("%s %.2f\\n", argv[1], half(&p));
    return 7;
}
'''

GDB = ['break half', 'run "one two"', 'bt 2', 'print *p', 'info proc mappings', 'stepi', 'next', 'print h', 'set var h = 8',
       'watch p->y', 'continue', 'info registers pc', 'delete', 'finish', 'continue']
GDB_SAYS = ['Breakpoint 1, half (p=', '#1 ', 'in main (argc=2,', '$1 = {x = 3, y = 2}', '/root/program\n', '[stack]', '$2 = 1.5',
            'Value returned is $3 = 8', 'one two 8.00', 'exited with code 07]']
# A watchpoint is gdb's own single steps where the processor has none for it.
GDB_WATCH = ['Old value = 2', 'New value = 3']
STRACE_SAYS = ['execve("/root/program", ["/root/program", "x"]', 'write(1, "x 1.50\\n", 7',
               'exit_group(7)', '+++ exited with 7 +++']

# Architecture of the packages, compiler, its options.
GUESTS = [('arm64', 'aarch64-linux-gnu-gcc', []), ('armhf', 'arm-linux-gnueabihf-gcc', ['-mthumb']),
          ('armhf', 'arm-linux-gnueabihf-gcc', ['-marm']),
          ('armhf', 'arm-linux-gnueabihf-gcc', ['-mthumb', '-no-pie'])]


def in_root(root, command):
    result = subprocess.run([run.FERRY, 'chroot', root] + command, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
                            check=False, env=dict(os.environ, LC_ALL='C'))
    return result.stdout.decode('utf-8', 'replace')


def missing(text, lines):
    return [line for line in lines if line not in text]


def check(number, name, text, lines):
    lost = missing(text, lines)
    print(f'{"not ok" if lost else "ok"} {number} - {name}', flush=True)
    for line in lost:
        print(f'# not said: {line}')
    if lost:
        print('\n'.join(f'# {line:.200}' for line in text.splitlines()[-30:]), flush=True)
    return bool(lost)


def main():
    print(f'1..{2 * len(GUESTS)}', flush=True)
    bad, number = 0, 0
    for arch, compiler, options in GUESTS:
        name = ' '.join([arch] + options)
        try:
            root = run.root_for(arch, ['bash', 'coreutils', 'gdb', 'strace', 'libc6'])
        except run.Skip as reason:
            for tool in 'gdb', 'strace':
                number += 1
                print(f'ok {number} - {tool} {name} # SKIP {reason}', flush=True)
            continue
        os.makedirs(f'{root}/root', exist_ok=True)
        with open(f'{root}/root/program.c', 'w', encoding='ascii') as file:
            file.write(PROGRAM)
        subprocess.run([compiler, '-g', '-O0'] + options + ['program.c', '-o', 'program'],
                       cwd=f'{root}/root', check=True)
        command = ['gdb', '-nx', '-batch'] + [x for c in GDB for x in ('-ex', c)]
        bad += check(number + 1, f'gdb {name}', in_root(root, command + ['/root/program']),
                     GDB_SAYS + GDB_WATCH)
        bad += check(number + 2, f'strace {name}',
                     in_root(root, ['strace', '-f', '/root/program', 'x']), STRACE_SAYS)
        number += 2
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
