#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The computing programs of tests/guest as big-endian Arm code (bare_programs.py), both ways: with little-endian
instructions (BE8, T32 code), or with all in that order (BE32, A32 code).

In: $FERRY, the armhf cross compiler, which can also make such code. Out: TAP.
"""
import sys

import bare_programs

ARM = ['-march=armv7ve', '-mfpu=neon-vfpv4', '-mfloat-abi=hard', '-mbig-endian']


def guest(title, *words):
    return bare_programs.Guest('arm-linux-gnueabihf-gcc', [*ARM, *words], 'armeb', 'qemu-armeb', title + ' ')


if __name__ == '__main__':
    sys.exit(bare_programs.test(guest('BE8', '-mthumb', '-mbe8'), guest('BE32', '-marm', '-mbe32')))
