/* SPDX-License-Identifier: GPL-2.0-or-later */
/* POSIX regular expressions, glob, fnmatch, wordexp. */
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wordexp.h>
int main(void)
{
    static const char *pat[] = {"^a(b|c)*d$",
                                "[0-9]+",
                                "(a+)(b+)\\1",
                                "x{2,4}",
                                "^[[:alpha:]_][[:alnum:]_]*$",
                                "(foo|foobar)(bar)?",
                                "a.c",
                                "",
                                "(",
                                "[z-a]",
                                "\\.(c|h)$",
                                "(.*),(.*)"};
    static const char *str[] = {"abcbd",     "abc 123 def", "aabbaa", "xxx",           "hello_1",
                                "foobarbar", "a\nc",        "file.c", "one,two,three", ""};
    for (int i = 0; i < 12; i++) {
        regex_t r;
        int e = regcomp(&r, pat[i], REG_EXTENDED | (i % 2 ? REG_ICASE : 0));
        if (e) {
            char b[80];
            regerror(e, &r, b, sizeof(b));
            printf("%s: %s\n", pat[i], b);
            continue;
        }
        for (int j = 0; j < 10; j++) {
            regmatch_t m[4];
            int k = regexec(&r, str[j], 4, m, 0);
            if (!k) {
                printf("%s ~ %s:", pat[i], j == 6 ? "a?c" : str[j]);
                for (int q = 0; q < 4; q++)
                    printf(" %d-%d", m[q].rm_so, m[q].rm_eo);
                putchar('\n');
            }
        }
        regfree(&r);
    }
    static const char *fp[][2] = {{"*.c", "a.c"},         {"*.c", ".c"},    {"[!a]*", "abc"},
                                  {"?[0-9]", "x5"},       {"a/*", "a/b/c"}, {"*\\**", "a*b"},
                                  {"[[:upper:]]*", "Abc"}};
    for (int i = 0; i < 7; i++)
        printf("%d%d ", fnmatch(fp[i][0], fp[i][1], 0) != 0,
               fnmatch(fp[i][0], fp[i][1], FNM_PATHNAME | FNM_PERIOD) != 0);
    putchar('\n');
    for (int i = 0; i < 12; i++) {
        char n[20];
        sprintf(n, i % 3 ? "f%d.txt" : "g%d.c", i);
        close(open(n, O_CREAT | O_WRONLY, 0644));
    }
    mkdir("dir", 0755), close(open("dir/f.txt", O_CREAT | O_WRONLY, 0644));
    glob_t g;
    static const char *gp[] = {"*.txt", "g?.c", "*/*.txt", "nothing*", "{f1,g0}.*", "[fg]1*"};
    for (int i = 0; i < 6; i++) {
        int e = glob(gp[i], GLOB_BRACE | GLOB_MARK, NULL, &g);
        printf("%s: %d", gp[i], e);
        for (size_t k = 0; !e && k < g.gl_pathc; k++)
            printf(" %s", g.gl_pathv[k]);
        putchar('\n');
    }
    wordexp_t w;
    setenv("VAR", "val ue", 1);
    printf("%d", wordexp("a \"$VAR\" $VAR 'q q' f1.*", &w, WRDE_NOCMD));
    for (size_t i = 0; i < w.we_wordc; i++)
        printf(" [%s]", w.we_wordv[i]);
    putchar('\n');
}
