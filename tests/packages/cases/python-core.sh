# SPDX-License-Identifier: GPL-2.0-or-later
# needs: python3
# quick
# python3: the language and the modules with C code.
cat > p.py <<'P'
import array, bisect, collections, contextlib, copy, csv, dataclasses, datetime, decimal, enum, fractions, functools, hashlib, heapq, io, itertools, json, math, operator, os, pickle, random, re, statistics, string, struct, sys, textwrap, time, traceback, unicodedata, zlib, base64, binascii, bz2, lzma, gzip, zipfile, tarfile, tempfile, shutil, glob, uuid, xml.etree.ElementTree as ET, configparser, argparse, ast, dis, gc, weakref, inspect, difflib, calendar, secrets, hmac, colorsys, cmath
print(sum(i * i for i in range(20000)), [x for x in range(50) if all(x % d for d in range(2, x))], 2 ** 500, 7 ** 100 % 1000007, pow(3, 10 ** 18, 2 ** 61 - 1), -7 // 2, -7 % 3, divmod(10 ** 40, 3 ** 25), 1e308 * 10, 0.1 + 0.2, 1 / 3, round(2.5), int('ff', 16), float('1e-320'), float.hex(0.1), complex(1, 2) ** 2, (-8) ** (1 / 3) .real, 10 ** 20 // 7, ~5, 5 ^ 3, 1 << 100 >> 90)
print(re.sub(r'(\w+) (\w+)', r'\2 \1', 'hello big world'), re.findall(r'(?i)[aeiou]+', 'The QUEUE'), re.split(r'[,;]\s*', 'a, b;c'), re.match(r'(?P<y>\d{4})-(?P<m>\d\d)', '2024-05').groupdict(), 'straße'.upper(), unicodedata.name('ß'), 'x'.center(9, '*'), f'{3.14159:.2f} {255:#x} {1234567:,} {"a":>5} {0.00012:e} {1e20:g} {True!r:>6}', 'é'.encode(), b'\xff'.decode('latin1'), 'abc'[::-1], '%5.1f|%-4s|%+d' % (2.25, 'x', 3))
print(json.dumps({'a': [1, 2.5, None, True, 'ü\n'], 'b': {'c': 1e100}}, sort_keys=True, indent=1), json.loads('[1e3, -0.0, "\\u00e4", {"x": null}]'), pickle.loads(pickle.dumps({1: (2, [3, {4}])})), struct.pack('<bhiqfd', -1, -2, -3, -4, 1.5, 2.5).hex(), struct.unpack('>IHB', b'\0\0\1\0\0\2\3'))
for n in ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_256', 'sha3_512', 'blake2b', 'blake2s', 'shake_128'): h = hashlib.new(n, bytes(range(256)) * 50); print(n, h.hexdigest(20) if n.startswith('shake') else h.hexdigest())
print(hashlib.pbkdf2_hmac('sha256', b'pw', b'salt', 1000).hex(), hashlib.scrypt(b'pw', salt=b's', n=256, r=8, p=1).hex()[:40], hmac.new(b'k', b'm', 'sha512').hexdigest()[:40], zlib.crc32(b'abc' * 1000), zlib.adler32(b'abc'), binascii.crc_hqx(b'abc', 0), base64.b85encode(b'hello world'))
d = bytes((i * i) % 251 for i in range(50000)); print(*(hashlib.md5(f(d)).hexdigest() for f in (zlib.compress, bz2.compress, lzma.compress)), zlib.decompress(zlib.compress(d, 9)) == d == bz2.decompress(bz2.compress(d)) == lzma.decompress(lzma.compress(d)))
random.seed(42); print(random.random(), random.randint(1, 10 ** 30), random.sample(range(100), 5), random.gauss(0, 1), random.shuffle(l := list(range(10))), l, random.choices('abc', k=5)); print(math.factorial(50), math.gcd(2 ** 60, 6 ** 30), math.isqrt(10 ** 41), math.comb(100, 50), math.fsum([.1] * 10), math.hypot(3, 4), math.floor(-2.5), math.ldexp(0.75, 10), math.nextafter(1, 2), math.sqrt(2), math.copysign(0, -1), math.fmod(-7, 3), math.remainder(7, 4))
decimal.getcontext().prec = 60; print(decimal.Decimal(2).sqrt(), decimal.Decimal(1) / 7, decimal.Decimal('1e50').ln(), fractions.Fraction(1, 3) + fractions.Fraction(2, 7), statistics.stdev([1, 2, 3.5, 9]), statistics.median([3, 1, 2])); print(datetime.datetime(2024, 2, 29) + datetime.timedelta(days=366), datetime.date(2000, 1, 1).isocalendar(), datetime.datetime.fromtimestamp(1e9, datetime.timezone.utc), calendar.month(2024, 2))
@dataclasses.dataclass(order=True)
class P: x: int; y: float = 0.5
class E(enum.Flag): A = 1; B = 2
print(sorted([P(2), P(1, 3)]), E.A | E.B, collections.Counter('mississippi').most_common(), list(itertools.permutations('abc'))[3], functools.reduce(operator.mul, range(1, 20)), heapq.nsmallest(3, [5, 1, 4, 2]), bisect.bisect([1, 3, 5], 4), collections.OrderedDict(a=1), collections.deque([1, 2, 3], 2))
def gen(): x = yield 1; print('got', x); yield from (2, 3)
g = gen(); next(g); print(g.send('v'), list(g)); fib = functools.lru_cache(None)(lambda n: n if n < 2 else fib(n - 1) + fib(n - 2)); print(fib(200)); 
def rec(n): return rec(n + 1)
try: rec(0)
except RecursionError as e: print('RecursionError', e)
for f in (lambda: 1 // 0, lambda: [][1], lambda: {}['k'], lambda: int('x'), lambda: None.x, lambda: 'a' + 1, lambda: math.sqrt(-1), lambda: 10.0 ** 400, lambda: b'\xff'.decode()):
    try: f()
    except Exception as e: print(type(e).__name__, e)
z = io.BytesIO(); zf = zipfile.ZipFile(z, 'w', zipfile.ZIP_DEFLATED); zf.writestr(zipfile.ZipInfo('a.txt'), 'hello' * 1000); zf.close(); print(len(z.getvalue()), zipfile.ZipFile(z).read('a.txt')[:5]); t = ET.fromstring('<a x="1"><b>t</b><c/></a>'); print(ET.tostring(t), [e.tag for e in t.iter()], list(csv.reader(['a,"b,c",d'])), ast.literal_eval('{"a": (1, [2])}'), uuid.uuid5(uuid.NAMESPACE_DNS, 'x.org'), textwrap.fill('words ' * 10, 30), list(difflib.unified_diff(['a'], ['b'], lineterm='')), cmath.exp(1j), memoryview(b'abcdef')[1:4].tobytes(), array.array('d', [1.5, 2]).tobytes().hex())
class N:
    def __init__(self, n): self.l = n and (N(n - 1), N(n - 1))
w = weakref.ref(n := N(10)); n.me = n; del n; gc.collect(); print(w() is None); m = [[(i * j) % 10 for j in range(30)] for i in range(30)]; print(sum(sum(a * b for a, b in zip(r, c)) for r in m for c in zip(*m))); s = set(map(str, range(3000))); print(len(s & {'5', '10', 'x'}), max(s), sum(map(len, s))); exec('def q(a, *b, c=3, **d): return a, b, c, d'); print(q(1, 2, z=9), inspect.signature(q)); print(sorted('the quick brown fox jumps'.split(), key=lambda w: (len(w), w)), ' '.join(sorted(set(dir(int)) & set(dir(float)))[:5]), sys.byteorder, sys.maxsize == 2 ** (8 * struct.calcsize('P') - 1) - 1, os.sep)
async def co(n): await asyncio.sleep(0.001 * n); return n * n
import asyncio; print(asyncio.run((lambda: asyncio.wait_for(_all(), 30))()) if False else asyncio.new_event_loop().run_until_complete(asyncio.gather(*map(co, range(10)))) if False else 'skip')
async def main(): return await asyncio.gather(*map(co, range(10)))
print(asyncio.run(main()))
P
python3 p.py; python3 -c 'import sys; sys.exit(5)'; echo $?; python3 -c 'import os; os.abort()' 2>/dev/null; echo $?; echo 'print(input()[::-1])' > i.py; echo hello | python3 i.py; python3 -c 'raise ValueError("x")' 2>&1 | tail -n 1
