/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's address space: its layout, and questions about it.
 *
 * In: /proc/self/maps of the launcher at start, resource limits.  Out: struct
 * space.  docs/address-space.md gives the layout and the reasons.
 */
#include "linux-user/space_map.h"

#include "linux-user/arch.h"
#include "linux-user/task.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#define SPACE_TOP        ((gaddr)0x7e0000000000)
#define IMAGE_BASE       ((gaddr)0x400000000000)
#define SMALL_IMAGE_BASE ((gaddr)0x400000)    /* in 4 GiB */
#define HEAP_ROOM        ((uint64_t)64 << 30) /* for the launcher's own brk heap */
#define WINDOW           ((uint64_t)4 << 40)  /* around bottom-up launcher mappings */
#define STACK_MIN_GAP    ((uint64_t)128 << 20)

/* ---- reading the host's maps ---- */

typedef void maps_line(void *opaque, gaddr start, gaddr end, const char *rest);

static bool hex(const char **p, gaddr *value)
{
    const char *s = *p;

    for (*value = 0;; s++) {
        if (*s >= '0' && *s <= '9')
            *value = *value << 4 | (gaddr)(*s - '0');
        else if (*s >= 'a' && *s <= 'f')
            *value = *value << 4 | (gaddr)(*s - 'a' + 10);
        else
            break;
    }
    bool any = s != *p;

    *p = s;
    return any;
}

static void one_line(char *line, maps_line *fn, void *opaque)
{
    const char *p = line;
    gaddr start, end;

    if (hex(&p, &start) && *p++ == '-' && hex(&p, &end) && *p == ' ')
        fn(opaque, start, end, p + 1);
}

/* Calls fn for each line of /proc/self/maps; false when it can't be read. */
static bool read_host_maps(maps_line *fn, void *opaque)
{
    char buffer[8192];
    size_t have = 0;
    int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    for (;;) {
        ssize_t got = read(fd, buffer + have, sizeof(buffer) - have);
        char *line = buffer, *newline;

        if (got <= 0)
            break;
        have += (size_t)got;
        while ((newline = memchr(line, '\n', have - (size_t)(line - buffer)))) {
            *newline = 0;
            one_line(line, fn, opaque);
            line = newline + 1;
        }
        have -= (size_t)(line - buffer);
        memmove(buffer, line, have);
        if (have == sizeof(buffer)) /* a name longer than any line: skip it */
            have = 0;
    }
    close(fd);
    return true;
}

static void reserve_line(void *opaque, gaddr start, gaddr end, const char *rest)
{
    struct space *s = opaque;

    if (strstr(rest, "[heap]")) {
        end += HEAP_ROOM;
        s->hole_start = s->heap_start = start;
        s->hole_end = end;
    }
    space_mark_reserved(s, start, end);
}

static void grow_line(void *opaque, gaddr start, gaddr end, const char *rest)
{
    struct space *s = opaque;
    size_t i = space_index(s, start);

    (void)rest;
    for (; i < s->count && s->region[i].start < end; i++) {
        struct space_region *r = &s->region[i];

        if (r->growsdown && start < r->start && (i == 0 || s->region[i - 1].end <= start))
            r->start = start;
    }
}

void space_refresh_stacks(struct space *s, gaddr start, gaddr end)
{
    size_t first = space_index(s, start);

    for (size_t i = first; i < s->count && (i == first || s->region[i].start < end); i++) {
        if (s->region[i].growsdown && start < s->region[i].start) {
            read_host_maps(grow_line, s);
            return;
        }
    }
}

/* ---- layout ---- */

/* Without /proc (a fresh chroot): what the linker and the allocator know. */
static void reserve_without_proc(struct space *s)
{
    extern const char __ehdr_start[], _end[];
    gaddr brk = (gaddr)(uintptr_t)sbrk(0);
    const gaddr slack = (gaddr)1 << 30;

    space_mark_reserved(s, (gaddr)(uintptr_t)__ehdr_start & ~(SPACE_PAGE - 1),
                        space_round_up((gaddr)(uintptr_t)_end));
    s->hole_start = (brk > slack ? brk - slack : 0) & ~(SPACE_PAGE - 1);
    s->hole_end = space_round_up(brk) + HEAP_ROOM;
    if (s->hole_start < s->top)
        space_mark_reserved(s, s->hole_start, s->hole_end);
}

static uint64_t random_pages(unsigned bits)
{
    uint64_t value = 0;

    if (personality(0xffffffff) & ADDR_NO_RANDOMIZE)
        return 0;
    if (getrandom(&value, sizeof(value), GRND_NONBLOCK) != sizeof(value))
        return 0;
    return (value & (((uint64_t)1 << bits) - 1)) * SPACE_PAGE;
}

/* Where the kernel puts mappings of the launcher; reserved when that is below SPACE_TOP. */
static void reserve_window(struct space *s)
{
    void *page = mmap(NULL, SPACE_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return;

    gaddr at = (gaddr)(uintptr_t)page;

    munmap(page, SPACE_PAGE);
    if (at < SPACE_TOP) {
        gaddr low = at & ~(((gaddr)1 << 30) - 1);

        space_mark_reserved(s, low, low + WINDOW < SPACE_TOP ? low + WINDOW : SPACE_TOP);
    }
}

/* The kernel's old layout: from a third of the address space upwards. */
static void choose_bottom_up(struct space *s)
{
    s->bottom_up = true;
    s->mmap_base = space_round_up(s->top / 3) + random_pages(s->top < SPACE_TOP ? 8 : 24);
}

static void choose_layout(struct space *s)
{
    struct rlimit limit = {.rlim_cur = 0};
    uint64_t gap = STACK_MIN_GAP;

    getrlimit(RLIMIT_STACK, &limit);
    if (limit.rlim_cur > gap)
        gap = limit.rlim_cur;
    if (gap > s->top / 6)
        gap = s->top / 6;
    gap = space_round_up(gap);
    if (s->top < SPACE_TOP) { /* the last 64 KiB are for the kernel's own pages */
        s->stack_top = (s->top & ~(gaddr)0xffff) - random_pages(11);
        s->mmap_base = s->stack_top - gap - SPACE_STACK_GAP - random_pages(8);
        s->image_base = SMALL_IMAGE_BASE + random_pages(8);
    } else {
        s->stack_top = s->top - SPACE_PAGE - random_pages(22);
        s->mmap_base = s->stack_top - gap - SPACE_STACK_GAP - random_pages(24);
        s->image_base = IMAGE_BASE + random_pages(28);
    }
    s->bottom_up = false;
    if (limit.rlim_cur == RLIM_INFINITY || personality(0xffffffff) & ADDR_COMPAT_LAYOUT)
        choose_bottom_up(s);
}

struct space *space_new(const struct abi *abi)
{
    struct space *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->abi = abi;
    pthread_mutex_init(&s->lock, NULL);
    s->top = SPACE_TOP < abi->address_limit ? SPACE_TOP : abi->address_limit;
    if (!space_reserve_room(s, 128)) {
        free(s);
        return NULL;
    }
    if (!read_host_maps(reserve_line, s))
        reserve_without_proc(s);
    else if (!s->heap_start)
        s->heap_start = (uintptr_t)sbrk(0); /* nothing has been asked of it yet */
    reserve_window(s);
    choose_layout(s);
    return s;
}

uint64_t space_heap_start(const struct space *s)
{
    return s->heap_start;
}

void space_limit(struct space *s, gaddr top)
{
    top &= ~(SPACE_PAGE - 1);
    if (top >= s->top)
        return;
    s->top = top;
    choose_layout(s);
}

gaddr space_place_image(struct space *s, uint64_t size, uint64_t align, bool interpreter)
{
    gaddr at;

    if (align < SPACE_PAGE)
        align = SPACE_PAGE;
    size = space_round_up(size);
    if (!size || (align & (align - 1)) || size > s->top)
        return 0;
    pthread_mutex_lock(&s->lock);
    at = (s->image_base + align - 1) & ~(align - 1);
    if (interpreter || (!s->bottom_up && at + size > s->mmap_base) ||
        space_overlaps(s, at, at + size))
        at = space_find_gap(s, size, align);
    pthread_mutex_unlock(&s->lock);
    return at;
}

void space_set_brk(struct space *s, gaddr end_of_image)
{
    gaddr start = space_round_up(end_of_image);
    gaddr at = start + random_pages(13);

    pthread_mutex_lock(&s->lock);
    if (space_overlaps(s, start, at + SPACE_PAGE))
        at = start;
    s->brk_start = s->brk_end = at;
    pthread_mutex_unlock(&s->lock);
}

gaddr space_brk_start(const struct space *s)
{
    return s->brk_start;
}

gaddr space_brk_end(struct space *s)
{
    pthread_mutex_lock(&s->lock);
    gaddr end = s->brk_end;
    pthread_mutex_unlock(&s->lock);
    return end;
}

int64_t space_make_stack(struct space *s, uint64_t size, int prot)
{
    gaddr top = s->stack_top, start;
    int64_t at;

    size = space_round_up(size);
    start = top - size;
    /* Grown by the host kernel: exactly its limits and its guard gap. */
    at = space_mmap(s, start, size, prot,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED_NOREPLACE, -1, 0);
    if (at < 0)
        return at;
    space_set_kind(s, start, size, SPACE_STACK);
    return (int64_t)top;
}

void space_set_kind(struct space *s, gaddr start, uint64_t length, enum space_kind kind)
{
    gaddr end = start + space_round_up(length);

    pthread_mutex_lock(&s->lock);
    if (space_reserve_room(s, 2)) {
        space_split(s, start);
        space_split(s, end);
        for (size_t i = space_index(s, start); i < s->count && s->region[i].end <= end; i++)
            if (s->region[i].kind != SPACE_RESERVED)
                s->region[i].kind = (uint8_t)kind;
    }
    pthread_mutex_unlock(&s->lock);
}

/* ---- questions ---- */

gaddr space_top(const struct space *s)
{
    return s->top;
}

bool space_reachable(const struct space *s, gaddr address, uint64_t size)
{
    return space_reaches(s, address, size);
}

static bool is_guest(const struct space *s, gaddr address, uint64_t size)
{
    gaddr end;

    if (__builtin_add_overflow(address, size, &end) || end > s->top)
        return false;
    for (size_t i = space_index(s, address); i < s->count && s->region[i].start < end; i++)
        if (s->region[i].kind == SPACE_RESERVED)
            return false;
    return true;
}

bool space_is_guest(const struct space *s, gaddr address, uint64_t size)
{
    struct space *m = (struct space *)s;

    pthread_mutex_lock(&m->lock);
    bool yes = is_guest(s, address, size);
    pthread_mutex_unlock(&m->lock);
    return yes;
}

/* The region at address, or NULL; the map is locked. */
static const struct space_region *region_at(struct space *s, gaddr address)
{
    size_t i = space_index(s, address);

    if (i < s->count && s->region[i].growsdown && s->region[i].start > address) {
        space_refresh_stacks(s, address, address + 1);
        i = space_index(s, address);
    }
    if (i == s->count || s->region[i].start > address || s->region[i].kind == SPACE_RESERVED)
        return NULL;
    return &s->region[i];
}

int space_fetch_check(struct space *s, gaddr address, gaddr *end)
{
    int code = 0;

    pthread_mutex_lock(&s->lock);
    const struct space_region *r = region_at(s, address);

    if (!r)
        code = SEGV_MAPERR;
    else if (!(r->prot & PROT_EXEC))
        code = SEGV_ACCERR;
    else if (end)
        *end = r->end;
    pthread_mutex_unlock(&s->lock);
    return code;
}

bool space_file_at(struct space *s, gaddr address, uint64_t *dev, uint64_t *ino, uint64_t *offset,
                   uint64_t *code)
{
    pthread_mutex_lock(&s->lock);
    const struct space_region *r = region_at(s, address);
    bool found = r && !r->anonymous && !(r->prot & PROT_WRITE) && r->dev != SPACE_SHM_DEV;

    if (found) {
        *dev = r->dev;
        *ino = r->ino;
        *offset = r->offset + (address - r->start);
        *code = r->prot & PROT_EXEC ? r->end - address : 0;
    }
    pthread_mutex_unlock(&s->lock);
    return found;
}

bool space_guarded(struct space *s, gaddr address)
{
    pthread_mutex_lock(&s->lock);
    const struct space_region *r = region_at(s, address);
    bool guarded = r && r->prot_arch & lx_process.arch->prot_guarded >> 4;

    pthread_mutex_unlock(&s->lock);
    return guarded;
}

int space_prot_at(struct space *s, gaddr address)
{
    pthread_mutex_lock(&s->lock);
    const struct space_region *r = region_at(s, address);
    int prot = r ? r->prot : -1;

    pthread_mutex_unlock(&s->lock);
    return prot;
}

bool space_find(struct space *s, gaddr address, struct space_region *out)
{
    bool found = false;

    pthread_mutex_lock(&s->lock);
    space_refresh_stacks(s, address, address + 1);
    for (size_t i = space_index(s, address); i < s->count && !found; i++) {
        if (s->region[i].kind != SPACE_RESERVED) {
            *out = s->region[i];
            found = true;
        }
    }
    pthread_mutex_unlock(&s->lock);
    return found;
}

struct space_region *space_snapshot(struct space *s, size_t *count)
{
    struct space_region *out;
    size_t n = 0;

    pthread_mutex_lock(&s->lock);
    space_refresh_stacks(s, 0, s->top);
    out = malloc((s->count + 1) * sizeof(*out));
    for (size_t i = 0; out && i < s->count; i++)
        if (s->region[i].kind != SPACE_RESERVED)
            out[n++] = s->region[i];
    pthread_mutex_unlock(&s->lock);
    *count = n;
    return out;
}

void space_fork_prepare(struct space *s)
{
    pthread_mutex_lock(&s->lock);
}

void space_fork_done(struct space *s, bool child)
{
    /* In the child the lock is owned by this very thread too: the memory is a copy. */
    (void)child;
    pthread_mutex_unlock(&s->lock);
}
