/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `ferry` can do beside running one program: its commands.
 *
 *   ferry --list-guests         the guests and their binfmt_misc lines, for scripts
 *   ferry --doctor [PROGRAM]    why something does or does not run
 *   ferry chroot DIR [CMD...]   a program inside a foreign root file system, without root
 *   ferry run --rootfs DIR ...  rights and without binfmt_misc; the same, more options
 *
 * In: the command line.  Out: text and an exit status, or (chroot, run) a prepared process whose
 * main goes on with the rest of the command line.
 * Invariant: only a launcher named `ferry` that a person called has commands; the
 * kernel's binfmt_misc never meets them.
 */
#ifndef FERRY_LINUX_USER_COMMAND_H
#define FERRY_LINUX_USER_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "linux-user/arch.h"

/* ---- guests.c ---- */

enum { GUEST_MAGIC = 20 }; /* bytes of an ELF header up to e_machine */

/* What binfmt_misc compares for a guest: (file ^ magic) & mask == 0. */
struct guest_magic {
    uint8_t magic[GUEST_MAGIC], mask[GUEST_MAGIC];
};

struct guest_magic guest_magic(const struct linux_arch *arch);

/* A line a guest: name, Debian's name, magic, mask (both \xNN...), all names; tab-separated. */
void guests_list(void);

/*
 * The registration's line for /proc/sys/fs/binfmt_misc/register; `flags` as "FPO".  Returns
 * snprintf's count.
 */
int guest_register_line(const struct linux_arch *arch, const char *interpreter, const char *flags,
                        char *buffer, unsigned size);

/* ---- doctor.c ---- */

/* Explains on stdout; 0: nothing stands in the way, 1: something does (or no such file). */
int doctor(const char *path, const char *prefix);

/* ---- rootless.c ---- */

struct rootless;

/*
 * `ferry chroot` and `ferry run`: takes their own options from argv (argv[0] is the command's
 * name); *next becomes the index of the first word that is not theirs.  Ends the process with a
 * message when they are wrong.
 */
struct rootless *rootless_parse(int argc, char **argv, int *next);

/*
 * Enters the root file system: returns in a child process that has namespaces, mounts, user and
 * root directory as asked for; its parents wait and pass its end on.
 */
void rootless_enter(const struct rootless *r);

/* The path of a command without a slash, found along PATH (malloc'ed); NULL: there is none. */
char *rootless_which(const char *name, const char *path);

/* Why this process can't make user namespaces: a sentence, or NULL when it can. */
const char *rootless_obstacle(void);

#endif
