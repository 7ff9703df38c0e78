/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Benchmark row "fork": fork, exec of itself, wait
 * In: argv[1], the amount of work.  Out: a checksum, equal on every machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 300, good = 0;
    if (n == 0)
        return 7;
    for (int i = 0; i < n; i++) {
        int status;
        pid_t pid = fork();
        if (pid == 0) {
            execl(argv[0], argv[0], "0", NULL);
            _exit(1);
        }
        waitpid(pid, &status, 0);
        good += WIFEXITED(status) && WEXITSTATUS(status) == 7;
    }
    printf("%d\n", good);
}
