#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ferry chroot and ferry run, with a small root file system.

In: $FERRY. Out: TAP. As root the rootless cases run as user 65534 too.
"""
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
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


# The host's own programs, inside.
HOST = [word for name in ('/bin', '/lib', '/lib64', '/usr') if os.path.exists(name)
        for word in ('--bind', name)]


def make_root(folder, guest):
    root = folder + '/root'
    for name in ('bin', 'etc', 'work', 'proc'):
        os.makedirs(f'{root}/{name}')
    shutil.copy(guest, root + '/bin/guest')
    os.symlink('../run/resolve/stub.conf', root + '/etc/resolv.conf')  # nothing is there
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
    expect(f'{who}: no such file', tool('chroot', root, '/bin/nosuch'), 'not found inside', 127)
    expect(f'{who}: no program', tool('chroot', root, '/etc/passwd'), 'not executable', 126)
    expect(f'{who}: a directory', tool('chroot', root, '/etc'), 'not a program', 126)
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
    host = [ferry, 'chroot', *HOST, root, '/bin/sh', '-c']
    for sig in (signal.SIGTERM, signal.SIGINT):
        process = subprocess.Popen([*host, 'echo ready; exec sleep 50'], env=environment(),
                                   stdout=subprocess.PIPE, preexec_fn=hear_interrupts, **kw)
        process.stdout.readline()
        process.send_signal(sig)
        ok(process.wait(60) == -sig, f'{who}: {sig.name} ends it all', process.returncode)
    if os.path.exists('/etc/resolv.conf'):
        result = subprocess.run([*host, 'cat /etc/resolv.conf'], env=environment(),
                                capture_output=True, check=False, **kw)
        with open('/etc/resolv.conf', 'rb') as stream:
            ok(result.stdout == stream.read(), f'{who}: resolv.conf, a link to nothing', result)
    check_terminal(who, host, **kw)


def hear_interrupts():
    """A job in the background of a script ignores them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def check_terminal(who, host, **kw):
    """A terminal has a name inside; Ctrl-C is for the command, once."""
    master, slave = os.openpty()

    def session():
        hear_interrupts()
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    script = 'trap "echo caught" INT; tty; echo ready; for i in 1 2 3 4 5; do sleep 1; done; exit 3'
    process = subprocess.Popen([*host, script], env=environment(), stdin=slave, stdout=slave,
                               stderr=slave, preexec_fn=session, **kw)
    os.close(slave)
    text = b''
    try:
        while part := os.read(master, 1000):
            if b'ready' in part:
                time.sleep(0.5)
                os.write(master, b'\x03')
            text += part
    except OSError:  # nobody has the other end any more
        pass
    os.close(master)
    ok(process.wait(60) == 3 and text.count(b'caught') == 1 and b'/dev/console' in text,
       f'{who}: a terminal, Ctrl-C', f'{process.returncode} {text}')


def check_single(ferry, root, who, **kw):
    """With one user only, giving files away succeeds and does nothing."""
    result = run(ferry, 'chroot', *HOST, root, '/bin/sh', '-c',
                 'echo x >/dev/shm/f && chown 5:6 /dev/shm/f && stat -c %u:%g /dev/shm/f', **kw)
    expect(f'{who}: chown without effect', result, '0:0')
    for mode, text in ((0o700, 'Permission denied'), (0o755, 'no such directory')):
        place = f'{os.path.dirname(root)}/mode-{mode:o}'
        os.mkdir(place, mode)
        expect(f'{who}: a directory of somebody else, mode {mode:o}',
               run(ferry, 'chroot', place, 'guest', **kw), text, 1)


def check_command_line(root):
    expect('no directory', run(FERRY, 'chroot'), 'usage: ferry chroot', 1)
    expect('help', run(FERRY, 'run', '--help'), '--rootfs')
    expect('a directory that is missing', run(FERRY, 'chroot', '/nonexistent', 'x'),
           'not a directory', 1)
    expect('an option that is wrong', run(FERRY, 'chroot', '--nonsense', root), 'nonsense', 1)
    expect('-L makes no sense', run(FERRY, 'run', '--rootfs', root, '-L', '/', 'x'),
           'the whole world', 1)
    expect('an argument is missing', run(FERRY, 'run', '--rootfs'), 'needs an argument', 1)


def check_users(root, reason):
    """reason: why there are no user namespaces (in a chroot, for one), or None."""
    expect('--user NAME', run(FERRY, 'chroot', '--user', 'ann', root, 'guest'),
           'uid 7 euid 7', 5)
    expect('--user UID:GID', run(FERRY, 'chroot', '--user', '9:9', root, 'guest'),
           'uid 9 euid 9', 5)
    result = run(FERRY, 'chroot', '--userns', '--user', '9:9', root, 'guest')
    if reason:
        expect('--userns says why not', result, 'no user namespace: ', 1)
    else:
        expect('--userns, --user', result, 'uid 9 euid 9', 5)
    expect('--user that is missing', run(FERRY, 'chroot', '--user', 'bob', root, 'guest'),
           "no user 'bob'", 1)


# The cross compiler, its interpreter, a place for libraries of Debian's multiarch, our name.
SYSROOT_GUESTS = (('aarch64-linux-gnu', 'ld-linux-aarch64.so.1', 'aarch64', 'arm64'),
                  ('arm-linux-gnueabihf', 'ld-linux-armhf.so.3', 'arm', 'armhf'),
                  ('riscv64-linux-gnu', 'ld-linux-riscv64-lp64d.so.1', 'riscv64', 'riscv64'))


def put_libraries(triplet, interpreter, folder, root):
    """The interpreter and libc, which the caller links to by its full path inside."""
    lib = root + folder
    os.makedirs(lib)
    for name in (interpreter, 'libc.so.6'):
        shutil.copy(f'/usr/{triplet}/lib/{name}', lib)
    os.rename(lib + '/libc.so.6', lib + '/real')
    return lib


def check_sysroots(root):
    for row in SYSROOT_GUESTS:
        check_sysroots_of(root, *row)


def check_sysroots_of(root, triplet, interpreter, name, debian):
    """A dynamically linked program finds its libraries where distributions put them."""
    if not shutil.which(triplet + '-gcc') or not os.path.exists(f'/usr/{triplet}/lib/libc.so.6'):
        return skip(f'sysroots of {name}', f'needs {triplet}-gcc')
    link = [triplet + '-gcc', '-O1', private.HERE + '/guest.c', '-o', root + '/bin/dynamic']
    subprocess.run(link, check=True)
    expect(f'{name}: no sysroot at all', run(FERRY, 'chroot', root, 'dynamic'),
           f'libc6:{debian}', 255)
    arch = triplet.split('-')[0]
    for place in (f'usr/gnemul/qemu-{name}', f'etc/qemu-binfmt/{name}', f'usr/{triplet}',
                  f'usr/{triplet}/sys-root', f'usr/{arch}-redhat-linux/sys-root/fc40',
                  f'usr/{arch}-unknown-{triplet.split("-", 1)[1]}'):
        lib = put_libraries(triplet, interpreter, f'/{place}/lib', root)
        os.symlink('/lib/real', lib + '/libc.so.6')
        expect(f'{name}: a sysroot in /{place}', run(FERRY, 'chroot', root, 'dynamic', 'x'),
               'arg [x]', 5)
        shutil.rmtree(f'{root}/{place.split("/")[0]}/{place.split("/")[1]}')
    # Multiarch: the interpreter is at its own path, and knows the folder beside it.
    lib = put_libraries(triplet, interpreter, f'/lib/{triplet}', root)
    os.symlink(f'/lib/{triplet}/real', lib + '/libc.so.6')
    os.symlink(f'{triplet}/{interpreter}', f'{root}/lib/{interpreter}')
    expect(f'{name}: multiarch', run(FERRY, 'chroot', root, 'dynamic', 'x'), 'arg [x]', 5)
    shutil.rmtree(root + '/lib')
    # Nix: everything in the store, by full paths.
    store = '/nix/store/0123456789abcdfghijklmnpqrsvwxyz-glibc/lib'
    lib = put_libraries(triplet, interpreter, store, root)
    os.symlink(store + '/real', lib + '/libc.so.6')
    subprocess.run([*link, f'-Wl,--dynamic-linker={store}/{interpreter},-rpath,{store}'],
                   check=True)
    expect(f'{name}: Nix', run(FERRY, 'chroot', root, 'dynamic', 'x'), 'arg [x]', 5)
    shutil.rmtree(root + '/nix')
    return None


def main():
    if not private.CC:
        private.skip_all('needs aarch64-linux-gnu-gcc')
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        guest = private.build_guest(folder)
        root = make_root(folder, guest)
        check_command_line(root)
        reason = private.in_private(lambda libc: None)
        if os.geteuid() == 0:
            check_inside(FERRY, root, 'root')
            check_users(root, reason)
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
