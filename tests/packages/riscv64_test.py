#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""All of the packages' cases once more: those of riscv64, against amd64's of the same release."""

import sys

import run

sys.argv[1:] = ['--full', '--guest=riscv64'] + sys.argv[1:]
sys.exit(run.main())
