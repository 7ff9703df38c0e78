#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The C programs of this folder once more: both engines, compared after every region.

What other threads write meanwhile, or other processes in memory that they share, would be a difference:
programs with these are left out, and those whose accesses to memory are counted, which are made twice here.
"""

import os
import sys

os.environ['FERRY_ENGINE'] = '-exec compare'

import run  # noqa: E402 (reads the engine when it is loaded)

run.LIMIT = 300
run.WITHOUT = 'pthread|shmget|PERF_TYPE_BREAKPOINT'
sys.exit(run.main())
