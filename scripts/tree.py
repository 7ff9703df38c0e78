# SPDX-License-Identifier: GPL-2.0-or-later
"""The source tree, for the checks: which files it has, and TAP output.

In: nothing but the tree that this file is in. Out: paths relative to its top, '/'-separated.
"""

import os

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDERS = ('base', 'bench', 'bsd-user', 'linux-user', 'loader', 'scripts', 'syscalls', 'target',
           'tcg', 'tests')


def files(*suffixes, folders=FOLDERS):
    """Every file of these folders whose name ends in one of suffixes, sorted."""
    found = []
    for folder in folders:
        for path, names, entries in os.walk(os.path.join(TOP, folder)):
            names[:] = [name for name in names if not name.startswith(('.', '__'))]
            base = os.path.relpath(path, TOP)
            found += [f'{base}/{entry}' for entry in entries if entry.endswith(suffixes)]
    return sorted(found)


def lines(path):
    """The lines of a file, without their ends."""
    with open(os.path.join(TOP, path), encoding='utf-8', errors='replace') as stream:
        return stream.read().split('\n')


class Tap:
    """Numbers the cases; at most `shown` complaints are printed for each."""

    def __init__(self, shown=20):
        self.count = 0
        self.failed = 0
        self.shown = shown

    def case(self, text, complaints):
        self.count += 1
        self.failed += bool(complaints)
        for complaint in complaints[:self.shown]:
            print(f'# {complaint}')
        if len(complaints) > self.shown:
            print(f'# ... and {len(complaints) - self.shown} more')
        print(f'{"not ok" if complaints else "ok"} {self.count} - {text}')

    def skip(self, text, reason):
        self.count += 1
        print(f'ok {self.count} - {text} # SKIP {reason}')

    def end(self):
        """Prints the plan; returns the exit status."""
        print(f'1..{self.count}')
        return 1 if self.failed else 0
