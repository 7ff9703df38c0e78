/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Segments that replace others: what lies behind a smaller one later is not forgotten. */
#include <errno.h>
#include <stdio.h>
#include <sys/shm.h>

static void tell(const char *what, long result)
{
    printf("%s: %ld errno %d\n", what, result, errno);
    errno = 0;
}

int main(void)
{
    int big = shmget(IPC_PRIVATE, 0x40000, 0600 | IPC_CREAT);
    int small = shmget(IPC_PRIVATE, 0x20000, 0600 | IPC_CREAT);
    char *at = shmat(big, NULL, 0), *upper, *other;

    tell("replace", shmat(big, at, SHM_REMAP) == at);
    tell("again", shmat(big, at, SHM_REMAP | SHM_RDONLY) == at);
    tell("detach", shmdt(at));
    upper = shmat(small, at + 0x20000, 0);
    tell("upper", upper == at + 0x20000);
    tell("lower", shmat(small, at, 0) == at);
    tell("detach lower", shmdt(at));
    other = shmat(big, NULL, 0);
    tell("other", other != (char *)-1);
    upper[0] = 7;
    tell("upper lives", upper[0]);
    tell("detach upper", shmdt(upper));
    tell("no more", shmdt(upper));
    tell("detach other", shmdt(other));
    shmctl(big, IPC_RMID, NULL);
    shmctl(small, IPC_RMID, NULL);
    return 0;
}
