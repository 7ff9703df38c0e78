/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mmap family on the guest's address space.
 *
 * In: system calls and the loader.  Out: host mappings, an up-to-date map, word to the translator
 * about code that went away.  Invariants: the host call comes first and its errno
 * is the guest's; exec_invalidate is called after the lock is released (the translator asks
 * space_fetch_check under its own lock).
 */
#include "linux-user/space_map.h"

#include "linux-user/arch.h"
#include "linux-user/task.h"
#include "tcg/exec/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <linux/mman.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SHM_EXEC
#define SHM_EXEC 0100000
#endif
#define MAP_ONLY_X86  0x40 /* MAP_32BIT: other guests don't have it */
#define HUGE_PAGE     ((uint64_t)2 << 20)
#define PROT_ALL      (PROT_READ | PROT_WRITE | PROT_EXEC)
#define PROT_SEM_BIT  0x8
#define MAX_GAP_TRIES 64

/* Guest pages are data for the host; code has to be readable by the translator. */
static int host_prot(int prot)
{
    return prot & PROT_EXEC ? (prot & (PROT_READ | PROT_WRITE)) | PROT_READ
                            : prot & (PROT_READ | PROT_WRITE);
}

static long host_mmap(gaddr at, uint64_t length, int prot, int flags, int fd, uint64_t offset)
{
    return lx_rawcall(SYS_mmap, (long)at, (long)length, prot, flags, fd, (long)offset);
}

static bool range_ok(const struct space *s, gaddr start, gaddr end)
{
    if (end < start || end > s->top)
        return false;
    for (size_t i = space_index(s, start); i < s->count && s->region[i].start < end; i++)
        if (s->region[i].kind == SPACE_RESERVED)
            return false;
    return true;
}

static void lock(struct space *s)
{
    pthread_mutex_lock(&s->lock);
}

/* Releases the map and tells the translator that [start, end) held code. */
static void unlock(struct space *s, bool code, gaddr start, gaddr end)
{
    pthread_mutex_unlock(&s->lock);
    if (code && lx_process.exec)
        exec_invalidate(lx_process.exec, start, end);
    if (s->guarded && lx_process.exec)
        exec_guard(lx_process.exec);
}

void space_code_changed(gaddr start, gaddr end)
{
    if (lx_process.exec)
        exec_invalidate(lx_process.exec, start, end);
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

    r->prot = prot & PROT_ALL;
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

static bool reads_exec(int prot)
{
    return lx_process.reads_exec && (prot & PROT_READ);
}

/* Maps at a place that we choose; memory of others found there is noted and avoided. */
static long map_anywhere(struct space *s, gaddr hint, uint64_t length, uint64_t align, int prot,
                         int flags, int fd, uint64_t offset)
{
    gaddr at = hint;

    flags &= ~(MAP_FIXED | MAP_FIXED_NOREPLACE);
    for (int tries = 0; tries < MAX_GAP_TRIES; tries++) {
        if (!at || (at & (align - 1)) || !range_ok(s, at, at + length) ||
            space_overlaps(s, at, at + length))
            at = space_find_gap(s, length, align);
        if (!at && align == HUGE_PAGE && !(flags & MAP_HUGETLB)) {
            align = SPACE_PAGE;
            continue;
        }
        if (!at)
            return -ENOMEM;

        long result = host_mmap(at, length, prot, flags | MAP_FIXED_NOREPLACE, fd, offset);

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
    if (!range_ok(s, at, at + length))
        return keep ? -EEXIST : -ENOMEM;
    if (keep && space_overlaps(s, at, at + length))
        return -EEXIST;
    return host_mmap(at, length, prot, flags, fd, offset);
}

/*
 * The kernel limits the number of a process's mappings (vm.max_map_count). The guest reaches the
 * limit before the launcher does, which needs memory to translate even the guest's error message.
 */
static bool may_map(const struct space *s)
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
    lock(s);
    bool may = may_map(s);

    unlock(s, false, 0, 0);
    return may;
}

/* PR_SET_MDWE: memory does not become executable that is or was writable. */
static bool refuses_exec(int old, int prot)
{
    return lx_process.mdwe && (prot & PROT_EXEC) && ((prot & PROT_WRITE) || !(old & PROT_EXEC));
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

/* As the kernel fills what is locked: private writable memory by writing. */
static void fill(gaddr start, uint64_t length, int prot, bool shared)
{
    int advice = (prot & PROT_WRITE) && !shared ? MADV_POPULATE_WRITE : MADV_POPULATE_READ;

    if (prot)
        lx_rawcall(SYS_madvise, (long)start, (long)length, advice, 0, 0, 0);
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
    if (reads_exec(prot) && !noexec_file(prot | PROT_EXEC, flags, fd))
        prot |= PROT_EXEC;
    describe(&r, prot, flags, fd, offset);

    if (refuses_exec(PROT_EXEC, prot))
        return -EACCES;
    lock(s);
    if (!space_reserve_room(s, 4) || !may_map(s)) {
        unlock(s, false, 0, 0);
        return -ENOMEM;
    }
    if (!lx_limits_allow(s, length - (flags & MAP_FIXED ? replaced(s, address, length) : 0),
                         (prot & PROT_WRITE) && !r.shared && !r.growsdown)) {
        unlock(s, false, 0, 0);
        return -ENOMEM;
    }
    if (fixed) {
        at = map_fixed(s, address, length, host_prot(prot), flags, fd, offset);
    } else {
        gaddr hint = space_round_up(address);

        /* A hint may be any free page, however the mapping is aligned otherwise. */
        if (hint && (hint & (align - 1)) && !(flags & MAP_HUGETLB))
            align = SPACE_PAGE;
        at = map_anywhere(s, hint, length, align, host_prot(prot), flags, fd, offset);
    }
    if (at >= 0 && space_reserve_room(s, 2)) {
        r.start = (gaddr)at;
        r.end = r.start + length;
        s->guarded |= !!(prot & lx_process.arch->prot_guarded);
        code = space_put(s, &r);
        space_log(s, "mmap", r.start, r.end, prot);
        if (s->fill)
            fill(r.start, length, prot, r.shared);
    }
    unlock(s, code, (gaddr)at, (gaddr)at + length);
    return at;
}

/* ---- munmap, mprotect ---- */

/* Unmaps the guest's pages only, where the range also meets the launcher. */
static long unmap_pieces(struct space *s, gaddr start, gaddr end)
{
    for (size_t i = space_index(s, start); i < s->count && s->region[i].start < end; i++) {
        const struct space_region *r = &s->region[i];
        gaddr from = r->start < start ? start : r->start;
        gaddr to = r->end > end ? end : r->end;

        if (r->kind != SPACE_RESERVED) {
            long result = lx_rawcall(SYS_munmap, (long)from, (long)(to - from), 0, 0, 0, 0);

            if (result < 0)
                return result;
        }
    }
    return 0;
}

/* As space_cut, but reserved ranges stay. */
static bool cut_guest(struct space *s, gaddr start, gaddr end)
{
    bool code = false;

    while (start < end && space_reserve_room(s, 2)) {
        size_t i = space_index(s, start);

        if (i == s->count || s->region[i].start >= end)
            break;

        gaddr to = s->region[i].end < end ? s->region[i].end : end;

        if (s->region[i].kind != SPACE_RESERVED)
            code |= space_cut(s, s->region[i].start < start ? start : s->region[i].start, to);
        start = to;
    }
    return code;
}

long space_munmap(struct space *s, gaddr address, uint64_t length)
{
    bool code = false;
    long result;
    gaddr end;

    length = space_round_up(length);
    if ((address & (SPACE_PAGE - 1)) || !length || __builtin_add_overflow(address, length, &end) ||
        end > s->abi->address_limit)
        return -EINVAL;
    if (address >= s->top)
        return 0;
    if (end > s->top)
        end = s->top;
    lock(s);
    if (!space_reserve_room(s, 2)) {
        unlock(s, false, 0, 0);
        return -ENOMEM;
    }
    space_refresh_stacks(s, address, end);
    if (range_ok(s, address, end))
        result = lx_rawcall(SYS_munmap, (long)address, (long)(end - address), 0, 0, 0, 0);
    else
        result = unmap_pieces(s, address, end);
    if (result == 0)
        code = cut_guest(s, address, end);
    space_log(s, "munmap", address, end, PROT_NONE);
    unlock(s, code, address, end);
    return result;
}

/* Does a region count for RLIMIT_DATA with the protection, and did not before? */
static bool becomes_data(const struct space_region *r, int prot)
{
    return (prot & PROT_WRITE) && !(r->prot & PROT_WRITE) && !r->shared && !r->growsdown;
}

/* Region by region, so that a failure leaves what the kernel would leave. */
static long protect_regions(struct space *s, gaddr at, gaddr end, int prot, bool *code)
{
    while (at < end) {
        size_t i = space_index(s, at);

        if (i == s->count || s->region[i].start > at || s->region[i].kind == SPACE_RESERVED)
            return -ENOMEM;
        if (!space_reserve_room(s, 3))
            return -ENOMEM;

        gaddr to = s->region[i].end < end ? s->region[i].end : end;

        if ((at > s->region[i].start || to < s->region[i].end) && !may_map(s))
            return -ENOMEM;
        if (refuses_exec(s->region[i].prot, prot))
            return -EACCES;
        if (becomes_data(&s->region[i], prot) && lx_limits_allow(s, to - at, false) &&
            !lx_limits_allow(s, to - at, true))
            return -ENOMEM;

        long result = lx_rawcall(SYS_mprotect, (long)at, (long)(to - at), host_prot(prot), 0, 0, 0);

        if (result < 0)
            return result;
        space_split(s, at);
        space_split(s, to);
        i = space_index(s, at);

        uint8_t prot_arch = (uint8_t)((prot & lx_process.arch->prot_extra) >> 4);

        if ((s->region[i].prot & PROT_EXEC) &&
            (!(prot & PROT_EXEC) || prot_arch != s->region[i].prot_arch))
            *code = true;
        s->guarded |= !!(prot & lx_process.arch->prot_guarded);
        s->region[i].prot = prot & PROT_ALL;
        s->region[i].prot_arch = prot_arch;
        at = to;
    }
    return 0;
}

long space_mprotect(struct space *s, gaddr address, uint64_t length, int prot)
{
    int grows = prot & (PROT_GROWSDOWN | PROT_GROWSUP);
    bool code = false;
    gaddr end;
    long result;

    if ((address & (SPACE_PAGE - 1)) || grows == (PROT_GROWSDOWN | PROT_GROWSUP))
        return -EINVAL;
    prot &= ~grows;
    if (!length)
        return 0;
    length = space_round_up(length);
    if (!length || __builtin_add_overflow(address, length, &end))
        return -ENOMEM;
    if (prot & ~(PROT_ALL | PROT_SEM_BIT | lx_process.arch->prot_extra))
        return -EINVAL;
    if (reads_exec(prot))
        prot |= PROT_EXEC;
    lock(s);
    /* With PROT_GROWSDOWN the region's true start is wanted. */
    space_refresh_stacks(s, grows ? 0 : address, grows ? s->top : end);

    gaddr start = address;

    if (grows) {
        size_t i = space_index(s, address);

        if (grows & PROT_GROWSUP || i == s->count || !s->region[i].growsdown ||
            s->region[i].start > address) {
            unlock(s, false, 0, 0);
            return -EINVAL;
        }
        start = s->region[i].start;
    }
    result = protect_regions(s, start, end, prot, &code);
    space_merge(s, start, end);
    space_log(s, "mprotect", start, end, prot);
    unlock(s, code, start, end);
    return result;
}

/* ---- mremap ---- */

/* Copies the attributes of [old, old+size) to the new place; what is longer takes the last's. */
static void move_attributes(struct space *s, gaddr old, uint64_t old_size, gaddr at,
                            uint64_t new_size, bool keep_old, bool *code)
{
    size_t first = space_index(s, old), n = 0;
    gaddr old_end = old + (old_size ? old_size : SPACE_PAGE);
    struct space_region *piece;

    while (first + n < s->count && s->region[first + n].start < old_end)
        n++;
    piece = malloc((n + 1) * sizeof(*piece));
    if (!piece || !space_reserve_room(s, 2 * n + 4)) {
        free(piece);
        return;
    }
    memcpy(piece, &s->region[first], n * sizeof(*piece));
    if (!keep_old && old_size)
        *code |= space_cut(s, old, old + old_size);
    *code |= space_cut(s, at, at + new_size);
    for (size_t i = 0; i < n; i++) {
        struct space_region r = piece[i];

        if (r.start < old) {
            r.offset += r.anonymous ? 0 : old - r.start;
            r.start = old;
        }
        if (r.end > old_end || i + 1 == n)
            r.end = old_end;
        r.start = r.start - old + at;
        r.end = i + 1 == n ? at + new_size : r.end - old + at;
        r.growsdown = false;
        if (r.end > at + new_size)
            r.end = at + new_size;
        if (r.start < r.end)
            space_put(s, &r);
    }
    free(piece);
}

static long host_mremap(gaddr old, uint64_t old_size, uint64_t new_size, int flags, gaddr at)
{
    return lx_rawcall(SYS_mremap, (long)old, (long)old_size, (long)new_size, flags, (long)at, 0);
}

/* Without MREMAP_FIXED: in place if it fits, else where we choose. */
static long remap_anywhere(struct space *s, gaddr old, uint64_t old_size, uint64_t new_size,
                           int flags)
{
    bool stay = !(flags & MREMAP_DONTUNMAP) && old_size;
    gaddr end = old + new_size;
    gaddr at;

    if (stay && new_size <= old_size)
        return host_mremap(old, old_size, new_size, 0, 0);
    if (stay && end > old && range_ok(s, old, end) && !space_overlaps(s, old + old_size, end)) {
        long result = host_mremap(old, old_size, new_size, 0, 0);

        if (result != -ENOMEM || !(flags & MREMAP_MAYMOVE))
            return result;
    }
    if (!(flags & MREMAP_MAYMOVE))
        return -ENOMEM;
    at = space_find_gap(s, new_size, SPACE_PAGE);
    if (!at)
        return -ENOMEM;
    return host_mremap(old, old_size, new_size, flags | MREMAP_FIXED, at);
}

int64_t space_mremap(struct space *s, gaddr old, uint64_t old_size, uint64_t new_size, int flags,
                     gaddr new_address)
{
    bool code = false;
    long at;

    old_size = space_round_up(old_size);
    new_size = space_round_up(new_size);
    if ((flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)) || (old & (SPACE_PAGE - 1)) ||
        !new_size)
        return -EINVAL;
    if ((flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) && !(flags & MREMAP_MAYMOVE))
        return -EINVAL;
    if ((flags & MREMAP_DONTUNMAP) && old_size != new_size)
        return -EINVAL;
    if (new_size > s->top)
        return -EINVAL;
    if (old >= s->top)
        return -EFAULT;
    lock(s);
    if (old_size > s->top) {
        bool mapped = space_overlaps(s, old, old + 1);
        unlock(s, false, 0, 0);
        return mapped ? -EINVAL : -EFAULT;
    }
    space_refresh_stacks(s, old, old + old_size);
    if (!space_overlaps(s, old, old + 1) || !range_ok(s, old, old + old_size)) {
        unlock(s, false, 0, 0);
        return -EFAULT;
    }
    if (new_size > old_size && !lx_limits_allow(s, new_size - old_size, true)) {
        unlock(s, false, 0, 0);
        return -ENOMEM;
    }
    if (flags & MREMAP_FIXED) {
        if ((new_address & (SPACE_PAGE - 1)) || !range_ok(s, new_address, new_address + new_size))
            at = -EINVAL;
        else
            at = host_mremap(old, old_size, new_size, flags, new_address);
    } else {
        at = remap_anywhere(s, old, old_size, new_size, flags);
    }
    if (at >= 0) {
        move_attributes(s, old, old_size, (gaddr)at, new_size, flags & MREMAP_DONTUNMAP, &code);
        space_log(s, "mremap", (gaddr)at, (gaddr)at + new_size,
                  s->region[space_index(s, (gaddr)at)].prot);
    }
    unlock(s, false, 0, 0);
    if (code && lx_process.exec) {
        exec_invalidate(lx_process.exec, old, old + old_size);
        exec_invalidate(lx_process.exec, (gaddr)at, (gaddr)at + new_size);
    }
    return at;
}

/* ---- calls which leave the map alone ---- */

long space_madvise(struct space *s, gaddr address, uint64_t length, int advice)
{
    gaddr end;
    bool code;
    long result;

    if (address & (SPACE_PAGE - 1))
        return -EINVAL;
    if (__builtin_add_overflow(address, space_round_up(length), &end) || end < address)
        return -EINVAL;
    lock(s);
    if (!range_ok(s, address, end)) {
        unlock(s, false, 0, 0);
        return -ENOMEM;
    }
    /* The pages may read differently afterwards. */
    code = (advice == MADV_DONTNEED || advice == MADV_REMOVE || advice == MADV_FREE ||
            advice == MADV_DONTNEED_LOCKED) &&
           space_has_code(s, address, end);
    result = lx_rawcall(SYS_madvise, (long)address, (long)length, advice, 0, 0, 0);
    unlock(s, code, address, end);
    return result;
}

/* A range for a call that the host carries out; -ENOMEM where the launcher would be met. */
static long checked_call(struct space *s, gaddr address, uint64_t length, long nr, long a3, long a4)
{
    gaddr end;

    if (__builtin_add_overflow(address, length, &end))
        return -ENOMEM;
    lock(s);
    bool ok = range_ok(s, address & ~(SPACE_PAGE - 1), end);

    unlock(s, false, 0, 0);
    if (!ok)
        return -ENOMEM;
    return lx_rawcall(nr, (long)address, (long)length, a3, a4, 0, 0);
}

long space_msync(struct space *s, gaddr address, uint64_t length, int flags)
{
    return checked_call(s, address, length, SYS_msync, flags, 0);
}

long space_mincore(struct space *s, gaddr address, uint64_t length, gaddr vec)
{
    return checked_call(s, address, length, SYS_mincore, (long)vec, 0);
}

long space_mlock(struct space *s, gaddr address, uint64_t length, int flags, bool onfault)
{
    (void)onfault;
    if (flags)
        return checked_call(s, address, length, SYS_mlock2, flags, 0);
    return checked_call(s, address, length, SYS_mlock, 0, 0);
}

long space_munlock(struct space *s, gaddr address, uint64_t length)
{
    return checked_call(s, address, length, SYS_munlock, 0, 0);
}

/* The host locks on fault only, since the launcher's reserved but unused memory must not be filled:
   the guest's is filled here. */
long space_mlockall(struct space *s, int flags)
{
    bool now = !(flags & MCL_ONFAULT);
    long result = lx_rawcall(SYS_mlockall, flags | MCL_ONFAULT, 0, 0, 0, 0, 0);

    if (result < 0)
        return result;
    lock(s);
    s->fill = now && flags & MCL_FUTURE;
    for (size_t i = 0; now && flags & MCL_CURRENT && i < s->count; i++) {
        const struct space_region *r = &s->region[i];

        fill(r->start, r->end - r->start, r->prot, r->shared);
    }
    unlock(s, false, 0, 0);
    return result;
}

void space_forget_locks(struct space *s)
{
    if (s->fill) /* a page that is not written need not be copied */
        s->fill = false;
}

long space_munlockall(struct space *s)
{
    lock(s);
    s->fill = false;
    unlock(s, false, 0, 0);
    return lx_rawcall(SYS_munlockall, 0, 0, 0, 0, 0, 0);
}

long space_remap_file_pages(struct space *s, gaddr start, uint64_t size, int prot, uint64_t pgoff,
                            int flags)
{
    gaddr end;
    long result;
    bool code = false;

    if (__builtin_add_overflow(start, size, &end))
        return -EINVAL;
    lock(s);
    if (!range_ok(s, start, end) || !space_reserve_room(s, 4)) {
        unlock(s, false, 0, 0);
        return -EINVAL;
    }
    result = lx_rawcall(SYS_remap_file_pages, (long)start, (long)size, prot, (long)pgoff, flags, 0);
    if (result == 0) {
        size_t i = space_index(s, start);
        struct space_region r = s->region[i];

        r.start = start & ~(SPACE_PAGE - 1);
        r.end = r.start + (size & ~(SPACE_PAGE - 1));
        r.offset = pgoff * SPACE_PAGE;
        if (r.start < r.end)
            code = space_put(s, &r);
    }
    unlock(s, code, start, end);
    return result;
}

long space_mseal(struct space *s, gaddr address, uint64_t length, uint64_t flags)
{
    const long sys_mseal = 462;

    return checked_call(s, address, length, sys_mseal, (long)flags, 0);
}

/* ---- brk ---- */

static bool heap_limit_allows(const struct space *s, gaddr end)
{
    uint64_t limit = lx_process.limits.data.soft;

    if (limit == RLIM_INFINITY)
        return true;
    return end - s->brk_start + (lx_process.end_data - lx_process.start_data) <= limit;
}

static bool grow_heap(struct space *s, gaddr from, gaddr to)
{
    struct space_region r = {.start = from,
                             .end = to,
                             .prot = PROT_READ | PROT_WRITE,
                             .kind = SPACE_HEAP,
                             .anonymous = true};
    size_t i = space_index(s, from);

    if (!range_ok(s, from, to) || !space_reserve_room(s, 4))
        return false;
    if (i < s->count) {
        gaddr guard = s->region[i].growsdown ? SPACE_STACK_GAP : 0;

        if (s->region[i].start < to + guard)
            return false;
    }
    if (host_mmap(from, to - from, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) < 0)
        return false;
    space_put(s, &r);
    return true;
}

gaddr space_brk(struct space *s, gaddr address)
{
    bool code = false;
    gaddr from = 0, to = 0;

    lock(s);
    if (address >= s->brk_start && address <= s->top) {
        from = space_round_up(s->brk_end);
        to = space_round_up(address);
        if (to == from) {
            s->brk_end = address;
        } else if (to > from) {
            if (heap_limit_allows(s, address) && lx_limits_allow(s, to - from, true) &&
                grow_heap(s, from, to)) {
                s->brk_end = address;
                if (s->fill)
                    fill(from, to - from, PROT_READ | PROT_WRITE, false);
            }
        } else if (space_reserve_room(s, 2) &&
                   lx_rawcall(SYS_munmap, (long)to, (long)(from - to), 0, 0, 0, 0) == 0) {
            code = space_cut(s, to, from);
            s->brk_end = address;
        }
    }
    gaddr end = s->brk_end;

    unlock(s, code, to, from);
    return end;
}

/* ---- System V shared memory ---- */

static long attach(struct space *s, int shmid, gaddr *at, uint64_t size, int flags)
{
    int host_flags = flags & ~(SHM_EXEC | SHM_RND);

    if (!*at) {
        if (flags & SHM_REMAP)
            return -EINVAL;
        *at = space_find_gap(s, size, SPACE_PAGE);
        if (!*at)
            return -ENOMEM;
    } else if (!range_ok(s, *at, *at + size)) {
        return -EINVAL;
    }
    return lx_rawcall(SYS_shmat, shmid, (long)*at, host_flags, 0, 0, 0);
}

int64_t space_shmat(struct space *s, int shmid, gaddr address, int flags)
{
    struct shmid_ds ds;
    bool code = false;
    uint64_t size;
    long result = lx_rawcall(SYS_shmctl, shmid, IPC_STAT, (long)&ds, 0, 0, 0);

    if (result < 0 && result != -EACCES)
        return result;
    if (flags & SHM_RND)
        address &= ~(SPACE_PAGE - 1);
    if (address & (SPACE_PAGE - 1))
        return -EINVAL;
    if (result < 0) /* unreadable for us: so is attaching */
        return result;
    size = space_round_up(ds.shm_segsz);

    lock(s);
    struct space_shm *shm = realloc(s->shm, (s->shm_count + 1) * sizeof(*shm));

    if (shm)
        s->shm = shm;
    result = shm && space_reserve_room(s, 4) && may_map(s) ? attach(s, shmid, &address, size, flags)
                                                           : -ENOMEM;
    if (result >= 0) {
        struct space_region r = {.start = address,
                                 .end = address + size,
                                 .shared = true,
                                 .dev = SPACE_SHM_DEV,
                                 .ino = (uint64_t)shmid};

        r.prot = (uint8_t)(PROT_READ | (flags & SHM_RDONLY ? 0 : PROT_WRITE) |
                           (flags & SHM_EXEC || reads_exec(PROT_READ) ? PROT_EXEC : 0));
        for (size_t k = 0; k < s->shm_count;) /* replaced by SHM_REMAP */
            if (s->shm[k].start == address)
                s->shm[k] = s->shm[--s->shm_count];
            else
                k++;
        s->shm[s->shm_count++] = (struct space_shm){.start = address, .size = size};
        code = space_put(s, &r);
    }
    unlock(s, code, address, address + size);
    return result;
}

long space_shmdt(struct space *s, gaddr address)
{
    bool code = false;
    gaddr end = address;
    long result = -EINVAL;

    lock(s);
    if (address < s->top && range_ok(s, address, address + 1) && space_reserve_room(s, 2))
        result = lx_rawcall(SYS_shmdt, (long)address, 0, 0, 0, 0, 0);
    for (size_t k = 0; result == 0 && k < s->shm_count; k++) {
        if (s->shm[k].start != address)
            continue;
        end = address + s->shm[k].size;
        s->shm[k] = s->shm[--s->shm_count];
        /* Parts may have been replaced since: only the segment's own pages went. */
        for (gaddr at = address; at < end && space_reserve_room(s, 2);) {
            size_t i = space_index(s, at);

            if (i == s->count || s->region[i].start >= end)
                break;

            struct space_region r = s->region[i];

            at = r.end < end ? r.end : end;
            if (r.dev == SPACE_SHM_DEV && !r.anonymous)
                code |= space_cut(s, r.start < address ? address : r.start, at);
        }
        break;
    }
    unlock(s, code, address, end);
    return result;
}
