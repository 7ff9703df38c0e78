#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Big-endian 32-bit Arm: a program without a C library, since none is packaged.

In: $FERRY, the armhf cross compiler, which can also make big-endian code: with little-endian
instructions (BE8), or with all in that order (BE32). The same program in the usual order is the
control. Out: TAP.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import zip_longest

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
CC = shutil.which('arm-linux-gnueabihf-gcc')
FLAGS = ['-O2', '-marm', '-march=armv7ve', '-mfpu=neon-vfpv4', '-mfloat-abi=hard',
         '-ffreestanding', '-nostdlib', '-static', '-w']
KINDS = {'little': [], 'BE8': ['-mbig-endian', '-mbe8'],
         'BE32': ['-mbig-endian', '-mbe32', '-DBE32']}
ENGINES = ([], ['-exec', 'interp'], ['-exec', 'compare'], ['-tier', '2'])

# Name and value of each line; a pair: little-endian, big-endian.
WANT = [
    ('first byte', (4, 1)), ('halves', (0x77881122, 0x11227788)), ('pair', 0x1122334455667788),
    ('word of pair', 0x11223344), ('double', 0x3ff8 << 48), ('single', 0xc0000000),
    ('signed', 0x7f80), ('ldrd', (0x89abcdef01234567, 0x0123456789abcdef)),
    ('ldm', (0x01234567, 0x89abcdef)), ('strd', 0x89abcdef01234567),
    ('ldrexd', (0x0123456889abcdef, 0x0123456789abcdf0)), ('ldrexh', (0xcdef, 0x0123)),
    ('vldr', (0x02468ad113579bde, 0x02468acf13579be0)), ('vld1', 0x0101000007070606),
    ('vld4', (0x0405, 0x0504)), ('setend', 0), ('thumb', 0x631e4488),
    ('clock_gettime64', 0), ('clock runs', 1), ('gettimeofday', 0), ('microseconds', 1),
    ('pipe', 0), ('writev', 7), ('FIONREAD', 7), ('poll', 0x101), ('select', 1), ('selected', 1),
    ('epoll_ctl', 0), ('epoll_wait', 1), ('epoll data', 0x1234567890abcdef), ('ftruncate64', 0),
    ('fstat64', 0), ('size', 0x123456789), ('_llseek', 0), ('place', 0x100000020), ('mmap2', 5),
    ('bind', 0), ('listen', 0), ('getsockname', 0), ('family', 2), ('length', 16), ('connect', 0),
    ('accept', 1), ('its family', 2), ('futex', (1 << 64) - 11), ('futex', (1 << 64) - 110),
    ('wake', 0), ('added', 0x01020307), ('affinity', 1),
    ('unlock', (1 << 64) - 1), ('lock', 0), ('owner', 1), ('again', (1 << 64) - 35), ('unlock', 0), ('child', 7 << 8),
    ('dead owner', (1 << 64) - 3),
    ('getdents64', 1), ('dots', 1), ('capget', 0), ('version', 0x20080522), ('capget', 0), ('capset', 0),
    ('sched_getattr', 0), ('its size', 56), ('sched_setattr', 0), ('too short', (1 << 64) - 7),
    ('its size', 1), ('mount', (1 << 64) - 2), ('mount with data', (1 << 64) - 2),
    ('mount_setattr', 0), ('handle', (1 << 64) - 75), ('its bytes', 1),
    ('thread', 1), ('vfork', 1), ('fork', 1), ('its descriptor', 1), ("child's number", 1 << 8), ('rseq', (0, (1 << 64) - 38)),
    ('hint', 0), ('hint', 0), ('its value', 3),
    ('tracee', 0x137f), ('at a call', 0x857f), ('PTRACE_GET_SYSCALL_INFO', 80), ('arch', (1, 0)), ('machine', 40),
    ('call', 132), ('argument', 0x123), ('pc and sp', 1), ('tracee', 0),
    ('oabi ftruncate64', 0), ('oabi fstat64', 0), ('oabi size', 0x123456788),
    ('oabi epoll_ctl', 0), ('oabi epoll_ctl', 0), ('oabi epoll_wait', 1),
    ('its data', 0x1111111122222222), ('oabi error', (1 << 64) - 9), ('argc', 1), ('sigaction', 0), ('signal', 11), ('code', 1), ('address', 16), ('sigqueue', 0),
    ('queued', 34), ('value', 0x13579bdf), ('mask', 0x200000200), ('atomic', 7), ('cmpxchg', 0),
    ('shared', 13), ('cmpxchg fails', 1), ('cmpxchg64', 0), ('exchanged', 0x99aabbccddeeff00),
    ('version', 5), ('set_tls', 0), ('get_tls', 0x1234), ('vdso', 1), ('vdso time', 0),
    ('vdso time64', 0), ('same time', 1), ('vdso error', (1 << 64) - 22),
]


def expected(kind):
    big = kind != 'little'
    return ''.join(f'{name} {value[big] if isinstance(value, tuple) else value:016x}\n'
                   for name, value in WANT if (kind, name) != ('BE32', 'setend'))


def main():
    if not CC:
        print('1..0 # SKIP no arm-linux-gnueabihf-gcc')
        return 77
    failed = number = 0
    print(f'1..{len(KINDS) * (len(ENGINES) + 1)}')
    with tempfile.TemporaryDirectory() as folder:
        for kind, flags in KINDS.items():
            program = os.path.join(folder, kind)
            subprocess.run([CC, *FLAGS, *flags, os.path.join(HERE, 'armeb.c'), '-o', program],
                           check=True)
            for engine in ENGINES:
                number += 1
                result = subprocess.run([FERRY, *engine, program], capture_output=True, text=True,
                                        timeout=60, check=False)
                good = result.stdout == expected(kind) and result.returncode == 3
                failed += not good
                print(f'{"" if good else "not "}ok {number} - {kind} {" ".join(engine) or "jit"}')
                if not good:
                    for want, got in zip_longest(expected(kind).split('\n'),
                                                 result.stdout.split('\n')):
                        if want != got:
                            print(f'# wanted {want!r}, got {got!r}')
                    print(f'# status {result.returncode}: {result.stderr}')
            number += 1
            log = os.path.join(folder, 'log')
            subprocess.run([FERRY, '-d', 'in_asm', '-D', log, program], capture_output=True,
                           timeout=60, check=False)
            first = open(log, encoding='utf-8').read().split('\n')[2]
            good = first.split()[2:] == ['mov', 'r0,', 'sp']
            failed += not good
            print(f'{"" if good else "not "}ok {number} - {kind} as -d in_asm shows it')
            if not good:
                print(f'# {first}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
