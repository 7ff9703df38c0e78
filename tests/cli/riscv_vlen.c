/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The size of a signal frame, and a signal on an alternate stack of just that size: vector
 * registers survive it, and the handler finds the frame within the stack.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#define ROOM 2048 /* for the handler's own frames */

static char *stack;
static size_t size;
static int inside;

static void handler(int sig, siginfo_t *info, void *context)
{
    char *low = (char *)context;
    (void)sig, (void)info;
    inside = low >= stack + ROOM && low < stack + ROOM + size;
    ((ucontext_t *)context)->uc_mcontext.__gregs[0] += 4; /* behind the illegal word */
    if (getauxval(AT_HWCAP) >> ('v' - 'a') & 1)
        __asm__ volatile(".option push\n.option arch, +v\n"
                         "vsetvli t0, zero, e8, m8, ta, ma\nvmv.v.i v8, -1\n.option pop" ::
                             : "t0");
}

int main(void)
{
    unsigned char before[8 * 128] = {0}, after[8 * 128] = {0};
    int has_v = getauxval(AT_HWCAP) >> ('v' - 'a') & 1;
    size = getauxval(51 /* AT_MINSIGSTKSZ */);
    stack = malloc(ROOM + size);
    stack_t alt = {.ss_sp = stack, .ss_size = ROOM + size};
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaltstack(&alt, NULL);
    sigaction(SIGILL, &action, NULL);
    for (size_t i = 0; i < sizeof before; i++)
        before[i] = (unsigned char)(i * 7 + 1);
    if (has_v) {
        size_t vlenb;
        __asm__ volatile(".option push\n.option arch, +v\ncsrr %0, vlenb\n.option pop"
                         : "=r"(vlenb));
        __asm__ volatile(".option push\n.option arch, +v\n"
                         "vl8re8.v v8, (%0)\n.4byte 0\nvs8r.v v8, (%1)\n.option pop" ::"r"(before),
                         "r"(after)
                         : "memory");
        memset(after + 8 * vlenb, 0, sizeof after - 8 * vlenb);
        memset(before + 8 * vlenb, 0, sizeof before - 8 * vlenb);
    } else {
        __asm__ volatile(".4byte 0");
        memset(before, 0, sizeof before);
    }
    printf("%zu %d %d\n", size, inside, memcmp(before, after, sizeof before) == 0);
    return 0;
}
