/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals that say what a descriptor is ready for: SIGIO, and those that F_SETSIG names. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

static int fds[2];

static void wait_for(const char *what, int sig, int fd)
{
    struct timespec second = {1, 0};
    siginfo_t info;
    sigset_t set;
    int got;

    sigemptyset(&set);
    sigaddset(&set, sig);
    got = sigtimedwait(&set, &info, &second);
    printf("%s: signal %d code %d band %lx, the descriptor: %d\n", what,
           got == sig ? got - sig : -1, info.si_code, (long)info.si_band, info.si_fd == fd);
}

static void pipe_with(int sig)
{
    pipe(fds);
    fcntl(fds[0], F_SETOWN, getpid());
    fcntl(fds[0], F_SETSIG, sig);
    fcntl(fds[0], F_SETFL, O_ASYNC);
    write(fds[1], "x", 1);
    wait_for("written", sig, fds[0]);
    close(fds[1]);
    wait_for("closed", sig, fds[0]);
    close(fds[0]);
}

static void on_signal(int sig, siginfo_t *info, void *context)
{
    printf("handler: code %d band %lx, the descriptor: %d\n", info->si_code, (long)info->si_band,
           info->si_fd == fds[0]);
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    struct signalfd_siginfo seen;
    sigset_t all, set;
    int folder;

    setvbuf(stdout, NULL, _IONBF, 0);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    pipe_with(SIGIO);
    pipe_with(SIGUSR1);
    pipe_with(SIGRTMIN + 3);

    folder = open(".", O_RDONLY);
    fcntl(folder, F_SETSIG, SIGRTMIN + 4);
    fcntl(folder, F_NOTIFY, DN_CREATE);
    close(open("new", O_CREAT | O_WRONLY, 0644));
    wait_for("made", SIGRTMIN + 4, folder);

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 5);
    pipe(fds);
    fcntl(fds[0], F_SETOWN, getpid());
    fcntl(fds[0], F_SETSIG, SIGRTMIN + 5);
    fcntl(fds[0], F_SETFL, O_ASYNC);
    write(fds[1], "x", 1);
    read(signalfd(-1, &set, 0), &seen, sizeof(seen));
    printf("signalfd: code %d band %x, the descriptor: %d\n", seen.ssi_code, seen.ssi_band,
           seen.ssi_fd == fds[0]);
    sigaction(SIGRTMIN + 5, &action, NULL);
    write(fds[1], "y", 1);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    return 0;
}
