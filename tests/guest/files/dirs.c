/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories: opendir, readdir, seekdir, scandir, nftw, mkdirat, unlinkat, renameat2, chdir,
 * fchdir, getcwd. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static int files, dirs;
static int visit(const char *p, const struct stat *s, int t, struct FTW *f)
{
    if (t == FTW_F)
        files++;
    else
        dirs++;
    return f->level > 5;
}
static int even(const struct dirent *d)
{
    return d->d_name[0] == 'f' && (d->d_name[1] - '0') % 2 == 0;
}
int main(void)
{
    char n[60];
    mkdir("d", 0750);
    int fd = open("d", O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < 300; i++)
        sprintf(n, "f%d", i), close(openat(fd, n, O_CREAT | O_WRONLY, 0644));
    for (int i = 0; i < 10; i++)
        sprintf(n, "sub%d", i), mkdirat(fd, n, 0755);
    symlinkat("f1", fd, "link"), linkat(fd, "f2", fd, "hard", 0);
    DIR *d = opendir("d");
    struct dirent *e;
    int count = 0, reg = 0, dir = 0, lnk = 0;
    long h = 0;
    while ((e = readdir(d))) {
        count++, reg += e->d_type == DT_REG, dir += e->d_type == DT_DIR, lnk += e->d_type == DT_LNK;
        for (char *p = e->d_name; *p; p++)
            h += *p * (count ? 1 : 1);
    }
    printf("%d %d %d %d %ld\n", count, reg, dir, lnk, h);
    rewinddir(d), readdir(d);
    long pos = telldir(d);
    e = readdir(d), strcpy(n, e->d_name), seekdir(d, pos), e = readdir(d),
    printf("%d", strcmp(n, e->d_name)), printf(" %d\n", dirfd(d) > 2), closedir(d);
    struct dirent **l;
    int k = scandir("d", &l, even, versionsort);
    printf("%d %s %s %s\n", k, l[0]->d_name, l[1]->d_name, l[k - 1]->d_name);
    nftw("d", visit, 10, FTW_PHYS), printf("%d %d\n", files, dirs);
    printf("%d", rmdir("d")), printf(" %d ", errno == ENOTEMPTY), printf("%d ", unlink("d")),
        printf("%d\n", errno == EISDIR);
    printf("%d ", mkdir("d", 0)), printf("%d\n", errno == EEXIST);
    renameat(fd, "f3", fd, "g3"), printf("%d", faccessat(fd, "f3", F_OK, 0)),
        printf(" %d\n", faccessat(fd, "g3", R_OK, 0));
    printf("%d ", renameat2(fd, "f4", fd, "f5", RENAME_NOREPLACE)), printf("%d ", errno == EEXIST),
        printf("%d\n", renameat2(fd, "f4", fd, "sub1", RENAME_EXCHANGE));
    struct stat s;
    fstatat(fd, "sub1", &s, 0), printf("%d\n", S_ISREG(s.st_mode));
    int back = open(".", O_RDONLY);
    char c1[500], c2[500];
    getcwd(c1, 500), fchdir(fd), getcwd(c2, 500), printf("%s\n", c2 + strlen(c1)), fchdir(back),
        printf("%d ", getcwd(c1, 3) == NULL), printf("%d\n", errno == ERANGE);
    char *r = realpath("d/../d/link", NULL);
    printf("%s\n", strrchr(r, '/'));
    ssize_t q = readlinkat(fd, "link", n, 60);
    printf("%zd %.2s\n", q, n);
    fstatat(fd, "hard", &s, 0), printf("%d %o\n", (int)s.st_nlink, s.st_mode);
    printf("%d ", rename("d/sub2", "d/sub3")), printf("%d ", unlinkat(fd, "sub4", AT_REMOVEDIR)),
        printf("%d\n", openat(fd, "sub4", O_RDONLY));
    strcpy(n, "tmpXXXXXX"), printf("%d\n", mkdtemp(n) != NULL);
}
