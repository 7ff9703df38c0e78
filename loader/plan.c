/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An ELF image and a load bias to a list of mappings: see elf.h.
 *
 * Example: text at 0 (r-x), data at 0x1fe00 with 0x300 bytes in the file and
 * 0x2300 in memory becomes: map_file [0, ...), map_file [0x1f000, 0x21000),
 * zero [0x20100, 0x21000), map_anon [0x21000, 0x23000).
 */
#include "loader/elf.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/bytes.h"

int elf_span(const struct elf_image *image, uint32_t page, uint64_t limit, uint64_t *low,
             uint64_t *size, struct loader_error *e)
{
    uint64_t first = UINT64_MAX, end = 0;
    for (unsigned i = 0; i < image->segments; i++) {
        const struct elf_segment *s = &image->segment[i];
        if (s->memsz > limit || s->vaddr > limit - s->memsz)
            return loader_fail(e, image->relocatable ? ENOMEM : EINVAL,
                               "segment %u at %#" PRIx64 " (%#" PRIx64
                               " bytes) is outside the address space",
                               i, s->vaddr, s->memsz);
        if (round_down(s->vaddr, page) < first)
            first = round_down(s->vaddr, page);
        if (s->vaddr + s->memsz > end)
            end = s->vaddr + s->memsz;
    }
    end = round_up(end, page);
    if (end <= first)
        return loader_fail(e, EINVAL, "its segments are empty");
    *low = first;
    *size = end - first;
    return 0;
}

static void add(struct elf_plan *plan, struct elf_action action)
{
    if (action.length)
        plan->action[plan->actions++] = action;
}

static int plan_segment(struct elf_plan *plan, const struct elf_segment *s, uint64_t bias,
                        uint32_t page, unsigned number, struct loader_error *e)
{
    gaddr start = s->vaddr + bias, file_end = start + s->filesz, end = start + s->memsz;
    gaddr first = round_down(start, page), zero = first;
    uint64_t skew = start - first;
    if (s->filesz) {
        if ((s->offset & (page - 1)) != skew)
            return loader_fail(e, EINVAL,
                               "segment %u: file offset %#" PRIx64 " and address %#" PRIx64
                               " differ within the page",
                               number, s->offset, s->vaddr);
        zero = round_up(file_end, page);
        add(plan, (struct elf_action){.kind = ELF_MAP_FILE,
                                      .prot = s->prot,
                                      .address = first,
                                      .length = zero - first,
                                      .offset = s->offset - skew});
        if (s->memsz > s->filesz && (s->prot & PROT_WRITE))
            add(plan, (struct elf_action){.kind = ELF_ZERO,
                                          .prot = s->prot,
                                          .address = file_end,
                                          .length = zero - file_end});
    }
    if (s->memsz > s->filesz && round_up(end, page) > zero)
        add(plan, (struct elf_action){.kind = ELF_MAP_ANON,
                                      .prot = PROT_READ | PROT_WRITE | (s->prot & PROT_EXEC),
                                      .address = zero,
                                      .length = round_up(end, page) - zero});
    return 0;
}

/* The bounds that the kernel keeps for /proc/PID/stat. */
static void note_bounds(struct elf_plan *plan, const struct elf_segment *s, uint64_t bias)
{
    gaddr start = s->vaddr + bias, file_end = start + s->filesz, end = start + s->memsz;
    if ((s->prot & PROT_EXEC) && start < plan->code_start)
        plan->code_start = start;
    if (start > plan->data_start)
        plan->data_start = start;
    if ((s->prot & PROT_EXEC) && file_end > plan->code_end)
        plan->code_end = file_end;
    if (file_end > plan->data_end)
        plan->data_end = file_end;
    if (end > plan->brk)
        plan->brk = end;
}

int elf_plan(const struct elf_image *image, uint64_t bias, uint32_t page, uint64_t limit,
             struct elf_plan *plan, struct loader_error *e)
{
    uint64_t low, size;
    *plan = (struct elf_plan){.code_start = UINT64_MAX};
    int result = elf_span(image, page, limit, &low, &size, e);
    if (result)
        return result;
    if (low + bias + size > limit || low + bias + size < size)
        return loader_fail(e, ENOMEM, "it does not fit into the address space at %#" PRIx64,
                           low + bias);
    plan->action = calloc(image->segments, 3 * sizeof *plan->action);
    if (!plan->action)
        return loader_fail(e, ENOMEM, "out of memory");
    for (unsigned i = 0; !result && i < image->segments; i++) {
        result = plan_segment(plan, &image->segment[i], bias, page, i, e);
        note_bounds(plan, &image->segment[i], bias);
    }
    if (plan->code_start == UINT64_MAX)
        plan->code_start = plan->code_end;
    plan->low = low + bias;
    plan->high = plan->low + size;
    plan->entry = image->entry + bias;
    plan->phdr = image->phdr ? image->phdr + bias : 0;
    if (!result && plan->entry >= limit)
        result = loader_fail(e, EINVAL, "its entry point %#" PRIx64 " is outside the address space",
                             plan->entry);
    return result;
}

void elf_plan_free(struct elf_plan *plan)
{
    free(plan->action);
    plan->action = NULL;
    plan->actions = 0;
}

int elf_carry_out(const struct elf_plan *plan, const struct loader_memory *memory,
                  struct loader_error *e)
{
    for (unsigned i = 0; i < plan->actions; i++) {
        const struct elf_action *a = &plan->action[i];
        int result = 0;
        switch (a->kind) {
        case ELF_MAP_FILE:
            result = memory->map_file(memory->opaque, a->address, a->length, a->prot, a->offset);
            break;
        case ELF_MAP_ANON:
            result = memory->map_anon(memory->opaque, a->address, a->length, a->prot);
            break;
        case ELF_ZERO: result = memory->zero(memory->opaque, a->address, a->length); break;
        }
        if (result)
            return loader_fail(e, -result, "%#" PRIx64 " bytes can't be mapped at %#" PRIx64 ": %s",
                               a->length, a->address, strerror(-result));
    }
    return 0;
}
