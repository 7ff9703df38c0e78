/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/self/maps and smaps as the guest sees them.
 *
 * In: the host's text and the guest map.  Out: the host's lines cut down to guest regions, with the
 * guest's protections and names.  File names, offsets, devices and counts are the kernel's.
 */
#include "linux-user/procfs.h"

#include "linux-user/space.h"
#include "linux-user/task.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* A host line: start-end perms offset major:minor inode name */
struct line {
    gaddr start, end;
    char perms[5];
    uint64_t offset, inode;
    unsigned major, minor;
    const char *name; /* not terminated */
    int name_length;
};

struct view {
    struct space_region *region;
    size_t count;
    FILE *out;
};

static bool parse(const char *text, size_t length, struct line *l)
{
    char copy[256];
    int used = 0;

    if (length >= sizeof(copy)) /* the fixed part is far shorter */
        memcpy(copy, text, sizeof(copy) - 1), copy[sizeof(copy) - 1] = 0;
    else
        memcpy(copy, text, length), copy[length] = 0;
    if (sscanf(copy, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64 "%n", &l->start,
               &l->end, l->perms, &l->offset, &l->major, &l->minor, &l->inode, &used) != 7)
        return false;
    while ((size_t)used < length && text[used] == ' ')
        used++;
    l->name = text + used;
    l->name_length = (int)(length - (size_t)used);
    return true;
}

const char *procfs_kind_name(const struct space_region *r)
{
    static const char *const kind_name[] = {[SPACE_STACK] = "[stack]",
                                            [SPACE_HEAP] = "[heap]",
                                            [SPACE_VDSO] = "[vdso]",
                                            [SPACE_VVAR] = "[vvar]"};

    return r->kind < sizeof(kind_name) / sizeof(*kind_name) ? kind_name[r->kind] : NULL;
}

static void print_header(const struct view *v, const struct line *l, const struct space_region *r)
{
    gaddr start = l->start > r->start ? l->start : r->start;
    gaddr end = l->end < r->end ? l->end : r->end;
    uint64_t offset = l->inode ? l->offset + (start - l->start) : l->offset;
    const char *name = l->name;
    int name_length = l->name_length, width;

    if (!l->inode && procfs_kind_name(r)) {
        name = procfs_kind_name(r);
        name_length = (int)strlen(name);
    }
    width =
        fprintf(v->out, "%08" PRIx64 "-%08" PRIx64 " %c%c%c%c %08" PRIx64 " %02x:%02x %" PRIu64 " ",
                start, end, r->prot & PROT_READ ? 'r' : '-', r->prot & PROT_WRITE ? 'w' : '-',
                r->prot & PROT_EXEC ? 'x' : '-', l->perms[3], offset, l->major, l->minor, l->inode);
    if (name_length)
        fprintf(v->out, "%*s%.*s", width < PROCFS_NAME_COLUMN ? PROCFS_NAME_COLUMN - width : 0, "",
                name_length, name);
    fputc('\n', v->out);
}

/* One of smaps' "Key:   number kB" lines, for a part of a host mapping. */
static void print_counter(const struct view *v, const char *text, size_t length,
                          const struct line *l, const struct space_region *r)
{
    const char *colon = memchr(text, ':', length);
    gaddr start = l->start > r->start ? l->start : r->start;
    gaddr end = l->end < r->end ? l->end : r->end;
    uint64_t whole = l->end - l->start, part = end - start;
    uint64_t value;

    if (!colon || part == whole || !strncmp(text, "KernelPageSize", 14) ||
        !strncmp(text, "MMUPageSize", 11) || sscanf(colon + 1, "%" SCNu64, &value) != 1) {
        fprintf(v->out, "%.*s\n", (int)length, text);
        return;
    }
    if (!strncmp(text, "Size:", 5))
        value = part / 1024;
    else /* two guest regions in one host mapping: it is not known which has the pages */
        value = value * (part / 1024) / (whole / 1024);
    int key = (int)(colon - text) + 1;
    fprintf(v->out, "%.*s%*" PRIu64 " kB\n", key, text, PROCFS_COUNTER_WIDTH - key, value);
}

static void print_flags(const struct view *v, const char *text, size_t length,
                        const struct space_region *r)
{
    const char *mr = NULL;

    for (size_t i = 0; i + 3 < length; i++)
        if (!strncmp(text + i, " mr ", 4))
            mr = text + i;
    if (!(r->prot & PROT_EXEC) || !mr) {
        fprintf(v->out, "%.*s\n", (int)length, text);
        return;
    }
    fprintf(v->out, "%.*s ex%.*s\n", (int)(mr - text), text, (int)(length - (size_t)(mr - text)),
            mr);
}

/* Writes one host mapping (header and body up to `end`) for each guest region that it meets. */
static void print_mapping(const struct view *v, const struct line *l, const char *body,
                          const char *end)
{
    for (size_t i = 0; i < v->count; i++) {
        const struct space_region *r = &v->region[i];

        if (r->end <= l->start || r->start >= l->end)
            continue;
        print_header(v, l, r);
        for (const char *p = body; p < end;) {
            const char *newline = memchr(p, '\n', (size_t)(end - p));
            size_t length = (size_t)((newline ? newline : end) - p);

            if (!strncmp(p, "VmFlags:", 8))
                print_flags(v, p, length, r);
            else
                print_counter(v, p, length, l, r);
            p += length + 1;
        }
    }
}

static void print_all(const struct procfs_subject *s, const char *host, FILE *out)
{
    struct view v = {.out = out, .region = s->region, .count = s->count};
    struct line have, next;
    const char *body = NULL;

    for (const char *p = host; *p;) {
        const char *newline = strchrnul(p, '\n');

        if (parse(p, (size_t)(newline - p), &next)) {
            if (body)
                print_mapping(&v, &have, body, p);
            have = next;
            body = *newline ? newline + 1 : newline;
        }
        p = *newline ? newline + 1 : newline;
    }
    if (body)
        print_mapping(&v, &have, body, body + strlen(body));
}

void procfs_maps(const struct procfs_subject *s, const char *host, FILE *out)
{
    print_all(s, host, out);
}

void procfs_smaps(const struct procfs_subject *s, const char *host, FILE *out)
{
    print_all(s, host, out);
}

/* A line a mapping, which begins with its start: those of the guest. */
void procfs_numa_maps(const struct procfs_subject *s, const char *host, FILE *out)
{
    for (const char *p = host; *p;) {
        const char *newline = strchrnul(p, '\n');
        gaddr start = strtoull(p, NULL, 16);

        for (size_t i = 0; i < s->count; i++)
            if (s->region[i].start <= start && start < s->region[i].end) {
                size_t policy = strcspn(p, " ") + 1; /* the host takes its own heap for the heap */

                policy += strcspn(p + policy, " \n");
                fprintf(out, "%.*s%s%.*s\n", (int)policy, p,
                        s->region[i].kind == SPACE_HEAP ? " heap" : "",
                        (int)(newline - p - (ptrdiff_t)policy), p + policy);
            }
        p = *newline ? newline + 1 : newline;
    }
}
