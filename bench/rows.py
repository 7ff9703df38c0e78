# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows of the benchmark table.

A row of PROGRAMS: name, group, argument (amount of work), shown text. The program is
bench/programs/NAME.c, or the one named after `=`.
A row of PACKAGES: name, group, Debian packages, command. The command is the same for the native
and the foreign program; {tmp} is a private folder that setup_inputs() has filled.
A row is long enough for its program, not its start, to be what is measured: that has rows of its own.
Groups: compute, float, string, system (the operating system's share), real, start.
"""

from collections import namedtuple

# debian: name of the architecture there; cross: prefix of the compiler; qemu: launcher;
# suite: release of the packages if not the host's; groups: of scripts/install-deps.
Guest = namedtuple('Guest', 'debian cross qemu suite groups')

GUESTS = {
    'arm64': Guest('arm64', 'aarch64-linux-gnu-', 'qemu-aarch64', None, []),
    'armhf': Guest('armhf', 'arm-linux-gnueabihf-', 'qemu-arm', None, ['bench-armhf']),
    'riscv64': Guest('riscv64', 'riscv64-linux-gnu-', 'qemu-riscv64', 'trixie', ['bench-riscv64']),
}

PROGRAMS = [
    # name, group, argument
    ('core', 'compute', '100000'),
    ('matrix', 'float', '80'),
    ('nbody', 'float', '6000000'),
    ('mandelbrot', 'float', '1200'),
    ('floats', 'float', '450000'),
    ('sieve', 'compute', '30'),
    ('fib', 'compute', '40'),
    ('qsort', 'compute', '15'),
    ('trees', 'compute', '120'),
    ('strings', 'string', '150000'),
    ('crc', 'compute', '3000'),
    ('hash', 'compute', '30000000'),
    ('lz', 'compute', '200'),
    ('bytecode', 'compute', '12000000'),
    ('syscalls', 'system', '1000000'),
    ('signals', 'system', '100000'),
    ('threads', 'system', '3000'),
    ('forkexit', 'system', '500'),
    ('fork', 'system', '100'),
    ('clock', 'system', '9000000'),
]

PACKAGES = [
    # name, group, packages, command
    ('true', 'start', ['coreutils'], ['/usr/bin/true']),
    ('python-pass', 'start', ['python3-minimal'], ['/usr/bin/python3', '-c', 'pass']),
    ('gcc-version', 'start', ['gcc'], ['/usr/bin/gcc', '--version']),
    ('node-0', 'start', ['nodejs'], ['/usr/bin/node', '-e', '0']),
    ('java-version', 'start', ['default-jre-headless'],
     ['/usr/lib/jvm/java-*-openjdk-*/bin/java', '-version']),
    ('python', 'real', ['python3-minimal'], ['/usr/bin/python3', '-c', '''
d = {}
for i in range(2000000):
    d[i % 1009] = d.get(i % 1009, 0) + i * i % 7
print(sum(d.values()), sum(len(str(x)) for x in range(1000000)))''']),
    ('perl', 'real', ['perl-base'], ['/usr/bin/perl', '-e', '''
my %h; for my $i (1 .. 2000000) { $h{$i % 1009} += length("x$i"); }
my $s = 0; $s += $h{$_} for keys %h; my $n = () = ("abcab" x 200000) =~ /ab+c?/g; print "$s $n\\n";''']),
    ('lua', 'real', ['lua5.4'], ['/usr/bin/lua5.4', '-e', '''
local t = {} for i = 1, 12000000 do t[i % 1009] = (t[i % 1009] or 0) + i % 7 end
local s = 0 for _, v in pairs(t) do s = s + v end print(s)''']),
    ('gawk', 'real', ['gawk'], ['/usr/bin/gawk',
     'BEGIN { for (i = 0; i < 3000000; i++) a[i % 1009] += i % 7; for (k in a) s += a[k]; print s }']),
    ('sqlite', 'real', ['sqlite3'], ['/usr/bin/sqlite3', ':memory:', '''
create table t(a integer primary key, b text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000)
insert into t select i, 'row ' || (i * 7919 % 100003) from n;
create index tb on t(b);
select count(*), sum(length(b)) from t where b like '%7%';
select max(x.a) from t x join t y on x.b = y.b;''']),
    ('xz', 'real', ['xz-utils'], ['/usr/bin/xz', '-6', '-k', '-c', '{tmp}/text']),
    ('xz -d', 'real', ['xz-utils'], ['/usr/bin/xz', '-d', '-k', '-c'] + ['{tmp}/text.xz'] * 8),
    ('gzip', 'real', ['gzip'], ['/usr/bin/gzip', '-9', '-c', '{tmp}/text']),
    ('7z', 'real', ['7zip'],
     ['/usr/bin/7zz|/usr/lib/7zip/7zz|/usr/lib/7zip/7za', 'a', '-txz', '-mx5', '-mmt1', '-bd', '-bso0', '-so', 'text.xz', '{tmp}/text']),
    ('zstd', 'real', ['zstd'], ['/usr/bin/zstd', '-q', '-12', '-k', '-c', '{tmp}/text']),
    ('openssl sha256', 'real', ['openssl'],
     ['/usr/bin/openssl', 'dgst', '-sha256', '{tmp}/big']),
    ('openssl aes', 'real', ['openssl'],
     ['/usr/bin/openssl', 'enc', '-aes-128-cbc', '-K', '00112233445566778899aabbccddeeff', '-iv',
      '00112233445566778899aabbccddeeff', '-in', '{tmp}/big', '-out', '/dev/null']),
    ('openssl rsa', 'real', ['openssl'],
     ['/usr/bin/openssl', 'rsa', '-check', '-noout', '-in', '{tmp}/key']),
    ('gcc -O2', 'real', ['gcc', 'libc6-dev'],
     ['/usr/bin/gcc', '-O2', '-c', '{tmp}/unit.c', '-o', '/dev/null']),
    ('node', 'real', ['nodejs'], ['/usr/bin/node', '-e', '''
const m = new Map(); for (let i = 0; i < 3e6; i++) m.set(i % 1009, (m.get(i % 1009) || 0) + i % 7);
let s = 0; for (const v of m.values()) s += v; console.log(s)''']),
]
