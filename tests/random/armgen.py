# SPDX-License-Identifier: GPL-2.0-or-later
"""Random A32 and T32 programs: assembler text of a whole static program without a C library.

In:  a seed.
Out: text for `gcc -nostdlib -static -x assembler`: loops in either instruction set, whose bodies are
     random words of the rows of target/arm/*.decode, with conditions, IT blocks and short forward
     branches. A handler skips what can't be executed after all. At its end the program writes
     registers, flags, vectors and its memory to standard output.
Registers: r0-r10 and d0-d31 are random data; r11 is the address of the memory, r12 the counter.
     Words that access memory have r1 as the base and r2 as the index (peer_test.make).
"""

import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'insn', 'arm'))

import peer_test  # noqa: E402 (its folder is not this one)

MEMORY = 1024           # bytes below and above r11
STATE = 16 * 4 + 32 * 8
MODES = (0, 0, 0, 0, 1 << 25, 1 << 24, 1 << 19, 1 << 26, 1 << 22, 2 << 22, 3 << 22, 3 << 24 | 1 << 22)
WORDS = (0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff, 0x3f800000,
         0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001, 0x00800000, 0x00000001,
         0x7f7fffff, 0x4f000000, 0x3ff00000, 0x7ff00000, 0x7ff80000, 0x40490fdb, 0x3c003e00,
         0x7c01bc00, 0x33800000, 0x477fe000)

# SIGILL, and SIGBUS for structures that are not aligned as they say: the next instruction, outside
# of an IT block.
HANDLER = '''
        .arm
handler:
        ldr     r0, [r2, #92]           @ uc_mcontext.arm_pc
        ldr     r1, [r2, #96]           @ arm_cpsr
        mov     r3, #4
        tst     r1, #0x20
        beq     1f
        ldrh    r12, [r0]
        cmp     r12, #0xe800
        movlo   r3, #2
1:      add     r0, r0, r3
        bic     r1, r1, #0x06000000
        bic     r1, r1, #0xfc00
        str     r0, [r2, #92]
        str     r1, [r2, #96]
        bx      lr
action: .word   handler, 4, 0, 0, 0     @ SA_SIGINFO
'''

ROWS = {}


def rows():
    """The rows that can stand anywhere, by instruction set."""
    if not ROWS:
        usable = [r for r in peer_test.tables() if r.trans not in peer_test.SKIP and not r.unimpl and
                  r.name not in peer_test.SKIP_ROWS]
        for name, tables in (('arm', ('a32', 'u32', 'vfp', 'neon')), ('thumb', ('t16', 't32', 'vfp',
                                                                             'neon'))):
            ROWS[name] = {t: [r for r in usable if r.table == t] for t in tables}
            ROWS[name] = {t: v for t, v in ROWS[name].items() if v}
    return ROWS


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.label = 0

    def word(self, table_rows):
        """(row, word) of a random row."""
        while True:
            row = self.r.choice(table_rows)
            for _ in range(20):
                word = peer_test.make(self.r, row)
                if word is not None and not self.overwrites(row, word):
                    return row, word

    @staticmethod
    def overwrites(row, word):
        """Is the destination a register that has to stay?"""
        fields = {f.name: word >> f.lsb & (1 << f.width) - 1 for f in row.fields}
        if row.trans == 'dp_hi':
            return (fields['D'] << 3 | fields['rd']) > 10
        return row.trans.startswith('mem_d') and fields['rt'] > 9

    def prepare(self, row):
        """Lines that make the base and index registers point into the memory."""
        if any(row.trans.startswith(p) for p in ('mem_', 'ldm', 'stm', 'vld')):
            return [f'add r1, r11, #{self.r.randrange(0, 64) * 4}',
                    f'mov r2, #{self.r.choice((0, 8, 16, 24))}']
        return []

    def pick(self, isa):
        tables = rows()[isa]
        return self.word(tables[self.r.choice(list(tables))])

    def arm(self):
        row, word = self.pick('arm')
        if row.table in ('a32', 'vfp'):
            always = row.name.endswith('_h') or self.r.random() < .7
            cond = 14 if always else self.r.randrange(14)
            word = (word & 0x0fffffff) | cond << 28
        return self.prepare(row) + [f'.inst {word:#010x}']

    @staticmethod
    def thumb_word(row, word):
        if row.table == 't16':
            return f'.inst.n {word:#06x}'
        if row.table != 't32':
            word = peer_test.thumb_form(row, word)
        return f'.inst.w {word:#010x}'

    def thumb(self):
        if self.r.random() < .2:
            return self.it_block()
        row, word = self.pick('thumb')
        return self.prepare(row) + [self.thumb_word(row, word)]

    def it_block(self):
        count, cond = self.r.randrange(1, 5), self.r.randrange(14)
        mask = (self.r.randrange(16) & -(2 << (4 - count)) & 15) | 1 << (4 - count)
        chosen = [self.pick('thumb') for _ in range(count)]
        before = [line for row, _ in chosen for line in self.prepare(row)]
        memory = sum(bool(self.prepare(row)) for row, _ in chosen)
        if memory > 1:              # the first one may move the base
            return []
        if memory and any(not self.prepare(row) for row, _ in chosen):
            return []               # as may the others
        return before + [f'.inst.n {0xbf00 | cond << 4 | mask:#06x}'] + \
            [self.thumb_word(row, word) for row, word in chosen]

    def body(self, isa):
        lines = []
        for _ in range(self.r.randrange(4, 14)):
            some = (self.arm if isa == 'arm' else self.thumb)()
            if some and self.r.random() < .15:
                self.label += 1
                condition = self.r.choice('eq ne cs cc mi pl vs vc hi ls ge lt gt le'.split())
                some = [f'b{condition} .L{self.label}'] + some + [f'.L{self.label}:']
            lines += some
        return lines

    def block(self, n):
        isa = self.r.choice(('arm', 'thumb'))
        mode = self.r.choice(MODES)
        return [f'.{isa}', '.balign 4'] + (['.thumb_func'] if isa == 'thumb' else []) + \
            [f'block{n}:', 'push {r4, lr}', f'ldr r4, ={mode:#x}', 'vmsr fpscr, r4', 'pop {r4}',
             f'mov r12, #{self.r.choice((1, 3, 40))}', f'.Lloop{n}:'] + self.body(isa) + \
            ['sub r12, r12, #1', 'movs r2, r12', f'bne.w .Lloop{n}' if isa == 'thumb' else f'bne .Lloop{n}',
             'vmrs r4, fpscr', 'ldr r2, =flags', f'str r4, [r2, #{n * 4}]', 'pop {pc}', '.ltorg']

    def data(self, count):
        def one():
            return self.r.choice(WORDS) if self.r.random() < .5 else self.r.getrandbits(32)
        return ['.word ' + ', '.join(f'{one():#x}' for _ in range(8)) for _ in range(count // 8)]

    def program(self):
        blocks = self.r.randrange(2, 6)
        lines = ['.syntax unified', '.arch armv8.2-a', '.fpu neon-fp-armv8', '.text', '.global _start',
                 '.arm', '_start:', 'ldr r1, =action', 'mov r2, #0', 'mov r3, #8', 'mov r7, #174',
                 'mov r0, #4', 'svc 0', 'mov r0, #7', 'svc 0',
                 'ldr r11, =memory', f'add r11, r11, #{MEMORY}', 'ldr r12, =start',
                 'vldmia r12!, {d0-d15}', 'vldmia r12!, {d16-d31}', 'ldmia r12, {r0-r10}']
        lines += [f'bl block{n}' for n in range(blocks)]
        lines += ['ldr r12, =state', 'stmia r12!, {r0-r10}', 'mrs r0, cpsr', 'ldr r1, =0xf80f0000',
                  'and r0, r0, r1', 'vmrs r1, fpscr', 'stmia r12!, {r0, r1}', 'add r12, r12, #12',
                  'vstmia r12!, {d0-d15}', 'vstmia r12!, {d16-d31}', 'mov r0, #1', 'ldr r1, =state',
                  'ldr r2, =end', 'sub r2, r2, r1', 'mov r7, #4', 'svc 0', 'mov r0, #0', 'mov r7, #248',
                  'svc 0', '.ltorg', HANDLER]
        for n in range(blocks):
            lines += self.block(n)
        lines += ['.space 4096']    # literals of the last words
        lines += ['.data', '.balign 16', 'start:'] + self.data(64 + 16)
        lines += ['.balign 16', 'state:', f'.space {STATE}', 'memory:'] + self.data(MEMORY // 2)
        lines += ['flags:', '.space 32', 'end:']
        return '\n'.join(lines) + '\n'


def program(seed):
    return Generator(seed).program()
