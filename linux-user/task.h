/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Linux guest process and its threads.
 *
 * In: the guest's `struct linux_arch`, the program image made by loader/ and
 * exec.c.  Out: running guest threads; clone, fork, vfork and exit with the
 * kernel's semantics; access to guest memory for system calls.
 *
 * Invariants: a guest thread is a host thread and has its host tid.  There is
 * one `struct process` (lx_process); all mutable state of linux-user hangs on
 * it.  A guest address equals the host address for 64-bit guests.  A guest
 * pointer is never dereferenced: it is copied through lx_copy_*, which gives
 * -EFAULT, or handed to the host kernel, which gives it too.
 *
 * The life of a system call: loop.c takes number and arguments out of the
 * registers (arch->get_call), calls sys_call(), puts the result back
 * (arch->set_result).  A handler returns a value >= 0, -errno, or one of the
 * LX_E* codes below.
 */
#ifndef FERRY_LINUX_USER_TASK_H
#define FERRY_LINUX_USER_TASK_H

#include "base/abi.h"
#include "linux-user/hostvdso.h"
#include "linux-user/limits.h"
#include "linux-user/rseq.h"
#include "linux-user/signal.h"
#include "linux-user/trace.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct cpu_common; /* tcg/exec/cpu.h */
struct linux_arch; /* linux-user/arch.h */
struct space;      /* linux-user/space.h */
struct exec_state; /* linux-user/exec.c */
struct uring;      /* syscalls/linux/uring.c */
struct gdb;        /* linux-user/gdb_impl.h */
struct tracee;     /* syscalls/linux/ptrace.c */
struct exec;
struct ir_call;        /* tcg/exec/exec.h */
struct seccomp_filter; /* syscalls/linux/seccomp.c */

/*
 * Codes which a system-call handler may return (negated) beside errno values.
 * The guest never sees them.
 */
enum {
    /* Run the system call again after the pending signal's handler: nothing has happened. */
    LX_ERESTART = 512,
    /* The registers are final already (sigreturn): write no result. */
    LX_EJUSTRETURN = 601, /* beyond what a cut call shows a tracer (enum lx_cut) */
    /* This thread is over (exit): unwind to lx_loop's caller. */
    LX_ETHREADEXIT = 602,
};

/* A call that a signal has cut short, as the kernel calls what comes next (ERESTART*). */
enum lx_cut {
    LX_CUT_SYS = 512,    /* again, but after a handler without SA_RESTART: EINTR */
    LX_CUT_NOINTR = 513, /* again */
    LX_CUT_NOHAND = 514, /* again if there is no handler */
    LX_CUT_BLOCK = 516,  /* likewise, but as restart_syscall */
};

/*
 * The registers are before the call then, as a tracer has to see them; the safe point decides.
 * Known only where a tracer's launcher has told it: else the host's kernel restarts by itself.
 */
struct lx_restart {
    unsigned cut;    /* enum lx_cut; 0: none */
    bool kept;       /* the host's kernel would go on with it in its own restart_syscall */
    bool shut;       /* since a handler ended, what tracers have to say is kept out */
    bool renumber;   /* the call at pc is to be made as restart_syscall */
    bool hidden;     /* by what the guest does not see: what becomes of it depends on the call */
    bool whole;      /* it has not begun, but was seen by a tracer or a filter: all of it again */
    gaddr pc, after; /* of its instruction */
    uint64_t nr, arg[6]; /* of a whole one */
    /* Of a sleep that is converted: where the host puts what is left, and where that belongs. */
    int64_t left[2];
    gaddr left_to;
    unsigned left_type; /* enum sys_struct */
};

/* Syscall user dispatch (syscalls/linux/dispatch.h). */
struct lx_dispatch {
    bool on;
    gaddr selector; /* of a byte that says what to do, or 0 */
    uint64_t start, length;
};

/* One guest thread.  Fields are written by the thread itself only, except where said. */
struct task {
    struct cpu_common *cpu;   /* guest registers; owned */
    struct process *process;  /* == &lx_process */
    struct task *next, *prev; /* all tasks of the process, under process->tasks_lock */
    pid_t tid;                /* host tid == guest tid */

    struct lx_sighand *sighand; /* handlers; shared by threads, copied for a vfork child */
    struct lx_sigstate sig;     /* masks, the one pending signal, alternate stack */

    gaddr robust_list;     /* set_robust_list: the host kernel has it too, or robust.c walks it */
    uint64_t robust_size;  /* length given with it */
    struct lx_rseq rseq;   /* the registered struct rseq: a new thread has none */
    gaddr clear_child_tid; /* CLONE_CHILD_CLEARTID or set_tid_address; 0: none */
    int exit_status;       /* valid once a handler returned -LX_ETHREADEXIT */

    unsigned seccomp_mode;          /* SECCOMP_MODE_*; another thread's TSYNC may set it */
    struct seccomp_filter *seccomp; /* the newest filter; likewise */
    bool no_new_privs_due;          /* a TSYNC has given it no_new_privs, likewise */

    struct lx_dispatch dispatch; /* not inherited */
    bool tagged; /* arm64's PR_TAGGED_ADDR_ENABLE: the top bytes of addresses mean nothing to calls
                  */
    struct lx_restart restart;

    struct lx_trace trace; /* of a tracer (docs/ptrace.md), which reads and writes it */

    struct exec_state *exec; /* exec.c: what a running or successful execve has allocated */

    bool is_vfork_child; /* shares host TLS and memory with its suspended parent */
    bool is_main;        /* runs on the launcher's first thread */
    void *host_stack;    /* mapping of stack, guard and signal stack; NULL for the main thread */
    void *tls_stack; /* the host stack that holds libc's TLS, if that is borrowed: of a vfork child,
                        and of a thread with a chosen id */
};

/* Spare host stacks, see hoststack.c. */
struct host_stacks {
    pthread_mutex_t lock;
    void *spares;
    unsigned count;
};

/* The guest process: exactly one, lx_process. */
struct process {
    const struct linux_arch *arch;
    const uint8_t *signal_map; /* guest signal -> host signal [65], NULL: equal */
    struct space *space;
    struct exec *exec; /* the translator (tcg/exec/exec.h); made by lx_start_translator */

    /* What the program is; set by exec.c before the first instruction runs. */
    char *exe_path;      /* absolute path that /proc/self/exe shows to the guest */
    char *exe_host_path; /* path under which the host opens it (with the sysroot); may equal
                            exe_path */
    char comm[16];       /* PR_GET_NAME of the main thread at start */
    int argc;            /* guest's arguments, for messages and core files */
    char **argv;
    uint8_t *auxv;    /* as the guest's stack holds it, AT_NULL included */
    size_t auxv_size; /* bytes */
    gaddr start_code, end_code, start_data, end_data;
    gaddr start_stack;        /* initial stack pointer */
    gaddr fdpic_map[2];       /* of an FDPIC program: its map, its interpreter's; else 0 */
    gaddr arg_start, arg_end; /* argv strings on the guest's stack */
    gaddr env_start, env_end;
    gaddr vdso_start, vdso_end;      /* 0: none */
    const struct ir_call *vdso_call; /* where its functions have arguments and result */
    lx_clock *vdso_clock;            /* hostvdso.h; NULL: words in another order than the host's */
    gaddr vdso_text;                 /* where vdso_spec's offsets start */
    gaddr vdso_sigreturn;            /* address of the trampoline which frames return to */
    gaddr vdso_restart;              /* unused where 0 */

    const char *sysroot;       /* -L, without trailing slash, or NULL */
    const char *uname_release; /* -r, or NULL for the host's */
    const char *self_path;     /* the launcher's own file, for exec and messages */
    const char *core_name;     /* base name of the guest program, for core files */
    bool strace;               /* -strace */
    bool published;            /* the kernel knows cmdline, environ, auxv (load.c) */

    pthread_mutex_t tasks_lock;
    struct task *tasks; /* list of all */
    int task_count;
    bool ever_threaded;               /* a second thread has existed */
    struct helper *helpers;           /* clone_thread.c, under tasks_lock */
    int lenders;                      /* likewise: threads whose TLS another one uses */
    unsigned forks;                   /* from the first process of the program to this one */
    struct sys_state *syscalls;       /* syscalls/engine.h; made by the first system call */
    struct sys_state *syscalls_other; /* those of the ABI's calls that came first beside it */
    struct host_stacks stacks;
    struct lx_rseqs rseqs;
    bool membarrier; /* the guest has registered for MEMBARRIER_CMD_PRIVATE_EXPEDITED */
    struct lx_limits limits;
    struct uring *urings; /* syscalls/linux/uring.c, under urings_lock */
    pthread_mutex_t urings_lock;
    struct tracee *tracees; /* syscalls/linux/ptrace.c, under tracees_lock */
    pthread_mutex_t tracees_lock;
    uint64_t peak_size, peak_resident; /* that somebody has seen in /proc/self/status, in bytes */
    struct gdb *gdb;                   /* the gdb server of -g, or NULL */
    unsigned mdwe;                     /* PR_SET_MDWE's bits */
    int compat;                        /* lx_compat_call: 0 is not known yet */
    bool reads_exec;                   /* personality READ_IMPLIES_EXEC */
    bool writes_mem;                   /* the guest has opened some /proc/PID/mem for writing */
    int exec_fd;         /* exec.c: a descriptor of our own executable, plus 1; 0: none */
    const void *options; /* base/options.h: the parsed command line (main.c owns it) */
};

extern struct process lx_process;

/* The calling thread's task; NULL in a host thread which is no guest thread. */
struct task *task_self(void);

/*
 * Prepares the process (space, signal state taken over from the host, main
 * task bound to the calling thread).  To be called once, early, before other
 * threads exist.  Returns the main task, or NULL with errno.
 */
struct task *lx_process_init(const struct linux_arch *arch);

/*
 * Makes the translator for the process (lx_process.exec) and resets the main task's CPU to
 * `cpu_model` (of target->cpu_find, also in *options).  After lx_process_init, before the program
 * is loaded.
 */
struct exec_options;
void lx_start_translator(struct task *task, const struct exec_options *options);

/* Runs the guest thread until it exits.  Returns its exit status (8 bits are significant). */
int lx_loop(struct task *task);

/* Ends the process as exit_group does.  Never returns. */
_Noreturn void lx_exit_group(struct task *task, int status);

/* The end of the main thread after lx_loop, when its last call was exit: others may live on. */
_Noreturn void lx_main_thread_exit(struct task *task, int status);

/* Ends only this thread as exit does: a handler returns lx_exit_thread()'s value. */
long lx_exit_thread(struct task *task, int status);

/* Arguments of clone, in the host's layout of struct clone_args (clone3). */
struct lx_clone_args {
    uint64_t flags; /* CLONE_*, without the exit signal */
    gaddr pidfd, child_tid, parent_tid;
    uint64_t exit_signal; /* guest number */
    gaddr stack;          /* new stack pointer (its top); 0: keep */
    gaddr tls;
    const pid_t *set_tid; /* copied in by the caller; may be NULL */
    size_t set_tid_size;  /* elements */
    uint64_t cgroup;      /* fd, with CLONE_INTO_CGROUP */
};

/*
 * clone, clone3, fork and vfork.  Returns the child's tid in the parent, 0 in
 * the child of a fork, or -errno.  Threads and children that share memory
 * start in their own loop; the call then returns in the parent only.
 * Argument checks are the kernel's.
 */
long lx_clone(struct task *task, const struct lx_clone_args *args);

/* A thread of the launcher's own, which runs fn(arg) with all signals blocked.  0 or -errno. */
long lx_start_helper(struct task *task, void (*fn)(void *), void *arg);

long lx_set_tid_address(struct task *task, gaddr address);
/* size must be the ABI's sizeof(struct robust_list_head), else -EINVAL. */
long lx_set_robust_list(struct task *task, gaddr head, uint64_t size);
/* pid 0: the caller. Writes head and size to guest memory. */
long lx_get_robust_list(struct task *task, int pid, gaddr head_ptr, gaddr size_ptr);

/*
 * Lists that the host kernel can't walk since their words are not its own (robust.c): the futexes
 * of a thread that ends, or of all threads of a process that does, become free (futex(2)).
 */
void lx_robust_exit(const struct task *task);
void lx_robust_exit_all(const struct task *task);

/* An address without the tag of arm64, its top byte. */
static inline gaddr lx_untag(gaddr address)
{
    return (gaddr)((int64_t)(address << 8) >> 8);
}

/*
 * Guest memory.  All are safe on any address and never fault the launcher.
 * They return 0 (or what is said) or -EFAULT.  Launcher memory is out of reach.
 */
long lx_copy_from_guest(void *to, gaddr from, size_t size);
long lx_copy_to_guest(gaddr to, const void *from, size_t size);
long lx_clear_guest(gaddr to, size_t size);
/*
 * Copies a string with its NUL.  Returns its length without the NUL, -EFAULT,
 * or -ENAMETOOLONG when no NUL is among the first `size` bytes.
 */
long lx_string_from_guest(char *to, gaddr from, size_t size);
/* Length without NUL, at most `limit` (then there is no NUL within it); -EFAULT. */
long lx_string_length(gaddr from, size_t limit);
/* A malloc'ed copy in *out (PATH_MAX limit, free() it), or -EFAULT, -ENAMETOOLONG, -ENOMEM. */
long lx_path_from_guest(char **out, gaddr from);

/* Plain values in host byte order and size; the caller converts byte order. */
static inline long lx_get_u32(uint32_t *to, gaddr from)
{
    return lx_copy_from_guest(to, from, sizeof(*to));
}
static inline long lx_get_u64(uint64_t *to, gaddr from)
{
    return lx_copy_from_guest(to, from, sizeof(*to));
}
static inline long lx_put_u32(gaddr to, uint32_t value)
{
    return lx_copy_to_guest(to, &value, sizeof(value));
}
/* The same in the guest's byte order. */
long lx_put_int(gaddr to, int32_t value);
static inline long lx_put_u64(gaddr to, uint64_t value)
{
    return lx_copy_to_guest(to, &value, sizeof(value));
}

/*
 * Checks that every page of [address, address+size) can be read (and written)
 * now and returns the host pointer, NULL for -EFAULT.  For handing on to the host kernel, which
 * checks again; C code that reads the memory itself uses lx_copy_from_guest,
 * since another thread may unmap it meanwhile.
 */
void *lx_lock(gaddr address, size_t size, bool write);

/* The host pointer of a guest address, unchecked: only to hand to the host kernel. NULL stays NULL.
 */
static inline void *lx_ptr(gaddr address)
{
    return (void *)(uintptr_t)address;
}

/*
 * A system call that a guest signal may interrupt.  Returns the kernel's value
 * (>= 0 or -errno; -EINTR exactly where the guest must see it), or
 * -LX_ERESTART when the call has not happened and is to be run again after the
 * signal handler: pass it on unchanged.  Use it once a guest call, for the one that
 * may block; everything before it must be free of side effects.
 */
long lx_hostcall(struct task *task, long nr, long a1, long a2, long a3, long a4, long a5, long a6);

/*
 * The same, but a call of i386 that the kernel has in another way than its own: -ENOSYS if the host
 * has none of them.  Arguments have 32 bits, also pointers.
 */
long lx_compat_call(struct task *task, long nr, long a1, long a2, long a3, long a4);

/* A plain host system call: value or -errno; no libc state (errno, cancellation) involved. */
static inline long lx_rawcall(long nr, long a1, long a2, long a3, long a4, long a5, long a6)
{
    register long r10 __asm__("r10") = a4;
    register long r8 __asm__("r8") = a5;
    register long r9 __asm__("r9") = a6;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"(nr), "D"(a1), "S"(a2), "d"(a3), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

/*
 * procfs.c.  If `path` (absolute, or relative to dirfd) names a /proc file of
 * this process whose content must be the guest's view, opens such a view:
 * returns a new fd (flags as in open: O_CLOEXEC, O_DIRECTORY and access mode
 * are honoured).  -ENOENT style errors are returned as the kernel would.
 * Returns -LX_ENOTPROC when the host's own file is right.
 */
enum { LX_ENOTPROC = 515 };
long lx_procfs_open(struct task *task, int dirfd, const char *path, int flags);
/* The file has been set to its start (lseek): if it is such a view, its content is made anew, as
   that of a file in /proc is. */
void lx_procfs_rewound(struct task *task, int fd);
/* It is about to be read, at this offset (-1: where it stands): likewise, at its start.  0: it is
   no view that has been opened under this number; -ESRCH: its process is gone; else positive. */
long lx_procfs_reads(struct task *task, int fd, int64_t at);
/* The host's file that it stands for, as a new descriptor; -1: it is no view, or the process is
   gone.  What a call says of the file itself it says of that. */
int lx_procfs_behind(int fd);
/* The ioctl PROCMAP_QUERY of a view of maps.  0, -errno, or -LX_ENOTPROC: it is none. */
long lx_procfs_query(struct task *task, int fd, gaddr arg);
/* May there be such a descriptor?  Looks at each. */
bool lx_procfs_any_open(void);
/*
 * readlink of /proc/self/exe (and /proc/PID/exe, thread-self): bytes copied
 * into buffer (not NUL-terminated) or -LX_ENOTPROC.
 */
long lx_procfs_readlink(struct task *task, int dirfd, const char *path, char *buffer, size_t size);
/*
 * For other path calls (stat, access, execve of /proc/self/exe ...): the host path that stands
 * for `path`, or NULL when path needs no change.  Until the thread's next call of this.
 */
const char *lx_procfs_path(struct task *task, int dirfd, const char *path);
/*
 * procfs_dir.c.  The folder that descriptor `fd` reads, if it is one in which names are to be left
 * out, else NULL; to be freed.
 */
struct procfs_dir;
struct procfs_dir *lx_procfs_dir(struct task *task, int fd);
bool lx_procfs_dir_hides(const struct procfs_dir *d, const char *name);
void lx_procfs_dir_free(struct procfs_dir *d);

#endif
