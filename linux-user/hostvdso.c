/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's vdso: see hostvdso.h.
 */
#include "linux-user/hostvdso.h"

#include "linux-user/task.h"

#include <elf.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>

static int ask_kernel(clockid_t clock, struct timespec *ts)
{
    return (int)lx_rawcall(SYS_clock_gettime, clock, (long)ts, 0, 0, 0, 0);
}

struct tables {
    uintptr_t base; /* what is added to the image's addresses */
    const Elf64_Sym *symbol, *symbol_end;
    const char *string;
    size_t string_size;
};

/* The linker puts the symbols' names right behind the symbols. */
static bool find_tables(uintptr_t image, struct tables *t)
{
    const Elf64_Ehdr *ehdr = (const Elf64_Ehdr *)image;
    const Elf64_Phdr *phdr = (const Elf64_Phdr *)(image + ehdr->e_phoff);
    const Elf64_Dyn *dynamic = NULL;

    t->base = image;
    for (unsigned i = 0; i < ehdr->e_phnum; i++) {
        if (phdr[i].p_type == PT_LOAD && !phdr[i].p_offset)
            t->base = image - phdr[i].p_vaddr;
        else if (phdr[i].p_type == PT_DYNAMIC)
            dynamic = (const Elf64_Dyn *)(image + phdr[i].p_offset);
    }
    for (; dynamic && dynamic->d_tag != DT_NULL; dynamic++)
        switch (dynamic->d_tag) {
        case DT_SYMTAB: t->symbol = (const Elf64_Sym *)(t->base + dynamic->d_un.d_ptr); break;
        case DT_STRTAB: t->string = (const char *)(t->base + dynamic->d_un.d_ptr); break;
        case DT_STRSZ: t->string_size = dynamic->d_un.d_val; break;
        default: break;
        }
    t->symbol_end = (const Elf64_Sym *)t->string;
    return t->symbol && t->string && t->symbol < t->symbol_end;
}

/* A function by its name; NULL: there is none. */
static void *find_function(uintptr_t image, const char *name)
{
    struct tables t = {0};
    size_t size = strlen(name) + 1;

    if (!find_tables(image, &t))
        return NULL;
    for (const Elf64_Sym *s = t.symbol; s + 1 <= t.symbol_end; s++)
        if (ELF64_ST_TYPE(s->st_info) == STT_FUNC && s->st_shndx != SHN_UNDEF &&
            s->st_name < t.string_size && t.string_size - s->st_name >= size &&
            !memcmp(t.string + s->st_name, name, size))
            return (void *)(t.base + s->st_value);
    return NULL;
}

lx_clock *lx_host_clock(void)
{
    uintptr_t image = getauxval(AT_SYSINFO_EHDR);
    lx_clock *found = image ? find_function(image, "__vdso_clock_gettime") : NULL;

    return found ? found : ask_kernel;
}
