// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Semaphores, named and unnamed, shared between processes; producer and consumer. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static sem_t full, empty, lock;
static int ring[8], in, out;
static long got;
static void *produce(void *p)
{
    for (long i = 1; i <= 3000; i++) {
        sem_wait(&empty), sem_wait(&lock), ring[in++ % 8] = i, sem_post(&lock), sem_post(&full);
    }
    return NULL;
}
static void *consume(void *p)
{
    for (int i = 0; i < 3000; i++) {
        sem_wait(&full), sem_wait(&lock), got += ring[out++ % 8], sem_post(&lock), sem_post(&empty);
    }
    return NULL;
}
int main(void)
{
    pthread_t t[4];
    sem_init(&full, 0, 0), sem_init(&empty, 0, 8), sem_init(&lock, 0, 1);
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, i & 1 ? produce : consume, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    int v;
    sem_getvalue(&empty, &v), printf("%ld %d\n", got, v);
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts), ts.tv_nsec = (ts.tv_nsec + 1000000) % 1000000000;
    errno = 0;
    int r = sem_trywait(&full);
    printf("%d %d\n", r, errno == EAGAIN);
    r = sem_timedwait(&full, &ts);
    printf("%d %d\n", r, errno == ETIMEDOUT);
    sem_t *s = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    volatile int *n = (int *)(s + 4);
    sem_init(s, 1, 0), sem_init(s + 1, 1, 0);
    if (!fork()) {
        for (int i = 0; i < 500; i++)
            sem_wait(s), ++*n, sem_post(s + 1);
        _exit(0);
    }
    for (int i = 0; i < 500; i++) {
        sem_post(s), sem_wait(s + 1);
        if (*n != i + 1)
            puts("wrong");
    }
    wait(NULL), printf("%d\n", *n);
    char name[40];
    sprintf(name, "/ferry-test-%d", getpid());
    sem_t *q = sem_open(name, O_CREAT | O_EXCL, 0600, 2);
    printf("%d", q != SEM_FAILED);
    sem_wait(q), sem_getvalue(q, &v), printf(" %d %d\n", v, sem_unlink(name));
}
