/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals of atomic operations that are not aligned, and of operations on cache blocks, on memory
 * with all rights, without the right to write, and where there is none. A line an instruction and
 * place: the signal, its code, and its address as a distance from the instruction (pc) or the page.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define PAGE 4096

static sigjmp_buf back;
static siginfo_t last;
static unsigned long at_pc;

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    last = *info;
    at_pc = ((ucontext_t *)context)->uc_mcontext.__gregs[REG_PC];
    siglongjmp(back, 1);
}

static void report(const char *name, unsigned offset, char *page)
{
    printf("%s +%u: ", name, offset);
    if (!last.si_signo)
        printf("nothing\n");
    else if ((unsigned long)last.si_addr == at_pc)
        printf("signal %d, code %d, pc\n", last.si_signo, last.si_code);
    else
        printf("signal %d, code %d, +%td\n", last.si_signo, last.si_code,
               (char *)last.si_addr - page);
}

#define TRY(name, offset, text)                                                                    \
    do {                                                                                           \
        long out;                                                                                  \
        last.si_signo = 0;                                                                         \
        if (!sigsetjmp(back, 1))                                                                   \
            __asm__ volatile(text : "=&r"(out) : "r"(page + (offset)) : "memory");                 \
        report(name, offset, page);                                                                \
    } while (0)

static void all(const char *where, char *page)
{
    printf("%s\n", where);
    TRY("lr.w", 1, "lr.w %0, (%1)");
    TRY("amoadd.w", 1, "amoadd.w %0, %1, (%1)");
    TRY("amoadd.d", 8, "amoadd.d %0, %1, (%1)");
    TRY("amoadd.d", 9, "amoadd.d %0, %1, (%1)");
    TRY("cbo.clean", 70, ".insn i 0x0f, 2, x0, %1, 1");
    TRY("cbo.flush", 70, ".insn i 0x0f, 2, x0, %1, 2");
    TRY("cbo.zero", 70, ".insn i 0x0f, 2, x0, %1, 4");
    TRY("cbo.inval", 70, ".insn i 0x0f, 2, x0, %1, 0");
}

int main(void)
{
    static const int rights[] = {PROT_READ | PROT_WRITE, PROT_READ, PROT_NONE};
    static const char *const names[] = {"writable", "readable", "no rights"};
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    sigaction(SIGILL, &action, NULL);
    char *page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned i = 0; i < 3; i++) {
        mprotect(page, PAGE, rights[i]);
        all(names[i], page);
    }
    munmap(page, PAGE);
    all("not mapped", page);
    return 0;
}
