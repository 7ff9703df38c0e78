#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""C programs: the guest's output, exit status and files equal the native build's.

In:  tests/guest/AREA/*.c, each a whole program, which may include the headers of its folder and says
     by exiting with 77 natively why it can't be run; a first-line comment may hold directives:
       // link: -lm -lpthread     extra libraries
       // args: a b c             arguments
       // cflags: -O3             compiler options
       // static                  linked statically (else dynamically, against the cross libc)
       // skip: REASON            not run, with the reason (skip-riscv64: for one guest)
       // peer-arm: REASON        not as natively, with the reason, but as another emulator's
     $FERRY the launcher; $FERRY_ENGINE options put in front (for example "-exec interp");
     $FERRY_GUEST the guest as the cross compiler names it (default: aarch64).
Out: TAP, a case a program. Each program runs in an empty folder of its own.
"""

import difflib
import glob
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'scripts'))

import limits  # noqa: E402 (its folder is not this one)

FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
ENGINE = os.environ.get('FERRY_ENGINE', '').split()
BUILD = os.path.join(os.environ.get('FERRY_BUILD', '/tmp'), 'tests', 'guest-build')
GUEST = os.environ.get('FERRY_GUEST', 'aarch64')
CROSS = {'arm': 'arm-linux-gnueabihf'}.get(GUEST, GUEST + '-linux-gnu')
# A guest with words of 32 bits computes other numbers than the host in the programs that say so
# (peer-GUEST): then what another emulator says is right. It need not have types of 128 bits.
PEER = {'arm': 'qemu-arm'}.get(GUEST)
# Numbers that are a long are the kernel's: Debian 13's compiler for Arm makes those of time longer.
OPTIONS = {'arm': ['-U_TIME_BITS', '-D_TIME_BITS=32']}.get(GUEST, [])
LIMIT = 60
WITHOUT = None          # programs whose source matches this are left out


def directives(source):
    found = {}
    with open(source) as f:
        for line in f:
            m = re.match(r'// (link|args|cflags|static|(?:skip|peer)(-\w+)?)\b:?\s*(.*)', line)
            if not m:
                break
            if m.group(2) in (None, f'-{GUEST}'):
                found[m.group(1).split('-')[0]] = m.group(3)
    return found


def compile_one(compiler, source, out, d):
    read = [source] + glob.glob(os.path.join(os.path.dirname(source), '*.h'))
    if os.path.exists(out) and os.path.getmtime(out) >= max(map(os.path.getmtime, read)):
        return ''
    os.makedirs(os.path.dirname(out), exist_ok=True)
    temporary = f'{out}.{os.getpid()}'      # the modes of check-full share the folder
    options = OPTIONS if compiler.startswith(CROSS) else []
    command = [compiler, '-std=gnu17', '-D_GNU_SOURCE', '-O2', '-w', '-ffp-contract=off',
               '-frounding-math'] + options + d.get('cflags', '').split() + [source, '-o', temporary] + \
        d.get('link', '').split() + (['-static'] if 'static' in d else [])
    result = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        return result.stderr
    os.replace(temporary, out)
    return ''


def run(command):
    with tempfile.TemporaryDirectory() as folder:
        try:
            p = limits.run(command, LIMIT, cwd=folder, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return 'timeout', b'', b''
        return p.returncode, p.stdout, p.stderr


def case(source):
    name = os.path.relpath(source, HERE)[:-2]
    d = directives(source)
    if 'skip' in d:
        return name, True, 'SKIP ' + d['skip'], ''
    native, foreign = (os.path.join(BUILD, kind, name) for kind in ('native', CROSS))
    for compiler, out in (('gcc', native), (CROSS + '-gcc', foreign)):
        error = compile_one(compiler, source, out, d)
        if PEER and re.search('(__int128|_Float128).* (not supported|before)', error):
            return name, True, 'SKIP no types of 128 bits', ''
        if error or not os.path.exists(out):
            return name, False, '', f'{compiler}: {error}'
    args = d.get('args', '').split()
    want = run([native] + args)
    if want[0] == 77:
        return name, True, 'SKIP ' + want[1].decode().strip(), ''
    got = run([FERRY, '-L', f'/usr/{CROSS}'] + ENGINE + [foreign] + args)
    if 'peer' in d:
        if not shutil.which(PEER):
            return name, True, f'SKIP {d["peer"]}: no {PEER} to compare with', ''
        want = run([PEER, '-L', f'/usr/{CROSS}', foreign] + args)
    if want[:2] == got[:2] and got[0] != 'timeout':
        return name, True, '', ''
    text = f'status: native {want[0]}, guest {got[0]}\n'
    lines = [r[1].decode(errors='backslashreplace').splitlines() for r in (want, got)]
    for line in itertools.islice(difflib.unified_diff(*lines, 'native', 'guest', '', '', 1), 60):
        text += line[:300] + '\n'
    for who, r in (('native', want), ('guest', got)):
        text += f'{who} stderr: {r[2][:1500]!r}\n'
    return name, False, '', text


def main():
    if not shutil.which(CROSS + '-gcc'):
        print(f'1..0 # SKIP no {CROSS}-gcc')
        return 77
    wanted = sys.argv[1:]
    sources = sorted(glob.glob(os.path.join(HERE, '*', '*.c')))
    if wanted:
        sources = [s for s in sources if any(w in s for w in wanted)]
    if WITHOUT:
        sources = [s for s in sources if not re.search(WITHOUT, open(s, encoding='utf-8').read())]
    print(f'1..{len(sources)}')
    bad = 0
    with ThreadPoolExecutor(2) as pool:
        for i, (name, ok, skip, text) in enumerate(pool.map(case, sources), 1):
            print(f"{'ok' if ok else 'not ok'} {i} - {name}{' # ' + skip if skip else ''}")
            for line in text.splitlines():
                print('# ' + line)
            bad += not ok
            sys.stdout.flush()
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
