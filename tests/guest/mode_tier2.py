#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The C programs of this folder once more: everything optimised at once."""

import os
import sys

os.environ['FERRY_ENGINE'] = '-tier 2'

import run  # noqa: E402 (reads the engine when it is loaded)

run.LIMIT = 300
sys.exit(run.main())
