# SPDX-License-Identifier: GPL-2.0-or-later
"""The computing programs of tests/guest for a guest that no C library is packaged for, against the same as
i386 code: what the tests of such guests share.

In: tests/guest/{int,fp,vector,libc}/*.c that need no more than bare_libc.c has; $FERRY, a cross compiler, and a
host that runs i386 code. Out: TAP, a case a program and engine. Both builds have bare_libc.c.
Programs that compute other numbers with words of 32 bits, or print those of 64 as a long (run.py's
peer-arm), or whose numbers depend on the order of bytes, are compared with what another emulator says, if there is one.
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
# Casts round, structs are laid out, and char is unsigned as on RV32 and Arm.
USUAL = ['-std=gnu17', '-D_GNU_SOURCE', '-D__NO_CTYPE', '-O2', '-w', '-ffp-contract=off', '-frounding-math',
         '-fno-math-errno', '-nostdlib', '-static', '-fno-pie', '-no-pie',
         '-funsigned-char']
HOST = ['gcc', '-m32', '-msse2', '-mfpmath=sse', '-malign-double', '-mstackrealign',
        '-I/usr/include/x86_64-linux-gnu']
DIRECTIVE = re.compile(r'// (peer-arm|peer-armeb|skip-[a-z0-9]+): (.*)')
CANNOT = re.compile(r"undefined reference to [`'](\w+)'|((?:__int128|_Float128).* (?:not supported|before))|"
                    r"(unknown type name)|(\w+ undeclared)|fatal error: (\S+): No such")


class Guest:
    """compiler, and its words; name: as in the skip-NAME and peer-NAME lines that hold for it beside those that
    the words' width is the reason of (peer-arm); peer: another emulator; title: begins each case's name; stubs: files
    that glibc's headers ask for and nobody packages."""

    def __init__(self, compiler, words, name, peer, title='', stubs=()):
        self.compiler, self.kinds = compiler, {'guest': [compiler, *words], 'host': HOST}
        self.name, self.peer, self.title, self.stubs = name, peer, title, stubs


def build(guest, kind, source, out, folder):
    """'' or why it can't be."""
    command = [*guest.kinds[kind], *USUAL, f'-I{folder}', source, os.path.join(folder, kind + '.o'), '-o', out]
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


def case(guest, source, folder):
    """[(name, 'SKIP reason' or '' or what is wrong)]"""
    name = os.path.relpath(source, os.path.join(HERE, '..', 'guest'))[:-2]
    with open(source, encoding='utf-8') as f:
        directives = dict(filter(None, (m and m.groups() for m in map(DIRECTIVE.match, f))))
    if 'skip-' + guest.name in directives:
        return [(name, 'SKIP ' + directives['skip-' + guest.name])]
    other = directives.get('peer-arm', directives.get('peer-' + guest.name))
    if other and not shutil.which(guest.peer):
        return [(name, f'SKIP {other}: no {guest.peer} to compare with')]
    programs = {}
    for kind in guest.kinds:
        programs[kind] = os.path.join(folder, kind + '-' + name.replace('/', '-'))
        wrong = build(guest, kind, source, programs[kind], folder)
        if wrong:
            return [(name, wrong if '\n' in wrong else 'SKIP ' + wrong)]
    want = run([guest.peer, programs['guest']] if other else [programs['host']])
    results = []
    for engine in ENGINES:
        got = run([FERRY, *engine, programs['guest']])
        same = got[:2] == want[:2] and got[0] != 'timeout'
        results.append((f'{name} {" ".join(engine) or "jit"}', '' if same else f'{want}\nnot {got}'[:2000]))
    return results


def prepare(guest, folder):
    os.mkdir(os.path.join(folder, 'gnu'))
    for stubs in ('stubs-32.h', *guest.stubs):
        with open(os.path.join(folder, 'gnu', stubs), 'w', encoding='utf-8'):
            pass
    for kind, compiler in guest.kinds.items():
        subprocess.run([*compiler, *USUAL, '-ffreestanding', f'-I{folder}', '-c', f'{HERE}/bare_libc.c', '-o',
                        os.path.join(folder, kind + '.o')], check=True)


def i386_runs(guest, folder):
    source, program = os.path.join(folder, 'nothing.c'), os.path.join(folder, 'nothing')
    with open(source, 'w', encoding='utf-8') as f:
        f.write('int main(void) { return 3; }\n')
    try:
        return not build(guest, 'host', source, program, folder) and run([program])[0] == 3
    except OSError:
        return False


class Report:
    """TAP."""

    def __init__(self):
        self.count = self.failed = 0

    def result(self, name, wrong):
        skip = wrong.startswith('SKIP')
        self.count += 1
        self.failed += bool(wrong) and not skip
        print(f'{"not ok" if wrong and not skip else "ok"} {self.count} - {name}{" # " + wrong if skip else ""}')
        for line in wrong.split('\n') if wrong and not skip else ():
            print('# ' + line)
        sys.stdout.flush()


def run_all(guest, sources, folder, report):
    ran = 0
    with ThreadPoolExecutor(2) as pool:
        for results in pool.map(lambda source: case(guest, source, folder), sources):
            ran += not results[0][1].startswith('SKIP')
            for name, wrong in results:
                report.result(f'{guest.title}{name}', wrong)
    if not sys.argv[1:]:
        report.result(f'{guest.title}{ran} programs', '' if ran >= LEAST else f'less than {LEAST}')


def test(*guests):
    """TAP, and the exit status of the test; the program's arguments are parts of names."""
    missing = [guest.compiler for guest in guests if not shutil.which(guest.compiler)]
    if missing:
        print(f'1..0 # SKIP no {missing[0]}')
        return 77
    sources = sorted(s for area in AREAS for s in glob.glob(os.path.join(HERE, '..', 'guest', area, '*.c'))
                     if not sys.argv[1:] or any(w in s for w in sys.argv[1:]))
    report = Report()
    for guest in guests:
        with tempfile.TemporaryDirectory() as folder:
            prepare(guest, folder)
            if not i386_runs(guest, folder):
                print('1..0 # SKIP the host does not run i386 programs')
                return 77
            run_all(guest, sources, folder, report)
    print(f'1..{report.count}')
    return report.failed != 0
