#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""-cpu of RISC-V: what QEMU refuses is refused with its words, other processors run.

In: $FERRY, the riscv64 cross compiler. Out: TAP.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
CC = shutil.which('riscv64-linux-gnu-gcc')
PROGRAM = '.globl _start\n_start: li a0, 0\nli a7, 93\necall\n'
# Writes the value of key 4.
PROBE = '''.globl _start
_start: lla a0, pair\nli a1, 1\nli a2, 0\nli a3, 0\nli a4, 0\nli a7, 258\necall
li a0, 1\nlla a1, pair\naddi a1, a1, 8\nli a2, 8\nli a7, 64\necall
li a0, 0\nli a7, 93\necall
.data\n.balign 8\npair: .8byte 4, 0
'''
REFUSED = {
    'max,zimop=off': 'zicfiss extension requires zimop extension',
    'max,zcmop=off': 'zicfiss with zca requires zcmop extension',
    'rv64,zicfiss=on,zimop=on,a=off,zawrs=off': 'zicfiss extension requires A extension',
    'rv64,i=off': 'Either I or E extension must be set',
    'rv64i,e=on': 'I and E extensions are incompatible',
    'rv64e,e=off': 'Either I or E extension must be set',
    'rv64e': 'Incompatible ELF: RVE cpu requires RVE ABI binary',
    'rv64,zacas=on,a=off': 'Zacas extension requires A extension',
    'rv64,a=off': 'Zawrs extension requires A extension',
    'rv64,f=off': 'Zfa extension requires F extension',
    'max,zfa=off,f=off': 'Zfh/Zfhmin extensions require F extension',
    'rv64,zfa=off,zfbfmin=on,f=off': 'Zfbfmin extension depends on F extension',
    'rv64,zfa=off,f=off': 'D extension requires F extension',
    'max,d=off': 'Zve64d/V extensions require D extension',
    'rv64,zfa=off,d=off,f=off,zve32f=on': 'Zve32f/Zve64f extensions require F extension',
    'max,zfhmin=off': 'Zvfh extensions requires Zfhmin extension',
    'rv64,zvbc=on,zve32x=on': 'Zvbc and Zvknhb extensions require V or Zve64x extensions',
    'rv64,zvkned=on': 'Vector crypto extensions require V or Zve* extensions',
    'rv64,zfinx=on': 'Zfinx cannot be supported together with F extension',
    'rv64,zcmp=on': 'Zcmp/Zcmt extensions are incompatible with Zcd extension',
    'rv64,zclsd=on': 'Zclsd cannot be supported together with C and F extension',
    'rv64,zilsd=on': 'Zclsd cannot be supported together with C and F extension',
    'nobody': "unable to find CPU model 'nobody'",
    'nobody,v=on': "unable to find CPU model 'nobody'",
    'rv64,foo=on': "can't apply global rv64-riscv-cpu.foo=on: Property 'rv64-riscv-cpu.foo' not found",
    'max,foo=off': "can't apply global max-riscv-cpu.foo=off: Property 'max-riscv-cpu.foo' not found",
    'max,V=off': "can't apply global max-riscv-cpu.V=off: Property 'max-riscv-cpu.V' not found",
    'max,zfh=bad': "can't apply global max-riscv-cpu.zfh=bad: Parameter 'zfh' expects 'on' or 'off'",
    'max,zfh': 'Expected key=value format, found zfh.',
    'max,vlen=abc': "can't apply global max-riscv-cpu.vlen=abc: Parameter 'vlen' expects uint64",
    'max,marchid=abc': "can't apply global max-riscv-cpu.marchid=abc: Parameter 'marchid' expects uint64",
    'max,vlen=7': "can't apply global max-riscv-cpu.vlen=7: Vector extension VLEN must be power of 2",
    'max,vlen=64': 'Vector extension implementation only supports VLEN in the range [128, 1024]',
    'max,vext_spec=v2': "can't apply global max-riscv-cpu.vext_spec=v2: Unsupported vector spec version 'v2'",
    'thead-c906,v=on': "can't apply global thead-c906-riscv-cpu.v=on: "
                       "'thead-c906' CPU does not allow enabling extensions",
    'rv64,v=on,zvfbfa=on,zfbfmin=off': 'Zvfbfa extension requires Zve32f extension and Zfbfmin extension',
    'rv64,v=on,zvfh=on,zfhmin=off': 'Zvfh extensions requires Zfhmin extension',
}
TAKEN = ['rv64', 'max', 'max,v=off', 'rv64,d=off', 'rv64,zfa=off,d=off,f=off', 'rv64,zawrs=off,a=off',
         'rv64,zfa=off,d=off,f=off,zdinx=on', 'rv64,v=on,zvkned=on', 'rva23u64,v=off', 'max,zfh=off',
         'rv64,zkt=on', 'rv64,svinval=on', 'rv64,b=on', 'veyron-v1,xventanacondops=off',
         'thead-c908v,v=off', 'thead-c906,zfh=on', 'rv64,xtheadba=on', 'rv64,xmipslsp=true', 'max,zicfiss=off', 'rv64,zicfilp=on,zimop=on,zcmop=on,zicfiss=on',
         'max,cbom_blocksize=64', 'max,vlen=1024', 'rv64,v=yes',
         'rv64,zilsd=on,zclsd=off', 'rv64,c=off,zca=on,zclsd=on', 'rv64,zfa=off,d=off,f=off,zilsd=on',
         'rv64,g=off', 'rv64,x-misa-w=on', 'max,pmu-mask=3',
         'rv64,v=on,zvfh=on', 'rv64,v=on,zvfbfa=on', 'max,zvfbfa=off', 'max,zvfbfa=off,zfbfmin=off']
# RISCV_HWPROBE_KEY_IMA_EXT_0 of models, as QEMU 11 has it; for its vendors' sake it leaves out of some
# what A and C consist of (bits 43, 45, 56 and 57), and its max has total store order and more (33, 49).
PARTS = 1 << 43 | 1 << 45 | 1 << 56 | 1 << 57
PROBED = {
    'max': 0x7ffbfffffffffff & ~(1 << 33 | 1 << 49),
    'rv64': 0x38d2811200000fb,
    'rva22u64': 0x38c28101001007b,
    'rv64i,rva22u64=on': 0x38c28101001007b,
    'rv64i,g=on,c=on': 3 | PARTS,
    'rva23u64': 0x38fbff9b40b007f & ~(1 << 49),
    'rva23s64': 0x38fbff9b40b007f & ~(1 << 49),
    'sifive-u54': 0xc000000000003 | PARTS,
    'shakti-c': 0xc000000000003 | PARTS,
    'veyron-v1': 0x38c0800000000fb | PARTS,
    'mips-p8700': 0x30c28000000001b,
    'thead-c906': 0xc000018000003 | PARTS,
    'thead-c908': 0x38c2810000102fb,
    'thead-c908v': 0x38c2bf0000102ff,
    'xiangshan-nanhu': 0x30c08000000ffbb | PARTS,
}


def run(cpu, program):
    result = subprocess.run([FERRY, '-cpu', cpu, program], stderr=subprocess.PIPE, text=True, check=False)
    return result.returncode, result.stderr


def probe(folder, done):
    program = os.path.join(folder, 'probe')
    subprocess.run([CC, '-nostdlib', '-static', '-x', 'assembler', '-', '-o', program], input=PROBE,
                   text=True, check=True)
    failed = 0
    for n, (cpu, want) in enumerate(PROBED.items(), done + 1):
        result = subprocess.run([FERRY, '-cpu', cpu, program], stdout=subprocess.PIPE, check=False)
        got = int.from_bytes(result.stdout, 'little')
        print(f'{"ok" if got == want else "not ok"} {n} - hwprobe of {cpu}')
        if got != want:
            failed += 1
            print(f'# {got:#x}, not {want:#x}')
    return failed


def main():
    if not CC:
        print('1..0 # SKIP no riscv64-linux-gnu-gcc')
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, 'exit')
        subprocess.run([CC, '-nostdlib', '-static', '-x', 'assembler', '-', '-o', program], input=PROGRAM,
                       text=True, check=True)
        print(f'1..{len(REFUSED) + len(TAKEN) + len(PROBED)}')
        cases = list(REFUSED.items()) + [(cpu, None) for cpu in TAKEN]
        for n, (cpu, words) in enumerate(cases, 1):
            status, text = run(cpu, program)
            good = status != 0 and text.count('\n') == 1 and text.endswith(f': {words}\n') if words else status == 0
            failed += not good
            print(f'{"ok" if good else "not ok"} {n} - {cpu}')
            if not good:
                print(f'# status {status}, {text!r}')
        failed += probe(folder, len(cases))
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
