/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/self/statm, smaps_rollup, and the memory lines of status, as the guest sees them.
 *
 * In: the guest map, and its view of smaps.  Out: numbers without the launcher's memory.
 * Invariant: they agree with maps and smaps.
 */
#include "linux-user/procfs.h"

#include "linux-user/space.h"
#include "linux-user/task.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE ((uint64_t)4096)

/* The guest's smaps; free() it; NULL: no memory. */
static char *smaps(const struct procfs_subject *s)
{
    char name[40] = "/proc/self/smaps", *host = NULL, *text = NULL;
    size_t size = 0;
    FILE *f, *out;

    if (s->pid)
        snprintf(name, sizeof(name), "/proc/%d/smaps", (int)s->pid);
    f = fopen(name, "re");
    if (!f)
        return NULL;
    if (getdelim(&host, &size, 0, f) > 0 && (out = open_memstream(&text, &size))) {
        procfs_smaps(s, host, out);
        fclose(out);
    }
    fclose(f);
    free(host);
    return text;
}

/* The sum of the counters `key` ("Rss:"), in kB; NULL text: 0. */
static uint64_t sum(const char *text, const char *key)
{
    size_t length = strlen(key);
    uint64_t total = 0;

    for (const char *p = text; p && *p;) {
        if (!strncmp(p, key, length))
            total += strtoull(p + length, NULL, 10);
        p = strchr(p, '\n');
        p += p != NULL;
    }
    return total;
}

/* Is it the first line of a mapping of memory that may be shared and has no file system's file? */
static bool is_shmem(const char *header, size_t length)
{
    static const char *const names[] = {" /dev/zero (deleted)", " /memfd:", " /dev/shm/", " /SYSV"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (memmem(header, length, names[i], strlen(names[i])))
            return true;
    return false;
}

/* Of such mappings, the pages in memory that no private copy has replaced, in kB. */
static uint64_t shmem(const char *text)
{
    uint64_t total = 0;
    bool inside = false;

    for (const char *p = text; p && *p;) {
        size_t length = strcspn(p, "\n");

        if (*p < 'A' || *p > 'Z')
            inside = is_shmem(p, length);
        else if (inside && !strncmp(p, "Rss:", 4))
            total += strtoull(p + 4, NULL, 10);
        else if (inside && !strncmp(p, "Anonymous:", 10))
            total -= strtoull(p + 10, NULL, 10);
        p += length + (p[length] != 0);
    }
    return total;
}

static bool is_stack(const struct space_region *r)
{
    return r->growsdown || r->kind == SPACE_STACK;
}

/* What the kernel's counters of the same names are. */
static void measure_map(const struct procfs_subject *s, struct procfs_memory *m)
{
    const struct process *p = s->process;

    for (size_t i = 0; i < s->count; i++) {
        const struct space_region *r = &s->region[i];
        uint64_t size = r->end - r->start;

        m->size += size;
        if (is_stack(r))
            m->stack += size;
        else if ((r->prot & (PROT_WRITE | PROT_EXEC)) == PROT_EXEC)
            m->code += size;
        else if ((r->prot & PROT_WRITE) && !r->shared)
            m->data += size;
    }
    m->text = ((p->end_code + PAGE - 1) & ~(PAGE - 1)) - (p->start_code & ~(PAGE - 1));
    if (m->text > m->code)
        m->text = m->code;
}

void procfs_measure(const struct procfs_subject *s, struct procfs_memory *m)
{
    char *text = smaps(s);

    *m = (struct procfs_memory){0};
    measure_map(s, m);
    m->resident = sum(text, "Rss:") * 1024;
    m->anonymous = sum(text, "Anonymous:") * 1024;
    m->shmem = shmem(text) * 1024;
    free(text);
    if (m->size > s->process->peak_size)
        s->process->peak_size = m->size;
    if (m->resident > s->process->peak_resident)
        s->process->peak_resident = m->resident;
}

void procfs_statm(const struct procfs_subject *s, const char *host, FILE *out)
{
    struct procfs_memory m;

    (void)host;
    procfs_measure(s, &m);
    fprintf(out, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " 0 %" PRIu64 " 0\n", m.size / PAGE,
            m.resident / PAGE, (m.resident - m.anonymous) / PAGE, m.text / PAGE,
            (m.data + m.stack) / PAGE);
}

bool procfs_status_memory(const struct procfs_subject *s, const char *line,
                          const struct procfs_memory *m, FILE *out)
{
    const struct {
        const char *name;
        uint64_t bytes;
    } rows[] = {
        {"VmPeak:", s->process->peak_size},
        {"VmSize:", m->size},
        {"VmHWM:", s->process->peak_resident},
        {"VmRSS:", m->resident},
        {"RssAnon:", m->anonymous},
        {"RssFile:", m->resident - m->anonymous - m->shmem},
        {"RssShmem:", m->shmem},
        {"VmData:", m->data},
        {"VmStk:", m->stack},
        {"VmExe:", m->text},
        {"VmLib:", m->code - m->text},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (!strncmp(line, rows[i].name, strlen(rows[i].name))) {
            fprintf(out, "%s\t%8" PRIu64 " kB", rows[i].name, rows[i].bytes / 1024);
            return true;
        }
    return false;
}

/* Of the lines that smaps does not have, those of Pss by kind of page, the file's share is the
   rest. */
static uint64_t rolled(const char *text, const char *key)
{
    if (!strcmp(key, "Pss_Anon:"))
        return sum(text, "Anonymous:");
    if (!strcmp(key, "Pss_File:")) {
        uint64_t pss = sum(text, "Pss:"), anonymous = sum(text, "Anonymous:");
        return pss > anonymous ? pss - anonymous : 0;
    }
    return sum(text, key);
}

void procfs_rollup(const struct procfs_subject *s, const char *host, FILE *out)
{
    char *text = smaps(s), *last = text;
    gaddr start = 0, end = 0;
    int width;

    for (char *p = text; p && *p; p = strchr(p, '\n') + 1)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ", *p))
            last = p;
    if (text)
        start = strtoull(text, NULL, 16);
    if (last && strchr(last, '-'))
        end = strtoull(strchr(last, '-') + 1, NULL, 16);
    width = fprintf(out, "%08" PRIx64 "-%08" PRIx64 " ---p 00000000 00:00 0 ", start, end);
    fprintf(out, "%*s[rollup]\n", width < PROCFS_NAME_COLUMN ? PROCFS_NAME_COLUMN - width : 0, "");
    for (const char *p = strchr(host, '\n'); p && p[1]; p = strchr(p + 1, '\n')) {
        char key[32];

        if (sscanf(p + 1, "%31[^:]", key) != 1)
            break;
        strcat(key, ":");
        fprintf(out, "%s%*" PRIu64 " kB\n", key, PROCFS_COUNTER_WIDTH - (int)strlen(key),
                rolled(text, key));
    }
    free(text);
}
