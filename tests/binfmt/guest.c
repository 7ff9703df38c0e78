/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest program that tells who it is: argv, user ids, whether it is privileged, AT_EXECFD.
 *
 * In: argv; "run PATH ARGS..." executes another program.  Out: lines of text.
 * Built by the tests of this folder with the cross compiler, statically.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "run")) {
        execv(argv[2], argv + 2);
        printf("execv: %s\n", strerror(errno));
        return 1;
    }
    for (int i = 0; i < argc; i++)
        printf("arg [%s]\n", argv[i]);
    printf("uid %u euid %u secure %lu\n", getuid(), geteuid(), getauxval(AT_SECURE));
    return 5;
}
