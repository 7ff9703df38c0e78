/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's data for the vdso: a mapping of its own below it. */
#include <stdio.h>
#include <string.h>

int main(void)
{
    FILE *f = fopen("/proc/self/maps", "r");
    char line[512], perms[8], name[256];
    unsigned long start, end, data = 0;

    while (fgets(line, sizeof(line), f)) {
        name[0] = 0;
        sscanf(line, "%lx-%lx %7s %*s %*s %*s %255s", &start, &end, perms, name);
        if (!strcmp(name, "[vvar]")) {
            printf("vvar %s %d pages\n", perms, (int)((end - start) / 4096));
            data = end;
        } else if (!strncmp(name, "[vvar_", 6)) {
            data = end; /* an architecture's more */
        } else if (!strcmp(name, "[vdso]")) {
            printf("vdso %s behind it %d\n", perms, start == data);
        }
    }
    return 0;
}
