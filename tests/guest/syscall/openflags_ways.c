/* SPDX-License-Identifier: GPL-2.0-or-later */
/* F_GETFL says the same of a file whichever call has opened it. */
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    struct open_how how = {.flags = O_RDWR | O_CREAT, .mode = 0600};
    struct open_how inside = {.flags = O_RDWR | O_CREAT | O_PATH | O_APPEND, .mode = 0600};
    int one = (int)syscall(SYS_openat, AT_FDCWD, "file", O_RDWR | O_CREAT, 0600);
    int two = (int)syscall(SYS_openat2, AT_FDCWD, "file", &how, sizeof(how));
    int flags = fcntl(one, F_GETFL);

    printf("openat2 as openat: %d\n", flags == fcntl(two, F_GETFL));
    printf("wrong flags: %ld\n", syscall(SYS_openat2, AT_FDCWD, "file", &inside, sizeof(inside)));
    one = (int)syscall(SYS_openat, AT_FDCWD, "file", O_WRONLY | O_CREAT | O_TRUNC, 0600);
#ifdef SYS_creat
    two = (int)syscall(SYS_creat, "file", 0600);
#else
    two = one;
#endif
    printf("creat as openat: %d\n", fcntl(one, F_GETFL) == fcntl(two, F_GETFL));
    return 0;
}
