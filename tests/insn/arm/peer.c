/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's side of peer_test.py: executes instruction words one by one with registers from a
 * generator, and prints what came out.
 *
 * In: words on standard input, a line each: A or T, the word in hex, bytes, a seed.  Out: a line
 * each: the signal, or registers, flags, vectors and memory as a hash and in short.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

extern uint32_t state[256];
extern uint32_t slot_arm[];
void slot_thumb(void); /* bit 0 of its address: T32 */
extern char harness[];
void run_arm(void), run_thumb(void);

static uint8_t memory[512] __attribute__((aligned(64)));
static sigjmp_buf back;
static uint64_t seed;

static uint32_t next(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 32);
}

static uint32_t number(void)
{
    static const uint32_t special[] = {
        0,          1,          0x7fffffff, 0x80000000, 0xffffffff, 0x3f800000, 0xbf800000,
        0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001, 0x00000001, 0x00800000, 0x7f7fffff,
        0x00ff00ff, 0x80008000, 0x7fff8000, 0x4f000000, 0x3ff00000, 0x7ff00000, 0x40490fdb,
    };
    uint32_t r = next();
    return r & 3 ? next() : special[(r >> 2) % (sizeof(special) / sizeof(*special))];
}

static void on_signal(int sig)
{
    siglongjmp(back, sig);
}

static void fill(void)
{
    static const uint32_t fpscr[] = {0,        0,        1u << 19, 1u << 25,
                                     1u << 24, 1u << 22, 2u << 22, 3u << 22};
    for (int i = 0; i < 13; i++)
        state[i] = number();
    state[14] = number();
    state[1] = (uint32_t)(uintptr_t)memory + 256;
    state[2] = next() & 24;
    state[16] = (next() & 0xf8000000) | (next() & 0xf0000);
    state[17] = fpscr[next() & 7];
    for (int i = 32; i < 96; i++)
        state[i] = number();
    for (unsigned i = 0; i < sizeof(memory); i++)
        memory[i] = (uint8_t)next();
}

static void show(const char *name)
{
    uint32_t hash = 0;
    for (unsigned i = 0; i < sizeof(memory); i++)
        hash = hash * 31 + memory[i];
    printf("%s r", name);
    state[1] -= (uint32_t)(uintptr_t)memory;
    for (int i = 0; i < 13; i++)
        printf(" %x", state[i]);
    printf(" cpsr %x fpscr %x mem %x v", state[16] & 0xf80f0200, state[17], hash);
    for (int i = 32; i < 96; i++)
        printf(" %x", state[i]);
    printf("\n");
}

int main(void)
{
    char kind;
    unsigned word, size;
    unsigned long long s;
    struct sigaction act = {.sa_handler = on_signal, .sa_flags = SA_NODEFER};
    mprotect(harness, 8192, PROT_READ | PROT_WRITE | PROT_EXEC);
    sigaction(SIGILL, &act, NULL);
    sigaction(SIGSEGV, &act, NULL);
    sigaction(SIGBUS, &act, NULL);
    while (scanf(" %c %x %u %llx", &kind, &word, &size, &s) == 4) {
        char name[32];
        snprintf(name, sizeof(name), "%c %08x", kind, word);
        seed = s;
        fill();
        uint16_t *at = (uint16_t *)((uintptr_t)slot_thumb & ~1u);
        slot_arm[0] = kind == 'A' ? word : 0xe320f000;
        at[0] = (uint16_t)(size == 4 ? word >> 16 : word);
        at[1] = (uint16_t)(size == 4 ? word : 0xbf00);
        __builtin___clear_cache(harness, harness + 4096);
        int sig = sigsetjmp(back, 1);
        if (sig) {
            printf("%s signal %d\n", name, sig);
            continue;
        }
        if (kind == 'A')
            run_arm();
        else
            run_thumb();
        show(name);
    }
    return 0;
}
