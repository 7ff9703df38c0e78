/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector cryptography: Zvkned, Zvknha, Zvknhb, Zvkg, Zvksed, Zvksh.
 *
 * In: the operation (enum rv_vk_op) and the instruction word.  Out: vector registers.  An operation
 * works on groups of four or eight elements, each as long as one block or state of its algorithm;
 * names of variables are those of the manual's description.
 */
#include "target/riscv/helper.h"
#include "target/riscv/helper_vec.h"
#include "target/riscv/sbox.h"

/* A group of elements, the first in e[0]; the bytes of AES's state in the order of memory. */
union group {
    uint8_t b[32];
    uint32_t w[8];
    uint64_t d[4];
};

static uint32_t rol(uint32_t x, unsigned n)
{
    n &= 31;
    return n ? x << n | x >> (32 - n) : x;
}

static uint64_t ror64(uint64_t x, unsigned n)
{
    return x >> n | x << (64 - n);
}

static void add(union group *to, const union group *from)
{
    to->d[0] ^= from->d[0];
    to->d[1] ^= from->d[1];
}

/* ---- AES ---- */

/* SubBytes of ShiftRows, or the inverses: `step` columns a row. */
static void aes_substitute(union group *state, enum rv_sbox which, unsigned step)
{
    const uint8_t *box = rv_sbox(which);
    union group old = *state;
    for (unsigned i = 0; i < 16; i++)
        state->b[i] = box[old.b[(i + step * (i % 4)) % 16]];
}

/* Each column times the circulant matrix of `row`. */
static void aes_mix(union group *state, const uint8_t row[4])
{
    union group old = *state;
    for (unsigned i = 0; i < 16; i++) {
        state->b[i] = 0;
        for (unsigned k = 0; k < 4; k++)
            state->b[i] ^= rv_aes_multiply(old.b[i / 4 * 4 + (i + k) % 4], row[k]);
    }
}

static void aes_encrypt(union group *state, const union group *key, bool last)
{
    static const uint8_t row[] = {2, 3, 1, 1};
    aes_substitute(state, RV_SBOX_AES, 4);
    if (!last)
        aes_mix(state, row);
    add(state, key);
}

static void aes_decrypt(union group *state, const union group *key, bool last)
{
    static const uint8_t row[] = {14, 11, 13, 9};
    aes_substitute(state, RV_SBOX_AES_INVERSE, 12);
    add(state, key);
    if (!last)
        aes_mix(state, row);
}

static uint32_t rcon(unsigned round)
{
    static const uint8_t constant[] = {1, 2, 4, 8, 16, 32, 64, 128, 0x1b, 0x36};
    return constant[round];
}

static void spread(union group *key, uint32_t first, const union group *old)
{
    key->w[0] = first ^ old->w[0];
    for (unsigned i = 1; i < 4; i++)
        key->w[i] = key->w[i - 1] ^ old->w[i];
}

/* Round numbers outside of what the algorithm has are taken with bit 3 inverted. */
static void aes_key128(union group *d, const union group *s, unsigned round)
{
    if (round < 1 || round > 10)
        round ^= 8;
    union group old = *s;
    spread(d, rv_sbox_word(RV_SBOX_AES, rol(old.w[3], 24)) ^ rcon(round - 1), &old);
}

static void aes_key256(union group *d, const union group *s, unsigned round)
{
    if (round < 2 || round > 14)
        round ^= 8;
    union group old = *d;
    uint32_t w = round & 1 ? rv_sbox_word(RV_SBOX_AES, s->w[3])
                           : rv_sbox_word(RV_SBOX_AES, rol(s->w[3], 24)) ^ rcon(round / 2 - 1);
    spread(d, w, &old);
}

/* ---- GHASH: a product in GF(2^128) whose bits are numbered backwards in each byte ---- */

static uint8_t reversed_byte(uint8_t b)
{
    b = (uint8_t)(b >> 4 | b << 4);
    b = (uint8_t)((b & 0xcc) >> 2 | (b & 0x33) << 2);
    return (uint8_t)((b & 0xaa) >> 1 | (b & 0x55) << 1);
}

static unsigned __int128 reversed(const union group *g)
{
    unsigned __int128 v = 0;
    for (unsigned i = 16; i--;)
        v = v << 8 | reversed_byte(g->b[i]);
    return v;
}

static void ghash(union group *d, const union group *x, const union group *hash)
{
    union group sum = *d;
    if (x)
        add(&sum, x);
    unsigned __int128 s = reversed(&sum), h = reversed(hash), z = 0;
    for (unsigned i = 0; i < 128; i++) {
        if (s >> i & 1)
            z ^= h;
        h = h << 1 ^ (h >> 127 ? 0x87 : 0);
    }
    memcpy(sum.b, &z, 16);
    z = reversed(&sum);
    memcpy(d->b, &z, 16);
}

/* ---- SHA-2, of words or double words ---- */

struct sha2 {
    int lg;
    uint8_t sigma[4][3]; /* sigma0, sigma1 (their last number is a shift), sum0, sum1 */
};
static const struct sha2 sha256 = {2, {{7, 18, 3}, {17, 19, 10}, {2, 13, 22}, {6, 11, 25}}};
static const struct sha2 sha512 = {3, {{1, 8, 7}, {19, 61, 6}, {28, 34, 39}, {14, 18, 41}}};
enum { SIGMA0, SIGMA1, SUM0, SUM1 };

static uint64_t part(const struct sha2 *a, unsigned which, uint64_t x)
{
    const uint8_t *n = a->sigma[which];
    bool shift = which < SUM0;
    if (a->lg == 3)
        return ror64(x, n[0]) ^ ror64(x, n[1]) ^ (shift ? x >> n[2] : ror64(x, n[2]));
    uint32_t w = (uint32_t)x;
    return rol(w, 32u - n[0]) ^ rol(w, 32u - n[1]) ^ (shift ? w >> n[2] : rol(w, 32u - n[2]));
}

static uint64_t get(const struct sha2 *a, const union group *g, unsigned i)
{
    return a->lg == 3 ? g->d[i] : g->w[i];
}

static void put(const struct sha2 *a, union group *g, unsigned i, uint64_t v)
{
    if (a->lg == 3)
        g->d[i] = v;
    else
        g->w[i] = (uint32_t)v;
}

/* The next four words of the message schedule: d has 0 to 3, s 4, 9, 10, 11, x 12 to 15. */
static void sha2_schedule(const struct sha2 *a, union group *d, const union group *x,
                          const union group *s)
{
    uint64_t w[20] = {0};
    for (unsigned i = 0; i < 4; i++) {
        w[i] = get(a, d, i);
        w[12 + i] = get(a, x, i);
        w[i ? 8 + i : 4] = get(a, s, i);
    }
    for (unsigned i = 16; i < 20; i++)
        w[i] = part(a, SIGMA1, w[i - 2]) + w[i - 7] + part(a, SIGMA0, w[i - 15]) + w[i - 16];
    for (unsigned i = 0; i < 4; i++)
        put(a, d, i, w[16 + i]);
}

/* Two rounds: s has f, e, b, a, and d h, g, d, c. */
static void sha2_compress(const struct sha2 *alg, union group *state, const union group *x,
                          const union group *s, unsigned first)
{
    uint64_t f = get(alg, s, 0), e = get(alg, s, 1), b = get(alg, s, 2), a = get(alg, s, 3);
    uint64_t h = get(alg, state, 0), g = get(alg, state, 1), d = get(alg, state, 2),
             c = get(alg, state, 3);
    for (unsigned i = 0; i < 2; i++) {
        uint64_t choice = (e & f) ^ (~e & g), majority = (a & b) ^ (a & c) ^ (b & c);
        uint64_t t1 = h + part(alg, SUM1, e) + choice + get(alg, x, first + i);
        uint64_t t2 = part(alg, SUM0, a) + majority;
        h = g, g = f, f = e, e = d + t1;
        d = c, c = b, b = a, a = t1 + t2;
    }
    put(alg, state, 0, f);
    put(alg, state, 1, e);
    put(alg, state, 2, b);
    put(alg, state, 3, a);
}

/* ---- SM4 ---- */

static uint32_t sm4_constant(unsigned i)
{
    uint32_t w = 0;
    for (unsigned j = 0; j < 4; j++)
        w = w << 8 | ((4 * i + j) * 7 & 255);
    return w;
}

static void sm4_key(union group *d, const union group *s, unsigned round)
{
    uint32_t k[8];
    memcpy(k, s->w, 16);
    for (unsigned i = 0; i < 4; i++) {
        uint32_t b = k[i + 1] ^ k[i + 2] ^ k[i + 3] ^ sm4_constant(4 * round + i);
        b = rv_sbox_word(RV_SBOX_SM4, b);
        k[i + 4] = k[i] ^ b ^ rol(b, 13) ^ rol(b, 23);
    }
    memcpy(d->w, k + 4, 16);
}

static void sm4_rounds(union group *d, const union group *key)
{
    uint32_t x[8];
    memcpy(x, d->w, 16);
    for (unsigned i = 0; i < 4; i++) {
        uint32_t b = rv_sbox_word(RV_SBOX_SM4, x[i + 1] ^ x[i + 2] ^ x[i + 3] ^ key->w[i]);
        x[i + 4] = x[i] ^ b ^ rol(b, 2) ^ rol(b, 10) ^ rol(b, 18) ^ rol(b, 24);
    }
    memcpy(d->w, x + 4, 16);
}

/* ---- SM3: big-endian words ---- */

static uint32_t sm3_expand(uint32_t m16, uint32_t m9, uint32_t m3, uint32_t m13, uint32_t m6)
{
    uint32_t x = m16 ^ m9 ^ rol(m3, 15);
    return x ^ rol(x, 15) ^ rol(x, 23) ^ rol(m13, 7) ^ m6;
}

static void sm3_schedule(union group *d, const union group *x, const union group *s)
{
    uint32_t w[24];
    for (unsigned i = 0; i < 8; i++) {
        w[i] = __builtin_bswap32(x->w[i]);
        w[8 + i] = __builtin_bswap32(s->w[i]);
    }
    for (unsigned i = 16; i < 24; i++)
        w[i] = sm3_expand(w[i - 16], w[i - 9], w[i - 3], w[i - 13], w[i - 6]);
    for (unsigned i = 0; i < 8; i++)
        d->w[i] = __builtin_bswap32(w[16 + i]);
}

/* Two rounds; of the words a round sets, the old values come back too. */
static void sm3_compress(union group *state, const union group *s, unsigned rounds)
{
    uint32_t v[8], w[8];
    for (unsigned i = 0; i < 8; i++) {
        v[i] = __builtin_bswap32(state->w[i]);
        w[i] = __builtin_bswap32(s->w[i]);
    }
    uint32_t a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], h = v[7];
    uint32_t a1 = 0, c1 = 0, e1 = 0, g1 = 0;
    for (unsigned i = 0; i < 2; i++) {
        unsigned j = 2 * rounds + i;
        bool early = j < 16;
        uint32_t t = early ? 0x79cc4519 : 0x7a879d8a;
        uint32_t ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
        uint32_t gg = early ? e ^ f ^ g : (e & f) | (~e & g);
        uint32_t ss1 = rol(rol(a, 12) + e + rol(t, j), 7), ss2 = ss1 ^ rol(a, 12);
        uint32_t tt1 = ff + d + ss2 + (w[i] ^ w[i + 4]), tt2 = gg + h + ss1 + w[i];
        d = c, c = rol(b, 9), b = a, a = tt1;
        h = g, g = rol(f, 19), f = e, e = tt2 ^ rol(tt2, 9) ^ rol(tt2, 17);
        if (i == 0)
            a1 = a, c1 = c, e1 = e, g1 = g;
    }
    const uint32_t out[8] = {a, a1, c, c1, e, e1, g, g1};
    for (unsigned i = 0; i < 8; i++)
        state->w[i] = __builtin_bswap32(out[i]);
}

/* ---- instructions ---- */

/* What an operation demands of vtype: elements of a group, their size, and which registers must not
   be the destination's. */
static const struct rule {
    uint8_t elements;
    bool doubles; /* 64-bit elements are as good as 32-bit ones */
    bool vs1, vs2, apart_vs1, apart_vs2;
} rules[] = {
    [RV_VK_AESEM] = {4, .vs2 = true},
    [RV_VK_AESEF] = {4, .vs2 = true},
    [RV_VK_AESDM] = {4, .vs2 = true},
    [RV_VK_AESDF] = {4, .vs2 = true},
    [RV_VK_AESZ] = {4, .vs2 = true},
    [RV_VK_AESKF1] = {4, .vs2 = true},
    [RV_VK_AESKF2] = {4, .vs2 = true},
    [RV_VK_GHSH] = {4, .vs1 = true, .vs2 = true},
    [RV_VK_GMUL] = {4, .vs2 = true},
    [RV_VK_SHA2MS] = {4, true, true, true, true, true},
    [RV_VK_SHA2CH] = {4, true, true, true, true, true},
    [RV_VK_SHA2CL] = {4, true, true, true, true, true},
    [RV_VK_SM4K] = {4, .vs2 = true},
    [RV_VK_SM4R] = {4, .vs2 = true},
    [RV_VK_SM3ME] = {8, .vs1 = true, .vs2 = true, .apart_vs2 = true},
    [RV_VK_SM3C] = {8, .vs2 = true, .apart_vs2 = true},
};

bool rv_vec_crypto_legal(const struct rv_vec *v, enum rv_vk_op op, bool scalar)
{
    const struct rule *r = &rules[op];
    rv_features f = v->model->features;
    unsigned vlenb = v->model->vlen / 8;
    unsigned group = r->elements << v->sew;
    uint64_t room = v->lmul < 0 ? vlenb >> -v->lmul : (uint64_t)vlenb << v->lmul;
    if (v->sew != 2 && !(r->doubles && v->sew == 3 && f & RV_F(ZVKNHB)))
        return false;
    if (room < group || v->vl % r->elements || v->start % r->elements)
        return false;
    if (!rv_vec_group(v, v->vd, v->sew) || (r->vs1 && !rv_vec_group(v, v->vs1, v->sew)) ||
        (!scalar && !rv_vec_group(v, v->vs2, v->sew)))
        return false;
    if (scalar)
        return !rv_vec_share(v->vd, v->lmul, v->vs2, 0);
    return !(r->apart_vs1 && rv_vec_share(v->vd, v->lmul, v->vs1, v->lmul)) &&
           !(r->apart_vs2 && rv_vec_share(v->vd, v->lmul, v->vs2, v->lmul));
}

static void one(const struct rv_vec *v, enum rv_vk_op op, union group *d, const union group *x,
                const union group *s)
{
    const struct sha2 *sha = v->sew == 3 ? &sha512 : &sha256;
    switch (op) {
    case RV_VK_AESEM: aes_encrypt(d, s, false); break;
    case RV_VK_AESEF: aes_encrypt(d, s, true); break;
    case RV_VK_AESDM: aes_decrypt(d, s, false); break;
    case RV_VK_AESDF: aes_decrypt(d, s, true); break;
    case RV_VK_AESZ: add(d, s); break;
    case RV_VK_AESKF1: aes_key128(d, s, v->vs1 & 15); break;
    case RV_VK_AESKF2: aes_key256(d, s, v->vs1 & 15); break;
    case RV_VK_GHSH: ghash(d, x, s); break;
    case RV_VK_GMUL: ghash(d, NULL, s); break;
    case RV_VK_SHA2MS: sha2_schedule(sha, d, x, s); break;
    case RV_VK_SHA2CH: sha2_compress(sha, d, x, s, 2); break;
    case RV_VK_SHA2CL: sha2_compress(sha, d, x, s, 0); break;
    case RV_VK_SM4K: sm4_key(d, s, v->vs1 & 7); break;
    case RV_VK_SM4R: sm4_rounds(d, s); break;
    case RV_VK_SM3ME: sm3_schedule(d, x, s); break;
    case RV_VK_SM3C: sm3_compress(d, s, v->vs1); break;
    }
}

uint64_t rv_helper_vcrypto(struct rv_cpu *cpu, uint64_t what, uint64_t insn)
{
    struct rv_vec v;
    enum rv_vk_op op = what & 255;
    bool scalar = what >> 8 & 1;
    const struct rule *r = &rules[op];
    if (!rv_vec_begin(&v, cpu, (uint32_t)insn) || !rv_vec_crypto_legal(&v, op, scalar))
        return RV_V_ILLEGAL;
    size_t size = (size_t)r->elements << v.sew;
    for (uint64_t i = v.start; i < v.vl; i += r->elements) {
        union group d, x = {0}, s;
        memcpy(&d, rv_vec_at(&v, v.vd, i, v.sew), size);
        memcpy(&s, rv_vec_at(&v, v.vs2, scalar ? 0 : i, v.sew), size);
        if (r->vs1)
            memcpy(&x, rv_vec_at(&v, v.vs1, i, v.sew), size);
        one(&v, op, &d, &x, &s);
        memcpy(rv_vec_at(&v, v.vd, i, v.sew), &d, size);
    }
    rv_vec_end(&v);
    return RV_V_DONE;
}
