/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System V and POSIX message passing. */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void semaphores(void)
{
    int id = semget(IPC_PRIVATE, 4, 0600);
    struct semid_ds ds;
    unsigned short all[4] = {1, 2, 3, 4}, got[4] = {0};
    struct sembuf ops[2] = {{0, -1, 0}, {1, 5, 0}};
    struct timespec soon = {0, 1000000};
    printf("semget %d\n", id >= 0);
    printf("setall %d\n", semctl(id, 0, SETALL, all));
    printf("semop %d\n", semop(id, ops, 2));
    printf("getall %d", semctl(id, 0, GETALL, got));
    printf(" %d %d %d %d\n", got[0], got[1], got[2], got[3]);
    printf("stat %d", semctl(id, 0, IPC_STAT, &ds));
    {
        __auto_type r2 = ds.sem_perm.uid == getuid();
        printf(" nsems %lu mode %o uid %d otime %d\n", ds.sem_nsems, ds.sem_perm.mode, r2,
               ds.sem_otime > 0);
    }
    ds.sem_perm.mode = 0640;
    printf("set %d\n", semctl(id, 0, IPC_SET, &ds));
    semctl(id, 0, IPC_STAT, &ds);
    printf("mode %o\n", ds.sem_perm.mode);
    ops[0].sem_op = -9;
    {
        __auto_type r0 = semtimedop(id, ops, 1, &soon);
        __auto_type r1 = strerrorname_np(errno);
        printf("timedop %d %s\n", r0, r1);
    }
    printf("getpid %d\n", semctl(id, 1, GETPID) == getpid());
    {
        __auto_type r0 = semctl(id, 2, SETVAL, 77);
        __auto_type r1 = semctl(id, 2, GETVAL);
        printf("setval %d getval %d\n", r0, r1);
    }
    printf("rmid %d\n", semctl(id, 0, IPC_RMID));
}

static void memory(void)
{
    int id = shmget(IPC_PRIVATE, 10000, 0600);
    struct shmid_ds ds;
    char *a = shmat(id, NULL, 0), *b = shmat(id, NULL, SHM_RDONLY);
    printf("shmat %d %d\n", a != (char *)-1, b != (char *)-1);
    strcpy(a, "shared");
    printf("%s\n", b);
    if (fork() == 0) {
        strcpy(a, "from the child");
        _exit(0);
    }
    wait(NULL);
    printf("%s\n", b);
    printf("stat %d", shmctl(id, IPC_STAT, &ds));
    {
        __auto_type r2 = ds.shm_cpid == getpid();
        printf(" size %zu nattch %lu cpid %d\n", ds.shm_segsz, (unsigned long)ds.shm_nattch, r2);
    }
    printf("rmid %d\n", shmctl(id, IPC_RMID, NULL));
    {
        __auto_type r0 = shmdt(a);
        __auto_type r1 = shmdt(b);
        printf("shmdt %d %d\n", r0, r1);
    }
    {
        __auto_type r0 = shmdt(a);
        __auto_type r1 = strerrorname_np(errno);
        printf("again %d %s\n", r0, r1);
    }
}

static void messages(void)
{
    int id = msgget(IPC_PRIVATE, 0600);
    struct msqid_ds ds;
    struct {
        long type;
        char text[16];
    } m = {3, "hello"}, got = {0};
    printf("msgsnd %d\n", msgsnd(id, &m, sizeof(m.text), 0));
    printf("stat %d", msgctl(id, IPC_STAT, &ds));
    {
        __auto_type r1 = ds.msg_lspid == getpid();
        printf(" qnum %lu lspid %d\n", (unsigned long)ds.msg_qnum, r1);
    }
    printf("msgrcv %zd", msgrcv(id, &got, sizeof(got.text), -5, 0));
    printf(" %ld %s\n", got.type, got.text);
    {
        __auto_type r0 = msgrcv(id, &got, sizeof(got.text), 0, IPC_NOWAIT);
        __auto_type r1 = strerrorname_np(errno);
        printf("empty %zd %s\n", r0, r1);
    }
    printf("rmid %d\n", msgctl(id, IPC_RMID, NULL));
}

static void queues(void)
{
    struct mq_attr attr = {.mq_maxmsg = 4, .mq_msgsize = 32}, got;
    char name[32], buffer[32];
    unsigned prio;
    sprintf(name, "/ferry-%d", getpid());
    mqd_t q = mq_open(name, O_CREAT | O_RDWR | O_NONBLOCK, 0600, &attr);
    printf("mq_open %s\n", q >= 0 ? "fine" : strerrorname_np(errno));
    if (q < 0)
        return;
    {
        __auto_type r0 = mq_send(q, "low", 4, 1);
        __auto_type r1 = mq_send(q, "high", 5, 9);
        printf("send %d %d\n", r0, r1);
    }
    printf("getattr %d", mq_getattr(q, &got));
    printf(" %ld %ld %ld %d\n", got.mq_maxmsg, got.mq_msgsize, got.mq_curmsgs,
           got.mq_flags == O_NONBLOCK);
    printf("receive %zd", mq_receive(q, buffer, 32, &prio));
    printf(" %s %u\n", buffer, prio);
    mq_receive(q, buffer, 32, &prio);
    {
        __auto_type r0 = mq_receive(q, buffer, 32, &prio);
        __auto_type r1 = strerrorname_np(errno);
        printf("empty %zd %s\n", r0, r1);
    }
    printf("unlink %d\n", mq_unlink(name));
}

int main(void)
{
    semaphores();
    fflush(stdout);
    memory();
    messages();
    queues();
    return 0;
}
