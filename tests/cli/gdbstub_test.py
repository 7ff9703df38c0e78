#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""gdb looks at guests through -g: breakpoints, steps, registers, memory, watchpoints, signals,
threads, forks, interrupts, leaving and killing.

In: $FERRY; gdb-multiarch; the program gdbstub.c for every guest with a compiler, gdbvector.c,
riscv32.c and iwmmxt.c.  Out: TAP.
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))
GDB = shutil.which('gdb-multiarch')
# compiler, first argument's register, a floating-point register
GUESTS = {
    'aarch64': (['aarch64-linux-gnu-gcc'], '$x0', '$v0.du[0]'),
    'arm': (['arm-linux-gnueabihf-gcc', '-marm'], '$r0', '$d0'),
    'thumb': (['arm-linux-gnueabihf-gcc', '-mthumb'], '$r0', '$d0'),
    'riscv64': (['riscv64-linux-gnu-gcc'], '$a0', '$fa0.double'),
}
# What gdb is told, and what has to come out of it, in this order.
SESSION = (
    ('break twice', None), ('continue', r'Breakpoint 1, twice \(n=(n@entry=)?1\)'),
    ('bt', r'#1 .* in main'), ('p {first}', r'= 1$'), ('set var {first} = 5', None),
    ('set var n = 5', None),
    ('stepi', None), ('x/i $pc', r'=> 0x[0-9a-f]+'), ('info breakpoints', r'already hit 1 time'),
    ('continue', r'Breakpoint 1, twice \(n=(n@entry=)?2\)'), ('p counter', r'= 10$'),
    ('finish', r'Value returned is .* = 4'), ('delete', None),
    ('watch counter', r'atchpoint 2: counter'), ('continue', r'New value = 14'),
    ('continue', r'New value = 20'), ('delete', None),
    ('continue', r'Program received signal SIGUSR1'),
    ('p $_siginfo.si_signo', r'= 10$'),
    ('break marker', None), ('continue', r'hit Breakpoint 3, marker'),
    ('info threads', r'\* 2 '), ('thread apply all bt', r'Thread 1'),
    ('p half', r'= 0\.5$'), ('set var half = 2.25', None), ('p half * 2', r'= 4\.5$'),
    ('set var {vector} = 3', None), ('p {vector}', r'= 3$'),
    ('info auxv', r'AT_ENTRY'), ('break twice', None),
    ('continue', r'exited with code 07'),
)


class Server:
    """A program under -g; the path of its socket."""

    def __init__(self, folder, program, *arguments, option='', cpu=()):
        self.path = os.path.join(folder, 'socket')
        if os.path.exists(self.path):
            os.unlink(self.path)
        self.process = subprocess.Popen(
            [FERRY, *cpu, '-g', self.path + option, program, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(500):
            if os.path.exists(self.path):
                break
            time.sleep(0.01)

    def end(self):
        """(status, output) of the program."""
        try:
            out, err = self.process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
        return self.process.returncode, out + err


def gdb(program, server, commands):
    words = [GDB, '-nx', '-batch', '-iex', 'set debuginfod enabled off', '-ex',
             'set pagination off', '-ex', 'set confirm off', '-ex', f'target remote {server.path}']
    for number, command in enumerate(commands):
        words += ['-ex', f'echo \\n@{number}\\n', '-ex', command]
    done = subprocess.run(words + [program], capture_output=True, text=True, timeout=120,
                          check=False)
    return done.stdout + done.stderr


def parts(text, count):
    """What each command printed."""
    found = re.split(r'^@(\d+)\n', text, flags=re.MULTILINE)
    answer = [''] * count
    for number, part in zip(found[1::2], found[2::2]):
        answer[int(number)] = part
    return answer


def talk(program, server, rows):
    """What of the (command, pattern of its answer) did not come out."""
    text = gdb(program, server, [command for command, _ in rows])
    return [f'{command}: wanted {want}, got {part.strip()}'
            for (command, want), part in zip(rows, parts(text, len(rows)))
            if want and not re.search(want, part, re.MULTILINE)]


def session(folder, program, guest):
    names = {'first': GUESTS[guest][1], 'vector': GUESTS[guest][2]}
    server = Server(folder, program)
    wrong = talk(program, server, [(command.format(**names), want) for command, want in SESSION])
    status, out = server.end()
    if status != 7 or out != 'counter 20 handled 10 half 2.25 child 3\n':
        wrong.append(f'the program: {status} {out}')
    return wrong


def accesses(folder, program, _):
    """Reads and writes of a place that is watched for one of them or for both."""
    server = Server(folder, program)
    wrong = talk(program, server, (
        ('break twice', None), ('continue', None), ('delete', None),
        ('rwatch counter', r'Hardware read watchpoint 2: counter'), ('continue', r'^Value = 0$'),
        ('continue', r'^Value = 2$'), ('delete', None),
        ('awatch counter', r'access \(read/write\) watchpoint 3: counter'),
        ('continue', r'Old value = 2\nNew value = 6$'), ('continue', r'^Value = 6$'),
        ('continue', r'Old value = 6\nNew value = 12$'), ('delete', None),
        ('rwatch handled', r'watchpoint 4'), ('handle SIGUSR1 nostop noprint', None),
        ('continue', r'^Value = 10$'), ('delete', None), ('continue', r'exited with code 07')))
    status, out = server.end()
    if status != 7 or 'counter 12 handled 10' not in out:
        wrong.append(f'the program: {status} {out}')
    return wrong


class Client:
    """The protocol by hand."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(100):
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.01)
        self.socket.settimeout(20)
        self.stream = self.socket.makefile('rb')

    def send(self, text, wrong=False):
        total = (sum(text.encode('latin-1')) + wrong) & 255
        self.socket.sendall(f'${text}#{total:02x}'.encode('latin-1'))

    def receive(self):
        while self.stream.read(1) != b'$':
            pass
        text = b''
        while (byte := self.stream.read(1)) != b'#':
            text += byte
        self.stream.read(2)
        return text.decode('latin-1')

    def ask(self, text):
        self.send(text)
        return self.receive()


def protocol(folder, program):
    """A wrong sum, no acknowledgements, an interrupt of a loop, memory, leaving."""
    server = Server(folder, program, 'wait', 'wait')
    client = Client(server.path)
    client.send('?', wrong=True)
    wrong = [] if client.stream.read(1) == b'-' else ['a wrong sum is taken']
    client.send('?')
    if client.stream.read(1) != b'+':
        wrong.append('no acknowledgement')
    stop = client.receive()
    client.socket.sendall(b'+')
    pid = f'{server.process.pid:x}'
    if stop != f'T05thread:{pid};':
        wrong.append(f'first stop {stop}')
    client.send('QStartNoAckMode')
    client.receive()
    client.socket.sendall(b'+')
    symbols = subprocess.run(['nm', program], capture_output=True, text=True, check=True).stdout
    handled = int(re.search(r'^([0-9a-f]+) \w handled$', symbols, re.MULTILINE)[1], 16)
    for _ in range(20):
        client.send('vCont;c')
        time.sleep(0.005)
        client.socket.sendall(b'\x03')
        stop = client.receive()
        if stop != f'T02thread:{pid};':
            wrong.append(f'after an interrupt {stop}')
            break
    for packet, want in ((f'm{handled:x},4', '00000000'), (f'M{handled:x},4:01000000', 'OK'),
                         (f'm{handled:x},4', '01000000'), ('m0,4', 'E0e'), ('Hgp1.1', 'E03'),
                         ('vMustReplyEmpty', ''), ('qfThreadInfo', 'm' + pid), ('D', 'OK')):
        got = client.ask(packet)
        if got != want:
            wrong.append(f'{packet}: {got}, not {want}')
    status, out = server.end()
    if status != 7 or 'counter 12 handled 10' not in out:
        wrong.append(f'after leaving: {status} {out}')
    return wrong


def death(folder, program):
    """A signal that kills; a kill by gdb; gdb that just goes."""
    wrong = []
    server = Server(folder, program, 'wait', 'wait')
    client = Client(server.path)
    client.send('vCont;c')
    time.sleep(0.1)
    client.socket.sendall(b'+')
    server.process.terminate()
    stop = client.receive()
    client.socket.sendall(b'+')
    if not stop.startswith('T0f'):
        wrong.append(f'SIGTERM: {stop}')
    client.send('vCont;C0f')
    if client.receive() != 'X0f':
        wrong.append('death is not told')
    if server.end()[0] != -15:
        wrong.append('the signal is not the end')
    server = Server(folder, program, 'wait', 'wait')
    client = Client(server.path)
    client.send('k')
    if server.end() != (0, 'QEMU: Terminated via GDBstub\n'):
        wrong.append('k does not kill')
    server = Server(folder, program)
    client = Client(server.path)
    client.socket.shutdown(socket.SHUT_RDWR)
    if server.end()[0] != 7:
        wrong.append('the program does not go on without gdb')
    return wrong


def late(folder, program):
    """,suspend=n: gdb comes, goes, and comes again."""
    server = Server(folder, program, 'wait', 'wait', option=',suspend=n')
    time.sleep(0.1)
    wrong = []
    for _ in range(3):
        out = gdb(program, server, ['p counter', 'detach'])
        if '= 0' not in out:
            wrong.append(out)
    gdb(program, server, ['set var handled = 1', 'detach'])
    status, out = server.end()
    if status != 7:
        wrong.append(f'{status} {out}')
    return wrong


def forks(folder, program):
    """gdb goes with the child of a fork, or stays with the parent."""
    wrong = []
    for mode, wanted in (('child', (r'fork to child', r'#1 .* in (child_status|main)', r'= 20$',
                                    r'Inferior 2 .* exited with code 03')),
                         ('parent', (r'Detaching after fork from child',
                                     r'Inferior 1 .* exited with code 07'))):
        server = Server(folder, program)
        out = gdb(program, server, [
            'handle SIGUSR1 nostop noprint', f'set follow-fork-mode {mode}',
            'break twice if n == 20', 'continue', 'bt', 'p n', 'continue'])
        wrong += [f'{mode}: no {want} in {out}' for want in wanted
                  if not re.search(want, out, re.MULTILINE)]
        status, text = server.end()
        if status != 7 or 'counter 12 handled 10 half 0.5 child 3' not in text:
            wrong.append(f'{mode}: {status} {text}')
    return wrong


def vforks(folder, program):
    """gdb goes with the child of a vfork until it ends, or into the program that it executes."""
    child = (r'vfork to child', r'hit Breakpoint 1, twice \(n=n@entry=20\)', r'#1 .* in vfork_status',
             r'Inferior 1 .* detached')
    end = r'child {} counter {} parent 60$'
    killed = (end.format(9, 40), r'terminated with signal SIGKILL')
    rows = (('parent', '', 'x', (r'Detaching after vfork', r'twice \(n=n@entry=30\)',
                                 r'Inferior 1 .* exited with code 07', end.format(3 << 8, 40))),
            ('parent', program, 'x', (r'Detaching after vfork', r'twice \(n=n@entry=30\)',
                                      end.format(9 << 8, 40))),
            ('parent', '', 'k', (r'twice \(n=n@entry=30\)', end.format(9, 40))),
            ('child', '', 'x', child + (r'Inferior 2 .* exited with code 03',
                                        end.format(3 << 8, 40))),
            ('child', program, 'x', child + (r'is executing new program', r'twice \(n=n@entry=21\)',
                                             r'Inferior 2 .* exited with code 011',
                                             end.format(9 << 8, 40))),
            ('child', '/bin/true', 'x', child[:-1] + (end.format(0, 40),)),
            ('child', '', 'k', child + killed))
    wrong = []
    for mode, other, how, wanted in rows:
        server = Server(folder, program, other, how, '3', '4')
        out = gdb(program, server, [f'set follow-fork-mode {mode}', 'break twice', 'continue', 'bt',
                                    'continue', 'continue', 'continue'])
        status, text = server.end()
        wrong += [f'{mode}, {other or "no program"}, {how}: no {want} in {out}{text}'
                  for want in wanted if not re.search(want, out + text, re.MULTILINE)]
        if status != 7:
            wrong.append(f'{mode}, {other}, {how}: {status} {text}')
    return wrong


def vforking(folder, program):
    """Threads whose children run over a breakpoint while others begin a vfork."""
    wrong = []
    for mode in ('parent', 'child'):
        server = Server(folder, program, '', 't', '3', '4')
        out = gdb(program, server, [f'set follow-fork-mode {mode}', 'break twice if n == 4',
                                    'continue'])
        status, text = server.end()
        if status != 7 or not re.search(r'exited with code 0[67]', out):
            wrong.append(f'{mode}: {status} {out}{text}')
    return wrong


def forking(folder, program):
    """A thread that runs over a breakpoint while another forks stops there every time."""
    server = Server(folder, program, '1', '2', '3')
    wrong = talk(program, server, (
        ('break twice', None), ('ignore 1 100000', None), ('continue', r'exited with code 07'),
        ('info breakpoints', r'already hit 200 times')))
    status, text = server.end()
    if status != 7:
        wrong.append(f'{status} {text}')
    return wrong


def crowded(folder, program):
    """1,100 threads stop and go on."""
    server = Server(folder, program, *'123456')
    client = Client(server.path)
    client.send('vCont;c')
    client.socket.sendall(b'+')
    stop = client.receive()
    client.socket.sendall(b'+')
    thread = re.fullmatch(r'T1ethread:(\w+);', stop)
    if not thread:
        return [f'SIGUSR1: {stop}']
    client.send(f'vCont;C1e:{thread[1]};c')
    client.socket.sendall(b'+')
    end = client.receive()
    server.end()
    return [] if end == 'W07' else [f'end: {end}']


def vectors(folder, _):
    """Vector registers of RISC-V, by the length that the CPU has."""
    program = os.path.join(folder, 'vector')
    subprocess.run([*GUESTS['riscv64'][0], '-g', '-O1', '-static',
                    os.path.join(HERE, 'gdbvector.c'), '-o', program], check=True)
    wrong = []
    for cpu, size in (((), 16), (('-cpu', 'rv64,v=true,vlen=512'), 64)):
        server = Server(folder, program, cpu=cpu)
        wrong += talk(program, server, (
            ('break look', None), ('continue', r'Breakpoint 1'), ('p sizeof($v1)', f'= {size}$'),
            ('p $v1.w[0]', r'= 5$'), ('p $v1.w[2]', r'= 0$'), ('p $vl', r'= 2$'),
            ('p/x $vtype', r'= 0xd0$'), ('p $vlenb', f'= {size}$'),
            ('set var $v1.w[1] = 21', None), ('p $v1.w[1]', r'= 21$'),
            ('continue', r'exited with code 052')))
        status, out = server.end()
        if status != 42:
            wrong.append(f'{cpu}: {status} {out}')
    server = Server(folder, program, cpu=('-cpu', 'rv64,v=false'))
    wrong += talk(program, server, (('p $v1', r'void'), ('p $pc', r'= \('), ('kill', None)))
    server.end()
    return wrong


def riscv32(folder, _):
    """A riscv32 program: words, registers, breakpoints, steps, signals."""
    program = os.path.join(folder, 'riscv32')
    subprocess.run([*GUESTS['riscv64'][0], '-march=rv32imafdc', '-mabi=ilp32d', '-g', '-O1',
                    '-ffreestanding', '-nostdlib', '-static', '-Wl,-melf32lriscv',
                    os.path.join(HERE, 'riscv32.c'), '-o', program], check=True)
    server = Server(folder, program)
    wrong = talk(program, server, (
        ('p sizeof($sp)', r'= 4$'), ('break test_calls', None),
        ('continue', r'Breakpoint 1, test_calls'), ('bt', r'^#1 .*start'),
        ('x/i $pc', r'=> 0x[0-9a-f]+'), ('stepi', None), ('p $x0', r'= 0$'),
        ('set var $fa0.double = 2.5', None), ('p $fa0.double', r'= 2.5$'),
        ('watch address', r'atchpoint 2'), ('handle SIGSEGV nostop noprint pass', None),
        ('continue', r'New value = 16'), ('delete', None), ('continue', r'exited with code 03')))
    status, out = server.end()
    if status != 3 or 'signal 000000000000000b' not in out:
        wrong.append(f'the program: {status} {out}')
    return wrong


def wireless_mmx(folder, _):
    """Registers of Wireless MMX, where the CPU has it."""
    program = os.path.join(folder, 'iwmmxt')
    subprocess.run([*GUESTS['arm'][0], '-march=armv5te', '-mfloat-abi=soft', '-g', '-O1', '-ffreestanding',
                    '-nostdlib', '-static', '-w', os.path.join(HERE, 'iwmmxt.c'), '-o', program], check=True)
    server = Server(folder, program, cpu=('-cpu', 'pxa270'))
    wrong = talk(program, server, (
        ('break conditional if x == 3', None), ('handle SIGSTOP SIGUSR1 nostop noprint pass', None),
        ('set var $wR9 = 5', None), ('p $wR9', r'= 5$'),
        ('continue', r'Breakpoint 1(\.\d)?, conditional'), ('p $wR9', r'= 5$'), ('p/x $wR0', r'= 0x22000400220022$'),
        ('p $wCGR1', r'= 3$'), ('p/x $wCASF', r'= 0x[0-9a-f]+$'), ('set var $wR9 = 0x123456789', None),
        ('p/x $wR9', r'= 0x123456789$'), ('continue', r'exited with code 03')))
    status, _ = server.end()
    if status != 3:
        wrong.append(f'the program: {status}')
    server = Server(folder, program, cpu=('-cpu', 'arm926'))
    wrong += talk(program, server, (('p $wR0', r'void'), ('kill', None)))
    server.end()
    return wrong


def execs(folder, program):
    """gdb goes on with the program that replaces the first one."""
    server = Server(folder, program, program)
    out = gdb(program, server, ['handle SIGUSR1 nostop noprint', 'catch exec', 'break twice',
                                'continue', 'continue', 'p n', 'delete', 'continue'])
    wrong = [f'no {want} in {out}' for want in (
        r'is executing new program: ', r'Catchpoint 1 ', r'Breakpoint 2, twice ', r'= 1$',
        r'exited with code 07') if not re.search(want, out, re.MULTILINE)]
    status, text = server.end()
    if status != 7 or 'counter 12 handled 10 half 0.5 child 3' not in text:
        wrong.append(f'{status} {text}')
    return wrong


def refused(folder, program):
    """What can't be opened is said."""
    done = subprocess.run([FERRY, '-g', os.path.join(folder, 'none', 'socket'), program],
                          capture_output=True, text=True, timeout=20, check=False)
    if done.returncode != 1 or 'could not open gdbserver on' not in done.stderr:
        return [f'{done.returncode} {done.stderr}']
    return []


def compiled(folder, guest):
    words = GUESTS[guest][0]
    program = os.path.join(folder, guest)
    if not shutil.which(words[0]):
        return None
    subprocess.run([*words, '-g', '-O1', '-static', os.path.join(HERE, 'gdbstub.c'), '-o', program],
                   check=True)
    return program


def main():
    if not GDB:
        print('1..0 # SKIP no gdb-multiarch')
        return 77
    with tempfile.TemporaryDirectory() as folder:
        programs = {guest: compiled(folder, guest) for guest in GUESTS}
        programs = {guest: program for guest, program in programs.items() if program}
        cases = [(f'gdb {guest}', session, (program, guest)) for guest, program in programs.items()]
        cases += [(f'accesses {guest}', accesses, (program, guest))
                  for guest, program in programs.items()]
        for guest, tests in (('aarch64', (protocol, death, late, forks, forking, vforks, vforking, crowded, execs, refused)),
                             ('riscv64', (vectors, riscv32)), ('arm', (wireless_mmx,))):
            if guest in programs:
                cases += [(test.__doc__.strip(), test, (programs[guest],)) for test in tests]
        print(f'1..{len(cases)}')
        failed = 0
        for number, (name, test, arguments) in enumerate(cases, 1):
            wrong = test(folder, *arguments)
            failed += bool(wrong)
            print(f'{"not " if wrong else ""}ok {number} - {name}')
            for line in '\n'.join(wrong).split('\n') if wrong else ():
                print(f'# {line}')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
