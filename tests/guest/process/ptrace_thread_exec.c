// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tracer of a thread that executes: who it was is the event's message. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static char **args;

static void *execute(void *arg)
{
    execl(args[0], args[0], "again", NULL);
    return arg;
}

int main(int argc, char **argv)
{
    unsigned long message = 0;
    pid_t pid, thread = 0, got;
    int status, events = 0;

    args = argv;
    if (argc > 1)
        return 5;
    pid = fork();
    if (!pid) {
        pthread_t t;

        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        pthread_create(&t, NULL, execute, NULL);
        pause();
    }
    waitpid(pid, NULL, 0);
    ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC);
    ptrace(PTRACE_CONT, pid, 0, 0);
    while ((got = waitpid(-1, &status, __WALL)) > 0) {
        int sig = WIFSTOPPED(status) ? WSTOPSIG(status) : 0;

        if (WIFEXITED(status))
            printf("exit of %s: %d\n", got == pid ? "the process" : "a thread",
                   WEXITSTATUS(status));
        if (!WIFSTOPPED(status))
            continue;
        if (status >> 16 == PTRACE_EVENT_CLONE) {
            ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
            thread = (pid_t)message;
            printf("clone by the process %d\n", got == pid);
        } else if (status >> 16 == PTRACE_EVENT_EXEC) {
            ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
            printf("exec in the process %d, by the thread %d\n", got == pid,
                   (pid_t)message == thread && thread != pid);
            events++;
        }
        ptrace(PTRACE_CONT, got, 0, sig == SIGTRAP || sig == SIGSTOP ? 0 : sig);
    }
    printf("%d exec\n", events);
    return 0;
}
