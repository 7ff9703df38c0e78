#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The C programs of this folder once more: the interpreter, on a few that are quick."""

import os
import sys

os.environ['FERRY_ENGINE'] = '-exec interp'

import run  # noqa: E402 (reads the engine when it is loaded)

run.LIMIT = 300
# By parts of their names.
sys.argv[1:] = sys.argv[1:] or ['int/struct', 'int/varargs', 'int/overflow', 'fp/', 'libm/', 'libc/str',
                                'libc/printf', 'libc/setjmp', 'signals/basic', 'signals/context',
                                'process/fork', 'threads/cond', 'vector/sh']
sys.exit(run.main())
