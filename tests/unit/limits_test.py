#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The limits of time for tests: who computes or stands still too long is ended.

In: nothing. Out: TAP.
"""

import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'scripts'))

import limits  # noqa: E402 (its folder is not this one)

BUSY = 'while :; do :; done'


def ended(script, seconds):
    """(was it ended at its limit, did it leave something behind)"""
    mark = f'limits-test-{os.getpid()}-{time.monotonic_ns()}'
    command = ['sh', '-c', script, mark]
    try:
        limits.run(command, seconds, stdin=subprocess.DEVNULL)
        late = False
    except subprocess.TimeoutExpired:
        late = True
    left = subprocess.run(['pgrep', '-f', mark], stdout=subprocess.PIPE, check=False).stdout
    return late, bool(left)


def main():
    result = limits.run(['sh', '-c', 'cat; echo out; echo err >&2; exit 3'], 60, stdin=subprocess.DEVNULL)
    watch = limits.Watch(os.getpid(), 60)
    cases = [
        ('a short one: output and status',
         (result.returncode, result.stdout, result.stderr) == (3, b'out\n', b'err\n')),
        ('one that computes', ended(BUSY, 1) == (True, False)),
        ('a child that computes', ended(f'sh -c "{BUSY}" $0; :', 1) == (True, False)),
        ('one that waits for nothing', ended('sleep 60; :', 1) == (True, False)),
        ('one that waits, but not that long', ended('sleep 3; :', 30) == (False, False)),
        ('no limit met yet', watch.expired() == ''),
    ]
    print(f'1..{len(cases)}')
    for number, (name, good) in enumerate(cases, 1):
        print(f'{"ok" if good else "not ok"} {number} - {name}')
    return not all(good for _, good in cases)


if __name__ == '__main__':
    sys.exit(main())
