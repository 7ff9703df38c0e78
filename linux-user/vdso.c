/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's vdso: see vdso.h.
 *
 * The image, in order: file header, program headers, .hash, .dynsym, .dynstr,
 * .gnu.version, .gnu.version_d, .note, .eh_frame_hdr, .eh_frame, .dynamic,
 * .text, .shstrtab, section headers.  One read-execute segment holds all.
 */
#include "linux-user/vdso.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "linux-user/arch.h"
#include "linux-user/hostcall.h"
#include "linux-user/hostvdso.h"
#include "linux-user/space_map.h"
#include "linux-user/task.h"
#include "target/target.h"

/* Sections in file order; their numbers are the indices of the section headers. */
enum section {
    S_NULL,
    S_HASH,
    S_DYNSYM,
    S_DYNSTR,
    S_VERSYM,
    S_VERDEF,
    S_NOTE,
    S_EH_FRAME_HDR,
    S_EH_FRAME,
    S_DYNAMIC,
    S_TEXT,
    S_SHSTRTAB,
    SECTIONS
};

static const struct {
    const char *name;
    uint32_t type, flags, link, info;
    uint8_t entsize, align; /* entsize 0: none, or it depends on the class */
} sections[SECTIONS] = {
    [S_NULL] = {"", SHT_NULL, 0, 0, 0, 0, 1},
    [S_HASH] = {".hash", SHT_HASH, SHF_ALLOC, S_DYNSYM, 0, 4, 8},
    [S_DYNSYM] = {".dynsym", SHT_DYNSYM, SHF_ALLOC, S_DYNSTR, 1, 0, 8},
    [S_DYNSTR] = {".dynstr", SHT_STRTAB, SHF_ALLOC, 0, 0, 0, 1},
    [S_VERSYM] = {".gnu.version", SHT_GNU_versym, SHF_ALLOC, S_DYNSYM, 0, 2, 2},
    [S_VERDEF] = {".gnu.version_d", SHT_GNU_verdef, SHF_ALLOC, S_DYNSTR, 2, 0, 8},
    [S_NOTE] = {".note", SHT_NOTE, SHF_ALLOC, 0, 0, 0, 4},
    [S_EH_FRAME_HDR] = {".eh_frame_hdr", SHT_PROGBITS, SHF_ALLOC, 0, 0, 0, 4},
    [S_EH_FRAME] = {".eh_frame", SHT_PROGBITS, SHF_ALLOC, 0, 0, 0, 8},
    [S_DYNAMIC] = {".dynamic", SHT_DYNAMIC, SHF_ALLOC, S_DYNSTR, 0, 0, 8},
    [S_TEXT] = {".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0, 0, 0, 16},
    [S_SHSTRTAB] = {".shstrtab", SHT_STRTAB, 0, 0, 0, 0, 1},
};

static const char soname[] = "linux-vdso.so.1";

struct builder {
    const struct vdso_spec *spec;
    const struct abi *abi;
    bool code_big;
    uint8_t *out;
    size_t at;
    size_t start[SECTIONS], end[SECTIONS];
    size_t soname, version; /* offsets in .dynstr */
};

/* What does not fit is dropped; the unit test sees that everything does. */
static void put(struct builder *b, unsigned size, uint64_t value)
{
    if (b->at + size > VDSO_SIZE_MAX)
        return;
    uint8_t *to = b->out + b->at;
    if (size == 1)
        *to = (uint8_t)value;
    else if (size == 2)
        store_u16(to, (uint16_t)value, b->abi->big_endian);
    else
        store_word(to, value, size, b->abi->big_endian);
    b->at += size;
}

static void put_bytes(struct builder *b, const void *bytes, size_t length)
{
    if (b->at + length > VDSO_SIZE_MAX)
        return;
    memcpy(b->out + b->at, bytes, length);
    b->at += length;
}

static size_t put_string(struct builder *b, const char *text, size_t start)
{
    size_t offset = b->at - start;
    put_bytes(b, text, strlen(text) + 1);
    return offset;
}

static void align(struct builder *b, size_t to)
{
    b->at = round_up(b->at, to);
}

static void begin(struct builder *b, enum section s)
{
    align(b, sections[s].align);
    b->start[s] = b->at;
}

static void end(struct builder *b, enum section s)
{
    b->end[s] = b->at;
}

/* The System V ABI's hash, which symbol versions use as well. */
static uint32_t elf_hash(const char *name)
{
    uint32_t hash = 0;
    for (; *name; name++) {
        hash = (hash << 4) + (uint8_t)*name;
        hash = (hash ^ (hash >> 28 << 4)) & 0x0fffffff;
    }
    return hash;
}

/* One bucket: a handful of symbols need no more. */
static void put_hash(struct builder *b)
{
    unsigned count = b->spec->symbol_count + 1u;
    begin(b, S_HASH);
    put(b, 4, 1);
    put(b, 4, count);
    put(b, 4, 1);
    put(b, 4, 0);
    for (unsigned i = 1; i < count; i++)
        put(b, 4, i + 1 < count ? i + 1 : 0);
    end(b, S_HASH);
}

static size_t symbol_size(const struct abi *abi)
{
    return abi->word == 8 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

static void put_symbols(struct builder *b)
{
    unsigned w = b->abi->word;
    size_t name = 1;
    begin(b, S_DYNSYM);
    b->at += symbol_size(b->abi);
    for (unsigned i = 0; i < b->spec->symbol_count; i++) {
        const struct vdso_symbol *s = &b->spec->symbols[i];
        uint64_t value = b->start[S_TEXT] + s->offset;
        put(b, 4, name);
        if (w == 4) {
            put(b, 4, value);
            put(b, 4, s->size);
        }
        put(b, 1, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC));
        put(b, 1, STV_DEFAULT);
        put(b, 2, S_TEXT);
        if (w == 8) {
            put(b, 8, value);
            put(b, 8, s->size);
        }
        name += strlen(s->name) + 1;
    }
    end(b, S_DYNSYM);
    begin(b, S_DYNSTR);
    put(b, 1, 0);
    for (unsigned i = 0; i < b->spec->symbol_count; i++)
        put_string(b, b->spec->symbols[i].name, b->start[S_DYNSTR]);
    b->soname = put_string(b, soname, b->start[S_DYNSTR]);
    b->version = put_string(b, b->spec->version, b->start[S_DYNSTR]);
    end(b, S_DYNSTR);
}

static void put_verdef(struct builder *b, unsigned flags, unsigned index, const char *name,
                       size_t offset, bool last)
{
    enum { VERDEF = 20, VERDAUX = 8 };
    put(b, 2, 1);
    put(b, 2, flags);
    put(b, 2, index);
    put(b, 2, 1);
    put(b, 4, elf_hash(name));
    put(b, 4, VERDEF);
    put(b, 4, last ? 0 : VERDEF + VERDAUX);
    put(b, 4, offset);
    put(b, 4, 0);
}

static void put_versions(struct builder *b)
{
    begin(b, S_VERSYM);
    put(b, 2, 0);
    for (unsigned i = 0; i < b->spec->symbol_count; i++)
        put(b, 2, 2);
    end(b, S_VERSYM);
    begin(b, S_VERDEF);
    put_verdef(b, VER_FLG_BASE, 1, soname, b->soname, false);
    put_verdef(b, 0, 2, b->spec->version, b->version, true);
    end(b, S_VERDEF);
}

static void put_note(struct builder *b, uint32_t kernel)
{
    begin(b, S_NOTE);
    put(b, 4, 6);
    put(b, 4, 4);
    put(b, 4, 0);
    put_bytes(b, "Linux\0\0", 8);
    put(b, 4, kernel);
    end(b, S_NOTE);
}

/*
 * One CIE and one FDE for the functions.  The signal trampoline has none on
 * purpose, as in the kernel's own arm64 vdso: unwinders know its instructions
 * and restore all registers from the frame, which call-frame information,
 * having no column for the pc beside the link register, could not.
 */
static void put_unwind(struct builder *b)
{
    enum { PCREL_SDATA4 = 0x1b, UDATA4 = 0x03, DATAREL_SDATA4 = 0x3b };
    const struct vdso_spec *s = b->spec;
    begin(b, S_EH_FRAME_HDR);
    size_t hdr = b->at, frame = round_up(hdr + 20, 8);
    size_t cie_length = round_up(4 + 1 + 3 + 1 + 1 + 1 + 1 + 1 + s->cfa_size + 4, 8) - 4;
    size_t fde = frame + 4 + cie_length;
    put(b, 1, 1);
    put(b, 1, PCREL_SDATA4);
    put(b, 1, UDATA4);
    put(b, 1, DATAREL_SDATA4);
    put(b, 4, frame - b->at);
    put(b, 4, 1);
    put(b, 4, b->start[S_TEXT] - hdr);
    put(b, 4, fde - hdr);
    end(b, S_EH_FRAME_HDR);

    begin(b, S_EH_FRAME);
    put(b, 4, cie_length);
    put(b, 4, 0);
    put(b, 1, 1);
    put_string(b, "zR", 0);
    put(b, 1, s->code_align);
    put(b, 1, (uint8_t)s->data_align & 0x7f);
    put(b, 1, s->return_register);
    put(b, 1, 1);
    put(b, 1, PCREL_SDATA4);
    put_bytes(b, s->cfa, s->cfa_size);
    b->at = fde; /* the rest is zero: DW_CFA_nop */
    put(b, 4, 20);
    put(b, 4, b->at - frame);
    put(b, 4, b->start[S_TEXT] - b->at);
    put(b, 4, s->unwind_size);
    put(b, 1, 0);
    b->at = fde + 24;
    put(b, 4, 0);
    end(b, S_EH_FRAME);
}

static void put_dynamic(struct builder *b)
{
    unsigned w = b->abi->word;
    const uint64_t rows[][2] = {
        {DT_SONAME, b->soname},
        {DT_HASH, b->start[S_HASH]},
        {DT_STRTAB, b->start[S_DYNSTR]},
        {DT_SYMTAB, b->start[S_DYNSYM]},
        {DT_STRSZ, b->end[S_DYNSTR] - b->start[S_DYNSTR]},
        {DT_SYMENT, symbol_size(b->abi)},
        {DT_VERSYM, b->start[S_VERSYM]},
        {DT_VERDEF, b->start[S_VERDEF]},
        {DT_VERDEFNUM, 2},
        {DT_NULL, 0},
    };
    begin(b, S_DYNAMIC);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        put(b, w, rows[i][0]);
        put(b, w, rows[i][1]);
    }
    end(b, S_DYNAMIC);
}

static void put_text(struct builder *b)
{
    begin(b, S_TEXT);
    for (unsigned i = 0; i < b->spec->text_words; i++) {
        uint8_t word[4];
        store_u32(word, b->spec->text[i], b->code_big);
        put_bytes(b, word, sizeof word);
    }
    end(b, S_TEXT);
}

static size_t put_section_headers(struct builder *b)
{
    unsigned w = b->abi->word;
    size_t name = 0;
    begin(b, S_SHSTRTAB);
    for (unsigned i = 0; i < SECTIONS; i++)
        put_string(b, sections[i].name, 0);
    end(b, S_SHSTRTAB);
    align(b, 8);
    size_t start = b->at;
    for (unsigned i = 0; i < SECTIONS; i++) {
        bool loaded = sections[i].flags & SHF_ALLOC;
        put(b, 4, i ? name : 0);
        put(b, 4, sections[i].type);
        put(b, w, sections[i].flags);
        put(b, w, loaded ? b->start[i] : 0);
        put(b, w, b->start[i]);
        put(b, w, b->end[i] - b->start[i]);
        put(b, 4, sections[i].link);
        put(b, 4, sections[i].info);
        put(b, w, i ? sections[i].align : 0);
        put(b, w,
            i == S_DYNSYM    ? symbol_size(b->abi)
            : i == S_DYNAMIC ? 2 * w
                             : sections[i].entsize);
        name += strlen(sections[i].name) + 1;
    }
    return start;
}

static void put_phdr(struct builder *b, uint32_t type, uint32_t flags, size_t start, size_t stop,
                     size_t alignment)
{
    unsigned w = b->abi->word;
    put(b, 4, type);
    if (w == 8)
        put(b, 4, flags);
    for (int i = 0; i < 3; i++) /* offset, virtual and physical address */
        put(b, w, start);
    put(b, w, stop - start);
    put(b, w, stop - start);
    if (w == 4)
        put(b, 4, flags);
    put(b, w, alignment);
}

enum { PHDRS = 4 };

static void put_headers(struct builder *b, size_t shoff, size_t size)
{
    unsigned w = b->abi->word;
    size_t ehdr = w == 8 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
    b->at = 0;
    put_bytes(b, ELFMAG, SELFMAG);
    put(b, 1, w == 8 ? ELFCLASS64 : ELFCLASS32);
    put(b, 1, b->abi->big_endian ? ELFDATA2MSB : ELFDATA2LSB);
    put(b, 1, EV_CURRENT);
    b->at = EI_NIDENT;
    put(b, 2, ET_DYN);
    put(b, 2, b->abi->elf_machine);
    put(b, 4, EV_CURRENT);
    put(b, w, b->start[S_TEXT]);
    put(b, w, ehdr);
    put(b, w, shoff);
    put(b, 4, b->spec->flags);
    put(b, 2, ehdr);
    put(b, 2, w == 8 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
    put(b, 2, PHDRS);
    put(b, 2, w == 8 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
    put(b, 2, SECTIONS);
    put(b, 2, S_SHSTRTAB);
    put_phdr(b, PT_LOAD, PF_R | PF_X, 0, size, 4096);
    put_phdr(b, PT_DYNAMIC, PF_R, b->start[S_DYNAMIC], b->end[S_DYNAMIC], 8);
    put_phdr(b, PT_NOTE, PF_R, b->start[S_NOTE], b->end[S_NOTE], 4);
    put_phdr(b, PT_GNU_EH_FRAME, PF_R, b->start[S_EH_FRAME_HDR], b->end[S_EH_FRAME_HDR], 4);
}

/* Two rounds: the first finds out where the text will be, the second uses it. */
struct vdso_layout vdso_build(const struct vdso_spec *spec, const struct abi *abi, uint32_t kernel,
                              bool code_big, uint8_t *out)
{
    struct builder b = {.spec = spec, .abi = abi, .code_big = code_big, .out = out};
    size_t first = abi->word == 8 ? sizeof(Elf64_Ehdr) + PHDRS * sizeof(Elf64_Phdr)
                                  : sizeof(Elf32_Ehdr) + PHDRS * sizeof(Elf32_Phdr);
    size_t shoff = 0, size = 0;
    for (int round = 0; round < 2; round++) {
        memset(out, 0, VDSO_SIZE_MAX);
        b.at = first;
        put_hash(&b);
        put_symbols(&b);
        put_versions(&b);
        put_note(&b, kernel);
        put_unwind(&b);
        put_dynamic(&b);
        put_text(&b);
        shoff = put_section_headers(&b);
        size = b.at;
    }
    put_headers(&b, shoff, size);
    return (struct vdso_layout){.text = b.start[S_TEXT], .size = size};
}

/* LINUX_VERSION_CODE of what uname tells the guest. */
static uint32_t kernel_version(void)
{
    struct utsname name;
    unsigned major = 0, minor = 0, patch = 0;
    const char *release = lx_process.uname_release;
    if (!release && !uname(&name))
        release = name.release;
    if (release)
        sscanf(release, "%u.%u.%u", &major, &minor, &patch);
    return major << 16 | (minor & 0xff) << 8 | (patch > 255 ? 255 : patch);
}

/* The kernel's data for its own vdso: VDSO_NR_PAGES of include/vdso/datapage.h. */
enum { VVAR_SIZE = 4 * 4096 };

void lx_vdso_map(void)
{
    const struct linux_arch *arch = lx_process.arch;
    struct space *space = lx_process.space;
    uint8_t image[VDSO_SIZE_MAX];
    if (!arch->vdso)
        return;
    bool code_big = arch->code_big ? arch->code_big(task_self()->cpu) : arch->abi->big_endian;
    int64_t base = space_mmap(space, 0, VVAR_SIZE + VDSO_SIZE_MAX, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base < 0)
        return;
    struct vdso_layout layout =
        vdso_build(arch->vdso, arch->abi, kernel_version(), code_big, image);
    gaddr start = (gaddr)base + VVAR_SIZE;
    if (lx_copy_to_guest(start, image, VDSO_SIZE_MAX) ||
        space_mprotect(space, start, VDSO_SIZE_MAX, PROT_READ | PROT_EXEC) ||
        space_mprotect(space, (gaddr)base, VVAR_SIZE, PROT_READ)) {
        space_munmap(space, (gaddr)base, VVAR_SIZE + VDSO_SIZE_MAX);
        return;
    }
    space_set_kind(space, (gaddr)base, VVAR_SIZE, SPACE_VVAR);
    space_set_kind(space, start, VDSO_SIZE_MAX, SPACE_VDSO);
    lx_process.vdso_call = &arch->target->ir->call;
    lx_process.vdso_clock = arch->abi->big_endian ? NULL : lx_host_clock();
    lx_process.vdso_start = start;
    lx_process.vdso_end = start + VDSO_SIZE_MAX;
    lx_process.vdso_text = start + layout.text;
    lx_process.vdso_sigreturn = lx_process.vdso_text + arch->vdso->sigreturn;
}

/* ---- the functions ---- */

static long put_words(gaddr to, unsigned size, uint64_t first, uint64_t second)
{
    bool big = lx_process.arch->abi->big_endian;
    uint8_t bytes[16];

    store_word(bytes, first, size, big);
    store_word(bytes + size, second, size, big);
    return lx_copy_to_guest(to, bytes, 2 * (size_t)size);
}

static unsigned word_size(void)
{
    return lx_process.arch->abi->word;
}

/* Where a system call has its arguments functions have theirs, too. */
static uint64_t argument(const struct cpu_common *cpu, unsigned number)
{
    const struct ir_call *call = lx_process.vdso_call;
    const char *at = (const char *)cpu + call->arg[number];

    return call->word64 ? *(const uint64_t *)at : *(const uint32_t *)at;
}

static void set_result(struct cpu_common *cpu, long result)
{
    const struct ir_call *call = lx_process.vdso_call;
    char *at = (char *)cpu + call->result;

    if (call->word64)
        *(uint64_t *)at = (uint64_t)result;
    else
        *(uint32_t *)at = (uint32_t)result;
}

static long clock_function(uint64_t clock, unsigned size, gaddr to)
{
    struct timespec ts;
    if (clock_gettime((clockid_t)clock, &ts))
        return -errno;
    return put_words(to, size, (uint64_t)ts.tv_sec, (uint64_t)ts.tv_nsec);
}

static long resolution_function(uint64_t clock, gaddr to)
{
    struct timespec ts;
    if (clock_getres((clockid_t)clock, &ts))
        return -errno;
    return to ? put_words(to, word_size(), (uint64_t)ts.tv_sec, (uint64_t)ts.tv_nsec) : 0;
}

static long time_of_day(gaddr tv, gaddr tz)
{
    struct timeval now;
    struct timezone zone;
    if (gettimeofday(&now, &zone))
        return -errno;
    long result = tv ? put_words(tv, word_size(), (uint64_t)now.tv_sec, (uint64_t)now.tv_usec) : 0;
    return result || !tz ? result : lx_copy_to_guest(tz, &zone, sizeof zone);
}

static long time_function(gaddr to)
{
    time_t now = time(NULL);
    long result = to ? put_words(to, word_size(), (uint64_t)now, 0) : 0;
    return result ? result : (long)now;
}

/*
 * The kernel's contract: with a state size of all ones the caller asks how the
 * per-thread state is to be allocated.  Ours is not used: the host is asked.
 */
static long random_function(const struct cpu_common *cpu)
{
    enum { STATE_SIZE = 144, PARAMS = 16 };
    gaddr buffer = argument(cpu, 0);
    uint64_t length = argument(cpu, 1), flags = argument(cpu, 2);

    if (argument(cpu, 4) == UINT64_MAX) {
        uint32_t params[PARAMS] = {STATE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS};
        if (buffer || length || flags)
            return -EINVAL;
        for (int i = 0; i < 3; i++)
            store_u32(&params[i], params[i], lx_process.arch->abi->big_endian);
        return lx_copy_to_guest(argument(cpu, 3), params, sizeof params);
    }
    if (!space_is_guest(lx_process.space, buffer, length))
        return -EFAULT;
    ssize_t got = getrandom(lx_ptr(buffer), length, (unsigned)flags);
    return got < 0 ? -errno : got;
}

/* In a function of its own: its frame is large. */
__attribute__((noinline)) static long rarer(enum vdso_function function,
                                            const struct cpu_common *cpu)
{
    switch (function) {
    case VDSO_CLOCK_GETTIME: return clock_function(argument(cpu, 0), word_size(), argument(cpu, 1));
    case VDSO_CLOCK_GETTIME64: return clock_function(argument(cpu, 0), 8, argument(cpu, 1));
    case VDSO_CLOCK_GETRES: return resolution_function(argument(cpu, 0), argument(cpu, 1));
    case VDSO_GETTIMEOFDAY: return time_of_day(argument(cpu, 0), argument(cpu, 1));
    case VDSO_TIME: return time_function(argument(cpu, 0));
    case VDSO_GETRANDOM: return random_function(cpu);
    case VDSO_NONE: break;
    }
    return -ENOSYS;
}

unsigned lx_vdso_service_at(void *opaque, gaddr pc, unsigned *size)
{
    const struct vdso_spec *spec = lx_process.arch->vdso;

    (void)opaque;
    if (pc < lx_process.vdso_text || pc >= lx_process.vdso_end)
        return VDSO_NONE;
    for (unsigned i = 0; i < spec->symbol_count; i++)
        if (pc == lx_process.vdso_text + spec->symbols[i].offset) {
            *size = spec->place_size;
            return spec->symbols[i].function;
        }
    return VDSO_NONE;
}

static inline long put_pair(gaddr to, const struct timespec *ts, unsigned size)
{
    if (!space_reaches(lx_process.space, to, 2 * (uint64_t)size))
        return -EFAULT;
    if (size == 8)
        return lx_access_pair8(lx_ptr(to), (uint64_t)ts->tv_sec, (uint64_t)ts->tv_nsec);
    return lx_access_pair4(lx_ptr(to), (uint64_t)ts->tv_sec, (uint64_t)ts->tv_nsec);
}

/*
 * The usual call, at hardly more than the cost of the host's own: the counter is read when all
 * instructions before it are done, so each of ours counts.
 */
static inline bool plain_clock(struct cpu_common *cpu, uint64_t function)
{
    const struct ir_call *call = lx_process.vdso_call;
    lx_clock *host = lx_process.vdso_clock;
    char *state = (char *)cpu;
    struct timespec ts;
    long result;

    if (!host || function > VDSO_CLOCK_GETTIME64)
        return false;
    result = host((clockid_t) * (uint32_t *)(state + call->arg[0]), &ts);
    if (call->word64) {
        if (result == 0)
            result = put_pair(*(uint64_t *)(state + call->arg[1]), &ts, 8);
        *(int64_t *)(state + call->result) = result;
    } else {
        if (result == 0)
            result = put_pair(*(uint32_t *)(state + call->arg[1]), &ts,
                              function == VDSO_CLOCK_GETTIME64 ? 8 : 4);
        *(uint32_t *)(state + call->result) = (uint32_t)result;
    }
    return true;
}

void lx_vdso_service(struct cpu_common *cpu, uint64_t function)
{
    if (!plain_clock(cpu, function))
        set_result(cpu, rarer((enum vdso_function)function, cpu));
}
