# SPDX-License-Identifier: GPL-2.0-or-later
"""Random programs of Wireless MMX, or of XScale's accumulator: assembler text of a whole static
program without a C library.

In:  a seed, the names of the rows of target/arm/insn_iwmmxt.decode that it is made of.
Out: text for `gcc -nostdlib -static -x assembler`: loops whose bodies are random words of these rows,
     with conditions and short forward branches, and now and then something that changes registers or
     flags. At its end the program writes registers, flags and its memory to standard output.
Registers: r0-r9 are random data; r10 is the base of an access, r11 the address of the memory, r12 the
     counter.
"""

import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'decode'))

import iwmmxt_test as encodings  # noqa: E402 (its folder is not this one)

MEMORY = 1280           # bytes below and above r11
CONTROL = ('wcssf', 'wcasf', 'wcgr0', 'wcgr1', 'wcgr2', 'wcgr3', 'wcon')
STATE = 12 * 4 + 8 * 4 + 16 * 8
ACCUMULATOR = ('MIA', 'MIAPH', 'MIAxy', 'MAR', 'MRA')
WORDS = (0, 1, 2, 7, 8, 15, 16, 31, 32, 0x40, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff,
         0x80000000, 0xffffffff, 0x00ff00ff, 0x80008000, 0x7fff8000, 0x7f80ff01, 0xff80007f)
OTHERS = ('adds r{a}, r{b}, r{c}', 'subs r{a}, r{b}, r{c}', 'eor r{a}, r{b}, r{c}, ror #3', 'cmp r{a}, r{b}',
          'mov r{a}, r{b}, lsr #{shift}', 'smull r{a}, r{d}, r{b}, r{c}')

ROWS = []


def rows(accumulator):
    if not ROWS:
        ROWS.extend(r for r in encodings.load_rows() if r.table.startswith('iwmmxt'))
    return [r for r in ROWS if (r.name.split('_')[-1] in ACCUMULATOR) == accumulator]


class Generator:
    def __init__(self, seed, accumulator):
        self.r = random.Random(seed)
        self.rows = rows(accumulator)
        self.accumulator = accumulator
        self.label = 0

    def fits(self, row, word):
        """Do the core registers stay that have to?"""
        fields = {f.name: word >> f.lsb & 15 for f in row.fields if f.name in ('rt', 'rt2', 'rm', 'rs')}
        return all(n < 10 for n in fields.values()) and \
            ('rt2' not in fields or fields['rt'] != fields['rt2'])

    def wmmx(self):
        while True:
            row = self.r.choice(self.rows)
            word = encodings.make(self.r, row)
            if self.fits(row, word):
                break
        lines = []
        if any(f.name == 'rn' for f in row.fields):
            word = word & ~0xf0000 | 10 << 16
            lines = [f'add r10, r11, #{self.r.randrange(0, 64) * self.r.choice((1, 4))}']
        if row.table == 'iwmmxt':
            cond = 14 if self.r.random() < .8 else self.r.randrange(14)
            word = word & 0x0fffffff | cond << 28
        return lines + [f'.inst {word:#010x}']

    def other(self):
        a, b, c, d = (self.r.randrange(10) for _ in range(4))
        if d == a:
            d = (a + 1) % 10
        return [self.r.choice(OTHERS).format(a=a, b=b, c=c, d=d, shift=self.r.randrange(1, 32))]

    def body(self):
        lines = []
        for _ in range(self.r.randrange(5, 18)):
            some = self.other() if self.r.random() < .15 else self.wmmx()
            if self.r.random() < .1:
                self.label += 1
                condition = self.r.choice('eq ne cs cc mi pl vs vc hi ls ge lt gt le'.split())
                some = [f'b{condition} .L{self.label}'] + some + [f'.L{self.label}:']
            lines += some
        return lines

    def block(self, n):
        return [f'block{n}:', f'mov r12, #{self.r.choice((1, 3, 40))}', f'.Lloop{n}:'] + self.body() + \
            ['sub r12, r12, #1', 'movs r10, r12', f'bne .Lloop{n}', 'bx lr']

    def data(self, count):
        def one():
            return self.r.choice(WORDS) if self.r.random() < .6 else self.r.getrandbits(32)
        return ['.word ' + ', '.join(f'{one():#x}' for _ in range(8)) for _ in range(count // 8)]

    def load(self):
        if self.accumulator:
            return ['ldmia r12!, {r0, r1}', 'mar acc0, r0, r1']
        lines = [f'wldrd wr{n}, [r12], #8' for n in range(16)]
        for name in CONTROL[:-1]:
            lines += ['ldr r0, [r12], #4', f'tmcr {name}, r0']
        return lines

    def store(self):
        if self.accumulator:
            return ['mra r0, r1, acc0', 'stmia r12, {r0, r1}']
        lines = []
        for name in CONTROL:
            lines += [f'tmrc r0, {name}', 'str r0, [r12], #4']
        return lines + ['add r12, r12, #4'] + [f'wstrd wr{n}, [r12], #8' for n in range(16)]

    def program(self):
        blocks = self.r.randrange(2, 6)
        lines = ['.syntax unified', '.arch iwmmxt', '.text', '.global _start', '.arm', '_start:',
                 'ldr r11, =memory', f'add r11, r11, #{MEMORY}', 'ldr r12, =start'] + self.load() + \
            ['ldr r12, =start', 'ldmia r12, {r0-r10}']
        lines += [f'bl block{n}' for n in range(blocks)]
        lines += ['ldr r12, =state', 'stmia r12!, {r0-r10}', 'mrs r0, cpsr', 'and r0, r0, #0xf8000000',
                  'str r0, [r12], #4'] + self.store() + \
                 ['mov r0, #1', 'ldr r1, =state', 'ldr r2, =end', 'sub r2, r2, r1', 'mov r7, #4', 'svc 0',
                  'mov r0, #0', 'mov r7, #248', 'svc 0', '.ltorg']
        for n in range(blocks):
            lines += self.block(n)
        lines += ['.data', '.balign 16', 'start:'] + self.data(64)
        lines += ['.balign 16', 'state:', f'.space {STATE}', 'memory:'] + self.data(MEMORY // 2) + ['end:']
        return '\n'.join(lines) + '\n'


def program(seed, accumulator):
    return Generator(seed, accumulator).program()
