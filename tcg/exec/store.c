/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The folder of translated code: two files for each file of guest code.
 *
 * KEY-DEV-INO.code holds records (stored.h), one behind the other; it only grows, under a lock.
 * KEY-DEV-INO.index is a hash table over them: it is replaced as a whole, so that a reader
 * maps it once and has nothing to build.  KEY stands for everything that makes other code of the
 * same bytes: this build, the guest, its processor, the host's features.
 *
 * Nothing here is an error for the guest: what can't be read or written is translated again.
 */
#include "tcg/exec/stored.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/fd.h"

#define MAGIC      UINT64_C(0x31656469a7ffec0f)
#define FILE_MAX   ((uint64_t)192 << 20) /* bytes of one .code file */
#define FOLDER_MAX ((uint64_t)1 << 30)   /* bytes of all; the oldest go when there are more */
#define FRESH_MAX  ((size_t)4 << 20)     /* bytes that a process keeps to be written */
#define FRESH_MIN  12                    /* records of tier 1 that are worth writing; */
#define FRESH_RARE 16                    /* fewer are written by one process of so many */
#define MAPPED_MAX ((size_t)2 << 20)     /* bytes of records that stay in the process's memory */
#define AHEAD      1024                  /* bytes of the next record that are fetched early */

struct index_head {
    uint64_t magic, key;
    uint32_t mask; /* slots - 1 */
    uint32_t used;
};

struct index_slot {
    uint64_t place, mode; /* of the region */
    uint64_t at;          /* of the record in the .code file, from 1: 0 is a free slot */
    uint32_t size;        /* of the record */
    uint16_t tier;
    uint16_t hot; /* of tier 1: there is one of tier 2 for the same place and mode */
};

/* The .code and .index files of one file of guest code. */
struct code_file {
    uint64_t dev, ino;
    const uint8_t *code; /* mapped, or NULL; what the file was at first */
    size_t code_size;
    const struct index_head *index; /* mapped, or NULL */
    size_t index_size;
    GByteArray *fresh;   /* records for the next process */
    GArray *fresh_slots; /* struct index_slot, `at` from the start of fresh */
    uint32_t worth;      /* of fresh, in regions of tier 1 */
};

struct store {
    char *folder;
    uint64_t key;
    GPtrArray *files; /* struct code_file */
    size_t fresh;     /* bytes of all */
    size_t mapped;    /* bytes of records that were looked at */
};

static bool is_ours(const struct stat *st, mode_t kind)
{
    return (st->st_mode & S_IFMT) == kind && st->st_uid == geteuid() && !(st->st_mode & 022);
}

struct store *store_open(const char *folder, bool create, uint64_t key)
{
    struct stat st;
    int missing = stat(folder, &st);
    if (missing && create) {
        g_autofree char *parent = g_path_get_dirname(folder);
        mkdir(parent, 0700);
    }
    if (missing) {
        mkdir(folder, 0700); /* in a folder for caches that is there */
        missing = stat(folder, &st);
    }
    if (missing || !is_ours(&st, S_IFDIR))
        return NULL;
    struct store *s = g_new0(struct store, 1);
    s->folder = g_strdup(folder);
    s->key = key;
    s->files = g_ptr_array_new();
    return s;
}

static char *path_of(const struct store *s, const struct code_file *f, const char *suffix)
{
    return g_strdup_printf("%s/%016" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER
                           "x-%" G_GINT64_MODIFIER "x%s",
                           s->folder, s->key, f->dev, f->ino, suffix);
}

static const void *map_file(const char *path, size_t *size, int flags)
{
    struct stat st;
    void *p = MAP_FAILED;
    int fd = fd_open_high(path, O_RDONLY | O_NOFOLLOW, 0);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0 && is_ours(&st, S_IFREG) && st.st_size > 0) {
        *size = (size_t)st.st_size;
        p = mmap(NULL, *size, PROT_READ, MAP_PRIVATE | flags, fd, 0);
    }
    close(fd);
    return p == MAP_FAILED ? NULL : p;
}

static const struct index_slot *slots_of(const struct index_head *h)
{
    return (const struct index_slot *)(h + 1);
}

static bool index_valid(const struct store *s, const struct index_head *h, size_t size)
{
    return size >= sizeof(*h) && h->magic == MAGIC && h->key == s->key &&
           ((uint64_t)h->mask + 1) * sizeof(struct index_slot) == size - sizeof(*h) &&
           (h->mask & (h->mask + 1)) == 0 && h->used <= h->mask / 2 + 1 && h->mask > 0;
}

static void file_map(const struct store *s, struct code_file *f)
{
    g_autofree char *code = path_of(s, f, ".code"), *index = path_of(s, f, ".index");
    f->index = map_file(index, &f->index_size, MAP_POPULATE); /* read here and there */
    if (f->index && !index_valid(s, f->index, f->index_size)) {
        munmap((void *)f->index, f->index_size);
        f->index = NULL;
    }
    if (f->index && !f->code)
        f->code = map_file(code, &f->code_size, 0);
}

static struct code_file *file_of(struct store *s, const struct exec_file *file)
{
    for (guint i = 0; i < s->files->len; i++) {
        struct code_file *f = s->files->pdata[i];
        if (f->dev == file->dev && f->ino == file->ino)
            return f;
    }
    struct code_file *f = g_new0(struct code_file, 1);
    f->dev = file->dev;
    f->ino = file->ino;
    f->fresh = g_byte_array_new();
    f->fresh_slots = g_array_new(FALSE, FALSE, sizeof(struct index_slot));
    file_map(s, f);
    g_ptr_array_add(s->files, f);
    return f;
}

/* ---- the table ---- */

/* Near places have near slots: what is executed next is found in cache lines that are there. */
static uint32_t slot_hash(uint64_t place, uint64_t mode)
{
    uint64_t h = (place >> 10 ^ (mode << 48)) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(h >> 32) + (uint32_t)(place >> 5 & 31);
}

/* The slot of the region, or the free one where it would be. */
static uint32_t slot_find(const struct index_slot *slots, uint32_t mask, uint64_t place,
                          uint64_t mode, unsigned tier)
{
    uint32_t i = slot_hash(place, mode) & mask;
    for (uint32_t n = 0; n <= mask; n++, i = (i + 1) & mask)
        if (!slots[i].at ||
            (slots[i].place == place && slots[i].mode == mode && slots[i].tier == tier))
            break;
    return i;
}

/* Nearly all of a record is read once: what was read need not stay in memory. */
static void let_go(struct store *s)
{
    for (guint i = 0; i < s->files->len; i++) {
        struct code_file *f = s->files->pdata[i];
        if (f->code)
            madvise((void *)f->code, f->code_size, MADV_DONTNEED);
    }
    s->mapped = 0;
}

struct found store_find(struct store *s, const struct exec_file *file, uint64_t mode, unsigned tier)
{
    struct found found = {NULL, NULL, false};
    struct code_file *f = file_of(s, file);
    if (s->mapped > MAPPED_MAX)
        let_go(s);
    if (!f->code)
        return found;
    const struct index_slot *slots = slots_of(f->index);
    const struct index_slot *slot =
        &slots[slot_find(slots, f->index->mask, file->place, mode, tier)];
    if (!slot->at || slot->place != file->place || slot->mode != mode || slot->tier != tier ||
        slot->at - 1 >= f->code_size || (slot->at - 1) & 7)
        return found;
    const struct stored *r = (const struct stored *)(f->code + (slot->at - 1));
    size_t room = f->code_size - (slot->at - 1);
    if (!stored_valid(r, room) || r->mode != mode || r->tier != tier)
        return found;
    found.record = r;
    found.hot = slot->hot;
    s->mapped += r->size;
    /* What an earlier process made next is often wanted next. */
    const uint8_t *next = (const uint8_t *)r + r->size;
    for (uint32_t ahead = 0; ahead < AHEAD; ahead += 64)
        __builtin_prefetch(next + ahead);
    if (room - r->size >= sizeof(*r)) {
        found.next = (const void *)next;
        uint64_t place = file->place + found.next->pc - r->pc;
        __builtin_prefetch(&slots[slot_hash(place, mode) & f->index->mask]);
    }
    return found;
}

void store_add(struct store *s, const struct exec_file *file, uint64_t mode, const struct stored *r)
{
    struct code_file *f = file_of(s, file);
    if (s->fresh + r->size > FRESH_MAX)
        store_save(s);
    struct index_slot slot = {
        .place = file->place, .mode = mode, .at = f->fresh->len, .size = r->size, .tier = r->tier};
    g_byte_array_append(f->fresh, (const uint8_t *)r, r->size);
    g_array_append_val(f->fresh_slots, slot);
    f->worth += r->tier == 1 ? 1 : FRESH_MIN;
    s->fresh += r->size;
}

/* ---- writing ---- */

/* The table of what is on the disk and, over that, of what was appended at `start`. */
static struct index_head *new_index(const struct store *s, const struct code_file *f,
                                    uint64_t start, size_t *size)
{
    const struct index_head *old = f->index;
    uint32_t want = (old ? old->used : 0) + f->fresh_slots->len, slots = 64;
    while (slots < want * 2)
        slots *= 2;
    *size = sizeof(*old) + slots * sizeof(struct index_slot);
    struct index_head *h = g_malloc0(*size);
    struct index_slot *to = (struct index_slot *)(h + 1);
    *h = (struct index_head){MAGIC, s->key, slots - 1, 0};
    for (uint32_t i = 0; old && i <= old->mask; i++) {
        const struct index_slot *from = &slots_of(old)[i];
        if (from->at)
            to[slot_find(to, h->mask, from->place, from->mode, from->tier)] = *from;
    }
    for (guint i = 0; i < f->fresh_slots->len; i++) {
        struct index_slot slot = g_array_index(f->fresh_slots, struct index_slot, i);
        slot.at += start + 1;
        to[slot_find(to, h->mask, slot.place, slot.mode, slot.tier)] = slot;
    }
    for (uint32_t i = 0; i <= h->mask; i++) {
        h->used += to[i].at != 0;
        if (to[i].at && to[i].tier == 2)
            to[slot_find(to, h->mask, to[i].place, to[i].mode, 1)].hot = true;
    }
    return h;
}

static bool write_all(int fd, const void *data, size_t size, uint64_t at)
{
    for (const uint8_t *p = data; size;) {
        ssize_t n = pwrite(fd, p, size, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        at += (uint64_t)n;
        size -= (size_t)n;
    }
    return true;
}

static bool write_index(const struct store *s, struct code_file *f, uint64_t start)
{
    g_autofree char *path = path_of(s, f, ".index");
    g_autofree char *temporary = g_strdup_printf("%s.%d", path, (int)getpid());
    size_t size;
    g_autofree struct index_head *h = new_index(s, f, start, &size);
    int fd = fd_open_high(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool done = write_all(fd, h, size, 0);
    close(fd);
    if (!done || rename(temporary, path)) {
        unlink(temporary);
        return false;
    }
    return true;
}

static void file_save(struct store *s, struct code_file *f)
{
    g_autofree char *path = path_of(s, f, ".code");
    struct stat st;
    int fd = fd_open_high(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    /* Who comes while another one writes has nothing that would not come again. */
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 && is_ours(&st, S_IFREG) &&
        (uint64_t)st.st_size + f->fresh->len <= FILE_MAX) {
        uint64_t start = ((uint64_t)st.st_size + 7) & ~UINT64_C(7);
        if (f->index)
            munmap((void *)f->index, f->index_size);
        file_map(s, f); /* others may have written since */
        if ((!f->index && start) || !write_all(fd, f->fresh->data, f->fresh->len, start) ||
            !write_index(s, f, start))
            unlink(path); /* the next one begins anew; who has this one mapped keeps it */
    }
    close(fd);
}

struct entry {
    char *name;
    uint64_t size;
    time_t used;
};

static gint by_age(gconstpointer a, gconstpointer b)
{
    const struct entry *x = a, *y = b;
    return x->used < y->used ? -1 : x->used > y->used;
}

/* Removes the files that were used longest ago until the folder is small enough. */
static void trim(const struct store *s)
{
    DIR *dir = opendir(s->folder);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct entry));
    uint64_t total = 0;
    if (!dir)
        return;
    for (struct dirent *d; (d = readdir(dir));) {
        struct stat st;
        if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
            continue;
        struct entry e = {g_strdup(d->d_name), (uint64_t)st.st_size, MAX(st.st_mtime, st.st_atime)};
        total += e.size;
        g_array_append_val(all, e);
    }
    g_array_sort(all, by_age);
    for (guint i = 0; i < all->len; i++) {
        struct entry *e = &g_array_index(all, struct entry, i);
        if (total > FOLDER_MAX && unlinkat(dirfd(dir), e->name, 0) == 0)
            total -= e->size;
        g_free(e->name);
    }
    closedir(dir);
}

static void forget(struct store *s, struct code_file *f)
{
    s->fresh -= f->fresh->len;
    f->worth = 0;
    g_byte_array_set_size(f->fresh, 0);
    g_array_set_size(f->fresh_slots, 0);
}

void store_forget(struct store *s)
{
    for (guint i = 0; i < s->files->len; i++) {
        struct code_file *f = s->files->pdata[i];
        if (f->worth || f->fresh->len) /* else the child of a fork copies no page for it */
            forget(s, f);
    }
}

/* A write beyond the guest's limit would be a signal. */
static bool may_write(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur >= FILE_MAX;
}

bool store_has_fresh(const struct store *s)
{
    for (guint i = 0; i < s->files->len; i++)
        if (((const struct code_file *)s->files->pdata[i])->worth)
            return true;
    return false;
}

void store_save(struct store *s)
{
    bool wrote = false;
    /* Else a program with a few regions of its own would translate them for ever. */
    const uint8_t *random = (const uint8_t *)getauxval(AT_RANDOM);
    uint32_t least = random && *random % FRESH_RARE == 0 ? 1 : FRESH_MIN;
    if (!may_write())
        store_forget(s);
    for (guint i = 0; i < s->files->len; i++) {
        struct code_file *f = s->files->pdata[i];
        if (f->worth < least)
            continue;
        file_save(s, f);
        forget(s, f);
        wrote = true;
    }
    if (wrote)
        trim(s);
}
