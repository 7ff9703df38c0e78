#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""All of the packages' cases (run.py without arguments takes the quick ones)."""

import sys

import run

sys.argv[1:] = ['--full'] + sys.argv[1:]
sys.exit(run.main())
