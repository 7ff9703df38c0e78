# SPDX-License-Identifier: GPL-2.0-or-later
# needs: python3
# proc
# python3: threads, subprocess, multiprocessing, signals, select, mmap.
cat > t.py <<'P'
import threading, queue, time, os, sys, signal, subprocess, multiprocessing as mp, concurrent.futures as cf, mmap, select, fcntl, tempfile, socket, socketserver, http.server, urllib.request, ctypes, ctypes.util, sqlite3, resource, errno, pty, selectors, asyncio, shutil
def sq(x): return x * x
def work(q, r):
    while (x := q.get()) is not None: r.put((x, sum(range(x))))
def child(c, n): c.send(['hello', n, os.getppid() != 0]); c.close()
def inc(v, n):
    for _ in range(n):
        with v.get_lock(): v.value += 1
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(200); self.end_headers(); self.wfile.write(b'path ' + self.path.encode())
    def log_message(self, *a): pass
def main():
    q, r = queue.Queue(), queue.Queue(); ts = [threading.Thread(target=work, args=(q, r)) for _ in range(8)]
    for t in ts: t.start()
    for i in range(200): q.put(i)
    for t in ts: q.put(None)
    for t in ts: t.join()
    print(sorted(r.queue)[-3:], r.qsize())
    n, l = [0], threading.Lock()
    def add():
        for _ in range(2000):
            with l: n[0] += 1
    ts = [threading.Thread(target=add) for _ in range(10)]; [t.start() for t in ts]; [t.join() for t in ts]; print(n)
    c, box = threading.Condition(), []
    def cons():
        for _ in range(50):
            with c:
                while not box: c.wait()
                box.pop(); c.notify()
    t = threading.Thread(target=cons); t.start()
    for i in range(50):
        with c:
            while box: c.wait()
            box.append(i); c.notify()
    t.join(); b = threading.Barrier(5); out = []; ts = [threading.Thread(target=lambda: out.append(b.wait())) for _ in range(5)]; [t.start() for t in ts]; [t.join() for t in ts]; print(sorted(out)); e = threading.Event(); tm = threading.Timer(0.05, e.set); tm.start(); print(e.wait(10)); s = threading.Semaphore(0); print(s.acquire(timeout=0.01)); loc = threading.local(); loc.x = 1; print(hasattr(loc, 'y'))
    with cf.ThreadPoolExecutor(4) as p: print(list(p.map(sq, range(20))))
    p = subprocess.run(['sort', '-n'], input='3\n1\n2\n', capture_output=True, text=True); print(p); print(subprocess.run('exit 3', shell=True).returncode, subprocess.run(['sh', '-c', 'kill -9 $$']).returncode, subprocess.check_output('echo a | tr a b', shell=True)); p1 = subprocess.Popen(['seq', '1000'], stdout=subprocess.PIPE); p2 = subprocess.Popen(['tail', '-n', '2'], stdin=p1.stdout, stdout=subprocess.PIPE); p1.stdout.close(); print(p2.communicate()[0], p1.wait())
    try: subprocess.run(['sleep', '10'], timeout=0.2)
    except subprocess.TimeoutExpired: print('timeout')
    try: subprocess.run(['/nonexistent'])
    except FileNotFoundError as x: print(x)
    for m in ('fork', 'spawn', 'forkserver'):
        x = mp.get_context(m); a, b2 = x.Pipe(); p = x.Process(target=child, args=(b2, m)); p.start(); print(a.recv()); p.join(); print(p.exitcode)
    x = mp.get_context('fork'); v = x.Value('i', 0); ps = [x.Process(target=inc, args=(v, 200)) for _ in range(4)]; [p.start() for p in ps]; [p.join() for p in ps]; print(v.value)
    with x.Pool(3) as p: print(p.map(sq, range(30)), p.apply_async(sq, (9,)).get(30))
    with cf.ProcessPoolExecutor(2, mp_context=x) as p: print(sum(p.map(sq, range(50))))
    got = []; signal.signal(signal.SIGALRM, lambda *a: got.append(a[0])); signal.setitimer(signal.ITIMER_REAL, 0.05); signal.pause(); print(got); signal.signal(signal.SIGUSR1, lambda *a: got.append('usr1')); os.kill(os.getpid(), signal.SIGUSR1); print(got); signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2]); os.kill(os.getpid(), signal.SIGUSR2); print(signal.sigwait([signal.SIGUSR2]), signal.sigpending())
    pid = os.fork()
    if not pid: os._exit(7)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])); rd, wr = os.pipe(); os.write(wr, b'pipe'); print(select.select([rd], [wr], [], 0)[0] == [rd], os.read(rd, 9)); ep = select.epoll(); ep.register(rd, select.EPOLLIN); print(ep.poll(0.01)); os.write(wr, b'x'); print([f for _, f in ep.poll(1)])
    with tempfile.TemporaryFile() as f: f.write(b'a' * 8192); f.flush(); m = mmap.mmap(f.fileno(), 0); m[5:9] = b'mmap'; print(m.find(b'mmap'), m[:12]); m.flush(); f.seek(5); print(f.read(4)); fcntl.flock(f, fcntl.LOCK_EX); m.close()
    s = socket.create_server(('127.0.0.1', 0)); c2 = socket.create_connection(s.getsockname()); d, _ = s.accept(); c2.sendall(b'x' * 100000 + b'end'); c2.shutdown(socket.SHUT_WR); n = b''; 
    while (k := d.recv(65536)): n += k
    print(len(n), n[-3:]); u, w = socket.socketpair(); u.sendmsg([b'fd'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rd.to_bytes(4, 'little'))]); data, anc, _, _ = w.recvmsg(10, 100); print(data, len(anc)); us = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); us.bind('sock'); us.sendto(b'self', 'sock'); print(us.recvfrom(9)); ud = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); ud.bind(('127.0.0.1', 0)); ud.settimeout(0.05)
    try: ud.recv(1)
    except TimeoutError: print('timed out')
    h = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H); threading.Thread(target=h.serve_forever, daemon=True).start(); print([urllib.request.urlopen(f'http://127.0.0.1:{h.server_port}/{i}').read() for i in range(3)]); h.shutdown(); print(socket.getaddrinfo('127.0.0.1', 80, type=socket.SOCK_STREAM), socket.inet_pton(socket.AF_INET6, '::1').hex())
    async def aio():
        async def echo(r, w): w.write((await r.readline()).upper()); await w.drain(); w.close()
        sv = await asyncio.start_server(echo, '127.0.0.1', 0); rd, wr = await asyncio.open_connection(*sv.sockets[0].getsockname()); wr.write(b'hello\n'); print(await rd.readline()); pr = await asyncio.create_subprocess_exec('echo', 'sub', stdout=-1); print((await pr.communicate())[0]); sv.close()
    asyncio.run(aio()); libc = ctypes.CDLL(None); lm = ctypes.CDLL('libm.so.6'); lm.pow.restype = ctypes.c_double; lm.pow.argtypes = [ctypes.c_double] * 2; print(lm.pow(2, 0.5), libc.abs(-5), libc.strlen(b'hello')); CMP = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int)); arr = (ctypes.c_int * 6)(5, 2, 9, 1, 7, 3); libc.qsort(arr, 6, 4, CMP(lambda a, b: a[0] - b[0])); print(list(arr))
    class S(ctypes.Structure): _fields_ = [('a', ctypes.c_char), ('b', ctypes.c_double), ('c', ctypes.c_int, 5)]
    class D(ctypes.Structure): _fields_ = [('quot', ctypes.c_int), ('rem', ctypes.c_int)]
    libc.div.restype = D; dv = libc.div(17, 5); print(ctypes.sizeof(S), S.b.offset, dv.quot, dv.rem); bf = ctypes.create_string_buffer(50); libc.snprintf(bf, 50, b'%s %d', b'str', ctypes.c_int(42)); print(bf.value)
    db = sqlite3.connect('x.db', check_same_thread=False); db.execute('create table t(a, b)'); db.executemany('insert into t values(?, ?)', ((i, f's{i}') for i in range(1000))); db.create_function('dbl', 1, lambda x: x * 2); print(db.execute('select sum(a), max(b), dbl(21), count(*) from t where a % 3 = 0').fetchall()); db.commit(); print(sqlite3.connect('x.db').execute('select count(*) from t').fetchone()); print(resource.getrlimit(resource.RLIMIT_CORE)[0] >= -1, os.sched_getaffinity(0) != set(), os.strerror(errno.ENOENT), os.stat('x.db').st_size, shutil.which('sort')); pid, fd = pty.fork()
    if not pid: os.execvp('echo', ['echo', 'from pty'])
    print(os.read(fd, 100)); os.waitpid(pid, 0); os.execvp(sys.executable, ['python3', '-c', 'import sys; print("exec", sys.argv)', 'a'])
if __name__ == '__main__': main()
P
python3 -u t.py
