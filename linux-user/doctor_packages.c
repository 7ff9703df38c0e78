/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which Debian package has a shared library.
 *
 * In: a soname; what dpkg knows on this machine and below the sysroot.  Out: the package's name.
 * Rule: deb-shlibs(5) for packages that are installed (of whatever architecture, for their names
 * are the same); else Debian policy 8.1: libfoo.so.1 is in libfoo1, libfoo-2.so.1 and libfoo2.so.1
 * in libfoo-2-1 and libfoo2-1, but for some names that are older than the rule.
 */
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "linux-user/doctor.h"
#include "linux-user/task.h"

/* "libfoo.so.1" and "libfoo-1.so" into "libfoo" and "1". */
static bool split(const char *soname, char *name, char *version, size_t size)
{
    const char *so = strstr(soname, ".so"), *dash;
    if (!so)
        return false;
    snprintf(name, size, "%.*s", (int)(so - soname), soname);
    snprintf(version, size, "%s", so[3] == '.' ? so + 4 : "");
    if (!*version && (dash = strrchr(name, '-'))) {
        snprintf(version, size, "%s", dash + 1);
        name[dash - name] = 0;
    }
    return true;
}

static bool find_in_file(const char *path, const char *name, const char *version, char *out,
                         size_t size)
{
    char line[512], library[128], number[128], package[128];
    bool found = false;
    FILE *file = fopen(path, "re");
    while (file && !found && fgets(line, sizeof line, file)) {
        found = sscanf(line, "%127s %127s %127s", library, number, package) == 3 &&
                !strcmp(library, name) && !strcmp(number, version);
        if (found)
            snprintf(out, size, "%s", package);
    }
    if (file)
        fclose(file);
    return found;
}

static bool find_installed(const char *root, const char *name, const char *version, char *out,
                           size_t size)
{
    char pattern[PATH_MAX + 32];
    bool found = false;
    glob_t files;
    snprintf(pattern, sizeof pattern, "%s/var/lib/dpkg/info/*.shlibs", root);
    if (glob(pattern, GLOB_NOSORT, NULL, &files))
        return false;
    for (size_t i = 0; i < files.gl_pathc && !found; i++)
        found = find_in_file(files.gl_pathv[i], name, version, out, size);
    globfree(&files);
    return found;
}

static void by_rule(const char *soname, char *out, size_t size)
{
    /* The beginning of a soname, its package; one that ends with '*' takes the version. */
    static const struct {
        const char *soname, *package;
    } old[] = {{"ld-linux", "libc6"},
               {"libanl.so.", "libc6"},
               {"libc.so.", "libc6"},
               {"libcares.so.2", "libc-ares2"},
               {"libdl.so.", "libc6"},
               {"libgcc_s.so.1", "libgcc-s1"},
               {"libgdk-3.so.0", "libgtk-3-0"},
               {"libgio-2.0.so.0", "libglib2.0-0"},
               {"libglib-2.0.so.0", "libglib2.0-0"},
               {"libgmodule-2.0.so.0", "libglib2.0-0"},
               {"libgobject-2.0.so.0", "libglib2.0-0"},
               {"libgthread-2.0.so.0", "libglib2.0-0"},
               {"libicudata.so.", "libicu*"},
               {"libicui18n.so.", "libicu*"},
               {"libicuuc.so.", "libicu*"},
               {"libjpeg.so.62", "libjpeg62-turbo"},
               {"libm.so.", "libc6"},
               {"libmvec.so.", "libc6"},
               {"libnsl.so.1", "libc6"},
               {"libpthread.so.", "libc6"},
               {"libresolv.so.", "libc6"},
               {"librt.so.", "libc6"},
               {"libthread_db.so.", "libc6"},
               {"libutil.so.", "libc6"},
               {"libxml2.so.2", "libxml2"},
               {"libz.so.1", "zlib1g"}};
    const char *so = strstr(soname, ".so");
    int stem = so ? (int)(so - soname) : (int)strlen(soname);
    const char *version = so && so[3] == '.' ? so + 4 : "";
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        if (!strncmp(soname, old[i].soname, strlen(old[i].soname))) {
            int length = (int)strcspn(old[i].package, "*");
            snprintf(out, size, "%.*s%s", length, old[i].package,
                     old[i].package[length] ? version : "");
            return;
        }
    }
    bool dash = stem && *version && soname[stem - 1] >= '0' && soname[stem - 1] <= '9';
    snprintf(out, size, "%.*s%s%s", stem, soname, dash ? "-" : "", version);
    for (char *c = out; *c; c++)
        *c = *c == '_' ? '-' : *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
}

bool doctor_package(const char *soname, char *out, size_t size)
{
    char name[128], version[128];
    if (split(soname, name, version, sizeof name) &&
        (find_installed("", name, version, out, size) ||
         (lx_process.sysroot && find_installed(lx_process.sysroot, name, version, out, size))))
        return true;
    by_rule(soname, out, size);
    return false;
}
