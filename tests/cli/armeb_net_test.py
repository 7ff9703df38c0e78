#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What sockets carry beside their buffers, and messages of netlink, as big-endian Arm code (armeb_net.c), with
little-endian instructions (BE8) and all in that order (BE32); the usual order is the control.

In: $FERRY, the armhf cross compiler. Out: TAP; each has to print what the native build does.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import small

CC = 'arm-linux-gnueabihf-gcc'
WORDS = ['-std=gnu17', '-D_GNU_SOURCE', '-D__NO_CTYPE', '-O2', '-w']
BARE = ['-nostdlib', '-static', '-fno-pie', '-no-pie', '-march=armv7ve', '-mfpu=neon-vfpv4', '-mfloat-abi=hard']
KINDS = {'little': ['-marm'], 'BE8': ['-mbig-endian', '-mthumb', '-mbe8'], 'BE32': ['-mbig-endian', '-marm', '-mbe32']}


def main():
    if not shutil.which(CC):
        print(f'1..0 # SKIP no {CC}')
        return 77
    failed = 0
    print(f'1..{len(KINDS)}')
    with tempfile.TemporaryDirectory() as folder:
        native, program, library = (os.path.join(folder, name) for name in ('native', 'guest', 'libc.o'))
        source = os.path.join(small.HERE, 'armeb_net.c')
        subprocess.run(['gcc', *WORDS, source, '-o', native], check=True)
        want = subprocess.run([native], capture_output=True, text=True, timeout=60, check=True).stdout
        for number, (kind, words) in enumerate(KINDS.items(), 1):
            both = [CC, *WORDS, *BARE, *words]
            subprocess.run([*both, '-ffreestanding', '-c', os.path.join(small.HERE, 'bare_libc.c'), '-o', library],
                           check=True)
            subprocess.run([*both, source, library, '-o', program], check=True)
            status, got, errors = small.run(program)
            wrong = small.difference((status, got), (0, want))
            failed += bool(wrong)
            print(f'{"not ok" if wrong else "ok"} {number} - {kind}')
            if wrong:
                print('# ' + (wrong + errors).replace('\n', '\n# '))
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
