/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A thread that spins in a loop of one instruction gets out when another thread replaces it. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__aarch64__)
static const uint32_t code[] = {0x3900001f, 0x14000000, 0xd65f03c0}; /* strb wzr, [x0]; b .; ret */
static const uint32_t nop = 0xd503201f;
#elif defined(__arm__)    /* mov r1, #0; strb r1, [r0]; b .; bx lr */
static const uint32_t code[] = {0xe3a01000, 0xe5c01000, 0xeafffffe, 0xe12fff1e};
static const uint32_t nop = 0xe1a00000;
#elif defined(__riscv)    /* sb zero, (a0); j .; ret */
static const uint32_t code[] = {0x00050023, 0x0000006f, 0x00008067};
static const uint32_t nop = 0x00000013;
#elif defined(__x86_64__) /* movb $0, (%rdi); 0: nop; nop; jmp 0b; ret */
static const uint32_t code[] = {0x000007c6 | 0x90u << 24, 0xfceb9090, 0x909090c3};
static const uint32_t nop = 0x90909090;
#endif
#define COUNT (sizeof(code) / sizeof(code[0]))

int main(void)
{
    uint32_t *buffer =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int round = 0; round < 3; round++) {
        volatile char wait = 1;
        pthread_t thread;
        for (unsigned i = 0; i < COUNT; i++)
            buffer[i] = code[i];
        __builtin___clear_cache((char *)buffer, (char *)(buffer + COUNT));
        union {
            uint32_t *code;
            void *(*function)(void *);
        } start = {.code = buffer};
        if (pthread_create(&thread, NULL, start.function, (void *)&wait))
            return 1;
        while (wait)
            usleep(100);
        usleep(round * 20000); /* hot by then */
        buffer[COUNT - 2] = nop;
        __builtin___clear_cache((char *)(buffer + COUNT - 2), (char *)(buffer + COUNT - 1));
        pthread_join(thread, NULL);
        printf("out %d\n", round);
    }
    return 0;
}
