/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child of posix_spawn or vfork executes a program with an interpreter; the parent's descriptors,
   of whatever numbers, are as they were. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Which of the descriptors below 20 are open. */
static unsigned open_ones(void)
{
    unsigned set = 0;
    for (int fd = 0; fd < 20; fd++)
        set |= (fcntl(fd, F_GETFD) >= 0) << fd;
    return set;
}

int main(int argc, char **argv)
{
    char *args[] = {"/proc/self/exe", "child", NULL}, text[20];
    int fd[2], status, differ = 0;
    if (argc > 1) {
        puts("hello");
        return 7;
    }
    for (int used = 0; used < 8; used++) {
        posix_spawn_file_actions_t actions;
        pid_t pid;
        if (used)
            open("/dev/null", O_RDONLY);
        pipe(fd);
        unsigned before = open_ones();
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, fd[1], 1);
        for (int k = 3; k < 20; k++)
            if (before >> k & 1)
                posix_spawn_file_actions_addclose(&actions, k);
        if (posix_spawn(&pid, args[0], &actions, NULL, args, environ))
            return 1;
        posix_spawn_file_actions_destroy(&actions);
        differ |= before ^ open_ones();
        close(fd[1]);
        ssize_t n = read(fd[0], text, sizeof text);
        waitpid(pid, &status, 0);
        printf("%zd %d\n", n, WEXITSTATUS(status));
        close(fd[0]);
    }
    for (int k = 3; k < 20; k++)
        close(k);
    for (int k = 0; k < 4; k++) {
        unsigned before = open_ones();
        pid_t pid = vfork();
        if (!pid) {
            execve(args[0], args, environ);
            _exit(9);
        }
        differ |= before ^ open_ones();
        waitpid(pid, &status, 0);
        printf("%d\n", WEXITSTATUS(status));
        open("/dev/null", O_RDONLY);
    }
    printf("differ: %x\n", differ);
    return 0;
}
