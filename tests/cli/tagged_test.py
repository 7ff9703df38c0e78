#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tagged addresses of arm64 in system calls: refused, and taken once prctl allows them.

In: $FERRY; the program tagged.c.  Out: TAP, a case a line of the program's.  What is expected is
what tagged-address-abi.rst of the kernel says.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.abspath(os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry')))
CC = shutil.which('aarch64-linux-gnu-gcc')

CALLS = ['open 0', 'write 9', 'pread 9', 'fstat 0', 'stat 0', 'writev 9',
         'writev of tagged buffers 9', 'pwritev 9', 'preadv 9', 'getcwd 0', 'sendmsg 9', 'recvmsg 9',
         'nanosleep 0', 'clock_gettime 0', 'getrandom 16']
PAGES = ['mprotect 0', 'madvise 0', 'mlock 0', 'munlock 0', 'msync 0', 'mincore 0', 'mremap 0',
         'mmap ENOMEM', 'munmap 0', 'gone ENOMEM']
REFUSED = [line.rsplit(' ', 1)[0] + ' EFAULT' for line in CALLS]  # addresses that nobody can have
WANT = (['at start 0'] + REFUSED + PAGES +
        ['another bit EINVAL', 'second argument EINVAL', 'argument EINVAL', 'on 0', 'state 1'] +
        CALLS + PAGES +
        ['thread 1', 'child 1', 'after exec 0', 'off 0', 'state 0', 'read EFAULT'])


def main():
    if not CC:
        print('1..0 # SKIP no aarch64-linux-gnu-gcc')
        return 77
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, 'program')
        subprocess.run([CC, '-O1', '-w', '-static', os.path.join(HERE, 'tagged.c'), '-o', program],
                       check=True)
        text = subprocess.run([FERRY, program], input='input', capture_output=True, text=True,
                              timeout=60, cwd=folder, check=False).stdout
    got = [' '.join(line.rsplit(': ', 1)) for line in text.splitlines()]
    got += ['nothing'] * (len(WANT) - len(got))
    failed = 0
    print(f'1..{len(WANT)}')
    for number, (want, have) in enumerate(zip(WANT, got), 1):
        failed += want != have
        print(f'{"" if want == have else "not "}ok {number} - {want}' +
              ('' if want == have else f' # {have}'))
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
