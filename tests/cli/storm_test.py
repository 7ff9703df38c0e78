#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Storms of signals, forks, threads and execs: nothing is lost, nothing leaks.

In:  $FERRY; $FERRY_STORM, a factor for the counts (1).  Out: TAP.  The guests run tests/cli/storm.c:
     what they count equals the native program's; between its two halves the process has grown by
     little (memory, descriptors), and it has no children.
"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

FERRY = os.path.abspath(os.environ.get('FERRY', 'ferry'))
HERE = os.path.dirname(os.path.abspath(__file__))
FACTOR = float(os.environ.get('FERRY_STORM', '1'))
# Mode, count, how many kB the second half may add.
STORMS = [('signals', 40000, 1024), ('forks', 8000, 1024), ('threads', 4000, 16384),
          ('execs', 10000, 1024)]
GUESTS = ['aarch64-linux-gnu', 'arm-linux-gnueabihf', 'riscv64-linux-gnu']
LIMIT = 900


def state(pid):
    """(resident kB without what is shared with files, descriptors, children)"""
    values = {}
    with open(f'/proc/{pid}/status', encoding='ascii', errors='replace') as stream:
        for line in stream:
            key, _, value = line.partition(':')
            values[key] = value.split()
    children = 0
    for name in glob.glob('/proc/[0-9]*/stat'):
        try:
            with open(name, encoding='ascii', errors='replace') as stream:
                children += stream.read().rsplit(')', 1)[1].split()[1] == str(pid)
        except (OSError, IndexError):
            pass
    return int(values['RssAnon'][0]), len(os.listdir(f'/proc/{pid}/fd')), children


def storm(command, mode, count):
    """(lines, states after each half)"""
    env = {k: v for k, v in os.environ.items() if not k.startswith('QEMU_')}
    with subprocess.Popen(command + [mode, str(count), '0'], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True, env=env) as process:
        lines, states = [], []
        for _ in range(2):
            lines.append(process.stdout.readline().strip())
            states.append(state(process.pid) if lines[-1] else None)
            process.stdin.write('\n')
            process.stdin.flush()
        process.stdin.close()
        lines.append(process.wait(LIMIT))
    return lines, states


def main():
    guests = [g for g in GUESTS if shutil.which(g + '-gcc')]
    print(f'1..{2 * len(STORMS) * len(guests)}', flush=True)
    number = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        programs = {}
        for prefix in [''] + [g + '-' for g in guests]:
            programs[prefix] = f'{folder}/{prefix}storm'
            subprocess.run([f'{prefix}gcc', '-O2', '-static', '-pthread', f'{HERE}/storm.c', '-o',
                            programs[prefix]], check=True)
        for mode, count, allowed in STORMS:
            count = int(count * FACTOR) // 16 * 16
            want = storm([programs['']], mode, count)[0]
            for guest in guests:
                lines, (first, second) = storm([FERRY, programs[guest + '-']], mode, count)
                cases = [(f'{guest} {mode}: nothing is lost', lines == want, (want, lines))]
                grown = second and first and second[0] - first[0]
                cases.append((f'{guest} {mode}: nothing leaks',
                              bool(second) and grown < allowed and second[1:] == first[1:] and
                              second[2] == 0, (first, second)))
                for name, good, detail in cases:
                    number += 1
                    bad += not good
                    print(f"{'ok' if good else 'not ok'} {number} - {name}", flush=True)
                    print(f'# {detail}', flush=True)
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
