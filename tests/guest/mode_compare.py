#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The C programs of this folder once more: both engines, compared after every region.

Programs of one thread only: what other threads write meanwhile would be a difference.
"""

import os
import sys

os.environ['FERRY_ENGINE'] = '-exec compare'

import run  # noqa: E402 (reads the engine when it is loaded)

run.LIMIT = 300
run.WITHOUT = 'pthread'
sys.exit(run.main())
