/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execve, execvpe, execveat, fexecve, scripts, environment, inherited descriptors, ignored signals,
 * failed ones. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
static int run(char **v, char **e, int how)
{
    fflush(stdout);
    pid_t p = how & 1 ? vfork() : fork();
    if (!p) {
        if (how & 2) {
            int f = open(v[0], O_RDONLY | O_CLOEXEC);
            fexecve(f, v, e);
        } else
            execve(v[0], v, e);
        _exit(errno == ENOEXEC   ? 100
              : errno == EACCES  ? 101
              : errno == ENOENT  ? 102
              : errno == E2BIG   ? 103
              : errno == ENOTDIR ? 104
                                 : 110);
    }
    int st;
    waitpid(p, &st, 0);
    return WIFEXITED(st) ? WEXITSTATUS(st) : -WTERMSIG(st);
}
static void file(const char *n, const char *t, int mode)
{
    int f = open(n, O_CREAT | O_WRONLY | O_TRUNC, 0700);
    write(f, t, strlen(t)), fchmod(f, mode), close(f);
}
int main(int n, char **v, char **env)
{
    if (n > 1) {
        printf("%d", n);
        for (int i = 1; i < n; i++)
            printf(" [%.40s]", v[i]);
        for (char **e = env; *e; e++)
            if (!strncmp(*e, "T_", 2))
                printf(" %.30s", *e);
        struct sigaction a;
        sigaction(SIGUSR1, NULL, &a);
        printf(" %d %d %d\n", a.sa_handler == SIG_IGN, fcntl(50, F_GETFD) >= 0,
               fcntl(51, F_GETFD) >= 0);
        return atoi(v[1]);
    }
    char self[500];
    ssize_t k = readlink("/proc/self/exe", self, 499);
    self[k] = 0;
    signal(SIGUSR1, SIG_IGN), dup2(1, 50), dup3(1, 51, O_CLOEXEC);
    char *e[] = {"T_A=1", "T_B=two words", NULL};
    for (int i = 0; i < 4; i++)
        printf("%d\n", run((char *[]){self, "7", "a b", "", "ü*", NULL}, e, i));
    static char big[100001];
    memset(big, 'x', 100000);
    printf("%d\n", run((char *[]){self, "9", big, NULL}, e, 0));
    char **many = calloc(5002, sizeof(char *));
    many[0] = self;
    for (int i = 1; i < 5001; i++)
        many[i] = "1";
    fflush(stdout);
    int fd = dup(1), z = open("/dev/null", O_WRONLY);
    dup2(z, 1), k = run(many, e, 1), fflush(stdout), dup2(fd, 1), printf("%zd\n", k);
    static char huge[3 << 20];
    memset(huge, 'y', sizeof(huge) - 1);
    printf("%d\n", run((char *[]){self, huge, NULL}, e, 0));
    file("script", "#!/bin/sh\necho script \"$@\"\nexit 5\n", 0755),
        file("noexec", "#!/bin/sh\n", 0644), file("plain", "echo plain\n", 0755),
        file("badinterp", "#!/no/such/thing\n", 0755), file("empty", "", 0755),
        file("text",
             "\x7f"
             "ELFjunk",
             0755);
    static char *names[] = {"./script", "./noexec",   "./plain", "./badinterp", "./empty", "./text",
                            "./none",   "./script/x", "."};
    for (int i = 0; i < 9; i++)
        printf("%s %d\n", names[i], run((char *[]){names[i], "x y", NULL}, e, i & 1));
    sprintf(big, "#!%s 3\n", self), file("chain", big, 0755),
        printf("%d\n", run((char *[]){"./chain", "arg", NULL}, e, 0));
    fflush(stdout);
    if (!fork())
        execlp("sh", "sh", "-c", "echo from $0 $1; kill -9 $$", "zero", "one", NULL);
    int st;
    wait(&st), printf("%d\n", WTERMSIG(st));
    printf("%d %d\n", system("exit 3") >> 8, system("kill -15 $$") & 127);
    pid_t p;
    FILE *f = popen("read x; echo got $x", "w");
    fputs("piped\n", f), fflush(f), printf("%d\n", pclose(f));
}
