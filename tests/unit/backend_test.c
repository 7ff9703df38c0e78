/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The back end against the interpreter: random regions, after every set of passes, give the same
 * registers, memory and exits.
 *
 * In: a seed and a count as optional arguments; FERRY_HOST limits the host's instructions.
 * Out: TAP; a failing region is printed.
 */
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include "tcg/back/backend.h"
#include "tcg/ir/interp.h"
#include "tcg/opt/passes.h"
#include "tests/unit/ir_gen.h"
#include "tests/unit/ir_run.h"
#include "tests/unit/tap.h"

static struct tap t;

enum { CACHE = 1 << 21, STACK = 1 << 16 };

struct jit {
    uint8_t *cache;
    size_t used;
    struct backend *b;
    struct code_thunks thunks;
    uint64_t *stack;
    struct exec_jump *jumps;
};

static uint8_t memory[GEN_MEMORY] __attribute__((aligned(16)));

static struct jit jit_new(void)
{
    struct jit j = {0};
    j.cache =
        mmap(NULL, CACHE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    j.b = backend_new(&ir_test_guest, j.cache, CACHE, &j.used, &j.thunks);
    j.used = (j.used + 63) & ~63ul;
    j.stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    j.jumps = g_new(struct exec_jump, 1 << EXEC_JUMP_CACHE_BITS);
    memset(j.jumps, 0xff, sizeof *j.jumps << EXEC_JUMP_CACHE_BITS);
    return j;
}

struct outcome {
    struct ir_test_cpu cpu;
    uint8_t memory[GEN_MEMORY];
    unsigned trap;
};

static struct outcome start(uint64_t seed)
{
    struct outcome out;
    struct gen g = {.seed = seed};
    memset(&out, 0, sizeof out);
    for (unsigned i = 0; i < sizeof memory; i++)
        memory[i] = (uint8_t)rnd(&g, 256);
    for (unsigned i = 0; i < 8; i++)
        out.cpu.x[i] = i == 7 ? rnd(&g, 20) : rnd_const(&g);
    for (unsigned i = 0; i < 2; i++)
        out.cpu.w[i] = (uint32_t)rnd_const(&g);
    for (unsigned i = 0; i < 4; i++) {
        out.cpu.v[i][0] = rnd_const(&g);
        out.cpu.v[i][1] = rnd_const(&g);
    }
    return out;
}

static struct outcome interpret(const struct ir_region *r, uint64_t seed)
{
    struct outcome out = start(seed);
    struct ir_interp it = {.cpu = &out.cpu,
                           .fp_rounding = &out.cpu.common.fp_rounding,
                           .fp_flags = &out.cpu.common.fp_flags,
                           .exit_request = &out.cpu.common.exit_request};
    struct ir_interp_end end = ir_interp(&it, r);
    out.trap = end.trap;
    out.cpu.common.trap_arg = end.trap_arg;
    ir_interp_free(&it);
    memcpy(out.memory, memory, sizeof memory);
    return out;
}

static struct outcome run(struct jit *j, const struct ir_region *r, const struct code_out *code,
                          uint64_t seed)
{
    struct outcome out = start(seed);
    struct cpu_common *c = &out.cpu.common;
    ir_test_shadow(&out.cpu, &j->thunks, j->stack, STACK);
    c->jumps = j->jumps;
    c->mxcsr = 0x1f80;
    out.trap = ir_test_run(&out.cpu, &j->thunks, code, r->pc);
    memcpy(out.memory, memory, sizeof memory);
    return out;
}

static bool same_outcome(const struct outcome *a, const struct outcome *b)
{
    return !memcmp(a->cpu.x, b->cpu.x, sizeof a->cpu.x) &&
           !memcmp(a->cpu.w, b->cpu.w, sizeof a->cpu.w) &&
           !memcmp(a->cpu.v, b->cpu.v, sizeof a->cpu.v) && a->cpu.pc == b->cpu.pc &&
           !memcmp(a->memory, b->memory, sizeof a->memory) && a->trap == b->trap &&
           a->cpu.common.trap_arg == b->cpu.common.trap_arg;
}

static void explain(const struct outcome *a, const struct outcome *b)
{
    fprintf(stderr, "trap %u %u pc %lx %lx arg %lx %lx\n", a->trap, b->trap, (long)a->cpu.pc,
            (long)b->cpu.pc, (long)a->cpu.common.trap_arg, (long)b->cpu.common.trap_arg);
    for (unsigned i = 0; i < 8; i++)
        if (a->cpu.x[i] != b->cpu.x[i])
            fprintf(stderr, "x%u %lx %lx\n", i, (long)a->cpu.x[i], (long)b->cpu.x[i]);
    for (unsigned i = 0; i < 2; i++)
        if (a->cpu.w[i] != b->cpu.w[i])
            fprintf(stderr, "w%u %x %x\n", i, a->cpu.w[i], b->cpu.w[i]);
    for (unsigned i = 0; i < 4; i++)
        if (memcmp(a->cpu.v[i], b->cpu.v[i], 16))
            fprintf(stderr, "v%u %016lx%016lx %016lx%016lx\n", i, (long)a->cpu.v[i][1],
                    (long)a->cpu.v[i][0], (long)b->cpu.v[i][1], (long)b->cpu.v[i][0]);
    for (unsigned i = 0; i < GEN_MEMORY; i++)
        if (a->memory[i] != b->memory[i])
            fprintf(stderr, "memory[%u] %x %x\n", i, a->memory[i], b->memory[i]);
}

struct totals {
    uint64_t ns, ins, bytes;
};

/* Time of compiling to a place that is never executed. */
static void measure(struct jit *j, const struct ir_region *r, struct totals *sum)
{
    struct code_out code = {.code = j->cache + CACHE / 2 + 4096, .cap = CACHE / 2 - 4096};
    struct timespec a, b;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    backend_compile(j->b, r, &code);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    sum->ns += (uint64_t)(b.tv_sec - a.tv_sec) * 1000000000 + (uint64_t)(b.tv_nsec - a.tv_nsec);
    sum->ins += r->n;
    sum->bytes += code.size;
}

static bool one(struct jit *j, uint64_t seed, unsigned nblocks, enum shape shape, uint64_t mask,
                bool atomics, struct totals *sum)
{
    struct ir_region r;
    struct gen g = {.seed = seed, .r = &r, .memory = memory, .atomics = atomics};
    ir_region_init(&r, &ir_test_guest);
    random_region(&g, nblocks, shape);
    opt_run(&r, mask, seed & 1);
    struct code_out code = {.code = j->cache + j->used, .cap = CACHE / 2};
    bool good = backend_compile(j->b, &r, &code);
    measure(j, &r, sum);
    good = good && backend_compile(j->b, &r, &code);
    if (!good)
        fprintf(stderr, "does not compile\n");
    const char *dump = getenv("BACKEND_TEST_DUMP"); /* a file for the code */
    FILE *f = dump ? fopen(dump, "w") : NULL;
    if (f) {
        ir_print(&r, stderr);
        fwrite(code.code, 1, code.size, f);
        fclose(f);
    }
    for (unsigned k = 0; good && k < 4; k++) {
        struct outcome x = interpret(&r, seed + k), y = run(j, &r, &code, seed + k);
        good = same_outcome(&x, &y);
        if (!good)
            explain(&x, &y);
    }
    if (!good) {
        fprintf(stderr, "seed %lu blocks %u\n", (unsigned long)seed, nblocks);
        if (!f)
            ir_print(&r, stderr);
    }
    ir_region_free(&r);
    return good;
}

static void many(struct jit *j, const char *name, uint64_t seed, unsigned count, enum shape shape,
                 uint64_t mask, bool atomics)
{
    struct totals sum = {0};
    unsigned k = 0;
    while (k < count && one(j, seed + k, 1 + (unsigned)(seed + k) % 12, shape, mask, atomics, &sum))
        k++;
    if (k < count && getenv("BACKEND_TEST_DUMP"))
        exit(1); /* the file is of the region that failed */
    tap_ok(&t, k == count, "%s", name);
    printf("# %.1f ns and %.1f bytes an IR instruction\n", (double)sum.ns / (double)sum.ins,
           (double)sum.bytes / (double)sum.ins);
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
    unsigned count = argc > 2 ? (unsigned)atoi(argv[2]) : 200;
    const char *levels[] = {"this host", "avx", "sse4.2"};
    static const char *const shapes[] = {"trees", "joins", "loops"};
    const char *limit = getenv("FERRY_HOST");
    if (limit)
        levels[0] = limit;
    for (unsigned l = 0; l < (limit ? 1 : 3); l++) {
        setenv("FERRY_HOST", levels[l], 1);
        struct jit j = jit_new();
        for (enum shape shape = TREE; shape <= LOOPS; shape++)
            for (unsigned atomics = 0; atomics < 2; atomics++) {
                char name[64];
                const char *with = atomics ? ", all accesses" : "";
                snprintf(name, sizeof name, "%s: %s, state%s", levels[l], shapes[shape], with);
                many(&j, name, seed, count, shape, 1, atomics);
                snprintf(name, sizeof name, "%s: %s, every pass%s", levels[l], shapes[shape], with);
                many(&j, name, seed, count, shape, OPT_ALL, atomics);
            }
    }
    return tap_done(&t);
}
