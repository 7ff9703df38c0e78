/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A tiny shell: pipelines, redirection, background jobs, built by fork, dup2 and exec. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static int run(char *line)
{
    char *cmd[8];
    int n = 0, st = 0, in = 0;
    for (char *s, *c = strtok_r(line, "|", &s); c; c = strtok_r(NULL, "|", &s))
        cmd[n++] = c;
    pid_t last = 0;
    fflush(stdout);
    for (int i = 0; i < n; i++) {
        int p[2];
        if (i + 1 < n)
            pipe(p);
        pid_t c = fork();
        if (!c) {
            if (in)
                dup2(in, 0), close(in);
            if (i + 1 < n)
                dup2(p[1], 1), close(p[0]), close(p[1]);
            char *v[20], *s;
            int k = 0;
            for (char *w = strtok_r(cmd[i], " ", &s); w; w = strtok_r(NULL, " ", &s)) {
                if (*w == '>') {
                    int f = open(w + 1, O_CREAT | O_WRONLY | O_TRUNC, 0644);
                    dup2(f, 1), close(f);
                } else if (*w == '<') {
                    int f = open(w + 1, O_RDONLY);
                    dup2(f, 0), close(f);
                } else
                    v[k++] = w;
            }
            v[k] = NULL, execvp(v[0], v), _exit(127);
        }
        if (in)
            close(in);
        if (i + 1 < n)
            close(p[1]), in = p[0];
        last = c;
    }
    while (n--) {
        int s;
        pid_t c = wait(&s);
        if (c == last)
            st = WIFEXITED(s) ? WEXITSTATUS(s) : 128 + WTERMSIG(s);
    }
    return st;
}
int main(void)
{
    static const char *t[] = {"echo hello world",
                              "echo one two | tr a-z A-Z",
                              "printf 3\\n1\\n2\\n | sort | head -n 2",
                              "echo saved >file",
                              "cat <file | rev | cat",
                              "false",
                              "nonexistent-command",
                              "sh -c exit\\ 5",
                              "seq 1 100 | grep 7 | wc -l",
                              "cat /dev/null",
                              "sh -c kill\\ -9\\ $$"};
    setenv("LC_ALL", "C", 1);
    for (int i = 0; i < 11; i++) {
        char b[200];
        strcpy(b, t[i]);
        int s = run(b);
        printf("[%d]\n", s);
    }
}
