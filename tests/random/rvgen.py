# SPDX-License-Identifier: GPL-2.0-or-later
"""Random RISC-V programs: assembler text of a whole static program without a C library.

In:  a seed, 64 or 32, the decoder's tables (target/riscv/*.decode).
Out: text for `gcc -nostdlib -static`: loops of random instructions with short forward branches.
     An instruction is a row of the tables with random fields, or a line that the assembler may
     compress. A word that is illegal after all (by vtype, by frm) is skipped by a handler of
     SIGILL. At its end the program writes all registers and its memory to standard output.
Registers: DATA and f0-f31, v0-v31 are random data; x8 is the address of the memory, x18 the
     counter, x19-x21 belong to single templates.
"""

import os
import random
import re

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'target', 'riscv')
DATA = [5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 28, 29, 30, 31]
BASE, COUNTER, STRIDE = 8, 18, 19
VALUES = (0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff,
          0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff, 0x0101010101010101,
          0x3ff0000000000000, 0xbff8000000000000, 0x7ff0000000000000, 0x7ff8000000000000,
          0x7ff0000000000001, 0x0010000000000000, 0x41dfffffffc00000, 0xffffffff3f800000,
          0xffffffff7f800001, 0xffffffff00800000, 0xffffffffcf000000, 0xbf8000007f800000,
          0x3f8000003f000000, 0xffffffffffff3c00)
SCALAR = {0x33, 0x3b, 0x13, 0x1b, 0x53, 0x43, 0x47, 0x4b, 0x4f}
VECTOR, LOAD_FP, STORE_FP = 0x57, 0x07, 0x27
MEMORY = 2048   # bytes before and behind x8


def tables():
    """(name, fixed bits, fields: (name, bits, lsb)) of each row."""
    for name in ('insn.decode', 'insn_vec.decode'):
        with open(os.path.join(TARGET, name), encoding='utf-8') as stream:
            for line in stream:
                words = re.split(r' (?:feat|where|unimpl|->) ', line.split('#')[0].strip())[0].split()
                if not words:
                    continue
                at, value, fields = 32, 0, []
                for word in words[1:]:
                    field = re.fullmatch(r'(\w+):(\d+)s?', word)
                    at -= int(field.group(2)) if field else len(word)
                    if field:
                        fields.append((field.group(1), int(field.group(2)), at))
                    else:
                        value |= int(word, 2) << at
                assert at == 0, line
                yield words[0], value, fields


ROWS = list(tables())

# Quiet NaNs of either sign, with and without payload, signalling ones, infinities, zeros, denormal
# and least normal numbers, one.
SPECIAL_32 = [0x7fc00000, 0xffc00000, 0x7fc00123, 0x7f800001, 0xff800077, 0x7f800000, 0xff800000,
              0, 0x80000000, 1, 0x007fffff, 0x00800000, 0x3f800000]
SPECIAL_64 = [0x7ff8 << 48, 0xfff8 << 48, (0x7ff8 << 48) + 5, (0x7ff0 << 48) + 1, 0x7ff0 << 48,
              0xfff0 << 48, 0, 1 << 63, 1, 1 << 52, 0x3ff0 << 48]


class Generator:
    def __init__(self, seed, xlen):
        self.r = random.Random(seed * 2 + (xlen == 32))
        self.xlen = xlen
        self.word = 'd' if xlen == 64 else 'w'
        self.label = 0
        self.scalars = [row for row in ROWS if row[1] & 0x7f in SCALAR]
        self.vectors = [row for row in ROWS if row[1] & 0x7f == VECTOR and not row[0].startswith('VSET')]
        self.accesses = [row for row in ROWS if row[1] & 0x7f in (LOAD_FP, STORE_FP) and
                         row[0].startswith('V')]

    def data(self):
        return f'x{self.r.choice(DATA)}'

    def encode(self, row, values):
        word = row[1]
        for name, bits, lsb in row[2]:
            value = values(name)
            if value is None:
                value = self.r.getrandbits(bits)
            word |= (int(value) & ((1 << bits) - 1)) << lsb
        return f'.4byte {word:#010x} # {row[0]}'

    def scalar(self):
        def field(name):
            if name in ('rd', 'rs1', 'rs2', 'rs3'):
                return self.r.choice(DATA)
            if name == 'rm':
                return self.r.choice((0, 1, 2, 3, 4, 7, 7, 7, 7))
            return None
        return [self.encode(self.r.choice(self.scalars), field)]

    def group(self):
        return self.r.choice((0, 8, 16, 24)) + self.r.choice((0, 0, 0, 1, 2, 4))

    def vector(self):
        row = self.r.choice(self.vectors)

        def field(name):
            scalar = name == 'rd' or name == 'rs1' or (name == 'vs1' and row[0].endswith('X'))
            if scalar:
                return self.r.choice(DATA)
            if name in ('vd', 'vs2', 'vs1', 'vs3') and not row[0].endswith('I'):
                return self.group()
            return self.group() if name in ('vd', 'vs2') else 1 if name == 'vm' and self.r.random() < .6 \
                else None
        return [self.encode(row, field)]

    def access(self):
        row = self.r.choice(self.accesses)
        indexed = row[0][2:].lstrip('OU').startswith('X') or 'XEI' in row[0]
        lines = []
        index = self.r.choice((8, 16, 24))
        if indexed:     # small offsets; elements as wide as the indices
            width = re.search(r'EI(\d+)', row[0]).group(1)
            lines = ['csrr x20, vtype', 'csrr x19, vl', f'vsetvli x21, x0, e{width}, m8, tu, mu',
                     f'vid.v v{index}', 'vsetvl x0, x19, x20']
        else:
            lines = [f'li x{STRIDE}, {self.r.randrange(-12, 13)}']

        def field(name):
            fixed = {'rs1': BASE, 'rs2': index if indexed else STRIDE, 'vd': self.group(),
                     'vm': self.r.random() < .7}
            if name == 'nf':
                return 0 if self.r.random() < .7 else None
            return fixed.get(name)
        return lines + [self.encode(row, field)]

    def configure(self):
        sew, lmul = self.r.choice('8 16 32 64'.split()), self.r.choice('m1 m1 m1 m2 m4 m8 mf2 mf4'.split())
        kind = self.r.randrange(5)
        kinds = f'e{sew}, {lmul}, {self.r.choice(("ta", "tu"))}, {self.r.choice(("ma", "mu"))}'
        if kind == 0:
            return [f'vsetivli {self.data()}, {self.r.randrange(1, 17)}, {kinds}']
        if kind == 1:
            return [f'andi x20, {self.data()}, 31', f'vsetvli {self.data()}, x20, {kinds}']
        if kind == 2:
            return [f'vsetvli x0, x0, {kinds}']
        if kind == 3:
            return [f'li x20, {self.r.choice((200, 8, 3))}', f'vsetvli {self.data()}, x20, {kinds}']
        return [f'vsetvli {self.data()}, x0, {kinds}']

    def plain(self):
        a, b, c = self.data(), self.data(), self.data()
        w = self.r.choice('bhw' + ('d' if self.xlen == 64 else ''))
        at = self.r.randrange(-MEMORY, MEMORY - 8)
        forms = [f'add {a}, {b}, {c}', f'mv {a}, {b}', f'addi {a}, {a}, {self.r.randrange(-32, 32)}',
                 f'li {a}, {self.r.randrange(-32, 32)}', f'lui {a}, {self.r.randrange(1 << 20)}',
                 f'auipc {a}, 0\n sub {a}, {a}, {a}', f'slli {a}, {a}, {self.r.randrange(1, 32)}',
                 f'srai {a}, {a}, {self.r.randrange(1, 32)}', f'and {a}, {a}, {b}',
                 f'l{w} {a}, {at}(x8)', f's{w} {a}, {at}(x8)',
                 f'l{self.word} {a}, {self.r.randrange(0, 16) * 8}(x8)',
                 f's{self.word} {a}, {self.r.randrange(0, 16) * 8}(x8)',
                 f'fld f{self.r.randrange(32)}, {self.r.randrange(0, 16) * 8}(x8)',
                 f'fsw f{self.r.randrange(32)}, {at}(x8)', f'flw f{self.r.randrange(32)}, {at}(x8)',
                 f'andi x20, {b}, 2047\n add x20, x20, x8\n l{w} {a}, -8(x20)',
                 self.special(), self.special(), self.quiet_compare(), self.pieces(), self.pieces()]
        return [self.r.choice(forms)]

    def special(self):
        """A number that floating point treats in its own way, boxed or not, in some F register."""
        n = self.r.randrange(32)
        if self.xlen == 32 or self.r.random() < .5:
            bits = self.r.choice(SPECIAL_32)
            return f'li x20, {bits}\n fmv.w.x f{n}, x20'
        bits = self.r.choice(SPECIAL_64 + [b << 32 | 0xdead0001 for b in SPECIAL_32])
        return f'li x20, {bits}\n fmv.d.x f{n}, x20'

    def pieces(self):
        """Stores side by side, then a load of some of them together, by one address or two."""
        size = self.r.choice((1, 1, 2))
        n = self.r.choice((2, 4, 4, 8)) // (1 if size == 1 else 2)
        at = self.r.randrange(-64, 64)
        base, load_at = self.r.choice((('x20', 0), ('x8', at)))
        load = self.r.choice([w for w in ('lh', 'lhu', 'lw', 'lw', 'lw', 'ld', 'lwu')
                              if self.xlen == 64 or w in ('lh', 'lhu', 'lw')])
        lines = [f'addi x20, x8, {at}'] + [f's{" bh"[size]} {self.data()}, {i * size}(x20)'
                                           for i in range(max(n, 1))]
        lines.append(f'{load} {self.data()}, {load_at + self.r.choice((0, 0, 0, 1, -1))}({base})')
        return '\n '.join(lines)

    def quiet_compare(self):
        """What compilers make of isless() and the like."""
        op = self.r.choice(('flt', 'fle', 'feq')) + self.r.choice(('.s', '.d'))
        f = [self.r.randrange(32) for _ in range(2)]
        between = self.r.choice(('', '', 'fadd.d f1, f1, f2\n', 'addi x20, x20, 0\n'))
        return f'frflags x20\n {op} {self.data()}, f{f[0]}, f{f[1]}\n {between} fsflags x20'

    def control(self):
        if self.r.random() < .3:
            return [self.r.choice(('csrw fflags, x0', f'csrwi frm, {self.r.randrange(6)}',
                                   'csrwi vxrm, %d' % self.r.randrange(4), 'csrwi vstart, 1',
                                   f'csrr {self.data()}, fflags', f'csrr {self.data()}, vl'))]
        self.label += 1
        cond = self.r.choice('beq bne blt bge bltu bgeu'.split())
        inner = self.scalar() + self.plain()
        return [f'{cond} {self.data()}, {self.data()}, skip{self.label}', *inner, f'skip{self.label}:']

    def body(self, count):
        kinds = [self.scalar] * 4 + [self.plain] * 3 + [self.vector] * 8 + [self.access] * 2 + \
            [self.configure] * 2 + [self.control] * 2
        lines = []
        for _ in range(count):
            lines += self.r.choice(kinds)()
        return lines

    def program(self, loops=4, count=50, rounds=20):
        r, word, size = self.r, self.word, self.xlen // 8
        values = [r.choice(VALUES) if r.random() < .5 else r.getrandbits(64) for _ in range(608)]
        lines = ['.globl _start', '_start:', 'la x10, action', 'li x17, 134', 'mv x11, x10', 'li x10, 4',
                 'li x12, 0', 'li x13, 8', 'ecall', 'la x8, init']
        lines += [f'fld f{n}, {8 * n}(x8)' for n in range(32)]
        lines += ['addi x20, x8, 512']
        for n in range(0, 32, 8):
            lines += [f'vl8re8.v v{n}, (x20)', 'addi x20, x20, 128']
        lines += [f'l{word} x{n}, {256 + 8 * n}(x8)' for n in DATA]
        lines += ['la x8, memory', 'vsetvli x20, x0, e32, m1, ta, ma']
        for loop in range(loops):
            lines += [f'li x{COUNTER}, {rounds}', f'loop{loop}:', *self.body(count),
                      f'addi x{COUNTER}, x{COUNTER}, -1', f'beqz x{COUNTER}, end{loop}', f'j loop{loop}',
                      f'end{loop}:']
        lines += ['la x20, out']
        lines += [f's{word} x{n}, {8 * n}(x20)' for n in DATA]
        for n, name in enumerate(('fcsr', 'vl', 'vtype', 'vcsr', 'vstart')):
            lines += [f'csrr x5, {name}', f's{word} x5, {256 + 8 * n}(x20)']
        lines += ['csrwi vstart, 0', 'csrwi frm, 0']
        lines += [f'fsd f{n}, {512 + 8 * n}(x20)' for n in range(32)]
        lines += ['addi x21, x20, 1024']
        lines += ['vsetvli x5, x0, e8, m8, ta, ma']
        for n in range(0, 32, 8):
            lines += [f'vs8r.v v{n}, (x21)', 'addi x21, x21, 128']
        lines += ['li x10, 1', 'mv x11, x20', 'li x12, 1536', 'li x17, 64', 'ecall',
                  'li x10, 1', f'li x12, {MEMORY}', 'sub x11, x8, x12', f'li x12, {2 * MEMORY}', 'li x17, 64', 'ecall',
                  'li x10, 0', 'li x17, 93', 'ecall']
        context = 176 if self.xlen == 64 else 160
        lines += ['handler:', f'l{word} x10, {context}(x12)', 'addi x10, x10, 4',
                  f's{word} x10, {context}(x12)', 'ret', '.data', '.balign 16',
                  'action:', f'.{size}byte handler', f'.{size}byte 4', '.8byte 0', '.balign 16', 'init:']
        lines += [f'.8byte {value:#x}' for value in values[:128]]
        lines += ['.balign 16', f'.skip {MEMORY}', 'memory:']
        lines += [f'.8byte {value:#x}' for value in values[128:384]]
        lines += ['.skip 4096', '.balign 16', 'out: .skip 2048']
        return '\n'.join((' ' if not line.endswith(':') else '') + line for line in lines) + '\n'


def program(seed, xlen):
    return Generator(seed, xlen).program()
