/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SIGCHLD: siginfo of exits, kills, stops; SA_NOCLDWAIT, SA_NOCLDSTOP, waitid, ignored children. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile int n, code[10], status[10];
static void h(int s, siginfo_t *i, void *u)
{
    if (n < 10)
        code[n] = i->si_code, status[n] = i->si_status, n++;
}
int main(void)
{
    struct sigaction a = {.sa_sigaction = h, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigaction(SIGCHLD, &a, NULL);
    int st;
    siginfo_t i;
    pid_t p;
    sigset_t b, o;
    sigemptyset(&b), sigaddset(&b, SIGCHLD), sigprocmask(SIG_BLOCK, &b, &o);
    if (!(p = fork()))
        _exit(7);
    while (!n)
        sigsuspend(&o);
    printf("%d %d\n", code[0] == CLD_EXITED, status[0]);
    waitpid(p, &st, 0), printf("%d %d\n", WIFEXITED(st), WEXITSTATUS(st));
    n = 0;
    if (!(p = fork())) {
        pause();
        _exit(1);
    }
    kill(p, SIGSTOP);
    while (!n)
        sigsuspend(&o);
    printf("%d %d\n", code[0] == CLD_STOPPED, status[0]);
    waitpid(p, &st, WUNTRACED), printf("%d %d\n", WIFSTOPPED(st), WSTOPSIG(st));
    n = 0, kill(p, SIGCONT);
    while (!n)
        sigsuspend(&o);
    printf("%d\n", code[0] == CLD_CONTINUED);
    waitpid(p, &st, WCONTINUED), printf("%d\n", WIFCONTINUED(st));
    n = 0, kill(p, SIGKILL);
    while (!n)
        sigsuspend(&o);
    printf("%d %d\n", code[0] == CLD_KILLED, status[0]);
    memset(&i, 0, sizeof(i)), waitid(P_PID, p, &i, WEXITED | WNOWAIT),
        printf("%d %d %d\n", i.si_code == CLD_KILLED, i.si_status, i.si_pid == p);
    waitpid(p, &st, 0), printf("%d %d\n", WIFSIGNALED(st), WTERMSIG(st));
    printf("%d ", waitpid(-1, &st, 0)), printf("%d\n", errno == ECHILD);
    a.sa_flags |= SA_NOCLDWAIT, sigaction(SIGCHLD, &a, NULL), sigprocmask(SIG_SETMASK, &o, NULL);
    fflush(stdout);
    if (!fork())
        _exit(1);
    errno = 0, printf("%d ", wait(&st)), printf("%d\n", errno == ECHILD);
    signal(SIGCHLD, SIG_IGN);
    fflush(stdout);
    if (!fork())
        _exit(1);
    errno = 0, printf("%d ", wait(&st)), printf("%d\n", errno == ECHILD);
    signal(SIGCHLD, SIG_DFL);
    for (int s = 1; s < 32; s++) {
        if (s == SIGSTOP || s == SIGTSTP || s == SIGTTIN || s == SIGTTOU || s == SIGCONT ||
            s == SIGCHLD || s == SIGURG || s == SIGWINCH)
            continue;
        fflush(stdout);
        if (!(p = fork())) {
            signal(s, SIG_DFL), raise(s), _exit(0);
        }
        waitpid(p, &st, 0), printf("%d:%d ", s, WTERMSIG(st));
    }
    puts("");
}
