/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System V and POSIX shared memory, message queues and semaphores between processes. */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    int id = shmget(IPC_PRIVATE, 8192, IPC_CREAT | 0600), st;
    char *p = shmat(id, NULL, 0), *q = shmat(id, NULL, SHM_RDONLY);
    strcpy(p, "sysv"), printf("%s ", q);
    struct shmid_ds d;
    shmctl(id, IPC_STAT, &d), printf("%zu %d\n", d.shm_segsz, (int)d.shm_nattch), fflush(stdout);
    if (!fork()) {
        strcpy(p, "child"), _exit(0);
    }
    wait(&st), printf("%s", q), printf(" %d", shmdt(q)), printf(" %d ", shmctl(id, IPC_RMID, NULL)),
        printf("%s", p), printf(" %d\n", shmdt(p));
    char n[40];
    sprintf(n, "/ferry-shm-%d", getpid());
    int f = shm_open(n, O_CREAT | O_RDWR | O_EXCL, 0600);
    ftruncate(f, 4096);
    int *v = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, f, 0);
    shm_unlink(n);
    for (int i = 0; i < 4; i++)
        if (!fork()) {
            for (int k = 0; k < 1000; k++)
                __atomic_add_fetch(v, 1, 5);
            _exit(0);
        }
    while (wait(&st) > 0)
        ;
    printf("%d", *v), printf(" %d\n", shm_open(n, O_RDONLY, 0));
    int s = semget(IPC_PRIVATE, 2, IPC_CREAT | 0600);
    union {
        int val;
        unsigned short *a;
        struct semid_ds *b;
    } u = {.a = (unsigned short[]){1, 0}};
    semctl(s, 0, SETALL, u);
    struct sembuf o[2] = {{0, -1, 0}, {1, 2, 0}};
    printf("%d", semop(s, o, 2)), printf(" %d", semctl(s, 0, GETVAL)),
        printf(" %d ", semctl(s, 1, GETVAL));
    o[0].sem_flg = IPC_NOWAIT, printf("%d ", semop(s, o, 1)), printf("%d ", errno == EAGAIN);
    struct timespec t = {0, 1000000};
    o[0].sem_flg = 0, printf("%d ", semtimedop(s, o, 1, &t)), printf("%d\n", errno == EAGAIN);
    fflush(stdout);
    if (!fork()) {
        o[0].sem_op = 1, usleep(1000), semop(s, o, 1), _exit(0);
    }
    printf("%d ", semop(s, o, 1)), wait(&st), printf("%d\n", semctl(s, 0, IPC_RMID));
    int m = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    struct {
        long t;
        char b[50];
    } a = {3, "three"}, r;
    msgsnd(m, &a, 6, 0),
        a.t = 1, strcpy(a.b, "one"), msgsnd(m, &a, 4, 0), printf("%zd ", msgrcv(m, &r, 50, 1, 0)),
        printf("%s", r.b), printf(" %zd ", msgrcv(m, &r, 50, 0, 0)), printf("%s %ld ", r.b, r.t),
        printf("%zd ", msgrcv(m, &r, 50, 0, IPC_NOWAIT)), printf("%d", errno == ENOMSG),
        printf(" %d\n", msgctl(m, IPC_RMID, NULL));
    struct mq_attr ma = {.mq_maxmsg = 4, .mq_msgsize = 32};
    mqd_t mq = mq_open(n, O_CREAT | O_RDWR | O_NONBLOCK, 0600, &ma);
    if (mq != -1) {
        mq_unlink(n), mq_send(mq, "low", 4, 1), mq_send(mq, "high", 5, 9);
        char b[32];
        unsigned pr;
        printf("%zd ", mq_receive(mq, b, 32, &pr)), printf("%s %u ", b, pr),
            mq_receive(mq, b, 32, &pr), printf("%s ", b),
            printf("%zd\n", mq_receive(mq, b, 32, &pr));
    } else
        puts("5 high 9 low -1");
}
