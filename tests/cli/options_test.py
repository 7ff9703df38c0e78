#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Options that change how a program runs, or are refused: -R, -B, -p, -perfmap, -jitdump, -trace,
-plugin.

In: $FERRY; the program options_test.c; perf, where it is there.  Out: TAP.
"""
import glob
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.abspath(os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry')))
REFUSED = (
    (['-R', 'xx'], "Unrecognised -R size suffix 'xx'"),
    (['-R', '12q'], "Unrecognised -R size suffix 'q'"),
    (['-B', '1'], 'Requested guest base 0x1 does not satisfy host minimum alignment'),
    (['-B', '0x10000'], '-B: the guest base is 0 always'),
    (['-p', '16384'], '-p: 16384 is not supported'),
    (['-trace', 'x'], '-trace is not available: '),
    (['-plugin', 'x'], '-plugin is not available: '),
)


def run(folder, words, *arguments, program='program'):
    env = dict(os.environ, FERRY_CODE_CACHE='off')
    return subprocess.run([FERRY, *words, os.path.join(folder, program), *arguments],
                          capture_output=True, text=True, timeout=120, env=env, check=False,
                          cwd=folder)


def refused(folder):
    wrong = []
    for words, text in REFUSED:
        done = run(folder, words)
        if done.returncode != 1 or text not in done.stderr or done.stdout:
            wrong.append(f'{words}: {done.returncode} {done.stderr}')
    return wrong


def version(folder):
    """QEMU_VERSION, by which arch-test tells an emulator from the processor."""
    done = subprocess.run([FERRY, os.path.join(folder, 'program')], capture_output=True, text=True,
                          env=dict(os.environ, QEMU_VERSION='1'), timeout=20, check=False)
    return [] if done.returncode == 0 and ' version 11.' in done.stdout else [str(done)]


def reserved(folder):
    """No mapping reaches beyond -R, nor can one be put there."""
    wrong = []
    for size in (64 << 20, 3 << 30, 5 << 30, 1 << 40):
        done = run(folder, ['-R', str(size)], str(size // 64), hex(size))
        top = int(done.stdout.split()[0], 16) if done.returncode == 0 else 0
        if not size // 2 < top <= size:
            wrong.append(f'-R {size}: {done.returncode} {done.stdout} {done.stderr}')
    done = run(folder, ['-R', '4k'])
    if done.returncode != 255 or 'Invalid ELF image' not in done.stderr:
        wrong.append(f'-R 4k: {done.returncode} {done.stderr}')
    if os.path.exists(os.path.join(folder, 'program32')):
        done = run(folder, ['-R', '5G'], program='program32')
        if done.returncode != 1 or 'Reserved virtual address too big' not in done.stderr:
            wrong.append(f'-R 5G, 32 bits: {done.returncode} {done.stderr}')
    return wrong


def entry(folder):
    with open(os.path.join(folder, 'program'), 'rb') as file:
        return struct.unpack_from('<Q', file.read(64), 24)[0]


def new_files(pattern, before):
    return set(glob.glob(pattern)) - before


def perf_map(folder):
    """Lines of address, size and name; the child of a fork has a file of its own."""
    before = set(glob.glob('/tmp/perf-*.map'))
    env = dict(os.environ, FERRY_CODE_CACHE='off')
    with subprocess.Popen([FERRY, '-perfmap', os.path.join(folder, 'program')], env=env,
                          stdout=subprocess.PIPE) as process:
        process.communicate()
    own = f'/tmp/perf-{process.pid}.map'
    files = new_files('/tmp/perf-*.map', before) | {own}
    texts = {}
    for path in files:
        with open(path, encoding='ascii') as file:
            texts[path] = file.read()
    line = re.compile(r'^[0-9a-f]+ [0-9a-f]+ guest-0x[0-9a-f]+$')
    wrong = [f'{path}: {bad}' for path, text in texts.items()
             for bad in text.splitlines() if not line.match(bad)]
    if not re.search(f' guest-{entry(folder):#x}$', texts[own], re.MULTILINE):
        wrong.append('the entry point is missing')
    # Another process may have written a map meanwhile: the child's has the parent's lines.
    common = set(texts[own].splitlines()[:20])
    children = [path for path, text in texts.items()
                if path != own and common <= set(text.splitlines())]
    if len(children) != 1:
        wrong.append(f'the child: {children}')
    for path in [own, *children]:
        os.unlink(path)
    return wrong


def records(path):
    """(name, address, code) of a jitdump file."""
    with open(path, 'rb') as file:
        data = file.read()
    magic, version, size, machine = struct.unpack_from('<IIII', data)
    if (magic, version, machine) != (0x4a695444, 1, 62):
        raise ValueError('the header')
    found = []
    at = size
    while at < len(data):
        kind, total, _ = struct.unpack_from('<IIQ', data, at)
        _, _, _, address, length, index = struct.unpack_from('<IIQQQQ', data, at + 16)
        name, _, rest = data[at + 56:at + total].partition(b'\0')
        if kind != 0 or len(rest) != length or index != len(found):
            raise ValueError(f'record {len(found)}')
        found.append((name.decode(), address, rest))
        at += total
    return found


def jit_dump(folder):
    """The records are whole, and name the entry point."""
    done = run(folder, ['-jitdump'])
    files = glob.glob(os.path.join(folder, 'jit-*.dump'))
    wrong = [] if done.returncode == 0 and len(files) == 2 else [f'{files} {done.stderr}']
    for path in files:
        if not any(name == f'guest-{entry(folder):#x}' for name, _, _ in records(path)):
            wrong.append(f'{path}: the entry point is missing')
        os.unlink(path)
    return wrong


def with_perf(folder):
    """perf finds the names."""
    data = os.path.join(folder, 'data')
    words = ['perf', 'record', '-q', '-e', 'cpu-clock:u', '-F', '20000', '-k', 'mono', '-o', data]
    env = dict(os.environ, FERRY_CODE_CACHE='off')
    done = subprocess.run([*words, FERRY, '-jitdump', os.path.join(folder, 'program'), '4096',
                           '0x1000000000000', 'loop'], env=env, capture_output=True, text=True,
                          cwd=folder, check=False)
    if done.returncode:
        return None
    subprocess.run(['perf', 'inject', '--jit', '-i', data, '-o', data + '.jit'], check=True,
                   cwd=folder, capture_output=True)
    text = subprocess.run(['perf', 'report', '-i', data + '.jit', '--stdio'], check=True,
                          capture_output=True, text=True, cwd=folder).stdout
    return [] if re.search('jitted-.* guest-0x', text) else [text[:500]]


def main():
    if not shutil.which('aarch64-linux-gnu-gcc'):
        print('1..0 # SKIP no aarch64-linux-gnu-gcc')
        return 77
    tests = [refused, version, reserved, perf_map, jit_dump, with_perf]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(HERE, 'options_test.c')
        subprocess.run(['aarch64-linux-gnu-gcc', '-O1', '-static', source, '-o',
                        os.path.join(folder, 'program')], check=True)
        if shutil.which('arm-linux-gnueabihf-gcc'):
            subprocess.run(['arm-linux-gnueabihf-gcc', '-O1', '-static', source, '-o',
                            os.path.join(folder, 'program32')], check=True)
        print(f'1..{len(tests)}')
        for number, test in enumerate(tests, 1):
            wrong = test(folder) if test is not with_perf or shutil.which('perf') else None
            failed += bool(wrong)
            skip = ' # SKIP no perf that works' if wrong is None else ''
            print(f'{"not " if wrong else ""}ok {number} - {test.__name__}{skip}')
            for line in '\n'.join(wrong).split('\n') if wrong else ():
                print(f'# {line}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
