#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bootstrap_test.sh for armel. In, out: as there.
exec bash "$FERRY_SRC/tests/binfmt/bootstrap_test.sh" armel
