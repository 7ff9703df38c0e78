/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Children run code that their parent never runs, some of it elsewhere than the parent has it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static uint32_t *page;

static void write_code(unsigned value)
{
#if defined __x86_64__
    uint8_t code[8] = {0xb8, value, 0, 0, 0, 0xc3};
    memcpy(page, code, sizeof(code));
#elif defined __aarch64__
    page[0] = 0x52800000 | value << 5;
    page[1] = 0xd65f03c0;
#elif defined __arm__
    page[0] = 0xe3a00000 | value;
    page[1] = 0xe12fff1e;
#elif defined __riscv
    page[0] = 0x00000513 | value << 20;
    page[1] = 0x00008067;
#endif
    __builtin___clear_cache((char *)page, (char *)(page + 2));
}

static int call(void)
{
    return ((int (*)(void))page)();
}

/* Only children come here. */
static int work(int i)
{
    char text[64], *end;
    int sum = 0;

    for (int k = 0; k < 50; k++) {
        snprintf(text, sizeof(text), "%d %x %s", i + k, k, "text");
        sum += (int)strtol(text, &end, 10) + (int)strlen(end);
    }
    return sum & 63;
}

int main(void)
{
    unsigned long sum = 0;

    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    write_code(200);
    for (int i = 0; i < 60; i++) {
        int status;
        pid_t pid = fork();

        if (!pid) {
            /* The page is another function in each child, and nothing in some of them. */
            if (i % 3 == 2 && i % 2)
                mprotect(page, 4096, PROT_READ | PROT_WRITE);
            else if (i % 3)
                write_code((unsigned)i);
            _exit(i % 3 == 2 && i % 2 ? work(i) : work(i) ^ call());
        }
        if (i == 30)
            write_code(100);
        if (i == 40)
            mprotect(page, 4096, PROT_READ | PROT_WRITE);
        if (i == 41)
            mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
        waitpid(pid, &status, 0);
        printf("%d: %d %d\n", i, WIFEXITED(status) ? WEXITSTATUS(status) : -1,
               WIFSIGNALED(status) ? WTERMSIG(status) : 0);
        sum = sum * 31 + (unsigned)status;
    }
    printf("%lx %d\n", sum & 0xffffffff, call());
    return 0;
}
