// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cancellation: deferred in many calls, disabled, asynchronous, clean-up handlers, in a condition
 * wait. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
static int cleaned, fds[2];
static sem_t ready;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static void clean(void *p)
{
    __atomic_add_fetch(&cleaned, (int)(long)p, 5);
}
static void unlock(void *p)
{
    pthread_mutex_unlock(p);
}
static void *wait_in(void *p)
{
    char b;
    struct timespec t = {60, 0};
    pthread_cleanup_push(clean, (void *)1);
    pthread_cleanup_push(clean, (void *)10);
    sem_post(&ready);
    switch ((long)p) {
    case 0: read(fds[0], &b, 1); break;
    case 1: nanosleep(&t, NULL); break;
    case 2: sleep(60); break;
    case 3: pause(); break;
    case 4: poll(NULL, 0, -1); break;
    case 5:
        pthread_mutex_lock(&m);
        pthread_cleanup_push(unlock, &m);
        pthread_cond_wait(&c, &m);
        pthread_cleanup_pop(1);
        break;
    case 6:
        for (;;)
            pthread_testcancel();
        break;
    case 7: {
        sem_t s;
        sem_init(&s, 0, 0);
        sem_wait(&s);
        break;
    }
    case 8: {
        sigset_t s;
        sigemptyset(&s);
        sigsuspend(&s);
        break;
    }
    case 9: {
        int k = socket(AF_INET, SOCK_DGRAM, 0);
        recv(k, &b, 1, 0);
        break;
    }
    case 10: select(0, NULL, NULL, NULL, NULL); break;
    }
    pthread_cleanup_pop(1);
    pthread_cleanup_pop(1);
    return (void *)5;
}
static void *disabled(void *p)
{
    int o;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &o);
    sem_post(&ready);
    usleep(20000);
    printf("still here %d\n", o == PTHREAD_CANCEL_ENABLE);
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pthread_testcancel();
    puts("not reached");
    return NULL;
}
static void *spin(void *p)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    sem_post(&ready);
    for (;;)
        ;
}
static void *leave(void *p)
{
    pthread_cleanup_push(clean, (void *)100);
    pthread_exit((void *)77);
    pthread_cleanup_pop(0);
    return NULL;
}
int main(void)
{
    pthread_t t;
    void *r;
    pipe(fds), sem_init(&ready, 0, 0);
    for (long i = 0; i < 11; i++) {
        cleaned = 0;
        pthread_create(&t, NULL, wait_in, (void *)i), sem_wait(&ready), usleep(3000),
            pthread_cancel(t), pthread_join(t, &r),
            printf("%ld %d %d\n", i, r == PTHREAD_CANCELED, cleaned);
    }
    printf("%d\n", pthread_mutex_trylock(&m));
    pthread_create(&t, NULL, disabled, NULL), sem_wait(&ready), pthread_cancel(t),
        pthread_join(t, &r), printf("%d\n", r == PTHREAD_CANCELED);
    for (int i = 0; i < 10; i++)
        pthread_create(&t, NULL, spin, NULL), sem_wait(&ready), pthread_cancel(t),
            pthread_join(t, &r), printf("%d", r == PTHREAD_CANCELED);
    cleaned = 0, pthread_create(&t, NULL, leave, NULL), pthread_join(t, &r),
    printf("\n%ld %d\n", (long)r, cleaned);
}
