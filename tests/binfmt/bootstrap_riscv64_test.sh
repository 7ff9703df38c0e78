#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bootstrap_test.sh for riscv64. In, out: as there.
exec bash "$FERRY_SRC/tests/binfmt/bootstrap_test.sh" riscv64
