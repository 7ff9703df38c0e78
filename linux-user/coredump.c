/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's core file, for the guest's gdb.
 *
 * In: the dying process.  Out: an ELF core file of the guest's word size and byte order with the
 * notes PRSTATUS, FPREGSET (each thread, the dying one first, with one more where the architecture
 * has it), PRPSINFO, SIGINFO, AUXV, and the memory that the kernel would dump by default (anonymous
 * and written pages; of files only the first page of an ELF file).
 */
#include "linux-user/coredump.h"

#include "base/bytes.h"
#include "linux-user/arch.h"
#include "linux-user/space.h"
#include "linux-user/task.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define PAGE  ((uint64_t)4096)
#define CHUNK ((uint64_t)65536)

/* A structure of the guest's that is put together member by member. */
struct record {
    uint8_t bytes[256];
    size_t size;
};

struct dump {
    FILE *notes; /* memory stream */
    char *note_text;
    size_t note_size;
    int fd;
    uint64_t left; /* of RLIMIT_CORE */
};

static void add(struct record *r, size_t size, uint64_t value)
{
    bool big = lx_process.arch->abi->big_endian;
    uint8_t *at = r->bytes + r->size;

    switch (size) {
    case 1: *at = (uint8_t)value; break;
    case 2: store_u16(at, (uint16_t)value, big); break;
    case 4: store_u32(at, (uint32_t)value, big); break;
    default: store_u64(at, value, big); break;
    }
    r->size += size;
}

static void add_bytes(struct record *r, const void *bytes, size_t size)
{
    memcpy(r->bytes + r->size, bytes, size);
    r->size += size;
}

static void note(struct dump *d, const char *name, uint32_t type, const void *data, size_t size)
{
    static const char zero[4];
    size_t n = strlen(name) + 1;
    struct record r = {.size = 0};

    add(&r, 4, n);
    add(&r, 4, size);
    add(&r, 4, type);
    fwrite(r.bytes, 1, r.size, d->notes);
    fwrite(name, 1, n, d->notes);
    fwrite(zero, 1, -n & 3, d->notes);
    fwrite(data, 1, size, d->notes);
    fwrite(zero, 1, -size & 3, d->notes);
}

/* struct elf_prstatus before its registers */
static struct record status_head(const struct task *t, int sig, const lx_siginfo *info)
{
    size_t word = lx_process.arch->abi->word;
    struct record r = {.size = 0};

    add(&r, 4, info ? (uint32_t)sig : 0);
    add(&r, 4, info ? (uint32_t)info->si_code : 0);
    add(&r, 4, info ? (uint32_t)info->si_errno : 0);
    add(&r, 2, (uint32_t)sig);
    r.size += 2;
    add(&r, word, t->sig.held);
    add(&r, word, t->sig.blocked);
    add(&r, 4, (uint32_t)t->tid);
    add(&r, 4, (uint32_t)getppid());
    add(&r, 4, (uint32_t)getpgrp());
    add(&r, 4, (uint32_t)getsid(0));
    r.size += 8 * word; /* times */
    return r;
}

static void thread_notes(struct dump *d, const struct task *own, const struct task *t, int sig,
                         const lx_siginfo *info)
{
    const struct linux_arch *arch = lx_process.arch;
    size_t regs = arch->core_regs(t->cpu, NULL), fp = arch->core_fpregs(t->cpu, NULL);
    struct record head = status_head(t, sig, info), tail = {.size = 0};
    size_t size = head.size + regs + arch->abi->word;
    uint8_t *buffer = calloc(1, size + fp + LX_REGSET_MAX);

    if (!buffer)
        return;
    memcpy(buffer, head.bytes, head.size);
    arch->core_regs(t->cpu, buffer + head.size);
    add(&tail, 4, 1); /* the floating-point note is valid */
    memcpy(buffer + head.size + regs, tail.bytes, tail.size);
    note(d, "CORE", NT_PRSTATUS, buffer, size);
    if (fp) {
        arch->core_fpregs(t->cpu, buffer + size);
        note(d, "CORE", NT_FPREGSET, buffer + size, fp);
    }
    if (arch->core_extra) {
        uint8_t *extra = buffer + size + fp;
        size_t n = arch->regset(t->cpu, own->cpu, arch->core_extra, extra, 0, false);

        note(d, "LINUX", arch->core_extra, extra, n);
    }
    free(buffer);
}

static void process_note(struct dump *d)
{
    const struct linux_arch *arch = lx_process.arch;
    size_t n = lx_process.arg_end - lx_process.arg_start, id = arch->core_short_ids ? 2 : 4;
    char args[80] = {0};
    struct record r = {.size = 0};

    if (n > sizeof(args) - 1)
        n = sizeof(args) - 1;
    if (lx_copy_from_guest(args, lx_process.arg_start, n) < 0)
        n = 0;
    for (size_t i = 0; i + 1 < n; i++)
        if (!args[i])
            args[i] = ' ';
    add_bytes(&r, (const char[]){0, 'R', 0, 0}, 4); /* state, its letter, zombie, nice */
    r.size += arch->abi->word - 4;
    add(&r, arch->abi->word, 0); /* flags */
    add(&r, id, getuid());
    add(&r, id, getgid());
    add(&r, 4, (uint32_t)getpid());
    add(&r, 4, (uint32_t)getppid());
    add(&r, 4, (uint32_t)getpgrp());
    add(&r, 4, (uint32_t)getsid(0));
    add_bytes(&r, lx_process.comm, 16);
    add_bytes(&r, args, sizeof(args));
    note(d, "CORE", NT_PRPSINFO, r.bytes, r.size);
}

static void make_notes(struct dump *d, struct task *task, int sig, const lx_siginfo *info)
{
    bool locked = pthread_mutex_trylock(&lx_process.tasks_lock) == 0;

    thread_notes(d, task, task, sig, info);
    process_note(d);
    if (info) {
        uint8_t guest[LX_SIGINFO_SIZE];

        lx_siginfo_encode(guest, info);
        note(d, "CORE", NT_SIGINFO, guest, sizeof(guest));
    }
    note(d, "CORE", NT_AUXV, lx_process.auxv, lx_process.auxv_size);
    for (struct task *t = locked ? lx_process.tasks : NULL; t; t = t->next)
        if (t != task)
            thread_notes(d, task, t, 0, NULL);
    if (locked)
        pthread_mutex_unlock(&lx_process.tasks_lock);
}

/* Bytes of a region that go into the file. */
static uint64_t dumped(const struct space_region *r)
{
    unsigned char magic[4];

    if (r->kind == SPACE_VVAR)
        return 0;
    if (r->anonymous || (r->prot & PROT_WRITE))
        return r->prot & PROT_READ || r->anonymous ? r->end - r->start : 0;
    if (r->offset == 0 && lx_copy_from_guest(magic, r->start, 4) == 0 && !memcmp(magic, ELFMAG, 4))
        return PAGE;
    return 0;
}

static bool put(struct dump *d, const void *data, uint64_t size)
{
    const char *p = data;

    if (size > d->left)
        return false;
    d->left -= size;
    while (size) {
        ssize_t n = write(d->fd, p, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        p += n;
        size -= (uint64_t)n;
    }
    return true;
}

static bool pad(struct dump *d, uint64_t size)
{
    static const char zero[4096];

    for (; size; size -= size < PAGE ? size : PAGE)
        if (!put(d, zero, size < PAGE ? size : PAGE))
            return false;
    return true;
}

/* Memory; what can't be read becomes zeros. */
static bool put_guest(struct dump *d, gaddr start, uint64_t size)
{
    static char buffer[CHUNK]; /* the process is dying: nobody else uses it */

    for (uint64_t at = 0; at < size; at += CHUNK) {
        uint64_t n = size - at < CHUNK ? size - at : CHUNK;

        if (lx_copy_from_guest(buffer, start + at, n) < 0)
            for (uint64_t k = 0; k < n; k += PAGE)
                if (lx_copy_from_guest(buffer + k, start + at + k, PAGE) < 0)
                    memset(buffer + k, 0, PAGE);
        if (!put(d, buffer, n))
            return false;
    }
    return true;
}

static uint32_t flags_of(const struct space_region *r)
{
    return (r->prot & PROT_READ ? PF_R : 0u) | (r->prot & PROT_WRITE ? PF_W : 0u) |
           (r->prot & PROT_EXEC ? PF_X : 0u);
}

static struct record file_header(size_t segments)
{
    const struct abi *abi = lx_process.arch->abi;
    bool wide = abi->word == 8;
    unsigned char ident[EI_NIDENT] = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3};
    struct record r = {.size = 0};

    ident[EI_CLASS] = wide ? ELFCLASS64 : ELFCLASS32;
    ident[EI_DATA] = abi->big_endian ? ELFDATA2MSB : ELFDATA2LSB;
    ident[EI_VERSION] = EV_CURRENT;
    add_bytes(&r, ident, sizeof(ident));
    add(&r, 2, ET_CORE);
    add(&r, 2, abi->elf_machine);
    add(&r, 4, EV_CURRENT);
    add(&r, abi->word, 0); /* entry */
    add(&r, abi->word, wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr));
    add(&r, abi->word, 0); /* sections */
    add(&r, 4, 0);         /* flags */
    add(&r, 2, wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr));
    add(&r, 2, wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
    add(&r, 2, segments);
    r.size += 3 * 2;
    return r;
}

static bool put_segment(struct dump *d, const Elf64_Phdr *ph)
{
    size_t word = lx_process.arch->abi->word;
    struct record r = {.size = 0};

    add(&r, 4, ph->p_type);
    if (word == 8)
        add(&r, 4, ph->p_flags);
    add(&r, word, ph->p_offset);
    add(&r, word, ph->p_vaddr);
    add(&r, word, 0);
    add(&r, word, ph->p_filesz);
    add(&r, word, ph->p_memsz);
    if (word == 4)
        add(&r, 4, ph->p_flags);
    add(&r, word, ph->p_align);
    return put(d, r.bytes, r.size);
}

static bool write_file(struct dump *d, const struct space_region *region, size_t count)
{
    size_t segments = count + 1 < PN_XNUM ? count + 1 : PN_XNUM - 1;
    struct record header = file_header(segments);
    size_t entry = lx_process.arch->abi->word == 8 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
    uint64_t notes_at = header.size + segments * entry;
    uint64_t at = (notes_at + d->note_size + PAGE - 1) & ~(PAGE - 1);
    Elf64_Phdr ph = {
        .p_type = PT_NOTE, .p_offset = notes_at, .p_filesz = d->note_size, .p_align = 4};
    bool ok = put(d, header.bytes, header.size) && put_segment(d, &ph);

    for (size_t i = 0; ok && i + 1 < segments; i++) {
        const struct space_region *r = &region[i];

        ph = (Elf64_Phdr){.p_type = PT_LOAD,
                          .p_flags = flags_of(r),
                          .p_offset = at,
                          .p_vaddr = r->start,
                          .p_filesz = dumped(r),
                          .p_memsz = r->end - r->start,
                          .p_align = PAGE};
        at += ph.p_filesz;
        ok = put_segment(d, &ph);
    }
    ok =
        ok && put(d, d->note_text, d->note_size) && pad(d, -(notes_at + d->note_size) & (PAGE - 1));
    for (size_t i = 0; ok && i + 1 < segments; i++)
        ok = put_guest(d, region[i].start, dumped(&region[i]));
    return ok;
}

static int open_file(void)
{
    const char *program = lx_process.core_name ? lx_process.core_name : lx_process.comm;
    char name[512], date[32];
    time_t now = time(NULL);
    struct tm tm;

    gmtime_r(&now, &tm);
    strftime(date, sizeof(date), "%Y%m%d-%H%M%S", &tm);
    snprintf(name, sizeof(name), "qemu_%s_%s_%d.core", program, date, getpid());
    return open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

bool lx_coredump(struct task *task, int sig, const lx_siginfo *info)
{
    struct dump d = {0};
    struct rlimit limit;
    struct space_region *region;
    size_t count;
    bool ok = false;

    if (getrlimit(RLIMIT_CORE, &limit) || !limit.rlim_cur)
        return false;
    d.left = limit.rlim_cur;
    d.fd = open_file();
    if (d.fd < 0)
        return false;
    d.notes = open_memstream(&d.note_text, &d.note_size);
    region = space_snapshot(lx_process.space, &count);
    if (d.notes && region) {
        make_notes(&d, task, sig, info);
        if (fclose(d.notes) == 0)
            ok = write_file(&d, region, count);
        free(d.note_text);
    }
    free(region);
    close(d.fd);
    return ok;
}

/* Reads or writes a small file of /proc. */
static bool small_file(const char *path, int flags, char *text, size_t size)
{
    int fd = open(path, flags | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : flags == O_WRONLY ? write(fd, text, size) : read(fd, text, size - 1);

    if (fd >= 0)
        close(fd);
    return n > 0;
}

bool lx_coredump_unseen(void)
{
    char pattern[256] = "", no_memory[] = "0";
    int fs, mount;

    /* Elsewhere than in the working directory somebody would see it. */
    if (!small_file("/proc/sys/kernel/core_pattern", O_RDONLY, pattern, sizeof(pattern)) ||
        strpbrk(pattern, "|/@") ||
        !small_file("/proc/self/coredump_filter", O_WRONLY, no_memory, 1))
        return false;
    fs = fsopen("tmpfs", FSOPEN_CLOEXEC);
    if (fs < 0 || fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
        return false;
    mount = fsmount(fs, FSMOUNT_CLOEXEC, 0);
    return mount >= 0 && unshare(CLONE_FS) == 0 && fchdir(mount) == 0;
}
