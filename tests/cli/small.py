# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests share that ask one small guest program several things: its build, TAP.

In:  the compiler's name and its words for the program, but for -o; the cases: a name, and a function
     that is given the program and says what is wrong, '' if nothing is.
Out: TAP, and the exit status of the test.
"""
import os
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.environ.get('FERRY', os.path.join(HERE, '..', '..', 'build', 'ferry'))


def run(*words):
    """(status, stdout, stderr) of the launcher with these words."""
    result = subprocess.run([FERRY, *words], capture_output=True, text=True, timeout=60, check=False)
    return result.returncode, result.stdout, result.stderr


def difference(got, want):
    return '' if got == want else f'{got!r}, not {want!r}'


def test(compiler, words, cases):
    if not shutil.which(compiler):
        print(f'1..0 # SKIP no {compiler}')
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, 'program')
        subprocess.run([compiler, *words, '-o', program], check=True)
        print(f'1..{len(cases)}')
        for number, (name, ask) in enumerate(cases, 1):
            wrong = ask(program)
            failed += bool(wrong)
            print(f'{"not ok" if wrong else "ok"} {number} - {name}')
            for line in wrong.splitlines():
                print(f'# {line}')
    return failed != 0
