// skip-arm: calls of these names are of 16 bits there
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who a process is. */
#include "call.h"

static uint32_t three[3], groups[64];
static struct {
    uint32_t version;
    int pid;
} header = {0x20080522}, odd = {1};
static struct {
    uint32_t effective, permitted, inheritable;
} caps[2];

int main(void)
{
    SOME(getpid);
    SOME(getppid);
    SOME(gettid);
    CALL(getuid);
    CALL(geteuid);
    CALL(getgid);
    CALL(getegid);
    CALL(getresuid, &three[0], &three[1], &three[2]);
    tell("saved", three[2]);
    CALL(getresuid, BAD, &three[1], &three[2]);
    CALL(getresgid, &three[0], &three[1], &three[2]);
    tell("saved", three[2]);
    CALL(getresgid, &three[0], &three[1], BAD);
    tell("groups", CALL_RAW(getgroups, 0, 0) >= 0);
    CALL(getgroups, -1, groups);
    groups[0] = 100000;
    groups[1] = 7;
    CALL(setgroups, 2, groups);
    CALL(setgroups, 2, BAD);
    CALL(setgroups, 70000, groups);
    CALL(getgroups, 64, groups);
    tell("first", groups[0]);
    CALL(getgroups, 1, groups);
    CALL(getgroups, 64, BAD);
    CALL(getpgid, 1 << 29);
    CALL(getsid, 1 << 29);
    CALL(setpgid, -1, 0);
    CALL(setpgid, 0, -1);
    CALL(setpgid, 1 << 29, 0);
    CHILD(tell("session", CALL_RAW(setsid) == getpid()); CALL(setsid); CALL(setpgid, 0, 0);
          tell("group", CALL_RAW(getpgid, 0) == getpid());
          tell("session", CALL_RAW(getsid, 0) == getpid()));
    CALL(capget, &header, caps);
    CALL(capget, &odd, caps);
    tell("version", odd.version);
    CALL(capget, BAD, caps);
    CALL(capget, &header, BAD);
    header.pid = 1 << 29;
    CALL(capget, &header, caps);
    CALL(capset, &header, caps);
    header.pid = 0;
    CALL(capset, &header, caps);
    CALL(capset, BAD, caps);
    CALL(capset, &header, BAD);
    caps[1].permitted = ~0u;
    CALL(capset, &header, caps);
    CALL(setfsuid, 12);
    CALL(setfsuid, -1);
    CALL(setfsgid, 34);
    CALL(setfsgid, -1);
    CALL(setresgid, 1, 2, 3);
    CALL(setresgid, -1, 3, -1);
    CALL(getegid);
    CALL(setregid, -1, 2);
    CALL(setgid, 5);
    CALL(getgid);
    CALL(setresuid, 11, 12, 13);
    CALL(setresuid, 0, 0, 0);
    CALL(setreuid, -1, 13);
    CALL(setreuid, 0, 0);
    CALL(setuid, 14);
    CALL(setuid, 11);
    CALL(geteuid);
    CALL(setgid, 0);
    CALL(setregid, 0, 0);
    CALL(setresgid, 0, 0, 0);
    CALL(setgroups, 2, groups);
    return 0;
}
