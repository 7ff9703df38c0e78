// skip-riscv64: has renameat2 only
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* renameat, which newer ABIs leave out; calls that are gone from Linux. */
#include "call.h"

int main(void)
{
    close(open("file", O_RDWR | O_CREAT, 0644));
    mkdir("dir", 0755);
    CALL(renameat, CWD, "file", CWD, "moved");
    CALL(renameat, CWD, "file", CWD, "moved");
    CALL(renameat, CWD, "dir", CWD, "moved");
    CALL(renameat, CWD, "moved", CWD, "dir");
    CALL(renameat, 99, "moved", CWD, "other");
    CALL(renameat, CWD, BAD, CWD, "other");
    CALL(renameat, CWD, "moved", CWD, BAD);
    return 0;
}
