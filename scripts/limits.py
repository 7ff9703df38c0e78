# SPDX-License-Identifier: GPL-2.0-or-later
"""Limits of time for what the tests start, that a busy machine does not shorten.

In:  a process, and the seconds that it may take.
Out: whether it has come to its limit: it and what it started used that much processor time; or they
     stand still, which is less than a hundredth of a processor for that long; or ten times as
     long has passed by the clock.

A process whose parent is gone is not seen any more; the clock ends it.
"""

import os
import signal
import subprocess
import time

TICK = os.sysconf('SC_CLK_TCK')
INTERVAL = 2            # seconds between two looks


def family(pid):
    """The process and those that descend from it: {pid: seconds of processor time}."""
    used, children = {}, {}
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        try:
            with open(f'/proc/{name}/stat', 'rb') as stream:
                fields = stream.read().rpartition(b')')[2].split()
        except OSError:
            continue    # it has just ended
        # Field 3 of proc(5) is the first one here. The children that were waited for are in the sum.
        used[int(name)] = sum(int(field) for field in fields[11:15]) / TICK
        children.setdefault(int(fields[1]), []).append(int(name))
    found = {}
    todo = [pid]
    while todo:
        one = todo.pop()
        if one in used and one not in found:
            found[one] = used[one]
            todo += children.get(one, [])
    return found


def kill(pid):
    """Ends the process and those that descend from it."""
    for one in family(pid):
        try:
            os.kill(one, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


class Watch:
    """The limit of one process, from now on."""

    def __init__(self, pid, seconds):
        self.pid = pid
        self.seconds = seconds
        self.start = self.moved = time.monotonic()
        self.used = 0

    def expired(self):
        """Why it is to be ended, or ''."""
        now = time.monotonic()
        used = sum(family(self.pid).values())
        if used > self.seconds:
            return f'no end within {self.seconds:g} s of processor time'
        if used > self.used + self.seconds / 100:
            self.used, self.moved = used, now
        if now - self.moved > self.seconds:
            return f'nothing done for {self.seconds:g} s'
        if now - self.start > 10 * self.seconds:
            return f'no end within {10 * self.seconds:g} s'
        return ''


def run(command, seconds, **more):
    """As subprocess.run with captured output, but with such a limit."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more) as process:
        watch = Watch(process.pid, seconds)
        while True:
            try:
                out, err = process.communicate(timeout=INTERVAL)
                return subprocess.CompletedProcess(command, process.returncode, out, err)
            except subprocess.TimeoutExpired:
                if watch.expired():
                    kill(process.pid)
                    raise
