/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * -cpu of the RISC-V guests: processors and their properties, with QEMU's names and words; and what
 * a processor says of itself.
 *
 * In: models.def, features.def, the text of -cpu.  Out: struct rv_model, hwcap, hwprobe, ISA
 * string.
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "target/riscv/cpu.h"
#include "target/target.h"

struct choice {
    struct rv_model model;
    bool grows; /* extensions can be switched on */
};

static const struct choice choices[] = {
#define MODEL64(name, features, vlen, grows) {{name, features, 64, vlen}, grows},
#define MODEL32(name, features, vlen, grows) {{name, features, 32, vlen}, grows},
#include "target/riscv/models.def"
#undef MODEL64
#undef MODEL32
};

const char *const rv_cpu_names64[] = {
#define MODEL64(name, features, vlen, grows) name,
#define MODEL32(name, features, vlen, grows)
#include "target/riscv/models.def"
#undef MODEL64
#undef MODEL32
    NULL};

const char *const rv_cpu_names32[] = {
#define MODEL64(name, features, vlen, grows)
#define MODEL32(name, features, vlen, grows) name,
#include "target/riscv/models.def"
#undef MODEL64
#undef MODEL32
    NULL};

/* What works on vector registers, without V itself. */
#define CRYPTO                                                                                     \
    (RV_F(ZVBB) | RV_F(ZVKB) | RV_F(ZVKG) | RV_F(ZVKNED) | RV_F(ZVKNHA) | RV_F(ZVKSED) |           \
     RV_F(ZVKSH))
#define VECTORS                                                                                    \
    (CRYPTO | RV_F(ZVBC) | RV_F(ZVKNHB) | RV_F(ZVFH) | RV_F(ZVFHMIN) | RV_F(ZVFBFA) |              \
     RV_F(ZVFBFMIN) | RV_F(ZVFBFWMA))

static const struct {
    const char *isa;
    int8_t probe;
    rv_features implied; /* by it; or for FEAT_ANY: those that make it */
} feature_rows[RV_FEATURES] = {
#define FEAT(name, isa, probe, implied) [RV_FEAT_##name] = {isa, probe, implied},
#define FEAT_ANY(name, any)             [RV_FEAT_##name] = {NULL, -1, any},
#define FEAT_SET(name, members)
#include "target/riscv/features.def"
#undef FEAT
#undef FEAT_ANY
#undef FEAT_SET
};

/* Names in -cpu for several. */
static const struct {
    const char *name;
    rv_features members;
} feature_sets[] = {
#define FEAT(name, isa, probe, implied)
#define FEAT_ANY(name, any)
#define FEAT_SET(name, members) {name, members},
#include "target/riscv/features.def"
#undef FEAT
#undef FEAT_ANY
#undef FEAT_SET
};

static rv_features with_implied(rv_features f)
{
    for (rv_features before = 0; before != f;) {
        before = f;
        for (unsigned i = 0; i < RV_FEATURES; i++)
            if (f >> i & 1 && feature_rows[i].isa)
                f |= feature_rows[i].implied;
    }
    return f;
}

/* All that follows from what is there; compressed floating-point accesses come from C and F or D.
 */
static void close_features(struct rv_model *m)
{
    rv_features f = with_implied(m->features);
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (!feature_rows[i].isa)
            f = (f & ~((rv_features)1 << i)) | (rv_features) !!(f & feature_rows[i].implied) << i;
    if (f & RV_F(C) && f & RV_F(D))
        f |= RV_F(ZCD);
    if (f & RV_F(C) && f & RV_F(F))
        f |= RV_F(ZCF);
    if (m->xlen == 64)
        f &= ~RV_F(ZCF);
    m->features = f | (m->xlen == 64 ? RV_F(RV64) : RV_F(RV32));
}

/* What was asked for in so many words. */
struct wishes {
    rv_features on, off;
};

/* With a letter that stands for several, these go; with V those that the model (`own`) has for its
   sake only, and without any of these all that works on its registers. */
static void switch_off(struct rv_model *m, struct wishes *w, rv_features bit, unsigned feature,
                       rv_features own)
{
    if (feature == RV_FEAT_A || feature == RV_FEAT_C)
        bit |= feature_rows[feature].implied & ~w->on;
    if (feature == RV_FEAT_C)
        bit |= (RV_F(ZCD) | RV_F(ZCF)) & ~w->on;
    w->off |= bit;
    w->on &= ~bit;
    m->features &= ~bit;
    if (feature != RV_FEAT_V)
        return;
    m->features &= ~(feature_rows[feature].implied & ~w->on & ~own);
    if (!(with_implied(m->features) & RV_F(ZVE32X)))
        m->features &= ~(VECTORS & ~w->on);
}

static void switch_on(struct rv_model *m, struct wishes *w, rv_features bits)
{
    w->on |= bits;
    w->off &= ~bits;
    m->features |= bits;
}

/* Without what is off there is nothing that implies it. */
static void drop_dependents(struct rv_model *m, rv_features off)
{
    for (rv_features more = off; more;) {
        rv_features now = more;
        more = 0;
        for (unsigned i = 0; i < RV_FEATURES; i++)
            if (feature_rows[i].isa && feature_rows[i].implied & now && m->features >> i & 1)
                more |= (rv_features)1 << i;
        m->features &= ~more;
    }
}

/* ---- properties ---- */

/* Numbers that user mode does not show. */
static const char *const numbers_without_effect[] = {
    "cbom_blocksize", "cbop_blocksize", "cboz_blocksize", "marchid",
    "mimpid",         "mvendorid",      "pmu-mask",
};

/* Those of what user mode does not show, or that say how something is done: any value will do. */
static const char *const without_effect[] = {
    "debug",
    "h",
    "mmu",
    "pmu-num",
    "priv_spec",
    "rvv_ma_all_1s",
    "rvv_ta_all_1s",
    "rvv_vl_half_avl",
    "rvv_vsetvl_x0_vill",
    "s",
    "sdtrig",
    "short-isa-string",
    "smaia",
    "smcdeleg",
    "smcntrpmf",
    "smcsrind",
    "smctr",
    "smdbltrp",
    "smepmp",
    "smmpm",
    "smnpm",
    "smpmpmt",
    "smrnmi",
    "smstateen",
    "ssaia",
    "ssccfg",
    "sscofpmf",
    "sscsrind",
    "ssctr",
    "ssdbltrp",
    "ssnpm",
    "sspm",
    "sstc",
    "supm",
    "svade",
    "svadu",
    "svinval",
    "svnapot",
    "svpbmt",
    "svrsw60t59b",
    "svvptc",
    "u",
    "x-misa-w",
    "x-svukte",
    "ziccrse",
    "zmmul",
    "ztso",
};

/* Always false; p->text is what is refused. */
#define refuse(p, ...)                                                                             \
    target_refuse_property((p)->choice->model.name, "riscv", (p)->text, __VA_ARGS__)

struct property {
    const char *text, *name, *value; /* of "name=value" */
    struct rv_model *model;
    const struct choice *choice;
    struct wishes *wishes;
};

static bool one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

static bool number(const struct property *p, uint64_t *value)
{
    if (g_ascii_string_to_unsigned(p->value, 10, 0, UINT64_MAX, value, NULL))
        return true;
    return refuse(p, "Parameter '%s' expects uint64", p->name);
}

static bool set_vlen(const struct property *p)
{
    uint64_t bits;
    if (!number(p, &bits))
        return false;
    if (!bits || bits & (bits - 1))
        return refuse(p, "Vector extension VLEN must be power of 2");
    if (bits < 128 || bits > RV_VLEN_MAX) {
        log_error("Vector extension implementation only supports VLEN in the range [128, %u]",
                  RV_VLEN_MAX);
        return false;
    }
    p->model->vlen = (uint16_t)bits;
    return true;
}

static bool set_elen(const struct property *p)
{
    uint64_t bits;
    if (!number(p, &bits))
        return false;
    return bits == 64 || refuse(p, "only elements of up to 64 bits are implemented");
}

static bool set_vext_spec(const struct property *p)
{
    return !strcmp(p->value, "v1.0") || refuse(p, "Unsupported vector spec version '%s'", p->value);
}

static const struct {
    const char *name;
    bool (*set)(const struct property *p);
} valued[] = {{"vlen", set_vlen}, {"elen", set_elen}, {"vext_spec", set_vext_spec}};

static bool is_on(const struct property *p, bool *on)
{
    static const char *const yes[] = {"on", "yes", "true", "y"};
    static const char *const no[] = {"off", "no", "false", "n"};
    *on = one_of(p->value, yes, G_N_ELEMENTS(yes));
    return *on || one_of(p->value, no, G_N_ELEMENTS(no)) ||
           refuse(p, "Parameter '%s' expects 'on' or 'off'", p->name);
}

static bool set_extensions(const struct property *p, rv_features bits, unsigned feature)
{
    bool on;
    if (!is_on(p, &on))
        return false;
    if (!on)
        switch_off(p->model, p->wishes, bits, feature, p->choice->model.features);
    else if (!p->choice->grows && bits & ~p->model->features)
        return refuse(p, "'%s' CPU does not allow enabling extensions", p->choice->model.name);
    else
        switch_on(p->model, p->wishes, bits);
    return true;
}

/* G is but a word for what it switches on. */
static bool set_general(const struct property *p)
{
    const rv_features general =
        RV_F(I) | RV_F(M) | RV_F(A) | RV_F(F) | RV_F(D) | RV_F(ZICSR) | RV_F(ZIFENCEI);
    bool on;
    return is_on(p, &on) && (!on || set_extensions(p, general, RV_FEATURES));
}

/* A profile is what the processor of that name has. */
static bool set_profile(const struct property *p, const struct rv_model *profile)
{
    struct rv_model closed = *profile;
    if (p->model->xlen != profile->xlen)
        return refuse(p, "Profile %s only available for 64 bit CPUs", p->name);
    close_features(&closed);
    return set_extensions(p, closed.features & ~RV_F(RV64), RV_FEATURES);
}

static bool apply_property(const struct property *p)
{
    uint64_t value;
    if (!strcmp(p->name, "g"))
        return set_general(p);
    for (size_t i = 0; i < G_N_ELEMENTS(choices); i++)
        if (!strncmp(p->name, "rva", 3) && !strcmp(choices[i].model.name, p->name))
            return set_profile(p, &choices[i].model);
    for (size_t i = 0; i < G_N_ELEMENTS(valued); i++)
        if (!strcmp(valued[i].name, p->name))
            return valued[i].set(p);
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (feature_rows[i].isa && !strcmp(feature_rows[i].isa, p->name))
            return set_extensions(p, (rv_features)1 << i, i);
    for (size_t i = 0; i < G_N_ELEMENTS(feature_sets); i++)
        if (!strcmp(feature_sets[i].name, p->name))
            return set_extensions(p, feature_sets[i].members, RV_FEATURES);
    if (one_of(p->name, numbers_without_effect, G_N_ELEMENTS(numbers_without_effect)))
        return number(p, &value);
    if (one_of(p->name, without_effect, G_N_ELEMENTS(without_effect)))
        return true;
    return refuse(p, "Property '%s-riscv-cpu.%s' not found", p->choice->model.name, p->name);
}

/* "name=value" */
static bool apply_text(struct rv_model *m, const struct choice *choice, struct wishes *w,
                       const char *text)
{
    const char *equal = strchr(text, '=');
    if (!*text)
        return true;
    if (!equal) {
        log_error("Expected key=value format, found %s.", text);
        return false;
    }
    g_autofree char *name = g_strndup(text, (gsize)(equal - text));
    return apply_property(&(struct property){text, name, equal + 1, m, choice, w});
}

/* ---- what goes together ---- */

/* What can't be without one of others, in the words and the order of QEMU. */
static const struct {
    rv_features users, one_of;
    const char *text;
} needs[] = {
    {~(rv_features)0, RV_F(I) | RV_F(E), "Either I or E extension must be set"},
    {RV_F(ZACAS), RV_F(A), "Zacas extension requires A extension"},
    {RV_F(ZAWRS), RV_F(A), "Zawrs extension requires A extension"},
    {RV_F(ZFA), RV_F(F), "Zfa extension requires F extension"},
    {RV_F(ZFH) | RV_F(ZFHMIN), RV_F(F), "Zfh/Zfhmin extensions require F extension"},
    {RV_F(ZFBFMIN), RV_F(F), "Zfbfmin extension depends on F extension"},
    {RV_F(D), RV_F(F), "D extension requires F extension"},
    {RV_F(V) | RV_F(ZVE64D), RV_F(D), "Zve64d/V extensions require D extension"},
    {RV_F(ZVE32F) | RV_F(ZVE64F), RV_F(F), "Zve32f/Zve64f extensions require F extension"},
    {RV_F(ZVFH), RV_F(ZFHMIN), "Zvfh extensions requires Zfhmin extension"},
    {RV_F(ZVFBFA), RV_F(ZVE32F),
     "Zvfbfa extension requires Zve32f extension and Zfbfmin extension"},
    {RV_F(ZVFBFA), RV_F(ZFBFMIN),
     "Zvfbfa extension requires Zve32f extension and Zfbfmin extension"},
    {RV_F(ZVBC) | RV_F(ZVKNHB), RV_F(V) | RV_F(ZVE64X),
     "Zvbc and Zvknhb extensions require V or Zve64x extensions"},
    {CRYPTO, RV_F(V) | RV_F(ZVE32X), "Vector crypto extensions require V or Zve* extensions"},
    {RV_F(ZICFISS), RV_F(A), "zicfiss extension requires A extension"},
    {RV_F(ZICFISS), RV_F(ZIMOP), "zicfiss extension requires zimop extension"},
};

/* Why there can't be such a processor, or NULL. */
static const char *missing(const struct rv_model *m)
{
    if (m->features & RV_F(I) && m->features & RV_F(E))
        return "I and E extensions are incompatible";
    for (size_t i = 0; i < G_N_ELEMENTS(needs); i++)
        if (m->features & needs[i].users && !(m->features & needs[i].one_of))
            return needs[i].text;
    return NULL;
}

static const char *contradiction(const struct rv_model *m)
{
    rv_features f = m->features;
    if (f & RV_F(ZICFISS) && f & RV_F(ZCA) && !(f & RV_F(ZCMOP)))
        return "zicfiss with zca requires zcmop extension";
    if (f & RV_F(F) && f & RV_F(ZFINX))
        return "Zfinx cannot be supported together with F extension";
    if (f & RV_F(ZCLSD) && f & RV_F(C) && f & RV_F(F))
        return "Zclsd cannot be supported together with C and F extension";
    if (f & RV_F(ZCLSD) && f & RV_F(ZCF))
        return "Zclsd cannot be supported together with Zcf extension";
    if (f & RV_F(ZCD) && f & (RV_F(ZCMP) | RV_F(ZCMT)))
        return "Zcmp/Zcmt extensions are incompatible with Zcd extension";
    return NULL;
}

/* The model with what the rest of the text wants, or NULL, with a reason in the log. */
static struct rv_model *make_model(const struct choice *choice, char **texts)
{
    g_autofree struct rv_model *m = g_memdup2(&choice->model, sizeof *m);
    m->vlen = m->vlen ? m->vlen : 128;
    close_features(m);
    struct wishes wishes = {0};
    for (; *texts; texts++)
        if (!apply_text(m, choice, &wishes, *texts))
            return NULL;
    if (wishes.on & RV_F(ZILSD) && m->features & RV_F(C))
        m->features |= RV_F(ZCLSD) & ~wishes.off;
    m->features |= with_implied(wishes.on) & ~wishes.off;
    const char *conflict = missing(m);
    drop_dependents(m, wishes.off);
    close_features(m);
    if (!conflict)
        conflict = contradiction(m);
    if (conflict) {
        log_error("%s", conflict);
        return NULL;
    }
    return g_steal_pointer(&m); /* for the life of the process */
}

static const void *find_model(const char *spec, unsigned xlen)
{
    g_auto(GStrv) parts = g_strsplit(spec && *spec ? spec : "max", ",", -1);
    const char *name = *parts[0] && strcmp(parts[0], "any") != 0 ? parts[0] : "max";
    for (size_t i = 0; i < G_N_ELEMENTS(choices); i++)
        if (!strcmp(choices[i].model.name, name) && choices[i].model.xlen == xlen)
            return make_model(&choices[i], parts + 1);
    return target_unknown_cpu(name);
}

const void *rv_cpu_find64(const char *spec)
{
    return find_model(spec, 64);
}

const void *rv_cpu_find32(const char *spec)
{
    return find_model(spec, 32);
}

/* ---- what a model says of itself ---- */

static bool single_letter(unsigned feature)
{
    const char *isa = feature_rows[feature].isa;
    return isa && isa[0] && !isa[1];
}

uint64_t rv_hwcap(const struct rv_model *m)
{
    uint64_t caps = 0;
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (m->features >> i & 1 && single_letter(i) && i != RV_FEAT_E)
            caps |= UINT64_C(1) << (feature_rows[i].isa[0] - 'a');
    return caps;
}

uint64_t rv_hwprobe_ext(const struct rv_model *m)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (m->features >> i & 1 && feature_rows[i].probe >= 0)
            bits |= UINT64_C(1) << feature_rows[i].probe;
    return bits;
}

void rv_print_isa(const struct rv_model *m, FILE *out)
{
    fprintf(out, "rv%u", m->xlen);
    for (unsigned i = 0; i < RV_FEATURES; i++)
        if (m->features >> i & 1 && feature_rows[i].isa)
            fprintf(out, "%s%s", single_letter(i) ? "" : "_", feature_rows[i].isa);
}
