/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Says what it was built for and what uname says, makes a child that says so as well, and executes
 * the program that its arguments name, if any, with the rest of them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct utsname name;
    int status = 0;
    uname(&name);
    printf("%zu bytes on %s, %d arguments\n", sizeof(void *), name.machine, argc - 1);
    fflush(stdout);
    if (argc == 1)
        return 7;
    pid_t child = fork();
    if (!child) {
        execl(argv[1], argv[1], (char *)NULL);
        _exit(1);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || WEXITSTATUS(status) != 7)
        printf("child: %d %s\n", status, strerror(errno));
    fflush(stdout);
    execv(argv[1], argv + 1);
    printf("exec: %s\n", strerror(errno));
    return 1;
}
