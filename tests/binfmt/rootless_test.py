#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ferry chroot, ferry run and ferry --doctor, with a small root file system of static programs.

In: $FERRY. Out: TAP. As root the rootless cases run as user 65534 too.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import private
from private import FERRY, environment, ok, skip, write


def run(*args, **kw):
    return subprocess.run(args, capture_output=True, text=True, errors='replace', timeout=60,
                          env=environment(), check=False, **kw)


def expect(name, result, text='', status=0):
    return ok(result.returncode == status and text in result.stdout + result.stderr, name,
              f'{result.args}: status {result.returncode}, wanted {status} and "{text}"\n'
              f'{result.stdout}{result.stderr}')


def make_root(folder, guest):
    root = folder + '/root'
    for name in ('bin', 'etc', 'work', 'proc'):
        os.makedirs(f'{root}/{name}')
    shutil.copy(guest, root + '/bin/guest')
    write(root + '/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nann::7:8:Ann:/work:/bin/sh\n')
    os.symlink('/etc/passwd', root + '/escape')
    for path, _, _ in os.walk(root):
        os.chmod(path, 0o777)
    return root


def check_inside(ferry, root, who, **kw):
    tool = lambda *args: run(ferry, *args, **kw)
    expect(f'{who}: chroot', tool('chroot', root, '/bin/guest', 'a', 'b c'), 'arg [b c]', 5)
    expect(f'{who}: is root inside', tool('chroot', root, '/bin/guest'), 'uid 0 euid 0', 5)
    expect(f'{who}: run, found along PATH', tool('run', '--rootfs', root, 'guest', 'x'),
           'arg [guest]\narg [x]', 5)
    expect(f'{who}: ferry\'s own options', tool('chroot', root, '-0', 'name', 'guest'),
           'arg [name]', 5)
    expect(f'{who}: children', tool('chroot', root, 'guest', 'run', '/bin/guest', 'q'),
           'arg [q]', 5)
    expect(f'{who}: no such command', tool('chroot', root, 'nosuch'), 'not found inside', 127)
    expect(f'{who}: the host\'s files are not there',
           tool('chroot', root, 'guest', 'run', '/usr/bin/env'), 'No such file', 1)
    expect(f'{who}: --bind', tool('chroot', '--bind', '/usr:/deep/er/usr', root, 'guest', 'run',
                                  '/deep/er/usr/nosuch'), 'No such file', 1)
    ok(os.path.isdir(root + '/deep/er/usr') and not os.listdir(root + '/deep/er/usr'),
       f'{who}: and the host sees no mount')
    shutil.rmtree(root + '/deep', ignore_errors=True)
    os.path.isdir(root + '/deep') and subprocess.run(['rm', '-rf', root + '/deep'], check=False)
    expect(f'{who}: --workdir that is missing', tool('chroot', '--workdir', '/no', root, 'guest'),
           'cannot start in /no', 1)
    process = subprocess.Popen([ferry, 'chroot', '--bind', '/bin', '--bind', '/lib', '--bind',
                                '/lib64', '--bind', '/usr', root, '/bin/sleep', '50'],
                               env=environment(), stderr=subprocess.PIPE, **kw)
    time.sleep(0.7)
    process.send_signal(signal.SIGTERM)
    ok(process.wait(10) == -signal.SIGTERM, f'{who}: SIGTERM ends it all', process.returncode)


def check_single(ferry, root, who, **kw):
    """With one user only, giving files away succeeds and does nothing."""
    binds = [word for name in ('/bin', '/lib', '/lib64', '/usr') if os.path.exists(name)
             for word in ('--bind', name)]
    result = run(ferry, 'chroot', *binds, root, '/bin/sh', '-c',
                 'echo x >/dev/shm/f && chown 5:6 /dev/shm/f && stat -c %u:%g /dev/shm/f', **kw)
    expect(f'{who}: chown without effect', result, '0:0')


def check_command_line(root):
    expect('no directory', run(FERRY, 'chroot'), 'usage: ferry chroot', 1)
    expect('help', run(FERRY, 'run', '--help'), '--rootfs')
    expect('a directory that is missing', run(FERRY, 'chroot', '/nonexistent', 'x'),
           'not a directory', 1)
    expect('an option that is wrong', run(FERRY, 'chroot', '--nonsense', root), 'nonsense', 1)
    expect('-L makes no sense', run(FERRY, 'run', '--rootfs', root, '-L', '/', 'x'),
           'the whole world', 1)
    expect('an argument is missing', run(FERRY, 'run', '--rootfs'), 'needs an argument', 1)


def check_users(root):
    expect('--user NAME', run(FERRY, 'chroot', '--user', 'ann', root, 'guest'),
           'uid 7 euid 7', 5)
    expect('--user UID:GID', run(FERRY, 'chroot', '--userns', '--user', '9:9', root, 'guest'),
           'uid 9 euid 9', 5)
    expect('--user that is missing', run(FERRY, 'chroot', '--user', 'bob', root, 'guest'),
           "no user 'bob'", 1)


def check_sysroots(root):
    """A dynamically linked program finds its libraries where distributions put them."""
    source = '/usr/aarch64-linux-gnu/lib/'
    if not os.path.exists(source + 'libc.so.6'):
        return skip('sysroots', 'needs libc6-arm64-cross')
    subprocess.run([private.CC, '-O1', '-o', root + '/bin/dynamic',
                    private.HERE + '/guest.c'], check=True)
    expect('no sysroot at all', run(FERRY, 'chroot', root, 'dynamic'), 'libc6:arm64', 255)
    for place in ('gnemul/qemu-aarch64', 'aarch64-linux-gnu', 'aarch64-linux-gnu/sys-root',
                  'aarch64-redhat-linux/sys-root/fc40', 'aarch64-unknown-linux-gnu'):
        lib = f'{root}/usr/{place}/lib'
        os.makedirs(lib)
        for name in ('ld-linux-aarch64.so.1', 'libc.so.6'):
            shutil.copy(source + name, lib)
        # Found by absolute links that are meant inside.
        os.rename(lib + '/libc.so.6', lib + '/real')
        os.symlink('/lib/real', lib + '/libc.so.6')
        expect(f'a sysroot in /usr/{place}', run(FERRY, 'chroot', root, 'dynamic', 'x'),
               'arg [x]', 5)
        shutil.rmtree(root + '/usr')
    return None


def check_doctor(folder, guest):
    expect('--doctor: a good program', run(FERRY, '--doctor', guest), 'statically linked')
    expect('--doctor: the host\'s', run(FERRY, '--doctor', 'env'), 'the host runs it')
    expect('--doctor: nothing there', run(FERRY, '--doctor', '/nonexistent'), 'No such file', 1)
    expect('--doctor: the machine', run(FERRY, '--doctor'), 'Linux')
    plain = shutil.copy(guest, folder + '/plain')
    os.chmod(plain, 0o644)
    expect('--doctor: no permission', run(FERRY, '--doctor', plain), 'chmod +x', 1)
    data = bytearray(open(guest, 'rb').read())
    data[18] = 8
    with open(folder + '/mips', 'wb') as stream:
        stream.write(data)
    os.chmod(folder + '/mips', 0o755)
    expect('--doctor: no guest of ours', run(FERRY, '--doctor', folder + '/mips'), 'mips', 1)
    dynamic = folder + '/dynamic'
    source = 'int f(void); int main(void) { return f(); }\n'
    write(folder + '/f.c', 'int f(void) { return 0; }\n')
    write(folder + '/m.c', source)
    for args in (['-shared', '-fPIC', '-Wl,-soname,libnosuch-2.so.7', '-o', 'libf.so', 'f.c'],
                 ['-o', 'dynamic', 'm.c', 'libf.so']):
        subprocess.run([private.CC, *args], cwd=folder, check=True)
    result = run(FERRY, '--doctor', dynamic)
    expect('--doctor: a missing library', result, 'libnosuch-2-7:arm64', 1)
    os.makedirs(folder + '/empty')
    expect('--doctor: a missing interpreter', run(FERRY, '--doctor', '-L', folder + '/empty',
                                                  dynamic),
           'ld-linux-aarch64.so.1' if os.path.exists('/lib/ld-linux-aarch64.so.1') else
           'libc6:arm64', 1)
    os.rename(folder + '/libf.so', folder + '/libnosuch-2.so.7')
    result = subprocess.run([FERRY, '--doctor', dynamic], capture_output=True, text=True,
                            env=environment({'LD_LIBRARY_PATH': folder}), check=False)
    expect('--doctor: the library is there', result, 'libraries are there')


def main():
    if not private.CC:
        private.skip_all('needs aarch64-linux-gnu-gcc')
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        guest = private.build_guest(folder)
        root = make_root(folder, guest)
        check_command_line(root)
        check_doctor(folder, guest)
        reason = private.in_private(lambda libc: None)
        if os.geteuid() == 0:
            check_inside(FERRY, root, 'root')
            check_users(root)
            check_sysroots(root)
            ferry = shutil.copy(FERRY, folder + '/ferry')
            os.chmod(ferry, 0o755)
            if reason:
                skip('as a user', f'no user namespaces: {reason}')
            else:
                check_inside(ferry, root, 'user', user=65534, group=65534)
                check_single(ferry, root, 'user', user=65534, group=65534)
        elif reason:
            skip('as a user', f'no user namespaces: {reason}')
        else:
            check_inside(FERRY, root, 'user')
    private.end()


if __name__ == '__main__':
    sys.exit(main())
