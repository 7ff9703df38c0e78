/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A copy of this program without PT_GNU_STACK: 32-bit Arm lets it execute all that it may read,
 * 64-bit kernels nothing more.
 */
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *what, const void *at)
{
    char line[512], perms[5];
    unsigned long start, end;
    FILE *f = fopen("/proc/self/maps", "r");
#ifdef __arm__
    const int all = 1;
#else
    const int all = 0;
#endif

    while (fgets(line, sizeof(line), f))
        if (sscanf(line, "%lx-%lx %4s", &start, &end, perms) == 3 && (unsigned long)at >= start &&
            (unsigned long)at < end)
            printf("%s %s\n", what, (perms[2] == 'x') == all ? "right" : "wrong");
    fclose(f);
}

static int strip(const char *from, const char *to)
{
    static char bytes[4 << 20];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0755);
    ssize_t size = read(in, bytes, sizeof(bytes));
    ElfW(Ehdr) *header = (void *)bytes;
    ElfW(Phdr) *row = (void *)(bytes + header->e_phoff);
    int found = 0;

    for (int i = 0; i < header->e_phnum; i++)
        if (row[i].p_type == PT_GNU_STACK)
            row[i].p_type = PT_NULL, found++;
    write(out, bytes, (size_t)size);
    close(out);
    return found;
}

int main(int argc, char **argv)
{
    static int data;
    void *m;

    if (argc == 1) {
        printf("%d\n", strip("/proc/self/exe", "copy"));
        fflush(stdout);
        execl("./copy", "copy", "again", NULL);
        return 1;
    }
    m = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    show("mapping", m);
    show("data", &data);
    show("stack", &argc);
    return 0;
}
