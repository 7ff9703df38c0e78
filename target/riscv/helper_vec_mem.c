/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector loads and stores; see helper_vec.h.
 *
 * A fault leaves the helper in the middle: vstart says then which element faulted, the elements
 * before it are done, and the instruction goes on from there when it runs again.
 */
#include <sys/uio.h>
#include <unistd.h>
#include "target/riscv/helper.h"
#include "target/riscv/helper_vec.h"

#define PAGE 4096

struct access {
    struct rv_vec v;
    unsigned mode, fields;
    int eew, index; /* log2 of bytes: data, indices */
    bool store;
    uint64_t base, stride;
    unsigned step;  /* registers from field to field */
    uint64_t known; /* a page that is readable */
};

static void *host(const struct access *a, uint64_t address)
{
    const struct rv_cpu *cpu = a->v.cpu;
    return cpu->model->xlen == 64 ? (void *)(uintptr_t)address // NOLINT(performance-no-int-to-ptr)
                                  : (void *)(uintptr_t)(cpu->common.mem_base + (uint32_t)address);
}

/* One element of constant size, so that a fault hits exactly one access. */
RV_LOOP void copy(void *to, const void *from, int lg)
{
    switch (lg) {
    case 0: *(volatile uint8_t *)to = *(const volatile uint8_t *)from; break;
    case 1: __builtin_memcpy(to, from, 2); break;
    case 2: __builtin_memcpy(to, from, 4); break;
    default: __builtin_memcpy(to, from, 8); break;
    }
}

static void element(struct access *a, uint64_t i, uint64_t offset)
{
    for (unsigned f = 0; f < a->fields; f++) {
        void *reg = rv_vec_at(&a->v, a->v.vd + f * a->step, i, a->eew);
        void *mem = host(a, a->base + offset + ((uint64_t)f << a->eew));
        if (a->store)
            copy(mem, reg, a->eew);
        else
            copy(reg, mem, a->eew);
    }
}

/* `count` elements from i on that follow each other, in registers and in memory. A piece is what is
   in one page: when it faults, its first element does. */
static void consecutive(struct access *a, uint64_t i, uint64_t count)
{
    while (count) {
        uint64_t at = a->base + (i << a->eew), room = (PAGE - at % PAGE) >> a->eew;
        uint64_t n = room < count ? room : count, size = n << a->eew;
        uint8_t *reg = rv_vec_at(&a->v, a->v.vd, i, a->eew), *mem = host(a, at);
        a->v.cpu->vstart = i;
        element(a, i, i << a->eew);
        if (n > 1 && a->store)
            memcpy(mem, reg, size);
        else if (n > 1)
            memcpy(reg, mem, size);
        n = n ? n : 1; /* across two pages */
        i += n;
        count -= n;
    }
}

static uint64_t offset_of(const struct access *a, uint64_t i)
{
    switch (a->mode) {
    case RV_VMEM_STRIDE: return i * a->stride;
    case RV_VMEM_INDEX: return rv_vec_get(&a->v, a->v.vs2, i, a->index);
    default: return i * ((uint64_t)a->fields << a->eew);
    }
}

/* Is the memory of element i readable?  Asked of the kernel, which does not fault; once a page. */
static bool readable(struct access *a, uint64_t i)
{
    uint8_t buffer[64];
    uint64_t at = a->base + offset_of(a, i), size = (uint64_t)a->fields << a->eew;
    struct iovec local = {buffer, size}, remote = {host(a, at), size};
    uint64_t last = (at + size - 1) / PAGE;
    if (at / PAGE == a->known && last == a->known)
        return true;
    if (process_vm_readv(getpid(), &local, 1, &remote, 1, 0) != (ssize_t)size)
        return false;
    a->known = last;
    return true;
}

/* Segments: no overlap of the indices with any of the fields. */
static bool segments_apart(const struct rv_vec *v, unsigned registers, int index)
{
    int mi = v->lmul + index - v->sew;
    for (unsigned r = 0; r < registers; r++)
        if (rv_vec_share(v->vd + r, 0, v->vs2, mi))
            return false;
    return true;
}

/* Registers of one field. */
static unsigned step_of(const struct rv_vec *v, int eew)
{
    int emul = v->lmul + eew - v->sew;
    return emul > 0 ? 1u << emul : 1;
}

bool rv_vec_memory_legal(const struct rv_vec *v, unsigned mode, int eew, int index, unsigned fields,
                         bool store)
{
    int emul = v->lmul + eew - v->sew;
    unsigned registers = fields * step_of(v, eew);
    if (mode == RV_VMEM_MASK)
        return true;
    if (!rv_vec_has(v, eew) || emul < -3 || emul > 3 || (emul > 0 && v->vd & ((1u << emul) - 1)))
        return false;
    if (registers > 8 || v->vd + registers > 32)
        return false;
    if (!store && !v->vm && !v->vd)
        return false;
    if (mode != RV_VMEM_INDEX)
        return true;
    if (!rv_vec_group(v, v->vs2, index) || (index == 3 && v->model->xlen == 32) ||
        !rv_vec_sources(v, v->vs2, index, store ? (int)v->vd : -1, eew))
        return false;
    if (store)
        return true;
    return fields > 1 ? segments_apart(v, registers, index)
                      : rv_vec_overlap(v, v->vd, eew, v->vs2, index);
}

static uint64_t whole(struct access *a)
{
    struct rv_vec *v = &a->v;
    uint64_t count = (uint64_t)a->fields * v->cpu->vlenb >> a->eew;
    if (v->vd & (a->fields - 1) || !rv_vec_has(v, a->eew))
        return RV_V_ILLEGAL;
    a->fields = 1;
    if (v->start < count)
        consecutive(a, v->start, count - v->start);
    rv_vec_end(v);
    return RV_V_DONE;
}

/* Elements before that which can't be read; reading the first one may fault. */
static uint64_t readable_elements(struct access *a, uint64_t count)
{
    uint64_t n = a->v.start, size = UINT64_C(1) << a->eew;
    a->v.cpu->vstart = n;
    element(a, n, n << a->eew);
    a->known = (a->base + (n << a->eew) + size - 1) / PAGE;
    for (n++; n < count && readable(a, n);) {
        uint64_t room = (PAGE - (a->base + (n << a->eew)) % PAGE) >> a->eew;
        n += room ? room : 1;
    }
    return n < count ? n : count;
}

/* Active elements from v.start on, each with all of its fields. */
RV_LOOP void element_loop(struct access *a, int lg, bool store, uint64_t count)
{
    struct rv_cpu *cpu = a->v.cpu;
    uint8_t *reg = rv_vec_at(&a->v, a->v.vd, 0, 0), *mem = host(a, a->base);
    const bool flat = cpu->model->xlen == 64;
    const size_t step = a->step * (size_t)cpu->vlenb, fields = a->fields;
    for (uint64_t i = a->v.start; i < count; i++) {
        if (!rv_vec_active(&a->v, i))
            continue;
        uint64_t offset = offset_of(a, i);
        uint8_t *at = flat ? mem + offset : host(a, a->base + offset);
        cpu->vstart = i;
        for (size_t f = 0; f < fields; f++) {
            uint8_t *field = reg + f * step + (i << lg);
            uint8_t *there = flat || !f ? at + (f << lg) : host(a, a->base + offset + (f << lg));
            copy(store ? there : field, store ? field : there, lg);
        }
    }
}

RV_LOOP void element_widths(struct access *a, bool store, uint64_t count)
{
    switch (a->eew) {
    case 0: element_loop(a, 0, store, count); break;
    case 1: element_loop(a, 1, store, count); break;
    case 2: element_loop(a, 2, store, count); break;
    default: element_loop(a, 3, store, count); break;
    }
}

static void run(struct access *a)
{
    struct rv_vec *v = &a->v;
    uint64_t count = a->mode == RV_VMEM_MASK ? (v->vl + 7) / 8 : v->vl;
    bool first = a->mode == RV_VMEM_FIRST, unit = first || a->mode == RV_VMEM_UNIT;
    if (v->start < count && a->fields == 1 && (a->mode == RV_VMEM_MASK || (unit && v->vm))) {
        uint64_t n = first ? readable_elements(a, count) : count;
        consecutive(a, v->start, n - v->start);
        if (n < count)
            v->cpu->vl = n;
        rv_vec_end(v);
        return;
    }
    if (!first && a->store)
        element_widths(a, true, count);
    else if (!first)
        element_widths(a, false, count);
    for (uint64_t i = v->start; first && i < count; i++) {
        if (!rv_vec_active(v, i))
            continue;
        if (i && !readable(a, i)) {
            v->cpu->vl = i;
            break;
        }
        v->cpu->vstart = i;
        element(a, i, offset_of(a, i));
    }
    rv_vec_end(v);
}

/* mode | eew << 8 | store << 16 */
uint64_t rv_helper_vmem(struct rv_cpu *cpu, uint64_t what, uint64_t insn, uint64_t base,
                        uint64_t stride)
{
    struct access a = {
        .mode = what & 255,
        .eew = (int)(what >> 8 & 255),
        .store = what >> 16,
        .fields = (insn >> 29 & 7) + 1,
        .base = base,
        .stride = stride,
        .known = UINT64_MAX,
    };
    bool valid = rv_vec_begin(&a.v, cpu, (uint32_t)insn);
    if (a.mode == RV_VMEM_WHOLE)
        return whole(&a);
    if (!valid)
        return RV_V_ILLEGAL;
    if (a.mode == RV_VMEM_INDEX) {
        a.index = a.eew;
        a.eew = a.v.sew;
    }
    if (!rv_vec_memory_legal(&a.v, a.mode, a.eew, a.index, a.fields, a.store))
        return RV_V_ILLEGAL;
    a.step = a.mode == RV_VMEM_MASK ? 1 : step_of(&a.v, a.eew);
    run(&a);
    return RV_V_DONE;
}
