/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Environment, getopt, program options, atexit order, exit status, argp-free. */
// see args in the code: main calls itself's parser with own vectors
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void last(void)
{
    puts("atexit 1");
}
static void first(void)
{
    puts("atexit 2");
}
static void arg(int s, void *p)
{
    printf("on_exit %d %s\n", s, (char *)p);
}
__attribute__((constructor)) static void before(void)
{
    puts("constructor");
}
__attribute__((destructor)) static void after(void)
{
    puts("destructor");
    fflush(stdout);
}
static void parse(int n, char **v)
{
    static const struct option o[] = {
        {"alpha", 0, 0, 'a'}, {"beta", 1, 0, 'b'}, {"gamma", 2, 0, 'g'}, {0}};
    int c, i = -1;
    optind = 0, opterr = 0;
    while ((c = getopt_long(n, v, "ab:g::x", o, &i)) != -1)
        printf("%c(%s) ", c, optarg ? optarg : "-");
    printf("|");
    for (int k = optind; k < n; k++)
        printf(" %s", v[k]);
    puts("");
}
int main(void)
{
    atexit(last), atexit(first), on_exit(arg, "data");
    setenv("ONE", "1", 1), setenv("ONE", "2", 0), putenv("TWO=x"),
        printf("%s %s %d\n", getenv("ONE"), getenv("TWO"), getenv("THREE") == NULL);
    unsetenv("ONE"), printf("%d %d\n", getenv("ONE") == NULL, setenv("A=B", "x", 1)), clearenv(),
        printf("%d\n", getenv("PATH") == NULL);
    parse(6, (char *[]){"p", "-a", "file", "-bval", "--gamma=3", "x", NULL}),
        parse(5, (char *[]){"p", "--beta", "v", "--", "-a", NULL}),
        parse(4, (char *[]){"p", "-q", "--bad", "-b", NULL}),
        parse(4, (char *[]){"p", "-axg5", "-g", "y", NULL}),
        parse(3, (char *[]){"p", "--alp", "--b=1", NULL});
    printf("%ld %d\n", sysconf(_SC_PAGESIZE), sysconf(_SC_NPROCESSORS_ONLN) > 0);
    char b[50];
    printf("%zu %d\n", confstr(_CS_PATH, b, 50), getpagesize());
    exit(0);
}
