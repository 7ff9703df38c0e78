/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "core": list, state machine and small-matrix work, as embedded benchmarks do
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item {
    struct item *next;
    int16_t key, value;
};
static struct item pool[256];

static struct item *reverse(struct item *l)
{
    struct item *done = NULL;
    while (l) {
        struct item *next = l->next;
        l->next = done;
        done = l;
        l = next;
    }
    return done;
}

static struct item *merge(struct item *a, struct item *b)
{
    struct item head = {0}, *t = &head;
    while (a && b) {
        struct item **from = a->key <= b->key ? &a : &b;
        t->next = *from;
        t = *from;
        *from = (*from)->next;
    }
    t->next = a ? a : b;
    return head.next;
}

static struct item *sort(struct item *l)
{
    if (!l || !l->next)
        return l;
    struct item *slow = l, *fast = l->next;
    while (fast && fast->next) {
        slow = slow->next;
        fast = fast->next->next;
    }
    struct item *right = slow->next;
    slow->next = NULL;
    return merge(sort(l), sort(right));
}

static uint16_t crc16(uint16_t crc, uint16_t v)
{
    for (int i = 0; i < 16; i++, v >>= 1)
        crc = (crc ^ v) & 1 ? crc >> 1 ^ 0xa001 : crc >> 1;
    return crc;
}

static int classify(const char *s)
{
    enum { START, INT, FRAC, EXP, BAD } st = START;
    for (; *s && st != BAD; s++) {
        int digit = *s >= '0' && *s <= '9';
        switch (st) {
        case START: st = digit || *s == '-' ? INT : *s == '.' ? FRAC : BAD; break;
        case INT: st = digit ? INT : *s == '.' ? FRAC : *s == 'e' ? EXP : BAD; break;
        case FRAC: st = digit ? FRAC : *s == 'e' ? EXP : BAD; break;
        case EXP: st = digit || *s == '-' ? EXP : BAD; break;
        default: break;
        }
    }
    return st;
}

int main(int argc, char **argv)
{
    static const char *const words[] = {"5012", "-874.2", "+1.e2", "0.7e-3", ".1e+5", "12a4"};
    int rounds = argc > 1 ? atoi(argv[1]) : 20000;
    int32_t m[12][12], v[12];
    uint16_t crc = 0xffff;
    for (int i = 0; i < 256; i++)
        pool[i] = (struct item){i < 255 ? &pool[i + 1] : NULL, i * 5 % 97, i};
    struct item *list = pool;
    for (int r = 0; r < rounds; r++) {
        list = reverse(list);
        list = sort(list);
        crc = crc16(crc, list->value + r);
        for (int i = 0; i < 12; i++)
            for (int j = 0; j < 12; j++)
                m[i][j] = (i ^ j) + r;
        for (int i = 0; i < 12; i++) {
            v[i] = 0;
            for (int j = 0; j < 12; j++)
                v[i] += m[i][j] * m[j][i] >> 2 & 0x7f;
            crc = crc16(crc, v[i]);
        }
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
            crc = crc16(crc, classify(words[(i + r) % 6]));
        list->key = crc % 97;
    }
    printf("%04x\n", crc);
}
