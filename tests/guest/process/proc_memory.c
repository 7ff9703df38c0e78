/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc/self says about the size of a process: the files agree, and follow what it does. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MB = 1 << 20, PAGE = 4096 };

static char text[1 << 20];

static void get(const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/%s", name);
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    text[n] = 0;
    if (f)
        fclose(f);
}

static long line(const char *file, const char *key)
{
    long sum = 0;
    get(file);
    for (const char *p = text; p; p = strchr(p, '\n'), p += p != NULL)
        if (!strncmp(p, key, strlen(key)))
            sum += atol(p + strlen(key));
    return sum;
}

static long field(const char *file, int n)
{
    get(file);
    const char *p = strrchr(text, ')') ? strrchr(text, ')') + 2 : text;
    for (int i = strrchr(text, ')') ? 3 : 1; i < n && p; i++)
        p = strchr(p, ' ') ? strchr(p, ' ') + 1 : NULL;
    return p ? atol(p) : -1;
}

static int near(long a, long b)
{
    return labs(a - b) < 512;
}

int main(void)
{
    char *p;
    setvbuf(stdout, malloc(MB), _IOFBF, MB);
    printf("size %d %d\n", field("statm", 1) * 4 == line("status", "VmSize:"),
           field("stat", 23) == field("statm", 1) * PAGE);
    printf("resident %d %d\n", near(field("statm", 2) * 4, line("status", "VmRSS:")),
           near(field("stat", 24) * 4, line("smaps_rollup", "Rss:")));
    printf("less %d %d\n", field("statm", 2) <= field("statm", 1),
           line("status", "VmRSS:") <= line("status", "VmSize:"));
    printf("sum %d\n", near(line("smaps", "Rss:"), line("smaps_rollup", "Rss:")));
    printf("parts %d\n",
           near(line("status", "VmRSS:"), line("status", "RssAnon:") + line("status", "RssFile:")));
    p = mmap(NULL, 8 * MB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(p, 1, 8 * MB);
    printf("shared %ld\n", line("status", "RssShmem:"));
    munmap(p, 8 * MB);
    long rss = line("status", "VmRSS:"), data = line("status", "VmData:");
    long size = line("status", "VmSize:"), code = line("status", "VmLib:");
    p = mmap(NULL, 64 * MB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("mapped %ld %ld %d\n", line("status", "VmData:") - data,
           line("status", "VmSize:") - size, near(line("status", "VmRSS:"), rss));
    memset(p, 1, 32 * MB);
    printf("written %d %d\n", near(line("status", "VmRSS:"), rss + 32 * 1024),
           near(field("statm", 2) * 4, rss + 32 * 1024));
    mprotect(p, 16 * MB, PROT_READ | PROT_EXEC);
    printf("code %ld %ld\n", line("status", "VmLib:") - code, line("status", "VmData:") - data);
    munmap(p, 64 * MB);
    printf("unmapped %d %ld %d\n", near(line("status", "VmRSS:"), rss),
           line("status", "VmSize:") - size,
           line("status", "VmHWM:") >= rss + 31 * 1024 &&
               line("status", "VmPeak:") >= size + 65536);
    get("smaps_rollup");
    for (char *p = strchr(text, '\n'); p && p[1]; p = strchr(p + 1, '\n'))
        printf("%.*s %d\n", (int)strcspn(p + 1, ":"), p + 1, (int)strcspn(p + 1, "\n"));
    /* An address is an offset, whatever the sign of a narrow one. */
    int fd = open("/proc/self/mem", O_RDWR), number = 0;
    volatile int on_stack = 4711, *there = &on_stack;
    printf("seek %d\n", lseek(fd, (off_t)(long)there, SEEK_SET) == (off_t)(long)there);
    printf("read %zd", read(fd, &number, sizeof number));
    printf(" %d\n", number);
    number = 1147;
    lseek(fd, (off_t)(long)there, SEEK_SET);
    printf("write %zd", write(fd, &number, sizeof number));
    printf(" %d\n", *there);
    return 0;
}
