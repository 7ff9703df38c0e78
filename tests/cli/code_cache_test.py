#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The translation cache on disk: what is stored is used, and only where it is right.

In: $FERRY, the program.  Out: TAP.  The guest is tests/cli/probe.c, built by the cross compiler, and a
program of two builds whose files have the same size.  That regions came from the folder is read from
the last line of -d cache.
"""
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile

FERRY = os.path.abspath(os.environ.get("FERRY", "ferry"))
HERE = os.path.dirname(os.path.abspath(__file__))
CC = shutil.which("aarch64-linux-gnu-gcc")
ANSWER = """
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv)
{
    unsigned long sum = 0;
    for (int i = 0; i < 1000; i++)
        sum = sum * 31 + strlen(argv[i %% argc]) + %d;
    printf("%%lx\\n", sum);
    return %d;
}
"""
count = failed = 0


def ok(good, name, detail=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    for text in [] if good else str(detail).splitlines():
        print("#", text)


def run(program, folder, env=None, args=()):
    """(status, output, regions made, regions made earlier)"""
    full = {k: v for k, v in os.environ.items() if not k.startswith(("QEMU_", "FERRY_"))}
    full.update({"FERRY_CODE_CACHE": folder, "QEMU_LOG": "cache"}, **(env or {}))
    r = subprocess.run([FERRY, *args, program, "a", "bcd"], capture_output=True, text=True, timeout=60,
                       env=full)
    counts = re.findall(r"cache: (\d+) regions made, (\d+) made earlier", r.stderr)
    made, earlier = map(int, counts[-1]) if counts else (-1, -1)
    return r.returncode, r.stdout, made, earlier, r.stderr[-300:]


def build(d, name, number):
    source = os.path.join(d, name + ".c")
    with open(source, "w", encoding="ascii") as f:
        f.write(ANSWER % (number, number))
    program = os.path.join(d, name)
    subprocess.run([CC, "-O2", "-static", "-o", program, source], check=True)
    return program


def files(folder, suffix):
    return sorted(os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(suffix))


def warm(program, folder, want, name, env=None, args=()):
    r = run(program, folder, env, args)
    ok(r[:2] == want and r[3] > 100 and r[2] < r[3] / 4, name, r)


def cold(program, folder, want, name, env=None, args=()):
    r = run(program, folder, env, args)
    ok(r[:2] == want and r[3] <= 0, name, r)


def optimised(program, folder, want):
    """What one process optimised, the next one has, long before it is hot there."""
    def tier2(*args, **env):
        full = {k: v for k, v in os.environ.items() if not k.startswith(("QEMU_", "FERRY_"))}
        full.update({"FERRY_CODE_CACHE": folder, "QEMU_LOG": "cache"}, **env)
        r = subprocess.run([FERRY, *args, program, "a", "bcd"], capture_output=True, text=True,
                           timeout=60, env=full)
        lines = [line for line in r.stderr.splitlines() if ": tier 2, " in line]
        return ((r.returncode, r.stdout) == want, len(lines),
                sum(line.endswith("made earlier") for line in lines))

    r = tier2("-tier-after", "100")
    ok(r[0] and r[1] > 0 and r[2] == 0, "optimised code is made", r)
    r = tier2()
    ok(r[0] and r[1] == r[2] > 0, "and used by the next process, which needs none of its own", r)
    r = tier2(FERRY_CHECK_CODE_CACHE="1")
    ok(r[0] and r[2] > 0, "compared with new translations", r)


def targets(d):
    """Code that has been optimised for where a branch usually goes, in a program that lies elsewhere
    each time."""
    program, folder = os.path.join(d, "targets"), d + "/targets-store"
    source = os.path.join(HERE, "..", "guest", "int", "targets.c")
    subprocess.run([CC, "-O2", "-static-pie", "-o", program, source], check=True)
    want = run(program, "off")[:2]
    r = run(program, folder, args=["-tier-after", "1000"])
    ok(want[0] == 0 and want[1] and r[:2] == want, "usual targets, optimised here", (want, r))
    warm(program, folder, want, "made earlier")
    warm(program, folder, want, "compared with new translations", {"FERRY_CHECK_CODE_CACHE": "1"})


def faults(d):
    """Where values are when a fault happens is read from the folder too, of either tier."""
    program, folder = os.path.join(d, "faults"), d + "/faults-store"
    source = os.path.join(HERE, "..", "guest", "signals", "fault_loop.c")
    subprocess.run([CC, "-O2", "-static", "-o", program, source], check=True)
    want = run(program, "off")[:2]
    for name, args in ("tier 1", ["-tier-after", "100000000"]), ("tier 2", ["-tier-after", "50"]):
        ok(run(program, folder, args=args)[:2] == want, f"faults in code of {name}, made here")
    r = run(program, folder)
    ok(want[0] == 0 and r[:2] == want and r[3] > 100, "and of both, made earlier", (want, r))


def damage(program, folder, want):
    """A file that is not what was written is not believed."""
    code, index = files(folder, ".code")[0], files(folder, ".index")[0]
    good = {name: open(name, "rb").read() for name in (code, index)}

    def attempt(name, path, data):
        with open(path, "wb") as f:
            f.write(data)
        r = run(program, folder)
        ok(r[:2] == want, name, r)
        r = run(program, folder)
        ok(r[:2] == want, name + ": and then", r)
        for p, content in good.items():
            with open(p, "wb") as f:
                f.write(content)

    for path, what in ((code, "code"), (index, "index")):
        data = good[path]
        attempt(f"an empty {what} file", path, b"")
        attempt(f"half of the {what} file", path, data[:len(data) // 2 // 8 * 8])
        attempt(f"zeros in the {what} file", path, bytes(len(data)))
        attempt(f"ones in the {what} file", path, b"\xff" * len(data))
        flipped = bytearray(data)
        for i in range(5, len(data), 61):
            flipped[i] ^= 0x10
        attempt(f"flipped bits in the {what} file", path, bytes(flipped))
    os.unlink(index)
    r = run(program, folder)
    ok(r[:2] == want, "no index", r)
    run(program, folder)
    warm(program, folder, want, "no index: it comes again")


def permissions(program, d, want):
    folder = d + "/shared"
    os.mkdir(folder)
    os.chmod(folder, 0o777)
    cold(program, folder, want, "a folder that others may write is not used")
    ok(not os.listdir(folder), "and nothing is written there", os.listdir(folder))
    os.chmod(folder, 0o700)
    run(program, folder)
    warm(program, folder, want, "it is used when they may not")
    for name in files(folder, ""):
        mode = stat.S_IMODE(os.stat(name).st_mode)
        ok(mode == 0o600, "a file's mode", oct(mode))
    os.chmod(files(folder, ".code")[0], 0o666)
    cold(program, folder, want, "a file that others may write is not used")
    cold(program, "/dev/null/x", want, "a folder that can't be")
    cold(program, "off", want, "off")
    home = d + "/home"
    os.mkdir(home)
    full = {k: v for k, v in os.environ.items() if not k.startswith(("QEMU_", "FERRY_", "XDG_"))}
    full["HOME"] = home
    subprocess.run([FERRY, program], capture_output=True, env=full, timeout=60, check=False)
    ok(files(home + "/.cache/ferry", ".code"), "the default is ~/.cache/ferry")


def main():
    if not CC:
        print("1..0 # SKIP no aarch64-linux-gnu-gcc")
        return 0
    d = tempfile.mkdtemp(prefix="ferry-cache.")
    try:
        program, other = build(d, "five", 5), build(d, "seven", 7)
        folder = d + "/store"
        want = run(program, "off")[:2]
        ok(want[0] == 5 and want[1], "without", want)
        cold(program, folder, want, "cold")
        warm(program, folder, want, "warm")
        warm(program, folder, want, "warm, compared with new translations",
             {"FERRY_CHECK_CODE_CACHE": "1"})
        cold(program, folder, want, "another processor has other code", args=["-cpu", "cortex-a57"])
        cold(program, folder, want, "optimised at once: not from there", args=["-tier", "2"])
        optimised(program, d + "/optimised", want)
        before = os.stat(program)
        with open(other, "rb") as f, open(program, "r+b") as g:
            g.write(f.read())
        os.utime(program, ns=(before.st_atime_ns, before.st_mtime_ns))
        same_size = os.stat(program).st_size == before.st_size
        changed = run(program, "off")[:2]
        r = run(program, folder)
        ok(same_size and changed[0] == 7 and r[:2] == changed and r[3] > 100, "other bytes in the same file", (r, changed))
        warm(program, folder, changed, "and then again")
        faults(d)
        targets(d)
        damage(program, folder, changed)
        permissions(program, d, changed)
        many = d + "/many"
        env = dict(os.environ, FERRY_CODE_CACHE=many)
        running = [subprocess.Popen([FERRY, program, "a", "bcd"], env=env, text=True,
                                    stdout=subprocess.PIPE) for _ in range(12)]
        results = [(p.communicate(timeout=60)[0], p.returncode) for p in running]
        ok(all(x == (changed[1], changed[0]) for x in results), "twelve writers at once", results)
        warm(program, many, changed, "and one reader")
        print(f"1..{count}")
        return failed != 0
    finally:
        shutil.rmtree(d, ignore_errors=True)


sys.exit(main())
