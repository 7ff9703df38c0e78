/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vfork and posix_spawn: shared memory, errors that reach the parent, attributes. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static volatile int shared;

static void wait_for(const char *what, pid_t pid)
{
    int st;
    if (waitpid(pid, &st, 0) != pid)
        printf("%s: wait: %s\n", what, strerror(errno));
    else
        printf("%s: %s %d\n", what, WIFEXITED(st) ? "exit" : "signal",
               WIFEXITED(st) ? WEXITSTATUS(st) : WTERMSIG(st));
    fflush(stdout);
}

static void handler(int sig)
{
    printf("handler %d\n", sig);
}

int main(void)
{
    pid_t pid = vfork();
    if (!pid) {
        shared = 5;
        _exit(3);
    }
    printf("shared %d\n", shared);
    wait_for("vfork", pid);
    pid = vfork();
    if (!pid) {
        execl("/nonexistent/program", "x", NULL);
        shared = errno;
        _exit(127);
    }
    printf("errno of the child: %s\n", strerror(shared));
    wait_for("vfork exec", pid);

    char *argv[] = {"program", "one", NULL};
    printf("spawn of nothing: %s\n",
           strerror(posix_spawn(&pid, "/nonexistent", NULL, NULL, argv, environ)));
    printf("spawn of a folder: %s\n", strerror(posix_spawn(&pid, "/", NULL, NULL, argv, environ)));

    signal(SIGUSR1, handler);
    posix_spawn_file_actions_t fa;
    posix_spawnattr_t at;
    sigset_t def;
    char *sh[] = {"sh", "-c", "echo spawned $0 $1; kill -USR1 $$; echo survived", "a", "b", NULL};
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_adddup2(&fa, 1, 2);
    posix_spawnattr_init(&at);
    sigemptyset(&def);
    sigaddset(&def, SIGUSR1);
    posix_spawnattr_setsigdefault(&at, &def);
    posix_spawnattr_setflags(&at, POSIX_SPAWN_SETSIGDEF);
    fflush(stdout);
    int r = posix_spawn(&pid, "/bin/sh", &fa, &at, sh, environ);
    if (!r)
        wait_for("sh", pid);
    printf("spawn of sh: %s\n", strerror(r));
    raise(SIGUSR1);
    printf("system: %d\n", WEXITSTATUS(system("exit 9")));
    FILE *p = popen("echo from popen", "r");
    char line[100];
    while (p && fgets(line, sizeof line, p))
        fputs(line, stdout);
    printf("pclose %d\n", p ? pclose(p) : -1);
    return 0;
}
