/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors: made, copied, closed. */
#include "call.h"

static struct {
    uint64_t flags, mode, resolve;
} how;
static struct {
    uint32_t bytes;
    int32_t type;
    uint8_t handle[128];
} handle;
static int two[2], mount_id;
static char path[5000];

int main(void)
{
    int file;

    memset(path, 'a', sizeof(path) - 1);
    file = CALL(openat, CWD, "file", O_RDWR | O_CREAT, 0640);
    CALL(openat, CWD, "file", O_RDWR | O_CREAT | O_EXCL, 0640);
    CALL(openat, CWD, "none", O_RDONLY, 0);
    CALL(openat, CWD, "file", O_DIRECTORY, 0);
    CALL(openat, CWD, ".", O_WRONLY, 0);
    CALL(openat, CWD, "file/x", O_RDONLY, 0);
    CALL(openat, file, "x", O_RDONLY, 0);
    CALL(openat, 99, "x", O_RDONLY, 0);
    CALL(openat, CWD, path, O_RDONLY, 0);
    CALL(openat, CWD, "", O_RDONLY, 0);
    CALL(openat, CWD, BAD, O_RDONLY, 0);
    CALL(openat, CWD, ".", O_TMPFILE, 0);
    how.flags = O_RDONLY | O_CLOEXEC;
    CALL(openat2, CWD, "file", &how, 24);
    how.resolve = 8;
    CALL(openat2, CWD, "/etc/passwd", &how, 24);
    how.resolve = 4;
    symlink("file", "link");
    CALL(openat2, CWD, "link", &how, 24);
    how.resolve = 0;
    how.mode = 0777;
    CALL(openat2, CWD, "file", &how, 24);
    how.mode = 0;
    how.flags = UINT64_C(1) << 40;
    CALL(openat2, CWD, "file", &how, 24);
    CALL(openat2, CWD, "file", &how, 8);
    CALL(openat2, CWD, "file", BAD, 24);
    CALL(openat2, CWD, BAD, &how, 24);
    CALL(close, 4);
    CALL(close, 4);
    CALL(close, -1);
    CALL(dup, file);
    CALL(dup, 99);
    CALL(dup3, file, 20, O_CLOEXEC);
    CALL(dup3, file, file, 0);
    CALL(dup3, file, 21, 1);
    CALL(dup3, 99, 21, 0);
    CALL(dup3, file, -1, 0);
    CALL(fcntl, 20, F_GETFD, 0);
    CALL(fcntl, file, F_GETFD, 0);
    CALL(fcntl, file, F_SETFD, 1);
    CALL(fcntl, file, F_GETFD, 0);
    CALL(fcntl, file, F_DUPFD, 30);
    CALL(fcntl, file, F_DUPFD_CLOEXEC, 30);
    CALL(fcntl, file, F_DUPFD, -1);
    CALL(fcntl, file, F_SETFL, O_APPEND | O_NONBLOCK);
    tell("append", (fcntl(file, F_GETFL) & O_APPEND) != 0);
    CALL(fcntl, file, 9999, 0);
    CALL(fcntl, 99, F_GETFL, 0);
    CALL(fcntl, file, F_GETLK, BAD);
    CALL(fcntl, file, F_SETOWN, getpid());
    tell("owner", fcntl(file, F_GETOWN) == getpid());
    CALL(fcntl, file, F_GETPIPE_SZ, 0);
    CALL(fcntl, file, F_GETLEASE, 0);
    CALL(close_range, 30, 31, 0);
    CALL(fcntl, 30, F_GETFD, 0);
    CALL(close_range, 20, 10, 0);
    CALL(close_range, 20, 21, 8);
    CALL(close_range, 40, ~0u, 4);
    CALL(pipe2, two, O_CLOEXEC | O_NONBLOCK);
    tell("first", two[0]);
    tell("second", two[1]);
    CALL(pipe2, two, 1);
    CALL(pipe2, BAD, 0);
    handle.bytes = 128;
    SOME(name_to_handle_at, CWD, "file", &handle, &mount_id, 0);
    handle.bytes = 0;
    CALL(name_to_handle_at, CWD, "file", &handle, &mount_id, 0);
    handle.bytes = 1000;
    CALL(name_to_handle_at, CWD, "file", &handle, &mount_id, 0);
    handle.bytes = 128;
    CALL(name_to_handle_at, CWD, "none", &handle, &mount_id, 0);
    CALL(name_to_handle_at, CWD, "file", BAD, &mount_id, 0);
    CALL(name_to_handle_at, CWD, "file", &handle, BAD, 0);
    CALL(name_to_handle_at, CWD, "file", &handle, &mount_id, 8);
    name_to_handle_at(AT_FDCWD, "file", (void *)&handle, &mount_id, 0);
    SOME(open_by_handle_at, AT_FDCWD, &handle, O_RDONLY);
    CALL(open_by_handle_at, 99, &handle, O_RDONLY);
    CALL(open_by_handle_at, AT_FDCWD, BAD, O_RDONLY);
    handle.bytes = 0;
    CALL(open_by_handle_at, AT_FDCWD, &handle, O_RDONLY);
    SOME(memfd_create, "name", 3);
    CALL(memfd_create, "name", 0x1000);
    CALL(memfd_create, path, 0);
    CALL(memfd_create, BAD, 0);
    SOME(userfaultfd, O_CLOEXEC | 1);
    CALL(userfaultfd, 16);
    return 0;
}
