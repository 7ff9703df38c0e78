/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ELF headers to an image: see elf.h.
 *
 * Field offsets are from the System V ABI; a table gives them for both classes,
 * so that there is one reader and no struct that has to match the host.
 */
#include "loader/elf.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/bytes.h"

#ifndef PT_GNU_PROPERTY
#define PT_GNU_PROPERTY 0x6474e553
#endif

/* The kernel's limits. */
enum { PHDRS_MAX = 65536, PROPERTY_NOTE_MAX = 1024 };

/* A field: offset and size in bytes. */
struct field {
    uint8_t offset, size;
};

struct layout {
    uint8_t ehdr_size, phdr_size;
    struct field entry, phoff, flags, phentsize, phnum;
    struct field p_type, p_flags, p_offset, p_vaddr, p_filesz, p_memsz, p_align;
};

#define F(type, member)                                                                            \
    {                                                                                              \
        offsetof(type, member), sizeof(((type *)0)->member)                                        \
    }
static const struct layout layout32 = {
    sizeof(Elf32_Ehdr),      sizeof(Elf32_Phdr),     F(Elf32_Ehdr, e_entry),
    F(Elf32_Ehdr, e_phoff),  F(Elf32_Ehdr, e_flags), F(Elf32_Ehdr, e_phentsize),
    F(Elf32_Ehdr, e_phnum),  F(Elf32_Phdr, p_type),  F(Elf32_Phdr, p_flags),
    F(Elf32_Phdr, p_offset), F(Elf32_Phdr, p_vaddr), F(Elf32_Phdr, p_filesz),
    F(Elf32_Phdr, p_memsz),  F(Elf32_Phdr, p_align),
};
static const struct layout layout64 = {
    sizeof(Elf64_Ehdr),      sizeof(Elf64_Phdr),     F(Elf64_Ehdr, e_entry),
    F(Elf64_Ehdr, e_phoff),  F(Elf64_Ehdr, e_flags), F(Elf64_Ehdr, e_phentsize),
    F(Elf64_Ehdr, e_phnum),  F(Elf64_Phdr, p_type),  F(Elf64_Phdr, p_flags),
    F(Elf64_Phdr, p_offset), F(Elf64_Phdr, p_vaddr), F(Elf64_Phdr, p_filesz),
    F(Elf64_Phdr, p_memsz),  F(Elf64_Phdr, p_align),
};
#undef F

static const struct {
    uint16_t machine;
    uint8_t word; /* 0: either */
    uint8_t big;  /* 0, 1, 2: either */
    const char *name;
} machines[] = {
    {EM_AARCH64, 8, 0, "aarch64 (arm64)"},
    {EM_AARCH64, 8, 1, "aarch64_be"},
    {EM_AARCH64, 4, 2, "aarch64 (ILP32)"},
    {EM_ARM, 0, 0, "arm (armhf or armel)"},
    {EM_ARM, 0, 1, "armeb"},
    {EM_X86_64, 8, 2, "x86_64 (amd64)"},
    {EM_X86_64, 4, 2, "x86_64 (x32)"},
    {EM_386, 0, 2, "i386"},
    {EM_RISCV, 8, 2, "riscv64"},
    {EM_RISCV, 4, 2, "riscv32"},
    {EM_PPC64, 0, 0, "ppc64le (ppc64el)"},
    {EM_PPC64, 0, 1, "ppc64"},
    {EM_PPC, 0, 2, "ppc (powerpc)"},
    {EM_S390, 8, 2, "s390x"},
    {EM_S390, 4, 2, "s390"},
    {EM_MIPS, 8, 0, "mips64el"},
    {EM_MIPS, 8, 1, "mips64"},
    {EM_MIPS, 4, 0, "mipsel"},
    {EM_MIPS, 4, 1, "mips"},
    {258, 0, 2, "loongarch64 (loong64)"},
    {EM_SPARC, 0, 2, "sparc"},
    {EM_SPARC32PLUS, 0, 2, "sparc32plus"},
    {EM_SPARCV9, 0, 2, "sparc64"},
    {EM_68K, 0, 2, "m68k"},
    {EM_SH, 0, 0, "sh4"},
    {EM_SH, 0, 1, "sh4eb"},
    {EM_ALPHA, 0, 2, "alpha"},
    {0x9026, 0, 2, "alpha"},
    {EM_PARISC, 0, 2, "hppa"},
    {EM_XTENSA, 0, 2, "xtensa"},
    {EM_MICROBLAZE, 0, 2, "microblaze"},
    {EM_OPENRISC, 0, 2, "or1k"},
    {164, 0, 2, "hexagon"},
    {EM_IA_64, 0, 2, "ia64"},
};

const char *elf_machine_name(unsigned machine, unsigned word, bool big_endian)
{
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
        if (machines[i].machine == machine && (!machines[i].word || machines[i].word == word) &&
            (machines[i].big == 2 || machines[i].big == big_endian))
            return machines[i].name;
    return "unknown machine";
}

static uint64_t get(const uint8_t *base, struct field f, bool big)
{
    switch (f.size) {
    case 2: return load_u16(base + f.offset, big);
    case 4: return load_u32(base + f.offset, big);
    default: return load_u64(base + f.offset, big);
    }
}

/* Identification and file header; the layout of the class goes to *layout. */
static int parse_ehdr(const struct loader_file *file, struct elf_image *image, uint8_t *ehdr,
                      const struct layout **layout, struct loader_error *e)
{
    int64_t got = file->read(file->opaque, ehdr, sizeof(Elf64_Ehdr), 0);
    if (got < 0)
        return loader_fail(e, (int)-got, "it can't be read: %s", strerror((int)-got));
    if (!got)
        return loader_fail(e, ENOEXEC, "the file is empty");
    if (got < EI_NIDENT || memcmp(ehdr, ELFMAG, SELFMAG))
        return loader_fail(e, ENOEXEC, "it is neither an ELF file nor a script");
    image->word = ehdr[EI_CLASS] == ELFCLASS64 ? 8 : 4;
    image->big_endian = ehdr[EI_DATA] == ELFDATA2MSB;
    image->osabi = ehdr[EI_OSABI];
    *layout = image->word == 8 ? &layout64 : &layout32;
    if (ehdr[EI_CLASS] != ELFCLASS32 && ehdr[EI_CLASS] != ELFCLASS64)
        return loader_fail(e, ENOEXEC, "invalid ELF class %u", ehdr[EI_CLASS]);
    if (ehdr[EI_DATA] != ELFDATA2LSB && ehdr[EI_DATA] != ELFDATA2MSB)
        return loader_fail(e, ENOEXEC, "invalid ELF byte order %u", ehdr[EI_DATA]);
    if (got < (*layout)->ehdr_size)
        return loader_fail(e, ENOEXEC, "the file is truncated: its ELF header is incomplete");

    bool big = image->big_endian;
    unsigned type = load_u16(ehdr + offsetof(Elf64_Ehdr, e_type), big);
    image->machine = load_u16(ehdr + offsetof(Elf64_Ehdr, e_machine), big);
    image->entry = get(ehdr, (*layout)->entry, big);
    image->flags = (uint32_t)get(ehdr, (*layout)->flags, big);
    image->phnum = (uint16_t)get(ehdr, (*layout)->phnum, big);
    image->phentsize = (uint16_t)get(ehdr, (*layout)->phentsize, big);
    image->relocatable = type == ET_DYN;
    if (type == ET_REL)
        return loader_fail(e, ENOEXEC, "it is an object file, not a program");
    if (type == ET_CORE)
        return loader_fail(e, ENOEXEC, "it is a core dump, not a program");
    if (type != ET_EXEC && type != ET_DYN)
        return loader_fail(e, ENOEXEC, "invalid ELF type %u", type);
    if (image->phentsize != (*layout)->phdr_size)
        return loader_fail(e, ENOEXEC, "invalid program header size %u", image->phentsize);
    if (!image->phnum || image->phnum * image->phentsize > PHDRS_MAX)
        return loader_fail(e, ENOEXEC, "invalid number of program headers: %u", image->phnum);
    return 0;
}

static int parse_interp(const struct loader_file *file, struct elf_image *image, uint64_t offset,
                        uint64_t length, struct loader_error *e)
{
    if (length < 2 || length > PATH_MAX)
        return loader_fail(e, ENOEXEC, "invalid length of the interpreter's name: %" PRIu64,
                           length);
    image->interp = malloc(length);
    if (!image->interp)
        return loader_fail(e, ENOMEM, "out of memory");
    int result = loader_read(file, image->interp, length, offset);
    if (result == -EIO)
        return loader_fail(e, EIO, "the file is truncated: the interpreter's name is missing");
    if (result)
        return loader_fail(e, -result, "it can't be read: %s", strerror(-result));
    if (image->interp[length - 1])
        return loader_fail(e, ENOEXEC, "the interpreter's name has no end");
    return 0;
}

/* The descriptor of an NT_GNU_PROPERTY_TYPE_0 note: (type, size, data, padding)... ascending. */
static int parse_properties(struct elf_image *image, const uint8_t *desc, size_t length,
                            struct loader_error *e)
{
    bool big = image->big_endian, first = true;
    uint32_t previous = 0;
    while (length) {
        if (length < 8)
            return loader_fail(e, ENOEXEC, "malformed GNU property note");
        uint32_t type = load_u32(desc, big), size = load_u32(desc + 4, big);
        uint64_t step = 8 + round_up(size, image->word);
        if (step > length || (!first && type <= previous))
            return loader_fail(e, ENOEXEC, "malformed GNU property note");
        if (size == 4 && image->properties < ELF_PROPERTIES_MAX) {
            image->property[image->properties].type = type;
            image->property[image->properties++].value = load_u32(desc + 8, big);
        }
        previous = type;
        first = false;
        desc += step;
        length -= (size_t)step;
    }
    return 0;
}

static int parse_property_note(const struct loader_file *file, struct elf_image *image,
                               uint64_t offset, uint64_t length, struct loader_error *e)
{
    uint8_t note[PROPERTY_NOTE_MAX];
    enum { HEADER = 12, NAME = 4 };
    if (length > sizeof note || length < HEADER + NAME)
        return loader_fail(e, ENOEXEC, "invalid size of the GNU property note: %" PRIu64, length);
    if (loader_read(file, note, length, offset))
        return loader_fail(e, EIO, "the file is truncated: the GNU property note is missing");
    bool big = image->big_endian;
    uint32_t name = load_u32(note, big), desc = load_u32(note + 4, big);
    if (name != NAME || load_u32(note + 8, big) != 5 || memcmp(note + HEADER, "GNU", NAME) ||
        desc > length - HEADER - NAME)
        return loader_fail(e, ENOEXEC, "malformed GNU property note");
    return parse_properties(image, note + HEADER + NAME, desc, e);
}

static int prot_of(uint64_t flags)
{
    return (flags & PF_R ? PROT_READ : 0) | (flags & PF_W ? PROT_WRITE : 0) |
           (flags & PF_X ? PROT_EXEC : 0);
}

static int parse_load(const struct loader_file *file, struct elf_image *image,
                      const struct elf_segment *s, uint64_t align, uint64_t phoff, unsigned number,
                      struct loader_error *e)
{
    if (s->filesz > s->memsz)
        return loader_fail(e, EINVAL, "segment %u is larger in the file than in memory", number);
    if (s->vaddr + s->memsz < s->vaddr || s->offset + s->filesz < s->offset)
        return loader_fail(e, EINVAL, "segment %u wraps around", number);
    /* Whole pages beyond the end of the file would be a SIGBUS sooner or later. */
    if (s->filesz && file->size != UINT64_MAX &&
        round_down(s->offset + s->filesz - 1, 4096) >= round_up(file->size, 4096))
        return loader_fail(e, ENOEXEC,
                           "the file is truncated: segment %u ends at byte %" PRIu64
                           " of a file of %" PRIu64 " bytes",
                           number, s->offset + s->filesz, file->size);
    if (phoff >= s->offset && phoff < s->offset + s->filesz)
        image->phdr = phoff - s->offset + s->vaddr;
    if (align > image->align && !(align & (align - 1)))
        image->align = align;
    image->segment[image->segments++] = *s;
    return 0;
}

static int parse_phdr(const struct loader_file *file, struct elf_image *image,
                      const struct layout *l, const uint8_t *p, uint64_t phoff, unsigned number,
                      struct loader_error *e)
{
    bool big = image->big_endian;
    uint64_t flags = get(p, l->p_flags, big);
    struct elf_segment s = {.vaddr = get(p, l->p_vaddr, big),
                            .memsz = get(p, l->p_memsz, big),
                            .offset = get(p, l->p_offset, big),
                            .filesz = get(p, l->p_filesz, big),
                            .prot = prot_of(flags)};
    switch (get(p, l->p_type, big)) {
    case PT_LOAD: return parse_load(file, image, &s, get(p, l->p_align, big), phoff, number, e);
    case PT_DYNAMIC: image->dynamic = s.vaddr; return 0;
    case PT_INTERP: return image->interp ? 0 : parse_interp(file, image, s.offset, s.filesz, e);
    case PT_GNU_STACK: image->stack = flags & PF_X ? ELF_STACK_EXEC : ELF_STACK_NOEXEC; return 0;
    case PT_GNU_PROPERTY:
        image->properties = 0;
        return parse_property_note(file, image, s.offset, s.filesz, e);
    default: return 0;
    }
}

int elf_parse(const struct loader_file *file, struct elf_image *image, struct loader_error *e)
{
    uint8_t ehdr[sizeof(Elf64_Ehdr)] = {0};
    const struct layout *layout = &layout64;
    *image = (struct elf_image){.align = 1};
    int result = parse_ehdr(file, image, ehdr, &layout, e);
    if (result)
        return result;

    uint64_t phoff = get(ehdr, layout->phoff, image->big_endian);
    size_t size = (size_t)image->phnum * image->phentsize;
    uint8_t *phdrs = malloc(size);
    image->segment = calloc(image->phnum, sizeof *image->segment);
    if (!phdrs || !image->segment)
        result = loader_fail(e, ENOMEM, "out of memory");
    else if (phoff + size < phoff || loader_read(file, phdrs, size, phoff))
        result = loader_fail(e, ENOEXEC, "the file is truncated: its program headers are missing");
    for (unsigned i = 0; !result && i < image->phnum; i++)
        result = parse_phdr(file, image, layout, phdrs + i * image->phentsize, phoff, i, e);
    free(phdrs);
    if (!result && !image->segments)
        result = loader_fail(e, ENOEXEC, "it has no loadable segment");
    return result;
}

void elf_free(struct elf_image *image)
{
    free(image->segment);
    free(image->interp);
    image->segment = NULL;
    image->interp = NULL;
}

int elf_check(const struct elf_image *image, const struct abi *abi, struct loader_error *e)
{
    if (image->machine == abi->elf_machine && image->word == abi->word &&
        image->big_endian == abi->big_endian)
        return 0;
    return loader_fail(e, ENOEXEC, "it is made for %s",
                       elf_machine_name(image->machine, image->word, image->big_endian));
}

uint32_t elf_property(const struct elf_image *image, uint32_t type)
{
    for (unsigned i = 0; i < image->properties; i++)
        if (image->property[i].type == type)
            return image->property[i].value;
    return 0;
}

/* ---- FDPIC ---- */

enum { OSABI_ARM_FDPIC = 65, MAP_HEAD = 4, MAP_ENTRY = 12 };

bool elf_is_fdpic(const struct elf_image *image)
{
    return image->machine == EM_ARM && image->osabi == OSABI_ARM_FDPIC;
}

size_t elf_loadmap_size(const struct elf_image *image)
{
    return MAP_HEAD + (size_t)image->segments * MAP_ENTRY;
}

void elf_loadmap(const struct elf_image *image, uint64_t bias, uint8_t *map)
{
    store_u16(map, 0, image->big_endian); /* version */
    store_u16(map + 2, (uint16_t)image->segments, image->big_endian);
    for (unsigned i = 0; i < image->segments; i++) {
        const struct elf_segment *s = &image->segment[i];
        uint8_t *at = map + MAP_HEAD + (size_t)i * MAP_ENTRY;

        store_u32(at, (uint32_t)(s->vaddr + bias), image->big_endian);
        store_u32(at + 4, (uint32_t)s->vaddr, image->big_endian);
        store_u32(at + 8, (uint32_t)s->memsz, image->big_endian);
    }
}
