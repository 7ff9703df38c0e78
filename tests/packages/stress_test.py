#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""stress-ng of a foreign Debian, every stressor for a second with --verify: what passes natively passes.

In:  Debian's stress-ng for the host and for the guest, fetched by name; arguments choose stressors.
     --guest=ARCH (arm64), --seconds=N (1) of each.  Root, as many stressors want it.
Out: TAP, a case a stressor.

It runs in namespaces of its own, without the rights to set clocks, load modules, reboot or reach
devices, and below limits of memory and tasks where the machine's cgroups allow.
"""

import os
import re
import shutil
import signal
import subprocess
import sys

import run

# Runs in the new namespaces: $1 root, $2 group's name; the rest is the command inside.
ENTER = r"""
root=$1 group=$2
shift 2
limit() # CONTROLLER FILE VALUE
{
    d=$(sed -n "s,^[0-9]*:$1:,/sys/fs/cgroup/$1,p" /proc/self/cgroup)/$group
    mkdir -p "$d" && echo "$3" >"$d/$2" && echo $$ >"$d/cgroup.procs"
} 2>/dev/null
mount -t proc proc "$root/proc" && mount -t sysfs sysfs "$root/sys" || exit 99
mount -t tmpfs -o mode=1777,size=1g tmp "$root/tmp" && mount -t tmpfs dev "$root/dev" || exit 99
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
mount -t tmpfs -o size=1g shm "$root/dev/shm"
mount -t mqueue mqueue "$root/dev/mqueue"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/zero" c 1 5
mknod -m 666 "$root/dev/full" c 1 7
mknod -m 666 "$root/dev/random" c 1 8
mknod -m 666 "$root/dev/urandom" c 1 9
mknod -m 666 "$root/dev/tty" c 5 0
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ip link set lo up 2>/dev/null
limit memory memory.limit_in_bytes 4G
limit pids pids.max 4000
ulimit -c 0
cd /
exec setpriv --bounding-set=-sys_time,-sys_boot,-sys_module,-sys_rawio \
    env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/tmp LC_ALL=C chroot "$root" "$@"
"""

NAMESPACES = ['unshare', '-m', '-p', '-i', '-n', '-u', '-f', '--kill-child']
# stress-ng's exit statuses.
MEANS = {0: 'passed', 1: 'error', 2: 'failed', 3: 'no resources', 4: 'not implemented',
         5: 'killed by a signal', 6: 'exit', 7: 'metrics'}
# What would reach beyond the namespaces, or is for one processor.
LEFT_OUT = {'rawdev': 'reads the disks of the machine', 'swap': 'changes the swap of the machine',
            'ipsec-mb': 'is for x86-64', 'rdrand': 'is for x86-64',
            'tsc': 'is not for arm64'}


def stressors(enter):
    text = subprocess.run(enter + ['/usr/bin/stress-ng', '--stressors'], capture_output=True, text=True,
                          check=False).stdout
    return text.split()


def stress(enter, name, seconds):
    """(exit status, what it says)"""
    command = enter + ['/usr/bin/stress-ng', f'--{name}', '1', '--timeout', str(seconds), '--verify',
                       '--temp-path', '/tmp', '--no-rand-seed', '--oomable']
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, start_new_session=True) as process:
        try:
            out = process.communicate(timeout=240 + 20 * seconds)[0]
            status = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out = process.communicate()[0]
            status = 'no end'
    return status, out.decode('utf-8', 'replace')


def entry(root, launcher, group):
    for folder in 'proc', 'sys', 'dev', 'tmp':
        os.makedirs(f'{root}/{folder}', exist_ok=True)
    return NAMESPACES + ['sh', '-c', ENTER, 'sh', root, group] + launcher


def options():
    guest, seconds, wanted = 'arm64', 1, []
    for arg in sys.argv[1:]:
        option = re.match(r'--(guest|seconds)=(\w+)', arg)
        if not option:
            wanted.append(arg)
        elif option[1] == 'guest':
            guest = option[2]
        else:
            seconds = int(option[2])
    return guest, seconds, wanted


def case(number, name, here, there, seconds):
    want = None if name in LEFT_OUT else stress(here, name, seconds)
    if not want or want[0] != 0:
        why = f'natively: {MEANS.get(want[0], want[0])}' if want else LEFT_OUT[name]
        print(f'ok {number} - {name} # SKIP {why}', flush=True)
        return True
    got = stress(there, name, seconds)
    good = got[0] == 0 and not ('skipped' in got[1] and 'skipped' not in want[1])
    print(f"{'ok' if good else 'not ok'} {number} - {name}", flush=True)
    if not good:
        print(f'# {MEANS.get(got[0], got[0])}')
        print('\n'.join(f'# {line:.200}' for line in got[1].splitlines()[-15:]), flush=True)
    return good


def main():
    guest, seconds, wanted = options()
    if os.getuid() or not shutil.which('setpriv'):
        print('1..0 # SKIP needs root and setpriv')
        return 77
    launcher, suite = run.GUESTS[guest]
    try:
        foreign, native = (run.root_for(a, run.BASE + ['stress-ng'], suite)
                           for a in (guest, 'amd64'))
    except run.Skip as reason:
        print(f'1..0 # SKIP {reason}')
        return 77
    there = entry(foreign, run.in_chroot(foreign, launcher), 'ferry-stress')
    here = entry(native, [], 'ferry-stress')
    names = [n for n in stressors(here) if not wanted or n in wanted]
    print(f'1..{len(names)}', flush=True)
    bad = sum(not case(number, name, here, there, seconds) for number, name in enumerate(names, 1))
    return bad != 0


if __name__ == '__main__':
    sys.exit(main())
