#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""32-bit Arm among other programs: under a limit of address space, executing and executed; and the
divisions of the C runtime; conditional instructions.

In: $FERRY, the cross compilers for arm64 and armhf. Out: TAP.
"""
import os
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.abspath(os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry')))
COMPILERS = {'arm64': 'aarch64-linux-gnu-gcc', 'arm': 'arm-linux-gnueabihf-gcc', 'native': 'gcc'}
SAYS = {'arm64': (8, 'aarch64'), 'arm': (4, 'armv7l'), 'native': (8, os.uname().machine)}
ENGINES = ([], ['-exec', 'interp'], ['-exec', 'compare'], ['-tier', '2'], ['-one-insn-per-tb'])
CHAINS = (['arm64', 'arm', 'arm64', 'arm'], ['arm', 'arm64', 'native'], ['arm', 'arm', 'native'])


def run(command, **more):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            timeout=60, check=False, **more)
    return result.returncode, result.stdout


def line(kind, rest):
    return '{} bytes on {}, {} arguments\n'.format(*SAYS[kind], rest)


def expected(chain):
    """Each says itself and has its child, which is the next one, say the same without arguments."""
    lines = []
    for i, kind in enumerate(chain):
        lines.append(line(kind, len(chain) - 1 - i))
        if i + 1 < len(chain):
            lines.append(line(chain[i + 1], 0))
    return ''.join(lines)


# The upper half of tv_nsec is padding.
SLEEP = '''#include <sys/syscall.h>
#include <unistd.h>
int main(void) { long long t[2] = {0, 0x1234567800000005}; return syscall(407, 1, 0, t, 0); }
'''


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (4000000 << 10, 4000000 << 10))


def main():
    missing = [c for c in COMPILERS.values() if not shutil.which(c)]
    if missing:
        print(f'1..0 # SKIP no {missing[0]}')
        return 77
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, compiler in COMPILERS.items():
            subprocess.run([compiler, '-O2', '-static', os.path.join(HERE, 'chain.c'), '-o',
                            os.path.join(folder, kind)], check=True)
        arm = os.path.join(folder, 'arm')
        got = run([FERRY, arm], preexec_fn=limited)
        results.append(('ulimit -v 4000000', got, (7, line('arm', 0))))
        got = run([FERRY, '-cpu', 'arm1176', arm])
        results.append(('-cpu arm1176', got, (7, line('arm', 0).replace('armv7l', 'armv6l'))))
        for chain in CHAINS:
            got = run([FERRY] + [os.path.join(folder, kind) for kind in chain])
            results.append((' to '.join(chain), got, (7, expected(chain))))
        divide = os.path.join(folder, 'divide')
        subprocess.run([COMPILERS['arm'], '-O2', '-mthumb', '-static',
                        os.path.join(HERE, 'divide.c'), '-o', divide], check=True)
        for engine in ENGINES:
            name = 'divisions ' + (' '.join(engine) or 'jit')
            results.append((name, run([FERRY, *engine, divide]), (0, 'ok\n')))
        log = os.path.join(folder, 'log')
        run([FERRY, '-d', 'op', '-D', log, divide])
        with open(log, encoding='utf-8') as stream:
            text = stream.read()
        results.append(('divisions are seen', ' = divu ' in text, True))
        results.append(('a comparison of pairs is one', 'cmp.geu:i64' in text, True))
        conditional = os.path.join(folder, 'conditional')
        subprocess.run([COMPILERS['arm'], '-nostdlib', '-static', os.path.join(HERE, 'conditional.S'), '-o',
                        conditional], check=True)
        got = run([FERRY, '-d', 'op', '-D', log, conditional])
        results.append(('conditional instructions', got, (7, '')))
        with open(log, encoding='utf-8') as stream:
            made = stream.read()
        results.append(('a branch for all with one condition', made.count(' brcond '), 4))
        results.append(('ITSTATE is set where a load may fault', made.count(' set itstate'), 6))
        version = subprocess.run([COMPILERS['arm'], '-dumpversion'], stdout=subprocess.PIPE,
                                 check=True).stdout.strip()
        if version == b'12':
            results.append(("the runtime's function is seen", ':i64 = clz ' in text, True))
        sleep = os.path.join(folder, 'sleep')
        subprocess.run([COMPILERS['arm'], '-static', '-x', 'c', '-', '-o', sleep], check=True,
                       input=SLEEP.encode())
        code, text = run([FERRY, '-strace', sleep])
        results.append(('times in -strace', (code, '{tv_sec=0,tv_nsec=5}' in text), (0, True)))
    print(f'1..{len(results)}')
    for number, (name, got, want) in enumerate(results, 1):
        print(f'{"ok" if got == want else "not ok"} {number} - {name}')
        if got != want:
            print(f'# wanted {want!r}\n# got {got!r}')
    return any(got != want for _, got, want in results)


if __name__ == '__main__':
    sys.exit(main())
