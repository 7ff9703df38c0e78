#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The computing programs of tests/guest as riscv32 code, against the same as i386 code.

In: tests/guest/{int,fp,vector,libc}/*.c that need no more than bare_libc.c has; $FERRY, the riscv64
cross compiler, which can also make 32-bit code, and a host that runs i386 code. Out: TAP, a case a
program and engine. No C library is packaged for riscv32, nor one that i386 programs need: both builds
have bare_libc.c.
Programs that compute other numbers with words of 32 bits, or print those of 64 as a long (run.py's
peer-arm), are compared with what another emulator says, if there is one.
What a program needs and the library has not (files, threads, locales, ...) makes it a skip; how many
run is checked, so that a broken build is no row of skips.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
AREAS = ('int', 'fp', 'vector', 'libc')
ENGINES = ([], ['-tier', '2'])
LEAST = 25      # programs
PEER = shutil.which('qemu-riscv32')
# Casts round, structs are laid out, and char is unsigned as on RV32.
USUAL = ['-std=gnu17', '-D_GNU_SOURCE', '-D__NO_CTYPE', '-O2', '-w', '-ffp-contract=off', '-frounding-math',
         '-fno-math-errno', '-nostdlib', '-static', '-fno-pie', '-no-pie',
         '-funsigned-char']
KINDS = {
    'guest': ['riscv64-linux-gnu-gcc', '-march=rv32imafdc_zicsr_zifencei', '-mabi=ilp32d', '-Wl,-melf32lriscv'],
    'host': ['gcc', '-m32', '-msse2', '-mfpmath=sse', '-malign-double', '-mstackrealign',
             '-I/usr/include/x86_64-linux-gnu'],
}
DIRECTIVE = re.compile(r'// (peer-arm|skip-riscv64): (.*)')
CANNOT = re.compile(r"undefined reference to [`'](\w+)'|((?:__int128|_Float128).* (?:not supported|before))|"
                    r"(unknown type name)|(\w+ undeclared)|fatal error: (\S+): No such")


def build(kind, source, out, folder):
    """'' or why it can't be."""
    command = [*KINDS[kind], *USUAL, f'-I{folder}', source, os.path.join(folder, kind + '.o'), '-o', out]
    result = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if not result.returncode:
        return ''
    found = CANNOT.search(result.stderr)
    return next(filter(None, found.groups())).replace('’', '') if found else result.stderr


def run(command):
    try:
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return 'timeout', b'', b''
    return result.returncode, result.stdout, result.stderr


def case(source, folder):
    """[(name, 'SKIP reason' or '' or what is wrong)]"""
    name = os.path.relpath(source, os.path.join(HERE, '..', 'guest'))[:-2]
    with open(source, encoding='utf-8') as f:
        directives = dict(filter(None, (m and m.groups() for m in map(DIRECTIVE.match, f))))
    if 'skip-riscv64' in directives:
        return [(name, 'SKIP ' + directives['skip-riscv64'])]
    if 'peer-arm' in directives and not PEER:
        return [(name, f'SKIP {directives["peer-arm"]}: no qemu-riscv32 to compare with')]
    programs = {}
    for kind in KINDS:
        programs[kind] = os.path.join(folder, kind + '-' + name.replace('/', '-'))
        wrong = build(kind, source, programs[kind], folder)
        if wrong:
            return [(name, wrong if '\n' in wrong else 'SKIP ' + wrong)]
    want = run([PEER, programs['guest']] if 'peer-arm' in directives else [programs['host']])
    results = []
    for engine in ENGINES:
        got = run([FERRY, *engine, programs['guest']])
        same = got[:2] == want[:2] and got[0] != 'timeout'
        results.append((f'{name} {" ".join(engine) or "jit"}', '' if same else f'{want}\nnot {got}'[:2000]))
    return results


def prepare(folder):
    os.mkdir(os.path.join(folder, 'gnu'))
    for stubs in ('stubs-32.h', 'stubs-ilp32d.h'):      # glibc's headers ask for what is not packaged
        with open(os.path.join(folder, 'gnu', stubs), 'w', encoding='utf-8'):
            pass
    for kind, compiler in KINDS.items():
        subprocess.run([*compiler, *USUAL, '-ffreestanding', f'-I{folder}', '-c', f'{HERE}/bare_libc.c', '-o',
                        os.path.join(folder, kind + '.o')], check=True)


def i386_runs(folder):
    source, program = os.path.join(folder, 'nothing.c'), os.path.join(folder, 'nothing')
    with open(source, 'w', encoding='utf-8') as f:
        f.write('int main(void) { return 3; }\n')
    try:
        return not build('host', source, program, folder) and run([program])[0] == 3
    except OSError:
        return False


def main():
    if not shutil.which('riscv64-linux-gnu-gcc'):
        print('1..0 # SKIP no riscv64-linux-gnu-gcc')
        return 77
    sources = sorted(s for area in AREAS for s in glob.glob(os.path.join(HERE, '..', 'guest', area, '*.c'))
                     if not sys.argv[1:] or any(w in s for w in sys.argv[1:]))
    count = failed = ran = 0
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        if not i386_runs(folder):
            print('1..0 # SKIP the host does not run i386 programs')
            return 77
        with ThreadPoolExecutor(2) as pool:
            for results in pool.map(lambda source: case(source, folder), sources):
                ran += not results[0][1].startswith('SKIP')
                for name, wrong in results:
                    count += 1
                    skip = wrong.startswith('SKIP')
                    failed += bool(wrong) and not skip
                    print(f'{"not ok" if wrong and not skip else "ok"} {count} - {name}{" # " + wrong if skip else ""}')
                    for line in wrong.split('\n') if wrong and not skip else ():
                        print('# ' + line)
                    sys.stdout.flush()
    enough = ran >= LEAST or bool(sys.argv[1:])
    print(f'{"ok" if enough else "not ok"} {count + 1} - {ran} programs')
    print(f'1..{count + 1}')
    return failed != 0 or not enough


if __name__ == '__main__':
    sys.exit(main())
