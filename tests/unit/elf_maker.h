/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small ELF files of either class and byte order, made in memory, for the
 * loader's tests and fuzzer.
 *
 * In: a description.  Out: bytes in a caller's buffer of MAKER_SIZE.
 */
#ifndef FERRY_TESTS_UNIT_ELF_MAKER_H
#define FERRY_TESTS_UNIT_ELF_MAKER_H

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

enum { MAKER_SIZE = 0x4000, MAKER_PHDRS = 8 };

struct maker_phdr {
    uint32_t type, flags;
    uint64_t offset, vaddr, filesz, memsz, align;
};

struct maker {
    unsigned word; /* 4 or 8 */
    bool big;
    uint16_t type, machine;
    uint64_t entry;
    unsigned phnum;
    struct maker_phdr phdr[MAKER_PHDRS];
};

static inline uint8_t *maker_put(const struct maker *m, uint8_t *at, unsigned size, uint64_t value)
{
    if (size == 2)
        store_u16(at, (uint16_t)value, m->big);
    else
        store_word(at, value, size, m->big);
    return at + size;
}

static inline void maker_build(const struct maker *m, uint8_t *out)
{
    unsigned w = m->word, ehdr = w == 8 ? 64 : 52, phdr = w == 8 ? 56 : 32;
    memset(out, 0, MAKER_SIZE);
    memcpy(out, ELFMAG, SELFMAG);
    out[EI_CLASS] = w == 8 ? ELFCLASS64 : ELFCLASS32;
    out[EI_DATA] = m->big ? ELFDATA2MSB : ELFDATA2LSB;
    out[EI_VERSION] = EV_CURRENT;
    uint8_t *at = out + EI_NIDENT;
    at = maker_put(m, at, 2, m->type);
    at = maker_put(m, at, 2, m->machine);
    at = maker_put(m, at, 4, EV_CURRENT);
    at = maker_put(m, at, w, m->entry);
    at = maker_put(m, at, w, ehdr);
    at = maker_put(m, at, w, 0);
    at = maker_put(m, at, 4, 0);
    at = maker_put(m, at, 2, ehdr);
    at = maker_put(m, at, 2, phdr);
    maker_put(m, at, 2, m->phnum);
    at = out + ehdr;
    for (unsigned i = 0; i < m->phnum; i++) {
        const struct maker_phdr *p = &m->phdr[i];
        at = maker_put(m, at, 4, p->type);
        if (w == 8)
            at = maker_put(m, at, 4, p->flags);
        at = maker_put(m, at, w, p->offset);
        at = maker_put(m, at, w, p->vaddr);
        at = maker_put(m, at, w, p->vaddr);
        at = maker_put(m, at, w, p->filesz);
        at = maker_put(m, at, w, p->memsz);
        if (w == 4)
            at = maker_put(m, at, 4, p->flags);
        at = maker_put(m, at, w, p->align);
    }
}

/* A dynamic program with everything that the loader looks at. */
static inline struct maker maker_program(unsigned word, bool big)
{
    return (struct maker){.word = word,
                          .big = big,
                          .type = ET_DYN,
                          .machine = word == 8 ? EM_AARCH64 : EM_ARM,
                          .entry = 0x1000,
                          .phnum = 5,
                          .phdr = {{PT_INTERP, PF_R, 0x300, 0x300, 12, 12, 1},
                                   {PT_LOAD, PF_R | PF_X, 0, 0, 0x1800, 0x1800, 0x10000},
                                   {PT_LOAD, PF_R | PF_W, 0x1e00, 0x12e00, 0x300, 0x2300, 0x10000},
                                   {PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 16},
                                   {PT_GNU_PROPERTY, PF_R, 0x340, 0x340, 32, 32, 8}}};
}

/* The bytes that maker_program's headers point at. */
static inline void maker_contents(const struct maker *m, uint8_t *out)
{
    memcpy(out + 0x300, "/lib/ld.so.1", 12);
    out[0x30b] = 0;
    uint8_t *at = out + 0x340;
    at = maker_put(m, at, 4, 4);
    at = maker_put(m, at, 4, m->word == 8 ? 16 : 12);
    at = maker_put(m, at, 4, 5);
    memcpy(at, "GNU", 4);
    at = maker_put(m, at + 4, 4, 0xc0000000);
    at = maker_put(m, at, 4, 4);
    at = maker_put(m, at, 4, 3);
    maker_put(m, at, 4, 0);
}

#endif
