/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Computes struct layouts from structs.def and converts between two of them
 * (see layout.h).
 */
#include "syscalls/layout.h"

#include <byteswap.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CAT(a, b)  a##b
#define LINE(a, b) CAT(a, b)

/* The names, one behind the other: a row with a pointer would be relocated at each start. */
struct names {
#define STRUCT(id, c, h)          char LINE(NAME_, __LINE__)[sizeof(#id)];
#define STRUCT_FOR(id, fam, c, h) char LINE(NAME_, __LINE__)[sizeof(#id)];
#define F(k, n)                   char LINE(NAME_, __LINE__)[sizeof(#n)];
#define A(k, n, c)                char LINE(NAME_, __LINE__)[sizeof(#n)];
#define P(k, n)                   char LINE(NAME_, __LINE__)[sizeof(#n)];
#define S(s, n)                   char LINE(NAME_, __LINE__)[sizeof(#n)];
#define SA(s, n, c)               char LINE(NAME_, __LINE__)[sizeof(#n)];
#include "syscalls/linux/structs.def"
};

static const struct names names = {
#define STRUCT(id, c, h)          #id,
#define STRUCT_FOR(id, fam, c, h) #id,
#define F(k, n)                   #n,
#define A(k, n, c)                #n,
#define P(k, n)                   #n,
#define S(s, n)                   #n,
#define SA(s, n, c)               #n,
#include "syscalls/linux/structs.def"
};

_Static_assert(sizeof(names) <= UINT16_MAX, "the names' places have 16 bits");

/* One entry per line of structs.def; a structure's members follow its head. */
struct row {
    enum { ROW_HEAD, ROW_FIELD, ROW_END } what;
    uint16_t st;
    uint16_t family;
    struct sys_field field;
};

#define NAME offsetof(struct names, LINE(NAME_, __LINE__))
static const struct row rows[] = {
#define STRUCT(id, c, h)          {ROW_HEAD, SYS_ST_##id, 0, {.name = NAME}},
#define STRUCT_FOR(id, fam, c, h) {ROW_HEAD, SYS_ST_##id, SYS_FAM_##fam, {.name = NAME}},
#define F(k, n)                   {ROW_FIELD, 0, 0, {NAME, SYS_F_##k, false, 0, 1}},
#define A(k, n, c)                {ROW_FIELD, 0, 0, {NAME, SYS_F_##k, false, 0, c}},
#define P(k, n)                   {ROW_FIELD, 0, 0, {NAME, SYS_F_##k, true, 0, 1}},
#define S(s, n)                   {ROW_FIELD, 0, 0, {NAME, SYS_F_struct, false, SYS_ST_##s, 1}},
#define SA(s, n, c)               {ROW_FIELD, 0, 0, {NAME, SYS_F_struct, false, SYS_ST_##s, c}},
#define END                       {ROW_END, 0, 0, {.name = 0}},
#include "syscalls/linux/structs.def"
};

/* The numbers of the rows. */
enum {
#define STRUCT(id, c, h)          AT_##id,
#define STRUCT_FOR(id, fam, c, h) AT_##id##_##fam,
#define F(k, n)                   LINE(AT_LINE_, __LINE__),
#define A(k, n, c)                LINE(AT_LINE_, __LINE__),
#define P(k, n)                   LINE(AT_LINE_, __LINE__),
#define S(s, n)                   LINE(AT_LINE_, __LINE__),
#define SA(s, n, c)               LINE(AT_LINE_, __LINE__),
#define END                       LINE(AT_LINE_, __LINE__),
#include "syscalls/linux/structs.def"
};

static const uint16_t heads[SYS_ST_COUNT] = {
#define STRUCT(id, c, h) [SYS_ST_##id] = AT_##id,
#include "syscalls/linux/structs.def"
};

static const struct {
    uint16_t st, family, head;
} family_heads[] = {
#define STRUCT_FOR(id, fam, c, h) {SYS_ST_##id, SYS_FAM_##fam, AT_##id##_##fam},
#include "syscalls/linux/structs.def"
};

const char *sys_field_name(const struct sys_field *f)
{
    return (const char *)&names + f->name;
}

/* The head of the rows that describe `st` for `abi`. */
static const struct row *find_rows(const struct sys_abi *abi, enum sys_struct st)
{
    const struct row *found = &rows[heads[st]];

    for (size_t i = 0; i < sizeof(family_heads) / sizeof(family_heads[0]); i++)
        if (family_heads[i].st == st && family_heads[i].family & abi->families)
            found = &rows[family_heads[i].head];
    return found;
}

const char *sys_struct_name(enum sys_struct st)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].what == ROW_HEAD && rows[i].st == st)
            return sys_field_name(&rows[i].field);
    return "?";
}

static void scalar_shape(const struct abi *abi, uint8_t kind, uint32_t *size, uint32_t *align)
{
    switch (kind) {
    case SYS_F_i16:
    case SYS_F_u16: *size = *align = 2; break;
    case SYS_F_i32:
    case SYS_F_u32: *size = 4, *align = abi->align64 < 4 ? abi->align64 : 4; break;
    case SYS_F_i64:
    case SYS_F_u64: *size = 8, *align = abi->align64; break;
    case SYS_F_slong:
    case SYS_F_ulong:
    case SYS_F_ptr:
        *size = abi->word;
        *align = abi->align64 < abi->word ? abi->align64 : abi->word;
        break;
    case SYS_F_sigset: *size = 8, *align = abi->word; break;
    default: *size = *align = 1; break;
    }
}

void sys_layout_of(struct sys_layout *out, const struct sys_abi *abi, enum sys_struct st)
{
    const struct row *r = find_rows(abi, st);

    out->size = 0;
    out->align = 1;
    out->count = 0;
    for (r++; r->what == ROW_FIELD && out->count < SYS_MEMBERS_MAX; r++) {
        struct sys_member *m = &out->m[out->count++];
        uint32_t align;

        m->field = &r->field;
        if (r->field.kind == SYS_F_struct) {
            struct sys_layout inner;

            sys_layout_of(&inner, abi, r->field.nested);
            m->size = inner.size;
            align = inner.align;
        } else {
            scalar_shape(&abi->data, r->field.kind, &m->size, &align);
        }
        if (r->field.packed)
            align = 1;
        m->offset = (out->size + align - 1) & ~(align - 1);
        out->size = m->offset + m->size * r->field.count;
        if (align > out->align)
            out->align = align;
    }
    out->size = (out->size + out->align - 1) & ~(out->align - 1);
    /* A packed member makes the whole structure packed in the only users so far. */
    if (out->count && out->m[out->count - 1].field->packed)
        out->size = out->m[out->count - 1].offset + out->m[out->count - 1].size;
}

const struct sys_member *sys_layout_find(const struct sys_layout *l, const char *name)
{
    for (unsigned i = 0; i < l->count; i++)
        if (strcmp(sys_field_name(l->m[i].field), name) == 0)
            return &l->m[i];
    return NULL;
}

/* How a step moves its elements. */
enum { STEP_BYTES, STEP_UNSIGNED, STEP_SIGNED, STEP_SIGSET, STEP_SWAP = 8, STEP_WORD4 = 16 };

#define STEPS_MAX 128

struct builder {
    const struct sys_abi *guest, *host;
    unsigned count;
    bool same;
    struct sys_step step[STEPS_MAX];
};

static uint8_t step_how(const struct builder *b, const struct sys_field *f)
{
    uint8_t how = b->guest->data.big_endian != b->host->data.big_endian ? STEP_SWAP : 0;

    switch (f->kind) {
    case SYS_F_bytes: return STEP_BYTES;
    case SYS_F_i8:
    case SYS_F_i16:
    case SYS_F_i32:
    case SYS_F_i64:
    case SYS_F_slong: return how | STEP_SIGNED;
    case SYS_F_sigset: return how | STEP_SIGSET | (b->guest->data.word == 4 ? STEP_WORD4 : 0);
    default: return how | STEP_UNSIGNED;
    }
}

/* What only moves is bytes, and bytes that stay together are one step. */
static void add_step(struct builder *b, struct sys_step s)
{
    struct sys_step *last = b->count ? &b->step[b->count - 1] : NULL;

    if (s.host_size == s.guest_size && !(s.how & (STEP_SWAP | STEP_WORD4))) {
        s.count *= s.host_size;
        s.how = STEP_BYTES;
        s.host_size = s.guest_size = 1;
    }
    if (s.how == STEP_BYTES && last && last->how == STEP_BYTES &&
        last->host_off + last->count == s.host_off &&
        last->guest_off + last->count == s.guest_off) {
        last->count += s.count;
        return;
    }
    if (b->count == STEPS_MAX)
        abort(); /* a structure of structs.def outgrew the table: a build-time mistake */
    b->step[b->count++] = s;
}

static void build_struct(struct builder *b, enum sys_struct st, uint32_t goff, uint32_t hoff)
{
    struct sys_layout g, h;

    sys_layout_of(&g, b->guest, st);
    sys_layout_of(&h, b->host, st);
    if (g.size != h.size || g.count != h.count)
        b->same = false;
    for (unsigned i = 0; i < g.count; i++) {
        const struct sys_member *gm = &g.m[i], *hm = sys_layout_find(&h, sys_field_name(gm->field));
        const struct sys_field *f = gm->field;

        if (!hm) {
            b->same = false;
            continue;
        }
        if (gm->offset != hm->offset || gm->size != hm->size)
            b->same = false;
        if (f->kind == SYS_F_struct) {
            for (unsigned k = 0; k < f->count; k++)
                build_struct(b, f->nested, goff + gm->offset + k * gm->size,
                             hoff + hm->offset + k * hm->size);
            continue;
        }
        add_step(b, (struct sys_step){
                        .host_off = hoff + hm->offset,
                        .guest_off = goff + gm->offset,
                        .host_size = hm->size,
                        .guest_size = gm->size,
                        .how = step_how(b, f),
                        .count = f->count < hm->field->count ? f->count : hm->field->count,
                    });
    }
}

bool sys_conv_build(struct sys_conv *c, const struct sys_abi *guest, const struct sys_abi *host,
                    enum sys_struct st)
{
    struct builder b = {.guest = guest, .host = host, .same = true};
    struct sys_layout l;

    b.same = guest->data.big_endian == host->data.big_endian;
    build_struct(&b, st, 0, 0);
    sys_layout_of(&l, guest, st);
    c->guest_size = l.size;
    sys_layout_of(&l, host, st);
    c->host_size = l.size;
    c->same = b.same;
    c->steps = b.count;
    c->step = malloc(b.count * sizeof(b.step[0]) + 1);
    if (!c->step)
        return false;
    memcpy(c->step, b.step, b.count * sizeof(b.step[0]));
    return true;
}

/* memcpy for what is nearly always one word. */
static inline void copy(void *to, const void *from, size_t n)
{
    if (n == 8)
        memcpy(to, from, 8);
    else if (n == 4)
        memcpy(to, from, 4);
    else
        memcpy(to, from, n);
}

static uint64_t load(const void *p, unsigned size, bool swap, bool is_signed)
{
    uint64_t v = 0;

    switch (size) {
    case 1: v = *(const uint8_t *)p; break;
    case 2: {
        uint16_t x;
        memcpy(&x, p, 2);
        v = swap ? bswap_16(x) : x;
        break;
    }
    case 4: {
        uint32_t x;
        memcpy(&x, p, 4);
        v = swap ? bswap_32(x) : x;
        break;
    }
    default:
        memcpy(&v, p, 8);
        v = swap ? bswap_64(v) : v;
        break;
    }
    if (is_signed && size < 8)
        v = (uint64_t)((int64_t)(v << (64 - 8 * size)) >> (64 - 8 * size));
    return v;
}

static void store(void *p, unsigned size, bool swap, uint64_t v)
{
    if (swap)
        v = bswap_64(v) >> (64 - 8 * size);
    memcpy(p, &v, size); /* the host is little-endian */
}

/* A sigset is an array of words, the low signals first, whatever the byte order. */
static uint64_t load_sigset(const uint8_t *p, uint8_t how)
{
    if (!(how & STEP_WORD4))
        return load(p, 8, how & STEP_SWAP, false);
    return load(p, 4, how & STEP_SWAP, false) | load(p + 4, 4, how & STEP_SWAP, false) << 32;
}

static void store_sigset(uint8_t *p, uint8_t how, uint64_t v)
{
    if (!(how & STEP_WORD4)) {
        store(p, 8, how & STEP_SWAP, v);
        return;
    }
    store(p, 4, how & STEP_SWAP, v & 0xffffffff);
    store(p + 4, 4, how & STEP_SWAP, v >> 32);
}

void sys_conv_to_host(const struct sys_conv *c, void *host, const void *guest)
{
    uint8_t *h = host;
    const uint8_t *g = guest;

    if (c->same) {
        memcpy(host, guest, c->host_size);
        return;
    }
    memset(h, 0, c->host_size);
    for (const struct sys_step *s = c->step; s < c->step + c->steps; s++) {
        unsigned how = s->how & 7;

        if (how == STEP_BYTES) {
            copy(h + s->host_off, g + s->guest_off, s->count);
        } else if (how == STEP_SIGSET) {
            uint64_t v = load_sigset(g + s->guest_off, s->how);

            memcpy(h + s->host_off, &v, 8);
        } else {
            for (unsigned i = 0; i < s->count; i++)
                store(h + s->host_off + i * s->host_size, s->host_size, false,
                      load(g + s->guest_off + i * s->guest_size, s->guest_size, s->how & STEP_SWAP,
                           how == STEP_SIGNED));
        }
    }
}

static bool fits(uint64_t v, unsigned size, bool is_signed)
{
    unsigned bits = 64 - 8 * size;

    if (size >= 8)
        return true;
    if (is_signed)
        return (int64_t)(v << bits) >> bits == (int64_t)v;
    return v << bits >> bits == v;
}

int sys_conv_to_guest(const struct sys_conv *c, void *guest, const void *host)
{
    const uint8_t *h = host;
    uint8_t *g = guest;
    int err = 0;

    if (c->same) {
        memcpy(guest, host, c->guest_size);
        return 0;
    }
    memset(g, 0, c->guest_size);
    for (const struct sys_step *s = c->step; s < c->step + c->steps; s++) {
        unsigned how = s->how & 7;

        if (how == STEP_BYTES) {
            copy(g + s->guest_off, h + s->host_off, s->count);
        } else if (how == STEP_SIGSET) {
            store_sigset(g + s->guest_off, s->how, load(h + s->host_off, 8, false, false));
        } else {
            for (unsigned i = 0; i < s->count; i++) {
                uint64_t v = load(h + s->host_off + i * s->host_size, s->host_size, false,
                                  how == STEP_SIGNED);

                if (!fits(v, s->guest_size, how == STEP_SIGNED))
                    err = -EOVERFLOW;
                store(g + s->guest_off + i * s->guest_size, s->guest_size, s->how & STEP_SWAP, v);
            }
        }
    }
    return err;
}
