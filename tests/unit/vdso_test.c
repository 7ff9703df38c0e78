/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vdso's image: linux-user/vdso.c, read with libelf and with our own loader.
 *
 * In: nothing; with an argument, a file name to write the aarch64 image to.
 * Out: TAP.
 */
#include "linux-user/vdso.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "linux-user/arch.h"
#include "linux-user/hostvdso.h"
#include "loader/elf.h"
#include "tests/unit/tap.h"

static struct tap t;
static uint8_t image[VDSO_SIZE_MAX];

static Elf_Scn *find(Elf *elf, const char *name, GElf_Shdr *shdr)
{
    size_t strings;
    elf_getshdrstrndx(elf, &strings);
    for (Elf_Scn *scn = elf_nextscn(elf, NULL); scn; scn = elf_nextscn(elf, scn))
        if (gelf_getshdr(scn, shdr) && !strcmp(elf_strptr(elf, strings, shdr->sh_name), name))
            return scn;
    return NULL;
}

static void symbols(Elf *elf, const struct vdso_spec *spec, const struct vdso_layout *layout)
{
    GElf_Shdr shdr, versions;
    Elf_Scn *scn = find(elf, ".dynsym", &shdr), *versym = find(elf, ".gnu.version", &versions);
    Elf_Data *data = scn ? elf_getdata(scn, NULL) : NULL;
    Elf_Data *version = versym ? elf_getdata(versym, NULL) : NULL;
    for (int i = 0; i < spec->symbol_count; i++) {
        const struct vdso_symbol *s = &spec->symbols[i];
        GElf_Sym sym = {0};
        GElf_Versym v = 0;
        bool good = data && version && gelf_getsym(data, i + 1, &sym) &&
                    gelf_getversym(version, i + 1, &v) && v == 2 &&
                    !strcmp(elf_strptr(elf, shdr.sh_link, sym.st_name), s->name) &&
                    sym.st_value == layout->text + s->offset && sym.st_size == s->size &&
                    GELF_ST_TYPE(sym.st_info) == STT_FUNC && sym.st_shndx != SHN_UNDEF;
        tap_ok(&t, good, "%s", s->name);
    }
}

static void one(const struct abi *abi, bool code_big, const char *what)
{
    const struct vdso_spec *spec = &lx_vdso_aarch64;
    struct vdso_layout layout = vdso_build(spec, abi, 0x061200, code_big, image);
    struct loader_bytes bytes = {image, layout.size};
    struct loader_file file = loader_file_of_bytes(&bytes);
    struct elf_image parsed;
    struct loader_error e = {0};
    tap_ok(&t, layout.size > 512 && layout.size < VDSO_SIZE_MAX - 64, "%s: %zu bytes", what,
           layout.size);
    tap_ok(&t,
           !elf_parse(&file, &parsed, &e) && !elf_check(&parsed, abi, &e) && parsed.segments == 1 &&
               parsed.segment[0].filesz == layout.size,
           "%s: loads: %s", what, e.text);
    elf_free(&parsed);
    bool words = true;
    for (int i = 0; i < spec->text_words; i++)
        words &= load_u32(image + layout.text + 4 * i, code_big) == spec->text[i];
    tap_ok(&t, words, "%s: text", what);
    Elf *elf = elf_memory((char *)image, layout.size);
    GElf_Shdr shdr;
    tap_ok(&t,
           elf && find(elf, ".eh_frame", &shdr) && find(elf, ".note", &shdr) &&
               find(elf, ".dynamic", &shdr),
           "%s: sections", what);
    if (elf)
        symbols(elf, spec, &layout);
    elf_end(elf);
}

/* The host's own function: it tells the time that the system call tells, and its errors. */
static void host_clock(void)
{
    lx_clock *clock = lx_host_clock();
    struct timespec before, now, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    int result = clock(CLOCK_MONOTONIC, &now);
    clock_gettime(CLOCK_MONOTONIC, &after);
    int64_t at[3] = {before.tv_sec * 1000000000LL + before.tv_nsec,
                     now.tv_sec * 1000000000LL + now.tv_nsec,
                     after.tv_sec * 1000000000LL + after.tv_nsec};
    tap_ok(&t, result == 0 && at[0] <= at[1] && at[1] <= at[2], "host's clock");
    tap_ok(&t, clock(77, &now) == -EINVAL, "a clock that the host has not");
}

int main(int argc, char **argv)
{
    struct abi abi = {.elf_machine = EM_AARCH64, .word = 8};
    elf_version(EV_CURRENT);
    one(&abi, false, "64-bit little endian");
    if (argc > 1) {
        int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0644);
        tap_ok(&t, fd >= 0 && write(fd, image, sizeof image) == sizeof image, "written");
    }
    abi.big_endian = true;
    one(&abi, true, "64-bit big endian");
    abi.word = 4;
    abi.elf_machine = EM_ARM;
    one(&abi, true, "32-bit big endian");
    one(&abi, false, "32-bit, data big endian");
    abi.big_endian = false;
    one(&abi, false, "32-bit little endian");
    host_clock();
    return tap_done(&t);
}
