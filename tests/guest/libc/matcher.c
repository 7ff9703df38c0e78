/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A backtracking and an automaton matcher of regular expressions; they must agree. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
static int here(const char *r, const char *s);
static int star(int c, const char *r, const char *s)
{
    do
        if (here(r, s))
            return 1;
    while (*s && (*s++ == c || c == '.'));
    return 0;
}
static int here(const char *r, const char *s)
{
    if (!*r)
        return 1;
    if (r[1] == '*')
        return star(*r, r + 2, s);
    if (*r == '$' && !r[1])
        return !*s;
    return *s && (*r == '.' || *r == *s) && here(r + 1, s + 1);
}
static int back(const char *r, const char *s)
{
    if (*r == '^')
        return here(r + 1, s);
    do
        if (here(r, s))
            return 1;
    while (*s++);
    return 0;
}
static uint64_t close_set(const char *r, uint64_t s)
{
    for (int i = 0; r[i]; i++)
        if (s >> i & 1 && r[i + 1] == '*')
            s |= 1ull << (i + 2);
    return s;
}
static int automaton(const char *r, const char *s)
{
    int anchored = *r == '^';
    r += anchored;
    int n = strlen(r), tail = n && r[n - 1] == '$' && (n < 2 || r[n - 2] != 0);
    if (tail)
        n--;
    uint64_t set = close_set(r, 1);
    for (;; s++) {
        if (set >> n & 1 && (!tail || !*s))
            return 1;
        if (!*s)
            return 0;
        uint64_t next = anchored ? 0 : 1;
        for (int i = 0; i < n; i++)
            if (set >> i & 1 && r[i] != '*' && (r[i] == '.' || r[i] == *s))
                next |= 1ull << (r[i + 1] == '*' && i + 1 < n ? i : i + 1);
        set = close_set(r, next);
    }
}
int main(void)
{
    static const char *re[] = {"abc",       "^abc$", "a*b", "^a*$", "a.c",    ".*x",  "^.*b.*c$",
                               "a*a*a*a*b", "",      "^",   "$",    "x*y*z*", "^b*a", "c.*c"};
    uint32_t x = 3;
    int yes = 0, differ = 0;
    for (int i = 0; i < 4000; i++) {
        char s[24];
        int n = i % 20;
        for (int k = 0; k < n; k++)
            x = x * 1664525 + 1013904223, s[k] = "abcx"[x >> 30];
        s[n] = 0;
        for (int k = 0; k < 14; k++) {
            int a = back(re[k], s), b = automaton(re[k], s);
            yes += a, differ += a != b;
        }
        if (i % 200 == 0)
            printf("%s %d %d\n", s, yes, differ);
    }
}
