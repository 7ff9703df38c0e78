/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Program of tagged_test.py: addresses with a tag in system calls, a line each. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define TAG(p) ((void *)((uintptr_t)(p) | UINT64_C(0x2a) << 56))

static void say(const char *what, long result)
{
    if (result < 0)
        printf("%s: %s\n", what, strerrorname_np(errno));
    else
        printf("%s: %ld\n", what, result);
}

static long control(unsigned long flags)
{
    return prctl(PR_SET_TAGGED_ADDR_CTRL, flags, 0, 0, 0);
}

static long state(void)
{
    return prctl(PR_GET_TAGGED_ADDR_CTRL, 0, 0, 0, 0);
}

static void calls(void)
{
    static char text[16] = "some text", back[16], name[] = "file", path[4096];
    static struct stat st;
    int fd = open(TAG(name), O_RDWR | O_CREAT | O_TRUNC, 0600), pair[2];
    struct iovec v[2] = {{TAG(text), 4}, {TAG(text + 4), 5}}, in[1] = {{TAG(back), 9}};
    char address[8] = "", data[CMSG_SPACE(sizeof(int))] = "";
    static int64_t soon[2] = {0, 1};
    struct msghdr out = {.msg_iov = TAG(v), .msg_iovlen = 2};
    struct msghdr got = {.msg_name = TAG(address),
                         .msg_namelen = 8,
                         .msg_iov = TAG(in),
                         .msg_iovlen = 1,
                         .msg_control = TAG(data),
                         .msg_controllen = sizeof(data)};

    say("open", fd < 0 ? -1 : 0);
    if (fd < 0)
        fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    say("write", write(fd, TAG(text), 9));
    say("pread", pread(fd, TAG(back), 9, 0));
    say("fstat", fstat(fd, TAG(&st)));
    say("stat", stat(TAG(name), TAG(&st)));
    say("writev", writev(fd, TAG(v), 2));
    say("writev of tagged buffers", writev(fd, v, 2));
    say("pwritev", pwritev(fd, TAG(v), 2, 0));
    say("preadv", preadv(fd, in, 1, 0));
    say("getcwd", syscall(SYS_getcwd, TAG(path), sizeof(path)) > 0 ? 0 : -1);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
    say("sendmsg", sendmsg(pair[0], TAG(&out), MSG_DONTWAIT));
    say("recvmsg", recvmsg(pair[1], TAG(&got), MSG_DONTWAIT));
    say("nanosleep", syscall(SYS_nanosleep, TAG(soon), 0));
    say("clock_gettime", syscall(SYS_clock_gettime, 1, TAG(back)));
    say("getrandom", syscall(SYS_getrandom, TAG(back), 16, 0));
    close(fd);
}

static void pages(void)
{
    char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned char vec[2];
    void *q;

    say("mprotect", mprotect(TAG(p), 4096, PROT_READ));
    say("madvise", madvise(TAG(p), 4096, MADV_DONTNEED));
    say("mlock", mlock(TAG(p), 4096));
    say("munlock", munlock(TAG(p), 4096));
    say("msync", msync(TAG(p), 4096, MS_ASYNC));
    say("mincore", mincore(TAG(p), 4096, vec));
    q = mremap(TAG(p), 8192, 4096, 0);
    say("mremap", q == MAP_FAILED ? -1 : q != p);
    q = mmap(TAG(p), 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    say("mmap", q == MAP_FAILED ? -1 : 0);
    say("munmap", munmap(TAG(p), 4096));
    say("gone", mincore(p, 4096, vec));
}

static void *thread(void *arg)
{
    say("thread", state());
    return arg;
}

int main(int argc, char **argv)
{
    pthread_t t;

    setvbuf(stdout, NULL, _IONBF, 0);
    if (argc > 1) {
        say("after exec", state());
        return 0;
    }
    say("at start", state());
    calls();
    pages();
    say("another bit", control(1 << 20));
    say("second argument", prctl(PR_SET_TAGGED_ADDR_CTRL, 1, 1, 0, 0));
    say("argument", prctl(PR_GET_TAGGED_ADDR_CTRL, 1, 0, 0, 0));
    say("on", control(PR_TAGGED_ADDR_ENABLE));
    say("state", state());
    calls();
    pages();
    pthread_create(&t, NULL, thread, NULL);
    pthread_join(t, NULL);
    if (!fork()) {
        say("child", state());
        execl(argv[0], argv[0], "exec", NULL);
        _exit(1);
    }
    wait(NULL);
    say("off", control(0));
    say("state", state());
    say("read", read(0, TAG(argv), 1));
    return 0;
}
