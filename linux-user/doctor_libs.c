/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shared libraries of a guest program: found where its dynamic linker would look, or missing,
 * and then which Debian package has them (doctor_packages.c).
 *
 * In: an ELF file, the sysroot.  Out: findings.
 * Rule: ld.so(8): DT_RPATH (without DT_RUNPATH), LD_LIBRARY_PATH, DT_RUNPATH, ld.so.conf, the
 * default directories; $ORIGIN.  Limits: 256 libraries; the cache file is not read, its
 * directories are.
 */
#include <fcntl.h>
#include <gelf.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/options.h"
#include "linux-user/doctor.h"
#include "linux-user/path.h"
#include "linux-user/task.h"

enum { LIBRARIES_MAX = 256 };

struct search {
    const struct linux_arch *arch;
    struct string_list directories; /* of ld.so.conf and the defaults: guest paths */
    struct string_list names;       /* seen already */
    struct string_list packages;    /* that have what is missing */
    unsigned found, missing;
};

/* What one file asks for. */
struct dynamic {
    struct string_list needed;
    char *rpath, *runpath;
};

static bool seen(const struct string_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->item[i], name))
            return true;
    return false;
}

/* ---- reading ---- */

static void read_section(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, struct dynamic *d)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Dyn row;
    for (int i = 0; data && gelf_getdyn(data, i, &row) && row.d_tag != DT_NULL; i++) {
        const char *text = elf_strptr(elf, header->sh_link, row.d_un.d_val);
        if (!text)
            continue;
        if (row.d_tag == DT_NEEDED)
            string_list_add(&d->needed, strdup(text));
        else if (row.d_tag == DT_RPATH)
            d->rpath = strdup(text);
        else if (row.d_tag == DT_RUNPATH)
            d->runpath = strdup(text);
    }
}

/* False: no ELF file of this guest. */
static bool read_dynamic(const char *host_path, const struct linux_arch *arch, struct dynamic *d)
{
    int fd = open(host_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool good = false;
    *d = (struct dynamic){.rpath = NULL};
    if (fd < 0)
        return false;
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    GElf_Ehdr ehdr;
    if (elf && elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, &ehdr) &&
        ehdr.e_machine == arch->abi->elf_machine &&
        (ehdr.e_ident[EI_CLASS] == ELFCLASS64) == (arch->abi->word == 8)) {
        good = true;
        for (Elf_Scn *s = elf_nextscn(elf, NULL); s; s = elf_nextscn(elf, s)) {
            GElf_Shdr header;
            if (gelf_getshdr(s, &header) && header.sh_type == SHT_DYNAMIC)
                read_section(elf, s, &header, d);
        }
    }
    elf_end(elf);
    close(fd);
    return good;
}

static void free_list(struct string_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->item[i]);
    free(list->item);
}

static void free_dynamic(struct dynamic *d)
{
    free_list(&d->needed);
    free(d->rpath);
    free(d->runpath);
}

/* ---- directories ---- */

/* The lines of ld.so.conf and of what it includes, below the sysroot if there is one. */
static void read_conf(struct search *s, const char *guest_path, int depth)
{
    char buffer[PATH_MAX], line[PATH_MAX];
    FILE *file = depth < 4 ? fopen(lx_path(guest_path, buffer), "re") : NULL;
    while (file && fgets(line, sizeof line, file)) {
        char *text = line + strspn(line, " \t");
        text[strcspn(text, "#\r\n")] = 0;
        if (*text == '/')
            string_list_add(&s->directories, strdup(text));
        if (strncmp(text, "include ", 8))
            continue;
        char pattern[2 * PATH_MAX];
        const char *root = lx_process.sysroot ? lx_process.sysroot : "";
        glob_t found;
        text += 8 + strspn(text + 8, " \t");
        snprintf(pattern, sizeof pattern, "%s%s%s", root, *text == '/' ? "" : "/etc/", text);
        if (!glob(pattern, 0, NULL, &found)) {
            for (size_t i = 0; i < found.gl_pathc; i++)
                read_conf(s, found.gl_pathv[i] + strlen(root), depth + 1);
            globfree(&found);
        }
    }
    if (file)
        fclose(file);
}

static void add_defaults(struct search *s, const struct program *p)
{
    static const char *const plain[] = {"/lib64", "/usr/lib64", "/lib", "/usr/lib"};
    char *text;
    read_conf(s, "/etc/ld.so.conf", 0);
    for (int i = 0; i < 2; i++)
        if (asprintf(&text, "%s/lib/%s-linux-gnu", i ? "/usr" : "", s->arch->names[0]) > 0)
            string_list_add(&s->directories, text);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        string_list_add(&s->directories, strdup(plain[i]));
    const char *slash = p->image.interp ? strrchr(p->image.interp, '/') : NULL;
    if (slash)
        string_list_add(&s->directories,
                        strndup(p->image.interp, (size_t)(slash - p->image.interp)));
}

/* Is DIRECTORY/name a library of this guest?  Its host path goes to `out`. */
static bool in_directory(const struct search *s, const char *directory, size_t length,
                         const char *origin, const char *name, char out[PATH_MAX])
{
    char guest[PATH_MAX], buffer[PATH_MAX];
    struct dynamic d;
    int got;
    if (length >= 7 && !strncmp(directory, "$ORIGIN", 7))
        got = snprintf(guest, sizeof guest, "%s%.*s/%s", origin, (int)length - 7, directory + 7,
                       name);
    else if (length >= 9 && !strncmp(directory, "${ORIGIN}", 9))
        got = snprintf(guest, sizeof guest, "%s%.*s/%s", origin, (int)length - 9, directory + 9,
                       name);
    else
        got = snprintf(guest, sizeof guest, "%.*s/%s", (int)length, directory, name);
    if (got < 0 || got >= (int)sizeof guest)
        return false;
    const char *host = lx_path(guest, buffer);
    if (access(host, R_OK) || !read_dynamic(host, s->arch, &d))
        return false;
    free_dynamic(&d);
    snprintf(out, PATH_MAX, "%s", host);
    return true;
}

static bool in_list(const struct search *s, const char *list, const char *origin, const char *name,
                    char out[PATH_MAX])
{
    while (list && *list) {
        size_t length = strcspn(list, ":;");
        if (length && in_directory(s, list, length, origin, name, out))
            return true;
        list += length + (list[length] != 0);
    }
    return false;
}

static bool locate(const struct search *s, const struct dynamic *d, const char *origin,
                   const char *name, char out[PATH_MAX])
{
    char buffer[PATH_MAX];
    if (strchr(name, '/')) {
        snprintf(out, PATH_MAX, "%s", lx_path(name, buffer));
        return !access(out, R_OK);
    }
    if ((!d->runpath && in_list(s, d->rpath, origin, name, out)) ||
        in_list(s, getenv("LD_LIBRARY_PATH"), origin, name, out) ||
        in_list(s, d->runpath, origin, name, out))
        return true;
    for (size_t i = 0; i < s->directories.count; i++)
        if (in_directory(s, s->directories.item[i], strlen(s->directories.item[i]), origin, name,
                         out))
            return true;
    return false;
}

/* ---- the walk ---- */

static void walk(struct search *s, const char *host_path, const char *guest_path)
{
    struct dynamic d;
    char origin[PATH_MAX], where[PATH_MAX], package[128];
    if (!read_dynamic(host_path, s->arch, &d))
        return;
    snprintf(origin, sizeof origin, "%s", guest_path);
    char *slash = strrchr(origin, '/');
    if (slash)
        *slash = 0;
    for (size_t i = 0; i < d.needed.count && s->names.count < LIBRARIES_MAX; i++) {
        const char *name = d.needed.item[i];
        if (seen(&s->names, name))
            continue;
        string_list_add(&s->names, strdup(name));
        if (locate(s, &d, origin, name, where)) {
            char guest[PATH_MAX];
            s->found++;
            snprintf(guest, sizeof guest, "%s", where);
            lx_path_to_guest(guest);
            walk(s, where, guest);
            continue;
        }
        s->missing++;
        bool known = doctor_package(name, package, sizeof package);
        doctor_say(DOCTOR_FAIL, "library %s (for %s) is missing; Debian's package is %s%s:%s", name,
                   guest_path, known ? "" : "probably ", package, s->arch->debian_arch);
        if (!seen(&s->packages, package))
            string_list_add(&s->packages, strdup(package));
    }
    free_dynamic(&d);
}

static void how_to_install(const struct search *s, const char *prefix)
{
    const char *arch = s->arch->debian_arch;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return;
    if (prefix)
        fprintf(out, "what is missing below %s, as packages:", prefix);
    else
        fprintf(out, "as root: dpkg --add-architecture %s && apt-get update && apt-get install",
                arch);
    for (size_t i = 0; i < s->packages.count; i++)
        fprintf(out, " %s:%s", s->packages.item[i], arch);
    if (!fclose(out))
        doctor_say(DOCTOR_NOTE, "%s", text);
    free(text);
}

void doctor_libraries(const struct program *p, const char *prefix)
{
    struct search s = {.arch = p->arch};
    if (!p->image.interp)
        return;
    add_defaults(&s, p);
    walk(&s, p->host_path, p->guest_path ? p->guest_path : p->host_path);
    if (s.found && !s.missing)
        doctor_say(DOCTOR_OK, "all %u libraries are there", s.found);
    if (s.missing)
        how_to_install(&s, prefix);
    free_list(&s.names);
    free_list(&s.directories);
    free_list(&s.packages);
}
