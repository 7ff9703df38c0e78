/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ELF programs: bytes -> image -> plan -> mappings.
 *
 * elf_parse reads and checks the headers (either class, either byte order).
 * elf_plan computes, for one load address, the mappings that the kernel's
 * loader would make, in its order.  elf_carry_out makes them.
 *
 * Rules: the System V ABI, and Linux's binfmt_elf for what a program may rely
 * on beyond it: segments are mapped in file order and a later one replaces what
 * it overlaps; the rest of the last file page is zeroed only where memory is
 * larger than the file and only if it is writable; memory beyond the file is
 * readable and writable whatever p_flags say.
 * Invariant: no input makes these functions read outside the file or fail
 * without a message.
 */
#ifndef FERRY_LOADER_ELF_H
#define FERRY_LOADER_ELF_H

#include "loader/loader.h"

enum elf_stack { ELF_STACK_DEFAULT, ELF_STACK_NOEXEC, ELF_STACK_EXEC };

enum { ELF_PROPERTIES_MAX = 8 };

struct elf_segment { /* PT_LOAD */
    uint64_t vaddr, memsz, offset, filesz;
    int prot; /* PROT_* */
};

struct elf_image {
    uint8_t word; /* 4 or 8 */
    bool big_endian;
    bool relocatable; /* ET_DYN: loads anywhere */
    uint8_t osabi;
    uint16_t machine; /* EM_* */
    uint32_t flags;   /* e_flags */
    uint64_t entry;   /* unbiased */
    uint64_t phdr;    /* unbiased address of the program headers, 0 when not loaded */
    uint64_t dynamic; /* unbiased address of PT_DYNAMIC, 0 when there is none */
    uint16_t phnum, phentsize;
    enum elf_stack stack;
    uint64_t align; /* largest p_align of a PT_LOAD that is a power of two, at least 1 */
    char *interp;   /* PT_INTERP, or NULL */
    struct elf_segment *segment;
    unsigned segments; /* at least 1 */
    struct {
        uint32_t type, value; /* GNU_PROPERTY_*, those with a 4-byte value */
    } property[ELF_PROPERTIES_MAX];
    unsigned properties;
};

/* Fills `image` (free with elf_free, also after a failure).  0 or -errno with `e` filled. */
int elf_parse(const struct loader_file *file, struct elf_image *image, struct loader_error *e);
void elf_free(struct elf_image *image);

/* Can a guest with this ABI run it?  0, or -ENOEXEC with `e` naming what it was made for. */
int elf_check(const struct elf_image *image, const struct abi *abi, struct loader_error *e);

/* The value of a property, 0 when absent. */
uint32_t elf_property(const struct elf_image *image, uint32_t type);

/* Does it find its segments by maps that the system gives it (FDPIC)? */
bool elf_is_fdpic(const struct elf_image *image);

/* The maps of FDPIC programs (struct elf32_fdpic_loadmap): size in bytes, and the bytes. */
size_t elf_loadmap_size(const struct elf_image *image);
void elf_loadmap(const struct elf_image *image, uint64_t bias, uint8_t *map);

/* The name of a machine number, "unknown machine" when it has none here. */
const char *elf_machine_name(unsigned machine, unsigned word, bool big_endian);

enum elf_action_kind { ELF_MAP_FILE, ELF_MAP_ANON, ELF_ZERO };

struct elf_action {
    enum elf_action_kind kind;
    int prot;
    gaddr address;
    uint64_t length, offset;
};

struct elf_plan {
    gaddr low, high;        /* page-rounded span of all segments */
    gaddr entry, phdr, brk; /* biased; brk: end of the highest segment, not rounded */
    gaddr code_start, code_end, data_start, data_end; /* as /proc/PID/stat shows them */
    struct elf_action *action;
    unsigned actions;
};

/*
 * The page-rounded span of the segments at bias 0; 0, or -errno when it is
 * empty, wraps, or exceeds `limit`.
 */
int elf_span(const struct elf_image *image, uint32_t page, uint64_t limit, uint64_t *low,
             uint64_t *size, struct loader_error *e);

/* The plan for a load bias (a multiple of `page`); free with elf_plan_free, also after failure. */
int elf_plan(const struct elf_image *image, uint64_t bias, uint32_t page, uint64_t limit,
             struct elf_plan *plan, struct loader_error *e);
void elf_plan_free(struct elf_plan *plan);

/* Carries the plan out, stopping at the first failure. */
int elf_carry_out(const struct elf_plan *plan, const struct loader_memory *memory,
                  struct loader_error *e);

#endif
