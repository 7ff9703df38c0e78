/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's address space: kernel semantics of the mmap family, and the guest map against the
 * host's /proc/self/maps after long random sequences.
 *
 * In: nothing (the random seed is fixed).  Out: TAP.  The translator is replaced by a recorder of
 * exec_invalidate.
 */
#include "linux-user/arch.h"
#include "linux-user/hostcall.h"
#include "linux-user/space_map.h"
#include "linux-user/task.h"
#include "tests/unit/tap.h"

#include <glib.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <ucontext.h>
#include <unistd.h>

#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW   (PROT_READ | PROT_WRITE)
#define PG   ((uint64_t)4096)

struct exec;
struct process lx_process;
void exec_invalidate(struct exec *x, gaddr start, gaddr end);
void exec_guard(struct exec *x);
void exec_share(struct exec *x);

static struct {
    struct tap tap;
    struct space *s;
    unsigned invalidated;
    gaddr from, to;
} t;

void exec_invalidate(struct exec *x, gaddr start, gaddr end)
{
    (void)x;
    t.invalidated++;
    t.from = start;
    t.to = end;
}

void exec_share(struct exec *x)
{
    (void)x;
}

/* There is a space here, and no thread that uses it. */
struct task *task_self(void)
{
    return NULL;
}

void exec_guard(struct exec *x)
{
    (void)x;
}

static const struct abi abi = {
    .name = "test", .word = 8, .align64 = 8, .page_size = 4096, .address_limit = (gaddr)1 << 48};
static const struct linux_arch arch = {.abi = &abi, .prot_extra = 0x10};

static void test_mmap(void)
{
    struct space *s = t.s;
    int64_t a = space_mmap(s, 0, 3 * PG, RW, ANON, -1, 0), b, c;

    tap_ok(&t.tap, a > 0 && a % 4096 == 0, "an anonymous mapping");
    memset((void *)(uintptr_t)a, 1, 3 * PG);
    b = space_mmap(s, 0, PG, RW, ANON, -1, 0);
    tap_ok(&t.tap, b > 0 && b < a, "mappings go downwards");
    tap_ok(&t.tap, space_mmap(s, 0, 0, RW, ANON, -1, 0) == -EINVAL, "length 0 is EINVAL");
    tap_ok(&t.tap, space_mmap(s, 1, PG, RW, ANON | MAP_FIXED, -1, 0) == -EINVAL,
           "an unaligned fixed address is EINVAL");
    tap_ok(&t.tap, space_mmap(s, 0, PG, RW, MAP_PRIVATE, -1, 0) == -EBADF, "no file is EBADF");
    tap_ok(&t.tap, space_mmap(s, 0, ~(uint64_t)0, RW, ANON, -1, 0) == -ENOMEM,
           "an impossible length is ENOMEM");
    tap_ok(&t.tap, space_mmap(s, (gaddr)a, PG, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) == -EEXIST,
           "NOREPLACE on a mapping is EEXIST");
    c = space_mmap(s, 0x10000000, PG, RW, ANON, -1, 0);
    tap_ok(&t.tap, c == 0x10000000, "a free hint is taken");
    tap_ok(&t.tap, space_mmap(s, 0x10000123, PG, RW, ANON, -1, 0) == 0x10001000,
           "a hint is rounded up");
    tap_ok(&t.tap, space_prot_at(s, (gaddr)a) == RW, "protection is known");
    tap_ok(&t.tap, space_munmap(s, (gaddr)a + PG, PG) == 0, "a hole");
    tap_ok(&t.tap, space_prot_at(s, (gaddr)a + PG) == -1, "which is unmapped");
    tap_ok(&t.tap, space_munmap(s, (gaddr)a + 1, PG) == -EINVAL, "unaligned munmap is EINVAL");
    tap_ok(&t.tap, space_munmap(s, (gaddr)a, 0) == -EINVAL, "empty munmap is EINVAL");
    tap_ok(&t.tap, space_mprotect(s, (gaddr)a, 3 * PG, PROT_READ) == -ENOMEM,
           "mprotect over a hole is ENOMEM");
    tap_ok(&t.tap,
           space_prot_at(s, (gaddr)a) == PROT_READ && space_prot_at(s, (gaddr)a + 2 * PG) == RW,
           "and has changed what lies before it");
    tap_ok(&t.tap, space_mprotect(s, (gaddr)a, PG, 0x40) == -EINVAL, "unknown bits are EINVAL");
}

static void test_launcher(void)
{
    struct space *s = t.s;
    int here;
    g_autofree char *block = g_malloc(64);
    gaddr page = (gaddr)(uintptr_t)&here & ~(PG - 1);
    gaddr heap = ((gaddr)(uintptr_t)block & ~(PG - 1)) + PG; /* end of a page that is in use */

    tap_ok(&t.tap, space_mmap(s, page, PG, RW, ANON | MAP_FIXED, -1, 0) == -ENOMEM,
           "a fixed mapping on the launcher's stack is ENOMEM");
    tap_ok(&t.tap, space_mmap(s, heap - PG, PG, RW, ANON | MAP_FIXED, -1, 0) == -ENOMEM,
           "and on its heap");
    tap_ok(&t.tap, space_mmap(s, heap - PG, PG, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) == -EEXIST,
           "NOREPLACE there is EEXIST");
    tap_ok(&t.tap, space_munmap(s, 0x10000, (gaddr)1 << 47) == 0 && here + heap != 1,
           "munmap of everything spares the launcher");
    tap_ok(&t.tap, space_mprotect(s, heap - PG, PG, 0) == -ENOMEM, "mprotect of its heap: ENOMEM");
    tap_ok(&t.tap, space_madvise(s, heap - PG, PG, MADV_DONTNEED) == -ENOMEM, "madvise too");
    tap_ok(&t.tap, space_mmap(s, page, PG, RW, ANON, -1, 0) > 0, "as a hint it is ignored");
#ifdef FERRY_SANITIZE
    heap = page + PG; /* the sanitizer's heap grows in the guest's part of the address space */
#endif
    tap_ok(&t.tap, !space_reachable(s, heap - PG, 1) && !space_reachable(s, page, 1),
           "the launcher's memory is out of reach");
}

static void test_code(void)
{
    struct space *s = t.s;
    gaddr end = 0;
    int64_t a = space_mmap(s, 0, 4 * PG, RW | PROT_EXEC, ANON, -1, 0);
    int64_t d = space_mmap(s, 0, PG, RW, ANON, -1, 0);

    tap_ok(&t.tap, space_fetch_check(s, (gaddr)a, &end) == 0 && end >= (gaddr)a + 4 * PG,
           "code may be fetched");
    tap_ok(&t.tap, space_fetch_check(s, (gaddr)d, NULL) == SEGV_ACCERR, "data may not");
    tap_ok(&t.tap, space_fetch_check(s, 0x7777000, NULL) == SEGV_MAPERR, "nothing may not");
    t.invalidated = 0;
    space_mprotect(s, (gaddr)a, PG, RW);
    tap_ok(&t.tap, t.invalidated == 1 && t.from == (gaddr)a, "losing PROT_EXEC invalidates");
    space_mprotect(s, (gaddr)a, PG, RW | PROT_EXEC);
    tap_ok(&t.tap, t.invalidated == 1, "gaining it does not");
    space_madvise(s, (gaddr)a, PG, MADV_DONTNEED);
    tap_ok(&t.tap, t.invalidated == 2, "discarding does");
    space_mmap(s, (gaddr)a, PG, RW, ANON | MAP_FIXED, -1, 0);
    tap_ok(&t.tap, t.invalidated == 3, "mapping over it does");
    space_munmap(s, (gaddr)a, 4 * PG);
    tap_ok(&t.tap, t.invalidated == 4, "unmapping does");
    space_munmap(s, (gaddr)d, PG);
    tap_ok(&t.tap, t.invalidated == 4, "unmapping data does not");
}

static void test_mremap(void)
{
    struct space *s = t.s;
    int64_t a = space_mmap(s, 0, 2 * PG, RW, ANON, -1, 0), b, c;

    strcpy((char *)(uintptr_t)a, "moved");
    b = space_mremap(s, (gaddr)a, 2 * PG, 64 * PG, MREMAP_MAYMOVE, 0);
    tap_ok(&t.tap, b > 0 && !strcmp((char *)(uintptr_t)b, "moved"), "grows and moves");
    tap_ok(&t.tap, space_prot_at(s, (gaddr)b + 63 * PG) == RW, "all of it is known");
    tap_ok(&t.tap, b == a || space_prot_at(s, (gaddr)a) == -1, "the old place is free");
    tap_ok(&t.tap, space_mremap(s, (gaddr)b, 64 * PG, PG, 0, 0) == b, "shrinks in place");
    tap_ok(&t.tap, space_prot_at(s, (gaddr)b + PG) == -1, "the rest is gone");
    c = space_mremap(s, (gaddr)b, PG, PG, MREMAP_MAYMOVE | MREMAP_FIXED, 0x20000000);
    tap_ok(&t.tap, c == 0x20000000 && !strcmp((char *)0x20000000, "moved"), "moves to a place");
    tap_ok(&t.tap, space_mremap(s, 0x30000000, PG, PG, MREMAP_MAYMOVE, 0) == -EFAULT,
           "nothing there is EFAULT");
    tap_ok(&t.tap, space_mremap(s, 0x20000000, PG, 0, 0, 0) == -EINVAL, "size 0 is EINVAL");
    tap_ok(&t.tap, space_mremap(s, 0x20000000, PG, PG, MREMAP_FIXED, 0) == -EINVAL,
           "FIXED without MAYMOVE is EINVAL");
    space_munmap(s, 0x20000000, PG);
}

static void test_heap_and_stack(void)
{
    struct space *s = t.s;
    gaddr start, image = space_place_image(s, 10 * PG, PG, false);
    int64_t top;

    space_mmap(s, image, 10 * PG, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
    space_set_brk(s, image + 10 * PG - 5);
    start = space_brk_start(s);
    tap_ok(&t.tap, start >= image + 10 * PG && space_brk(s, 0) == start, "the heap starts empty");
    tap_ok(&t.tap, space_brk(s, start + 10000) == start + 10000, "it grows");
    memset((void *)(uintptr_t)start, 7, 10000);
    tap_ok(&t.tap, space_brk(s, start + 100) == start + 100, "it shrinks");
    tap_ok(&t.tap, space_prot_at(s, start + PG) == -1, "and gives pages back");
    space_mmap(s, start + 4 * PG, PG, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
    tap_ok(&t.tap, space_brk(s, start + 6 * PG) == start + 100, "not over another mapping");
    top = space_make_stack(s, 33 * PG, RW);
    tap_ok(&t.tap, top > 0, "a stack");
    *(volatile char *)(uintptr_t)((gaddr)top - 400000) = 1;
    tap_ok(&t.tap, space_prot_at(s, (gaddr)top - 400000) == RW, "it grows by itself, and is known");
}

static void test_shm(void)
{
    struct space *s = t.s;
    int id = shmget(IPC_PRIVATE, 3 * PG, IPC_CREAT | 0600);
    int64_t a;

    if (id < 0) {
        tap_ok(&t.tap, true, "shared memory # SKIP none to be had");
        return;
    }
    a = space_shmat(s, id, 0, 0);
    tap_ok(&t.tap, a > 0 && space_prot_at(s, (gaddr)a + 2 * PG) == RW, "shmat");
    tap_ok(&t.tap, space_shmdt(s, (gaddr)a) == 0 && space_prot_at(s, (gaddr)a) == -1, "shmdt");
    tap_ok(&t.tap, space_shmdt(s, (gaddr)a) == -EINVAL, "a second time is EINVAL");
    shmctl(id, IPC_RMID, NULL);
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    const char *pc = (const char *)(uintptr_t)uc->uc_mcontext.gregs[REG_RIP];

    (void)info;
    if (pc < lx_access_begin || pc >= lx_access_end)
        _exit(128 + sig);
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)lx_access_fault;
}

static void test_access(void)
{
    struct sigaction act = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO}, old;
    struct space *s = t.s;
    gaddr a = (gaddr)space_mmap(s, 0, 2 * PG, RW, ANON, -1, 0), edge = a + PG;
    char text[64];
    uint32_t word;

    space_munmap(s, edge, PG);
    sigaction(SIGSEGV, &act, &old);
    tap_ok(&t.tap, lx_copy_to_guest(edge - 6, "hello", 6) == 0, "copy to the edge");
    tap_ok(&t.tap, lx_copy_to_guest(edge - 5, "hello", 6) == -EFAULT, "one more is EFAULT");
    memcpy((void *)(uintptr_t)(edge - 6), "hello", 6);
    tap_ok(&t.tap, lx_string_from_guest(text, edge - 6, 64) == 5 && !strcmp(text, "hello"),
           "a string at the edge");
    tap_ok(&t.tap, lx_string_from_guest(text, edge - 6, 3) == -ENAMETOOLONG, "too long a one");
    ((char *)(uintptr_t)edge)[-1] = 'x';
    tap_ok(&t.tap, lx_string_from_guest(text, edge - 6, 64) == -EFAULT, "without its end");
    tap_ok(&t.tap, lx_string_length(edge - 6, 6) == 6, "no NUL within the limit");
    tap_ok(&t.tap, lx_get_u32(&word, edge - 3) == -EFAULT, "a word across the edge");
    tap_ok(&t.tap, lx_get_u32(&word, (gaddr)(uintptr_t)text) == -EFAULT, "launcher memory");
    tap_ok(&t.tap, lx_get_u32(&word, ~(gaddr)2) == -EFAULT, "an overflowing address");
    tap_ok(&t.tap, lx_lock(a, PG, true) && !lx_lock(a, PG + 1, false), "lock");
    tap_ok(&t.tap, lx_clear_guest(a, PG) == 0 && lx_clear_guest(a + 1, PG) == -EFAULT, "clear");
    sigaction(SIGSEGV, &old, NULL);
}

/* ---- the map against the host's, after random operations ---- */

struct run {
    gaddr start, end;
    int prot; /* host's: read, write */
};

static size_t host_runs(struct run *out, size_t room, gaddr low, gaddr high)
{
    FILE *f = fopen("/proc/self/maps", "re");
    char line[512], perms[8];
    size_t n = 0;
    gaddr a, b;

    while (f && n < room && fgets(line, sizeof(line), f)) {
        if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s", &a, &b, perms) != 3 || a < low || b > high)
            continue;
        int prot = (perms[0] == 'r' ? PROT_READ : 0) | (perms[1] == 'w' ? PROT_WRITE : 0);

        if (n && out[n - 1].end == a && out[n - 1].prot == prot)
            out[n - 1].end = b;
        else
            out[n++] = (struct run){a, b, prot};
    }
    if (f)
        fclose(f);
    return n;
}

static size_t guest_runs(struct run *out, size_t room, gaddr low, gaddr high)
{
    size_t count, n = 0;
    struct space_region *r = space_snapshot(t.s, &count);

    for (size_t i = 0; i < count && n < room; i++) {
        int prot = r[i].prot & RW;

        if (r[i].start < low || r[i].end > high)
            continue;
        if (r[i].prot & PROT_EXEC)
            prot |= PROT_READ;
        if (n && out[n - 1].end == r[i].start && out[n - 1].prot == prot)
            out[n - 1].end = r[i].end;
        else
            out[n++] = (struct run){r[i].start, r[i].end, prot};
    }
    free(r);
    return n;
}

static void test_random(void)
{
    enum { ROOM = 4096, STEPS = 6000, PAGES = 64 };
    static struct run host[ROOM], guest[ROOM];
    const gaddr base = 0x5f0000000000, high = base + 0x1000000;
    unsigned seed = 12345, bad = 0;
    int file = memfd_create("x", 0);

    if (ftruncate(file, (off_t)(PAGES * PG)))
        bad++;
    for (unsigned step = 0; step < STEPS && !bad; step++) {
        gaddr at = base + (rand_r(&seed) % PAGES) * PG;
        uint64_t size = (1 + rand_r(&seed) % 12) * PG;
        int prot = (int)(rand_r(&seed) % 8);

        switch (rand_r(&seed) % 6) {
        case 0:
        case 1: space_mmap(t.s, at, size, prot, ANON | MAP_FIXED, -1, 0); break;
        case 2: space_mmap(t.s, at, size, prot, MAP_SHARED | MAP_FIXED, file, 4 * PG); break;
        case 3: space_munmap(t.s, at, size); break;
        case 4: space_mprotect(t.s, at, size, prot); break;
        case 5:
            space_mremap(t.s, at, PG, (1 + rand_r(&seed) % 3) * PG, MREMAP_MAYMOVE | MREMAP_FIXED,
                         base + (rand_r(&seed) % PAGES) * PG);
            break;
        }
        if (step % 50)
            continue;
        size_t n = host_runs(host, ROOM, base, high), m = guest_runs(guest, ROOM, base, high);

        if (n != m || memcmp(host, guest, n * sizeof(*host))) {
            bad = step + 1;
            for (size_t i = 0; i < n || i < m; i++)
                printf("# host %" PRIx64 "-%" PRIx64 " %d  guest %" PRIx64 "-%" PRIx64 " %d\n",
                       i < n ? host[i].start : 0, i < n ? host[i].end : 0, i < n ? host[i].prot : 0,
                       i < m ? guest[i].start : 0, i < m ? guest[i].end : 0,
                       i < m ? guest[i].prot : 0);
        }
    }
    tap_ok(&t.tap, !bad, "%d random operations: the map is the host's", STEPS);
    close(file);
}

/* What is known of the packed pages changes no answer. */
static void test_gaps(void)
{
    enum { KEPT = 200, STEPS = 4000 };
    static struct {
        gaddr at;
        uint64_t size;
    } kept[KEPT];
    unsigned seed = 77, bad = 0;

    for (unsigned step = 0; step < STEPS && !bad; step++) {
        unsigned k = rand_r(&seed) % KEPT;
        uint64_t size = (1 + rand_r(&seed) % 9) * PG, align = PG << rand_r(&seed) % 6;

        if (kept[k].size)
            space_munmap(t.s, kept[k].at, kept[k].size);
        kept[k].size = size;
        kept[k].at = (gaddr)space_mmap(t.s, 0, size, step & 1 ? RW : PROT_READ, ANON, -1, 0);
        gaddr at = space_find_gap(t.s, size, align);
        t.s->packed = 0;
        bad = at == space_find_gap(t.s, size, align) && (int64_t)kept[k].at > 0 ? 0 : step + 1;
    }
    tap_ok(&t.tap, !bad, "%d gaps", STEPS);
    for (unsigned k = 0; k < KEPT; k++)
        if (kept[k].size)
            space_munmap(t.s, kept[k].at, kept[k].size);
}

int main(void)
{
    lx_process.arch = &arch;
    lx_process.exec = (struct exec *)&t;
    lx_limits_init(NULL);
    t.s = lx_process.space = space_new(&abi);
    if (!tap_ok(&t.tap, t.s != NULL, "a space"))
        return tap_done(&t.tap);
    test_mmap();
    test_launcher();
    test_code();
    test_mremap();
    test_heap_and_stack();
    test_shm();
    test_access();
    test_random();
    test_gaps();
    return tap_done(&t.tap);
}
