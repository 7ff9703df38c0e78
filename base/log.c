/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The log and the error messages: see log.h.
 *
 * In: items, formats.  Out: text by one write(2) a call.
 * Invariant: `state` is written only while options are read, before there is a
 * second thread; afterwards it is read-only, except for the per-thread file.
 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/fd.h"

enum { LINE_ROOM = 1024, FILTER_MAX = 32 };

struct log_range {
    uint64_t first, last;
};

static struct {
    uint32_t mask;
    int fd;               /* -1: stderr */
    char *thread_pattern; /* item tid: the file name with %d */
    const char *program;
    unsigned ranges;
    struct log_range range[FILTER_MAX];
} state = {.fd = -1, .program = "ferry"};

/* The file of this thread under item tid; 0: not opened yet, so stderr's number + 1 is kept. */
static __thread int thread_fd;

static const struct {
    const char *name, *help;
} items[LOG_ITEMS] = {
#define LOG_ITEM(id, name, help) {name, help},
#include "base/log.def"
#undef LOG_ITEM
};

bool log_on(uint32_t mask)
{
    return state.mask & mask;
}

bool log_on_at(uint32_t mask, uint64_t pc)
{
    if (!(state.mask & mask))
        return false;
    if (!state.ranges)
        return true;
    for (unsigned i = 0; i < state.ranges; i++)
        if (pc >= state.range[i].first && pc <= state.range[i].last)
            return true;
    return false;
}

static int open_file(const char *name, bool append)
{
    int fd = fd_open_high(name, O_WRONLY | O_CREAT | O_APPEND | (append ? 0 : O_TRUNC), 0666);
    return fd < 0 ? -errno : fd;
}

/* Puts `id` in the place of the pattern's one %d; false when it has another '%'. */
static bool expand(const char *pattern, long id, char *out, size_t room)
{
    const char *percent = strchr(pattern, '%');
    if (!percent)
        return (size_t)snprintf(out, room, "%s", pattern) < room;
    if (percent[1] != 'd' || strchr(percent + 2, '%'))
        return false;
    int length =
        snprintf(out, room, "%.*s%ld%s", (int)(percent - pattern), pattern, id, percent + 2);
    return length >= 0 && (size_t)length < room;
}

static int current_fd(void)
{
    if (state.thread_pattern) {
        if (!thread_fd) {
            char name[4096];
            thread_fd = STDERR_FILENO;
            if (expand(state.thread_pattern, syscall(SYS_gettid), name, sizeof name)) {
                int fd = open_file(name, false);
                if (fd >= 0)
                    thread_fd = fd;
            }
        }
        return thread_fd;
    }
    return state.fd >= 0 ? state.fd : STDERR_FILENO;
}

static void write_all(int fd, const char *text, size_t length)
{
    int saved = errno;
    while (length) {
        ssize_t done = write(fd, text, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            break;
        text += done;
        length -= (size_t)done;
    }
    errno = saved;
}

void log_write(const char *text, size_t length)
{
    write_all(current_fd(), text, length);
}

void log_printf(const char *format, ...)
{
    char line[LINE_ROOM], *text = line, *heap = NULL;
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (length < 0)
        return;
    if ((size_t)length >= sizeof line && (heap = malloc((size_t)length + 1))) {
        va_start(args, format);
        length = vsnprintf(heap, (size_t)length + 1, format, args);
        va_end(args);
        text = heap;
    } else if ((size_t)length >= sizeof line) {
        length = sizeof line - 1;
    }
    log_write(text, (size_t)length);
    free(heap);
}

void log_add_mask(uint32_t mask)
{
    state.mask |= mask;
}

static bool add_item(const char *name, size_t length)
{
    if (length == 3 && !memcmp(name, "all", 3)) {
        /* As everywhere: everything that prints, without what changes the run. */
        state.mask |= ~(uint32_t)(LOG_NOCHAIN | LOG_TID) & (LOG_MASK(LOADER) * 2 - 1);
        return true;
    }
    for (unsigned i = 0; i < LOG_ITEMS; i++) {
        if (strlen(items[i].name) == length && !memcmp(items[i].name, name, length)) {
            state.mask |= UINT32_C(1) << i;
            return true;
        }
    }
    return false;
}

char *log_add_items(const char *list)
{
    while (*list) {
        size_t length = strcspn(list, ",");
        if (length && !add_item(list, length))
            return strndup(list, length);
        list += length + (list[length] == ',');
    }
    return NULL;
}

int log_open(const char *pattern, bool append)
{
    char name[4096];
    if (!expand(pattern, getpid(), name, sizeof name))
        return -EINVAL;
    if (state.mask & LOG_TID) {
        if (!strchr(pattern, '%'))
            return -EINVAL;
        state.thread_pattern = strdup(pattern);
        return state.thread_pattern ? 0 : -ENOMEM;
    }
    int fd = open_file(name, append);
    if (fd < 0)
        return fd;
    state.fd = fd;
    return 0;
}

bool log_set_filter(const char *text)
{
    state.ranges = 0;
    while (*text) {
        struct log_range *range = &state.range[state.ranges];
        char *end;
        if (state.ranges == FILTER_MAX)
            return false;
        errno = 0;
        uint64_t start = strtoull(text, &end, 0);
        if (end == text || errno)
            return false;
        char how = *end;
        if (how != '+' && how != '-' && strncmp(end, "..", 2))
            return false;
        text = end + (how == '.' ? 2 : 1);
        uint64_t other = strtoull(text, &end, 0);
        if (end == text || errno || (*end && *end != ','))
            return false;
        /* As in QEMU: "a-l" is the l bytes that end with a. */
        range->first = how == '-' ? start - other + 1 : start;
        range->last = how == '+' ? start + other - 1 : how == '-' ? start : other;
        if (range->first > range->last)
            return false;
        state.ranges++;
        text = end + (*end == ',');
    }
    return true;
}

int log_fd(void)
{
    return state.thread_pattern ? (thread_fd > STDERR_FILENO ? thread_fd : -1) : state.fd;
}

void log_help(void)
{
    printf("Log items (comma separated):\n");
    for (unsigned i = 0; i < LOG_ITEMS; i++)
        printf("%-15s %s\n", items[i].name, items[i].help);
    printf("%-15s %s\n", "all", "everything that prints");
}

void log_set_program(const char *argv0)
{
    const char *slash = strrchr(argv0, '/');
    const char *name = slash ? slash + 1 : argv0;
    if (*name)
        state.program = name;
}

const char *log_program(void)
{
    return state.program;
}

static void message(const char *kind, const char *format, va_list args)
{
    char line[8192];
    int head = snprintf(line, sizeof line, "%.200s: %s", state.program, kind);
    int rest = vsnprintf(line + head, sizeof line - (size_t)head - 1, format, args);
    size_t length = (size_t)head + (rest < 0 ? 0 : (size_t)rest);
    if (length > sizeof line - 2)
        length = sizeof line - 2;
    line[length++] = '\n';
    write_all(STDERR_FILENO, line, length);
}

void log_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    message("", format, args);
    va_end(args);
}

void log_warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    message("warning: ", format, args);
    va_end(args);
}

void log_fatal(int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    message("", format, args);
    va_end(args);
    fflush(stdout);
    _exit(status);
}
