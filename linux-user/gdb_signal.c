/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signal numbers of gdb's remote protocol, which are no system's.  In, out: see gdb_impl.h.
 */
#include "linux-user/gdb_impl.h"
#include "linux-user/signal.h"

#include <signal.h>

/* Host signal -> gdb's; real-time signals follow a rule. */
static const uint8_t numbers[32] = {
    [SIGHUP] = 1,   [SIGINT] = 2,    [SIGQUIT] = 3,  [SIGILL] = 4,   [SIGTRAP] = 5,
    [SIGABRT] = 6,  [SIGFPE] = 8,    [SIGKILL] = 9,  [SIGBUS] = 10,  [SIGSEGV] = 11,
    [SIGSYS] = 12,  [SIGPIPE] = 13,  [SIGALRM] = 14, [SIGTERM] = 15, [SIGURG] = 16,
    [SIGSTOP] = 17, [SIGTSTP] = 18,  [SIGCONT] = 19, [SIGCHLD] = 20, [SIGTTIN] = 21,
    [SIGTTOU] = 22, [SIGIO] = 23,    [SIGXCPU] = 24, [SIGXFSZ] = 25, [SIGVTALRM] = 26,
    [SIGPROF] = 27, [SIGWINCH] = 28, [SIGUSR1] = 30, [SIGUSR2] = 31, [SIGPWR] = 32,
};
enum { UNKNOWN = 143, RT32 = 77, RT33 = 45, RT64 = 78 };

static int from_host(int sig)
{
    if (sig == 32)
        return RT32;
    if (sig == 64)
        return RT64;
    if (sig > 32)
        return sig < 64 ? RT33 + sig - 33 : UNKNOWN;
    return sig > 0 && numbers[sig] ? numbers[sig] : sig ? UNKNOWN : 0;
}

int gdb_signal_out(int guest_signal)
{
    return from_host(lx_sig_to_host(guest_signal));
}

int gdb_signal_in(int gdb_signal)
{
    for (int sig = 1; gdb_signal && sig <= 64; sig++)
        if (from_host(sig) == gdb_signal && gdb_signal != UNKNOWN)
            return lx_sig_from_host(sig);
    return 0;
}
