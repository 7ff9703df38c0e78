#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The completions, by the shells themselves: what each offers behind a line that has been begun.

In: $FERRY_BUILD; bash, zsh, fish as far as they are there.  Out: TAP.
bash's function is called as bash would; fish tells what it would offer; zsh, which does not, is
typed at through a terminal.
"""
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import private

BUILD = os.environ.get('FERRY_BUILD') or os.getcwd()
# The line; words that are offered, words that are not (of those that a faulty one would offer).
LINES = (('qemu-aarch64 -stra', ('-strace',), ('-seed',)),
         ('ferry chr', ('chroot',), ('--doctor',)),
         ('ferry --li', ('--list-guests',), ('--doctor',)),
         ('ferry -exec ', ('jit', 'interp', 'compare'), ()),
         ('ferry -d in_', ('in_asm',), ('strace',)),
         ('qemu-aarch64 -cpu cortex-a7', ('cortex-a72', 'cortex-a76'), ('cortex-a53',)),
         ('qemu-riscv64 -cpu rv64', ('rv64',), ('cortex-a53',)),
         ('ferry chroot --bin', ('--bind',), ('--user',)),
         ('ferry-binfmt inst', ('install',), ('status',)),
         ('ferry-binfmt install risc', ('riscv32', 'riscv64'), ('aarch64',)),
         ('ferry-binfmt install --credential ', ('yes', 'no'), ()))


def environment(folder):
    return dict(private.environment(), PATH=f'{folder}/bin:{os.environ["PATH"]}', HOME=folder,
                TERM='dumb', LC_ALL='C')


def bash(folder, line):
    """COMPREPLY of the function that is registered for the command."""
    script = '''. "$1"; compopt() { :; }; read -ra COMP_WORDS <<<"$2"; [[ $2 = *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); name=${COMP_WORDS[0]}
        function=$(complete -p "$name"); function=${function#*-F }; function=${function%% *}
        "$function" "$name" "${COMP_WORDS[COMP_CWORD]}"; printf '%s\\n' "${COMPREPLY[@]}"'''
    done = subprocess.run(['bash', '-c', script, 'bash', f'{BUILD}/completions/bash/ferry', line],
                          capture_output=True, text=True, env=environment(folder), timeout=60,
                          check=False)
    return set(done.stdout.split('\n')), done.stderr


def fish(folder, line):
    script = f'set fish_complete_path {folder}/fish; complete -C "$argv"'
    done = subprocess.run(['fish', '-N', '-c', script, line], capture_output=True, text=True,
                          env=environment(folder), timeout=60, check=False)
    return {row.split('\t')[0] for row in done.stdout.split('\n')}, done.stderr


ZSH = '''PS1='READY> '; unset zle_bracketed_paste; setopt no_list_beep auto_list bash_auto_list no_auto_menu
fpath=({}/completions/zsh $fpath); autoload -Uz compinit; compinit -u -D
LISTMAX=0; show() {{ print -r -- "LINE $BUFFER" }}; zle -N show; bindkey '^X' show
'''


def zsh(folder, line, wanted):
    """What a terminal shows when a zsh has been typed at: the line, two tabs; the line as it is then."""
    pid, fd = pty.fork()
    if not pid:
        os.execvpe('zsh', ['zsh', '-f', '-i'], environment(folder))
    keys = [b'\t', b'\t', b'\x18'] * 3
    end, text, ready = time.monotonic() + 60, '', False
    os.write(fd, ZSH.format(BUILD).replace('\n', ';').encode() + b'\n')
    while time.monotonic() < end and not all(
            re.search(rf'(?<![\w-]){re.escape(word)}(?![\w-])', text) for word in wanted):
        if select.select([fd], [], [], 1)[0]:
            text += os.read(fd, 65536).decode('utf-8', 'replace')
        elif not ready:
            ready, text = 'READY> ' in text, '' if 'READY> ' in text else text
            if ready:
                os.write(fd, line.encode())
        elif keys:
            os.write(fd, keys.pop(0))
        else:
            break
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(fd)
    return set(re.split(r'[\s\x07]+', text)), ''


def check(shell, line, words, errors, wanted, unwanted):
    private.ok(set(wanted) <= words and not set(unwanted) & words and not errors,
               f'{shell}: {line}', f'{sorted(words)}\n{errors}')


def main():
    if not os.path.exists(f'{BUILD}/completions'):
        private.skip_all('no completions in the build')
    with tempfile.TemporaryDirectory() as folder:
        private.launchers(folder + '/bin')
        os.makedirs(folder + '/fish')
        rows = subprocess.run([private.FERRY, '--list-guests'], capture_output=True, text=True,
                              check=True).stdout.splitlines()
        for name in ['ferry', 'ferry-binfmt'] + ['qemu-' + row.split('\t')[0] for row in rows]:
            os.symlink(f'{BUILD}/completions/fish/ferry.fish', f'{folder}/fish/{name}.fish')
        for line, wanted, unwanted in LINES:
            check('bash', line, *bash(folder, line), wanted, unwanted)
        for line, wanted, unwanted in LINES if shutil.which('fish') else ():
            check('fish', line, *fish(folder, line), wanted, unwanted)
        if not shutil.which('fish'):
            private.skip('fish', 'no fish')
        for line, wanted, unwanted in LINES if shutil.which('zsh') else ():
            check('zsh', line, *zsh(folder, line, wanted), wanted, unwanted)
        if not shutil.which('zsh'):
            private.skip('zsh', 'no zsh')
    private.end()


if __name__ == '__main__':
    sys.exit(main())
