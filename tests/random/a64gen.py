# SPDX-License-Identifier: GPL-2.0-or-later
"""Random A64 programs: assembler text of a whole static program without a C library.

In:  a seed.
Out: text for `gcc -nostdlib -static -x assembler`: several loops of random data-processing,
     floating-point, vector and memory instructions with short forward branches. At its end the
     program writes all registers, NZCV, FPSR and its memory to standard output.
Registers: x0-x15 and v0-v31 are random data; x19 is the address of the memory, x20 the
     counter, x21 an index into it, x22-x25 scratch of single templates.
"""

import random

ARRANGE = {'b': ('8b', '16b'), 'h': ('4h', '8h'), 's': ('2s', '4s'), 'd': ('2d',)}
WIDE = {'b': 'h', 'h': 's', 's': 'd'}
EDGES = (0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff,
         0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff, 0x0101010101010101)
DOUBLES = (0, 0x8000000000000000, 0x3ff0000000000000, 0xbff8000000000000, 0x7ff0000000000000,
           0xfff0000000000000, 0x7ff8000000000000, 0x7ff0000000000001, 0x0000000000000001,
           0x0010000000000000, 0x7fefffffffffffff, 0x41dfffffffc00000, 0xc1e0000000000000,
           0x3fe0000000000000, 0x43e0000000000000, 0x3f8000003f000000, 0xbf8000007f800000,
           0x7fc000017f800001, 0x0000000100800000, 0x4f0000004f800000, 0x3c003e00bc007c00)
CONDITIONS = 'eq ne cs cc mi pl vs vc hi ls ge lt gt le al'.split()

SAME_INT = {                    # three of one arrangement: the sizes of elements that exist
    'add sub cmeq cmge cmgt cmhi cmhs cmtst addp': 'bhsd', 'sqadd uqadd sqsub uqsub': 'bhsd',
    'sshl ushl srshl urshl sqshl uqshl sqrshl uqrshl': 'bhsd',
    'mul mla mls smax smin umax umin smaxp sminp umaxp uminp saba uaba sabd uabd': 'bhs',
    'shadd uhadd shsub uhsub srhadd urhadd': 'bhs', 'sqdmulh sqrdmulh sqrdmlah sqrdmlsh': 'hs',
    'and bic orr orn eor bsl bit bif pmul': 'b', 'zip1 zip2 uzp1 uzp2 trn1 trn2': 'bhsd'}
SAME_FP = ('fadd fsub fmul fdiv fmax fmin fmaxnm fminnm fmla fmls fmulx fabd frecps frsqrts '
           'fcmeq fcmge fcmgt facge facgt faddp fmaxp fminp fmaxnmp fminnmp').split()
ONE_INT = {'abs neg sqabs sqneg suqadd usqadd': 'bhsd', 'cls clz': 'bhs', 'cnt not rbit rev16': 'b',
           'rev32': 'bh', 'rev64': 'bhs', 'saddlp uaddlp sadalp uadalp': 'long'}
ONE_FP = ('fabs fneg fsqrt frinta frintn frintm frintp frintz frintx frinti frecpe frsqrte fcvtas '
          'fcvtau fcvtns fcvtnu fcvtms fcvtmu fcvtps fcvtpu fcvtzs fcvtzu scvtf ucvtf').split()
LONG3 = ('saddl uaddl ssubl usubl smull umull smlal umlal smlsl umlsl sabdl uabdl sabal '
         'uabal').split()
SCALAR_FP2 = 'fadd fsub fmul fdiv fmax fmin fmaxnm fminnm fnmul fabd fmulx'.split()
SCALAR_FP1 = ('fabs fneg fsqrt fmov frinta frintn frintm frintp frintz frintx frinti frint32z '
              'frint32x frint64z frint64x').split()
TO_INT = 'fcvtas fcvtau fcvtns fcvtnu fcvtms fcvtmu fcvtps fcvtpu fcvtzs fcvtzu'.split()


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.label = 0
        self.kinds = [self.int3, self.int3, self.intimm, self.intone, self.multiply, self.flags,
                      self.bits, self.select, self.memory, self.memory, self.pair, self.atomic,
                      self.fp2, self.fp1, self.fpconv, self.fpcompare, self.v3, self.v3, self.vfp,
                      self.v1, self.vshift, self.vlong, self.vmove, self.vtable, self.velement,
                      self.vmemory, self.crypto, self.system, self.across, self.half]

    def pick(self, text):
        return self.r.choice(text.split() if isinstance(text, str) else text)

    def reg(self, sf, zero=True):
        n = self.r.randrange(17 if zero else 16)
        return ('x' if sf else 'w') + ('zr' if n == 16 else str(n))

    def dest(self, sf):
        return self.reg(sf, False)

    def v(self):
        return self.r.randrange(32)

    # Each of the following gives the lines of one or a few instructions.

    def int3(self):
        s = self.r.random() < .6
        op = self.pick('add adds sub subs and ands orr orn eor eon bic bics')
        kinds = 'lsl lsr asr' if op[:3] in ('add', 'sub') else 'lsl lsr asr ror'
        text = f'{op} {self.dest(s)}, {self.reg(s)}, {self.reg(s)}'
        if self.r.random() < .5:
            text += f', {self.pick(kinds)} #{self.r.randrange(64 if s else 32)}'
        elif op[:3] in ('add', 'sub') and self.r.random() < .5:
            text = (f'{op} {self.dest(s)}, {self.reg(s, False)}, {self.reg(False)}, '
                    f'{self.pick("uxtb uxth uxtw sxtb sxth sxtw")} #{self.r.randrange(5)}')
        return [text]

    def bitmask(self, sf):
        size = self.r.choice((2, 4, 8, 16, 32, 64) if sf else (2, 4, 8, 16, 32))
        ones = self.r.randrange(1, size)
        turn = self.r.randrange(size)
        value = (1 << ones) - 1
        value = ((value >> turn) | (value << (size - turn))) & ((1 << size) - 1)
        total = 0
        for at in range(0, 64 if sf else 32, size):
            total |= value << at
        return total

    def intimm(self):
        s = self.r.random() < .6
        if self.r.random() < .5:
            return [f'{self.pick("and orr eor ands")} {self.dest(s)}, {self.reg(s)}, '
                    f'#{self.bitmask(s):#x}']
        if self.r.random() < .3:
            return [f'{self.pick("movz movn movk")} {self.dest(s)}, #{self.r.randrange(65536)}, '
                    f'lsl #{16 * self.r.randrange(4 if s else 2)}']
        return [f'{self.pick("add adds sub subs")} {self.dest(s)}, {self.reg(s, False)}, '
                f'#{self.r.randrange(4096)}{self.pick([", lsl #12", ""])}']

    def intone(self):
        s = self.r.random() < .6
        op = self.pick('rbit rev rev16 clz cls')
        if s and self.r.random() < .2:
            op = 'rev32'
        return [f'{op} {self.dest(s)}, {self.reg(s)}']

    def multiply(self):
        s = self.r.random() < .6
        kind = self.r.randrange(4)
        if kind == 0:
            return [f'{self.pick("madd msub")} {self.dest(s)}, {self.reg(s)}, {self.reg(s)}, '
                    f'{self.reg(s)}']
        if kind == 1:
            return [f'{self.pick("smaddl umaddl smsubl umsubl")} {self.dest(1)}, {self.reg(0)}, '
                    f'{self.reg(0)}, {self.reg(1)}']
        if kind == 2:
            return [f'{self.pick("smulh umulh")} {self.dest(1)}, {self.reg(1)}, {self.reg(1)}']
        return [f'{self.pick("udiv sdiv lslv lsrv asrv rorv")} {self.dest(s)}, {self.reg(s)}, '
                f'{self.reg(s)}']

    def carry_chain(self, s):
        """A sum or difference of long numbers, with products between."""
        first, then = self.pick([('adds', 'adcs'), ('subs', 'sbcs'), ('adds', 'sbcs')])
        lines = [f'{first} {self.dest(s)}, {self.reg(s)}, {self.reg(s)}']
        for _ in range(self.r.randrange(1, 6)):
            if self.r.random() < .3:
                lines.append(f'{self.pick("umulh mul")} {self.dest(1)}, {self.reg(1)}, {self.reg(1)}')
            lines.append(f'{then} {self.dest(s)}, {self.reg(s)}, {self.reg(s)}')
        return lines

    def flags(self):
        s = self.r.random() < .6
        kind = self.r.randrange(5)
        if kind == 4:
            return self.carry_chain(s)
        if kind == 0:
            return [f'{self.pick("adc adcs sbc sbcs")} {self.dest(s)}, {self.reg(s)}, {self.reg(s)}']
        if kind == 1:
            last = self.pick([self.reg(s), f'#{self.r.randrange(32)}'])
            return [f'{self.pick("ccmp ccmn")} {self.reg(s)}, {last}, #{self.r.randrange(16)}, '
                    f'{self.pick(CONDITIONS)}']
        if kind == 2:
            return [f'{self.pick("cmp cmn tst")} {self.reg(s, False)}, {self.reg(s)}']
        return [self.pick(['cfinv', 'axflag', 'xaflag', f'setf8 {self.reg(0)}',
                           f'setf16 {self.reg(0)}',
                           f'rmif {self.reg(1)}, #{self.r.randrange(64)}, #{self.r.randrange(16)}'])]

    def bits(self):
        s = self.r.random() < .6
        n = 64 if s else 32
        lsb = self.r.randrange(n)
        width = self.r.randrange(1, n - lsb + 1)
        kind = self.r.randrange(3)
        if kind == 0:
            return [f'extr {self.dest(s)}, {self.reg(s)}, {self.reg(s)}, #{lsb}']
        if kind == 1:
            return [f'{self.pick("ubfx sbfx bfxil ubfiz sbfiz bfi")} {self.dest(s)}, '
                    f'{self.reg(s)}, #{lsb}, #{width}']
        return [f'{self.pick("sxtb sxth sxtw")} {self.dest(1)}, {self.reg(0)}']

    def select(self):
        s = self.r.random() < .6
        return [f'{self.pick("csel csinc csinv csneg")} {self.dest(s)}, {self.reg(s)}, '
                f'{self.reg(s)}, {self.pick(CONDITIONS)}']

    def address(self, size):
        """(lines before, the operand) of an access of so many bytes."""
        kind = self.r.randrange(5)
        if kind == 0:
            return [], f'[x19, #{self.r.randrange(0, 2048 // size) * size}]'
        if kind == 1:
            return [], f'[x19, #{self.r.randrange(-256, 256)}]'
        first = [f'and x21, {self.reg(1)}, #0x7ff']
        if kind == 2:
            return first, '[x19, x21]'
        if kind == 3:
            shift = size.bit_length() - 1
            first = [f'and x21, {self.reg(1)}, #0x7f']
            extend = self.pick(['lsl', 'uxtw', 'sxtw', 'sxtx'])
            index = 'w21' if extend[-1] == 'w' else 'x21'
            return first, f'[x19, {index}, {extend} #{shift}]'
        return ['mov x22, x19'], self.pick([f'[x22, #{self.r.randrange(-256, 256)}]!',
                                            f'[x22], #{self.r.randrange(-256, 256)}'])

    def memory(self):
        name, size, reg = self.pick([('ldr', 8, 1), ('ldr', 4, 0), ('ldrb', 1, 0), ('ldrh', 2, 0),
                                     ('ldrsb', 1, 1), ('ldrsh', 2, 1), ('ldrsw', 4, 1),
                                     ('ldrsb', 1, 0), ('ldrsh', 2, 0), ('str', 8, 1), ('str', 4, 0),
                                     ('strb', 1, 0), ('strh', 2, 0)])
        first, operand = self.address(size)
        return first + [f'{name} {self.dest(reg) if name[0] == "l" else self.reg(reg)}, {operand}']

    def pair(self):
        s = self.r.random() < .6
        a, b = self.r.sample(range(16), 2)
        name = 'x' if s else 'w'
        op = self.pick('ldp stp ldnp stnp')
        return [f'{op} {name}{a}, {name}{b}, [x19, #{self.r.randrange(-64, 64) * (8 if s else 4)}]']

    def atomic(self):
        s = self.r.random() < .6
        at = f'[x22]'
        first = [f'add x22, x19, #{self.r.randrange(128) * 16}']
        kind = self.r.randrange(5)
        if kind == 0:
            size = self.pick(['', 'b', 'h']) if not s else ''
            return first + [f'{self.pick("ldar ldapr")}{size} {self.dest(s)}, {at}']
        if kind == 1:
            return first + [f'stlr {self.reg(s)}, {at}']
        if kind == 2:
            # The status register is different from the others, and the pair always succeeds.
            return first + [f'ldaxr x23, {at}', f'add x23, x23, {self.reg(1)}',
                            f'stlxr w24, x23, {at}', f'add {self.dest(0)}, w24, #1']
        order = self.pick(['', 'a', 'l', 'al'])
        if kind == 3:
            a, b = self.r.sample(range(0, 16), 2)
            name = 'x' if s else 'w'
            return first + [f'cas{order} {name}{a}, {name}{b}, {at}']
        size = self.pick(['', 'b', 'h']) if not s else ''
        op = self.pick('ldadd ldclr ldeor ldset ldsmax ldsmin ldumax ldumin swp')
        return first + [f'{op}{order}{size} {self.reg(s)}, {self.dest(s)}, {at}']

    def fp2(self):
        t = self.pick('d s')
        if self.r.random() < .3:
            return [f'{self.pick("fmadd fmsub fnmadd fnmsub")} {t}{self.v()}, {t}{self.v()}, '
                    f'{t}{self.v()}, {t}{self.v()}']
        return [f'{self.pick(SCALAR_FP2)} {t}{self.v()}, {t}{self.v()}, {t}{self.v()}']

    def fp1(self):
        t = self.pick('d s')
        if self.r.random() < .1:
            return [f'fmov {t}{self.v()}, #{self.pick(["1.0", "-0.5", "31.0", "0.125"])}']
        if self.r.random() < .2:
            return [self.pick([f'fcvt d{self.v()}, s{self.v()}', f'fcvt s{self.v()}, d{self.v()}',
                               f'fcvt h{self.v()}, s{self.v()}', f'fcvt s{self.v()}, h{self.v()}',
                               f'fcvt h{self.v()}, d{self.v()}', f'fcvt d{self.v()}, h{self.v()}'])]
        if self.r.random() < .2:
            return [f'{self.pick("frecpe frsqrte frecpx")} {t}{self.v()}, {t}{self.v()}']
        return [f'{self.pick(SCALAR_FP1)} {t}{self.v()}, {t}{self.v()}']

    def fpconv(self):
        s = self.r.random() < .6
        t = self.pick('d s')
        kind = self.r.randrange(5)
        if kind == 0:
            return [f'{self.pick(TO_INT)} {self.dest(s)}, {t}{self.v()}']
        if kind == 1:
            return [f'{self.pick("scvtf ucvtf")} {t}{self.v()}, {self.reg(s)}']
        if kind == 2:
            return [f'{self.pick("fcvtzs fcvtzu")} {self.dest(s)}, {t}{self.v()}, '
                    f'#{self.r.randrange(1, 65 if s else 33)}']
        if kind == 3:
            return [f'{self.pick("scvtf ucvtf")} {t}{self.v()}, {self.reg(s)}, '
                    f'#{self.r.randrange(1, 65 if s else 33)}']
        return [self.pick([f'fmov {self.dest(1)}, d{self.v()}', f'fmov d{self.v()}, {self.reg(1)}',
                           f'fmov {self.dest(0)}, s{self.v()}', f'fmov s{self.v()}, {self.reg(0)}',
                           f'fmov {self.dest(1)}, v{self.v()}.d[1]',
                           f'fmov v{self.v()}.d[1], {self.reg(1)}',
                           f'fjcvtzs {self.dest(0)}, d{self.v()}'])]

    def fpcompare(self):
        t = self.pick('d s')
        kind = self.r.randrange(4)
        if kind == 0:
            return [f'{self.pick("fcmp fcmpe")} {t}{self.v()}, {self.pick([f"{t}{self.v()}", "#0.0"])}']
        if kind == 1:
            return [f'{self.pick("fccmp fccmpe")} {t}{self.v()}, {t}{self.v()}, '
                    f'#{self.r.randrange(16)}, {self.pick(CONDITIONS)}']
        if kind == 2:
            return [f'fcsel {t}{self.v()}, {t}{self.v()}, {t}{self.v()}, {self.pick(CONDITIONS)}']
        return [f'{self.pick("fcmeq fcmge fcmgt facge facgt")} {t}{self.v()}, {t}{self.v()}, '
                f'{t}{self.v()}']

    def v3(self):
        names = self.r.choice(list(SAME_INT))
        op = self.pick(names)
        size = self.r.choice(SAME_INT[names])
        if op.startswith('sq') or op.startswith('uq'):
            if self.r.random() < .2:
                t = size
                return [f'{op} {t}{self.v()}, {t}{self.v()}, {t}{self.v()}']
        a = self.pick(ARRANGE[size])
        return [f'{op} v{self.v()}.{a}, v{self.v()}.{a}, v{self.v()}.{a}']

    def vfp(self):
        a = self.pick('2s 4s 2d')
        if self.r.random() < .4:
            return [f'{self.pick(ONE_FP)} v{self.v()}.{a}, v{self.v()}.{a}']
        if self.r.random() < .2:
            return [self.pick([f'fcvtl v{self.v()}.2d, v{self.v()}.2s', f'fcvtn v{self.v()}.2s, v{self.v()}.2d',
                               f'fcvtl2 v{self.v()}.2d, v{self.v()}.4s', f'fcvtn2 v{self.v()}.4s, v{self.v()}.2d',
                               f'fcvtxn v{self.v()}.2s, v{self.v()}.2d', f'fcvtl v{self.v()}.4s, v{self.v()}.4h',
                               f'fcvtn v{self.v()}.4h, v{self.v()}.4s',
                               f'fcmla v{self.v()}.{a}, v{self.v()}.{a}, v{self.v()}.{a}, #{self.pick("0 90 180 270")}',
                               f'fcadd v{self.v()}.{a}, v{self.v()}.{a}, v{self.v()}.{a}, #{self.pick("90 270")}',
                               f'{self.pick("fcmeq fcmge fcmgt fcmle fcmlt")} v{self.v()}.{a}, v{self.v()}.{a}, #0.0'])]
        return [f'{self.pick(SAME_FP)} v{self.v()}.{a}, v{self.v()}.{a}, v{self.v()}.{a}']

    def v1(self):
        names = self.r.choice(list(ONE_INT))
        op = self.pick(names)
        if ONE_INT[names] == 'long':
            a, b = self.pick([('4h', '8b'), ('8h', '16b'), ('2s', '4h'), ('4s', '8h'), ('1d', '2s'),
                              ('2d', '4s')])
            return [f'{op} v{self.v()}.{a}, v{self.v()}.{b}']
        a = self.pick(ARRANGE[self.r.choice(ONE_INT[names])])
        if self.r.random() < .3:
            size = self.pick('b h s d')
            a = self.pick(ARRANGE[size])
            return [f'{self.pick("cmeq cmge cmgt cmle cmlt")} v{self.v()}.{a}, v{self.v()}.{a}, #0']
        if self.r.random() < .3:
            size = self.pick('b h s')
            two = self.r.randrange(2)
            return [f'{self.pick("xtn sqxtn uqxtn sqxtun")}{"2" if two else ""} '
                    f'v{self.v()}.{ARRANGE[size][two]}, v{self.v()}.{ARRANGE[WIDE[size]][-1]}']
        return [f'{op} v{self.v()}.{a}, v{self.v()}.{a}']

    def vshift(self):
        size = self.pick('b h s d')
        bits = {'b': 8, 'h': 16, 's': 32, 'd': 64}[size]
        a = self.pick(ARRANGE[size])
        kind = self.r.randrange(4)
        if kind == 0:
            return [f'{self.pick("shl sli sqshl uqshl sqshlu")} v{self.v()}.{a}, v{self.v()}.{a}, '
                    f'#{self.r.randrange(bits)}']
        if kind == 1 or size == 'd':
            return [f'{self.pick("sshr ushr ssra usra srshr urshr srsra ursra sri")} v{self.v()}.{a}, '
                    f'v{self.v()}.{a}, #{self.r.randrange(1, bits + 1)}']
        two = self.r.randrange(2)
        if kind == 2:
            op = self.pick('shrn rshrn sqshrn uqshrn sqrshrn uqrshrn sqshrun sqrshrun')
            return [f'{op}{"2" if two else ""} v{self.v()}.{ARRANGE[size][two]}, '
                    f'v{self.v()}.{ARRANGE[WIDE[size]][-1]}, #{self.r.randrange(1, bits + 1)}']
        return [f'{self.pick("sshll ushll")}{"2" if two else ""} v{self.v()}.{ARRANGE[WIDE[size]][-1]}, '
                f'v{self.v()}.{ARRANGE[size][two]}, #{self.r.randrange(bits)}']

    def vlong(self):
        size = self.pick('b h s')
        two = self.r.randrange(2)
        wide, a, mark = ARRANGE[WIDE[size]][-1], ARRANGE[size][two], '2' if two else ''
        kind = self.r.randrange(5)
        if kind == 0:
            return [f'{self.pick("saddw uaddw ssubw usubw")}{mark} v{self.v()}.{wide}, '
                    f'v{self.v()}.{wide}, v{self.v()}.{a}']
        if kind == 1:
            return [f'{self.pick("addhn raddhn subhn rsubhn")}{mark} v{self.v()}.{a}, '
                    f'v{self.v()}.{wide}, v{self.v()}.{wide}']
        if kind == 2 and size != 'b':
            return [f'{self.pick("sqdmull sqdmlal sqdmlsl")}{mark} v{self.v()}.{wide}, '
                    f'v{self.v()}.{a}, v{self.v()}.{a}']
        if kind == 3:
            return [f'pmull{mark} v{self.v()}.8h, v{self.v()}.{ARRANGE["b"][two]}, '
                    f'v{self.v()}.{ARRANGE["b"][two]}']
        return [f'{self.pick(LONG3)}{mark} v{self.v()}.{wide}, v{self.v()}.{a}, v{self.v()}.{a}']

    def vmove(self):
        size = self.pick('b h s d')
        lanes = {'b': 16, 'h': 8, 's': 4, 'd': 2}[size]
        i, j = self.r.randrange(lanes), self.r.randrange(lanes)
        w = 'x' if size == 'd' else 'w'
        a = self.pick(ARRANGE[size])
        choices = [f'dup v{self.v()}.{a}, v{self.v()}.{size}[{i}]', f'dup {size}{self.v()}, v{self.v()}.{size}[{i}]',
                   f'dup v{self.v()}.{a}, {self.reg(w == "x")}', f'umov {self.dest(w == "x")}, v{self.v()}.{size}[{i}]',
                   f'ins v{self.v()}.{size}[{i}], v{self.v()}.{size}[{j}]',
                   f'ins v{self.v()}.{size}[{i}], {self.reg(w == "x")}',
                   f'ext v{self.v()}.16b, v{self.v()}.16b, v{self.v()}.16b, #{self.r.randrange(16)}',
                   f'ext v{self.v()}.8b, v{self.v()}.8b, v{self.v()}.8b, #{self.r.randrange(8)}',
                   f'movi v{self.v()}.16b, #{self.r.randrange(256)}',
                   f'{self.pick("movi mvni orr bic")} v{self.v()}.4s, #{self.r.randrange(256)}, lsl #{8 * self.r.randrange(4)}',
                   f'{self.pick("movi mvni orr bic")} v{self.v()}.8h, #{self.r.randrange(256)}, lsl #{8 * self.r.randrange(2)}',
                   f'{self.pick("movi mvni")} v{self.v()}.2s, #{self.r.randrange(256)}, msl #{self.pick("8 16")}',
                   f'movi v{self.v()}.2d, #0xff00ff0000ffff00', f'fmov v{self.v()}.4s, #-2.5']
        if size != 'd':
            choices.append(f'smov {self.dest(1)}, v{self.v()}.{size}[{i}]')
        return [self.r.choice(choices)]

    def vtable(self):
        n = self.r.randrange(1, 5)
        first = self.r.randrange(32)
        table = ', '.join(f'v{(first + k) % 32}.16b' for k in range(n))
        a = self.pick('8b 16b')
        # Indexes in the range of the table, mostly.
        other = self.v()
        return [f'bic v{other}.8h, #0xc0', f'bic v{other}.8h, #0xc0, lsl #8',
                f'{self.pick("tbl tbx")} v{self.v()}.{a}, {{{table}}}, v{other}.{a}']

    def velement(self):
        size = self.pick('h s')
        lanes = {'h': 8, 's': 4}[size]
        m = f'v{self.r.randrange(16)}.{size}[{self.r.randrange(lanes)}]'
        a = self.pick(ARRANGE[size])
        kind = self.r.randrange(4)
        if kind == 0:
            return [f'{self.pick("mul mla mls sqdmulh sqrdmulh sqrdmlah sqrdmlsh")} v{self.v()}.{a}, v{self.v()}.{a}, {m}']
        if kind == 1:
            two = self.r.randrange(2)
            return [f'{self.pick("smull umull smlal umlal smlsl umlsl sqdmull sqdmlal sqdmlsl")}{"2" if two else ""} '
                    f'v{self.v()}.{ARRANGE[WIDE[size]][-1]}, v{self.v()}.{ARRANGE[size][two]}, {m}']
        if kind == 2:
            return [f'{self.pick("sdot udot")} v{self.v()}.{self.pick([("2s, v1.8b"), ("4s, v2.16b")])}, v{self.r.randrange(16)}.4b[{self.r.randrange(4)}]']
        op = self.pick('fmul fmla fmls fmulx')
        if self.r.random() < .5:
            return [f'{op} v{self.v()}.{self.pick("2s 4s")}, v3.2s, v{self.v()}.s[{self.r.randrange(4)}]'.replace('.4s, v3.2s', '.4s, v3.4s')]
        return [f'{op} v{self.v()}.2d, v{self.v()}.2d, v{self.v()}.d[{self.r.randrange(2)}]']

    def vmemory(self):
        kind = self.r.randrange(5)
        if kind == 0:
            t, size = self.pick([('b', 1), ('h', 2), ('s', 4), ('d', 8), ('q', 16)])
            first, operand = self.address(size)
            return first + [f'{self.pick("ldr str")} {t}{self.v()}, {operand}']
        if kind == 1:
            t, size = self.pick([('s', 4), ('d', 8), ('q', 16)])
            a, b = self.r.sample(range(32), 2)
            return [f'{self.pick("ldp stp")} {t}{a}, {t}{b}, [x19, #{self.r.randrange(-16, 63) * size}]']
        first = [f'add x22, x19, #{self.r.randrange(2000)}']
        n, start = self.r.randrange(1, 5), self.r.randrange(28)
        size = self.pick('b h s d')
        post = self.pick([', #%d', ', x6', ''])
        if kind == 2:
            a = self.pick(ARRANGE[size])
            regs = ', '.join(f'v{start + k}.{a}' for k in range(n))
            total = n * (16 if a in ('16b', '8h', '4s', '2d') else 8)
            return first + [f'{self.pick("ld st")}{n} {{{regs}}}, [x22]' + (post % total if '%' in post else post)]
        total = n * {'b': 1, 'h': 2, 's': 4, 'd': 8}[size]
        post = post % total if '%' in post else post
        if kind == 3:
            regs = ', '.join(f'v{start + k}.{size}' for k in range(n))
            lane = self.r.randrange(16 // (total // n))
            return first + [f'{self.pick("ld st")}{n} {{{regs}}}[{lane}], [x22]{post}']
        regs = ', '.join(f'v{start + k}.{self.pick([ARRANGE[size][-1]])}' for k in range(n))
        return first + [f'ld{n}r {{{regs}}}, [x22]{post}']

    def crypto(self):
        a, b, c, d = (self.v() for _ in range(4))
        return [self.pick([
            f'aese v{a}.16b, v{b}.16b', f'aesd v{a}.16b, v{b}.16b', f'aesmc v{a}.16b, v{b}.16b',
            f'aesimc v{a}.16b, v{b}.16b', f'pmull v{a}.1q, v{b}.1d, v{c}.1d',
            f'pmull2 v{a}.1q, v{b}.2d, v{c}.2d', f'sha1c q{a}, s{b}, v{c}.4s',
            f'sha1p q{a}, s{b}, v{c}.4s', f'sha1m q{a}, s{b}, v{c}.4s', f'sha1h s{a}, s{b}',
            f'sha1su0 v{a}.4s, v{b}.4s, v{c}.4s', f'sha1su1 v{a}.4s, v{b}.4s',
            f'sha256h q{a}, q{b}, v{c}.4s', f'sha256h2 q{a}, q{b}, v{c}.4s',
            f'sha256su0 v{a}.4s, v{b}.4s', f'sha256su1 v{a}.4s, v{b}.4s, v{c}.4s',
            f'sha512h q{a}, q{b}, v{c}.2d', f'sha512h2 q{a}, q{b}, v{c}.2d',
            f'sha512su0 v{a}.2d, v{b}.2d', f'sha512su1 v{a}.2d, v{b}.2d, v{c}.2d',
            f'eor3 v{a}.16b, v{b}.16b, v{c}.16b, v{d}.16b', f'bcax v{a}.16b, v{b}.16b, v{c}.16b, v{d}.16b',
            f'rax1 v{a}.2d, v{b}.2d, v{c}.2d', f'xar v{a}.2d, v{b}.2d, v{c}.2d, #{self.r.randrange(64)}',
            f'sm3ss1 v{a}.4s, v{b}.4s, v{c}.4s, v{d}.4s', f'sm3partw1 v{a}.4s, v{b}.4s, v{c}.4s',
            f'sm3tt2b v{a}.4s, v{b}.4s, v{c}.s[1]', f'sm4e v{a}.4s, v{b}.4s', f'sm4ekey v{a}.4s, v{b}.4s, v{c}.4s',
            f'sdot v{a}.4s, v{b}.16b, v{c}.16b', f'udot v{a}.2s, v{b}.8b, v{c}.8b',
            f'crc32x {self.dest(0)}, {self.reg(0)}, {self.reg(1)}', f'crc32cw {self.dest(0)}, {self.reg(0)}, {self.reg(0)}',
            f'crc32cb {self.dest(0)}, {self.reg(0)}, {self.reg(0)}', f'crc32h {self.dest(0)}, {self.reg(0)}, {self.reg(0)}'])]

    def system(self):
        if self.r.random() < .4:
            return [f'and x23, {self.reg(1)}, #0xf0000000', 'msr nzcv, x23']
        if self.r.random() < .3:
            # Rounding mode, flush to zero, default NaN.
            return [f'mov x23, #{self.r.choice((0, 1, 2, 3, 4, 8, 12)) << 22}', 'msr fpcr, x23']
        return [f'mrs {self.dest(1)}, {self.pick("nzcv fpcr fpsr")}']

    def across(self):
        size = self.pick('b h s')
        if self.r.random() < .4:
            a = self.pick(ARRANGE[size] if size != 's' else ['4s'])
            return [f'{self.pick("saddlv uaddlv")} {WIDE[size]}{self.v()}, v{self.v()}.{a}']
        if self.r.random() < .3:
            return [f'{self.pick("fmaxv fminv fmaxnmv fminnmv")} s{self.v()}, v{self.v()}.4s']
        if self.r.random() < .3:
            return [self.pick([f'addp d{self.v()}, v{self.v()}.2d', f'faddp d{self.v()}, v{self.v()}.2d',
                               f'faddp s{self.v()}, v{self.v()}.2s'])]
        a = self.pick(ARRANGE[size] if size != 's' else ['4s'])
        return [f'{self.pick("addv smaxv sminv umaxv uminv")} {size}{self.v()}, v{self.v()}.{a}']

    def half(self):
        a = self.pick('4h 8h')
        return [self.pick([f'{self.pick(SAME_FP)} v{self.v()}.{a}, v{self.v()}.{a}, v{self.v()}.{a}',
                           f'{self.pick(ONE_FP)} v{self.v()}.{a}, v{self.v()}.{a}',
                           f'{self.pick(SCALAR_FP2)} h{self.v()}, h{self.v()}, h{self.v()}',
                           f'{self.pick("fabs fneg fsqrt fmov frinta frintn frintz frintx")} h{self.v()}, h{self.v()}',
                           f'{self.pick("fmadd fmsub fnmadd fnmsub")} h{self.v()}, h{self.v()}, h{self.v()}, h{self.v()}',
                           f'{self.pick("fmlal fmlsl fmlal2 fmlsl2")} v{self.v()}.4s, v{self.v()}.4h, v{self.v()}.4h',
                           f'{self.pick(TO_INT)} {self.dest(1)}, h{self.v()}', f'scvtf h{self.v()}, {self.reg(1)}',
                           f'fcmp h{self.v()}, h{self.v()}'])]

    def branch(self):
        """A forward branch over a few instructions, or a call."""
        self.label += 1
        s = self.r.random() < .6
        over = [line for _ in range(self.r.randrange(1, 4)) for line in self.r.choice(self.kinds)()]
        kind = self.r.randrange(4)
        jump = [f'b.{self.pick(CONDITIONS[:-1])} 7{self.label}f',
                f'{self.pick("cbz cbnz")} {self.reg(s)}, 7{self.label}f',
                f'{self.pick("tbz tbnz")} {self.reg(s)}, #{self.r.randrange(64 if s else 32)}, 7{self.label}f',
                f'adr x25, 7{self.label}f\n br x25'][kind]
        return [jump] + over + [f'7{self.label}:']

    def body(self, count):
        lines = []
        while len(lines) < count:
            lines += self.branch() if self.r.random() < .1 else self.r.choice(self.kinds)()
        return lines

    def program(self, loops=4, count=60, rounds=25):
        words = [self.r.choice(EDGES + DOUBLES) if self.r.random() < .4 else self.r.getrandbits(64)
                 for _ in range(16 + 64 + 1024)]
        lines = ['.arch armv8.5-a+crypto+sha3+sm4+fp16+fp16fml+dotprod+rng', '.globl _start', '_start:',
                 ' adrp x19, init', ' add x19, x19, :lo12:init']
        lines += [f' ldr x{n}, [x19, #{n * 8}]' for n in range(16)]
        lines += [f' ldr q{n}, [x19, #{128 + n * 16}]' for n in range(32)]
        lines += [' mov x21, #0', ' mov x22, #0', ' mov x23, #0', ' mov x24, #0', ' mov x25, #0',
                  ' msr nzcv, x21', ' msr fpcr, x21', ' msr fpsr, x21',
                  ' adrp x19, memory', ' add x19, x19, :lo12:memory']
        for loop in range(loops):
            lines += [f' mov x20, #{rounds}', f'loop{loop}:']
            lines += [' ' + line if not line.endswith(':') else line for line in self.body(count)]
            lines += [' sub x20, x20, #1', f' cbz x20, end{loop}', f' b loop{loop}', f'end{loop}:']
        lines += [' adrp x20, out', ' add x20, x20, :lo12:out']
        lines += [f' str x{n}, [x20, #{n * 8}]' for n in range(16)]
        lines += [f' str q{n}, [x20, #{128 + n * 16}]' for n in range(32)]
        lines += [' mrs x0, nzcv', ' str x0, [x20, #640]', ' mrs x0, fpsr', ' str x0, [x20, #648]',
                  ' mov x0, #1', ' mov x1, x20', ' mov x2, #656', ' mov x8, #64', ' svc #0',
                  ' mov x0, #1', ' sub x1, x19, #2048', ' mov x2, #8192', ' mov x8, #64', ' svc #0',
                  ' mov x0, #0', ' mov x8, #93', ' svc #0', '.data', '.balign 16', 'init:']
        lines += [f' .quad {word:#x}' for word in words[:80]]
        lines += [' .balign 16', ' .skip 2048', 'memory:']
        lines += [f' .quad {word:#x}' for word in words[80:]]
        lines += [' .skip 4096', 'out: .skip 1024']
        return '\n'.join(lines) + '\n'


def program(seed):
    return Generator(seed).program()
