/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A JSON parser and printer. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
enum kind { NUL, BOOL, NUM, STR, ARR, OBJ };
struct value {
    enum kind k;
    double n;
    char *s;
    struct value *child, *next;
    char *key;
};
static const char *p;
static int bad;
static void space(void)
{
    while (isspace((unsigned char)*p))
        p++;
}
static char *text(void)
{
    char *r = malloc(strlen(p) + 1), *o = r;
    for (p++; *p && *p != '"';) {
        if (*p != '\\') {
            *o++ = *p++;
            continue;
        }
        p++;
        switch (*p++) {
        case 'n': *o++ = '\n'; break;
        case 't': *o++ = '\t'; break;
        case '"': *o++ = '"'; break;
        case '\\': *o++ = '\\'; break;
        case '/': *o++ = '/'; break;
        case 'u': {
            unsigned u = strtoul((char[]){p[0], p[1], p[2], p[3], 0}, NULL, 16);
            p += 4;
            if (u < 128)
                *o++ = u;
            else if (u < 2048)
                *o++ = 0xc0 | u >> 6, *o++ = 0x80 | (u & 63);
            else
                *o++ = 0xe0 | u >> 12, *o++ = 0x80 | (u >> 6 & 63), *o++ = 0x80 | (u & 63);
            break;
        }
        default: bad++;
        }
    }
    if (*p == '"')
        p++;
    else
        bad++;
    *o = 0;
    return r;
}
static struct value *parse(void)
{
    struct value *v = calloc(1, sizeof(*v)), **end = &v->child;
    space();
    if (*p == '{' || *p == '[') {
        char close = *p == '{' ? '}' : ']';
        v->k = *p++ == '{' ? OBJ : ARR;
        for (space(); *p && *p != close;) {
            char *key = NULL;
            if (v->k == OBJ) {
                space();
                if (*p != '"') {
                    bad++;
                    return v;
                }
                key = text();
                space();
                if (*p++ != ':') {
                    bad++;
                    return v;
                }
            }
            *end = parse(), (*end)->key = key, end = &(*end)->next;
            space();
            if (*p == ',')
                p++, space();
            else
                break;
        }
        if (*p++ != close)
            bad++, p--;
    } else if (*p == '"')
        v->k = STR, v->s = text();
    else if (!strncmp(p, "true", 4))
        v->k = BOOL, v->n = 1, p += 4;
    else if (!strncmp(p, "false", 5))
        v->k = BOOL, p += 5;
    else if (!strncmp(p, "null", 4))
        p += 4;
    else {
        char *e;
        v->k = NUM, v->n = strtod(p, &e);
        if (e == p)
            bad++;
        p = e;
    }
    return v;
}
static void show(const struct value *v)
{
    switch (v->k) {
    case NUL: printf("null"); break;
    case BOOL: printf(v->n ? "true" : "false"); break;
    case NUM: printf("%.15g", v->n); break;
    case STR: printf("\"%s\"", v->s); break;
    default:
        putchar(v->k == OBJ ? '{' : '[');
        for (const struct value *c = v->child; c; c = c->next) {
            if (c->key)
                printf("\"%s\":", c->key);
            show(c);
            if (c->next)
                putchar(',');
        }
        putchar(v->k == OBJ ? '}' : ']');
    }
}
int main(void)
{
    static const char *t[] = {"{\"a\": [1, 2.5, -3e10, 1E-5], \"b\": {\"c\": null, \"d\": [true, "
                              "false]}, \"e\": \"x\\n\\u00e9\\u20ac\\\"\"}",
                              "[]",
                              "[[[[1]]],{}]",
                              "{\"x\":}",
                              "[1,2",
                              "\"abc",
                              "nul",
                              "  42  ",
                              "[1.7976931348623157e308, 5e-324, 0.1, 123456789012345678]"};
    for (int i = 0; i < 9; i++) {
        p = t[i], bad = 0;
        struct value *v = parse();
        show(v);
        printf(" %d %zu\n", bad, strlen(p));
    }
    char *big = malloc(200000), *q = big;
    q += sprintf(q, "[");
    for (int i = 0; i < 3000; i++)
        q += sprintf(q, "%s{\"id\":%d,\"v\":[%g,%g],\"s\":\"n%d\"}", i ? "," : "", i, i / 7.0,
                     i * 1e5, i % 10);
    strcpy(q, "]"), p = big, bad = 0;
    struct value *v = parse();
    double sum = 0;
    int n = 0;
    for (struct value *c = v->child; c; c = c->next)
        n++, sum += c->child->n + c->child->next->child->next->n;
    printf("%d %d %.10g\n", bad, n, sum);
}
