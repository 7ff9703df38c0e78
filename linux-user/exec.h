/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * execve by a running guest, without binfmt_misc.
 *
 * A guest program is run by executing ourselves again: argv is exactly the
 * guest's (so that /proc/PID/cmdline is right from the first moment), the environment is
 * the guest's plus one variable, FERRY_START, that carries options and the open
 * file; the launcher takes it out before the guest sees it.  A host program is executed by the
 * host.  docs/exec.md tells the details.
 */
#ifndef FERRY_LINUX_USER_EXEC_H
#define FERRY_LINUX_USER_EXEC_H

#include <stdbool.h>

struct string_list;
struct task;

/* Name of the variable; it never reaches a guest, neither as ours nor as its own. */
#define EXEC_VARIABLE "FERRY_START"

/*
 * execve(path) with dirfd AT_FDCWD and flags 0; execveat with AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW,
 * AT_EXECVE_CHECK.  argv and envp are host memory, NULL-terminated; an empty argv becomes {""}.
 * Does not return on success, except with AT_EXECVE_CHECK; otherwise the kernel's
 * -errno, and nothing has changed.
 */
long lx_execve(struct task *task, int dirfd, const char *path, char *const *argv, char *const *envp,
               int flags);

/*
 * Frees what the last execve of this task left; for lx_task_free, after a vfork child's success
 * (its descriptors are not ours: close_file false).
 */
void lx_exec_forget(struct task *task, bool close_file);

/*
 * To be called before chroot, pivot_root, setns of a mount namespace and unmounting: keeps our own
 * executable reachable where /proc may be missing.
 */
void lx_exec_keep_self(void);

/* Is this one of the launcher's descriptors that lx_exec_keep_self made? */
bool lx_exec_is_own_fd(int fd);

/* The words of EXEC_VARIABLE's value: lengths and texts ("2:-L5:/root").  False: malformed. */
bool lx_exec_unpack(const char *value, struct string_list *words);
/* The value for these words, malloc'ed. */
char *lx_exec_pack(const struct string_list *words);

/* At start: the descriptor that lx_exec_keep_self of the program before us made. */
void lx_exec_set_self(int fd);

#endif
