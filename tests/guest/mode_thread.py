#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The C programs of this folder once more: code is optimised early, by the compiling thread."""

import os
import sys

os.environ['FERRY_ENGINE'] = '-tier-after 20 -tier-thread 2'

import run  # noqa: E402 (reads the engine when it is loaded)

run.LIMIT = 300
sys.exit(run.main())
