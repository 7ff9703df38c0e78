/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The option parser: see options.h.  The facts are the rows of options.def.
 *
 * In: argv, environ.  Out: struct options, or a line that says what is wrong.
 */
#include "base/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1.0"
#endif

enum option_kind {
    OPT_HELP,     /* print the table */
    OPT_VERSION,  /* print the version */
    OPT_MISSING,  /* known, and refused with what its help says */
    OPT_BASE,     /* an address, of which only 0 is possible */
    OPT_RESERVED, /* bytes, 0 too */
    OPT_PAGESIZE, /* a number of which only 4096 is supported */
    OPT_BOOL,     /* present or not */
    OPT_STRING,   /* kept as it is */
    OPT_SIZE,     /* bytes, or with k, M, G */
    OPT_MIB,      /* MiB, or with k, M, G */
    OPT_UINT,     /* a number */
    OPT_SEED,     /* a number, remembered as given */
    OPT_LIST,     /* comma-separated words, added */
    OPT_SETENV,   /* comma-separated name=value */
    OPT_UNSETENV, /* comma-separated names */
    OPT_LOG,      /* log items */
    OPT_FILTER,   /* log ranges */
    OPT_STRACE,   /* log item strace */
    OPT_ENGINE,   /* jit, interp, compare */
};

#define none argv0 /* a row without a field never touches the one it names */

static const struct option_row {
    const char *flag, *env, *arg, *help;
    enum option_kind kind;
    size_t field;
} rows[] = {
#define OPTION(flag, env, arg, kind, field, help)                                                  \
    {flag, env, arg, help, OPT_##kind, offsetof(struct options, field)},
#include "base/options.def"
#undef OPTION
};
#undef none

static const char *const engine_names[] = {
    [ENGINE_JIT] = "jit", [ENGINE_INTERP] = "interp", [ENGINE_COMPARE] = "compare"};

void string_list_add(struct string_list *list, char *text)
{
    /* Lists are short: growing by one is fine. */
    char **grown = realloc(list->item, (list->count + 2) * sizeof *grown);
    if (!grown || !text)
        log_fatal(1, "out of memory");
    list->item = grown;
    grown[list->count++] = text;
    grown[list->count] = NULL;
}

void options_init(struct options *o)
{
    *o = (struct options){.stack_size = OPTION_UNSET,
                          .cache_size = OPTION_UNSET,
                          .opt_limit = OPTION_UNSET,
                          .tier_after = OPTION_UNSET,
                          .fp_traps = 1,
                          .program_fd = OPTION_UNSET,
                          .self_fd = OPTION_UNSET,
                          .seccomp_fd = OPTION_UNSET};
}

void options_help(const char *program)
{
    printf("usage: %s [options] program [arguments...]\n"
           "Runs a program that was built for another processor.\n\n"
           "%-22s %-22s %s\n",
           program, "Option", "Variable", "Meaning");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct option_row *row = &rows[i];
        char text[64];
        if (!row->help)
            continue;
        snprintf(text, sizeof text, "-%s%s%s", row->flag, row->arg ? " " : "",
                 row->arg ? row->arg : "");
        printf("%-22s %-22s %s\n", text, row->env ? row->env : "", *row->help ? row->help : "same");
    }
    printf("\nAn option on the command line wins over its variable.  The variables\n"
           "QEMU_SET_ENV=a=b,c=d and QEMU_UNSET_ENV=a,b take several values.\n\n"
           "Called ferry, it also has commands:\n"
           "  ferry --doctor [-L DIR] [PROGRAM]   say why a program runs or does not\n"
           "  ferry --list-guests                 the guests, for scripts\n"
           "  ferry chroot DIR [COMMAND...]       a command inside a foreign root file system\n"
           "  ferry run --rootfs DIR [COMMAND...] the same\n");
}

/* A number with an optional suffix; `unit` is what a bare number counts. */
static bool parse_size(const char *text, uint64_t unit, uint64_t *out)
{
    char *end;
    errno = 0;
    uint64_t value = strtoull(text, &end, 0);
    if (end == text || errno || *text == '-')
        return false;
    switch (*end) {
    case 'k':
    case 'K': unit = UINT64_C(1) << 10; break;
    case 'm':
    case 'M': unit = UINT64_C(1) << 20; break;
    case 'g':
    case 'G': unit = UINT64_C(1) << 30; break;
    case 0: end--; break;
    default: return false;
    }
    return !end[1] && !__builtin_mul_overflow(value, unit, out);
}

static bool parse_number(const char *text, uint64_t *out)
{
    char *end;
    errno = 0;
    *out = strtoull(text, &end, 0);
    return end != text && !*end && !errno && *text != '-';
}

/* Splits at commas; `set` says whether each word has to have a '=' or must not. */
static bool parse_env(struct options *o, const char *text, bool set)
{
    while (*text) {
        size_t length = strcspn(text, ",");
        char *word = strndup(text, length);
        char *equal = word ? strchr(word, '=') : NULL;
        if (!length || set != (equal != NULL) || equal == word) {
            free(word);
            return false;
        }
        string_list_add(&o->env_changes, word);
        text += length + (text[length] == ',');
    }
    return true;
}

static void parse_list(struct string_list *list, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, ",");
        if (length)
            string_list_add(list, strndup(text, length));
        text += length + (text[length] == ',');
    }
}

static enum options_result bad_argument(const struct option_row *row, const char *origin,
                                        const char *arg)
{
    log_error("%s: invalid value '%s', expected %s", origin, arg, row->arg);
    return OPTIONS_ERROR;
}

static enum options_result apply_log(const char *arg)
{
    if (!strcmp(arg, "help")) {
        log_help();
        return OPTIONS_DONE;
    }
    if (!strncmp(arg, "trace:", 6) || strstr(arg, ",trace:")) {
        log_error("-d trace:PATTERN is not supported yet");
        return OPTIONS_ERROR;
    }
    char *unknown = log_add_items(arg);
    if (unknown) {
        log_error("-d: unknown log item '%s' (-d help lists them)", unknown);
        free(unknown);
        return OPTIONS_ERROR;
    }
    return OPTIONS_RUN;
}

static bool parse_engine(const char *arg, uint64_t *out)
{
    for (unsigned i = 0; i < sizeof engine_names / sizeof *engine_names; i++) {
        if (!strcmp(arg, engine_names[i])) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* A guest's address is the host's: another base is refused, not ignored. */
static enum options_result apply_base(const char *origin, const char *arg)
{
    uint64_t base = strtoull(arg, NULL, 0);
    if (base % 4096)
        log_error("Requested guest base 0x%llx does not satisfy host minimum alignment (0x1000)",
                  (unsigned long long)base);
    else if (base)
        log_error("%s: the guest base is 0 always, %s is not possible; leave the option out",
                  origin, arg);
    return base ? OPTIONS_ERROR : OPTIONS_RUN;
}

/* Applies one row; `origin` is what the user wrote: "-flag" or the variable. */
static enum options_result apply(struct options *o, const struct option_row *row,
                                 const char *origin, const char *arg)
{
    void *field = (char *)o + row->field;
    uint64_t number;
    bool good = true;

    switch (row->kind) {
    case OPT_HELP: options_help(log_program()); return OPTIONS_DONE;
    case OPT_VERSION:
        printf("%s version 11.1.3-compatible (ferry %s)\n", log_program(), PACKAGE_VERSION);
        return OPTIONS_DONE;
    case OPT_MISSING: log_error("%s is %s", origin, row->help); return OPTIONS_ERROR;
    case OPT_BASE: return apply_base(origin, arg);
    case OPT_RESERVED:
        if (parse_size(arg, 1, field))
            break;
        log_error("Unrecognised %s size suffix '%s'", origin, arg + strspn(arg, "0123456789"));
        return OPTIONS_ERROR;
    case OPT_PAGESIZE:
        good = parse_size(arg, 1, &number);
        if (good && number != 4096) {
            log_error("%s: %s is not supported, pages have 4096 bytes", origin, arg);
            return OPTIONS_ERROR;
        }
        break;
    case OPT_BOOL: *(bool *)field = true; break;
    case OPT_STRING: *(const char **)field = arg; break;
    case OPT_SIZE: good = parse_size(arg, 1, field) && *(uint64_t *)field; break;
    case OPT_MIB: good = parse_size(arg, UINT64_C(1) << 20, field); break;
    case OPT_UINT: good = parse_number(arg, field); break;
    case OPT_SEED: good = o->has_seed = parse_number(arg, field); break;
    case OPT_LIST: parse_list(field, arg); break;
    case OPT_SETENV: good = parse_env(o, arg, true); break;
    case OPT_UNSETENV: good = parse_env(o, arg, false); break;
    case OPT_LOG: return apply_log(arg);
    case OPT_FILTER: good = log_set_filter(arg); break;
    case OPT_STRACE: log_add_mask(LOG_STRACE); break;
    case OPT_ENGINE: good = parse_engine(arg, field); break;
    }
    return good ? OPTIONS_RUN : bad_argument(row, origin, arg);
}

/* What describes this one program, not the way programs are run, is not inherited. */
static bool is_inherited(const struct option_row *row)
{
    return row->help && row->kind != OPT_SETENV && row->kind != OPT_UNSETENV &&
           strcmp(row->flag, "0") && strcmp(row->flag, "g");
}

static void inherit(struct options *o, const struct option_row *row, const char *arg)
{
    char *flag;
    if (!is_inherited(row))
        return;
    if (asprintf(&flag, "-%s", row->flag) < 0)
        flag = NULL;
    string_list_add(&o->inherited, flag);
    if (row->arg)
        string_list_add(&o->inherited, (char *)arg);
}

enum options_result options_from_environment(struct options *o, char *const *env)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct option_row *row = &rows[i];
        size_t length = row->env ? strlen(row->env) : 0;
        for (char *const *e = env; length && *e; e++) {
            if (strncmp(*e, row->env, length) || (*e)[length] != '=')
                continue;
            const char *arg = *e + length + 1;
            enum options_result result = apply(o, row, row->env, arg);
            if (result != OPTIONS_RUN)
                return result;
            inherit(o, row, arg);
            break;
        }
    }
    return OPTIONS_RUN;
}

/* The row of a word without its dashes; *value is what follows '=' or NULL. */
static const struct option_row *find_row(const char *word, bool internal, const char **value)
{
    size_t length = strcspn(word, "=");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct option_row *row = &rows[i];
        if (!row->help && !internal)
            continue;
        *value = NULL;
        if (!strcmp(word, row->flag))
            return row;
        *value = word + length + 1;
        if (word[length] && length > 1 && row->arg && strlen(row->flag) == length &&
            !memcmp(word, row->flag, length))
            return row;
    }
    return NULL;
}

enum options_result options_from_args(struct options *o, int argc, char *const *argv, bool internal,
                                      int *next)
{
    int at = 1;
    *next = argc;
    for (; at < argc && argv[at][0] == '-'; at++) {
        const char *word = argv[at] + 1, *arg;
        if (!*word || !strcmp(word, "-")) {
            at++;
            break;
        }
        word += *word == '-';
        const struct option_row *row = find_row(word, internal, &arg);
        if (!row) {
            log_error("unknown option '%s' (-h lists them)", argv[at]);
            return OPTIONS_ERROR;
        }
        if (row->arg && !arg) {
            if (at + 1 >= argc) {
                log_error("missing argument for option '%s' (expected %s)", argv[at], row->arg);
                return OPTIONS_ERROR;
            }
            arg = argv[++at];
        }
        char origin[32];
        snprintf(origin, sizeof origin, "-%s", row->flag);
        enum options_result result = apply(o, row, origin, arg);
        if (result != OPTIONS_RUN)
            return result;
        inherit(o, row, arg);
    }
    *next = at;
    return OPTIONS_RUN;
}

static bool same_name(const char *entry, const char *name, size_t length)
{
    return !strncmp(entry, name, length) && entry[length] == '=';
}

char **options_apply_environment(const struct options *o, char *const *env)
{
    size_t count = 0;
    while (env[count])
        count++;
    char **out = calloc(count + o->env_changes.count + 1, sizeof *out);
    if (!out)
        log_fatal(1, "out of memory");
    memcpy(out, env, count * sizeof *out);
    for (size_t i = 0; i < o->env_changes.count; i++) {
        char *change = o->env_changes.item[i];
        size_t length = strcspn(change, "="), kept = 0;
        bool set = change[length] == '=', placed = false;
        for (size_t j = 0; j < count; j++) {
            if (!same_name(out[j], change, length)) {
                out[kept++] = out[j];
            } else if (set && !placed) {
                out[kept++] = change;
                placed = true;
            }
        }
        if (set && !placed)
            out[kept++] = change;
        count = kept;
    }
    out[count] = NULL;
    return out;
}

bool options_without_pass(const struct options *o, const char *name)
{
    for (size_t i = 0; i < o->no_pass.count; i++)
        if (!strcmp(o->no_pass.item[i], name))
            return true;
    return false;
}
