#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""System calls of the ABI before the EABI, of a program without a C library, in both byte orders.

In: $FERRY, the armhf cross compiler.  Out: TAP.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.abspath(os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry')))
CC = shutil.which('arm-linux-gnueabihf-gcc')
KINDS = {'little-endian': [], 'big-endian': ['-mbig-endian', '-mbe8']}
FLAGS = ['-O1', '-marm', '-march=armv7-a', '-mfpu=vfp', '-mfloat-abi=hard', '-ffreestanding',
         '-nostdlib', '-static', '-w', os.path.join(HERE, 'oabi.c')]
M = 1 << 32
EPERM, EFAULT, EINVAL, ENOSYS = M - 1, M - 14, M - 22, M - 38

WANT = [
    ('time', 1), ('time of nowhere', EFAULT), ('stime from nowhere', EFAULT), ('alarm', 0), ('alarm left', 100), ('open', 1),
    ('utime', 0), ('stat', 0), ('mtime', 1234567890), ('setrlimit', 0), ('old getrlimit', 0),
    ('soft', 64), ('old getrlimit', 0), ('no limit', 0x7fffffff), ('umount', {EINVAL, EPERM}),
    ('old mmap', 1), ('its byte', 77), ('no page', EINVAL),
    ('old readdir', 0), ('entries', 4), ('letters', 14),
    ('socketpair', 0), ('send', 3), ('recv', 3), ('bytes', 0x616263), ('old select', 1),
    ('bind', 0), ('bind', 0), ('sendto', 2), ('sendmsg', 3),
    ('recvmsg', 2), ('family', 1), ('name', ord('f') << 8 | ord('m')), ('its length', 7),
    ('no call', EINVAL), ('args nowhere', EFAULT),
    ('semget', 1), ('semop', 0), ('first', 3), ('second', 5), ('semop', 0), ('second', 10),
    ('sem stat', 0), ('semaphores', 2), ('its mode', 0o600), ('sem set', 0), ('sem stat', 0),
    ('its mode', 0o640), ('shm stat', 0), ('bytes', 12345), ('made by', 1), ('shm set', 0),
    ('shm remove', 0), ('shm info', 1), ('smallest', 1), ('largest', 1), ('msgsnd', 0),
    ('msg stat', 0), ('messages', 1), ('their bytes', 0x40004), ('sent by', 1), ('msg set', 0),
    ('msg stat', 0), ('room', 0x640064), ('msg remove', 0), ('behind', 1),
    ('remove', 0), ('msgsnd', 0), ('msgrcv', 8), ('type', 7), ('letter', ord('e')),
    ('msgsnd', 0), ('msgrcv', 8), ('msgctl', 0), ('shmat', 0), ('shmdt', 0), ('shmctl', 0),
    ('no call', ENOSYS), ('syscall', 8), ('syscall', ENOSYS), ('not of the EABI', 12),
]


def wrong(folder, flags):
    """What differs, a line each."""
    program, room = os.path.join(folder, 'program'), os.path.join(folder, 'room')
    os.mkdir(room)
    subprocess.run([CC, *FLAGS, *flags, '-o', program], check=True)
    result = subprocess.run([FERRY, program], cwd=room, capture_output=True, text=True, timeout=60,
                            check=False)
    lines = [line for line in result.stdout.splitlines() if line != 'syscall']
    if result.returncode or len(lines) != len(WANT):
        yield f'status {result.returncode}, {len(lines)} lines: {result.stderr}'
    for line, (name, value) in zip(lines, WANT):
        values = value if isinstance(value, set) else {value}
        if line not in {f'{name} {v:08x}' for v in values}:
            yield f'{line!r}, not {name!r} {sorted(values)}'


def main():
    if not CC:
        print('1..0 # SKIP no arm-linux-gnueabihf-gcc')
        return 77
    failed = 0
    print(f'1..{len(KINDS)}')
    for number, (kind, flags) in enumerate(KINDS.items(), 1):
        with tempfile.TemporaryDirectory() as folder:
            differences = list(wrong(folder, flags))
        failed += bool(differences)
        print(f'{"not ok" if differences else "ok"} {number} - {kind}')
        for line in differences:
            print(f'# {line}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
