/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The C library's searches, which look at vectors: at all alignments, of all lengths, up to the end
 * of what is mapped and beyond it.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, ROOM = 4 * PAGE, LONGEST = 700 };

static char *room, *end; /* [room, end) is mapped; nothing behind it */
static unsigned wrong;
static sigjmp_buf back;
static char *volatile fault_at;

static void check(int good, const char *what, size_t at, size_t n)
{
    if (!good && wrong++ < 10)
        printf("%s: wrong at %zu, length %zu\n", what, at, n);
}

/* A string of n characters at p, behind which `gap` more bytes may be read. */
static void one(char *p, size_t n, size_t gap)
{
    size_t at = (size_t)p % PAGE;
    p[n] = 0;
    check(strlen(p) == n, "strlen", at, n);
    check(strnlen(p, n + gap) == n, "strnlen", at, n);
    check(memchr(p, 0, n + gap) == p + n, "memchr", at, n);
    check(memchr(p, 0, n) == NULL, "memchr that finds nothing", at, n);
    check(rawmemchr(p, 0) == p + n, "rawmemchr", at, n);
    check(strchr(p, 'z') == NULL, "strchr", at, n);
    check(strchrnul(p, 'z') == p + n, "strchrnul", at, n);
    if (n) {
        p[n - 1] = 'z';
        check(memchr(p, 'z', n) == p + n - 1, "memchr of the last one", at, n);
        check(strchr(p, 'z') == p + n - 1, "strchr of the last one", at, n);
        check(memrchr(p, 'z', n) == p + n - 1, "memrchr", at, n);
        p[n - 1] = 'x';
    }
    p[n] = 'x';
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)context;
    fault_at = info->si_addr;
    siglongjmp(back, 1);
}

/* What begins n bytes before the end and does not find anything faults behind it. */
static void beyond(unsigned kind, size_t n)
{
    static volatile uintptr_t sink;
    if (sigsetjmp(back, 1)) {
        check(fault_at >= end && fault_at < end + PAGE, "fault", kind, n);
        return;
    }
    switch (kind) {
    case 0: sink = strlen(end - n); break;
    case 1: sink = (uintptr_t)memchr(end - n, 'y', n + 64); break;
    case 2: sink = (uintptr_t)rawmemchr(end - n, 'y'); break;
    default: sink = (uintptr_t)strchr(end - n, 'y'); break;
    }
    check(0, "no fault", kind, n);
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    room = mmap(NULL, ROOM + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED || mprotect(room + ROOM, PAGE, PROT_NONE))
        return 1;
    end = room + ROOM;
    memset(room, 'x', ROOM);
    for (size_t n = 0; n < LONGEST; n += n < 300 ? 1 : 17) {
        one(end - n - 1, n, 1); /* the zero is the last byte */
        for (size_t align = 0; align < 70; align += 1 + n / 64)
            one(room + PAGE - LONGEST / 2 + align, n, 200);
    }
    for (size_t at = 0; at < 64; at += 7)
        one(room + at, 2 * PAGE + 3 * at, PAGE);
    sigaction(SIGSEGV, &action, NULL);
    for (unsigned kind = 0; kind < 4; kind++)
        for (size_t n = 0; n < 600; n += 3)
            beyond(kind, n);
    printf("%u wrong\n", wrong);
    return 0;
}
