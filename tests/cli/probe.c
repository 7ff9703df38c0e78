/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest program that tells what it was started with; freestanding, so that
 * it needs neither a C library nor much of the translator.
 *
 * In: argv[1] chooses: "exec PATH ARGV..." runs execve and prints its error;
 * "fexec PATH ARGV..." runs execveat on an open descriptor; "env" prints the environment; "chroot
 * DIR PATH ARGV..." changes root first, "chroot-open DIR PATH" and opens a file; "fault" writes to
 * address 8; "sleep" waits a second; "die N" sends itself signal N; "create" makes the file "new"
 * by the absolute name that getcwd leads to. Otherwise: argv, what auxv says, the vdso's clock,
 * /proc/self/exe, the name; exit code 5. Out: lines of text.  Built by start_test.py.
 */
typedef unsigned long word;

enum {
    AT_FDCWD = -100,
    SYS_getcwd = 17,
    SYS_chroot = 51,
    SYS_openat = 56,
    SYS_write = 64,
    SYS_readlinkat = 78,
    SYS_exit = 93,
    SYS_nanosleep = 101,
    SYS_kill = 129,
    SYS_prctl = 167,
    SYS_getpid = 172,
    SYS_execve = 221,
    SYS_execveat = 281,
    PR_GET_NAME = 16,
    AT_EMPTY_PATH = 0x1000,
};

static long call(long nr, long a, long b, long c, long d, long e)
{
    register long x8 __asm__("x8") = nr;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
}

static void print(const char *text)
{
    word length = 0;
    while (text[length])
        length++;
    call(SYS_write, 1, (long)text, (long)length, 0, 0);
}

static void print_hex(word value)
{
    char text[20];
    int at = 19;
    text[at] = 0;
    do
        text[--at] = "0123456789abcdef"[value & 15];
    while (value >>= 4);
    print(text + at);
}

static void line(const char *name, word value)
{
    print(name);
    print(" ");
    print_hex(value);
    print("\n");
}

static int same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static void print_list(const char *name, char **list)
{
    for (; *list; list++) {
        print(name);
        print(" [");
        print(*list);
        print("]\n");
    }
}

static void print_clock(word vdso)
{
    /* e_entry is the first function: clock_gettime. */
    word ts[2] = {0, 0};
    long (*clock_gettime)(long, word *) = (void *)(vdso + ((word *)vdso)[3]);
    line("clock", clock_gettime(0, ts) ? 0 : ts[0]);
}

static void print_auxv(const word *auxv, word sp)
{
    for (; auxv[0]; auxv += 2) {
        if (auxv[0] == 6)
            line("pagesz", auxv[1]);
        if (auxv[0] == 25)
            line("random", *(word *)auxv[1] != 0);
        if (auxv[0] == 33)
            print_clock(auxv[1]);
        if (auxv[0] == 15 || auxv[0] == 31) {
            print(auxv[0] == 15 ? "platform [" : "execfn [");
            print((char *)auxv[1]);
            print("]\n");
        }
    }
    line("align", sp & 15);
}

static void print_names(void)
{
    static char text[4097];
    long got = call(SYS_readlinkat, AT_FDCWD, (long)"/proc/self/exe", (long)text, 4096, 0);
    text[got > 0 ? got : 0] = 0;
    print("exe [");
    print(text);
    call(SYS_prctl, PR_GET_NAME, (long)text, 0, 0, 0);
    print("]\ncomm [");
    print(text);
    print("]\n");
}

static long create(void)
{
    static char path[4200];
    long n = call(SYS_getcwd, (long)path, 4096, 0, 0, 0);
    if (n < 0)
        return n;
    path[n - 1] = '/';
    path[n] = 'n', path[n + 1] = 'e', path[n + 2] = 'w';
    return call(SYS_openat, AT_FDCWD, (long)path, 0101, 0600, 0);
}

__attribute__((used)) void probe(word *sp)
{
    word argc = sp[0];
    char **argv = (char **)(sp + 1), **envp = argv + argc + 1, **end = envp;
    const char *what = argc > 1 ? argv[1] : "";
    long result = 0, status = 5;
    while (*end)
        end++;
    if (same(what, "chroot")) {
        result = call(SYS_chroot, (long)argv[2], 0, 0, 0, 0);
        argv++;
        what = "exec";
    }
    if (!result && same(what, "exec"))
        result = call(SYS_execve, (long)argv[2], (long)(argv + 3), (long)envp, 0, 0);
    if (same(what, "chroot-open")) {
        result = call(SYS_chroot, (long)argv[2], 0, 0, 0, 0);
        if (!result)
            result = call(SYS_openat, AT_FDCWD, (long)argv[3], 0, 0, 0);
    }
    if (same(what, "create"))
        result = create();
    if (same(what, "fexec")) {
        result = call(SYS_openat, AT_FDCWD, (long)argv[2], 0, 0, 0);
        if (result >= 0)
            result =
                call(SYS_execveat, result, (long)"", (long)(argv + 3), (long)envp, AT_EMPTY_PATH);
    }
    if (result < 0) {
        line("errno", (word)-result);
        status = 7;
    } else if (same(what, "env")) {
        print_list("env", envp);
    } else if (same(what, "fault")) {
        *(volatile word *)8 = 1;
    } else if (same(what, "die")) {
        word signal = 0;
        for (const char *digit = argv[2]; *digit; digit++)
            signal = signal * 10 + (word)(*digit - '0');
        call(SYS_kill, call(SYS_getpid, 0, 0, 0, 0, 0), (long)signal, 0, 0, 0);
    } else if (same(what, "sleep")) {
        word ts[2] = {1, 0};
        print("ready\n");
        call(SYS_nanosleep, (long)ts, 0, 0, 0, 0);
    } else {
        line("argc", argc);
        print_list("arg", argv);
        print_auxv((word *)(end + 1), (word)sp);
        print_names();
    }
    call(SYS_exit, status, 0, 0, 0, 0);
}

__asm__(".globl _start\n"
        "_start:\n"
        "    mov x0, sp\n"
        "    b probe\n");
