#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every row of target/arm/*.decode that can be run by itself, against another emulator.

In:  the instruction tables; $FERRY the launcher; qemu-arm and arm-linux-gnueabihf-gcc (without
     them the test is skipped); $COUNT words a row (default 20), $SEED.
Out: TAP, a case a row: registers, flags, vectors and memory after the instruction are the same.
"""

import importlib.machinery
import importlib.util
import os
import random
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..', '..')
FERRY = os.environ.get('FERRY', os.path.join(TOP, 'build', 'ferry'))
CC = 'arm-linux-gnueabihf-gcc'
PEER = 'qemu-arm'
COUNT = int(os.environ.get('COUNT', '20'))

# Branches, traps, system registers; exclusive accesses, whose monitor is not the same everywhere.
SKIP = ('undefined b_a32 bl_a32 blx_a32 bx blx b_t16 b_t32 bl_t32 blx_t32 bcond_t16 bcond_t32 cbz '
        'tbb it svc bkpt hint setend mcr mrc mcrr mrrc vmsr isb dmb clrex nop ldrex strex swp '
        'ldm_t16 push pop lda stl add_sp').split()
# Of the stack, whose address is not the same.
SKIP_ROWS = ('T16_LDR_sp', 'T16_STR_sp')


def tables():
    loader = importlib.machinery.SourceFileLoader('decodegen', os.path.join(TOP, 'scripts',
                                                                           'decodegen'))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader('decodegen', loader))
    loader.exec_module(module)
    folder = os.path.join(TOP, 'target', 'arm')
    return module.read_tables([os.path.join(folder, f'insn_{t}.decode')
                               for t in ('a32', 't32', 'vfp', 'neon')], 32)


def field(rng, f, row, memory):
    name, top = f.name, (1 << f.width) - 1
    if name == 'cond':
        return 14
    if name in ('rn', 'rm', 'rd', 'ra', 'rs', 'rt', 'rt2'):
        if memory and name == 'rn':
            return 1
        if memory and name == 'rm':
            return 2
        low = 4 if memory else 0
        return min(rng.randrange(low, 11) & ~(memory and row.trans.startswith('mem_d')), top)
    if name == 'list':
        return rng.randrange(1, 256) << 3 & top & 0x7f8 or 8 & top
    if name == 'imml' and row.trans.startswith('mem_d'):
        return rng.choice((0, 8))
    if name in ('imm12', 'imm8u', 'immh', 'imml') and memory:
        return rng.randrange(0, 8)
    if name in ('imm5', 'type') and memory:
        return 0
    if name == 'mask' and row.trans.startswith('msr'):
        return rng.choice((4, 8, 12))
    if name == 'reg':
        return 1
    return rng.randrange(0, top + 1)


def make(rng, row):
    """A word of the row, or None where the fields do not fit together."""
    memory = any(row.trans.startswith(p) for p in ('mem_', 'ldm', 'stm', 'vld'))
    v = {f.name: field(rng, f, row, memory) for f in row.fields}
    word = row.value | row.should
    for f in row.fields:
        word |= v[f.name] << f.lsb
    if not row.holds(word):
        return None
    width = 31 if row.table in ('a32', 'u32', 'vfp', 'neon', 't32') else 15
    if word >> (width + 1):
        return None
    d, m, n = (v.get(x, 0) << 4 | v.get(y, 0) for x, y in (('D', 'vd'), ('M', 'vm'), ('N', 'vn')))
    quad = v.get('Q', row.consts.get('Q', 0))
    if str(quad) == '1' and (d | m | n) & 1:
        return None
    if row.trans in ('vtrn', 'vzip', 'vuzp', 'vswp') and d == m:
        return None
    if row.trans.startswith('mem_d') and row.table == 'a32' and not v['P'] and v['W']:
        return None
    if row.name.endswith('_asr') and not v['imm3'] | v['imm2']:
        return None
    if row.table == 't32' and 'list' in v and v['list'] & v['list'] - 1 == 0:
        return None
    if row.trans == 'vcvt_fixed' and not v['sx'] and v['imm4'] > 7:
        return None
    if row.trans == 'vtbl' and n + v['len'] + 1 > 32:
        return None
    if row.trans in ('bfi', 'bfi_t32'):
        lsb = v.get('lsb', v.get('imm3', 0) << 2 | v.get('imm2', 0))
        if v['msb'] < lsb:
            return None
    if row.trans in ('bfx', 'bfx_t32'):
        lsb = v.get('lsb', v.get('imm3', 0) << 2 | v.get('imm2', 0))
        if lsb + v['widthm1'] > 31:
            return None
    if row.trans in ('mull', 'umaal', 'smlalxy', 'smlald') and v['rd'] == v['ra']:
        return None
    if row.trans.startswith('vld') and row.trans != 'vldr' and d > 20:
        return None
    if row.trans == 'vldm' and not 2 <= v['imm8u'] <= 7:
        return None
    if row.trans == 'vldm' and row.name.startswith('VFP') and v['sz'] and v['imm8u'] & 1:
        return None
    if row.trans == 'vmov_core_ss' and v['vm'] == 15:
        return None
    if row.trans == 'vmov_core_ss' or row.trans == 'vmov_core_d':
        if v['load'] and v['rt'] == v['rt2']:
            return None
    if row.trans == 'dp_hi' and (v['D'] << 3 | v['rd']) > 12:
        return None
    if row.trans == 'mem_d_t32' and v['rt'] == v['rt2']:
        return None
    return word


def thumb_form(row, word):
    """The same VFP or NEON word in T32."""
    if row.table == 'vfp':
        return (word & 0x0fffffff) | 0xe0000000
    if word >> 25 == 0x79:
        return 0xef000000 | (word >> 24 & 1) << 28 | (word & 0xffffff)
    if word >> 24 == 0xf4:
        return 0xf9000000 | (word & 0xffffff)
    return word


def words(rng, rows):
    for row in rows:
        if row.trans in SKIP or row.unimpl or row.name in SKIP_ROWS:
            continue
        for _ in range(COUNT):
            word = next((w for w in (make(rng, row) for _ in range(200)) if w is not None), None)
            if word is None:
                break
            seed = rng.getrandbits(60)
            if row.table in ('t16', 't32'):
                yield row, f'T {word:x} {2 if row.table == "t16" else 4} {seed:x}'
                continue
            if row.table == 'vfp':
                word = (word & 0x0fffffff) | 0xe0000000
            yield row, f'A {word:x} 4 {seed:x}'
            if row.table in ('vfp', 'neon') and rng.random() < 0.3:
                yield row, f'T {thumb_form(row, word):x} 4 {seed:x}'


def run(command, text):
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, check=False).stdout.splitlines()


def main():
    if not shutil.which(CC) or not shutil.which(PEER):
        print(f'1..0 # SKIP no {CC} or no {PEER}')
        return 77
    rng = random.Random(int(os.environ.get('SEED', '1')))
    wanted = sys.argv[1:]
    rows = [r for r in tables() if not wanted or any(w in r.name for w in wanted)]
    work = list(words(rng, rows))
    text = '\n'.join(line for _, line in work) + '\n'
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, 'peer')
        subprocess.run([CC, '-O1', '-static', os.path.join(HERE, 'peer.c'),
                        os.path.join(HERE, 'harness.S'), '-o', program], check=True)
        engine = os.environ.get('FERRY_ENGINE', '').split()
        got = run([FERRY, '-0', 'peer'] + engine + [program], text)
        want = run([PEER, '-cpu', 'max', program], text)
    names, bad = {}, {}
    for i, (row, line) in enumerate(work):
        names.setdefault(row.name, 0)
        g, w = (x[i] if i < len(x) else 'nothing' for x in (got, want))
        if g != w:
            bad.setdefault(row.name, []).append((line, g, w))
    print(f'1..{len(names)}')
    failed = 0
    for i, name in enumerate(names, 1):
        print(f"{'not ok' if name in bad else 'ok'} {i} - {name}")
        for line, g, w in bad.get(name, [])[:2]:
            differ = [f'{k}: {a} {b}' for k, (a, b) in enumerate(zip(g.split(), w.split())) if a != b]
            print(f'#   {line}: (word: ours, peer) {"; ".join(differ[:6]) or g + " / " + w}'[:300])
        failed += name in bad
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
