/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine: its names, figures, modules, keys; calls that stop it, refused. */
#include <sched.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/uio.h>
#include "call.h"

static struct utsname name;
static struct sysinfo info;
static struct rusage usage;
static char buffer[256];
static unsigned cpu, node;
static uint64_t limit[2];

static struct iovec part = {"payload", 7};

static int holds(int key)
{
    static int keys[256];
    long n = CALL_RAW(keyctl, 11, -2, keys, sizeof(keys));

    for (int i = 0; i < n / 4 && i < 256; i++)
        if (keys[i] == key)
            return 1;
    return 0;
}

int main(void)
{
    int file = open("file", O_RDWR | O_CREAT, 0644);
    long key;

    CALL(uname, &name);
    printf("  %s\n", name.sysname);
    CALL(uname, BAD);
    CALL(sysinfo, &info);
    tell("processes", info.procs > 0);
    CALL(sysinfo, BAD);
    CALL(getrandom, buffer, 16, 0);
    CALL(getrandom, buffer, 16, 99);
    CALL(getrandom, BAD, 16, 0);
    CALL(getcpu, &cpu, &node, 0);
    CALL(getcpu, BAD, 0, 0);
    CALL(getrusage, RUSAGE_SELF, &usage);
    CALL(getrusage, 99, &usage);
    CALL(getrusage, RUSAGE_SELF, BAD);
    CALL(prlimit64, 0, RLIMIT_CORE, 0, limit);
    CALL(prlimit64, 0, 99, 0, limit);
    CALL(prlimit64, 0, RLIMIT_CORE, BAD, 0);
    CALL(prlimit64, 0, RLIMIT_CORE, 0, BAD);
    CALL(prlimit64, 1 << 29, RLIMIT_CORE, 0, limit);
    limit[0] = 2;
    limit[1] = 1;
    CALL(prlimit64, 0, RLIMIT_CORE, limit, 0);
    CALL(syslog, 10, 0, 0) > 0;
    CALL(syslog, 99, 0, 0);
    CALL(syslog, 3, 0, 5);
    CALL(syslog, 3, buffer, -1);
    CALL(sethostname, buffer, -1);
    CALL(sethostname, BAD, 4);
    CALL(setdomainname, buffer, 100);
    CALL(setdomainname, BAD, 4);
    if (!unshare(CLONE_NEWUTS)) {
        CALL(sethostname, "calls", 5);
        CALL(setdomainname, "domain", 6);
        uname(&name);
        printf("  %s %s\n", name.nodename, name.domainname);
    }
    CHILD(setsid(); CALL(vhangup));
    CALL(reboot, 1, 2, 3, 0);
    CALL(reboot, 0xfee1dead, 672274793, 77, 0);
    CALL(kexec_load, 0, 0, 0, 1 << 30);
    CALL(kexec_load, 0, 17, 0, 0);
    CALL(kexec_file_load, file, file, 0, "", 1 << 30);
    CALL(kexec_file_load, 99, 99, 0, "", 0);
    CALL(init_module, buffer, 16, "");
    CALL(init_module, BAD, 16, "");
    CALL(finit_module, file, "", 0);
    CALL(finit_module, 99, "", 0);
    CALL(finit_module, file, "", 1 << 20);
    CALL(delete_module, "none", O_NONBLOCK);
    CALL(delete_module, BAD, O_NONBLOCK);
    key = SOME(add_key, "user", "calls", "payload", 7, -2);
    CALL(add_key, "nonsense", "calls", "payload", 7, -2);
    CALL(add_key, "user", "calls", BAD, 7, -2);
    CALL(add_key, BAD, "calls", "payload", 7, -2);
    CALL(add_key, "user", "calls", "payload", 1 << 24, -2);
    tell("same", CALL_RAW(request_key, "user", "calls", 0, -2) == key);
    CALL(request_key, "user", "none", 0, -2);
    CALL(request_key, BAD, "none", 0, -2);
    CALL(keyctl, 11, key, buffer, 256);
    printf("  %.7s\n", buffer);
    CALL(keyctl, 11, key, BAD, 256);
    CALL(keyctl, 20, key, &part, 1, 0);
    tell("the ring has it", holds(key));
    CALL(keyctl, 3, key);
    CALL(keyctl, 11, key, buffer, 256);
    CALL(keyctl, 9999, 0, 0, 0);
    return 0;
}
