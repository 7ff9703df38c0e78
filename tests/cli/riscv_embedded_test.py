#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of the RVE ABI, with calls and signals, on processors with and without E; others are
refused where E is all there is, in QEMU's words.

In: $FERRY, the riscv64 cross compiler. Out: TAP.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
CC = shutil.which('riscv64-linux-gnu-gcc')
SOURCE = os.path.join(HERE, 'riscv_embedded.S')
REFUSED = 'Incompatible ELF: RVE cpu requires RVE ABI binary'
E_FLAGS = {32: 36, 64: 48}  # the offset in the ELF header
EF_RISCV_RVE = 8


def build(folder, xlen, rve):
    program = os.path.join(folder, f'{"e" if rve else "i"}{xlen}')
    subprocess.run([CC, f'-march=rv{xlen}i', f'-mabi={"lp64" if xlen == 64 else "ilp32"}', '-nostdlib',
                    '-static', f'-Wl,-melf{xlen}lriscv', SOURCE, '-o', program], check=True)
    if rve:
        with open(program, 'r+b') as f:
            f.seek(E_FLAGS[xlen])
            f.write(bytes([EF_RISCV_RVE]))
    return program


def main():
    if not CC:
        print('1..0 # SKIP no riscv64-linux-gnu-gcc')
        return 77
    failed, n = 0, 0
    engines = ([], ['-exec', 'interp'], ['-exec', 'compare'])
    with tempfile.TemporaryDirectory() as folder:
        for xlen in (32, 64):
            good = build(folder, xlen, True)
            cases = [(f'rv{xlen}{ext}', good, engine, 0, '') for ext in ('e', 'i', '') for engine in engines]
            cases.append((f'rv{xlen}e', build(folder, xlen, False), [], 1, f'ferry: {REFUSED}\n'))
            for cpu, program, engine, status, text in cases:
                result = subprocess.run([FERRY, *engine, '-cpu', cpu, program], stderr=subprocess.PIPE,
                                        text=True, check=False)
                good = (result.returncode, result.stderr) == (status, text)
                n += 1
                failed += not good
                print(f'{"ok" if good else "not ok"} {n} - {os.path.basename(program)} on {cpu} {" ".join(engine)}')
                if not good:
                    print(f'# status {result.returncode}, {result.stderr!r}')
    print(f'1..{n}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
