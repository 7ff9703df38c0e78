#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Translators only read fields that at least one of their rows has.

In: target/*/*.decode and trans_*.c of the same folder. Out: TAP, one case a guest.
The decoder fills one struct for all rows, so the compiler can't see a field that no row gives: it
would always be zero. (A row may leave out what others of its translator have: zero is the default.)
Reads in functions of the same file that a translator hands its fields to count too.
"""

import glob
import os
import re
import subprocess
import sys
import importlib.machinery
import importlib.util

TOP = os.environ.get("FERRY_SRC") or os.path.dirname(os.path.abspath(__file__)) + "/../.."
FUNCTION = re.compile(r"^[a-z][^;{}()=#]*?\b(\w+)\(([^;{}]*)\)\n\{\n(.*?)^\}\n", re.M | re.S)

# dst64: read only where is_signed says so; scalar: zero is the vector form.
# arm: what functions for several formats and register counts read; zero is what the others mean.
OPTIONAL = {"dst64", "scalar"}
SHARED = {"arm": {"imm2", "imm3", "imm5", "rm", "vm", "M", "N", "L", "Q", "size", "half"}}


def load_generator():
    path = os.path.join(TOP, "scripts/decodegen")
    loader = importlib.machinery.SourceFileLoader("decodegen", path)
    spec = importlib.util.spec_from_loader("decodegen", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def functions(path):
    """name -> (fields read, functions that get the fields)"""
    found = {}
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for m in FUNCTION.finditer(text):
        name, params, body = m.groups()
        arg = re.search(r"_args \*(\w+)", params)
        if arg:
            a = arg[1]
            reads = set(re.findall(r"\b%s->(\w+)" % a, body))
            calls = set(re.findall(r"\b(\w+)\([^;{}]*?[(, ]?%s[,)]" % a, body))
            found[name] = (reads, calls)
    return found


def all_reads(name, found, seen):
    if name in seen or name not in found:
        return set()
    seen.add(name)
    reads, calls = found[name]
    out = set(reads)
    for callee in calls:
        out |= all_reads(callee, found, seen)
    return out


def check(folder, tables, generator):
    errors = []
    # Tables of compressed instructions have names in _c and words of 16 bits.
    short = [t for t in tables if t.endswith("_c.decode")]
    rows = generator.read_tables([t for t in tables if t not in short], 32)
    rows += generator.read_tables(short, 16) if short else []
    optional = OPTIONAL | SHARED.get(os.path.basename(folder), set())
    by_trans = {}
    for path in glob.glob(folder + "/trans_*.c"):
        found = functions(path)
        for name in found:
            m = re.fullmatch(r"[a-z0-9]+_trans_(\w+)", name)
            if m:
                by_trans[m[1]] = all_reads(name, found, set())
    given, places = {}, {}
    for row in rows:
        if not row.unimpl:
            given.setdefault(row.trans, set()).update({f.name for f in row.fields}, row.consts)
            places.setdefault(row.trans, row.where)
    for trans in sorted(given):
        for field in sorted(by_trans.get(trans, set()) - given[trans] - optional):
            errors.append(f"{places[trans]}: {trans}: reads {field}, which no row gives")
        if trans not in by_trans:
            errors.append(f"{places[trans]}: {trans}: no translator found")
    return errors, len(by_trans)


def main():
    sys.dont_write_bytecode = True
    generator = load_generator()
    count = failed = 0
    for folder in sorted({os.path.dirname(p) for p in glob.glob(TOP + "/target/*/*.decode")}):
        errors, n = check(folder, sorted(glob.glob(folder + "/*.decode")), generator)
        count += 1
        failed += bool(errors)
        for e in errors:
            print("#", os.path.relpath(e, TOP))
        print(f"{'not ' if errors else ''}ok {count} - fields of {n} translators of "
              f"{os.path.basename(folder)}")
    print(f"1..{count}")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
