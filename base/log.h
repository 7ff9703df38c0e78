/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The log (-d, -D, -dfilter) and the one-line error messages.
 *
 * In: items and text.  Out: whole lines on stderr or in the log file.
 * Invariants: a call writes its text with one write(2), so lines of threads
 * and of forked children never mix; nothing is buffered, so nothing is lost or
 * doubled by fork, exec or a crash; errno is preserved.
 * Example: if (log_on(LOG_EXEC)) log_printf("enter %#" PRIx64 "\n", pc);
 */
#ifndef FERRY_BASE_LOG_H
#define FERRY_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_item {
#define LOG_ITEM(id, name, help) LOG_BIT_##id,
#include "base/log.def"
#undef LOG_ITEM
    LOG_ITEMS
};

/* LOG_X is the mask of item X. */
#define LOG_MASK(id) (UINT32_C(1) << LOG_BIT_##id)
enum log_mask {
#define LOG_ITEM(id, name, help) LOG_##id = LOG_MASK(id),
#include "base/log.def"
#undef LOG_ITEM
};

/* True when any of the items in `mask` (LOG_X | LOG_Y) is wanted. */
bool log_on(uint32_t mask);

/* log_on, and `pc` lies in -dfilter's ranges (or there is no filter). */
bool log_on_at(uint32_t mask, uint64_t pc);

/* Writes to the log without asking whether it is on. */
void log_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_write(const char *text, size_t length);

/* log_printf when the items in `mask` are on. */
#define log_if(mask, ...) (log_on(mask) ? log_printf(__VA_ARGS__) : (void)0)

/*
 * Adds the comma-separated items ("all" and "help" excepted: see log_help).
 * Returns NULL, or the first unknown item as a malloc'ed string.
 */
char *log_add_items(const char *items);
void log_add_mask(uint32_t mask);

/*
 * Sends the log to a file.  "%d" becomes the process id (with item tid: the
 * thread id, one file per thread).  `append` keeps what is there already.
 * Returns 0 or -errno; -EINVAL for any other '%'.  Call after log_add_items.
 */
int log_open(const char *pattern, bool append);

/* Parses "start+length,start-length,start..end"; false on a syntax error. */
bool log_set_filter(const char *ranges);

/* The log file's descriptor, which the guest must not see, or -1. */
int log_fd(void);

/* Prints the table of items on stdout. */
void log_help(void);

/* The name in front of error messages; `argv0` is kept, its last component is shown. */
void log_set_program(const char *argv0);
const char *log_program(void);

/*
 * One line on stderr: "PROGRAM: message".  No newline in `format`.
 * log_fatal() exits with `status` afterwards; log_warn() says "PROGRAM: warning: ...".
 */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_fatal(int status, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));

#endif
