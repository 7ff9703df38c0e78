#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""All of the packages' cases once more: those of armel, against amd64's."""

import sys

import run

sys.argv[1:] = ['--full', '--guest=armel'] + sys.argv[1:]
sys.exit(run.main())
