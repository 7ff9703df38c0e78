#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ferry-binfmt: its text output; then registrations in a private binfmt_misc and what they do.

In: $FERRY. Out: TAP. Nothing of the machine's own binfmt_misc is touched.
"""
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import private
from private import DIR, environment, ok, skip, write


def run(*args, env=None, **kw):
    return subprocess.run(args, capture_output=True, text=True, errors='replace', timeout=60,
                          env=environment(env), check=False, **kw)


def expect(name, result, text='', status=0):
    return ok(result.returncode == status and text in result.stdout + result.stderr, name,
              f'{result.args}: status {result.returncode}, wanted {status} and "{text}"\n'
              f'{result.stdout}{result.stderr}')


def unescape(text):
    return bytes.fromhex(text.replace('\\x', ''))


def check_lines(tool):
    """Every guest's line: does it match programs of that guest, and only them?"""
    rows = [line.split('\t') for line in
            run(private.FERRY, '--list-guests').stdout.splitlines()]
    ok(rows and all(len(row) == 5 for row in rows), '--list-guests', rows)
    for name, _, magic, mask, _ in rows:
        magic, mask = unescape(magic), unescape(mask)
        ok(len(magic) == len(mask) == 20, f'{name}: length')

        def matches(header):
            return all((h ^ m) & k == 0 for h, m, k in zip(header, magic, mask))
        order = '<>'[magic[5] - 1]
        machine = struct.unpack(order + 'H', magic[18:])[0]
        for kind, want in ((2, True), (3, True), (1, False), (4, False)):
            header = magic[:16] + struct.pack(order + 'HH', kind, machine)
            ok(matches(header) == want, f'{name}: e_type {kind}')
        ok(matches(magic[:7] + b'\x03' + magic[8:]), f'{name}: any OS ABI')
        for place in (4, 5, 18, 19):
            other = bytearray(magic)
            other[place] ^= 3
            ok(not matches(other), f'{name}: byte {place} decides')
        line = run(tool, 'lines', name).stdout.strip()
        ok(line.split(':')[4:6] == [row for row in rows if row[0] == name][0][2:4],
           f'{name}: the line', line)


def check_text(tool, folder):
    expect('list', run(tool, 'list'), 'aarch64\tarm64\tlinux/arm64')
    expect('--version', run(tool, '--version'), 'ferry-binfmt/')
    expect('--help', run(tool, '--help'), 'usage: ferry-binfmt')
    expect('flags', run(tool, 'lines', '--flags', 'OC', 'arm64'), ':OC')
    expect('options change single flags',
           run(tool, 'lines', '--credential', 'yes', '--fix-binary=no', 'arm64'), ':POC')
    expect('a wrong flag', run(tool, 'lines', '--flags', 'X'), "not 'X'", 1)
    expect('an unknown option', run(tool, '--nonsense'), 'unknown option', 1)
    expect('an unknown command', run(tool, 'nonsense'), 'no command', 1)
    expect('the format of binfmt-support', run(tool, 'lines', '--format', 'binfmts', 'arm64'),
           f'interpreter {folder}/qemu-aarch64\n')
    expect('QEMU_BINARY_PATH and QEMU_BINARY_PREFIX',
           run(tool, 'lines', env={'QEMU_BINARY_PATH': '/opt/x/', 'QEMU_BINARY_PREFIX': 'b-'}),
           ':/opt/x/b-qemu-aarch64:')
    expect('... and the name of the entry', run(tool, 'lines', env={'QEMU_BINARY_PREFIX': 'b-'}),
           ':b-qemu-aarch64:M:')
    root = folder + '/image'
    expect('--root', run(tool, 'install', '--root', root, 'arm64'), 'OK')
    path = root + '/etc/binfmt.d/qemu-aarch64.conf'
    text = open(path, encoding='utf-8').read()
    ok(text.splitlines()[-1] == run(tool, 'lines', 'arm64').stdout.strip(), 'the file', text)
    expect('--root, uninstall', run(tool, 'uninstall', '--root', root, 'all'), 'OK')
    ok(not os.path.exists(path), 'the file is gone')
    write(path, 'somebody else\'s\n')
    expect('a foreign file', run(tool, 'install', '--root', root, 'arm64'), 'not ours', 1)
    run(tool, 'uninstall', '--root', root, 'all')
    ok(os.path.exists(path), 'a foreign file stays')


def check_run(guest, name, argv0, want, **kw):
    kw.setdefault('preexec_fn', lambda: None)  # Python's other way refuses an empty argv[0]
    result = subprocess.run([argv0, 'x', 'b c'], executable=guest, capture_output=True, text=True,
                            timeout=60, env=environment(), check=False, **kw)
    words = [line[5:-1] for line in result.stdout.splitlines() if line.startswith('arg [')]
    ok(result.returncode == 5 and words == [want, 'x', 'b c'], name,
       f'{result.returncode} {words}\n{result.stdout}{result.stderr}')


def check_execution(tool, guest):
    tool_run = lambda *args: run(tool, *args)
    names = sorted('qemu-' + line.split()[0] for line in tool_run('list').stdout.splitlines())
    expect('install', tool_run('install'), 'installing: arm64 OK')
    expect('again', tool_run('install', 'arm64'), 'already registered')
    text = open(DIR + '/qemu-aarch64', encoding='utf-8').read()
    ok('flags: POF' in text, 'the flags', text)
    check_run(guest, './program, argv[0] is kept', 'own name', 'own name')
    check_run(guest, 'an empty argv[0]', '', '')
    check_run(guest, 'an argv[0] like an option', '-h', '-h')
    result = run(guest, 'run', guest, 'y')
    expect('a program started by a program', result, f'arg [{guest}]', 5)
    expect('started by the host\'s shell', run('sh', '-c', f'{guest} z; echo status $?'),
           'status 5')
    result = subprocess.run([guest, 'q'], capture_output=True, text=True, env=environment(),
                            stdin=None, close_fds=True, preexec_fn=lambda: os.close(0),
                            check=False)
    ok(result.returncode == 5, 'descriptor 0 closed', result)
    report = json.loads(run(tool).stdout)
    ok('linux/arm64' in report['supported'] and 'linux/amd64' in report['supported'] and
       report['emulators'] == names, 'status as JSON', report)
    expect('status', tool_run('status'), '(ferry), flags POF')
    expect('--uninstall, as the images', tool_run('--uninstall', 'qemu-*'),
           'uninstalling: qemu-aarch64 OK')
    tool_run('uninstall')
    report = json.loads(run(tool).stdout)
    ok(report['emulators'] == [] and 'linux/arm64' not in report['supported'],
       'nothing is left', report)
    expect('--uninstall of what is not there', tool_run('--uninstall', 'qemu-mips'), 'not found')
    expect('--install, as the images', tool_run('--install', 'arm64,nosuch'), '"linux/arm64"')
    tool_run('uninstall')


def check_flags(tool, guest, folder):
    for flags in ('', 'O', 'F', 'OF', 'P', 'PO', 'PF', 'POCF'):
        expect(f'flags {flags or "none"}', run(tool, 'install', '--replace', '--flags', flags))
        check_run(guest, f'flags {flags or "none"}: argv[0]', 'own name',
                  'own name' if 'P' in flags else guest)
    # F: the launcher's file may go away.
    away = folder + '/away'
    os.mkdir(away)
    run(tool, 'install', '--replace', '--flags', 'F', '--binary-path',
        private.launchers(away + '/bin'))
    os.rename(away, away + '2')
    check_run(guest, 'F: the launcher is not needed any more', guest, guest)
    run(tool, 'uninstall', 'qemu-aarch64')


def check_bare_root(tool, guest, folder):
    """A root without /proc: the kernel starts the children, as it did the first program."""
    root = folder + '/root'
    os.mkdir(root)
    shutil.copy(guest, root + '/guest')
    for flags in ('F', 'PF', 'POCF'):
        run(tool, 'install', '--replace', '--flags', flags, 'arm64')
        result = run('chroot', root, '/guest', 'run', '/guest', 'x', 'b c')
        words = [line[5:-1] for line in result.stdout.splitlines() if line.startswith('arg [')]
        ok(result.returncode == 5 and words == ['/guest', 'x', 'b c'],
           f'a child in a root without /proc, flags {flags}', result)
    run(tool, 'uninstall', 'arm64')


def check_set_id(tool, guest, folder):
    if os.environ.get('BINFMT_TEST_ROOT') != '1':
        return skip('set-user-id programs', 'needs root')
    path = folder + '/suid'
    with open(guest, 'rb') as source, open(path, 'wb') as target:
        target.write(source.read())
    os.chown(path, 0, 0)
    os.chmod(path, 0o4755)
    for flags, want in (('POCF', 'uid 1000 euid 0 secure 1'), ('POF', 'uid 1000 euid 1000 secure')):
        run(tool, 'install', '--replace', '--flags', flags)
        result = run(path, user=1000, group=1000)
        ok(want in result.stdout, f'a set-user-id program, flags {flags}: {want}',
           result.stdout + result.stderr)
    os.chmod(path, 0o4711)
    run(tool, 'install', '--replace', '--flags', 'POCF')
    result = run(path, user=1000, group=1000)
    ok('euid 0' in result.stdout, 'a set-user-id program that is not readable',
       result.stdout + result.stderr)
    run(tool, 'uninstall', 'qemu-aarch64')
    return None


def check_conflicts(tool, guest):
    line = run(tool, 'lines', '--flags', '', 'arm64').stdout.strip()
    foreign = line.replace(line.split(':')[6], '/bin/false')
    write(DIR + '/register', foreign)
    expect('a foreign entry of our name stays', run(tool, 'install'), 'already registered as', 1)
    expect('status names it', run(tool, 'status'), '(not ferry)')
    expect('--replace', run(tool, 'install', '--replace'), 'OK')
    check_run(guest, 'ours is used', guest, guest)
    expect('uninstall', run(tool, 'uninstall'), 'restored: qemu-aarch64')
    text = open(DIR + '/qemu-aarch64', encoding='utf-8').read()
    ok('interpreter /bin/false' in text, 'the old one is back', text)
    expect('uninstall leaves foreign entries alone', run(tool, 'uninstall', 'all'))
    ok(os.path.exists(DIR + '/qemu-aarch64'), 'it is still there')
    write(DIR + '/qemu-aarch64', '-1')
    run(tool, 'install')
    write(DIR + '/register', foreign.replace(':qemu-aarch64:', ':newer:', 1))
    expect('status says who wins', run(tool, 'status'), 'newer runs /bin/false')
    expect('install says who wins', run(tool, 'install'), 'but newer is newer and wins')
    ok(run(guest).returncode == 1, 'as the kernel does')
    doctor = run(private.FERRY, '--doctor', guest)
    ok('entry newer, interpreter /bin/false' in doctor.stdout and
       'newer is newer and wins' in doctor.stdout, '--doctor as well', doctor.stdout)
    run(tool, 'install', '--replace')
    check_run(guest, '--replace makes ours the newest', guest, guest)
    write(DIR + '/qemu-aarch64', '0')
    expect('a disabled entry', run(tool, 'status'), 'qemu-aarch64 matches, but is disabled')
    expect('install enables it', run(tool, 'install'), 'OK')
    write(DIR + '/newer', '-1')
    check_run(guest, 'it works again', guest, guest)
    expect('--reset', run(tool, '--reset', '-p', 'yes', '--credential', 'yes'), 'OK')
    text = open(DIR + '/qemu-aarch64', encoding='utf-8').read()
    ok('flags: POCF' in text, 'its flags', text)
    run(tool, 'uninstall')
    ok(sorted(os.listdir(DIR)) == ['register', 'status'], 'nothing is left', os.listdir(DIR))
    expect('status without entries', run(tool, 'status'), 'not registered')


def check_persistent(libc, tool, guest, folder):
    """install --persistent, with an /etc that nobody else sees."""
    if not os.path.isdir('/usr/lib/binfmt.d'):
        return skip('--persistent', 'no /usr/lib/binfmt.d (systemd)')
    etc = folder + '/etc'
    os.mkdir(etc)
    for name in ('passwd', 'group', 'ld.so.cache'):
        shutil.copy('/etc/' + name, etc)
    if libc.mount(etc.encode(), b'/etc', None, 4096, None):
        return skip('--persistent', 'no bind mount of /etc')
    path = '/etc/binfmt.d/qemu-aarch64.conf'
    for name in ('--persistent', '--persistent, again'):
        expect(name, run(tool, 'install', '--persistent', 'arm64'), 'installing: arm64 OK')
        with open(path, encoding='utf-8') as stream:
            text = stream.read()
        ok(text.splitlines()[-1] == run(tool, 'lines', 'arm64').stdout.strip(),
           f'{name}: the file says what is registered', text)
    expect('status names the file', run(tool, 'status'), f'at boot: {path}')
    boot = '/usr/lib/systemd/systemd-binfmt'
    if os.path.exists(boot):
        write(DIR + '/qemu-aarch64', '-1')
        expect('at the next boot', run(boot, path))
        check_run(guest, 'programs start after it', guest, guest)
    else:
        skip('at the next boot', 'no systemd-binfmt')
    expect('uninstall', run(tool, 'uninstall', 'arm64'), f'uninstalling: {path} OK')
    ok(not os.path.exists(path) and not os.path.exists(DIR + '/qemu-aarch64'),
       'file and entry are gone')
    libc.umount2(b'/etc', 2)
    return None


def check_user(tool, guest):
    """`ferry-binfmt user`: registrations of a user's own, without any rights."""
    reason = private.in_private(lambda libc: private.mount_binfmt(libc) or 1 / 0)
    if reason:
        return skip('ferry-binfmt user', 'no binfmt_misc in user namespaces (Linux 6.7)')
    who = {'user': 65534, 'group': 65534} if os.geteuid() == 0 else {}
    expect('ferry-binfmt user: programs start by themselves',
           run(tool, 'user', 'sh', '-c', f'{guest} x y; exit $?', **who), 'arg [y]', 5)
    expect('ferry-binfmt user: and native ones start them',
           run(tool, 'user', 'env', 'A=b', guest, 'z', **who), 'arg [z]', 5)
    expect('ferry-binfmt user: status', run(tool, 'user', tool, 'status', **who), '(ferry), flags')
    expect('ferry-binfmt user: its exit status', run(tool, 'user', 'sh', '-c', 'exit 9', **who),
           status=9)
    result = run(tool, 'user', **who, input=f'{guest} from-a-shell\n')
    expect('ferry-binfmt user: a shell', result, 'arg [from-a-shell]', 5)
    return None


def check_probe(tool, folder):
    """As BuildKit looks for platforms: a tiny program, alone in a root directory."""
    tiny = folder + '/tiny'
    os.mkdir(tiny)
    write(folder + '/tiny.S', '.globl _start\n_start: mov x8, #93\nmov x0, #7\nsvc #0\n')
    subprocess.run([private.CC, '-nostdlib', '-static', '-s', folder + '/tiny.S', '-o',
                    tiny + '/check'], check=True)
    run(tool, 'install', 'arm64')
    result = subprocess.run(['/check'], check=False, env={}, capture_output=True, text=True,
                            preexec_fn=lambda: os.chroot(tiny))
    expect('a tiny program alone in a root directory', result, status=7)
    run(tool, 'uninstall', 'arm64')


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        os.environ['BINFMT_TEST_ROOT'] = '1' if os.geteuid() == 0 else '0'
        tool = private.launchers(folder + '/bin') + '/ferry-binfmt'
        check_lines(tool)
        check_text(tool, folder + '/bin')
        if not private.CC:
            skip('registrations', 'needs aarch64-linux-gnu-gcc')
            return private.end()
        guest = private.build_guest(folder)
        check_user(tool, guest)

        def inside(libc):
            os.environ['FERRY_BINFMT_STATE'] = folder + '/state'
            if not private.mount_binfmt(libc):
                return skip('registrations', 'no binfmt_misc in user namespaces (Linux 6.7)')
            global run
            plain = run
            run = lambda *a, env=None, **kw: plain(
                *a, env={'FERRY_BINFMT_STATE': folder + '/state', **(env or {})}, **kw)
            check_execution(tool, guest)
            check_flags(tool, guest, folder)
            check_bare_root(tool, guest, folder)
            check_probe(tool, folder)
            check_persistent(libc, tool, guest, folder)
            check_set_id(tool, guest, folder)
            check_conflicts(tool, guest)
            write(folder + '/count', f'{private.count} {private.failed}')
            return None
        reason = private.in_private(inside)
        if os.path.exists(folder + '/count'):
            private.count, private.failed = map(int, open(folder + '/count').read().split())
        if reason == 'failed':
            ok(False, 'the tests in a private binfmt_misc ended early')
        elif reason:
            skip('registrations', f'no user namespace: {reason}')
        return private.end()


if __name__ == '__main__':
    sys.exit(main())
