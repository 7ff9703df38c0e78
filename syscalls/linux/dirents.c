/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories, and offsets in them, for guests with 32-bit words or the other byte order.
 * Rules: getdents(2), lseek(2); the kernel's fs/ext4/dir.c for the two kinds of offsets.
 *
 * In: entries with 64-bit offsets from the host.  Out: entries whose offsets are what the kernel
 * gives a 32-bit process.  A file system that keeps names by their hash has 31 bits of it in the
 * upper half of a 64-bit offset, and gives those alone to a 32-bit process, for which libc has no
 * more room.  Invariant: an offset that the guest got leads back to the same entry.
 */
#include "base/bytes.h"
#include "syscalls/engine.h"

#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { D_INO = 0, D_OFF = 8, D_RECLEN = 16, D_TYPE = 18, D_NAME = 19 }; /* linux_dirent64 */

/* ---- directories whose offsets are hashes ---- */

enum { HASHED_MAX = 4096 };

static pthread_mutex_t hashed_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    dev_t dev;
    ino_t ino;
} hashed[HASHED_MAX]; /* that the guest has read; the oldest go first */
static unsigned hashed_count;

static bool find_hashed(const struct stat *s)
{
    unsigned n = hashed_count < HASHED_MAX ? hashed_count : HASHED_MAX;

    for (unsigned i = 0; i < n; i++)
        if (hashed[i].ino == s->st_ino && hashed[i].dev == s->st_dev)
            return true;
    return false;
}

static bool is_hashed(int fd)
{
    struct stat s;
    bool found = false;

    if (!__atomic_load_n(&hashed_count, __ATOMIC_RELAXED) || fstat(fd, &s) || !S_ISDIR(s.st_mode))
        return false;
    pthread_mutex_lock(&hashed_lock);
    found = find_hashed(&s);
    pthread_mutex_unlock(&hashed_lock);
    return found;
}

/* Such offsets have been seen in it: may they be shortened?  Remembers it. */
static bool may_shorten(int fd)
{
    struct statfs fs;
    struct stat s;

    if (fstatfs(fd, &fs) || (fs.f_type != EXT4_SUPER_MAGIC && fs.f_type != OVERLAYFS_SUPER_MAGIC) ||
        fstat(fd, &s))
        return false;
    pthread_mutex_lock(&hashed_lock);
    if (!find_hashed(&s)) {
        hashed[hashed_count % HASHED_MAX].dev = s.st_dev;
        hashed[hashed_count % HASHED_MAX].ino = s.st_ino;
        __atomic_store_n(&hashed_count, hashed_count + 1, __ATOMIC_RELAXED);
    }
    pthread_mutex_unlock(&hashed_lock);
    return true;
}

/* The offset that a guest with 32-bit words gets. */
static uint64_t shorten(int fd, uint64_t offset)
{
    return offset > INT32_MAX && may_shorten(fd) ? offset >> 32 : offset;
}

/* ---- entries ---- */

/* Entries of the host at `at`, `size` bytes, become the guest's; they are in its memory. */
static int64_t convert(struct sys_frame *f, gaddr at, size_t size)
{
    const struct abi *abi = f->state->abi;
    uint8_t head[D_NAME];

    for (size_t done = 0, length; done < size; done += length) {
        uint64_t offset;

        if (lx_copy_from_guest(head, at + done, sizeof(head)) < 0)
            return -EFAULT;
        length = load_u16(head + D_RECLEN, false);
        if (length < sizeof(head))
            return -EIO;
        offset = load_u64(head + D_OFF, false);
        if (abi->word == 4)
            offset = shorten((int)f->arg[0], offset);
        store_u64(head + D_INO, load_u64(head + D_INO, false), abi->big_endian);
        store_u64(head + D_OFF, offset, abi->big_endian);
        store_u16(head + D_RECLEN, (uint16_t)length, abi->big_endian);
        if (lx_copy_to_guest(at + done, head, sizeof(head)) < 0)
            return -EFAULT;
    }
    return (int64_t)size;
}

/* Removes what the guest must not see from the host's entries at `at`; how many bytes are left. */
static int64_t leave_out(const struct procfs_dir *dir, gaddr at, size_t size)
{
    uint8_t entry[D_NAME + NAME_MAX + 8];
    size_t put = 0;

    for (size_t done = 0, length; done < size; done += length) {
        if (lx_copy_from_guest(entry, at + done, D_NAME) < 0)
            return -EFAULT;
        length = load_u16(entry + D_RECLEN, false);
        if (length < D_NAME || length > sizeof(entry))
            return -EIO;
        if (lx_copy_from_guest(entry, at + done, length) < 0)
            return -EFAULT;
        if (lx_procfs_dir_hides(dir, (const char *)entry + D_NAME))
            continue;
        if (put != done && lx_copy_to_guest(at + put, entry, length) < 0)
            return -EFAULT;
        put += length;
    }
    return (int64_t)put;
}

int64_t sys_getdents64(struct sys_frame *f)
{
    int64_t result = sys_host(f), converted;
    struct procfs_dir *dir = result > 0 ? lx_procfs_dir(f->task, (int)f->arg[0]) : NULL;

    while (dir && result > 0) {
        int64_t left = leave_out(dir, f->raw[1], (size_t)result);

        if (left) {
            result = left;
            break;
        }
        result = sys_host(f); /* all were ours: the next ones */
    }
    lx_procfs_dir_free(dir);
    if (f->state->same || result <= 0)
        return result;
    converted = convert(f, f->raw[1], (size_t)result);
    return converted < 0 ? converted : result;
}

/* struct linux_dirent of 32-bit words: the type is the last byte of the entry. */
enum { OLD_INO = 0, OLD_OFF = 4, OLD_RECLEN = 8, OLD_NAME = 10 };

static size_t old_length(size_t name)
{
    return (OLD_NAME + name + 2 + 3) & ~(size_t)3;
}

/*
 * Writes an entry at guest address `at` with `room` bytes.  Its length, -EINVAL if there is no
 * room, -EOVERFLOW if the number of the inode has too many bits, -EFAULT.
 */
static int64_t put_old(struct sys_frame *f, const uint8_t *from, gaddr at, size_t room)
{
    bool big = f->state->abi->big_endian;
    const char *name = (const char *)from + D_NAME;
    size_t n = strlen(name), length = old_length(n);
    uint64_t ino = load_u64(from + D_INO, false);
    uint8_t out[OLD_NAME + NAME_MAX + 8] = {0};

    if (length > room)
        return -EINVAL;
    if (ino > UINT32_MAX)
        return -EOVERFLOW;
    if (length > sizeof(out))
        return -EIO;
    store_u32(out + OLD_INO, (uint32_t)ino, big);
    store_u32(out + OLD_OFF, (uint32_t)shorten((int)f->arg[0], load_u64(from + D_OFF, false)), big);
    store_u16(out + OLD_RECLEN, (uint16_t)length, big);
    memcpy(out + OLD_NAME, name, n);
    out[length - 1] = from[D_TYPE];
    return lx_copy_to_guest(at, out, length) < 0 ? -EFAULT : (int64_t)length;
}

int64_t sys_getdents(struct sys_frame *f)
{
    enum { SIZE = 32768 };
    int fd = (int)f->arg[0];
    size_t count = (uint32_t)f->raw[2], put = 0;
    uint8_t *host = malloc(SIZE);
    int64_t size, last = host ? sys_host6(f, HOST_NR_lseek, (uint64_t)fd, 0, SEEK_CUR, 0, 0, 0) : 0;
    int64_t result = 0;

    if (!host)
        return -ENOMEM;
    /* An entry of the guest's is never longer than the host's of the same name. */
    size = sys_host6(f, HOST_NR_getdents64, (uint64_t)fd, (uintptr_t)host,
                     count < SIZE / 2 ? SIZE / 2 : SIZE, 0, 0, 0);
    if (size < 0)
        result = size;
    for (int64_t done = 0; done < size; done += load_u16(host + done + D_RECLEN, false)) {
        result = put_old(f, host + done, f->raw[1] + put, count - put);
        if (result < 0) { /* the next call begins here */
            sys_host6(f, HOST_NR_lseek, (uint64_t)fd, (uint64_t)last, SEEK_SET, 0, 0, 0);
            break;
        }
        put += (size_t)result;
        last = (int64_t)load_u64(host + done + D_OFF, false);
    }
    free(host);
    return put ? (int64_t)put : result;
}

/* One entry; its length is that of the name, and 1 says that there was one. */
int64_t sys_old_readdir(struct sys_frame *f)
{
    enum { SIZE = 4096, NAMLEN = 8, NAME = 10 }; /* struct old_linux_dirent */
    uint64_t fd = f->arg[0];
    bool big = f->state->abi->big_endian;
    uint8_t host[SIZE], out[NAME + NAME_MAX + 1] = {0};
    int64_t size = sys_host6(f, HOST_NR_getdents64, fd, (uintptr_t)host, SIZE, 0, 0, 0);

    if (size <= 0)
        return size;
    const char *name = (const char *)host + D_NAME;
    size_t n = strlen(name);
    uint64_t ino = load_u64(host + D_INO, false), off = load_u64(host + D_OFF, false);

    /* The next call begins behind it. */
    sys_host6(f, HOST_NR_lseek, fd, off, SEEK_SET, 0, 0, 0);
    if (ino > UINT32_MAX)
        return -EOVERFLOW;
    if (n > NAME_MAX)
        return -EIO;
    store_u32(out, (uint32_t)ino, big);
    store_u32(out + 4, (uint32_t)shorten((int)fd, off), big);
    store_u16(out + NAMLEN, (uint16_t)n, big);
    memcpy(out + NAME, name, n);
    return lx_copy_to_guest(f->raw[1], out, NAME + n + 1) < 0 ? -EFAULT : 1;
}

/* ---- offsets ---- */

static bool is_signed_address(int64_t at)
{
    return at < -4095 && at >= INT32_MIN;
}

/* lseek for the guest's offset; the offset that it gets. */
static int64_t seek(struct sys_frame *f, uint64_t offset, uint64_t whence)
{
    uint64_t fd = f->arg[0];
    int64_t at;

    if (whence == SEEK_SET && (int64_t)offset > 0 && offset <= INT32_MAX && is_hashed((int)fd))
        offset <<= 32;
    at = sys_host6(f, HOST_NR_lseek, fd, offset, whence, 0, 0, 0);
    /* Only a process's memory takes that: an address with its sign, which counts as it is. */
    if (is_signed_address(at))
        sys_host6(f, HOST_NR_lseek, fd, (uint32_t)at, SEEK_SET, 0, 0, 0);
    return at > INT32_MAX && is_hashed((int)fd) ? at >> 32 : at;
}

int64_t sys_lseek(struct sys_frame *f)
{
    int64_t at = f->state->abi->word == 4 ? seek(f, f->arg[1], f->arg[2]) : sys_host(f);

    if (!at)
        lx_procfs_rewound(f->task, (int)f->arg[0]);
    if (f->state->abi->word != 4)
        return at;
    return at > INT32_MAX ? -EOVERFLOW : at;
}

int64_t sys__llseek(struct sys_frame *f)
{
    int64_t at = seek(f, f->raw[1] << 32 | (uint32_t)f->raw[2], f->arg[4]);

    if (at < 0 && !is_signed_address(at))
        return at;
    if (!at)
        lx_procfs_rewound(f->task, (int)f->arg[0]);
    if (f->state->abi->big_endian)
        at = (int64_t)__builtin_bswap64((uint64_t)at);
    return lx_copy_to_guest(f->raw[3], &at, sizeof(at));
}
