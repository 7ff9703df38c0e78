/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "forkexit": fork, exit of the child, wait
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 2000, good = 0;
    for (int i = 0; i < n; i++) {
        int status;
        pid_t pid = fork();
        if (pid == 0)
            _exit(i & 127);
        waitpid(pid, &status, 0);
        good += WIFEXITED(status) && WEXITSTATUS(status) == (i & 127);
    }
    printf("%d\n", good);
}
