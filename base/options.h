/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The launchers' options: environment first, then the command line.
 *
 * In: argv and environ.  Out: one `struct options`, filled from the rows of
 * options.def.  Invariants: pure but for -h, -version and -d help, which print
 * and are reported as done; nothing is ignored silently; strings point into
 * argv, environ or memory that lives as long as the process.
 */
#ifndef FERRY_BASE_OPTIONS_H
#define FERRY_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_engine { ENGINE_JIT, ENGINE_INTERP, ENGINE_COMPARE };

/* A value that stands for "not given" in the numeric fields. */
#define OPTION_UNSET UINT64_MAX

/* A growing NULL-terminated list of strings. */
struct string_list {
    char **item;
    size_t count;
};

struct options {
    const char *prefix;     /* -L, or NULL */
    const char *cpu;        /* -cpu, or NULL */
    const char *argv0;      /* -0, or NULL */
    const char *uname;      /* -r, or NULL */
    const char *rtsig_map;  /* -t: real-time signals of the guest as others of the host */
    const char *log_file;   /* -D, or NULL */
    const char *gdb;        /* -g, or NULL */
    const char *gdb_state;  /* of the program before this one, or NULL (linux-user/gdb_exec.c) */
    uint64_t stack_size;    /* bytes, or OPTION_UNSET */
    uint64_t cache_size;    /* bytes, or OPTION_UNSET */
    uint64_t seed;          /* valid when has_seed */
    uint64_t opt_limit;     /* regions, or OPTION_UNSET: all */
    uint64_t tier;          /* 0: by counting, 1: fast regions only, 2: optimised ones at once */
    uint64_t tier_after;    /* executions, or OPTION_UNSET */
    uint64_t fp_traps;      /* enum exec_fp_traps */
    uint64_t engine;        /* enum option_engine */
    const char *code_cache; /* a folder, "off", or NULL: the user's */
    bool has_seed;
    bool one_insn;
    bool perf_map;
    bool jit_dump;
    uint64_t reserved_va; /* -R: bytes, 0: no limit of ours */
    bool check_cache;
    struct string_list no_pass;
    /* Set by ourselves when a guest's execve starts us again (linux-user/exec.c). */
    const char *name;      /* the launcher's name for messages */
    const char *execfn;    /* the path that the guest gave, AT_EXECFN */
    const char *host_path; /* the ELF file to load, a host path */
    uint64_t program_fd;   /* the same file, open, or OPTION_UNSET */
    uint64_t self_fd;      /* our own executable, open, or OPTION_UNSET */
    const char *limits;    /* of memory (linux-user/limits.h), or NULL */
    uint64_t mdwe;         /* PR_SET_MDWE's bits */
    uint64_t trace;        /* how the program is traced (linux-user/trace.h), or 0 */
    uint64_t seccomp_fd;   /* inherited seccomp filters, or OPTION_UNSET */
    /* -E and -U in order: "name=value" sets, "name" removes. */
    struct string_list env_changes;
    /* "-flag" and argument of everything that a program started by the guest inherits. */
    struct string_list inherited;
};

enum options_result {
    OPTIONS_RUN,   /* go on: argv[*next] is the program */
    OPTIONS_DONE,  /* something was printed: exit 0 */
    OPTIONS_ERROR, /* said on stderr: exit 1 */
};

/* Every field as it is when nothing is given. */
void options_init(struct options *o);

/* Applies the rows' environment variables. */
enum options_result options_from_environment(struct options *o, char *const *env);

/*
 * Applies argv[1]... up to the first word that is no option; its index goes to
 * *next (== argc when there is none).  -name and --name are the same; "--" and
 * "-" alone end the options.  Long options also take -name=value.
 * `internal` allows the rows without help.
 */
enum options_result options_from_args(struct options *o, int argc, char *const *argv, bool internal,
                                      int *next);

/*
 * The guest's environment: `env` with env_changes applied in order.  The array
 * is malloc'ed, its strings are shared.
 */
char **options_apply_environment(const struct options *o, char *const *env);

/* True when `name` is among -no-pass. */
bool options_without_pass(const struct options *o, const char *name);

/* The text of -h on stdout; `program` is the launcher's name. */
void options_help(const char *program);

/* Appends a copy-free pointer; exits with a message when memory is gone. */
void string_list_add(struct string_list *list, char *text);

#endif
