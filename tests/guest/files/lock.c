/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Record locks, open-file-description locks, flock, leases of fcntl flags, between processes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    int f = open("f", O_RDWR | O_CREAT, 0644), st;
    ftruncate(f, 1000);
    struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 20};
    printf("%d\n", fcntl(f, F_SETLK, &l));
    fflush(stdout);
    if (!fork()) {
        int g = open("f", O_RDWR);
        struct flock m = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 15, .l_len = 1};
        printf("%d ", fcntl(g, F_SETLK, &m)), printf("%d ", errno == EAGAIN || errno == EACCES);
        fcntl(g, F_GETLK, &m);
        printf("%d", m.l_type == F_WRLCK), printf(" %d", (int)m.l_start),
            printf(" %d", (int)m.l_len), printf(" %d ", m.l_pid == getppid());
        m = (struct flock){.l_type = F_WRLCK, .l_start = 30, .l_len = 5};
        printf("%d\n", fcntl(g, F_SETLK, &m));
        fflush(stdout), _exit(0);
    }
    wait(&st);
    l.l_type = F_UNLCK, fcntl(f, F_SETLK, &l);
    int a = open("f", O_RDWR), b = open("f", O_RDWR);
    printf("%d ", flock(a, LOCK_EX)), printf("%d ", flock(b, LOCK_EX | LOCK_NB)),
        printf("%d ", errno == EWOULDBLOCK), flock(a, LOCK_UN),
        printf("%d\n", flock(b, LOCK_SH | LOCK_NB));
    l = (struct flock){.l_type = F_WRLCK, .l_len = 5};
    printf("%d ", fcntl(a, F_OFD_SETLK, &l)), l.l_pid = 0, printf("%d ", fcntl(b, F_OFD_SETLK, &l)),
                                              printf("%d\n", errno == EAGAIN);
    int p[2];
    pipe(p);
    if (!fork()) {
        l = (struct flock){.l_type = F_WRLCK, .l_start = 500, .l_len = 1};
        fcntl(f, F_SETLK, &l), write(p[1], "x", 1), usleep(20000), _exit(3);
    }
    char c;
    read(p[0], &c, 1);
    l = (struct flock){.l_type = F_WRLCK, .l_start = 500, .l_len = 1};
    printf("%d ", fcntl(f, F_SETLKW, &l)), wait(&st), printf("%d\n", WEXITSTATUS(st));
    printf("%x ", fcntl(a, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK)),
        fcntl(a, F_SETFL, O_APPEND | O_NONBLOCK),
        printf("%d\n", (fcntl(a, F_GETFL) & (O_APPEND | O_NONBLOCK)) == (O_APPEND | O_NONBLOCK));
    printf("%d", lockf(f, F_TLOCK, 10)), printf(" %d\n", lockf(f, F_ULOCK, 10));
}
