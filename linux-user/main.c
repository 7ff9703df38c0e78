/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Start of every launcher: names, options, program, go.
 *
 * In: argv, environ, auxv.  Out: a running guest, or one line on stderr and QEMU's exit code: 1 for
 * a wrong command line and for what is no ELF program, 255 for an ELF file that
 * can't run here and for a missing interpreter.
 *
 * Three ways lead here:
 *   qemu-ARCH[-static] [options] program [arguments]; ferry takes the guest from the ELF file.
 *   binfmt_misc: argv is launcher, program, arguments; with flag P (or the name
 *     ARCH-binfmt-P, or QEMU_PRESERVE_ARGV0) launcher, program, argv[0], arguments; with flag O the
 *     open program is AT_EXECFD.
 *   Ourselves, for a guest's execve: argv is the guest's, all else is in EXEC_VARIABLE.
 * And `ferry` has commands (command.h), which end before a guest starts or prepare its root.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/late.h"
#include "base/log.h"
#include "base/options.h"
#include "linux-user/cachedir.h"
#include "linux-user/arch.h"
#include "linux-user/command.h"
#include "linux-user/exec.h"
#include "linux-user/gdb.h"
#include "linux-user/load.h"
#include "linux-user/path.h"
#include "linux-user/space.h"
#include "linux-user/task.h"
#include "target/target.h"
#include "tcg/exec/exec.h"
#include "tcg/exec/perf.h"
#include "tcg/opt/passes.h"

enum { EXIT_USAGE = 1, EXIT_IMAGE = 255 };
enum { FLAG_PRESERVE_ARGV0 = 1 }; /* AT_FLAGS, Linux 5.12 */

struct launch {
    struct options options;
    const struct linux_arch *arch; /* from the name; NULL: any */
    bool keeps_argv0;              /* argv[2] is the program's argv[0] */
    bool inside;                   /* started by ourselves */
    const struct rootless *root;   /* of `ferry chroot` and `ferry run`, or NULL */
    int argc;
    char **argv; /* the program's, from its path (or, inside, its argv[0]) on */
    char **env;  /* the guest's */
    struct program program;
};

extern char **environ;

/* ---- names ---- */

static bool cut_end(char *name, const char *end)
{
    size_t length = strlen(name), cut = strlen(end);
    if (length <= cut || strcmp(name + length - cut, end))
        return false;
    name[length - cut] = 0;
    return true;
}

/* The guest of a launcher's name: qemu-ARCH, qemu-ARCH-static, ARCH-binfmt-P. */
static void choose_arch(struct launch *l, const char *argv0)
{
    const char *slash = strrchr(argv0, '/');
    char name[64];
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : argv0);
    l->keeps_argv0 = cut_end(name, "-binfmt-P");
    bool by_name = cut_end(name, "-binfmt") || l->keeps_argv0;
    cut_end(name, "-static");
    const char *guest = strncmp(name, "qemu-", 5) ? name : name + 5;
    if (guest == name && !by_name)
        return; /* ferry, or any other name: by ELF header */
    l->arch = linux_arch_by_name(guest);
    if (!l->arch) {
        char known[256] = "";
        for (const struct linux_arch *const *a = linux_arch_all(); *a; a++)
            snprintf(known + strlen(known), sizeof known - strlen(known), " %s", (*a)->names[0]);
        log_fatal(EXIT_USAGE, "guest '%s' is not supported; supported:%s", guest, known);
    }
}

/* ---- who called ---- */

/* AT_EXECFD of binfmt_misc's flag O, or -1.  The value may be 0, so absence is an errno. */
static int execfd(void)
{
    errno = 0;
    unsigned long fd = getauxval(AT_EXECFD);
    return fd || errno != ENOENT ? (int)fd : -1;
}

/* By binfmt_misc, as far as it tells: with flag P since Linux 5.12, with flag O. */
static bool called_by_kernel(void)
{
    return (getauxval(AT_FLAGS) & FLAG_PRESERVE_ARGV0) || execfd() >= 0;
}

/* ---- commands ---- */

static _Noreturn void run_doctor(int argc, char **argv)
{
    const char *prefix = getenv("QEMU_LD_PREFIX");
    if (argc > 2 && !strcmp(argv[1], "-L")) {
        prefix = argv[2];
        argc -= 2;
        argv += 2;
    }
    if (argc > 2)
        log_fatal(EXIT_USAGE, "usage: ferry --doctor [-L DIR] [PROGRAM]");
    exit(doctor(argc > 1 ? argv[1] : NULL, prefix));
}

/* `ferry COMMAND ...`: ends here, or returns how many words belong to the command. */
static int command(struct launch *l, int argc, char **argv)
{
    const char *slash = argc ? strrchr(argv[0], '/') : NULL;
    int next;
    if (argc < 2 || strcmp(slash ? slash + 1 : argv[0], "ferry") || called_by_kernel() ||
        getenv(EXEC_VARIABLE))
        return 0;
    if (!strcmp(argv[1], "--list-guests")) {
        guests_list();
        exit(ferror(stdout) || fflush(stdout) ? EXIT_USAGE : 0);
    }
    if (!strcmp(argv[1], "--doctor"))
        run_doctor(argc - 1, argv + 1);
    if (strcmp(argv[1], "chroot") && strcmp(argv[1], "run"))
        return 0;
    l->root = rootless_parse(argc - 1, argv + 1, &next);
    unsetenv("QEMU_LD_PREFIX");
    argv[next] = argv[0];
    return next;
}

static void enter_root(struct launch *l)
{
    static char shell[] = "/bin/sh";
    static char *only_shell[] = {shell, NULL};
    if (l->options.prefix)
        log_fatal(EXIT_USAGE, "-L: the root directory is the whole world here");
    rootless_enter(l->root);
    if (!l->argc) {
        l->argc = 1;
        l->argv = only_shell;
    } else if (strchr(l->argv[0], '/')) {
        /* As chroot(1) and env(1): 127, 126. */
        struct stat st;
        if (stat(l->argv[0], &st))
            log_fatal(127, "%s: %s inside", l->argv[0],
                      errno == ENOENT ? "not found" : strerror(errno));
        if (!S_ISREG(st.st_mode) || !(st.st_mode & 0111))
            log_fatal(126, "%s: %s", l->argv[0],
                      S_ISREG(st.st_mode) ? "not executable (chmod +x)" : "not a program");
    } else {
        char *found = rootless_which(l->argv[0], getenv("PATH"));
        if (!found)
            log_fatal(127, "%s: not found inside", l->argv[0]);
        if (!l->options.argv0)
            l->options.argv0 = l->argv[0];
        l->argv[0] = found;
    }
}

/* ---- options ---- */

static _Noreturn void finish(enum options_result result)
{
    fflush(stdout);
    _exit(result == OPTIONS_DONE ? 0 : EXIT_USAGE);
}

static void check(enum options_result result)
{
    if (result != OPTIONS_RUN)
        finish(result);
}

/* Removes EXEC_VARIABLE from environ; its value, or NULL. */
static const char *take_variable(void)
{
    const char *value = NULL;
    size_t kept = 0;
    for (char **e = environ; *e; e++) {
        if (!strncmp(*e, EXEC_VARIABLE "=", sizeof EXEC_VARIABLE))
            value = *e + sizeof EXEC_VARIABLE;
        else
            environ[kept++] = *e;
    }
    environ[kept] = NULL;
    return value;
}

static void options_from_variable(struct launch *l, const char *value)
{
    struct string_list words = {0};
    int next;
    string_list_add(&words, strdup("ferry"));
    if (!lx_exec_unpack(value, &words))
        log_fatal(EXIT_USAGE, "the variable " EXEC_VARIABLE " is malformed; unset it");
    check(options_from_args(&l->options, (int)words.count, words.item, true, &next));
    if (!l->options.execfn || !l->options.host_path)
        log_fatal(EXIT_USAGE, "the variable " EXEC_VARIABLE " is incomplete; unset it");
    if (l->options.name)
        log_set_program(l->options.name);
    if (l->options.self_fd != OPTION_UNSET)
        lx_exec_set_self((int)l->options.self_fd);
    l->inside = true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void list_cpus(const struct linux_arch *arch)
{
    size_t n = 0;
    while (arch->target->cpu_names[n])
        n++;
    const char *names[n];
    memcpy(names, arch->target->cpu_names, sizeof names);
    qsort(names, n, sizeof *names, by_name);
    printf("Available CPUs:\n");
    for (size_t i = 0; i < n; i++)
        printf("  %s\n", names[i]);
    finish(OPTIONS_ERROR); /* as QEMU does */
}

static void open_log(const struct launch *l)
{
    const char *file = l->options.log_file;
    int result = file ? log_open(file, l->inside) : 0;
    if (result == -EINVAL)
        log_fatal(EXIT_USAGE, "-D %s: the name may hold one %%d, and must with -d tid", file);
    if (result)
        log_fatal(EXIT_USAGE, "Error opening logfile %s: %s", file, strerror(-result));
    if (log_on(LOG_IN_ASM | LOG_OUT_ASM))
        late_relocate(); /* what disassembles */
}

static void read_options(struct launch *l, int argc, char **argv)
{
    /* A privileged program must not be led by its caller's variables. */
    bool trusted = !getauxval(AT_SECURE);
    const char *variable = take_variable();
    int next = 0;
    options_init(&l->options);
    if (trusted)
        check(options_from_environment(&l->options, environ));
    if (variable && trusted)
        options_from_variable(l, variable);
    else
        choose_arch(l, argc ? argv[0] : "ferry");
    if (l->inside) {
        next = 0;
    } else if (l->keeps_argv0 || called_by_kernel()) {
        next = 1; /* no options */
    } else {
        check(options_from_args(&l->options, argc, argv, false, &next));
    }
    open_log(l);
    if (l->options.cpu && (!strcmp(l->options.cpu, "help") || !strcmp(l->options.cpu, "?")))
        list_cpus(l->arch ? l->arch : linux_arch_all()[0]);
    l->argc = argc - next;
    l->argv = argv + next;
    if (l->root)
        enter_root(l);
    l->env = options_apply_environment(&l->options, environ);
    if (!l->argc && !l->inside && !l->root)
        log_fatal(EXIT_USAGE, "no user program specified (-h shows how)");
}

/* ---- what can't run ---- */

/* What would make a missing interpreter appear. */
static _Noreturn void missing_interpreter(const struct launch *l, const struct loader_error *e)
{
    const char *arch = l->program.arch->debian_arch, *prefix = l->options.prefix;
    log_fatal(EXIT_IMAGE,
              "%s%s%s%s: the program needs %s libraries; give a directory that holds them as its "
              "root with -L, or install the package libc6:%s",
              e->text, prefix ? " (nor below -L " : "", prefix ? prefix : "", prefix ? ")" : "",
              arch, arch);
}

static _Noreturn void cannot_run(const struct launch *l, const char *path,
                                 const struct loader_error *e)
{
    const struct program *p = &l->program;
    struct stat st;
    const char *more = "";
    if (p->arch && !strncmp(e->text, "Could not open", 14))
        missing_interpreter(l, e);
    if (p->is_elf)
        log_fatal(EXIT_IMAGE, "%s: Invalid ELF image for this architecture: %s", path, e->text);
    if (e->err == EACCES && !stat(path, &st))
        more = S_ISDIR(st.st_mode) ? ": it is a directory"
               : st.st_mode & 0111 ? ""
                                   : ": it is not executable (chmod +x)";
    if (e->err == ENOEXEC)
        log_fatal(EXIT_USAGE, "Error while loading %s: %s: %s", path, strerror(ENOEXEC), e->text);
    log_fatal(EXIT_USAGE, "Error while loading %s: %s%s", path, e->text, more);
}

/* The file is for the host, or for another guest than the launcher's name says. */
static void check_guest(struct launch *l, const char *path)
{
    struct program *p = &l->program;
    struct loader_error e = {.err = ENOEXEC};
    if (l->arch && p->arch != l->arch) {
        elf_check(&p->image, l->arch->abi, &e);
        log_fatal(EXIT_IMAGE, "%s: Invalid ELF image for this architecture: %s, not for %s",
                  p->is_script ? p->guest_path : path, e.text, l->arch->names[0]);
    }
    if (p->native) {
        execve(p->host_path, p->argv, l->env);
        log_fatal(EXIT_USAGE, "Error while loading %s: %s", path, strerror(errno));
    }
}

/* ---- the program ---- */

static void find_program(struct launch *l)
{
    static char empty[] = "";
    char *const none[] = {empty, NULL};
    struct loader_error e = {0};
    const struct options *o = &l->options;
    int result;
    if (l->inside) {
        int fd = (int)o->program_fd;
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        result =
            program_take(fd, o->execfn, o->host_path, l->argc ? l->argv : none, &l->program, &e);
        if (result)
            cannot_run(l, o->execfn, &e);
        return;
    }
    char *path = l->argv[0];
    bool preserve = l->keeps_argv0 || (getauxval(AT_FLAGS) & FLAG_PRESERVE_ARGV0) ||
                    getenv("QEMU_PRESERVE_ARGV0");
    if (preserve && l->argc > 1) {
        l->argv++;
        l->argc--;
    }
    if (o->argv0)
        l->argv[0] = (char *)o->argv0;
    int fd = execfd();
    if (fd >= 0) {
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        result = program_take(fd, path, path, l->argv, &l->program, &e);
    } else {
        struct program_request rq = {NULL, AT_FDCWD, path, 0, l->argv};
        result = program_find(&rq, &l->program, &e);
    }
    if (result)
        cannot_run(l, path, &e);
    check_guest(l, path);
}

static uint64_t pass_mask(const struct options *o)
{
    uint64_t mask = OPT_ALL;
    for (size_t i = 0; i < o->no_pass.count; i++) {
        unsigned pass = 0;
        while (opt_pass_name(pass) && strcmp(opt_pass_name(pass), o->no_pass.item[i]))
            pass++;
        if (!opt_pass_name(pass)) {
            char known[256] = "";
            for (pass = 0; opt_pass_name(pass); pass++)
                snprintf(known + strlen(known), sizeof known - strlen(known), " %s",
                         opt_pass_name(pass));
            log_fatal(EXIT_USAGE, "-no-pass: there is no pass '%s'; passes:%s", o->no_pass.item[i],
                      known);
        }
        mask &= ~(UINT64_C(1) << pass);
    }
    return mask;
}

/* -R. */
static void limit_space(uint64_t size)
{
    const struct abi *abi = lx_process.arch->abi;
    if (abi->word == 4 && size > UINT64_C(1) << 32)
        log_fatal(EXIT_USAGE, "Reserved virtual address too big");
    if (size)
        space_limit(lx_process.space, size);
}

static struct task *make_process(struct launch *l)
{
    static const enum exec_engine engines[] = {
        [ENGINE_JIT] = EXEC_JIT, [ENGINE_INTERP] = EXEC_INTERP, [ENGINE_COMPARE] = EXEC_COMPARE};
    const struct options *o = &l->options;
    const struct target *target = l->program.arch->target;
    const char *model = o->cpu ? o->cpu : target->cpu_names[0];
    /* With -g code changes behind the files that it is from: nothing is kept. */
    struct exec_options exec = {.engine = engines[o->engine],
                                .one_insn = o->one_insn,
                                .opt_limit = o->opt_limit,
                                .pass_mask = pass_mask(o),
                                .tier = o->tier > 2 ? 0 : (unsigned)o->tier,
                                .tier_after =
                                    o->tier_after > UINT32_MAX / 4 ? 0 : (uint32_t)o->tier_after,
                                .cache_size = o->cache_size == OPTION_UNSET ? 0 : o->cache_size,
                                .cpu_model = target->cpu_find(model),
                                .check_cache = o->check_cache,
                                .perf = perf_open(o->perf_map, o->jit_dump),
                                .cpu_name = model,
                                .code_cache = o->gdb || o->gdb_state ? NULL : cachedir_find(o),
                                .fp_traps = o->fp_traps > 3 ? 1 : (unsigned)o->fp_traps,
                                .create_cache = execfd() < 0 && !l->keeps_argv0};
    if (!exec.cpu_model)
        exit(EXIT_USAGE); /* the log has the reason */
    lx_process.uname_release = o->uname;
    lx_process.strace = log_on(LOG_STRACE);
    lx_process.self_path = "/proc/self/exe";
    lx_process.arch = l->program.arch;
    char wrong[80];
    if (o->rtsig_map && !lx_signal_map(o->rtsig_map, wrong, sizeof(wrong)))
        log_fatal(EXIT_USAGE, "%s", wrong);
    struct task *task = lx_process_init(l->program.arch);
    if (!task)
        log_fatal(EXIT_USAGE, "the guest process can't be made: %s", strerror(errno));
    limit_space(o->reserved_va);
    lx_start_translator(task, &exec);
    return task;
}

static void start_gdb(struct task *task, const char *where)
{
    const char *what;
    int result = lx_gdb_start(task, where, &what);
    if (result)
        log_fatal(EXIT_USAGE, "could not open gdbserver on '%s': %s: %s", where, what,
                  strerror(-result));
}

int main(int argc, char **argv)
{
    static struct launch launch; /* lives as long as the process */
    struct loader_error e = {0};
    struct launch *l = &launch;
    l->program.fd = -1;
    const char *name = argc ? argv[0] : "ferry";
    log_set_program(name);
    int taken = command(l, argc, argv);
    read_options(l, argc - taken, argv + taken);
    lx_process.options = &l->options;
    lx_path_init(l->options.prefix);
    if (l->arch)
        lx_path_init_default(l->arch->names[0]);
    find_program(l);
    struct task *task = make_process(l);
    if (lx_load(task, &l->program, l->env, &l->options, &e))
        cannot_run(l, l->program.execfn, &e);
    program_free(&l->program);
    free(l->env);
    l->env = NULL;
    if (l->options.gdb_state)
        lx_gdb_take(task, l->options.gdb_state); /* or else gdb sees the connection end */
    else if (l->options.gdb)
        start_gdb(task, l->options.gdb);
    lx_main_thread_exit(task, lx_loop(task));
}
