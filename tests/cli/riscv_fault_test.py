#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Signals of RISC-V's atomic and cache block instructions, as Linux sends them.

In: $FERRY, the riscv64 cross compiler. Out: TAP.
An unaligned address is SIGBUS at the instruction (arch/riscv/kernel/traps.c gives its address), before
any look at the page; with Zama16b, AMOs within 16 bytes are aligned enough, and so the page decides.
"""
import sys

import small

BUS = 'signal 7, code 1, pc'
ILL = 'signal 4, code 1, pc'


def segv(code, at):
    return f'signal 11, code {code}, +{at}'


def lines(where, zama16b, write, read):
    """write, read: the code of the signal, 0: none"""
    amo = [segv(write, at) if write else 'nothing' for at in (1, 8)]
    block = segv(read, 64) if read else 'nothing'
    return [where, f'lr.w +1: {BUS}', f'amoadd.w +1: {amo[0] if zama16b else BUS}', f'amoadd.d +8: {amo[1]}',
            f'amoadd.d +9: {BUS}', f'cbo.clean +70: {block}', f'cbo.flush +70: {block}',
            f'cbo.zero +70: {segv(write, 64) if write else "nothing"}', f'cbo.inval +70: {ILL}']


def want(zama16b):
    text = (lines('writable', zama16b, 0, 0) + lines('readable', zama16b, 2, 0) +
            lines('no rights', zama16b, 2, 2) + lines('not mapped', zama16b, 1, 1))
    return ''.join(line + '\n' for line in text)


def case(zama16b, *mode):
    words = ['-cpu', 'max' if zama16b else 'max,zama16b=off', *mode]
    return ' '.join(words), lambda program: small.difference(small.run(*words, program)[1], want(zama16b))


if __name__ == '__main__':
    sys.exit(small.test('riscv64-linux-gnu-gcc', ['-O1', '-static', f'{small.HERE}/riscv_fault.c'],
                        [case(z, *mode) for z in (True, False)
                         for mode in ([], ['-tier', '2'], ['-exec', 'interp'])]))
