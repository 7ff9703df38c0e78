/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams: buffering, seeking, ungetc, getline, fmemopen, open_memstream, freopen, popen, tmpfile,
 * fread of records. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    char buf[256], *line = NULL;
    size_t cap = 0, n;
    FILE *f = fopen("file", "w+");
    for (int i = 0; i < 500; i++)
        fprintf(f, "line %d\n", i * i);
    printf("%ld\n", ftell(f));
    rewind(f);
    int lines = 0, bytes = 0;
    ssize_t r;
    while ((r = getline(&line, &cap, f)) > 0)
        lines++, bytes += r;
    printf("%d %d %d\n", lines, bytes, feof(f) != 0);
    fseek(f, -20, SEEK_END), n = fread(buf, 1, 100, f), printf("%zu %.*s", n, (int)n, buf);
    fseek(f, 5, SEEK_SET), ungetc('X', f), putchar(getc(f)), putchar(getc(f)),
        printf(" %ld\n", ftell(f));
    fseek(f, 100, SEEK_SET), fputs("REPLACED", f), fflush(f), fseek(f, 95, SEEK_SET),
        fgets(buf, 30, f), printf("%s", buf);
    fpos_t pos;
    fgetpos(f, &pos), fgets(buf, 30, f), fsetpos(f, &pos), fgets(buf + 100, 30, f),
        printf("%d\n", strcmp(buf, buf + 100));
    f = freopen("file", "a", f), fputs("appended\n", f), printf("%ld\n", ftell(f)), fclose(f);
    char *m;
    size_t ms;
    f = open_memstream(&m, &ms);
    for (int i = 0; i < 1000; i++)
        fprintf(f, "%x,", i);
    fclose(f), printf("%zu %.20s\n", ms, m);
    f = fmemopen(m, ms, "r"), n = 0;
    int c, sum = 0;
    while ((c = getc(f)) != EOF)
        sum += c;
    printf("%d\n", sum), fclose(f), free(m);
    f = popen("echo from the shell; exit 3", "r"), fgets(buf, sizeof(buf), f),
    printf("%s%d\n", buf, pclose(f) >> 8);
    f = tmpfile();
    struct {
        int a;
        double b;
        char c[7];
    } rec = {1, 2.5, "abc"}, back[10];
    for (int i = 0; i < 10; i++)
        rec.a = i, rec.b *= 1.5, fwrite(&rec, sizeof(rec), 1, f);
    rewind(f), n = fread(back, sizeof(rec), 10, f),
               printf("%zu %d %g %s\n", n, back[7].a, back[9].b, back[3].c), fclose(f);
    f = fopen("/nonexistent/x", "r"), printf("%d %d\n", f == NULL, errno);
    f = fopen("file", "r"), errno = 0, printf("%d ", fputc('x', f)), printf("%d\n", ferror(f) != 0),
    clearerr(f), printf("%d\n", ferror(f)), fclose(f);
    setvbuf(stdout, NULL, _IONBF, 0), printf("unbuffered "), write(1, "raw ", 4), puts("end");
    static char big[8192];
    setvbuf(stdout, big, _IOFBF, sizeof(big));
    dprintf(1, "%s\n", "dprintf first"), fflush(stdout);
    f = fopen("dev", "wx"), printf("%d\n", f != NULL), fclose(f), f = fopen("dev", "wx"),
    printf("%d %d\n", f != NULL, errno);
    f = fopen("/dev/full", "w"), fputc('x', f), printf("%d ", fclose(f)), printf("%d\n", errno);
    printf("%s %d\n", tmpnam(NULL) ? "name" : "none", remove("dev"));
}
