# SPDX-License-Identifier: GPL-2.0-or-later
"""Random C programs without undefined or implementation-defined results.

In:  a seed.
Out: the text of a program that prints a checksum of its variables after every round, the same on
     every machine: unsigned and wrapped signed arithmetic, guarded divisions and shifts, floats
     and doubles of bounded size (hardly a NaN), structures, arrays, loops, switches, calls.
"""

import random

TYPES = {'uint8_t': 8, 'int8_t': 8, 'uint16_t': 16, 'int16_t': 16, 'uint32_t': 32, 'int32_t': 32,
         'uint64_t': 64, 'int64_t': 64}

HEAD = '''#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct small { uint8_t a; int32_t b; uint16_t c; };
struct large { int64_t v[3]; double d; struct small s; float f; };
struct bits { uint32_t x : 5, y : 11, z : 16; int32_t p : 7, q : 25; };

static uint64_t sum = 14695981039346656037ull;
static void mix(uint64_t v) { sum = (sum ^ v) * 1099511628211ull; }
static void mixd(double d) { uint64_t u; if (d != d) d = 0; /* its sign is the processor's */ memcpy(&u, &d, 8); mix(u); }
static double bound(double d) { return d > 1e9 || d < -1e9 ? 1e9 / d : d; }
static float boundf(float d) { return d > 1e6f || d < -1e6f ? 1e6f / d : d; }

static uint64_t table[64];
static uint32_t words[64];
static uint8_t octets[64];
static int16_t halves[64];
static double reals[16];
static float singles[16];
static struct large records[4];
static struct bits fields;
'''


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.depth = 0
        self.functions = []

    def choice(self, *options):
        return self.r.choice(options)

    def constant(self):
        return self.choice(str(self.r.randrange(256)), hex(self.r.getrandbits(32)) + 'u',
                           hex(self.r.getrandbits(64)) + 'ull', '1', '0', '0x80000000u',
                           '0x7fffffffffffffffull', '0xffu')

    def place(self, variables):
        """An integer that can be written."""
        return self.choice(self.r.choice(variables), self.r.choice(variables),
                           f'table[{self.index()}]', f'words[{self.index()}]',
                           f'octets[{self.index()}]', f'halves[{self.index()}]',
                           f'records[{self.index(4)}].v[{self.r.randrange(3)}]',
                           f'records[{self.index(4)}].s.{self.choice("a", "b", "c")}',
                           f'fields.{self.choice("x", "y", "z", "p", "q")}')

    def index(self, n=64):
        return self.choice(str(self.r.randrange(n)), f'i & {n - 1}', f'(i * 7 + 3) & {n - 1}')

    def integer(self, variables, depth=0):
        if depth > 3 or self.r.random() < .2:
            return self.choice(self.place(variables), self.place(variables), self.constant())
        sub = lambda: self.integer(variables, depth + 1)
        kind = self.r.randrange(11)
        cast = f'({self.r.choice(list(TYPES))})'
        wide = self.choice('uint32_t', 'uint64_t')
        if kind < 5:
            return f'(({wide}){sub()} {self.choice("+", "-", "*", "&", "|", "^")} ({wide}){sub()})'
        if kind == 5:
            t = self.choice('uint32_t', 'uint64_t', 'int32_t', 'int64_t')
            guard = '& 0xffff | 1' if t[0] == 'i' else '| 1'
            return f'(({t}){sub()} {self.choice("/", "%")} ({t})(({t}){sub()} {guard}))'
        if kind == 6:
            t = self.choice('uint32_t', 'uint64_t')
            return f'(({t}){sub()} {self.choice("<<", ">>")} ({sub()} & {TYPES[t] - 1}))'
        if kind == 7:
            t = self.choice('int32_t', 'int64_t')
            return f'(({t}){sub()} >> ({sub()} & {TYPES[t] - 1}))'
        if kind == 8:
            t = self.r.choice(list(TYPES))
            return f'(({t}){sub()} {self.choice("<", "<=", "==", "!=", ">", ">=")} ({t}){sub()})'
        if kind == 9:
            return f'({sub()} {self.choice("&", "^")} 3 ? (uint64_t){sub()} : (uint64_t){sub()})'
        return self.choice(f'{cast}{sub()}', f'(~(uint64_t){sub()})', f'(uint64_t)!{sub()}',
                           f'__builtin_popcountll({sub()})', f'__builtin_bswap32({sub()})',
                           f'__builtin_clzll({sub()} | 1)', f'(int64_t)bound({self.real(depth + 1)})')

    def real(self, depth=0):
        if depth > 3 or self.r.random() < .3:
            return self.choice(f'reals[{self.index(16)}]', f'singles[{self.index(16)}]', '1.5', '-0.25',
                               '3.0', '1e-3', f'records[{self.index(4)}].d', f'(double)({"halves[3]"})')
        sub = lambda: self.real(depth + 1)
        return self.choice(f'({sub()} + {sub()})', f'({sub()} - {sub()})', f'bound({sub()}) * bound({sub()})',
                           f'(bound({sub()}) / (1.0 + bound({sub()}) * bound({sub()})))',
                           f'({sub()} < {sub()} ? {sub()} : {sub()})', f'(- {sub()})',
                           f'(double)(float)bound({sub()})', f'(boundf({sub()}) * 0.5f)')

    def statement(self, variables, level):
        pad = '    ' * level
        if self.functions and not self.depth and self.r.random() < .12:
            # A call is a statement: the order of evaluation in an expression is not specified.
            return [f'{pad}{{', f'{pad}    uint64_t r = {self.r.choice(self.functions)}('
                    f'{self.integer(variables)}, {self.integer(variables)}, {self.real()});',
                    f'{pad}    {self.place(variables)} = r;', f'{pad}}}']
        kind = self.r.randrange(13)
        if kind < 4 or level > 4:
            return [f'{pad}{self.place(variables)} {self.choice("=", "=", "+=", "-=", "^=", "|=")} '
                    f'{self.integer(variables)};']
        if kind == 4:
            return [f'{pad}reals[{self.index(16)}] = bound({self.real()});',
                    f'{pad}singles[{self.index(16)}] = boundf({self.real()});']
        if kind == 5:
            return [f'{pad}if ({self.integer(variables)}) {{'] + self.block(variables, level + 1, 3) + \
                [f'{pad}}} else {{'] + self.block(variables, level + 1, 2) + [f'{pad}}}']
        if kind == 6:
            # The counter of an inner loop hides the outer one.
            return [f'{pad}for (unsigned i = 0; i < {self.r.randrange(1, 9)}; i++) {{'] + \
                self.block(variables, level + 2, 3) + [f'{pad}}}']
        if kind == 7:
            lines = [f'{pad}switch ({self.integer(variables)} & 7) {{']
            for n in sorted(self.r.sample(range(8), 4)):
                lines += [f'{pad}case {n}:'] + self.block(variables, level + 1, 2)
                if self.r.random() < .7:
                    lines.append(f'{pad}    break;')
            return lines + [f'{pad}default:'] + self.block(variables, level + 1, 1) + [f'{pad}}}']
        if kind == 8:
            n = self.choice(8, 16, 64)
            return [f'{pad}for (unsigned i = 0; i < {n}; i++)',
                    f'{pad}    {self.choice("table", "words", "octets", "halves")}[i] '
                    f'{self.choice("+=", "^=", "=")} {self.integer(variables, 2)};']
        if kind == 9:
            return [f'{pad}for (unsigned i = 0; i < 16; i++)',
                    f'{pad}    {self.choice("reals", "singles")}[i] = boundf({self.real(1)});']
        if kind == 10:
            return [f'{pad}records[{self.index(4)}] = records[{self.index(4)}];',
                    f'{pad}records[{self.index(4)}].d = bound({self.real()});',
                    f'{pad}records[{self.index(4)}].f = boundf({self.real()});']
        if kind == 11:
            return [f'{pad}memmove(octets + {self.r.randrange(20)}, octets + {self.r.randrange(20)}, '
                    f'{self.r.randrange(40)});']
        return [f'{pad}mix({self.integer(variables)});', f'{pad}mixd(bound({self.real()}));']

    def block(self, variables, level, most):
        return [line for _ in range(self.r.randrange(1, most + 1))
                for line in self.statement(variables, level)]

    def function(self, number):
        self.depth = 1                          # no calls in here: the work is bounded
        t = self.r.choice(list(TYPES))
        name = f'f{number}'
        variables = ['a', 'b', 'x', 'y']
        lines = [f'static __attribute__((noinline)) {t} {name}({self.r.choice(list(TYPES))} a, '
                 f'{self.r.choice(list(TYPES))} b, double d)', '{',
                 f'    {self.r.choice(list(TYPES))} x = a, y = b;', '    unsigned i = a & 15;',
                 '    reals[i] = bound(reals[i] + bound(d));']
        lines += self.block(variables, 1, 5) + [f'    return {self.integer(variables)};', '}', '']
        self.depth = 0
        self.functions.append(name)
        return lines

    def program(self):
        lines = [HEAD]
        for number in range(self.r.randrange(2, 6)):
            lines += self.function(number)
        variables = ['g0', 'g1', 'g2', 'g3']
        lines += ['int main(void)', '{']
        lines += [f'    {self.r.choice(list(TYPES))} {v} = {self.constant()};' for v in variables]
        lines += ['    for (int k = 0; k < 64; k++)',
                  '        table[k] = k * 0x9e3779b97f4a7c15ull, words[k] = table[k] >> 7, octets[k] = k * 37, '
                  'halves[k] = table[k] >> 50;',
                  '    for (int k = 0; k < 16; k++)', '        reals[k] = k * 1.25 - 7, singles[k] = k / 3.0f;',
                  '    for (unsigned i = 0; i < 12; i++) {']
        for _ in range(self.r.randrange(6, 14)):
            lines += self.statement(variables, 2)
        lines += [f'        mix({v});' for v in variables]
        lines += ['        for (int k = 0; k < 64; k++)',
                  '            mix(table[k]), mix(words[k]), mix(octets[k]), mix(halves[k]);',
                  '        for (int k = 0; k < 16; k++)', '            mixd(reals[k]), mixd(singles[k]);',
                  '        for (int k = 0; k < 4; k++)',
                  '            mix(records[k].v[0] ^ records[k].v[2]), mix(records[k].s.b), mixd(records[k].d);',
                  '        mix(fields.x), mix(fields.y), mix(fields.p), mix(fields.q);',
                  '        printf("%016llx\\n", (unsigned long long)sum);', '    }', '    return sum & 63;', '}']
        return '\n'.join(lines) + '\n'


def program(seed):
    return Generator(seed).program()
