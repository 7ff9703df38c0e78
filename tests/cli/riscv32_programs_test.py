#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The computing programs of tests/guest as riscv32 code (bare_programs.py).

In: $FERRY, the riscv64 cross compiler, which can also make 32-bit code. Out: TAP.
"""
import sys

import bare_programs

GUEST = bare_programs.Guest('riscv64-linux-gnu-gcc',
                            ['-march=rv32imafdc_zicsr_zifencei', '-mabi=ilp32d', '-Wl,-melf32lriscv'], 'riscv64',
                            'qemu-riscv32', stubs=('stubs-ilp32d.h',))

if __name__ == '__main__':
    sys.exit(bare_programs.test(GUEST))
