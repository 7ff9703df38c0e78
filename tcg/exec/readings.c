/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's code as it was read; see readings.h.
 */
#include "tcg/exec/readings.h"

#include <string.h>

/* The reading that has the byte at pc, or NULL. */
static const struct reading *reading_of(const struct readings *r, gaddr pc)
{
    for (uint32_t i = 0; i < r->n; i++)
        if (pc - r->list[i].pc < r->list[i].size)
            return &r->list[i];
    return NULL;
}

static bool note_code_at(void *opaque, gaddr pc, gaddr *end)
{
    struct readings *r = opaque;
    const struct reading *known = reading_of(r, pc);
    if (!known && !r->env->code_at(r->env->opaque, pc, &r->told))
        return false;
    r->asked = pc;
    if (known)
        r->told = known->end;
    if (end)
        *end = r->told;
    return true;
}

static bool note_read(void *opaque, gaddr pc, void *out, size_t size)
{
    struct readings *r = opaque;
    const struct reading *known = reading_of(r, pc);
    if (known && size <= known->size - (pc - known->pc)) {
        memcpy(out, r->bytes + known->at + (pc - known->pc), size);
        return true;
    }
    if (!r->env->read_code(r->env->opaque, pc, out, size))
        return false;
    if (r->n == READINGS_MAX || size > READINGS_BYTES_MAX - r->used || r->asked != pc) {
        r->incomplete = true;
        return true;
    }
    memcpy(r->bytes + r->used, out, size);
    r->list[r->n++] = (struct reading){pc, r->told, r->used, (uint32_t)size};
    r->used += (uint32_t)size;
    return true;
}

static bool note_guarded(void *opaque, gaddr pc)
{
    const struct readings *r = opaque;
    return r->env->guarded(r->env->opaque, pc);
}

static unsigned note_service(void *opaque, gaddr pc, unsigned *size)
{
    const struct readings *r = opaque;
    return r->env->service_at(r->env->opaque, pc, size);
}

static uint64_t note_guard(void *opaque, gaddr pc)
{
    const struct readings *r = opaque;
    return r->env->guard_at(r->env->opaque, pc);
}

struct exec_env readings_note(struct readings *r, const struct exec_env *env)
{
    r->env = env;
    r->by = 0;
    r->asked = r->told = 0;
    r->incomplete = false;
    r->n = r->used = 0;
    return (struct exec_env){.opaque = r,
                             .code_at = note_code_at,
                             .read_code = note_read,
                             .mem_base = env->mem_base,
                             .guarded = env->guarded ? note_guarded : NULL,
                             .service_at = env->service_at ? note_service : NULL,
                             .guard_at = env->guard_at ? note_guard : NULL};
}

static bool again_code_at(void *opaque, gaddr pc, gaddr *end)
{
    const struct readings *r = opaque;
    const struct reading *known = reading_of(r, pc - r->by);
    if (known && end)
        *end = known->end + r->by;
    return known != NULL;
}

static bool again_read(void *opaque, gaddr pc, void *out, size_t size)
{
    const struct readings *r = opaque;
    return readings_copy(r, pc - r->by, pc - r->by + size, out);
}

struct exec_env readings_again(struct readings *r, uint64_t by)
{
    r->by = by;
    return (struct exec_env){.opaque = r,
                             .code_at = again_code_at,
                             .read_code = again_read,
                             .mem_base = r->env->mem_base};
}

bool readings_copy(const struct readings *r, gaddr start, gaddr end, uint8_t *out)
{
    while (start < end) {
        const struct reading *known = reading_of(r, start);
        if (!known)
            return false;
        uint64_t size = known->size - (start - known->pc);
        if (size > end - start)
            size = end - start;
        memcpy(out, r->bytes + known->at + (start - known->pc), size);
        start += size;
        out += size;
    }
    return true;
}
