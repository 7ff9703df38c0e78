/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Process and thread identities, groups, sessions, credentials, priorities, affinity, personality,
 * prctl, names. */
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    printf("%d", getpid() == gettid()), printf(" %d", getpgrp() == getpgid(0)),
        printf(" %d", getsid(0) > 0), printf(" %d\n", getppid() > 0);
    fflush(stdout);
    pid_t p = fork();
    int st;
    if (!p) {
        printf("%d ", setsid() == getpid()), printf("%d", getpgrp() == getpid()),
            printf(" %d ", getsid(0) == getpid()), printf("%d ", setsid()),
            printf("%d\n", errno == EPERM), fflush(stdout);
        _exit(0);
    }
    wait(&st);
    p = fork();
    if (!p)
        pause();
    printf("%d", setpgid(p, p)), printf(" %d\n", getpgid(p) == p), kill(-p, SIGTERM),
        waitpid(p, &st, 0), printf("%d\n", WTERMSIG(st));
    uid_t r, e, s;
    getresuid(&r, &e, &s), printf("%d", r == getuid() && e == geteuid()),
        printf(" %d\n", getegid() == getgid());
    gid_t g[100];
    printf("%d\n", getgroups(100, g) >= 0);
    errno = 0;
    int pr = getpriority(PRIO_PROCESS, 0);
    printf("%d ", errno), printf("%d", setpriority(PRIO_PROCESS, 0, pr + 1)),
        printf(" %d\n", getpriority(PRIO_PROCESS, 0) - pr);
    cpu_set_t c;
    printf("%d ", sched_getaffinity(0, sizeof(c), &c)), printf("%d", CPU_COUNT(&c) > 0),
        printf(" %d\n", sched_getcpu() >= 0);
    struct sched_param sp;
    printf("%d", sched_getscheduler(0)), printf(" %d", sched_getparam(0, &sp)),
        printf(" %d", sched_get_priority_max(SCHED_FIFO)), printf(" %d\n", sched_yield());
    char n[20];
    prctl(PR_SET_NAME, "renamed-process-long"), prctl(PR_GET_NAME, n), printf("%s", n),
        printf(" %d ", prctl(PR_SET_DUMPABLE, 0)), printf("%d", prctl(PR_GET_DUMPABLE)),
        printf(" %d ", prctl(PR_SET_DUMPABLE, 1)), printf("%d ", prctl(PR_SET_PDEATHSIG, SIGTERM)),
        prctl(PR_GET_PDEATHSIG, &st), printf("%d ", st),
        printf("%d ", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)), printf("%d ", prctl(9999)),
        printf("%d\n", errno == EINVAL);
    struct utsname u;
    uname(&u), printf("%s %d %d\n", u.sysname, u.release[0] > '2', strlen(u.nodename) > 0);
    struct rusage ru;
    getrusage(RUSAGE_SELF, &ru), printf("%d", ru.ru_maxrss > 0),
        printf(" %d\n", getrusage(RUSAGE_CHILDREN, &ru));
    struct rlimit l;
    getrlimit(RLIMIT_NOFILE, &l), l.rlim_cur = 20, printf("%d ", setrlimit(RLIMIT_NOFILE, &l));
    int k = 0;
    while (dup(0) >= 0)
        k++;
    printf("%d", k > 5 && k < 20), printf(" %d ", errno == EMFILE), l.rlim_cur = l.rlim_max,
                                                                    setrlimit(RLIMIT_NOFILE, &l);
    prlimit(getpid(), RLIMIT_CORE, NULL, &l), printf("%d\n", l.rlim_cur <= l.rlim_max);
    printf("%d ", kill(getpid(), 0)), printf("%d ", kill(999999999, 0)),
        printf("%d\n", errno == ESRCH);
    printf("%d\n", (int)syscall(99999) == -1 && errno == ENOSYS);
    printf("%d\n", personality(0xffffffff) >= 0);
}
