#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ferry --doctor: each kind of trouble that it explains.

In: $FERRY. Out: TAP. Mounts, limits and registrations are those of private namespaces.
"""
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile

import private
from private import DIR, FERRY, environment, ok, skip, write


def doctor(*args, env=None, **kw):
    return subprocess.run([FERRY, '--doctor', *args], capture_output=True, text=True,
                          errors='replace', timeout=60, env=environment(env), check=False, **kw)


def expect(name, result, *texts, status=0, without=None):
    out = result.stdout + result.stderr
    good = result.returncode == status and all(text in out for text in texts)
    return ok(good and (not without or without not in out), name,
              f'{result.args}: status {result.returncode}, wanted {status} and {texts}'
              f'{f", without {without}" if without else ""}\n{out}')


def check_programs(folder, guest):
    expect('a good program', doctor(guest), 'ok   architecture: aarch64', 'statically linked')
    expect("the host's", doctor('env'), 'the host runs it')
    expect('nothing there', doctor('/nonexistent'), 'FAIL', 'No such file', status=1)
    expect('a folder', doctor(folder), 'is no file', status=1)
    expect('the machine', doctor(), 'Linux')
    plain = shutil.copy(guest, folder + '/plain')
    os.chmod(plain, 0o644)
    expect('no permission', doctor(plain), 'chmod +x', status=1, without='script')
    with open(guest, 'rb') as stream:
        data = bytearray(stream.read())
    for name, machine, order in (('mips', 8, '<'), ('s390x', 22, '>')):
        data[5] = 1 if order == '<' else 2
        data[18:20] = struct.pack(order + 'H', machine)
        with open(f'{folder}/{name}', 'wb') as stream:
            stream.write(data)
        os.chmod(f'{folder}/{name}', 0o755)
        expect(f'no guest of ours: {name}', doctor(f'{folder}/{name}'), name.rstrip('x'),
               'guests of this program: aarch64', status=1)
    with open(guest, 'rb') as source, open(folder + '/short', 'wb') as stream:
        stream.write(source.read(100))
    os.chmod(folder + '/short', 0o755)
    expect('a damaged file', doctor(folder + '/short'), 'FAIL', status=1)
    write(folder + '/script', '#!/no/such/interpreter\n')
    os.chmod(folder + '/script', 0o755)
    expect('a script without its interpreter', doctor(folder + '/script'), 'is a script',
           "/no/such/interpreter", status=1)
    write(folder + '/script', f'#!{guest}\n')
    expect('a script of a guest program', doctor(folder + '/script'), f'is run by {guest}',
           'architecture: aarch64')


def check_libraries(folder):
    dynamic = folder + '/dynamic'
    write(folder + '/f.c', 'int f(void) { return 0; }\n')
    write(folder + '/m.c', 'int f(void); int main(void) { return f(); }\n')
    library = ['-shared', '-fPIC', '-Wl,-soname,libnosuch-2.so.7', 'f.c', '-o']
    for args in ([*library, 'libf.so'], ['-o', 'dynamic', 'm.c', 'libf.so']):
        subprocess.run([private.CC, *args], cwd=folder, check=True)
    expect('a missing library, and its package', doctor(dynamic), 'probably libnosuch-2-7:arm64',
           'apt-get install libnosuch-2-7:arm64', status=1)
    root = folder + '/rootfs'
    interpreter = '/lib/ld-linux-aarch64.so.1'
    os.makedirs(root + '/usr/lib')
    os.symlink('usr/lib', root + '/lib')
    os.makedirs(root + '/usr/bin')
    shutil.copy('/usr/aarch64-linux-gnu' + interpreter, root + interpreter)
    shutil.copy(dynamic, root + '/usr/bin')
    expect('a program of a root file system', doctor(root + '/usr/bin/dynamic'),
           f'-L {root} {root}/usr/bin/dynamic, or ferry chroot {root} /usr/bin/dynamic', status=1)
    os.makedirs(root + '/var/lib/dpkg/info')
    write(root + '/var/lib/dpkg/info/x.shlibs', 'libother 7 libother7\nlibnosuch-2 7 libexact9t64\n')
    expect("dpkg knows the package", doctor('-L', root, root + '/usr/bin/dynamic'),
           'is libexact9t64:arm64', f'below {root}, as packages: ', 'libexact9t64:arm64', status=1,
           without='or ferry chroot')
    os.makedirs(folder + '/empty')
    expect('a missing interpreter, and its package', doctor('-L', folder + '/empty', dynamic),
           'ld-linux-aarch64.so.1' if os.path.exists('/lib/ld-linux-aarch64.so.1') else
           'libc6:arm64', status=1)
    expect('a sysroot that is missing', doctor('-L', folder + '/none', dynamic),
           'no such directory', status=1)
    there = folder + '/libnosuch-2.so.7'
    subprocess.run(['gcc', *library, there], cwd=folder, check=True)
    paths = {'LD_LIBRARY_PATH': folder}
    expect('a library of another architecture is none', doctor(dynamic, env=paths),
           'libnosuch-2-7:arm64', status=1)
    os.rename(folder + '/libf.so', there)
    expect('the library is there', doctor(dynamic, env=paths), 'libraries are there')


def check_limits(guest):
    for mib, mark, status in ((100, 'FAIL', 1), (4000, 'note', 0)):
        def limit(size=mib << 20):
            resource.setrlimit(resource.RLIMIT_AS, (size, size))
        expect(f'ulimit -v of {mib} MiB', doctor(guest, preexec_fn=limit),
               f'{mark} ulimit -v is {mib} MiB', status=status)
        works = subprocess.run([FERRY, guest], capture_output=True, env=environment(),
                               preexec_fn=limit, check=False).returncode == 5
        ok(works == (status == 0), f'a program with ulimit -v of {mib} MiB '
           f'{"runs" if works else "does not run"}')


def check_mounts(libc, folder, guest):
    for options, what, status in ((8, 'noexec', 1), (2, 'nosuid', 0)):
        place = f'{folder}/{what}'
        os.makedirs(place)
        if libc.mount(b'none', place.encode(), b'tmpfs', options, None):
            skip(f'a file system mounted {what}', 'it cannot be mounted')
            continue
        shutil.copy(guest, place + '/guest')
        os.chmod(place + '/guest', 0o4755)
        expect(f'a file system mounted {what}', doctor(place + '/guest'), f'mounted {what}',
               status=status, without='script')


def entry(name, **parts):
    """A line for the guest aarch64."""
    row = [line.split('\t') for line in subprocess.run(
        [FERRY, '--list-guests'], capture_output=True, text=True,
        check=True).stdout.splitlines() if line.startswith('aarch64\t')][0]
    return f':{name}:M:0:{row[2]}:{row[3]}:{parts["path"]}:{parts.get("flags", "")}'


def check_registrations(libc, guest):
    libc.mount(b'none', DIR.encode(), b'tmpfs', 0, None)  # the machine's own may be there
    expect('binfmt_misc is not mounted', doctor(guest), 'binfmt_misc is not mounted')
    if not private.mount_binfmt(libc):
        skip('registrations', 'no binfmt_misc in user namespaces (Linux 6.7)')
        return
    expect('no registration', doctor(guest), 'no binfmt_misc entry for aarch64',
           'Exec format error')
    write(DIR + '/register', entry('good', path=FERRY, flags='POCF'))
    expect('a registration', doctor(guest), 'ok   ./program works for aarch64', 'entry good',
           without='without flag')
    write(DIR + '/good', '0')
    expect('an entry that is disabled', doctor(guest), 'entry good is disabled')
    write(DIR + '/register', entry('bad', path='/nonexistent/qemu'))
    expect('an interpreter that is missing', doctor(guest), 'FAIL the interpreter /nonexistent',
           'without flag F', 'without flag C', status=1)
    write(DIR + '/good', '1')
    expect('two entries', doctor(guest), 'entry good', 'matches as well, but bad is newer',
           status=1)
    write(DIR + '/status', '0')
    expect('binfmt_misc is disabled', doctor(guest), 'disabled as a whole', status=1)
    libc.umount2(DIR.encode(), 2)


def check_namespaces(libc, guest):
    expect('user namespaces work', doctor(), 'user namespaces work')
    write('/proc/sys/user/max_user_namespaces', '0')
    expect('no user namespaces', doctor(), 'work for root only', 'user.max_user_namespaces is 0')
    libc.mount(b'none', b'/proc', b'tmpfs', 0, None)
    expect('no /proc', doctor(guest), 'FAIL /proc is not mounted', status=1)


def main():
    if not private.CC:
        private.skip_all('needs aarch64-linux-gnu-gcc')
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        guest = private.build_guest(folder)
        check_programs(folder, guest)
        check_libraries(folder)
        check_limits(guest)

        def inside(libc):
            check_mounts(libc, folder, guest)
            check_registrations(libc, guest)
            check_namespaces(libc, guest)
            write(folder + '/count', f'{private.count} {private.failed}')
        reason = private.in_private(inside)
        if os.path.exists(folder + '/count'):
            with open(folder + '/count', encoding='ascii') as stream:
                private.count, private.failed = map(int, stream.read().split())
        elif reason == 'failed':
            ok(False, 'the tests in private namespaces ended early')
        else:
            skip('mounts, registrations, namespaces', f'no user namespace: {reason}')
    private.end()


if __name__ == '__main__':
    sys.exit(main())
