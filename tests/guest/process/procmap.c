/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PROCMAP_QUERY: the mappings of a process, one at a time, as maps tells them. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct query {
    uint64_t size, flags, address;
    uint64_t start, end, vma_flags, page_size, offset, inode;
    uint32_t major, minor, name_size, build_id_size;
    uint64_t name, build_id;
};
#define QUERY _IOWR('f', 17, struct query)

static int fd;

static int ask(struct query *q, uint64_t address, uint64_t flags, char *name)
{
    memset(q, 0, sizeof(*q));
    q->size = sizeof(*q);
    q->address = address;
    q->flags = flags;
    q->name = (uintptr_t)name;
    q->name_size = name ? 256 : 0;
    return ioctl(fd, QUERY, q);
}

/* Every line of maps must be the answer for its start, and the next one for its end. */
static void compare(const char *path)
{
    FILE *f = fopen(path, "r");
    char line[512], name[256], said[256];
    int lines = 0, wrong = 0;
    struct query q;

    while (fgets(line, sizeof(line), f)) {
        uint64_t start, end, offset, inode;
        char perms[5];
        unsigned major, minor;

        name[0] = said[0] = 0;
        sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64 " %255[^\n]", &start,
               &end, perms, &offset, &major, &minor, &inode, name);
        if (!strcmp(name, "[vsyscall]") || !strcmp(name, "[vectors]"))
            continue; /* the kernel's own */
        lines++;
        int bad = ask(&q, start, 0, said) < 0;
        if (strcmp(name, "[stack]") && strcmp(name, "[heap]")) /* which may have grown */
            bad |= q.start != start || q.end != end;
        bad |= q.offset != offset || q.inode != inode || q.major != major || q.minor != minor;
        bad |= strcmp(said, name) || q.name_size != (*name ? strlen(name) + 1 : 0);
        bad |= !(q.vma_flags & 1) != (perms[0] != 'r') || !(q.vma_flags & 2) != (perms[1] != 'w');
        bad |= !(q.vma_flags & 4) != (perms[2] != 'x') || !(q.vma_flags & 8) != (perms[3] != 's');
        bad |= q.page_size != 4096;
        wrong += bad;
    }
    fclose(f);
    printf("%d, %d wrong\n", lines > 5, wrong);
}

static void show(const char *what, int result, const struct query *q)
{
    if (result < 0)
        printf("%s: %s\n", what, strerrorname_np(errno));
    else
        printf("%s: flags %x, %llu bytes, file %d, offset %llx\n", what, (int)q->vma_flags,
               (unsigned long long)(q->end - q->start), q->inode != 0,
               (unsigned long long)q->offset);
}

int main(int argc, char **argv)
{
    struct query q;
    char small[4], name[256];
    char *p = mmap(NULL, 6 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int file = open(argv[0], O_RDONLY);

    mmap(p + 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED, file, 4096);
    mmap(p + 8192, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    mmap(p + 12288, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    munmap(p + 16384, 4096);
    fd = open("/proc/self/maps", O_RDONLY);
    if (fd >= 0 && ask(&q, (uintptr_t)p, 0, NULL) < 0 && errno == ENOTTY)
        return 77; /* an older kernel */
    show("none", ask(&q, (uintptr_t)p, 0, NULL), &q);
    show("file", ask(&q, (uintptr_t)p + 4097, 0, NULL), &q);
    show("shared", ask(&q, (uintptr_t)p + 8192, 0, NULL), &q);
    show("code", ask(&q, (uintptr_t)p + 12288, 0, NULL), &q);
    show("hole", ask(&q, (uintptr_t)p + 16384, 0, NULL), &q);
    show("next", ask(&q, (uintptr_t)p + 16384, 16, NULL), &q);
    show("next with a file", ask(&q, (uintptr_t)p, 16 | 32, NULL), &q);
    show("next that can be written", ask(&q, (uintptr_t)p, 16 | 2, NULL), &q);
    show("next that can be executed", ask(&q, (uintptr_t)p, 16 | 4, NULL), &q);
    show("next that is shared", ask(&q, (uintptr_t)p, 16 | 8, NULL), &q);
    show("not shared", ask(&q, (uintptr_t)p, 8, NULL), &q);
    show("beyond", ask(&q, ~0ull, 16, NULL), &q);
    show("flags", ask(&q, 0, 64, NULL), &q);

    q = (struct query){.size = 16};
    show("short", ioctl(fd, QUERY, &q), &q);
    q = (struct query){.size = 5000};
    show("long", ioctl(fd, QUERY, &q), &q);
    q = (struct query){.size = sizeof(q), .name_size = 3};
    show("name nowhere", ioctl(fd, QUERY, &q), &q);
    q = (struct query){.size = sizeof(q), .name = (uintptr_t)name};
    show("name without room", ioctl(fd, QUERY, &q), &q);
    q = (struct query){.size = sizeof(q),
                       .address = (uintptr_t)p + 4096,
                       .name = (uintptr_t)small,
                       .name_size = sizeof(small)};
    show("name too long", ioctl(fd, QUERY, &q), &q);
    q = (struct query){
        .size = sizeof(q), .address = (uintptr_t)p + 4096, .name = 8, .name_size = 256};
    show("bad name", ioctl(fd, QUERY, &q), &q);
    show("bad query", ioctl(fd, QUERY, 8), &q);
    q = (struct query){.size = 24, .address = (uintptr_t)p};
    show("shortest", ioctl(fd, QUERY, &q), &q);

    uint8_t build_id[32] = {0};
    q = (struct query){.size = sizeof(q),
                       .address = (uintptr_t)main,
                       .name = (uintptr_t)name,
                       .name_size = sizeof(name),
                       .build_id = (uintptr_t)build_id,
                       .build_id_size = sizeof(build_id)};
    int result = ioctl(fd, QUERY, &q), zeros = 0;
    for (int i = 0; i < 20; i++)
        zeros += !build_id[i];
    printf("main: %d %s, %u of build id %d\n", result, strrchr(name, '/'), q.build_id_size,
           zeros < 10);
    compare("/proc/self/maps");

    /* Another process. */
    int back[2];
    pipe(back);
    pid_t child = fork();
    if (!child) {
        read(back[0], small, 1);
        _exit(0);
    }
    close(fd);
    snprintf(name, sizeof(name), "/proc/%d/maps", child);
    fd = open(name, O_RDONLY);
    compare(name);
    write(back[1], "x", 1);
    waitpid(child, NULL, 0);
    show("gone", ask(&q, (uintptr_t)p, 0, NULL), &q);
    int other = open("/dev/null", O_RDONLY);
    fd = other;
    show("no maps", ask(&q, 0, 0, NULL), &q);
    return 0;
}
