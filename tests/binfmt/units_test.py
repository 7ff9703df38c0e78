#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What other systems read of ours: the systemd unit, the DaemonSet, the files of binfmt-support.

In: $FERRY; systemd-analyze, kubectl, update-binfmts as far as they are there.  Out: TAP.
kubectl takes the object apart by the types of its API and puts it together again: a field that is
none of them would be lost.  update-binfmts imports in a private namespace.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import private

OCI = os.path.join(private.SOURCE, 'scripts/oci')
UPDATE = os.environ.get('UPDATE_BINFMTS') or shutil.which('update-binfmts')


def run(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=120, **more)


def unit(folder):
    """The unit, with a program that is there instead of podman."""
    if not shutil.which('systemd-analyze'):
        private.skip('systemd-analyze verify', 'no systemd-analyze')
        return
    path = os.path.join(folder, 'ferry-binfmt.service')
    with open(OCI + '/ferry-binfmt.service', encoding='utf-8') as source, \
            open(path, 'w', encoding='utf-8') as out:
        out.write(source.read().replace('/usr/bin/podman', '/bin/true'))
    done = run('systemd-analyze', 'verify', '--man=no', path)
    private.ok(done.returncode == 0 and 'ferry-binfmt' not in done.stderr,
               'systemd-analyze verify', done.stderr)


def lost(wanted, found, place=''):
    """What of `wanted` is not in `found`."""
    if isinstance(wanted, dict):
        return [name for key, value in wanted.items()
                for name in (lost(value, found[key], f'{place}.{key}')
                             if isinstance(found, dict) and key in found else [f'{place}.{key}'])]
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return [place]
        return [name for number, pair in enumerate(zip(wanted, found))
                for name in lost(*pair, f'{place}[{number}]')]
    return [] if wanted == found else [f'{place}: {wanted} became {found}']


def daemonset():
    try:
        import yaml
    except ImportError:
        yaml = None
    if not yaml or not shutil.which('kubectl'):
        private.skip('the DaemonSet has only fields of its kind', 'no kubectl, or no yaml module')
        return
    path = OCI + '/daemonset.yaml'
    with open(path, encoding='utf-8') as source:
        wanted = yaml.safe_load(source)
    container = wanted['spec']['template']['spec']['containers'][0]
    container['image'] = 'example/image:1'
    done = run('kubectl', 'set', 'image', '--local', '-o', 'json', '-f', path,
               f'{container["name"]}={container["image"]}')
    wrong = [done.stderr] if done.returncode else lost(wanted, json.loads(done.stdout))
    private.ok(not wrong, 'the DaemonSet has only fields of its kind', '\n'.join(wrong))
    shell = run('sh', '-n', '-c', container['command'][2])
    private.ok(shell.returncode == 0, "its container's script is one", shell.stderr)


def entry(name):
    with open(f'{private.DIR}/{name}', encoding='ascii') as stream:
        return stream.read()


def imported(folder):
    name = 'update-binfmts --import makes the entry that we register'
    if not UPDATE or os.geteuid():
        private.skip(name, 'needs root and update-binfmts')
        return
    installed = private.launchers(folder + '/installed')
    files = folder + '/binfmts'
    for part in (files, folder + '/admin'):
        os.makedirs(part)
    result = folder + '/result'

    def inside(libc):
        if not private.mount_binfmt(libc):
            raise OSError('no binfmt_misc in user namespaces (Linux 6.7)')
        tool = [installed + '/ferry-binfmt']
        env = private.environment()
        run(*tool, 'install', 'aarch64', env=env)
        ours = entry('qemu-aarch64')
        run(*tool, 'uninstall', 'aarch64', env=env)
        text = run(*tool, 'lines', '--format', 'binfmts', 'aarch64', env=env).stdout
        with open(files + '/qemu-aarch64', 'w', encoding='ascii') as out:
            out.write(text)
        done = run(UPDATE, '--admindir', folder + '/admin', '--importdir', files, '--import',
                   'qemu-aarch64')
        theirs = entry('qemu-aarch64') if done.returncode == 0 else ''
        with open(result, 'w', encoding='utf-8') as out:
            json.dump([ours, theirs, done.stderr + text], out)

    reason = private.in_private(inside)
    if not os.path.exists(result):
        private.ok(False, name, reason)
        return
    with open(result, encoding='utf-8') as stream:
        ours, theirs, text = json.load(stream)
    # binfmt-support may put a program of its own in between; magic and mask have to be ours.
    parts = [re.findall(r'^(?:offset|magic|mask) .*$', e, re.MULTILINE) for e in (ours, theirs)]
    flags = [re.search(r'^flags: (.*)$', e, re.MULTILINE) for e in (ours, theirs)]
    good = parts[0] == parts[1] and len(parts[0]) == 3 and flags[1] and 'F' in flags[1][1]
    private.ok(good, name, f'{ours}\n{theirs}\n{text}')


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        unit(folder)
        daemonset()
        imported(folder)
    private.end()


if __name__ == '__main__':
    sys.exit(main())
