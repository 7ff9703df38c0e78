/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages, semaphores, shared memory. */
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>
#include "call.h"

static struct {
    long type;
    char text[32];
} message = {7, "text"};
static struct msqid_ds queue;
static struct semid_ds set;
static struct shmid_ds segment;
static struct sembuf add = {0, 3, 0}, take = {0, -9, IPC_NOWAIT}, hang = {0, -9, 0},
                     odd = {9, 1, 0};
static struct timespec soon = {0, 1000}, wrong = {0, 1000000000};
static struct mq_attr attr = {0, 4, 16}, was;
static struct sigevent event = {.sigev_notify = SIGEV_NONE};
/* Without IPC_64 a 32-bit call means older structures. */
#define STAT (IPC_STAT | (sizeof(long) == 4 ? 0x100 : 0))

static char buffer[16];
static unsigned priority;

static uint16_t all[4] = {3, 0x102, 4, 5};

int main(void)
{
    int q, s, m, mq;
    char *at;

    q = CALL_RAW(msgget, IPC_PRIVATE, IPC_CREAT | 0600);
    CALL(msgget, 0x6e6f6e65, 0);
    CALL(msgsnd, q, &message, 4, 0);
    CALL(msgsnd, q, &message, -1, 0);
    CALL(msgsnd, q, BAD, 4, 0);
    CALL(msgsnd, -1, &message, 4, 0);
    message.type = 0;
    CALL(msgsnd, q, &message, 4, 0);
    CALL(msgctl, q, STAT, &queue);
    tell("messages", queue.msg_qnum);
    CALL(msgctl, q, STAT, BAD);
    CALL(msgctl, q, 99, &queue);
    CALL(msgctl, -1, STAT, &queue);
    CALL(msgrcv, q, &message, 2, 0, 0);
    CALL(msgrcv, q, &message, 32, 0, 0);
    tell("type", message.type);
    CALL(msgrcv, q, &message, 32, 0, IPC_NOWAIT);
    CALL(msgrcv, -1, &message, 32, 0, IPC_NOWAIT);
    CALL(msgrcv, q, &message, -1, 0, IPC_NOWAIT);
    CALL(msgctl, q, IPC_RMID, 0);
    CALL(msgctl, q, IPC_RMID, 0);
    s = CALL_RAW(semget, IPC_PRIVATE, 2, IPC_CREAT | 0600);
    CALL(semget, IPC_PRIVATE, -1, IPC_CREAT | 0600);
    CALL(semget, 0x6e6f6e65, 1, 0);
    CALL(semop, s, &add, 1);
    CALL(semop, s, &take, 1);
    CALL(semop, s, &odd, 1);
    CALL(semop, s, &add, 0);
    CALL(semop, s, &add, 100000);
    CALL(semop, s, BAD, 1);
    CALL(semop, -1, &add, 1);
    CALL(semtimedop, s, &hang, 1, &soon);
    CALL(semtimedop, s, &hang, 1, &wrong);
    CALL(semtimedop, s, &add, 1, BAD);
    CALL(semctl, s, 0, GETVAL, 0);
    CALL(semctl, s, 0, SETVAL, 77);
    CALL(semctl, s, 0, GETVAL, 0);
    CALL(semctl, s, 9, GETVAL, 0);
    CALL(semctl, s, 0, SETVAL, -1);
    CALL(semctl, s, 0, STAT, &set);
    tell("number", set.sem_nsems);
    CALL(semctl, s, 0, STAT, BAD);
    CALL(semctl, s, 0, 99, 0);
    CALL(semctl, s, 0, 17, all); /* SETALL */
    CALL(semctl, s, 1, GETVAL, 0);
    CALL(semctl, s, 0, SETVAL, 7);
    CALL(semctl, s, 0, 13, all); /* GETALL */
    printf("  %u %u\n", all[0], all[1]);
    CALL(semctl, s, 0, 13, BAD);
    CALL(semctl, s, 0, 17, BAD);
    CALL(semctl, s, 0, IPC_RMID, 0);
    CALL(semctl, s, 0, IPC_RMID, 0);
    CALL(semctl, s, 0, 13, all);
    m = CALL_RAW(shmget, IPC_PRIVATE, 8192, IPC_CREAT | 0600);
    CALL(shmget, IPC_PRIVATE, 0, IPC_CREAT | 0600);
    CALL(shmget, 0x6e6f6e65, 8192, 0);
    at = (char *)SOME(shmat, m, 0, 0);
    at[5] = 9;
    CALL(shmat, -1, 0, 0);
    CALL(shmat, m, 1, 0);
    CALL(shmctl, m, STAT, &segment);
    tell("size", segment.shm_segsz);
    tell("attached", segment.shm_nattch);
    CALL(shmctl, m, STAT, BAD);
    CALL(shmctl, m, 99, 0);
    CALL(shmctl, m, IPC_RMID, 0);
    CALL(shmctl, -1, IPC_RMID, 0);
    CALL(shmdt, at);
    CALL(shmdt, at);
    CALL(shmdt, 1);
    mq_unlink("/calls");
    mq = CALL(mq_open, "calls", O_RDWR | O_CREAT | O_NONBLOCK, 0600, &attr);
    CALL(mq_open, "calls", O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
    CALL(mq_open, "none", O_RDWR, 0, 0);
    CALL(mq_open, "", O_RDWR, 0, 0);
    CALL(mq_open, BAD, O_RDWR, 0, 0);
    CALL(mq_open, "x", O_RDWR | O_CREAT, 0600, BAD);
    attr.mq_msgsize = -1;
    CALL(mq_open, "x", O_RDWR | O_CREAT, 0600, &attr);
    CALL(mq_timedsend, mq, "hello", 5, 3, 0);
    CALL(mq_timedsend, mq, "hello", 17, 3, 0);
    CALL(mq_timedsend, mq, "hello", 5, 99999, 0);
    CALL(mq_timedsend, mq, "hello", 5, 3, &wrong);
    CALL(mq_timedsend, mq, BAD, 5, 3, 0);
    CALL(mq_timedsend, 99, "hello", 5, 3, 0);
    CALL(mq_getsetattr, mq, 0, &was);
    tell("messages", was.mq_curmsgs);
    tell("flags", was.mq_flags);
    CALL(mq_getsetattr, mq, 0, BAD);
    CALL(mq_getsetattr, mq, BAD, 0);
    CALL(mq_getsetattr, 99, 0, &was);
    was.mq_flags = 1;
    CALL(mq_getsetattr, mq, &was, 0);
    CALL(mq_timedreceive, mq, buffer, 16, &priority, 0);
    tell("priority", priority);
    CALL(mq_timedreceive, mq, buffer, 16, &priority, 0);
    CALL(mq_timedreceive, mq, buffer, 4, &priority, 0);
    CALL(mq_timedreceive, mq, buffer, 16, &priority, &wrong);
    CALL(mq_timedreceive, 99, buffer, 16, &priority, 0);
    CALL(mq_notify, mq, &event);
    CALL(mq_notify, mq, &event);
    CALL(mq_notify, mq, 0);
    CALL(mq_notify, mq, BAD);
    CALL(mq_notify, 99, &event);
    event.sigev_notify = 99;
    CALL(mq_notify, mq, &event);
    CALL(mq_unlink, "calls");
    CALL(mq_unlink, "calls");
    CALL(mq_unlink, BAD);
    return 0;
}
