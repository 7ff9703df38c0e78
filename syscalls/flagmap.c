/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flag sets and enumerations (see flagmap.h).
 */
#include "syscalls/flagmap.h"

#include <stdio.h>
#include <string.h>

#define CAT(a, b)  a##b
#define LINE(a, b) CAT(a, b)

/* The names, one behind the other: a row with a pointer would be relocated at each start. */
struct names {
#define BIT(name, value)         char LINE(NAME_, __LINE__)[sizeof(#name)];
#define FIELD(name, mask, value) char LINE(NAME_, __LINE__)[sizeof(#name)];
#define VAL(name, value)         char LINE(NAME_, __LINE__)[sizeof(#name)];
#include "syscalls/linux/flags.def"
};

static const struct names names = {
#define BIT(name, value)         #name,
#define FIELD(name, mask, value) #name,
#define VAL(name, value)         #name,
#include "syscalls/linux/flags.def"
};

struct row {
    uint8_t what;  /* enum row_kind */
    uint16_t name; /* where it is in `names` */
    uint32_t id;   /* set, or family of an ALT row */
    uint64_t mask;
    uint64_t value;
};

enum row_kind { ROW_SET, ROW_FLAG, ROW_VALUE, ROW_ALT, ROW_END };

_Static_assert(sizeof(names) <= UINT16_MAX, "the names' places have 16 bits");

#define NAME offsetof(struct names, LINE(NAME_, __LINE__))
static const struct row rows[] = {
#define SET(id)                  {ROW_SET, 0, SYS_FL_##id, 0, 0},
#define BIT(name, value)         {ROW_FLAG, NAME, 0, (uint64_t)(value), (uint64_t)(value)},
#define FIELD(name, mask, value) {ROW_FLAG, NAME, 0, mask, value},
#define VAL(name, value)         {ROW_VALUE, NAME, 0, ~UINT64_C(0), (uint64_t)(value)},
#define ALT(family, value)       {ROW_ALT, 0, SYS_FAM_##family, (uint64_t)(value), (uint64_t)(value)},
#define END                      {ROW_END, 0, 0, 0, 0},
#include "syscalls/linux/flags.def"
};

/* The numbers of the rows. */
enum {
#define SET(id)                  AT_##id,
#define BIT(name, value)         LINE(AT_LINE_, __LINE__),
#define FIELD(name, mask, value) LINE(AT_LINE_, __LINE__),
#define VAL(name, value)         LINE(AT_LINE_, __LINE__),
#define ALT(family, value)       LINE(AT_LINE_, __LINE__),
#define END                      LINE(AT_LINE_, __LINE__),
#include "syscalls/linux/flags.def"
};

static const uint16_t sets[SYS_FL_COUNT] = {
#define SET(id) [SYS_FL_##id] = AT_##id,
#include "syscalls/linux/flags.def"
};

static const char *name_of(const struct row *r)
{
    return (const char *)&names + r->name;
}

static const struct row *first_row(enum sys_flagset set)
{
    return &rows[sets[set] + 1];
}

/* The flag's row with the ABI's own value: the row itself or an ALT below it. */
static const struct row *in_abi(const struct row *flag, const struct sys_abi *abi)
{
    for (const struct row *r = flag + 1; r->what == ROW_ALT; r++)
        if (r->id & abi->families)
            return r;
    return flag;
}

static const struct row *next_flag(const struct row *r)
{
    for (r++; r->what == ROW_ALT; r++)
        ;
    return r;
}

bool sys_flags_same(enum sys_flagset set, const struct sys_abi *a, const struct sys_abi *b)
{
    for (const struct row *r = first_row(set); r->what != ROW_END; r = next_flag(r))
        if (in_abi(r, a)->value != in_abi(r, b)->value)
            return false;
    return true;
}

uint64_t sys_flags_convert(enum sys_flagset set, uint64_t value, const struct sys_abi *from,
                           const struct sys_abi *to)
{
    uint64_t left = value, out = 0, known = 0, same = 0;

    for (const struct row *r = first_row(set); r->what != ROW_END; r = next_flag(r)) {
        const struct row *f = in_abi(r, from), *t = in_abi(r, to);

        known |= t->mask;
        same |= f->value & t->value;
        if (r->what == ROW_VALUE) {
            if (value == f->value)
                return t->value;
        } else if (f->value && (left & f->mask) == f->value) {
            out |= t->value;
            left &= ~f->mask;
        }
    }
    /*
     * An unknown bit must not turn into a flag that only the other ABI has there; half of a flag
     * of two bits stays what it is.
     */
    return first_row(set)->what == ROW_VALUE ? value : out | (left & (~known | same));
}

struct text {
    char *out;
    size_t size, len;
};

static void add(struct text *t, const char *s)
{
    size_t n = strlen(s);

    if (t->len + n >= t->size)
        n = t->size > t->len + 1 ? t->size - t->len - 1 : 0;
    memcpy(t->out + t->len, s, n);
    t->len += n;
    if (t->size)
        t->out[t->len] = 0;
}

size_t sys_flags_print(char *out, size_t size, enum sys_flagset set, uint64_t value,
                       const struct sys_abi *abi)
{
    struct text t = {out, size, 0};
    uint64_t left = value;
    bool any = false;
    char number[24];

    for (const struct row *r = first_row(set); r->what != ROW_END; r = next_flag(r)) {
        const struct row *f = in_abi(r, abi);
        bool zero = f->value == 0;

        if (r->what == ROW_VALUE ? value != f->value : (left & f->mask) != f->value)
            continue;
        /* A name of zero (O_RDONLY) comes first, but only if its field is untouched. */
        if (zero && r->what != ROW_VALUE && (value & f->mask) != 0)
            continue;
        if (any && !zero)
            add(&t, "|");
        if (zero && any) {
            size_t n = strlen(name_of(r)) + 1;

            if (t.len + n < size) {
                memmove(out + n, out, t.len + 1);
                memcpy(out, name_of(r), n - 1);
                out[n - 1] = '|';
                t.len += n;
            }
        } else {
            add(&t, name_of(r));
        }
        any = true;
        left &= ~f->mask;
        if (r->what == ROW_VALUE) {
            left = 0;
            break;
        }
    }
    if (left || !any) {
        if (any)
            add(&t, "|");
        snprintf(number, sizeof(number), left > 9 ? "0x%llx" : "%llu", (unsigned long long)left);
        add(&t, number);
    }
    return t.len;
}

const char *sys_value_name(enum sys_flagset set, uint64_t value, const struct sys_abi *abi)
{
    for (const struct row *r = first_row(set); r->what != ROW_END; r = next_flag(r))
        if (in_abi(r, abi)->value == value)
            return name_of(r);
    return NULL;
}

const char *sys_errno_name(int err)
{
    switch (err) {
#define ERRNO(name, number)                                                                        \
    case number:                                                                                   \
        return #name;
#include "syscalls/linux/errno.def"
#undef ERRNO
    default: return NULL;
    }
}

const char *sys_signal_name(int sig)
{
    switch (sig) {
#define SIGNAL(name, number)                                                                       \
    case number:                                                                                   \
        return #name;
#include "syscalls/linux/signal.def"
#undef SIGNAL
    default: return NULL;
    }
}
