/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fork, exit status, signals as status, wait4, pipes, exec of itself. */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
    if (argc > 1) {
        printf("child %s %s\n", argv[1], getenv("MARK") ? getenv("MARK") : "-");
        return 9;
    }
    int status;
    fflush(stdout);
    if (fork() == 0)
        _exit(17);
    wait(&status), printf("%d %d\n", WIFEXITED(status), WEXITSTATUS(status));
    fflush(stdout);
    if (fork() == 0)
        raise(SIGKILL);
    wait(&status), printf("%d %d\n", WIFSIGNALED(status), WTERMSIG(status));
    fflush(stdout);
    setenv("MARK", "m1", 1);
    if (fork() == 0) {
        execl("/proc/self/exe", argv[0], "exec", NULL);
        _exit(1);
    }
    struct rusage ru;
    wait4(-1, &status, 0, &ru), printf("%d\n", WEXITSTATUS(status));
    fflush(stdout);
    pid_t pid;
    char *args[] = {argv[0], "spawn", NULL};
    int e = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, args, environ);
    waitpid(pid, &status, 0), printf("%d %d\n", e, WEXITSTATUS(status));
    e = posix_spawn(&pid, "/no/such/file", NULL, NULL, args, environ);
    printf("%d %s\n", e, strerror(e));
    fflush(stdout);
    if (vfork() == 0) {
        status = 1234;
        _exit(0);
    }
    printf("%d\n", status);
    wait(NULL);
    FILE *f = popen("echo from the shell; exit 3", "r");
    char line[100] = "";
    fgets(line, 100, f);
    e = WEXITSTATUS(pclose(f)), printf("%s%d\n", line, e);
    e = wait(NULL), printf("%d %s\n", e, strerror(errno));
    return 4;
}
