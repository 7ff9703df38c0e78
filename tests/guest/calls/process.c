// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes and threads: made, run, waited for; futexes; what is asked about them. */
#include <linux/futex.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include "call.h"

static uint32_t word, other;
static struct {
    uint64_t value, address;
    uint32_t flags, spare;
} waiters[2];
static int64_t none[2] = {0, 1}, odd[2] = {0, 1000000000};
static siginfo_t info;
static struct rusage usage;
static uint64_t args[11];
static char *argv[] = {"program", 0};
static int status;
static struct {
    int type, value;
} bytes[16];
static char buffer[4096];
static uint32_t size = 4096, ids[64];
static long head;
static void *where;

int main(void)
{
    int self, file = open("file", O_RDWR | O_CREAT, 0644), ns;
    pid_t child;

    /* Made and waited for. */
    child = SOME(clone, SIGCHLD, 0, 0, 0, 0);
    if (!child)
        _exit(3);
    tell("same", CALL_RAW(wait4, child, &status, 0, &usage) == child);
    tell("status", status);
    CALL(clone, CLONE_THREAD, 0, 0, 0, 0);
    CALL(clone, CLONE_SIGHAND, 0, 0, 0, 0);
    CALL(clone, CLONE_NEWNS | CLONE_FS, 0, 0, 0, 0);
    args[4] = SIGCHLD;
    child = SOME(clone3, args, 64);
    if (!child)
        _exit(4);
    CALL(waitid, P_PID, child, &info, WEXITED | WNOWAIT, 0);
    tell("status", info.si_status);
    CALL(waitid, P_PID, child, &info, WEXITED, BAD);
    CALL(waitid, P_PID, child, &info, WEXITED, 0);
    CALL(waitid, P_PID, 0, &info, 0, 0);
    CALL(waitid, 99, 0, &info, WEXITED, 0);
    CALL(waitid, P_ALL, 0, BAD, WEXITED | WNOHANG, 0);
    CALL(clone3, args, 8);
    CALL(clone3, BAD, 64);
    args[4] = 99;
    CALL(clone3, args, 64);
    CALL(wait4, -1, &status, 0, 0);
    CALL(wait4, -1, &status, 1 << 20, 0);
    CALL(wait4, 1 << 29, &status, 0, 0);
    CHILD(CALL_RAW(exit, 5));
    CHILD(CALL_RAW(exit_group, 6));
    tell("tid", CALL_RAW(set_tid_address, &word) == getpid());
    CALL(set_robust_list, &head, 4);
    CALL(get_robust_list, 0, &where, BAD);
    CALL(get_robust_list, 1 << 29, &where, &head);
    tell("list", CALL_RAW(get_robust_list, 0, &where, &head));
    CALL(rseq, 0, 32, 1, 0);
    CALL(rseq, BAD, 4, 0, 0);

    /* Programs. */
    CALL(execve, "none", argv, 0);
    CALL(execve, "file", argv, 0);
    CALL(execve, ".", argv, 0);
    CALL(execve, BAD, argv, 0);
    fchmod(file, 0755);
    CALL(execve, "file", argv, 0);
    write(file, "#!none\n", 7);
    CALL(execve, "file", argv, 0);
    CHILD(CALL_RAW(execve, "/bin/true", argv, 0));
    CHILD(CALL(execve, "/bin/true", BAD, 0));
    CALL(execveat, CWD, "none", argv, 0, 0);
    CALL(execveat, file, "", argv, 0, 0);
    CALL(execveat, 99, "", argv, 0, AT_EMPTY_PATH);
    CALL(execveat, CWD, "file", argv, 0, 1);
    symlink("/bin/true", "link");
    CALL(execveat, CWD, "link", argv, 0, AT_SYMLINK_NOFOLLOW);
    CHILD(CALL_RAW(execveat, open("/bin/true", O_RDONLY), "", argv, 0, AT_EMPTY_PATH));

    /* Words of memory. */
    CALL(futex, &word, FUTEX_WAIT, 1, 0, 0, 0);
    CALL(futex, &word, FUTEX_WAKE, 1, 0, 0, 0);
    CALL(futex, &word, 99, 1, 0, 0, 0);
    CALL(futex, BAD, FUTEX_WAIT, 1, 0, 0, 0);
    CALL(futex, (char *)&word + 1, FUTEX_WAIT, 1, 0, 0, 0);
    CALL(futex, &word, FUTEX_CMP_REQUEUE, 1, 1, &other, 1);
    CALL(futex, &word, FUTEX_WAKE_OP, 1, 1, &other, 0);
    CALL(futex, &word, FUTEX_UNLOCK_PI, 0, 0, 0, 0);
    waiters[0].address = (uintptr_t)&word;
    waiters[0].flags = 2;
    waiters[0].value = 1;
    CALL(futex_waitv, waiters, 1, 0, none, CLOCK_MONOTONIC);
    waiters[0].value = 0;
    CALL(futex_waitv, waiters, 1, 0, none, CLOCK_MONOTONIC);
    CALL(futex_waitv, waiters, 1, 0, odd, CLOCK_MONOTONIC);
    CALL(futex_waitv, waiters, 0, 0, none, CLOCK_MONOTONIC);
    CALL(futex_waitv, waiters, 1, 1, none, CLOCK_MONOTONIC);
    CALL(futex_waitv, BAD, 1, 0, none, CLOCK_MONOTONIC);
    CALL(futex_wake, &word, ~0u, 1, 2);
    CALL(futex_wake, &word, 0, 1, 2);
    CALL(futex_wake, &word, ~0u, 1, 64);
    CALL(futex_wake, (char *)&word + 1, ~0u, 1, 2);
    CALL(futex_wait, &word, 1, ~0u, 2, none, CLOCK_MONOTONIC);
    CALL(futex_wait, &word, 0, ~0u, 2, none, CLOCK_MONOTONIC);
    CALL(futex_wait, &word, 0, 0, 2, none, CLOCK_MONOTONIC);
    CALL(futex_wait, &word, 0, ~0u, 2, BAD, CLOCK_MONOTONIC);
    CALL(futex_wait, BAD, 0, ~0u, 2, none, CLOCK_MONOTONIC);
    waiters[1] = waiters[0];
    waiters[1].address = (uintptr_t)&other;
    CALL(futex_requeue, waiters, 0, 1, 1);
    waiters[0].value = 1;
    CALL(futex_requeue, waiters, 0, 1, 1);
    CALL(futex_requeue, waiters, 1, 1, 1);
    CALL(futex_requeue, BAD, 0, 1, 1);

    /* Namespaces and descriptors of processes. */
    CALL(unshare, 1);
    CALL(unshare, CLONE_FILES | CLONE_FS);
    ns = open("/proc/self/ns/uts", O_RDONLY);
    CALL(setns, ns, CLONE_NEWUTS);
    CALL(setns, ns, CLONE_NEWNET);
    CALL(setns, file, 0);
    CALL(setns, 99, 0);
    self = SOME(pidfd_open, getpid(), 0);
    CALL(pidfd_open, 1 << 29, 0);
    CALL(pidfd_open, -1, 0);
    CALL(pidfd_open, getpid(), 1);
    SOME(pidfd_getfd, self, file, 0);
    CALL(pidfd_getfd, self, 99, 0);
    CALL(pidfd_getfd, file, file, 0);
    CALL(pidfd_getfd, 99, file, 0);
    CALL(pidfd_getfd, self, file, 1);
    CALL(pidfd_send_signal, self, 0, 0, 0);
    CALL(pidfd_send_signal, self, 99, 0, 0);
    CALL(pidfd_send_signal, self, 0, BAD, 0);
    CALL(pidfd_send_signal, self, 0, 0, 64);
    CALL(pidfd_send_signal, file, 0, 0, 0);
    CALL(pidfd_send_signal, 99, 0, 0, 0);
    CALL(kcmp, getpid(), getpid(), 0, file, file);
    CALL(kcmp, getpid(), getpid(), 0, file, 99);
    CALL(kcmp, getpid(), getpid(), 1, 0, 0);
    CALL(kcmp, getpid(), getpid(), 99, 0, 0);
    CALL(kcmp, getpid(), 1 << 29, 1, 0, 0);
    CALL(prctl, PR_SET_NAME, "name", 0, 0, 0);
    CALL(prctl, PR_GET_NAME, buffer, 0, 0, 0);
    printf("  %s\n", buffer);
    CALL(prctl, PR_SET_NAME, BAD, 0, 0, 0);
    CALL(prctl, PR_SET_PDEATHSIG, 99, 0, 0, 0);
    CALL(prctl, PR_GET_DUMPABLE, 0, 0, 0, 0);
    CALL(prctl, PR_SET_DUMPABLE, 99, 0, 0, 0);
    CALL(prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    CALL(prctl, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
    CALL(prctl, 9999, 0, 0, 0, 0);
    tell("personality", CALL_RAW(personality, -1));
    CALL(personality, 0x0040000);
    CALL(personality, 0);
    CALL(ptrace, PTRACE_ATTACH, 1 << 29, 0, 0);
    CALL(ptrace, PTRACE_ATTACH, getpid(), 0, 0);
    CALL(ptrace, PTRACE_CONT, getpid(), 0, 0);
    CALL(seccomp, 99, 0, 0);
    CALL(seccomp, 1, 0, BAD);
    CALL(seccomp, 1, 1 << 30, 0);
    CALL(seccomp, 2, 0, &(uint32_t){0x7fff0000});
    CALL(seccomp, 2, 0, BAD);
    CALL(seccomp, 2, 1, 0);
    CALL(perf_event_open, BAD, 0, -1, -1, 0);
    CALL(perf_event_open, args, 0, -1, -1, 1 << 30);
    CALL(bpf, 9999, buffer, 4);
    CALL(bpf, 0, BAD, 64);
    CALL(landlock_create_ruleset, 0, 0, 1) > 0;
    CALL(landlock_create_ruleset, 0, 0, 9);
    CALL(landlock_create_ruleset, BAD, 8, 0);
    CALL(landlock_add_rule, file, 1, buffer, 0);
    CALL(landlock_add_rule, 99, 1, buffer, 0);
    CALL(landlock_add_rule, 99, 1, buffer, 1);
    CALL(landlock_restrict_self, file, 0);
    CALL(landlock_restrict_self, 99, 1 << 20);
    CALL(lsm_list_modules, ids, &size, 0);
    CALL(lsm_list_modules, ids, &size, 1);
    CALL(lsm_list_modules, ids, BAD, 0);
    size = 4096;
    CALL(lsm_get_self_attr, 100, buffer, &size, 0);
    CALL(lsm_get_self_attr, 0, buffer, &size, 0);
    CALL(lsm_get_self_attr, 100, buffer, BAD, 0);
    CALL(lsm_get_self_attr, 100, buffer, &size, 64);
    CALL(lsm_set_self_attr, 100, buffer, 32, 0);
    CALL(lsm_set_self_attr, 100, BAD, 32, 0);
    CALL(lsm_set_self_attr, 100, buffer, 32, 1);
    CALL(seccomp, 0, 1, 0);
    CHILD(CALL_RAW(seccomp, 0, 0, 0); _exit(2));
    return 0;
}
