/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The executable's own build id, from its program headers in memory.
 */
#include "base/build.h"

#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* The linker's name for the start of the first segment. */
extern const uint8_t __ehdr_start[] __attribute__((visibility("hidden"))); // NOLINT

#define ALIGN4(n) (((size_t)(n) + 3) & ~(size_t)3)

static uint64_t in_notes(const uint8_t *p, size_t size)
{
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) n;
        memcpy(&n, p, sizeof(n));
        size_t whole = sizeof(n) + ALIGN4(n.n_namesz) + ALIGN4(n.n_descsz);
        if (whole > size)
            break;
        const uint8_t *name = p + sizeof(n), *id = name + ALIGN4(n.n_namesz);
        if (n.n_type == NT_GNU_BUILD_ID && n.n_namesz == 4 && !memcmp(name, "GNU", 4) &&
            n.n_descsz >= sizeof(uint64_t)) {
            uint64_t number;
            memcpy(&number, id, sizeof(number));
            return number;
        }
        p += whole;
        size -= whole;
    }
    return 0;
}

uint64_t build_number(void)
{
    ElfW(Ehdr) e;
    uint64_t found = 0;
    memcpy(&e, __ehdr_start, sizeof(e));
    for (unsigned i = 0; i < e.e_phnum && !found; i++) {
        ElfW(Phdr) h;
        memcpy(&h, __ehdr_start + e.e_phoff + i * sizeof(h), sizeof(h));
        if (h.p_type == PT_NOTE)
            found = in_notes(__ehdr_start + h.p_vaddr, h.p_filesz);
    }
    return found;
}

bool build_is_file(int fd)
{
    uint8_t head[1024]; /* of the first segment, whose end is far behind */
    return pread(fd, head, sizeof(head), 0) == sizeof(head) &&
           !memcmp(head, __ehdr_start, sizeof(head));
}
