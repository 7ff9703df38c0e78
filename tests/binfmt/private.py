# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of this folder share: TAP, guest programs, and a binfmt_misc of their own.

A private binfmt_misc lives in a user namespace (Linux 6.7): registrations in it are
seen by nobody else and go away with the last process, whatever happens to the test.

As a program: private.py ARCH COMMAND..., runs the command there, with ARCH registered.
"""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.abspath(os.environ.get('FERRY', 'ferry'))
SOURCE = os.environ.get('FERRY_SRC') or os.path.dirname(os.path.dirname(HERE))
BINFMT = os.path.join(SOURCE, 'scripts/binfmt/ferry-binfmt')
CC = shutil.which('aarch64-linux-gnu-gcc')
DIR = '/proc/sys/fs/binfmt_misc'
count = failed = 0


def ok(good, name, detail=''):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    if not good:
        for text in str(detail).splitlines():
            print('#', text)
    return good


def skip(name, reason):
    global count
    count += 1
    print(f'ok {count} - {name} # SKIP {reason}', flush=True)


def skip_all(reason):
    print(f'1..0 # SKIP {reason}')
    sys.exit(0)


def end():
    print(f'1..{count}')
    sys.exit(failed != 0)


def environment(extra=None):
    full = {k: v for k, v in os.environ.items() if not k.startswith(('QEMU_', 'FERRY_'))}
    full['FERRY'] = FERRY
    full['FERRY_CODE_CACHE'] = 'off'
    full.update(extra or {})
    return full


def build_guest(folder):
    """The path of tests/binfmt/guest.c's program."""
    path = os.path.join(folder, 'guest')
    subprocess.run([CC, '-static', '-O1', '-o', path, os.path.join(HERE, 'guest.c')], check=True)
    return path


def launchers(folder):
    """A folder with ferry, its links and ferry-binfmt, as an installation has them."""
    os.makedirs(folder, exist_ok=True)
    shutil.copy(FERRY, folder + '/ferry')
    shutil.copy(BINFMT, folder + '/ferry-binfmt')
    for line in subprocess.run([FERRY, '--list-guests'], capture_output=True, text=True,
                               check=True).stdout.splitlines():
        os.symlink('ferry', f"{folder}/qemu-{line.split(chr(9))[0]}")
    return folder


def in_private(function, ids=65536):
    """Runs function in new user and mount namespaces; False, with the reason, if there are none.

    As root, all ids up to `ids` are mapped; otherwise only the caller's.
    """
    ready, go = os.pipe(), os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        status = 1
        try:
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.unshare(0x10000000 | 0x00020000):
                os.write(ready[1], os.strerror(ctypes.get_errno()).encode())
                os._exit(0)
            libc.prctl(4, 1, 0, 0, 0)
            os.write(ready[1], b'+')
            os.read(go[0], 1)
            os.setresgid(0, 0, 0)
            os.setresuid(0, 0, 0)
            libc.mount(None, b'/', None, 0x44000, None)
            function(libc)
            status = 0
        except BaseException as error:  # reported by the parent's missing "done"
            print(f'# {type(error).__name__}: {error}', flush=True)
        os._exit(status)
    os.close(ready[1])
    reason = os.read(ready[0], 100).decode()
    if reason == '+':
        root = os.geteuid() == 0
        for name, own in (('uid_map', os.geteuid()), ('gid_map', os.getegid())):
            if name == 'gid_map' and not root:
                write(f'/proc/{pid}/setgroups', 'deny')
            write(f'/proc/{pid}/{name}', f'0 0 {ids}' if root else f'0 {own} 1')
        os.write(go[1], b'x')
    status = os.waitpid(pid, 0)[1]
    return (None if status == 0 else 'failed') if reason == '+' else reason


def mount_binfmt(libc):
    return libc.mount(b'binfmt_misc', DIR.encode(), b'binfmt_misc', 0, None) == 0


def write(path, text):
    with open(path, 'w', encoding='utf-8') as stream:
        stream.write(text)


def main():
    def inside(libc):
        if not mount_binfmt(libc):
            raise OSError('no binfmt_misc')
        tool = os.path.join(os.environ['FERRY_BUILD'], 'ferry-binfmt')
        subprocess.run([tool, 'install', '--credential', 'yes', sys.argv[1]], check=True)
        subprocess.run(sys.argv[2:], check=True)
    return in_private(inside, 4294967295) is not None


if __name__ == '__main__':
    sys.exit(main())
