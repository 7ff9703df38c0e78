// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Handlers within handlers, SA_NODEFER, SA_RESETHAND, on alternate stacks, deep nesting, sigaction
 * from a handler. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static volatile int depth, most, seen, onalt;
static char alt[65536];
static void nest(int s)
{
    depth++;
    if (depth > most)
        most = depth;
    if (depth < 40)
        raise(s);
    depth--;
}
static void once(int s)
{
    seen++;
}
static void swap(int s)
{
    seen += 10;
    signal(s, once);
}
static void alth(int s)
{
    char here;
    stack_t o;
    sigaltstack(NULL, &o);
    onalt += (&here > alt && &here < alt + sizeof(alt)) + (o.ss_flags & SS_ONSTACK ? 10 : 0);
    if (onalt < 50)
        raise(SIGUSR2);
}
int main(void)
{
    struct sigaction a = {.sa_handler = nest, .sa_flags = SA_NODEFER};
    sigaction(SIGUSR1, &a, NULL), raise(SIGUSR1), printf("%d %d\n", most, depth);
    a.sa_handler = once, a.sa_flags = SA_RESETHAND, sigaction(SIGUSR1, &a, NULL), raise(SIGUSR1),
    sigaction(SIGUSR1, NULL, &a), printf("%d %d\n", seen, a.sa_handler == SIG_DFL);
    signal(SIGUSR1, swap), raise(SIGUSR1), raise(SIGUSR1), printf("%d\n", seen);
    stack_t s = {.ss_sp = alt, .ss_size = sizeof(alt)}, o;
    sigaltstack(&s, NULL);
    a = (struct sigaction){.sa_handler = alth, .sa_flags = SA_ONSTACK | SA_NODEFER};
    sigaction(SIGUSR2, &a, NULL), raise(SIGUSR2), printf("%d\n", onalt);
    sigaltstack(NULL, &o), printf("%d %zu\n", o.ss_flags, o.ss_size);
    s.ss_size = 100, printf("%d\n", sigaltstack(&s, NULL));
    s.ss_flags = SS_DISABLE, sigaltstack(&s, NULL), sigaltstack(NULL, &o),
    printf("%d\n", o.ss_flags == SS_DISABLE);
    for (int i = 0; i < 3000; i++) {
        a.sa_handler = i & 1 ? once : SIG_IGN, sigaction(SIGHUP, &a, NULL), raise(SIGHUP);
    }
    printf("%d\n", seen);
}
