#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The C programs of this folder once more: built for riscv64."""

import os
import sys

os.environ['FERRY_GUEST'] = 'riscv64'

import run  # noqa: E402 (reads the guest when it is loaded)

sys.exit(run.main())
