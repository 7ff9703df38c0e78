/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector cryptography: whole algorithms made of the instructions, with the examples of their
 * standards; and what vtype makes illegal.
 *
 * In: FIPS 197 appendix C, FIPS 180-4's "abc", GCM test case 2, GB/T 32905 and 32907.  Out: TAP.
 */
#include <glib.h>
#include <string.h>
#include "target/riscv/helper_vec.h"
#include "target/target.h"
#include "tests/insn/riscv/run_insn.h"
#include "tests/unit/tap.h"

enum { VD = 8, VS2 = 16, VS1 = 24, E32 = 2 << 3, E64 = 3 << 3 };

static struct runner r;
static struct rv_cpu cpu;

static void from_hex(uint8_t *out, const char *hex)
{
    for (; *hex; hex += 2)
        *out++ = (uint8_t)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
}

static bool is_hex(const void *bytes, const char *hex)
{
    uint8_t want[64];
    from_hex(want, hex);
    return !memcmp(bytes, want, strlen(hex) / 2);
}

static void set_vtype(unsigned vtype, unsigned vl)
{
    cpu.x[11] = vl;
    uint32_t word = run_word("VSETVLI") | vtype << 20;
    run_words(&r, &cpu, &word, 1);
}

static uint8_t *reg(unsigned n)
{
    return cpu.v + (size_t)n * cpu.vlenb;
}

/* vd = NAME(vd, vs2, vs1) of `size` bytes; vs1 NULL: imm stands there. */
static int run(const char *name, void *d, const void *s, const void *x, unsigned imm, size_t size)
{
    uint32_t word = run_word(name);
    memcpy(reg(VD), d, size);
    memcpy(reg(VS2), s, size);
    if (x)
        memcpy(reg(VS1), x, size);
    else if (strstr(name, "_VI"))
        word = (word & ~(31u << 15)) | imm << 15;
    int trap = word ? run_words(&r, &cpu, &word, 1) : -1;
    memcpy(d, reg(VD), size);
    return trap;
}

/* ---- AES ---- */

static void test_aes(struct tap *t, unsigned rounds, const char *secret)
{
    uint8_t key[15][16], state[16], plain[16];
    bool ok = true;
    from_hex(key[0], "000102030405060708090a0b0c0d0e0f");
    from_hex(key[1], "101112131415161718191a1b1c1d1e1f");
    for (unsigned i = rounds == 10 ? 1 : 2; i <= rounds; i++) {
        if (rounds == 14)
            memcpy(key[i], key[i - 2], 16);
        run(rounds == 10 ? "VAESKF1_VI" : "VAESKF2_VI", key[i], key[i - 1], NULL, i, 16);
    }
    from_hex(plain, "00112233445566778899aabbccddeeff");
    memcpy(state, plain, 16);
    run("VAESZ_VS", state, key[0], NULL, 0, 16);
    for (unsigned i = 1; i < rounds; i++)
        ok &= run(i & 1 ? "VAESEM_VV" : "VAESEM_VS", state, key[i], NULL, 0, 16) == RV_TRAP_ECALL;
    run(rounds == 10 ? "VAESEF_VV" : "VAESEF_VS", state, key[rounds], NULL, 0, 16);
    tap_ok(t, ok && is_hex(state, secret), "AES, %u rounds", rounds);
    run("VAESZ_VS", state, key[rounds], NULL, 0, 16);
    for (unsigned i = rounds - 1; i; i--)
        run(i & 1 ? "VAESDM_VV" : "VAESDM_VS", state, key[i], NULL, 0, 16);
    run(rounds == 10 ? "VAESDF_VV" : "VAESDF_VS", state, key[0], NULL, 0, 16);
    tap_ok(t, !memcmp(state, plain, 16), "AES backwards, %u rounds", rounds);
    uint8_t a[16], b[16] = {0};
    memset(a, 0, 16);
    run("VAESKF1_VI", a, key[0], NULL, 2, 16);
    run("VAESKF1_VI", b, key[0], NULL, 10, 16);
    tap_ok(t, memcmp(a, b, 16), "VAESKF1: the constants of rounds differ");
    run("VAESKF1_VI", a, key[0], NULL, 11, 16);
    run("VAESKF1_VI", b, key[0], NULL, 3, 16);
    tap_ok(t, !memcmp(a, b, 16), "VAESKF1: round 11 is round 3");
}

/* ---- SHA-2: elements are words of the host's order ---- */

struct sha {
    const char *name;
    unsigned lg, rounds;
    uint64_t initial[8];
    const char *digest;
};
static const struct sha sha[] = {
    {"SHA-256",
     2,
     64,
     {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
      0x5be0cd19},
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"SHA-512",
     3,
     80,
     {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
      0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179},
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
};

/* The first bits of the fractional parts of the primes' cube roots: computed, not listed. */
static uint64_t round_constant(unsigned i, unsigned lg)
{
    static unsigned primes[80];
    for (unsigned n = 2, k = 0; !primes[79] && k < 80; n++) {
        bool prime = true;
        for (unsigned q = 2; q * q <= n; q++)
            prime &= n % q != 0;
        if (prime)
            primes[k++] = n;
    }
    /* The cube root of p * 2^192, by bits: below 2^67. */
    unsigned __int128 root = 0;
    for (int bit = 66; bit >= 0; bit--) {
        unsigned __int128 next = root | (unsigned __int128)1 << bit;
        /* next^3 <= p << 192, in long division by next twice */
        uint64_t limb[5] = {0};
        unsigned __int128 carry = 0;
        uint64_t n0 = (uint64_t)next, n1 = (uint64_t)(next >> 64);
        unsigned __int128 low = (unsigned __int128)n0 * n0, mid = (unsigned __int128)n0 * n1;
        uint64_t square[3] = {(uint64_t)low, 0, 0};
        carry = (low >> 64) + (uint64_t)mid + (uint64_t)mid;
        square[1] = (uint64_t)carry;
        square[2] = (uint64_t)((carry >> 64) + 2 * (mid >> 64) + (unsigned __int128)n1 * n1);
        for (unsigned a = 0; a < 3; a++) {
            carry = 0;
            for (unsigned b = 0; b < 2; b++) {
                carry += (unsigned __int128)square[a] * (b ? n1 : n0) + limb[a + b];
                limb[a + b] = (uint64_t)carry;
                carry >>= 64;
            }
            limb[a + 2] += (uint64_t)carry;
        }
        if (!limb[4] && limb[3] < primes[i])
            root = next;
    }
    return lg == 3 ? (uint64_t)root : (uint64_t)root >> 32;
}

static void put(void *to, unsigned i, unsigned lg, uint64_t v)
{
    memcpy((uint8_t *)to + (i << lg), &v, (size_t)1 << lg);
}

static uint64_t get(const void *from, unsigned i, unsigned lg)
{
    uint64_t v = 0;
    memcpy(&v, (const uint8_t *)from + (i << lg), (size_t)1 << lg);
    return v;
}

static void test_sha(struct tap *t, const struct sha *s)
{
    unsigned lg = s->lg;
    size_t size = (size_t)4 << lg;
    uint64_t w[80] = {[0] = lg == 3 ? UINT64_C(0x6162638000000000) : 0x61626380, [15] = 24};
    uint8_t d[32], s2[32], x[32], dcba[32], hgfe[32];
    set_vtype(lg == 3 ? E64 | 1 : E32, 4);
    for (unsigned i = 16; i < s->rounds; i += 4) {
        static const uint8_t middle[] = {4, 9, 10, 11};
        for (unsigned k = 0; k < 4; k++) {
            put(d, k, lg, w[i - 16 + k]);
            put(s2, k, lg, w[i - 16 + middle[k]]);
            put(x, k, lg, w[i - 4 + k]);
        }
        run("VSHA2MS_VV", d, s2, x, 0, size);
        for (unsigned k = 0; k < 4; k++)
            w[i + k] = get(d, k, lg);
    }
    static const uint8_t abef[] = {5, 4, 1, 0}, cdgh[] = {7, 6, 3, 2};
    for (unsigned k = 0; k < 4; k++) {
        put(dcba, k, lg, s->initial[abef[k]]);
        put(hgfe, k, lg, s->initial[cdgh[k]]);
    }
    for (unsigned i = 0; i < s->rounds; i += 4) {
        for (unsigned k = 0; k < 4; k++)
            put(x, k, lg, w[i + k] + round_constant(i + k, lg));
        run("VSHA2CL_VV", hgfe, dcba, x, 0, size); /* now the newer half */
        run("VSHA2CH_VV", dcba, hgfe, x, 0, size);
    }
    uint8_t digest[64];
    for (unsigned k = 0; k < 4; k++) {
        uint64_t v = get(dcba, k, lg) + s->initial[abef[k]];
        uint64_t u = get(hgfe, k, lg) + s->initial[cdgh[k]];
        for (unsigned b = 0; b < 1u << lg; b++) {
            digest[(abef[k] << lg) + b] = (uint8_t)(v >> (8 * ((1u << lg) - 1 - b)));
            digest[(cdgh[k] << lg) + b] = (uint8_t)(u >> (8 * ((1u << lg) - 1 - b)));
        }
    }
    tap_ok(t, is_hex(digest, s->digest), "%s of abc", s->name);
}

/* ---- GHASH, SM4, SM3 ---- */

static void test_ghash(struct tap *t)
{
    uint8_t y[16] = {0}, h[16], x[16];
    from_hex(h, "66e94bd4ef8a2c3b884cfa59ca342b2e");
    from_hex(x, "0388dace60b6a392f328c2b971b2fe78");
    run("VGHSH_VV", y, h, x, 0, 16);
    tap_ok(t, is_hex(y, "5e2ec746917062882c85b0685353deb7"), "VGHSH.VV");
    run("VGMUL_VV", x, h, NULL, 0, 16);
    tap_ok(t, is_hex(x, "5e2ec746917062882c85b0685353deb7"), "VGMUL.VV");
}

static void test_sm4(struct tap *t)
{
    static const uint32_t fk[] = {0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc};
    static const uint32_t block[] = {0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210};
    uint32_t key[9][4], x[4];
    for (unsigned i = 0; i < 4; i++)
        key[0][i] = block[i] ^ fk[i];
    for (unsigned i = 0; i < 8; i++)
        run("VSM4K_VI", key[i + 1], key[i], NULL, i, 16);
    memcpy(x, block, 16);
    for (unsigned i = 0; i < 8; i++)
        run(i & 1 ? "VSM4R_VV" : "VSM4R_VS", x, key[i + 1], NULL, 0, 16);
    /* The result is in the opposite order. */
    tap_ok(t, x[3] == 0x681edf34 && x[2] == 0xd206965e && x[1] == 0x86b3e94f && x[0] == 0x536e4246,
           "SM4");
}

static void test_sm3(struct tap *t)
{
    static const uint32_t iv[] = {0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
                                  0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e};
    uint32_t w[72] = {0}, v[8], pair[8];
    set_vtype(E32 | 1, 8);
    w[0] = __builtin_bswap32(0x61626380);
    w[15] = __builtin_bswap32(24);
    for (unsigned i = 16; i < 72; i += 8) {
        memset(w + i, 0, 32);
        run("VSM3ME_VV", w + i, w + i - 8, w + i - 16, 0, 32);
    }
    for (unsigned i = 0; i < 8; i++)
        v[i] = __builtin_bswap32(iv[i]);
    for (unsigned i = 0; i < 32; i++) {
        memcpy(pair, w + 2 * i, 32);
        run("VSM3C_VI", v, pair, NULL, i, 32);
    }
    for (unsigned i = 0; i < 8; i++)
        v[i] ^= __builtin_bswap32(iv[i]);
    tap_ok(t, is_hex(v, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
           "SM3 of abc");
}

static void test_legal(struct tap *t)
{
    uint8_t d[32] = {0};
    set_vtype(E32, 3);
    tap_ok(t, run("VAESEM_VV", d, d, NULL, 0, 16) == RV_TRAP_ILLEGAL, "vl is no whole group");
    set_vtype(E64, 2);
    tap_ok(t, run("VAESEM_VV", d, d, NULL, 0, 16) == RV_TRAP_ILLEGAL, "AES of 64-bit elements");
    set_vtype(E32, 4);
    tap_ok(t, run("VSM3C_VI", d, d, NULL, 0, 16) == RV_TRAP_ILLEGAL,
           "a group beyond the registers");
    uint32_t word = (run_word("VAESEM_VS") & ~(31u << 20)) | VD << 20;
    tap_ok(t, run_words(&r, &cpu, &word, 1) == RV_TRAP_ILLEGAL,
           "the scalar group is the destination");
    word = (run_word("VSHA2CH_VV") & ~(31u << 15)) | VD << 15;
    tap_ok(t, run_words(&r, &cpu, &word, 1) == RV_TRAP_ILLEGAL, "SHA-2: vs1 is the destination");
}

static void test_all(struct tap *t)
{
    set_vtype(E32, 4);
    test_aes(t, 10, "69c4e0d86a7b0430d8cdb78070b4c55a");
    test_aes(t, 14, "8ea2b7ca516745bfeafc49904b496089");
    test_ghash(t);
    test_sm4(t);
    for (unsigned i = 0; i < G_N_ELEMENTS(sha); i++)
        test_sha(t, &sha[i]);
    test_sm3(t);
    test_legal(t);
}

int main(void)
{
    struct tap t = {0};
    runner_init(&r, &target_riscv64);
    runner_reset(&r, &cpu, "max");
    for (unsigned way = 0; way < 3; way++) { /* by helpers; as IR; as IR for a host without SHA */
        r.guess = way > 0;
        r.optimise = r.bare_host = way > 1;
        test_all(&t);
    }
    runner_free(&r);
    return tap_done(&t);
}
