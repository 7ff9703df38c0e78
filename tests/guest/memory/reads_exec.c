/* SPDX-License-Identifier: GPL-2.0-or-later */
/* personality READ_IMPLIES_EXEC: what may be read may be executed; not of the next program. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *what, const void *at)
{
    char line[512], perms[5];
    unsigned long start, end;
    FILE *f = fopen("/proc/self/maps", "r");

    while (fgets(line, sizeof(line), f))
        if (sscanf(line, "%lx-%lx %4s", &start, &end, perms) == 3 && (unsigned long)at >= start &&
            (unsigned long)at < end)
            printf("%s %s\n", what, perms);
    fclose(f);
}

int main(int argc, char **argv)
{
    char *m, *before = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int id;

    printf("%#x\n", personality(0xffffffff));
    if (argc > 1)
        return 0;
    personality(READ_IMPLIES_EXEC);
    printf("%#x\n", personality(0xffffffff));
    show("before", before);
    m = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    show("read", m);
    mprotect(m, 4096, PROT_WRITE);
    show("write", m);
    mprotect(m, 4096, PROT_READ | PROT_WRITE);
    show("both", m);
    mprotect(before, 4096, PROT_READ);
    show("changed", before);
    m = mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    show("none", m);
    id = shmget(IPC_PRIVATE, 4096, 0600);
    m = shmat(id, NULL, 0);
    show("shared", m);
    shmctl(id, IPC_RMID, NULL);
    fflush(stdout);
    if (!fork()) {
        execl("/proc/self/exe", argv[0], "again", NULL);
        _exit(1);
    }
    wait(NULL);
    personality(0);
    m = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    show("no more", m);
    return 0;
}
