/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clocks advance and agree; sleeping takes its time; resolution; CPU clocks; vdso and system call
 * agree. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>
static int64_t ns(clockid_t c)
{
    struct timespec t;
    clock_gettime(c, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}
int main(void)
{
    static const clockid_t c[] = {
        CLOCK_REALTIME,          CLOCK_MONOTONIC,     CLOCK_PROCESS_CPUTIME_ID,
        CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE,
        CLOCK_MONOTONIC_COARSE,  CLOCK_BOOTTIME,      CLOCK_TAI};
    struct timespec t, r;
    for (int i = 0; i < 9; i++) {
        int back = 0;
        int64_t p = ns(c[i]);
        for (int k = 0; k < 300; k++) {
            int64_t q = ns(c[i]);
            back += q < p, p = q;
        }
        printf("%d", back), printf(" %d", clock_getres(c[i], &r)),
            printf(" %d\n", r.tv_sec == 0 && r.tv_nsec > 0);
    }
    int64_t a = ns(CLOCK_MONOTONIC);
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
    int64_t b = t.tv_sec * 1000000000ll + t.tv_nsec;
    printf("%d\n", b >= a && b - a < 1000000000);
    struct timeval v;
    gettimeofday(&v, NULL);
    time_t s = time(NULL);
    printf("%d", s - v.tv_sec >= 0 && s - v.tv_sec < 3),
        printf(" %d\n", ns(CLOCK_REALTIME) / 1000000000 - v.tv_sec < 3);
    a = ns(CLOCK_MONOTONIC), t = (struct timespec){0, 3000000}, nanosleep(&t, NULL),
    b = ns(CLOCK_MONOTONIC) - a, printf("%d ", b >= 3000000 && b < 2000000000);
    clock_gettime(CLOCK_MONOTONIC, &t), t.tv_nsec += 3000000;
    if (t.tv_nsec >= 1000000000)
        t.tv_sec++, t.tv_nsec -= 1000000000;
    printf("%d ", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL)),
        clock_gettime(CLOCK_MONOTONIC, &r),
        printf("%d ", r.tv_sec > t.tv_sec || (r.tv_sec == t.tv_sec && r.tv_nsec >= t.tv_nsec)),
        printf("%d\n",
               clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &(struct timespec){1, 0}, NULL));
    t.tv_nsec = -1, printf("%d ", nanosleep(&t, NULL)), printf("%d ", errno == EINVAL),
    printf("%d ", clock_gettime(77, &t)), printf("%d\n", errno == EINVAL);
    int64_t cpu = ns(CLOCK_PROCESS_CPUTIME_ID);
    for (volatile int i = 0; i < 3000000; i++)
        ;
    printf("%d ", ns(CLOCK_PROCESS_CPUTIME_ID) > cpu);
    struct tms tm;
    printf("%d", times(&tm) != -1), printf(" %d ", clock() > 0);
    clockid_t id;
    printf("%d", clock_getcpuclockid(0, &id)), printf(" %d\n", ns(id) > 0);
}
