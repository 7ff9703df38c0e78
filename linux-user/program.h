/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a path to a program: which ELF file runs, with which arguments, for
 * which guest.
 *
 * In: what execve gets.  Out: an open, checked ELF file; scripts have been
 * followed.  Invariants: all checks are made that the kernel makes before execve's
 * point of no return, with its errnos, and nothing of the process has
 * changed; no file stays open but the program's own and its interpreter's.
 */
#ifndef FERRY_LINUX_USER_PROGRAM_H
#define FERRY_LINUX_USER_PROGRAM_H

#include <stdbool.h>

#include "loader/elf.h"
#include "linux-user/arch.h"

struct task;

struct program {
    const struct linux_arch *arch; /* NULL: no guest of ours */
    bool native;                   /* the host runs it itself */
    bool privileged;               /* set-user-id or set-group-id */
    bool is_script;                /* at least one #! line was followed */
    bool is_elf;                   /* it has an ELF header, though perhaps a wrong one */
    int fd;                        /* open for reading, close-on-exec; -1: not readable */
    char *execfn;                  /* the path that was executed: AT_EXECFN, comm */
    char *guest_path;              /* absolute name of the ELF file as the guest sees it */
    char *host_path;               /* as the host opens it */
    char **argv;                   /* final, NULL-terminated; own array, own strings */
    struct elf_image image;        /* parsed when arch is set */
    char *interp_host;             /* host path of image.interp, or NULL */
    int interp_fd;                 /* like fd; -1: there is no interpreter */
    struct elf_image interp;       /* parsed when interp_fd is open */
};

/* What is to be executed: a path seen from dirfd, or (path empty, AT_EMPTY_PATH) dirfd itself. */
struct program_request {
    struct task *task; /* NULL while there is none */
    int dirfd;
    const char *path;
    int flags; /* AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW */
    char *const *argv;
};

/*
 * Fills `program`; free with program_free, also after a failure.  0, or -errno
 * with a sentence in `e`.  What is no guest's and not the host's is -ENOEXEC.
 */
int program_find(const struct program_request *request, struct program *program,
                 struct loader_error *e);

/*
 * The same for an ELF file that is open already and whose scripts have been followed:
 * fd is taken over, also on failure; argv's strings are copied.
 */
int program_take(int fd, const char *execfn, const char *host_path, char *const *argv,
                 struct program *program, struct loader_error *e);

void program_free(struct program *program);

/* strv as a new array of new strings; NULL without memory. */
char **program_copy_list(char *const *list);
void program_free_list(char **list);

#endif
