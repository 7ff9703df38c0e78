// skip-aarch64: has no 32-bit calls
// skip-riscv64: has no 32-bit calls
// static: natively from 64-bit code
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that 32-bit Arm alone has, or i386 by another name, and older ones of signals and
 * processes. */
#define CALLS32
#include <sys/socket.h>
#include "call.h"
#ifdef __x86_64__
#define __NR_send                       __NR_sendto
#define __NR_recv                       __NR_recvfrom
#define FADVISE(fd, from, size, advice) CALL_RAW(fadvise64_64, fd, LL(from), LL(size), advice)
#define RANGE(fd, from, size, flags)    CALL_RAW(sync_file_range, fd, LL(from), LL(size), flags)
#define ONLY_ARM(name, ...)             tell(#name, -ENOSYS)
#else
#define FADVISE(fd, from, size, advice) CALL_RAW(arm_fadvise64_64, fd, advice, LL(from), LL(size))
#define RANGE(fd, from, size, flags)    CALL_RAW(arm_sync_file_range, fd, flags, LL(from), LL(size))
#define ONLY_ARM(name, ...)             tell(#name, error(CALL_RAW(name, ##__VA_ARGS__)))
#endif

static uint32_t limit[2] = {1, 2}, caps[6], header[2] = {0x20080522}, word;
static uint8_t fs[64];
static char buffer[16];
static volatile int seen;

static long error(long result)
{
    return result < 0 ? -errno : result;
}

static void handler(int sig)
{
    seen += sig;
}

int main(void)
{
    int file = open("file", O_RDWR | O_CREAT, 0644), pair[2], two[2];
    pid_t child, parent = getpid();

    call_start();
    pipe(two);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    CALL(send, pair[0], "hello", 5, 0);
    CALL(send, pair[0], BAD, 5, 0);
    CALL(send, 99, "hello", 5, 0);
    CALL(send, file, "hello", 5, 0);
    CALL(recv, pair[1], buffer, 16, 0);
    printf("  %s\n", buffer);
    CALL(recv, pair[1], buffer, 16, MSG_DONTWAIT);
    CALL(recv, 99, BAD, 16, 0);
    tell("advice", error(FADVISE(file, 0, UINT64_C(0x100000000), 1)));
    tell("advice", error(FADVISE(file, 0, 0, 99)));
    tell("advice", error(FADVISE(two[0], 0, 0, 1)));
    tell("advice", error(FADVISE(99, 0, 0, 1)));
    tell("range", error(RANGE(file, UINT64_C(0x100000000), 0, 7)));
    tell("range", error(RANGE(file, -1, 0, 7)));
    tell("range", error(RANGE(file, 0, 0, 8)));
    tell("range", error(RANGE(two[0], 0, 0, 7)));
    tell("range", error(RANGE(99, 0, 0, 7)));
    ONLY_ARM(vserver);
    ONLY_ARM(pciconfig_iobase, 0, 0, 0);
    ONLY_ARM(pciconfig_read, 0, 0, 0, 1, buffer);
    ONLY_ARM(pciconfig_write, 0, 0, 0, 1, buffer);
    ONLY_ARM(map_shadow_stack, 0, 4096, 0);
    ONLY_ARM(mseal, 0, 0, 0);
    CALL(uselib, "none");
    CALL(setrlimit, 4, limit);
    CALL(setrlimit, 99, limit);
    CALL(setrlimit, 4, BAD);
    limit[0] = 3;
    CALL(setrlimit, 4, limit);
    CALL(statfs, ".", fs);
    tell("type", *(uint32_t *)fs);
    CALL(statfs, "none", fs);
    CALL(statfs, ".", BAD);
    CALL(fstatfs, file, fs);
    tell("block", *(uint32_t *)(fs + 4));
    CALL(fstatfs, 99, BAD);
    CALL(fstatfs, file, BAD);
    CALL(capget, header, caps);
    CALL(capget, header, BAD);
    CALL(setpgid, -1, 0);
    CALL(setpgid, 1 << 29, 0);
    CHILD(tell("session", CALL_RAW(setsid) == getpid()); CALL(setsid); CALL(setpgid, 0, 0));

    signal(SIGUSR1, handler);
    child = fork();
    if (!child) {
        while (getppid() == parent) {
            kill(parent, SIGUSR1);
            usleep(1000);
        }
        _exit(0);
    }
    CALL(pause);
    tell("seen", seen > 0);
    CALL(sigsuspend, 0, 0, 0);
    kill(child, SIGKILL);
    waitpid(child, 0, 0);
    CHILD(CALL_RAW(sigreturn));
    child = vfork();
    if (!child) {
        word = 77;
        _exit(5);
    }
    tell("shared", word);
    return 0;
}
