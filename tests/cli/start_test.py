#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The launchers from outside: names, options, messages, exit codes, execve.

In: $FERRY, the program; $FERRY_ENGINE, its -exec (default: its own default).
Out: TAP. Guest programs are tests/cli/probe.c, built by the cross compiler.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

FERRY = os.path.abspath(os.environ.get("FERRY", "ferry"))
HERE = os.path.dirname(os.path.abspath(__file__))
CC = shutil.which("aarch64-linux-gnu-gcc")
count = failed = 0


def ok(good, name, detail=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good and detail:
        for text in str(detail).splitlines():
            print("#", text)
    return good


def environment(env):
    full = {k: v for k, v in os.environ.items() if not k.startswith(("QEMU_", "FERRY_"))}
    full["FERRY_CODE_CACHE"] = "off"
    if os.environ.get("FERRY_ENGINE"):
        full["FERRY_EXEC"] = os.environ["FERRY_ENGINE"]
    full.update(env)
    return full


def run(args, env=None, **kw):
    return subprocess.run(args, capture_output=True, text=True, errors="replace", timeout=60,
                          env=environment(env or {}), **kw)


def expect(name, args, status, text="", **kw):
    """Exit status, and a text that has to be in the output; errors are one line."""
    r = run(args, **kw)
    lines = r.stderr.splitlines()
    good = r.returncode == status and text in r.stdout + r.stderr
    if status in (1, 255) and not r.stdout:
        good = good and len(lines) == 1
    ok(good, name, f"status {r.returncode}\n{r.stdout}{r.stderr}")
    return r


def write(path, data, mode=0o755):
    with open(path, "wb") as f:
        f.write(data)
    os.chmod(path, mode)
    return path


def command_line(q):
    expect("-h", [q, "-h"], 0, "QEMU_LD_PREFIX")
    expect("--help", [q, "--help"], 0, "usage: qemu-aarch64 ")
    expect("-version", [q, "-version"], 0, "qemu-aarch64 version ")
    expect("-cpu help", [q, "-cpu", "help"], 1, "Available CPUs:")
    expect("-d help", [q, "-d", "help"], 0, "in_asm")
    expect("no program", [q], 1, "no user program specified")
    expect("unknown option", [q, "-nonsense", "x"], 1, "unknown option '-nonsense'")
    expect("missing argument", [q, "-L"], 1, "missing argument for option '-L'")


def log_items(q, probe):
    """Every item of -d that this program has a use for writes something of its own."""
    for item, word, text in (("cpu_reset", "", " SP="), ("mmu", "", "mmap "), ("page", "", "prot"),
                             ("cpu,fpu", "", " v31="), ("cache", "", "tier 1"),
                             ("int", "fault", "signal 11 (Segmentation fault), code 1"),
                             ("invalid_mem", "fault", "invalid access to 0x8 at pc "),
                             ("op", "", "OP:"), ("op_ind", "", "OP after"), ("in_asm", "", "IN:"),
                             ("out_asm", "", "OUT:"), ("exec", "", "Trace 0:"),
                             ("loader", "", "entry"), ("strace", "", "write(1")):
        words = [word] if word else []
        ok(text not in run([q, probe, *words]).stderr, f"no {item}")
        r = run([q, "-d", item, probe, *words])
        ok(text in r.stderr, f"-d {item}", r.stderr[-500:])


def bad_files(q, d, probe):
    expect("no such file", [q, "/nonexistent"], 1, "No such file or directory")
    expect("a directory", [q, d], 1, "it is a directory")
    expect("an empty file", [q, write(d + "/empty", b"")], 1, "Exec format error")
    expect("text", [q, write(d + "/text", b"hello\n")], 1, "Exec format error")
    expect("no permission", [q, write(d + "/data", open(probe, "rb").read(), 0o644)], 1,
           "it is not executable")
    expect("the host's program", [q, "/bin/true"], 255,
           "Invalid ELF image for this architecture: it is made for x86_64 (amd64)")
    expect("ferry runs the host's program", [FERRY, "/bin/echo", "hi"], 0, "hi")
    data = bytearray(open(probe, "rb").read())
    for length in (20, 63, 64, 100, 150):
        expect(f"truncated to {length}", [q, write(d + "/cut", bytes(data[:length]))], 255,
               "truncated")
    data[5] = 2
    expect("wrong byte order", [q, write(d + "/swapped", bytes(data))], 255, "Invalid ELF image")
    data[5], data[18] = 1, 8
    expect("another machine", [q, write(d + "/mips", bytes(data))], 255, "made for mips64el")
    data[18], data[16] = 183, 1
    expect("an object file", [q, write(d + "/object", bytes(data))], 255, "object file")
    expect("a script without interpreter", [q, write(d + "/noint", b"#!/nonexistent x\n")], 1,
           "its interpreter '/nonexistent': No such file")
    expect("a script with an empty line", [q, write(d + "/noname", b"#!\n")], 1,
           "Exec format error")
    expect("unknown guest", [os.path.join(d, "qemu-nosuch"), "x"], 1, "guest 'nosuch'")
    expect("unknown CPU", [q, "-cpu", "z80", probe], 1, "unable to find CPU model 'z80'")
    expect("unknown CPU property", [q, "-cpu", "max,foo=on", probe], 1,
           "can't apply global max-arm-cpu.foo=on: Property 'max-arm-cpu.foo' not found")
    expect("a bad value of a CPU property", [q, "-cpu", "max,pauth=maybe", probe], 1,
           "Parameter 'pauth' expects 'on' or 'off'")
    expect("log file", [q, "-D", "/nonexistent/x", probe], 1, "Error opening logfile")


def good_starts(q, d, probe, pie):
    for kind, path in (("static", probe), ("static-pie", pie)):
        r = expect(f"{kind}: runs, status passes through", [q, path, "a", "b c"], 5, "argc 3")
        for want in (f"arg [{path}]", "arg [b c]", f"execfn [{path}]", "platform [aarch64]",
                     "pagesz 1000", "random 1", "align 0", f"exe [{path}]",
                     f"comm [{os.path.basename(path)[:15]}]"):
            ok(want in r.stdout, f"{kind}: {want}", r.stdout)
        clock = [int(x.split()[1], 16) for x in r.stdout.splitlines() if x.startswith("clock")]
        ok(clock and abs(clock[0] - time.time()) < 5, f"{kind}: the vdso's clock", clock)
    expect("ferry chooses by the ELF header", [FERRY, probe, "x"], 5, "argc 2")
    expect("-0", [q, "-0", "other", probe, "x"], 5, "arg [other]")
    expect("QEMU_ARGV0", [q, probe, "x"], 5, "arg [other]", env={"QEMU_ARGV0": "other"})
    expect("-E", [q, "-E", "A=1,B=2", probe, "env"], 5, "env [B=2]")
    r = run([q, "-U", "A", probe, "env"], env={"A": "1", "B": "2"})
    ok("env [A=1]" not in r.stdout and "env [B=2]" in r.stdout, "-U", r.stdout)
    expect("binfmt name keeps argv[0]", [d + "/aarch64-binfmt-P", probe, "own name", "x"], 5,
           "arg [own name]")
    expect("QEMU_PRESERVE_ARGV0", [q, probe, "own name", "x"], 5, "arg [own name]",
           env={"QEMU_PRESERVE_ARGV0": "1"})
    script = write(d + "/script", f"#!{probe} one  two \nrest\n".encode())
    r = expect("a script", [q, script, "x"], 5, "argc 4")
    ok("arg [one  two]" in r.stdout and f"arg [{script}]" in r.stdout and "comm [script]" in
       r.stdout and f"execfn [{script}]" in r.stdout, "a script's arguments and names", r.stdout)


def sysroot(q, d, probe):
    root = d + "/root"
    os.makedirs(root + "/opt/bin")
    shutil.copy(probe, root + "/opt/bin/tool")
    os.symlink("/opt/bin/tool", root + "/opt/link")
    write(root + "/opt/script", b"#!/opt/link arg\n")
    r = expect("-L: an absolute link stays inside", [q, "-L", root, "/opt/link", "x"], 5,
               "argc 2")
    ok("exe [/opt/bin/tool]" in r.stdout and "comm [link]" in r.stdout,
       "-L: /proc/self/exe as the guest sees it", r.stdout)
    expect("-L: a file is made in a working directory below it", [q, "-L", root, "/opt/link", "create"],
           5, cwd=root + "/opt")
    ok(os.path.exists(root + "/opt/new"), "-L: and it is there")
    expect("-L: a script and its interpreter", [q, "-L", root, "/opt/script"], 5, "arg [arg]")
    expect("-L is inherited by execve", [q, "-L", root, "/opt/link", "exec", "/opt/script", "s"],
           5, "arg [/opt/script]")
    expect("QEMU_LD_PREFIX", [q, "/opt/link"], 5, "argc 1", env={"QEMU_LD_PREFIX": root})


def executes(q, d, probe, pie):
    r = expect("execve of a guest program", [q, probe, "exec", pie, "NAME", "y"], 5, "argc 2")
    ok(f"execfn [{pie}]" in r.stdout and "arg [NAME]" in r.stdout and f"exe [{pie}]" in r.stdout
       and f"comm [{os.path.basename(pie)[:15]}]" in r.stdout, "its names", r.stdout)
    r = run([q, probe, "exec", probe, "p", "env"], env={"A": "1"})
    ok("FERRY_START" not in r.stdout and "env [A=1]" in r.stdout, "its environment", r.stdout)
    expect("execve of the host's program", [q, probe, "exec", "/bin/echo", "e", "native"], 0,
           "native")
    expect("execve of a host's script",
           [q, probe, "exec", write(d + "/hs", b"#!/bin/sh\necho $0 $1\n"), "e", "works"], 0,
           "/hs works")
    expect("execve without arguments", [q, probe, "exec", probe], 5, "argc 1")
    expect("execveat of a descriptor", [q, probe, "fexec", pie, "F", "y"], 5,
           f"exe [{pie}]")
    for name, path, err in (("ENOENT", "/nonexistent", 2), ("EACCES, a directory", d, 13),
                            ("EACCES, no permission", d + "/data", 13),
                            ("ENOEXEC, empty", d + "/empty", 8),
                            ("ENOEXEC, text", d + "/text", 8),
                            ("ENOEXEC, truncated", d + "/cut", 8),
                            ("ENOENT, interpreter of a script", d + "/noint", 2),
                            ("ENOTDIR", probe + "/x", 20)):
        expect("execve: " + name, [q, probe, "exec", path, "x"], 7, f"errno {err:x}\n")
    last = probe
    for i in range(6):
        last = write(f"{d}/s{i}", f"#!{last}\n".encode())
        want = (7, "errno 28\n") if i == 5 else (5, "argc ")
        expect(f"execve: {i + 1} nested scripts", [q, probe, "exec", last, "x"], *want)
    busy = shutil.copy(probe, d + "/busy")
    with open(busy, "ab"):
        expect("execve: ETXTBSY", [q, probe, "exec", busy, "x"], 7, "errno 1a\n")
    os.symlink(probe, d + "/link")
    r = expect("execve of a link", [q, probe, "exec", d + "/link", "x"], 5, f"exe [{probe}]")
    ok("comm [link]" in r.stdout, "a link's name", r.stdout)
    expect("execve without a free descriptor",
           ["sh", "-c", 'ulimit -Sn 3; exec "$@"', "sh", q, probe, "exec", probe, "x"], 5, "argc 1")
    if os.geteuid() == 0:
        jail = d + "/jail"
        os.makedirs(jail)
        shutil.copy(probe, jail + "/p")
        expect("execve after chroot, no /proc", [q, probe, "chroot", jail, "/p", "IN", "y"], 5,
               "arg [IN]")
        expect("twice", [q, probe, "chroot", jail, "/p", "IN", "exec", "/p", "AGAIN"], 5,
               "arg [AGAIN]")
        root = d + "/left"
        os.makedirs(root)
        for path in ("/", "/..", "/p"):
            expect(f"-L: {path} after chroot", [q, "-L", root, probe, "chroot-open", jail, path], 5)


def from_outside(q, probe):
    p = subprocess.Popen([q, probe, "sleep", "x y"], stdout=subprocess.PIPE,
                         env=environment({}))
    p.stdout.readline()  # it runs
    with open(f"/proc/{p.pid}/comm") as f:
        ok(f.read() == os.path.basename(probe)[:15] + "\n", "comm from outside")
    with open(f"/proc/{p.pid}/cmdline", "rb") as f:
        ok(f.read() == f"{probe}\0sleep\0x y\0".encode(), "cmdline from outside")
    with open(f"/proc/{p.pid}/maps", encoding="latin-1") as f:
        heap = [int(line.split("-")[0], 16) for line in f if "[heap]" in line]
    with open(f"/proc/{p.pid}/stat", encoding="latin-1") as f:
        start = int(f.read().rpartition(")")[2].split()[44])
    ok(heap == [start], "start of the launcher's heap from outside")
    p.kill()
    p.wait()
    r = run([q, probe, "fault"])
    ok(r.returncode == -11 and "uncaught target signal 11 (Segmentation fault)" in r.stderr,
       "a fault ends the process by its signal", f"{r.returncode} {r.stderr}")


def signal_map(q, probe):
    for text, said in (("", "Malformed target signal in QEMU_RTSIG_MAP"),
                       ("34 40", "Malformed host signal in QEMU_RTSIG_MAP"),
                       ("34 40 1 ", "Malformed signal count in QEMU_RTSIG_MAP"),
                       ("34 40 1,", "Malformed target signal in QEMU_RTSIG_MAP"),
                       ("31 40 1", "31 is not a target rt signal"),
                       ("34 34 32", "65 is not a target rt signal"),
                       ("40 33 1", "33 is not a host rt signal"),
                       ("34 35 1,34 36 1", "34 is already mapped to 35"),
                       ("34 35 1,36 35 1", "35 already maps 34")):
        expect(f"-t '{text}'", [q, "-t", text, probe], 1, said)
    for text, signal, host in (("34 35 1", 34, 35), ("34 35 1", 35, 34), ("34 35 1", 36, 36),
                               ("32 40 2,60 50 3", 33, 41), ("32 40 2,60 50 3", 62, 52),
                               ("40 41 0", 40, 40)):
        r = run([q, probe, "die", str(signal)], env={"QEMU_RTSIG_MAP": text})
        ok(r.returncode == -host, f"-t '{text}': {signal} is the host's {host}", r.returncode)


def main():
    if not CC:
        print("1..0 # SKIP no aarch64-linux-gnu-gcc")
        return 0
    with tempfile.TemporaryDirectory() as d:
        d = os.path.realpath(d)
        for name in ("qemu-aarch64", "aarch64-binfmt-P", "qemu-nosuch"):
            os.symlink(FERRY, os.path.join(d, name))
        q, probe, pie = d + "/qemu-aarch64", d + "/probe", d + "/probe-with-a-long-name"
        flags = ["-O1", "-mgeneral-regs-only", "-nostdlib", "-ffreestanding", "-fno-builtin",
                 "-fno-stack-protector", HERE + "/probe.c"]
        subprocess.run([CC, "-static", *flags, "-o", probe], check=True)
        subprocess.run([CC, "-static-pie", "-fPIE", *flags, "-o", pie], check=True)
        os.chdir(d)
        command_line(q)
        log_items(q, probe)
        bad_files(q, d, probe)
        good_starts(q, d, probe, pie)
        sysroot(q, d, probe)
        executes(q, d, probe, pie)
        from_outside(q, probe)
        signal_map(q, probe)
    print(f"1..{count}")
    return failed != 0


sys.exit(main())
