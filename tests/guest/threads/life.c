// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads' lives: TLS, keys, detach, cancel, exit of the main thread, many short ones, robust
 * mutexes. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static __thread int tls = 7;
static pthread_key_t key;
static pthread_mutex_t robust;
static int destroyed;
static sem_t sem;

static void destructor(void *p)
{
    __atomic_add_fetch(&destroyed, (int)(long)p, __ATOMIC_SEQ_CST);
}

static void *simple(void *arg)
{
    tls += (int)(long)arg;
    pthread_setspecific(key, (void *)1);
    return (void *)(long)tls;
}

static void *sleeper(void *arg)
{
    (void)arg;
    pthread_setspecific(key, (void *)100);
    for (;;)
        pause();
}

static void *busy(void *arg)
{
    (void)arg;
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    sem_post(&sem);
    for (volatile long i = 0;; i++)
        ;
}

static void *owner(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&robust);
    return NULL;
}

static void *detached(void *arg)
{
    (void)arg;
    sem_post(&sem);
    return NULL;
}

static void *last(void *arg)
{
    usleep(20000);
    printf("main has gone; tid differs %d\n", syscall(SYS_gettid) != getpid());
    fflush(stdout);
    exit((int)(long)arg);
}

int main(void)
{
    pthread_t t;
    void *r;
    long sum = 0;
    pthread_key_create(&key, destructor);
    sem_init(&sem, 0, 0);
    for (long i = 0; i < 300; i++) {
        if (pthread_create(&t, NULL, simple, (void *)i))
            puts("create failed");
        pthread_join(t, &r);
        sum += (long)r;
    }
    printf("sum %ld tls %d destroyed %d\n", sum, tls, destroyed);
    pthread_t many[50];
    for (long i = 0; i < 50; i++)
        pthread_create(&many[i], NULL, simple, (void *)i);
    sum = 0;
    for (int i = 0; i < 50; i++) {
        pthread_join(many[i], &r);
        sum += (long)r;
    }
    printf("sum %ld\n", sum);
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < 50; i++) {
        while (pthread_create(&t, &attr, detached, NULL))
            usleep(1000);
        sem_wait(&sem);
    }
    destroyed = 0;
    pthread_create(&t, NULL, sleeper, NULL);
    usleep(10000);
    pthread_cancel(t);
    pthread_join(t, &r);
    printf("cancelled %d destroyed %d\n", r == PTHREAD_CANCELED, destroyed);
    pthread_create(&t, NULL, busy, NULL);
    sem_wait(&sem);
    pthread_cancel(t);
    pthread_join(t, &r);
    printf("cancelled %d\n", r == PTHREAD_CANCELED);

    pthread_mutexattr_t ma;
    pthread_mutexattr_init(&ma);
    pthread_mutexattr_setrobust(&ma, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&robust, &ma);
    pthread_create(&t, NULL, owner, NULL);
    pthread_join(t, NULL);
    int e = pthread_mutex_lock(&robust);
    printf("robust: %s\n", strerror(e));
    if (e == EOWNERDEAD)
        pthread_mutex_consistent(&robust);
    pthread_mutex_unlock(&robust);
    printf("again: %s\n", strerror(pthread_mutex_lock(&robust)));
    fflush(stdout);

    pid_t pid = fork();
    if (!pid) {
        pthread_create(&t, NULL, last, (void *)17);
        pthread_exit(NULL);
    }
    int st;
    waitpid(pid, &st, 0);
    printf("status %d\n", WEXITSTATUS(st));
    /* fork from a thread, with others running */
    pthread_create(&t, NULL, sleeper, NULL);
    for (int i = 0; i < 20; i++) {
        pid = fork();
        if (!pid) {
            pthread_t u;
            pthread_create(&u, NULL, simple, (void *)5);
            pthread_join(u, &r);
            _exit((int)(long)r);
        }
        waitpid(pid, &st, 0);
        if (WEXITSTATUS(st) != 12)
            printf("child %d\n", st);
    }
    puts("done");
    return 0;
}
