/* SPDX-License-Identifier: GPL-2.0-or-later */
/* posix_spawn with file actions and attributes; wordless children; getline from them. */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
int main(void)
{
    posix_spawn_file_actions_t f;
    posix_spawnattr_t a;
    pid_t p;
    int st, fd[2];
    pipe(fd);
    posix_spawn_file_actions_init(&f), posix_spawn_file_actions_adddup2(&f, fd[1], 1),
        posix_spawn_file_actions_addclose(&f, fd[0]),
        posix_spawn_file_actions_addopen(&f, 0, "/dev/null", O_RDONLY, 0),
        posix_spawn_file_actions_addopen(&f, 9, "out", O_CREAT | O_WRONLY, 0644);
    posix_spawnattr_init(&a),
        posix_spawnattr_setflags(&a, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                         POSIX_SPAWN_SETPGROUP);
    sigset_t s;
    sigemptyset(&s), posix_spawnattr_setsigmask(&a, &s), sigaddset(&s, SIGUSR1),
        posix_spawnattr_setsigdefault(&a, &s), signal(SIGUSR1, SIG_IGN);
    printf(
        "%d\n",
        posix_spawn(&p, "/bin/sh", &f, &a,
                    (char *[]){"sh", "-c",
                               "echo spawned; cat; echo nine >&9; kill -USR1 $$; echo alive", NULL},
                    environ));
    close(fd[1]);
    FILE *i = fdopen(fd[0], "r");
    char *l = NULL;
    size_t n = 0;
    while (getline(&l, &n, i) > 0)
        printf("> %s", l);
    waitpid(p, &st, 0), printf("%d\n", WIFSIGNALED(st) ? WTERMSIG(st) : -1);
    i = fopen("out", "r"), getline(&l, &n, i), printf("%s", l);
    printf("%d\n", posix_spawn(&p, "/no/such", NULL, NULL, (char *[]){"x", NULL}, environ));
    printf("%d ", posix_spawnp(&p, "true", NULL, NULL, (char *[]){"true", NULL}, environ)),
        waitpid(p, &st, 0), printf("%d\n", st);
    for (int k = 0; k < 20; k++) {
        posix_spawnp(&p, "sh", NULL, NULL, (char *[]){"sh", "-c", "exit 7", NULL}, environ),
            waitpid(p, &st, 0);
        if (WEXITSTATUS(st) != 7)
            puts("wrong");
    }
}
