/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translated code for Linux perf; see perf.h.
 */
#include "tcg/exec/perf.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include "base/fd.h"
#include "base/log.h"
#include "tcg/exec/cache.h"

struct perf {
    bool wants_map, wants_dump;
    int map, dump; /* -1: none */
    pid_t pid;     /* whose files they are */
    uint64_t index;
};

struct dump_header {
    uint32_t magic, version, size, machine, pad, pid;
    uint64_t time, flags;
};

/* Record JIT_CODE_LOAD; the name with its NUL and the code follow. */
struct dump_load {
    uint32_t id, size;
    uint64_t time;
    uint32_t pid, tid;
    uint64_t vma, address, code_size, index;
};

enum { DUMP_MAGIC = 0x4a695444, DUMP_VERSION = 1, DUMP_CODE_LOAD = 0 };

/* perf record -k mono. */
static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int open_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        log_error("warning: Could not open %s: %s", path, strerror(errno));
    return fd_own(fd);
}

static void open_map(struct perf *p)
{
    char path[40];
    snprintf(path, sizeof(path), "/tmp/perf-%d.map", (int)p->pid);
    p->map = open_file(path);
}

/* perf finds the file by a mapping of it that may be executed. */
static void open_dump(struct perf *p)
{
    struct dump_header h = {.magic = DUMP_MAGIC,
                            .version = DUMP_VERSION,
                            .size = sizeof(h),
                            .machine = EM_X86_64,
                            .pid = (uint32_t)p->pid,
                            .time = now()};
    char path[40];
    snprintf(path, sizeof(path), "./jit-%d.dump", (int)p->pid);
    p->index = 0;
    p->dump = open_file(path);
    if (p->dump < 0)
        return;
    if (write(p->dump, &h, sizeof(h)) != sizeof(h) ||
        mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_EXEC, MAP_PRIVATE, p->dump, 0) ==
            MAP_FAILED)
        log_error("warning: %s: %s", path, strerror(errno));
}

static void begin(struct perf *p)
{
    p->map = p->dump = -1;
    p->pid = getpid();
    if (p->wants_map)
        open_map(p);
    if (p->wants_dump)
        open_dump(p);
}

struct perf *perf_open(bool map, bool dump)
{
    struct perf *p = map || dump ? g_new0(struct perf, 1) : NULL;
    if (p) {
        p->wants_map = map;
        p->wants_dump = dump;
        begin(p);
    }
    return p;
}

/* A disk that is full makes a file that is too short, which perf reads. */
static void put(int fd, const struct iovec *v, int n)
{
    ssize_t done = writev(fd, v, n);
    (void)done;
}

static void put_map(const struct perf *p, const struct region *r)
{
    char line[80];
    int n = snprintf(line, sizeof(line), "%" PRIx64 " %x guest-0x%" PRIx64 "\n",
                     (uint64_t)(uintptr_t)r->code, r->size, r->pc);
    put(p->map, &(struct iovec){line, (size_t)n}, 1);
}

static void put_dump(struct perf *p, const struct region *r)
{
    char name[32];
    size_t length = (size_t)snprintf(name, sizeof(name), "guest-0x%" PRIx64, r->pc) + 1;
    struct dump_load load = {.id = DUMP_CODE_LOAD,
                             .size = (uint32_t)(sizeof(load) + length + r->size),
                             .time = now(),
                             .pid = (uint32_t)p->pid,
                             .tid = (uint32_t)syscall(SYS_gettid),
                             .vma = (uint64_t)(uintptr_t)r->code,
                             .address = (uint64_t)(uintptr_t)r->code,
                             .code_size = r->size,
                             .index = p->index++};
    put(p->dump, (struct iovec[]){{&load, sizeof(load)}, {name, length}, {r->code, r->size}}, 3);
}

static void put_region(struct perf *p, const struct region *r)
{
    if (!r->size)
        return;
    if (p->map >= 0)
        put_map(p, r);
    if (p->dump >= 0)
        put_dump(p, r);
}

/* The files are the parent's: the child's own, with all that is there. */
static void begin_child(const struct exec *x, struct perf *p, const struct region *newest)
{
    fd_own_close(p->map);
    fd_own_close(p->dump);
    begin(p);
    for (uint32_t i = 0; i < x->list.n; i++)
        if (region_item(&x->list, i)->region != newest)
            put_region(p, region_item(&x->list, i)->region);
}

void perf_region(struct exec *x, const struct region *r)
{
    struct perf *p = x->opt.perf;
    if (!p)
        return;
    if (p->pid != getpid())
        begin_child(x, p, r);
    put_region(p, r);
}
