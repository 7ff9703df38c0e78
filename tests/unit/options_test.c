/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The option parser and the log's parsers: base/options.c, base/log.c.
 *
 * In: nothing.  Out: TAP.  What a wrong option prints goes to stderr, unseen.
 */
#include "base/options.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "tests/unit/tap.h"

static struct tap t;

static enum options_result parse(struct options *o, int *next, const char *const *words)
{
    int argc = 0;
    options_init(o);
    while (words[argc])
        argc++;
    return options_from_args(o, argc, (char *const *)words, false, next);
}

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        "qemu-aarch64", ##__VA_ARGS__, NULL                                                        \
    }

static void good_lines(void)
{
    struct options o;
    int next;

    tap_ok(&t, parse(&o, &next, WORDS("prog", "-x")) == OPTIONS_RUN && next == 1,
           "options end at the program");
    tap_ok(&t,
           parse(&o, &next, WORDS("-L", "/r", "--cpu", "max", "p")) == OPTIONS_RUN && next == 5 &&
               !strcmp(o.prefix, "/r") && !strcmp(o.cpu, "max"),
           "one dash and two dashes");
    tap_ok(&t, parse(&o, &next, WORDS("--", "-p")) == OPTIONS_RUN && next == 2, "-- ends");
    tap_ok(&t, parse(&o, &next, WORDS("-strace")) == OPTIONS_RUN && next == 2 && log_on(LOG_STRACE),
           "no program; -strace is a log item");
    tap_ok(&t, parse(&o, &next, WORDS("-s", "2M", "p")) == OPTIONS_RUN && o.stack_size == 2 << 20,
           "-s with suffix");
    tap_ok(&t,
           parse(&o, &next, WORDS("-tb-size", "32", "p")) == OPTIONS_RUN &&
               o.cache_size == 32 << 20,
           "-tb-size counts MiB");
    tap_ok(&t,
           parse(&o, &next, WORDS("--exec=compare", "p")) == OPTIONS_RUN &&
               o.engine == ENGINE_COMPARE && next == 2,
           "--exec=compare");
    tap_ok(&t,
           parse(&o, &next, WORDS("-opt-limit", "7", "-no-pass", "dce,fold", "p")) == OPTIONS_RUN &&
               o.opt_limit == 7 && options_without_pass(&o, "fold") &&
               !options_without_pass(&o, "fol"),
           "bisection switches");
    tap_ok(&t, parse(&o, &next, WORDS("-B", "0x0", "-R", "0", "-p", "4096", "p")) == OPTIONS_RUN,
           "the supported values of -B, -R, -p");
    tap_ok(&t,
           parse(&o, &next, WORDS("-singlestep", "-seed", "0x10", "p")) == OPTIONS_RUN &&
               o.one_insn && o.has_seed && o.seed == 16,
           "-singlestep, -seed");
    tap_ok(&t,
           parse(&o, &next, WORDS("-L", "/r", "-E", "a=b", "-0", "x", "-strace", "p")) ==
                   OPTIONS_RUN &&
               o.inherited.count == 3 && !strcmp(o.inherited.item[0], "-L") &&
               !strcmp(o.inherited.item[2], "-strace"),
           "what a child inherits");
}

static void bad_lines(void)
{
    struct options o;
    int next;
    static const char *const lines[][3] = {
        {"-nonsense"},     {"-L"},
        {"-s", "x"},       {"-s", "-1"},
        {"-s", "1q"},      {"-R", "1q"},
        {"-B", "0x1000"},  {"-p", "8192"},
        {"-E", "novalue"}, {"-U", "a=b"},
        {"-d", "nothing"}, {"-dfilter", "1"},
        {"-exec", "fast"}, {"-plugin", "x"},
        {"-trace", "x"},   {"-ferry-fd", "3"},
        {"-E", "=x"},      {"-s", "99999999999G"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        tap_ok(&t,
               parse(&o, &next, WORDS(lines[i][0], lines[i][1], "p")) == OPTIONS_ERROR ||
                   !strcmp(lines[i][0], "-L"),
               "refused: %s %s", lines[i][0], lines[i][1] ? lines[i][1] : "");
    tap_ok(&t, parse(&o, &next, WORDS("-L")) == OPTIONS_ERROR, "refused: -L without argument");
}

static void environment(void)
{
    struct options o;
    char *env[] = {"A=1",
                   "B=2",
                   "A=3",
                   "QEMU_LD_PREFIX=/root",
                   "QEMU_SET_ENV=C=4,B=5",
                   "QEMU_UNSET_ENV=A",
                   "FERRY_EXEC=interp",
                   NULL};
    options_init(&o);
    tap_ok(&t,
           options_from_environment(&o, env) == OPTIONS_RUN && !strcmp(o.prefix, "/root") &&
               o.engine == ENGINE_INTERP,
           "variables set options");
    char **out = options_apply_environment(&o, env);
    bool a = false, b = false, c = false;
    size_t count = 0;
    for (; out[count]; count++) {
        a |= !strncmp(out[count], "A=", 2);
        b |= !strcmp(out[count], "B=5");
        c |= !strcmp(out[count], "C=4");
    }
    tap_ok(&t, !a && b && c && count == 6, "QEMU_SET_ENV and QEMU_UNSET_ENV");
    free(out);

    char *wrong[] = {"QEMU_PLUGIN=x", NULL};
    options_init(&o);
    tap_ok(&t, options_from_environment(&o, wrong) == OPTIONS_ERROR,
           "an unsupported variable is refused");
}

static void filters(void)
{
    log_add_mask(LOG_EXEC);
    tap_ok(&t, log_on_at(LOG_EXEC, 5), "no filter lets everything through");
    tap_ok(&t, log_set_filter("0x1000+0x10,0x2000..0x2fff,0x5000-0x10"), "filter syntax");
    tap_ok(&t,
           log_on_at(LOG_EXEC, 0x1000) && log_on_at(LOG_EXEC, 0x100f) &&
               !log_on_at(LOG_EXEC, 0x1010) && log_on_at(LOG_EXEC, 0x2fff) &&
               log_on_at(LOG_EXEC, 0x5000) && log_on_at(LOG_EXEC, 0x4ff1) &&
               !log_on_at(LOG_EXEC, 0x4ff0),
           "filter ranges");
    tap_ok(&t, !log_set_filter("0x10") && !log_set_filter("a+b") && !log_set_filter("5..4"),
           "filter errors");
    char *bad = log_add_items("op,,wrong");
    tap_ok(&t, bad && !strcmp(bad, "wrong") && log_on(LOG_OP), "unknown log item");
    free(bad);
    log_add_mask(LOG_TID);
    tap_ok(&t, log_open("/tmp/x", false) < 0 && log_open("/tmp/%s", false) < 0,
           "log file patterns");
}

int main(void)
{
    int null = open("/dev/null", O_WRONLY);
    if (null >= 0)
        dup2(null, STDERR_FILENO);
    good_lines();
    bad_lines();
    environment();
    filters();
    return tap_done(&t);
}
