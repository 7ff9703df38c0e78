// link: -lpthread
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A filter that one thread gives to all meets a thread that does nothing but make that call. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int calls;

static void *call(void *unused)
{
    long parent = getppid();

    (void)unused;
    while (syscall(SYS_getppid) == parent)
        __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED);
    printf("filtered: errno %d\n", errno);
    printf("no_new_privs: %d\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    return NULL;
}

int main(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};
    pthread_t thread;

    if (pthread_create(&thread, NULL, call, NULL))
        return 1;
    while (__atomic_load_n(&calls, __ATOMIC_RELAXED) < 1000)
        usleep(100);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return 1;
    long set = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
    pthread_join(thread, NULL);
    printf("set: %ld\n", set);
    printf("own: %d\n", syscall(SYS_getppid) < 0 ? errno : 0);
}
