/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Regions as records: what has to change when one moves is found by making it twice.
 *
 * The second time the guest's code seems to lie `delta` higher, the host code is written elsewhere
 * and counts elsewhere.  Where the results differ by exactly one of these distances there is
 * an address; any other difference means that the region depends on where it is in a way that is
 * not understood, and it is not stored.
 */
#include "tcg/exec/stored.h"

#include <string.h>

/* What a field of the code (or a constant) holds. */
enum reloc {
    RELOC_GUEST64, /* a guest address, 8 bytes */
    RELOC_GUEST32, /* 4 bytes */
    RELOC_HOST,    /* the distance to something at a fixed place in the code cache */
    RELOC_COUNTER, /* the distance to the counter */
    RELOC_CONST,   /* consts[n] is a guest address */
    RELOC_MINUS64, /* something minus a guest address, 8 bytes */
    RELOC_CONST_MINUS,
};
#define RELOC_BITS 3

/* Distances that share no bytes with each other: of guest addresses a multiple of the biggest page.
 */
#define DELTA_WIDE    UINT64_C(0x1234560000)
#define DELTA_NARROW  UINT64_C(0x1230000)
#define WIDE_FROM     (UINT64_C(1) << 32) /* addresses from here on take 8 bytes of code */
#define COUNTER_DELTA 4099                /* counters */

/* ---- the guest's code, seen elsewhere ---- */

struct shifted {
    const struct exec_env *env;
    uint64_t delta;
};

static bool shifted_code_at(void *opaque, gaddr pc, gaddr *end)
{
    const struct shifted *s = opaque;
    bool found = s->env->code_at(s->env->opaque, pc - s->delta, end);
    if (end)
        *end += s->delta;
    return found;
}

static bool shifted_read(void *opaque, gaddr pc, void *out, size_t size)
{
    const struct shifted *s = opaque;
    return s->env->read_code(s->env->opaque, pc - s->delta, out, size);
}

/* ---- differences ---- */

struct differ {
    const uint8_t *a, *b;
    uint32_t size;
    uint64_t delta, host, counter; /* how fields of each kind differ */
    uint32_t *relocs;              /* room for one a byte */
    uint32_t n;
};

static uint64_t difference(const struct differ *d, uint32_t at, unsigned bytes)
{
    uint64_t a = 0, b = 0;
    memcpy(&a, d->a + at, bytes);
    memcpy(&b, d->b + at, bytes);
    return bytes == 8 ? b - a : (uint32_t)(b - a);
}

/* A field that contains byte `i` and starts at `from` or later; its end, or 0. */
static uint32_t find_field(struct differ *d, uint32_t from, uint32_t i)
{
    for (uint32_t at = i >= from + 7 ? i - 7 : from; at <= i; at++) {
        if (at + 8 <= d->size && d->delta >= WIDE_FROM && difference(d, at, 8) == d->delta) {
            d->relocs[d->n++] = at << RELOC_BITS | RELOC_GUEST64;
            return at + 8;
        }
        if (at + 8 <= d->size && d->delta >= WIDE_FROM && difference(d, at, 8) == -d->delta) {
            d->relocs[d->n++] = at << RELOC_BITS | RELOC_MINUS64;
            return at + 8;
        }
        if (at + 4 > d->size || at + 4 <= i)
            continue;
        uint64_t change = difference(d, at, 4);
        enum reloc kind = RELOC_GUEST32;
        if (change == (uint32_t)d->host)
            kind = RELOC_HOST;
        else if (change == (uint32_t)d->counter)
            kind = RELOC_COUNTER;
        else if (d->delta >= WIDE_FROM || change != d->delta)
            continue;
        d->relocs[d->n++] = at << RELOC_BITS | kind;
        return at + 4;
    }
    return 0;
}

static bool find_fields(struct differ *d)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < d->size; i++) {
        if (i < end || d->a[i] == d->b[i])
            continue;
        end = find_field(d, end, i);
        if (!end)
            return false;
    }
    return true;
}

static bool same_records(const struct region *r, const struct making *m, const struct making *other,
                         uint64_t delta)
{
    const struct code_out *a = &m->out, *b = &other->out;
    if (a->size != b->size || a->entry != b->entry || a->nexits != b->nexits ||
        a->nfaults != b->nfaults || a->nlocs != b->nlocs || a->nconsts != b->nconsts ||
        m->front.nranges != other->front.nranges)
        return false;
    for (uint32_t i = 0; i < m->front.nranges; i++)
        if (other->front.ranges[i].start - m->front.ranges[i].start != delta ||
            other->front.ranges[i].end - m->front.ranges[i].end != delta)
            return false;
    for (uint32_t i = 0; i < a->nexits; i++) {
        const struct code_exit *e = &r->exits[i].info, *f = &b->exits[i];
        if (f->pc - e->pc != delta || f->rel_off != e->rel_off || f->from_off != e->from_off ||
            f->kind != e->kind)
            return false;
    }
    for (uint32_t i = 0; i < a->nfaults; i++) {
        const struct code_fault *e = &r->faults[i], *f = &b->faults[i];
        if (f->pc != e->pc || f->off != e->off || f->first != e->first || f->count != e->count)
            return false;
    }
    for (uint32_t i = 0; i < a->nlocs; i++) {
        const struct code_loc *e = &r->locs[i], *f = &b->locs[i];
        if (f->slot != e->slot || f->kind != e->kind || f->reg != e->reg || f->size != e->size ||
            f->konst != e->konst)
            return false;
    }
    return true;
}

/* ---- making ---- */

static void put(GByteArray *out, const void *data, size_t size)
{
    static const uint8_t zeros[8];
    g_byte_array_append(out, data, (guint)size);
    g_byte_array_append(out, zeros, (guint)(-size & 7));
}

static bool put_guest(struct exec *x, const struct region *r, GByteArray *out, uint32_t *size)
{
    uint8_t bytes[STORED_GUEST_MAX];
    *size = 0;
    for (uint32_t i = 0; i < r->nranges; i++) {
        uint64_t n = r->ranges[i].end - r->ranges[i].start;
        if (n > sizeof(bytes) - *size ||
            !x->env.read_code(x->env.opaque, r->ranges[i].start, bytes + *size, n))
            return false;
        *size += (uint32_t)n;
    }
    put(out, bytes, *size);
    return true;
}

static uint64_t mix(uint64_t h, const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof(v));
    h ^= v;
    return (h << 29 | h >> 35) * UINT64_C(0x9e3779b97f4a7c15);
}

/* Four words side by side: the processor's multiplier does them at once, better than gcc's way of
   multiplying vectors. */
__attribute__((optimize("no-tree-slp-vectorize"))) uint64_t stored_hash(const void *data,
                                                                        size_t size)
{
    const uint8_t *p = data;
    uint64_t h = size, a = 1, b = 2, c = 3, d = 4;
    for (; size >= 32; p += 32, size -= 32) {
        a = mix(a, p);
        b = mix(b, p + 8);
        c = mix(c, p + 16);
        d = mix(d, p + 24);
    }
    for (; size >= 8; p += 8, size -= 8)
        h = mix(h, p);
    for (; size; p++, size--)
        h = (h ^ *p) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= (a ^ a >> 32) + (b ^ b >> 31) * 3 + (c ^ c >> 30) * 5 + (d ^ d >> 29) * 7;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return h ^ h >> 32;
}

static bool is_wide(const struct region *r)
{
    return r->pc >= WIDE_FROM;
}

bool stored_make(struct exec *x, const struct region *r, const struct making *m, unsigned tier,
                 GByteArray *out)
{
    struct shifted shifted = {&x->env, is_wide(r) ? DELTA_WIDE : DELTA_NARROW};
    struct exec_env env = {.opaque = &shifted,
                           .code_at = shifted_code_at,
                           .read_code = shifted_read,
                           .mem_base = x->env.mem_base};
    struct making other = {.pc = r->pc + shifted.delta,
                           .mode = r->mode,
                           .limits = m->limits,
                           .env = &env,
                           .out.counter = r->count ? r->count + COUNTER_DELTA : NULL,
                           .out.profile = m->out.profiled ? m->out.profile + COUNTER_DELTA : NULL};
    struct answers answers = *m->answers;
    if (answers.n > ANSWERS_MAX)
        return false;
    answers.asked = false;
    other.answers = &answers;
    other.limits.opaque = &answers;
    if (!region_code(x, &other) || !same_records(r, m, &other, shifted.delta))
        return false;
    uint64_t away = (uint64_t)(other.out.code - r->code);
    g_autofree uint32_t *relocs = g_new(uint32_t, r->size + m->out.nconsts);
    struct differ d = {.a = r->code,
                       .b = other.out.code,
                       .size = r->size,
                       .delta = shifted.delta,
                       .host = -away,
                       .counter = r->count ? COUNTER_DELTA * sizeof(*r->count) - away : -away,
                       .relocs = relocs};
    if (!find_fields(&d))
        return false;
    for (uint32_t i = 0; i < m->out.nconsts; i++) {
        if (other.out.consts[i] - r->consts[i] == shifted.delta)
            relocs[d.n++] = i << RELOC_BITS | RELOC_CONST;
        else if (r->consts[i] - other.out.consts[i] == shifted.delta)
            relocs[d.n++] = i << RELOC_BITS | RELOC_CONST_MINUS;
        else if (other.out.consts[i] != r->consts[i])
            return false;
    }

    guint start = out->len;
    struct stored head = {.code_size = r->size,
                          .pc = r->pc,
                          .mode = r->mode,
                          .place = (uint64_t)(r->code - x->cache),
                          .counter = r->count ? (uint64_t)((uint8_t *)r->count - x->cache) : 0,
                          .max_insns = m->limits.max_insns,
                          .max_blocks = (uint16_t)m->limits.max_blocks,
                          .nanswers = (uint16_t)answers.n,
                          .ntargets = (uint16_t)answers.ntargets,
                          .tier = (uint8_t)tier,
                          .profiled = m->out.profiled,
                          .indirect = r->indirect,
                          .apart = m->limits.apart,
                          .entry = r->entry,
                          .nconsts = m->out.nconsts,
                          .nranges = r->nranges,
                          .nexits = r->nexits,
                          .nfaults = r->nfaults,
                          .nlocs = m->out.nlocs,
                          .nrelocs = d.n};
    put(out, &head, sizeof(head));
    put(out, r->consts, head.nconsts * sizeof(*r->consts));
    put(out, r->ranges, head.nranges * sizeof(*r->ranges));
    for (uint32_t i = 0; i < r->nexits; i++)
        put(out, &r->exits[i].info, sizeof(r->exits[i].info));
    put(out, r->faults, head.nfaults * sizeof(*r->faults));
    put(out, r->locs, head.nlocs * sizeof(*r->locs));
    put(out, relocs, d.n * sizeof(*relocs));
    put(out, answers.bits, (answers.n + 7) / 8);
    put(out, answers.targets, answers.ntargets * sizeof(*answers.targets));
    if (!put_guest(x, r, out, &head.nguest)) {
        g_byte_array_set_size(out, start);
        return false;
    }
    put(out, r->code, r->size);
    head.size = out->len - start;
    memcpy(out->data + start, &head, sizeof(head));
    head.check = stored_hash(out->data + start + 8, head.size - 8);
    memcpy(out->data + start, &head.check, sizeof(head.check));
    return true;
}

/* ---- loading ---- */

/* Where the parts of a record are. */
struct parts {
    const uint64_t *consts;
    const struct front_range *ranges;
    const struct code_exit *exits;
    const struct code_fault *faults;
    const struct code_loc *locs;
    const uint32_t *relocs;
    const uint8_t *answers;
    const int64_t *targets;
    const uint8_t *guest, *code;
    uint64_t size;
};

static const void *part(const struct stored *s, uint64_t *at, uint64_t size)
{
    const void *p = (const uint8_t *)s + *at;
    *at += (size + 7) & ~UINT64_C(7);
    return p;
}

static struct parts parts_of(const struct stored *s)
{
    struct parts p;
    uint64_t at = sizeof(*s);
    p.consts = part(s, &at, (uint64_t)s->nconsts * sizeof(*p.consts));
    p.ranges = part(s, &at, (uint64_t)s->nranges * sizeof(*p.ranges));
    p.exits = part(s, &at, (uint64_t)s->nexits * sizeof(*p.exits));
    p.faults = part(s, &at, (uint64_t)s->nfaults * sizeof(*p.faults));
    p.locs = part(s, &at, (uint64_t)s->nlocs * sizeof(*p.locs));
    p.relocs = part(s, &at, (uint64_t)s->nrelocs * sizeof(*p.relocs));
    p.answers = part(s, &at, (s->nanswers + 7u) / 8);
    p.targets = part(s, &at, s->ntargets * sizeof(*p.targets));
    p.guest = part(s, &at, s->nguest);
    p.code = part(s, &at, s->code_size);
    p.size = at;
    return p;
}

bool stored_valid(const struct stored *s, size_t room)
{
    return room >= sizeof(*s) && s->size <= room && s->size >= sizeof(*s) &&
           parts_of(s).size == s->size && s->nguest <= STORED_GUEST_MAX &&
           s->nranges <= FRONT_MAX_RANGES && s->nanswers <= ANSWERS_MAX &&
           s->ntargets <= TARGETS_MAX && s->entry < s->code_size &&
           s->check == stored_hash((const uint8_t *)s + 8, s->size - 8);
}

struct answers stored_answers(const struct stored *s)
{
    struct answers a = {.n = s->nanswers, .ntargets = s->ntargets};
    struct parts p = parts_of(s);
    memcpy(a.bits, p.answers, (s->nanswers + 7u) / 8);
    memcpy(a.targets, p.targets, s->ntargets * sizeof(*p.targets));
    return a;
}

/* Are the guest's bytes, `by` further, still those that the record was made from, and executable?
   `code` bytes from the region's pc on are. */
static bool same_guest(const struct exec *x, const struct stored *s, const struct parts *p,
                       uint64_t by, uint64_t code)
{
    uint8_t bytes[STORED_GUEST_MAX];
    uint64_t at = 0;
    for (uint32_t i = 0; i < s->nranges; i++) {
        gaddr start = p->ranges[i].start + by, end = p->ranges[i].end + by, limit;
        uint64_t from = start - (s->pc + by);
        bool known = from < code && end - start <= code - from;
        if (end - start > s->nguest - at ||
            (!known && (!x->env.code_at(x->env.opaque, start, &limit) || limit < end)) ||
            !x->env.read_code(x->env.opaque, start, bytes, end - start) ||
            memcmp(bytes, p->guest + at, end - start))
            return false;
        at += end - start;
    }
    return at == s->nguest;
}

static bool relocate(struct region *r, const struct stored *s, const struct parts *p, uint64_t by,
                     uint64_t host, uint64_t counter)
{
    for (uint32_t i = 0; i < s->nrelocs; i++) {
        uint32_t at = p->relocs[i] >> RELOC_BITS;
        enum reloc kind = p->relocs[i] & ((1u << RELOC_BITS) - 1);
        uint64_t wide;
        uint32_t narrow;
        if (kind == RELOC_CONST || kind == RELOC_CONST_MINUS) {
            if (at >= s->nconsts)
                return false;
            r->consts[at] += kind == RELOC_CONST ? by : -by;
            continue;
        }
        bool is_wide = kind == RELOC_GUEST64 || kind == RELOC_MINUS64;
        if (at + (is_wide ? 8u : 4u) > r->size)
            return false;
        if (is_wide) {
            memcpy(&wide, r->code + at, sizeof(wide));
            wide += kind == RELOC_GUEST64 ? by : -by;
            if (wide < WIDE_FROM || -wide < WIDE_FROM)
                return false; /* would have been written shorter */
            memcpy(r->code + at, &wide, sizeof(wide));
            continue;
        }
        memcpy(&narrow, r->code + at, sizeof(narrow));
        uint32_t moved = narrow + (uint32_t)(kind == RELOC_GUEST32 ? by
                                             : kind == RELOC_HOST  ? host
                                                                   : counter);
        if (kind == RELOC_GUEST32 && (moved ^ narrow) >> 31)
            return false; /* its sign says how it is written */
        memcpy(r->code + at, &moved, sizeof(moved));
    }
    return true;
}

struct region *stored_load(struct exec *x, const struct stored *s, uint64_t pc, uint64_t code)
{
    struct parts p = parts_of(s);
    uint64_t by = pc - s->pc;
    if ((by && (s->pc >= WIDE_FROM) != (pc >= WIDE_FROM)) ||
        x->cache_size - x->used < s->code_size || !same_guest(x, s, &p, by, code))
        return NULL;
    uint32_t counters = x->ncounters, *count = tier_counter(x, s->tier);
    uint32_t *profile = s->profiled ? tier_profile(x, count) : NULL;
    if ((!count && s->tier == 1) || (!profile && s->profiled)) {
        x->ncounters = counters;
        return NULL;
    }
    if (profile)
        tier_profiled(x);
    struct front_result front; /* of which region_record() wants: */
    front.nranges = s->nranges;
    front.indirect = s->indirect;
    for (uint32_t i = 0; i < s->nranges; i++)
        front.ranges[i] = (struct front_range){p.ranges[i].start + by, p.ranges[i].end + by};
    struct code_out out = {.code = x->cache + x->used,
                           .counter = count,
                           .profile = profile,
                           .profiled = profile != NULL,
                           .size = s->code_size,
                           .entry = s->entry,
                           .exits = (struct code_exit *)p.exits,
                           .nexits = s->nexits,
                           .faults = (struct code_fault *)p.faults,
                           .nfaults = s->nfaults,
                           .locs = (struct code_loc *)p.locs,
                           .nlocs = s->nlocs,
                           .consts = (uint64_t *)p.consts,
                           .nconsts = s->nconsts};
    memcpy(out.code, p.code, s->code_size);
    struct region *r = region_record(x, pc, s->mode, &out, &front, true);
    for (uint32_t i = 0; i < r->nexits; i++)
        r->exits[i].info.pc += by;
    uint64_t host = s->place - (uint64_t)(r->code - x->cache);
    uint64_t counter = count ? host + (uint64_t)((uint8_t *)count - x->cache) - s->counter : 0;
    if (!relocate(r, s, &p, by, host, counter)) {
        x->ncounters = counters;
        return NULL;
    }
    x->used = (x->used + r->size + 15) & ~(size_t)15;
    return r;
}
