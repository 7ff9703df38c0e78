/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mmap on the guest's address space, and what the other calls on it share.
 *
 * In: system calls and the loader.  Out: host mappings, an up-to-date map, word to the translator
 * about code that went away.  Invariants, of all files space_*.c: the host call comes first and its
 * errno is the guest's; exec_invalidate is called after the lock is released (the translator asks
 * space_fetch_check under its own lock).
 */
#include "linux-user/space_map.h"

#include "linux-user/arch.h"
#include "linux-user/task.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mman.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAP_ONLY_X86  0x40 /* MAP_32BIT: other guests don't have it */
#define HUGE_PAGE     ((uint64_t)2 << 20)
#define MAX_GAP_TRIES 64

/* ---- what the calls share ---- */

int space_host_prot(int prot)
{
    return prot & PROT_EXEC ? (prot & (PROT_READ | PROT_WRITE)) | PROT_READ
                            : prot & (PROT_READ | PROT_WRITE);
}

long space_host_mmap(gaddr at, uint64_t length, int prot, int flags, int fd, uint64_t offset)
{
    return lx_rawcall(SYS_mmap, (long)at, (long)length, prot, flags, fd, (long)offset);
}

bool space_range_ok(const struct space *s, gaddr start, gaddr end)
{
    if (end < start || end > s->top)
        return false;
    for (size_t i = space_index(s, start); i < s->count && s->region[i].start < end; i++)
        if (s->region[i].kind == SPACE_RESERVED)
            return false;
    return true;
}

void space_lock(struct space *s)
{
    pthread_mutex_lock(&s->lock);
}

void space_unlock(struct space *s, bool code, gaddr start, gaddr end)
{
    pthread_mutex_unlock(&s->lock);
    if (code && lx_process.exec)
        exec_invalidate(lx_process.exec, start, end);
    if (s->guarded && lx_process.exec)
        exec_guard(lx_process.exec);
    if (s->others && lx_process.exec)
        exec_share(lx_process.exec);
}

void space_code_changed(gaddr start, gaddr end)
{
    if (lx_process.exec)
        exec_invalidate(lx_process.exec, start, end);
}

/*
 * The kernel limits the number of a process's mappings (vm.max_map_count). The guest reaches the
 * limit before the launcher does, which needs memory to translate even the guest's error message.
 */
bool space_has_room_for_one(const struct space *s)
{
    /* A thread: what is usable and what guards it, see hoststack.c. */
    enum { NEVER_A_LIMIT = 4096, OURS = 1024, USUAL = 65530, OF_A_THREAD = 4 };
    static size_t limit; /* written by any thread, with the same value */
    size_t count = s->count + OF_A_THREAD * (size_t)lx_process.task_count;

    if (count < NEVER_A_LIMIT)
        return true;
    if (!limit) {
        char text[24] = "";
        int fd = open("/proc/sys/vm/max_map_count", O_RDONLY | O_CLOEXEC);

        if (fd >= 0 && read(fd, text, sizeof(text) - 1) < 0)
            text[0] = 0;
        if (fd >= 0)
            close(fd);
        limit = strtoul(text, NULL, 10);
        if (limit < NEVER_A_LIMIT + OURS)
            limit = USUAL;
    }
    return count < limit - OURS;
}

bool space_may_map(struct space *s)
{
    space_lock(s);
    bool may = space_has_room_for_one(s);

    space_unlock(s, false, 0, 0);
    return may;
}

bool space_reads_exec(int prot)
{
    return lx_process.reads_exec && (prot & PROT_READ);
}

bool space_refuses_exec(int old, int prot)
{
    return lx_process.mdwe && (prot & PROT_EXEC) && ((prot & PROT_WRITE) || !(old & PROT_EXEC));
}

/* ---- mmap ---- */

static uint64_t huge_size(int flags)
{
    unsigned shift = ((unsigned)flags >> MAP_HUGE_SHIFT) & MAP_HUGE_MASK;

    return shift ? (uint64_t)1 << shift : HUGE_PAGE;
}

static void describe(struct space_region *r, int prot, int flags, int fd, uint64_t offset)
{
    struct stat st;
    int type = flags & MAP_TYPE;

    r->prot = prot & SPACE_PROT_ALL;
    r->prot_arch = (uint8_t)((prot & lx_process.arch->prot_extra) >> 4);
    r->shared = type != MAP_PRIVATE;
    r->anonymous = flags & MAP_ANONYMOUS;
    r->growsdown = flags & MAP_GROWSDOWN;
    r->noreserve = flags & MAP_NORESERVE;
    r->locked = flags & MAP_LOCKED;
    if (!r->anonymous && fstat(fd, &st) == 0) {
        r->offset = offset;
        r->dev = st.st_dev;
        r->ino = st.st_ino;
    }
}

/* PROT_EXEC is not given to the host, so its check for noexec mounts is made here. */
static bool noexec_file(int prot, int flags, int fd)
{
    struct statvfs fs;

    return (prot & PROT_EXEC) && !(flags & MAP_ANONYMOUS) && fstatvfs(fd, &fs) == 0 &&
           (fs.f_flag & ST_NOEXEC);
}

/* With MAP_SHARED_VALIDATE the host refuses MAP_FIXED_NOREPLACE, so that the place is taken first.
 */
static long map_free(gaddr at, uint64_t length, int prot, int flags, int fd, uint64_t offset)
{
    const int taken = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    long result;

    if ((flags & MAP_TYPE) != MAP_SHARED_VALIDATE)
        return space_host_mmap(at, length, prot, flags | MAP_FIXED_NOREPLACE, fd, offset);
    result = space_host_mmap(at, length, PROT_NONE, taken, -1, 0);
    if (result < 0)
        return result;
    result = space_host_mmap(at, length, prot, flags | MAP_FIXED, fd, offset);
    if (result < 0)
        lx_rawcall(SYS_munmap, (long)at, (long)length, 0, 0, 0, 0);
    return result;
}

/* Maps at a place that we choose; memory of others found there is noted and avoided. */
static long map_anywhere(struct space *s, gaddr hint, uint64_t length, uint64_t align, int prot,
                         int flags, int fd, uint64_t offset)
{
    gaddr at = hint;

    flags &= ~(MAP_FIXED | MAP_FIXED_NOREPLACE);
    for (int tries = 0; tries < MAX_GAP_TRIES; tries++) {
        if (!at || (at & (align - 1)) || !space_range_ok(s, at, at + length) ||
            space_overlaps(s, at, at + length))
            at = space_find_gap(s, length, align);
        if (!at && align == HUGE_PAGE && !(flags & MAP_HUGETLB)) {
            align = SPACE_PAGE;
            continue;
        }
        if (!at)
            return -ENOMEM;

        long result = map_free(at, length, prot, flags, fd, offset);

        if (result != -EEXIST)
            return result;
        space_refresh_stacks(s, at, at + length);
        if (!space_overlaps(s, at, at + length))
            space_mark_reserved(s, at, at + length);
        at = 0;
    }
    return -ENOMEM;
}

static long map_fixed(struct space *s, gaddr at, uint64_t length, int prot, int flags, int fd,
                      uint64_t offset)
{
    bool keep = flags & MAP_FIXED_NOREPLACE;

    if (at + length < at || at + length > s->top)
        return -ENOMEM;
    if (!space_range_ok(s, at, at + length))
        return keep ? -EEXIST : -ENOMEM;
    if (keep && space_overlaps(s, at, at + length))
        return -EEXIST;
    return space_host_mmap(at, length, prot, flags, fd, offset);
}

/* Bytes of the guest's mappings in a range: what is put there adds so much less. */
static uint64_t replaced(const struct space *s, gaddr start, uint64_t length)
{
    gaddr end = start + length;
    uint64_t sum = 0;

    for (size_t i = space_index(s, start); i < s->count && s->region[i].start < end; i++) {
        const struct space_region *r = &s->region[i];

        if (r->kind != SPACE_RESERVED)
            sum += (r->end < end ? r->end : end) - (r->start > start ? r->start : start);
    }
    return sum;
}

int64_t space_mmap(struct space *s, gaddr address, uint64_t length, int prot, int flags, int fd,
                   uint64_t offset)
{
    bool fixed = flags & (MAP_FIXED | MAP_FIXED_NOREPLACE);
    uint64_t align = SPACE_PAGE, unit = SPACE_PAGE;
    struct space_region r = {0};
    bool code = false;
    long at;

    flags &= ~MAP_ONLY_X86;
    if (!length || (offset & (SPACE_PAGE - 1)) || (fixed && (address & (SPACE_PAGE - 1))))
        return -EINVAL;
    if (flags & MAP_HUGETLB)
        unit = align = huge_size(flags);
    length = (length + unit - 1) & ~(unit - 1);
    if (!length || length > s->top)
        return -ENOMEM;
    if (!fixed && (flags & MAP_ANONYMOUS) && (flags & MAP_TYPE) == MAP_PRIVATE &&
        !(length & (HUGE_PAGE - 1)) && align < HUGE_PAGE)
        align = HUGE_PAGE; /* as the kernel does, for transparent huge pages */
    if (noexec_file(prot, flags, fd))
        return -EPERM;
    if (space_reads_exec(prot) && !noexec_file(prot | PROT_EXEC, flags, fd))
        prot |= PROT_EXEC;
    describe(&r, prot, flags | (s->lock_next ? MAP_LOCKED : 0), fd, offset);
    if (space_refuses_exec(PROT_EXEC, prot))
        return -EACCES;
    space_lock(s);
    if (!space_reserve_room(s, 4) || !space_has_room_for_one(s)) {
        space_unlock(s, false, 0, 0);
        return -ENOMEM;
    }
    if (!lx_limits_allow(s, length - (flags & MAP_FIXED ? replaced(s, address, length) : 0),
                         (prot & PROT_WRITE) && !r.shared && !r.growsdown)) {
        space_unlock(s, false, 0, 0);
        return -ENOMEM;
    }
    if (fixed) {
        at = map_fixed(s, address, length, space_host_prot(prot), flags | space_lock_flag(s), fd,
                       offset);
    } else {
        gaddr hint = space_round_up(address);

        /* A hint may be any free page, however the mapping is aligned otherwise. */
        if (hint && (hint & (align - 1)) && !(flags & MAP_HUGETLB))
            align = SPACE_PAGE;
        at = map_anywhere(s, hint, length, align, space_host_prot(prot), flags | space_lock_flag(s),
                          fd, offset);
    }
    if (at >= 0 && s->lock_next && !s->fill &&
        space_lock_pages((gaddr)at, length, false) == -ENOMEM) {
        lx_rawcall(SYS_munmap, at, (long)length, 0, 0, 0, 0);
        code = space_reserve_room(s, 2) && space_cut(s, (gaddr)at, (gaddr)at + length);
        space_unlock(s, code, (gaddr)at, (gaddr)at + length);
        return -EAGAIN;
    }
    if (at >= 0 && space_reserve_room(s, 2)) {
        r.start = (gaddr)at;
        r.end = r.start + length;
        s->guarded |= !!(prot & lx_process.arch->prot_guarded);
        code = space_put(s, &r);
        space_log(s, "mmap", r.start, r.end, prot);
    }
    space_unlock(s, code, (gaddr)at, (gaddr)at + length);
    return at;
}
