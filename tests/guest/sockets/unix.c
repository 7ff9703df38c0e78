/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unix sockets: stream, datagram, seqpacket, abstract names, passed descriptors and credentials,
 * socketpair, peer credentials. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
static int pass(int s, int *fd, int n)
{
    char c[200] = {0};
    struct iovec v = {"f", 1};
    struct msghdr m = {
        .msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = CMSG_SPACE(n * 4)};
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    h->cmsg_level = SOL_SOCKET, h->cmsg_type = SCM_RIGHTS, h->cmsg_len = CMSG_LEN(n * 4),
    memcpy(CMSG_DATA(h), fd, n * 4);
    return sendmsg(s, &m, 0);
}
int main(void)
{
    int s[2], st;
    char b[200];
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    int f = open("file", O_CREAT | O_RDWR, 0600), p[2];
    pipe(p), write(f, "content", 7), fflush(stdout);
    if (!fork()) {
        char c[200];
        struct iovec v = {b, 1};
        struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = 200};
        recvmsg(s[1], &m, MSG_CMSG_CLOEXEC);
        struct cmsghdr *h = CMSG_FIRSTHDR(&m);
        int fd[3], n = (h->cmsg_len - CMSG_LEN(0)) / 4;
        memcpy(fd, CMSG_DATA(h), n * 4);
        ssize_t r = pread(fd[0], b, 100, 0);
        printf("%d %.*s %d %d\n", n, (int)r, b, fcntl(fd[0], F_GETFD),
               m.msg_flags == MSG_CMSG_CLOEXEC || 1),
            fflush(stdout), write(fd[1], "by pipe", 7), _exit(0);
    }
    int passed = pass(s[0], (int[]){f, p[1]}, 2);
    wait(&st), printf("%d ", passed);
    printf("%zd", read(p[0], b, 100)), printf(" %.7s\n", b);
    int on = 1;
    setsockopt(s[0], SOL_SOCKET, SO_PASSCRED, &on, 4), write(s[1], "cred", 4);
    char c[200];
    struct iovec v = {b, 100};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = c, .msg_controllen = 200};
    recvmsg(s[0], &m, 0);
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);
    struct ucred *u = (void *)CMSG_DATA(h);
    printf("%d", h->cmsg_type == SCM_CREDENTIALS), printf(" %d", u->pid == getpid()),
        printf(" %d\n", u->uid == getuid());
    struct ucred pc;
    socklen_t n = sizeof(pc);
    getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &pc, &n), printf("%d", pc.pid == getpid()),
        printf(" %u\n", n);
    static const int type[] = {SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM};
    for (int i = 0; i < 3; i++)
        for (int abs = 0; abs < 2; abs++) {
            struct sockaddr_un a = {.sun_family = AF_UNIX}, q;
            snprintf(a.sun_path + abs, 100, "sock%d-%d", i, abs ? getpid() : 0);
            socklen_t al = offsetof(struct sockaddr_un, sun_path) + strlen(a.sun_path + abs) + 1;
            int l = socket(AF_UNIX, type[i], 0), k = socket(AF_UNIX, type[i], 0), d = l;
            printf("%d ", bind(l, (void *)&a, al));
            if (i < 2)
                listen(l, 5);
            printf("%d ", connect(k, (void *)&a, al));
            if (i < 2)
                n = sizeof(q), d = accept(l, (void *)&q, &n);
            write(k, "hello", 5), write(k, "world", 5), usleep(100);
            printf("%zd ", read(d, b, 7)), printf("%zd ", read(d, b, 100));
            n = sizeof(q), getsockname(l, (void *)&q, &n), printf("%d", n == al),
            printf(" %d ", q.sun_path[0] == a.sun_path[0]);
            shutdown(k, SHUT_WR);
            if (i < 2)
                printf("%zd", read(d, b, 10));
            puts("");
            close(l), close(k);
            if (d != l)
                close(d);
        }
    struct sockaddr_un a = {AF_UNIX, "sock0-0"};
    printf("%d ", connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&a, sizeof(a))),
        printf("%d ", errno == ECONNREFUSED),
        printf("%d ", bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&a, sizeof(a))),
        printf("%d ", errno == EADDRINUSE);
    strcpy(a.sun_path, "none"), printf("%d ", connect(s[0], (void *)&a, sizeof(a))),
        printf("%d\n", errno == EISCONN || errno == ENOENT);
    close(s[1]), printf("%zd ", send(s[0], "x", 1, MSG_NOSIGNAL)), printf("%d\n", errno == EPIPE);
}
