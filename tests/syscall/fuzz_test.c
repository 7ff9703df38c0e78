/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random arguments for every row of every ABI: the converters must neither crash nor write
 * where they should not.
 *
 * In: $FERRY_FUZZ_SECONDS for each ABI (default 2), $FERRY_FUZZ_SEED, $FERRY_FUZZ_ABI (one
 * ABI's name), $FERRY_FUZZ_WITHOUT (a call to leave out: mlockall takes minutes under sanitizers).
 * Out: TAP, a case an ABI; a failure's own line has what happened, in which call; the lines
 *     before it have the seed and the arguments.
 *
 * linux-user is faked (fake_user.c); guest memory is one arena with unmapped pages around it,
 * so that a write beyond it is EFAULT.  The calls are made in a private room (fuzz_room.h) by
 * workers of some thousand calls each: what a call does to its own process (limits, filters,
 * closed descriptors) is forgotten with the worker.  One that sleeps gets a signal, then another
 * takes its place.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/bytes.h"
#include "linux-user/arch.h"
#include "syscalls/engine.h"
#include "syscalls/trace.h"
#include "tests/syscall/fake_user.h"
#include "tests/syscall/fuzz_room.h"

/* What says nothing new: the end of the worker, and what the whole machine would wait for. */
static const char *const left_out[] = {"exit", "exit_group", "sync"};

#define ARENA    ((size_t)128 << 10)
#define ARENA_AT ((char *)0x40000000)
#define GUARD    ((size_t)256 << 20)
#define CALLS    4000 /* of a worker */
#define PATIENCE 30   /* seconds beyond its time that the room may take */

static const struct {
    uint16_t set;
    uint32_t value;
} flags[] = {
#define SET(id)                  {SYS_FL_##id, 0},
#define BIT(name, value)         {SYS_FL_COUNT, (uint32_t)(value)},
#define FIELD(name, mask, value) {SYS_FL_COUNT, (uint32_t)(value)},
#define VAL(name, value)         {SYS_FL_COUNT, (uint32_t)(value)},
#define ALT(family, value)       {SYS_FL_COUNT, (uint32_t)(value)},
#include "syscalls/linux/flags.def"
};

static const uint32_t requests[] = {
#define IOCTL(name, number)              number,
#define IOVAL(name, number)              number,
#define IOVALLONG(name, number)          number,
#define IOMEM(name, number, dir, st)     number,
#define IOLONG(name, number, dir, st)    number,
#define IORAW(name, number)              number,
#define IORAWLONG(name, number)          number,
#define IOTURN(name, number, size, m)    number,
#define IOTAIL(name, number, m, a, w, e) number,
#define IOREQ(name, number, dir, m)      number,
#define IOCONF(name, number)             number,
#include "syscalls/linux/ioctl.def"
};

/* What the room's first process and the workers share. */
struct report {
    uint64_t state; /* of the random numbers */
    uint64_t calls, workers, stuck;
    struct lx_call call; /* under way */
    int fault;           /* the signal, of a fault of ours */
    uint64_t pc, address;
    unsigned longest;          /* milliseconds that a killed worker needed to be gone */
    struct lx_call longest_in; /* what it was killed in */
};

struct job {
    const struct abi *abi;
    unsigned seconds;
    struct report *report;
};

/* ---- a processor that has everything ---- */

static uint64_t everything(const struct cpu_common *cpu)
{
    (void)cpu;
    return UINT64_MAX;
}

static uint64_t number(const struct cpu_common *cpu)
{
    (void)cpu;
    return 0x1000;
}

static void take(struct cpu_common *cpu, uint64_t v)
{
    (void)cpu, (void)v;
}

static void take_two(struct cpu_common *cpu, uint64_t a, uint64_t b)
{
    (void)cpu, (void)a, (void)b;
}

static bool probe(const struct cpu_common *cpu, int64_t key, uint64_t *value)
{
    (void)cpu;
    *value = 1;
    return key < 8;
}

static void get_call(const struct cpu_common *cpu, struct lx_call *call)
{
    (void)cpu;
    *call = (struct lx_call){.nr = 20};
}

static struct linux_arch arch = {
    .hwcap = everything,
    .hwcap2 = everything,
    .new_keys = take,
    .switch_keys = take_two,
    .keys_off = number,
    .get_pc = number,
    .get_sp = number,
    .get_tls = number,
    .set_tls = take,
    .get_call = get_call,
    .hwprobe = probe,
};
static struct task task;
static struct report *report;

static uint64_t rnd(void)
{
    report->state ^= report->state << 13;
    report->state ^= report->state >> 7;
    report->state ^= report->state << 17;
    return report->state;
}

static bool is_left_out(const char *name)
{
    for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
        if (strcmp(left_out[i], name) == 0)
            return true;
    const char *more = getenv("FERRY_FUZZ_WITHOUT");
    return more && strcmp(more, name) == 0;
}

/* ---- arguments ---- */

static uint64_t argument(void)
{
    static const uint64_t odd[] = {0,          1,          2,
                                   3,          8,          24,
                                   64,         4096,       0x7fffffff,
                                   0x80000000, 0xffffffff, ~0ull,
                                   1ull << 47, 1ull << 63, 16,
                                   0x60000000, 128,        (uint64_t)-4096,
                                   0xdead0000, 0xfffff000, 0xdeadbeef0000ull};

    switch (rnd() % 8) {
    case 0: return odd[rnd() % (sizeof(odd) / sizeof(odd[0]))];
    case 1: return rnd();
    case 2: return rnd() % 16;
    case 3: return (uint64_t)(uintptr_t)ARENA_AT + ARENA - rnd() % 64;
    default: return (uint64_t)(uintptr_t)ARENA_AT + rnd() % ARENA;
    }
}

/* One or two names of the set. */
static uint64_t flag_argument(unsigned set)
{
    size_t first = 0, count = 1;

    while (flags[first].set != set)
        first++;
    while (first + count < sizeof(flags) / sizeof(flags[0]) &&
           flags[first + count].set == SYS_FL_COUNT)
        count++;
    uint64_t v = flags[first + rnd() % count].value;

    return rnd() % 3 ? v : v | flags[first + rnd() % count].value;
}

static uint64_t argument_of(const struct sys_param *p)
{
    if (rnd() % 8 == 0)
        return argument();
    switch (p->kind) {
    case SYS_K_FD:
    case SYS_K_DIRFD: return rnd() % 8 ? rnd() % 40 : (uint64_t)AT_FDCWD;
    case SYS_K_FLAGS: return flag_argument(p->what);
    case SYS_K_IOCTL: {
        uint32_t number = requests[rnd() % (sizeof(requests) / sizeof(requests[0]))];

        return rnd() % 4 ? number : (number & ~0x3fff0000u) | (uint32_t)(rnd() % 256) << 16;
    }
    case SYS_K_SIG: return rnd() % 66;
    case SYS_K_INT:
    case SYS_K_UINT:
    case SYS_K_LONG:
    case SYS_K_ULONG:
    case SYS_K_HEX:
    case SYS_K_OFF: return rnd() % 3 ? rnd() % 64 : argument();
    default: return argument();
    }
}

/* The registers: a 64-bit argument of a 32-bit guest takes two of them. */
static void fill_call(struct lx_call *c, const struct sys_row *row, const struct abi *abi)
{
    unsigned r = 0;

    for (unsigned i = 0; i < SYS_ARGS; i++)
        c->arg[i] = abi->word == 4 ? (uint32_t)argument() : argument();
    for (unsigned i = 0; row->name && i < SYS_ARGS && r < SYS_ARGS; i++) {
        uint64_t v = argument_of(&row->param[i]);

        if (abi->word == 4 && row->param[i].kind == SYS_K_OFF) {
            if (abi->regpair_aligned)
                r += r & 1;
            if (r + 1 < SYS_ARGS) {
                c->arg[r] = (uint32_t)v;
                c->arg[r + 1] = v >> 32;
            }
            r += 2;
        } else {
            c->arg[r++] = abi->word == 4 ? (uint32_t)v : v;
        }
    }
}

static void fill_arena(const struct abi *abi)
{
    if (mmap(ARENA_AT, ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
             0) == MAP_FAILED)
        _exit(0); /* a limit */
    for (size_t i = 0; i < ARENA; i += abi->word) {
        uint64_t v = rnd() % 3 ? argument() : rnd() % 2 ? rnd() % 64 : 0;

        store_word(ARENA_AT + i, v, abi->word, abi->big_endian);
    }
}

/* Sets out some names: what a path argument finds at an address of the arena. */
static void write_names(void)
{
    static const char *const names[] = {
        "/",        "a",         "/a/b",    "/proc/self/maps",
        "..",       "/dev/null", "tmpfs",   "/proc/self/fd/3",
        "user.x",   "",          "lo",      "/proc/self/task",
        "security", "/x/../a",   "keyring", "/proc/thread-self/ns/net"};

    for (unsigned i = 0; i < 256; i++) {
        const char *name = names[rnd() % (sizeof(names) / sizeof(names[0]))];

        strcpy(ARENA_AT + rnd() % (ARENA - 64), name);
    }
}

/* ---- a worker ---- */

#define SANITIZED 99 /* exit status: the sanitizers have found something */

#ifdef FERRY_SANITIZE
#define REPORT_FD 199 /* hardly ever an argument */

const char *__asan_default_options(void);
void __sanitizer_set_report_fd(void *fd);

const char *__asan_default_options(void)
{
    return "exitcode=99:allocator_may_return_null=1";
}

static void close_files(void)
{
    dup2(2, REPORT_FD);
    __sanitizer_set_report_fd((void *)REPORT_FD);
    close_range(0, REPORT_FD - 1, 0);
}
#else
static void close_files(void)
{
    close_range(0, ~0U, 0);
}
#endif

static void open_some(void)
{
    int pair[2];

    if (pipe2(pair, O_NONBLOCK) == 0)
        socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
    open("/dev/null", O_RDWR);
    open("/proc/self/fdinfo", O_RDONLY | O_DIRECTORY);
    memfd_create("fuzz", 0);
    socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, 0);
}

static void nothing(int sig)
{
    (void)sig;
}

/* A signal that was sent with a siginfo of the sender's choice arrives behind a `syscall`. */
static bool behind_syscall(const ucontext_t *u)
{
    uint8_t code[2];
    struct iovec l = {code, 2}, r = {(void *)(uintptr_t)(u->uc_mcontext.gregs[REG_RIP] - 2), 2};

    return process_vm_readv(getpid(), &l, 1, &r, 1, 0) == 2 && code[0] == 0x0f && code[1] == 0x05;
}

/* A fault of ours; one that somebody has sent, like any signal, is nothing. */
static void fault(int sig, siginfo_t *info, void *context)
{
    const ucontext_t *u = context;

    if (info->si_code <= 0 || behind_syscall(u))
        return;
    report->fault = sig;
    report->pc = (uint64_t)u->uc_mcontext.gregs[REG_RIP];
    report->address = (uint64_t)(uintptr_t)info->si_addr;
    _exit(0);
}

static void catch_signals(void)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
    static char stack[65536];
    stack_t own = {.ss_sp = stack, .ss_size = sizeof(stack)};
    struct sigaction caught = {.sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    struct sigaction wake = {.sa_handler = nothing};

    sigaltstack(&own, NULL);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        sigaction(faults[i], &caught, NULL);
    sigaction(SIGALRM, &wake, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

static void trace(struct sys_state *s, const struct lx_call *c, const struct sys_row *row)
{
    static struct sys_frame f;
    char line[4096];

    f.task = &task;
    f.state = s;
    f.row = row;
    memcpy(f.raw, c->arg, sizeof(f.raw));
    sys_trace_format_enter(&f, line, rnd() % sizeof(line));
    sys_trace_format_exit(&f, (int64_t)(rnd() % 100), line, rnd() % sizeof(line));
}

static _Noreturn void work(struct sys_state *s, const struct abi *abi)
{
    char *area = ARENA_AT - GUARD;

    close_files();
    for (int fd = 0; fd < 3; fd++)
        open("/dev/null", O_RDWR);
    if (mmap(area, ARENA + 2 * GUARD, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0) != area)
        _exit(1);
    catch_signals();
    for (unsigned n = 0; n < CALLS; n++) {
        struct lx_call c = {.nr = rnd() % 470};
        const struct sys_row *row = &sys_rows[s->guest->call[c.nr]];

        if (n % 512 == 0)
            open_some();
        if (n % 64 == 0) {
            fill_arena(abi);
            write_names();
        }
        if (row->name && is_left_out(row->name))
            continue;
        fill_call(&c, row, abi);
        report->call = c;
        report->calls++;
        sys_call(&task, &c);
        if (row->name)
            trace(s, &c, row);
    }
    _exit(0);
}

/* ---- the room's first process ---- */

static uint64_t milliseconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* The kernel may take its time to end what was killed. */
static void note_wait(uint64_t time)
{
    if (time <= report->longest)
        return;
    report->longest = (unsigned)time;
    report->longest_in = report->call;
}

static void supervise(void *data)
{
    const struct job *job = data;
    struct sys_state *s = sys_init(job->abi);
    time_t end = time(NULL) + job->seconds;
    int status = 0;

    while (time(NULL) <= end && !report->fault) {
        pid_t pid = room_fork();
        uint64_t calls = report->calls;

        if (pid == 0)
            work(s, job->abi);
        if (pid < 0)
            _exit(77);
        report->workers++;
        uint64_t killed = 0;
        for (unsigned idle = 0; waitpid(pid, &status, WNOHANG | __WALL) == 0 || WIFSTOPPED(status);
             calls = report->calls) {
            status = 0;
            usleep(1000);
            if (killed) {
                note_wait(milliseconds() - killed);
                continue;
            }
            idle = report->calls == calls ? idle + 1 : 0;
            if (idle == 100) {
                report->stuck++;
                killed = milliseconds();
                kill(pid, SIGKILL);
            } else if (idle > 1) {
                kill(pid, SIGALRM);
            }
        }
        if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
            _exit(77);
        if (WIFEXITED(status) && WEXITSTATUS(status) == SANITIZED)
            report->fault = SIGABRT;
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV) /* in the handler */
            report->fault = SIGSEGV;
    }
    _exit(report->fault ? 1 : 0);
}

/* ---- the test ---- */

static const char *call_name(const struct sys_abi *guest, const struct lx_call *c)
{
    const char *name = sys_rows[guest->call[c->nr]].name;

    return name ? name : "no call";
}

static void print_call(const struct sys_abi *guest, const struct lx_call *c)
{
    printf("# %s(", call_name(guest, c));
    for (unsigned i = 0; i < SYS_ARGS; i++)
        printf("%s%#llx", i ? ", " : "", (unsigned long long)c->arg[i]);
    printf(")\n");
}

static bool fuzz(const struct sys_abi *guest, unsigned seconds, uint64_t seed, unsigned number)
{
    uint64_t begin = milliseconds();
    const struct abi *abi = &guest->data;
    struct job job = {abi, seconds, report};

    memset(report, 0, sizeof(*report));
    report->state = seed;
    arch.abi = abi;
    fake_space =
        (struct fake_space){abi->word == 4 ? UINT64_C(1) << 32 : UINT64_C(1) << 47,
                            (uintptr_t)(ARENA_AT - GUARD), (uintptr_t)(ARENA_AT + ARENA + GUARD)};
    int status = room_run(supervise, &job, seconds + PATIENCE);

    printf("# %s: %llu calls, %llu workers, %llu of them cut short; one took %u ms to end\n",
           abi->name, (unsigned long long)report->calls, (unsigned long long)report->workers,
           (unsigned long long)report->stuck, report->longest);
    print_call(guest, &report->longest_in);
    if (status > 0)
        print_call(guest, &report->call);
    printf("%s %u - random arguments of %s", status > 0 ? "not ok" : "ok", number, abi->name);
    if (status < 0)
        printf(" # SKIP no private namespaces");
    else if (report->fault)
        printf(": signal %d at pc %#llx (fuzz is at %p), address %#llx, in %s", report->fault,
               (unsigned long long)report->pc, (void *)fuzz, (unsigned long long)report->address,
               call_name(guest, &report->call));
    else if (status > 0)
        printf(": wait status %#x after %llu ms, in %s", (unsigned)status,
               (unsigned long long)(milliseconds() - begin), call_name(guest, &report->call));
    printf("\n");
    fflush(stdout);
    return status <= 0;
}

int main(void)
{
    const char *text = getenv("FERRY_FUZZ_SECONDS"), *seed = getenv("FERRY_FUZZ_SEED"),
               *only = getenv("FERRY_FUZZ_ABI");
    unsigned seconds = text ? (unsigned)atoi(text) : 2, number = 0;
    uint64_t state = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL) * 2654435761u + 1;
    bool good = true;

    report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (report == MAP_FAILED)
        return 1;
    printf("# seed %llu\n", (unsigned long long)state);
    fflush(stdout);
    lx_process.arch = &arch;
    task.process = &lx_process;
    const struct sys_abi *guest;
    for (unsigned i = 0; (guest = sys_abi_at(i)); i++)
        if (!only || strcmp(only, guest->name) == 0)
            good = fuzz(guest, seconds, state, ++number) && good;
    printf("1..%u\n", number);
    return !good;
}
