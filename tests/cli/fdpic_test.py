#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""FDPIC programs of 32-bit Arm: maps, registers, descriptors of signal handlers.

In: $FERRY, the armhf cross compiler, whose programs are marked as FDPIC: no compiler for them is
packaged.  Out: TAP.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.abspath(os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry')))
CC = shutil.which('arm-linux-gnueabihf-gcc')
FLAGS = ['-O1', '-marm', '-march=armv7-a', '-mfpu=vfp', '-mfloat-abi=hard', '-ffreestanding',
         '-fvisibility=hidden', '-masm-syntax-unified', '-nostdlib', '-w', os.path.join(HERE, 'fdpic.c')]
OSABI_AT, OSABI_FDPIC = 7, 65

SIGNALS = ''.join(f'caught 000a{0x1000 + kind:04x}\nrestored {int(kind > 3):08x}\n'
                  for kind in range(8))


TRACED = 'request 00000000\nmap 00000001\n' * 2 + 'request 00000000\nmap 00000000\n' + \
    'request fffffff2\n'


def text(interpreter, dynamic):
    other = r'interpreter 00000001\nsegments 0000000\d\n' if interpreter else \
        'interpreter 00000000\n'
    return 'program 00000001\nsegments 0000000[1-9]\n' + other + 'own code 00000001\n' + \
        f'dynamic {dynamic:08x}\ndata 00000001\npersonality 00080000\n' + TRACED + SIGNALS


PLAIN = 'program 00000000\ninterpreter 00000000\ndynamic 00000000\ndata 00000000\n' \
        'personality 00000000\n' + TRACED


def build(path, *flags, mark=True):
    subprocess.run([CC, *FLAGS, *flags, '-o', path], check=True)
    if mark:
        with open(path, 'r+b') as program:
            program.seek(OSABI_AT)
            program.write(bytes([OSABI_FDPIC]))


def main():
    if not CC:
        print('1..0 # SKIP no arm-linux-gnueabihf-gcc')
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = {name: os.path.join(folder, name) for name in
                ('at its address', 'anywhere', 'with an interpreter', 'not marked')}
        build(path['at its address'], '-static')
        build(path['anywhere'], '-fPIE', '-pie', '-Wl,--no-dynamic-linker')
        build(path['with an interpreter'], '-fPIE', '-pie',
              '-Wl,--dynamic-linker=' + path['anywhere'])
        build(path['not marked'], '-static', mark=False)
        wanted = {'at its address': text(False, 0), 'anywhere': text(False, 1),
                  'with an interpreter': text(True, 1), 'not marked': PLAIN}
        print(f'1..{len(wanted)}')
        for number, (name, pattern) in enumerate(wanted.items(), 1):
            result = subprocess.run([FERRY, path[name]], capture_output=True, text=True,
                                    timeout=60, check=False)
            good = result.returncode == 0 and re.fullmatch(pattern, result.stdout)
            failed += not good
            print(f'{"ok" if good else "not ok"} {number} - {name}')
            if not good:
                print('# ' + '\n# '.join((result.stdout + result.stderr).splitlines()))
                print(f'# status {result.returncode}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
