#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Core files: of both word sizes and byte orders, as an ELF reader and as gdb-multiarch see them.

In: $FERRY, the cross compilers; gdb-multiarch, if it is there.  Out: TAP.
"""
import glob
import os
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.abspath(os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry')))
GDB = shutil.which('gdb-multiarch')
ARM = ['arm-linux-gnueabihf-gcc', '-marm', '-march=armv7-a', '-mfpu=vfp', '-mfloat-abi=hard']
# name: compiler, ELF machine, bytes of a word, byte order, of uid and gid
GUESTS = {
    'arm64': (['aarch64-linux-gnu-gcc'], 183, 8, '<', 'I'),
    'arm': (ARM, 40, 4, '<', 'H'),
    'armeb': ([*ARM, '-mbig-endian', '-mbe8'], 40, 4, '>', 'H'),
    'riscv64': (['riscv64-linux-gnu-gcc'], 243, 8, '<', 'I'),
    'riscv32': (['riscv64-linux-gnu-gcc', '-march=rv32g', '-mabi=ilp32d'], 243, 4, '<', 'I'),
}
PATTERN = (0x13579bdf, 0x2468ace0, 0x0badcafe, 0x5eed5eed)
NT_PRSTATUS, NT_PRPSINFO, NT_AUXV, NT_SIGINFO, NT_ARM_VFP = 1, 3, 6, 0x53494749, 0x400


def dump(folder, program):
    """The core file of a run."""
    def limits():
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    result = subprocess.run([FERRY, program, 'one', 'two'], cwd=folder, capture_output=True,
                            timeout=60, check=False, preexec_fn=limits)
    files = glob.glob(os.path.join(folder, 'qemu_program_*.core'))
    if result.returncode != -11 or len(files) != 1:
        raise ValueError(f'status {result.returncode}, files {files}: {result.stderr!r}')
    return files[0]


def segments(core, word, order):
    """(type, offset, address, size in the file) of each."""
    ehdr = struct.unpack_from(f'{order}HHI{"QQQ" if word == 8 else "III"}I6H', core, 16)
    where, entry, count = ehdr[4], ehdr[8], ehdr[9]
    for i in range(count):
        if word == 8:
            p = struct.unpack_from(f'{order}IIQQQQQQ', core, where + i * entry)
            yield p[0], p[2], p[3], p[5]
        else:
            p = struct.unpack_from(f'{order}8I', core, where + i * entry)
            yield p[0], p[1], p[2], p[4]


def notes(data, order):
    at = 0
    while at < len(data):
        n, size, kind = struct.unpack_from(f'{order}III', data, at)
        name = data[at + 12:at + 12 + n - 1].decode()
        at += 12 + (n + 3 & ~3)
        yield (name, kind), data[at:at + size]
        at += size + 3 & ~3


def check(core, machine, word, order, ids):
    """What is wrong with the file."""
    long = 'Q' if word == 8 else 'I'
    if core[:7] != b'\x7fELF' + bytes([word // 4, 1 if order == '<' else 2, 1]):
        yield f'ident {core[:7]}'
        return
    if struct.unpack_from(f'{order}HH', core, 16) != (4, machine):
        yield 'type or machine'
    parts = list(segments(core, word, order))
    found = [n for kind, offset, _, size in parts if kind == 4
             for n in notes(core[offset:offset + size], order)]
    note = dict(found)
    status = note['CORE', NT_PRSTATUS]
    if struct.unpack_from(f'{order}iiih', status) != (11, 1, 0, 11):
        yield f'signal {struct.unpack_from(f"{order}iiih", status)}'
    regs = 16 + 10 * word + 16
    if struct.unpack_from(f'{order}{long}', status, regs + 5 * word)[0] != 0x4321:
        yield 'register 5'
    info = note['CORE', NT_PRPSINFO]
    head = struct.unpack_from(f'{order}4B{long}{ids}{ids}IIII16s80s' if word == 4 else
                              f'{order}4B4x{long}{ids}{ids}IIII16s80s', info)
    if head[5:7] != (os.getuid(), os.getgid()) or not head[-2].startswith(b'program\0') or \
            not head[-1].rstrip(b'\0').endswith(b'program one two'):
        yield f'process {head}'
    signal = note['CORE', NT_SIGINFO]
    if struct.unpack_from(f'{order}iii', signal) != (11, 0, 1) or \
            struct.unpack_from(f'{order}{long}', signal, 16 if word == 8 else 12)[0] != 16:
        yield 'siginfo'
    aux = note['CORE', NT_AUXV]
    pairs = dict(struct.iter_unpack(f'{order}{long}{long}', aux))
    if pairs.get(6) != 4096:
        yield f'auxv {pairs}'
    if machine == 40 and len(note.get(('LINUX', NT_ARM_VFP), b'')) != 32 * 8 + 4:
        yield 'no VFP registers'
    wanted = struct.pack(f'{order}4I', *PATTERN)
    if not any(kind == 1 and wanted in core[offset:offset + size]
               for kind, offset, _, size in parts):
        yield 'the pattern is not in memory'


def debugger(program, core):
    """What gdb does not see."""
    if not GDB:
        return
    out = subprocess.run([GDB, '-nx', '-batch', '-ex', 'print/x pattern', '-ex', 'info registers',
                          '-ex', 'x/i $pc', program, core], capture_output=True, text=True,
                         timeout=60, check=False)
    wanted = '{' + ', '.join(f'{v:#x}' for v in PATTERN).replace('0x0', '0x') + '}'
    if wanted not in out.stdout or not re.search(r'0x4321\s+17185', out.stdout) or \
            'SIGSEGV' not in out.stdout:
        yield out.stdout + out.stderr


def main():
    failed = number = 0
    lines = []
    for name, (compiler, *facts) in GUESTS.items():
        if not shutil.which(compiler[0]):
            continue
        number += 1
        with tempfile.TemporaryDirectory() as folder:
            program = os.path.join(folder, 'program')
            subprocess.run([*compiler, '-g', '-O1', '-ffreestanding', '-nostdlib', '-static',
                            os.path.join(HERE, 'core.c'), '-o', program], check=True)
            try:
                core = dump(folder, program)
                wrong = [*check(open(core, 'rb').read(), *facts), *debugger(program, core)]
            except (ValueError, KeyError, struct.error) as e:
                wrong = [f'{type(e).__name__}: {e}']
        failed += bool(wrong)
        lines.append(f'{"not ok" if wrong else "ok"} {number} - {name}')
        lines += [f'# {line}' for text in wrong for line in text.splitlines()]
    print(f'1..{number}' if number else '1..0 # SKIP no cross compiler')
    print('\n'.join(lines))
    return 77 if not number else failed != 0


if __name__ == '__main__':
    sys.exit(main())
