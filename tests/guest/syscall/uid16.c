/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User numbers of 16 bits, which 32-bit Arm's old calls have; elsewhere what they should say is
 * computed from those of 32 bits.
 */
#include <errno.h>
#include <grp.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __arm__
#define OLD(arm, name, ...) syscall(arm, ##__VA_ARGS__)
#else
static long low(long id)
{
    return id > 65535 ? 65534 : id;
}
static long wide(long id)
{
    return (uint16_t)id == 65535 ? -1 : (uint16_t)id;
}
static long old_get(long id)
{
    return low(id);
}
static long old_getresuid(uint16_t *a, uint16_t *b, uint16_t *c)
{
    uid_t u[3];

    getresuid(&u[0], &u[1], &u[2]);
    if (a == (void *)8) {
        errno = EFAULT;
        return -1;
    }
    *a = low(u[0]), *b = low(u[1]), *c = low(u[2]);
    return 0;
}
static long old_getgroups(int room, uint16_t *to)
{
    gid_t g[32];
    int n = getgroups(room > 32 ? 32 : room, g);

    for (int i = 0; room && i < n; i++)
        to[i] = low(g[i]);
    return n;
}
static long old_setgroups(int n, const uint16_t *from)
{
    gid_t g[32];

    if (from == (void *)8)
        return setgroups(n, (void *)8);
    for (int i = 0; i < n && i < 32; i++)
        g[i] = wide(from[i]);
    return setgroups(n, g);
}
#define OLD(arm, name, ...)    old_##name(__VA_ARGS__)
#define old_getuid()           old_get(getuid())
#define old_geteuid()          old_get(geteuid())
#define old_getgid()           old_get(getgid())
#define old_getegid()          old_get(getegid())
#define old_setuid(a)          setuid(wide(a))
#define old_setreuid(a, b)     setreuid(wide(a), wide(b))
#define old_setresgid(a, b, c) setresgid(wide(a), wide(b), wide(c))
#define old_chown(p, a, b)     chown(p, wide(a), wide(b))
#define old_fchown(p, a, b)    fchown(p, wide(a), wide(b))
#endif

static void tell(const char *what, long result)
{
    printf("%s: %ld errno %d\n", what, result, result < 0 ? errno : 0);
    fflush(stdout);
}

static void ids(void)
{
    uint16_t a = 0, b = 0, c = 0;

    tell("getuid", OLD(24, getuid));
    tell("geteuid", OLD(49, geteuid));
    tell("getgid", OLD(47, getgid));
    tell("getegid", OLD(50, getegid));
    tell("getresuid", OLD(165, getresuid, &a, &b, &c));
    printf("%u %u %u\n", a, b, c);
    tell("bad pointer", OLD(165, getresuid, (void *)8, &b, &c));
}

static void child(void (*what)(void))
{
    if (!fork()) {
        what();
        _exit(0);
    }
    wait(NULL);
}

static void large(void)
{
    tell("setresgid", OLD(170, setresgid, 5, 0xffff, 7));
    tell("large", setresuid(70000, 70001, 0));
    ids();
    tell("setuid", OLD(23, setuid, 99));
}

static void small(void)
{
    tell("setreuid", OLD(70, setreuid, 0xffff, 1234));
    ids();
    tell("not allowed", OLD(23, setuid, 77));
}

static void groups(void)
{
    gid_t many[3] = {1, 70000, 3};
    uint16_t got[8] = {0}, set[2] = {11, 12};

    tell("setgroups", setgroups(3, many));
    tell("count", OLD(80, getgroups, 0, NULL));
    tell("getgroups", OLD(80, getgroups, 8, got));
    printf("%u %u %u %u\n", got[0], got[1], got[2], got[3]);
    tell("too few", OLD(80, getgroups, 2, got));
    tell("old setgroups", OLD(81, setgroups, 2, set));
    tell("getgroups", OLD(80, getgroups, 8, got));
    printf("%u %u\n", got[0], got[1]);
    tell("bad", OLD(81, setgroups, 2, (void *)8));
}

static void owners(void)
{
    struct stat st;
    FILE *f = fopen("file", "w");

    tell("chown", OLD(182, chown, "file", 17, 0xffff));
    stat("file", &st);
    printf("%d %d\n", st.st_uid, st.st_gid == getgid());
    tell("fchown", OLD(95, fchown, fileno(f), 0xffff, 18));
    stat("file", &st);
    printf("%d %d\n", st.st_uid, st.st_gid);
    tell("none", OLD(182, chown, "none", 1, 1));
    fclose(f);
}

int main(void)
{
    child(ids);
    child(groups);
    child(owners);
    child(large);
    child(small);
    return 0;
}
