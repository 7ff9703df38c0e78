#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Unmodified foreign packages of Debian: what they print equals what the native ones print.

In:  tests/packages/cases/*.sh, each a script for the guest's bash; comments at its top:
       # needs: PACKAGE...     packages besides bash and coreutils
       # needs-SUITE: ...      in this release instead
       # quick                 belongs to `make check`; the others to `make check-full` only
       # proc                  only where /proc can be mounted in the root
       # limit: SECONDS        of one run (300)
       # modes: chroot         only in this mode (both: -L and chroot)
       # skip-ARCH: REASON     not of this architecture
     Arguments choose cases by parts of their names. --full: all of them. --guest=ARCH: of
     GUESTS (arm64).
     $FERRY the launcher; $FERRY_ENGINE options put in front; $FERRY_BUILD where the roots are
     kept; $FERRY_ROOT_ARM64, $FERRY_ROOT_AMD64 ...: ready roots instead of fetched ones.
Out: TAP: for each case one result with `-L ROOT` and one in `chroot ROOT`. The standard output
     and the status must be those of the same script in a root of the same packages for the
     host, entered by chroot.

Both roots are entered in a mount namespace of their own (as root, or with user namespaces):
nothing stays mounted, whatever happens.
"""

import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..')
BUILD = os.path.abspath(os.environ.get('FERRY_BUILD', os.path.join(TOP, 'build')))
FERRY = os.path.abspath(os.environ.get('FERRY', os.path.join(BUILD, 'ferry')))
ENGINE = os.environ.get('FERRY_ENGINE', '').split()
# The launcher's name, and the release of the packages, of both architectures, if not the host's.
GUESTS = {'arm64': ('qemu-aarch64', None), 'armhf': ('qemu-arm', None),
          'armel': ('qemu-arm', None), 'riscv64': ('qemu-riscv64', 'trixie')}
BASE = ['bash', 'coreutils', 'libc-bin']
ENV = {'PATH': '/usr/bin:/bin:/usr/sbin:/sbin', 'HOME': '/tmp', 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC',
       'PYTHONHASHSEED': '0', 'PYTHONDONTWRITEBYTECODE': '1', 'TERM': 'dumb'}

# Runs in the new namespace: $1 root, $2 folder below it, the rest is how bash starts there.
ENTER = '''
root=$1 folder=$2
shift 2
mkdir -p "$root/proc" "$root/dev" "$root/tmp"
mount --bind "$root" "$root" 2>/dev/null
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc" 2>/dev/null
mount --rbind /dev "$root/dev" 2>/dev/null || for f in null zero full random urandom; do
    [ -e "$root/dev/$f" ] || case $f in
        null) mknod -m 666 "$root/dev/null" c 1 3 ;; zero) mknod -m 666 "$root/dev/zero" c 1 5 ;;
        full) mknod -m 666 "$root/dev/full" c 1 7 ;; *) mknod -m 666 "$root/dev/$f" c 1 9 ;;
    esac
done
cd "$root" || exit 99
mount --move . / 2>/dev/null # no chroot for the kernel, which would refuse user namespaces
exec chroot . "$@" -c 'cd "$1" && exec bash case.sh' bash "$folder"
'''


class Case:
    def __init__(self, path, guest, suite):
        self.path = path
        self.guest, self.suite = guest, suite
        self.name = os.path.basename(path)[:-3]
        self.quick = self.proc = False
        self.needs, self.limit, self.modes = [], 300, 'L chroot'
        self.skip = None
        with open(path, encoding='utf-8') as stream:
            for line in stream:
                match = re.match(r'# ((?:needs|skip)(?:-\w+)?|quick|proc|limit|modes)(?::\s*(.*))?$', line)
                if not match and not line.startswith('#'):
                    break
                if match:
                    self.directive(match[1], match[2])

    def directive(self, name, text):
        if name in ('quick', 'proc'):
            setattr(self, name, True)
        elif name in ('needs', f'needs-{self.suite}'):
            self.needs = text.split()
        elif name == f'skip-{self.guest}':
            self.skip = text
        elif name.startswith(('needs-', 'skip-')):
            pass
        elif name == 'limit':
            self.limit = int(text)
        else:
            self.modes = text


class Skip(Exception):
    """Nothing can be tested, and why."""


def root_for(arch, packages, suite=None):
    """The folder of a root that has the packages."""
    given = os.environ.get('FERRY_ROOT_' + arch.upper())
    if given:
        return os.path.abspath(given)
    root = f'{BUILD}/root-{arch}' + (f'-{suite}' if suite else '')
    options = ['--suite', suite] if suite else []
    result = subprocess.run([f'{TOP}/scripts/fetch-root'] + options + [root, arch] + packages,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            env=dict(os.environ, FERRY_CACHE=f'{BUILD}/cache'), check=False)
    if result.returncode:
        raise Skip(f'no {arch} root: {(result.stdout.strip() or "?").splitlines()[-1]}')
    return root


def namespace():
    """(the command that makes a namespace in which chroot is allowed, can it mount)."""
    kinds = [['unshare', '-m'], ['unshare', '-rm']] if os.getuid() == 0 else [['unshare', '-rm']]
    for kind in kinds:
        test = subprocess.run(kind + ['mount', '-t', 'tmpfs', 'none', '/mnt'],
                              capture_output=True, check=False)
        if test.returncode == 0:
            return kind, True
    if os.getuid() == 0:
        return [], False
    raise Skip('chroot needs root or user namespaces; neither is there')


def run(command, folder, limit):
    """(status, stdout, stderr); the whole process group ends with it."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, cwd=folder, env=ENV, stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=err, start_new_session=True)
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            status = f'no end within {limit} s'
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        out.seek(0), err.seek(0)
        return status, out.read(), err.read()


class Place:
    """A root in which a case runs, in a folder of its own."""

    def __init__(self, root, enter, launcher):
        self.root, self.enter, self.launcher = root, enter, launcher

    def run(self, case):
        # With -L the folder is one of the host's, as it is for whoever uses -L; of the same file
        # system, since sizes of folders and the order of names are the file system's.
        place = f'{self.root}/tmp' if self.enter is not None else BUILD
        with tempfile.TemporaryDirectory(dir=place, prefix='case-') as folder:
            shutil.copy(case.path, f'{folder}/case.sh')
            os.chmod(folder, 0o755)
            if self.enter is None:
                command = self.launcher + [f'{self.root}/usr/bin/bash', 'case.sh']
            else:
                command = self.enter + ['sh', '-c', ENTER, 'sh', self.root,
                                        folder[len(self.root):]] + self.launcher + ['/bin/bash']
            return run(command, folder, case.limit)


def in_chroot(root, launcher):
    """How the launcher is called inside the root; it is put there."""
    target = f'{root}/usr/bin/{launcher}'
    if os.path.lexists(target):
        os.remove(target)
    shutil.copy2(FERRY, target)
    return [f'/usr/bin/{launcher}'] + ENGINE


def report(number, name, want, got):
    if want[:2] == got[:2]:
        print(f'ok {number} - {name}', flush=True)
        return True
    print(f'not ok {number} - {name}')
    print(f'# status: native {want[0]}, guest {got[0]}')
    a, b = want[1].splitlines(), got[1].splitlines()
    for i in range(max(len(a), len(b))):
        left, right = (x[i] if i < len(x) else None for x in (a, b))
        if left != right:
            print(f'# line {i + 1} native: {left!r:.300}\n# line {i + 1} guest:  {right!r:.300}')
            break
    for line in got[2].decode('utf-8', 'replace').splitlines()[-12:]:
        print(f'# stderr: {line:.300}')
    sys.stdout.flush()
    return False


def main():
    full = '--full' in sys.argv[1:]
    guest = next((a[8:] for a in sys.argv[1:] if a.startswith('--guest=')), 'arm64')
    launcher, suite = GUESTS[guest]
    wanted = [a for a in sys.argv[1:] if not a.startswith('-')]
    cases = [Case(path, guest, suite) for path in sorted(glob.glob(f'{HERE}/cases/*.sh'))]
    cases = [c for c in cases if (full or c.quick or wanted)
             and (not wanted or any(w in c.name for w in wanted))]
    try:
        enter, mounts = namespace()
        packages = sorted(set(BASE).union(*(c.needs for c in cases if not c.skip)))
        foreign, native = (root_for(arch, packages, suite) for arch in (guest, 'amd64'))
    except Skip as reason:
        print(f'1..0 # SKIP {reason}')
        return 77
    here = Place(native, enter, [])
    places = {'L': Place(foreign, None, [FERRY, '-L', foreign] + ENGINE),
              'chroot': Place(foreign, enter, in_chroot(foreign, launcher))}
    jobs = [(case, mode) for case in cases for mode in case.modes.split()]
    print(f'1..{len(jobs)}', flush=True)
    bad, expected = 0, {}
    for number, (case, mode) in enumerate(jobs, 1):
        name = f'{case.name} ({"-L" if mode == "L" else mode})'
        if case.skip:
            print(f'ok {number} - {name} # SKIP {case.skip}', flush=True)
            continue
        if case.proc and not mounts and mode == 'chroot':
            print(f'ok {number} - {name} # SKIP /proc cannot be mounted here')
            continue
        if case.name not in expected:
            expected[case.name] = here.run(case)
            if expected[case.name][0] != 0:
                print(f'# {case.name}: the native run fails: {expected[case.name]!r:.500}')
        bad += not report(number, name, expected[case.name], places[mode].run(case))
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
