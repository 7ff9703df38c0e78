/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asynchronous input and output, the older interface. */
#include <linux/aio_abi.h>
#include <time.h>
#include "call.h"

static aio_context_t context;
static char buffer[16];
static struct iocb block = {.aio_lio_opcode = IOCB_CMD_PREAD, .aio_nbytes = 4, .aio_data = 77};
static struct iocb *list[1] = {&block};
static struct io_event events[2];
static struct timespec none;

int main(void)
{
    int file = open("file", O_RDWR | O_CREAT, 0644);

    write(file, "content", 7);
    CALL(io_setup, 0, &context);
    CALL(io_setup, 8, BAD);
    CALL(io_setup, 8, &context);
    CALL(io_setup, 8, &context);
    block.aio_fildes = file;
    block.aio_buf = (uintptr_t)buffer;
    CALL(io_submit, context, 1, list);
    CALL(io_getevents, context, 1, 2, events, 0);
    tell("data", (long long)events[0].data);
    tell("result", events[0].res);
    printf("  %s\n", buffer);
    CALL(io_getevents, context, 0, 2, events, &none);
    CALL(io_getevents, context, 3, 2, events, &none);
    CALL(io_getevents, context, 1, 2, events, BAD);
    CALL(io_getevents, 0, 1, 2, events, &none);
    CALL(io_submit, context, 0, list);
    CALL(io_submit, context, -1, list);
    CALL(io_submit, context, 1, BAD);
    CALL(io_submit, 0, 1, list);
    block.aio_fildes = 99;
    CALL(io_submit, context, 1, list);
    block.aio_fildes = file;
    block.aio_lio_opcode = 99;
    CALL(io_submit, context, 1, list);
    block.aio_lio_opcode = IOCB_CMD_PWRITE;
    CALL(io_submit, context, 1, list);
    CALL(io_pgetevents, context, 1, 2, events, 0, 0);
    CALL(io_pgetevents, context, 0, 2, events, &none, 0);
    CALL(io_pgetevents, context, 0, 2, events, BAD, 0);
    CALL(io_pgetevents, context, 0, 2, events, &none, BAD);
    CALL(io_cancel, context, &block, events);
    CALL(io_cancel, 0, &block, events);
    CALL(io_cancel, context, BAD, events);
    CALL(io_destroy, context);
    CALL(io_destroy, context);
    return 0;
}
