/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guests for scripts: how binfmt_misc recognises each, computed from its ABI.
 *
 * In: linux_arch_all.  Out: magic and mask bytes, lines of text.
 * Rule: Documentation/admin-guide/binfmt-misc.rst and the ELF header's layout.  Any OS ABI is
 * taken (EI_OSABI is masked out), programs and position-independent ones (e_type 2 and 3).
 */
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "linux-user/command.h"

struct guest_magic guest_magic(const struct linux_arch *arch)
{
    const struct abi *abi = arch->abi;
    struct guest_magic m = {{0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT}, {0}};
    int low = abi->big_endian ? 1 : 0; /* the low byte of a 16-bit field */
    m.magic[EI_CLASS] = abi->word == 8 ? ELFCLASS64 : ELFCLASS32;
    m.magic[EI_DATA] = abi->big_endian ? ELFDATA2MSB : ELFDATA2LSB;
    memset(m.mask, 0xff, sizeof m.mask);
    m.mask[EI_OSABI] = 0;
    m.magic[EI_NIDENT + low] = ET_EXEC;
    m.mask[EI_NIDENT + low] = 0xfe;
    m.magic[EI_NIDENT + 2 + low] = abi->elf_machine & 0xff;
    m.magic[EI_NIDENT + 3 - low] = abi->elf_machine >> 8;
    return m;
}

/* Bytes as \xNN; `out` holds 4 characters a byte and a NUL. */
static void hex(const uint8_t *bytes, char *out)
{
    for (int i = 0; i < GUEST_MAGIC; i++)
        sprintf(out + 4 * i, "\\x%02x", bytes[i]);
}

int guest_register_line(const struct linux_arch *arch, const char *interpreter, const char *flags,
                        char *buffer, unsigned size)
{
    struct guest_magic m = guest_magic(arch);
    char magic[4 * GUEST_MAGIC + 1], mask[4 * GUEST_MAGIC + 1];
    hex(m.magic, magic);
    hex(m.mask, mask);
    return snprintf(buffer, size, ":qemu-%s:M:0:%s:%s:%s:%s", arch->names[0], magic, mask,
                    interpreter, flags);
}

void guests_list(void)
{
    for (const struct linux_arch *const *a = linux_arch_all(); *a; a++) {
        struct guest_magic m = guest_magic(*a);
        char magic[4 * GUEST_MAGIC + 1], mask[4 * GUEST_MAGIC + 1];
        hex(m.magic, magic);
        hex(m.mask, mask);
        printf("%s\t%s\t%s\t%s\t", (*a)->names[0], (*a)->debian_arch, magic, mask);
        for (const char *const *name = (*a)->names; *name; name++)
            printf("%s%s", name == (*a)->names ? "" : ",", *name);
        printf("\n");
    }
}
