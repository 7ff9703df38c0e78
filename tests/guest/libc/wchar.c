/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wide characters and multibyte conversion in C.UTF-8: classification, case, formatted output,
 * conversion states. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>
int main(void)
{
    printf("%d\n", setlocale(LC_ALL, "C.UTF-8") != NULL);
    const char *s = "héllo wörld €10 😀 日本";
    wchar_t w[100], v[100];
    size_t n = mbstowcs(w, s, 100);
    printf("%zu %zu\n", n, strlen(s));
    for (size_t i = 0; i < n; i++)
        printf("%x:%d%d%d%d ", w[i], iswalpha(w[i]) != 0, iswdigit(w[i]) != 0, iswspace(w[i]) != 0,
               iswpunct(w[i]) != 0);
    for (size_t i = 0; i < n; i++)
        v[i] = towupper(w[i]);
    v[n] = 0;
    char out[200];
    printf("\n%zu %s\n", wcstombs(out, v, 200), out);
    mbstate_t st = {0};
    const char *bad[] = {"\xc3\xa9",         "\xc3",     "\xff",        "\xe2\x82",
                         "\xf0\x9f\x98\x80", "\xc0\x80", "\xed\xa0\x80"};
    for (int i = 0; i < 7; i++) {
        wchar_t c = 0;
        memset(&st, 0, sizeof(st));
        printf("%zd ", mbrtowc(&c, bad[i], strlen(bad[i]), &st)), printf("%x ", c);
    }
    swprintf(v, 100, L"%ls|%5d|%-6ls|%.2f|%lc", L"wide", 42, L"ab", 3.14159, L'€');
    printf("\n%ls\n", v);
    printf("%d %d %zu %zu\n", wcscmp(L"abc", L"abd") < 0, wcsncmp(L"abc", L"abd", 2), wcslen(w),
           wcsspn(L"aabbc", L"ab"));
    printf("%ld %g %lx\n", wcstol(L"-123x", NULL, 10), wcstod(L"2.5e3", NULL),
           (long)wcstoul(L"ff", NULL, 16));
    wchar_t *save, t[] = L"one,two,,three";
    for (wchar_t *p = wcstok(t, L",", &save); p; p = wcstok(NULL, L",", &save))
        printf("[%ls]", p);
    wmemset(v, L'x', 50), v[50] = 0, wmemcpy(v + 10, L"hello", 5);
    printf("\n%ls %td %td\n", v, wcschr(v, L'h') - v, wcsstr(v, L"lo") - v);
    printf("%d %d %d\n", wctob(L'a'), btowc('b'), wcwidth(L'日'));
    int a;
    wchar_t b[20];
    printf("%d", swscanf(L"77 word", L"%d %ls", &a, b)), printf(" %d %ls\n", a, b);
    printf("%lc %C %S\n", (wint_t)0xe9, (wint_t)0x20ac, L"wide");
    setlocale(LC_ALL, "C"), printf("%zd\n", mbstowcs(w, "é", 10));
}
