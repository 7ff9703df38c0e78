#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The encodings of Wireless MMX and of XScale's accumulator against binutils.

In: target/arm/insn_iwmmxt.decode, the cross objdump; fixed seeds. Out: TAP: one case a row (its random
words have the mnemonic that the row's name and fields make), and words of coprocessors 0 and 1 to
which binutils gives such a mnemonic and which no row matches (it also knows Wireless MMX 2).
"""

import importlib.machinery
import importlib.util
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.environ.get('FERRY_SRC') or os.path.dirname(os.path.abspath(__file__)) + '/../..'
PREFIX = next((p for p in ('arm-linux-gnueabihf-', 'arm-linux-gnueabi-') if shutil.which(p + 'objdump')),
              None)
WORDS = 200
RANDOM = 200000
LANE = 'bhwd'
SIGN = 'us'

# How a mnemonic goes on behind the row's name, by the row's fields.
SUFFIX = {
    'WAVG2B': lambda f: 'r' * f['round'], 'WAVG2H': lambda f: 'r' * f['round'],
    'WALIGNR': lambda f: str(f['idx']),
    'WMUL': lambda f: SIGN[f['s']] + 'lm'[f['high']], 'WMAC': lambda f: SIGN[f['s']] + 'z' * f['zero'],
    'WMADD': lambda f: SIGN[f['s']], 'WSADB': lambda f: 'z' * f['zero'], 'WSADH': lambda f: 'z' * f['zero'],
    'TMIAxy': lambda f: 'bt'[f['x']] + 'bt'[f['y']], 'MIAxy': lambda f: 'bt'[f['x']] + 'bt'[f['y']],
}
for shift in ('WSRA', 'WSLL', 'WSRL', 'WROR'):
    SUFFIX[shift] = lambda f: LANE[f['size']] + 'g' * f['G']
for signed in ('WUNPCKEH', 'WUNPCKEL', 'WMAX', 'WMIN', 'TEXTRM'):
    SUFFIX[signed] = lambda f: SIGN[f['s']] + LANE[f['size']]
# The size stands before the kind of saturation.
SPLIT = re.compile(r'(WADD|WSUB|WPACK)([US]S)$')
# An instruction on wR0 has the accumulator's encoding.
ALIAS = {'tmia': 'mia', 'tmiaph': 'miaph', 'tmiabb': 'miabb', 'tmiabt': 'miabt', 'tmiatb': 'miatb',
         'tmiatt': 'miatt', 'tmcrr': 'mar', 'tmrrc': 'mra', 'wandn': 'wzero'}


def load_rows():
    loader = importlib.machinery.SourceFileLoader('decodegen', os.path.join(TOP, 'scripts/decodegen'))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader('decodegen', loader))
    loader.exec_module(module)
    return module.read_tables([os.path.join(TOP, 'target/arm/insn_iwmmxt.decode')], 32)


def mnemonic(row, word):
    name = re.sub('^IWMMXT_(C_)?', '', row.name)
    fields = {f.name: word >> f.lsb & (1 << f.width) - 1 for f in row.fields}
    if name in SUFFIX:
        base = re.sub('xy$', '', name)
        return base.lower() + SUFFIX[name](fields)
    split = SPLIT.match(name)
    if split:
        return (split[1] + LANE[fields['size']] + split[2]).lower()
    return (name + (LANE[fields['size']] if 'size' in fields else '')).lower()


def matches(row, word):
    return word & row.mask == row.value and row.holds(word)


def make(rng, row):
    """A word of the row with the condition "always" and registers that it may have."""
    while True:
        word = rng.getrandbits(32) & ~row.mask & ~row.should_mask | row.value | row.should
        for f in row.fields:
            if f.name in ('rt', 'rt2', 'rm', 'rs', 'rn') and word >> f.lsb & 15 == 15:
                word ^= 1 << f.lsb
            if f.name == 'wc' and word >> f.lsb & 15 not in (0, 1, 2, 3, 8, 9, 10, 11):
                word = word & ~(15 << f.lsb) | 2 << f.lsb
        if matches(row, word):
            return word


def disassemble(words):
    with tempfile.NamedTemporaryFile() as f:
        f.write(b''.join(w.to_bytes(4, 'little') for w in words))
        f.flush()
        text = subprocess.run([PREFIX + 'objdump', '-D', '-z', '-b', 'binary', '-m', 'iwmmxt', f.name],
                              stdout=subprocess.PIPE, text=True, check=True).stdout
    found = re.findall(r'^\s*[0-9a-f]+:\s+[0-9a-f]{8}\s+(\S+)', text, re.M)
    assert len(found) == len(words)
    return [name.lower() for name in found]


def printed(name, word):
    """What binutils prints though it is no instruction: no way of addressing (P, U and W 0), shifts by
    control registers that are not wCGR0 to wCGR3, flags into another register than the status."""
    if word >> 25 & 7 == 6:
        return not word & 0x01a00000
    if re.match(r'w(ror|s[lr]l|sra).g', name):
        return word & 12 != 8
    return re.match(r't(extrc|andc|orc)', name) and word >> 12 & 15 != 15


def main():
    if not PREFIX:
        print('1..0 # SKIP no objdump for arm')
        return 77
    rng = random.Random(1)
    rows = [r for r in load_rows() if r.table.startswith('iwmmxt')]
    words = [[make(rng, row) for _ in range(WORDS)] for row in rows]
    names = disassemble([w for of_row in words for w in of_row])
    version1 = {mnemonic(row, w) for row, of_row in zip(rows, words) for w in of_row}
    version1 |= {ALIAS[name] for name in ALIAS}
    failed = 0
    for i, row in enumerate(rows):
        bad = []
        for word, name in zip(words[i], names[i * WORDS:]):
            want = mnemonic(row, word)
            if name not in (want, ALIAS.get(want)):
                bad.append((word, name, want))
        failed += bool(bad)
        print(f'{"not ok" if bad else "ok"} {i + 1} - {row.name}')
        for word, name, want in bad[:3]:
            print(f'# {word:08x}: {name}, not {want}')
    some = [0xe0000000 | rng.choice((12, 13, 14)) << 24 | rng.getrandbits(24) & 0xfff1ff for _ in range(RANDOM)]
    wrong = []
    for word, name in zip(some, disassemble(some)):
        ours = any(matches(row, word) for row in rows if row.table == 'iwmmxt')
        if name in version1 and not ours and not printed(name, word):
            wrong.append((word, name))
    failed += bool(wrong)
    print(f'{"not ok" if wrong else "ok"} {len(rows) + 1} - what binutils knows')
    for word, name in wrong[:20]:
        print(f'# {word:08x}: {name}')
    print(f'1..{len(rows) + 1}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
