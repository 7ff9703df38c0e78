#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Everything below /proc/self, field by field, as the native program's.

In:  $FERRY.  Out: TAP, a case a file.  tests/cli/procself.c shows the files; here stands what of
     each has to be equal, and what only alike.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

FERRY = os.path.abspath(os.environ.get('FERRY', 'ferry'))
HERE = os.path.dirname(os.path.abspath(__file__))
GUESTS = ['aarch64-linux-gnu', 'arm-linux-gnueabihf', 'riscv64-linux-gnu']

# Of status, what depends on the program's size, on chance, or on the processor.
STATUS_VARY = {'Tgid', 'Pid', 'NStgid', 'NSpid', 'VmPeak', 'VmSize', 'VmHWM', 'VmRSS', 'RssAnon',
               'RssFile', 'VmData', 'VmStk', 'VmExe', 'VmLib', 'VmPTE', 'SigQ', 'untag_mask',
               'voluntary_ctxt_switches', 'nonvoluntary_ctxt_switches', 'Cpus_allowed',
               'Cpus_allowed_list', 'x86_Thread_features', 'x86_Thread_features_locked', 'PPid'}
# Of stat, by proc(5)'s numbers: what has to be equal.
STAT_EQUAL = [3, 5, 6, 7, 8, 9, 18, 19, 20, 21, 25, 31, 32, 33, 34, 38, 40, 41, 43, 44, 52]
# Numbers that come from the moment; names and shapes are compared.
SHAPES = {'syscall', 'io', 'sched', 'schedstat', 'statm', 'oom_score', 'stack'}
# What can't be alike, and why.
DIFFERENT = {'arch_status': 'of the host\'s architecture', 'autogroup': 'of the session'}


def dump(command, folder, name):
    text = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True, timeout=60).stdout.decode('latin-1')
    files = {}
    for part in re.split(r'(?m)^== /proc/self', text)[1:]:
        title, _, body = part.partition('\n')
        files[title] = re.sub(r'\b%s\b' % name, 'PROGRAM', body)
    return files


def shape(text):
    return re.sub(r'0x[0-9a-f]+|-?\d+(\.\d+)?', 'N', re.sub(r' +', ' ', text))


def fields(text):
    head, _, rest = text.rpartition(')')
    return ['', head.split('(')[0], head] + rest.split()


def keys(text):
    return [line.split(':')[0] for line in text.splitlines() if re.match(r'[A-Z]\w+:', line)]


def status(a, b):
    one, two = ([line.split(':', 1) for line in t.splitlines()] for t in (a, b))
    wrong = [f'{x} | {y}' for x, y in zip(one, two)
             if x[0] != y[0] or (x[0] not in STATUS_VARY and x[1] != y[1])]
    return wrong + ([f'{len(one)} lines | {len(two)}'] if len(one) != len(two) else [])


def stat(a, b):
    one, two = fields(a), fields(b)
    wrong = [f'{n}: {one[n]} | {two[n]}' for n in STAT_EQUAL if one[n] != two[n]]
    big = [n for n in (23, 26, 27, 28, 45, 46, 47, 48, 49, 50, 51)
           if (one[n] == '0') != (two[n] == '0')]
    return wrong + [f'{n}: {one[n]} | {two[n]}' for n in big]


def maps(a, b):
    wrong = [line for line in b.splitlines()
             if not re.match(r'[0-9a-f]{8,}-[0-9a-f]{8,} [r-][w-][x-][ps] [0-9a-f]{8} '
                             r'[0-9a-f]{2,}:[0-9a-f]{2,} \d+ ( *\S.*)?$', line)]
    wrong += [line for line in b.splitlines() if re.search('ferry|qemu', line)]
    for name in r'\[heap\]', r'\[stack\]', r'\[vdso\]', 'PROGRAM':
        if bool(re.search(name, a)) != bool(re.search(name, b)):
            wrong.append(f'no {name}')
    return wrong


def smaps(a, b):
    per = [sorted(set(map(tuple, (keys(m) for m in re.split(r'(?m)^[0-9a-f]+-', t)[1:]))))
           for t in (a, b)]
    return foreign_free(a, b) + ([] if per[0] == per[1] else [f'{per[0]} | {per[1]}'])


def foreign_free(_, b):
    return [line for line in b.splitlines() if re.search('ferry|qemu', line)]


def equal(a, b):
    a, b = ('\n'.join(re.sub(r'^(ino:\s+)\d+', r'\1N', line) for line in t.splitlines())
            for t in (a, b))
    a, b = (re.sub(r'(pid\.|pipe:\[)\d+', r'\1N', t) for t in (a, b))
    return [] if a == b else [f'{x!r} | {y!r}' for x, y in zip(a.splitlines(), b.splitlines())
                              if x != y] or ['length']


def fdinfo(a, b):
    """The numbers of O_DIRECT, O_LARGEFILE, O_DIRECTORY and O_NOFOLLOW are the architecture's (files/fdinfo)."""
    def flags(match):
        return f'flags:\t{int(match[1], 8) & ~0o740000:o}'
    return equal(*(re.sub(r'flags:\t(\d+)', flags, t) for t in (a, b)))


def judge(name, a, b):
    base = name.strip('/').split('/')[0].split(' ')[0]
    if base in DIFFERENT or base == 'net':
        return []
    if base in ('map_files', 'numa_maps'):
        return foreign_free(a, b)
    if base in ('auxv', 'environ'):
        return [] if bool(a) == bool(b) else ['empty']
    if base in SHAPES:
        return [] if shape(a) == shape(b) else equal(shape(a), shape(b))
    if base == 'smaps_rollup':
        return [] if keys(a) == keys(b) else [f'{keys(a)} | {keys(b)}']
    return {'fdinfo': fdinfo, 'status': status, 'stat': stat, 'maps': maps, 'smaps': smaps}.get(base, equal)(a, b)


def main():
    guests = [g for g in GUESTS if shutil.which(g + '-gcc')]
    count = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        def program(prefix):
            out = f'{folder}/ps{len(os.listdir(folder))}x'
            subprocess.run([f'{prefix}gcc', '-O2', '-static', '-D_FILE_OFFSET_BITS=64', f'{HERE}/procself.c', '-o', out],
                           check=True)
            return out
        native = program('')
        for guest in guests:
            here = program(guest + '-')
            want = dump([native], folder, os.path.basename(native))
            got = dump([FERRY, here], folder, os.path.basename(here))
            names = {n for n in want if not n.startswith('/map_files/')}
            lost = names ^ {n for n in got if not n.startswith('/map_files/')}
            cases = [('names', [f'only one has {n}' for n in sorted(lost)])]
            cases += [(n, judge(n, want[n], got.get(n, ''))) for n in sorted(names)]
            cases += [(n, foreign_free('', got[n])) for n in sorted(got) if n not in names]
            for name, wrong in cases:
                count += 1
                bad += bool(wrong)
                print(f"{'not ok' if wrong else 'ok'} {count} - {guest} {name}")
                for line in wrong[:8]:
                    print(f'# {line:.300}')
    print(f'1..{count}')
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
