#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireless MMX and XScale's accumulator in a program without a C library, in both byte orders; the
models of -cpu that have them and those that do not.

In: $FERRY, the armhf cross compiler. Out: TAP.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.abspath(os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry')))
CC = shutil.which('arm-linux-gnueabihf-gcc')
FLAGS = ['-O2', '-marm', '-march=armv5te', '-mfloat-abi=soft', '-ffreestanding', '-nostdlib', '-static',
         '-w']
KINDS = {'little-endian': [], 'BE8': ['-mbig-endian', '-mbe8'], 'BE32': ['-mbig-endian', '-mbe32']}
ENGINES = ([], ['-exec', 'interp'], ['-exec', 'compare'], ['-tier', '2'], ['-one-insn-per-tb'])
M = 1 << 64
HWCAP = 0x97            # swp half thumb fastmult edsp
IWMMXT = 1 << 9

WANT = [
    ('hwcap', HWCAP | IWMMXT), ('stopped', 0x137f), ('get unused', M - 61), ('set unused', M - 13), ('get', 0),
    ('traced wr15', 0x0909090909090909), ('set', 0), ('exited', 0x500),
    ('sigaction', 0), ('unused', 0xb0d9ed01), ('magic', 0x12ef842a), ('size', 160),
    ('its wr3', 0xfedcba9876543210), ('its wcgr0', 77), ('its wcasf', 0x80000000),
    ('wr3', 0xfedcba9876543210), ('wr4', 0x1234567890abcdef), ('wcgr0', 77), ('wcasf', 0x40000000),
    ('sad', 0), ('products', 0), ('packed', 0), ('same', 0), ('same', 8),
    ('greater', 0x0022000400220022), ('not greater', 0x0011001100000003),
    ('saved', 0x5affffffff), ('loaded', 0x5a000000ff),
]
ACC = [('hwcap', HWCAP), ('acc0', 0), ('acc0 of 40 bits', 0)]


def text(lines):
    return ''.join(f'{name} {value:016x}\n' for name, value in lines)


def acc40(v):
    v &= (1 << 40) - 1
    return (v - (v >> 39 << 40)) % M


def accumulator():
    """What MAR, MIA, MIAPH and MIABT of the program come to."""
    x, y = 0x12345678, 0x7e
    low, high, top = 0x7fff, 0x8001 - 0x10000, 0x1234
    v = x + (y << 32) + x * y + 0x5678 * low + top * high + 0x5678 * high
    ACC[1] = ('acc0', acc40(v))
    ACC[2] = ('acc0 of 40 bits', acc40(0xffffffff + (0x17f << 32) - 0x17f))


def run(options, program, *args):
    result = subprocess.run([FERRY, *options, program, *args], capture_output=True, text=True, timeout=60,
                            check=False)
    return result.returncode, result.stdout


def main():
    if not CC:
        print('1..0 # SKIP no arm-linux-gnueabihf-gcc')
        return 77
    accumulator()
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, flags in KINDS.items():
            program = os.path.join(folder, kind)
            subprocess.run([CC, *FLAGS, *flags, os.path.join(HERE, 'iwmmxt.c'), '-o', program], check=True)
            for engine in ENGINES:
                name = f'{kind} {" ".join(engine) or "jit"}'
                cases.append((name, run(['-cpu', 'pxa270', *engine], program), (3, text(WANT))))
                cases.append((f'accumulator, {name}', run(['-cpu', 'pxa255', *engine], program, 'acc'),
                              (3, text(ACC))))
        program = os.path.join(folder, 'little-endian')
        for model in ('pxa270-a0', 'pxa270-a1', 'pxa270-b0', 'pxa270-b1', 'pxa270-c0', 'pxa270-c5'):
            cases.append((model, run(['-cpu', model], program), (3, text(WANT))))
        for model in ('pxa250', 'pxa260', 'pxa261', 'pxa262'):
            cases.append((model, run(['-cpu', model], program, 'acc'), (3, text(ACC))))
        cases.append(('a bad frame', run(['-cpu', 'pxa270'], program, 'a', 'frame')[0], -11))
        for model in ('arm926', 'max', 'pxa270,iwmmxt=off'):
            cases.append((f'no accumulator in {model}', run(['-cpu', model], program, 'acc')[0], -4))
    failed = 0
    print(f'1..{len(cases)}')
    for i, (name, got, want) in enumerate(cases, 1):
        print(f'{"ok" if got == want else "not ok"} {i} - {name}')
        failed += got != want
        if got != want:
            print(f'# got {got}, not {want}'[:2000])
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
