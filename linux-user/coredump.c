/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's core file, for the guest's gdb.
 *
 * In: the dying process.  Out: an ELF core file with the notes PRSTATUS, FPREGSET (each thread, the
 * dying one first), PRPSINFO, SIGINFO, AUXV, and the memory that the kernel would
 * dump by default (anonymous and written pages; of files only the first page of an ELF file).
 * Only 64-bit little-endian guests so far; others get none.
 */
#include "linux-user/coredump.h"

#include "linux-user/arch.h"
#include "linux-user/space.h"
#include "linux-user/task.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define PAGE  ((uint64_t)4096)
#define CHUNK ((uint64_t)65536)

/* The generic 64-bit layouts of the notes; the registers follow `head`. */
struct prstatus_head {
    int32_t signo, code, error;
    int16_t cursig;
    uint64_t sigpend, sighold;
    int32_t pid, ppid, pgrp, sid;
    uint64_t times[8];
};

struct prpsinfo {
    char state, sname, zombie, nice;
    uint64_t flag;
    uint32_t uid, gid;
    int32_t pid, ppid, pgrp, sid;
    char fname[16], psargs[80];
};

struct dump {
    FILE *notes; /* memory stream */
    char *note_text;
    size_t note_size;
    int fd;
    uint64_t left; /* of RLIMIT_CORE */
};

static void note(struct dump *d, uint32_t type, const void *data, size_t size)
{
    static const char name[8] = "CORE";
    static const char zero[4];
    Elf64_Nhdr h = {.n_namesz = 5, .n_descsz = (uint32_t)size, .n_type = type};

    fwrite(&h, sizeof(h), 1, d->notes);
    fwrite(name, sizeof(name), 1, d->notes);
    fwrite(data, 1, size, d->notes);
    fwrite(zero, 1, -size & 3, d->notes);
}

static void thread_notes(struct dump *d, const struct task *t, int sig, const lx_siginfo *info)
{
    const struct linux_arch *arch = lx_process.arch;
    size_t regs = arch->core_regs(t->cpu, NULL), fp = arch->core_fpregs(t->cpu, NULL);
    size_t size = sizeof(struct prstatus_head) + regs + 8;
    uint8_t *buffer = calloc(1, size + fp);
    struct prstatus_head head = {.cursig = (int16_t)sig,
                                 .sighold = t->sig.blocked,
                                 .sigpend = t->sig.held,
                                 .pid = t->tid,
                                 .ppid = getppid(),
                                 .pgrp = getpgrp(),
                                 .sid = getsid(0)};

    if (!buffer)
        return;
    if (info) {
        head.signo = sig;
        head.code = info->si_code;
        head.error = info->si_errno;
    }
    memcpy(buffer, &head, sizeof(head));
    arch->core_regs(t->cpu, buffer + sizeof(head));
    buffer[sizeof(head) + regs] = 1; /* the floating-point note is valid */
    note(d, NT_PRSTATUS, buffer, size);
    if (fp) {
        arch->core_fpregs(t->cpu, buffer + size);
        note(d, NT_FPREGSET, buffer + size, fp);
    }
    free(buffer);
}

static void process_note(struct dump *d)
{
    struct prpsinfo p = {.sname = 'R',
                         .uid = getuid(),
                         .gid = getgid(),
                         .pid = getpid(),
                         .ppid = getppid(),
                         .pgrp = getpgrp(),
                         .sid = getsid(0)};
    size_t n = lx_process.arg_end - lx_process.arg_start;

    memcpy(p.fname, lx_process.comm, sizeof(p.fname));
    if (n > sizeof(p.psargs) - 1)
        n = sizeof(p.psargs) - 1;
    if (lx_copy_from_guest(p.psargs, lx_process.arg_start, n) < 0)
        n = 0;
    for (size_t i = 0; i + 1 < n; i++)
        if (!p.psargs[i])
            p.psargs[i] = ' ';
    note(d, NT_PRPSINFO, &p, sizeof(p));
}

static void make_notes(struct dump *d, struct task *task, int sig, const lx_siginfo *info)
{
    bool locked = pthread_mutex_trylock(&lx_process.tasks_lock) == 0;

    thread_notes(d, task, sig, info);
    process_note(d);
    if (info)
        note(d, NT_SIGINFO, info, sizeof(*info));
    note(d, NT_AUXV, lx_process.auxv, lx_process.auxv_size);
    for (struct task *t = locked ? lx_process.tasks : NULL; t; t = t->next)
        if (t != task)
            thread_notes(d, t, 0, NULL);
    if (locked)
        pthread_mutex_unlock(&lx_process.tasks_lock);
}

/* Bytes of a region that go into the file. */
static uint64_t dumped(const struct space_region *r)
{
    unsigned char magic[4];

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

static bool write_file(struct dump *d, const struct space_region *region, size_t count)
{
    size_t segments = count + 1 < PN_XNUM ? count + 1 : PN_XNUM - 1;
    uint64_t notes_at = sizeof(Elf64_Ehdr) + segments * sizeof(Elf64_Phdr);
    uint64_t at = (notes_at + d->note_size + PAGE - 1) & ~(PAGE - 1);
    Elf64_Ehdr eh = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_CORE,
        .e_machine = lx_process.arch->abi->elf_machine,
        .e_version = EV_CURRENT,
        .e_phoff = sizeof(eh),
        .e_ehsize = sizeof(eh),
        .e_phentsize = sizeof(Elf64_Phdr),
        .e_phnum = (uint16_t)segments};
    Elf64_Phdr ph = {
        .p_type = PT_NOTE, .p_offset = notes_at, .p_filesz = d->note_size, .p_align = 4};
    bool ok = put(d, &eh, sizeof(eh)) && put(d, &ph, sizeof(ph));

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
        ok = put(d, &ph, sizeof(ph));
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
    const struct abi *abi = lx_process.arch->abi;
    struct dump d = {0};
    struct rlimit limit;
    struct space_region *region;
    size_t count;
    bool ok = false;

    if (abi->word != 8 || abi->big_endian || getrlimit(RLIMIT_CORE, &limit) || !limit.rlim_cur)
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
