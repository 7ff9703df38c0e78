/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recvmmsg: how many, its time limit, which is told when it ends. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct mmsghdr m[4];
static char text[4][16];
static struct iovec v[4];

static void receive(const char *what, int s, int count, int flags, struct timespec *t)
{
    errno = 0;
    int n = recvmmsg(s, m, count, flags, t);

    printf("%s: %d errno %d", what, n, errno);
    for (int i = 0; i < n; i++)
        printf(" %u %.*s", m[i].msg_len, (int)m[i].msg_len, text[i]);
    puts("");
}

int main(void)
{
    int s[2];
    struct timespec t = {5, 0}, bad = {0, 1000000000}, none = {0, 0};

    socketpair(AF_UNIX, SOCK_DGRAM, 0, s);
    for (int i = 0; i < 4; i++) {
        v[i] = (struct iovec){text[i], sizeof(text[i])};
        m[i].msg_hdr.msg_iov = &v[i];
        m[i].msg_hdr.msg_iovlen = 1;
    }
    receive("nothing", s[0], 2, MSG_DONTWAIT, NULL);
    write(s[1], "one", 3), write(s[1], "two", 3), write(s[1], "three", 5);
    receive("two", s[0], 2, 0, &t);
    printf("time left: %d\n", t.tv_sec < 5 && t.tv_sec > 2);
    receive("what is there", s[0], 4, MSG_WAITFORONE, NULL);
    write(s[1], "four", 4), write(s[1], "five", 4);
    receive("no time", s[0], 4, 0, &none);
    printf("left: %ld %ld\n", (long)none.tv_sec, none.tv_nsec);
    receive("the other", s[0], 4, MSG_DONTWAIT, &t);
    receive("bad time", s[0], 4, MSG_DONTWAIT, &bad);
    /* glibc would look at it itself. */
    printf("bad address: %ld", syscall(SYS_recvmmsg, s[0], m, 4, MSG_DONTWAIT, (void *)8));
    printf(" errno %d\n", errno);
    return 0;
}
